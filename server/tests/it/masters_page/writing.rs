//! A description that two write at once: none takes the place of the other unseen.

use super::{Place, acting::sent, shown};
use crate::{client::Api, forms::notice};
use serde_json::json;

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
    let field = page
        .split("<textarea")
        .find(|part| part.contains("id=\"description\""));
    let field = field.unwrap().split("</textarea>").next().unwrap();
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
