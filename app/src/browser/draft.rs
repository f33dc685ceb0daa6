//! Words that are being typed: never overwritten, kept while other assets are looked at, and a change by
//! somebody else is told before it is saved over.

use super::dom::{by_id, find, mark, saved};
use leptos::prelude::window;
use std::cell::RefCell;
use wasm_bindgen::JsCast;
use web_sys::{Document, HtmlInputElement, HtmlTextAreaElement, Storage};

const SINCE: &str = "Somebody changed it meanwhile; saving keeps both versions";
/// What the words of somebody else stand in, beside those that were refused.
const THEIRS: &str = "stands-now";

thread_local! {
    /// The words that were sent last, until a page shows what became of them.
    static SENT: RefCell<Option<String>> = const { RefCell::new(None) };
}

fn field() -> Option<HtmlTextAreaElement> {
    by_id("description")?.dyn_into().ok()
}

fn kept() -> Option<Storage> {
    window().session_storage().ok().flatten()
}

fn key(field: &HtmlTextAreaElement) -> String {
    format!(
        "draft-{}",
        field.get_attribute("data-of").unwrap_or_default()
    )
}

/// The words were sent: where they are taken, who sent them has seen what stands on the server afterwards.
pub fn sent() {
    SENT.set(field().map(|field| field.value()));
}

/// Something was typed.
pub fn typed() {
    let Some(field) = field() else { return };
    let changed = field.value().trim() != saved(&field).trim();
    if let Some(kept) = kept() {
        // Without room for it the words still stand in the field.
        let _ = if changed {
            kept.set_item(&key(&field), &field.value())
        } else {
            kept.remove_item(&key(&field))
        };
    }
    hint();
}

fn hint() {
    let (Some(field), Some(line)) = (field(), by_id("description-hint")) else {
        return;
    };
    let before = before_field().map(|before| before.value());
    let text = if field.value().trim() == saved(&field).trim() {
        line.get_attribute("data-default").unwrap_or_default()
    } else if before.is_some_and(|before| before.trim() != saved(&field).trim()) {
        // Where only one version is kept, the page says so.
        let own = line.get_attribute("data-since");
        own.unwrap_or_else(|| SINCE.to_owned())
    } else {
        "not saved yet".to_owned()
    };
    if line.text_content().as_deref() != Some(&text) {
        line.set_text_content(Some(&text));
    }
}

fn before_field() -> Option<HtmlInputElement> {
    find("#describe [name=before]")?.dyn_into().ok()
}

/// Before the page is taken over: what was begun from other words keeps those beside it.
pub fn before(fresh: &Document) {
    let anew = fresh.get_element_by_id(THEIRS).is_some();
    if let Some(old) = by_id(THEIRS).filter(|_| anew) {
        old.remove();
    }
    let Some((field, before)) = field().zip(before_field()) else {
        return;
    };
    let next = fresh.get_element_by_id("description");
    let next = next.and_then(|next| next.dyn_into::<HtmlTextAreaElement>().ok());
    let next = next.filter(|next| next.get_attribute("data-of") == field.get_attribute("data-of"));
    if next.is_none() {
        // What was sent for another asset says nothing of this one.
        SENT.set(None);
    }
    let own = next.is_some_and(|next| {
        let now = saved(&next);
        !seen(anew, &now) && field.value() != saved(&field) && field.value() != now
    });
    mark(&before, "data-own", own.then_some(""));
}

/// Whether the reader has seen the words that stand on the server now: they are those that were sent, or the page that
/// comes shows them beside those. A page that comes after a refusal without showing them says nothing of it.
fn seen(anew: bool, now: &str) -> bool {
    let Some(sent) = SENT.take() else {
        return anew;
    };
    // Where versions are kept, nothing is lost by saving over what was not seen.
    let one = by_id("description-hint").is_some_and(|line| line.has_attribute("data-since"));
    let seen = anew || !one || sent.trim() == now.trim();
    if !seen {
        SENT.set(Some(sent));
    }
    seen
}

/// After the page was taken over: words that were typed for this asset before stand there again.
pub fn after() {
    if let Some(before) = before_field() {
        mark(&before, "data-own", None);
    }
    bring_back();
    tidy();
}

/// What somebody else wrote meanwhile is shown as long as the words beside it are not saved.
fn tidy() {
    let (Some(field), Some(theirs)) = (field(), by_id(THEIRS)) else {
        return;
    };
    let another = theirs.get_attribute("data-of") != field.get_attribute("data-of");
    if another || field.value().trim() == saved(&field).trim() {
        theirs.remove();
    }
}

/// Brings the words back that were typed for the open asset and not saved.
pub fn bring_back() {
    let (Some(field), Some(kept)) = (field(), kept()) else {
        return;
    };
    match kept.get_item(&key(&field)).ok().flatten() {
        Some(words) if words.trim() == saved(&field).trim() => {
            let _ = kept.remove_item(&key(&field));
        }
        Some(words) if field.value() == saved(&field) && !field.disabled() => {
            field.set_value(&words);
        }
        _ => {}
    }
    hint();
}
