//! Rules 3 and 12: every row's object is there, is its own, and is what the row says.

use super::{Care, Findings, page, places};
use crate::{
    ctx::Ctx,
    entities::{attempts, master_attempts},
    error::{Error, Result},
    images::Format,
    model::ids::{AssetId, InstanceId, MasterAttemptId},
    services::{
        archive::blocking,
        views::{attempt_url, master_url},
    },
    storage::StorageKey,
};
use bytes::Bytes;
use futures::{StreamExt, TryStreamExt, stream};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, prelude::Uuid};
use sha2::{Digest, Sha256};
use std::{collections::HashMap, io::Cursor};

/// Objects that are looked at together.
const AT_ONCE: usize = 8;

/// What a row says of its object.
#[derive(Clone)]
struct Said {
    row: Row,
    path: String,
    size: Option<i64>,
    sha256: Option<String>,
    mime_type: Option<String>,
    pixels: Option<(i32, i32)>,
}

#[derive(Clone, Copy)]
enum Row {
    Attempt(Uuid, InstanceId, i32),
    Master(MasterAttemptId, AssetId, i32),
}

/// Looks at every object that a row stands on. An asset stands on that of its selected master.
pub(super) async fn examine(ctx: &Ctx, care: Care, found: &mut Findings) -> Result<()> {
    in_scenes(ctx, care, found).await?;
    masters(ctx, care, found).await
}

async fn in_scenes(ctx: &Ctx, care: Care, found: &mut Findings) -> Result<()> {
    let mut after = None;
    loop {
        let rows = page::<attempts::Entity>(ctx.db.read(), attempts::Column::Id, after).await?;
        let Some(last) = rows.last() else {
            return Ok(());
        };
        after = Some(last.id);
        for row in &rows {
            if row.storage_path.is_some() && row.image_url != attempt_url(row.id) {
                let place = places::instance(ctx, row.scene_asset_instance_id).await?;
                let what = format!(
                    "Image {} has the address of another picture.",
                    row.attempt_number
                );
                found.add(3, what, place, false);
            }
        }
        let said = rows.into_iter().filter_map(of_attempt).collect();
        all(ctx, care, said, found).await?;
    }
}

async fn masters(ctx: &Ctx, care: Care, found: &mut Findings) -> Result<()> {
    let mut after = None;
    loop {
        let key = master_attempts::Column::Id;
        let rows = page::<master_attempts::Entity>(ctx.db.read(), key, after).await?;
        let Some(last) = rows.last() else {
            return Ok(());
        };
        after = Some(last.id);
        for row in rows.iter().filter(|row| is_ill_described(row)) {
            let place = places::asset(ctx, row.project_asset_id).await?;
            let what = format!(
                "Master {} has no address, or that of another picture.",
                row.attempt_number
            );
            found.add(12, what, place, false);
        }
        let said = rows.into_iter().filter_map(of_master).collect();
        all(ctx, care, said, found).await?;
    }
}

fn of_attempt(row: attempts::Model) -> Option<Said> {
    Some(Said {
        row: Row::Attempt(row.id.0, row.scene_asset_instance_id, row.attempt_number),
        path: row.storage_path?,
        size: row.file_size_bytes,
        sha256: row.sha256,
        mime_type: row.mime_type,
        pixels: row.width.zip(row.height),
    })
}

fn of_master(row: master_attempts::Model) -> Option<Said> {
    Some(Said {
        row: Row::Master(row.id, row.project_asset_id, row.attempt_number),
        path: row.storage_path?,
        size: row.file_size_bytes,
        sha256: row.sha256,
        mime_type: row.mime_type,
        pixels: row.width.zip(row.height),
    })
}

/// A master's address carries its hash.
fn is_ill_described(row: &master_attempts::Model) -> bool {
    let hash = row.sha256.as_ref();
    let right = hash.is_some_and(|hash| row.image_url == master_url(row.project_asset_id, hash));
    row.storage_path.is_some() && !right
}

async fn all(ctx: &Ctx, care: Care, said: Vec<Said>, found: &mut Findings) -> Result<()> {
    let shared = shared(ctx, &said).await?;
    let mut looks = Vec::new();
    for one in said {
        let others = shared.get(&one.path).copied().unwrap_or_default();
        looks.push(async move {
            let mut faults = look(ctx, care, &one).await?;
            if others > 1 {
                faults.push((3, "shares its object with another row".to_owned()));
            }
            // Told only where the row still says so: it may have gone with its object meanwhile.
            let still = faults.is_empty() || stands(ctx, &one).await?;
            Ok::<_, Error>((one.row, if still { faults } else { Vec::new() }))
        });
    }
    let mut looked = std::pin::pin!(stream::iter(looks).buffered(AT_ONCE));
    while let Some((row, faults)) = looked.try_next().await? {
        for (rule, what) in faults {
            let (place, which) = match row {
                Row::Attempt(_, instance, number) => (
                    places::instance(ctx, instance).await?,
                    format!("Image {number}"),
                ),
                Row::Master(_, id, number) => {
                    (places::asset(ctx, id).await?, format!("Master {number}"))
                }
            };
            found.add(rule, format!("{which} {what}."), place, false);
        }
    }
    Ok(())
}

/// How many rows stand on each of these objects.
async fn shared(ctx: &Ctx, said: &[Said]) -> Result<HashMap<String, usize>> {
    let paths: Vec<_> = said.iter().map(|one| one.path.clone()).collect();
    if paths.is_empty() {
        return Ok(HashMap::new());
    }
    let conn = ctx.db.read();
    let histories: Vec<Option<String>> = attempts::Entity::find()
        .select_only()
        .column(attempts::Column::StoragePath)
        .filter(attempts::Column::StoragePath.is_in(paths.clone()))
        .into_tuple()
        .all(conn)
        .await?;
    let masters: Vec<Option<String>> = master_attempts::Entity::find()
        .select_only()
        .column(master_attempts::Column::StoragePath)
        .filter(master_attempts::Column::StoragePath.is_in(paths))
        .into_tuple()
        .all(conn)
        .await?;
    let mut counted = HashMap::new();
    for path in histories.into_iter().chain(masters).flatten() {
        *counted.entry(path).or_insert(0) += 1;
    }
    Ok(counted)
}

async fn stands(ctx: &Ctx, said: &Said) -> Result<bool> {
    let conn = ctx.db.read();
    let rows = match said.row {
        Row::Attempt(id, ..) => {
            attempts::Entity::find()
                .filter(attempts::Column::Id.eq(id))
                .filter(attempts::Column::StoragePath.eq(&said.path))
                .count(conn)
                .await?
        }
        Row::Master(id, ..) => {
            master_attempts::Entity::find()
                .filter(master_attempts::Column::Id.eq(id))
                .filter(master_attempts::Column::StoragePath.eq(&said.path))
                .count(conn)
                .await?
        }
    };
    Ok(rows > 0)
}

async fn look(ctx: &Ctx, care: Care, said: &Said) -> Result<Vec<(u8, String)>> {
    let Ok(key) = StorageKey::parse(&said.path) else {
        return Ok(vec![(3, "has a path that is none of the store's".into())]);
    };
    let Some(size) = ctx.storage.size(&key).await? else {
        return Ok(vec![(3, "has no object in the store".into())]);
    };
    let mut faults = Vec::new();
    if said.size != i64::try_from(size).ok() {
        faults.push((12, format!("has {size} bytes, and its row says otherwise")));
    }
    if care.deep {
        match ctx.storage.get(&key).await {
            Err(Error::NotFound(_)) => faults.push((3, "has no object in the store".into())),
            bytes => faults.extend(read(said.clone(), bytes?).await?),
        }
    }
    Ok(faults)
}

/// What the bytes themselves say against the row.
async fn read(said: Said, bytes: Bytes) -> Result<Vec<(u8, String)>> {
    blocking(move || {
        let mut faults = Vec::new();
        if said.sha256 != Some(format!("{:x}", Sha256::digest(&bytes))) {
            faults.push((12, "has other bytes than its row says".into()));
        }
        let kind = Format::sniff(&bytes).map(Format::content_type);
        if kind.is_none() || said.mime_type.as_deref() != kind {
            faults.push((12, "is of another kind than its row says".into()));
        }
        let size = image::ImageReader::new(Cursor::new(&bytes))
            .with_guessed_format()
            .ok()
            .and_then(|reader| reader.into_dimensions().ok())
            .and_then(|(w, h)| Some((i32::try_from(w).ok()?, i32::try_from(h).ok()?)));
        if size.is_none() || said.pixels != size {
            faults.push((12, "has another width or height than its row says".into()));
        }
        Ok(faults)
    })
    .await
}
