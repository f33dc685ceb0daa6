//! Paths of objects. No other module writes one.

use crate::{
    error::{Result, invalid},
    images::Format,
    model::ids::{AssetId, AttemptId, BranchId, InstanceId, JobId, ProjectId, SceneId},
};
use chrono::Utc;
use object_store::path::Path;
use std::{
    fmt,
    sync::atomic::{AtomicI64, Ordering},
};
use uuid::Uuid;

/// Characters of a key at most.
const MAX_KEY: usize = 400;
/// Characters between two slashes at most: file systems end at 255, and renditions and puts that are
/// under way append to the name.
const MAX_NAME: usize = 200;
const RENDITIONS: &str = "renditions/";

/// The microsecond that the latest upload of this process was given.
static LATEST: AtomicI64 = AtomicI64::new(0);

/// The folder of a scene.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SceneScope {
    /// The film.
    pub project: ProjectId,
    /// The line of work.
    pub branch: BranchId,
    /// The scene.
    pub scene: SceneId,
}

/// The path of a picture in the store: relative, plain, and with an end that says its format.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StorageKey(String);

impl StorageKey {
    /// Of an upload, at this moment. Two of one process are never the same.
    pub fn upload(scope: SceneScope, instance: InstanceId, format: Format) -> Self {
        Self::of_scene(scope, "uploads", instance, unique_micros(), format)
    }

    /// Of what a job made.
    pub fn generated(scope: SceneScope, instance: InstanceId, job: JobId, format: Format) -> Self {
        Self::of_scene(scope, "generated", instance, job, format)
    }

    /// Of what a job made that was begun before. The earlier beginning may still be writing to its own object,
    /// or about to remove it.
    pub fn generated_again(
        scope: SceneScope,
        instance: InstanceId,
        job: JobId,
        format: Format,
    ) -> Self {
        let what = format!("{job}_{}", unique_micros());
        Self::of_scene(scope, "generated", instance, what, format)
    }

    /// Of a copy: of a master reference, or of what an earlier scene handed down.
    pub fn copy(
        scope: SceneScope,
        instance: InstanceId,
        attempt: AttemptId,
        format: Format,
    ) -> Self {
        Self::of_scene(scope, "copies", instance, attempt, format)
    }

    /// Of a master image. Each call gives another, since a master may be replaced.
    pub fn master(project: ProjectId, branch: BranchId, asset: AssetId, format: Format) -> Self {
        let name = Uuid::now_v7();
        Self(format!(
            "project_{project}/branch_{branch}/project-assets/{asset}_{name}.{}",
            format.extension()
        ))
    }

    fn of_scene(
        scope: SceneScope,
        folder: &str,
        instance: InstanceId,
        what: impl fmt::Display,
        format: Format,
    ) -> Self {
        let SceneScope {
            project,
            branch,
            scene,
        } = scope;
        let extension = format.extension();
        Self(format!(
            "project_{project}/branch_{branch}/scene_{scene}/scene-assets/{folder}/{instance}_{what}.{extension}"
        ))
    }

    /// A key that was kept as text. Error: `Invalid` for what could not have been one, such as a path
    /// that is absolute, leaves its folder, or is of no format that is taken.
    pub fn parse(text: &str) -> Result<Self> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
        let sound = |name: &str| {
            !name.is_empty()
                && name.len() <= MAX_NAME
                && !name.starts_with('.')
                && name.bytes().all(plain)
        };
        let fits =
            text.len() <= MAX_KEY && !text.starts_with(RENDITIONS) && text.split('/').all(sound);
        if !fits || format_of(text).is_none() {
            return invalid("This is not the path of a picture.");
        }
        Ok(Self(text.to_owned()))
    }

    /// The path, as it is kept in the database.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The format that its end says.
    pub fn format(&self) -> Format {
        // Every constructor made sure that there is one.
        format_of(&self.0).unwrap_or(Format::Png)
    }

    /// The media type.
    pub fn content_type(&self) -> &'static str {
        self.format().content_type()
    }

    /// The path in the terms of the store. The characters of a key need no escaping there.
    pub(super) fn path(&self) -> Path {
        Path::from(self.as_str())
    }

    /// Where the rendition of that width is: `renditions/{key}.{width}.webp`.
    pub(super) fn rendition_path(&self, width: u32) -> Path {
        Path::from(format!("{RENDITIONS}{self}.{width}.webp"))
    }

    /// What an object in the store is: a picture, or the rendition of one in that width. `None` for
    /// what is not ours.
    pub(super) fn of_path(path: &str) -> Option<(Self, Option<u32>)> {
        let Some(rendition) = path.strip_prefix(RENDITIONS) else {
            return Some((Self::parse(path).ok()?, None));
        };
        let (original, width) = rendition.strip_suffix(".webp")?.rsplit_once('.')?;
        Some((Self::parse(original).ok()?, Some(width.parse().ok()?)))
    }
}

impl fmt::Display for StorageKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn format_of(path: &str) -> Option<Format> {
    Format::from_extension(path.rsplit_once('.')?.1)
}

/// The time in microseconds since 1970, or one more than the latest that was given, if that is later:
/// clocks are coarse, and are set back.
fn unique_micros() -> i64 {
    let now = Utc::now().timestamp_micros();
    let given = LATEST.fetch_max(now, Ordering::Relaxed);
    if given < now {
        now
    } else {
        LATEST.fetch_add(1, Ordering::Relaxed) + 1
    }
}
