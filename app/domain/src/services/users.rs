//! People. Local mode has one, made when it is first needed.

use crate::{
    ctx::{Ctx, Viewer},
    db::now,
    entities::users,
    error::{Error, Result},
    model::{ids::UserId, kinds::UserRole},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde::Serialize;

/// The address of the one user of local mode.
pub(crate) const LOCAL: &str = "editor@localhost";

/// A person, as the API shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct UserView {
    /// Their key.
    pub id: UserId,
    /// Where they are reached, and how they sign in.
    pub email: String,
    /// What they are called.
    pub name: String,
    /// What they may do.
    pub role: UserRole,
}

impl From<users::Model> for UserView {
    fn from(user: users::Model) -> Self {
        Self {
            id: user.id,
            email: user.email,
            name: user.name,
            role: user.role,
        }
    }
}

/// The one who asks.
pub async fn get(ctx: &Ctx, viewer: Viewer) -> Result<UserView> {
    let user = users::Entity::find_by_id(viewer.user)
        .one(ctx.db.read())
        .await?
        .ok_or(Error::NotFound("user"))?;
    Ok(user.into())
}

/// The one user of local mode.
pub async fn local(ctx: &Ctx) -> Result<Viewer> {
    let txn = ctx.db.begin().await?;
    let found = users::Entity::find()
        .filter(users::Column::Email.eq(LOCAL))
        .one(&txn)
        .await?;
    let user = match found {
        Some(user) => user.id,
        None => insert(&txn, LOCAL, "Editor", UserRole::Admin).await?,
    };
    txn.commit().await?;
    Ok(Viewer::new(user))
}

/// Adds a person who cannot sign in yet.
pub async fn add(ctx: &Ctx, email: &str, name: &str, role: UserRole) -> Result<Viewer> {
    let txn = ctx.db.begin().await?;
    let user = insert(&txn, email, name, role).await?;
    txn.commit().await?;
    Ok(Viewer::new(user))
}

async fn insert(
    conn: &impl sea_orm::ConnectionTrait,
    email: &str,
    name: &str,
    role: UserRole,
) -> Result<UserId> {
    let id = UserId::new();
    let user = users::ActiveModel {
        id: Set(id),
        email: Set(email.to_owned()),
        name: Set(name.to_owned()),
        password_hash: Set(None),
        role: Set(role),
        created_at: Set(now()),
        updated_at: Set(now()),
    };
    user.insert(conn).await?;
    Ok(id)
}
