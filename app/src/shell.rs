//! The page around every page.

use crate::{
    notice::Theme,
    pages::{
        account::AccountPage,
        board::BoardPage,
        costs::CostsPage,
        door::{LoginPage, WelcomePage},
        handover::HandoverPage,
        home::HomePage,
        masters::MastersPage,
        members::MembersPage,
        missing::MissingPage,
        panel::PanelPage,
        queue::QueuePage,
        settings::SettingsPage,
    },
    serving,
    site::Site,
};
use leptos::{nonce::use_nonce, prelude::*};
use leptos_meta::{MetaTags, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};
use std::sync::LazyLock;

/// The icons, each `<symbol>` under an id of its own kind.
static SPRITE: LazyLock<String> =
    LazyLock::new(|| include_str!("../../public/icons.svg").replace("id=\"", "id=\"icon-"));

/// What runs the islands. The same as the framework's own, but for the addresses with hashes in them.
const HYDRATE: &str = include_str!("shell/hydrate.js");

/// Loads the page anew when the server went away and came back. For working on the product alone.
const RELOAD: &str = include_str!("shell/reload.js");

/// The document.
pub fn shell() -> impl IntoView {
    let site = use_context::<Site>().unwrap_or_default();
    let theme = use_context::<Theme>().unwrap_or_default();
    let nonce = use_nonce()
        .map(|nonce| nonce.to_string())
        .unwrap_or_default();
    serving::secure(&nonce);
    let font = |name: &str| site.address(&format!("/fonts/{name}-latin.woff2"));
    let fonts = ["inter", "fraunces"].into_iter().filter_map(font);
    let preload = |href| view! { <link rel="preload" href=href r#as="font" r#type="font/woff2" crossorigin="anonymous"/> };
    let (script, wasm) = (
        site.address("/pkg/throughline.js"),
        site.address("/pkg/throughline.wasm"),
    );
    let run = script.zip(wasm).map(|(script, wasm)| {
        view! {
            <link rel="modulepreload" href=script.clone() nonce=nonce.clone()/>
            <link rel="preload" href=wasm.clone() r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/>
            <script type="module" nonce=nonce.clone() inner_html=format!("{HYDRATE}({script:?}, {wasm:?})")></script>
        }
    });
    let reload = std::env::var_os("THROUGHLINE_DEV")
        .map(|_| view! { <script nonce=nonce.clone() inner_html=RELOAD></script> });
    if let Some(shared) = Owner::current_shared_context() {
        // Islands hydrate; the page around them does not.
        shared.set_is_hydrating(false);
    }
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme.attribute()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="dark light"/>
                {fonts.map(preload).collect_view()}
                {site.address("/favicon.svg").map(|href| view! { <link rel="icon" href=href r#type="image/svg+xml"/> })}
                {site.address("/style.css").map(|href| view! { <link rel="stylesheet" href=href/> })}
                {run}
                {reload}
                <MetaTags/>
            </head>
            <body>
                <div hidden inner_html=SPRITE.as_str()></div>
                <a class="skip-link" href="#content">"Skip to the content"</a>
                <App/>
            </body>
        </html>
    }
}

/// The routes. They run on the server alone; from page to page is an ordinary navigation.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <Routes fallback=MissingPage>
                <Route path=path!("/") view=HomePage ssr=SsrMode::Async/>
                <Route path=path!("/login") view=LoginPage ssr=SsrMode::Async/>
                <Route path=path!("/welcome") view=WelcomePage ssr=SsrMode::Async/>
                <Route path=path!("/account") view=AccountPage ssr=SsrMode::Async/>
                <Route path=path!("/settings") view=SettingsPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project") view=BoardPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/assets") view=MastersPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/jobs") view=QueuePage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/costs") view=CostsPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/members") view=MembersPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/scenes/:scene") view=PanelPage ssr=SsrMode::Async/>
                <Route path=path!("/projects/:project/scenes/:scene/handover") view=HandoverPage ssr=SsrMode::Async/>
            </Routes>
        </Router>
    }
}
