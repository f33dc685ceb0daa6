//! Several pictures asked for at once: how many, from which seeds, what is told with them, and what a full history will
//! lose by them.

use crate::{
    act::Notice,
    ctx::{Ctx, Viewer},
    error::{Error, Result, invalid},
    jobs::queue::{self, Ask},
    model::{
        ids::{AssetId, JobId, ProjectId},
        masters::MasterAttemptView,
        paths::InstancePath,
        rules, sending,
        views::{AttemptView, JobView, Moment},
    },
    services::{choice, scope},
};

/// What is said when pictures are asked for.
#[derive(Debug, Default)]
pub(crate) struct Wish {
    pub(crate) provider: Option<String>,
    pub(crate) count: Option<u8>,
    pub(crate) seed: Option<i64>,
    pub(crate) negative: Option<String>,
}

impl Wish {
    /// What must not be seen, if anything is said of it.
    fn negative(&self) -> Option<&str> {
        let words = self.negative.as_deref().map(str::trim);
        words.filter(|words| !words.is_empty())
    }
}

/// What pictures are asked of.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Of {
    /// An asset in a scene.
    Instance(InstancePath),
    /// An asset of a film, as its master.
    Master(ProjectId, AssetId),
}

impl Of {
    fn project(self) -> ProjectId {
        match self {
            Self::Instance(path) => path.project,
            Self::Master(project, _) => project,
        }
    }

    async fn ask(self, ctx: &Ctx, viewer: Viewer, ask: Ask) -> Result<JobView> {
        match self {
            Self::Instance(path) => queue::create(ctx, viewer, path, ask).await,
            Self::Master(project, asset) => {
                queue::create_master(ctx, viewer, project, asset, ask).await
            }
        }
    }
}

/// Asks for pictures, each by a job of its own, and says beforehand what a full history will lose: it can be brought
/// back. Where another job is refused, those made before it stay. Answers what to say and the first job.
pub(crate) async fn begin<'a, A>(
    ctx: &Ctx,
    viewer: Viewer,
    of: Of,
    wish: Wish,
    live: &'a [A],
) -> Result<(Notice, Option<JobId>)>
where
    Standing: From<&'a A>,
{
    let count = counted(wish.count)?;
    let untold = untold(ctx, viewer, of.project(), &wish).await?;
    let negative = wish.negative().filter(|_| untold.is_none());
    let mut jobs = Vec::new();
    for seed in seeds(wish.seed, count) {
        let ask = Ask {
            provider: wish.provider.clone(),
            seed: Some(seed),
            negative_prompt: negative.map(str::to_owned),
            ..Ask::default()
        };
        match of.ask(ctx, viewer, ask).await {
            Ok(job) => jobs.push(job.job_id),
            Err(err) if jobs.is_empty() => return Err(err),
            Err(err) => {
                let notice = broken_off(jobs.len(), count, &err);
                return Ok((notice, jobs.first().copied()));
            }
        }
    }
    let text = match untold {
        Some(name) => format!("{}. {name} {}", generating(count), sending::NO_NEGATIVE),
        None => generating(count),
    };
    let text = begun(text, &to_leave(live, count));
    Ok((Notice::done(text, None), jobs.first().copied()))
}

/// Who would draw without being told what must not be seen. The field stands there for everybody who can draw, so with
/// one that takes no such words they are left out, and that is said.
async fn untold(
    ctx: &Ctx,
    viewer: Viewer,
    project: ProjectId,
    wish: &Wish,
) -> Result<Option<String>> {
    if wish.negative().is_none() {
        return Ok(None);
    }
    let can = match wish.provider.as_deref() {
        Some(name) => ctx.providers.get(Some(name))?.capabilities(),
        None => {
            let film = scope::project(ctx.db.read(), viewer, project).await?;
            choice::of_film(ctx, &film)?.capabilities()
        }
    };
    Ok((!can.negative).then_some(can.name))
}

/// How many are wanted: one unless said otherwise.
fn counted(count: Option<u8>) -> Result<usize> {
    let count = usize::from(count.unwrap_or(1));
    if (1..=rules::MAX_LIVE_ATTEMPTS).contains(&count) {
        return Ok(count);
    }
    invalid(format!(
        "Between 1 and {} pictures are drawn together.",
        rules::MAX_LIVE_ATTEMPTS
    ))
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

/// A picture's place in a history.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Standing {
    entered: Moment,
    number: i32,
    selected: bool,
}

impl From<&AttemptView> for Standing {
    fn from(attempt: &AttemptView) -> Self {
        Self {
            entered: attempt.entered_history_at,
            number: attempt.attempt_number,
            selected: attempt.is_selected,
        }
    }
}

impl From<&MasterAttemptView> for Standing {
    fn from(attempt: &MasterAttemptView) -> Self {
        Self {
            entered: attempt.entered_history_at,
            number: attempt.attempt_number,
            selected: attempt.is_selected,
        }
    }
}

/// The numbers of those in a history that will make room for so many new ones: the oldest. The selected one is spared
/// as long as it is that, which the first new one ends.
pub(crate) fn to_leave<'a, A>(live: &'a [A], count: usize) -> Vec<i32>
where
    Standing: From<&'a A>,
{
    let room = rules::MAX_LIVE_ATTEMPTS.saturating_sub(live.len());
    let mut staying: Vec<Standing> = live.iter().map(Standing::from).collect();
    staying.sort_by_key(|one| (one.entered, one.number));
    let mut leaving = Vec::new();
    for place in 0..count.saturating_sub(room) {
        let none_came = room + place == 0;
        let next = staying.iter().position(|one| !(none_came && one.selected));
        leaving.extend(next.map(|at| staying.remove(at).number));
    }
    leaving
}

/// What is said when so many are begun, with what will leave the history for them.
pub(crate) fn begun(text: String, leaving: &[i32]) -> String {
    match leaving {
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
    }
}

/// "Generating", "Generating 4 variations".
fn generating(count: usize) -> String {
    match count {
        1 => "Generating".to_owned(),
        count => format!("Generating {count} variations"),
    }
}

/// Some were begun before one was refused.
fn broken_off(begun: usize, count: usize, err: &Error) -> Notice {
    if matches!(err, Error::Internal(_) | Error::Unavailable(_)) {
        tracing::error!(error = ?err, "a job of several could not be made");
    }
    Notice::refused(format!(
        "Only {begun} of {count} variations are being generated. {err}"
    ))
}
