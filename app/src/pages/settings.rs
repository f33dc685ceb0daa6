//! `/settings`: who can draw, what each may cost, and whether it answers. Only for those who keep the installation.

use super::{Framed, page};
use crate::{
    notice::Standing,
    ui::{icon::Icon, words},
};
use domain::{
    ctx::{Ctx, Viewer},
    error::Error,
    model::{credits::parts, kinds::ProviderKind},
    providers::Capabilities,
    services::providers::{self, ProviderShown},
};
use leptos::prelude::*;
use std::time::Duration;

/// What a provider's settings look like.
const EXAMPLE: &str = "[providers.studio]
kind = \"openai\"
model = \"gpt-image-1\"
key_env = \"OPENAI_API_KEY\"
price = 0.06";

/// The page. With accounts it is there for admins alone.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let place = match Standing::now() {
        Standing::In(reader) if !reader.is_admin => Err(Error::NotFound("page")),
        _ => Ok(()),
    };
    let load = |ctx: Ctx, _: Viewer, ()| async move { providers::list(&ctx).await };
    page(place, load, |providers: Vec<ProviderShown>| Framed {
        title: "Settings".to_owned(),
        class: "page-settings",
        head: None,
        running: Default::default(),
        scene: None,
        inside: view! { <Settings providers/> }.into_any(),
    })
}

#[component]
fn Settings(providers: Vec<ProviderShown>) -> impl IntoView {
    let count = words::count(providers.len(), "provider", "providers");
    let cards = providers
        .into_iter()
        .map(|provider| view! { <Card provider/> });
    view! {
        <main class="page" id="content" tabindex="-1">
            <header class="page-head">
                <div>
                    <h1 class="page-title">"Settings"</h1>
                    <p class="page-summary">{format!("{count} of pictures, as the file of settings had them at the start.")}</p>
                </div>
            </header>
            <section aria-labelledby="providers-title">
                <h2 class="section-title" id="providers-title">"Providers"</h2>
                <ul class="providers">{cards.collect_view()}</ul>
            </section>
            <section class="settings-add" aria-labelledby="add-title">
                <h2 class="section-title" id="add-title">"Add a provider"</h2>
                <p class="settings-text">
                    "Write these lines at the end of the file of settings, put the key into the environment under the name "
                    "that they give, and start Throughline again. The name behind the point is yours to choose."
                </p>
                <pre class="settings-example" role="region" aria-label="An example" tabindex="0"><code>{EXAMPLE}</code></pre>
            </section>
        </main>
    }
}

#[component]
fn Card(provider: ProviderShown) -> impl IntoView {
    let title = format!("provider-{}", provider.can.name);
    let labelled = title.clone();
    let name = provider.can.name.clone();
    let can = abilities(&provider.can)
        .into_iter()
        .map(|words| view! { <li><Icon name="check"/>{words}</li> });
    view! {
        <li class="provider">
            <article class="provider-card" aria-labelledby=labelled>
                <header class="provider-head">
                    <h3 class="card-title" id=title>{name.clone()}</h3>
                    {provider.is_default.then(|| view! { <span class="badge">"Default"</span> })}
                </header>
                <p class="card-text">{provider.can.label.clone()}</p>
                <ul class="provider-can" aria-label=format!("What {name} can do")>{can.collect_view()}</ul>
                <Facts provider/>
                <form method="post" action=format!("/settings/providers/{name}/test")>
                    <button class="button small" aria-label=format!("Test connection of {name}")>"Test connection"</button>
                </form>
            </article>
        </li>
    }
}

#[component]
fn Facts(provider: ProviderShown) -> impl IntoView {
    let ProviderShown {
        can,
        bounds,
        host,
        has_key,
        spent_this_month,
        ..
    } = provider;
    let price = match can.reference_cost > 0.0 {
        true => format!(
            "{} a picture, {} more for each reference",
            credits(can.cost),
            credits(can.reference_cost)
        ),
        false => format!("{} a picture", credits(can.cost)),
    };
    let key = match has_key {
        true => "Key from the environment or a file",
        false => "No key",
    };
    let at_once = bounds
        .at_once
        .map(|count| words::count(count, "picture", "pictures"));
    let film = bounds
        .project_budget
        .map(|budget| format!("{} at most", credits(budget)));
    let facts = [
        ("Kind", Some(kind(can.kind).to_owned())),
        ("Where", Some(host.unwrap_or_else(|| "This machine".into()))),
        ("Key", Some(key.to_owned())),
        ("Price", Some(price)),
        ("At once", at_once),
        ("Time limit", bounds.timeout.map(seconds)),
        ("A film", film),
    ];
    let facts = facts.into_iter().filter_map(|(word, fact)| {
        fact.map(|fact| view! { <div><dt>{word}</dt><dd>{fact}</dd></div> })
    });
    view! {
        <dl class="record">
            {facts.collect_view()}
            <div>
                <dt>"This month"</dt>
                <dd><Month name=can.name spent=spent_this_month budget=bounds.monthly_budget/></dd>
            </div>
        </dl>
    }
}

/// What is spent this month, and how much of it may be.
#[component]
fn Month(name: String, spent: f64, budget: Option<f64>) -> impl IntoView {
    let Some(budget) = budget else {
        return credits(spent).into_any();
    };
    let tone = match spent > 0.9 * budget {
        true => "danger",
        false => "ready",
    };
    let (value, most) = (parts(spent), parts(budget).max(1));
    view! {
        <span class="provider-month">
            {format!("{} of {}", credits(spent), credits(budget))}
            <progress
                class="progress"
                data-tone=tone
                value=value.clamp(0, most)
                max=most
                aria-label=format!("Budget of this month of {name}")
            ></progress>
        </span>
    }
    .into_any()
}

/// What it can do, in words.
fn abilities(can: &Capabilities) -> Vec<String> {
    let references = match can.references {
        0 => "Draws from words alone".to_owned(),
        count => {
            let count = words::count(count, "reference picture", "reference pictures");
            format!("Takes {count} at most")
        }
    };
    let more = [
        (can.roles, "Knows what each reference stands for"),
        (can.weights, "Weighs references"),
        (can.seeds, "Draws the same again from the same seed"),
        (can.negative, "Takes what must not be seen"),
        (can.progress, "Tells how far it is"),
    ];
    let more = more.into_iter().filter(|(able, _)| *able);
    std::iter::once(references)
        .chain(more.map(|(_, words)| words.to_owned()))
        .collect()
}

fn kind(kind: ProviderKind) -> &'static str {
    match kind {
        ProviderKind::Sketch => "Built-in renderer",
        ProviderKind::OpenAi => "OpenAI Images API",
        ProviderKind::Gemini => "Gemini API",
        ProviderKind::ComfyUi => "ComfyUI",
        ProviderKind::Automatic1111 => "AUTOMATIC1111",
        ProviderKind::Fake => "For tests",
    }
}

fn seconds(time: Duration) -> String {
    match time.as_secs() {
        0 => format!("{} ms", time.as_millis()),
        seconds => format!("{seconds} s"),
    }
}

fn credits(amount: f64) -> String {
    words::credits(parts(amount))
}
