//! What forms mean, and that an action is one.

use super::*;
use serde_json::{Value, json};

/// What a form with these fields means.
fn read(fields: Value) -> PanelAction {
    serde_json::from_value(fields).unwrap()
}

#[test]
fn an_action_survives_being_a_form() {
    let (instance, attempt) = (InstanceId::new(), AttemptId::new());
    let actions = [
        PanelAction::PutBack {
            instance,
            attempt: Some(attempt),
            as_is: true,
            drop: None,
            bring: Some(attempt),
        },
        PanelAction::Version {
            instance,
            version: 3,
        },
        PanelAction::Tags {
            instance,
            tags: vec!["wet".into(), "torn sleeve".into()],
        },
        PanelAction::Retag {
            instance,
            take: vec!["wet".into()],
            bring: vec!["torn sleeve".into(), "dry".into()],
            place: Some(0),
        },
        PanelAction::RefreshAll {},
        PanelAction::Generate {
            instance,
            provider: Some("studio".into()),
            count: Some(4),
            seed: Some(-7),
            negative: Some("No hat".into()),
        },
        PanelAction::Again { instance, attempt },
        PanelAction::AddReference {
            instance,
            asset: AssetId::new(),
            role: Some(ReferenceRole::Location),
            weight: 0.3333,
            place: Some(2),
        },
        PanelAction::WeighReference {
            instance,
            asset: None,
            weight: 0.6,
        },
    ];
    for action in actions {
        let mut form = serde_json::Map::new();
        for (name, value) in action.fields() {
            let value = Value::String(value);
            match form.remove(&name) {
                None => form.insert(name, value),
                Some(Value::Array(mut several)) => {
                    several.push(value);
                    form.insert(name, Value::Array(several))
                }
                Some(one) => form.insert(name, Value::Array(vec![one, value])),
            };
        }
        assert_eq!(read(Value::Object(form)), action);
    }
}

#[test]
fn a_box_that_is_not_ticked_is_off() {
    let instance = InstanceId::new();
    let ticked = read(json!({"do": "as_is", "instance": instance, "enabled": "on"}));
    let not = read(json!({"do": "as_is", "instance": instance}));
    assert_eq!(
        ticked,
        PanelAction::AsIs {
            instance,
            enabled: true
        }
    );
    assert_eq!(
        not,
        PanelAction::AsIs {
            instance,
            enabled: false
        }
    );
}

#[test]
fn one_row_is_a_list_too() {
    let instance = InstanceId::new();
    let action = read(json!({"do": "generate_many", "instances": instance}));
    assert_eq!(
        action,
        PanelAction::GenerateMany {
            instances: vec![instance]
        }
    );
}

#[test]
fn a_weight_is_given_in_percent_and_a_role_may_be_left_open() {
    let (instance, asset) = (InstanceId::new(), AssetId::new());
    let fields = json!({"do": "add_reference", "instance": instance, "asset": asset, "role": ""});
    let open = PanelAction::AddReference {
        instance,
        asset,
        role: None,
        weight: 1.0,
        place: None,
    };
    assert_eq!(read(fields), open);
    let weighed = read(json!({
        "do": "weigh_reference", "instance": instance, "asset": asset, "weight": "35",
    }));
    assert_eq!(
        weighed,
        PanelAction::WeighReference {
            instance,
            asset: Some(asset),
            weight: 0.35
        }
    );
    let nonsense = json!({"do": "weigh_reference", "instance": instance, "weight": "much"});
    assert!(serde_json::from_value::<PanelAction>(nonsense).is_err());
}

#[test]
fn every_variation_counts() {
    let instance = InstanceId::new();
    let generate = |count| PanelAction::Generate {
        instance,
        provider: None,
        count,
        seed: None,
        negative: None,
    };
    assert_eq!(generate(None).draws(), 1);
    assert_eq!(generate(Some(8)).draws(), 8);
    let instances = vec![instance, InstanceId::new()];
    assert_eq!(PanelAction::GenerateMany { instances }.draws(), 2);
    assert_eq!(PanelAction::Refresh { instance }.draws(), 1);
}
