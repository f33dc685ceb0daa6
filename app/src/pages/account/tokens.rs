//! The reader's tokens: for scripts, which cannot sign in.

use crate::{
    notice::{Made, Refilled},
    ui::{
        field::{Line, Why},
        words,
    },
};
use chrono::{DateTime, Utc};
use domain::services::tokens::TokenView;
use leptos::prelude::*;

/// How long a token may last: days as the form sends them, and words.
const LASTS: &[(&str, &str)] = &[
    ("30", "30 days"),
    ("90", "90 days"),
    ("365", "A year"),
    ("", "Until it is revoked"),
];

/// What there is, what was made just now, and the form for another.
#[component]
pub fn Tokens(
    /// Those that hold.
    tokens: Vec<TokenView>,
) -> impl IntoView {
    view! {
        <section class="account-part" id="tokens" aria-labelledby="tokens-title">
            <h2 class="account-title" id="tokens-title">"API tokens"</h2>
            <div class="account-form">
                <p class="account-text">"A script sends one instead of signing in. Whoever has it can do what you can do."</p>
                {Made::now().map(|made| view! { <Fresh made/> })}
                {(!tokens.is_empty()).then(|| view! { <List tokens/> })}
                <Another/>
            </div>
        </section>
    }
}

/// The token itself, this once.
#[component]
fn Fresh(made: Made) -> impl IntoView {
    view! {
        <div class="fresh-token" role="status">
            <label class="form-row">
                <span class="label">{format!("The token \"{}\"", made.name)}</span>
                <input class="field token-text" readonly value=made.token autocomplete="off" spellcheck="false" autofocus aria-describedby="token-once"/>
            </label>
            <p class="field-hint" id="token-once">"Copy it now: it is shown this once and kept nowhere. If it gets lost, revoke it and make another."</p>
        </div>
    }
}

#[component]
fn List(tokens: Vec<TokenView>) -> impl IntoView {
    let now = Utc::now().timestamp_millis();
    let row = move |token: TokenView| {
        let ago = |then: DateTime<Utc>| words::ago(then.timestamp_millis(), now);
        let used = token.last_used_at.map_or_else(|| "never".to_owned(), ago);
        let ends = token.expires_at.map_or_else(
            || "when it is revoked".to_owned(),
            |then| words::day(then.timestamp_millis()),
        );
        let label = format!("Revoke {}", token.name);
        view! {
            <tr>
                <th scope="row">{token.name}</th>
                <td>{used}</td>
                <td class="second">{ends}</td>
                <td class="table-end">
                    <form method="post" action=format!("/account/tokens/{}/revoke", token.id)>
                        <button class="button small" aria-label=label>"Revoke"</button>
                    </form>
                </td>
            </tr>
        }
    };
    view! {
        <div class="table-scroll" role="region" aria-label="Your tokens" tabindex="0">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col">"Last used"</th>
                        <th scope="col">"Ends"</th>
                        <th scope="col"><span class="visually-hidden">"Action"</span></th>
                    </tr>
                </thead>
                <tbody>{tokens.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Another() -> impl IntoView {
    let refilled = Refilled::of("token");
    let why = refilled.is_some().then_some("token-why");
    let name = refilled
        .as_ref()
        .and_then(|refilled| refilled.typed("name"));
    let lasts = refilled
        .as_ref()
        .and_then(|refilled| refilled.typed("lasts"));
    let lasts = lasts.unwrap_or_else(|| "90".to_owned());
    let choice = move |(days, words): &(&'static str, &'static str)| {
        view! { <option value=*days selected={*days == lasts}>{*words}</option> }
    };
    view! {
        <form class="row-form" method="post" action="/account/tokens" aria-label="Make a token">
            {refilled.map(|refilled| view! { <Why id="token-why" why=refilled.why/> })}
            <Line label="Name of a new token" name="name" autocomplete="off" value=name describedby=why/>
            <label class="form-row">
                <span class="label">"Lasts"</span>
                <select class="field" name="lasts">{LASTS.iter().map(choice).collect_view()}</select>
            </label>
            <button class="button">"Make token"</button>
        </form>
    }
}
