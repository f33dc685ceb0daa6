//! `/account`: the reader's password, sessions and tokens; for admins, people.

pub mod people;
pub mod tokens;

use super::{Framed, door::PasswordHint, page};
use crate::{
    notice::{Refilled, Standing},
    ui::{
        field::{Line, Why},
        words,
    },
};
use chrono::Utc;
use domain::{
    error::Error,
    model::{
        kinds::UserRole,
        paging::{Page, Paging},
    },
    services::{
        accounts::{self, SessionView},
        tokens::{self as of_user, TokenView},
        users::{self, UserView},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use people::People;
use tokens::Tokens;

/// People on one page.
const PEOPLE: u64 = 100;

/// What the page shows.
struct Account {
    user: UserView,
    sessions: Vec<SessionView>,
    tokens: Vec<TokenView>,
    /// Everybody, for who manages people.
    people: Option<Page<UserView>>,
}

/// The page. In local mode there is none.
#[component]
pub fn AccountPage() -> impl IntoView {
    let people = Paging {
        limit: PEOPLE,
        cursor: use_query_map().get_untracked().get("people"),
    };
    let place = match Standing::now() {
        Standing::Local => Err(Error::NotFound("page")),
        _ => Ok(people),
    };
    let load = |ctx, viewer, people| async move {
        let user = users::get(&ctx, viewer).await?;
        let people = match user.role {
            UserRole::Admin => Some(accounts::list(&ctx, viewer, &people).await?),
            UserRole::Member => None,
        };
        Ok(Account {
            sessions: accounts::sessions(&ctx, viewer).await?,
            tokens: of_user::list(&ctx, viewer).await?,
            user,
            people,
        })
    };
    page(place, load, |account| Framed {
        title: "Account".to_owned(),
        class: "page-account",
        head: None,
        running: Default::default(),
        scene: None,
        inside: view! { <Whole account/> }.into_any(),
    })
}

#[component]
fn Whole(account: Account) -> impl IntoView {
    let Account {
        user,
        sessions,
        tokens,
        people,
    } = account;
    view! {
        <main class="page account" id="content" tabindex="-1">
            <header class="page-head">
                <div>
                    <h1 class="page-title">{user.name}</h1>
                    <p class="page-summary">{user.email.clone()}</p>
                </div>
            </header>
            <Password email=user.email/>
            <Sessions sessions/>
            <Tokens tokens/>
            {people.map(|people| view! { <People people/> })}
        </main>
    }
}

#[component]
fn Password(email: String) -> impl IntoView {
    let refilled = Refilled::of("password");
    let wrong = refilled.is_some();
    let why = wrong.then_some("password-why");
    let explained = match wrong {
        true => "password-hint password-why",
        false => "password-hint",
    };
    view! {
        <section class="account-part" aria-labelledby="password-title">
            <h2 class="account-title" id="password-title">"Password"</h2>
            <form class="account-form" method="post" action="/account/password">
                {refilled.map(|refilled| view! { <Why id="password-why" why=refilled.why/> })}
                // Whoever keeps passwords for the reader has to know whose this one is.
                <input type="hidden" name="email" value=email autocomplete="username"/>
                <Line label="Old password" name="old" kind="password" most=128 autocomplete="current-password" describedby=why first=wrong/>
                <Line label="New password" name="new" kind="password" least=10 most=128 autocomplete="new-password" describedby=Some(explained)/>
                <PasswordHint id="password-hint"/>
                <div><button class="button">"Change password"</button></div>
            </form>
        </section>
    }
}

/// Where the reader is signed in.
#[component]
fn Sessions(sessions: Vec<SessionView>) -> impl IntoView {
    let now = Utc::now().timestamp_millis();
    let several = sessions.len() > 1;
    let count = words::count(sessions.len(), "browser", "browsers");
    let row = move |session: SessionView| {
        let ago = |then: chrono::DateTime<Utc>| words::ago(then.timestamp_millis(), now);
        view! {
            <tr>
                <td>{ago(session.created_at)}</td>
                <td>{ago(session.last_seen_at)}</td>
                <td class="second">{words::day(session.expires_at.timestamp_millis())}</td>
            </tr>
        }
    };
    view! {
        <section class="account-part" aria-labelledby="sessions-title">
            <h2 class="account-title" id="sessions-title">"Signed in"</h2>
            <div class="account-form">
                <p class="account-text">{format!("You are signed in with {count}.")}</p>
                <div class="table-scroll" role="region" aria-label="Where you are signed in" tabindex="0">
                    <table class="table">
                        <thead><tr><th scope="col">"Since"</th><th scope="col">"Last seen"</th><th scope="col">"Ends at the latest"</th></tr></thead>
                        <tbody>{sessions.into_iter().map(row).collect_view()}</tbody>
                    </table>
                </div>
                {several.then(|| view! {
                    <form method="post" action="/account/sessions/end"><button class="button">"Sign out everywhere else"</button></form>
                })}
            </div>
        </section>
    }
}
