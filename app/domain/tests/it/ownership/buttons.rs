//! Every button of the panel, pressed with given ids.

use super::tables::{Film, RUN};
use domain::{
    act::PanelAction,
    ctx::{Ctx, Viewer},
    error::Result,
    model::{
        ids::{AssetId, InstanceId},
        kinds::{AssetType, ReferenceRole, ReferenceSource},
        paths::ScenePath,
    },
    services::acting,
};

/// The buttons that name a picture or a job, beside the two that make and describe one.
pub(super) fn of_pictures(instance: InstanceId, film: &Film) -> Vec<PanelAction> {
    let (attempt, job) = (film.at.attempt, film.job);
    vec![
        PanelAction::Generate {
            instance,
            provider: None,
            count: None,
            seed: None,
            negative: None,
        },
        PanelAction::Again { instance, attempt },
        PanelAction::Select { instance, attempt },
        PanelAction::Delete { instance, attempt },
        PanelAction::Restore { instance, attempt },
        PanelAction::Describe {
            instance,
            text: "Wet".into(),
            before: None,
        },
        PanelAction::Cancel { instance, job },
        PanelAction::Retry { instance, job },
    ]
}

/// The other buttons of one asset.
pub(super) fn of_instance(instance: InstanceId, film: &Film) -> Vec<PanelAction> {
    vec![
        PanelAction::PutBack {
            instance,
            attempt: Some(film.at.attempt),
            as_is: true,
            drop: None,
            bring: None,
        },
        PanelAction::Version {
            instance,
            version: 0,
        },
        PanelAction::AsIs {
            instance,
            enabled: true,
        },
        PanelAction::Reference {
            instance,
            source: Some(ReferenceSource::Stage5Master),
            from: None,
            drop: None,
            bring: None,
        },
        PanelAction::AddReference {
            instance,
            asset: film.asset,
            role: Some(ReferenceRole::Style),
            weight: 1.0,
            place: None,
        },
        PanelAction::DropReference {
            instance,
            asset: film.asset,
        },
        PanelAction::WeighReference {
            instance,
            asset: Some(film.asset),
            weight: 0.5,
        },
        PanelAction::WeighReference {
            instance,
            asset: None,
            weight: 0.5,
        },
        PanelAction::Refresh { instance },
        PanelAction::Tag {
            instance,
            add: "wet".into(),
        },
        PanelAction::Untag {
            instance,
            remove: "wet".into(),
        },
        PanelAction::Tags {
            instance,
            tags: Vec::new(),
        },
        PanelAction::Retag {
            instance,
            take: vec!["wet".into()],
            bring: Vec::new(),
            place: None,
        },
        PanelAction::CarryForward {
            instance,
            enabled: false,
        },
        PanelAction::Lock {
            instance,
            enabled: true,
        },
        PanelAction::Waive {
            instance,
            reason: "Unseen".into(),
        },
        PanelAction::Remove { instance },
        PanelAction::BringBack { instance },
    ]
}

/// The buttons of a whole scene.
pub(super) fn of_scene(instance: InstanceId, asset: AssetId) -> Vec<PanelAction> {
    let instances = vec![instance];
    vec![
        PanelAction::GenerateMany {
            instances: instances.clone(),
        },
        PanelAction::CancelRun { run: RUN.into() },
        PanelAction::AsIsMany {
            instances: instances.clone(),
        },
        PanelAction::NotAsIsMany {
            instances: instances.clone(),
        },
        PanelAction::RefreshAll {},
        PanelAction::Add {
            assets: vec![asset],
        },
        PanelAction::Create {
            name: "Voss".into(),
            asset_type: AssetType::Character,
            description: String::new(),
        },
        PanelAction::Fill {},
        PanelAction::TakeBackFill { instances },
    ]
}

/// Presses each.
pub(super) async fn pressed(
    ctx: &Ctx,
    who: Viewer,
    at: ScenePath,
    buttons: Vec<PanelAction>,
) -> Vec<(String, Result<()>)> {
    let mut table = Vec::new();
    for action in buttons {
        let name = named(&action);
        let done = acting::perform(ctx, who, at, action).await;
        table.push((name, done.map(drop)));
    }
    table
}

fn named(action: &PanelAction) -> String {
    let word = action.fields().into_iter().find(|(name, _)| name == "do");
    word.map(|(_, word)| word).unwrap_or_default()
}
