//! Rule 13: older data gets the attempt that its picture stands for.

use crate::support::{alone, listed, numbers, row, upload, write};
use crate::whole::whole;
use domain::{
    entities::instances::ActiveModel,
    model::{kinds::AttemptSource, paths::InstancePath},
    services::attempts,
    testing::TestCtx,
};
use sea_orm::ActiveValue::{Set, Unchanged};
use std::sync::Arc;

on_both!(
    however_many_ask_at_once_one_attempt_is_written,
    a_locked_instance_is_backfilled,
    an_instance_without_a_picture_is_not_backfilled,
    a_picture_from_older_data_is_not_lost_to_the_first_new_one,
);

const OLD: &str = "https://pictures.example.com/mara.png";

async fn older(ctx: &TestCtx, locked: bool) -> InstancePath {
    let path = alone(ctx).await;
    let change = ActiveModel {
        id: Unchanged(path.instance),
        image_key_url: Set(Some(OLD.to_owned())),
        locked: Set(locked),
        ..Default::default()
    };
    write(ctx, change).await;
    path
}

async fn however_many_ask_at_once_one_attempt_is_written(ctx: TestCtx) {
    let path = older(&ctx, false).await;
    let shared = Arc::new(ctx);
    let asking: Vec<_> = (0..20)
        .map(|_| {
            let ctx = shared.clone();
            tokio::spawn(async move { attempts::list(&ctx, ctx.viewer, path).await.unwrap() })
        })
        .collect();
    let mut answers = Vec::new();
    for asked in asking {
        answers.push(asked.await.unwrap());
    }
    for answer in &answers {
        assert_eq!(answer, &answers[0]);
        assert_eq!(answer.len(), 1);
    }
    let only = &answers[0][0];
    assert_eq!(
        (only.source, only.is_selected),
        (AttemptSource::Generated, true)
    );
    assert_eq!((only.image_url.as_str(), only.attempt_number), (OLD, 1));
    assert_eq!(row(&shared, path.instance).await.next_attempt_number, 2);
    whole(&shared).await;
}

async fn a_locked_instance_is_backfilled(ctx: TestCtx) {
    let path = older(&ctx, true).await;
    assert_eq!(numbers(&ctx, path).await, [1]);
    assert!(row(&ctx, path.instance).await.locked);
    whole(&ctx).await;
}

async fn an_instance_without_a_picture_is_not_backfilled(ctx: TestCtx) {
    let path = alone(&ctx).await;
    assert_eq!(listed(&ctx, path).await, []);
    assert_eq!(row(&ctx, path.instance).await.next_attempt_number, 1);
}

async fn a_picture_from_older_data_is_not_lost_to_the_first_new_one(ctx: TestCtx) {
    let path = older(&ctx, false).await;
    upload(&ctx, path, 1).await;
    let urls: Vec<_> = listed(&ctx, path)
        .await
        .into_iter()
        .map(|attempt| attempt.image_url)
        .collect();
    assert_eq!(urls.len(), 2);
    assert_eq!(urls[1], OLD);
    whole(&ctx).await;
}
