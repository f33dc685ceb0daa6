//! Pictures that people send.

use crate::client::{Api, Part, fields, form, instance, multipart, request, send};
use axum::{body::Body, http::header};
use domain::{
    images::MAX_BYTES,
    model::{ids::InstanceId, paths::InstancePath},
    testing::png,
};
use serde_json::json;

async fn place() -> (Api, InstancePath) {
    let api = Api::sqlite().await;
    let at = api.instance(api.scene().await, "Mara.").await;
    (api, at)
}

#[tokio::test]
async fn an_upload_answers_the_instance_with_its_asset() {
    let (api, at) = place().await;
    let part = Part {
        name: "image",
        filename: "C:\\films\\mära <3>.png",
        bytes: &png(7),
    };
    let row = api.upload(at, &[part]).await.expect(200);
    assert!(fields(&row).contains(&"project_asset"));
    assert!(
        row["image_key_url"]
            .as_str()
            .unwrap()
            .starts_with("/media/attempts/")
    );
    let attempts = api
        .get(&format!("{}/attempts", instance(at)))
        .await
        .expect(200);
    assert_eq!(attempts[0]["original_filename"], "mära <3>.png");
}

#[tokio::test]
async fn exactly_one_part_is_taken() {
    let (api, at) = place().await;
    let picture = png(7);
    let two = [Part::image(&picture), Part::image(&picture)];
    assert!(
        api.upload(at, &two)
            .await
            .refusal(400, "invalid")
            .contains("one part")
    );
    api.upload(at, &[]).await.refusal(400, "invalid");
    api.upload(
        at,
        &[Part {
            name: "picture",
            filename: "a.png",
            bytes: &picture,
        }],
    )
    .await
    .refusal(400, "invalid");
    api.upload(
        at,
        &[Part {
            name: "image",
            filename: "",
            bytes: b"",
        }],
    )
    .await
    .refusal(400, "invalid");
    let noted = [
        Part {
            name: "note",
            filename: "",
            bytes: b"hello",
        },
        Part::image(&picture),
    ];
    api.upload(at, &noted).await.expect(200);
}

#[tokio::test]
async fn what_is_no_multipart_body_is_refused() {
    let (api, at) = place().await;
    let address = format!("{}/upload-image", instance(at));
    api.post(&address, json!({"image": "x"}))
        .await
        .refusal(415, "unsupported_media_type");
    let bare = request("POST", &address).body(Body::empty()).unwrap();
    api.send(bare).await.refusal(415, "unsupported_media_type");
    let headless = request("POST", &address).header(header::CONTENT_TYPE, "multipart/form-data");
    api.send(headless.body(Body::from("x")).unwrap())
        .await
        .refusal(400, "invalid");
    let torn = request("POST", &address)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=frame");
    let body = "--frame\r\nContent-Disposition: form-data; name=\"image\"\r\n\r\nabc";
    api.send(torn.body(Body::from(body)).unwrap())
        .await
        .refusal(400, "invalid");
}

#[tokio::test]
async fn a_file_over_the_limit_is_refused_however_much_larger() {
    let (api, at) = place().await;
    let mut bytes = png(7).to_vec();
    bytes.resize(MAX_BYTES + 1, 0);
    let sentence = api
        .upload(at, &[Part::image(&bytes)])
        .await
        .refusal(413, "too_large");
    assert_eq!(sentence, "File too large. Maximum size is 5 MB.");
    bytes.resize(20 * 1024 * 1024, 0);
    api.upload(at, &[Part::image(&bytes)])
        .await
        .refusal(413, "too_large");
    bytes.resize(70 * 1024 * 1024, 0);
    api.upload(at, &[Part::image(&bytes)])
        .await
        .refusal(413, "too_large");
    let attempts = api
        .get(&format!("{}/attempts", instance(at)))
        .await
        .expect(200);
    assert_eq!(attempts, json!([]));
}

#[tokio::test]
async fn what_is_no_picture_is_refused_by_its_content() {
    let (api, at) = place().await;
    let sentence = api
        .upload(at, &[Part::image(b"<svg/>")])
        .await
        .refusal(415, "unsupported_media_type");
    assert_eq!(
        sentence,
        "Invalid file type. Only PNG, JPEG, and WebP are allowed."
    );
    let torn = &png(7)[..40];
    api.upload(at, &[Part::image(torn)])
        .await
        .refusal(422, "undecodable_image");
}

#[tokio::test]
async fn a_pages_own_form_leads_back_to_the_panel() {
    let (api, at) = place().await;
    let picture = png(7);
    let as_page = async |parts: &[Part<'_>]| {
        let mut request = multipart(&format!("{}/upload-image", instance(at)), parts).body;
        let accept = form("/", "").headers()[header::ACCEPT].clone();
        request.headers_mut().insert(header::ACCEPT, accept);
        api.send(request).await
    };
    let done = as_page(&[Part::image(&picture)]).await;
    assert_eq!(
        (done.status.as_u16(), done.header("location")),
        (303, at.address().as_str())
    );
    let refused = as_page(&[Part::image(b"GIF89a")]).await;
    assert_eq!(
        (refused.status.as_u16(), refused.header("location")),
        (303, at.address().as_str())
    );
    let notice = crate::forms::notice(&refused);
    assert_eq!(
        (notice.error, notice.text.as_str()),
        (
            true,
            "Invalid file type. Only PNG, JPEG, and WebP are allowed."
        )
    );
    let missing = as_page(&[]).await;
    assert!(crate::forms::notice(&missing).error);
}

#[tokio::test]
async fn a_masters_own_form_leads_back_to_the_page_of_the_assets() {
    let (api, at) = place().await;
    let row = api.get(&instance(at)).await.expect(200);
    let asset = row["project_asset_id"].as_str().unwrap();
    let page = format!("/projects/{}/assets?asset={asset}", at.project);
    let as_page = async |bytes: &[u8]| {
        let address = format!("/api/projects/{}/assets/{asset}/upload-image", at.project);
        let mut request = multipart(&address, &[Part::image(bytes)]).body;
        let accept = form("/", "").headers()[header::ACCEPT].clone();
        request.headers_mut().insert(header::ACCEPT, accept);
        api.send(request).await
    };
    for (bytes, error, says) in [
        (&*png(7), false, "Image uploaded"),
        (
            &b"GIF89a"[..],
            true,
            "Invalid file type. Only PNG, JPEG, and WebP are allowed.",
        ),
    ] {
        let reply = as_page(bytes).await;
        assert_eq!(
            (reply.status.as_u16(), reply.header("location")),
            (303, page.as_str())
        );
        let said = crate::forms::notice(&reply);
        assert_eq!((said.error, said.text.as_str()), (error, says));
    }
}

#[tokio::test]
async fn a_pages_own_form_for_what_is_not_there_is_a_page() {
    let (api, at) = place().await;
    let elsewhere = InstancePath {
        instance: InstanceId::new(),
        ..at
    };
    let mut request = multipart(
        &format!("{}/upload-image", instance(elsewhere)),
        &[Part::image(&png(7))],
    )
    .body;
    request
        .headers_mut()
        .insert(header::ACCEPT, "text/html".parse().unwrap());
    let reply = api.send(request).await;
    assert_eq!(reply.status.as_u16(), 404);
    assert!(reply.header("content-type").starts_with("text/html"));
}

#[tokio::test]
async fn a_master_is_uploaded_and_served_under_its_hash() {
    let (api, at) = place().await;
    let asset = api.get(&instance(at)).await.expect(200)["project_asset_id"]
        .as_str()
        .unwrap()
        .to_owned();
    let address = format!("/api/projects/{}/assets/{asset}/upload-image", at.project);
    let row = send(
        api.router_for(api.viewer),
        multipart(&address, &[Part::image(&png(7))]).body,
    )
    .await
    .expect(200);
    let url = row["image_key_url"].as_str().unwrap();
    assert_eq!(
        url,
        format!("/media/assets/{asset}/{}", row["sha256"].as_str().unwrap())
    );
    assert_eq!(api.get(url).await.status.as_u16(), 200);
    assert_eq!(
        api.get(&format!("/media/assets/{asset}/{}", "0".repeat(64)))
            .await
            .status
            .as_u16(),
        404
    );
    let chain = api
        .get(&format!("{}/reference-chain", instance(at)))
        .await
        .expect(200);
    assert_eq!(
        chain,
        json!([{"source": "stage5_master", "imageUrl": url, "sceneNumber": null, "active": true}])
    );
}
