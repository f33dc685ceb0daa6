//! Budgets: a picture that would cost more than a month or a film may is not asked for.

mod at_once;

use crate::film::Film;
use crate::studio::{Studio, a_month, drawing_with, held_to};
use crate::support::{alone, ask, job, refused, work_off, write};
use chrono::{DateTime, Datelike, TimeDelta, Utc};
use domain::{
    ctx::{Ctx, Settings},
    entities::spending,
    error::Error,
    jobs::queue::{self, Ask},
    model::{ids::JobId, kinds::JobStatus, paths::InstancePath},
    providers::Bounds,
    services::{projects, providers as shown},
    testing::{TestCtx, settings},
};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
};
use std::sync::Arc;

on_both!(
    the_month_stops_the_picture_that_would_go_over,
    the_film_stops_the_picture_that_would_go_over,
    what_a_picture_cost_counts_instead_of_what_was_said,
    failed_and_cancelled_ones_that_were_free_do_not_count,
    a_call_that_nobody_knows_of_counts,
    what_was_spent_in_another_month_does_not_count,
    what_was_spent_elsewhere_does_not_count,
    a_film_that_was_deleted_counts_still,
    a_reference_counts_beforehand,
    a_retry_is_held_to_the_budget_too,
    a_fault_of_the_database_is_told_as_it_is,
);

async fn too_much(process: &Ctx, of: &TestCtx, path: InstancePath) -> String {
    refused(queue::create(process, of.viewer, path, Ask::default()).await)
}

async fn the_month_stops_the_picture_that_would_go_over(ctx: TestCtx) {
    let process = held_to(&ctx, a_month(1.0));
    let path = alone(&ctx).await;
    ask(&process, &ctx, path).await;
    ask(&process, &ctx, path).await;
    // Another film draws from the same month.
    for path in [path, alone(&ctx).await] {
        let why = too_much(&process, &ctx, path).await;
        assert!(
            why.contains("this month")
                && why.contains("0.80 of 1.00 credits are spent or waited for, and"),
            "{why}"
        );
    }
}

async fn the_film_stops_the_picture_that_would_go_over(ctx: TestCtx) {
    let bounds = Bounds {
        project_budget: Some(1.0),
        ..Bounds::default()
    };
    let process = held_to(&ctx, bounds);
    let path = alone(&ctx).await;
    ask(&process, &ctx, path).await;
    ask(&process, &ctx, path).await;
    let why = too_much(&process, &ctx, path).await;
    assert!(why.contains("this project"), "{why}");
    let elsewhere = ask(&process, &ctx, alone(&ctx).await).await;
    assert_eq!(elsewhere.status, JobStatus::Queued);
}

async fn what_a_picture_cost_counts_instead_of_what_was_said(ctx: TestCtx) {
    let process = held_to(&ctx, a_month(1.0));
    let path = alone(&ctx).await;
    for _ in 0..3 {
        ask(&process, &ctx, path).await;
        work_off(&process).await;
    }
    // 0.3 are spent, so one more fits and the next does not.
    ask(&process, &ctx, path).await;
    let why = too_much(&process, &ctx, path).await;
    assert!(why.contains("0.70 of 1.00"), "{why}");
}

async fn failed_and_cancelled_ones_that_were_free_do_not_count(ctx: TestCtx) {
    let process = held_to(&ctx, a_month(1.0));
    let path = ctx.instance(ctx.scene().await, "[refuse]").await;
    for _ in 0..2 {
        let id = ask(&process, &ctx, path).await.job_id;
        work_off(&process).await;
        assert_eq!(job(&ctx, id).await.status, JobStatus::Failed);
    }
    for _ in 0..2 {
        let id = ask(&process, &ctx, path).await.job_id;
        queue::cancel(&process, ctx.viewer, id).await.unwrap();
    }
    ask(&process, &ctx, path).await;
    ask(&process, &ctx, path).await;
    let why = too_much(&process, &ctx, path).await;
    assert!(why.contains("0.80 of 1.00"), "{why}");
}

async fn a_call_that_nobody_knows_of_counts(ctx: TestCtx) {
    let bounds = a_month(1.0);
    let settings = Settings {
        max_retries: 0,
        ..settings()
    };
    let process = drawing_with(&ctx, &[&Arc::new(Studio::new(bounds))], settings);
    let path = ctx.instance(ctx.scene().await, "[lost]").await;
    for _ in 0..2 {
        ask(&process, &ctx, path).await;
        work_off(&process).await;
    }
    let why = too_much(&process, &ctx, path).await;
    assert!(why.contains("0.80 of 1.00"), "{why}");
    assert_eq!(format!("{:.2}", this_month(&process).await), "0.80");
}

/// What the card of the studio shows.
async fn this_month(process: &Ctx) -> f64 {
    shown::list(process).await.unwrap()[0].spent_this_month
}

/// Changes the calls of a job that are on record.
async fn on_record(ctx: &TestCtx, job: JobId, change: spending::ActiveModel) {
    let calls = spending::Entity::find().filter(spending::Column::JobId.eq(job));
    for call in calls.all(ctx.db.read()).await.unwrap() {
        let change = spending::ActiveModel {
            id: Unchanged(call.id),
            ..change.clone()
        };
        write(ctx, change).await;
    }
}

async fn what_was_spent_in_another_month_does_not_count(ctx: TestCtx) {
    let process = held_to(&ctx, a_month(1.0));
    let path = ctx.instance(ctx.scene().await, "[untold]").await;
    let first = Utc::now().date_naive().with_day(1).unwrap();
    let first: DateTime<Utc> = first.and_hms_opt(0, 0, 0).unwrap().and_utc();
    // The last moment of the month before, and the first of this one.
    for (then, counted) in [
        (first - TimeDelta::microseconds(1), "0.00"),
        (first, "0.40"),
    ] {
        let id = ask(&process, &ctx, path).await.job_id;
        work_off(&process).await;
        let change = spending::ActiveModel {
            created_at: Set(then),
            ..Default::default()
        };
        on_record(&ctx, id, change).await;
        assert_eq!(format!("{:.2}", this_month(&process).await), counted);
    }
    ask(&process, &ctx, path).await;
    let why = too_much(&process, &ctx, path).await;
    assert!(why.contains("0.80 of 1.00"), "{why}");
}

async fn what_was_spent_elsewhere_does_not_count(ctx: TestCtx) {
    let bounds = Bounds {
        project_budget: Some(0.4),
        ..a_month(0.4)
    };
    let process = held_to(&ctx, bounds);
    let path = alone(&ctx).await;
    let id = ask(&process, &ctx, path).await.job_id;
    work_off(&process).await;
    too_much(&process, &ctx, path).await;
    let change = spending::ActiveModel {
        elsewhere: Set(true),
        ..Default::default()
    };
    on_record(&ctx, id, change).await;
    ask(&process, &ctx, path).await;
}

async fn a_film_that_was_deleted_counts_still(ctx: TestCtx) {
    let process = held_to(&ctx, a_month(0.5));
    let path = ctx.instance(ctx.scene().await, "[untold]").await;
    ask(&process, &ctx, path).await;
    work_off(&process).await;
    projects::delete(&process, ctx.viewer, path.project)
        .await
        .unwrap();
    let why = too_much(&process, &ctx, alone(&ctx).await).await;
    assert!(why.contains("0.40 of 0.50"), "{why}");
}

async fn a_reference_counts_beforehand(ctx: TestCtx) {
    let process = held_to(&ctx, a_month(0.9));
    let path = Film::new(&ctx, 1).await.at[0];
    ask(&process, &ctx, path).await;
    let why = too_much(&process, &ctx, path).await;
    assert!(
        why.contains("0.50 of 0.90") && why.contains("one costs 0.50"),
        "{why}"
    );
    // From words alone there is just enough left.
    ask(&process, &ctx, alone(&ctx).await).await;
}

async fn a_retry_is_held_to_the_budget_too(ctx: TestCtx) {
    let process = held_to(&ctx, a_month(1.0));
    let path = alone(&ctx).await;
    let first = ask(&process, &ctx, path).await.job_id;
    queue::cancel(&process, ctx.viewer, first).await.unwrap();
    ask(&process, &ctx, path).await;
    ask(&process, &ctx, path).await;
    let why = refused(queue::retry(&process, ctx.viewer, first).await);
    assert!(why.contains("this month"), "{why}");
    assert_eq!(job(&ctx, first).await.status, JobStatus::Cancelled);
}

async fn a_fault_of_the_database_is_told_as_it_is(ctx: TestCtx) {
    let process = held_to(&ctx, a_month(1.0));
    let path = alone(&ctx).await;
    let txn = ctx.db.begin().await.unwrap();
    let away = "ALTER TABLE spending RENAME TO spending_away";
    txn.execute_unprepared(away).await.unwrap();
    txn.commit().await.unwrap();
    let asked = queue::create(&process, ctx.viewer, path, Ask::default()).await;
    let why = match asked {
        Err(Error::Internal(cause)) => cause.to_string(),
        other => panic!("expected a fault, got {other:?}"),
    };
    assert!(why.contains("spending"), "{why}");
}
