//! Project assets: characters, locations, props and extras, each with its Stage 5 master image.

mod ending;
pub mod history;
mod masters;

pub use ending::delete;
pub(crate) use ending::delete_seen;
pub(crate) use masters::lock;
pub use masters::upload_master;

use crate::{
    ctx::{Ctx, Viewer},
    db::now,
    entities::{assets, instances},
    error::{Result, conflict, invalid},
    model::{
        ids::{AssetId, BranchId, ProjectId},
        kinds::{AssetSource, AssetType},
        paging::{Page, Paging},
        rules,
        views::AssetView,
    },
    services::{descriptions, paging, scope, text},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoSimpleExpr,
    QueryFilter, QueryOrder, QuerySelect, Select, sea_query::Expr,
};
use serde::Deserialize;

/// What may be said of an asset.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AssetInput {
    /// Its name; needed when it is made.
    pub name: Option<String>,
    /// Its kind; needed when it is made.
    pub asset_type: Option<AssetType>,
    /// How it looks.
    pub description: Option<String>,
    /// Whether its master refuses changes.
    pub locked: Option<bool>,
}

/// The assets of a branch, by kind and name.
pub async fn list(
    ctx: &Ctx,
    viewer: Viewer,
    project: ProjectId,
    branch: Option<BranchId>,
    paging: &Paging,
) -> Result<Page<AssetView>> {
    let conn = ctx.db.read();
    let (_, branch) = scope::branch(conn, viewer, project, branch).await?;
    let mut select = cast(branch.id).limit(paging::with_next(paging));
    if let Some((kind, name, id)) = paging::after::<(i32, String, AssetId)>(paging)? {
        select = select.filter(paging::above(
            [
                paging::kind(),
                assets::Column::Name.into_simple_expr(),
                assets::Column::Id.into_simple_expr(),
            ],
            [Expr::val(kind), Expr::val(name), Expr::val(id)],
        ));
    }
    let rows = select.all(conn).await?;
    let page = paging::page(paging, rows, |last| {
        (paging::place(last.asset_type), last.name.clone(), last.id)
    })?;
    Ok(page.map(Into::into))
}

fn cast(branch: BranchId) -> Select<assets::Entity> {
    assets::Entity::find()
        .filter(assets::Column::BranchId.eq(branch))
        .order_by_asc(paging::kind())
        .order_by_asc(assets::Column::Name)
        .order_by_asc(assets::Column::Id)
}

pub(crate) async fn of_branch(
    conn: &impl ConnectionTrait,
    branch: BranchId,
) -> Result<Vec<assets::Model>> {
    Ok(cast(branch).all(conn).await?)
}

/// An asset.
pub async fn get(ctx: &Ctx, viewer: Viewer, project: ProjectId, id: AssetId) -> Result<AssetView> {
    Ok(scope::asset(ctx.db.read(), viewer, project, id)
        .await?
        .1
        .into())
}

/// Makes an asset.
pub async fn create(
    ctx: &Ctx,
    viewer: Viewer,
    project: ProjectId,
    branch: Option<BranchId>,
    input: AssetInput,
) -> Result<AssetView> {
    let txn = ctx.db.begin().await?;
    let (_, branch) = scope::branch(&txn, viewer, project, branch).await?;
    let asset = insert(&txn, project, branch.id, input, AssetSource::Manual).await?;
    txn.commit().await?;
    ctx.events.tell(project, None, None);
    Ok(asset.into())
}

/// Writes an asset into a branch that is known to be the viewer's.
pub(crate) async fn insert(
    conn: &impl ConnectionTrait,
    project: ProjectId,
    branch: BranchId,
    input: AssetInput,
    source: AssetSource,
) -> Result<assets::Model> {
    let name = text::name("The name", input.name.as_deref().unwrap_or_default())?;
    let Some(asset_type) = input.asset_type else {
        return invalid("The assetType must be one of character, location, prop, extra_archetype.");
    };
    let description = input.description.as_deref().unwrap_or_default();
    refuse_taken(conn, branch, asset_type, &name, None).await?;
    let asset = assets::ActiveModel {
        id: Set(AssetId::new()),
        project_id: Set(project),
        branch_id: Set(branch),
        name: Set(name),
        asset_type: Set(asset_type),
        description: Set(text::words(
            "The description",
            description,
            rules::MAX_DESCRIPTION,
        )?),
        locked: Set(input.locked.unwrap_or_default()),
        source: Set(source),
        next_attempt_number: Set(1),
        created_at: Set(now()),
        updated_at: Set(now()),
        ..Default::default()
    };
    Ok(asset.insert(conn).await?)
}

async fn refuse_taken(
    conn: &impl ConnectionTrait,
    branch: BranchId,
    asset_type: AssetType,
    name: &str,
    except: Option<AssetId>,
) -> Result<()> {
    // Compared here and not by the databases: each folds letters beyond ASCII in its own way.
    let others: Vec<(AssetId, String)> = assets::Entity::find()
        .select_only()
        .columns([assets::Column::Id, assets::Column::Name])
        .filter(assets::Column::BranchId.eq(branch))
        .filter(assets::Column::AssetType.eq(asset_type))
        .into_tuple()
        .all(conn)
        .await?;
    let folded = name.to_lowercase();
    if others
        .iter()
        .any(|(id, other)| Some(*id) != except && other.to_lowercase() == folded)
    {
        return conflict(format!(
            "There is an asset of this kind with the name \"{name}\" already."
        ));
    }
    Ok(())
}

/// Changes what is said of an asset. Scenes that describe it no differently follow.
pub async fn update(
    ctx: &Ctx,
    viewer: Viewer,
    project: ProjectId,
    id: AssetId,
    input: AssetInput,
) -> Result<AssetView> {
    update_seen(ctx, viewer, project, id, input, None).await
}

/// The same, unless somebody described it anew since `seen` was read.
pub(crate) async fn update_seen(
    ctx: &Ctx,
    viewer: Viewer,
    project: ProjectId,
    id: AssetId,
    input: AssetInput,
    seen: Option<&str>,
) -> Result<AssetView> {
    let txn = ctx.db.begin().await?;
    // Found to be the viewer's before anything is locked. Instances are locked before assets.
    scope::asset(&txn, viewer, project, id).await?;
    if input.description.is_some() {
        scope::lock_instances(&txn, instances::Column::ProjectAssetId.eq(id)).await?;
    }
    let (_, asset) = masters::lock(&txn, viewer, project, id).await?;
    if input.locked != Some(false) {
        history::refuse_locked(&asset)?;
    }
    if let (Some(seen), Some(words)) = (seen, &input.description) {
        let present = &asset.description;
        if !descriptions::same(seen, present) && !descriptions::same(words, present) {
            return conflict(rules::DESCRIBED_MEANWHILE);
        }
    }
    let asset = changed(&txn, asset, input).await?.update(&txn).await?;
    txn.commit().await?;
    ctx.events.tell(project, None, None);
    Ok(asset.into())
}

/// The row as it is to be, with the scenes that follow it. The asset is locked, and where it is described anew the
/// instances are.
async fn changed(
    conn: &impl ConnectionTrait,
    asset: assets::Model,
    input: AssetInput,
) -> Result<assets::ActiveModel> {
    let (id, branch) = (asset.id, asset.branch_id);
    let (asset_type, name) = (asset.asset_type, asset.name.clone());
    let mut change: assets::ActiveModel = asset.into();
    if let Some(name) = &input.name {
        change.name = Set(text::name("The name", name)?);
    }
    if input.name.is_some() || input.asset_type.is_some() {
        let asset_type = input.asset_type.unwrap_or(asset_type);
        let name = input.name.as_deref().map_or(name.as_str(), str::trim);
        refuse_taken(conn, branch, asset_type, name, Some(id)).await?;
        change.asset_type = Set(asset_type);
    }
    if let Some(description) = &input.description {
        let description = text::words("The description", description, rules::MAX_DESCRIPTION)?;
        follow(conn, id, &description).await?;
        change.description = Set(description);
    }
    if let Some(locked) = input.locked {
        change.locked = Set(locked);
    }
    change.updated_at = Set(now());
    Ok(change)
}

async fn follow(conn: &impl ConnectionTrait, asset: AssetId, description: &str) -> Result<()> {
    instances::Entity::update_many()
        .col_expr(
            instances::Column::EffectiveDescription,
            Expr::value(description),
        )
        .col_expr(instances::Column::UpdatedAt, Expr::value(now()))
        .filter(instances::Column::ProjectAssetId.eq(asset))
        .filter(instances::Column::DescriptionOverride.is_null())
        .exec(conn)
        .await?;
    Ok(())
}
