//! The focus, kept when what had it goes.

use super::dom::{self, by_id, find_in};
use leptos::prelude::document;

/// Where the focus is, by the ids around it.
pub(super) struct Focus(Vec<String>);

impl Focus {
    /// Where it is now.
    pub(super) fn now() -> Self {
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
    pub(super) fn bring_back(self) {
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
