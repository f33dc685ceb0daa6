//! Films: made with their branch `main`, listed with how far they are, deleted with everything in them.

mod parts;

use crate::{
    ctx::{Ctx, Viewer},
    db::now,
    entities::{assets, attempts, branches, instances, master_attempts, projects, scenes},
    error::{Result, invalid},
    model::{
        ids::{BranchId, ProjectId},
        pages::ProjectCard,
        paging::{Page, Paging},
        panel::Picture,
        rules,
        views::ProjectView,
    },
    services::{deletions, paging, scope, text},
};
use parts::Parts;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, IntoSimpleExpr, JoinType, ModelTrait,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, RelationTrait,
    sea_query::{Expr, LockType},
};
use serde::Deserialize;

/// What may be said of a film.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProjectInput {
    /// Its title; needed when it is made.
    pub title: Option<String>,
    /// One of the known aspect ratios.
    pub aspect_ratio: Option<String>,
    /// How all its pictures should look.
    pub visual_style: Option<String>,
    /// Who draws its pictures unless a request names somebody; null means the default provider.
    #[serde(default, deserialize_with = "text::present")]
    #[schema(value_type = Option<String>)]
    pub provider: Option<Option<String>>,
}

/// The viewer's films, last changed first.
pub async fn list(ctx: &Ctx, viewer: Viewer, paging: &Paging) -> Result<Page<ProjectView>> {
    let mut select = mine(viewer).limit(paging::with_next(paging));
    if let Some((changed, id)) = paging::after::<(i64, ProjectId)>(paging)? {
        select = select.filter(paging::below(
            [
                projects::Column::UpdatedAt.into_simple_expr(),
                projects::Column::Id.into_simple_expr(),
            ],
            [Expr::val(paging::moment(changed)?), Expr::val(id)],
        ));
    }
    let rows = select.all(ctx.db.read()).await?;
    let page = paging::page(paging, rows, |last| {
        (paging::micros(last.updated_at), last.id)
    })?;
    Ok(page.map(Into::into))
}

fn mine(viewer: Viewer) -> sea_orm::Select<projects::Entity> {
    projects::Entity::find()
        .filter(scope::reach(viewer))
        .order_by_desc(projects::Column::UpdatedAt)
        .order_by_desc(projects::Column::Id)
}

/// A film.
pub async fn get(ctx: &Ctx, viewer: Viewer, id: ProjectId) -> Result<ProjectView> {
    Ok(scope::project(ctx.db.read(), viewer, id).await?.into())
}

/// Makes a film with its branch `main`.
pub async fn create(ctx: &Ctx, viewer: Viewer, input: ProjectInput) -> Result<ProjectView> {
    known(ctx, &input)?;
    let txn = ctx.db.begin().await?;
    let project = insert(
        &txn,
        viewer,
        (ProjectId::new(), BranchId::new()),
        input,
        false,
    )
    .await?;
    txn.commit().await?;
    Ok(project.into())
}

/// Writes a film and its branch `main` under the keys given.
pub(crate) async fn insert(
    conn: &impl ConnectionTrait,
    viewer: Viewer,
    (id, branch): (ProjectId, BranchId),
    input: ProjectInput,
    is_sample: bool,
) -> Result<projects::Model> {
    let project = projects::ActiveModel {
        id: Set(id),
        user_id: Set(viewer.user),
        title: Set(text::name(
            "The title",
            input.title.as_deref().unwrap_or_default(),
        )?),
        aspect_ratio: Set(ratio(input.aspect_ratio.as_deref().unwrap_or("16:9"))?),
        visual_style: Set(Some(style(
            input.visual_style.as_deref().unwrap_or_default(),
        )?)),
        active_branch_id: Set(None),
        is_sample: Set(is_sample),
        provider: Set(input.provider.flatten()),
        created_at: Set(now()),
        updated_at: Set(now()),
    };
    let project = project.insert(conn).await?;
    let main = branches::ActiveModel {
        id: Set(branch),
        project_id: Set(id),
        parent_branch_id: Set(None),
        name: Set("main".to_owned()),
        created_at: Set(now()),
        updated_at: Set(now()),
    };
    main.insert(conn).await?;
    let mut change: projects::ActiveModel = project.into();
    change.active_branch_id = Set(Some(branch));
    Ok(change.update(conn).await?)
}

/// Changes what is said of a film.
pub async fn update(
    ctx: &Ctx,
    viewer: Viewer,
    id: ProjectId,
    input: ProjectInput,
) -> Result<ProjectView> {
    known(ctx, &input)?;
    let txn = ctx.db.begin().await?;
    let mut change: projects::ActiveModel = scope::project(&txn, viewer, id).await?.into();
    if let Some(title) = &input.title {
        change.title = Set(text::name("The title", title)?);
    }
    if let Some(aspect_ratio) = &input.aspect_ratio {
        change.aspect_ratio = Set(ratio(aspect_ratio)?);
    }
    if let Some(visual_style) = &input.visual_style {
        change.visual_style = Set(Some(style(visual_style)?));
    }
    if let Some(provider) = input.provider {
        change.provider = Set(provider);
    }
    change.updated_at = Set(now());
    let project = change.update(&txn).await?;
    txn.commit().await?;
    ctx.events.tell(id, None, None);
    Ok(project.into())
}

/// Refuses a provider that is not configured.
fn known(ctx: &Ctx, input: &ProjectInput) -> Result<()> {
    match &input.provider {
        Some(Some(name)) => ctx.providers.get(Some(name)).map(drop),
        _ => Ok(()),
    }
}

fn ratio(text: &str) -> Result<String> {
    if rules::ASPECT_RATIOS.contains(&text) {
        return Ok(text.to_owned());
    }
    invalid(format!(
        "The aspect ratio must be one of {}.",
        rules::ASPECT_RATIOS.join(", ")
    ))
}

fn style(text: &str) -> Result<String> {
    text::words("The visual style", text, rules::MAX_DESCRIPTION)
}

/// Deletes a film with everything in it; its objects are removed by the worker.
pub async fn delete(ctx: &Ctx, viewer: Viewer, id: ProjectId) -> Result<()> {
    let viewer = viewer.owning();
    let txn = ctx.db.begin().await?;
    scope::project(&txn, viewer, id).await?;
    scope::lock_instances(&txn, assets::Column::ProjectId.eq(id)).await?;
    // Whoever adds a master holds the film. From here on nobody does, so none is left behind.
    projects::Entity::find_by_id(id)
        .lock(LockType::Update)
        .one(&txn)
        .await?;
    let project = scope::project(&txn, viewer, id).await?;
    let masters: Vec<Option<String>> = master_attempts::Entity::find()
        .select_only()
        .column(master_attempts::Column::StoragePath)
        .join(JoinType::InnerJoin, master_attempts::Relation::Assets.def())
        .filter(assets::Column::ProjectId.eq(id))
        .into_tuple()
        .all(&txn)
        .await?;
    let pictures: Vec<Option<String>> = attempts::Entity::find()
        .select_only()
        .column(attempts::Column::StoragePath)
        .join(JoinType::InnerJoin, attempts::Relation::Instances.def())
        .join(JoinType::InnerJoin, instances::Relation::Scenes.def())
        .join(JoinType::InnerJoin, scenes::Relation::Branches.def())
        .filter(branches::Column::ProjectId.eq(id))
        .into_tuple()
        .all(&txn)
        .await?;
    deletions::due_now(
        &txn,
        masters.into_iter().chain(pictures).flatten().collect(),
    )
    .await?;
    project.delete(&txn).await?;
    txn.commit().await?;
    ctx.events.tell(id, None, None);
    Ok(())
}

/// The films of the first page, each with a picture and how far it is.
pub async fn cards(ctx: &Ctx, viewer: Viewer) -> Result<Vec<ProjectCard>> {
    let films = mine(viewer).limit(100).all(ctx.db.read()).await?;
    let parts = parts::of(ctx.db.read(), viewer, &films).await?;
    let mut cards = Vec::new();
    for project in films {
        cards.push(card(ctx, &parts, project).await?);
    }
    Ok(cards)
}

async fn card(ctx: &Ctx, parts: &Parts, project: projects::Model) -> Result<ProjectCard> {
    let conn = ctx.db.read();
    let scenes_of =
        || scenes::Entity::find().filter(scenes::Column::BranchId.eq(project.active_branch_id));
    let instances_of = || {
        instances::Entity::find()
            .join(JoinType::InnerJoin, instances::Relation::Scenes.def())
            .filter(scenes::Column::BranchId.eq(project.active_branch_id))
    };
    let shown = assets::Entity::find()
        .filter(assets::Column::ProjectId.eq(project.id))
        .filter(assets::Column::ImageKeyUrl.is_not_null())
        .order_by_desc(assets::Column::AssetType)
        .order_by_asc(assets::Column::CreatedAt);
    let shown = shown.one(conn).await?;
    let picture = shown.and_then(|asset| {
        Some(Picture {
            url: asset.image_key_url?,
            thumbhash: asset.thumbhash,
        })
    });
    Ok(ProjectCard {
        role: parts.role(&project),
        maker: parts.maker(&project),
        picture,
        scenes: scenes_of().count(conn).await?,
        instances: instances_of().count(conn).await?,
        with_picture: instances_of()
            .filter(instances::Column::ImageKeyUrl.is_not_null())
            .count(conn)
            .await?,
        project: project.into(),
    })
}
