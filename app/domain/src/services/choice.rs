//! Who draws: the providers that there are, and the one that a film's pictures come from.

use crate::{
    ctx::Ctx,
    entities::projects,
    error::Result,
    model::{credits::parts, panel::ProviderChoice, views::ProviderView},
    providers::{Capabilities, Provider},
};

/// Everybody who can draw, by name.
pub fn list(ctx: &Ctx) -> Result<Vec<ProviderView>> {
    Ok(all(ctx)?.into_iter().map(Into::into).collect())
}

/// Who draws in a film unless a request names somebody: its own provider as long as that is configured, else the
/// default one.
pub(crate) fn of_film<'a>(ctx: &'a Ctx, film: &projects::Model) -> Result<&'a Provider> {
    match ctx.providers.get(film.provider.as_deref()) {
        Ok(provider) => Ok(provider),
        Err(_) => ctx.providers.get(None),
    }
}

/// Everybody who can draw, as the panel of a film offers them.
pub(crate) fn offered(ctx: &Ctx, film: &projects::Model) -> Result<Vec<ProviderChoice>> {
    let chosen = of_film(ctx, film)?.capabilities().name;
    let choice = |can: Capabilities| ProviderChoice {
        price: parts(can.cost),
        reference_cost: parts(can.reference_cost),
        references: can.references,
        roles: can.roles,
        weights: can.weights,
        negative: can.negative,
        seeds: can.seeds,
        takes_reference: can.references > 0,
        chosen: can.name == chosen,
        name: can.name,
        label: can.label,
    };
    Ok(all(ctx)?.into_iter().map(choice).collect())
}

/// What everybody who can draw can do, by name.
pub(crate) fn all(ctx: &Ctx) -> Result<Vec<Capabilities>> {
    let named = |name| ctx.providers.get(Some(name));
    let all = ctx.providers.names().map(named);
    all.map(|found| found.map(|provider| provider.capabilities()))
        .collect()
}
