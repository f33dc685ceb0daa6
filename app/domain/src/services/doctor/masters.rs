//! The same rules for masters: the history of every asset, that its row says what the selected image says, and that
//! what was deleted is on its way out.

mod mending;

use self::mending::{Cure, mend};
use super::{Care, Findings, PATIENCE, histories, page, places};
use crate::{
    ctx::Ctx,
    db::now,
    entities::{assets, master_attempts},
    error::Result,
    model::{ids::AssetId, rules},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::LockType,
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

/// Looks at every asset's history.
pub(super) async fn examine(ctx: &Ctx, care: Care, found: &mut Findings) -> Result<()> {
    let mut after = None;
    loop {
        let rows = page::<assets::Entity>(ctx.db.read(), assets::Column::Id, after).await?;
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
async fn suspects(ctx: &Ctx, rows: &[assets::Model]) -> Result<Vec<AssetId>> {
    let conn = ctx.db.read();
    let made = histories_of(conn, rows.iter().map(|row| row.id)).await?;
    let queued = histories::queued(conn, removed_paths(&made)).await?;
    let mut of: HashMap<AssetId, Vec<master_attempts::Model>> = HashMap::new();
    for one in made {
        of.entry(one.project_asset_id).or_default().push(one);
    }
    let mut suspects = Vec::new();
    for row in rows {
        let history = of.remove(&row.id).unwrap_or_default();
        if !faults(ctx, row, &history, &queued).is_empty() {
            suspects.push(row.id);
        }
    }
    Ok(suspects)
}

/// Looks once more, with the asset locked, and mends what may be mended.
async fn confirm(ctx: &Ctx, care: Care, id: AssetId, found: &mut Findings) -> Result<()> {
    let place = places::asset(ctx, id).await?;
    let txn = ctx.db.begin().await?;
    let locked = assets::Entity::find_by_id(id)
        .lock(LockType::NoKeyUpdate)
        .one(&txn)
        .await?;
    let Some(row) = locked else {
        return Ok(());
    };
    let history = histories_of(&txn, std::iter::once(id)).await?;
    let queued = histories::queued(&txn, removed_paths(&history)).await?;
    for fault in faults(ctx, &row, &history, &queued) {
        let cure = fault.cure.filter(|_| care.fix);
        let fixed = cure.is_some();
        if let Some(cure) = cure {
            mend(ctx, &txn, &row, cure).await?;
        }
        found.add(fault.rule, fault.what, place.clone(), fixed);
    }
    txn.commit().await?;
    Ok(())
}

async fn histories_of(
    conn: &impl ConnectionTrait,
    of: impl Iterator<Item = AssetId>,
) -> Result<Vec<master_attempts::Model>> {
    Ok(master_attempts::Entity::find()
        .filter(master_attempts::Column::ProjectAssetId.is_in(of))
        .order_by_asc(master_attempts::Column::AttemptNumber)
        .all(conn)
        .await?)
}

fn removed_paths(of: &[master_attempts::Model]) -> Vec<String> {
    let removed = of.iter().filter(|one| one.deleted_at.is_some());
    removed.filter_map(|one| one.storage_path.clone()).collect()
}

fn faults(
    ctx: &Ctx,
    row: &assets::Model,
    history: &[master_attempts::Model],
    queued: &HashSet<String>,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    selection(row, history, &mut faults);
    let live = history.iter().filter(|one| one.deleted_at.is_none());
    let live = live.count();
    if live > rules::MAX_LIVE_ATTEMPTS {
        let what = format!("Its history of masters has {live} images, and keeps 8 at most.");
        faults.push(told(2, what));
    }
    let highest = history.iter().map(|one| one.attempt_number).max();
    if let Some(highest) = highest.filter(|highest| *highest >= row.next_attempt_number) {
        faults.push(Fault {
            rule: 6,
            what: format!("Its next master would take a number that image {highest} has, or more."),
            cure: highest.checked_add(1).map(Cure::Count),
        });
    }
    for one in history {
        removed(ctx, one, live, queued, &mut faults);
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
fn selection(row: &assets::Model, history: &[master_attempts::Model], faults: &mut Vec<Fault>) {
    let selected: Vec<_> = history.iter().filter(|one| one.is_selected).collect();
    let shows = row.image_key_url.is_some() || row.storage_path.is_some();
    match selected.as_slice() {
        [one] if !says(row, one) => faults.push(Fault {
            rule: 1,
            what: "It shows another master than the selected one.".into(),
            cure: Some(Cure::Show((*one).clone())),
        }),
        [] if shows && history.is_empty() => faults.push(Fault {
            rule: 1,
            what: "It shows a master that is in no history.".into(),
            cure: row.image_key_url.is_some().then_some(Cure::Enter),
        }),
        [] if shows => {
            let mut live = history.iter().filter(|one| one.deleted_at.is_none());
            let meant = live.rfind(|one| Some(&one.image_url) == row.image_key_url.as_ref());
            faults.push(Fault {
                rule: 1,
                what: "It shows a master, but none is selected.".into(),
                cure: meant.cloned().map(Cure::Select),
            });
        }
        [] | [_] => {}
        several => {
            let what = format!("{} of its masters are selected at once.", several.len());
            faults.push(told(1, what));
        }
    }
}

/// Whether the row of an asset says of its master what the image itself says.
fn says(row: &assets::Model, one: &master_attempts::Model) -> bool {
    row.image_key_url.as_ref() == Some(&one.image_url)
        && row.storage_path == one.storage_path
        && row.original_filename == one.original_filename
        && row.file_size_bytes == one.file_size_bytes
        && row.mime_type == one.mime_type
        && (row.width, row.height) == (one.width, one.height)
        && row.sha256 == one.sha256
        && row.thumbhash == one.thumbhash
}

/// Rules 4 and 5: an image that was deleted is not selected, is queued, and goes when its time has come.
fn removed(
    ctx: &Ctx,
    one: &master_attempts::Model,
    live: usize,
    queued: &HashSet<String>,
    faults: &mut Vec<Fault>,
) {
    let Some(then) = one.deleted_at else {
        return;
    };
    let number = one.attempt_number;
    let lost = |path: &String| !queued.contains(path);
    if one.is_selected {
        let room = live < rules::MAX_LIVE_ATTEMPTS;
        faults.push(Fault {
            rule: 5,
            what: format!("Master {number} is selected and deleted at once."),
            cure: room.then(|| Cure::Revive(one.clone())),
        });
    } else if one.storage_path.as_ref().is_some_and(lost) {
        faults.push(Fault {
            rule: 4,
            what: format!("Master {number} was deleted, and nothing waits to remove its object."),
            cure: Some(Cure::Queue(one.clone())),
        });
    } else if then + ctx.settings.attempt_retention + PATIENCE < now() {
        let what = format!(
            "Master {number} can no longer be restored and is still there. The server removes it when it runs."
        );
        faults.push(told(5, what));
    }
}
