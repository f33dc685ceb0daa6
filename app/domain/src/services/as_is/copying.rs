//! The copy of a reference: its object first, then its place in the history.

use super::{Decided, ELSEWHERE, Set};
use crate::{
    ctx::Ctx,
    entities::attempts,
    error::{Result, invalid},
    model::{
        ids::{AttemptId, InstanceId},
        kinds::AttemptSource,
        views::InstanceView,
    },
    services::{
        attempts::{self as history, NewAttempt},
        references::Link,
        scope::OwnedInstance,
    },
    storage::{SceneScope, StorageKey},
};
use sea_orm::ConnectionTrait;

/// A copy whose object is in the store, and that no row stands on yet.
pub(super) struct Copied {
    /// What was copied.
    pub(super) link: Link,
    /// What it would be in the history.
    pub(super) new: NewAttempt,
}

/// What became of a history.
#[derive(Default)]
pub(super) struct Placed {
    copy: Option<attempts::Model>,
    evicted: Option<AttemptId>,
    before: Option<AttemptId>,
}

impl Placed {
    /// What is answered of it.
    pub(super) fn with(self, instance: InstanceView) -> Set {
        Set {
            instance,
            copy: self.copy.map(Into::into),
            evicted: self.evicted,
            before: self.before,
        }
    }
}

/// Whether an attempt is a copy of the very picture that a reference shows.
pub(super) fn is_of(attempt: &attempts::Model, link: &Link) -> bool {
    attempt.source == AttemptSource::MasterCopy
        && attempt.sha256.is_some()
        && attempt.sha256 == link.sha256
}

/// Copies the object of a reference under a key of the instance's own.
pub(super) async fn copy(
    ctx: &Ctx,
    scope: SceneScope,
    instance: InstanceId,
    link: &Link,
) -> Result<Copied> {
    let (Some(path), Some(facts)) = (&link.storage_path, &link.facts) else {
        return invalid(ELSEWHERE);
    };
    let from = StorageKey::parse(path)?;
    let id = AttemptId::new();
    let key = StorageKey::copy(scope, instance, id, from.format());
    let copied = ctx.storage.copy(&from, &key).await;
    copied.inspect_err(|err| tracing::warn!(error = ?err, "a reference could not be copied"))?;
    let new = NewAttempt {
        id,
        reference: Some(link.snapshot()),
        copied_from: Some(link.image_url.clone()),
        ..NewAttempt::new(AttemptSource::MasterCopy, key, facts.clone())
    };
    Ok(Copied {
        link: link.clone(),
        new,
    })
}

/// Removes a copy that was made for nothing. What cannot be removed now, the sweep finds.
pub(super) async fn discard(ctx: &Ctx, copied: &Copied) {
    if let Err(err) = ctx.storage.delete_with_renditions(&copied.new.key).await {
        tracing::warn!(error = ?err, "a copy that is not needed could not be removed");
    }
}

/// Selects the copy that is wanted, if one is: that which the history has, or the one just made. None when it is
/// another than that. The instance is locked.
pub(super) async fn place(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    owned: &mut OwnedInstance,
    decided: &Decided,
    copied: Option<&Copied>,
) -> Result<Option<Placed>> {
    history::take_in(conn, &mut owned.instance).await?;
    let mut live = history::live(conn, owned.instance.id).await?;
    let before = live.iter().find(|one| one.is_selected).map(|one| one.id);
    let mut placed = Placed {
        before,
        ..Placed::default()
    };
    let Some(link) = &decided.reference else {
        return Ok(Some(placed));
    };
    if let Some(at) = live.iter().position(|one| is_of(one, link)) {
        history::make_selected(conn, &owned.instance, live.swap_remove(at)).await?;
        return Ok(Some(placed));
    }
    let Some(copied) = copied.filter(|copied| copied.link == *link) else {
        return Ok(None);
    };
    let added = history::enter(ctx, conn, owned, copied.new.clone(), true).await?;
    placed.evicted = added.evicted.map(|one| one.id);
    placed.copy = Some(added.attempt);
    Ok(Some(placed))
}
