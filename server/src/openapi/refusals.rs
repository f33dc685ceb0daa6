//! What can go wrong, by what is asked for. Every refusal has one shape, and each status stands in the description
//! once.

use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use utoipa::{
    IntoResponses,
    openapi::{Ref, RefOr, Response},
};

/// Status, name, machine word, when it happens, and an example of the sentence.
const ALL: [(u16, &str, &str, &str, &str); 13] = [
    (
        400,
        "Invalid",
        "invalid",
        "The request itself is wrong.",
        "The limit lies between 1 and 1000.",
    ),
    (
        401,
        "Unauthorized",
        "unauthorized",
        "No credentials, or none that hold.",
        "Sign in, or send a token as Bearer.",
    ),
    (
        403,
        "Forbidden",
        "forbidden",
        "You may see it but not do that, another site's page asked for it, or the host is not answered.",
        "You may look at this film, but not change it.",
    ),
    (
        404,
        "NotFound",
        "not_found",
        "It is not there, or not yours.",
        "There is no such scene here.",
    ),
    (
        409,
        "Conflict",
        "conflict",
        "The state of things forbids it.",
        "Select another image before deleting this one.",
    ),
    (
        412,
        "Changed",
        "changed",
        "It is not any more what `If-Match` says.",
        "This asset was changed by somebody else meanwhile. Look at it again before you change it.",
    ),
    (
        413,
        "TooLarge",
        "too_large",
        "Too many bytes or pixels.",
        "File too large. Maximum size is 5 MB.",
    ),
    (
        415,
        "Unsupported",
        "unsupported_media_type",
        "Not multipart, or not an accepted image.",
        "Send the picture as multipart/form-data.",
    ),
    (
        416,
        "OutOfRange",
        "range",
        "The range lies outside of the picture.",
        "This picture has 1024 bytes; the range lies outside of them.",
    ),
    (
        422,
        "Undecodable",
        "undecodable_image",
        "It says that it is an image, but cannot be read as one.",
        "This image cannot be read.",
    ),
    (
        429,
        "TooMany",
        "too_many",
        "Too often, or too much at once. `Retry-After` says when to ask again.",
        "That was too often. Try again in 30 s.",
    ),
    (
        503,
        "Unavailable",
        "unavailable",
        "Something that it rests on does not answer. `Retry-After` says when to ask again.",
        "Throughline is busy or its storage is away. Nothing was changed; please try again in a moment.",
    ),
    (
        507,
        "StorageFull",
        "storage_full",
        "The storage is full.",
        "The storage is full. Nothing was changed; free some space and try again.",
    ),
];

macro_rules! sets {
    ($($(#[$doc:meta])* $name:ident: $($status:literal)*;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name;

        impl IntoResponses for $name {
            fn responses() -> BTreeMap<String, RefOr<Response>> {
                named(&[$($status),*])
            }
        }
    )*};
}

sets! {
    /// Of what is answered to everybody.
    Open: 403 503;
    /// Of signing in.
    Entering: 400 401 403 409 413 429 503;
    /// Of what is yours and needs no words.
    Asking: 401 403 503;
    /// Of a list that belongs to no film.
    Listing: 400 401 403 503;
    /// Of a list in a film.
    Finding: 400 401 403 404 503;
    /// Of one thing that is looked at.
    Looking: 401 403 404 503;
    /// Of a picture that is looked at.
    Seeing: 400 401 403 404 416 503;
    /// Of something that is made and belongs to no film.
    Making: 400 401 403 409 413 503 507;
    /// Of something that has to be proved and may be guessed at.
    Proving: 400 401 403 409 413 429 503 507;
    /// Of a change in a film.
    Changing: 400 401 403 404 409 413 503 507;
    /// Of a change that happens only to what was seen.
    Conditional: 400 401 403 404 409 412 413 503 507;
    /// Of a picture that is asked for.
    Generating: 400 401 403 404 409 413 429 503 507;
    /// Of a picture that is sent.
    Uploading: 400 401 403 404 409 413 415 422 429 503 507;
}

fn named(statuses: &[u16]) -> BTreeMap<String, RefOr<Response>> {
    let meant = ALL.iter().filter(|(status, ..)| statuses.contains(status));
    meant
        .map(|(status, name, ..)| {
            let reference = Ref::from_response_name(*name);
            (status.to_string(), RefOr::Ref(reference))
        })
        .collect()
}

/// Each refusal once, for all that point to it.
pub(super) fn components() -> Value {
    let mut all = Map::new();
    for (status, name, code, about, sentence) in ALL {
        let example = json!({
            "error": sentence,
            "code": code,
            "requestId": "0193a2b4-7c11-7d53-9f0e-3c5a7e0b1d42",
        });
        let mut response = json!({
            "description": about,
            "content": {"application/json": {
                "schema": {"$ref": "#/components/schemas/Refusal"},
                "example": example,
            }},
        });
        if matches!(status, 429 | 503) {
            response["headers"]["Retry-After"] = json!({
                "description": "Seconds to wait.",
                "schema": {"type": "integer", "minimum": 0},
            });
        }
        all.insert(name.to_owned(), response);
    }
    all.into()
}

/// The shape of all of them.
pub(super) fn schema() -> Value {
    json!({
        "type": "object",
        "description": "Why a request was not served.",
        "required": ["error", "code", "requestId"],
        "properties": {
            "error": {"type": "string", "description": "A sentence for a person."},
            "code": {"type": "string", "description": "A word for a machine."},
            "requestId": {"type": "string", "description": "What the log calls the request."},
        },
    })
}
