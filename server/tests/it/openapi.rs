//! The API's description: whole, true, and browsable without a network.

mod calls;
mod reading;

use self::{
    calls::calls,
    reading::{fits, led, operations},
};
use crate::client::{Api, Part, Reply, multipart, request};
use axum::body::Body;
use serde_json::Value;
use server::openapi::document;
use std::collections::BTreeSet;

fn every_reference_leads_somewhere(value: &Value, api: &Value) {
    led(value, api);
    match value {
        Value::Object(fields) => fields
            .values()
            .for_each(|field| every_reference_leads_somewhere(field, api)),
        Value::Array(items) => items
            .iter()
            .for_each(|item| every_reference_leads_somewhere(item, api)),
        _ => {}
    }
}

#[test]
fn the_description_is_one() {
    let api = document();
    assert_eq!(api["openapi"], "3.1.0");
    assert_eq!(api["info"]["title"], "Throughline");
    assert!(api["info"]["version"].is_string());
    every_reference_leads_somewhere(&api, &api);
    let schemes = api["components"]["securitySchemes"].as_object().unwrap();
    for required in api["security"].as_array().unwrap() {
        for name in required.as_object().unwrap().keys() {
            assert!(schemes.contains_key(name), "{name}");
        }
    }
}

#[test]
fn every_operation_says_what_it_is_for() {
    let api = document();
    let tags: Vec<_> = api["tags"].as_array().unwrap().iter().collect();
    let mut ids = BTreeSet::new();
    for (method, path, operation) in operations(&api) {
        let id = operation["operationId"].as_str().unwrap();
        assert!(ids.insert(id.to_owned()), "{id} stands there twice");
        assert!(
            operation["summary"]
                .as_str()
                .is_some_and(|words| words.len() > 5),
            "{method} {path}"
        );
        let tag = &operation["tags"][0];
        assert!(tags.iter().any(|one| one["name"] == *tag), "{path}: {tag}");
        let places: Vec<_> = path
            .split('/')
            .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
            .collect();
        let parameters = operation["parameters"].as_array();
        let parameters: Vec<_> = parameters.into_iter().flatten().collect();
        let named: Vec<_> = parameters
            .iter()
            .filter(|one| one["in"] == "path")
            .map(|one| one["name"].as_str().unwrap())
            .collect();
        assert_eq!(named, places, "{method} {path}");
        for parameter in parameters {
            let about = parameter["description"].as_str().unwrap_or_default();
            assert!(!about.is_empty(), "{path}: {parameter}");
            assert!(parameter["schema"].is_object(), "{path}: {parameter}");
        }
    }
}

#[test]
fn every_success_has_a_schema_and_an_example_of_it() {
    let api = document();
    for (method, path, operation) in operations(&api) {
        let responses = operation["responses"].as_object().unwrap();
        let mut successes = 0;
        for (status, response) in responses.iter().filter(|(code, _)| code.starts_with('2')) {
            successes += 1;
            let Some(content) = response["content"].as_object() else {
                assert_eq!(status, "204", "{method} {path}");
                continue;
            };
            for (kind, content) in content {
                assert!(content["schema"].is_object(), "{method} {path} {kind}");
                if kind == "application/json" {
                    assert!(
                        fits(&content["example"], &content["schema"], &api),
                        "{method} {path}: {}",
                        content["example"]
                    );
                }
            }
        }
        assert!(successes > 0, "{method} {path}");
    }
}

#[test]
fn every_body_has_a_schema_and_an_example_of_it() {
    let api = document();
    let mut bodies = 0;
    for (method, path, operation) in operations(&api) {
        let Some(content) = operation["requestBody"]["content"].as_object() else {
            continue;
        };
        bodies += 1;
        if path.ends_with("/upload-image") {
            let form = led(&content["multipart/form-data"]["schema"], &api);
            let image = led(&form["properties"]["image"], &api);
            assert!(image["format"] == "binary", "{image}");
            assert_eq!(form["required"][0], "image");
            continue;
        }
        let json = &content["application/json"];
        assert!(
            (json["example"].is_object() || json["example"].is_array())
                && fits(&json["example"], &json["schema"], &api),
            "{method} {path}: {json}"
        );
    }
    assert!(bodies > 20, "{bodies}");
}

#[test]
fn every_refusal_has_the_one_shape() {
    let api = document();
    for (method, path, operation) in operations(&api) {
        let responses = operation["responses"].as_object().unwrap();
        let mut refusals = 0;
        for (status, response) in responses {
            if !status.starts_with(['4', '5']) {
                continue;
            }
            refusals += 1;
            let content = &led(response, &api)["content"]["application/json"];
            assert_eq!(
                content["schema"]["$ref"], "#/components/schemas/Refusal",
                "{method} {path} {status}"
            );
            assert_eq!(content["example"].as_object().unwrap().len(), 3);
            assert!(fits(&content["example"], &content["schema"], &api));
        }
        assert!(refusals > 0, "{method} {path}");
    }
}

#[test]
fn nothing_is_described_that_is_not_promised_and_nothing_promised_is_left_out() {
    let api = document();
    let described: BTreeSet<_> = operations(&api)
        .into_iter()
        .map(|(method, path, _)| format!("{method} {path}"))
        .collect();
    let promised: BTreeSet<_> = calls()
        .map(|(method, path)| format!("{method} {path}"))
        .collect();
    assert_eq!(described, promised);
}

/// The call, with keys of nothing that is there.
async fn called(api: &Api, method: &str, path: &str) -> Reply {
    let parts = path.split('/').map(|part| match part {
        "{sha256}" => "00",
        part if part.starts_with('{') => "0193a2b4-7c11-7d53-9f0e-3c5a7e0b1d42",
        part => part,
    });
    let address = parts.collect::<Vec<_>>().join("/");
    if path.ends_with("/upload-image") {
        let png = domain::testing::png(1);
        let picture = Part::image(&png);
        return api.send(multipart(&address, &[picture]).body).await;
    }
    let body = match method {
        "GET" | "DELETE" => Body::empty(),
        _ => Body::from("{}"),
    };
    api.send(request(method, &address).body(body).unwrap())
        .await
}

#[tokio::test]
async fn every_call_is_answered_and_only_with_what_is_described() {
    let api = Api::sqlite().await;
    let described = document();
    for (method, path) in calls() {
        let reply = called(&api, method, path).await;
        let status = reply.status.as_u16();
        assert_ne!(status, 405, "{method} {path}");
        assert!(
            !reply.text().contains("There is no such address"),
            "{method} {path}"
        );
        let operation = &described["paths"][path][method.to_lowercase()];
        assert!(
            !operation["responses"][status.to_string()].is_null(),
            "{method} {path} answered {status}: {}",
            reply.text()
        );
    }
}

#[tokio::test]
async fn the_description_is_answered() {
    let api = Api::sqlite().await;
    let reply = api.get("/api/openapi.json").await;
    assert_eq!(reply.expect(200), document());
    assert_eq!(reply.header("content-type"), "application/json");
}

#[tokio::test]
async fn the_page_that_shows_it_needs_nothing_from_elsewhere() {
    let api = Api::sqlite().await;
    let moved = api.get("/api/docs").await;
    assert_eq!(moved.header("location"), "/api/docs/");
    let page = api.get("/api/docs/").await;
    assert_eq!(page.status, 200);
    let policy = page.header("content-security-policy");
    assert!(
        policy.contains("script-src 'self';") && policy.contains("default-src 'none'"),
        "{policy}"
    );
    let html = page.text();
    assert!(!html.contains("http://") && !html.contains("https://"));
    let mut files = 0;
    for tag in html
        .split('<')
        .filter(|tag| tag.starts_with("script") || tag.starts_with("link"))
    {
        let name = tag
            .split(['"', '\''])
            .find(|word| word.ends_with(".js") || word.ends_with(".css") || word.ends_with(".png"));
        let name = name.unwrap_or_else(|| panic!("something stands in the page itself: {tag}"));
        let file = api
            .get(&format!("/api/docs/{}", name.trim_start_matches("./")))
            .await;
        assert_eq!(file.status, 200, "{name}");
        assert_eq!(file.header("x-content-type-options"), "nosniff");
        files += 1;
    }
    assert!(files >= 4, "{files}");
    let begin = api.get("/api/docs/swagger-initializer.js").await.text();
    assert!(begin.contains("/api/openapi.json") && begin.contains("\"validatorUrl\": \"none\""));
    api.get("/api/docs/nothing.js")
        .await
        .refusal(404, "not_found");
}
