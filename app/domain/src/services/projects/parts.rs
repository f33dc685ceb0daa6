//! What the viewer may do in each of several films, and who made those of others.

use crate::{
    ctx::Viewer,
    entities::{members, projects, users},
    error::Result,
    model::{
        ids::{ProjectId, UserId},
        kinds::ProjectRole,
    },
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use std::collections::HashMap;

/// The viewer's part in several films.
pub(super) struct Parts {
    viewer: UserId,
    roles: HashMap<ProjectId, ProjectRole>,
    names: HashMap<UserId, String>,
}

/// The viewer's part in these films, which are all within their reach. Two queries, however many there are.
pub(super) async fn of(
    conn: &impl ConnectionTrait,
    viewer: Viewer,
    films: &[projects::Model],
) -> Result<Parts> {
    let others = || films.iter().filter(|film| film.user_id != viewer.user);
    let roles = members::Entity::find()
        .filter(members::Column::UserId.eq(viewer.user))
        .filter(members::Column::ProjectId.is_in(others().map(|film| film.id)))
        .all(conn)
        .await?;
    let names = users::Entity::find()
        .filter(users::Column::Id.is_in(others().map(|film| film.user_id)))
        .all(conn)
        .await?;
    Ok(Parts {
        viewer: viewer.user,
        roles: roles
            .into_iter()
            .map(|part| (part.project_id, part.role))
            .collect(),
        names: names.into_iter().map(|user| (user.id, user.name)).collect(),
    })
}

impl Parts {
    /// What the viewer may do in a film.
    pub(super) fn role(&self, film: &projects::Model) -> ProjectRole {
        if film.user_id == self.viewer {
            return ProjectRole::Owner;
        }
        // Somebody may have been taken out of it between the two queries.
        let role = self.roles.get(&film.id).copied();
        role.unwrap_or(ProjectRole::Viewer)
    }

    /// The name of who made a film, where that is not the viewer.
    pub(super) fn maker(&self, film: &projects::Model) -> Option<String> {
        self.names.get(&film.user_id).cloned()
    }
}
