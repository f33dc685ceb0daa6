//! People. Local mode has one, made when it is first needed.

use crate::{
    db::now,
    ctx::{Ctx, Viewer},
    entities::users,
    error::Result,
    model::{ids::UserId, kinds::UserRole},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

/// The address of the one user of local mode.
const LOCAL: &str = "editor@localhost";

/// The one user of local mode.
pub async fn local(ctx: &Ctx) -> Result<Viewer> {
    let txn = ctx.db.begin().await?;
    let found = users::Entity::find().filter(users::Column::Email.eq(LOCAL)).one(&txn).await?;
    let user = match found {
        Some(user) => user.id,
        None => insert(&txn, LOCAL, "Editor", UserRole::Admin).await?,
    };
    txn.commit().await?;
    Ok(Viewer { user })
}

/// Adds a person who cannot sign in yet.
pub async fn add(ctx: &Ctx, email: &str, name: &str, role: UserRole) -> Result<Viewer> {
    let txn = ctx.db.begin().await?;
    let user = insert(&txn, email, name, role).await?;
    txn.commit().await?;
    Ok(Viewer { user })
}

async fn insert(conn: &impl sea_orm::ConnectionTrait, email: &str, name: &str, role: UserRole) -> Result<UserId> {
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
