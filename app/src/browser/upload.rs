//! Uploading: drop, click, paste and keyboard; checked before it is sent; true percentages; one after the other.

use super::{
    dom::{around, by_id, find, find_in, mark, only_looks, press, target},
    page::Page,
};
use leptos::{ev, prelude::*};
use std::{cell::RefCell, collections::VecDeque, time::Duration};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{DataTransfer, File, FileList, FormData, HtmlInputElement, XmlHttpRequest};

const WRONG_TYPE: &str = "Invalid file type. Only PNG, JPEG, and WebP are allowed.";
const TOO_LARGE: &str = "File too large. Maximum size is 5 MB.";

/// A file on its way to an asset.
struct Waiting {
    file: File,
    address: String,
}

thread_local! {
    static QUEUE: RefCell<VecDeque<Waiting>> = const { RefCell::new(VecDeque::new()) };
    static RUNNING: RefCell<Option<XmlHttpRequest>> = const { RefCell::new(None) };
}

/// Listens for as long as the page stands.
pub fn listen(page: Page) {
    let listening = (
        window_event_listener(ev::dragover, |event| {
            if over(&event) {
                event.prevent_default();
            }
        }),
        window_event_listener(ev::dragleave, |event| {
            if event.related_target().is_none() || !over(&event) {
                hang(false);
            }
        }),
        window_event_listener(ev::drop, move |event| {
            hang(false);
            if let Some(transfer) = event.data_transfer().filter(has_files) {
                // A file that misses the zone must not take the page's place.
                event.prevent_default();
                take(page, transfer.files());
            }
        }),
        window_event_listener(ev::paste, move |event| {
            let files = event.clipboard_data().and_then(|data| data.files());
            if files.as_ref().is_some_and(|files| files.length() > 0) {
                event.prevent_default();
                take(page, files);
            }
        }),
        window_event_listener(ev::change, move |event| {
            let field = target(&event).filter(|field| field.id() == "upload-input");
            if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlInputElement>().ok()) {
                take(page, field.files());
                field.set_value("");
            }
        }),
        window_event_listener(ev::click, move |event| {
            let Some(element) = target(&event) else {
                return;
            };
            if around(&element, "#upload-cancel").is_some() {
                cancel(page);
            } else if around(&element, ".upload-instead button").is_some() {
                instead();
            }
        }),
    );
    // They listen for as long as the page stands.
    std::mem::forget(listening);
}

/// After the page changed: several files may be chosen, as they are sent one by one here.
pub fn ready() {
    if let Some(field) = by_id("upload-input") {
        mark(&field, "multiple", Some(""));
    }
}

fn has_files(transfer: &DataTransfer) -> bool {
    transfer
        .types()
        .iter()
        .any(|kind| kind.as_string().as_deref() == Some("Files"))
}

fn over(event: &ev::DragEvent) -> bool {
    let files = event.data_transfer().is_some_and(|one| has_files(&one));
    let zone = target(event).and_then(|element| around(&element, "main"));
    hang(files && zone.is_some() && !only_looks());
    files
}

fn hang(over: bool) {
    if let Some(zone) = find(".upload-zone") {
        mark(&zone, "data-over", over.then_some(""));
    }
}

/// The master as-is ends, and the chooser opens in the same gesture.
fn instead() {
    if let Some(field) = by_id("upload-input") {
        mark(&field, "disabled", None);
        // Not within the click that is being heard: it would be heard inside itself.
        let choose = || {
            press("#upload-input");
        };
        set_timeout(choose, Duration::ZERO);
    }
}

/// Takes files in, in order; what is too large or of another kind is said at once.
fn take(page: Page, files: Option<FileList>) {
    if only_looks() {
        return;
    }
    let (Some(files), Some(zone)) = (files, by_id("upload")) else {
        return;
    };
    let field = find("#upload-input");
    let closed = field
        .as_ref()
        .is_none_or(|field| field.has_attribute("disabled"));
    if closed {
        let why = find_in(&zone, ".upload-title").and_then(|title| title.text_content());
        let why = why.unwrap_or_default();
        page.say(format!("{why}: nothing was uploaded."), true, None);
        return;
    }
    let most: u32 = zone
        .get_attribute("data-most")
        .and_then(|most| most.parse().ok())
        .unwrap_or(u32::MAX);
    let address = find_in(&zone, ".upload-form").and_then(|form| form.get_attribute("action"));
    for file in (0..files.length()).filter_map(|at| files.get(at)) {
        let known = matches!(
            file.type_().as_str(),
            "image/png" | "image/jpeg" | "image/webp"
        );
        if !known {
            page.say(WRONG_TYPE.to_owned(), true, None);
        } else if file.size() > f64::from(most) {
            page.say(TOO_LARGE.to_owned(), true, None);
        } else if let Some(address) = address.clone() {
            QUEUE.with_borrow_mut(|queue| queue.push_back(Waiting { file, address }));
        }
    }
    next(page);
}

fn next(page: Page) {
    if RUNNING.with_borrow(Option::is_some) {
        return;
    }
    let Some(waiting) = QUEUE.with_borrow_mut(VecDeque::pop_front) else {
        show(None);
        return;
    };
    if send(page, &waiting).is_err() {
        RUNNING.set(None);
        page.say("The upload could not be started.".to_owned(), true, None);
    }
}

fn send(page: Page, waiting: &Waiting) -> Result<(), JsValue> {
    let name = waiting.file.name();
    let request = XmlHttpRequest::new()?;
    let form = FormData::new()?;
    form.append_with_blob_and_filename("image", &waiting.file, &name)?;
    request.open_with_async("POST", &waiting.address, true)?;
    request.set_request_header("accept", "application/json")?;
    show(Some((&name, 0)));
    let progress =
        Closure::<dyn Fn(web_sys::ProgressEvent)>::new(move |event: web_sys::ProgressEvent| {
            if event.length_computable() && event.total() > 0.0 {
                show(Some((
                    &name,
                    (100.0 * event.loaded() / event.total()) as u32,
                )));
            }
        });
    request
        .upload()?
        .set_onprogress(Some(progress.as_ref().unchecked_ref()));
    let asked = request.clone();
    let ended = Closure::once(move || {
        drop(progress);
        ended(page, &asked);
    });
    request.set_onloadend(Some(ended.as_ref().unchecked_ref()));
    // It lives until the request ends.
    ended.forget();
    request.send_with_opt_form_data(Some(&form))?;
    RUNNING.set(Some(request));
    Ok(())
}

fn ended(page: Page, request: &XmlHttpRequest) {
    let cancelled = RUNNING.take().is_none();
    let status = request.status().unwrap_or_default();
    if cancelled {
        page.say("Upload cancelled".to_owned(), false, None);
    } else if status == 200 {
        let url = read(request, "image_key_url").unwrap_or_default();
        let made = url.rsplit('/').next().unwrap_or_default();
        page.expect(&format!("attempt-{made}"));
        page.say("Image uploaded".to_owned(), false, None);
    } else {
        let error = read(request, "error");
        let away = "Throughline cannot be reached. The image was not uploaded; try again.";
        page.say(error.unwrap_or_else(|| away.to_owned()), true, None);
    }
    page.look();
    next(page);
}

/// A text of the answer.
fn read(request: &XmlHttpRequest, name: &str) -> Option<String> {
    let text = request.response_text().ok().flatten()?;
    let answer = js_sys::JSON::parse(&text).ok()?;
    js_sys::Reflect::get(&answer, &name.into())
        .ok()?
        .as_string()
}

/// Ends the upload and forgets those that wait.
fn cancel(page: Page) {
    QUEUE.with_borrow_mut(VecDeque::clear);
    match RUNNING.take() {
        Some(request) => {
            let _ = request.abort();
        }
        None => next(page),
    }
}

/// Shows which file is on its way and how much of it was really sent.
fn show(sent: Option<(&str, u32)>) {
    let Some(state) = by_id("upload-state") else {
        return;
    };
    let Some((name, percent)) = sent else {
        state.set_inner_html("");
        return;
    };
    if find_in(&state, "progress").is_none() {
        state.set_inner_html(
            "<div class=\"upload-progress\"><p class=\"upload-file\"><span></span><span class=\"upload-percent\"></span></p>\
             <button class=\"button small\" type=\"button\" id=\"upload-cancel\">Cancel upload</button>\
             <progress class=\"progress\" max=\"100\" aria-label=\"Upload\"></progress></div>",
        );
    }
    let text = |selector: &str, words: &str| {
        if let Some(part) = find_in(&state, selector) {
            part.set_text_content(Some(words));
        }
    };
    text(".upload-file > span", name);
    text(".upload-percent", &format!("{percent} %"));
    if let Some(bar) = find_in(&state, "progress") {
        mark(&bar, "value", Some(&percent.to_string()));
    }
}
