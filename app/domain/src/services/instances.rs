//! Scene asset instances: which assets are in a scene, and how each is described there.

use crate::{
    ctx::{Ctx, Viewer},
    db::now,
    entities::{assets, attempts, instances, jobs, scenes, values::Words},
    error::{Error, Result, conflict, invalid},
    images,
    model::{
        ids::{AssetId, AttemptId, InstanceId},
        kinds::{AttemptSource, JobErrorCode, JobStatus},
        paths::{InstancePath, ScenePath},
        rules,
        views::InstanceView,
    },
    services::{
        attempts::{self as history, Facts, NewAttempt, tell},
        deletions,
        scope::{self, OwnedInstance},
        text, views,
    },
    storage::StorageKey,
};
use bytes::Bytes;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, ModelTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, RelationTrait,
    sea_query::{Expr, SimpleExpr},
};
use serde::Deserialize;

/// What is said of an asset when it enters a scene.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewInstance {
    /// Which asset.
    pub project_asset_id: AssetId,
    /// How it looks here, unless as its master.
    pub description_override: Option<String>,
    /// Its state here.
    pub status_tags: Option<Vec<String>>,
    /// Whether the next scene takes it over.
    pub carry_forward: Option<bool>,
    /// The instance that it comes from, in the same project.
    pub inherited_from_instance_id: Option<InstanceId>,
}

/// What may be changed of an instance. What is left out stays; null clears.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InstanceInput {
    /// How it looks here; null means as its master.
    #[serde(default, deserialize_with = "text::present")]
    pub description_override: Option<Option<String>>,
    /// Its state here.
    #[serde(default, deserialize_with = "text::present")]
    pub status_tags: Option<Option<Vec<String>>>,
    /// Whether the next scene takes it over.
    pub carry_forward: Option<bool>,
    /// Why it was changed.
    #[serde(default, deserialize_with = "text::present")]
    pub modification_reason: Option<Option<String>>,
    /// Whether it refuses changes.
    pub locked: Option<bool>,
    /// Why it needs no picture.
    #[serde(default, deserialize_with = "text::present")]
    pub waived_reason: Option<Option<String>>,
    /// Never taken: the picture follows the selected attempt. Here to be refused by name.
    #[serde(default, deserialize_with = "text::present")]
    pub image_key_url: Option<Option<String>>,
}

/// The assets of a scene, by kind and name.
pub async fn list(
    ctx: &Ctx,
    viewer: Viewer,
    path: ScenePath,
    limit: u64,
) -> Result<Vec<InstanceView>> {
    let owned = scope::scene(ctx.db.read(), viewer, path).await?;
    let mut rows = of_scene(owned.scene.id)
        .limit(limit)
        .all(ctx.db.read())
        .await?;
    rows.sort_by_key(|(_, asset)| asset.as_ref().map(|asset| asset.asset_type));
    Ok(rows
        .into_iter()
        .filter_map(|(row, asset)| Some(views::instance(row, asset?)))
        .collect())
}

pub(crate) fn of_scene(
    scene: crate::model::ids::SceneId,
) -> sea_orm::SelectTwo<instances::Entity, assets::Entity> {
    instances::Entity::find()
        .find_also_related(assets::Entity)
        .filter(instances::Column::SceneId.eq(scene))
        .order_by_asc(assets::Column::Name)
        .order_by_asc(instances::Column::Id)
}

/// An asset of a scene.
pub async fn get(ctx: &Ctx, viewer: Viewer, path: InstancePath) -> Result<InstanceView> {
    let owned = scope::instance(ctx.db.read(), viewer, path).await?;
    view(ctx.db.read(), owned.instance).await
}

pub(crate) async fn view(
    conn: &impl ConnectionTrait,
    row: instances::Model,
) -> Result<InstanceView> {
    let asset = assets::Entity::find_by_id(row.project_asset_id)
        .one(conn)
        .await?;
    Ok(views::instance(row, asset.ok_or(Error::NotFound("asset"))?))
}

/// Brings an asset into a scene.
pub async fn create(
    ctx: &Ctx,
    viewer: Viewer,
    path: ScenePath,
    input: NewInstance,
) -> Result<InstanceView> {
    let txn = ctx.db.begin().await?;
    let owned = scope::scene(&txn, viewer, path).await?;
    let (_, asset) = scope::asset(&txn, viewer, path.project, input.project_asset_id).await?;
    if asset.branch_id != owned.branch.id {
        return Err(Error::NotFound("asset"));
    }
    let there = instances::Entity::find()
        .filter(instances::Column::SceneId.eq(path.scene))
        .filter(instances::Column::ProjectAssetId.eq(asset.id));
    if there.count(&txn).await? > 0 {
        return conflict(format!("\"{}\" is in this scene already.", asset.name));
    }
    if let Some(from) = input.inherited_from_instance_id {
        refuse_foreign(&txn, owned.branch.id, from).await?;
    }
    let row = row(path, &asset, input)?.insert(&txn).await?;
    txn.commit().await?;
    ctx.events
        .tell(path.project, Some(path.scene), Some(row.id));
    Ok(views::instance(row, asset))
}

async fn refuse_foreign(
    conn: &impl ConnectionTrait,
    branch: crate::model::ids::BranchId,
    from: InstanceId,
) -> Result<()> {
    let found = instances::Entity::find_by_id(from)
        .join(JoinType::InnerJoin, instances::Relation::Scenes.def())
        .filter(scenes::Column::BranchId.eq(branch))
        .count(conn)
        .await?;
    if found == 1 {
        Ok(())
    } else {
        Err(Error::NotFound("instance to inherit from"))
    }
}

/// A fresh instance's row.
pub(crate) fn row(
    path: ScenePath,
    asset: &assets::Model,
    input: NewInstance,
) -> Result<instances::ActiveModel> {
    let description = described(input.description_override.as_deref())?;
    let tags = text::tags(&input.status_tags.unwrap_or_default())?;
    Ok(instances::ActiveModel {
        id: Set(InstanceId::new()),
        scene_id: Set(path.scene),
        project_asset_id: Set(asset.id),
        effective_description: Set(description
            .clone()
            .unwrap_or_else(|| asset.description.clone())),
        description_override: Set(description),
        status_tags: Set(Some(Words(tags))),
        carry_forward: Set(input.carry_forward.unwrap_or(true)),
        inherited_from_instance_id: Set(input.inherited_from_instance_id),
        locked: Set(false),
        use_master_as_is: Set(false),
        modification_count: Set(0),
        next_attempt_number: Set(1),
        created_at: Set(now()),
        updated_at: Set(now()),
        ..Default::default()
    })
}

fn described(words: Option<&str>) -> Result<Option<String>> {
    let words = words
        .map(|words| text::words("The description", words, rules::MAX_DESCRIPTION))
        .transpose()?;
    Ok(words.filter(|words| !words.is_empty()))
}

/// Changes an instance. A locked one takes a change only together with its unlocking.
pub async fn update(
    ctx: &Ctx,
    viewer: Viewer,
    path: InstancePath,
    input: InstanceInput,
) -> Result<InstanceView> {
    if input.image_key_url.is_some() {
        return invalid("The picture follows the selected attempt; imageKeyUrl cannot be set.");
    }
    let txn = ctx.db.begin().await?;
    let mut owned = scope::lock_instance(&txn, viewer, path).await?;
    if input.locked != Some(false) {
        owned = owned.unlocked()?;
    }
    if input.description_override.is_some() && owned.instance.use_master_as_is {
        return conflict(rules::AS_IS);
    }
    let asset = assets::Entity::find_by_id(owned.instance.project_asset_id)
        .one(&txn)
        .await?;
    let asset = asset.ok_or(Error::NotFound("asset"))?;
    let instance = changed(owned.instance, &asset, input)?.update(&txn).await?;
    txn.commit().await?;
    tell(ctx, path);
    Ok(views::instance(instance, asset))
}

fn changed(
    row: instances::Model,
    asset: &assets::Model,
    input: InstanceInput,
) -> Result<instances::ActiveModel> {
    let count = row.modification_count + 1;
    let mut change: instances::ActiveModel = row.into();
    let mut last = None;
    if let Some(description) = &input.description_override {
        let description = described(description.as_deref())?;
        change.effective_description = Set(description
            .clone()
            .unwrap_or_else(|| asset.description.clone()));
        change.description_override = Set(description);
        last = Some("description_override");
    }
    if let Some(tags) = &input.status_tags {
        change.status_tags = Set(Some(Words(text::tags(
            tags.as_deref().unwrap_or_default(),
        )?)));
        last = Some("status_tags");
    }
    if let Some(carry_forward) = input.carry_forward {
        change.carry_forward = Set(carry_forward);
        last = Some("carry_forward");
    }
    if let Some(reason) = &input.waived_reason {
        let reason = reason
            .as_deref()
            .map(|reason| text::name("The reason", reason))
            .transpose()?;
        change.waived_reason = Set(reason);
        last = Some("waived_reason");
    }
    if let Some(locked) = input.locked {
        change.locked = Set(locked);
        last = Some("locked");
    }
    if let Some(reason) = &input.modification_reason {
        let reason = reason
            .as_deref()
            .map(|reason| text::words("The reason", reason, rules::MAX_DESCRIPTION));
        change.modification_reason = Set(reason.transpose()?);
    }
    if let Some(field) = last {
        change.last_modified_field = Set(Some(field.to_owned()));
        change.modification_count = Set(count);
    }
    change.updated_at = Set(now());
    Ok(change)
}

/// Takes an asset out of a scene. Its history goes with it.
pub async fn delete(ctx: &Ctx, viewer: Viewer, path: InstancePath) -> Result<()> {
    let txn = ctx.db.begin().await?;
    let owned = scope::lock_instance(&txn, viewer, path).await?.unlocked()?;
    cancel_jobs(&txn, instances::Column::Id.eq(path.instance)).await?;
    let pictures: Vec<Option<String>> = attempts::Entity::find()
        .select_only()
        .column(attempts::Column::StoragePath)
        .filter(attempts::Column::SceneAssetInstanceId.eq(path.instance))
        .into_tuple()
        .all(&txn)
        .await?;
    deletions::due_now(&txn, pictures.into_iter().flatten().collect()).await?;
    owned.instance.delete(&txn).await?;
    txn.commit().await?;
    tell(ctx, path);
    Ok(())
}

/// Ends the open jobs of instances that are about to go. Their workers lose the lease.
pub(crate) async fn cancel_jobs(conn: &impl ConnectionTrait, of: SimpleExpr) -> Result<()> {
    let ids: Vec<InstanceId> = instances::Entity::find()
        .select_only()
        .column(instances::Column::Id)
        .filter(of)
        .into_tuple()
        .all(conn)
        .await?;
    jobs::Entity::update_many()
        .col_expr(jobs::Column::Status, Expr::value(JobStatus::Cancelled))
        .col_expr(jobs::Column::CancelledAt, Expr::value(now()))
        .col_expr(
            jobs::Column::ErrorCode,
            Expr::value(JobErrorCode::Cancelled),
        )
        .col_expr(
            jobs::Column::ErrorMessage,
            Expr::value("The asset was taken out of the scene."),
        )
        .col_expr(jobs::Column::LeaseOwner, Expr::value(None::<String>))
        .filter(jobs::Column::SceneAssetInstanceId.is_in(ids))
        .filter(jobs::Column::CompletedAt.is_null())
        .filter(jobs::Column::FailedAt.is_null())
        .filter(jobs::Column::CancelledAt.is_null())
        .exec(conn)
        .await?;
    Ok(())
}

/// The names of locked assets among the instances meant.
pub(crate) async fn locked_names(
    conn: &impl ConnectionTrait,
    of: SimpleExpr,
) -> Result<Vec<String>> {
    let rows = instances::Entity::find()
        .find_also_related(assets::Entity)
        .filter(of)
        .filter(instances::Column::Locked.eq(true))
        .order_by_asc(assets::Column::Name)
        .all(conn)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(_, asset)| Some(asset?.name))
        .collect())
}

/// The numbers of the scenes that hold an asset locked.
pub(crate) async fn locked_scenes(conn: &impl ConnectionTrait, asset: AssetId) -> Result<Vec<i32>> {
    let rows = instances::Entity::find()
        .find_also_related(scenes::Entity)
        .filter(instances::Column::ProjectAssetId.eq(asset))
        .filter(instances::Column::Locked.eq(true))
        .order_by_asc(scenes::Column::SceneNumber)
        .all(conn)
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(_, scene)| Some(scene?.scene_number))
        .collect())
}

/// Takes an uploaded picture into the history, selected.
pub async fn upload(
    ctx: &Ctx,
    viewer: Viewer,
    path: InstancePath,
    filename: Option<String>,
    bytes: Bytes,
) -> Result<InstanceView> {
    let owned = scope::instance(ctx.db.read(), viewer, path)
        .await?
        .unlocked()?;
    let picture = images::prepare(bytes, images::MAX_BYTES).await?;
    let key = StorageKey::upload(owned.scope(), path.instance, picture.format);
    ctx.storage.put_picture(&key, &picture).await?;
    let txn = ctx.db.begin().await?;
    let mut owned: OwnedInstance = scope::lock_instance(&txn, viewer, path).await?.unlocked()?;
    let new = NewAttempt {
        id: AttemptId::new(),
        filename: filename.as_deref().map(base_name),
        ..NewAttempt::new(AttemptSource::Uploaded, key, Facts::from(&picture))
    };
    history::add(ctx, &txn, &mut owned, new, true).await?;
    txn.commit().await?;
    tell(ctx, path);
    get(ctx, viewer, path).await
}

/// The last part of a path, from whatever system, without control characters, 255 characters at most.
fn base_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|c| !c.is_control()).take(255).collect()
}
