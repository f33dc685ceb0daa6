//! What must not be seen, as it was said last.

use crate::{
    ctx::Ctx,
    entities::jobs,
    error::Result,
    jobs::queue,
    model::{ids::AssetId, kinds::JobType, paths::InstancePath},
    services::choice,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

/// The newest jobs that are looked at for what was said.
const RECENT: u64 = 50;

/// In the pictures of an asset in a scene of a film that is known to be the viewer's.
pub(crate) async fn in_scene(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    path: InstancePath,
) -> Result<Option<String>> {
    let of = Condition::all()
        .add(jobs::Column::ProjectId.eq(path.project))
        .add(jobs::Column::SceneAssetInstanceId.eq(path.instance));
    last(ctx, conn, of).await
}

/// In the master of an asset that is known to be the viewer's.
pub(crate) async fn in_master(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    asset: AssetId,
) -> Result<Option<String>> {
    let of = Condition::all()
        .add(jobs::Column::ProjectAssetId.eq(asset))
        .add(jobs::Column::JobType.eq(JobType::MasterAsset));
    last(ctx, conn, of).await
}

/// What the newest of these jobs was told; nothing where it was told nothing. One whose provider takes no such words
/// says nothing either way: they were left out there, and are not forgotten by it. Nor does one that draws a picture
/// again: it repeats what was said of that picture, and nobody said anything in it.
async fn last(ctx: &Ctx, conn: &impl ConnectionTrait, of: Condition) -> Result<Option<String>> {
    let all = choice::all(ctx)?.into_iter();
    let taking = all.filter(|can| can.negative).map(|can| can.name);
    let could_be_told = Condition::any()
        .add(jobs::Column::NegativePrompt.is_not_null())
        .add(jobs::Column::Provider.is_in(taking));
    // What a job draws again is in its record, which the databases do not read alike.
    let recent = jobs::Entity::find()
        .filter(of)
        .filter(could_be_told)
        .order_by_desc(jobs::Column::CreatedAt)
        .order_by_desc(jobs::Column::Id)
        .limit(RECENT)
        .all(conn)
        .await?;
    let said = recent.into_iter().find(|job| !queue::is_again(job));
    Ok(said.and_then(|job| job.negative_prompt))
}
