//! A provider's table of settings: what it says, what is taken where it is silent, and what is refused.

use domain::{
    model::kinds::ProviderKind,
    providers::config::{Config, Price, Secret},
};
use serde_json::{Value, json};
use std::{fs, time::Duration};

fn env(name: &str) -> Option<String> {
    (name == "STUDIO_KEY").then(|| " sk-secret \n".to_owned())
}

fn parsed(table: Value) -> Result<Config, String> {
    Config::parse("studio", table.as_object().unwrap(), env)
}

/// A table with one setting more.
fn with(name: &str, value: Value) -> Result<Config, String> {
    let mut table = json!({ "kind": "openai" });
    table[name] = value;
    parsed(table)
}

#[test]
fn every_setting_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let graph = folder.path().join("graph.json");
    fs::write(&graph, r#"{"1": {"class_type": "KSampler"}}"#).unwrap();
    let config = parsed(json!({
        "kind": "comfyui", "base_url": "http://10.0.0.7:8188/studio", "model": " flux ",
        "key_env": "STUDIO_KEY", "user": "mara", "allow_private": true, "timeout": "2m 30s",
        "concurrency": 3, "price": 0.04, "price_reference": 1, "monthly_budget": 50,
        "project_budget": 12.5, "workflow_file": graph, "options": { "steps": 20, "sampler": "euler" },
    }))
    .unwrap();
    assert_eq!(
        (config.name.as_str(), config.kind),
        ("studio", ProviderKind::ComfyUi)
    );
    assert_eq!(config.base_url.as_str(), "http://10.0.0.7:8188/studio");
    assert_eq!(
        (config.model.as_deref(), config.user.as_deref()),
        (Some("flux"), Some("mara"))
    );
    assert_eq!(config.key.as_ref().map(Secret::expose), Some("sk-secret"));
    assert_eq!(
        (config.allow_private, config.timeout),
        (true, Duration::from_secs(150))
    );
    assert_eq!((config.concurrency, config.price.of(2)), (3, 2.04));
    assert_eq!(
        (config.monthly_budget, config.project_budget),
        (Some(50.0), Some(12.5))
    );
    assert_eq!(
        config.workflow,
        Some(json!({ "1": { "class_type": "KSampler" } }))
    );
    assert_eq!(config.options["steps"], 20);
    assert_eq!(
        (config.text("sampler"), config.text("steps")),
        (Some("euler"), None)
    );
    assert_eq!(config.host(), "10.0.0.7:8188");
}

#[test]
fn what_is_not_said_is_careful() {
    let config = parsed(json!({ "kind": "openai" })).unwrap();
    assert_eq!(config.host(), "api.openai.com");
    assert_eq!(
        (config.allow_private, config.timeout),
        (false, Duration::from_secs(180))
    );
    assert_eq!((config.concurrency, config.price), (2, Price::default()));
    assert_eq!((config.monthly_budget, config.project_budget), (None, None));
    assert!(config.key.is_none() && config.model.is_none() && config.workflow.is_none());
    let gemini = parsed(json!({ "kind": "gemini" })).unwrap();
    assert_eq!(gemini.host(), "generativelanguage.googleapis.com");
    for own in ["comfyui", "automatic1111"] {
        let why = parsed(json!({ "kind": own })).unwrap_err();
        assert!(why.contains("base_url says where it is"), "{why}");
    }
}

#[test]
fn a_slip_of_the_pen_is_named() {
    let why = with("modle", json!("x")).unwrap_err();
    let begin = "The provider \"studio\" cannot be set up: there is no setting \"modle\". There is: kind, base_url";
    assert!(why.starts_with(begin), "{why}");
    let config = with("options", json!({ "qualty": "high" })).unwrap();
    let why = config.only(&["quality", "size"]).unwrap_err();
    assert!(
        why.contains("no option \"qualty\" for openai. There is: quality, size."),
        "{why}"
    );
    assert!(config.only(&["qualty"]).is_ok());
}

#[test]
fn a_key_comes_from_elsewhere_and_goes_nowhere() {
    let why = with("key", json!("sk-secret")).unwrap_err();
    assert!(
        why.contains("key_env") && why.contains("key_file") && !why.contains("sk-"),
        "{why}"
    );
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("key");
    fs::write(&file, "sk-secret\n").unwrap();
    let config = with("key_file", json!(file)).unwrap();
    assert_eq!(config.key.as_ref().map(Secret::expose), Some("sk-secret"));
    assert_eq!(format!("{}", config.key.as_ref().unwrap()), "…");
    assert!(!format!("{config:?}").contains("sk-secret"));
    for key in ["", " \n", "sk-\u{1F511}", "sk-\r\nx-evil: 1"] {
        fs::write(&file, key).unwrap();
        let why = with("key_file", json!(file)).unwrap_err();
        assert!(why.contains("the key is empty, or has characters"), "{why}");
    }
    fs::remove_file(&file).unwrap();
    let why = with("key_file", json!(file)).unwrap_err();
    assert!(
        why.ends_with("the file that key_file names is not there."),
        "{why}"
    );
    let why = with("key_env", json!("NOBODY")).unwrap_err();
    assert!(
        why.contains("NOBODY, which key_env names, is not set"),
        "{why}"
    );
    let both = json!({ "kind": "openai", "key_env": "STUDIO_KEY", "key_file": file });
    assert!(parsed(both).unwrap_err().contains("but not both"));
}

#[test]
fn what_makes_no_sense_is_refused_with_a_sentence() {
    for (name, value, words) in [
        (
            "kind",
            json!("dalle"),
            "kind is one of openai, gemini, comfyui, automatic1111.",
        ),
        ("kind", json!("sketch"), "kind is one of"),
        ("base_url", json!("studio"), "base_url is no address."),
        ("base_url", json!("ftp://studio"), "begins with https://"),
        (
            "base_url",
            json!("https://a:b@studio"),
            "holds a name or a password",
        ),
        (
            "base_url",
            json!("https://studio/?a=b"),
            "ends before any ?",
        ),
        ("model", json!("  "), "model is a text"),
        ("model", json!(1), "model is a text"),
        ("user", json!("mara"), "user needs its password"),
        (
            "allow_private",
            json!("yes"),
            "allow_private is true or false.",
        ),
        ("timeout", json!("0s"), "timeout is a time"),
        ("timeout", json!("2h"), "timeout is a time"),
        ("timeout", json!("soon"), "timeout is a time"),
        ("concurrency", json!(0), "concurrency is a whole number"),
        ("concurrency", json!(1.5), "concurrency is a whole number"),
        ("price", json!(-1), "price is a number"),
        ("price_reference", json!("1"), "price_reference is a number"),
        ("monthly_budget", json!(-0.5), "monthly_budget is a number"),
        ("project_budget", json!(true), "project_budget is a number"),
        (
            "workflow_file",
            json!("/nowhere.json"),
            "workflow_file is for comfyui, not for openai.",
        ),
        (
            "monthly_budget",
            json!(50),
            "monthly_budget ends nothing without a price.",
        ),
        (
            "project_budget",
            json!(0),
            "project_budget ends nothing without a price.",
        ),
        ("options", json!([]), "options is a table."),
    ] {
        let why = with(name, value.clone()).unwrap_err();
        assert!(why.contains(words), "{name} = {value}: {why}");
        assert!(
            why.starts_with("The provider \"studio\" cannot be set up: "),
            "{why}"
        );
    }
}

#[test]
fn what_a_kind_would_pass_over_is_refused() {
    let user = |kind: &str| {
        parsed(json!({
            "kind": kind, "base_url": "http://10.0.0.7", "user": "mara", "key_env": "STUDIO_KEY",
        }))
    };
    let why = user("gemini").unwrap_err();
    assert!(
        why.ends_with("user is for basic authentication, which gemini does not know."),
        "{why}"
    );
    let workflow = |kind: &str| {
        parsed(json!({
            "kind": kind, "base_url": "http://10.0.0.7", "workflow_file": "/nowhere.json",
        }))
    };
    for kind in ["openai", "comfyui", "automatic1111"] {
        assert!(user(kind).is_ok(), "{kind}");
    }
    for kind in ["openai", "gemini", "automatic1111"] {
        let why = workflow(kind).unwrap_err();
        let words = format!("workflow_file is for comfyui, not for {kind}.");
        assert!(why.ends_with(&words), "{why}");
    }
    let why = workflow("comfyui").unwrap_err();
    assert!(
        why.ends_with("the file that workflow_file names is not there."),
        "{why}"
    );
}

#[test]
fn a_budget_needs_a_price_of_either_kind() {
    for price in ["price", "price_reference"] {
        for budget in ["monthly_budget", "project_budget"] {
            let mut table = json!({ "kind": "openai" });
            table[budget] = json!(50);
            table[price] = json!(0);
            let why = parsed(table.clone()).unwrap_err();
            let words = format!("{budget} ends nothing without a price.");
            assert!(why.contains(&words), "{why}");
            table[price] = json!(0.01);
            assert!(parsed(table).is_ok(), "{price} {budget}");
        }
    }
}

#[test]
fn a_name_can_stand_in_settings_and_records() {
    let table = json!({ "kind": "openai" });
    let parse = |name: &str| Config::parse(name, table.as_object().unwrap(), env);
    for name in ["studio", "studio-2", "gpt_image"] {
        assert_eq!(parse(name).unwrap().name, name);
    }
    let long = "x".repeat(41);
    for name in ["", "Studio", "a b", "sketch", long.as_str()] {
        let why = parse(name).unwrap_err();
        assert!(why.starts_with("A provider cannot be called"), "{why}");
    }
}
