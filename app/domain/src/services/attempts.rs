//! The history of an instance: the one place that makes, selects, deletes and restores attempts.
//!
//! Every change locks the instance first, so the rules hold by sequence and not by luck: at most one
//! selected, at most eight live, numbers never used twice, `image_key_url` as the selected one's.

mod history;

pub(crate) use history::{
    add, can_come_back, count_out, enter, find, from_older_data, live, make_selected, put_in, row,
    take_in, take_out,
};

use crate::{
    ctx::{Ctx, Viewer},
    db::now,
    entities::attempts,
    error::{Error, Result, conflict},
    images::Prepared,
    model::{
        ids::{AttemptId, InstanceId, JobId},
        kinds::AttemptSource,
        paging::{Page, Paging},
        paths::{AttemptPath, InstancePath},
        rules,
        views::{AttemptView, OtherReference, ReferenceSnapshot},
    },
    services::{paging, scope},
    storage::StorageKey,
};
use history::make_room;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, IntoSimpleExpr, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Select, sea_query::Expr,
};

/// A picture on its way into a history. Its object is in the store already.
#[derive(Clone, Debug)]
pub struct NewAttempt {
    /// Its key, which its object's path may carry.
    pub id: AttemptId,
    /// How it came to be.
    pub source: AttemptSource,
    /// Where its bytes are.
    pub key: StorageKey,
    /// What is known of the bytes.
    pub facts: Facts,
    /// The job that made it.
    pub job: Option<JobId>,
    /// The provider that drew it.
    pub provider: Option<String>,
    /// The seed that it was drawn from.
    pub seed: Option<i64>,
    /// The words that were sent.
    pub prompt: Option<String>,
    /// What was told not to be seen.
    pub negative: Option<String>,
    /// The reference that was sent.
    pub reference: Option<ReferenceSnapshot>,
    /// What else was sent.
    pub others: Vec<OtherReference>,
    /// What it cost, in credits.
    pub cost: Option<f64>,
    /// The name of the file that was uploaded.
    pub filename: Option<String>,
    /// The address that it was copied from.
    pub copied_from: Option<String>,
}

/// What is known of a picture's bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Their number.
    pub size: i64,
    /// Their media type.
    pub mime_type: String,
    /// Pixels across.
    pub width: i32,
    /// Pixels down.
    pub height: i32,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// The blurred likeness, in base64.
    pub thumbhash: String,
}

impl From<&Prepared> for Facts {
    fn from(picture: &Prepared) -> Self {
        Self {
            size: i64::try_from(picture.bytes.len()).unwrap_or(i64::MAX),
            mime_type: picture.format.content_type().to_owned(),
            width: i32::try_from(picture.width).unwrap_or(i32::MAX),
            height: i32::try_from(picture.height).unwrap_or(i32::MAX),
            sha256: picture.sha256.clone(),
            thumbhash: picture.thumbhash.clone(),
        }
    }
}

impl NewAttempt {
    /// A picture with nothing known but its bytes and where they lie.
    pub fn new(source: AttemptSource, key: StorageKey, facts: Facts) -> Self {
        Self {
            id: AttemptId::new(),
            source,
            key,
            facts,
            job: None,
            provider: None,
            seed: None,
            prompt: None,
            negative: None,
            reference: None,
            others: Vec::new(),
            cost: None,
            filename: None,
            copied_from: None,
        }
    }
}

/// The live history, newest first. Old data that has a picture but no history gets its one attempt here.
pub async fn list(ctx: &Ctx, viewer: Viewer, path: InstancePath) -> Result<Vec<AttemptView>> {
    let owned = scope::instance(ctx.db.read(), viewer, path).await?;
    let live = live(ctx.db.read(), path.instance).await?;
    if live.is_empty() && owned.instance.image_key_url.is_some() {
        return backfill(ctx, viewer, path).await;
    }
    Ok(live.into_iter().map(Into::into).collect())
}

/// What was deleted or evicted and can still be restored, last removed first.
pub async fn list_removed(
    ctx: &Ctx,
    viewer: Viewer,
    path: InstancePath,
    paging: &Paging,
) -> Result<Page<AttemptView>> {
    let conn = ctx.db.read();
    scope::instance(conn, viewer, path).await?;
    let mut select = restorable(ctx, path.instance).limit(paging::with_next(paging));
    if let Some((removed, number)) = paging::after::<(i64, i32)>(paging)? {
        select = select.filter(paging::below(
            [
                attempts::Column::DeletedAt.into_simple_expr(),
                attempts::Column::AttemptNumber.into_simple_expr(),
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

/// What can still be restored of an instance that is known to be the viewer's.
pub(crate) async fn removed(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    instance: InstanceId,
) -> Result<Vec<AttemptView>> {
    let rows = restorable(ctx, instance).limit(100).all(conn).await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

fn restorable(ctx: &Ctx, instance: InstanceId) -> Select<attempts::Entity> {
    attempts::Entity::find()
        .filter(attempts::Column::SceneAssetInstanceId.eq(instance))
        .filter(attempts::Column::DeletedAt.gt(now() - ctx.settings.attempt_retention))
        .order_by_desc(attempts::Column::DeletedAt)
        .order_by_desc(attempts::Column::AttemptNumber)
}

/// Makes an attempt the selected one. Selecting turns "use master as-is" off.
pub async fn select(ctx: &Ctx, viewer: Viewer, path: AttemptPath) -> Result<AttemptView> {
    let txn = ctx.db.begin().await?;
    let owned = scope::lock_instance(&txn, viewer, path.instance())
        .await?
        .unlocked()?;
    let attempt = find(&txn, path).await?;
    if attempt.deleted_at.is_some() {
        return conflict(rules::DELETED_NOT_SELECTED);
    }
    let attempt = make_selected(&txn, &owned.instance, attempt).await?;
    txn.commit().await?;
    tell(ctx, path.instance());
    Ok(attempt.into())
}

/// Takes an attempt out of the history; it can be restored for as long as the settings say.
pub async fn delete(ctx: &Ctx, viewer: Viewer, path: AttemptPath) -> Result<()> {
    let txn = ctx.db.begin().await?;
    scope::lock_instance(&txn, viewer, path.instance())
        .await?
        .unlocked()?;
    let attempt = find(&txn, path).await?;
    if attempt.deleted_at.is_some() {
        return Err(Error::NotFound("image"));
    }
    if attempt.is_selected {
        return conflict(rules::SELECTED_NOT_DELETED);
    }
    take_out(ctx, &txn, attempt).await?;
    txn.commit().await?;
    tell(ctx, path.instance());
    Ok(())
}

/// Brings a deleted or evicted attempt back as the newest comer, without selecting it. A live one is left alone.
/// Answers it with what had to make room for it.
pub async fn restore(
    ctx: &Ctx,
    viewer: Viewer,
    path: AttemptPath,
) -> Result<(AttemptView, Option<AttemptView>)> {
    let txn = ctx.db.begin().await?;
    let owned = scope::lock_instance(&txn, viewer, path.instance())
        .await?
        .unlocked()?;
    let attempt = find(&txn, path).await?;
    if attempt.deleted_at.is_none() {
        return Ok((attempt.into(), None));
    }
    if !can_come_back(ctx, &attempt) {
        return Err(Error::NotFound("image"));
    }
    let evicted = make_room(ctx, &txn, owned.instance.id).await?;
    let attempt = put_in(&txn, attempt, now()).await?;
    txn.commit().await?;
    tell(ctx, path.instance());
    Ok((attempt.into(), evicted.map(Into::into)))
}

/// Gives an instance from older data the one attempt that its picture stands for. However many ask at once,
/// the lock lets one write it and the others find it there.
async fn backfill(ctx: &Ctx, viewer: Viewer, path: InstancePath) -> Result<Vec<AttemptView>> {
    let txn = ctx.db.begin().await?;
    let mut owned = scope::lock_instance(&txn, viewer, path).await?;
    take_in(&txn, &mut owned.instance).await?;
    let live = live(&txn, path.instance).await?;
    txn.commit().await?;
    Ok(live.into_iter().map(Into::into).collect())
}

/// Tells everybody who looks at the scene.
pub(crate) fn tell(ctx: &Ctx, path: InstancePath) {
    ctx.events
        .tell(path.project, Some(path.scene), Some(path.instance));
}

/// Removes the rows of attempts that nobody can restore any more. Their objects are queued already.
pub(crate) async fn forget(conn: &impl ConnectionTrait, storage_path: &str) -> Result<bool> {
    attempts::Entity::delete_many()
        .filter(attempts::Column::StoragePath.eq(storage_path))
        .filter(attempts::Column::DeletedAt.is_not_null())
        .exec(conn)
        .await?;
    let left = attempts::Entity::find()
        .filter(attempts::Column::StoragePath.eq(storage_path))
        .count(conn)
        .await?;
    Ok(left == 0)
}

/// Removes the rows of attempts that nobody can restore any more and that have no object of ours to be queued.
pub(crate) async fn forget_foreign(ctx: &Ctx) -> Result<()> {
    let expired = attempts::Column::StoragePath
        .is_null()
        .and(attempts::Column::DeletedAt.lte(now() - ctx.settings.attempt_retention));
    if attempts::Entity::find()
        .filter(expired.clone())
        .count(ctx.db.read())
        .await?
        > 0
    {
        let txn = ctx.db.begin().await?;
        attempts::Entity::delete_many()
            .filter(expired)
            .exec(&txn)
            .await?;
        txn.commit().await?;
    }
    Ok(())
}
