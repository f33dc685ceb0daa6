//! How a history changes, once its instance is locked: in, out, selected. Every use-case that touches one is
//! made of these.

use super::NewAttempt;
use crate::{
    ctx::Ctx,
    db::now,
    entities::{attempts, instances},
    error::{Error, Result},
    model::{
        ids::{AttemptId, InstanceId},
        kinds::AttemptSource,
        paths::AttemptPath,
        rules,
    },
    services::{
        deletions as queue,
        scope::OwnedInstance,
        views::{attempt_url, decimal},
    },
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, prelude::DateTimeUtc, sea_query::Expr,
};

/// An attempt that came into a history, and what had to leave it.
pub(crate) struct Added {
    /// The new one.
    pub(crate) attempt: attempts::Model,
    /// What made room for it.
    pub(crate) evicted: Option<attempts::Model>,
}

/// Writes a new attempt into the history of a locked instance, and selects it unless told otherwise.
pub(crate) async fn add(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    owned: &mut OwnedInstance,
    new: NewAttempt,
    selected: bool,
) -> Result<attempts::Model> {
    Ok(enter(ctx, conn, owned, new, selected).await?.attempt)
}

/// The same, for those who tell what made room.
pub(crate) async fn enter(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    owned: &mut OwnedInstance,
    new: NewAttempt,
    selected: bool,
) -> Result<Added> {
    take_in(conn, &mut owned.instance).await?;
    let evicted = make_room(ctx, conn, owned.instance.id).await?;
    let number = owned.instance.next_attempt_number;
    owned.instance.next_attempt_number = number + 1;
    let mut attempt = row(owned.instance.id, number, new).insert(conn).await?;
    instances::Entity::update_many()
        .col_expr(
            instances::Column::NextAttemptNumber,
            Expr::value(number + 1),
        )
        .filter(instances::Column::Id.eq(owned.instance.id))
        .exec(conn)
        .await?;
    if selected {
        attempt = make_selected(conn, &owned.instance, attempt).await?;
    }
    Ok(Added { attempt, evicted })
}

/// The row of a new attempt, not selected.
pub(crate) fn row(instance: InstanceId, number: i32, new: NewAttempt) -> attempts::ActiveModel {
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
        negative_prompt: Set(new.negative),
        reference_snapshot: Set(new
            .reference
            .and_then(|reference| serde_json::to_value(reference).ok())),
        other_references: Set(Some(new.others)
            .filter(|others| !others.is_empty())
            .and_then(|others| serde_json::to_value(others).ok())),
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

/// An attempt of the instance, live or removed.
pub(crate) async fn find(
    conn: &impl ConnectionTrait,
    path: AttemptPath,
) -> Result<attempts::Model> {
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
pub(crate) async fn make_selected(
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
pub(super) async fn make_room(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    instance: InstanceId,
) -> Result<Option<attempts::Model>> {
    let mut evicted = None;
    for attempt in count_out(live(conn, instance).await?, 1) {
        evicted = Some(take_out(ctx, conn, attempt).await?);
    }
    Ok(evicted)
}

/// Those of a live history that have to leave it until so many more fit: the oldest, never the selected one.
pub(crate) fn count_out(mut live: Vec<attempts::Model>, more: usize) -> Vec<attempts::Model> {
    let surplus = (live.len() + more).saturating_sub(rules::MAX_LIVE_ATTEMPTS);
    live.retain(|attempt| !attempt.is_selected);
    live.sort_by_key(|attempt| (attempt.entered_history_at, attempt.attempt_number));
    live.truncate(surplus);
    live
}

/// Marks an attempt as deleted and queues its row and object for the day on which it can no longer be restored.
pub(crate) async fn take_out(
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

/// Whether an attempt was taken out, and so lately that it can be put in again.
pub(crate) fn can_come_back(ctx: &Ctx, attempt: &attempts::Model) -> bool {
    let oldest = now() - ctx.settings.attempt_retention;
    attempt.deleted_at.is_some_and(|removed| removed > oldest)
}

/// Puts an attempt that was taken out in again, as one that entered the history then. There is room for it.
pub(crate) async fn put_in(
    conn: &impl ConnectionTrait,
    attempt: attempts::Model,
    entered: DateTimeUtc,
) -> Result<attempts::Model> {
    if let Some(key) = &attempt.storage_path {
        queue::keep(conn, key).await?;
    }
    let mut change: attempts::ActiveModel = attempt.into();
    change.deleted_at = Set(None);
    change.entered_history_at = Set(entered);
    change.updated_at = Set(now());
    Ok(change.update(conn).await?)
}

/// Writes the attempt that older data's picture stands for, if there is such a picture and no attempt yet.
/// Before the first new picture too: it would take the old one's place and leave no trace of it.
pub(crate) async fn take_in(
    conn: &impl ConnectionTrait,
    instance: &mut instances::Model,
) -> Result<()> {
    let Some(attempt) = from_older_data(instance) else {
        return Ok(());
    };
    let history =
        attempts::Entity::find().filter(attempts::Column::SceneAssetInstanceId.eq(instance.id));
    if history.count(conn).await? > 0 {
        return Ok(());
    }
    let number = instance.next_attempt_number;
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

/// The attempt that an instance's picture stands for, should it have none.
pub(crate) fn from_older_data(instance: &instances::Model) -> Option<attempts::ActiveModel> {
    let url = instance.image_key_url.clone()?;
    let now = now();
    Some(attempts::ActiveModel {
        id: Set(AttemptId::new()),
        scene_asset_instance_id: Set(instance.id),
        image_url: Set(url),
        source: Set(AttemptSource::Generated),
        is_selected: Set(true),
        attempt_number: Set(instance.next_attempt_number),
        entered_history_at: Set(now),
        created_at: Set(now),
        updated_at: Set(now),
        ..Default::default()
    })
}
