//! What may be said of an instance, and the row that follows from it.

use crate::{
    db::now,
    entities::{assets, instances, values::Words},
    error::Result,
    model::{
        ids::{AssetId, InstanceId},
        paths::ScenePath,
        rules,
    },
    services::{references::extras, text},
};
use sea_orm::ActiveValue::Set;
use serde::Deserialize;

/// What is said of an asset when it enters a scene.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewInstance {
    /// Which asset.
    #[serde(deserialize_with = "text::id")]
    pub project_asset_id: AssetId,
    /// How it looks here, unless as its master.
    pub description_override: Option<String>,
    /// Its state here.
    pub status_tags: Option<Vec<String>>,
    /// Whether the next scene takes it over.
    pub carry_forward: Option<bool>,
    /// The instance that it comes from, in the same project.
    #[serde(default, deserialize_with = "text::maybe_id")]
    pub inherited_from_instance_id: Option<InstanceId>,
}

impl NewInstance {
    /// An asset that enters a scene as its master.
    pub(crate) fn plain(asset: AssetId) -> Self {
        Self {
            project_asset_id: asset,
            description_override: None,
            status_tags: None,
            carry_forward: None,
            inherited_from_instance_id: None,
        }
    }
}

/// What may be changed of an instance. What is left out stays; null clears.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InstanceInput {
    /// How it looks here; null means as its master.
    #[serde(default, deserialize_with = "text::present")]
    #[schema(value_type = Option<String>)]
    pub description_override: Option<Option<String>>,
    /// The description that the editor saw before writing another. Where another stands there by now, the new
    /// words are kept as a version, and the call is refused.
    #[serde(skip)]
    pub description_before: Option<String>,
    /// The tags of the states that the caller saw; in another one the call is refused. Any will do where none is
    /// named.
    #[serde(skip)]
    pub seen: Option<Vec<String>>,
    /// Its state here.
    #[serde(default, deserialize_with = "text::present")]
    #[schema(value_type = Option<Vec<String>>)]
    pub status_tags: Option<Option<Vec<String>>>,
    /// Whether the next scene takes it over.
    pub carry_forward: Option<bool>,
    /// Why it was changed.
    #[serde(default, deserialize_with = "text::present")]
    #[schema(value_type = Option<String>)]
    pub modification_reason: Option<Option<String>>,
    /// Whether it refuses changes.
    pub locked: Option<bool>,
    /// Why it needs no picture.
    #[serde(default, deserialize_with = "text::present")]
    #[schema(value_type = Option<String>)]
    pub waived_reason: Option<Option<String>>,
    /// How strongly the reference in force counts, from 0.05 to 1.
    pub reference_weight: Option<f64>,
    /// Never taken: the picture follows the selected attempt. Here to be refused by name.
    #[serde(default, deserialize_with = "text::present")]
    #[schema(ignore)]
    pub image_key_url: Option<Option<String>>,
}

/// A fresh instance's row.
pub(crate) fn row(
    path: ScenePath,
    asset: &assets::Model,
    input: NewInstance,
) -> Result<instances::ActiveModel> {
    let description = described(input.description_override.as_deref())?;
    let tags = text::tags(&input.status_tags.unwrap_or_default())?;
    Ok(instances::ActiveModel {
        id: Set(InstanceId::new()),
        scene_id: Set(path.scene),
        project_asset_id: Set(asset.id),
        effective_description: Set(effective(description.as_deref(), asset)),
        description_override: Set(description),
        status_tags: Set(Some(Words(tags))),
        carry_forward: Set(input.carry_forward.unwrap_or(true)),
        inherited_from_instance_id: Set(input.inherited_from_instance_id),
        locked: Set(false),
        use_master_as_is: Set(false),
        reference_weight: Set(1.0),
        modification_count: Set(0),
        next_attempt_number: Set(1),
        created_at: Set(now()),
        updated_at: Set(now()),
        ..Default::default()
    })
}

/// The words of an override; none where there are no words.
pub(super) fn described(words: Option<&str>) -> Result<Option<String>> {
    let words = words
        .map(|words| text::words("The description", words, rules::MAX_DESCRIPTION))
        .transpose()?;
    Ok(words.filter(|words| !words.is_empty()))
}

/// The words that hold: the override's, or the asset's own.
pub(super) fn effective(words: Option<&str>, asset: &assets::Model) -> String {
    words.unwrap_or(&asset.description).to_owned()
}

/// The row as the input wants it.
pub(super) fn changed(
    row: instances::Model,
    asset: &assets::Model,
    input: InstanceInput,
) -> Result<instances::ActiveModel> {
    let count = row.modification_count + 1;
    let mut change: instances::ActiveModel = row.into();
    let looks = looks(&mut change, asset, &input)?;
    let state = state(&mut change, &input)?;
    if let Some(reason) = &input.modification_reason {
        let reason = reason
            .as_deref()
            .map(|reason| text::words("The reason", reason, rules::MAX_DESCRIPTION));
        change.modification_reason = Set(reason.transpose()?);
    }
    if let Some(field) = state.or(looks) {
        change.last_modified_field = Set(Some(field.to_owned()));
        change.modification_count = Set(count);
    }
    change.updated_at = Set(now());
    Ok(change)
}

/// How it looks and what it is drawn from; the last field of it that was changed.
fn looks(
    change: &mut instances::ActiveModel,
    asset: &assets::Model,
    input: &InstanceInput,
) -> Result<Option<&'static str>> {
    let mut last = None;
    if let Some(description) = &input.description_override {
        let description = described(description.as_deref())?;
        change.effective_description = Set(effective(description.as_deref(), asset));
        change.description_override = Set(description);
        last = Some("description_override");
    }
    if let Some(tags) = &input.status_tags {
        change.status_tags = Set(Some(Words(text::tags(
            tags.as_deref().unwrap_or_default(),
        )?)));
        last = Some("status_tags");
    }
    if let Some(weight) = input.reference_weight {
        change.reference_weight = Set(extras::weighed(weight)?);
        last = Some("reference_weight");
    }
    Ok(last)
}

/// What becomes of it; the last field of that which was changed.
fn state(
    change: &mut instances::ActiveModel,
    input: &InstanceInput,
) -> Result<Option<&'static str>> {
    let mut last = None;
    if let Some(carry_forward) = input.carry_forward {
        change.carry_forward = Set(carry_forward);
        last = Some("carry_forward");
    }
    if let Some(reason) = &input.waived_reason {
        let reason = reason
            .as_deref()
            .map(|reason| text::name("The reason", reason))
            .transpose()?;
        change.waived_reason = Set(reason);
        last = Some("waived_reason");
    }
    if let Some(locked) = input.locked {
        change.locked = Set(locked);
        last = Some("locked");
    }
    Ok(last)
}
