//! Lines of work in a film: made empty or as a copy of another one, made the active one, deleted.

mod copying;
mod keys;
mod rows;
mod source;

use crate::{
    ctx::{Ctx, Viewer},
    db::now,
    entities::{assets, attempts, branches, instances, master_attempts, projects, scenes},
    error::{Result, conflict},
    model::{
        ids::{AssetId, BranchId, ProjectId},
        paging::{Page, Paging},
        rules,
        views::BranchView,
    },
    services::{deletions, instances as in_scene, paging, scope, text},
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, IntoSimpleExpr, JoinType, ModelTrait,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, RelationTrait,
    sea_query::{Expr, LockType},
};
use serde::Deserialize;

/// What is said of a line of work that is made.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewBranch {
    /// Its name, which no other of the film has.
    #[serde(default)]
    pub name: String,
    /// The one that it begins as a copy of; without, it is empty.
    #[serde(default, deserialize_with = "text::maybe_id")]
    pub from_branch_id: Option<BranchId>,
}

impl From<branches::Model> for BranchView {
    fn from(row: branches::Model) -> Self {
        Self {
            id: row.id,
            project_id: row.project_id,
            parent_branch_id: row.parent_branch_id,
            name: row.name,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// The lines of work of a film, in the order in which they were made.
pub async fn list(
    ctx: &Ctx,
    viewer: Viewer,
    project: ProjectId,
    paging: &Paging,
) -> Result<Page<BranchView>> {
    let conn = ctx.db.read();
    scope::project(conn, viewer, project).await?;
    let mut select = branches::Entity::find()
        .filter(branches::Column::ProjectId.eq(project))
        .order_by_asc(branches::Column::CreatedAt)
        .order_by_asc(branches::Column::Id)
        .limit(paging::with_next(paging));
    if let Some((made, id)) = paging::after::<(i64, BranchId)>(paging)? {
        select = select.filter(paging::above(
            [
                branches::Column::CreatedAt.into_simple_expr(),
                branches::Column::Id.into_simple_expr(),
            ],
            [Expr::val(paging::moment(made)?), Expr::val(id)],
        ));
    }
    let rows = select.all(conn).await?;
    let page = paging::page(paging, rows, |last| {
        (paging::micros(last.created_at), last.id)
    })?;
    Ok(page.map(Into::into))
}

/// Makes a line of work: empty, or as another one stands now, with its scenes, its assets, and what was decided on.
/// Errors: `Conflict` for a name that is taken, and where there are more pictures than are copied at once.
pub async fn create(
    ctx: &Ctx,
    viewer: Viewer,
    project: ProjectId,
    input: NewBranch,
) -> Result<BranchView> {
    let name = text::name("The name", &input.name)?;
    let branch = match input.from_branch_id {
        Some(from) => copying::copy(ctx, viewer, (project, from), &name).await?,
        None => {
            let txn = ctx.db.begin().await?;
            scope::project(&txn, viewer, project).await?;
            let branch = insert(&txn, project, BranchId::new(), None, &name).await?;
            txn.commit().await?;
            branch
        }
    };
    ctx.events.tell(project, None, None);
    Ok(branch.into())
}

async fn insert(
    conn: &impl ConnectionTrait,
    project: ProjectId,
    id: BranchId,
    parent: Option<BranchId>,
    name: &str,
) -> Result<branches::Model> {
    refuse_taken(conn, project, name).await?;
    let branch = branches::ActiveModel {
        id: Set(id),
        project_id: Set(project),
        parent_branch_id: Set(parent),
        name: Set(name.to_owned()),
        created_at: Set(now()),
        updated_at: Set(now()),
    };
    Ok(branch.insert(conn).await?)
}

async fn refuse_taken(conn: &impl ConnectionTrait, project: ProjectId, name: &str) -> Result<()> {
    let others = branches::Entity::find()
        .filter(branches::Column::ProjectId.eq(project))
        .filter(branches::Column::Name.eq(name));
    if others.count(conn).await? > 0 {
        return conflict(format!(
            "There is a branch with the name \"{name}\" already."
        ));
    }
    Ok(())
}

/// Locks a film against others that change which line of work is the active one, or take one away.
async fn lock_film(conn: &impl ConnectionTrait, project: ProjectId) -> Result<()> {
    projects::Entity::find_by_id(project)
        .lock(LockType::NoKeyUpdate)
        .one(conn)
        .await?;
    Ok(())
}

/// Makes a line of work the one that the film's pages show.
pub async fn activate(
    ctx: &Ctx,
    viewer: Viewer,
    project: ProjectId,
    id: BranchId,
) -> Result<BranchView> {
    let txn = ctx.db.begin().await?;
    scope::project(&txn, viewer, project).await?;
    lock_film(&txn, project).await?;
    let (film, branch) = scope::branch(&txn, viewer, project, Some(id)).await?;
    if film.active_branch_id == Some(id) {
        return Ok(branch.into());
    }
    let mut change: projects::ActiveModel = film.into();
    change.active_branch_id = Set(Some(id));
    change.updated_at = Set(now());
    change.update(&txn).await?;
    txn.commit().await?;
    ctx.events.tell(project, None, None);
    Ok(branch.into())
}

/// Deletes a line of work with everything in it; its objects are removed by the worker. The active one stays, and
/// one that holds what is locked.
pub async fn delete(ctx: &Ctx, viewer: Viewer, project: ProjectId, id: BranchId) -> Result<()> {
    let txn = ctx.db.begin().await?;
    scope::branch(&txn, viewer, project, Some(id)).await?;
    // Instances are locked before films.
    scope::lock_instances(&txn, assets::Column::BranchId.eq(id)).await?;
    lock_film(&txn, project).await?;
    let (film, branch) = scope::branch(&txn, viewer, project, Some(id)).await?;
    if film.active_branch_id == Some(id) {
        return conflict(
            "This branch is the active one. Make another one active before deleting it.",
        );
    }
    lock_assets(&txn, id).await?;
    refuse_locked(&txn, id).await?;
    let objects = objects(&txn, id).await?;
    deletions::due_now(&txn, objects).await?;
    branch.delete(&txn).await?;
    txn.commit().await?;
    ctx.events.tell(project, None, None);
    Ok(())
}

/// Locks a branch that is to go, and its assets by key, against others that lock them away or give them another
/// master. The branch first: whoever changes a master holds on to it before the asset.
async fn lock_assets(conn: &impl ConnectionTrait, branch: BranchId) -> Result<()> {
    branches::Entity::find_by_id(branch)
        .lock(LockType::Update)
        .one(conn)
        .await?;
    assets::Entity::find()
        .select_only()
        .column(assets::Column::Id)
        .filter(assets::Column::BranchId.eq(branch))
        .order_by_asc(assets::Column::Id)
        .lock(LockType::NoKeyUpdate)
        .into_tuple::<AssetId>()
        .all(conn)
        .await?;
    Ok(())
}

/// Refuses where an asset is locked, in a scene or altogether: what holds it is not deleted.
async fn refuse_locked(conn: &impl ConnectionTrait, branch: BranchId) -> Result<()> {
    let mut names = in_scene::locked_names(conn, assets::Column::BranchId.eq(branch)).await?;
    let masters: Vec<String> = assets::Entity::find()
        .select_only()
        .column(assets::Column::Name)
        .filter(assets::Column::BranchId.eq(branch))
        .filter(assets::Column::Locked.eq(true))
        .into_tuple()
        .all(conn)
        .await?;
    names.extend(masters);
    names.sort();
    names.dedup();
    if names.is_empty() {
        return Ok(());
    }
    let more = match names.len().saturating_sub(rules::MOST_NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    names.truncate(rules::MOST_NAMED);
    conflict(format!(
        "Unlock these assets of the branch before deleting it: {}{more}.",
        names.join(", ")
    ))
}

/// The paths of all the branch's pictures, those of deleted attempts among them.
async fn objects(conn: &impl ConnectionTrait, branch: BranchId) -> Result<Vec<String>> {
    let masters: Vec<Option<String>> = master_attempts::Entity::find()
        .select_only()
        .column(master_attempts::Column::StoragePath)
        .join(JoinType::InnerJoin, master_attempts::Relation::Assets.def())
        .filter(assets::Column::BranchId.eq(branch))
        .into_tuple()
        .all(conn)
        .await?;
    let pictures: Vec<Option<String>> = attempts::Entity::find()
        .select_only()
        .column(attempts::Column::StoragePath)
        .join(JoinType::InnerJoin, attempts::Relation::Instances.def())
        .join(JoinType::InnerJoin, instances::Relation::Scenes.def())
        .filter(scenes::Column::BranchId.eq(branch))
        .into_tuple()
        .all(conn)
        .await?;
    Ok(masters.into_iter().chain(pictures).flatten().collect())
}
