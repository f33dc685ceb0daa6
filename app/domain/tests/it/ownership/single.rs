//! The use-cases of one instance, of one attempt and of one job, called with given ids.

use super::tables::Table;
use crate::film::master;
use crate::support::everything;
use domain::{
    ctx::{Ctx, Viewer},
    jobs::queue::{self, Ask},
    model::{
        ids::JobId,
        paths::{AttemptPath, InstancePath},
    },
    services::{
        as_is::{self, Back},
        attempts, descriptions,
        instances::{self, InstanceInput},
        references::{self, extras},
        removal,
    },
    testing::png,
};

pub(super) async fn of_instance(ctx: &Ctx, who: Viewer, at: InstancePath) -> Table {
    let input = InstanceInput {
        locked: Some(true),
        ..Default::default()
    };
    vec![
        (
            "instances::get",
            instances::get(ctx, who, at).await.map(drop),
        ),
        (
            "instances::update",
            instances::update(ctx, who, at, input).await.map(drop),
        ),
        (
            "instances::upload",
            instances::upload(ctx, who, at, None, png(1))
                .await
                .map(drop),
        ),
        (
            "instances::delete",
            instances::delete(ctx, who, at, None).await,
        ),
        (
            "removal::bring_back",
            removal::bring_back(ctx, who, at).await.map(drop),
        ),
        (
            "descriptions::list",
            descriptions::list(ctx, who, at).await.map(drop),
        ),
        (
            "descriptions::select",
            descriptions::select(ctx, who, at, 1).await.map(drop),
        ),
        (
            "attempts::list",
            attempts::list(ctx, who, at).await.map(drop),
        ),
        (
            "attempts::list_removed",
            attempts::list_removed(ctx, who, at, &everything())
                .await
                .map(drop),
        ),
        (
            "references::list",
            references::list(ctx, who, at).await.map(drop),
        ),
        (
            "references::choose",
            references::choose(ctx, who, at, master()).await.map(drop),
        ),
        (
            "references::choose_default",
            references::choose_default(ctx, who, at).await.map(drop),
        ),
        ("extras::list", extras::list(ctx, who, at).await.map(drop)),
        (
            "extras::put",
            extras::put(ctx, who, at, Vec::new()).await.map(drop),
        ),
        ("as_is::set", as_is::set(ctx, who, at, true).await.map(drop)),
        (
            "as_is::copy_again",
            as_is::copy_again(ctx, who, at).await.map(drop),
        ),
        (
            "as_is::put_back",
            as_is::put_back(ctx, who, at, Back::default()).await,
        ),
        (
            "queue::create",
            queue::create(ctx, who, at, Ask::default()).await.map(drop),
        ),
    ]
}

pub(super) async fn of_attempt(ctx: &Ctx, who: Viewer, at: AttemptPath) -> Table {
    vec![
        (
            "attempts::select",
            attempts::select(ctx, who, at).await.map(drop),
        ),
        ("attempts::delete", attempts::delete(ctx, who, at).await),
        (
            "attempts::restore",
            attempts::restore(ctx, who, at).await.map(drop),
        ),
    ]
}

pub(super) async fn of_job(ctx: &Ctx, who: Viewer, job: JobId) -> Table {
    vec![
        ("queue::get", queue::get(ctx, who, job).await.map(drop)),
        (
            "queue::cancel",
            queue::cancel(ctx, who, job).await.map(drop),
        ),
        ("queue::retry", queue::retry(ctx, who, job).await.map(drop)),
    ]
}
