//! The pictures of an archive on their way into the store, under keys of their own.

use super::package::Package;
use crate::{
    ctx::Ctx,
    entities::{attempts, master_attempts},
    error::{Error, Result, invalid},
    images::{self, Prepared},
    model::{
        ids::{AssetId, BranchId, InstanceId, ProjectId},
        kinds::AttemptSource,
    },
    services::{
        archive::{MAX_PICTURE, Manifest, kind},
        attempts::Facts,
        views::master_url,
    },
    storage::{SceneScope, StorageKey},
};
use bytes::Bytes;
use sha2::{Digest, Sha256};
use std::{
    collections::{HashMap, HashSet},
    io::{Read, Seek},
};

/// What was brought in so far.
pub(super) struct Bringing<'a> {
    ctx: &'a Ctx,
    project: ProjectId,
    scopes: HashMap<InstanceId, SceneScope>,
    branches: HashMap<AssetId, BranchId>,
    taken: HashSet<String>,
    /// The objects that are in the store, and that no row stands on yet.
    pub(super) kept: Vec<StorageKey>,
}

/// What a row says of its picture.
struct Said {
    path: String,
    sha256: Option<String>,
    size: Option<i64>,
}

impl<'a> Bringing<'a> {
    /// For rows that have their keys.
    pub(super) fn new(ctx: &'a Ctx, manifest: &Manifest) -> Result<Self> {
        let project = manifest.project.id;
        let branches: HashMap<_, _> = manifest
            .scenes
            .iter()
            .map(|scene| (scene.id, scene.branch_id))
            .collect();
        let scope = |scene| {
            let branch = *branches.get(&scene).ok_or(Error::NotFound("scene"))?;
            Ok::<_, Error>(SceneScope {
                project,
                branch,
                scene,
            })
        };
        let scopes = manifest
            .instances
            .iter()
            .map(|row| Ok::<_, Error>((row.id, scope(row.scene_id)?)));
        let cast = manifest.assets.iter();
        Ok(Self {
            ctx,
            project,
            scopes: scopes.collect::<Result<_>>()?,
            branches: cast.map(|asset| (asset.id, asset.branch_id)).collect(),
            taken: HashSet::new(),
            kept: Vec::new(),
        })
    }

    /// Every picture that a row names, and each row's facts by what came. One at a time: a film has thousands.
    pub(super) async fn all<R: Read + Seek + Send + 'static>(
        &mut self,
        mut package: Package<R>,
        manifest: &mut Manifest,
        told: impl Fn(usize, usize) + Send + Sync,
    ) -> Result<()> {
        // What was removed for good while the archive was written is left out.
        manifest
            .masters
            .retain(|one| one.deleted_at.is_none() || package.holds(&one.storage_path));
        manifest
            .attempts
            .retain(|one| one.deleted_at.is_none() || package.holds(&one.storage_path));
        let (masters, attempts) = (&mut manifest.masters, &mut manifest.attempts);
        let all = masters.len() + attempts.len();
        for (done, master) in masters.iter_mut().enumerate() {
            told(done, all);
            package = self.master(package, master).await?;
        }
        for (done, attempt) in attempts.iter_mut().enumerate() {
            told(masters.len() + done, all);
            package = self.attempt(package, attempt).await?;
        }
        told(all, all);
        Ok(())
    }

    async fn master<R: Read + Seek + Send + 'static>(
        &mut self,
        package: Package<R>,
        master: &mut master_attempts::Model,
    ) -> Result<Package<R>> {
        let Some(path) = master.storage_path.take() else {
            return Ok(package);
        };
        let said = Said {
            path,
            sha256: master.sha256.take(),
            size: master.file_size_bytes,
        };
        let (package, picture) = self.fetch(package, said).await?;
        let asset = master.project_asset_id;
        let branch = *self.branches.get(&asset).ok_or(Error::NotFound("asset"))?;
        let key = StorageKey::master(self.project, branch, asset, picture.format);
        let facts = self.keep(&key, &picture).await?;
        master.image_url = master_url(asset, &facts.sha256);
        master.storage_path = Some(key.as_str().to_owned());
        master.original_filename = master.original_filename.take().map(short);
        master.file_size_bytes = Some(facts.size);
        master.mime_type = Some(facts.mime_type);
        master.width = Some(facts.width);
        master.height = Some(facts.height);
        master.sha256 = Some(facts.sha256);
        master.thumbhash = Some(facts.thumbhash);
        Ok(package)
    }

    async fn attempt<R: Read + Seek + Send + 'static>(
        &mut self,
        package: Package<R>,
        attempt: &mut attempts::Model,
    ) -> Result<Package<R>> {
        let Some(path) = attempt.storage_path.take() else {
            return Ok(package);
        };
        let said = Said {
            path,
            sha256: attempt.sha256.take(),
            size: attempt.file_size_bytes,
        };
        let (package, picture) = self.fetch(package, said).await?;
        let key = self.key(attempt, &picture)?;
        let facts = self.keep(&key, &picture).await?;
        attempt.storage_path = Some(key.as_str().to_owned());
        attempt.original_filename = attempt.original_filename.take().map(short);
        attempt.file_size_bytes = Some(facts.size);
        attempt.mime_type = Some(facts.mime_type);
        attempt.width = Some(facts.width);
        attempt.height = Some(facts.height);
        attempt.sha256 = Some(facts.sha256);
        attempt.thumbhash = Some(facts.thumbhash);
        Ok(package)
    }

    fn key(&self, attempt: &attempts::Model, picture: &Prepared) -> Result<StorageKey> {
        let instance = attempt.scene_asset_instance_id;
        let scope = *self
            .scopes
            .get(&instance)
            .ok_or(Error::NotFound("asset in this scene"))?;
        let format = picture.format;
        Ok(match (attempt.source, attempt.image_generation_job_id) {
            (AttemptSource::Uploaded, _) => StorageKey::upload(scope, instance, format),
            // Unique whatever the archive says of jobs: two attempts of one would share an object.
            (AttemptSource::Generated, Some(job)) => {
                StorageKey::generated_again(scope, instance, job, format)
            }
            _ => StorageKey::copy(scope, instance, attempt.id, format),
        })
    }

    /// A picture out of the archive that is what its row says, and passes the gate that uploads pass.
    async fn fetch<R: Read + Seek + Send + 'static>(
        &mut self,
        package: Package<R>,
        said: Said,
    ) -> Result<(Package<R>, Prepared)> {
        let Said { path, sha256, size } = said;
        let named = StorageKey::parse(&path)?;
        if !self.taken.insert(path.clone()) {
            return invalid("The archive holds two rows that stand on one picture.");
        }
        let (package, bytes) = package.picture(path).await?;
        let honest = sha256.is_some_and(|sha256| sha256 == hash(&bytes))
            && size == i64::try_from(bytes.len()).ok()
            && kind(&bytes) == Some(named.content_type());
        if !honest {
            return invalid(format!("The picture {named} is not what its row says."));
        }
        let picture = images::prepare(bytes, MAX_PICTURE).await?;
        Ok((package, picture))
    }

    async fn keep(&mut self, key: &StorageKey, picture: &Prepared) -> Result<Facts> {
        // Noted first: a put that breaks off may have been made.
        self.kept.push(key.clone());
        self.ctx.storage.put_picture(key, picture).await?;
        Ok(Facts::from(picture))
    }
}

fn hash(bytes: &Bytes) -> String {
    format!("{:x}", Sha256::digest(bytes))
}

/// The name of a file, as short as that of an upload.
fn short(name: String) -> String {
    name.chars().filter(|c| !c.is_control()).take(255).collect()
}
