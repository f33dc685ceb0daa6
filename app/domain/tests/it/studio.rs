//! A provider that costs something, for what is said of money: it says 0.4 credits a picture and 0.1 more for a
//! reference, and takes 0.1. It does what descriptions tell it: `[hold]` waits to be let go on, `[refuse]`, `[key]` and
//! `[wait]` are refusals that cost nothing, `[lost]` loses the answer, `[silent]` never answers, `[page]` answers with
//! something that is no picture, `[untold]` does not say what it cost. One that resumes waits at `[late]` before it
//! makes a call.

use bytes::Bytes;
use domain::{
    ctx::{Ctx, Settings},
    entities::spending,
    model::{
        ids::JobId,
        kinds::{JobErrorCode, ProviderKind},
    },
    providers::{
        Bounds, Calls, Capabilities, Drawn, ImageProvider, Progress, ProviderError, Providers,
        Request,
    },
    services::views::credits,
    testing::{TestCtx, png, settings},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::{
    collections::HashSet,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::sync::Semaphore;

/// The provider `studio`, unless it is called otherwise.
pub(crate) struct Studio {
    pub(crate) name: &'static str,
    pub(crate) bounds: Bounds,
    /// Whether a call goes on when its job is begun again.
    pub(crate) resumes: bool,
    /// The jobs that it draws for, or has drawn for: what is taken up then.
    pub(crate) begun: Mutex<HashSet<JobId>>,
    pub(crate) gate: Semaphore,
    pub(crate) ended: Mutex<Vec<JobId>>,
}

impl Studio {
    pub(crate) fn new(bounds: Bounds) -> Self {
        Self {
            name: "studio",
            bounds,
            resumes: false,
            begun: Mutex::default(),
            gate: Semaphore::new(0),
            ended: Mutex::default(),
        }
    }

    /// Lets so many pictures be drawn.
    pub(crate) fn release(&self, count: usize) {
        self.gate.add_permits(count);
    }

    /// Waits to be let go on.
    async fn gated(&self) {
        self.gate.acquire().await.unwrap().forget();
    }

    /// The jobs that it was told to end.
    pub(crate) fn ended(&self) -> Vec<JobId> {
        self.ended.lock().unwrap().clone()
    }
}

#[async_trait::async_trait]
impl ImageProvider for Studio {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            references: 1,
            cost: 0.4,
            reference_cost: 0.1,
            ..Capabilities::plain(ProviderKind::Fake, self.name, "Studio, for tests")
        }
    }

    fn bounds(&self) -> Bounds {
        self.bounds.clone()
    }

    fn resumes(&self) -> bool {
        self.resumes
    }

    async fn draw(&self, request: Request, _: &Progress) -> Result<Drawn, ProviderError> {
        use JobErrorCode::{AuthError, Permanent, RateLimit, Temporary};
        let told = |word: &str| request.description.contains(word);
        if told("[hold]") {
            self.gated().await;
        }
        if told("[silent]") {
            std::future::pending::<()>().await;
        }
        if told("[refuse]") {
            return Err(ProviderError::new(Permanent, "The studio refuses.").unpaid());
        }
        for (word, code) in [
            ("[key]", AuthError),
            ("[wait]", RateLimit),
            ("[lost]", Temporary),
        ] {
            if told(word) {
                return Err(ProviderError::new(code, "The studio fails."));
            }
        }
        let bytes = match told("[page]") {
            true => Bytes::from_static(b"<html>Closed</html>"),
            false => png((request.seed % 200) as u8),
        };
        Ok(Drawn {
            bytes,
            cost: (!told("[untold]")).then_some(0.1),
            metadata: serde_json::Value::Null,
        })
    }

    async fn draw_or_take_up(
        &self,
        request: Request,
        progress: &Progress,
        calls: &dyn Calls,
    ) -> Result<Drawn, ProviderError> {
        let job = request.job;
        if self.resumes && request.description.contains("[late]") {
            self.gated().await;
        }
        let goes_on = self.begun.lock().unwrap().contains(&job);
        if self.resumes && !goes_on {
            calls.another().await?;
        }
        self.begun.lock().unwrap().insert(job);
        let drawn = self.draw(request, progress).await;
        if drawn.is_err() {
            self.begun.lock().unwrap().remove(&job);
        }
        drawn
    }

    async fn end(&self, job: JobId) {
        self.ended.lock().unwrap().push(job);
    }

    async fn test(&self) -> Result<String, ProviderError> {
        Ok("It is there.".to_owned())
    }
}

/// Settings with time for what is held.
pub(crate) fn patient() -> Settings {
    Settings {
        provider_timeout: Duration::from_secs(60),
        ..settings()
    }
}

/// A process that draws with these, the first one unless another is named.
pub(crate) fn drawing_with(ctx: &TestCtx, studios: &[&Arc<Studio>], settings: Settings) -> Ctx {
    let mut all = studios
        .iter()
        .map(|studio| Arc::clone(studio) as Arc<dyn ImageProvider>);
    Ctx {
        providers: Providers::new(all.next().unwrap(), all.collect()),
        ..ctx.with(settings)
    }
}

/// A process that draws with one studio alone, within these bounds.
pub(crate) fn held_to(ctx: &TestCtx, bounds: Bounds) -> Ctx {
    drawing_with(ctx, &[&Arc::new(Studio::new(bounds))], settings())
}

/// So many credits a month at most.
pub(crate) fn a_month(credits: f64) -> Bounds {
    Bounds {
        monthly_budget: Some(credits),
        ..Bounds::default()
    }
}

/// The calls of a job that are on record, the oldest first: what each cost, and whether it was answered.
pub(crate) async fn calls(ctx: &Ctx, job: JobId) -> Vec<(f64, bool)> {
    let rows = spending::Entity::find()
        .filter(spending::Column::JobId.eq(job))
        .order_by_asc(spending::Column::CreatedAt)
        .order_by_asc(spending::Column::Id);
    let rows = rows.all(ctx.db.read()).await.unwrap();
    let call = |row: spending::Model| (credits(row.credits), row.settled);
    rows.into_iter().map(call).collect()
}
