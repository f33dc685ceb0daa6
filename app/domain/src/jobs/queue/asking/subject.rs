//! What a picture is asked of, and the row of the job that draws it.

use super::{Ask, by_lot};
use crate::{
    ctx::Ctx,
    db::now,
    entities::{assets, jobs, projects},
    error::{Error, Result},
    jobs::budget,
    model::{
        ids::{AssetId, BranchId, InstanceId, JobId, SceneId},
        kinds::{AssetType, JobStatus, JobType},
        prompt::{self, PromptParts},
        rules,
    },
    providers::Capabilities,
    services::{scope::OwnedInstance, views::decimal},
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};
use serde::{Deserialize, Serialize};

/// The words of a job as they stood when it was asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Brief {
    pub(crate) name: String,
    pub(crate) asset_type: AssetType,
    pub(crate) description: String,
    pub(crate) tags: Vec<String>,
    pub(crate) visual_style: String,
}

/// What a picture is asked of.
pub(super) struct Subject {
    job_type: JobType,
    branch: BranchId,
    /// Where the asset stands, unless its master is asked for.
    place: Option<(SceneId, InstanceId)>,
    asset: AssetId,
    pub(super) brief: Brief,
}

/// An asset in a scene as it is now.
pub(super) async fn in_scene(
    conn: &impl ConnectionTrait,
    owned: &OwnedInstance,
) -> Result<Subject> {
    let asset = assets::Entity::find_by_id(owned.instance.project_asset_id)
        .one(conn)
        .await?
        .ok_or(Error::NotFound("asset"))?;
    let tags = owned.instance.status_tags.clone().unwrap_or_default();
    Ok(Subject {
        job_type: JobType::SceneAsset,
        branch: owned.branch,
        place: Some((owned.scene.id, owned.instance.id)),
        asset: asset.id,
        brief: Brief {
            name: asset.name,
            asset_type: asset.asset_type,
            description: owned.instance.effective_description.clone(),
            tags: tags.0,
            visual_style: owned.project.visual_style.clone().unwrap_or_default(),
        },
    })
}

/// The master of an asset as it is described now.
pub(super) fn master(film: &projects::Model, asset: assets::Model) -> Subject {
    Subject {
        job_type: JobType::MasterAsset,
        branch: asset.branch_id,
        place: None,
        asset: asset.id,
        brief: Brief {
            name: asset.name,
            asset_type: asset.asset_type,
            description: asset.description,
            tags: Vec::new(),
            visual_style: film.visual_style.clone().unwrap_or_default(),
        },
    }
}

/// The row of a job that draws it from so many references.
pub(super) fn row(
    ctx: &Ctx,
    project: &projects::Model,
    subject: Subject,
    ask: Ask,
    (provider, references): (&Capabilities, usize),
) -> jobs::ActiveModel {
    let (width, height) = rules::generated_size(&project.aspect_ratio);
    let brief = subject.brief;
    let now = now();
    jobs::ActiveModel {
        id: Set(JobId::new()),
        project_id: Set(project.id),
        branch_id: Set(subject.branch),
        scene_id: Set(subject.place.map(|(scene, _)| scene)),
        scene_asset_instance_id: Set(subject.place.map(|(_, instance)| instance)),
        project_asset_id: Set(subject.asset),
        job_type: Set(subject.job_type),
        status: Set(JobStatus::Queued),
        prompt: Set(words(&brief, &project.aspect_ratio)),
        negative_prompt: Set(ask.negative_prompt),
        width: Set(Some(width as i32)),
        height: Set(Some(height as i32)),
        seed: Set(Some(ask.seed.unwrap_or_else(by_lot))),
        provider: Set(provider.name.to_owned()),
        idempotency_key: Set(ask.idempotency_key),
        attempt_count: Set(0),
        begun_before: Set(0),
        retry_count: Set(0),
        max_retries: Set(ctx.settings.max_retries),
        run_after: Set(now),
        estimated_cost: Set(Some(decimal(budget::estimate(provider, references)))),
        provider_metadata: Set(serde_json::to_value(&brief)
            .ok()
            .map(|brief| serde_json::json!({ "brief": brief }))),
        queued_at: Set(now),
        created_at: Set(now),
        updated_at: Set(now),
        ..Default::default()
    }
}

fn words(brief: &Brief, aspect_ratio: &str) -> String {
    prompt::assemble(&PromptParts {
        name: &brief.name,
        asset_type: brief.asset_type,
        description: &brief.description,
        tags: &brief.tags,
        visual_style: &brief.visual_style,
        aspect_ratio,
    })
}
