//! `throughline migrate`: the database's schema, changed by a person.

use super::{Ended, places, say};
use crate::{
    failure::{Failure, Trying},
    settings::tasks::{Migrate, Step},
};

/// Looks at the schema, writes down what would change it, or changes it.
///
/// # Errors
/// What the database said; then it is as it was.
pub async fn run(given: Migrate) -> Result<Ended, Failure> {
    const LOOKING: &str = "The schema cannot be looked at";
    let _lock = places::hold(&given.places)?;
    let db = places::open(&given.places).await?;
    if given.step == Step::Sql {
        print!("{}", db.migration_sql().await.trying(LOOKING)?);
        return Ok(Ended::Well);
    }
    let pending = db.pending_migrations().await.trying(LOOKING)?;
    for name in &pending {
        say(name);
    }
    match given.step {
        _ if pending.is_empty() => say("The schema is up to date."),
        Step::Up => {
            db.migrate().await.trying("The schema was left as it was")?;
            say(format_args!(
                "Changes that were applied: {}.",
                pending.len()
            ));
        }
        Step::Status | Step::Sql => say(format_args!("Changes that wait: {}.", pending.len())),
    }
    Ok(Ended::Well)
}
