//! The page as it stands: asked for again, answered by the server, taken over.

use super::{
    arrivals::attempts,
    carousel, changing,
    dom::{self, all_in, find_in},
    draft,
    fetch::{AWAY, Answer, Fields, GONE, get, post},
    focus::Focus,
    foresee, forms,
    morph::morph,
};
use crate::islands::{toast::Toasts, viewer::Enlarged};
use leptos::{prelude::*, task::spawn_local};
use std::collections::HashSet;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, HtmlFormElement, HtmlInputElement, UrlSearchParams};

/// A form that takes the last action back.
#[derive(Clone, Debug, PartialEq)]
pub struct Undo {
    address: String,
    fields: Fields,
}

/// What the parts of the page share.
#[derive(Clone, Copy)]
pub struct Page {
    toasts: Toasts,
    /// The picture that fills the window.
    pub enlarged: RwSignal<Option<Enlarged>>,
    undo: StoredValue<Option<Undo>>,
    /// Calls are numbered, so that an answer that was overtaken is not shown.
    asked: StoredValue<u64>,
    answered: StoredValue<u64>,
    /// Actions on their way: what is foreseen of them stays until the last has its answer.
    acting: StoredValue<u32>,
    /// Whether the page's state is being asked for.
    looking: StoredValue<bool>,
    /// Whether something changed that was not looked at because of those.
    missed: StoredValue<bool>,
    /// Jobs that were asked for here, by their slides: their pictures come into view.
    pub(super) mine: StoredValue<HashSet<String>>,
}

impl Page {
    /// The page as the server made it.
    pub fn new(toasts: Toasts, enlarged: RwSignal<Option<Enlarged>>) -> Self {
        Self {
            toasts,
            enlarged,
            undo: StoredValue::new(None),
            asked: StoredValue::new(0),
            answered: StoredValue::new(0),
            acting: StoredValue::new(0),
            looking: StoredValue::new(false),
            missed: StoredValue::new(false),
            mine: StoredValue::new(HashSet::new()),
        }
    }

    /// Sends a form: what can be foreseen shows at once, and is put back if it is refused.
    pub fn send(self, address: String, fields: Fields, form: Option<HtmlFormElement>) {
        foresee::show(&fields);
        let call = self.ask();
        self.acting.update_value(|acting| *acting += 1);
        spawn_local(async move {
            let answer = post(&address, &fields).await;
            self.acting.update_value(|acting| *acting -= 1);
            if let Some(form) = form {
                let refusal = match &answer {
                    Ok(answer) => answer.refusal(),
                    Err(()) => Some(AWAY.to_owned()),
                };
                changing::answered(self, &form, &fields, refusal.is_some());
                forms::answered(&form, &fields, refusal);
            }
            match answer {
                Ok(answer) => self.answer(call, answer, true),
                Err(()) => {
                    self.say(AWAY.to_owned(), true, None);
                    self.missed.set_value(true);
                }
            }
            self.look_at_missed();
        });
    }

    /// Goes to another state of this page, and keeps the way back.
    pub fn go(self, address: &str) {
        if let Ok(history) = window().history() {
            // Without a new entry in the history the page still changes.
            let _ = history.push_state_with_url(&JsValue::NULL, "", Some(address));
        }
        self.look_for(true);
    }

    /// Changes the address without a new entry in the history, and shows what it names.
    pub fn become_of(self, address: &str) {
        if let Ok(history) = window().history() {
            let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(address));
        }
        self.look_for(true);
    }

    /// Asks for the page's state again, without a word when it cannot be had.
    pub fn look(self) {
        self.look_for(false);
    }

    fn look_for(self, reader: bool) {
        if self.acting.get_value() > 0 || self.looking.get_value() {
            self.missed.set_value(true);
            return;
        }
        let call = self.ask();
        self.looking.set_value(true);
        spawn_local(async move {
            let address = window().location().href().unwrap_or_default();
            let answer = get(&address).await;
            self.looking.set_value(false);
            match answer {
                // An address that was left meanwhile is not shown any more.
                Ok(_) if window().location().href().unwrap_or_default() != address => {
                    self.missed.set_value(true);
                }
                Ok(answer) => self.answer(call, answer, false),
                Err(()) if reader => self.say(AWAY.to_owned(), true, None),
                Err(()) => {}
            }
            self.look_at_missed();
        });
    }

    /// What changed while something else was on its way is looked at now.
    fn look_at_missed(self) {
        if self.acting.get_value() == 0 && self.missed.get_value() {
            self.missed.set_value(false);
            self.look();
        }
    }

    fn ask(self) -> u64 {
        self.asked.update_value(|asked| *asked += 1);
        self.asked.get_value()
    }

    /// Shows an answer unless a later one is shown already, or an action is still on its way.
    fn answer(self, call: u64, answer: Answer, action: bool) {
        if action {
            self.note_shown(&answer.url);
            self.take_notice(&answer.page);
        }
        if answer.missing && action {
            self.say(GONE.to_owned(), true, None);
            self.missed.set_value(true);
            return;
        }
        if answer.missing {
            // The whole scene is gone: the page says so.
            let _ = window().location().reload();
            return;
        }
        if call <= self.answered.get_value() {
            return;
        }
        if self.acting.get_value() > 0 {
            self.missed.set_value(true);
            return;
        }
        self.answered.set_value(call);
        if action {
            self.follow(&answer.url);
        }
        self.take_over(&answer.page);
    }

    /// After an action the address names another asset where another is meant, and none where that one is gone.
    fn follow(self, url: &str) {
        let asset = |url: &str| {
            let query = url.split_once('?')?.1.split('#').next()?.to_owned();
            UrlSearchParams::new_with_str(&query).ok()?.get("asset")
        };
        let (Ok(here), Ok(history)) = (window().location().href(), window().history()) else {
            return;
        };
        let bare = |url: &str| url.split(['?', '#']).next().unwrap_or_default().to_owned();
        let address = match asset(url) {
            there if there == asset(&here) => return,
            Some(there) => format!("{}?asset={there}", bare(&here)),
            // A form that was refused may be answered at an address of its own.
            None if bare(url) != bare(&here) => return,
            None => url.to_owned(),
        };
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
    }

    fn take_over(self, fresh: &Document) {
        let focus = Focus::now();
        let before = carousel::remember();
        let had = attempts();
        draft::before(fresh);
        for old in dom::all("[data-live]") {
            if let Some(new) = fresh.get_element_by_id(&old.id()) {
                morph(&old, &new);
            }
        }
        document().set_title(&fresh.title());
        carousel::settle(&before, self.sought().as_deref());
        self.tell_evictions(had);
        self.settled();
        focus.bring_back();
    }

    /// What only scripts know is put in again after the page changed.
    pub fn settled(self) {
        for field in dom::all("form[data-sends] input") {
            if let Some(field) = field.dyn_ref::<HtmlInputElement>() {
                put_back(field);
            }
        }
        forms::role(false);
        draft::after();
        super::bulk::count();
        super::upload::ready();
        super::compare::ready();
    }

    /// Says what the answer says, in a toast.
    fn take_notice(self, page: &Document) {
        let Some(notice) = page.get_element_by_id("notice") else {
            return;
        };
        let text = find_in(&notice, ".toast-text").and_then(|text| text.text_content());
        let error = notice.get_attribute("data-kind").as_deref() == Some("error");
        let undo = find_in(&notice, "form").map(|form| undo_of(&form));
        self.say(text.unwrap_or_default(), error, undo);
    }

    /// Says something in a toast.
    pub fn say(self, text: String, error: bool, undo: Option<Undo>) {
        let undo = undo.filter(|_| !dom::only_looks());
        if undo.is_some() {
            self.undo.set_value(undo.clone());
        }
        let undo = undo.map(|undo| {
            Callback::new(move |()| self.send(undo.address.clone(), undo.fields.clone(), None))
        });
        self.toasts.say(text, error, undo);
    }

    /// Takes the last action back, if it can be.
    pub fn take_back(self) {
        if let Some(undo) = self.undo.get_value() {
            self.undo.set_value(None);
            self.send(undo.address, undo.fields, None);
        }
    }
}

/// A field that is sent when it is changed shows what the server has, unless something else is on its way there. A
/// number is left alone while somebody types in it.
fn put_back(field: &HtmlInputElement) {
    if field.form().is_some_and(|form| changing::waits(&form)) {
        return;
    }
    let at = document().active_element();
    let typing = at.is_some_and(|at| field.is_same_node(Some(&at)));
    match field.type_().as_str() {
        "checkbox" => field.set_checked(field.default_checked()),
        "number" if !typing || field.disabled() => field.set_value(&field.default_value()),
        _ => {}
    }
}

/// The form, as what takes something back.
pub(super) fn undo_of(form: &Element) -> Undo {
    let field = |field: Element| {
        Some((
            field.get_attribute("name")?,
            field.get_attribute("value").unwrap_or_default(),
        ))
    };
    Undo {
        address: form.get_attribute("action").unwrap_or_default(),
        fields: all_in(form, "input")
            .into_iter()
            .filter_map(field)
            .collect(),
    }
}
