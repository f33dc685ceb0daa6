//! Rules 1, 2, 3, 5, 6, 8 and 16 under random sequences of changes, beside a model that is plainly right.

mod model;

use self::model::{Answer, Change, Model, State, changes};
use crate::support::{objects, row, there};
use crate::whole::whole;
use domain::{
    ctx::Ctx,
    db::now,
    entities::{attempts as rows, deletions as queued},
    error::Error,
    model::{ids::AttemptId, paths::InstancePath},
    services::{
        as_is, assets, attempts, deletions,
        instances::{self, InstanceInput},
    },
    testing::{TestCtx, png},
};
use proptest::{prelude::*, test_runner::TestRunner};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr};

/// The product, with the keys and paths of every attempt that was ever made.
struct Product<'a> {
    ctx: &'a TestCtx,
    path: InstancePath,
    made: Vec<(AttemptId, String)>,
}

impl Product<'_> {
    async fn apply(&mut self, change: Change) -> Answer {
        let (ctx, viewer) = (self.ctx, self.ctx.viewer);
        let at = |at: usize| self.path.attempt(self.made[at].0);
        let done = match change {
            Change::Upload => self.upload().await,
            Change::Select(one) => attempts::select(ctx, viewer, at(one)).await.map(drop),
            Change::Delete(one) => attempts::delete(ctx, viewer, at(one)).await,
            Change::Restore(one) => attempts::restore(ctx, viewer, at(one)).await.map(drop),
            Change::Lock => self.lock(true).await,
            Change::Unlock => self.lock(false).await,
            Change::Purge => purge(ctx).await,
            Change::AsIs => self.as_is(true).await,
            Change::NotAsIs => self.as_is(false).await,
        };
        match done {
            Ok(()) => Answer::Done,
            Err(Error::Conflict(_)) => Answer::Conflict,
            Err(Error::NotFound(_)) => Answer::NotFound,
            Err(other) => panic!("{change:?}: {other:?}"),
        }
    }

    async fn upload(&mut self) -> Result<(), Error> {
        let bytes = png(self.made.len() as u8);
        instances::upload(self.ctx, self.ctx.viewer, self.path, None, bytes).await?;
        let newest = attempts::list(self.ctx, self.ctx.viewer, self.path)
            .await?
            .remove(0);
        self.made.push((newest.id, newest.storage_path.unwrap()));
        Ok(())
    }

    async fn as_is(&mut self, enabled: bool) -> Result<(), Error> {
        let done = as_is::set(self.ctx, self.ctx.viewer, self.path, enabled).await?;
        let made = done.copy.map(|copy| (copy.id, copy.storage_path.unwrap()));
        self.made.extend(made);
        Ok(())
    }

    async fn lock(&self, locked: bool) -> Result<(), Error> {
        let input = InstanceInput {
            locked: Some(locked),
            ..Default::default()
        };
        instances::update(self.ctx, self.ctx.viewer, self.path, input)
            .await
            .map(drop)
    }

    async fn rows(&self) -> Vec<rows::Model> {
        let rows =
            rows::Entity::find().filter(rows::Column::SceneAssetInstanceId.eq(self.path.instance));
        rows.order_by_asc(rows::Column::AttemptNumber)
            .all(self.ctx.db.read())
            .await
            .unwrap()
    }

    async fn equals(&self, model: &Model) {
        let kept: Vec<_> = self.rows().await;
        for (at, (id, path)) in self.made.iter().enumerate() {
            let found = kept.iter().find(|row| row.id == *id);
            let state = model.attempts[at];
            assert_eq!(
                found.is_some(),
                state != State::Gone,
                "the row of {}",
                at + 1
            );
            assert_eq!(
                there(self.ctx, path).await,
                state != State::Gone,
                "the object of {}",
                at + 1
            );
            if let Some(row) = found {
                assert_eq!(row.attempt_number, at as i32 + 1);
                assert_eq!(row.deleted_at.is_none(), matches!(state, State::Live(_)));
                assert_eq!(row.is_selected, model.selected == Some(at));
            }
        }
        let listed = attempts::list(self.ctx, self.ctx.viewer, self.path)
            .await
            .unwrap();
        let listed: Vec<_> = listed
            .iter()
            .map(|attempt| attempt.attempt_number as usize - 1)
            .collect();
        assert_eq!(listed, model.live().into_iter().rev().collect::<Vec<_>>());
        let instance = row(self.ctx, self.path.instance).await;
        let next = model.attempts.len() as i32 + 1;
        assert_eq!(
            (
                instance.locked,
                instance.use_master_as_is,
                instance.next_attempt_number
            ),
            (model.locked, model.as_is, next)
        );
    }
}

/// The day comes on which nothing that was removed can be restored any more.
async fn purge(ctx: &Ctx) -> Result<(), Error> {
    let txn = ctx.db.begin().await?;
    let due = queued::Entity::update_many().col_expr(queued::Column::DueAt, Expr::value(now()));
    due.exec(&txn).await?;
    txn.commit().await?;
    deletions::work(ctx).await.map(drop)
}

async fn agree(ctx: &TestCtx, path: InstancePath, changes: Vec<Change>) {
    let mut model = Model::default();
    let mut product = Product {
        ctx,
        path,
        made: Vec::new(),
    };
    for change in changes {
        let count = product.made.len();
        let change = match change {
            Change::Select(_) | Change::Delete(_) | Change::Restore(_) if count == 0 => continue,
            Change::Select(at) => Change::Select(at % count),
            Change::Delete(at) => Change::Delete(at % count),
            Change::Restore(at) => Change::Restore(at % count),
            other => other,
        };
        let expected = model.apply(change);
        assert_eq!(
            product.apply(change).await,
            expected,
            "{change:?} on {model:?}"
        );
        product.equals(&model).await;
    }
    whole(ctx).await;
    instances_away(ctx, path).await;
}

/// Leaves nothing to the next sequence, and proves on the way that nothing is left.
async fn instances_away(ctx: &TestCtx, path: InstancePath) {
    let unlock = InstanceInput {
        locked: Some(false),
        ..Default::default()
    };
    instances::update(ctx, ctx.viewer, path, unlock)
        .await
        .unwrap();
    let asset = row(ctx, path.instance).await.project_asset_id;
    instances::delete(ctx, ctx.viewer, path, None)
        .await
        .unwrap();
    // Its master goes with it, and all that the scene could have brought back.
    assets::delete(ctx, ctx.viewer, path.project, asset, true)
        .await
        .unwrap();
    purge(ctx).await.unwrap();
    assert!(objects(ctx).await.is_empty());
}

fn any_sequence(make: impl AsyncFnOnce() -> TestCtx, cases: u32) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let ctx = runtime.block_on(make());
    let scene = runtime.block_on(ctx.scene());
    let config = ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let run = TestRunner::new(config).run(&changes(), |changes| {
        runtime.block_on(async {
            let path = ctx.instance(scene, "Mara in the oilskin coat").await;
            let asset = row(&ctx, path.instance).await.project_asset_id;
            assets::upload_master(&ctx, ctx.viewer, path.project, asset, None, png(255))
                .await
                .unwrap();
            agree(&ctx, path, changes).await;
        });
        Ok(())
    });
    let _guard = runtime.enter();
    drop(ctx);
    run.unwrap();
}

mod the_history_is_as_the_model_says {
    use super::*;

    #[test]
    fn sqlite() {
        any_sequence(TestCtx::sqlite, 32);
    }

    #[test]
    fn postgres() {
        any_sequence(TestCtx::postgres, 4);
    }
}
