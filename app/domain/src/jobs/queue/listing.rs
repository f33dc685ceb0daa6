//! Jobs as they are listed: each of them once, with the picture that it made.

use crate::{
    ctx::{Ctx, Viewer},
    entities::{attempts, jobs, master_attempts},
    error::Result,
    model::{
        ids::{AttemptId, JobId, ProjectId},
        kinds::JobStatus,
        paging::{Page, Paging},
        panel::{JobShown, Picture},
        views::{JobView, Moment},
    },
    services::{
        paging, scope,
        views::{attempt_url, job as view},
    },
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoSimpleExpr, QueryFilter, QueryOrder,
    QuerySelect, Select,
    sea_query::{Expr, IntoCondition},
};
use std::{collections::HashMap, slice};

/// The newest jobs of a history that are looked at for its carousel.
const RECENT: u64 = 50;

/// A job with the picture that it made, as long as that is there.
pub(crate) type Listed = (jobs::Model, Option<Picture>);

/// The jobs of a project, newest first; those in one state if asked for.
pub async fn page(
    ctx: &Ctx,
    viewer: Viewer,
    project: ProjectId,
    status: Option<JobStatus>,
    paging: &Paging,
) -> Result<Page<JobView>> {
    let conn = ctx.db.read();
    scope::project(conn, viewer, project).await?;
    let mut select = newest(project, status).limit(paging::with_next(paging));
    if let Some((asked, id)) = paging::after::<(i64, JobId)>(paging)? {
        select = select.filter(paging::below(
            [
                jobs::Column::CreatedAt.into_simple_expr(),
                jobs::Column::Id.into_simple_expr(),
            ],
            [Expr::val(paging::moment(asked)?), Expr::val(id)],
        ));
    }
    let rows = listed(conn, select.all(conn).await?).await?;
    let page = paging::page(paging, rows, |(job, _)| {
        (paging::micros(job.created_at), job.id)
    })?;
    Ok(page.map(|(job, picture)| view(job, picture.map(|picture| picture.url))))
}

/// The newest jobs of a project with what they made; those in one state if asked for.
pub(crate) async fn list(
    conn: &impl ConnectionTrait,
    project: ProjectId,
    status: Option<JobStatus>,
    limit: u64,
) -> Result<Vec<Listed>> {
    let rows = newest(project, status).limit(limit).all(conn).await?;
    listed(conn, rows).await
}

fn newest(project: ProjectId, status: Option<JobStatus>) -> Select<jobs::Entity> {
    let select = jobs::Entity::find()
        .filter(jobs::Column::ProjectId.eq(project))
        .order_by_desc(jobs::Column::CreatedAt)
        .order_by_desc(jobs::Column::Id);
    match status {
        Some(status) => select.filter(jobs::Column::Status.eq(status)),
        None => select,
    }
}

/// A job as it is shown.
pub(super) async fn with_picture(conn: &impl ConnectionTrait, job: jobs::Model) -> Result<JobView> {
    let mut made = made(conn, slice::from_ref(&job)).await?;
    let picture = made.remove(&job.id);
    Ok(view(job, picture.map(|picture| picture.url)))
}

async fn listed(conn: &impl ConnectionTrait, rows: Vec<jobs::Model>) -> Result<Vec<Listed>> {
    let mut made = made(conn, &rows).await?;
    let with = |job: jobs::Model| {
        let picture = made.remove(&job.id);
        (job, picture)
    };
    Ok(rows.into_iter().map(with).collect())
}

/// What jobs made, one picture each, as long as its row is there. Asked for beside the jobs and not with them: should
/// two pictures ever name one job, it is one job all the same.
async fn made(conn: &impl ConnectionTrait, of: &[jobs::Model]) -> Result<HashMap<JobId, Picture>> {
    use {attempts::Column as Attempt, master_attempts::Column as Master};
    if of.is_empty() {
        return Ok(HashMap::new());
    }
    let ids = || of.iter().map(|job| job.id);
    let in_scenes: Vec<(Option<JobId>, AttemptId, Option<String>)> = attempts::Entity::find()
        .select_only()
        .columns([
            Attempt::ImageGenerationJobId,
            Attempt::Id,
            Attempt::Thumbhash,
        ])
        .filter(Attempt::ImageGenerationJobId.is_in(ids()))
        .order_by_asc(Attempt::Id)
        .into_tuple()
        .all(conn)
        .await?;
    let masters: Vec<(Option<JobId>, String, Option<String>)> = master_attempts::Entity::find()
        .select_only()
        .columns([
            Master::ImageGenerationJobId,
            Master::ImageUrl,
            Master::Thumbhash,
        ])
        .filter(Master::ImageGenerationJobId.is_in(ids()))
        .order_by_asc(Master::Id)
        .into_tuple()
        .all(conn)
        .await?;
    let in_scenes = in_scenes
        .into_iter()
        .map(|(job, id, thumbhash)| (job, attempt_url(id), thumbhash));
    let mut made = HashMap::new();
    for (job, url, thumbhash) in in_scenes.chain(masters) {
        if let Some(job) = job {
            made.entry(job).or_insert(Picture { url, thumbhash });
        }
    }
    Ok(made)
}

/// The jobs of one history that stand in its carousel: those that wait or run, and the last one if it failed after the
/// newest picture was made.
pub(crate) async fn standing(
    conn: &impl ConnectionTrait,
    of: impl IntoCondition,
    newest: Option<Moment>,
) -> Result<Vec<JobShown>> {
    let recent = jobs::Entity::find()
        .filter(of)
        .order_by_desc(jobs::Column::CreatedAt)
        .order_by_desc(jobs::Column::Id)
        .limit(RECENT)
        .all(conn)
        .await?;
    let shown = recent.into_iter().enumerate().filter(|(place, job)| {
        let failed_last = *place == 0 && job.status == JobStatus::Failed && job.failed_at > newest;
        job.status.is_open() || failed_last
    });
    Ok(shown.map(|(_, job)| job.into()).collect())
}
