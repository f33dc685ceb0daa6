//! Pages: a route and its data. They are rendered on the server alone.

pub mod board;
pub mod home;
pub mod missing;
pub mod panel;
pub mod queue;

use crate::api::Refused;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use std::str::FromStr;

/// A parameter of the route. What is none is no page.
fn param<T: FromStr>(name: &str) -> Result<T, Refused> {
    let text = use_params_map()
        .with_untracked(|params| params.get(name))
        .unwrap_or_default();
    text.parse()
        .map_err(|_| crate::serving::refused(domain::error::Error::NotFound("page")))
}

/// What the page's notice bar says, once.
fn flash() -> Option<domain::model::act::Notice> {
    use_context::<crate::notice::Flash>().and_then(|flash| flash.0)
}
