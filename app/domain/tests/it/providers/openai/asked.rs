//! Rule 11: every field of what the API is asked.

use super::{option, reference, sent, settings};
use crate::providers::{faults::KEY, peer::Asked};
use domain::providers::openai::OpenAi;
use image::GenericImageView;
use serde_json::{Value, json};

/// The fields of a request with pictures that are text.
fn fields(asked: &Asked) -> Value {
    let texts = asked.parts().into_iter().filter(|part| part.file.is_none());
    texts
        .map(|part| {
            (
                part.name,
                Value::String(String::from_utf8(part.body).unwrap()),
            )
        })
        .collect::<serde_json::Map<_, _>>()
        .into()
}

#[tokio::test]
async fn words_alone_are_sent_as_json_with_what_is_set_and_nothing_else() {
    let asked = sent(|_| {}, vec![]).await;
    assert_eq!(
        (asked.line().as_str(), asked.query.as_str()),
        ("POST /v1/images/generations", "")
    );
    assert_eq!(asked.header("content-type"), Some("application/json"));
    assert_eq!(
        asked.header("authorization"),
        Some(format!("Bearer {KEY}").as_str())
    );
    let fields = json!({
        "model": "gpt-image-1", "prompt": "Mara in the oilskin coat.", "n": 1, "size": "1536x1024",
    });
    assert_eq!(asked.json(), fields);
}

#[tokio::test]
async fn every_option_is_sent_as_it_is_set() {
    let all = json!({
        "quality": "high", "background": "opaque", "output_format": "webp", "output_compression": 80,
        "user": "studio", "moderation": "low", "style": "vivid", "input_fidelity": "high", "size": "auto",
    });
    let set = |config: &mut domain::providers::config::Config| {
        for (name, value) in all.as_object().unwrap() {
            option(config, name, value.clone());
        }
    };
    let mut words = all.clone();
    words.as_object_mut().unwrap().remove("input_fidelity");
    words["model"] = json!("gpt-image-1");
    words["prompt"] = json!("Mara in the oilskin coat.");
    words["n"] = json!(1);
    assert_eq!(sent(set, vec![]).await.json(), words);
    let pictures = fields(&sent(set, vec![reference(1, "identity")]).await);
    for (name, value) in all.as_object().unwrap() {
        let text = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        let expected = (name != "moderation" && name != "style").then_some(Value::String(text));
        assert_eq!(pictures.get(name), expected.as_ref(), "{name}");
    }
}

#[tokio::test]
async fn references_are_sent_as_pictures_with_their_roles_in_words() {
    let references = vec![
        reference(1, "identity"),
        reference(2, "style"),
        reference(3, "location"),
    ];
    let asked = sent(|_| {}, references).await;
    assert_eq!(asked.line(), "POST /v1/images/edits");
    assert_eq!(
        asked.header("authorization"),
        Some(format!("Bearer {KEY}").as_str())
    );
    let fields = fields(&asked);
    assert_eq!(
        (&fields["model"], &fields["n"], &fields["size"]),
        (&json!("gpt-image-1"), &json!("1"), &json!("1536x1024"))
    );
    assert_eq!(fields.as_object().unwrap().len(), 4);
    let prompt = fields["prompt"].as_str().unwrap();
    assert!(
        prompt.starts_with("Mara in the oilskin coat.\n\nThe first picture shows the identity")
    );
    assert!(
        prompt.contains("The second picture shows the style"),
        "{prompt}"
    );
    assert!(
        prompt.contains("The third picture shows the location"),
        "{prompt}"
    );
    let files: Vec<_> = asked
        .parts()
        .into_iter()
        .filter(|part| part.file.is_some())
        .collect();
    assert_eq!(files.len(), 3);
    for (file, shade) in files.iter().zip([1, 2, 3]) {
        assert_eq!(
            (file.name.as_str(), file.content_type.as_deref()),
            ("image[]", Some("image/png"))
        );
        let picture = image::load_from_memory(&file.body).unwrap();
        assert_eq!(picture.get_pixel(4, 4).0, [shade, 90, 160, 255]);
    }
}

#[tokio::test]
async fn a_model_of_one_reference_is_sent_a_picture_and_no_list() {
    let two = || vec![reference(1, "identity"), reference(2, "style")];
    let names = |asked: Asked| {
        let files = asked.parts().into_iter().filter(|part| part.file.is_some());
        files.map(|part| part.name).collect::<Vec<_>>()
    };
    let dall_e = sent(|config| config.model = Some("dall-e-2".into()), two()).await;
    assert_eq!(names(dall_e), ["image"]);
    let one = sent(|config| option(config, "references", json!(1)), two()).await;
    assert_eq!(names(one), ["image[]"]);
}

#[tokio::test]
async fn no_more_references_are_sent_than_are_taken() {
    let many = || vec![reference(1, "identity"); 18];
    let count = |asked: Asked| {
        asked
            .parts()
            .iter()
            .filter(|part| part.file.is_some())
            .count()
    };
    assert_eq!(count(sent(|_| {}, many()).await), 16);
    let two = sent(|config| option(config, "references", json!(2)), many()).await;
    assert_eq!(count(two), 2);
    let none = sent(|config| option(config, "references", json!(0)), many()).await;
    assert_eq!(none.line(), "POST /v1/images/generations");
    let dall_e = sent(|config| config.model = Some("dall-e-3".into()), many()).await;
    assert_eq!(dall_e.line(), "POST /v1/images/generations");
}

#[tokio::test]
async fn the_size_is_one_that_the_model_takes() {
    for (model, size, asks_for_base64) in [
        (Some("gpt-image-1"), "1536x1024", false),
        (Some("openai/gpt-image-1-mini"), "1536x1024", false),
        (Some("dall-e-3"), "1792x1024", true),
        (Some("stablediffusion"), "1280x720", true),
        (None, "1280x720", true),
    ] {
        let asked = sent(|config| config.model = model.map(str::to_owned), vec![])
            .await
            .json();
        assert_eq!(
            (&asked["size"], asked.get("model")),
            (&json!(size), model.map(|it| json!(it)).as_ref())
        );
        let format = asks_for_base64.then(|| json!("b64_json"));
        assert_eq!(asked.get("response_format"), format.as_ref(), "{model:?}");
    }
    let small = |config: &mut domain::providers::config::Config| {
        config.model = Some("sdxl".into());
        option(config, "max_side", json!(640));
    };
    assert_eq!(sent(small, vec![]).await.json()["size"], "640x360");
}

#[tokio::test]
async fn the_address_may_end_before_or_after_the_version() {
    for (below, path) in [
        ("", "/v1/images/generations"),
        ("/", "/v1/images/generations"),
        ("/v1", "/v1/images/generations"),
        ("/v1/", "/v1/images/generations"),
        ("/gateway", "/gateway/v1/images/generations"),
        ("/openai/v1", "/openai/v1/images/generations"),
    ] {
        let change = |config: &mut domain::providers::config::Config| {
            config.base_url.set_path(below);
        };
        assert_eq!(sent(change, vec![]).await.path, path, "{below}");
    }
}

#[tokio::test]
async fn a_deployment_on_azure_has_its_own_address_and_header() {
    let azure = |config: &mut domain::providers::config::Config| {
        config.model = None;
        config.base_url.set_path("/openai/deployments/gpt-image-1/");
        option(config, "api_version", json!("2025-04-01-preview"));
    };
    for (references, call) in [
        (vec![], "generations"),
        (vec![reference(1, "identity")], "edits"),
    ] {
        let asked = sent(azure, references).await;
        assert_eq!(
            asked.path,
            format!("/openai/deployments/gpt-image-1/images/{call}")
        );
        assert_eq!(asked.query, "api-version=2025-04-01-preview");
        assert_eq!(
            (asked.header("api-key"), asked.header("authorization")),
            (Some(KEY), None)
        );
    }
    let asked = sent(azure, vec![]).await.json();
    assert_eq!(
        (&asked["size"], asked.get("response_format")),
        (&json!("1536x1024"), None)
    );
}

#[tokio::test]
async fn a_server_without_a_key_is_sent_none_and_one_with_a_name_both() {
    let asked = sent(|config| config.key = None, vec![]).await;
    assert_eq!(
        (asked.header("authorization"), asked.header("api-key")),
        (None, None)
    );
    let asked = sent(|config| config.user = Some("mara".into()), vec![]).await;
    assert!(asked.header("authorization").unwrap().starts_with("Basic "));
}

#[test]
fn options_that_cannot_be_sent_are_refused_by_name() {
    for (name, value) in [
        ("qualty", json!("high")),
        ("quality", json!(["high"])),
        ("references", json!("two")),
        ("max_side", json!(1)),
    ] {
        let settings = settings("http://127.0.0.1:9", |config| option(config, name, value));
        let why = OpenAi::new(settings).err().unwrap();
        assert!(why.contains("\"studio\"") && why.contains(name), "{why}");
    }
    let azure = settings("https://a.example/openai/deployments/x", |_| {});
    assert!(OpenAi::new(azure).err().unwrap().contains("api_version"));
}
