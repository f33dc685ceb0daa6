//! A job with all that can be sent along: three references, each with a role and a weight, and a negative prompt. What
//! of it a provider really sends, each provider's own tests say.

use crate::{
    easel::{cast, extra, master},
    support::{alone, job, listed, row, work_off},
};
use domain::{
    ctx::Ctx,
    entities::jobs,
    error::{Error, Result},
    jobs::queue::{self, Ask},
    model::{
        kinds::{
            AssetType,
            ReferenceRole::{Location, Style},
        },
        paths::InstancePath,
        views::{AttemptView, JobView},
    },
    services::{
        instances::{self, InstanceInput},
        references::extras,
    },
    testing::TestCtx,
};

/// What must not be seen.
pub(crate) const NEGATIVE: &str = "umbrellas, hats";
/// Where chance starts from.
pub(crate) const SEED: i64 = 4711;
/// The shades of the references, in the order in which they are sent.
pub(crate) const SHADES: [u8; 3] = [10, 20, 30];

/// Mara, who looks like her master by half, in the style of the storm and in the great hall.
pub(crate) async fn stage(ctx: &TestCtx) -> InstancePath {
    let path = alone(ctx).await;
    let film = path.project;
    let mara = row(ctx, path.instance).await.project_asset_id;
    let storm = cast(ctx, film, "Storm", AssetType::Prop).await;
    let hall = cast(ctx, film, "Great hall", AssetType::Location).await;
    for (asset, shade) in [mara, storm, hall].into_iter().zip(SHADES) {
        master(ctx, film, asset, shade).await;
    }
    let half = InstanceInput {
        reference_weight: Some(0.5),
        ..Default::default()
    };
    instances::update(ctx, ctx.viewer, path, half)
        .await
        .unwrap();
    let others = vec![extra(storm, Style, 0.4), extra(hall, Location, 0.3)];
    extras::put(ctx, ctx.viewer, path, others).await.unwrap();
    path
}

async fn asked(
    ctx: &TestCtx,
    process: &Ctx,
    path: InstancePath,
    negative: Option<&str>,
) -> Result<JobView> {
    let ask = Ask {
        seed: Some(SEED),
        negative_prompt: negative.map(str::to_owned),
        ..Ask::default()
    };
    queue::create(process, ctx.viewer, path, ask).await
}

/// Who takes no negative prompt says so, instead of leaving it out.
pub(crate) async fn refuses_the_negative(ctx: &TestCtx, process: &Ctx, path: InstancePath) {
    let refused = asked(ctx, process, path, Some(NEGATIVE)).await;
    let Err(Error::Invalid(why)) = refused else {
        panic!("{refused:?}");
    };
    assert!(why.contains("takes no negative prompt"), "{why}");
}

/// Draws; the job as it ended, and its picture.
pub(crate) async fn drawn(
    ctx: &TestCtx,
    process: &Ctx,
    path: InstancePath,
    negative: Option<&str>,
) -> (jobs::Model, AttemptView) {
    let id = asked(ctx, process, path, negative).await.unwrap().job_id;
    work_off(process).await;
    let ended = job(ctx, id).await;
    assert_eq!(ended.error_message, None);
    (ended, listed(ctx, path).await.remove(0))
}

/// What the asset is called that is drawn.
pub(crate) fn name(job: &jobs::Model) -> String {
    let record = job.provider_metadata.as_ref().unwrap();
    record["brief"]["name"].as_str().unwrap().to_owned()
}

/// What is kept of what was sent: so many references, and what they cost.
pub(crate) fn kept((job, made): &(jobs::Model, AttemptView), references: usize, cost: &str) {
    let first = made.reference_snapshot.as_ref().unwrap();
    assert_eq!((first.role.as_str(), first.weight), ("identity", 0.5));
    let others = made.other_references.iter().flatten();
    let others: Vec<_> = others
        .map(|one| (one.name.as_str(), one.role, one.weight))
        .collect();
    let all = [("Storm", Style, 0.4), ("Great hall", Location, 0.3)];
    assert_eq!(others, all[..references - 1]);
    let said = job.estimated_cost.unwrap().normalize().to_string();
    let paid = job.cost_credits.unwrap().normalize().to_string();
    assert_eq!((said.as_str(), paid.as_str()), (cost, cost));
}

/// The shade of a picture that was sent.
pub(crate) fn shade(bytes: &[u8]) -> u8 {
    let picture = image::load_from_memory(bytes).unwrap().to_rgb8();
    assert_eq!(picture.dimensions(), (48, 27));
    let [shade, green, blue] = picture.get_pixel(4, 4).0;
    assert_eq!((green, blue), (90, 160));
    shade
}
