//! The API's description, OpenAPI 3.1: gathered from the routes themselves, so that none stands without its own, and
//! completed by what holds for all of them.

pub mod elsewhere;
mod examples;
pub mod page;
pub mod refusals;

use crate::{routes, state::AppState};
use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use serde_json::{Map, Value, json};
use std::sync::LazyLock;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat, Type},
};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The description as it is sent, written when it is first asked for.
static WRITTEN: LazyLock<Bytes> = LazyLock::new(|| Bytes::from(document().to_string()));

/// The resources, in the order in which they are met.
const TAGS: [(&str, &str); 13] = [
    ("Films", "Projects, and what holds for everything in them."),
    ("Members", "Who takes part in a film."),
    ("Branches", "Lines of work in a film."),
    (
        "Scenes",
        "The numbered scenes of a branch, and the gate to Stage 9.",
    ),
    (
        "Assets",
        "Characters, locations, props and extras, with their master images.",
    ),
    ("Scene assets", "How each asset looks in a scene."),
    (
        "History",
        "The pictures that an asset in a scene has, had and can have again.",
    ),
    (
        "Master reference",
        "The picture that generation starts from.",
    ),
    ("Generating", "Asking for pictures."),
    ("Jobs", "What became of what was asked for."),
    (
        "Pictures",
        "The bytes. Content never changes under an address.",
    ),
    (
        "Accounts",
        "Signing in, tokens for scripts, and the people of an installation.",
    ),
    ("Running", "For those who keep it running."),
];

const ABOUT: &str = "Rows are in snake_case, as the columns they come from; request bodies, and shapes that are no \
    rows, in camelCase. Unknown fields of a body are passed over, and an empty body is an empty object. Times are \
    RFC 3339 in UTC. An id that is unknown, malformed, of another level or not yours answers 404. Lists that can \
    grow are paged: their `Link` header leads to the next page.\n\nScripts send a token as `Authorization: Bearer`, \
    browsers the session's cookie. On a machine without accounts neither is needed.";

/// `/api/openapi.json`.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::default().routes(routes!(show))
}

/// This description.
#[utoipa::path(
    get,
    path = "/api/openapi.json",
    operation_id = "getDescription",
    tag = "Running",
    security(()),
    responses(
        (
            status = 200, body = Object, content_type = "application/json",
            description = "An OpenAPI 3.1 document.",
            example = json!({"openapi": "3.1.0"})
        ),
        refusals::Open
    )
)]
async fn show() -> Response {
    let kind = [(header::CONTENT_TYPE, "application/json")];
    (kind, WRITTEN.clone()).into_response()
}

/// The bytes of a picture.
#[derive(Clone, Copy, Debug)]
pub struct PictureBytes;

impl PartialSchema for PictureBytes {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary)))
            .description(Some("The bytes of a picture: PNG, JPEG or WebP."))
            .into()
    }
}

impl ToSchema for PictureBytes {}

/// A form with a picture in it.
#[derive(Clone, Copy, Debug, ToSchema)]
pub struct Upload {
    /// The picture. The part appears once.
    pub image: PictureBytes,
}

/// The whole description.
pub fn document() -> Value {
    let gathered = routes::described()
        .merge(routes::uploads::described())
        .merge(elsewhere::described())
        .into_openapi();
    // What cannot be written would be no description; the tests look at every part of it.
    let mut document = serde_json::to_value(gathered).unwrap_or_default();
    document["openapi"] = json!("3.1.0");
    document["info"] = json!({
        "title": "Throughline",
        "summary": "The look of every asset, followed from scene to scene.",
        "description": ABOUT,
        "version": env!("CARGO_PKG_VERSION"),
        "license": {"name": env!("CARGO_PKG_LICENSE"), "identifier": env!("CARGO_PKG_LICENSE")},
    });
    document["servers"] = json!([{"url": "/"}]);
    document["tags"] = TAGS
        .iter()
        .map(|(name, about)| json!({"name": name, "description": about}))
        .collect();
    document["security"] = json!([{"bearer": []}, {"session": []}]);
    let components = &mut document["components"];
    components["securitySchemes"] = schemes();
    components["responses"] = refusals::components();
    components["schemas"]["Refusal"] = refusals::schema();
    let schemas = components["schemas"].clone();
    each_operation(&mut document, |path, operation| {
        add_places(path, operation);
        add_headers(operation);
        examples::add(operation, &schemas);
        say_what_is_required(operation, &schemas);
    });
    document
}

fn schemes() -> Value {
    json!({
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "description": "A token of `/api/tokens`, or of `throughline user token`.",
        },
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": "__Host-session",
            "description": "What `/api/login` sets. At localhost, 127.0.0.1 and [::1] its name is `session`.",
        },
    })
}

fn each_operation(document: &mut Value, mut change: impl FnMut(&str, &mut Value)) {
    let paths = document["paths"].as_object_mut();
    for (path, item) in paths.into_iter().flatten() {
        for operation in item.as_object_mut().into_iter().flat_map(Map::values_mut) {
            change(path, operation);
        }
    }
}

/// The ids that stand in an address.
fn add_places(path: &str, operation: &mut Value) {
    let names = path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let mut parameters: Vec<Value> = names
        .map(|name| {
            let schema = match name {
                "sha256" => json!({"type": "string"}),
                _ => json!({"type": "string", "format": "uuid"}),
            };
            json!({"name": name, "in": "path", "required": true, "description": place(name), "schema": schema})
        })
        .collect();
    if let Some(Value::Array(others)) = operation.get_mut("parameters") {
        others.retain(|other| other["in"] != "path");
        parameters.append(others);
    }
    if !parameters.is_empty() {
        operation["parameters"] = parameters.into();
    }
}

fn place(name: &str) -> &'static str {
    match name {
        "project" => "The film.",
        "branch" => "The branch of the film.",
        "scene" => "The scene of the film.",
        "instance" => "The asset in the scene.",
        "attempt" => "The picture of the history.",
        "asset" => "The asset of the film.",
        "job" => "The job.",
        "user" => "The person.",
        "token" => "The token.",
        "sha256" => "SHA-256 of the original bytes, in hexadecimal.",
        _ => "Its id.",
    }
}

/// What lists say of their next page, and scene assets of what they are now.
fn add_headers(operation: &mut Value) {
    let paged = operation["parameters"]
        .as_array()
        .is_some_and(|all| all.iter().any(|one| one["name"] == "cursor"));
    let responses = operation["responses"].as_object_mut();
    for (status, response) in responses.into_iter().flatten() {
        if !status.starts_with('2') {
            continue;
        }
        let schema = &response["content"]["application/json"]["schema"];
        if schema["$ref"] == "#/components/schemas/InstanceView" {
            response["headers"]["ETag"] =
                header_of("What the row says now, for `If-Match` and `If-None-Match`.");
        } else if paged {
            response["headers"]["Link"] =
                header_of("Where the next page is, as `rel=\"next\"`; absent on the last.");
        }
    }
}

fn header_of(about: &str) -> Value {
    json!({"description": about, "schema": {"type": "string"}})
}

/// An empty body is an empty object, so a body is only needed where one of its fields is.
fn say_what_is_required(operation: &mut Value, schemas: &Value) {
    let Some(body) = operation.get_mut("requestBody") else {
        return;
    };
    let needed = match body["content"].get("application/json") {
        Some(content) => {
            let schema = examples::resolved(&content["schema"], schemas);
            let fields = schema["required"].as_array();
            schema["type"] == "array" || fields.is_some_and(|fields| !fields.is_empty())
        }
        None => true,
    };
    body["required"] = needed.into();
}
