//! Who is served, as PostgreSQL's row-level security sees it.
//!
//! It stands beside the task, not in the handle, so that no query can leave it out: every connection that a task takes
//! from the pool is told first. A task that was told nothing sees no row of any film. SQLite has no such walls.

use crate::model::ids::UserId;
use sea_orm::sqlx::{self, PgConnection};

tokio::task_local! {
    static SEEN_BY: String;
}

/// Does the work with a user's eyes.
pub async fn seen_by<T>(user: UserId, work: impl Future<Output = T>) -> T {
    SEEN_BY.scope(user.to_string(), work).await
}

/// Does the product's own work, which sees everything: jobs, tidying, commands.
pub async fn as_system<T>(work: impl Future<Output = T>) -> T {
    SEEN_BY.scope("*".to_owned(), work).await
}

/// Tells a connection who is served. It tests the connection on the way.
pub(super) async fn tell(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    let who = SEEN_BY.try_with(Clone::clone).unwrap_or_default();
    sqlx::query("SELECT set_config('throughline.user', $1, false)")
        .bind(who)
        .execute(connection)
        .await
        .map(drop)
}
