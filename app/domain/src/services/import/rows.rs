//! The rows of an archive on their way into the tables, in one transaction: what stands above first.

use crate::{
    ctx::{Ctx, Viewer},
    db::now,
    entities::{assets, attempts, branches, instances, jobs, master_attempts, projects, scenes},
    error::{Error, Result},
    jobs::budget,
    model::ids::{BranchId, InstanceId, ProjectId},
    services::{
        archive::{Asset, Branch, Manifest},
        assets::history,
        deletions,
    },
};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::Expr,
};
use std::collections::HashMap;

/// Rows in one statement: below what SQLite takes of values.
const TOGETHER: usize = 200;

/// Writes every row of a film. Errors: those of a row that cannot stand beside another, as `Invalid`.
pub(super) async fn write(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    viewer: Viewer,
    manifest: Manifest,
) -> Result<projects::Model> {
    let written = all(ctx, conn, viewer, manifest).await;
    written.map_err(|err| match err {
        Error::Conflict(_) => {
            Error::Invalid("The archive holds two rows of one name or number.".into())
        }
        other => other,
    })
}

async fn all(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    viewer: Viewer,
    manifest: Manifest,
) -> Result<projects::Model> {
    let active = manifest.project.active_branch_id;
    let mut film: projects::ActiveModel = manifest.project.into();
    film.user_id = Set(viewer.user);
    film.is_sample = Set(false);
    // The film and its branches point at each other.
    film.active_branch_id = NotSet;
    film.updated_at = Set(now());
    let film = film.insert(conn).await?;
    lines(conn, manifest.branches).await?;
    insert(
        conn,
        manifest.scenes.into_iter().map(scenes::ActiveModel::from),
    )
    .await?;
    let cast = cast(manifest.assets, &manifest.masters);
    insert(conn, cast.into_iter()).await?;
    in_scenes(conn, manifest.instances).await?;
    let versions = manifest.descriptions.into_iter();
    insert(conn, versions.map(IntoActiveModel::into_active_model)).await?;
    let others = manifest.references.into_iter();
    insert(conn, others.map(IntoActiveModel::into_active_model)).await?;
    insert(conn, manifest.jobs.into_iter().map(jobs::ActiveModel::from)).await?;
    paid(conn, film.id).await?;
    masters(ctx, conn, manifest.masters).await?;
    histories(ctx, conn, manifest.attempts).await?;
    let mut film: projects::ActiveModel = film.into();
    film.active_branch_id = Set(active);
    Ok(film.update(conn).await?)
}

async fn insert<A: ActiveModelTrait>(
    conn: &impl ConnectionTrait,
    rows: impl Iterator<Item = A>,
) -> Result<()> {
    let mut rows = rows.peekable();
    while rows.peek().is_some() {
        let some: Vec<A> = rows.by_ref().take(TOGETHER).collect();
        A::Entity::insert_many(some)
            .exec_without_returning(conn)
            .await?;
    }
    Ok(())
}

/// The branches; each is told of its parent once all are there.
async fn lines(conn: &impl ConnectionTrait, rows: Vec<Branch>) -> Result<()> {
    let mut parents: Vec<(BranchId, BranchId)> = Vec::new();
    let mut lines: Vec<branches::ActiveModel> = Vec::new();
    for mut row in rows {
        let parent = row.parent_branch_id.take();
        parents.extend(parent.map(|parent| (row.id, parent)));
        lines.push(row.into());
    }
    insert(conn, lines.into_iter()).await?;
    for (id, parent) in parents {
        branches::Entity::update_many()
            .col_expr(branches::Column::ParentBranchId, Expr::value(Some(parent)))
            .filter(branches::Column::Id.eq(id))
            .exec(conn)
            .await?;
    }
    Ok(())
}

/// The assets, each with its selected master, whatever the archive says of it; without one it has none.
fn cast(rows: Vec<Asset>, masters: &[master_attempts::Model]) -> Vec<assets::ActiveModel> {
    let selected = masters.iter().filter(|one| one.is_selected);
    let selected: HashMap<_, _> = selected.map(|one| (one.project_asset_id, one)).collect();
    let row = |row: Asset| {
        let one = selected.get(&row.id).copied();
        let mut row = assets::ActiveModel::from(row);
        history::show(&mut row, one);
        row
    };
    rows.into_iter().map(row).collect()
}

/// What points from one instance to another.
struct Ties {
    id: InstanceId,
    inherited: Option<InstanceId>,
    chosen: Option<InstanceId>,
}

/// The instances; each is tied to the others once all are there.
async fn in_scenes(conn: &impl ConnectionTrait, rows: Vec<instances::Model>) -> Result<()> {
    let mut ties = Vec::new();
    let mut untied = Vec::new();
    for mut row in rows {
        ties.push(Ties {
            id: row.id,
            inherited: row.inherited_from_instance_id.take(),
            chosen: row.selected_master_reference_instance_id.take(),
        });
        untied.push(row.into_active_model());
    }
    insert(conn, untied.into_iter()).await?;
    let tied = |ties: &Ties| ties.inherited.is_some() || ties.chosen.is_some();
    for ties in ties.into_iter().filter(tied) {
        instances::Entity::update_many()
            .col_expr(
                instances::Column::InheritedFromInstanceId,
                Expr::value(ties.inherited),
            )
            .col_expr(
                instances::Column::SelectedMasterReferenceInstanceId,
                Expr::value(ties.chosen),
            )
            .filter(instances::Column::Id.eq(ties.id))
            .exec(conn)
            .await?;
    }
    Ok(())
}

/// What the jobs of the film cost where it comes from stays on record.
async fn paid(conn: &impl ConnectionTrait, film: ProjectId) -> Result<()> {
    let ended = jobs::Entity::find()
        .filter(jobs::Column::ProjectId.eq(film))
        .all(conn)
        .await?;
    budget::taken_over(conn, &ended).await
}

/// The histories of masters, as those in scenes.
async fn masters(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    rows: Vec<master_attempts::Model>,
) -> Result<()> {
    for row in &rows {
        if let (Some(then), Some(path)) = (row.deleted_at, &row.storage_path) {
            deletions::due(conn, path, then + ctx.settings.attempt_retention).await?;
        }
    }
    let rows = rows.into_iter();
    insert(conn, rows.map(IntoActiveModel::into_active_model)).await
}

/// The histories. What was deleted is queued for the day on which it can no longer be restored.
async fn histories(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    rows: Vec<attempts::Model>,
) -> Result<()> {
    for row in &rows {
        if let (Some(then), Some(path)) = (row.deleted_at, &row.storage_path) {
            deletions::due(conn, path, then + ctx.settings.attempt_retention).await?;
        }
    }
    insert(
        conn,
        rows.into_iter().map(IntoActiveModel::into_active_model),
    )
    .await
}
