//! Who takes part in a film. The one who made it owns it for good, so a film always has an owner; the others are
//! added by owners.

use crate::{
    ctx::{Ctx, Viewer},
    db::now,
    entities::{members, projects, users},
    error::{Error, Result, conflict, not_found},
    model::{
        ids::{MemberId, ProjectId, UserId},
        kinds::ProjectRole,
    },
    services::{accounts, scope},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait,
    PaginatorTrait, QueryFilter, QueryOrder, SqlErr,
};
use serde::Serialize;

/// Those who take part in a film at most, its maker not counted.
const MOST: u64 = 500;
/// Refusal of changing the maker's part.
const MAKER: &str = "Whoever made a film stays its owner.";

/// Somebody who takes part in a film.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct MemberView {
    /// Who it is.
    pub user_id: UserId,
    /// Where they are reached.
    pub email: String,
    /// What they are called.
    pub name: String,
    /// What they may do.
    pub role: ProjectRole,
    /// Whether they made the film.
    pub is_maker: bool,
}

fn view(user: users::Model, role: ProjectRole, is_maker: bool) -> MemberView {
    MemberView {
        user_id: user.id,
        email: user.email,
        name: user.name,
        role,
        is_maker,
    }
}

/// Who takes part in a film: the one who made it, then the others by name. Whoever may look at it may ask.
pub async fn list(ctx: &Ctx, viewer: Viewer, project: ProjectId) -> Result<Vec<MemberView>> {
    let conn = ctx.db.read();
    let film = scope::project(conn, viewer.looking(), project).await?;
    let maker = users::Entity::find_by_id(film.user_id).one(conn).await?;
    let maker = maker.ok_or(Error::NotFound("user"))?;
    let others = members::Entity::find()
        .find_also_related(users::Entity)
        .filter(members::Column::ProjectId.eq(project))
        .order_by_asc(users::Column::Name)
        .order_by_asc(members::Column::Id)
        .all(conn)
        .await?;
    let others = others
        .into_iter()
        .filter_map(|(part, user)| Some(view(user?, part.role, false)));
    Ok([view(maker, ProjectRole::Owner, true)]
        .into_iter()
        .chain(others)
        .collect())
}

/// What the viewer may do in a film.
pub async fn mine(ctx: &Ctx, viewer: Viewer, project: ProjectId) -> Result<ProjectRole> {
    let conn = ctx.db.read();
    let film = scope::project(conn, viewer.looking(), project).await?;
    if made_by(&film, viewer.user) {
        return Ok(ProjectRole::Owner);
    }
    Ok(part(conn, project, viewer.user).await?.role)
}

/// Adds somebody who has an account here. Only an owner may.
pub async fn add(
    ctx: &Ctx,
    viewer: Viewer,
    project: ProjectId,
    email: &str,
    role: ProjectRole,
) -> Result<MemberView> {
    let txn = ctx.db.begin().await?;
    let film = scope::project(&txn, viewer.owning(), project).await?;
    let email = accounts::address(email)?;
    let user = users::Entity::find()
        .filter(users::Column::Email.eq(email))
        .one(&txn)
        .await?
        .ok_or(Error::NotFound("account with that e-mail address"))?;
    if made_by(&film, user.id) {
        return conflict(MAKER);
    }
    let others = members::Entity::find().filter(members::Column::ProjectId.eq(project));
    if others.count(&txn).await? >= MOST {
        return conflict(format!("At most {MOST} people take part in a film."));
    }
    let row = members::ActiveModel {
        id: Set(MemberId::new()),
        project_id: Set(project),
        user_id: Set(user.id),
        role: Set(role),
        created_at: Set(now()),
        updated_at: Set(now()),
    };
    row.insert(&txn).await.map_err(takes_part)?;
    txn.commit().await?;
    ctx.events.tell(project, None, None);
    Ok(view(user, role, false))
}

/// Changes what somebody may do in a film. Only an owner may.
pub async fn change(
    ctx: &Ctx,
    viewer: Viewer,
    project: ProjectId,
    user: UserId,
    role: ProjectRole,
) -> Result<MemberView> {
    let txn = ctx.db.begin().await?;
    let film = scope::project(&txn, viewer.owning(), project).await?;
    if made_by(&film, user) {
        return conflict(MAKER);
    }
    let found = part(&txn, project, user).await?;
    let person = users::Entity::find_by_id(user).one(&txn).await?;
    let person = person.ok_or(Error::NotFound("user"))?;
    let mut change: members::ActiveModel = found.into();
    change.role = Set(role);
    change.updated_at = Set(now());
    change.update(&txn).await?;
    txn.commit().await?;
    ctx.events.tell(project, None, None);
    Ok(view(person, role, false))
}

/// Takes somebody out of a film. An owner may, and everybody may leave.
pub async fn remove(ctx: &Ctx, viewer: Viewer, project: ProjectId, user: UserId) -> Result<()> {
    let leaves = viewer.user == user;
    let viewer = if leaves {
        viewer.looking()
    } else {
        viewer.owning()
    };
    let txn = ctx.db.begin().await?;
    let film = scope::project(&txn, viewer, project).await?;
    if made_by(&film, user) {
        return conflict(MAKER);
    }
    let gone = members::Entity::delete_many()
        .filter(members::Column::ProjectId.eq(project))
        .filter(members::Column::UserId.eq(user))
        .exec(&txn)
        .await?;
    if gone.rows_affected == 0 {
        return not_found("member");
    }
    txn.commit().await?;
    ctx.events.tell(project, None, None);
    Ok(())
}

/// Whether they made the film. It decides nothing about who may do what: that is `scope`'s.
fn made_by(film: &projects::Model, user: UserId) -> bool {
    film.user_id == user
}

async fn part(
    conn: &impl ConnectionTrait,
    project: ProjectId,
    user: UserId,
) -> Result<members::Model> {
    members::Entity::find()
        .filter(members::Column::ProjectId.eq(project))
        .filter(members::Column::UserId.eq(user))
        .one(conn)
        .await?
        .ok_or(Error::NotFound("member"))
}

fn takes_part(err: DbErr) -> Error {
    match err.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => Error::Conflict(
            "They take part in this film already. Change their role instead.".into(),
        ),
        _ => err.into(),
    }
}
