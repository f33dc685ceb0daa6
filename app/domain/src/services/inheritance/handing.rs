//! One instance handed down to a later scene.

use super::plan::{Heir, Plan};
use crate::{
    db::now,
    entities::attempts,
    error::{Error, Result},
    model::{
        ids::InstanceId,
        kinds::{AttemptSource, ReferenceSource},
        paths::ScenePath,
        views::ReferenceSnapshot,
    },
    services::{
        descriptions,
        instances::{self as in_scene, NewInstance},
        views::attempt_url,
    },
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait, IntoActiveModel};

/// Writes one instance that comes from an earlier one: as that one where it carries forward, else as its master.
pub(super) async fn hand_down(
    conn: &impl ConnectionTrait,
    path: ScenePath,
    plan: &Plan,
    heir: &Heir,
) -> Result<InstanceId> {
    let (from, asset) = (&heir.source.instance, &heir.source.asset);
    let mut row = in_scene::row(path, asset, NewInstance::plain(asset.id))?;
    row.id = Set(heir.id);
    row.inherited_from_instance_id = Set(Some(from.id));
    if from.carry_forward {
        row.status_tags = Set(from.status_tags.clone());
        if let Some(words) = &from.description_override {
            row.description_override = Set(Some(words.clone()));
            row.effective_description = Set(words.clone());
        }
    }
    if let Some((attempt, _)) = &heir.copy {
        row.image_key_url = Set(Some(attempt_url(*attempt)));
        row.next_attempt_number = Set(2);
    }
    let row = row.insert(conn).await?;
    if let Some(words) = &row.description_override {
        descriptions::keep(conn, row.id, words, true).await?;
    }
    if let Some(first) = first_attempt(plan, heir)? {
        first.into_active_model().insert(conn).await?;
    }
    Ok(row.id)
}

/// The picture taken over, as the first of a history of its own.
fn first_attempt(plan: &Plan, heir: &Heir) -> Result<Option<attempts::Model>> {
    let (Some((id, key)), Some(picture)) = (&heir.copy, &heir.source.picture) else {
        return Ok(None);
    };
    let reference = ReferenceSnapshot {
        source: ReferenceSource::PriorSceneInstance,
        scene_number: plan.earlier.as_ref().map(|earlier| earlier.number),
        instance_id: Some(heir.source.instance.id),
        attempt_id: Some(picture.id),
        sha256: picture.sha256.clone().unwrap_or_default(),
        role: ReferenceSnapshot::INHERITED.to_owned(),
        weight: 1.0,
    };
    Ok(Some(attempts::Model {
        id: *id,
        scene_asset_instance_id: heir.id,
        image_url: attempt_url(*id),
        storage_path: Some(key.as_str().to_owned()),
        source: AttemptSource::Generated,
        is_selected: true,
        image_generation_job_id: None,
        reference_snapshot: Some(serde_json::to_value(reference).map_err(Error::internal)?),
        other_references: None,
        cost_credits: None,
        original_filename: None,
        copied_from_url: None,
        attempt_number: 1,
        entered_history_at: now(),
        deleted_at: None,
        created_at: now(),
        updated_at: now(),
        ..picture.clone()
    }))
}
