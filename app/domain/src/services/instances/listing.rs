//! The list of what is in a scene.

use crate::{
    ctx::{Ctx, Viewer},
    entities::{assets, instances},
    error::Result,
    model::{
        ids::{InstanceId, SceneId},
        paging::{Page, Paging},
        paths::ScenePath,
        views::InstanceView,
    },
    services::{inheritance, paging, references, scope, views},
};
use sea_orm::{
    ColumnTrait, EntityTrait, IntoSimpleExpr, QueryFilter, QueryOrder, QuerySelect, SelectTwo,
    sea_query::Expr,
};

/// The assets of a scene, by kind and name. A scene that was never filled fills itself first.
pub async fn list(
    ctx: &Ctx,
    viewer: Viewer,
    path: ScenePath,
    paging: &Paging,
) -> Result<Page<InstanceView>> {
    inheritance::fill(ctx, viewer, path).await?;
    let conn = ctx.db.read();
    let owned = scope::scene(conn, viewer, path).await?;
    let mut select = of_scene(owned.scene.id).limit(paging::with_next(paging));
    if let Some((kind, name, id)) = paging::after::<(i32, String, InstanceId)>(paging)? {
        select = select.filter(paging::above(
            [
                paging::kind(),
                assets::Column::Name.into_simple_expr(),
                instances::Column::Id.into_simple_expr(),
            ],
            [Expr::val(kind), Expr::val(name), Expr::val(id)],
        ));
    }
    let found = select.all(conn).await?;
    let found = found
        .into_iter()
        .filter_map(|(row, asset)| Some((row, asset?)));
    let found: Vec<_> = found.collect();
    let page = paging::page(paging, found, |(row, asset)| {
        (paging::place(asset.asset_type), asset.name.clone(), row.id)
    })?;
    let (mut rows, cast): (Vec<_>, Vec<_>) = page.rows.into_iter().unzip();
    references::followed(conn, &mut rows).await?;
    let shown = rows.into_iter().zip(cast);
    Ok(Page {
        rows: shown
            .map(|(row, asset)| views::instance(row, asset))
            .collect(),
        next: page.next,
    })
}

/// The instances of a scene with their assets, by kind and name.
pub(crate) fn of_scene(scene: SceneId) -> SelectTwo<instances::Entity, assets::Entity> {
    instances::Entity::find()
        .find_also_related(assets::Entity)
        .filter(instances::Column::SceneId.eq(scene))
        .order_by_asc(paging::kind())
        .order_by_asc(assets::Column::Name)
        .order_by_asc(instances::Column::Id)
}
