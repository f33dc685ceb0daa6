//! Reading a description: what a reference leads to, and whether a value is as its schema says.

use serde_json::Value;

/// Method, address and description of every operation.
pub(super) fn operations(api: &Value) -> Vec<(String, &str, &Value)> {
    let paths = api["paths"].as_object().unwrap();
    paths
        .iter()
        .flat_map(|(path, item)| {
            let item = item.as_object().unwrap();
            item.iter()
                .map(move |(method, operation)| (method.to_uppercase(), path.as_str(), operation))
        })
        .collect()
}

/// What a `$ref` leads to.
#[track_caller]
pub(super) fn led<'a>(value: &'a Value, api: &'a Value) -> &'a Value {
    match value["$ref"].as_str() {
        Some(address) => {
            let place = address.strip_prefix('#').unwrap();
            let found = api.pointer(place);
            led(
                found.unwrap_or_else(|| panic!("{address} leads nowhere")),
                api,
            )
        }
        None => value,
    }
}

/// Whether a value is as its schema says.
pub(super) fn fits(value: &Value, schema: &Value, api: &Value) -> bool {
    let schema = led(schema, api);
    if let Some(all) = schema["allOf"].as_array() {
        return all.iter().all(|one| fits(value, one, api));
    }
    for several in ["oneOf", "anyOf"] {
        if let Some(some) = schema[several].as_array() {
            return some.iter().any(|one| fits(value, one, api));
        }
    }
    if let Some(words) = schema["enum"].as_array() {
        return words.contains(value);
    }
    match &schema["type"] {
        Value::Array(kinds) => kinds
            .iter()
            .any(|kind| is(value, kind.as_str().unwrap(), schema, api)),
        Value::String(kind) => is(value, kind, schema, api),
        _ => true,
    }
}

fn is(value: &Value, kind: &str, schema: &Value, api: &Value) -> bool {
    match kind {
        "null" => value.is_null(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "array" => value
            .as_array()
            .is_some_and(|items| items.iter().all(|item| fits(item, &schema["items"], api))),
        "object" => value.as_object().is_some_and(|fields| {
            let required = schema["required"].as_array().into_iter().flatten();
            let mut required = required.filter_map(Value::as_str);
            required.all(|name| fields.contains_key(name))
                && fields.iter().all(|(name, field)| {
                    schema["properties"]
                        .get(name)
                        .is_none_or(|schema| fits(field, schema, api))
                })
        }),
        other => panic!("{other} is no type"),
    }
}
