//! The reader's own password, sessions and tokens; and people, for who manages them.

use super::{WithAccounts, again, form, page};
use crate::{
    answer::{Answer, Refusal},
    cookies::Cookies,
    extract::{Fields, Place},
    forms::lead_to,
    state::AppState,
    viewer::SESSION,
};
use app::notice::Made;
use axum::{
    Extension,
    extract::State,
    http::{HeaderMap, StatusCode, request::Parts},
};
use domain::{
    act::Notice,
    ctx::{Ctx, Viewer},
    model::{ids::ApiTokenId, kinds::UserRole},
    services::{
        accounts::{self, NewUser},
        tokens::{self, NewToken},
    },
};
use serde::Deserialize;

/// The page of all of it.
const ACCOUNT: &str = "/account";

/// The old password and the new one.
#[derive(Deserialize)]
pub(super) struct Passwords {
    old: String,
    new: String,
}

pub(super) async fn change_password(
    _: WithAccounts,
    State(state): State<AppState>,
    cookies: Cookies,
    Extension(viewer): Extension<Viewer>,
    asked: Parts,
    Fields(given): Fields<Passwords>,
) -> Answer {
    let (old, new) = (&given.old, &given.new);
    let here = cookies.read(&asked.headers, SESSION);
    let changed = accounts::change_password(&state.ctx, viewer, old, new, here.as_deref()).await;
    match changed {
        Ok(()) => done("Password changed. Every other browser is signed out."),
        Err(err) => {
            let refilled = form("password", Vec::new());
            again(state, asked, ACCOUNT, err.into(), refilled).await
        }
    }
}

pub(super) async fn end_sessions(
    _: WithAccounts,
    State(ctx): State<Ctx>,
    cookies: Cookies,
    Extension(viewer): Extension<Viewer>,
    headers: HeaderMap,
) -> Answer {
    let here = cookies.read(&headers, SESSION);
    let ended = accounts::end_sessions(&ctx, viewer, here.as_deref()).await;
    let said = ended.map(|_| Some(Notice::done("You are signed out everywhere else", None)));
    lead_to(ACCOUNT, said.map_err(Refusal::from))
}

/// What a token is for, and how many days it lasts; no number means until it is revoked.
#[derive(Deserialize)]
pub(super) struct TokenForm {
    name: String,
    lasts: String,
}

impl TokenForm {
    fn read(&self) -> Answer<NewToken> {
        let days = Some(self.lasts.trim()).filter(|lasts| !lasts.is_empty());
        let days = days.map(str::parse).transpose();
        let days = days.map_err(|_| Refusal::invalid("A token lasts a number of days."))?;
        Ok(NewToken {
            name: self.name.clone(),
            expires_in_days: days,
        })
    }
}

/// Makes a token and shows it, this once, in the very answer: it comes into no cookie and no address.
pub(super) async fn make_token(
    _: WithAccounts,
    State(state): State<AppState>,
    Extension(viewer): Extension<Viewer>,
    asked: Parts,
    Fields(given): Fields<TokenForm>,
) -> Answer {
    let made = async { Ok::<_, Refusal>(tokens::create(&state.ctx, viewer, given.read()?).await?) };
    match made.await {
        Ok(made) => {
            let made = Made {
                name: made.name,
                token: made.token,
            };
            page(state, asked, ACCOUNT, StatusCode::CREATED, made).await
        }
        Err(refusal) => {
            let typed = vec![("name", given.name), ("lasts", given.lasts)];
            again(state, asked, ACCOUNT, refusal, form("token", typed)).await
        }
    }
}

pub(super) async fn revoke_token(
    _: WithAccounts,
    State(ctx): State<Ctx>,
    Extension(viewer): Extension<Viewer>,
    Place(token): Place<ApiTokenId>,
) -> Answer {
    let revoked = tokens::revoke(&ctx, viewer, token).await;
    let said = revoked.map(|()| Some(Notice::done("Token revoked", None)));
    lead_to(ACCOUNT, said.map_err(Refusal::from))
}

/// Somebody who is to sign in.
#[derive(Deserialize)]
pub(super) struct Person {
    name: String,
    email: String,
    password: String,
    role: UserRole,
}

pub(super) async fn add_person(
    _: WithAccounts,
    State(state): State<AppState>,
    Extension(viewer): Extension<Viewer>,
    asked: Parts,
    Fields(person): Fields<Person>,
) -> Answer {
    let typed = vec![
        ("name", person.name.clone()),
        ("email", person.email.clone()),
        ("role", person.role.to_string()),
    ];
    let new = NewUser {
        email: person.email,
        name: person.name,
        password: person.password,
    };
    match accounts::invite(&state.ctx, viewer, new, person.role).await {
        Ok(added) => done(&format!("{} can sign in now", added.name)),
        Err(err) => again(state, asked, ACCOUNT, err.into(), form("person", typed)).await,
    }
}

fn done(words: &str) -> Answer {
    lead_to(ACCOUNT, Ok(Some(Notice::done(words, None))))
}
