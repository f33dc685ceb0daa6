//! The way to the server: forms sent and pages asked for, each answered by a page.

use super::dom::find_in;
use leptos::prelude::window;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Document, DomParser, RequestInit, Response, SupportedType, UrlSearchParams};

/// What is said where the server is away.
pub(super) const AWAY: &str = "Throughline cannot be reached. Nothing was changed; try again.";
/// What is said where the server knows of nothing.
pub(super) const GONE: &str = "This is not there any more.";

/// The fields of a form, as names and values.
pub type Fields = Vec<(String, String)>;

/// A page that the server answered with.
pub(super) struct Answer {
    /// Its address, after all that led on.
    pub(super) url: String,
    /// Whether it is the page for what is not there.
    pub(super) missing: bool,
    /// The page itself.
    pub(super) page: Document,
}

impl Answer {
    /// Why what was asked for was not done.
    pub(super) fn refusal(&self) -> Option<String> {
        let notice = self.page.get_element_by_id("notice");
        let refused =
            notice.filter(|notice| notice.get_attribute("data-kind").as_deref() == Some("error"));
        let words = refused.and_then(|notice| find_in(&notice, ".toast-text")?.text_content());
        words.or_else(|| self.missing.then(|| GONE.to_owned()))
    }
}

/// Sends a form.
pub(super) async fn post(address: &str, fields: &Fields) -> Result<Answer, ()> {
    let body = UrlSearchParams::new().map_err(drop)?;
    for (name, value) in fields {
        body.append(name, value);
    }
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_body(&body);
    ask(address, &init, &[("accept", "text/html")]).await
}

/// Asks for a page's state again.
pub(super) async fn get(address: &str) -> Result<Answer, ()> {
    // Who only looks does not take away what is to be said to the reader.
    let headers = [("accept", "text/html"), ("x-look", "1")];
    ask(address, &RequestInit::new(), &headers).await
}

async fn ask(address: &str, init: &RequestInit, headers: &[(&str, &str)]) -> Result<Answer, ()> {
    let sent = web_sys::Headers::new().map_err(drop)?;
    for (name, value) in headers {
        sent.append(name, value).map_err(drop)?;
    }
    init.set_headers(&sent);
    let asked = window().fetch_with_str_and_init(address, init);
    let response: Response = JsFuture::from(asked)
        .await
        .map_err(drop)?
        .dyn_into()
        .map_err(drop)?;
    let text = JsFuture::from(response.text().map_err(drop)?)
        .await
        .map_err(drop)?;
    let status = response.status();
    let parser = DomParser::new().map_err(drop)?;
    let page = parser
        .parse_from_string(
            &text.as_string().unwrap_or_default(),
            SupportedType::TextHtml,
        )
        .map_err(drop)?;
    // A page that says itself why nothing was done is an answer all the same.
    if status >= 500 && page.get_element_by_id("notice").is_none() {
        return Err(());
    }
    Ok(Answer {
        url: response.url(),
        missing: status == 404,
        page,
    })
}
