//! A film with everything in it that a route can name.

use super::{ask, table::routes};
use crate::client::Api;
use axum::Router;
use domain::{
    ctx::Viewer,
    jobs::queue::{self, Ask},
    model::{
        ids::*,
        kinds::{AssetType, ProjectRole, UserRole},
        paths::ScenePath,
    },
    services::{
        assets::{self, AssetInput},
        attempts,
        branches::{self, NewBranch},
        instances::{self, NewInstance},
        members,
        projects::{self, ProjectInput},
        scenes::{self, SceneInput},
        users,
    },
    testing::png,
};

/// The ids of a whole chain, as they stand in addresses, and who could be added to it.
#[derive(Clone)]
pub(super) struct Chain {
    pub(super) project: String,
    pub(super) branch: String,
    pub(super) scene: String,
    pub(super) instance: String,
    pub(super) attempt: String,
    pub(super) asset: String,
    /// An older picture of its master.
    pub(super) master: String,
    pub(super) sha256: String,
    pub(super) job: String,
    /// Somebody who takes part.
    pub(super) guest: String,
    /// The address of somebody who does not.
    pub(super) newcomer: String,
}

impl Chain {
    /// The ids, one level each.
    pub(super) const LEVELS: usize = 10;

    pub(super) fn ids(&self) -> [&String; Self::LEVELS] {
        [
            &self.project,
            &self.branch,
            &self.scene,
            &self.instance,
            &self.attempt,
            &self.asset,
            &self.master,
            &self.sha256,
            &self.job,
            &self.guest,
        ]
    }

    fn ids_mut(&mut self) -> [&mut String; Self::LEVELS] {
        [
            &mut self.project,
            &mut self.branch,
            &mut self.scene,
            &mut self.instance,
            &mut self.attempt,
            &mut self.asset,
            &mut self.master,
            &mut self.sha256,
            &mut self.job,
            &mut self.guest,
        ]
    }

    /// This one with another's id at one level.
    pub(super) fn with(&self, other: &Self, level: usize) -> Self {
        let mut mixed = self.clone();
        *mixed.ids_mut()[level] = other.ids()[level].clone();
        mixed
    }

    /// The same word for every id.
    pub(super) fn of(word: &str) -> Self {
        Self {
            project: word.into(),
            branch: word.into(),
            scene: word.into(),
            instance: word.into(),
            attempt: word.into(),
            asset: word.into(),
            master: word.into(),
            sha256: word.into(),
            job: word.into(),
            guest: word.into(),
            newcomer: "nobody@example.com".into(),
        }
    }

    /// Ids that are nobody's.
    pub(super) fn unknown() -> Self {
        Self {
            project: ProjectId::new().to_string(),
            branch: BranchId::new().to_string(),
            scene: SceneId::new().to_string(),
            instance: InstanceId::new().to_string(),
            attempt: AttemptId::new().to_string(),
            asset: AssetId::new().to_string(),
            master: MasterAttemptId::new().to_string(),
            sha256: "0".repeat(64),
            job: JobId::new().to_string(),
            guest: UserId::new().to_string(),
            newcomer: "nobody@example.com".into(),
        }
    }
}

/// A film of that maker's. The shade makes its pictures others than those of the other films.
pub(super) async fn film(api: &Api, maker: Viewer, shade: u8) -> Chain {
    let title = ProjectInput {
        title: Some("The Lamplighter".into()),
        ..Default::default()
    };
    let project = projects::create(api, maker, title).await.unwrap().id;
    let heading = SceneInput {
        heading: Some("EXT. HARBOUR STEPS – NIGHT".into()),
        ..Default::default()
    };
    let scene = scenes::create(api, maker, project, None, heading).await;
    let path = ScenePath {
        project,
        scene: scene.unwrap().id,
    };
    let asset = character(api, maker, path, shade).await;
    let appears = NewInstance {
        project_asset_id: asset.id,
        description_override: None,
        status_tags: None,
        carry_forward: None,
        inherited_from_instance_id: None,
    };
    let instance = instances::create(api, maker, path, appears).await.unwrap();
    let at = path.instance(instance.id);
    for more in 1..3 {
        let name = Some("mara.png".into());
        let sent = instances::upload(api, maker, at, name, png(shade + more)).await;
        sent.unwrap();
    }
    let history = attempts::list(api, maker, at).await.unwrap();
    let job = queue::create(api, maker, at, Ask::default()).await.unwrap();
    let cut = NewBranch {
        name: "Second cut".into(),
        from_branch_id: None,
    };
    let branch = branches::create(api, maker, project, cut).await.unwrap();
    let (guest, email) = person(api, "Guest", UserRole::Member).await;
    let part = members::add(api, maker, project, &email, ProjectRole::Viewer).await;
    part.unwrap();
    Chain {
        project: project.to_string(),
        branch: branch.id.to_string(),
        scene: path.scene.to_string(),
        instance: instance.id.to_string(),
        // The older one, which is not selected.
        attempt: history[1].id.to_string(),
        asset: asset.id.to_string(),
        master: asset.older.to_string(),
        sha256: asset.sha256,
        job: job.job_id.to_string(),
        guest: guest.user.to_string(),
        newcomer: person(api, "Newcomer", UserRole::Member).await.1,
    }
}

/// A character whose master has a history.
struct Character {
    id: AssetId,
    /// The picture that was its master before.
    older: MasterAttemptId,
    /// Of the master's bytes.
    sha256: String,
}

async fn character(api: &Api, maker: Viewer, at: ScenePath, shade: u8) -> Character {
    let mara = AssetInput {
        name: Some("Mara".into()),
        asset_type: Some(AssetType::Character),
        description: Some("A lamplighter.".into()),
        locked: None,
    };
    let asset = assets::create(api, maker, at.project, None, mara).await;
    let id = asset.unwrap().id;
    for shade in [shade + 3, shade] {
        let name = Some("master.png".into());
        let sent = assets::upload_master(api, maker, at.project, id, name, png(shade)).await;
        sent.unwrap();
    }
    let history = assets::history::list(api, maker, at.project, id).await;
    let history = history.unwrap();
    Character {
        id,
        older: history[1].id,
        sha256: history[0].sha256.clone().unwrap(),
    }
}

/// Somebody with an account, and their address.
pub(super) async fn person(api: &Api, name: &str, role: UserRole) -> (Viewer, String) {
    let email = format!("{}@example.com", UserId::new());
    (users::add(api, &email, name, role).await.unwrap(), email)
}

/// Everything of the film that can be looked at, as the one sees it whose token it is. Looking fills the scene, so what
/// is answered is the second look.
pub(super) async fn seen(router: &Router, chain: &Chain, token: Option<&str>) -> Vec<String> {
    let mut seen = Vec::new();
    for _ in 0..2 {
        seen.clear();
        for route in routes(chain).iter().filter(|route| route.only_looks()) {
            let reply = ask(router, route, token).await;
            assert_eq!(reply.status.as_u16(), 200, "{}", route.address);
            seen.push(format!("{}: {}", route.address, reply.text()));
        }
    }
    seen
}
