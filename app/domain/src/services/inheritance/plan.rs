//! What a scene can take over and what it expects, and the copies of the pictures that come along.

use crate::{
    ctx::Ctx,
    entities::{assets, attempts, instances, scenes},
    error::{Error, Result},
    model::{
        ids::{AssetId, AttemptId, InstanceId, SceneId},
        kinds::AssetType,
    },
    services::{assets as masters, instances as in_scene},
    storage::{SceneScope, StorageKey},
};
use futures::{StreamExt, stream};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::{HashMap, HashSet};

/// Pictures copied at once.
const AT_ONCE: usize = 4;

/// What an empty scene would be filled with.
#[derive(Debug, PartialEq)]
pub(super) struct Plan {
    pub(super) earlier: Option<Earlier>,
    /// What the scene expects beside that.
    pub(super) matched: Vec<assets::Model>,
}

/// The nearest earlier scene that is not deferred and has assets.
#[derive(Debug, PartialEq)]
pub(super) struct Earlier {
    pub(super) scene: SceneId,
    pub(super) number: i32,
    sources: Vec<Source>,
}

/// An instance to take over, with its picture if that is ours to copy.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Source {
    pub(super) instance: instances::Model,
    pub(super) asset: assets::Model,
    pub(super) picture: Option<attempts::Model>,
}

/// An instance that is to be made from an earlier one, with the object of its first attempt if it has one.
#[derive(Debug)]
pub(super) struct Heir {
    pub(super) id: InstanceId,
    pub(super) source: Source,
    pub(super) copy: Option<(AttemptId, StorageKey)>,
}

impl Plan {
    /// For a scene that is empty. At most four queries.
    pub(super) async fn of(conn: &impl ConnectionTrait, scene: &scenes::Model) -> Result<Self> {
        let earlier = earlier(conn, scene).await?;
        let taken = earlier
            .iter()
            .flat_map(|earlier| &earlier.sources)
            .map(|source| source.asset.id)
            .collect();
        Ok(Self {
            matched: matches(conn, scene, &taken).await?,
            earlier,
        })
    }

    /// Whether there is nothing to fill the scene with.
    pub(super) fn is_empty(&self) -> bool {
        self.earlier.is_none() && self.matched.is_empty()
    }

    /// Copies the pictures that are handed down, a few at a time. After an error nothing is left of them.
    pub(super) async fn copy(&self, ctx: &Ctx, scope: SceneScope) -> Result<Vec<Heir>> {
        let mut copying = Vec::new();
        for source in self.earlier.iter().flat_map(|earlier| &earlier.sources) {
            copying.push(heir(ctx, scope, source.clone()));
        }
        let copied: Vec<Result<Heir>> = stream::iter(copying).buffered(AT_ONCE).collect().await;
        let (mut heirs, mut failed) = (Vec::new(), None);
        for one in copied {
            match one {
                Ok(heir) => heirs.push(heir),
                Err(err) => failed = Some(err),
            }
        }
        match failed {
            None => Ok(heirs),
            Some(err) => {
                discard(ctx, &heirs).await;
                Err(err)
            }
        }
    }
}

async fn earlier(conn: &impl ConnectionTrait, scene: &scenes::Model) -> Result<Option<Earlier>> {
    let nearest = instances::Entity::find()
        .find_also_related(scenes::Entity)
        .filter(scenes::Column::BranchId.eq(scene.branch_id))
        .filter(scenes::Column::IsDeferred.eq(false))
        .filter(scenes::Column::SceneNumber.lt(scene.scene_number))
        .order_by_desc(scenes::Column::SceneNumber)
        .one(conn)
        .await?;
    let Some((_, Some(nearest))) = nearest else {
        return Ok(None);
    };
    let selected = attempts::Entity::find()
        .find_also_related(instances::Entity)
        .filter(instances::Column::SceneId.eq(nearest.id))
        .filter(attempts::Column::IsSelected.eq(true))
        .filter(attempts::Column::StoragePath.is_not_null())
        .all(conn)
        .await?;
    let mut pictures: HashMap<_, _> = selected
        .into_iter()
        .map(|(attempt, _)| (attempt.scene_asset_instance_id, attempt))
        .collect();
    let rows = in_scene::of_scene(nearest.id).all(conn).await?;
    let sources = rows.into_iter().filter_map(|(instance, asset)| {
        Some(Source {
            picture: pictures
                .remove(&instance.id)
                .filter(|_| instance.carry_forward),
            instance,
            asset: asset?,
        })
    });
    Ok(Some(Earlier {
        scene: nearest.id,
        number: nearest.scene_number,
        sources: sources.collect(),
    }))
}

/// The assets that a scene expects, by kind and name whatever the case, without those that it has.
pub(super) async fn matches(
    conn: &impl ConnectionTrait,
    scene: &scenes::Model,
    taken: &HashSet<AssetId>,
) -> Result<Vec<assets::Model>> {
    let expected = expected(scene);
    if expected.is_empty() {
        return Ok(Vec::new());
    }
    let cast = masters::of_branch(conn, scene.branch_id).await?;
    let mut matched: Vec<assets::Model> = Vec::new();
    for (kinds, name) in expected {
        let of_kind = |kind: &AssetType| {
            cast.iter()
                .find(|asset| asset.asset_type == *kind && folded(&asset.name) == name)
        };
        let Some(asset) = kinds.iter().find_map(of_kind) else {
            continue;
        };
        if !taken.contains(&asset.id) && !matched.iter().any(|other| other.id == asset.id) {
            matched.push(asset.clone());
        }
    }
    Ok(matched)
}

/// The names that a scene expects, each with the kinds that it may be, the likelier first. A screenplay lists a
/// crowd among its characters.
fn expected(scene: &scenes::Model) -> Vec<(&'static [AssetType], String)> {
    const PEOPLE: &[AssetType] = &[AssetType::Character, AssetType::ExtraArchetype];
    const PLACES: &[AssetType] = &[AssetType::Location];
    const THINGS: &[AssetType] = &[AssetType::Prop];
    let people = scene
        .expected_characters
        .0
        .iter()
        .map(|name| (PEOPLE, name));
    let place = scene.expected_location.iter().map(|name| (PLACES, name));
    let things = scene.expected_props.0.iter().map(|name| (THINGS, name));
    people
        .chain(place)
        .chain(things)
        .map(|(kinds, name)| (kinds, folded(name)))
        .collect()
}

/// Folded here and not by the databases: each folds letters beyond ASCII in its own way.
fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}

async fn heir(ctx: &Ctx, scope: SceneScope, source: Source) -> Result<Heir> {
    let id = InstanceId::new();
    let picture = source.picture.as_ref();
    let copy = match picture.and_then(|picture| picture.storage_path.as_deref()) {
        Some(path) => copied(ctx, scope, id, path).await?,
        None => None,
    };
    Ok(Heir { id, source, copy })
}

async fn copied(
    ctx: &Ctx,
    scope: SceneScope,
    instance: InstanceId,
    path: &str,
) -> Result<Option<(AttemptId, StorageKey)>> {
    let from = StorageKey::parse(path)?;
    let attempt = AttemptId::new();
    let to = StorageKey::copy(scope, instance, attempt, from.format());
    match ctx.storage.copy(&from, &to).await {
        Ok(()) => Ok(Some((attempt, to))),
        // A store that lost an object must not keep every later scene closed.
        Err(Error::NotFound(_)) => {
            tracing::warn!(path, "a picture to take over is not in the store");
            Ok(None)
        }
        Err(err) => Err(err),
    }
}

/// Removes copies that nobody uses. What cannot be removed now is left to the sweeper.
pub(super) async fn discard(ctx: &Ctx, heirs: &[Heir]) {
    for (_, key) in heirs.iter().filter_map(|heir| heir.copy.as_ref()) {
        if let Err(err) = ctx.storage.delete_with_renditions(key).await {
            tracing::warn!(error = ?err, "a copy that was not used stays for now");
        }
    }
}
