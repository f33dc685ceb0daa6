//! What comes into view when it comes, and what is told of what went: pictures, jobs and their history.

use super::{
    carousel,
    dom::{all_in, by_id, find_in},
    page::{Page, undo_of},
};
use leptos::prelude::*;

impl Page {
    /// A picture that this editor asked for comes into view when it is there, and its job while it is not. What
    /// somebody else made does not move the carousel.
    pub(super) fn sought(self) -> Option<String> {
        let region = carousel::history()?;
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
    pub(super) fn note_shown(self, url: &str) {
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

    /// Says which attempt made room for a new one, and offers to bring it back.
    pub(super) fn tell_evictions(self, had: Vec<(String, String)>) {
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
pub(super) fn attempts() -> Vec<(String, String)> {
    let Some(region) = carousel::history() else {
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
