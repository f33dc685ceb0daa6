//! Which workflows and options are taken, and what is said of those that are not.

use super::stage::{config, node, with_reference, workflow};
use domain::{
    model::kinds::ProviderKind,
    providers::{ImageProvider, comfyui::ComfyUi, config::Config},
};
use serde_json::{Value, json};

/// The settings of a ComfyUI that is never asked.
fn nowhere(workflow: Value) -> Config {
    config("http://comfy.example:8188", workflow)
}

/// Why a provider cannot be made.
fn refused(config: Config) -> String {
    match ComfyUi::new(config) {
        Ok(_) => panic!("expected to be refused"),
        Err(why) => why,
    }
}

fn with_option(name: &str, value: Value) -> Config {
    let mut config = nowhere(with_reference());
    config.options.insert(name.into(), value);
    config
}

#[test]
fn a_workflow_that_cannot_be_filled_is_refused_with_what_to_do() {
    let changed = |id: &str, node: Value| {
        let mut workflow = workflow();
        workflow[id] = node;
        workflow
    };
    let without = |id: &str| {
        let mut workflow = workflow();
        workflow.as_object_mut().unwrap().remove(id);
        workflow
    };
    let sampler = |title: &str| node(title, "KSampler", json!({ "steps": 20, "seed": 1 }));
    for (workflow, word) in [
        (json!({}), "holds no nodes"),
        (json!([1, 2]), "holds no nodes"),
        (json!({ "nodes": [], "links": [] }), "Export (API)"),
        (json!({ "3": { "inputs": {} } }), "entry 3"),
        (json!({ "3": { "class_type": "KSampler" } }), "entry 3"),
        (without("6"), "throughline:prompt"),
        (without("9"), "throughline:output"),
        (changed("6", sampler("throughline:prompt")), "is a KSampler"),
        (
            changed("5", sampler("throughline:size")),
            "no input width, height",
        ),
        (
            changed("5", sampler("throughline:promt")),
            "throughline:promt",
        ),
        (
            changed("5", sampler("throughline:reference0")),
            "reference16",
        ),
        (
            changed(
                "6",
                node(
                    "throughline:prompt",
                    "CLIPTextEncode",
                    json!({ "text": ["4", 0] }),
                ),
            ),
            "from another node",
        ),
    ] {
        let why = refused(nowhere(workflow));
        assert!(why.contains(word), "\"{word}\" is not in: {why}");
        assert!(
            why.contains("\"studio\""),
            "the provider is not named: {why}"
        );
    }
    let mut without = nowhere(workflow());
    without.workflow = None;
    assert!(refused(without).contains("workflow_file"));
}

#[test]
fn an_option_that_is_none_is_refused() {
    for (name, value, word) in [
        ("steps", json!(20), "steps"),
        ("max_side", json!(100), "max_side"),
        ("max_side", json!("large"), "max_side"),
        ("poll_seconds", json!(0), "poll_seconds"),
        (
            "without_reference",
            json!("/nowhere/bare.json"),
            "cannot be read",
        ),
        ("without_reference", json!(7), "holds no nodes"),
        ("without_reference", with_reference(), "a reference too"),
    ] {
        let why = refused(with_option(name, value));
        assert!(why.contains(word), "\"{word}\" is not in: {why}");
        assert!(!why.contains("/nowhere"), "a path is told: {why}");
    }
}

#[test]
fn the_capabilities_are_those_of_the_workflow() {
    let bare = ComfyUi::new(nowhere(workflow())).unwrap().capabilities();
    assert_eq!(
        (bare.name.as_str(), bare.kind),
        ("studio", ProviderKind::ComfyUi)
    );
    assert_eq!(bare.label, "ComfyUI at comfy.example:8188");
    assert_eq!(
        (bare.references, bare.roles, bare.weights),
        (0, false, false)
    );
    assert_eq!(
        (bare.seeds, bare.negative, bare.progress),
        (true, true, true)
    );
    assert_eq!((bare.max_side, bare.cost), (2048, 0.25));

    let mut plain = workflow();
    for id in ["3", "7"] {
        plain[id]["_meta"]["title"] = json!("Mine");
    }
    let mut config = nowhere(plain);
    config.model = Some("flux".into());
    config.options.insert("max_side".into(), json!(1024));
    let plain = ComfyUi::new(config).unwrap().capabilities();
    assert_eq!(
        (plain.seeds, plain.negative, plain.max_side),
        (false, false, 1024)
    );
    assert_eq!(plain.label, "flux in ComfyUI at comfy.example:8188");

    let reference = ComfyUi::new(nowhere(with_reference())).unwrap();
    assert_eq!(reference.capabilities().references, 1);
}

#[test]
fn only_what_every_workflow_has_a_place_for_is_promised() {
    let mut bare = workflow();
    let promised = |first: Value, bare: &Value| {
        let mut config = nowhere(first);
        config
            .options
            .insert("without_reference".into(), bare.clone());
        let can = ComfyUi::new(config).unwrap().capabilities();
        (can.seeds, can.negative)
    };
    assert_eq!(promised(with_reference(), &bare), (true, true));
    bare["7"]["_meta"]["title"] = json!("Mine");
    assert_eq!(promised(with_reference(), &bare), (true, false));
    bare["3"]["_meta"]["title"] = json!("Mine");
    assert_eq!(promised(with_reference(), &bare), (false, false));
    // One without a place for references draws everything itself.
    assert_eq!(promised(workflow(), &bare), (true, true));
}

#[test]
fn places_for_references_are_counted_by_their_numbers() {
    let mut workflow = with_reference();
    for (id, title) in [
        ("21", "throughline:reference3"),
        ("22", "throughline:reference3"),
        ("23", "throughline:reference2"),
    ] {
        workflow[id] = node(title, "LoadImage", json!({ "image": "other.png" }));
    }
    let provider = ComfyUi::new(nowhere(workflow)).unwrap();
    assert_eq!(provider.capabilities().references, 3);
}
