//! The providers that are configured, as those see them who keep the installation: what each can do, what it costs,
//! and whether it answers. Who may ask is decided where it is asked; no key and no full address is ever in it.

use crate::{
    ctx::Ctx,
    error::{Error, Result, conflict},
    jobs::budget,
    providers::{Bounds, Capabilities, config::Shown},
};
use std::time::Duration;

/// How long a test may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A provider as its card shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct ProviderShown {
    /// What it can do, with its name, its kind and its price.
    pub can: Capabilities,
    /// What it is held to.
    pub bounds: Bounds,
    /// The host that it is asked at; none where it draws on this machine.
    pub host: Option<String>,
    /// Whether there is a key for it.
    pub has_key: bool,
    /// Whether it draws unless another is named.
    pub is_default: bool,
    /// Credits of this month, everybody's films together, deleted ones included: what calls cost, and what waiting ones
    /// will.
    pub spent_this_month: f64,
}

/// All of them, by name.
pub async fn list(ctx: &Ctx) -> Result<Vec<ProviderShown>> {
    let default = ctx.providers.get(None)?.capabilities().name;
    let mut all = Vec::new();
    for name in ctx.providers.names() {
        let provider = ctx.providers.get(Some(name))?;
        let Shown { host, has_key } = provider.shown();
        all.push(ProviderShown {
            can: provider.capabilities(),
            bounds: provider.bounds(),
            host,
            has_key,
            is_default: name == default,
            spent_this_month: budget::spent_this_month(ctx, provider).await?,
        });
    }
    Ok(all)
}

/// Asks a provider whether it would draw, and answers its own sentence.
///
/// # Errors
/// Not found where none has that name; a conflict with the provider's refusal, when it takes too long, or while
/// somebody else tests it.
pub async fn test(ctx: &Ctx, name: &str) -> Result<String> {
    if !ctx.providers.names().any(|known| known == name) {
        return Err(Error::NotFound("provider"));
    }
    let provider = ctx.providers.get(Some(name))?;
    let Some(_alone) = provider.to_be_tested() else {
        return conflict(format!(
            "\"{name}\" is being tested already. Wait for its answer, then test it again."
        ));
    };
    match tokio::time::timeout(PATIENCE, provider.test()).await {
        Ok(Ok(sentence)) => Ok(sentence),
        Ok(Err(refusal)) => conflict(refusal.message),
        Err(_) => conflict(format!(
            "\"{name}\" did not answer within {} seconds.",
            PATIENCE.as_secs()
        )),
    }
}
