//! The sample film: a short screenplay of ours, its masters and its first scenes drawn by the built-in renderer.

use crate::{
    ctx::{Ctx, Viewer},
    db::now,
    entities::{assets as rows, instances, projects},
    error::{Error, Result},
    images::{self, Prepared},
    model::{
        ids::{BranchId, JobId, ProjectId},
        kinds::{AssetSource, AssetType, AttemptSource, ReferenceSource},
        paths::ScenePath,
        prompt::{self, PromptParts},
        rules,
        views::{ProjectView, ReferenceSnapshot},
    },
    providers::{Request, sketch},
    services::{
        assets::{
            self, AssetInput,
            history::{self, NewMaster},
        },
        attempts::{self, Facts, NewAttempt},
        instances::{NewInstance, row as instance_row},
        projects::{self as films, ProjectInput},
        scenes::{self, SceneInput},
        scope,
    },
    storage::StorageKey,
};
use futures::{StreamExt, TryStreamExt, stream};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::Expr,
};
use serde::Deserialize;
use std::collections::HashMap;

/// Pictures on their way at once: while one is drawn, another is made ready for the store.
const AT_ONCE: usize = 3;
/// Where chance starts from for a master.
const MASTER_SEED: i64 = 7;

const SCREENPLAY: &str = include_str!("sample.json");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Film {
    title: String,
    aspect_ratio: String,
    visual_style: String,
    assets: Vec<FilmAsset>,
    scenes: Vec<FilmScene>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FilmAsset {
    key: String,
    asset_type: AssetType,
    name: String,
    description: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FilmScene {
    scene_number: i32,
    slug: String,
    heading: String,
    script_excerpt: String,
    expected_characters: Vec<String>,
    expected_location: Option<String>,
    expected_props: Vec<String>,
    instances: Vec<FilmInstance>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FilmInstance {
    asset: String,
    description_override: Option<String>,
    status_tags: Vec<String>,
    carry_forward: bool,
    pictures: u32,
    selected: u32,
}

/// An asset of the film with its master, while the film is being written.
struct Cast {
    asset: rows::Model,
    master: Prepared,
    latest: Option<instances::Model>,
}

/// The viewer's sample film: the one that is there, or a fresh one. Drawing it takes some seconds.
pub async fn open(ctx: &Ctx, viewer: Viewer) -> Result<ProjectView> {
    // Whoever presses the button twice waits for the first film instead of having another drawn.
    static DRAWING: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
    if let Some(film) = find(ctx, viewer).await? {
        return Ok(film);
    }
    let _alone = DRAWING.lock().await;
    match find(ctx, viewer).await? {
        Some(film) => Ok(film),
        None => create(ctx, viewer).await,
    }
}

/// The viewer's sample film, if it is there.
pub async fn find(ctx: &Ctx, viewer: Viewer) -> Result<Option<ProjectView>> {
    let found = projects::Entity::find()
        .filter(projects::Column::UserId.eq(viewer.user))
        .filter(projects::Column::IsSample.eq(true))
        .one(ctx.db.read())
        .await?;
    Ok(found.map(Into::into))
}

async fn create(ctx: &Ctx, viewer: Viewer) -> Result<ProjectView> {
    let film: Film = serde_json::from_str(SCREENPLAY).map_err(Error::internal)?;
    // Drawn before the transaction begins: what is slow is done by then.
    let (id, branch) = (ProjectId::new(), BranchId::new());
    let mut wanted = Vec::new();
    for asset in &film.assets {
        let drawing = draw(&film, asset, &asset.description, &[], MASTER_SEED, None);
        wanted.push(async { Ok::<_, Error>((asset.key.clone(), drawing.await?)) });
    }
    let mut masters: HashMap<_, _> = stream::iter(wanted).buffered(AT_ONCE).try_collect().await?;
    let drawn = histories(&film, &masters).await?;
    let txn = ctx.db.begin().await?;
    let input = ProjectInput {
        title: Some(film.title.clone()),
        aspect_ratio: Some(film.aspect_ratio.clone()),
        visual_style: Some(film.visual_style.clone()),
        ..ProjectInput::default()
    };
    let project = films::insert(&txn, viewer, (id, branch), input, true).await?;
    let mut cast = HashMap::new();
    for asset in &film.assets {
        let master = masters.remove(&asset.key).ok_or(Error::NotFound("asset"))?;
        cast.insert(
            asset.key.as_str(),
            cast_member(ctx, &txn, &project, branch, asset, master).await?,
        );
    }
    let mut drawn = drawn.into_iter();
    for scene in &film.scenes {
        let path = write_scene(&txn, &project, branch, scene).await?;
        for instance in &scene.instances {
            let pictures = drawn.by_ref().take(instance.pictures as usize).collect();
            let member = cast
                .get_mut(instance.asset.as_str())
                .ok_or(Error::NotFound("asset"))?;
            write_instance(
                ctx,
                &txn,
                (viewer, &project),
                path,
                instance,
                member,
                pictures,
            )
            .await?;
        }
    }
    txn.commit().await?;
    ctx.events.tell(id, None, None);
    Ok(project.into())
}

/// Every attempt of the film in the order in which it is written.
async fn histories(
    film: &Film,
    masters: &HashMap<String, Prepared>,
) -> Result<Vec<(Prepared, i64)>> {
    let mut wanted = Vec::new();
    for scene in &film.scenes {
        for instance in &scene.instances {
            let asset = film
                .assets
                .iter()
                .find(|asset| asset.key == instance.asset)
                .ok_or(Error::NotFound("asset"))?;
            let words = instance
                .description_override
                .as_deref()
                .unwrap_or(&asset.description);
            for number in 1..=instance.pictures {
                let seed = i64::from(scene.scene_number * 100) + i64::from(number);
                let master = masters.get(&asset.key);
                let drawing = draw(film, asset, words, &instance.status_tags, seed, master);
                wanted.push(async move { Ok::<_, Error>((drawing.await?, seed)) });
            }
        }
    }
    stream::iter(wanted).buffered(AT_ONCE).try_collect().await
}

async fn draw(
    film: &Film,
    asset: &FilmAsset,
    description: &str,
    tags: &[String],
    seed: i64,
    reference: Option<&Prepared>,
) -> Result<Prepared> {
    let (width, height) = rules::generated_size(&film.aspect_ratio);
    let request = Request {
        job: JobId::new(),
        prompt: String::new(),
        negative_prompt: None,
        name: asset.name.clone(),
        asset_type: asset.asset_type,
        description: description.to_owned(),
        tags: tags.to_vec(),
        visual_style: film.visual_style.clone(),
        width,
        height,
        seed,
        references: Vec::new(),
    };
    let reference = match reference {
        Some(picture) => Some(images::decode_rgb(picture.bytes.clone(), 512).await?),
        None => None,
    };
    let drawing = tokio::task::spawn_blocking(move || sketch::draw(&request, reference.as_ref()));
    images::encode(drawing.await.map_err(Error::internal)?).await
}

async fn cast_member(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    project: &projects::Model,
    branch: BranchId,
    asset: &FilmAsset,
    master: Prepared,
) -> Result<Cast> {
    let input = AssetInput {
        name: Some(asset.name.clone()),
        asset_type: Some(asset.asset_type),
        description: Some(asset.description.clone()),
        locked: None,
    };
    let row = assets::insert(conn, project.id, branch, input, AssetSource::Extracted).await?;
    let key = StorageKey::master(project.id, branch, row.id, master.format);
    ctx.storage.put_picture(&key, &master).await?;
    let new = NewMaster {
        provider: Some("sketch".to_owned()),
        seed: Some(MASTER_SEED),
        cost: Some(0.0),
        ..NewMaster::new(AttemptSource::Generated, key, Facts::from(&master))
    };
    let asset = history::add(ctx, conn, row, new).await?;
    Ok(Cast {
        asset,
        master,
        latest: None,
    })
}

async fn write_scene(
    conn: &impl ConnectionTrait,
    project: &projects::Model,
    branch: BranchId,
    scene: &FilmScene,
) -> Result<ScenePath> {
    let input = SceneInput {
        heading: Some(scene.heading.clone()),
        scene_number: Some(scene.scene_number),
        slug: Some(scene.slug.clone()),
        script_excerpt: Some(Some(scene.script_excerpt.clone())),
        expected_characters: Some(Some(scene.expected_characters.clone())),
        expected_location: Some(scene.expected_location.clone()),
        expected_props: Some(Some(scene.expected_props.clone())),
        is_deferred: None,
    };
    let row = scenes::insert(conn, branch, input).await?;
    if !scene.instances.is_empty() {
        // A scene that was worked on is never filled by itself again.
        crate::entities::scenes::Entity::update_many()
            .col_expr(
                crate::entities::scenes::Column::FilledAt,
                Expr::value(now()),
            )
            .filter(crate::entities::scenes::Column::Id.eq(row.id))
            .exec(conn)
            .await?;
    }
    Ok(ScenePath {
        project: project.id,
        scene: row.id,
    })
}

async fn write_instance(
    ctx: &Ctx,
    conn: &impl ConnectionTrait,
    (viewer, project): (Viewer, &projects::Model),
    path: ScenePath,
    instance: &FilmInstance,
    member: &mut Cast,
    pictures: Vec<(Prepared, i64)>,
) -> Result<()> {
    let input = NewInstance {
        project_asset_id: member.asset.id,
        description_override: instance.description_override.clone(),
        status_tags: Some(instance.status_tags.clone()),
        carry_forward: Some(instance.carry_forward),
        inherited_from_instance_id: member.latest.as_ref().map(|latest| latest.id),
    };
    let row = instance_row(path, &member.asset, input)?
        .insert(conn)
        .await?;
    let mut owned = scope::lock_instance(conn, viewer, path.instance(row.id)).await?;
    for (number, (picture, seed)) in pictures.into_iter().enumerate() {
        let selected = number as u32 + 1 == instance.selected;
        let key = StorageKey::generated(owned.scope(), row.id, JobId::new(), picture.format);
        ctx.storage.put_picture(&key, &picture).await?;
        let new = NewAttempt {
            provider: Some("sketch".to_owned()),
            seed: Some(seed),
            cost: Some(0.0),
            prompt: Some(prompt_of(project, &member.asset, &row)),
            reference: Some(master_snapshot(&member.master)),
            ..NewAttempt::new(AttemptSource::Generated, key, Facts::from(&picture))
        };
        attempts::add(ctx, conn, &mut owned, new, selected).await?;
    }
    member.latest = Some(row);
    Ok(())
}

fn prompt_of(
    project: &projects::Model,
    asset: &rows::Model,
    instance: &instances::Model,
) -> String {
    prompt::assemble(&PromptParts {
        name: &asset.name,
        asset_type: asset.asset_type,
        description: &instance.effective_description,
        tags: &instance.status_tags.clone().unwrap_or_default().0,
        visual_style: project.visual_style.as_deref().unwrap_or_default(),
        aspect_ratio: &project.aspect_ratio,
    })
}

fn master_snapshot(master: &Prepared) -> ReferenceSnapshot {
    ReferenceSnapshot {
        source: ReferenceSource::Stage5Master,
        scene_number: None,
        instance_id: None,
        attempt_id: None,
        sha256: master.sha256.clone(),
        role: "identity".to_owned(),
        weight: 1.0,
    }
}
