//! The forms of one asset's look: as-is, reference, tags, and the flags beside them.

use super::{act, done, led, master, name, next, notice, state, there_and_back, undo};
use crate::client::{Api, instance};
use domain::model::{ids::InstanceId, paths::InstancePath};
use serde_json::{Value, json};

/// An asset with a master and a picture, and the same in the next scene, where it has a picture of its own.
async fn film() -> (Api, InstancePath, InstancePath) {
    let api = Api::sqlite().await;
    let first = api.instance(api.scene().await, "Mara.").await;
    master(&api, first, 200).await;
    api.pictures(first, 1).await;
    let second = next(&api, first).await;
    api.pictures(second, 2).await;
    (api, first, second)
}

fn history(state: &Value) -> Vec<(&Value, bool)> {
    let history = state["history"].as_array().unwrap();
    history
        .iter()
        .map(|one| (&one["source"], one["is_selected"] == true))
        .collect()
}

const ON: &str = "do=as_is&enabled=on";
const USED: &str = "The master is used as-is";

#[tokio::test]
async fn as_is_is_a_box() {
    let (api, _, at) = film().await;
    let on = there_and_back(&api, at, ON, USED).await;
    let (copy, upload) = (json!("master_copy"), json!("uploaded"));
    assert_eq!(on["row"]["use_master_as_is"], true);
    assert_eq!(
        history(&on),
        [(&copy, true), (&upload, false), (&upload, false)]
    );
    done(&api, at, ON).await;
    let says = "The master is no longer used as-is; the picture stays until another is selected";
    let off = there_and_back(&api, at, "do=as_is", says).await;
    assert_eq!(off["row"]["use_master_as_is"], false);
    assert_eq!(
        off["row"]["image_key_url"],
        state(&api, at).await["row"]["image_key_url"]
    );
    let refused = done(&api, at, "do=describe&text=Wet.").await;
    assert!(refused.error && refused.undo.is_none(), "{refused:?}");
}

#[tokio::test]
async fn the_copy_that_as_is_makes_is_in_view() {
    let (api, _, at) = film().await;
    let fields = format!("{ON}&instance={}", at.instance);
    let reply = api.form(&act(at.scene()), &fields).await;
    let copy = state(&api, at).await["history"][0]["id"].clone();
    let copy = copy.as_str().unwrap();
    led(&reply, &format!("{}&show=attempt-{copy}", at.address()));
}

#[tokio::test]
async fn as_is_taken_back_returns_what_it_pushed_out() {
    let (api, _, at) = film().await;
    api.pictures(at, 6).await;
    let on = there_and_back(&api, at, ON, USED).await;
    assert_eq!(history(&on).len(), 8);
    assert_eq!(on["history"][7]["attempt_number"], 2);
}

#[tokio::test]
async fn selecting_under_as_is_is_taken_back_with_it() {
    let (api, _, at) = film().await;
    let first = state(&api, at).await["history"][1]["id"].clone();
    done(&api, at, ON).await;
    let select = format!("do=select&attempt={}", first.as_str().unwrap());
    let between = there_and_back(&api, at, &select, "Attempt 1 selected").await;
    assert_eq!(between["row"]["use_master_as_is"], false);
}

#[tokio::test]
async fn without_a_master_as_is_says_so() {
    let api = Api::sqlite().await;
    let at = api.instance(api.scene().await, "Mara.").await;
    let refused = done(&api, at, ON).await;
    assert_eq!(
        (refused.error, refused.text.as_str()),
        (true, "No master image available to use")
    );
}

#[tokio::test]
async fn a_reference_is_chosen_and_let_go() {
    let (api, first, at) = film().await;
    let scene = format!(
        "do=reference&source=prior_scene_instance&from={}",
        first.instance
    );
    let after = there_and_back(&api, at, &scene, "Reference chosen").await;
    assert_eq!(
        after["row"]["selected_master_reference_instance_id"],
        json!(first.instance)
    );
    done(&api, at, &scene).await;
    let stage5 = "do=reference&source=stage5_master";
    let after = there_and_back(&api, at, stage5, "Reference chosen").await;
    assert_eq!(
        after["row"]["selected_master_reference_source"],
        "stage5_master"
    );
    let says = "The most recent reference holds again";
    let after = there_and_back(&api, at, "do=reference", says).await;
    assert_eq!(
        after["row"]["selected_master_reference_source"],
        Value::Null
    );
    let stray = "do=reference&source=prior_scene_instance";
    for from in [InstanceId::new(), at.instance] {
        let refused = done(&api, at, &format!("{stray}&from={from}")).await;
        assert!(refused.error, "{refused:?}");
    }
}

#[tokio::test]
async fn a_reference_chosen_under_as_is_is_copied_too() {
    let (api, _, at) = film().await;
    done(&api, at, ON).await;
    let before = state(&api, at).await;
    let stage5 = "do=reference&source=stage5_master";
    let after = there_and_back(&api, at, stage5, "Reference chosen").await;
    assert_eq!(after["history"].as_array().unwrap().len(), 4);
    assert_ne!(
        after["row"]["image_key_url"],
        before["row"]["image_key_url"]
    );
}

#[tokio::test]
async fn a_stale_picture_is_made_anew() {
    let (api, first, at) = film().await;
    done(&api, at, ON).await;
    api.pictures(first, 2).await;
    let said = done(&api, at, "do=refresh").await;
    assert_eq!(said.text, "Copied from the reference as it is now");
    let shown = |state: &Value| state["history"][0]["sha256"].clone();
    let (copy, picture) = (state(&api, at).await, state(&api, first).await);
    assert_eq!(shown(&copy), shown(&picture));
    assert_eq!(copy["row"]["use_master_as_is"], true);
    done(&api, at, "do=as_is").await;
    let fields = format!("do=refresh&instance={}", at.instance);
    let drawn = api.form(&act(at.scene()), &fields).await;
    assert!(drawn.header("location").contains("&show=job-"));
    assert_eq!(notice(&drawn).text, "Generating");
}

#[tokio::test]
async fn tags_are_added_taken_off_and_set() {
    let (api, _, at) = film().await;
    let saved = "Tags saved";
    let two = "do=tag&add=wet%2C+torn+sleeve%2C";
    let after = there_and_back(&api, at, two, saved).await;
    assert_eq!(after["row"]["status_tags"], json!(["wet", "torn sleeve"]));
    done(&api, at, two).await;
    let after = there_and_back(&api, at, "do=untag&remove=wet", saved).await;
    assert_eq!(after["row"]["status_tags"], json!(["torn sleeve"]));
    let after = there_and_back(&api, at, "do=tags&tags=dry&tags=calm", saved).await;
    assert_eq!(after["row"]["status_tags"], json!(["dry", "calm"]));
    let after = there_and_back(&api, at, "do=tags&tags=dry", saved).await;
    assert_eq!(after["row"]["status_tags"], json!(["dry"]));
    let after = there_and_back(&api, at, "do=tags", saved).await;
    assert_eq!(after["row"]["status_tags"], json!([]));
    for nothing in ["do=tag", "do=tag&add=+%2C+"] {
        let refused = done(&api, at, nothing).await;
        assert_eq!(
            (refused.error, refused.text.as_str()),
            (true, "Type a tag first.")
        );
    }
    let long = format!("do=tag&add={}", "a".repeat(200));
    assert!(done(&api, at, &long).await.error);
    assert!(done(&api, at, "do=tag&add=a%00b").await.error);
}

#[tokio::test]
async fn flags_are_set_and_taken_back() {
    let (api, _, at) = film().await;
    let anew = "The next scene begins anew";
    let after = there_and_back(&api, at, "do=carry_forward", anew).await;
    assert_eq!(after["row"]["carry_forward"], false);
    done(&api, at, "do=carry_forward").await;
    let over = "The next scene takes it over";
    there_and_back(&api, at, "do=carry_forward&enabled=on", over).await;
    let after = there_and_back(&api, at, "do=lock&enabled=true", "Locked").await;
    assert_eq!(after["row"]["locked"], true);
    done(&api, at, "do=lock&enabled=true").await;
    let refused = done(&api, at, "do=tag&add=wet").await;
    assert_eq!(
        refused.text,
        "This asset is locked in this scene. Unlock it to change it."
    );
    let after = there_and_back(&api, at, "do=lock", "Unlocked").await;
    assert_eq!(after["row"]["locked"], false);
}

#[tokio::test]
async fn an_asset_is_waived_with_a_reason() {
    let (api, _, at) = film().await;
    let name = name(&api, at).await;
    let waive = "do=waive&reason=+Only+heard.+";
    let after = there_and_back(&api, at, waive, &format!("{name} needs no picture")).await;
    assert_eq!(after["row"]["waived_reason"], "Only heard.");
    done(&api, at, waive).await;
    let again = format!("{name} needs a picture again");
    let after = there_and_back(&api, at, "do=waive&reason=++", &again).await;
    assert_eq!(after["row"]["waived_reason"], Value::Null);
}

#[tokio::test]
async fn an_asset_is_taken_out_and_brought_back() {
    let (api, _, at) = film().await;
    let name = name(&api, at).await;
    done(&api, at, "do=tag&add=wet").await;
    let before = state(&api, at).await;
    let fields = format!("do=remove&instance={}", at.instance);
    let reply = api.form(&act(at.scene()), &fields).await;
    led(&reply, &at.scene().address());
    let said = notice(&reply);
    assert_eq!(said.text, format!("{name} taken out of the scene"));
    api.get(&instance(at)).await.refusal(404, "not_found");
    let back = undo(&api, at.scene(), said).await;
    led(&back, &at.address());
    assert_eq!(
        notice(&back).text,
        format!("{name} is back, with all its pictures")
    );
    assert_eq!(state(&api, at).await, before);
    undo(&api, at.scene(), notice(&back)).await;
    api.get(&instance(at)).await.refusal(404, "not_found");
}
