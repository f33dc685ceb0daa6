//! Rules 1, 2, 5, 6 and 8: the history of every instance, and that what was deleted is on its way out (rule 4).

use super::{Care, Findings, PATIENCE, page, places};
use crate::{
    ctx::Ctx,
    db::now,
    entities::{attempts, deletions, instances},
    error::Result,
    model::{ids::InstanceId, kinds::AttemptSource, rules},
    services::{attempts as history, deletions as going, scope},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use std::collections::{HashMap, HashSet};

/// Histories in memory at once.
const TOGETHER: usize = 50;

/// What is wrong with a history, and what would mend it.
struct Fault {
    rule: u8,
    what: String,
    cure: Option<Cure>,
}

enum Cure {
    /// The instance shows that address.
    Show(String),
    /// The attempt is the selected one.
    Select(attempts::Model),
    /// The attempt is in the history again.
    Revive(attempts::Model),
    /// The next attempt takes that number.
    Count(i32),
    /// The attempt's object is queued to be removed.
    Queue(attempts::Model),
}

/// Looks at every history.
pub(super) async fn examine(ctx: &Ctx, care: Care, found: &mut Findings) -> Result<()> {
    let mut after = None;
    loop {
        let rows = page::<instances::Entity>(ctx.db.read(), instances::Column::Id, after).await?;
        let Some(last) = rows.last() else {
            return Ok(());
        };
        after = Some(last.id);
        for some in rows.chunks(TOGETHER) {
            for id in suspects(ctx, some).await? {
                confirm(ctx, care, id, found).await?;
            }
        }
    }
}

/// Those with a fault, as far as can be seen without locking them.
async fn suspects(ctx: &Ctx, rows: &[instances::Model]) -> Result<Vec<InstanceId>> {
    let conn = ctx.db.read();
    let of = attempts::Column::SceneAssetInstanceId.is_in(rows.iter().map(|row| row.id));
    let made = attempts::Entity::find()
        .filter(of)
        .order_by_asc(attempts::Column::AttemptNumber)
        .all(conn)
        .await?;
    let queued = queued(conn, removed_paths(&made)).await?;
    let mut histories: HashMap<InstanceId, Vec<attempts::Model>> = HashMap::new();
    for attempt in made {
        let of = attempt.scene_asset_instance_id;
        histories.entry(of).or_default().push(attempt);
    }
    let mut suspects = Vec::new();
    for row in rows {
        let history = histories.remove(&row.id).unwrap_or_default();
        if !faults(ctx, row, &history, &queued).is_empty() {
            suspects.push(row.id);
        }
    }
    Ok(suspects)
}

/// Looks once more, with the instance locked, and mends what may be mended.
async fn confirm(ctx: &Ctx, care: Care, id: InstanceId, found: &mut Findings) -> Result<()> {
    let place = places::instance(ctx, id).await?;
    let txn = ctx.db.begin().await?;
    scope::lock_instances(&txn, instances::Column::Id.eq(id)).await?;
    let Some(row) = instances::Entity::find_by_id(id).one(&txn).await? else {
        return Ok(());
    };
    let history = attempts::Entity::find()
        .filter(attempts::Column::SceneAssetInstanceId.eq(id))
        .order_by_asc(attempts::Column::AttemptNumber)
        .all(&txn)
        .await?;
    let queued = queued(&txn, removed_paths(&history)).await?;
    for fault in faults(ctx, &row, &history, &queued) {
        let cure = fault.cure.filter(|_| care.fix);
        let fixed = cure.is_some();
        if let Some(cure) = cure {
            mend(ctx, &txn, id, cure).await?;
        }
        found.add(fault.rule, fault.what, place.clone(), fixed);
    }
    txn.commit().await?;
    Ok(())
}

fn removed_paths(of: &[attempts::Model]) -> Vec<String> {
    let removed = of.iter().filter(|attempt| attempt.deleted_at.is_some());
    removed.filter_map(|one| one.storage_path.clone()).collect()
}

/// Those of the paths that wait to be removed.
pub(super) async fn queued(
    conn: &impl ConnectionTrait,
    paths: Vec<String>,
) -> Result<HashSet<String>> {
    if paths.is_empty() {
        return Ok(HashSet::new());
    }
    let found: Vec<String> = deletions::Entity::find()
        .select_only()
        .column(deletions::Column::StoragePath)
        .filter(deletions::Column::StoragePath.is_in(paths))
        .into_tuple()
        .all(conn)
        .await?;
    Ok(found.into_iter().collect())
}

fn faults(
    ctx: &Ctx,
    row: &instances::Model,
    history: &[attempts::Model],
    queued: &HashSet<String>,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    selection(row, history, &mut faults);
    let live = history.iter().filter(|one| one.deleted_at.is_none());
    let live = live.count();
    if live > rules::MAX_LIVE_ATTEMPTS {
        let what = format!("Its history has {live} images, and keeps 8 at most.");
        faults.push(told(2, what));
    }
    let highest = history.iter().map(|one| one.attempt_number).max();
    if let Some(highest) = highest.filter(|highest| *highest >= row.next_attempt_number) {
        faults.push(Fault {
            rule: 6,
            what: format!("Its next image would take a number that image {highest} has, or more."),
            cure: highest.checked_add(1).map(Cure::Count),
        });
    }
    for attempt in history {
        removed(ctx, attempt, live, queued, &mut faults);
    }
    let copied = |one: &attempts::Model| one.is_selected && one.source == AttemptSource::MasterCopy;
    if row.use_master_as_is && !history.iter().any(copied) {
        let what = "It uses its master as-is, but no copy of a master is selected.";
        faults.push(told(8, what));
    }
    faults
}

fn told(rule: u8, what: impl Into<String>) -> Fault {
    Fault {
        rule,
        what: what.into(),
        cure: None,
    }
}

/// Rule 1.
fn selection(row: &instances::Model, history: &[attempts::Model], faults: &mut Vec<Fault>) {
    let selected: Vec<_> = history.iter().filter(|one| one.is_selected).collect();
    match (selected.as_slice(), &row.image_key_url) {
        ([one], shown) if shown.as_ref() != Some(&one.image_url) => faults.push(Fault {
            rule: 1,
            what: "It shows another image than the selected one.".into(),
            cure: Some(Cure::Show(one.image_url.clone())),
        }),
        ([], Some(shown)) if !history.is_empty() => {
            let mut live = history.iter().filter(|one| one.deleted_at.is_none());
            let meant = live.rfind(|one| one.image_url == *shown);
            faults.push(Fault {
                rule: 1,
                what: "It shows an image, but none is selected.".into(),
                cure: meant.cloned().map(Cure::Select),
            });
        }
        ([], _) | ([_], _) => {}
        (several, _) => {
            let what = format!("{} of its images are selected at once.", several.len());
            faults.push(told(1, what));
        }
    }
}

/// Rules 4 and 5: an attempt that was deleted is not selected, is queued, and goes when its time has come.
fn removed(
    ctx: &Ctx,
    attempt: &attempts::Model,
    live: usize,
    queued: &HashSet<String>,
    faults: &mut Vec<Fault>,
) {
    let Some(then) = attempt.deleted_at else {
        return;
    };
    let number = attempt.attempt_number;
    if attempt.is_selected {
        let room = live < rules::MAX_LIVE_ATTEMPTS;
        faults.push(Fault {
            rule: 5,
            what: format!("Image {number} is selected and deleted at once."),
            cure: room.then(|| Cure::Revive(attempt.clone())),
        });
        return;
    }
    let waits = |path: &String| queued.contains(path);
    if attempt
        .storage_path
        .as_ref()
        .is_some_and(|path| !waits(path))
    {
        faults.push(Fault {
            rule: 4,
            what: format!("Image {number} was deleted, and nothing waits to remove its object."),
            cure: Some(Cure::Queue(attempt.clone())),
        });
    } else if then + ctx.settings.attempt_retention + PATIENCE < now() {
        let what = format!(
            "Image {number} can no longer be restored and is still there. The server removes it when it runs."
        );
        faults.push(told(5, what));
    }
}

async fn mend(ctx: &Ctx, conn: &impl ConnectionTrait, id: InstanceId, cure: Cure) -> Result<()> {
    let mut change = instances::ActiveModel {
        id: Set(id),
        updated_at: Set(now()),
        ..Default::default()
    };
    match cure {
        Cure::Show(url) => change.image_key_url = Set(Some(url)),
        Cure::Count(next) => change.next_attempt_number = Set(next),
        Cure::Select(attempt) => {
            let mut change: attempts::ActiveModel = attempt.into();
            change.is_selected = Set(true);
            change.updated_at = Set(now());
            change.update(conn).await?;
        }
        Cure::Revive(attempt) => {
            let entered = attempt.entered_history_at;
            history::put_in(conn, attempt, entered).await?;
        }
        Cure::Queue(attempt) => {
            // Counted from now, though it was deleted earlier: what is removed late is no loss.
            let due = now() + ctx.settings.attempt_retention;
            if let Some(path) = &attempt.storage_path {
                going::due(conn, path, due).await?;
            }
        }
    }
    change.update(conn).await?;
    Ok(())
}
