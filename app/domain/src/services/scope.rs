//! Finding rows through their whole chain: user → project → branch → scene → instance → attempt.
//!
//! Every use-case starts here. Who may do what is part of the query that finds the row, so there is no
//! moment at which a row of somebody else's is in hand.

use crate::{
    ctx::Viewer,
    entities::{assets, branches, instances, members, projects, scenes},
    error::{Error, Result, conflict},
    model::{
        ids::{AssetId, BranchId, InstanceId, ProjectId},
        kinds::Access,
        paths::{InstancePath, ScenePath},
        rules,
    },
    storage::SceneScope,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, RelationTrait,
    sea_query::{IntoCondition, LockType},
};

/// A scene with what stands above it.
#[derive(Clone, Debug)]
pub struct OwnedScene {
    /// The film.
    pub project: projects::Model,
    /// The line of work.
    pub branch: branches::Model,
    /// The scene.
    pub scene: scenes::Model,
}

/// An instance with what stands above it.
#[derive(Clone, Debug)]
pub struct OwnedInstance {
    /// The film.
    pub project: projects::Model,
    /// The line of work.
    pub branch: BranchId,
    /// The scene.
    pub scene: scenes::Model,
    /// The asset in it.
    pub instance: instances::Model,
}

impl OwnedInstance {
    /// Where its objects lie in the store.
    pub fn scope(&self) -> SceneScope {
        SceneScope {
            project: self.project.id,
            branch: self.branch,
            scene: self.scene.id,
        }
    }

    /// Where it stands.
    pub fn path(&self) -> InstancePath {
        InstancePath {
            project: self.project.id,
            scene: self.scene.id,
            instance: self.instance.id,
        }
    }

    /// Refuses when it is locked.
    pub fn unlocked(self) -> Result<Self> {
        if self.instance.locked {
            conflict(rules::LOCKED)
        } else {
            Ok(self)
        }
    }
}

/// The films in which the viewer may do what they want to.
pub(crate) fn reach(viewer: Viewer) -> Condition {
    let parts = members::Entity::find()
        .select_only()
        .column(members::Column::ProjectId)
        .filter(members::Column::UserId.eq(viewer.user))
        .filter(members::Column::Role.is_in(viewer.wants.roles().iter().copied()));
    Condition::any()
        .add(projects::Column::UserId.eq(viewer.user))
        .add(projects::Column::Id.in_subquery(parts.into_query()))
}

/// Why a row was not found by somebody who wants more than look: `seen` is the same search by somebody who only looks.
pub(crate) async fn missing<T>(seen: impl Future<Output = Result<T>>) -> Error {
    match seen.await {
        Ok(_) => Error::Forbidden(rules::NOT_ALLOWED.into()),
        Err(err) => err,
    }
}

/// The viewer's project.
pub async fn project(
    conn: &impl ConnectionTrait,
    viewer: Viewer,
    id: ProjectId,
) -> Result<projects::Model> {
    let found = projects::Entity::find_by_id(id).filter(reach(viewer));
    match found.one(conn).await? {
        Some(project) => Ok(project),
        None if viewer.wants > Access::Look => {
            Err(missing(Box::pin(project(conn, viewer.looking(), id))).await)
        }
        None => Err(Error::NotFound("project")),
    }
}

/// A branch of the viewer's project: the one named, or the active one.
pub async fn branch(
    conn: &impl ConnectionTrait,
    viewer: Viewer,
    id: ProjectId,
    named: Option<BranchId>,
) -> Result<(projects::Model, branches::Model)> {
    let project = project(conn, viewer, id).await?;
    let branch = named
        .or(project.active_branch_id)
        .ok_or(Error::NotFound("branch"))?;
    let branch = branches::Entity::find_by_id(branch)
        .filter(branches::Column::ProjectId.eq(project.id))
        .one(conn)
        .await?
        .ok_or(Error::NotFound("branch"))?;
    Ok((project, branch))
}

/// A scene of the viewer's project.
pub async fn scene(
    conn: &impl ConnectionTrait,
    viewer: Viewer,
    path: ScenePath,
) -> Result<OwnedScene> {
    let found = scenes::Entity::find_by_id(path.scene)
        .find_also_related(branches::Entity)
        .and_also_related(projects::Entity)
        .filter(projects::Column::Id.eq(path.project))
        .filter(reach(viewer))
        .one(conn)
        .await?;
    match found {
        Some((scene, Some(branch), Some(project))) => Ok(OwnedScene {
            project,
            branch,
            scene,
        }),
        _ if viewer.wants > Access::Look => {
            Err(missing(Box::pin(scene(conn, viewer.looking(), path))).await)
        }
        _ => Err(Error::NotFound("scene")),
    }
}

/// An asset of the viewer's project.
pub async fn asset(
    conn: &impl ConnectionTrait,
    viewer: Viewer,
    project: ProjectId,
    id: AssetId,
) -> Result<(projects::Model, assets::Model)> {
    let found = assets::Entity::find_by_id(id)
        .find_also_related(projects::Entity)
        .filter(projects::Column::Id.eq(project))
        .filter(reach(viewer))
        .one(conn)
        .await?;
    match found {
        Some((asset, Some(project))) => Ok((project, asset)),
        _ if viewer.wants > Access::Look => {
            Err(missing(Box::pin(asset(conn, viewer.looking(), project, id))).await)
        }
        _ => Err(Error::NotFound("asset")),
    }
}

/// How instances are locked. Whoever changes an instance twice in one transaction has PostgreSQL look at those that
/// it points to, out of the one order, and this is the strongest lock that does not keep such a look waiting.
const LOCK: LockType = LockType::NoKeyUpdate;

/// An instance of the viewer's, to look at.
pub async fn instance(
    conn: &impl ConnectionTrait,
    viewer: Viewer,
    path: InstancePath,
) -> Result<OwnedInstance> {
    find_instance(conn, viewer, path, false).await
}

/// An instance of the viewer's with its row locked until the transaction ends: whoever comes second waits
/// and then sees what the first one left. Every change of an instance or its attempts begins with this.
pub async fn lock_instance(
    conn: &impl ConnectionTrait,
    viewer: Viewer,
    path: InstancePath,
) -> Result<OwnedInstance> {
    find_instance(conn, viewer, path, true).await
}

/// Locks all the instances meant, by key, until the transaction ends. Whoever takes several away, or a row that
/// they stand on, begins with this: everybody locks instances before jobs, scenes and films, and in one order,
/// so nobody waits for one who waits for them.
pub(crate) async fn lock_instances(
    conn: &impl ConnectionTrait,
    of: impl IntoCondition,
) -> Result<()> {
    let mut select = instances::Entity::find()
        .select_only()
        .column(instances::Column::Id)
        .join(JoinType::InnerJoin, instances::Relation::Assets.def())
        .filter(of)
        .order_by_asc(instances::Column::Id);
    QueryTrait::query(&mut select).lock_with_tables(LOCK, [instances::Entity]);
    select.into_tuple::<InstanceId>().all(conn).await?;
    Ok(())
}

/// Locks a branch against others that number its scenes. Not against those whose rows merely point to it.
pub(crate) async fn lock_numbers(conn: &impl ConnectionTrait, branch: BranchId) -> Result<()> {
    branches::Entity::find_by_id(branch)
        .lock(LockType::NoKeyUpdate)
        .one(conn)
        .await?;
    Ok(())
}

async fn find_instance(
    conn: &impl ConnectionTrait,
    viewer: Viewer,
    path: InstancePath,
    lock: bool,
) -> Result<OwnedInstance> {
    let mut select = instances::Entity::find_by_id(path.instance)
        .find_also_related(scenes::Entity)
        .and_also_related(branches::Entity)
        .find_also(branches::Entity, projects::Entity)
        .filter(scenes::Column::Id.eq(path.scene))
        .filter(projects::Column::Id.eq(path.project))
        .filter(reach(viewer));
    if lock {
        // SQLite knows no row locks and leaves this out; there the transaction is the only writer.
        QueryTrait::query(&mut select).lock_with_tables(LOCK, [instances::Entity]);
    }
    match select.one(conn).await? {
        Some((instance, Some(scene), Some(branch), Some(project))) => Ok(OwnedInstance {
            project,
            branch: branch.id,
            scene,
            instance,
        }),
        _ if viewer.wants > Access::Look => {
            Err(missing(Box::pin(instance(conn, viewer.looking(), path))).await)
        }
        _ => Err(Error::NotFound("asset in this scene")),
    }
}
