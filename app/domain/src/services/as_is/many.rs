//! "Use master as-is" for several assets of a scene at once: read together, copied a few at a time, written
//! together. The number of statements does not grow with the number of assets.

mod changes;

use super::{
    AGAIN, TRIES,
    copying::{self, Copied},
    usable,
};
use crate::{
    ctx::{Ctx, Viewer},
    entities::{attempts, instances},
    error::{Error, Result, conflict},
    jobs::bulk::{self, Entry},
    model::{
        ids::{AssetId, InstanceId},
        paths::ScenePath,
        rules,
    },
    services::{
        references::{self, Link},
        scope::{self, OwnedScene},
    },
    storage::SceneScope,
};
use changes::Changes;
use futures::{StreamExt, stream};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
};
use std::collections::{HashMap, HashSet};

/// Objects copied at once.
const AT_ONCE: usize = 4;

type Outcomes = HashMap<InstanceId, Result<()>>;

/// Turns "use master as-is" on or off for each. An entry that fails does not stop the rest.
pub async fn set_many(
    ctx: &Ctx,
    viewer: Viewer,
    path: ScenePath,
    ids: &[String],
    enabled: bool,
) -> Result<Vec<Entry>> {
    scope::scene(ctx.db.read(), viewer, path).await?;
    let asked = bulk::once(ids)?;
    let known = asked.iter().filter_map(|(_, id)| *id).collect();
    let mut outcomes = match enabled {
        true => on(ctx, viewer, path, known).await?,
        false => off(ctx, viewer, path, known).await?,
    };
    let entry = |(instance_id, id): (String, Option<InstanceId>)| {
        let outcome = id.and_then(|id| outcomes.remove(&id));
        let outcome = outcome.unwrap_or(Err(Error::NotFound("asset in this scene")));
        Entry {
            job_id: None,
            instance_id,
            success: outcome.is_ok(),
            error: outcome.err().map(|err| err.to_string()),
        }
    };
    Ok(asked.into_iter().map(entry).collect())
}

/// Takes the flag off; the pictures stay.
async fn off(ctx: &Ctx, viewer: Viewer, path: ScenePath, ids: Vec<InstanceId>) -> Result<Outcomes> {
    let txn = ctx.db.begin().await?;
    scope::lock_instances(&txn, among(path, &ids)).await?;
    scope::scene(&txn, viewer, path).await?;
    let rows = instances::Entity::find().filter(among(path, &ids));
    let mut outcomes = Outcomes::new();
    let mut changes = Changes::default();
    for row in rows.all(&txn).await? {
        let outcome = match row.locked {
            true => conflict(rules::LOCKED),
            false => Ok(()),
        };
        if outcome.is_ok() && row.use_master_as_is {
            changes.off(&row);
        }
        outcomes.insert(row.id, outcome);
    }
    changes.write(ctx, &txn).await?;
    txn.commit().await?;
    ctx.events.tell(path.project, Some(path.scene), None);
    Ok(outcomes)
}

fn among(path: ScenePath, ids: &[InstanceId]) -> Condition {
    Condition::all()
        .add(instances::Column::SceneId.eq(path.scene))
        .add(instances::Column::Id.is_in(ids.iter().copied()))
}

/// Selects a copy for each. What is overtaken by another change of its reference is tried again.
async fn on(
    ctx: &Ctx,
    viewer: Viewer,
    path: ScenePath,
    mut open: Vec<InstanceId>,
) -> Result<Outcomes> {
    let mut outcomes = Outcomes::new();
    for _ in 0..TRIES {
        if open.is_empty() {
            break;
        }
        let lot = Lot::read(ctx.db.read(), viewer, path, &open).await?;
        let mut copies = HashMap::new();
        for (id, copied) in copied(ctx, &lot).await {
            match copied {
                Ok(copied) => drop(copies.insert(id, copied)),
                // Replaced, and its object removed, while it was to be copied.
                Err(Error::NotFound("picture")) => {}
                Err(err) => drop(outcomes.insert(id, Err(err))),
            }
        }
        open.retain(|id| !outcomes.contains_key(id));
        outcomes.extend(round(ctx, viewer, path, &open, copies).await?);
        open.retain(|id| !outcomes.contains_key(id));
        // What is in no lot is not there, and will not be.
        open.retain(|id| lot.rows.iter().any(|row| row.id == *id));
    }
    outcomes.extend(open.into_iter().map(|id| (id, conflict(AGAIN))));
    Ok(outcomes)
}

/// One transaction, and then the removal of the copies that it had no use for.
async fn round(
    ctx: &Ctx,
    viewer: Viewer,
    path: ScenePath,
    ids: &[InstanceId],
    copies: HashMap<InstanceId, Copied>,
) -> Result<Outcomes> {
    let done = match write(ctx, viewer, path, ids, &copies).await {
        Ok((txn, outcomes, used)) => {
            // Whether a commit that broke off was made is not known: the copies are left to the sweep then.
            txn.commit().await?;
            ctx.events.tell(path.project, Some(path.scene), None);
            Ok((outcomes, used))
        }
        Err(err) => Err(err),
    };
    for (id, copied) in &copies {
        if !done.as_ref().is_ok_and(|(_, used)| used.contains(id)) {
            copying::discard(ctx, copied).await;
        }
    }
    done.map(|(outcomes, _)| outcomes)
}

/// Writes it all, save for the commit: the outcomes, and the instances whose copies are in use. What has another
/// reference by now has no outcome yet.
async fn write(
    ctx: &Ctx,
    viewer: Viewer,
    path: ScenePath,
    ids: &[InstanceId],
    copies: &HashMap<InstanceId, Copied>,
) -> Result<(DatabaseTransaction, Outcomes, HashSet<InstanceId>)> {
    let txn = ctx.db.begin().await?;
    scope::lock_instances(&txn, among(path, ids)).await?;
    let lot = Lot::read(&txn, viewer, path, ids).await?;
    let (mut outcomes, mut used) = (Outcomes::new(), HashSet::new());
    let mut changes = Changes::default();
    for row in &lot.rows {
        let outcome = match lot.wanted(row) {
            Err(err) => Err(err),
            Ok(Wanted::Nothing) => Ok(()),
            Ok(Wanted::Again(same)) => {
                changes.select(row, same.id);
                Ok(())
            }
            Ok(Wanted::Copy(link)) => {
                let Some(copied) = copies.get(&row.id).filter(|copied| copied.link == *link) else {
                    continue;
                };
                changes.copy(row, lot.live_of(row), copied);
                used.insert(row.id);
                Ok(())
            }
        };
        outcomes.insert(row.id, outcome);
    }
    changes.write(ctx, &txn).await?;
    Ok((txn, outcomes, used))
}

/// Makes the copies that are wanted, each under a key of its own.
async fn copied(ctx: &Ctx, lot: &Lot) -> Vec<(InstanceId, Result<Copied>)> {
    let mut copies = Vec::new();
    for row in &lot.rows {
        if let Ok(Wanted::Copy(link)) = lot.wanted(row) {
            let (id, scope) = (row.id, lot.scope());
            copies.push(async move { (id, copying::copy(ctx, scope, id, link).await) });
        }
    }
    stream::iter(copies)
        .buffer_unordered(AT_ONCE)
        .collect()
        .await
}

/// Several instances of a scene with all that as-is asks of them. Five queries, whatever their number.
struct Lot {
    owned: OwnedScene,
    rows: Vec<instances::Model>,
    chains: HashMap<AssetId, Vec<Link>>,
    live: HashMap<InstanceId, Vec<attempts::Model>>,
}

/// What as-is comes to for one of them.
enum Wanted<'a> {
    Nothing,
    Again(&'a attempts::Model),
    Copy(&'a Link),
}

impl Lot {
    async fn read(
        conn: &impl ConnectionTrait,
        viewer: Viewer,
        path: ScenePath,
        ids: &[InstanceId],
    ) -> Result<Self> {
        let owned = scope::scene(conn, viewer, path).await?;
        let rows = instances::Entity::find()
            .filter(among(path, ids))
            .all(conn)
            .await?;
        let assets: Vec<_> = rows.iter().map(|row| row.project_asset_id).collect();
        let (branch, number) = (owned.branch.id, owned.scene.scene_number);
        let chains = references::chains(conn, branch, number, &assets).await?;
        let histories = attempts::Entity::find()
            .filter(attempts::Column::SceneAssetInstanceId.is_in(rows.iter().map(|row| row.id)))
            .filter(attempts::Column::DeletedAt.is_null())
            .all(conn)
            .await?;
        let mut live: HashMap<_, Vec<_>> = HashMap::new();
        for attempt in histories {
            live.entry(attempt.scene_asset_instance_id)
                .or_default()
                .push(attempt);
        }
        Ok(Self {
            owned,
            rows,
            chains,
            live,
        })
    }

    fn scope(&self) -> SceneScope {
        SceneScope {
            project: self.owned.project.id,
            branch: self.owned.branch.id,
            scene: self.owned.scene.id,
        }
    }

    fn live_of(&self, row: &instances::Model) -> &[attempts::Model] {
        self.live
            .get(&row.id)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    fn wanted(&self, row: &instances::Model) -> Result<Wanted<'_>> {
        if row.locked {
            return conflict(rules::LOCKED);
        }
        if row.use_master_as_is {
            return Ok(Wanted::Nothing);
        }
        let chain = self.chains.get(&row.project_asset_id);
        let chain = chain.map(Vec::as_slice).unwrap_or_default();
        let link = usable(references::in_force(row, chain))?;
        let same = self
            .live_of(row)
            .iter()
            .find(|attempt| copying::is_of(attempt, link));
        Ok(same.map_or(Wanted::Copy(link), Wanted::Again))
    }
}
