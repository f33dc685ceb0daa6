//! What stands where there is no page, or none of yours.

use crate::{api::Refused, components::header::SiteHeader, serving};
use axum::http::StatusCode;
use leptos::prelude::*;
use leptos_meta::Title;

/// The page of an address that leads nowhere.
#[component]
pub fn MissingPage() -> impl IntoView {
    serving::set_status(StatusCode::NOT_FOUND);
    view! { <Refusal refused=Refused { error: String::new(), code: "not_found".into() }/> }
}

/// The page of a refusal.
#[component]
pub fn Refusal(
    /// Why.
    refused: Refused,
) -> impl IntoView {
    let missing = refused.code == "not_found";
    let (code, title, text) = if missing {
        (
            "404",
            "There is nothing at this address",
            "It may have been removed, or it belongs to somebody else.".to_owned(),
        )
    } else {
        ("Sorry", "This page cannot be shown now", refused.error)
    };
    view! {
        <Title text=format!("{title} – Throughline")/>
        <SiteHeader/>
        <main class="message" id="content" tabindex="-1">
            <p class="message-code">{code}</p>
            <h1 class="page-title">{title}</h1>
            <p class="message-text">{text}</p>
            <div class="message-actions"><a class="button primary" href="/">"Back to the projects"</a></div>
        </main>
    }
}
