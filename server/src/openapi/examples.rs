//! Examples of what is answered and sent, made from the schemas, so that none of them goes out of date.

use serde_json::{Map, Value, json};

/// What is null as long as nothing is amiss.
const ABSENT: [&str; 4] = ["deleted_at", "waived_reason", "reason", "error"];

/// Gives every JSON body and every success an example, where it has none.
pub(super) fn add(operation: &mut Value, schemas: &Value) {
    if let Some(body) = operation.get_mut("requestBody") {
        complete(body, schemas);
    }
    let responses = operation["responses"].as_object_mut();
    for (status, response) in responses.into_iter().flatten() {
        if status.starts_with('2') {
            complete(response, schemas);
        }
    }
}

fn complete(holder: &mut Value, schemas: &Value) {
    let Some(json) = holder.pointer_mut("/content/application~1json") else {
        return;
    };
    if json.get("example").is_none() && json.get("examples").is_none() {
        json["example"] = of("", &json["schema"], schemas);
    }
}

/// The schema that this one leads to.
pub(super) fn resolved<'a>(schema: &'a Value, schemas: &'a Value) -> &'a Value {
    if let Some(address) = schema["$ref"].as_str() {
        let name = address.rsplit('/').next().unwrap_or_default();
        return resolved(&schemas[name], schemas);
    }
    let several = ["oneOf", "anyOf", "allOf"]
        .iter()
        .find_map(|word| schema[word].as_array());
    let first = several.and_then(|all| all.iter().find(|one| one["type"] != "null"));
    first.map_or(schema, |first| resolved(first, schemas))
}

/// An example of a field with this schema.
fn of(field: &str, schema: &Value, schemas: &Value) -> Value {
    if ABSENT.contains(&field) {
        return Value::Null;
    }
    let schema = resolved(schema, schemas);
    if let Some(one) = schema["enum"].get(0) {
        return one.clone();
    }
    match kind(schema) {
        "object" => {
            let fields = schema["properties"].as_object();
            let fields = fields.into_iter().flatten();
            let shown: Map<_, _> = fields
                .map(|(name, schema)| (name.clone(), of(name, schema, schemas)))
                .collect();
            shown.into()
        }
        "array" => json!([of(field, &schema["items"], schemas)]),
        "boolean" => json!(matches!(
            field,
            "success" | "ready" | "active" | "enabled" | "is_selected" | "carry_forward"
        )),
        "integer" => json!(number(field)),
        "number" => json!(0.5),
        _ => text(field, schema["format"].as_str().unwrap_or_default()).into(),
    }
}

/// The type, or the first of several that is not null.
fn kind(schema: &Value) -> &str {
    let several = schema["type"].as_array();
    let first = several.and_then(|all| all.iter().find(|one| *one != "null"));
    first
        .unwrap_or(&schema["type"])
        .as_str()
        .unwrap_or_default()
}

fn number(field: &str) -> i64 {
    match field {
        "file_size_bytes" => 482_113,
        "width" => 1280,
        "height" => 720,
        "seed" => 42,
        "progress" => 60,
        "expiresInDays" => 90,
        "retryCount" | "modification_count" => 0,
        "next_attempt_number" => 4,
        _ => 3,
    }
}

fn text(field: &str, format: &str) -> &'static str {
    match (format, field) {
        ("uuid", _) | (_, "instanceIds" | "instanceId") => "0193a2b4-7c11-7d53-9f0e-3c5a7e0b1d42",
        ("date-time", _) => "2026-11-23T09:30:00Z",
        (_, "title") => "The Lamplighter",
        (_, "aspect_ratio" | "aspectRatio") => "16:9",
        (_, "visual_style" | "visualStyle") => "Gouache, low winter light",
        (_, "heading") => "EXT. HARBOUR - NIGHT",
        (_, "slug") => "ext-harbour-night",
        (_, "script_excerpt" | "scriptExcerpt") => "Mara waits under the lamp.",
        (_, "expected_location" | "expectedLocation") => "Harbour",
        (_, "expected_props" | "expectedProps") => "Lamp",
        (_, "name" | "expected_characters" | "expectedCharacters") => "Mara",
        (_, "status_tags" | "statusTags") => "muddy",
        (_, "image_url" | "image_key_url" | "imageUrl" | "publicUrl")
        | (_, "selected_master_reference_url" | "copied_from_url") => {
            "/media/attempts/0193a2b4-7c11-7d53-9f0e-3c5a7e0b1d42"
        }
        (_, "storage_path") => "project_1/branch_1/scene_1/scene-assets/uploads/1_1.png",
        (_, "original_filename") => "mara.png",
        (_, "mime_type") => "image/png",
        (_, "sha256") => "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        (_, "thumbhash") => "1QcSHQRnh493V4dIh4eXh1h4kJUI",
        (_, "last_modified_field") => "status_tags",
        (_, "provider") => "sketch",
        (_, "idempotencyKey") => "scene-12-mara-1",
        (_, "role" | "source") => "reference",
        (_, "email") => "mara@example.org",
        (_, "password" | "old" | "new") => "a lantern on the quay",
        (_, "token") => "tl_9sQ2cY0vXl5bq3mZ8rT1nW6uH4jK7pLdE0aFgVxYzBc",
        (_, "message") => "2 assets taken over from scene 11.",
        (_, "waivedReason") => "Seen from behind only.",
        _ => "Tall, in a wet coat, with a lantern.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_follows_references_and_takes_what_may_be_null() {
        let schemas = json!({"Kind": {"type": "string", "enum": ["prop"]}});
        let schema = json!({"type": "object", "properties": {
            "title": {"type": ["string", "null"]},
            "kind": {"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Kind"}]},
            "tags": {"type": "array", "items": {"type": "integer"}},
        }});
        assert_eq!(
            of("", &schema, &schemas),
            json!({"title": "The Lamplighter", "kind": "prop", "tags": [3]})
        );
    }
}
