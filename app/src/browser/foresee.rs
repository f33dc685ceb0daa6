//! What an action will show, shown within the frame. The server's answer confirms it or puts it back.

use super::{
    dom::{all_in, around, by_id, find, mark},
    fetch::Fields,
};
use leptos::prelude::document;
use web_sys::Element;

/// Shows what can be foreseen of an action.
pub fn show(fields: &Fields) {
    let field = |name: &str| {
        fields
            .iter()
            .find(|field| field.0 == name)
            .map(|field| field.1.as_str())
    };
    match (field("do"), field("attempt")) {
        (Some("select"), Some(attempt)) => select(attempt),
        (Some("as_is"), _) => as_is(field("enabled").is_some()),
        (Some("tag"), _) => tag(field("add").unwrap_or_default()),
        (Some("untag"), _) => untag(field("remove").unwrap_or_default()),
        (Some("reference"), _) => reference(field("source"), field("from")),
        (Some("cancel"), _) => cancel(field("job").unwrap_or_default()),
        _ => {}
    }
}

fn select(attempt: &str) {
    let Some(slide) = by_id(&format!("attempt-{attempt}")) else {
        return;
    };
    let Some(region) = around(&slide, ".carousel") else {
        return;
    };
    for old in all_in(&region, "[data-selected]") {
        mark(&old, "data-selected", None);
    }
    mark(&slide, "data-selected", Some(""));
    if let Some(thumb) = by_id(&format!("thumb-attempt-{attempt}")) {
        mark(&thumb, "data-selected", Some(""));
    }
}

fn as_is(enabled: bool) {
    for closed in [
        "#generate button",
        "#variations",
        "#description",
        "#describe button",
    ] {
        if let Some(element) = find(closed) {
            mark(&element, "disabled", enabled.then_some(""));
        }
    }
}

fn tag(words: &str) {
    let list = by_id("tags");
    for tag in words
        .split(',')
        .map(str::trim)
        .filter(|tag| !tag.is_empty())
    {
        if let (Some(list), Ok(item)) = (&list, document().create_element("li")) {
            item.set_class_name("tag");
            item.set_text_content(Some(tag));
            let _ = list.append_child(&item);
        }
    }
}

fn untag(tag: &str) {
    let tags = by_id("tags")
        .map(|list| all_in(&list, "li"))
        .unwrap_or_default();
    for item in tags {
        if item.text_content().is_some_and(|text| text.trim() == tag) {
            item.remove();
        }
    }
}

fn reference(source: Option<&str>, from: Option<&str>) {
    let Some(region) = by_id("master-reference") else {
        return;
    };
    let means = |frame: &Element| {
        let value = |name: &str| {
            all_in(frame, "input")
                .iter()
                .find(|input| input.get_attribute("name").as_deref() == Some(name))
                .and_then(|input| input.get_attribute("value"))
        };
        value("source").as_deref() == source && value("from").as_deref() == from
    };
    let frames = all_in(&region, ".slide-frame");
    if frames.iter().any(means) {
        for frame in &frames {
            mark(frame, "data-active", means(frame).then_some(""));
        }
    }
}

fn cancel(job: &str) {
    if let Some(bar) = by_id(&format!("job-{job}-stage")) {
        bar.set_text_content(Some("Cancelling…"));
    }
}
