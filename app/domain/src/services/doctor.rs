//! The doctor of the data: whether every rule holds that the tables and the store alone can show.
//!
//! It reads page by page, whatever the size of the data. What looks wrong is looked at once more under the row's lock
//! before it is told, since work goes on meanwhile; there it is mended too, if that is wished and loses nothing.

mod chains;
mod extras;
mod histories;
mod leftovers;
mod masters;
mod objects;
mod places;
mod queue;
mod readable;
mod references;

use crate::{ctx::Ctx, error::Result};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Value,
};
use std::time::Duration;

/// Rows in memory at once.
const PAGE: u64 = 500;
/// How long a thing that waits for the worker may wait.
const PATIENCE: Duration = Duration::from_secs(24 * 3600);

/// Something that is not as the rules want it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The rule's number in the description of the domain; 0 for what the tables themselves are held to.
    pub rule: u8,
    /// What is wrong, as a sentence.
    pub what: String,
    /// Which row or object.
    pub place: String,
    /// Whether it was mended.
    pub fixed: bool,
}

/// What is looked at, and what is done about it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Care {
    /// Mends what can be mended without losing anything.
    pub(crate) fix: bool,
    /// Reads every picture's bytes.
    pub(crate) deep: bool,
}

/// The findings so far.
#[derive(Debug, Default)]
pub(crate) struct Findings(Vec<Finding>);

impl Findings {
    fn add(&mut self, rule: u8, what: impl Into<String>, place: impl Into<String>, fixed: bool) {
        self.0.push(Finding {
            rule,
            what: what.into(),
            place: place.into(),
            fixed,
        });
    }
}

/// Everything that is wrong, by rule; with `fix`, what could be mended is, and says so. Of every object its size is
/// looked at, but not its bytes.
///
/// Errors: those of a database or a store that does not answer.
pub async fn examine(ctx: &Ctx, fix: bool) -> Result<Vec<Finding>> {
    with(ctx, Care { fix, deep: false }).await
}

/// The same, and every picture is read: whether it is what its row says.
pub async fn examine_deeply(ctx: &Ctx, fix: bool) -> Result<Vec<Finding>> {
    with(ctx, Care { fix, deep: true }).await
}

async fn with(ctx: &Ctx, care: Care) -> Result<Vec<Finding>> {
    let mut found = Findings::default();
    readable::examine(ctx, &mut found).await?;
    // What cannot be read keeps the product itself from working with its table, and the rest of this as well.
    if found.0.is_empty() {
        readable::walls(ctx, &mut found).await?;
        histories::examine(ctx, care, &mut found).await?;
        masters::examine(ctx, care, &mut found).await?;
        objects::examine(ctx, care, &mut found).await?;
        leftovers::examine(ctx, care, &mut found).await?;
        chains::examine(ctx, &mut found).await?;
        references::examine(ctx, &mut found).await?;
        extras::examine(ctx, &mut found).await?;
        queue::examine(ctx, care, &mut found).await?;
    }
    let mut found = found.0;
    found.sort();
    Ok(found)
}

/// The next rows of a table, by key.
async fn page<E: EntityTrait>(
    conn: &impl ConnectionTrait,
    key: E::Column,
    after: Option<impl Into<Value>>,
) -> Result<Vec<E::Model>> {
    let mut select = E::find().order_by_asc(key).limit(PAGE);
    if let Some(after) = after {
        select = select.filter(key.gt(after));
    }
    Ok(select.all(conn).await?)
}
