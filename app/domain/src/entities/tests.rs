//! Every table written and read on both databases, and what the schema itself refuses.

mod refusals;
mod rows;

use self::{
    refusals::{
        an_asset_is_referred_to_once, an_idempotency_key_counts_once_in_a_project,
        keys_and_words_are_held_to, names_of_assets_differ_in_more_than_case,
        one_attempt_at_most_is_selected, one_description_at_most_is_selected,
        one_master_at_most_is_selected,
    },
    rows::{Chain, deletion, description, extra, master, removal, session, spending, token},
};
use super::{
    assets, attempts, branches, deletions, descriptions, instance_references, instances, jobs,
    master_attempts, projects, removals, scenes, spending as paid,
};
use crate::{
    db::Db,
    model::ids::UserId,
    testing_db::{TestDb, fresh_postgres, fresh_sqlite},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, ExprTrait, FromQueryResult, IntoActiveModel,
    JoinType, ModelTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    RelationTrait, Set,
    prelude::DateTimeUtc,
    sea_query::{Expr, LockType},
};
use std::fmt::Debug;

/// Runs one test body on SQLite and on PostgreSQL.
macro_rules! on_both {
    ($($name:ident),* $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test] async fn $name() { super::$name(super::fresh_sqlite().await).await; })*
        }
        mod on_postgres {
            $(#[tokio::test] async fn $name() { super::$name(super::fresh_postgres().await).await; })*
        }
    };
}

on_both!(
    every_row_reads_back_as_it_was_written,
    one_attempt_at_most_is_selected,
    one_master_at_most_is_selected,
    an_asset_is_referred_to_once,
    one_description_at_most_is_selected,
    keys_and_words_are_held_to,
    names_of_assets_differ_in_more_than_case,
    an_idempotency_key_counts_once_in_a_project,
    what_is_owned_goes_with_its_owner,
    a_row_is_found_through_its_whole_chain,
    a_row_is_locked_and_counted_up,
    instants_sort_whatever_their_fraction,
    schema_goes_down_and_up_again,
);

async fn chain(test: &TestDb) -> Chain {
    let chain = Chain::new();
    chain.insert(&test.db).await;
    chain
}

async fn every_row_reads_back_as_it_was_written(test: TestDb) {
    let chain = chain(&test).await;
    let (session, token, deletion) = (session(chain.user.id), token(chain.user.id), deletion());
    let (description, removal) = (description(chain.instance.id), removal(&chain));
    let (master, spending) = (master(chain.asset.id, chain.job.id), spending());
    let extra = extra(chain.instance.id, chain.asset.id);
    let tx = test.db.begin().await.unwrap();
    rows::put(&tx, &session).await;
    rows::put(&tx, &token).await;
    rows::put(&tx, &deletion).await;
    rows::put(&tx, &description).await;
    rows::put(&tx, &removal).await;
    rows::put(&tx, &master).await;
    rows::put(&tx, &extra).await;
    rows::put(&tx, &spending).await;
    tx.commit().await.unwrap();

    reads_back(&test.db, chain.user).await;
    reads_back(&test.db, session).await;
    reads_back(&test.db, token).await;
    reads_back(&test.db, chain.project).await;
    reads_back(&test.db, chain.branch).await;
    reads_back(&test.db, chain.scene).await;
    reads_back(&test.db, chain.asset).await;
    reads_back(&test.db, chain.instance).await;
    reads_back(&test.db, chain.job).await;
    reads_back(&test.db, chain.attempt).await;
    reads_back(&test.db, deletion).await;
    reads_back(&test.db, description).await;
    reads_back(&test.db, removal).await;
    reads_back(&test.db, master).await;
    reads_back(&test.db, extra).await;
    reads_back(&test.db, spending).await;
}

/// The table holds this row and no other.
async fn reads_back<M>(db: &Db, row: M)
where
    M: ModelTrait<Entity: EntityTrait<Model = M>> + FromQueryResult + PartialEq + Debug,
{
    assert_eq!(M::Entity::find().all(db.read()).await.unwrap(), [row]);
}

async fn what_is_owned_goes_with_its_owner(test: TestDb) {
    let chain = chain(&test).await;
    let read = test.db.read();
    let tx = test.db.begin().await.unwrap();
    rows::put(&tx, &description(chain.instance.id)).await;
    rows::put(&tx, &removal(&chain)).await;
    rows::put(&tx, &master(chain.asset.id, chain.job.id)).await;
    rows::put(&tx, &extra(chain.instance.id, chain.asset.id)).await;
    rows::put(&tx, &spending()).await;
    let mut project = chain.project.clone().into_active_model();
    project.active_branch_id = Set(Some(chain.branch.id));
    project.update(&tx).await.unwrap();
    instances::Entity::delete_by_id(chain.instance.id)
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(attempts::Entity::find().count(read).await.unwrap(), 0);
    assert_eq!(descriptions::Entity::find().count(read).await.unwrap(), 0);
    let extras = instance_references::Entity::find();
    assert_eq!(extras.count(read).await.unwrap(), 0);
    let masters = || master_attempts::Entity::find().count(read);
    assert_eq!(masters().await.unwrap(), 1);
    assert_eq!(
        removals::Entity::find().count(read).await.unwrap(),
        1,
        "what was taken out of the scene belongs to the scene"
    );
    let job = jobs::Entity::find()
        .one(read)
        .await
        .unwrap()
        .expect("what it cost stays on record");
    assert_eq!(
        (job.scene_asset_instance_id, job.scene_id),
        (None, Some(chain.scene.id))
    );

    let tx = test.db.begin().await.unwrap();
    branches::Entity::delete_by_id(chain.branch.id)
        .exec(&tx)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let project = projects::Entity::find()
        .one(read)
        .await
        .unwrap()
        .expect("the project stays");
    assert_eq!(project.active_branch_id, None);
    assert_eq!(jobs::Entity::find().count(read).await.unwrap(), 0);
    assert_eq!(removals::Entity::find().count(read).await.unwrap(), 0);
    assert_eq!(masters().await.unwrap(), 0);

    let tx = test.db.begin().await.unwrap();
    chain.user.delete(&tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(projects::Entity::find().count(read).await.unwrap(), 0);
    let paid = paid::Entity::find().count(read).await.unwrap();
    assert_eq!(
        paid, 1,
        "nothing that is deleted takes money off the record"
    );
}

async fn a_row_is_found_through_its_whole_chain(test: TestDb) {
    let chain = chain(&test).await;
    let tx = test.db.begin().await.unwrap();
    let found = |owner: UserId| {
        attempts::Entity::find_by_id(chain.attempt.id)
            .join(JoinType::InnerJoin, attempts::Relation::Instances.def())
            .join(JoinType::InnerJoin, instances::Relation::Scenes.def())
            .join(JoinType::InnerJoin, scenes::Relation::Branches.def())
            .join(JoinType::InnerJoin, branches::Relation::Projects.def())
            .filter(projects::Column::UserId.eq(owner))
            .filter(scenes::Column::Id.eq(chain.scene.id))
            .one(&tx)
    };
    assert_eq!(
        found(chain.user.id).await.unwrap(),
        Some(chain.attempt.clone())
    );
    assert_eq!(found(UserId::new()).await.unwrap(), None);

    let pairs = instances::Entity::find()
        .find_also_related(assets::Entity)
        .all(&tx)
        .await
        .unwrap();
    assert_eq!(pairs, [(chain.instance.clone(), Some(chain.asset.clone()))]);
}

async fn a_row_is_locked_and_counted_up(test: TestDb) {
    let chain = chain(&test).await;
    let tx = test.db.begin().await.unwrap();
    // A plain `lock_exclusive` would lock the rows that are joined as well, and PostgreSQL refuses
    // it beside an outer join: name the table.
    let mut with_asset =
        instances::Entity::find_by_id(chain.instance.id).find_also_related(assets::Entity);
    QueryTrait::query(&mut with_asset).lock_with_tables(LockType::Update, [instances::Entity]);
    assert!(with_asset.one(&tx).await.unwrap().is_some());
    let locked = instances::Entity::find_by_id(chain.instance.id)
        .lock_exclusive()
        .one(&tx)
        .await
        .unwrap();
    assert_eq!(locked, Some(chain.instance.clone()));
    let bumped = instances::Entity::update_many()
        .col_expr(
            instances::Column::NextAttemptNumber,
            Expr::col(instances::Column::NextAttemptNumber).add(1),
        )
        .filter(instances::Column::Id.eq(chain.instance.id))
        .exec_with_returning(&tx)
        .await
        .unwrap();
    assert_eq!(
        bumped[0].next_attempt_number,
        chain.instance.next_attempt_number + 1
    );
}

async fn instants_sort_whatever_their_fraction(test: TestDb) {
    let whole: DateTimeUtc = "2026-11-01T12:00:00Z".parse().unwrap();
    let micros = [0, 1, 10, 100_000, 123_000, 123_001, 123_400, 999_999];
    let tx = test.db.begin().await.unwrap();
    for fraction in micros.into_iter().rev() {
        let due_at = whole + chrono::TimeDelta::microseconds(fraction);
        deletions::Model {
            due_at,
            ..deletion()
        }
        .into_active_model()
        .insert(&tx)
        .await
        .unwrap();
    }
    let sorted = deletions::Entity::find()
        .order_by_asc(deletions::Column::DueAt)
        .all(&tx)
        .await
        .unwrap();
    let read: Vec<_> = sorted
        .iter()
        .map(|row| (row.due_at - whole).num_microseconds().unwrap())
        .collect();
    assert_eq!(read, micros);
    let limit = whole + chrono::TimeDelta::microseconds(123_001);
    let due = deletions::Entity::find()
        .filter(deletions::Column::DueAt.lt(limit))
        .count(&tx)
        .await
        .unwrap();
    assert_eq!(due, 5);
}

async fn schema_goes_down_and_up_again(test: TestDb) {
    use migration::{Migrator, MigratorTrait as _};
    chain(&test).await;
    assert_eq!(
        test.db.pending_migrations().await.unwrap(),
        Vec::<String>::new()
    );
    let tx = test.db.begin().await.unwrap();
    Migrator::down(&tx, None).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        test.db.pending_migrations().await.unwrap().len(),
        Migrator::migrations().len()
    );
    let (first, second) = tokio::join!(test.db.migrate(), test.db.migrate());
    first.unwrap();
    second.unwrap();
    chain(&test).await;
}
