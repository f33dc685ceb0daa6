//! How a scene comes by its assets: taken over from the nearest earlier scene, and matched to what it expects.
//!
//! What is read and copied before the transaction is read again in it, under the locks of the instances that are
//! taken over and of the scene. Where it differs, all is planned anew; copies that nobody needs are removed.

mod handing;
mod plan;
mod undo;

pub use undo::take_back;

use self::{
    handing::hand_down,
    plan::{Heir, Plan, discard, matches},
};
use crate::{
    ctx::{Ctx, Viewer},
    db::now,
    entities::{instances, scenes},
    error::{Result, conflict, invalid},
    model::{
        ids::{InstanceId, SceneId},
        paths::ScenePath,
        views::InstanceView,
    },
    services::{
        instances::{self as in_scene, NewInstance},
        scope::{self, OwnedScene},
        views,
    },
    storage::SceneScope,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, LockType},
};

/// How often is planned anew what others change meanwhile.
const TRIES: usize = 3;

/// What a scene was filled with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    /// The number of the scene that assets were taken over from.
    pub from_scene: Option<i32>,
    /// Assets taken over.
    pub inherited: usize,
    /// Assets found by the names that the scene expects.
    pub matched: usize,
    /// All that were made.
    pub instances: Vec<InstanceId>,
}

/// Fills a scene that was never filled and is empty. None when there was nothing to do: then nothing was written.
/// However many ask at once, it happens once.
pub async fn fill(ctx: &Ctx, viewer: Viewer, path: ScenePath) -> Result<Option<Filled>> {
    for _ in 0..TRIES {
        let owned = scope::scene(ctx.db.read(), viewer, path).await?;
        if owned.scene.filled_at.is_some() {
            return Ok(None);
        }
        if !in_scene::present(ctx.db.read(), path.scene)
            .await?
            .is_empty()
        {
            let txn = ctx.db.begin().await?;
            mark_filled(&txn, path.scene).await?;
            txn.commit().await?;
            return Ok(None);
        }
        match carry_out(ctx, viewer, &owned, true).await? {
            Written::Done(filled) => return Ok(Some(filled)),
            Written::Nothing | Written::Meanwhile => return Ok(None),
            Written::Outdated => {}
        }
    }
    // Whoever opens the scene next finds it as it was.
    Ok(None)
}

/// Fills an empty scene by hand, whether it was filled before or not. Error: `Invalid` when it has assets.
pub async fn inherit(ctx: &Ctx, viewer: Viewer, path: ScenePath) -> Result<Filled> {
    const TAKEN: &str = "This scene has assets already. Only an empty scene takes over others.";
    for _ in 0..TRIES {
        let owned = scope::scene(ctx.db.read(), viewer, path).await?;
        if !in_scene::present(ctx.db.read(), path.scene)
            .await?
            .is_empty()
        {
            return invalid(TAKEN);
        }
        match carry_out(ctx, viewer, &owned, false).await? {
            Written::Done(filled) => return Ok(filled),
            Written::Meanwhile => return invalid(TAKEN),
            Written::Outdated => {}
            Written::Nothing => {
                return Ok(Filled {
                    from_scene: None,
                    inherited: 0,
                    matched: 0,
                    instances: Vec::new(),
                });
            }
        }
    }
    conflict("The earlier scene is being changed right now. Please try again.")
}

/// Brings in the assets that the scene expects and does not have, and answers them.
pub async fn populate(ctx: &Ctx, viewer: Viewer, path: ScenePath) -> Result<Vec<InstanceView>> {
    let txn = ctx.db.begin().await?;
    scope::scene(&txn, viewer, path).await?;
    lock_scene(&txn, path.scene).await?;
    let owned = scope::scene(&txn, viewer, path).await?;
    let present = in_scene::present(&txn, path.scene).await?;
    let mut made = Vec::new();
    for asset in matches(&txn, &owned.scene, &present).await? {
        let row = in_scene::row(path, &asset, NewInstance::plain(asset.id))?;
        made.push(views::instance(row.insert(&txn).await?, asset));
    }
    if made.is_empty() {
        return Ok(made);
    }
    mark_filled(&txn, path.scene).await?;
    txn.commit().await?;
    ctx.events.tell(path.project, Some(path.scene), None);
    Ok(made)
}

/// Locks a scene against others that bring assets into it. Not against those whose rows merely point to it.
/// Instances that are locked as well are locked before it.
pub(crate) async fn lock_scene(conn: &impl ConnectionTrait, scene: SceneId) -> Result<()> {
    scenes::Entity::find_by_id(scene)
        .lock(LockType::NoKeyUpdate)
        .one(conn)
        .await?;
    Ok(())
}

/// How an attempt to fill ended.
enum Written {
    Done(Filled),
    /// There is nothing to take over, and nothing matches.
    Nothing,
    /// Somebody else brought assets in, or filled the scene.
    Meanwhile,
    /// What was planned is no longer as it was.
    Outdated,
}

/// Plans, copies and writes. Copies that were not used are removed, and a kill leaves them to the sweeper.
async fn carry_out(
    ctx: &Ctx,
    viewer: Viewer,
    owned: &OwnedScene,
    by_itself: bool,
) -> Result<Written> {
    let plan = Plan::of(ctx.db.read(), &owned.scene).await?;
    if plan.is_empty() {
        return Ok(Written::Nothing);
    }
    let scope = SceneScope {
        project: owned.project.id,
        branch: owned.branch.id,
        scene: owned.scene.id,
    };
    let heirs = plan.copy(ctx, scope).await?;
    let path = ScenePath {
        project: owned.project.id,
        scene: owned.scene.id,
    };
    let written = write(ctx, viewer, path, by_itself, (&plan, heirs.as_slice())).await;
    match &written {
        Ok(Written::Done(_)) => ctx.events.tell(path.project, Some(path.scene), None),
        Ok(_) => discard(ctx, &heirs).await,
        // The rows may be there all the same; if they are not, the sweeper comes.
        Err(_) => {}
    }
    written
}

async fn write(
    ctx: &Ctx,
    viewer: Viewer,
    path: ScenePath,
    by_itself: bool,
    (plan, heirs): (&Plan, &[Heir]),
) -> Result<Written> {
    let txn = ctx.db.begin().await?;
    if let Some(earlier) = &plan.earlier {
        scope::lock_instances(&txn, instances::Column::SceneId.eq(earlier.scene)).await?;
    }
    lock_scene(&txn, path.scene).await?;
    let owned = scope::scene(&txn, viewer, path).await?;
    let filled = by_itself && owned.scene.filled_at.is_some();
    if filled || !in_scene::present(&txn, path.scene).await?.is_empty() {
        return Ok(Written::Meanwhile);
    }
    if Plan::of(&txn, &owned.scene).await? != *plan {
        return Ok(Written::Outdated);
    }
    let mut made = Vec::new();
    for heir in heirs {
        made.push(hand_down(&txn, path, plan, heir).await?);
    }
    for asset in &plan.matched {
        let row = in_scene::row(path, asset, NewInstance::plain(asset.id))?;
        made.push(row.insert(&txn).await?.id);
    }
    mark_filled(&txn, path.scene).await?;
    txn.commit().await?;
    Ok(Written::Done(Filled {
        from_scene: plan.earlier.as_ref().map(|earlier| earlier.number),
        inherited: heirs.len(),
        matched: plan.matched.len(),
        instances: made,
    }))
}

async fn mark_filled(conn: &impl ConnectionTrait, scene: SceneId) -> Result<()> {
    scenes::Entity::update_many()
        .col_expr(scenes::Column::FilledAt, Expr::value(now()))
        .filter(scenes::Column::Id.eq(scene))
        .filter(scenes::Column::FilledAt.is_null())
        .exec(conn)
        .await?;
    Ok(())
}
