//! The descriptions that an instance had: kept as versions, so that none is lost by writing another.
//!
//! Whoever calls the inner functions has the instance locked.

use crate::{
    ctx::{Ctx, Viewer},
    db::now,
    entities::{descriptions, instances},
    error::{Error, Result, conflict},
    model::{
        ids::{DescriptionId, InstanceId},
        paths::InstancePath,
        rules,
        views::{DescriptionVersion, InstanceView},
    },
    services::{attempts::tell, instances as in_scene, scope},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, ModelTrait,
    QueryFilter, QueryOrder, sea_query::Expr,
};

/// Versions that an instance keeps at most.
const MOST: usize = 8;

/// The versions of an instance's description, newest first.
pub async fn list(
    ctx: &Ctx,
    viewer: Viewer,
    path: InstancePath,
) -> Result<Vec<DescriptionVersion>> {
    scope::instance(ctx.db.read(), viewer, path).await?;
    let kept = kept(ctx.db.read(), path.instance).await?;
    Ok(kept.into_iter().map(Into::into).collect())
}

impl From<descriptions::Model> for DescriptionVersion {
    fn from(row: descriptions::Model) -> Self {
        Self {
            number: row.version_number,
            words: row.words,
            selected: row.is_selected,
            made: row.created_at,
        }
    }
}

/// Describes the instance by a version that was kept.
pub async fn select(
    ctx: &Ctx,
    viewer: Viewer,
    path: InstancePath,
    version: i32,
) -> Result<InstanceView> {
    let txn = ctx.db.begin().await?;
    let owned = scope::lock_instance(&txn, viewer, path).await?.unlocked()?;
    if owned.instance.use_master_as_is {
        return conflict(rules::AS_IS);
    }
    let wanted = descriptions::Entity::find()
        .filter(descriptions::Column::SceneAssetInstanceId.eq(path.instance))
        .filter(descriptions::Column::VersionNumber.eq(version))
        .one(&txn)
        .await?
        .ok_or(Error::NotFound("version of this description"))?;
    if owned.instance.description_override.as_ref() == Some(&wanted.words) {
        return in_scene::view(&txn, owned.instance).await;
    }
    let (before, count) = (owned.instance.clone(), owned.instance.modification_count);
    let mut change: instances::ActiveModel = owned.instance.into();
    change.effective_description = Set(wanted.words.clone());
    change.description_override = Set(Some(wanted.words));
    change.last_modified_field = Set(Some("description_override".to_owned()));
    change.modification_count = Set(count + 1);
    change.updated_at = Set(now());
    let after = change.update(&txn).await?;
    follow(&txn, &before, &after).await?;
    txn.commit().await?;
    tell(ctx, path);
    in_scene::view(ctx.db.read(), after).await
}

/// Keeps what a change of the instance did to its description: the words before, where an older version of the
/// product kept none, and the words after.
pub(crate) async fn follow(
    conn: &impl ConnectionTrait,
    before: &instances::Model,
    after: &instances::Model,
) -> Result<()> {
    if before.description_override == after.description_override {
        return Ok(());
    }
    keep_present(conn, before).await?;
    match &after.description_override {
        Some(words) => keep(conn, after.id, words, true).await.map(drop),
        None => deselect(conn, after.id).await,
    }
}

/// The refusal, if somebody described the instance anew since `seen` was read. The words that would have taken
/// the place of theirs are kept beside them: nothing is lost, and nothing silently wins.
pub(crate) async fn keep_aside(
    conn: &impl ConnectionTrait,
    row: &instances::Model,
    seen: &str,
    words: &str,
) -> Result<Option<String>> {
    let present = &row.effective_description;
    if same(seen, present) || same(words, present) {
        return Ok(None);
    }
    if words.is_empty() {
        let why = "Somebody changed this description meanwhile. Look at it and clear it again.";
        return Ok(Some(why.to_owned()));
    }
    keep_present(conn, row).await?;
    let number = keep(conn, row.id, words, false).await?;
    Ok(Some(format!(
        "Somebody changed this description meanwhile. Your words were kept as version {number}; select it to use them."
    )))
}

/// Whether two descriptions are the same words. A browser's form ends its lines in its own way.
pub(crate) fn same(one: &str, other: &str) -> bool {
    one.trim().replace("\r\n", "\n") == other.trim().replace("\r\n", "\n")
}

async fn keep_present(conn: &impl ConnectionTrait, row: &instances::Model) -> Result<()> {
    match &row.description_override {
        Some(words) => keep(conn, row.id, words, true).await.map(drop),
        None => Ok(()),
    }
}

/// Keeps words as a version, the selected one if so wished, and answers its number. Words that were kept before
/// make no other version.
pub(crate) async fn keep(
    conn: &impl ConnectionTrait,
    instance: InstanceId,
    words: &str,
    selected: bool,
) -> Result<i32> {
    let kept = kept(conn, instance).await?;
    if let Some(same) = kept.iter().find(|version| version.words == words) {
        let number = same.version_number;
        if selected && !same.is_selected {
            deselect(conn, instance).await?;
            let mut change: descriptions::ActiveModel = same.clone().into();
            change.is_selected = Set(true);
            change.updated_at = Set(now());
            change.update(conn).await?;
        }
        return Ok(number);
    }
    let number = kept.first().map_or(1, |newest| newest.version_number + 1);
    make_room(conn, kept).await?;
    if selected {
        deselect(conn, instance).await?;
    }
    let version = descriptions::ActiveModel {
        id: Set(DescriptionId::new()),
        scene_asset_instance_id: Set(instance),
        version_number: Set(number),
        words: Set(words.to_owned()),
        is_selected: Set(selected),
        created_at: Set(now()),
        updated_at: Set(now()),
    };
    version.insert(conn).await?;
    Ok(number)
}

/// Leaves no version selected: the master's words hold again.
pub(crate) async fn deselect(conn: &impl ConnectionTrait, instance: InstanceId) -> Result<()> {
    descriptions::Entity::update_many()
        .col_expr(descriptions::Column::IsSelected, Expr::value(false))
        .col_expr(descriptions::Column::UpdatedAt, Expr::value(now()))
        .filter(descriptions::Column::SceneAssetInstanceId.eq(instance))
        .filter(descriptions::Column::IsSelected.eq(true))
        .exec(conn)
        .await?;
    Ok(())
}

/// Takes the oldest that are not in use out, for good, until one more fits.
async fn make_room(conn: &impl ConnectionTrait, kept: Vec<descriptions::Model>) -> Result<()> {
    let leaving = (kept.len() + 1).saturating_sub(MOST);
    let oldest = kept
        .into_iter()
        .rev()
        .filter(|version| !version.is_selected);
    for version in oldest.take(leaving) {
        version.delete(conn).await?;
    }
    Ok(())
}

/// The versions of an instance that is known to be the viewer's, newest first.
pub(crate) async fn kept(
    conn: &impl ConnectionTrait,
    instance: InstanceId,
) -> Result<Vec<descriptions::Model>> {
    Ok(descriptions::Entity::find()
        .filter(descriptions::Column::SceneAssetInstanceId.eq(instance))
        .order_by_desc(descriptions::Column::VersionNumber)
        .all(conn)
        .await?)
}
