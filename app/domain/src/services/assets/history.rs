//! The history of an asset's master: the one place that makes, selects, deletes and restores its attempts.
//!
//! The rules are those of pictures in scenes. Every change locks the asset first, so they hold by sequence and not by
//! luck: at most one selected, at most eight live, numbers never used twice, the asset's own columns as those of the
//! selected attempt.

mod changes;

pub(crate) use changes::{add, live, show, showing};

use super::masters;
use crate::{
    ctx::{Ctx, Viewer},
    db::now,
    entities::{assets, master_attempts},
    error::{Error, Result, conflict},
    model::{
        ids::{AssetId, JobId, MasterAttemptId, ProjectId},
        kinds::AttemptSource,
        masters::MasterAttemptView,
        paging::{Page, Paging},
        rules,
    },
    services::{attempts::Facts, paging, scope},
    storage::StorageKey,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, IntoSimpleExpr, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Select, sea_query::Expr,
};

/// A picture on its way into the history of a master. Its object is in the store already.
#[derive(Clone, Debug)]
pub(crate) struct NewMaster {
    /// How it came to be.
    pub(crate) source: AttemptSource,
    /// Where its bytes are.
    pub(crate) key: StorageKey,
    /// What is known of the bytes.
    pub(crate) facts: Facts,
    /// The job that made it.
    pub(crate) job: Option<JobId>,
    /// The provider that drew it.
    pub(crate) provider: Option<String>,
    /// The seed that it was drawn from.
    pub(crate) seed: Option<i64>,
    /// The words that were sent.
    pub(crate) prompt: Option<String>,
    /// What was told not to be seen.
    pub(crate) negative: Option<String>,
    /// What it cost, in credits.
    pub(crate) cost: Option<f64>,
    /// The name of the file that was uploaded.
    pub(crate) filename: Option<String>,
}

impl NewMaster {
    /// A picture with nothing known but its bytes and where they lie.
    pub(crate) fn new(source: AttemptSource, key: StorageKey, facts: Facts) -> Self {
        Self {
            source,
            key,
            facts,
            job: None,
            provider: None,
            seed: None,
            prompt: None,
            negative: None,
            cost: None,
            filename: None,
        }
    }
}

/// The live history, newest first.
pub async fn list(
    ctx: &Ctx,
    viewer: Viewer,
    project: ProjectId,
    id: AssetId,
) -> Result<Vec<MasterAttemptView>> {
    let conn = ctx.db.read();
    scope::asset(conn, viewer, project, id).await?;
    let live = changes::live(conn, id).await?;
    Ok(live.into_iter().map(Into::into).collect())
}

/// What was deleted or evicted and can still be restored, last removed first.
pub async fn list_removed(
    ctx: &Ctx,
    viewer: Viewer,
    project: ProjectId,
    id: AssetId,
    paging: &Paging,
) -> Result<Page<MasterAttemptView>> {
    let conn = ctx.db.read();
    scope::asset(conn, viewer, project, id).await?;
    let mut select = gone(ctx, id).limit(paging::with_next(paging));
    if let Some((removed, number)) = paging::after::<(i64, i32)>(paging)? {
        select = select.filter(paging::below(
            [
                master_attempts::Column::DeletedAt.into_simple_expr(),
                master_attempts::Column::AttemptNumber.into_simple_expr(),
            ],
            [Expr::val(paging::moment(removed)?), Expr::val(number)],
        ));
    }
    let rows = select.all(conn).await?;
    let page = paging::page(paging, rows, |last| {
        let removed = last.deleted_at.map_or(0, paging::micros);
        (removed, last.attempt_number)
    })?;
    Ok(page.map(Into::into))
}

/// The first of them, of an asset that is known to be the viewer's.
pub(crate) async fn removed(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    id: AssetId,
    most: u64,
) -> Result<Vec<master_attempts::Model>> {
    Ok(gone(ctx, id).limit(most).all(conn).await?)
}

fn gone(ctx: &Ctx, id: AssetId) -> Select<master_attempts::Entity> {
    master_attempts::Entity::find()
        .filter(master_attempts::Column::ProjectAssetId.eq(id))
        .filter(master_attempts::Column::DeletedAt.gt(now() - ctx.settings.attempt_retention))
        .order_by_desc(master_attempts::Column::DeletedAt)
        .order_by_desc(master_attempts::Column::AttemptNumber)
}

/// Makes an attempt the asset's master.
pub async fn select(
    ctx: &Ctx,
    viewer: Viewer,
    project: ProjectId,
    id: AssetId,
    attempt: MasterAttemptId,
) -> Result<MasterAttemptView> {
    let txn = ctx.db.begin().await?;
    let attempt = locked(&txn, viewer, (project, id), attempt).await?;
    if attempt.deleted_at.is_some() {
        return conflict(rules::DELETED_NOT_SELECTED);
    }
    let (attempt, _) = changes::make_selected(&txn, attempt).await?;
    txn.commit().await?;
    ctx.events.tell(project, None, None);
    Ok(attempt.into())
}

/// Takes an attempt out of the history; it can be restored for as long as the settings say.
pub async fn delete(
    ctx: &Ctx,
    viewer: Viewer,
    project: ProjectId,
    id: AssetId,
    attempt: MasterAttemptId,
) -> Result<()> {
    let txn = ctx.db.begin().await?;
    let attempt = locked(&txn, viewer, (project, id), attempt).await?;
    if attempt.deleted_at.is_some() {
        return Err(Error::NotFound("image"));
    }
    if attempt.is_selected {
        return conflict(rules::SELECTED_NOT_DELETED);
    }
    changes::take_out(ctx, &txn, attempt).await?;
    txn.commit().await?;
    ctx.events.tell(project, None, None);
    Ok(())
}

/// Brings a deleted or evicted attempt back as the newest comer, without selecting it. A live one is left alone.
/// Answers it with what had to make room for it.
pub async fn restore(
    ctx: &Ctx,
    viewer: Viewer,
    project: ProjectId,
    id: AssetId,
    attempt: MasterAttemptId,
) -> Result<(MasterAttemptView, Option<MasterAttemptView>)> {
    let txn = ctx.db.begin().await?;
    let attempt = locked(&txn, viewer, (project, id), attempt).await?;
    let Some(removed) = attempt.deleted_at else {
        return Ok((attempt.into(), None));
    };
    if removed <= now() - ctx.settings.attempt_retention {
        return Err(Error::NotFound("image"));
    }
    let evicted = changes::make_room(ctx, &txn, id).await?;
    let attempt = changes::put_in(&txn, attempt).await?;
    txn.commit().await?;
    ctx.events.tell(project, None, None);
    Ok((attempt.into(), evicted.map(Into::into)))
}

/// An attempt of the viewer's, live or removed, with its asset locked until the transaction ends. Error: `Conflict`
/// where the asset refuses changes.
async fn locked(
    conn: &impl ConnectionTrait,
    viewer: Viewer,
    (project, id): (ProjectId, AssetId),
    attempt: MasterAttemptId,
) -> Result<master_attempts::Model> {
    let (_, asset) = masters::lock(conn, viewer, project, id).await?;
    refuse_locked(&asset)?;
    master_attempts::Entity::find_by_id(attempt)
        .filter(master_attempts::Column::ProjectAssetId.eq(id))
        .one(conn)
        .await?
        .ok_or(Error::NotFound("image"))
}

/// Refuses where the master of an asset is not to be changed.
pub(crate) fn refuse_locked(asset: &assets::Model) -> Result<()> {
    if asset.locked {
        return conflict(rules::LOCKED_MASTER);
    }
    Ok(())
}

/// Where the objects of an asset's history lie, those of removed attempts too.
pub(super) async fn objects(conn: &impl ConnectionTrait, id: AssetId) -> Result<Vec<String>> {
    let paths: Vec<Option<String>> = master_attempts::Entity::find()
        .select_only()
        .column(master_attempts::Column::StoragePath)
        .filter(master_attempts::Column::ProjectAssetId.eq(id))
        .into_tuple()
        .all(conn)
        .await?;
    Ok(paths.into_iter().flatten().collect())
}

/// Removes the rows of attempts that nobody can restore any more. Their objects are queued already. False when a live
/// one stands on the object.
pub(crate) async fn forget(conn: &impl ConnectionTrait, storage_path: &str) -> Result<bool> {
    let standing = master_attempts::Column::StoragePath.eq(storage_path);
    master_attempts::Entity::delete_many()
        .filter(standing.clone())
        .filter(master_attempts::Column::DeletedAt.is_not_null())
        .exec(conn)
        .await?;
    let left = master_attempts::Entity::find().filter(standing);
    Ok(left.count(conn).await? == 0)
}

/// Removes the rows of attempts that nobody can restore any more and that have no object of ours to be queued.
pub(crate) async fn forget_foreign(ctx: &Ctx) -> Result<()> {
    let expired = master_attempts::Column::StoragePath
        .is_null()
        .and(master_attempts::Column::DeletedAt.lte(now() - ctx.settings.attempt_retention));
    let found = master_attempts::Entity::find().filter(expired.clone());
    if found.count(ctx.db.read()).await? > 0 {
        let txn = ctx.db.begin().await?;
        let gone = master_attempts::Entity::delete_many().filter(expired);
        gone.exec(&txn).await?;
        txn.commit().await?;
    }
    Ok(())
}
