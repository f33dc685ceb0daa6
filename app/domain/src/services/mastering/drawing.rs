//! The buttons that have masters drawn.

use super::{Done, Place};
use crate::{
    ctx::{Ctx, Viewer},
    error::Result,
    services::{
        assets::history,
        variations::{self, Of, Wish},
    },
};

/// Asks for masters.
pub(super) async fn generate(ctx: &Ctx, viewer: Viewer, at: Place, wish: Wish) -> Result<Done> {
    let live = history::list(ctx, viewer, at.project, at.asset).await?;
    let of = Of::Master(at.project, at.asset);
    let (notice, job) = variations::begin(ctx, viewer, of, wish, &live).await?;
    Ok(Done {
        notice,
        job,
        open: Some(at.asset),
    })
}
