//! A film out of its archive, under keys of its own: it may be brought in twice.
//!
//! Nothing in an archive is trusted. Its entries, its rows and every picture are checked as if they had been made to
//! harm; pictures pass the same gate as uploads. The bytes come first, then all rows in one transaction, so an import
//! that fails leaves nothing but objects that no row knows, and removes those as far as it can.

mod checks;
mod keys;
mod package;
mod pictures;
mod rows;

use self::{keys::Keys, package::Package, pictures::Bringing};
use crate::{
    ctx::{Ctx, Viewer},
    entities::users,
    error::{Error, Result},
    model::views::ProjectView,
    storage::StorageKey,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::io::{Read, Seek};

/// Brings the film of an archive in, as the viewer's. `told` hears how many of how many pictures are in the store.
///
/// Errors: `Invalid` for what is no archive of ours, is damaged or breaks a rule, `TooLarge` for more than is taken,
/// `StorageFull` and `Unavailable` where the pictures cannot be kept.
pub async fn read<R: Read + Seek + Send + 'static>(
    ctx: &Ctx,
    viewer: Viewer,
    archive: R,
    told: impl Fn(usize, usize) + Send + Sync,
) -> Result<ProjectView> {
    let (package, manifest) = Package::open(archive).await?;
    let mut manifest = checks::sound(ctx, manifest)?;
    Keys::of(&manifest)?.give(&mut manifest)?;
    let mut bringing = Bringing::new(ctx, &manifest)?;
    let written = async {
        bringing.all(package, &mut manifest, told).await?;
        let txn = ctx.db.begin().await?;
        let film = rows::write(ctx, &txn, viewer, manifest).await?;
        Ok::<_, Error>((txn, film))
    };
    match written.await {
        Ok((txn, film)) => {
            // Whether a commit that broke off was made is not known: the pictures are left to the sweep then.
            txn.commit().await?;
            ctx.events.tell(film.id, None, None);
            Ok(film.into())
        }
        Err(err) => {
            discard(ctx, &bringing.kept).await;
            Err(err)
        }
    }
}

/// Removes objects that no row stands on. What cannot be removed now, the sweep finds.
async fn discard(ctx: &Ctx, kept: &[StorageKey]) {
    for key in kept {
        if let Err(err) = ctx.storage.delete_with_renditions(key).await {
            tracing::warn!(error = ?err, %key, "a picture of a film that was not brought in stays for now");
        }
    }
}

/// Somebody by their e-mail address, in whose name whoever runs the server imports a film.
pub async fn owner(ctx: &Ctx, email: &str) -> Result<Viewer> {
    let found = users::Entity::find()
        .filter(users::Column::Email.eq(email.trim().to_lowercase()))
        .one(ctx.db.read())
        .await?;
    found
        .map(|user| Viewer::new(user.id))
        .ok_or(Error::NotFound("user"))
}
