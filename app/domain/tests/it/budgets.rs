//! Budgets: a picture that would cost more than a month or a film may is not asked for.

use crate::support::{alone, ask, job, refused, work_off, write};
use chrono::Days;
use domain::{
    ctx::Ctx,
    entities::jobs,
    jobs::queue::{self, Ask},
    model::{
        kinds::{JobErrorCode, JobStatus, ProviderKind},
        paths::InstancePath,
    },
    providers::{
        Bounds, Capabilities, Drawn, ImageProvider, Progress, ProviderError, Providers, Request,
    },
    testing::{TestCtx, png, settings},
};
use sea_orm::ActiveValue::{Set, Unchanged};
use std::sync::Arc;

on_both!(
    the_month_stops_the_picture_that_would_go_over,
    the_film_stops_the_picture_that_would_go_over,
    what_a_picture_cost_counts_instead_of_what_was_said,
    failed_and_cancelled_ones_that_were_free_do_not_count,
    what_was_spent_in_another_month_does_not_count,
    a_retry_is_held_to_the_budget_too,
);

/// The provider `studio`: 0.4 credits a picture are said, 0.1 are taken. It refuses `[refuse]`.
struct Studio(Bounds);

#[async_trait::async_trait]
impl ImageProvider for Studio {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            cost: 0.4,
            ..Capabilities::plain(ProviderKind::Fake, "studio", "Studio, for tests")
        }
    }

    fn bounds(&self) -> Bounds {
        self.0.clone()
    }

    async fn draw(&self, request: Request, _: &Progress) -> Result<Drawn, ProviderError> {
        if request.description.contains("[refuse]") {
            let code = JobErrorCode::Permanent;
            return Err(ProviderError::new(code, "The studio refuses."));
        }
        Ok(Drawn {
            bytes: png((request.seed % 200) as u8),
            cost: Some(0.1),
            metadata: serde_json::Value::Null,
        })
    }

    async fn test(&self) -> Result<String, ProviderError> {
        Ok("It is there.".to_owned())
    }
}

/// A process that draws with the studio alone.
fn held_to(ctx: &TestCtx, bounds: Bounds) -> Ctx {
    Ctx {
        providers: Providers::new(Arc::new(Studio(bounds)), Vec::new()),
        ..ctx.with(settings())
    }
}

/// One credit, which two waiting pictures fit into and three do not.
fn a_month() -> Bounds {
    Bounds {
        monthly_budget: Some(1.0),
        ..Bounds::default()
    }
}

async fn too_much(process: &Ctx, of: &TestCtx, path: InstancePath) -> String {
    refused(queue::create(process, of.viewer, path, Ask::default()).await)
}

async fn the_month_stops_the_picture_that_would_go_over(ctx: TestCtx) {
    let process = held_to(&ctx, a_month());
    let path = alone(&ctx).await;
    ask(&process, &ctx, path).await;
    ask(&process, &ctx, path).await;
    // Another film draws from the same month.
    for path in [path, alone(&ctx).await] {
        let why = too_much(&process, &ctx, path).await;
        assert!(
            why.contains("this month") && why.contains("0.80 of 1.00"),
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
    let process = held_to(&ctx, a_month());
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
    let process = held_to(&ctx, a_month());
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

async fn what_was_spent_in_another_month_does_not_count(ctx: TestCtx) {
    let process = held_to(&ctx, a_month());
    let path = alone(&ctx).await;
    for _ in 0..2 {
        let id = ask(&process, &ctx, path).await.job_id;
        let asked = job(&ctx, id).await.created_at;
        let change = jobs::ActiveModel {
            id: Unchanged(id),
            created_at: Set(asked.checked_sub_days(Days::new(40)).unwrap()),
            ..Default::default()
        };
        write(&ctx, change).await;
    }
    ask(&process, &ctx, path).await;
    ask(&process, &ctx, path).await;
    too_much(&process, &ctx, path).await;
}

async fn a_retry_is_held_to_the_budget_too(ctx: TestCtx) {
    let process = held_to(&ctx, a_month());
    let path = alone(&ctx).await;
    let first = ask(&process, &ctx, path).await.job_id;
    queue::cancel(&process, ctx.viewer, first).await.unwrap();
    ask(&process, &ctx, path).await;
    ask(&process, &ctx, path).await;
    let why = refused(queue::retry(&process, ctx.viewer, first).await);
    assert!(why.contains("this month"), "{why}");
    assert_eq!(job(&ctx, first).await.status, JobStatus::Cancelled);
}
