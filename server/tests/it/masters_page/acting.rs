//! The form that every button of the page sends, what is said of it, and what takes it back.

use super::{Place, shown};
use crate::{
    client::{Api, Reply, form},
    forms::notice,
};
use domain::act::Notice;
use serde_json::{Value, json};

pub(super) async fn sent(api: &Api, place: Place, fields: &str) -> Reply {
    let reply = api.form(&format!("{}/act", place.page()), fields).await;
    assert_eq!(reply.status.as_u16(), 303, "{fields}: {}", reply.text());
    reply
}

/// Sends an action of the asset, which leads back to it; answers what is said there.
pub(super) async fn done(api: &Api, place: Place, fields: &str) -> Notice {
    let reply = sent(api, place, &format!("asset={}&{fields}", place.asset)).await;
    assert_eq!(reply.header("location"), place.address(), "{fields}");
    notice(&reply)
}

/// Sends what the button "Undo" sends.
async fn undo(api: &Api, place: Place, said: Notice) {
    let fields = said.undo.expect("a way back").fields();
    let mut form = form_urlencoded::Serializer::new(String::new());
    let fields = form.extend_pairs(fields).finish();
    let said = notice(&sent(api, place, &fields).await);
    assert!(!said.error, "{}", said.text);
}

/// The asset and its history, without what dates changes.
async fn state(api: &Api, place: Place) -> Value {
    let mut row = api.get(&place.row()).await.expect(200);
    let mut history = place.history(api).await;
    for one in history.iter_mut().chain([&mut row]) {
        one.as_object_mut().unwrap().remove("updated_at");
    }
    json!({"row": row, "history": history})
}

/// Sends an action that changes something, and takes it back: then all is as it was. Answers how it was between.
async fn there_and_back(api: &Api, place: Place, fields: &str, says: &str) -> Value {
    let before = state(api, place).await;
    let said = done(api, place, fields).await;
    assert_eq!((said.error, said.text.as_str()), (false, says), "{fields}");
    let after = state(api, place).await;
    assert_ne!(after, before, "{fields}");
    undo(api, place, said).await;
    assert_eq!(state(api, place).await, before, "{fields}");
    after
}

#[tokio::test]
async fn an_asset_is_added_and_opened() {
    let api = Api::sqlite().await;
    let place = Place::new(&api, "Mara.").await;
    let fields = "do=add&name=Brass+lantern&kind=prop&description=Dented%2C%0D%0Aold.";
    let reply = sent(&api, place, fields).await;
    assert_eq!(notice(&reply).text, "Brass lantern added");
    let all = api
        .get(&format!("/api/projects/{}/assets", place.project))
        .await
        .expect(200);
    let made = &all[1];
    assert_eq!(
        (&made["description"], &made["asset_type"], &made["source"]),
        (&json!("Dented,\nold."), &json!("prop"), &json!("manual"))
    );
    let open = format!("{}?asset={}", place.page(), made["id"].as_str().unwrap());
    assert_eq!(reply.header("location"), open);
    // The second of that name is refused, on the page as it was.
    let mut again = form(&format!("{}/act", place.page()), fields);
    let referer = format!("http://127.0.0.1:3000{}", place.address());
    again
        .headers_mut()
        .insert("referer", referer.parse().unwrap());
    let reply = api.send(again).await;
    assert_eq!(reply.header("location"), place.address());
    let said = notice(&reply);
    assert!(
        said.error
            && said
                .text
                .contains("with the name \"Brass lantern\" already"),
        "{}",
        said.text
    );
}

#[tokio::test]
async fn an_asset_is_renamed_described_and_locked_and_back() {
    let api = Api::sqlite().await;
    let place = Place::new(&api, "Mara.").await;
    let after = there_and_back(
        &api,
        place,
        "do=rename&name=Harbour&kind=location",
        "Saved as Harbour",
    )
    .await;
    assert_eq!(
        (&after["row"]["name"], &after["row"]["asset_type"]),
        (&json!("Harbour"), &json!("location"))
    );
    let text = "do=describe&text=Wet+hair%2C%0D%0Acold.&before=Mara.";
    let after = there_and_back(&api, place, text, "Description saved").await;
    assert_eq!(after["row"]["description"], "Wet hair,\ncold.");
    let after = there_and_back(&api, place, "do=lock&enabled=on", "Locked").await;
    assert_eq!(after["row"]["locked"], true);
}

#[tokio::test]
async fn a_locked_asset_refuses_every_button_but_one() {
    let api = Api::sqlite().await;
    let place = Place::new(&api, "Mara.").await;
    for shade in [7, 17] {
        place.upload(&api, shade).await;
    }
    let older = place.history(&api).await[1]["id"].clone();
    let older = older.as_str().unwrap();
    done(&api, place, "do=lock&enabled=on").await;
    let before = state(&api, place).await;
    for fields in [
        "do=rename&name=Harbour&kind=location",
        "do=generate",
        "do=remove&scenes=1",
        &format!("do=select&attempt={older}"),
        &format!("do=delete&attempt={older}"),
    ] {
        let said = done(&api, place, fields).await;
        assert!(said.error && said.text.contains("locked"), "{}", said.text);
    }
    assert_eq!(state(&api, place).await, before);
    let page = shown(&api, &place.address()).await;
    assert!(page.contains("This asset is locked. Unlock it to change it."));
    assert!(!page.contains("id=\"delete-asset\""));
    assert_eq!(done(&api, place, "do=lock").await.text, "Unlocked");
}

#[tokio::test]
async fn a_picture_is_selected_deleted_and_restored() {
    let api = Api::sqlite().await;
    let place = Place::new(&api, "Mara.").await;
    for shade in [7, 17, 27] {
        place.upload(&api, shade).await;
    }
    let history = place.history(&api).await;
    let [newest, older, oldest] = [0, 1, 2].map(|at| history[at]["id"].as_str().unwrap());
    let select = format!("do=select&attempt={oldest}");
    let after = there_and_back(&api, place, &select, "Attempt 1 is the master").await;
    assert_eq!(after["row"]["sha256"], history[2]["sha256"]);
    let refused = done(&api, place, &format!("do=delete&attempt={newest}")).await;
    assert_eq!(
        (refused.error, refused.text.as_str(), refused.undo),
        (true, "Select another image before deleting this one.", None)
    );
    let deleted = done(&api, place, &format!("do=delete&attempt={older}")).await;
    assert_eq!(deleted.text, "Image deleted");
    assert_eq!(place.history(&api).await.len(), 2);
    undo(&api, place, deleted).await;
    assert_eq!(place.history(&api).await.len(), 3);
    done(&api, place, &format!("do=delete&attempt={older}")).await;
    let restored = done(&api, place, &format!("do=restore&attempt={older}")).await;
    assert_eq!(restored.text, "Attempt 2 restored");
    undo(&api, place, restored).await;
    assert_eq!(place.history(&api).await.len(), 2);
}

#[tokio::test]
async fn the_one_that_made_room_is_named() {
    let api = Api::sqlite().await;
    let place = Place::new(&api, "Mara.").await;
    for shade in 0..9 {
        place.upload(&api, shade * 9 + 1).await;
    }
    let removed = format!("{}/attempts?deleted=true", place.row());
    let first = api.get(&removed).await.expect(200)[0]["id"].clone();
    let restore = format!("do=restore&attempt={}", first.as_str().unwrap());
    assert_eq!(
        done(&api, place, &restore).await.text,
        "Attempt 1 restored; attempt 2 made room for it and can be restored under \"Removed\""
    );
}

#[tokio::test]
async fn an_asset_that_scenes_use_is_deleted_by_whoever_saw_that() {
    let api = Api::sqlite().await;
    let place = Place::new(&api, "Mara.").await;
    let page = shown(&api, &place.address()).await;
    assert!(page.contains("It is used in 1 scene and goes from there too"));
    assert!(page.contains("name=\"scenes\" value=\"1\""), "{page}");
    for fewer in ["do=remove", "do=remove&scenes=0", "do=remove&force=true"] {
        let refused = done(&api, place, fewer).await;
        let says = "It is used in 1 scene by now.";
        assert!(refused.error && refused.text.starts_with(says), "{fewer}");
        assert!(!refused.text.contains("force"), "{}", refused.text);
    }
    let fields = format!("do=remove&asset={}&scenes=1", place.asset);
    let reply = sent(&api, place, &fields).await;
    assert_eq!(reply.header("location"), place.page());
    assert!(notice(&reply).text.ends_with(" deleted"));
    api.get(&place.row()).await.refusal(404, "not_found");
}

#[tokio::test]
async fn a_form_that_makes_no_sense_is_invalid() {
    let api = Api::sqlite().await;
    let place = Place::new(&api, "Mara.").await;
    let act = format!("{}/act", place.page());
    for fields in [
        "",
        "do=lock",
        "do=explode&asset=x",
        &format!("do=rename&asset={}&name=Mara&kind=ghost", place.asset),
        &format!("do=generate&asset={}&count=many", place.asset),
    ] {
        api.form(&act, fields).await.refusal(400, "invalid");
    }
}

#[tokio::test]
async fn what_is_said_is_taken_back_on_this_page_alone() {
    let api = Api::sqlite().await;
    let place = Place::new(&api, "Mara.").await;
    let fields = format!("do=lock&asset={}&enabled=on", place.asset);
    let reply = sent(&api, place, &fields).await;
    let cookie = reply.header("set-cookie").split(';').next().unwrap();
    let noticed = async |address: &str| {
        let page = api.get_with(address, "cookie", cookie).await.text();
        let notice = page.split("id=\"notice\"").nth(1).expect("a notice");
        notice.split("</div>").next().unwrap().to_owned()
    };
    let here = noticed(&place.address()).await;
    let act = format!("action=\"{}/act\"", place.page());
    assert!(here.contains(&act) && here.contains("Undo"), "{here}");
    let elsewhere = noticed(&place.at.address()).await;
    assert!(
        elsewhere.contains("Locked") && !elsewhere.contains("Undo"),
        "{elsewhere}"
    );
}
