//! `/login` and `/welcome`: the pages before the door. In local mode there is none, so nothing is here either.

use super::{Framed, framed, missing::Refusal, not_found};
use crate::{
    notice::{Flash, Refilled, Standing},
    serving,
    ui::field::{Line, Why},
};
use axum::http::{HeaderValue, StatusCode, header};
use domain::{ctx::Ctx, error::Result, services::accounts};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::hooks::use_query_map;

/// The address that somebody wanted who is asked to sign in first: one of our own pages, else the first page.
pub fn own_path(wanted: &str) -> &str {
    let plain = wanted.bytes().all(|byte| byte.is_ascii_graphic());
    // Browsers take a backslash for a slash, and two of them at the beginning name a host.
    let ours = wanted.starts_with('/') && !wanted.starts_with("//") && !wanted.contains('\\');
    if plain && ours { wanted } else { "/" }
}

/// `/login`.
#[component]
pub fn LoginPage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let next = own_path(&query.get("next").unwrap_or_default()).to_owned();
    let after = next.clone();
    door(after, move |fresh| {
        if fresh {
            return Err("/welcome");
        }
        Ok(("Sign in", view! { <Login next/> }.into_any()))
    })
}

/// `/welcome`, for as long as nobody can sign in.
#[component]
pub fn WelcomePage() -> impl IntoView {
    door("/".to_owned(), |fresh| {
        if !fresh {
            return Err("/login");
        }
        Ok(("Welcome", view! { <Welcome/> }.into_any()))
    })
}

/// A page before the door, or the address to which it leads instead. `after` is where whoever is inside goes on to.
fn door(
    after: String,
    show: impl FnOnce(bool) -> Result<(&'static str, AnyView), &'static str> + Send + 'static,
) -> impl IntoView {
    let ctx = use_context::<Ctx>();
    let standing = Standing::now();
    let notice = use_context::<Flash>().and_then(|flash| flash.0);
    let shown = Suspend::new(async move {
        let fresh = match (standing, ctx) {
            (Standing::Out, Some(ctx)) => accounts::is_fresh(&ctx).await,
            (Standing::In(_), _) => return lead_to(&after),
            _ => return view! { <Refusal refused=not_found()/> }.into_any(),
        };
        match fresh.map(show) {
            Ok(Ok((title, inside))) => {
                let page = Framed {
                    title: title.to_owned(),
                    class: "page-door",
                    head: None,
                    running: Default::default(),
                    scene: None,
                    inside,
                };
                framed(page, notice).into_any()
            }
            Ok(Err(elsewhere)) => lead_to(elsewhere),
            Err(err) => view! { <Refusal refused=serving::refused(err)/> }.into_any(),
        }
    });
    view! { <Suspense>{shown}</Suspense> }
}

/// Answers with the way to another page.
fn lead_to(address: &str) -> AnyView {
    if let (Some(response), Ok(location)) = (
        use_context::<ResponseOptions>(),
        HeaderValue::from_str(address),
    ) {
        response.set_status(StatusCode::SEE_OTHER);
        response.insert_header(header::LOCATION, location);
    }
    ().into_any()
}

#[component]
fn Login(next: String) -> impl IntoView {
    let refilled = Refilled::of("login");
    let email = refilled
        .as_ref()
        .and_then(|refilled| refilled.typed("email"));
    let wrong = refilled.is_some();
    let why = wrong.then_some("login-why");
    view! {
        <main class="door" id="content" tabindex="-1">
            <h1 class="page-title">"Sign in"</h1>
            <form class="door-form" method="post" action="/login">
                {refilled.map(|refilled| view! { <Why id="login-why" why=refilled.why/> })}
                <input type="hidden" name="next" value=next/>
                <Line label="E-mail" name="email" kind="email" most=254 autocomplete="username" value=email describedby=why wrong first={!wrong}/>
                <Line label="Password" name="password" kind="password" most=128 autocomplete="current-password" describedby=why wrong first=wrong/>
                <button class="button primary">"Sign in"</button>
            </form>
        </main>
    }
}

#[component]
fn Welcome() -> impl IntoView {
    let refilled = Refilled::of("welcome");
    let typed = |name: &str| refilled.as_ref().and_then(|refilled| refilled.typed(name));
    let (name, email) = (typed("name"), typed("email"));
    let why = refilled.is_some().then_some("welcome-why");
    let password = match why {
        Some(_) => "password-hint welcome-why",
        None => "password-hint",
    };
    view! {
        <main class="door" id="content" tabindex="-1">
            <h1 class="page-title">"Welcome"</h1>
            <p class="door-text">"Nobody can sign in here yet. You are the first: you will manage the people who come after you."</p>
            <form class="door-form" method="post" action="/welcome">
                {refilled.map(|refilled| view! { <Why id="welcome-why" why=refilled.why/> })}
                <Line label="Name" name="name" autocomplete="name" value=name describedby=why first=true/>
                <Line label="E-mail" name="email" kind="email" most=254 autocomplete="username" value=email describedby=why/>
                <Line label="Password" name="password" kind="password" least=10 most=128 autocomplete="new-password" describedby=Some(password)/>
                <PasswordHint id="password-hint"/>
                <button class="button primary">"Begin"</button>
            </form>
        </main>
    }
}

/// What makes a good password.
#[component]
pub fn PasswordHint(
    /// Its id, which the line names that it is about.
    id: &'static str,
) -> impl IntoView {
    view! {
        <p class="field-hint" id=id>
            "Ten characters or more. Several words that have nothing to do with each other are easy to remember and hard to guess."
        </p>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_on_never_leads_to_another_host() {
        for own in ["/", "/projects/1?asset=2&q=oil%20lamp", "/account"] {
            assert_eq!(own_path(own), own);
        }
        for foreign in [
            "",
            "projects",
            "//evil.example",
            "/\\evil.example",
            "\\/evil.example",
            "/\t/evil.example",
            "https://evil.example/",
            "javascript:alert(1)",
            "/a\r\nset-cookie: b=c",
            "/é",
        ] {
            assert_eq!(own_path(foreign), "/", "{foreign:?}");
        }
    }
}
