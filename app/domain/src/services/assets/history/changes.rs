//! How the history of a master changes, once its asset is locked: in, out, selected.

use super::NewMaster;
use crate::{
    ctx::Ctx,
    db::now,
    entities::{assets, master_attempts},
    error::Result,
    model::{
        ids::{AssetId, MasterAttemptId},
        masters::MasterAttemptView,
        rules,
    },
    services::{
        deletions as queue,
        views::{credits, decimal, master_url},
    },
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    QueryOrder, Select, sea_query::Expr,
};

/// Writes a new attempt into the history of an asset whose row is locked, and selects it. An asset that refuses
/// changes keeps the master that it has: there the new one is kept and not selected.
pub(crate) async fn add(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    asset: assets::Model,
    new: NewMaster,
) -> Result<assets::Model> {
    make_room(ctx, conn, asset.id).await?;
    let number = asset.next_attempt_number;
    let attempt = row(asset.id, number, new).insert(conn).await?;
    let locked = asset.locked;
    let mut change: assets::ActiveModel = asset.into();
    change.next_attempt_number = Set(number + 1);
    let asset = change.update(conn).await?;
    if locked {
        return Ok(asset);
    }
    Ok(make_selected(conn, attempt).await?.1)
}

/// The row of a new attempt, not selected.
fn row(asset: AssetId, number: i32, new: NewMaster) -> master_attempts::ActiveModel {
    let now = now();
    master_attempts::ActiveModel {
        id: Set(MasterAttemptId::new()),
        project_asset_id: Set(asset),
        image_url: Set(master_url(asset, &new.facts.sha256)),
        storage_path: Set(Some(new.key.as_str().to_owned())),
        source: Set(new.source),
        is_selected: Set(false),
        image_generation_job_id: Set(new.job),
        provider: Set(new.provider),
        seed: Set(new.seed),
        prompt_snapshot: Set(new.prompt),
        negative_prompt: Set(new.negative),
        cost_credits: Set(new.cost.map(decimal)),
        original_filename: Set(new.filename),
        file_size_bytes: Set(Some(new.facts.size)),
        mime_type: Set(Some(new.facts.mime_type)),
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

/// The live history of an asset that is known to be the viewer's, newest first.
pub(crate) async fn live(
    conn: &impl ConnectionTrait,
    asset: AssetId,
) -> Result<Vec<master_attempts::Model>> {
    Ok(master_attempts::Entity::find()
        .filter(master_attempts::Column::ProjectAssetId.eq(asset))
        .filter(master_attempts::Column::DeletedAt.is_null())
        .order_by_desc(master_attempts::Column::AttemptNumber)
        .all(conn)
        .await?)
}

/// The attempts of an asset that show those bytes, the live ones first.
pub(crate) fn showing(asset: AssetId, sha256: &str) -> Select<master_attempts::Entity> {
    master_attempts::Entity::find()
        .filter(master_attempts::Column::ProjectAssetId.eq(asset))
        .filter(master_attempts::Column::Sha256.eq(sha256))
        .order_by_desc(master_attempts::Column::DeletedAt.is_null())
}

/// Deselects, selects and moves the asset's own columns along. The asset is locked.
pub(super) async fn make_selected(
    conn: &impl ConnectionTrait,
    attempt: master_attempts::Model,
) -> Result<(master_attempts::Model, assets::Model)> {
    master_attempts::Entity::update_many()
        .col_expr(master_attempts::Column::IsSelected, Expr::value(false))
        .col_expr(master_attempts::Column::UpdatedAt, Expr::value(now()))
        .filter(master_attempts::Column::ProjectAssetId.eq(attempt.project_asset_id))
        .filter(master_attempts::Column::IsSelected.eq(true))
        .filter(master_attempts::Column::Id.ne(attempt.id))
        .exec(conn)
        .await?;
    let mut change: master_attempts::ActiveModel = attempt.into();
    change.is_selected = Set(true);
    change.updated_at = Set(now());
    let attempt = change.update(conn).await?;
    let mut change = assets::ActiveModel {
        id: Set(attempt.project_asset_id),
        updated_at: Set(now()),
        ..Default::default()
    };
    show(&mut change, Some(&attempt));
    let asset = change.update(conn).await?;
    Ok((attempt, asset))
}

/// Has the row of an asset say of its master what the selected attempt says, or that there is none.
pub(crate) fn show(asset: &mut assets::ActiveModel, selected: Option<&master_attempts::Model>) {
    asset.image_key_url = Set(selected.map(|one| one.image_url.clone()));
    asset.storage_path = Set(selected.and_then(|one| one.storage_path.clone()));
    asset.original_filename = Set(selected.and_then(|one| one.original_filename.clone()));
    asset.file_size_bytes = Set(selected.and_then(|one| one.file_size_bytes));
    asset.mime_type = Set(selected.and_then(|one| one.mime_type.clone()));
    asset.width = Set(selected.and_then(|one| one.width));
    asset.height = Set(selected.and_then(|one| one.height));
    asset.sha256 = Set(selected.and_then(|one| one.sha256.clone()));
    asset.thumbhash = Set(selected.and_then(|one| one.thumbhash.clone()));
}

/// Takes the oldest non-selected attempts out until one more fits. The asset is locked.
pub(super) async fn make_room(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    asset: AssetId,
) -> Result<Option<master_attempts::Model>> {
    let mut live = live(conn, asset).await?;
    let surplus = (live.len() + 1).saturating_sub(rules::MAX_LIVE_ATTEMPTS);
    live.retain(|attempt| !attempt.is_selected);
    live.sort_by_key(|attempt| (attempt.entered_history_at, attempt.attempt_number));
    let mut evicted = None;
    for attempt in live.into_iter().take(surplus) {
        evicted = Some(take_out(ctx, conn, attempt).await?);
    }
    Ok(evicted)
}

/// Marks an attempt as deleted and queues its row and object for the day on which it can no longer be restored.
pub(super) async fn take_out(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    attempt: master_attempts::Model,
) -> Result<master_attempts::Model> {
    if let Some(key) = &attempt.storage_path {
        queue::due(conn, key, now() + ctx.settings.attempt_retention).await?;
    }
    let mut change: master_attempts::ActiveModel = attempt.into();
    change.deleted_at = Set(Some(now()));
    change.updated_at = Set(now());
    Ok(change.update(conn).await?)
}

/// Puts an attempt that was taken out in again, as the newest comer. There is room for it.
pub(super) async fn put_in(
    conn: &impl ConnectionTrait,
    attempt: master_attempts::Model,
) -> Result<master_attempts::Model> {
    if let Some(key) = &attempt.storage_path {
        queue::keep(conn, key).await?;
    }
    let mut change: master_attempts::ActiveModel = attempt.into();
    change.deleted_at = Set(None);
    change.entered_history_at = Set(now());
    change.updated_at = Set(now());
    Ok(change.update(conn).await?)
}

impl From<master_attempts::Model> for MasterAttemptView {
    fn from(row: master_attempts::Model) -> Self {
        Self {
            id: row.id,
            project_asset_id: row.project_asset_id,
            image_url: row.image_url,
            storage_path: row.storage_path,
            source: row.source,
            is_selected: row.is_selected,
            image_generation_job_id: row.image_generation_job_id,
            prompt_snapshot: row.prompt_snapshot,
            negative_prompt: row.negative_prompt,
            cost_credits: row.cost_credits.map(credits),
            original_filename: row.original_filename,
            file_size_bytes: row.file_size_bytes,
            mime_type: row.mime_type,
            attempt_number: row.attempt_number,
            width: row.width,
            height: row.height,
            sha256: row.sha256,
            thumbhash: row.thumbhash,
            provider: row.provider,
            seed: row.seed,
            entered_history_at: row.entered_history_at,
            deleted_at: row.deleted_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}
