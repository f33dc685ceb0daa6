//! Choosing a reference of the chain, following it, and letting go of it.

use super::Link;
use crate::{
    ctx::{Ctx, Viewer},
    db::now,
    entities::{assets, instances, scenes},
    error::{Result, invalid},
    model::{
        ids::{AssetId, InstanceId, SceneId},
        kinds::ReferenceSource,
        paths::InstancePath,
        views::InstanceView,
    },
    services::{
        as_is::{self, Decided, Wish},
        scope::{self, OwnedInstance},
        text,
    },
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QuerySelect,
    QueryTrait, RelationTrait,
    sea_query::{Expr, SelectStatement, SimpleExpr},
};
use serde::Deserialize;
use std::collections::HashMap;

/// What `last_modified_field` says of an instance whose choice was cleared; the reason stands beside it.
pub(crate) const CLEARED: &str = "selected_master_reference_cleared";

/// A reference by where it stands, never by its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Choice {
    /// The master, or an earlier scene's picture.
    pub source: ReferenceSource,
    /// The instance in the earlier scene; needless for the master.
    #[serde(default, deserialize_with = "text::maybe_id")]
    pub instance_id: Option<InstanceId>,
}

/// Chooses a picture of the chain as the reference. With as-is on, its copy is selected as well.
/// Error: `Invalid` when it is not on the chain.
pub async fn choose(
    ctx: &Ctx,
    viewer: Viewer,
    path: InstancePath,
    choice: Choice,
) -> Result<InstanceView> {
    Ok(choose_or_default(ctx, viewer, path, Some(choice))
        .await?
        .instance)
}

/// The same, or with no choice the default again; answers what it takes to undo it.
pub async fn choose_or_default(
    ctx: &Ctx,
    viewer: Viewer,
    path: InstancePath,
    choice: Option<Choice>,
) -> Result<as_is::Set> {
    let wish = choice.map_or(Wish::ChooseDefault, Wish::Choose);
    as_is::carry_out(ctx, viewer, path, wish).await
}

/// Takes the choice back: the most recent picture of the chain is in force again, with the same consequence
/// under as-is.
pub async fn choose_default(ctx: &Ctx, viewer: Viewer, path: InstancePath) -> Result<InstanceView> {
    Ok(choose_or_default(ctx, viewer, path, None).await?.instance)
}

/// What a choice changes, given the chain as it is: none stands for the default.
pub(crate) fn chosen(
    owned: &OwnedInstance,
    chain: &[Link],
    choice: Option<Choice>,
) -> Result<Decided> {
    let link = choice.map(|choice| on_chain(chain, choice)).transpose()?;
    let as_is = owned.instance.use_master_as_is;
    let change = instances::ActiveModel {
        selected_master_reference_url: Set(link.map(|link| link.image_url.clone())),
        selected_master_reference_source: Set(link.map(|link| link.source)),
        selected_master_reference_instance_id: Set(link.and_then(|link| link.instance_id)),
        last_modified_field: Set(Some("selected_master_reference".to_owned())),
        modification_reason: Set(None),
        // Selecting the copy turns it off on the way.
        use_master_as_is: Set(as_is),
        ..Default::default()
    };
    let in_force = link.or(chain.last()).filter(|_| as_is);
    Ok(Decided {
        change,
        reference: in_force.cloned(),
    })
}

fn on_chain(chain: &[Link], choice: Choice) -> Result<&Link> {
    let of_scene = |id: InstanceId| chain.iter().find(|link| link.instance_id == Some(id));
    // What an id has to do with the master does not matter, as long as it is none of somewhere else.
    let stray = choice.instance_id.is_some_and(|id| of_scene(id).is_none());
    let found = match choice.source {
        _ if stray => None,
        ReferenceSource::Stage5Master => chain.iter().find(|link| link.source == choice.source),
        ReferenceSource::PriorSceneInstance => choice.instance_id.and_then(of_scene),
    };
    match found {
        Some(link) => Ok(link),
        None => invalid("Choose the master or an earlier scene's picture of this asset."),
    }
}

/// Puts the pictures that the chosen references show now in the place of those that they showed when they
/// were chosen. At most two queries, and none where nothing was chosen.
pub(crate) async fn followed(
    conn: &impl ConnectionTrait,
    rows: &mut [instances::Model],
) -> Result<()> {
    let (mut earlier, mut masters) = (Vec::new(), Vec::new());
    for row in rows.iter() {
        match row.selected_master_reference_source {
            Some(ReferenceSource::Stage5Master) => masters.push(row.project_asset_id),
            Some(ReferenceSource::PriorSceneInstance) => {
                earlier.extend(row.selected_master_reference_instance_id);
            }
            None => {}
        }
    }
    let (earlier, masters) = (shown(conn, earlier).await?, mastered(conn, masters).await?);
    for row in rows {
        row.selected_master_reference_url = match row.selected_master_reference_source {
            Some(ReferenceSource::Stage5Master) => masters.get(&row.project_asset_id),
            Some(ReferenceSource::PriorSceneInstance) => row
                .selected_master_reference_instance_id
                .and_then(|chosen| earlier.get(&chosen)),
            None => None,
        }
        .cloned()
        .flatten();
    }
    Ok(())
}

/// The addresses of the pictures that instances show.
async fn shown(
    conn: &impl ConnectionTrait,
    of: Vec<InstanceId>,
) -> Result<HashMap<InstanceId, Option<String>>> {
    if of.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(InstanceId, Option<String>)> = instances::Entity::find()
        .select_only()
        .columns([instances::Column::Id, instances::Column::ImageKeyUrl])
        .filter(instances::Column::Id.is_in(of))
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().collect())
}

/// The addresses of master images.
async fn mastered(
    conn: &impl ConnectionTrait,
    of: Vec<AssetId>,
) -> Result<HashMap<AssetId, Option<String>>> {
    if of.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(AssetId, Option<String>)> = assets::Entity::find()
        .select_only()
        .columns([assets::Column::Id, assets::Column::ImageKeyUrl])
        .filter(assets::Column::Id.is_in(of))
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().collect())
}

/// Locks the instances meant together with those elsewhere that come from them or may choose them, in the one
/// order. Whoever takes instances away, or off the chains that they stand on, begins with this. Who chose them
/// already is not enough: one that chose only just would be waited for out of order.
pub(crate) async fn lock_with_dependents(
    conn: &impl ConnectionTrait,
    of: SimpleExpr,
) -> Result<()> {
    scope::lock_instances(conn, with_dependents(of)).await
}

/// The instances meant, and those that it locks with them.
pub(crate) fn with_dependents(of: SimpleExpr) -> Condition {
    let cast = instances::Entity::find()
        .select_only()
        .column(instances::Column::ProjectAssetId)
        .filter(of.clone())
        .into_query();
    Condition::any()
        .add(instances::Column::ProjectAssetId.in_subquery(cast))
        .add(instances::Column::InheritedFromInstanceId.in_subquery(ids(of)))
}

/// Lets everybody go who chose one of the instances meant, and says why. Call it before their rows go.
pub(crate) async fn clear_choices(
    conn: &impl ConnectionTrait,
    of: SimpleExpr,
    why: &str,
) -> Result<()> {
    clear(conn, chose(of), why).await
}

/// Clears the choices of pictures that a scene, changed from deferred or not and from a number, no longer hands
/// on. Answers whether it stands as it stood.
pub(crate) async fn let_go(
    conn: &impl ConnectionTrait,
    (deferred, number): (bool, i32),
    scene: &scenes::Model,
) -> Result<bool> {
    if scene.is_deferred && !deferred {
        let here = instances::Column::SceneId.eq(scene.id);
        let number = scene.scene_number;
        let why = format!(
            "The chosen reference, scene {number}, was deferred. The most recent one holds again."
        );
        clear_choices(conn, here, &why).await?;
    }
    if scene.scene_number != number {
        clear_moved(conn, scene.id).await?;
    }
    Ok(scene.is_deferred == deferred && scene.scene_number == number)
}

/// Lets those go whose chosen reference stands no longer before them, now that a scene has another number.
async fn clear_moved(conn: &impl ConnectionTrait, scene: SceneId) -> Result<()> {
    let here = instances::Column::SceneId.eq(scene);
    let choosers = instances::Entity::find()
        .find_also_related(scenes::Entity)
        .filter(instances::Column::SelectedMasterReferenceInstanceId.is_not_null())
        .filter(Condition::any().add(here.clone()).add(chose(here)))
        .all(conn)
        .await?;
    let chosen = |row: &instances::Model| row.selected_master_reference_instance_id;
    let numbers = numbers(
        conn,
        choosers.iter().filter_map(|(row, _)| chosen(row)).collect(),
    )
    .await?;
    let gone: Vec<_> = choosers
        .iter()
        .filter_map(|(row, scene)| {
            let (before, here) = (numbers.get(&chosen(row)?)?, scene.as_ref()?.scene_number);
            (*before >= here).then_some(row.id)
        })
        .collect();
    if gone.is_empty() {
        return Ok(());
    }
    let why = "The chosen reference no longer stands in an earlier scene. The most recent one holds again.";
    clear(conn, instances::Column::Id.is_in(gone), why).await
}

/// The numbers of the scenes that instances stand in.
async fn numbers(
    conn: &impl ConnectionTrait,
    of: Vec<InstanceId>,
) -> Result<HashMap<InstanceId, i32>> {
    let rows: Vec<(InstanceId, i32)> = instances::Entity::find()
        .select_only()
        .column(instances::Column::Id)
        .column(scenes::Column::SceneNumber)
        .join(JoinType::InnerJoin, instances::Relation::Scenes.def())
        .filter(instances::Column::Id.is_in(of))
        .into_tuple()
        .all(conn)
        .await?;
    Ok(rows.into_iter().collect())
}

fn chose(of: SimpleExpr) -> SimpleExpr {
    instances::Column::SelectedMasterReferenceInstanceId.in_subquery(ids(of))
}

fn ids(of: SimpleExpr) -> SelectStatement {
    instances::Entity::find()
        .select_only()
        .column(instances::Column::Id)
        .filter(of)
        .into_query()
}

async fn clear(conn: &impl ConnectionTrait, choosers: SimpleExpr, why: &str) -> Result<()> {
    use instances::Column;
    instances::Entity::update_many()
        .col_expr(
            Column::SelectedMasterReferenceUrl,
            Expr::value(None::<String>),
        )
        .col_expr(
            Column::SelectedMasterReferenceSource,
            Expr::value(None::<String>),
        )
        .col_expr(
            Column::SelectedMasterReferenceInstanceId,
            Expr::value(None::<InstanceId>),
        )
        .col_expr(Column::LastModifiedField, Expr::value(CLEARED))
        .col_expr(Column::ModificationReason, Expr::value(why))
        .col_expr(Column::UpdatedAt, Expr::value(now()))
        .filter(choosers)
        .exec(conn)
        .await?;
    Ok(())
}
