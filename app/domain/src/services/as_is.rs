//! "Use master as-is": the reference in force, taken unchanged as a copy of its own.
//!
//! The object is copied before the transaction begins. Inside it the reference is looked up again, and if it is
//! another by then, the copy is thrown away and the work begins anew.

mod copying;
mod many;

pub use many::set_many;

use crate::{
    ctx::{Ctx, Viewer},
    db::now,
    entities::instances,
    error::{Error, Result, conflict, invalid},
    model::{
        ids::{AttemptId, InstanceId},
        paths::InstancePath,
        rules,
        views::{AttemptView, InstanceView},
    },
    services::{
        attempts as history, instances as in_scene,
        references::{self, Choice, Link},
        scope::{self, OwnedInstance},
    },
};
use copying::{Copied, Placed};
use sea_orm::{ActiveModelTrait, ActiveValue, ColumnTrait, ConnectionTrait, DatabaseTransaction};

const ELSEWHERE: &str =
    "The reference in force lies elsewhere and cannot be copied. Upload it first.";
/// What is said when the reference changes faster than it is copied.
const AGAIN: &str =
    "The reference changed meanwhile. Nothing was changed here; please try again in a moment.";
/// How often a copy is made anew because the reference changed meanwhile.
const TRIES: usize = 3;

/// What was done, with what it takes to undo it.
#[derive(Clone, Debug, PartialEq)]
pub struct Set {
    /// The instance as it is then.
    pub instance: InstanceView,
    /// The attempt that was newly made.
    pub copy: Option<AttemptView>,
    /// The attempt that made room for it.
    pub evicted: Option<AttemptId>,
    /// The attempt that was selected before.
    pub before: Option<AttemptId>,
}

/// What may be asked of an instance that has to do with a copy of its reference.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Wish {
    /// As-is on or off.
    AsIs(bool),
    /// Another copy, if the reference shows something else by now.
    CopyAgain,
    /// This reference.
    Choose(Choice),
    /// The most recent reference.
    ChooseDefault,
}

/// What a wish comes to.
pub(crate) struct Decided {
    /// What it changes of the instance.
    pub(crate) change: instances::ActiveModel,
    /// The reference whose copy is to be selected, if any.
    pub(crate) reference: Option<Link>,
}

/// Turns "use master as-is" on, which selects a copy of the reference in force, or off, which leaves the picture.
/// Error: `Invalid` when there is no picture to use.
pub async fn set(ctx: &Ctx, viewer: Viewer, path: InstancePath, enabled: bool) -> Result<Set> {
    carry_out(ctx, viewer, path, Wish::AsIs(enabled)).await
}

/// Selects a copy of what the reference shows now. Error: `Conflict` when the master is not used as-is.
pub async fn copy_again(ctx: &Ctx, viewer: Viewer, path: InstancePath) -> Result<Set> {
    carry_out(ctx, viewer, path, Wish::CopyAgain).await
}

/// What a wish comes to as things stand; none when nothing is to be done.
fn decide(wish: Wish, owned: &OwnedInstance, chain: &[Link]) -> Result<Option<Decided>> {
    let on = owned.instance.use_master_as_is;
    match wish {
        Wish::AsIs(enabled) if enabled == on => Ok(None),
        Wish::AsIs(false) => Ok(Some(Decided {
            change: flagged(false),
            reference: None,
        })),
        Wish::CopyAgain if !on => conflict("This asset does not use its master as-is."),
        Wish::AsIs(true) | Wish::CopyAgain => Ok(Some(Decided {
            change: flagged(true),
            reference: Some(usable(references::in_force(&owned.instance, chain))?.clone()),
        })),
        Wish::Choose(choice) => references::chosen(owned, chain, Some(choice)).map(Some),
        Wish::ChooseDefault => references::chosen(owned, chain, None).map(Some),
    }
}

fn flagged(on: bool) -> instances::ActiveModel {
    instances::ActiveModel {
        use_master_as_is: ActiveValue::Set(on),
        last_modified_field: ActiveValue::Set(Some("use_master_as_is".to_owned())),
        ..Default::default()
    }
}

/// A reference whose bytes can be copied.
fn usable(reference: Option<&Link>) -> Result<&Link> {
    match reference {
        None => invalid(rules::NO_MASTER),
        Some(link) if link.storage_path.is_none() || link.facts.is_none() => invalid(ELSEWHERE),
        Some(link) => Ok(link),
    }
}

/// Does what is wished, in one transaction, with the copy that it may need made before it.
pub(crate) async fn carry_out(
    ctx: &Ctx,
    viewer: Viewer,
    path: InstancePath,
    wish: Wish,
) -> Result<Set> {
    for _ in 0..TRIES {
        let copied = match ahead(ctx, viewer, path, wish).await {
            // The picture was replaced, and its object removed, while it was to be copied.
            Err(Error::NotFound("picture")) => continue,
            ahead => ahead?,
        };
        let done = match write(ctx, viewer, path, wish, copied.as_ref()).await {
            Ok(Some((txn, set))) => {
                // Whether a commit that broke off was made is not known: the copy is left to the sweep then.
                txn.commit().await?;
                Ok(Some(set))
            }
            Ok(None) => Ok(None),
            Err(err) => Err(err),
        };
        let needed = matches!(&done, Ok(Some(set)) if set.copy.is_some());
        if let Some(copied) = copied.filter(|_| !needed) {
            copying::discard(ctx, &copied).await;
        }
        if let Some(set) = done? {
            history::tell(ctx, path);
            return Ok(set);
        }
    }
    conflict(AGAIN)
}

/// Copies the reference's object, if the wish needs a copy that the history does not have.
async fn ahead(
    ctx: &Ctx,
    viewer: Viewer,
    path: InstancePath,
    wish: Wish,
) -> Result<Option<Copied>> {
    let conn = ctx.db.read();
    let owned = scope::instance(conn, viewer, path).await?.unlocked()?;
    let chain = references::chain(conn, &owned).await?;
    let decided = decide(wish, &owned, &chain)?;
    let Some(link) = decided.and_then(|decided| decided.reference) else {
        return Ok(None);
    };
    let live = history::live(conn, path.instance).await?;
    if live.iter().any(|attempt| copying::is_of(attempt, &link)) {
        return Ok(None);
    }
    copying::copy(ctx, owned.scope(), path.instance, &link)
        .await
        .map(Some)
}

/// Writes it all, save for the commit. None when the reference is no longer the one that was copied.
async fn write(
    ctx: &Ctx,
    viewer: Viewer,
    path: InstancePath,
    wish: Wish,
    copied: Option<&Copied>,
) -> Result<Option<(DatabaseTransaction, Set)>> {
    let txn = ctx.db.begin().await?;
    let mut owned = locked(&txn, viewer, path, wish).await?.unlocked()?;
    let chain = references::chain(&txn, &owned).await?;
    let Some(decided) = decide(wish, &owned, &chain)? else {
        let instance = in_scene::view(&txn, owned.instance).await?;
        return Ok(Some((txn, Placed::default().with(instance))));
    };
    let count = owned.instance.modification_count + 1;
    let Some(placed) = copying::place(ctx, &txn, &mut owned, &decided, copied).await? else {
        return Ok(None);
    };
    let change = instances::ActiveModel {
        id: ActiveValue::Set(path.instance),
        modification_count: ActiveValue::Set(count),
        updated_at: ActiveValue::Set(now()),
        ..decided.change
    };
    let instance = in_scene::view(&txn, change.update(&txn).await?).await?;
    Ok(Some((txn, placed.with(instance))))
}

/// The instance, locked; and before it, in the one order, the one that it is about to point to.
async fn locked(
    conn: &impl ConnectionTrait,
    viewer: Viewer,
    path: InstancePath,
    wish: Wish,
) -> Result<OwnedInstance> {
    if let Wish::Choose(Choice {
        instance_id: Some(chosen),
        ..
    }) = wish
    {
        let both: [InstanceId; 2] = [path.instance, chosen];
        scope::lock_instances(conn, instances::Column::Id.is_in(both)).await?;
    }
    scope::lock_instance(conn, viewer, path).await
}

/// How an instance was before a change that is taken back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Back {
    /// What was selected.
    pub attempt: Option<AttemptId>,
    /// Whether the master was used as-is.
    pub as_is: bool,
    /// What only came by the change.
    pub drop: Option<AttemptId>,
    /// What made room for it.
    pub bring: Option<AttemptId>,
}

/// Takes a change back as far as what happened since permits: an attempt that is gone is not selected, one that
/// is selected is not dropped, and one for which there is no room is not brought back.
pub async fn put_back(ctx: &Ctx, viewer: Viewer, path: InstancePath, back: Back) -> Result<()> {
    let txn = ctx.db.begin().await?;
    let owned = scope::lock_instance(&txn, viewer, path).await?.unlocked()?;
    let live = history::live(&txn, path.instance).await?;
    let wanted = live.into_iter().find(|one| Some(one.id) == back.attempt);
    let gone = back.attempt.is_some() && wanted.is_none();
    if let Some(attempt) = wanted.filter(|attempt| !attempt.is_selected) {
        history::make_selected(&txn, &owned.instance, attempt).await?;
    }
    let change = instances::ActiveModel {
        id: ActiveValue::Set(path.instance),
        modification_count: ActiveValue::Set(owned.instance.modification_count + 1),
        updated_at: ActiveValue::Set(now()),
        // On beside another picture than it was on with would be a state that nobody asked for.
        ..flagged(back.as_is && !gone)
    };
    change.update(&txn).await?;
    exchange(ctx, &txn, path, back).await?;
    txn.commit().await?;
    history::tell(ctx, path);
    Ok(())
}

/// Takes one attempt out of the history and puts another back where it was in it.
async fn exchange(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    path: InstancePath,
    back: Back,
) -> Result<()> {
    let mut live = history::live(conn, path.instance).await?;
    let dropped =
        |one: &crate::entities::attempts::Model| Some(one.id) == back.drop && !one.is_selected;
    if let Some(at) = live.iter().position(dropped) {
        history::take_out(ctx, conn, live.swap_remove(at)).await?;
    }
    let Some(bring) = back.bring.filter(|_| live.len() < rules::MAX_LIVE_ATTEMPTS) else {
        return Ok(());
    };
    let attempt = match history::find(conn, path.attempt(bring)).await {
        Err(Error::NotFound(_)) => return Ok(()),
        found => found?,
    };
    if history::can_come_back(ctx, &attempt) {
        let entered = attempt.entered_history_at;
        history::put_in(conn, attempt, entered).await?;
    }
    Ok(())
}
