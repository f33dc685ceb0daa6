//! A branch as it stands at one moment.

use crate::{
    ctx::Ctx,
    entities::{assets, attempts, instance_references, instances, master_attempts, scenes},
    error::{Result, conflict},
    model::{ids::BranchId, rules},
    services::scenes as numbered,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, IsolationLevel, JoinType, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, RelationTrait, Select, TransactionOptions,
    TransactionTrait,
};
use std::collections::HashSet;

/// What a copy begins with: all that was decided on, and nothing of how it came to that.
pub(super) struct Source {
    /// Its characters, places and things.
    pub(super) assets: Vec<assets::Model>,
    /// The selected one of each history of masters.
    pub(super) masters: Vec<master_attempts::Model>,
    /// Its scenes, by number.
    pub(super) scenes: Vec<scenes::Model>,
    /// What is in them, by the scene's number.
    pub(super) instances: Vec<instances::Model>,
    /// What they are drawn from as well, in the order in which it is sent.
    pub(super) references: Vec<instance_references::Model>,
    /// Their selected pictures, where the bytes are ours.
    pub(super) pictures: Vec<attempts::Model>,
}

impl Source {
    /// Reads a branch that is known to be the viewer's. Error: `Conflict` where it has more pictures than are copied
    /// at once.
    pub(super) async fn read(ctx: &Ctx, branch: BranchId) -> Result<Self> {
        // All queries see the same moment: on SQLite any transaction does, on PostgreSQL this one.
        let one_moment = TransactionOptions {
            isolation_level: (ctx.db.backend() == DbBackend::Postgres)
                .then_some(IsolationLevel::RepeatableRead),
            ..TransactionOptions::default()
        };
        let txn = ctx.db.read().begin_with_options(one_moment).await?;
        refuse_many(&txn, branch).await?;
        let source = Self {
            assets: assets::Entity::find()
                .filter(assets::Column::BranchId.eq(branch))
                .order_by_asc(assets::Column::Id)
                .all(&txn)
                .await?,
            masters: master_attempts::Entity::find()
                .join(JoinType::InnerJoin, master_attempts::Relation::Assets.def())
                .filter(assets::Column::BranchId.eq(branch))
                .filter(master_attempts::Column::IsSelected.eq(true))
                .all(&txn)
                .await?,
            scenes: numbered::of_branch(&txn, branch).await?,
            instances: instances::Entity::find()
                .join(JoinType::InnerJoin, instances::Relation::Scenes.def())
                .filter(scenes::Column::BranchId.eq(branch))
                .order_by_asc(scenes::Column::SceneNumber)
                .order_by_asc(instances::Column::Id)
                .all(&txn)
                .await?,
            references: others(branch).all(&txn).await?,
            pictures: selected(branch).all(&txn).await?,
        };
        txn.commit().await?;
        Ok(source)
    }

    /// Whether every one of the objects is still what a row of the branch stands on.
    pub(super) fn stands_on(&self, paths: &[String]) -> bool {
        let masters = self
            .assets
            .iter()
            .filter_map(|asset| asset.storage_path.as_ref());
        let pictures = self
            .pictures
            .iter()
            .filter_map(|one| one.storage_path.as_ref());
        let there: HashSet<_> = masters.chain(pictures).collect();
        paths.iter().all(|path| there.contains(path))
    }
}

fn selected(branch: BranchId) -> Select<attempts::Entity> {
    attempts::Entity::find()
        .join(JoinType::InnerJoin, attempts::Relation::Instances.def())
        .join(JoinType::InnerJoin, instances::Relation::Scenes.def())
        .filter(scenes::Column::BranchId.eq(branch))
        .filter(attempts::Column::IsSelected.eq(true))
        .filter(attempts::Column::StoragePath.is_not_null())
}

fn others(branch: BranchId) -> Select<instance_references::Entity> {
    instance_references::Entity::find()
        .join(
            JoinType::InnerJoin,
            instance_references::Relation::Instances.def(),
        )
        .join(JoinType::InnerJoin, instances::Relation::Scenes.def())
        .filter(scenes::Column::BranchId.eq(branch))
        .order_by_asc(instance_references::Column::Id)
}

/// Counted before anything is read, so that too large a film costs nothing.
async fn refuse_many(conn: &impl ConnectionTrait, branch: BranchId) -> Result<()> {
    let masters = assets::Entity::find()
        .filter(assets::Column::BranchId.eq(branch))
        .filter(assets::Column::StoragePath.is_not_null());
    let pictures = masters.count(conn).await? + selected(branch).count(conn).await?;
    if pictures > rules::MAX_COPIED {
        return conflict(format!(
            "This branch has {pictures} pictures, and at most {} are copied at once. Make an empty branch instead.",
            rules::MAX_COPIED
        ));
    }
    Ok(())
}
