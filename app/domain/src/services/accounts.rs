//! Accounts: who can sign in, how the first one comes to be, and who may add others.

mod browsers;
mod passwords;
pub(crate) mod secret;

pub use browsers::{
    LIFETIME, SessionView, SignedIn, change_password, end_sessions, forget_expired, login, logout,
    of_session, sessions,
};

use crate::{
    ctx::{Ctx, Viewer},
    db::now,
    entities::users,
    error::{Error, Result, conflict, invalid},
    model::{
        ids::UserId,
        kinds::UserRole,
        paging::{Page, Paging},
    },
    services::{
        paging, text,
        users::{LOCAL, UserView},
    },
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbBackend, DbErr,
    EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, SqlErr,
};
use serde::Deserialize;

/// Characters of an e-mail address at most.
const MAX_ADDRESS: usize = 254;
/// Characters that stand in no plain e-mail address, but in what is made around one.
const NO_ADDRESS: &[char] = &['<', '>', '(', ')', '[', ']', ',', ';', ':', '"', '\\'];
/// The key of the lock under which PostgreSQL lets one first user after the other begin.
const BEGINNING: i64 = 0x6669_7273_7475_7372;
/// Refusal of a second first user.
const BEGUN: &str = "Somebody can sign in here already. Ask them to add you.";

/// Somebody who is to sign in. It has no `Debug`, so that no log gets to see the password.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewUser {
    /// Where they are reached, and how they sign in.
    pub email: String,
    /// What they are called.
    pub name: String,
    /// Their password.
    pub password: String,
}

/// Whether nobody can sign in yet.
pub async fn is_fresh(ctx: &Ctx) -> Result<bool> {
    nobody_signs_in(ctx.db.read()).await
}

async fn nobody_signs_in(conn: &impl ConnectionTrait) -> Result<bool> {
    let some = users::Entity::find().filter(users::Column::PasswordHash.is_not_null());
    Ok(some.count(conn).await? == 0)
}

/// Makes the first one who can sign in, who manages people. Where local mode was in use, its one user becomes
/// this one, so that the films stay.
///
/// # Errors
/// A conflict once somebody can sign in.
pub async fn begin(ctx: &Ctx, new: NewUser) -> Result<UserView> {
    begin_with(ctx, new, Care::Strict).await
}

/// The same with a password as good as that.
///
/// # Errors
/// As [`begin`].
pub async fn begin_with(ctx: &Ctx, new: NewUser, care: Care) -> Result<UserView> {
    if !is_fresh(ctx).await? {
        return conflict(BEGUN);
    }
    let new = Checked::of(new, care).await?;
    let txn = ctx.db.begin().await?;
    if txn.get_database_backend() == DbBackend::Postgres {
        // There may be no row yet that two of them could both lock. SQLite has one writer anyway.
        txn.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({BEGINNING})"))
            .await?;
    }
    if !nobody_signs_in(&txn).await? {
        return conflict(BEGUN);
    }
    let local = users::Entity::find().filter(users::Column::Email.eq(LOCAL));
    let user = match local.one(&txn).await? {
        Some(local) => new.take_over(&txn, local).await?,
        None => new.insert(&txn, UserRole::Admin).await?,
    };
    txn.commit().await?;
    Ok(user.into())
}

/// Adds somebody who can sign in.
///
/// # Errors
/// A conflict when the address is taken.
pub async fn add(ctx: &Ctx, new: NewUser, role: UserRole) -> Result<UserView> {
    add_with(ctx, new, role, Care::Strict).await
}

/// The same with a password as good as that.
///
/// # Errors
/// As [`add`].
pub async fn add_with(ctx: &Ctx, new: NewUser, role: UserRole, care: Care) -> Result<UserView> {
    let new = Checked::of(new, care).await?;
    let txn = ctx.db.begin().await?;
    let user = new.insert(&txn, role).await?;
    txn.commit().await?;
    Ok(user.into())
}

/// The same, as a person does it: only an admin may.
pub async fn invite(ctx: &Ctx, viewer: Viewer, new: NewUser, role: UserRole) -> Result<UserView> {
    admin(ctx, viewer).await?;
    add(ctx, new, role).await
}

/// Everybody, by address. Only an admin may ask.
pub async fn list(ctx: &Ctx, viewer: Viewer, paging: &Paging) -> Result<Page<UserView>> {
    admin(ctx, viewer).await?;
    let mut select = users::Entity::find()
        .order_by_asc(users::Column::Email)
        .limit(paging::with_next(paging));
    if let Some(last) = paging::after::<String>(paging)? {
        select = select.filter(users::Column::Email.gt(last));
    }
    let rows = select.all(ctx.db.read()).await?;
    let page = paging::page(paging, rows, |last| last.email.clone())?;
    Ok(page.map(Into::into))
}

/// Whose address this is, if anybody's. It asks nobody's leave, so it is for commands on the machine itself.
pub async fn find(ctx: &Ctx, email: &str) -> Result<Option<UserView>> {
    let found = users::Entity::find().filter(users::Column::Email.eq(address(email)?));
    Ok(found.one(ctx.db.read()).await?.map(Into::into))
}

async fn admin(ctx: &Ctx, viewer: Viewer) -> Result<()> {
    let user = users::Entity::find_by_id(viewer.user).one(ctx.db.read());
    match user.await? {
        Some(user) if user.role == UserRole::Admin => Ok(()),
        _ => Err(Error::Forbidden(
            "Only an admin manages people here.".into(),
        )),
    }
}

/// An e-mail address as it is kept: trimmed and in lower case. It has to look like one; only a letter sent there
/// could prove more.
pub(crate) fn address(text: &str) -> Result<String> {
    let text = text.trim().to_lowercase();
    if text.chars().count() > MAX_ADDRESS {
        return invalid(format!(
            "An e-mail address has at most {MAX_ADDRESS} characters."
        ));
    }
    let one_word = !text
        .chars()
        .any(|c| c.is_whitespace() || c.is_control() || NO_ADDRESS.contains(&c));
    let shaped = text.split_once('@').is_some_and(|(person, host)| {
        let parts = host.split('.');
        !person.is_empty() && !host.contains('@') && parts.into_iter().all(|part| !part.is_empty())
    });
    if one_word && shaped {
        Ok(text)
    } else {
        invalid("That is no e-mail address. Write it like mara@studio.example.")
    }
}

/// Why a password is not good enough for somebody; none where it is.
pub async fn weakness(new: &NewUser) -> Result<Option<String>> {
    passwords::weakness(&new.password, &new.email, &new.name).await
}

/// How good a password has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Care {
    /// Hard to guess.
    Strict,
    /// As whoever runs this gave it.
    AsGiven,
}

/// Somebody new whose words were looked at, with what is kept of the password.
struct Checked {
    email: String,
    name: String,
    hash: String,
}

impl Checked {
    async fn of(new: NewUser, care: Care) -> Result<Self> {
        let email = address(&new.email)?;
        let name = text::name("The name", &new.name)?;
        let hash = match care {
            Care::Strict => passwords::kept(&new.password, &email, &name).await?,
            Care::AsGiven => passwords::kept_as_it_is(&new.password).await?,
        };
        Ok(Self { email, name, hash })
    }

    async fn insert(self, conn: &impl ConnectionTrait, role: UserRole) -> Result<users::Model> {
        let user = users::ActiveModel {
            id: Set(UserId::new()),
            email: Set(self.email),
            name: Set(self.name),
            password_hash: Set(Some(self.hash)),
            role: Set(role),
            created_at: Set(now()),
            updated_at: Set(now()),
        };
        user.insert(conn).await.map_err(taken)
    }

    async fn take_over(
        self,
        conn: &impl ConnectionTrait,
        local: users::Model,
    ) -> Result<users::Model> {
        let mut change: users::ActiveModel = local.into();
        change.email = Set(self.email);
        change.name = Set(self.name);
        change.password_hash = Set(Some(self.hash));
        change.role = Set(UserRole::Admin);
        change.updated_at = Set(now());
        change.update(conn).await.map_err(taken)
    }
}

/// The address is the only thing about a user that can be taken.
fn taken(err: DbErr) -> Error {
    match err.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => {
            Error::Conflict("Somebody has an account with this e-mail address already.".into())
        }
        _ => err.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_trimmed_and_folded() {
        assert_eq!(
            address("  Mara@Studio.Example ").unwrap(),
            "mara@studio.example"
        );
        assert_eq!(address("editor@localhost").unwrap(), "editor@localhost");
    }

    #[test]
    fn what_cannot_be_an_address_is_refused() {
        let long = format!("{}@studio.example", "m".repeat(MAX_ADDRESS));
        for text in [
            "",
            "mara",
            "@studio.example",
            "mara@",
            "mara@studio@example",
            "mara@.example",
            "mara@studio..example",
            "mara@studio.",
            "mara v@studio.example",
            "mara\0@studio.example",
            "<mara@studio.example>",
            &long,
        ] {
            assert!(matches!(address(text), Err(Error::Invalid(_))), "{text}");
        }
    }
}
