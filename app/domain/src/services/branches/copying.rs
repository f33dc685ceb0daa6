//! A branch copied: its objects first, outside of any transaction, then all rows in one. A kill in between leaves
//! objects to the sweeper, and nothing else.

use super::{
    insert,
    keys::{Keys, Object},
    refuse_taken,
    rows::{Copied, Rows},
    source::Source,
};
use crate::{
    ctx::{Ctx, Viewer},
    entities::{
        assets, attempts, branches, descriptions, instance_references, instances, master_attempts,
        scenes,
    },
    error::{Error, Result, conflict},
    model::ids::{BranchId, ProjectId},
    services::scope,
};
use futures::{StreamExt, stream};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{Set, Unchanged},
    ConnectionTrait, EntityTrait,
};
use std::collections::HashSet;

/// Objects copied at once.
const AT_ONCE: usize = 4;
/// Rows written by one statement; databases take so many values at most.
const AT_A_TIME: usize = 200;
/// How often is begun anew what others change meanwhile.
const TRIES: usize = 3;

/// Makes a branch as the one named stands now.
pub(super) async fn copy(
    ctx: &Ctx,
    viewer: Viewer,
    (project, from): (ProjectId, BranchId),
    name: &str,
) -> Result<branches::Model> {
    let conn = ctx.db.read();
    scope::branch(conn, viewer, project, Some(from)).await?;
    // Refused before a byte is copied, and again with the row.
    refuse_taken(conn, project, name).await?;
    let mut source = Source::read(ctx, from).await?;
    for _ in 0..TRIES {
        let keys = Keys::fresh(&source);
        let objects = keys.objects(&source, project);
        let copied = copy_all(ctx, &objects).await?;
        let paths = objects.into_iter().map(|object| object.path);
        let lost: Vec<_> = paths.filter(|path| !copied.contains_key(path)).collect();
        if !lost.is_empty() {
            let present = Source::read(ctx, from).await?;
            if !present.stands_on(&lost) {
                // They gave way to others while the rest was copied.
                discard(ctx, &copied).await;
                source = present;
                continue;
            }
            // A store that lost an object must not keep the rest from being copied.
            tracing::warn!(?lost, "pictures to copy are not in the store");
        }
        let rows = Rows::of(&source, &keys, &copied)?;
        let written = write(ctx, viewer, (project, from), (keys.branch, name), rows).await;
        if let Err(Written::Nothing(_)) = &written {
            discard(ctx, &copied).await;
        }
        return written.map_err(Into::into);
    }
    conflict("This branch is being changed right now. Please try again.")
}

/// How writing failed.
enum Written {
    /// Before anything was there.
    Nothing(Error),
    /// When it was to stay: it may be there all the same. If it is not, the sweeper finds the objects.
    Perhaps(Error),
}

impl From<Written> for Error {
    fn from(failed: Written) -> Self {
        match failed {
            Written::Nothing(err) | Written::Perhaps(err) => err,
        }
    }
}

async fn write(
    ctx: &Ctx,
    viewer: Viewer,
    (project, from): (ProjectId, BranchId),
    (id, name): (BranchId, &str),
    rows: Rows,
) -> Result<branches::Model, Written> {
    let txn = ctx.db.begin().await;
    let txn = txn.map_err(|err| Written::Nothing(err.into()))?;
    let written = async {
        scope::branch(&txn, viewer, project, Some(from)).await?;
        let branch = insert(&txn, project, id, Some(from), name).await?;
        insert_rows(&txn, rows).await?;
        Ok::<_, Error>(branch)
    };
    let branch = written.await.map_err(Written::Nothing)?;
    let kept = txn.commit().await;
    kept.map_err(|err| Written::Perhaps(err.into()))?;
    Ok(branch)
}

async fn insert_rows(conn: &impl ConnectionTrait, rows: Rows) -> Result<()> {
    let (instances, links) = in_order(rows.instances);
    insert_all::<assets::ActiveModel>(conn, active(rows.assets)).await?;
    insert_all::<master_attempts::ActiveModel>(conn, active(rows.masters)).await?;
    insert_all::<scenes::ActiveModel>(conn, active(rows.scenes)).await?;
    insert_all::<instances::ActiveModel>(conn, active(instances)).await?;
    for link in links {
        link.update(conn).await?;
    }
    insert_all::<instance_references::ActiveModel>(conn, active(rows.references)).await?;
    insert_all::<attempts::ActiveModel>(conn, active(rows.attempts)).await?;
    insert_all::<descriptions::ActiveModel>(conn, active(rows.descriptions)).await
}

fn active<M: Into<A>, A>(rows: Vec<M>) -> Vec<A> {
    rows.into_iter().map(Into::into).collect()
}

async fn insert_all<A>(conn: &impl ConnectionTrait, rows: Vec<A>) -> Result<()>
where
    A: ActiveModelTrait + Send + Sync,
{
    for chunk in rows.chunks(AT_A_TIME) {
        A::Entity::insert_many(chunk.to_vec())
            .exec_without_returning(conn)
            .await?;
    }
    Ok(())
}

/// Instances point to each other. Those that point to one which is written after them, as scenes that were moved
/// do, get their links afterwards.
fn in_order(
    mut rows: Vec<instances::Model>,
) -> (Vec<instances::Model>, Vec<instances::ActiveModel>) {
    let (mut before, mut links) = (HashSet::new(), Vec::new());
    for row in &mut rows {
        let targets = [
            row.inherited_from_instance_id,
            row.selected_master_reference_instance_id,
        ];
        if targets.iter().flatten().any(|id| !before.contains(id)) {
            links.push(instances::ActiveModel {
                id: Unchanged(row.id),
                inherited_from_instance_id: Set(row.inherited_from_instance_id.take()),
                selected_master_reference_instance_id: Set(row
                    .selected_master_reference_instance_id
                    .take()),
                ..Default::default()
            });
        }
        before.insert(row.id);
    }
    (rows, links)
}

/// Copies the objects, a few at a time. Those that are not in the store are left out; after an error nothing is
/// left of the others, save what a put was about to write.
async fn copy_all(ctx: &Ctx, objects: &[Object]) -> Result<Copied> {
    let mut copying = Vec::new();
    for object in objects {
        copying.push(copy_one(ctx, object));
    }
    let mut copying = std::pin::pin!(stream::iter(copying).buffered(AT_ONCE));
    let mut copied = Copied::new();
    while let Some(one) = copying.next().await {
        match one {
            Ok(Some(object)) => {
                copied.insert(object.path.clone(), object.to.clone());
            }
            Ok(None) => {}
            Err(err) => {
                discard(ctx, &copied).await;
                return Err(err);
            }
        }
    }
    Ok(copied)
}

async fn copy_one<'a>(ctx: &Ctx, object: &'a Object) -> Result<Option<&'a Object>> {
    match ctx.storage.copy(&object.from, &object.to).await {
        Ok(()) => Ok(Some(object)),
        Err(Error::NotFound(_)) => Ok(None),
        Err(err) => Err(err),
    }
}

/// Removes copies that nobody uses. What cannot be removed now is left to the sweeper.
async fn discard(ctx: &Ctx, copied: &Copied) {
    for key in copied.values() {
        if let Err(err) = ctx.storage.delete_with_renditions(key).await {
            tracing::warn!(error = ?err, "a copy that was not used stays for now");
        }
    }
}
