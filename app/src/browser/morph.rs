//! Takes a page's new state over into the one that stands: what is the same stays the same element, so nothing
//! jumps, nothing loses the focus, and what somebody types is theirs.
//!
//! Elements are known by their id or their class, all else by its place. `data-v` says that equal values mean equal elements;
//! `data-own` keeps what is inside from being touched, `data-stays` from being removed; `data-mine` leaves a box
//! as the reader ticked it.

use super::dom::saved;
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, HtmlTextAreaElement, Node};

/// Makes `old` as `new` is.
pub fn morph(old: &Element, new: &Element) {
    let version = old.get_attribute("data-v");
    if old.has_attribute("data-own")
        || (version.is_some() && version == new.get_attribute("data-v"))
        || old.is_equal_node(Some(new))
    {
        return;
    }
    if let (Some(old), Some(new)) = (
        old.dyn_ref::<HtmlTextAreaElement>(),
        new.dyn_ref::<HtmlTextAreaElement>(),
    ) {
        return words(old, new);
    }
    if let (Some(old), Some(new)) = (
        old.dyn_ref::<HtmlInputElement>(),
        new.dyn_ref::<HtmlInputElement>(),
    ) {
        return field(old, new);
    }
    attributes(old, new);
    children(old, new);
}

fn attributes(old: &Element, new: &Element) {
    // Whether details stand open is the reader's choice.
    let chosen = |name: &str| name == "open" && old.tag_name() == "DETAILS";
    for name in names(new).filter(|name| !chosen(name)) {
        let value = new.get_attribute(&name);
        if old.get_attribute(&name) != value {
            super::dom::mark(old, &name, value.as_deref());
        }
    }
    for name in names(old).filter(|name| !chosen(name)) {
        if !new.has_attribute(&name) {
            super::dom::mark(old, &name, None);
        }
    }
}

fn names(element: &Element) -> impl Iterator<Item = String> + use<> {
    element
        .get_attribute_names()
        .into_iter()
        .filter_map(|name| name.as_string())
}

/// Whether a field belongs to something else now: what was typed for the one is not meant for the other.
fn is_another(old: &Element, new: &Element) -> bool {
    old.get_attribute("data-of") != new.get_attribute("data-of")
}

/// Words that the reader changed stay; others follow the server.
fn words(old: &HtmlTextAreaElement, new: &HtmlTextAreaElement) {
    let other = is_another(old, new);
    let (typed, before) = (old.value(), saved(old));
    attributes(old, new);
    let now = saved(new);
    if old.text_content().as_ref() != Some(&now) {
        old.set_text_content(Some(&now));
    }
    // The server trims what it keeps; who types on right now keeps the space at the end.
    let typing = document()
        .active_element()
        .is_some_and(|at| old.is_same_node(Some(&at)));
    let saved = typed == before || (typed.trim() == now.trim() && !typing);
    old.set_value(if other || saved { &now } else { &typed });
}

/// A box follows the server, unless it is the reader's own; a field, unless the reader changed it.
fn field(old: &HtmlInputElement, new: &HtmlInputElement) {
    let other = is_another(old, new);
    let (typed, before) = (old.value(), old.default_value());
    let ticked = old.checked();
    attributes(old, new);
    match old.type_().as_str() {
        "checkbox" | "radio" => {
            let mine = old.has_attribute("data-mine");
            old.set_checked(if mine { ticked } else { new.default_checked() });
        }
        "file" => {}
        "hidden" => old.set_value(&new.default_value()),
        _ => {
            let kept = typed != before && !other;
            old.set_value(&if kept { typed } else { new.default_value() });
        }
    }
}

fn children(old: &Element, new: &Element) {
    let mut at = old.first_child();
    let mut wanted = new.first_child();
    while let Some(fresh) = wanted {
        wanted = fresh.next_sibling();
        while at.as_ref().is_some_and(stays) {
            at = at.and_then(|at| at.next_sibling());
        }
        match same(at.clone(), &fresh) {
            Some(found) => {
                // What is moved loses the focus; what stands in the way goes first, if it is not wanted later.
                at = clear_way(old, at, &found, wanted.clone());
                if at.as_ref() == Some(&found) {
                    at = found.next_sibling();
                } else {
                    let _ = old.insert_before(&found, at.as_ref());
                }
                take_over(&found, &fresh);
            }
            None => {
                if let Ok(copy) = document().import_node_with_deep(&fresh, true) {
                    let _ = old.insert_before(&copy, at.as_ref());
                }
            }
        }
    }
    while let Some(left) = at {
        at = left.next_sibling();
        if !stays(&left) {
            let _ = old.remove_child(&left);
        }
    }
}

/// Removes what stands between a place and the node found for it, save for what is wanted later. Answers the
/// place as it is then.
fn clear_way(old: &Element, at: Option<Node>, found: &Node, later: Option<Node>) -> Option<Node> {
    let mut place = None;
    let mut step = at;
    while let Some(node) = step.filter(|node| node != found) {
        step = node.next_sibling();
        let comment = node.node_type() == Node::COMMENT_NODE;
        if !stays(&node) && (comment || same(later.clone(), &node).is_none()) {
            let _ = old.remove_child(&node);
        } else {
            place = place.or(Some(node));
        }
    }
    place.or_else(|| Some(found.clone()))
}

fn stays(node: &Node) -> bool {
    node.dyn_ref::<Element>()
        .is_some_and(|element| element.has_attribute("data-stays"))
}

/// The node that stands for the fresh one, from a place on: of the same id, or of the same kind and class
/// without one.
fn same(mut at: Option<Node>, fresh: &Node) -> Option<Node> {
    let wanted = kind(fresh);
    while let Some(node) = at {
        if node.node_name() == fresh.node_name() && kind(&node) == wanted {
            return Some(node);
        }
        at = node.next_sibling();
    }
    None
}

/// What tells elements of one name apart.
fn kind(node: &Node) -> Option<String> {
    let element = node.dyn_ref::<Element>()?;
    match element.id() {
        id if id.is_empty() => element.get_attribute("class"),
        id => Some(format!("#{id}")),
    }
}

fn take_over(old: &Node, new: &Node) {
    match (old.dyn_ref::<Element>(), new.dyn_ref::<Element>()) {
        (Some(old), Some(new)) => morph(old, new),
        _ => {
            let value = new.node_value();
            if old.node_value() != value {
                old.set_node_value(value.as_deref());
            }
        }
    }
}
