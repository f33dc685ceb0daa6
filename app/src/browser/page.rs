//! The page as it stands: asked for again, answered by the server, taken over.

use super::{
    carousel,
    dom::{self, all_in, by_id, find_in},
    draft, foresee,
    morph::morph,
};
use crate::islands::{toast::Toasts, viewer::Enlarged};
use leptos::{prelude::*, task::spawn_local};
use std::collections::HashSet;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Document, DomParser, Element, HtmlInputElement, RequestInit, Response, SupportedType,
    UrlSearchParams,
};

const AWAY: &str = "Throughline cannot be reached. Nothing was changed; try again.";

/// The fields of a form, as names and values.
pub type Fields = Vec<(String, String)>;

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
    mine: StoredValue<HashSet<String>>,
}

struct Answer {
    url: String,
    missing: bool,
    page: Document,
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
    pub fn send(self, address: String, fields: Fields) {
        foresee::show(&fields);
        let call = self.ask();
        self.acting.update_value(|acting| *acting += 1);
        spawn_local(async move {
            let answer = post(&address, &fields).await;
            self.acting.update_value(|acting| *acting -= 1);
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
            self.say("This is not there any more.".to_owned(), true, None);
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

    /// After an action the address names another asset where that one is gone, or another is meant.
    fn follow(self, url: &str) {
        let asset = |url: &str| {
            let query = url.split_once('?')?.1.split('#').next()?.to_owned();
            UrlSearchParams::new_with_str(&query).ok()?.get("asset")
        };
        let (Ok(here), Ok(history)) = (window().location().href(), window().history()) else {
            return;
        };
        if let Some(there) = asset(url).filter(|there| asset(&here).as_ref() != Some(there)) {
            let bare = here.split(['?', '#']).next().unwrap_or_default();
            let address = format!("{bare}?asset={there}");
            let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address));
        }
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
        for field in dom::all("form[data-sends] input[type=checkbox]") {
            if let Some(field) = field.dyn_ref::<HtmlInputElement>() {
                field.set_checked(field.default_checked());
            }
        }
        draft::after();
        super::bulk::count();
        super::upload::ready();
        super::compare::ready();
    }

    /// A picture that this editor asked for comes into view when it is there, and its job while it is not. What
    /// somebody else made does not move the carousel.
    fn sought(self) -> Option<String> {
        let region = by_id(carousel::GENERATION)?;
        let made = all_in(&region, ".slide[data-made-by]")
            .into_iter()
            .find_map(|slide| {
                let job = slide.get_attribute("data-made-by")?;
                let mine = self.mine.try_update_value(|mine| mine.remove(&job))?;
                mine.then(|| slide.id())
            });
        let fresh = || {
            let fresh = self.mine.with_value(|mine| {
                let slides = all_in(&region, ".slide").into_iter();
                slides
                    .map(|slide| slide.id())
                    .find(|id| mine.contains(&format!("new-{id}")))
            })?;
            self.mine.update_value(|mine| {
                mine.remove(&format!("new-{fresh}"));
            });
            Some(fresh)
        };
        made.or_else(fresh)
    }

    /// The address that an action leads to names what it made or began.
    fn note_shown(self, url: &str) {
        let shown = url
            .split(['?', '&'])
            .find_map(|part| part.strip_prefix("show="));
        if let Some(shown) = shown {
            self.expect(shown);
        }
    }

    /// This slide is to be seen when it comes; of a job, what comes of it as well.
    pub fn expect(self, slide: &str) {
        self.mine.update_value(|mine| {
            if slide.starts_with("job-") {
                mine.insert(slide.to_owned());
            }
            mine.insert(format!("new-{slide}"));
        });
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
        if undo.is_some() {
            self.undo.set_value(undo.clone());
        }
        let undo = undo.map(|undo| {
            Callback::new(move |()| self.send(undo.address.clone(), undo.fields.clone()))
        });
        self.toasts.say(text, error, undo);
    }

    /// Takes the last action back, if it can be.
    pub fn take_back(self) {
        if let Some(undo) = self.undo.get_value() {
            self.undo.set_value(None);
            self.send(undo.address, undo.fields);
        }
    }

    /// Says which attempt made room for a new one, and offers to bring it back.
    fn tell_evictions(self, had: Vec<(String, String)>) {
        let now = attempts();
        let fresh = now.iter().any(|new| !had.iter().any(|old| old.0 == new.0));
        let same = had.iter().any(|old| now.iter().any(|new| new.0 == old.0));
        if !(fresh && same) {
            return;
        }
        for (id, name) in had {
            let Some(removed) = id
                .strip_prefix("attempt-")
                .and_then(|id| by_id(&format!("removed-{id}")))
                .filter(|_| by_id(&id).is_none())
            else {
                continue;
            };
            let restore = removed.parent_element();
            let restore = restore.and_then(|item| find_in(&item, "form"));
            let undo = restore.map(|form| undo_of(&form));
            self.say(format!("{name} made room for the new image"), false, undo);
        }
    }
}

/// The attempts in the carousel: the ids of their slides and what they are called.
fn attempts() -> Vec<(String, String)> {
    let Some(region) = by_id(carousel::GENERATION) else {
        return Vec::new();
    };
    all_in(&region, ".thumb")
        .into_iter()
        .filter_map(|thumb| {
            let id = thumb.get_attribute("href")?.strip_prefix('#')?.to_owned();
            let name = thumb.get_attribute("aria-label")?;
            let name = name.trim_end_matches(", selected").to_owned();
            id.starts_with("attempt-").then_some((id, name))
        })
        .collect()
}

fn undo_of(form: &Element) -> Undo {
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

/// Where the focus is, by the ids around it.
struct Focus(Vec<String>);

impl Focus {
    fn now() -> Self {
        let mut ids = Vec::new();
        let mut at = document().active_element();
        while let Some(element) = at {
            if !element.id().is_empty() {
                ids.push(element.id());
            }
            at = element.parent_element();
        }
        Self(ids)
    }

    /// Where what had the focus is gone, the nearest thing around it that takes the focus gets it.
    fn bring_back(self) {
        let lost = document()
            .active_element()
            .is_none_or(|element| element.tag_name() == "BODY");
        if self.0.is_empty() || !lost {
            return;
        }
        let near = self.0.iter().find_map(|id| by_id(id));
        let inside = "a[href], button:not([disabled]), textarea:not([disabled]), summary";
        if let Some(near) = near.and_then(|near| find_in(&near, inside)) {
            dom::focus(&near);
        }
    }
}

async fn post(address: &str, fields: &Fields) -> Result<Answer, ()> {
    let body = UrlSearchParams::new().map_err(drop)?;
    for (name, value) in fields {
        body.append(name, value);
    }
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_body(&body);
    ask(address, &init, &[("accept", "text/html")]).await
}

async fn get(address: &str) -> Result<Answer, ()> {
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
    if status >= 500 {
        return Err(());
    }
    let parser = DomParser::new().map_err(drop)?;
    let page = parser
        .parse_from_string(
            &text.as_string().unwrap_or_default(),
            SupportedType::TextHtml,
        )
        .map_err(drop)?;
    Ok(Answer {
        url: response.url(),
        missing: status == 404,
        page,
    })
}
