//! What stands where there is no page, or none of yours.

use crate::{components::header::SiteHeader, serving::Refused};
use leptos::prelude::*;
use leptos_meta::Title;

/// The page of an address that leads nowhere.
#[component]
pub fn MissingPage() -> impl IntoView {
    view! { <Refusal refused=super::not_found()/> }
}

/// The page of a refusal.
#[component]
pub fn Refusal(
    /// Why.
    refused: Refused,
) -> impl IntoView {
    let missing = refused.missing;
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
