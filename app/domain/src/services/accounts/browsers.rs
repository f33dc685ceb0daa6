//! Signed-in browsers. A session ends by itself some time after it began, and sooner when it is not used.

use super::{address, passwords, secret};
use crate::{
    ctx::{Ctx, Viewer},
    db::now,
    entities::{api_tokens, sessions as rows, users},
    error::{Error, Result, conflict, invalid},
    model::ids::{SessionId, UserId},
    services::users::UserView,
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, LockType},
};
use serde::Serialize;
use std::time::Duration;

/// How long a session holds at most.
pub const LIFETIME: Duration = Duration::from_secs(14 * 24 * 3600);
/// How long it holds without being used.
const IDLE: Duration = Duration::from_secs(48 * 3600);
/// How exactly it is known when it was used: to write it down at every request would cost more than it tells.
const SEEN_EVERY: Duration = Duration::from_secs(600);

/// Somebody who has just signed in. It has no `Debug`, so that no log gets to see the token.
pub struct SignedIn {
    /// What the browser shows from now on. It is told this once.
    pub token: String,
    /// Who it is.
    pub user: UserView,
    /// When they have to sign in again.
    pub expires_at: DateTime<Utc>,
}

/// A signed-in browser, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct SessionView {
    /// Its key.
    pub id: SessionId,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to ten minutes.
    pub last_seen_at: DateTime<Utc>,
    /// When it ends if it is not used again.
    pub expires_at: DateTime<Utc>,
}

/// The sessions that hold at an instant.
fn holding(at: DateTime<Utc>) -> Condition {
    Condition::all()
        .add(rows::Column::ExpiresAt.gt(at))
        .add(rows::Column::LastSeenAt.gt(at - IDLE))
}

fn wrong<T>() -> Result<T> {
    Err(Error::Unauthorized(
        "The e-mail address or the password is wrong.".into(),
    ))
}

/// Signs somebody in, always as a new session: `before` is the token of the one that the browser had, which ends.
///
/// # Errors
/// Unauthorized, in the same words and after the same time for an address that nobody has.
pub async fn login(
    ctx: &Ctx,
    email: &str,
    password: &str,
    before: Option<&str>,
) -> Result<SignedIn> {
    let found = match address(email) {
        Ok(email) => {
            let found = users::Entity::find().filter(users::Column::Email.eq(email));
            found.one(ctx.db.read()).await?
        }
        Err(_) => None,
    };
    let kept = found
        .as_ref()
        .and_then(|user| user.password_hash.as_deref());
    let fits = passwords::fits(password, kept).await?;
    let Some(user) = found.filter(|_| fits) else {
        return wrong();
    };
    let txn = ctx.db.begin().await?;
    // It may have been changed while it was looked at.
    if locked(&txn, user.id).await?.password_hash != user.password_hash {
        return wrong();
    }
    if let Some(before) = before {
        end(&txn, before).await?;
    }
    let token = secret::fresh();
    let expires_at = insert(&txn, user.id, &token).await?;
    txn.commit().await?;
    Ok(SignedIn {
        token,
        user: user.into(),
        expires_at,
    })
}

async fn insert(conn: &impl ConnectionTrait, user: UserId, token: &str) -> Result<DateTime<Utc>> {
    let now = now();
    let session = rows::ActiveModel {
        id: Set(SessionId::new()),
        user_id: Set(user),
        token_hash: Set(secret::hashed(token)),
        data: Set(None),
        expires_at: Set(now + LIFETIME),
        last_seen_at: Set(now),
        created_at: Set(now),
        updated_at: Set(now),
    };
    session.insert(conn).await?;
    Ok(now + LIFETIME)
}

/// A user's row, locked until the transaction ends: of a login and a change of the password, one comes second.
async fn locked(conn: &impl ConnectionTrait, id: UserId) -> Result<users::Model> {
    users::Entity::find_by_id(id)
        .lock(LockType::NoKeyUpdate)
        .one(conn)
        .await?
        .ok_or(Error::NotFound("user"))
}

async fn end(conn: &impl ConnectionTrait, token: &str) -> Result<()> {
    rows::Entity::delete_many()
        .filter(rows::Column::TokenHash.eq(secret::hashed(token)))
        .exec(conn)
        .await?;
    Ok(())
}

/// Ends a session. One that is none any more is no error.
pub async fn logout(ctx: &Ctx, token: &str) -> Result<()> {
    let txn = ctx.db.begin().await?;
    end(&txn, token).await?;
    txn.commit().await?;
    Ok(())
}

/// Whose session this is, if it holds.
pub async fn of_session(ctx: &Ctx, token: &str) -> Result<Option<UserId>> {
    let found = rows::Entity::find()
        .filter(rows::Column::TokenHash.eq(secret::hashed(token)))
        .filter(holding(now()))
        .one(ctx.db.read())
        .await?;
    let Some(session) = found else {
        return Ok(None);
    };
    if session.last_seen_at <= now() - SEEN_EVERY
        && let Err(err) = seen(ctx, session.id).await
    {
        // Whoever asks can be served all the same.
        tracing::warn!(error = ?err, "it was not written down that a session is in use");
    }
    Ok(Some(session.user_id))
}

async fn seen(ctx: &Ctx, id: SessionId) -> Result<()> {
    let txn = ctx.db.begin().await?;
    rows::Entity::update_many()
        .col_expr(rows::Column::LastSeenAt, Expr::value(now()))
        .col_expr(rows::Column::UpdatedAt, Expr::value(now()))
        .filter(rows::Column::Id.eq(id))
        .exec(&txn)
        .await?;
    txn.commit().await?;
    Ok(())
}

/// The viewer's sessions, newest first.
pub async fn sessions(ctx: &Ctx, viewer: Viewer) -> Result<Vec<SessionView>> {
    let rows = rows::Entity::find()
        .filter(rows::Column::UserId.eq(viewer.user))
        .filter(holding(now()))
        .order_by_desc(rows::Column::CreatedAt)
        .order_by_desc(rows::Column::Id)
        .all(ctx.db.read())
        .await?;
    Ok(rows
        .into_iter()
        .map(|session| SessionView {
            id: session.id,
            created_at: session.created_at,
            last_seen_at: session.last_seen_at,
            expires_at: session.expires_at.min(session.last_seen_at + IDLE),
        })
        .collect())
}

/// Ends the viewer's sessions but the one with this token, and answers how many.
pub async fn end_sessions(ctx: &Ctx, viewer: Viewer, keep: Option<&str>) -> Result<u64> {
    let txn = ctx.db.begin().await?;
    let ended = end_others(&txn, viewer.user, keep).await?;
    txn.commit().await?;
    Ok(ended)
}

async fn end_others(conn: &impl ConnectionTrait, user: UserId, keep: Option<&str>) -> Result<u64> {
    let mut others = rows::Entity::delete_many().filter(rows::Column::UserId.eq(user));
    if let Some(keep) = keep {
        others = others.filter(rows::Column::TokenHash.ne(secret::hashed(keep)));
    }
    Ok(others.exec(conn).await?.rows_affected)
}

/// Changes the viewer's password and ends their sessions but the one with the token to keep: whoever knew the old
/// password is out.
pub async fn change_password(
    ctx: &Ctx,
    viewer: Viewer,
    old: &str,
    new: &str,
    keep: Option<&str>,
) -> Result<()> {
    let user = users::Entity::find_by_id(viewer.user)
        .one(ctx.db.read())
        .await?
        .ok_or(Error::NotFound("user"))?;
    if !passwords::fits(old, user.password_hash.as_deref()).await? {
        return invalid("The old password is wrong.");
    }
    let hash = passwords::kept(new, &user.email, &user.name).await?;
    let txn = ctx.db.begin().await?;
    let still = locked(&txn, user.id).await?;
    if still.password_hash != user.password_hash {
        return conflict("The password was changed meanwhile. Sign in with the new one.");
    }
    let mut change: users::ActiveModel = still.into();
    change.password_hash = Set(Some(hash));
    change.updated_at = Set(now());
    change.update(&txn).await?;
    end_others(&txn, user.id, keep).await?;
    txn.commit().await?;
    Ok(())
}

/// Removes the sessions and tokens that do not hold any more, and answers how many.
pub async fn forget_expired(ctx: &Ctx) -> Result<u64> {
    let now = now();
    let txn = ctx.db.begin().await?;
    let ended = rows::Entity::delete_many()
        .filter(holding(now).not())
        .exec(&txn)
        .await?;
    let expired = api_tokens::Entity::delete_many()
        .filter(api_tokens::Column::ExpiresAt.lte(now))
        .exec(&txn)
        .await?;
    txn.commit().await?;
    Ok(ended.rows_affected + expired.rows_affected)
}
