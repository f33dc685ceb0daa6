//! From rows to what leaves the server.

use crate::{
    entities::{assets, attempts, instances, jobs, projects, scenes},
    model::{
        credits::parts,
        panel::{JobShown, Picture, Shot, ShotReference},
        views::*,
    },
    providers::Capabilities,
};
use sea_orm::prelude::Decimal;

/// Credits as a plain number; four digits after the point fit exactly enough.
pub fn credits(amount: Decimal) -> f64 {
    amount.to_string().parse().unwrap_or_default()
}

/// Credits in ten-thousandths, as the pages count them.
pub fn parts_of(amount: Decimal) -> i64 {
    parts(credits(amount))
}

/// Credits as the tables keep them.
pub fn decimal(amount: f64) -> Decimal {
    Decimal::from_f64_retain(amount)
        .unwrap_or_default()
        .round_dp(4)
}

/// The address of an attempt's picture.
pub fn attempt_url(id: crate::model::ids::AttemptId) -> String {
    format!("/media/attempts/{id}")
}

/// The address of a master image.
pub fn master_url(id: crate::model::ids::AssetId, sha256: &str) -> String {
    format!("/media/assets/{id}/{sha256}")
}

impl From<projects::Model> for ProjectView {
    fn from(row: projects::Model) -> Self {
        Self {
            id: row.id,
            user_id: row.user_id,
            title: row.title,
            aspect_ratio: row.aspect_ratio,
            visual_style: row.visual_style.unwrap_or_default(),
            active_branch_id: row.active_branch_id,
            is_sample: row.is_sample,
            provider: row.provider,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

impl From<scenes::Model> for SceneView {
    fn from(row: scenes::Model) -> Self {
        Self {
            id: row.id,
            branch_id: row.branch_id,
            scene_number: row.scene_number,
            slug: row.slug,
            heading: row.heading,
            script_excerpt: row.script_excerpt.unwrap_or_default(),
            expected_characters: row.expected_characters.0,
            expected_location: row.expected_location,
            expected_props: row.expected_props.0,
            is_deferred: row.is_deferred,
            filled_at: row.filled_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

impl From<assets::Model> for AssetView {
    fn from(row: assets::Model) -> Self {
        Self {
            id: row.id,
            project_id: row.project_id,
            branch_id: row.branch_id,
            name: row.name,
            asset_type: row.asset_type,
            description: row.description,
            image_key_url: row.image_key_url,
            storage_path: row.storage_path,
            original_filename: row.original_filename,
            file_size_bytes: row.file_size_bytes,
            mime_type: row.mime_type,
            width: row.width,
            height: row.height,
            sha256: row.sha256,
            thumbhash: row.thumbhash,
            locked: row.locked,
            source: row.source,
            next_attempt_number: row.next_attempt_number,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

impl From<assets::Model> for AssetCard {
    fn from(row: assets::Model) -> Self {
        Self {
            id: row.id,
            name: row.name,
            asset_type: row.asset_type,
            description: row.description,
            image_key_url: row.image_key_url,
        }
    }
}

/// An instance's row with its asset in it.
pub fn instance(row: instances::Model, asset: assets::Model) -> InstanceView {
    InstanceView {
        id: row.id,
        scene_id: row.scene_id,
        project_asset_id: row.project_asset_id,
        description_override: row.description_override,
        effective_description: row.effective_description,
        image_key_url: row.image_key_url,
        status_tags: row.status_tags.unwrap_or_default().0,
        carry_forward: row.carry_forward,
        inherited_from_instance_id: row.inherited_from_instance_id,
        locked: row.locked,
        waived_reason: row.waived_reason,
        use_master_as_is: row.use_master_as_is,
        selected_master_reference_url: row.selected_master_reference_url,
        selected_master_reference_source: row.selected_master_reference_source,
        selected_master_reference_instance_id: row.selected_master_reference_instance_id,
        reference_weight: row.reference_weight,
        modification_count: row.modification_count,
        last_modified_field: row.last_modified_field,
        modification_reason: row.modification_reason,
        next_attempt_number: row.next_attempt_number,
        created_at: row.created_at,
        updated_at: row.updated_at,
        project_asset: asset.into(),
    }
}

impl From<attempts::Model> for AttemptView {
    fn from(row: attempts::Model) -> Self {
        Self {
            id: row.id,
            scene_asset_instance_id: row.scene_asset_instance_id,
            image_url: row.image_url,
            storage_path: row.storage_path,
            source: row.source,
            is_selected: row.is_selected,
            image_generation_job_id: row.image_generation_job_id,
            prompt_snapshot: row.prompt_snapshot,
            negative_prompt: row.negative_prompt,
            cost_credits: row.cost_credits.map(credits),
            original_filename: row.original_filename,
            file_size_bytes: row.file_size_bytes,
            mime_type: row.mime_type,
            copied_from_url: row.copied_from_url,
            attempt_number: row.attempt_number,
            width: row.width,
            height: row.height,
            sha256: row.sha256,
            thumbhash: row.thumbhash,
            reference_snapshot: row
                .reference_snapshot
                .and_then(|json| serde_json::from_value(json).ok()),
            other_references: row
                .other_references
                .and_then(|json| serde_json::from_value(json).ok()),
            provider: row.provider,
            seed: row.seed,
            entered_history_at: row.entered_history_at,
            deleted_at: row.deleted_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

impl From<AttemptView> for Shot {
    fn from(row: AttemptView) -> Self {
        let reference = |used: ReferenceSnapshot| ShotReference {
            inherited: used.is_inherited(),
            scene_number: used.scene_number,
            attempt: used.attempt_id,
            sha256: used.sha256,
            weight: used.weight,
        };
        Self {
            id: row.id,
            number: row.attempt_number,
            picture: Picture {
                url: row.image_url,
                thumbhash: row.thumbhash,
            },
            size: row.width.zip(row.height),
            bytes: row.file_size_bytes,
            source: row.source,
            selected: row.is_selected,
            job: row.image_generation_job_id,
            prompt: row.prompt_snapshot,
            negative: row.negative_prompt,
            reference: row.reference_snapshot.map(reference),
            others: row.other_references.unwrap_or_default(),
            provider: row.provider,
            seed: row.seed,
            cost: row.cost_credits.map(parts),
            filename: row.original_filename,
            made: row.created_at.timestamp_millis(),
            removed: row.deleted_at.map(|then| then.timestamp_millis()),
        }
    }
}

impl From<jobs::Model> for JobShown {
    fn from(row: jobs::Model) -> Self {
        Self {
            id: row.id,
            status: row.status,
            progress: row.progress,
            provider: row.provider,
            message: row.error_message,
            code: row.error_code,
        }
    }
}

impl From<Capabilities> for ProviderView {
    fn from(can: Capabilities) -> Self {
        Self {
            name: can.name,
            kind: can.kind,
            label: can.label,
            references: can.references,
            roles: can.roles,
            weights: can.weights,
            seeds: can.seeds,
            negative: can.negative,
            progress: can.progress,
            cost: can.cost,
            reference_cost: can.reference_cost,
        }
    }
}

/// A job with the address of the picture that it made, if it made one.
pub fn job(row: jobs::Model, picture: Option<String>) -> JobView {
    let error = row.error_code.map(|code| JobFailure {
        code,
        message: row.error_message.unwrap_or_default(),
        failure_stage: row.failure_stage,
    });
    JobView {
        job_id: row.id,
        status: row.status,
        public_url: picture,
        error,
        cost: JobCost {
            estimated: row.estimated_cost.map(credits),
            actual: row.cost_credits.map(credits),
        },
        created_at: row.created_at,
        completed_at: row.completed_at.or(row.failed_at).or(row.cancelled_at),
        instance_id: row.scene_asset_instance_id,
        scene_id: row.scene_id,
        asset_id: row.project_asset_id,
        provider: row.provider,
        progress: row.progress,
        retry_count: row.retry_count,
    }
}
