//! The field's words for what the tables call otherwise.

use domain::model::{
    kinds::{
        AssetType, AttemptSource, JobErrorCode, JobStatus, Only, ProjectRole, ReferenceRole,
        UserRole,
    },
    panel::{AssetRow, JobShown, Shot, ShotReference},
    views::OtherReference,
};

/// A kind, of one asset.
pub fn kind(asset_type: AssetType) -> &'static str {
    match asset_type {
        AssetType::Character => "Character",
        AssetType::Location => "Location",
        AssetType::Prop => "Prop",
        AssetType::ExtraArchetype => "Extra",
    }
}

/// A kind, of a group.
pub fn kinds(asset_type: AssetType) -> &'static str {
    match asset_type {
        AssetType::Character => "Characters",
        AssetType::Location => "Locations",
        AssetType::Prop => "Props",
        AssetType::ExtraArchetype => "Extras",
    }
}

/// What somebody may do in a film.
pub fn part(role: ProjectRole) -> &'static str {
    match role {
        ProjectRole::Owner => "Owner",
        ProjectRole::Editor => "Editor",
        ProjectRole::Viewer => "Viewer",
    }
}

/// What somebody may do in the whole installation.
pub fn role(role: UserRole) -> &'static str {
    match role {
        UserRole::Admin => "Admin",
        UserRole::Member => "Member",
    }
}

/// A state that the list is filtered by.
pub fn only(only: Only) -> &'static str {
    match only {
        Only::WithoutPicture => "Without picture",
        Only::AsIs => "As-is",
        Only::CarryForward => "Carry forward",
        Only::ReferenceChanged => "Reference changed",
    }
}

/// How an attempt came to be.
pub fn source(source: AttemptSource) -> &'static str {
    match source {
        AttemptSource::Generated => "AI generated",
        AttemptSource::Uploaded => "Uploaded",
        AttemptSource::MasterCopy => "Master copy",
    }
}

/// Where a reference's picture comes from.
pub fn place(scene_number: Option<i32>) -> String {
    scene_number.map_or_else(
        || "Stage 5 Master".to_owned(),
        |number| format!("Scene {number}"),
    )
}

/// What an attempt started from, and how strongly that counted where it did not fully.
pub fn reference(reference: &ShotReference) -> String {
    let place = place(reference.scene_number);
    match percent(reference.weight) {
        100 => place,
        percent => format!("{place}, {percent} %"),
    }
}

/// What else was sent: "Great hall (location, 60 %)".
pub fn also_sent(shot: &Shot) -> Option<String> {
    let other = |other: &OtherReference| {
        let percent = percent(other.weight);
        format!("{} ({}, {percent} %)", other.name, other.role)
    };
    let others: Vec<_> = shot.others.iter().map(other).collect();
    (!others.is_empty()).then(|| others.join(", "))
}

/// What a reference stands for.
pub fn stands_for(role: ReferenceRole) -> &'static str {
    match role {
        ReferenceRole::Identity => "Identity",
        ReferenceRole::Style => "Style",
        ReferenceRole::Location => "Location",
    }
}

/// A share of one in percent.
pub fn percent(share: f64) -> i64 {
    (share * 100.0).round() as i64
}

/// The state of an asset in a scene: a word for the reader and one for the style.
pub fn state(row: &AssetRow) -> (&'static str, &'static str) {
    match row {
        AssetRow {
            running: Some(JobStatus::Queued),
            ..
        } => ("queued", "queued"),
        AssetRow {
            running: Some(_), ..
        } => ("generating", "generating"),
        AssetRow { locked: true, .. } => ("locked", "locked"),
        AssetRow { stale: true, .. } => ("reference changed", "stale"),
        AssetRow {
            picture: Some(_), ..
        } => ("ready", "ready"),
        AssetRow { waived: true, .. } => ("waived", "waived"),
        _ => ("no picture", "none"),
    }
}

/// Where an asset's look in a scene comes from.
pub fn origin(row: &AssetRow) -> String {
    match row.from_scene {
        Some(number) => format!("From scene {number}"),
        None => "From master".to_owned(),
    }
}

/// What a job does, for its slide.
pub fn stage(job: &JobShown) -> String {
    match job.status {
        JobStatus::Queued if job.message.is_some() => "Waiting to try again".to_owned(),
        JobStatus::Queued => "Waiting for its turn".to_owned(),
        JobStatus::Processing => "Preparing…".to_owned(),
        JobStatus::Generating => match job.progress {
            Some(percent) if percent > 0 => format!("Generating… {percent} %"),
            _ => "Generating…".to_owned(),
        },
        JobStatus::Uploading => "Storing the picture…".to_owned(),
        JobStatus::Completed => "Done".to_owned(),
        JobStatus::Failed => "Generation failed".to_owned(),
        JobStatus::Cancelled => "Cancelled".to_owned(),
    }
}

/// What to do about a job that failed.
pub fn remedy(job: &JobShown) -> Option<String> {
    let who = &job.provider;
    Some(match job.code? {
        JobErrorCode::AuthError => {
            format!(
                "{who} did not take its key. Whoever keeps the installation sees to it under Settings."
            )
        }
        JobErrorCode::RateLimit => {
            format!("{who} is at its limit. Retry later, or choose another provider.")
        }
        JobErrorCode::Temporary => {
            format!("Retry, or choose another provider if {who} does not come back.")
        }
        JobErrorCode::Permanent => {
            "Retry when that is mended, or try other words or another provider.".to_owned()
        }
        JobErrorCode::Cancelled => return None,
    })
}

/// The state of a job in a list: a word for the reader and one for the style.
pub fn job_state(status: JobStatus) -> (&'static str, &'static str) {
    match status {
        JobStatus::Queued => ("queued", "queued"),
        JobStatus::Processing | JobStatus::Generating | JobStatus::Uploading => {
            ("generating", "generating")
        }
        JobStatus::Completed => ("completed", "ready"),
        JobStatus::Failed => ("failed", "failed"),
        JobStatus::Cancelled => ("cancelled", "cancelled"),
    }
}

/// A file's size in pixels and bytes.
pub fn size(attempt: &Shot) -> Option<String> {
    measures(attempt.size, attempt.bytes)
}

/// The same of any picture.
pub fn measures(pixels: Option<(i32, i32)>, bytes: Option<i64>) -> Option<String> {
    let (width, height) = pixels?;
    let bytes = bytes.map(crate::ui::words::bytes).unwrap_or_default();
    Some(format!("{width} × {height} · {bytes}"))
}

/// Who drew it, and from which seed.
pub fn drawn_by(shot: &Shot) -> Option<String> {
    drawer(shot.provider.clone(), shot.seed)
}

/// The same of any picture.
pub fn drawer(provider: Option<String>, seed: Option<i64>) -> Option<String> {
    let provider = provider?;
    Some(match seed {
        Some(seed) => format!("{provider} · seed {seed}"),
        None => provider,
    })
}

/// The ends of a hash, enough to tell two apart.
pub fn short(hash: &str) -> String {
    match (hash.get(..4), hash.get(hash.len().saturating_sub(2)..)) {
        (Some(head), Some(tail)) => format!("{head}…{tail}"),
        _ => hash.to_owned(),
    }
}
