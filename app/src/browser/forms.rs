//! Forms: sent by the page itself, cleared when they were taken, and as they were when they were refused.

use super::{
    bulk, changing,
    dom::{around, by_id, find_in, mark, target},
    draft,
    fetch::Fields,
    listen::filter,
    page::Page,
};
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{
    Element, FormData, HtmlButtonElement, HtmlElement, HtmlFormElement, HtmlInputElement,
    HtmlSelectElement, SubmitEvent,
};

/// A form is sent: by the page itself where it acts, by the browser where it leads elsewhere.
pub fn submitted(page: Page, event: &SubmitEvent) {
    let form = target(event).and_then(|form| form.dyn_into::<HtmlFormElement>().ok());
    let Some(form) = form else { return };
    let address = form.get_attribute("action").unwrap_or_default();
    if form.id() == "filter-form" {
        event.prevent_default();
        filter(page, &form);
    } else if form.has_attribute("data-sends") && event.submitter().is_some() {
        // Enter in a field that is sent when it changes: what it changed is sent now.
        event.prevent_default();
        changing::now(page);
    } else if form.method() == "post" && address.ends_with("/act") {
        event.prevent_default();
        let fields = fields(&form, event.submitter());
        page.send(address, fields, Some(form.clone()));
        sent(&form);
    }
}

/// What a form sends.
pub fn fields(form: &HtmlFormElement, submitter: Option<web_sys::HtmlElement>) -> Fields {
    let mut fields = Fields::new();
    if let Ok(data) = FormData::new_with_form(form) {
        for entry in data.entries().into_iter().flatten() {
            let pair = js_sys::Array::from(&entry);
            if let (Some(name), Some(value)) = (pair.get(0).as_string(), pair.get(1).as_string()) {
                fields.push((name, value));
            }
        }
    }
    let button = submitter.and_then(|button| button.dyn_into::<HtmlButtonElement>().ok());
    if let Some(button) = button.filter(|button| !button.name().is_empty()) {
        fields.push((button.name(), button.value()));
    }
    fields
}

/// The dialog or menu that a form stands in. The panes are none, though they are drawers on a narrow screen.
fn dialog(form: &Element) -> Option<HtmlElement> {
    let around = around(form, "[popover]")?;
    (!around.class_list().contains("pane"))
        .then(|| around.dyn_into().ok())
        .flatten()
}

/// What a form leaves behind at once.
fn sent(form: &HtmlFormElement) {
    match form.id().as_str() {
        "bulk" => bulk::clear(),
        "describe" => draft::sent(),
        // The next one can be typed already.
        "add-tag" => form.reset(),
        _ => {}
    }
    if let Some(note) = around(form, "[data-stays]") {
        note.remove();
    }
    if let Some(dialog) = dialog(form) {
        let _ = dialog.hide_popover();
    }
}

/// A dialog whose form was refused opens again, with every word in it and the reason; one that was taken is
/// empty next time. So is the form that adds a reference, unless something else is chosen in it by now.
pub fn answered(form: &HtmlFormElement, fields: &Fields, refusal: Option<String>) {
    if form.id() == "add-reference" {
        if refusal.is_none() && *fields == self::fields(form, None) {
            form.reset();
        }
        return;
    }
    if let Some(dialog) = dialog(form) {
        explain(form, refusal.as_deref());
        match refusal {
            Some(_) => drop(dialog.show_popover()),
            None => form.reset(),
        }
        return;
    }
    let tag = by_id("tag-input").and_then(|field| field.dyn_into::<HtmlInputElement>().ok());
    if let Some(field) = tag.filter(|field| refusal.is_some() && field.value().is_empty())
        && let Some((_, typed)) = fields.iter().find(|(name, _)| name == "add")
    {
        field.set_value(typed);
    }
}

/// What an asset stands for by itself is chosen with it; of any other it has to be said. What is chosen already stays,
/// unless the asset is chosen anew.
pub fn role(anew: bool) {
    let Some(form) = by_id("add-reference") else {
        return;
    };
    let role = find_in(&form, "[name=role]");
    let Some(role) = role.and_then(|role| role.dyn_into::<HtmlSelectElement>().ok()) else {
        return;
    };
    let asset = find_in(&form, "[name=asset] option:checked");
    let own = asset.and_then(|asset| asset.get_attribute("data-role"));
    mark(&role, "required", own.is_none().then_some(""));
    if anew || role.value().is_empty() {
        role.set_value(&own.unwrap_or_default());
    }
}

/// Says at the form why it was refused, or takes away what was said there.
fn explain(form: &HtmlFormElement, why: Option<&str>) {
    if let Some(old) = find_in(form, ".field-error") {
        old.remove();
    }
    if let (Some(why), Ok(line)) = (why, document().create_element("p")) {
        line.set_class_name("field-error");
        mark(&line, "role", Some("alert"));
        mark(&line, "data-stays", Some(""));
        line.set_text_content(Some(why));
        let _ = form.insert_before(&line, form.first_child().as_ref());
    }
}
