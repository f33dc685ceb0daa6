//! The changes of many histories as few statements. Their instances are locked.

use crate::{
    ctx::Ctx,
    db::now,
    entities::{attempts, instances},
    error::Result,
    model::ids::{AttemptId, InstanceId},
    services::{as_is::copying::Copied, attempts as history, deletions as queue},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{Expr, SimpleExpr},
};

/// Rows written with one statement: databases take only so many values in one.
const ROWS: usize = 100;

/// What is to be written.
#[derive(Default)]
pub(super) struct Changes {
    on: Vec<InstanceId>,
    off: Vec<InstanceId>,
    selected: Vec<AttemptId>,
    evicted: Vec<attempts::Model>,
    inserted: Vec<attempts::ActiveModel>,
    /// Instances by the numbers that they gave out: one twice where older data's picture was taken in too.
    numbered: [Vec<InstanceId>; 2],
}

impl Changes {
    /// No longer as-is.
    pub(super) fn off(&mut self, row: &instances::Model) {
        self.off.push(row.id);
    }

    /// As-is, with a copy that the history has.
    pub(super) fn select(&mut self, row: &instances::Model, same: AttemptId) {
        self.on.push(row.id);
        self.selected.push(same);
    }

    /// As-is, with a copy that comes into the history.
    pub(super) fn copy(
        &mut self,
        row: &instances::Model,
        live: &[attempts::Model],
        copied: &Copied,
    ) {
        let mut number = row.next_attempt_number;
        let older = history::from_older_data(row).filter(|_| live.is_empty());
        if let Some(older) = older {
            self.inserted.push(older);
            self.numbered[1].push(row.id);
            number += 1;
        }
        self.evicted.extend(history::count_out(live.to_vec(), 1));
        let new = copied.new.clone();
        self.inserted.push(history::row(row.id, number, new));
        self.numbered[0].push(row.id);
        self.select(row, copied.new.id);
    }

    /// Writes it all. Deselects before it selects, since nobody has two.
    pub(super) async fn write(self, ctx: &Ctx, conn: &impl ConnectionTrait) -> Result<()> {
        evict(ctx, conn, self.evicted).await?;
        for rows in self.inserted.chunks(ROWS) {
            attempts::Entity::insert_many(rows.to_vec())
                .exec(conn)
                .await?;
        }
        for ids in self.numbered {
            number(conn, ids).await?;
        }
        if !self.on.is_empty() {
            let of = attempts::Column::SceneAssetInstanceId.is_in(self.on.iter().copied());
            mark(conn, of.and(attempts::Column::IsSelected.eq(true)), false).await?;
            mark(conn, attempts::Column::Id.is_in(self.selected), true).await?;
        }
        flag(conn, self.on, true).await?;
        flag(conn, self.off, false).await
    }
}

/// Marks attempts as deleted and queues their objects for the day on which they can no longer be restored.
async fn evict(ctx: &Ctx, conn: &impl ConnectionTrait, gone: Vec<attempts::Model>) -> Result<()> {
    if gone.is_empty() {
        return Ok(());
    }
    attempts::Entity::update_many()
        .col_expr(attempts::Column::DeletedAt, Expr::value(now()))
        .col_expr(attempts::Column::UpdatedAt, Expr::value(now()))
        .filter(attempts::Column::Id.is_in(gone.iter().map(|attempt| attempt.id)))
        .exec(conn)
        .await?;
    let objects = gone
        .into_iter()
        .filter_map(|attempt| attempt.storage_path)
        .collect();
    queue::due_all(conn, objects, now() + ctx.settings.attempt_retention).await
}

/// Counts each instance's next number up by one.
async fn number(conn: &impl ConnectionTrait, ids: Vec<InstanceId>) -> Result<()> {
    let next = instances::Column::NextAttemptNumber;
    if !ids.is_empty() {
        instances::Entity::update_many()
            .col_expr(next, Expr::col(next).add(1))
            .filter(instances::Column::Id.is_in(ids))
            .exec(conn)
            .await?;
    }
    Ok(())
}

async fn mark(conn: &impl ConnectionTrait, of: SimpleExpr, selected: bool) -> Result<()> {
    attempts::Entity::update_many()
        .col_expr(attempts::Column::IsSelected, Expr::value(selected))
        .col_expr(attempts::Column::UpdatedAt, Expr::value(now()))
        .filter(of)
        .exec(conn)
        .await?;
    Ok(())
}

/// Sets the flag; where it comes on, the picture is that of the attempt that is selected by now.
async fn flag(conn: &impl ConnectionTrait, ids: Vec<InstanceId>, on: bool) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let count = instances::Column::ModificationCount;
    let mut update = instances::Entity::update_many()
        .col_expr(instances::Column::UseMasterAsIs, Expr::value(on))
        .col_expr(count, Expr::col(count).add(1))
        .col_expr(
            instances::Column::LastModifiedField,
            Expr::value("use_master_as_is"),
        )
        .col_expr(instances::Column::UpdatedAt, Expr::value(now()));
    if on {
        update = update.col_expr(instances::Column::ImageKeyUrl, picture_of_selected());
    }
    update
        .filter(instances::Column::Id.is_in(ids))
        .exec(conn)
        .await?;
    Ok(())
}

fn picture_of_selected() -> SimpleExpr {
    let of = (attempts::Entity, attempts::Column::SceneAssetInstanceId);
    let select = attempts::Entity::find()
        .select_only()
        .column(attempts::Column::ImageUrl)
        .filter(Expr::col(of).equals((instances::Entity, instances::Column::Id)))
        .filter(attempts::Column::IsSelected.eq(true));
    select.into_query().into()
}
