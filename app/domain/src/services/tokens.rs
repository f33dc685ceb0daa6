//! Scripts' access tokens: told once when they are made, known by their hash alone from then on.

use super::accounts::secret;
use crate::{
    ctx::{Ctx, Viewer},
    db::now,
    entities::{api_tokens, users},
    error::{Error, Result, conflict, invalid, not_found},
    model::ids::{ApiTokenId, UserId},
    services::text,
};
use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, LockType},
};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// What every token begins with, so that people and scanners know one where they see it.
const PREFIX: &str = "tl_";
/// Tokens that a user has at most.
const MOST: u64 = 100;
/// Days for which a token may hold, unless it holds for good.
const DAYS: std::ops::RangeInclusive<u32> = 1..=3_650;
/// How exactly it is known when a token was used.
const USED_EVERY: Duration = Duration::from_secs(600);

/// A token that is wanted.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewToken {
    /// What it is for.
    #[serde(default)]
    pub name: String,
    /// Days after which it ends; never unless given.
    pub expires_in_days: Option<u32>,
}

/// A token, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct TokenView {
    /// Its key.
    pub id: ApiTokenId,
    /// What it is for.
    pub name: String,
    /// When it was last used, to ten minutes.
    pub last_used_at: Option<DateTime<Utc>>,
    /// When it ends, if it does.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// A token that was just made. It has no `Debug`, so that no log gets to see it.
#[derive(Clone, Serialize, utoipa::ToSchema)]
pub struct MadeToken {
    /// Its key.
    pub id: ApiTokenId,
    /// What it is for.
    pub name: String,
    /// The token itself, told this once.
    pub token: String,
    /// When it ends, if it does.
    pub expires_at: Option<DateTime<Utc>>,
}

impl From<api_tokens::Model> for TokenView {
    fn from(row: api_tokens::Model) -> Self {
        Self {
            id: row.id,
            name: row.name,
            last_used_at: row.last_used_at,
            expires_at: row.expires_at,
            created_at: row.created_at,
        }
    }
}

/// The tokens that hold at an instant.
fn holding(at: DateTime<Utc>) -> Condition {
    Condition::any()
        .add(api_tokens::Column::ExpiresAt.is_null())
        .add(api_tokens::Column::ExpiresAt.gt(at))
}

/// The viewer's tokens, newest first.
pub async fn list(ctx: &Ctx, viewer: Viewer) -> Result<Vec<TokenView>> {
    let rows = api_tokens::Entity::find()
        .filter(api_tokens::Column::UserId.eq(viewer.user))
        .filter(holding(now()))
        .order_by_desc(api_tokens::Column::CreatedAt)
        .order_by_desc(api_tokens::Column::Id)
        .all(ctx.db.read())
        .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Makes a token for the viewer.
pub async fn create(ctx: &Ctx, viewer: Viewer, new: NewToken) -> Result<MadeToken> {
    let name = text::name("The name", &new.name)?;
    let now = now();
    let expires_at = ends(now, new.expires_in_days)?;
    let token = format!("{PREFIX}{}", secret::fresh());
    let txn = ctx.db.begin().await?;
    // Of two that are made at the same time, the second sees the first.
    users::Entity::find_by_id(viewer.user)
        .lock(LockType::NoKeyUpdate)
        .one(&txn)
        .await?
        .ok_or(Error::NotFound("user"))?;
    let there = api_tokens::Entity::find()
        .filter(api_tokens::Column::UserId.eq(viewer.user))
        .filter(holding(now));
    if there.count(&txn).await? >= MOST {
        return conflict(format!(
            "You have {MOST} tokens. Revoke one before you make another."
        ));
    }
    let row = api_tokens::ActiveModel {
        id: Set(ApiTokenId::new()),
        user_id: Set(viewer.user),
        name: Set(name),
        token_hash: Set(secret::hashed(&token)),
        last_used_at: Set(None),
        expires_at: Set(expires_at),
        created_at: Set(now),
        updated_at: Set(now),
    };
    let row = row.insert(&txn).await?;
    txn.commit().await?;
    Ok(MadeToken {
        id: row.id,
        name: row.name,
        token,
        expires_at,
    })
}

fn ends(now: DateTime<Utc>, days: Option<u32>) -> Result<Option<DateTime<Utc>>> {
    match days {
        None => Ok(None),
        Some(days) if DAYS.contains(&days) => {
            let time = Duration::from_secs(u64::from(days) * 24 * 3600);
            Ok(Some(now + time))
        }
        Some(_) => invalid(format!(
            "A token holds for {} to {} days, or for good.",
            DAYS.start(),
            DAYS.end()
        )),
    }
}

/// Revokes a token of the viewer's. It does not hold from then on.
pub async fn revoke(ctx: &Ctx, viewer: Viewer, id: ApiTokenId) -> Result<()> {
    let txn = ctx.db.begin().await?;
    let gone = api_tokens::Entity::delete_many()
        .filter(api_tokens::Column::Id.eq(id))
        .filter(api_tokens::Column::UserId.eq(viewer.user))
        .exec(&txn)
        .await?;
    txn.commit().await?;
    match gone.rows_affected {
        0 => not_found("token"),
        _ => Ok(()),
    }
}

/// Whose token this is, if it holds.
pub async fn of_token(ctx: &Ctx, token: &str) -> Result<Option<UserId>> {
    if !token.starts_with(PREFIX) {
        return Ok(None);
    }
    let found = api_tokens::Entity::find()
        .filter(api_tokens::Column::TokenHash.eq(secret::hashed(token)))
        .filter(holding(now()))
        .one(ctx.db.read())
        .await?;
    let Some(row) = found else {
        return Ok(None);
    };
    let lately = now() - USED_EVERY;
    if row.last_used_at.is_none_or(|used| used <= lately)
        && let Err(err) = used(ctx, row.id).await
    {
        // Whoever asks can be served all the same.
        tracing::warn!(error = ?err, "it was not written down that a token is in use");
    }
    Ok(Some(row.user_id))
}

async fn used(ctx: &Ctx, id: ApiTokenId) -> Result<()> {
    let txn = ctx.db.begin().await?;
    api_tokens::Entity::update_many()
        .col_expr(api_tokens::Column::LastUsedAt, Expr::value(now()))
        .col_expr(api_tokens::Column::UpdatedAt, Expr::value(now()))
        .filter(api_tokens::Column::Id.eq(id))
        .exec(&txn)
        .await?;
    txn.commit().await?;
    Ok(())
}
