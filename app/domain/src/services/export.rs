//! A film as a ZIP: all its rows as they stood at one moment, then its pictures, one by one.
//!
//! What is in memory is a page of rows or one picture, whatever the film's size. The archive is packed on a thread of
//! its own that takes the pieces as they come.

mod pack;
mod rows;

use self::{
    pack::{Piece, pack},
    rows::Rows,
};
use crate::{
    ctx::{Ctx, Viewer},
    entities::projects,
    error::{Error, Result, conflict},
    model::ids::ProjectId,
    services::{archive, scope},
    storage::StorageKey,
};
use sea_orm::EntityTrait;
use std::io::{Seek, Write};
use tokio::sync::mpsc::{Sender, channel};

/// Pieces on their way to the one who packs them.
const AHEAD: usize = 2;

/// A picture that goes along.
pub(crate) struct Wanted {
    /// Where it lies.
    pub(crate) path: String,
    /// Whether it is in a history or a master. One that was deleted may be gone by the time that it is fetched.
    pub(crate) live: bool,
}

/// Writes the film's archive to `out` and gives `out` back. `told` hears how many of how many pictures are in it.
///
/// Errors: `NotFound` for a film that is not the viewer's, `Conflict` where a picture's object is missing,
/// `TooLarge` for more rows than an archive takes, `StorageFull` and `Unavailable` where `out` cannot be written.
pub async fn write<W: Write + Seek + Send + 'static>(
    ctx: &Ctx,
    viewer: Viewer,
    project: ProjectId,
    out: W,
    told: impl Fn(usize, usize) + Send + Sync,
) -> Result<W> {
    scope::project(ctx.db.read(), viewer.looking(), project).await?;
    let (sender, receiver) = channel(AHEAD);
    let packing = tokio::spawn(archive::blocking(move || pack(out, receiver)));
    let sent = send(ctx, viewer, project, &sender, told).await;
    // Without its end the archive is given up.
    drop(sender);
    let packed = packing.await.map_err(Error::internal)?;
    match (sent, packed) {
        // Where packing failed, sending did for that reason alone.
        (_, Err(err)) | (Err(err), Ok(_)) => Err(err),
        (Ok(()), Ok(out)) => out.ok_or_else(|| Error::internal("the archive has no end")),
    }
}

async fn send(
    ctx: &Ctx,
    viewer: Viewer,
    project: ProjectId,
    sender: &Sender<Piece>,
    told: impl Fn(usize, usize) + Send + Sync,
) -> Result<()> {
    let moment = archive::moment(ctx).await?;
    let film = scope::project(&moment, viewer.looking(), project).await?;
    let wanted = Rows::new(sender).all(ctx, &moment, film).await?;
    // No transaction is open while the store is asked.
    moment.commit().await?;
    for (done, picture) in wanted.iter().enumerate() {
        told(done, wanted.len());
        if let Some(piece) = fetch(ctx, picture).await? {
            pass(sender, piece).await?;
        }
    }
    told(wanted.len(), wanted.len());
    pass(sender, Piece::End).await
}

/// Hands a piece to the one who packs. It fails only where that one failed first.
pub(crate) async fn pass(sender: &Sender<Piece>, piece: Piece) -> Result<()> {
    let passed = sender.send(piece).await;
    passed.map_err(|_| Error::internal("the archive is no longer packed"))
}

async fn fetch(ctx: &Ctx, picture: &Wanted) -> Result<Option<Piece>> {
    let key = StorageKey::parse(&picture.path)?;
    match ctx.storage.get(&key).await {
        Ok(bytes) => Ok(Some(Piece::Picture(picture.path.clone(), bytes))),
        Err(Error::NotFound(_)) if !picture.live => Ok(None),
        Err(Error::NotFound(_)) => conflict(format!(
            "The picture {key} is not in the store. Was it replaced just now? Then try again; else `throughline doctor` says more."
        )),
        Err(err) => Err(err),
    }
}

/// The one who made a film, in whose name whoever runs the server exports it.
pub async fn maker(ctx: &Ctx, project: ProjectId) -> Result<Viewer> {
    let found = projects::Entity::find_by_id(project)
        .one(ctx.db.read())
        .await?;
    found
        .map(|film| Viewer::new(film.user_id))
        .ok_or(Error::NotFound("project"))
}
