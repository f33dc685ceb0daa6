//! Forms that are sent when they are changed: a box at once, a number when it rests. Of one form only one is ever on its
//! way, so that the last one that is sent is the last one that arrives.

use super::{fetch::Fields, forms::fields, page::Page};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::set_timeout_with_handle};
use std::{cell::RefCell, collections::HashMap, time::Duration};
use web_sys::{HtmlFormElement, HtmlInputElement};

/// How long a number rests before it is sent: its arrows change it step by step.
const REST: Duration = Duration::from_millis(400);

/// A form that was changed.
struct Changed {
    form: HtmlFormElement,
    address: String,
    /// What is still to be sent of it.
    next: Option<Fields>,
    /// Whether something of it is on its way.
    sent: bool,
}

thread_local! {
    /// The forms that were changed, by what they are about.
    static CHANGED: RefCell<HashMap<String, Changed>> = RefCell::new(HashMap::new());
    static RESTING: RefCell<Option<TimeoutHandle>> = const { RefCell::new(None) };
}

/// What a form is about, whatever stands in it.
fn about(fields: &Fields) -> String {
    let of = |name: &str| matches!(name, "do" | "instance" | "asset");
    let told = fields.iter().filter(|(name, _)| of(name));
    told.map(|(name, value)| format!("{name}={value} "))
        .collect()
}

/// A field of such a form was changed. What it says is kept as it is now, whatever the form is about later.
pub fn changed(page: Page, form: &HtmlFormElement, field: Option<&HtmlInputElement>) {
    if !form.report_validity() {
        return;
    }
    let next = fields(form, None);
    CHANGED.with_borrow_mut(|all| {
        let about = about(&next);
        let sent = all.get(&about).is_some_and(|before| before.sent);
        let now = Changed {
            form: form.clone(),
            address: form.get_attribute("action").unwrap_or_default(),
            next: Some(next),
            sent,
        };
        all.insert(about, now);
    });
    wake();
    if field.is_some_and(|field| field.type_() == "number") {
        let timer = set_timeout_with_handle(move || now(page), REST).ok();
        RESTING.set(timer);
    } else {
        now(page);
    }
}

/// Ends the waiting.
fn wake() {
    if let Some(timer) = RESTING.take() {
        timer.clear();
    }
}

/// Sends what waits, save for what has to wait for an answer.
pub fn now(page: Page) {
    wake();
    let due: Vec<_> = CHANGED.with_borrow_mut(|all| {
        let waiting = all.values_mut().filter(|one| !one.sent);
        let due = waiting.filter_map(|one| {
            let fields = one.next.take()?;
            one.sent = true;
            Some((one.address.clone(), fields, one.form.clone()))
        });
        due.collect()
    });
    for (address, fields, form) in due {
        page.send(address, fields, Some(form));
    }
}

/// What was sent has its answer: what was changed meanwhile follows. What was refused, and not touched since, stands
/// there as it was before.
pub fn answered(page: Page, form: &HtmlFormElement, sent: &Fields, refused: bool) {
    let about = about(sent);
    let follows = CHANGED.with_borrow_mut(|all| {
        let one = all.get_mut(&about)?;
        one.sent = false;
        let follows = one.next.is_some();
        if !follows {
            all.remove(&about);
        }
        Some(follows)
    });
    let resting = RESTING.with_borrow(Option::is_some);
    match follows {
        Some(true) if !resting => now(page),
        Some(false) if refused && *sent == fields(form, None) => form.reset(),
        _ => {}
    }
}

/// Whether something of a form waits or is on its way.
pub fn waits(form: &HtmlFormElement) -> bool {
    let about = about(&fields(form, None));
    CHANGED.with_borrow(|all| all.contains_key(&about))
}
