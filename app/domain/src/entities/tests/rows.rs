//! One row of each table, with every column set to something that is easily lost on the way.

mod pictures;

use self::pictures::{asset, attempt, instance, job};
pub(super) use self::pictures::{extra, master};
use crate::{
    db::{Db, now},
    entities::{
        api_tokens, assets, attempts, branches, deletions, descriptions, instances, jobs, projects,
        removals, scenes, sessions, spending, users, values::Words,
    },
    model::{
        ids::{
            ApiTokenId, AssetId, BranchId, DeletionId, DescriptionId, InstanceId, JobId, ProjectId,
            SceneId, SessionId, SpendingId, UserId,
        },
        kinds::UserRole,
    },
};
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel,
    ModelTrait, prelude::Decimal,
};
use serde_json::json;
use std::fmt::Debug;

/// One row of each table, from a user to an attempt.
pub(super) struct Chain {
    pub(super) user: users::Model,
    pub(super) project: projects::Model,
    pub(super) branch: branches::Model,
    pub(super) scene: scenes::Model,
    pub(super) asset: assets::Model,
    pub(super) instance: instances::Model,
    pub(super) job: jobs::Model,
    pub(super) attempt: attempts::Model,
}

impl Chain {
    pub(super) fn new() -> Self {
        let user = user();
        let project = project(user.id);
        let branch = branch(project.id);
        let scene = scene(branch.id);
        let asset = asset(&branch);
        let instance = instance(scene.id, asset.id);
        let job = job(&branch, &instance);
        let attempt = attempt(instance.id, job.id);
        Self {
            user,
            project,
            branch,
            scene,
            asset,
            instance,
            job,
            attempt,
        }
    }

    /// Inserts every row.
    pub(super) async fn insert(&self, db: &Db) {
        let tx = db.begin().await.unwrap();
        put(&tx, &self.user).await;
        put(&tx, &self.project).await;
        put(&tx, &self.branch).await;
        put(&tx, &self.scene).await;
        put(&tx, &self.asset).await;
        put(&tx, &self.instance).await;
        put(&tx, &self.job).await;
        put(&tx, &self.attempt).await;
        tx.commit().await.unwrap();
    }
}

/// Inserts a row and sees it come back as it went in.
pub(super) async fn put<M, A>(db: &impl ConnectionTrait, row: &M)
where
    M: ModelTrait<Entity = A::Entity> + IntoActiveModel<A> + Clone + PartialEq + Debug,
    A: ActiveModelTrait<Entity: EntityTrait<Model = M>> + ActiveModelBehavior + Send,
{
    let inserted = row.clone().into_active_model().insert(db).await.unwrap();
    assert_eq!(&inserted, row);
}

fn user() -> users::Model {
    let id = UserId::new();
    users::Model {
        id,
        email: format!("{id}@example.org"),
        name: "Ágnes".to_owned(),
        password_hash: None,
        role: UserRole::Member,
        created_at: now(),
        updated_at: now(),
    }
}

fn project(user_id: UserId) -> projects::Model {
    projects::Model {
        id: ProjectId::new(),
        user_id,
        title: "The Storm".to_owned(),
        aspect_ratio: "2.39:1".to_owned(),
        visual_style: Some("16 mm, grainy".to_owned()),
        active_branch_id: None,
        is_sample: true,
        provider: Some("studio".to_owned()),
        created_at: now(),
        updated_at: now(),
    }
}

fn branch(project_id: ProjectId) -> branches::Model {
    branches::Model {
        id: BranchId::new(),
        project_id,
        parent_branch_id: None,
        name: "main".to_owned(),
        created_at: now(),
        updated_at: now(),
    }
}

fn scene(branch_id: BranchId) -> scenes::Model {
    scenes::Model {
        id: SceneId::new(),
        branch_id,
        scene_number: 1,
        slug: "hall-night".to_owned(),
        heading: "INT. HALL – NIGHT".to_owned(),
        script_excerpt: Some("She enters.\n\"Late again.\"".to_owned()),
        expected_characters: Words::from_iter(["Mara", "O'Neil", "\u{1f9e5} coat"]),
        expected_location: Some("Hall".to_owned()),
        expected_props: Words::default(),
        is_deferred: false,
        filled_at: Some(now()),
        created_at: now(),
        updated_at: now(),
    }
}

pub(super) fn session(user_id: UserId) -> sessions::Model {
    sessions::Model {
        id: SessionId::new(),
        user_id,
        token_hash: "hash".to_owned(),
        data: Some(json!({"flash": "saved"})),
        expires_at: now(),
        last_seen_at: now(),
        created_at: now(),
        updated_at: now(),
    }
}

pub(super) fn token(user_id: UserId) -> api_tokens::Model {
    api_tokens::Model {
        id: ApiTokenId::new(),
        user_id,
        name: "pipeline".to_owned(),
        token_hash: "hash".to_owned(),
        last_used_at: None,
        expires_at: Some(now()),
        created_at: now(),
        updated_at: now(),
    }
}

pub(super) fn deletion() -> deletions::Model {
    deletions::Model {
        id: DeletionId::new(),
        storage_path: "project_x/old.png".to_owned(),
        due_at: now(),
        created_at: now(),
        updated_at: now(),
    }
}

pub(super) fn description(instance: InstanceId) -> descriptions::Model {
    descriptions::Model {
        id: DescriptionId::new(),
        scene_asset_instance_id: instance,
        version_number: 2,
        words: "Muddy after the storm\n\"Späte Stunde\"".to_owned(),
        is_selected: true,
        created_at: now(),
        updated_at: now(),
    }
}

pub(super) fn removal(chain: &Chain) -> removals::Model {
    removals::Model {
        id: InstanceId::new(),
        scene_id: chain.scene.id,
        project_asset_id: chain.asset.id,
        snapshot: json!({"instance": {"null": null, "text": "ü"}, "attempts": [1, 2.5, true]}),
        removed_at: now(),
        created_at: now(),
        updated_at: now(),
    }
}

/// What hangs on nothing: its film and its job need not be there.
pub(super) fn spending() -> spending::Model {
    spending::Model {
        id: SpendingId::new(),
        provider: "studio".to_owned(),
        project_id: ProjectId::new(),
        scene_id: Some(SceneId::new()),
        project_asset_id: AssetId::new(),
        job_id: JobId::new(),
        credits: Decimal::new(999_999_999_999, 4),
        settled: true,
        elsewhere: true,
        created_at: now(),
        updated_at: now(),
    }
}
