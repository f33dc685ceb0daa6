//! The history of an instance: the one place that makes, selects, deletes and restores attempts.
//!
//! Every change locks the instance first, so the rules hold by sequence and not by luck: at most one
//! selected, at most eight live, numbers never used twice, `image_key_url` as the selected one's.

use crate::{
    ctx::{Ctx, Viewer},
    db::now,
    entities::{attempts, instances},
    error::{Error, Result, conflict},
    images::Prepared,
    model::{
        ids::{AttemptId, InstanceId, JobId},
        kinds::AttemptSource,
        paths::{AttemptPath, InstancePath},
        rules,
        views::{AttemptView, ReferenceSnapshot},
    },
    services::{
        deletions as queue,
        scope::{self, OwnedInstance},
        views::{attempt_url, decimal},
    },
    storage::StorageKey,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
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
    /// The reference that was sent.
    pub reference: Option<ReferenceSnapshot>,
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
            reference: None,
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
) -> Result<Vec<AttemptView>> {
    scope::instance(ctx.db.read(), viewer, path).await?;
    removed(ctx, ctx.db.read(), path.instance).await
}

/// What can still be restored of an instance that is known to be the viewer's.
pub(crate) async fn removed(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    instance: InstanceId,
) -> Result<Vec<AttemptView>> {
    let rows = attempts::Entity::find()
        .filter(attempts::Column::SceneAssetInstanceId.eq(instance))
        .filter(attempts::Column::DeletedAt.gt(now() - ctx.settings.attempt_retention))
        .order_by_desc(attempts::Column::DeletedAt)
        .order_by_desc(attempts::Column::AttemptNumber)
        .limit(100)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(Into::into).collect())
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
    let Some(deleted_at) = attempt.deleted_at else {
        return Ok((attempt.into(), None));
    };
    if deleted_at <= now() - ctx.settings.attempt_retention {
        return Err(Error::NotFound("image"));
    }
    let evicted = make_room(ctx, &txn, owned.instance.id).await?;
    if let Some(key) = &attempt.storage_path {
        queue::keep(&txn, key).await?;
    }
    let mut change: attempts::ActiveModel = attempt.into();
    change.deleted_at = Set(None);
    change.entered_history_at = Set(now());
    change.updated_at = Set(now());
    let attempt = change.update(&txn).await?;
    txn.commit().await?;
    tell(ctx, path.instance());
    Ok((attempt.into(), evicted.map(Into::into)))
}

/// Writes a new attempt into the history of a locked instance, and selects it unless told otherwise.
pub(crate) async fn add(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    owned: &mut OwnedInstance,
    new: NewAttempt,
    selected: bool,
) -> Result<attempts::Model> {
    take_in(conn, &mut owned.instance).await?;
    make_room(ctx, conn, owned.instance.id).await?;
    let number = owned.instance.next_attempt_number;
    owned.instance.next_attempt_number = number + 1;
    let attempt = row(owned.instance.id, number, new).insert(conn).await?;
    instances::Entity::update_many()
        .col_expr(
            instances::Column::NextAttemptNumber,
            Expr::value(number + 1),
        )
        .filter(instances::Column::Id.eq(owned.instance.id))
        .exec(conn)
        .await?;
    if selected {
        make_selected(conn, &owned.instance, attempt).await
    } else {
        Ok(attempt)
    }
}

fn row(instance: InstanceId, number: i32, new: NewAttempt) -> attempts::ActiveModel {
    let now = now();
    attempts::ActiveModel {
        id: Set(new.id),
        scene_asset_instance_id: Set(instance),
        image_url: Set(attempt_url(new.id)),
        storage_path: Set(Some(new.key.as_str().to_owned())),
        source: Set(new.source),
        is_selected: Set(false),
        image_generation_job_id: Set(new.job),
        provider: Set(new.provider),
        seed: Set(new.seed),
        prompt_snapshot: Set(new.prompt),
        reference_snapshot: Set(new
            .reference
            .and_then(|reference| serde_json::to_value(reference).ok())),
        cost_credits: Set(new.cost.map(decimal)),
        original_filename: Set(new.filename),
        file_size_bytes: Set(Some(new.facts.size)),
        mime_type: Set(Some(new.facts.mime_type)),
        copied_from_url: Set(new.copied_from),
        attempt_number: Set(number),
        width: Set(Some(new.facts.width)),
        height: Set(Some(new.facts.height)),
        sha256: Set(Some(new.facts.sha256)),
        thumbhash: Set(Some(new.facts.thumbhash)),
        entered_history_at: Set(now),
        deleted_at: Set(None),
        created_at: Set(now),
        updated_at: Set(now),
    }
}

async fn find(conn: &impl ConnectionTrait, path: AttemptPath) -> Result<attempts::Model> {
    attempts::Entity::find_by_id(path.attempt)
        .filter(attempts::Column::SceneAssetInstanceId.eq(path.instance))
        .one(conn)
        .await?
        .ok_or(Error::NotFound("image"))
}

/// The live history of an instance that is known to be the viewer's, newest first.
pub(crate) async fn live(
    conn: &impl ConnectionTrait,
    instance: InstanceId,
) -> Result<Vec<attempts::Model>> {
    Ok(attempts::Entity::find()
        .filter(attempts::Column::SceneAssetInstanceId.eq(instance))
        .filter(attempts::Column::DeletedAt.is_null())
        .order_by_desc(attempts::Column::AttemptNumber)
        .all(conn)
        .await?)
}

/// Deselects, selects and moves `image_key_url` along. The instance is locked.
async fn make_selected(
    conn: &impl ConnectionTrait,
    instance: &instances::Model,
    attempt: attempts::Model,
) -> Result<attempts::Model> {
    attempts::Entity::update_many()
        .col_expr(attempts::Column::IsSelected, Expr::value(false))
        .col_expr(attempts::Column::UpdatedAt, Expr::value(now()))
        .filter(attempts::Column::SceneAssetInstanceId.eq(instance.id))
        .filter(attempts::Column::IsSelected.eq(true))
        .filter(attempts::Column::Id.ne(attempt.id))
        .exec(conn)
        .await?;
    let mut change: attempts::ActiveModel = attempt.into();
    change.is_selected = Set(true);
    change.updated_at = Set(now());
    let attempt = change.update(conn).await?;
    let change = instances::ActiveModel {
        id: Set(instance.id),
        image_key_url: Set(Some(attempt.image_url.clone())),
        use_master_as_is: Set(false),
        modification_count: Set(instance.modification_count + 1),
        last_modified_field: Set(Some("image_key_url".to_owned())),
        updated_at: Set(now()),
        ..Default::default()
    };
    change.update(conn).await?;
    Ok(attempt)
}

/// Takes the oldest non-selected attempts out until one more fits. The instance is locked.
async fn make_room(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    instance: InstanceId,
) -> Result<Option<attempts::Model>> {
    let live = attempts::Entity::find()
        .filter(attempts::Column::SceneAssetInstanceId.eq(instance))
        .filter(attempts::Column::DeletedAt.is_null());
    let count = live.clone().count(conn).await? as usize;
    if count < rules::MAX_LIVE_ATTEMPTS {
        return Ok(None);
    }
    let oldest = live
        .filter(attempts::Column::IsSelected.eq(false))
        .order_by_asc(attempts::Column::EnteredHistoryAt)
        .order_by_asc(attempts::Column::AttemptNumber)
        .limit((count + 1 - rules::MAX_LIVE_ATTEMPTS) as u64)
        .all(conn)
        .await?;
    let mut evicted = None;
    for attempt in oldest {
        evicted = Some(take_out(ctx, conn, attempt).await?);
    }
    Ok(evicted)
}

/// Marks an attempt as deleted and queues its row and object for the day on which it can no longer be restored.
async fn take_out(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    attempt: attempts::Model,
) -> Result<attempts::Model> {
    if let Some(key) = &attempt.storage_path {
        queue::due(conn, key, now() + ctx.settings.attempt_retention).await?;
    }
    let mut change: attempts::ActiveModel = attempt.into();
    change.deleted_at = Set(Some(now()));
    change.updated_at = Set(now());
    Ok(change.update(conn).await?)
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

/// Writes the attempt that older data's picture stands for, if there is such a picture and no attempt yet.
/// Before the first new picture too: it would take the old one's place and leave no trace of it.
async fn take_in(conn: &impl ConnectionTrait, instance: &mut instances::Model) -> Result<()> {
    let Some(url) = &instance.image_key_url else {
        return Ok(());
    };
    let number = instance.next_attempt_number;
    let history =
        attempts::Entity::find().filter(attempts::Column::SceneAssetInstanceId.eq(instance.id));
    if history.count(conn).await? > 0 {
        return Ok(());
    }
    let now = now();
    let attempt = attempts::ActiveModel {
        id: Set(AttemptId::new()),
        scene_asset_instance_id: Set(instance.id),
        image_url: Set(url.clone()),
        source: Set(AttemptSource::Generated),
        is_selected: Set(true),
        attempt_number: Set(number),
        entered_history_at: Set(now),
        created_at: Set(now),
        updated_at: Set(now),
        ..Default::default()
    };
    attempt.insert(conn).await?;
    let change = instances::ActiveModel {
        id: Set(instance.id),
        next_attempt_number: Set(number + 1),
        ..Default::default()
    };
    change.update(conn).await?;
    instance.next_attempt_number = number + 1;
    Ok(())
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
