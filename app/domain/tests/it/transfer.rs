//! A film as an archive, and back: nothing is lost on the way, and nothing is shared with the film that it came from.

mod hostile;
mod later;
mod makers;
mod retold;

use self::retold::retold;
use crate::full::full;
use crate::support::{missing, objects};
use crate::whole::whole;
use domain::{
    ctx::{Ctx, Viewer},
    entities::{attempts, jobs, master_attempts, projects, spending},
    error::Error,
    model::{ids::ProjectId, views::ProjectView},
    services::{doctor, export, import, projects as films},
    storage::StorageKey,
    testing::TestCtx,
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use std::{
    io::Cursor,
    sync::atomic::{AtomicUsize, Ordering},
};

on_both!(
    a_film_comes_back_as_it_went,
    a_film_may_be_brought_in_twice,
    a_film_goes_to_whoever_may_see_it,
    a_film_with_a_lost_picture_is_not_exported,
    a_film_with_a_lost_master_is_not_exported,
    what_a_film_cost_is_on_record_and_was_spent_elsewhere,
    an_export_tells_how_far_it_is,
);

/// The film's archive.
async fn archive(ctx: &TestCtx, project: ProjectId) -> Vec<u8> {
    export::write(ctx, ctx.viewer, project, Cursor::new(Vec::new()), |_, _| {})
        .await
        .unwrap()
        .into_inner()
}

async fn bring(ctx: &Ctx, viewer: Viewer, archive: Vec<u8>) -> Result<ProjectView, Error> {
    import::read(ctx, viewer, Cursor::new(archive), |_, _| {}).await
}

async fn a_film_comes_back_as_it_went(ctx: TestCtx) {
    let film = full(&ctx).await;
    let project = film.at[0].project;
    let stranger = ctx.stranger().await;
    let before = retold(&ctx, project).await;
    let known = objects(&ctx).await;
    let back = bring(&ctx, stranger, archive(&ctx, project).await)
        .await
        .unwrap();
    assert_ne!(back.id, project);
    assert_eq!(back.user_id, stranger.user);
    assert_eq!(retold(&ctx, back.id).await, before);
    assert_eq!(retold(&ctx, project).await, before, "the first one stays");
    let fresh: Vec<_> = objects(&ctx).await.difference(&known).cloned().collect();
    let own = format!("project_{}/", back.id);
    assert!(
        !fresh.is_empty() && fresh.iter().all(|path| path.starts_with(&own)),
        "{fresh:?}"
    );
    whole(&ctx).await;
    let found = doctor::examine_deeply(&ctx, false).await.unwrap();
    assert!(
        found.iter().all(|one| one.place.starts_with("role ")),
        "{found:?}"
    );
}

async fn a_film_may_be_brought_in_twice(ctx: TestCtx) {
    let film = full(&ctx).await;
    let bytes = archive(&ctx, film.at[0].project).await;
    let first = bring(&ctx, ctx.viewer, bytes.clone()).await.unwrap();
    let second = bring(&ctx, ctx.viewer, bytes).await.unwrap();
    assert_ne!(first.id, second.id);
    films::delete(&ctx, ctx.viewer.owning(), first.id)
        .await
        .unwrap();
    assert_eq!(
        retold(&ctx, second.id).await,
        retold(&ctx, film.at[0].project).await
    );
    whole(&ctx).await;
}

async fn a_film_goes_to_whoever_may_see_it(ctx: TestCtx) {
    let film = full(&ctx).await;
    let stranger = ctx.stranger().await;
    let out = Cursor::new(Vec::new());
    missing(export::write(&ctx, stranger, film.at[0].project, out, |_, _| {}).await);
}

async fn a_film_with_a_lost_picture_is_not_exported(ctx: TestCtx) {
    let film = full(&ctx).await;
    let rows = attempts::Entity::find().all(ctx.db.read()).await.unwrap();
    let live = rows.iter().find(|row| row.deleted_at.is_none()).unwrap();
    let key = StorageKey::parse(live.storage_path.as_ref().unwrap()).unwrap();
    ctx.storage.delete(&key).await.unwrap();
    let out = Cursor::new(Vec::new());
    let written = export::write(&ctx, ctx.viewer, film.at[0].project, out, |_, _| {}).await;
    assert!(matches!(written, Err(Error::Conflict(_))), "{written:?}");
}

async fn a_film_with_a_lost_master_is_not_exported(ctx: TestCtx) {
    let film = full(&ctx).await;
    let live = master_attempts::Entity::find()
        .filter(master_attempts::Column::DeletedAt.is_null())
        .filter(master_attempts::Column::IsSelected.eq(false));
    let live = live.one(ctx.db.read()).await.unwrap().unwrap();
    let key = StorageKey::parse(live.storage_path.as_ref().unwrap()).unwrap();
    ctx.storage.delete(&key).await.unwrap();
    let out = Cursor::new(Vec::new());
    let written = export::write(&ctx, ctx.viewer, film.at[0].project, out, |_, _| {}).await;
    assert!(matches!(written, Err(Error::Conflict(_))), "{written:?}");
}

async fn what_a_film_cost_is_on_record_and_was_spent_elsewhere(ctx: TestCtx) {
    let film = full(&ctx).await;
    let bytes = archive(&ctx, film.at[0].project).await;
    let back = bring(&ctx, ctx.viewer, bytes).await.unwrap();
    let conn = ctx.db.read();
    let paid = jobs::Entity::find()
        .filter(jobs::Column::ProjectId.eq(back.id))
        .filter(jobs::Column::CostCredits.is_not_null());
    let paid = paid.all(conn).await.unwrap();
    // One in a scene, and a master.
    assert_eq!(paid.len(), 2);
    let of = spending::Column::ProjectId.eq(back.id);
    let record = spending::Entity::find().filter(of).all(conn).await.unwrap();
    assert_eq!(record.len(), paid.len(), "{record:?}");
    for row in record {
        let job = paid.iter().find(|job| job.id == row.job_id).unwrap();
        assert_eq!(Some(row.credits), job.cost_credits);
        assert_eq!(row.scene_id, job.scene_id);
        assert!(row.elsewhere && row.settled, "{row:?}");
    }
}

async fn an_export_tells_how_far_it_is(ctx: TestCtx) {
    let film = full(&ctx).await;
    let (last, all) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let told = |done, of| {
        assert!(last.swap(done, Ordering::Relaxed) <= done);
        all.store(of, Ordering::Relaxed);
    };
    let out = Cursor::new(Vec::new());
    export::write(&ctx, ctx.viewer, film.at[0].project, out, told)
        .await
        .unwrap();
    let pictures = attempts::Entity::find().count(ctx.db.read()).await.unwrap();
    let masters = master_attempts::Entity::find().count(ctx.db.read());
    let pictures = (pictures + masters.await.unwrap()) as usize;
    let films = projects::Entity::find().count(ctx.db.read()).await.unwrap();
    assert_eq!(films, 1);
    // Every attempt's, in scenes and at the masters.
    assert_eq!(all.load(Ordering::Relaxed), pictures);
    assert_eq!(last.load(Ordering::Relaxed), pictures);
}
