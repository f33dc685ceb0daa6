//! The buttons that have pictures of one asset drawn.

use super::Done;
use crate::{
    act::Notice,
    ctx::{Ctx, Viewer},
    error::{Error, Result, invalid},
    jobs::queue::{self, Ask},
    model::{
        ids::JobId,
        paths::{AttemptPath, InstancePath},
        rules,
        views::AttemptView,
    },
    services::attempts,
};

/// What is said when pictures are asked for.
#[derive(Debug, Default)]
pub(super) struct Wish {
    pub(super) provider: Option<String>,
    pub(super) count: Option<u8>,
    pub(super) seed: Option<i64>,
}

/// Asks for pictures, each by a job of its own, and says beforehand what a full history will lose: it can be brought
/// back. Where another job is refused, those made before it stay.
pub(super) async fn generate(
    ctx: &Ctx,
    viewer: Viewer,
    at: InstancePath,
    wish: Wish,
) -> Result<Done> {
    let count = usize::from(wish.count.unwrap_or(1));
    if !(1..=rules::MAX_LIVE_ATTEMPTS).contains(&count) {
        return invalid(format!(
            "Between 1 and {} pictures are drawn together.",
            rules::MAX_LIVE_ATTEMPTS
        ));
    }
    let live = attempts::list(ctx, viewer, at).await?;
    let mut jobs = Vec::new();
    for seed in seeds(wish.seed, count) {
        let ask = Ask {
            provider: wish.provider.clone(),
            seed: Some(seed),
            ..Ask::default()
        };
        match queue::create(ctx, viewer, at, ask).await {
            Ok(job) => jobs.push(job.job_id),
            Err(err) if jobs.is_empty() => return Err(err),
            Err(err) => return Ok(broken_off(&jobs, count, &err)),
        }
    }
    let text = match count {
        1 => "Generating".to_owned(),
        count => format!("Generating {count} variations"),
    };
    Ok(begun(jobs.first(), text, &to_leave(&live, count)))
}

/// Asks for a picture that was drawn before once more.
pub(super) async fn again(ctx: &Ctx, viewer: Viewer, path: AttemptPath) -> Result<Done> {
    let live = attempts::list(ctx, viewer, path.instance()).await?;
    let job = queue::again(ctx, viewer, path).await?.job_id;
    let like = live.iter().find(|attempt| attempt.id == path.attempt);
    let text = match like {
        Some(attempt) => format!("Generating again like attempt {}", attempt.attempt_number),
        None => "Generating again".to_owned(),
    };
    Ok(begun(Some(&job), text, &to_leave(&live, 1)))
}

/// As many seeds, no two of them equal.
fn seeds(first: Option<i64>, count: usize) -> Vec<i64> {
    let mut seeds: Vec<_> = first.into_iter().collect();
    while seeds.len() < count {
        let seed = queue::by_lot();
        if !seeds.contains(&seed) {
            seeds.push(seed);
        }
    }
    seeds
}

fn begun(job: Option<&JobId>, text: String, leaving: &[i32]) -> Done {
    let text = match leaving {
        [] => text,
        [one] => format!(
            "{text}. The history is full: attempt {one} will make room and can be restored under \"Removed\""
        ),
        several => {
            let numbers: Vec<_> = several.iter().map(ToString::to_string).collect();
            let numbers = numbers.join(", ");
            format!(
                "{text}. The history is full then: attempts {numbers} will make room and can be restored under \
                 \"Removed\""
            )
        }
    };
    Done {
        job: job.copied(),
        ..Notice::done(text, None).into()
    }
}

/// Some were begun before one was refused.
fn broken_off(jobs: &[JobId], count: usize, err: &Error) -> Done {
    if matches!(err, Error::Internal(_) | Error::Unavailable(_)) {
        tracing::error!(error = ?err, "a job of several could not be made");
    }
    let begun = jobs.len();
    let text = format!("Only {begun} of {count} variations are being generated. {err}");
    Done {
        job: jobs.first().copied(),
        ..Notice::refused(text).into()
    }
}

/// The attempts of a history that will make room for so many new ones: the oldest. The selected one is spared as
/// long as it is that, which the first new one ends.
fn to_leave(live: &[AttemptView], count: usize) -> Vec<i32> {
    let room = rules::MAX_LIVE_ATTEMPTS.saturating_sub(live.len());
    let mut staying: Vec<_> = live.iter().collect();
    staying.sort_by_key(|attempt| (attempt.entered_history_at, attempt.attempt_number));
    let mut leaving = Vec::new();
    for place in 0..count.saturating_sub(room) {
        let none_came = room + place == 0;
        let next = staying
            .iter()
            .position(|attempt| !(none_came && attempt.is_selected));
        leaving.extend(next.map(|at| staying.remove(at).attempt_number));
    }
    leaving
}
