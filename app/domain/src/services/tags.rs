//! The status tags that a film knows, to suggest them.

use crate::{
    ctx::{Ctx, Viewer},
    entities::{instances, scenes, values::Words},
    error::Result,
    model::ids::{BranchId, ProjectId},
    services::scope,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
    RelationTrait,
};
use std::{cmp::Reverse, collections::HashMap};

/// Tags suggested at most.
const MOST: usize = 50;

/// The tags of a branch, the most used first.
pub async fn list(
    ctx: &Ctx,
    viewer: Viewer,
    project: ProjectId,
    branch: Option<BranchId>,
) -> Result<Vec<String>> {
    let (_, branch) = scope::branch(ctx.db.read(), viewer, project, branch).await?;
    known(ctx.db.read(), branch.id).await
}

/// The tags of a branch that is known to be the viewer's: the most used first, then by name. One that is written
/// in several ways counts as one, in the way in which it was written first.
pub(crate) async fn known(conn: &impl ConnectionTrait, branch: BranchId) -> Result<Vec<String>> {
    let rows: Vec<Option<Words>> = instances::Entity::find()
        .select_only()
        .column(instances::Column::StatusTags)
        .join(JoinType::InnerJoin, instances::Relation::Scenes.def())
        .filter(scenes::Column::BranchId.eq(branch))
        .order_by_asc(instances::Column::Id)
        .into_tuple()
        .all(conn)
        .await?;
    let mut counted: HashMap<String, (usize, String)> = HashMap::new();
    for tag in rows.into_iter().flatten().flat_map(|tags| tags.0) {
        counted.entry(tag.to_lowercase()).or_insert((0, tag)).0 += 1;
    }
    let mut counted: Vec<_> = counted.into_iter().collect();
    counted.sort_by_key(|(folded, (count, _))| (Reverse(*count), folded.clone()));
    Ok(counted
        .into_iter()
        .map(|(_, (_, tag))| tag)
        .take(MOST)
        .collect())
}
