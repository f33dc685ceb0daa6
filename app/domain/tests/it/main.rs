//! The rules of the domain, each proved alone, on SQLite and on PostgreSQL.
#![allow(
    clippy::unwrap_used,
    reason = "a test that unwraps fails with the line that did it"
)]

/// Runs each test on both databases, as `name::sqlite` and `name::postgres`.
macro_rules! on_both {
    ($($name:ident),* $(,)?) => {$(
        mod $name {
            #[tokio::test(flavor = "multi_thread")]
            async fn sqlite() {
                super::$name(domain::testing::TestCtx::sqlite().await).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn postgres() {
                super::$name(domain::testing::TestCtx::postgres().await).await;
            }
        }
    )*};
}

mod accounts;
mod again;
mod as_is;
mod attempts;
mod backfill;
mod branches;
mod budgets;
mod bulk_as_is;
mod choice;
mod choosing;
mod costs;
mod descriptions;
mod doctor;
mod easel;
mod extras;
mod film;
mod film_assets;
mod full;
mod gate;
mod held;
mod hostile;
mod if_match;
mod inheriting;
mod jobs;
mod keys;
mod leases;
mod letting_go;
mod locked;
mod machine;
mod masters;
mod masters_history;
mod matching;
mod meanwhile;
mod members;
mod negative;
mod numbers;
mod outcomes;
mod ownership;
mod paging;
mod providers;
mod references;
mod relay;
mod removing;
mod restoring;
mod s3;
mod sample;
mod sent;
mod settings_of_providers;
mod spending;
mod stale;
mod store;
mod storms;
mod studio;
mod support;
mod tags;
mod taking_back;
mod tokens;
mod transfer;
mod walls;
mod whole;
mod worker;
