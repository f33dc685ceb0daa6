//! A film in words, without its keys: two films are the same when they are told in the same words.

use domain::{
    ctx::Ctx,
    entities::{
        assets, attempts, branches, descriptions, instance_references, instances, jobs,
        master_attempts, projects, scenes,
    },
    model::{
        ids::{AssetId, InstanceId, ProjectId},
        views::{OtherReference, ReferenceSnapshot},
    },
    storage::StorageKey,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::HashMap;

/// Names by which instances and assets are known in a film.
struct Names {
    instances: HashMap<InstanceId, String>,
    cast: HashMap<AssetId, String>,
}

impl Names {
    fn of(&self, id: Option<InstanceId>) -> Option<Option<&String>> {
        id.map(|id| self.instances.get(&id))
    }
}

/// Everything in the film, bytes and all.
pub(super) async fn retold(ctx: &Ctx, project: ProjectId) -> Vec<String> {
    let conn = ctx.db.read();
    let film = projects::Entity::find_by_id(project)
        .one(conn)
        .await
        .unwrap()
        .unwrap();
    let branch = film.active_branch_id.unwrap();
    let lines = branches::Entity::find().filter(branches::Column::ProjectId.eq(project));
    let lines = lines.all(conn).await.unwrap();
    let mut told = vec![format!(
        "{} {} {:?}",
        film.title, film.aspect_ratio, film.visual_style
    )];
    told.extend(lines.iter().map(|line| format!("branch {}", line.name)));
    let cast = assets::Entity::find()
        .filter(assets::Column::ProjectId.eq(project))
        .order_by_asc(assets::Column::Name)
        .all(conn)
        .await
        .unwrap();
    for asset in &cast {
        let bytes = bytes(ctx, asset.storage_path.as_ref()).await;
        told.push(format!(
            "asset {} {} {:?} {:?} {:?} {:?} {:?} {} {bytes:?}",
            asset.name,
            asset.asset_type,
            asset.description,
            asset.original_filename,
            asset.sha256,
            asset.width,
            asset.locked,
            asset.next_attempt_number
        ));
        told.extend(masters(ctx, asset).await);
    }
    let scenes = scenes::Entity::find()
        .filter(scenes::Column::BranchId.eq(branch))
        .order_by_asc(scenes::Column::SceneNumber)
        .all(conn)
        .await
        .unwrap();
    let here = instances::Entity::find()
        .filter(instances::Column::SceneId.is_in(scenes.iter().map(|scene| scene.id)))
        .all(conn)
        .await
        .unwrap();
    let name = |row: &instances::Model| {
        let scene = scenes
            .iter()
            .find(|scene| scene.id == row.scene_id)
            .unwrap();
        let asset = cast
            .iter()
            .find(|asset| asset.id == row.project_asset_id)
            .unwrap();
        (row.id, format!("{} {}", scene.scene_number, asset.name))
    };
    let names = Names {
        instances: here.iter().map(name).collect(),
        cast: cast
            .iter()
            .map(|asset| (asset.id, asset.name.clone()))
            .collect(),
    };
    let scene = |scene: &scenes::Model| {
        format!(
            "scene {} {} {}",
            scene.scene_number, scene.heading, scene.slug
        )
    };
    told.extend(scenes.iter().map(scene));
    for row in &here {
        told.extend(instance(ctx, &names, row).await);
    }
    told.extend(queue(ctx, &names, project).await);
    told.sort();
    told
}

async fn bytes(ctx: &Ctx, path: Option<&String>) -> Option<bytes::Bytes> {
    let key = StorageKey::parse(path?).unwrap();
    Some(ctx.storage.get(&key).await.unwrap())
}

/// The history of a master.
async fn masters(ctx: &Ctx, asset: &assets::Model) -> Vec<String> {
    let history = master_attempts::Entity::find()
        .filter(master_attempts::Column::ProjectAssetId.eq(asset.id))
        .all(ctx.db.read())
        .await
        .unwrap();
    let mut told = Vec::new();
    for one in history {
        if one.is_selected {
            assert_eq!(asset.image_key_url.as_ref(), Some(&one.image_url));
            assert_eq!(asset.storage_path, one.storage_path);
        }
        let bytes = bytes(ctx, one.storage_path.as_ref()).await;
        told.push(format!(
            "{} master {}: {} {} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {} {bytes:?}",
            asset.name,
            one.attempt_number,
            one.source,
            one.is_selected,
            one.deleted_at,
            one.sha256,
            one.prompt_snapshot,
            one.negative_prompt,
            one.provider,
            one.seed,
            one.cost_credits,
            one.original_filename,
            one.entered_history_at,
            one.image_generation_job_id.is_some(),
        ));
    }
    told
}

/// What an instance is drawn from as well, in the order in which it is sent.
async fn extras(ctx: &Ctx, names: &Names, row: &instances::Model) -> Vec<String> {
    let rows = instance_references::Entity::find()
        .filter(instance_references::Column::SceneAssetInstanceId.eq(row.id))
        .order_by_asc(instance_references::Column::Id)
        .all(ctx.db.read())
        .await
        .unwrap();
    let told = |(at, one): (usize, &instance_references::Model)| {
        format!(
            "{} extra {at}: {} {} {}",
            names.instances[&row.id], names.cast[&one.project_asset_id], one.role, one.weight
        )
    };
    rows.iter().enumerate().map(told).collect()
}

fn others(names: &Names, one: &attempts::Model) -> Vec<String> {
    let json = one.other_references.clone();
    let others = json.map(|json| serde_json::from_value::<Vec<OtherReference>>(json).unwrap());
    let told = |other: OtherReference| {
        format!(
            "{:?} {} {} {:?} {:?} {} {} {}",
            names.cast.get(&other.asset_id),
            other.name,
            other.source,
            other.scene_number,
            names.of(other.instance_id),
            other.sha256,
            other.role,
            other.weight
        )
    };
    others.unwrap_or_default().into_iter().map(told).collect()
}

async fn instance(ctx: &Ctx, names: &Names, row: &instances::Model) -> Vec<String> {
    let conn = ctx.db.read();
    let known = |id: Option<InstanceId>| names.of(id);
    let name = &names.instances[&row.id];
    let mut told = extras(ctx, names, row).await;
    told.push(format!(
        "{name}: {} {:?} {} {:?} {} {} {:?} {} {} {:?} {:?} from {:?}",
        row.reference_weight,
        row.description_override,
        row.effective_description,
        row.status_tags,
        row.carry_forward,
        row.locked,
        row.waived_reason,
        row.use_master_as_is,
        row.next_attempt_number,
        row.selected_master_reference_source,
        known(row.selected_master_reference_instance_id),
        known(row.inherited_from_instance_id),
    ));
    let history = attempts::Entity::find()
        .filter(attempts::Column::SceneAssetInstanceId.eq(row.id))
        .all(conn)
        .await
        .unwrap();
    for one in history {
        let others = others(names, &one);
        if one.is_selected {
            assert_eq!(row.image_key_url.as_ref(), Some(&one.image_url));
        }
        let from: Option<ReferenceSnapshot> = one
            .reference_snapshot
            .and_then(|json| serde_json::from_value(json).ok());
        let from = from.map(|from| {
            (
                from.source,
                from.scene_number,
                known(from.instance_id),
                from.sha256,
                from.weight,
            )
        });
        let bytes = bytes(ctx, one.storage_path.as_ref()).await;
        told.push(format!(
            "{name} image {}: {} {} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {} {from:?} {others:?} {bytes:?}",
            one.attempt_number,
            one.source,
            one.is_selected,
            one.deleted_at,
            one.sha256,
            one.prompt_snapshot,
            one.negative_prompt,
            one.cost_credits,
            one.original_filename,
            one.thumbhash,
            one.image_generation_job_id.is_some(),
        ));
    }
    let words = descriptions::Entity::find()
        .filter(descriptions::Column::SceneAssetInstanceId.eq(row.id))
        .all(conn)
        .await
        .unwrap();
    let version = |one: descriptions::Model| {
        format!(
            "{name} words {}: {} {}",
            one.version_number, one.words, one.is_selected
        )
    };
    told.extend(words.into_iter().map(version));
    told
}

async fn queue(ctx: &Ctx, names: &Names, project: ProjectId) -> Vec<String> {
    let jobs = jobs::Entity::find()
        .filter(jobs::Column::ProjectId.eq(project))
        .all(ctx.db.read())
        .await
        .unwrap();
    let ended = jobs.iter().filter(|job| !job.status.is_open());
    let told = |job: &jobs::Model| {
        let of = names.of(job.scene_asset_instance_id);
        format!(
            "job {} {of:?} {} {:?} {:?} {:?}",
            job.status, job.prompt, job.cost_credits, job.error_code, job.completed_at
        )
    };
    ended.map(told).collect()
}
