//! A description that two write at once: none takes the place of the other unseen, and none that is refused is lost.

use super::{Place, acting::sent, shown};
use crate::{client::Api, forms::notice};
use domain::model::ids::AssetId;
use serde_json::{Value, json};

/// The field of the description, with the words in it.
fn field(page: &str) -> &str {
    let mut fields = page.split("<textarea");
    let field = fields.find(|part| part.contains("id=\"description\""));
    field.unwrap().split("</textarea>").next().unwrap()
}

/// Saves words that were begun from others, which is refused; answers the page that says so.
async fn refused(api: &Api, place: Place, text: &str, before: &str) -> String {
    let asset = place.asset.to_string();
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("do", "describe")
        .append_pair("asset", &asset)
        .append_pair("text", text)
        .append_pair("before", before);
    let act = format!("{}/act", place.page());
    let reply = api.form(&act, &form.finish()).await;
    assert_eq!(reply.status.as_u16(), 409, "{}", reply.text());
    reply.text()
}

/// A description over which somebody wrote another one, with the words that were typed.
async fn written_over(api: Api) {
    let place = Place::new(&api, "Mara.").await;
    api.put(&place.row(), json!({"description": "Mara, <wet>."}))
        .await
        .expect(200);
    let act = format!("{}/act", place.page());
    let fields = format!(
        "do=describe&asset={}&text=Mine%2C%0D%0A%3Cdry%3E.&before=Mara.",
        place.asset
    );
    let reply = api.form(&act, &fields).await;
    assert_eq!(reply.status.as_u16(), 409, "{}", reply.text());
    assert_eq!(reply.header("cache-control"), "no-store");
    let page = reply.text();
    // Theirs is saved and shown, mine stands in the field, and the next saving has seen theirs.
    let field = field(&page);
    assert!(
        field.contains("Mine,") && field.contains("&lt;dry&gt;."),
        "{field}"
    );
    let theirs = page.split("id=\"stands-now\"").nth(1).unwrap();
    assert!(theirs.contains("Mara, &lt;wet"), "{theirs}");
    assert!(page.contains("id=\"notice\" data-kind=\"error\""), "{page}");
    assert!(page.contains("Somebody changed this description meanwhile"));
    let row = api.get(&place.row()).await.expect(200);
    assert_eq!(row["description"], "Mara, <wet>.");
    let seen = fields.replace("before=Mara.", "before=Mara%2C+%3Cwet%3E.");
    let said = notice(&sent(&api, place, &seen).await);
    assert_eq!(
        (said.error, said.text.as_str()),
        (false, "Description saved")
    );
    let row = api.get(&place.row()).await.expect(200);
    assert_eq!(row["description"], "Mine,\n<dry>.");
    let page = shown(&api, &place.address()).await;
    assert!(!page.contains("id=\"stands-now\"") && !page.contains("data-saved"));
}

#[tokio::test]
async fn words_that_would_overwrite_others_come_back_beside_them() {
    written_over(Api::sqlite().await).await;
}

#[tokio::test]
async fn words_that_would_overwrite_others_come_back_beside_them_on_postgres() {
    written_over(Api::postgres().await).await;
}

#[tokio::test]
async fn words_that_are_refused_for_another_reason_come_back_too() {
    let api = Api::sqlite().await;
    let place = Place::new(&api, "Mara.").await;
    let change = async |what: Value| api.put(&place.row(), what).await.expect(200);
    change(json!({"locked": true})).await;
    // Nobody wrote anything: mine can be read and copied, and nothing stands beside it.
    let page = refused(&api, place, "Mine.", "Mara.").await;
    let mine = field(&page);
    assert!(
        mine.ends_with("Mine.") && mine.contains(" readonly"),
        "{mine}"
    );
    assert!(!mine.contains(" disabled"), "{mine}");
    assert!(page.contains("id=\"notice\" data-kind=\"error\""), "{page}");
    assert!(page.contains("This asset is locked."), "{page}");
    assert!(!page.contains("id=\"stands-now\""), "{page}");
    // Somebody did, and locked it again: theirs is shown, unless it says the same.
    change(json!({"description": "Theirs.", "locked": false})).await;
    change(json!({"locked": true})).await;
    let page = refused(&api, place, "Mine.", "Mara.").await;
    assert!(field(&page).ends_with("Mine."), "{page}");
    let theirs = page.split("id=\"stands-now\"").nth(1).unwrap();
    assert!(theirs.contains("Theirs."), "{theirs}");
    let page = refused(&api, place, "Theirs.", "Mara.").await;
    assert!(!page.contains("id=\"stands-now\""), "{page}");
    let page = shown(&api, &place.address()).await;
    assert!(field(&page).contains(" disabled"), "{page}");
}

#[tokio::test]
async fn words_that_cannot_be_taken_come_back_with_the_reason() {
    let api = Api::sqlite().await;
    let place = Place::new(&api, "Mara.").await;
    let act = format!("{}/act", place.page());
    let long = "x".repeat(5000);
    let fields = format!("do=describe&asset={}&text={long}&before=Mara.", place.asset);
    let reply = api.form(&act, &fields).await;
    assert_eq!(reply.status.as_u16(), 400);
    assert!(field(&reply.text()).ends_with(&long));
    // Where there is no such asset, there is no page for them.
    let fields = format!("do=describe&asset={}&text=Mine.", AssetId::new());
    assert_eq!(api.form(&act, &fields).await.status.as_u16(), 404);
    let row = api.get(&place.row()).await.expect(200);
    assert_eq!(row["description"], "Mara.");
}

#[tokio::test]
async fn a_page_with_words_that_were_refused_does_not_ask_again_by_itself() {
    let api = Api::sqlite().await;
    let place = Place::new(&api, "Mara.").await;
    let draw = format!("{}/generate-image", place.row());
    api.post(&draw, json!({})).await.expect(202);
    api.put(&place.row(), json!({"description": "Theirs."}))
        .await
        .expect(200);
    let page = refused(&api, place, "Mine.", "Mara.").await;
    assert!(page.contains("Waiting for its turn"), "{page}");
    assert!(!page.contains("http-equiv"), "{page}");
    let page = shown(&api, &place.address()).await;
    assert!(page.contains("http-equiv=\"refresh\""), "{page}");
}

#[tokio::test]
async fn links_of_an_answer_at_the_forms_own_address_lead_to_the_page() {
    let api = Api::sqlite().await;
    let place = Place::new(&api, "Mara.").await;
    let act = format!("{}/act", place.page());
    let query = format!("?asset={}&show=attempt-1", place.asset);
    for query in ["", query.as_str()] {
        let reply = api.get(&format!("{act}{query}")).await;
        let there = format!("{}{query}", place.page());
        assert_eq!(reply.status.as_u16(), 303);
        assert_eq!(reply.header("location"), there);
    }
}
