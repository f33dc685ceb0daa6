//! The rows that carry pictures.

use crate::{
    db::now,
    entities::{
        assets, attempts, branches, instance_references, instances, jobs, master_attempts,
        values::Words,
    },
    model::{
        ids::{
            AssetId, AttemptId, InstanceId, InstanceReferenceId, JobId, MasterAttemptId, SceneId,
        },
        kinds::{
            AssetSource, AssetType, AttemptSource, FailureStage, JobErrorCode, JobStatus, JobType,
            ReferenceRole, ReferenceSource,
        },
    },
};
use sea_orm::prelude::Decimal;
use serde_json::json;

pub(super) fn asset(branch: &branches::Model) -> assets::Model {
    assets::Model {
        id: AssetId::new(),
        project_id: branch.project_id,
        branch_id: branch.id,
        name: "Mara".to_owned(),
        asset_type: AssetType::ExtraArchetype,
        description: String::new(),
        image_key_url: Some("/media/assets/x/y".to_owned()),
        storage_path: Some("project_x/master.png".to_owned()),
        original_filename: Some("Mära.png".to_owned()),
        file_size_bytes: Some(5_242_880),
        mime_type: Some("image/png".to_owned()),
        width: Some(8_192),
        height: Some(1),
        sha256: Some("ab".repeat(32)),
        thumbhash: Some("3OcRJYB4d3h/iIeHeEh3eIhw+j2w".to_owned()),
        locked: true,
        source: AssetSource::Imported,
        next_attempt_number: 4,
        created_at: now(),
        updated_at: now(),
    }
}

pub(super) fn instance(scene_id: SceneId, project_asset_id: AssetId) -> instances::Model {
    let id = InstanceId::new();
    instances::Model {
        id,
        scene_id,
        project_asset_id,
        description_override: Some(String::new()),
        effective_description: "Muddy after the storm".to_owned(),
        image_key_url: None,
        status_tags: Some(Words::from_iter(["muddy", "night"])),
        carry_forward: false,
        inherited_from_instance_id: None,
        locked: true,
        waived_reason: Some("off screen".to_owned()),
        use_master_as_is: true,
        selected_master_reference_url: Some("/media/attempts/x".to_owned()),
        selected_master_reference_source: Some(ReferenceSource::PriorSceneInstance),
        selected_master_reference_instance_id: Some(id),
        reference_weight: 0.1 + 0.2,
        modification_count: 3,
        last_modified_field: Some("status_tags".to_owned()),
        modification_reason: Some("rain".to_owned()),
        next_attempt_number: 2,
        created_at: now(),
        updated_at: now(),
    }
}

pub(super) fn job(branch: &branches::Model, instance: &instances::Model) -> jobs::Model {
    jobs::Model {
        id: JobId::new(),
        project_id: branch.project_id,
        branch_id: branch.id,
        scene_id: Some(instance.scene_id),
        scene_asset_instance_id: Some(instance.id),
        project_asset_id: instance.project_asset_id,
        job_type: JobType::SceneAsset,
        status: JobStatus::Failed,
        failure_stage: Some(FailureStage::Persisting),
        prompt: "A hall at night".to_owned(),
        negative_prompt: None,
        reference_snapshot: Some(json!([{"source": "stage5_master", "weight": 0.75}])),
        width: Some(1_024),
        height: Some(576),
        seed: Some(i64::MAX),
        provider: "sketch".to_owned(),
        provider_job_id: Some("p-1".to_owned()),
        idempotency_key: Some("key-1".to_owned()),
        attempt_count: 2,
        begun_before: 1,
        retry_count: 1,
        max_retries: 3,
        run_after: now(),
        lease_owner: Some("worker-1".to_owned()),
        lease_until: Some(now()),
        progress: Some(40),
        error_code: Some(JobErrorCode::RateLimit),
        error_message: Some("slow down".to_owned()),
        estimated_cost: Some(Decimal::new(4, 2)),
        cost_credits: Some(Decimal::new(9_999_999_999, 4)),
        provider_metadata: Some(
            json!({"nested": {"null": null, "text": "ü"}, "list": [1, 2.5, true]}),
        ),
        queued_at: now(),
        processing_at: Some(now()),
        generating_at: Some(now()),
        uploading_at: Some(now()),
        completed_at: None,
        failed_at: Some(now()),
        cancelled_at: None,
        created_at: now(),
        updated_at: now(),
    }
}

pub(super) fn attempt(scene_asset_instance_id: InstanceId, job: JobId) -> attempts::Model {
    attempts::Model {
        id: AttemptId::new(),
        scene_asset_instance_id,
        image_url: "/media/attempts/x".to_owned(),
        storage_path: Some("project_x/generated/x.png".to_owned()),
        source: AttemptSource::MasterCopy,
        is_selected: true,
        image_generation_job_id: Some(job),
        provider: Some("sketch".to_owned()),
        seed: Some(i64::MIN),
        prompt_snapshot: Some("A hall at night".to_owned()),
        negative_prompt: Some("No \"moon\"\nno stars".to_owned()),
        reference_snapshot: Some(json!({"source": "stage5_master", "sceneNumber": null})),
        other_references: Some(json!([{"name": "Hall", "role": "location", "weight": 0.05}])),
        cost_credits: Some(Decimal::new(4, 2)),
        original_filename: None,
        file_size_bytes: Some(1 << 40),
        mime_type: Some("image/webp".to_owned()),
        copied_from_url: Some("/media/assets/x/y".to_owned()),
        attempt_number: 1,
        width: Some(1_024),
        height: Some(576),
        sha256: Some("cd".repeat(32)),
        thumbhash: None,
        entered_history_at: now(),
        deleted_at: Some(now()),
        created_at: now(),
        updated_at: now(),
    }
}

pub(in crate::entities::tests) fn master(asset: AssetId, job: JobId) -> master_attempts::Model {
    master_attempts::Model {
        id: MasterAttemptId::new(),
        project_asset_id: asset,
        image_url: "/media/assets/x/y".to_owned(),
        storage_path: None,
        source: AttemptSource::Generated,
        is_selected: true,
        image_generation_job_id: Some(job),
        provider: Some("sketch".to_owned()),
        seed: Some(i64::MAX),
        prompt_snapshot: Some("A hall\n\"at night\"".to_owned()),
        negative_prompt: Some("Nö moon".to_owned()),
        cost_credits: Some(Decimal::new(1, 4)),
        original_filename: Some("Mära.png".to_owned()),
        file_size_bytes: Some(1 << 40),
        mime_type: Some("image/jpeg".to_owned()),
        attempt_number: 3,
        width: Some(1),
        height: Some(8_192),
        sha256: Some("ef".repeat(32)),
        thumbhash: None,
        entered_history_at: now(),
        deleted_at: Some(now()),
        created_at: now(),
        updated_at: now(),
    }
}

pub(in crate::entities::tests) fn extra(
    instance: InstanceId,
    asset: AssetId,
) -> instance_references::Model {
    instance_references::Model {
        id: InstanceReferenceId::new(),
        scene_asset_instance_id: instance,
        project_asset_id: asset,
        role: ReferenceRole::Location,
        weight: 0.05,
        created_at: now(),
        updated_at: now(),
    }
}
