//! What tests work with: a [`Ctx`] like the product's on a database and a store of their own.

use crate::{
    ctx::{Ctx, Settings, Viewer},
    events::Events,
    jobs::worker::Worker,
    model::{
        ids::{InstanceId, ProjectId, SceneId},
        kinds::{AssetType, UserRole},
        paths::{InstancePath, ScenePath},
    },
    providers::{Providers, fake::Fake, sketch::Sketch},
    services::{
        assets::{self, AssetInput},
        instances::{self, NewInstance},
        projects::{self, ProjectInput},
        scenes::{self, SceneInput},
        users,
    },
    storage::Storage,
    testing_db::{TestDb, fresh_postgres, fresh_sqlite},
};
use image::RgbImage;
use std::{ops::Deref, sync::Arc, time::Duration};

/// A context of its own, with one user in it.
pub struct TestCtx {
    ctx: Ctx,
    /// The provider that does what descriptions tell it.
    pub fake: Arc<Fake>,
    /// The user.
    pub viewer: Viewer,
    db: TestDb,
    _store: tempfile::TempDir,
}

impl Deref for TestCtx {
    type Target = Ctx;
    fn deref(&self) -> &Ctx {
        &self.ctx
    }
}

impl TestCtx {
    /// On a temporary SQLite.
    pub async fn sqlite() -> Self {
        Self::on(fresh_sqlite().await, settings()).await
    }

    /// On a database of its own in the run's throw-away PostgreSQL.
    pub async fn postgres() -> Self {
        Self::on(fresh_postgres().await, settings()).await
    }

    /// On a given database with given settings; pictures in a temporary folder.
    pub async fn on(db: TestDb, settings: Settings) -> Self {
        let store = tempfile::tempdir().expect("a temporary folder");
        let fake = Arc::new(Fake::default());
        let ctx = Ctx {
            db: db.db.clone(),
            storage: Storage::local(store.path()).expect("a store in the temporary folder"),
            providers: Providers::new(fake.clone(), vec![Arc::new(Sketch)]),
            events: Events::default(),
            settings: Arc::new(settings),
            wake: Arc::default(),
            running: Default::default(),
        };
        let viewer = users::add(&ctx, "editor@example.com", "Editor", UserRole::Member)
            .await
            .expect("a user");
        Self {
            ctx,
            fake,
            viewer,
            db,
            _store: store,
        }
    }

    /// The same database and store with other settings, as another process would have them.
    pub fn with(&self, settings: Settings) -> Ctx {
        Ctx {
            settings: Arc::new(settings),
            events: Events::default(),
            running: Default::default(),
            ..self.ctx.clone()
        }
    }

    /// The same on PostgreSQL as the product is meant to run there: as a role before whom the walls stand.
    ///
    /// # Panics
    /// When the database is SQLite.
    pub async fn walled(&self) -> Ctx {
        Ctx {
            db: self.db.walled().await,
            ..self.ctx.clone()
        }
    }

    /// The same with its pictures in another store.
    pub fn storing(mut self, storage: Storage) -> Self {
        self.ctx.storage = storage;
        self
    }

    /// The database's address, for a second connection.
    pub fn url(&self) -> &str {
        &self.db.url
    }

    /// Somebody else.
    pub async fn stranger(&self) -> Viewer {
        let email = format!("{}@example.com", ProjectId::new());
        users::add(&self.ctx, &email, "Stranger", UserRole::Member)
            .await
            .expect("a second user")
    }

    /// A film with one scene.
    pub async fn scene(&self) -> ScenePath {
        let input = ProjectInput {
            title: Some("The Lamplighter".into()),
            ..Default::default()
        };
        let project = projects::create(&self.ctx, self.viewer, input)
            .await
            .expect("a project")
            .id;
        ScenePath {
            project,
            scene: self.next_scene(project).await,
        }
    }

    /// One more scene.
    pub async fn next_scene(&self, project: ProjectId) -> SceneId {
        let input = SceneInput {
            heading: Some("EXT. HARBOUR STEPS – NIGHT".into()),
            ..Default::default()
        };
        scenes::create(&self.ctx, self.viewer, project, None, input)
            .await
            .expect("a scene")
            .id
    }

    /// An instance of a fresh character in the scene.
    pub async fn instance(&self, path: ScenePath, description: &str) -> InstancePath {
        let input = AssetInput {
            name: Some(format!("Mara {}", InstanceId::new())),
            asset_type: Some(AssetType::Character),
            description: Some(description.into()),
            locked: None,
        };
        let asset = assets::create(&self.ctx, self.viewer, path.project, None, input)
            .await
            .expect("an asset")
            .id;
        path.instance(self.appear(path, asset).await)
    }

    /// An instance of the asset in the scene.
    pub async fn appear(&self, path: ScenePath, asset: crate::model::ids::AssetId) -> InstanceId {
        let input = NewInstance {
            project_asset_id: asset,
            description_override: None,
            status_tags: None,
            carry_forward: None,
            inherited_from_instance_id: None,
        };
        instances::create(&self.ctx, self.viewer, path, input)
            .await
            .expect("an instance")
            .id
    }

    /// Runs the worker until no job waits or runs, for ten seconds at most.
    pub async fn work(&self) {
        let worker = Worker::start(&self.ctx, "test".to_owned());
        for _ in 0..1_000 {
            if self.open_jobs().await == 0 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        worker.stop().await;
    }

    async fn open_jobs(&self) -> u64 {
        use crate::{entities::jobs, model::kinds::JobStatus};
        use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
        let open = JobStatus::ALL
            .iter()
            .copied()
            .filter(|status| status.is_open());
        let count = jobs::Entity::find()
            .filter(jobs::Column::Status.is_in(open))
            .count(self.db.db.read())
            .await;
        count.expect("the jobs")
    }
}

/// Settings that let tests wait for milliseconds where the product waits for seconds.
pub fn settings() -> Settings {
    Settings {
        retry_base: Duration::from_millis(5),
        provider_timeout: Duration::from_secs(5),
        ..Settings::default()
    }
}

/// A small PNG of one colour.
pub fn png(shade: u8) -> bytes::Bytes {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let picture = RgbImage::from_pixel(48, 27, image::Rgb([shade, 90, 160]));
    picture
        .write_to(&mut bytes, image::ImageFormat::Png)
        .expect("a PNG in memory");
    bytes.into_inner().into()
}
