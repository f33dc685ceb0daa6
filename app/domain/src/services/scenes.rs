//! Numbered scenes: made, moved, deferred, deleted. Numbers in a branch are unique at every statement.

use crate::{
    ctx::{Ctx, Viewer},
    db::now,
    entities::{attempts, instances, scenes, values::Words},
    error::{Result, conflict, invalid},
    model::{
        ids::{BranchId, ProjectId, SceneId},
        paging::{Page, Paging},
        paths::ScenePath,
        rules,
        views::SceneView,
    },
    services::{deletions, instances as in_scene, paging, references, scope, text},
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, JoinType,
    ModelTrait, QueryFilter, QueryOrder, QuerySelect, RelationTrait, Select, sea_query::Expr,
};
use serde::Deserialize;

/// What may be said of a scene. What is left out stays; null clears.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SceneInput {
    /// Its heading; needed when it is made.
    pub heading: Option<String>,
    /// Its number; the next free one unless given. One that is taken moves the later scenes up; those
    /// that a scene passes on its way to a later one close the gap that it leaves.
    pub scene_number: Option<i32>,
    /// A short name for addresses and files; made from the heading unless given.
    pub slug: Option<String>,
    /// Its part of the screenplay.
    #[serde(default, deserialize_with = "text::present")]
    #[schema(value_type = Option<String>)]
    pub script_excerpt: Option<Option<String>>,
    /// Who is in it, by name.
    #[serde(default, deserialize_with = "text::present")]
    #[schema(value_type = Option<Vec<String>>)]
    pub expected_characters: Option<Option<Vec<String>>>,
    /// Where it plays, by name.
    #[serde(default, deserialize_with = "text::present")]
    #[schema(value_type = Option<String>)]
    pub expected_location: Option<Option<String>>,
    /// What is handled in it, by name.
    #[serde(default, deserialize_with = "text::present")]
    #[schema(value_type = Option<Vec<String>>)]
    pub expected_props: Option<Option<Vec<String>>>,
    /// Whether it is left out for now.
    pub is_deferred: Option<bool>,
}

/// The scenes of a branch, by number.
pub async fn list(
    ctx: &Ctx,
    viewer: Viewer,
    project: ProjectId,
    branch: Option<BranchId>,
    paging: &Paging,
) -> Result<Page<SceneView>> {
    let conn = ctx.db.read();
    let (_, branch) = scope::branch(conn, viewer, project, branch).await?;
    let mut select = numbered(branch.id).limit(paging::with_next(paging));
    if let Some(cursor) = paging::after::<Cursor>(paging)? {
        let number = place(conn, branch.id, cursor).await?;
        select = select
            .filter(scenes::Column::SceneNumber.gt(number))
            .filter(scenes::Column::Id.ne(cursor.1));
    }
    let rows = select.all(conn).await?;
    // There is a cursor only where one more row was read than is shown.
    let before = rows.iter().nth_back(2).map(|scene| scene.id);
    let page = paging::page(paging, rows, |last| (last.scene_number, last.id, before))?;
    Ok(page.map(Into::into))
}

/// The last scene shown, with the number that it had, and the one shown before it.
type Cursor = (i32, SceneId, Option<SceneId>);

/// The number after which the next page begins. A scene shown twice is better than one that is never shown.
async fn place(
    conn: &impl ConnectionTrait,
    branch: BranchId,
    (number, last, before): Cursor,
) -> Result<i32> {
    let ids = before.into_iter().chain([last]);
    let anchors = numbered(branch).filter(scenes::Column::Id.is_in(ids));
    let anchors = anchors.all(conn).await?;
    let present = |id| {
        let found = anchors.iter().find(|scene| Some(scene.id) == id);
        found.map(|scene| scene.scene_number)
    };
    Ok(match present(Some(last)) {
        // It moved later alone, so the one behind it may have its number now; otherwise those before it moved as well.
        Some(now) if now > number && present(before).is_none_or(|before| before < number) => {
            number.saturating_sub(1)
        }
        Some(now) => now.min(number),
        None => number,
    })
}

fn numbered(branch: BranchId) -> Select<scenes::Entity> {
    scenes::Entity::find()
        .filter(scenes::Column::BranchId.eq(branch))
        .order_by_asc(scenes::Column::SceneNumber)
}

pub(crate) async fn of_branch(
    conn: &impl ConnectionTrait,
    branch: BranchId,
) -> Result<Vec<scenes::Model>> {
    Ok(numbered(branch).all(conn).await?)
}

/// A scene.
pub async fn get(ctx: &Ctx, viewer: Viewer, path: ScenePath) -> Result<SceneView> {
    Ok(scope::scene(ctx.db.read(), viewer, path)
        .await?
        .scene
        .into())
}

/// Makes a scene.
pub async fn create(
    ctx: &Ctx,
    viewer: Viewer,
    project: ProjectId,
    branch: Option<BranchId>,
    input: SceneInput,
) -> Result<SceneView> {
    let txn = ctx.db.begin().await?;
    let (_, branch) = scope::branch(&txn, viewer, project, branch).await?;
    scope::lock_numbers(&txn, branch.id).await?;
    let scene = insert(&txn, branch.id, input).await?;
    txn.commit().await?;
    ctx.events.tell(project, Some(scene.id), None);
    Ok(scene.into())
}

/// Writes a scene into a branch that is known to be the viewer's.
pub(crate) async fn insert(
    conn: &impl ConnectionTrait,
    branch: BranchId,
    input: SceneInput,
) -> Result<scenes::Model> {
    let heading = text::name("The heading", input.heading.as_deref().unwrap_or_default())?;
    let number = match input.scene_number {
        Some(number) => {
            make_way(conn, branch, checked(number)?).await?;
            number
        }
        None => of_branch(conn, branch)
            .await?
            .last()
            .map_or(1, |last| last.scene_number + 1),
    };
    let scene = scenes::ActiveModel {
        id: Set(SceneId::new()),
        branch_id: Set(branch),
        scene_number: Set(number),
        slug: Set(slug(&heading)),
        heading: Set(heading),
        script_excerpt: Set(None),
        expected_characters: Set(Words::default()),
        expected_location: Set(None),
        expected_props: Set(Words::default()),
        is_deferred: Set(false),
        filled_at: Set(None),
        created_at: Set(now()),
        updated_at: Set(now()),
    };
    Ok(described(scene, &input)?.insert(conn).await?)
}

/// Changes what is said of a scene, its place among them too.
pub async fn update(
    ctx: &Ctx,
    viewer: Viewer,
    path: ScenePath,
    input: SceneInput,
) -> Result<SceneView> {
    let txn = ctx.db.begin().await?;
    if input.scene_number.is_some() || input.is_deferred.is_some() {
        let branch = scope::scene(&txn, viewer, path).await?.branch.id;
        // Those who chose a reference here may have to let go of it. Instances are locked before scenes.
        let here = instances::Column::SceneId.eq(path.scene);
        references::lock_with_dependents(&txn, here).await?;
        scope::lock_numbers(&txn, branch).await?;
    }
    let owned = scope::scene(&txn, viewer, path).await?;
    let (deferred, old) = (owned.scene.is_deferred, owned.scene.scene_number);
    let mut change: scenes::ActiveModel = owned.scene.into();
    if let Some(number) = input.scene_number.filter(|number| *number != old) {
        // Out of the way first, so that its old number never stands in that of another.
        set_number(&txn, path.scene, -old).await?;
        let branch = owned.branch.id;
        if checked(number)? > old {
            close_up(&txn, branch, (old, number)).await?;
        } else {
            make_way(&txn, branch, number).await?;
        }
        change.scene_number = Set(number);
    }
    if let Some(heading) = &input.heading {
        change.heading = Set(text::name("The heading", heading)?);
    }
    let mut change = described(change, &input)?;
    change.updated_at = Set(now());
    let scene = change.update(&txn).await?;
    let kept = references::let_go(&txn, (deferred, old), &scene).await?;
    txn.commit().await?;
    // Whoever chose a picture of this scene stands in another one.
    ctx.events
        .tell(path.project, Some(path.scene).filter(|_| kept), None);
    Ok(scene.into())
}

fn described(mut scene: scenes::ActiveModel, input: &SceneInput) -> Result<scenes::ActiveModel> {
    if let Some(slug) = &input.slug {
        scene.slug = Set(text::name("The slug", slug)?);
    }
    if let Some(script) = &input.script_excerpt {
        let script = script
            .as_deref()
            .map(|text| text::words("The script excerpt", text, rules::MAX_SCRIPT));
        scene.script_excerpt = Set(script.transpose()?);
    }
    if let Some(names) = &input.expected_characters {
        scene.expected_characters = Set(expected(names.as_deref())?);
    }
    if let Some(name) = &input.expected_location {
        scene.expected_location = Set(name
            .as_deref()
            .map(|name| text::name("The location", name))
            .transpose()?);
    }
    if let Some(names) = &input.expected_props {
        scene.expected_props = Set(expected(names.as_deref())?);
    }
    if let Some(deferred) = input.is_deferred {
        scene.is_deferred = Set(deferred);
    }
    Ok(scene)
}

fn expected(names: Option<&[String]>) -> Result<Words> {
    let names = names.unwrap_or_default();
    if names.len() > 200 {
        return invalid("A scene expects at most 200 names of a kind.");
    }
    names
        .iter()
        .map(|name| text::name("A name", name))
        .collect::<Result<Vec<_>>>()
        .map(Words)
}

fn checked(number: i32) -> Result<i32> {
    if (1..=9_999).contains(&number) {
        Ok(number)
    } else {
        invalid("A scene number lies between 1 and 9999.")
    }
}

fn slug(heading: &str) -> String {
    let words = heading.to_lowercase();
    let words = words
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

/// Moves the scene of that number and those that follow without a gap up by one, last first.
async fn make_way(conn: &impl ConnectionTrait, branch: BranchId, number: i32) -> Result<()> {
    let mut moved = Vec::new();
    for scene in of_branch(conn, branch).await? {
        if scene.scene_number == number + moved.len() as i32 {
            moved.push(scene);
        }
    }
    for scene in moved.into_iter().rev() {
        set_number(conn, scene.id, scene.scene_number + 1).await?;
    }
    Ok(())
}

/// Moves the scenes that one passes on its way to a later number down by one, first to last. A number that nobody has,
/// as behind all the others, needs no room: there the rest stays as it is.
async fn close_up(
    conn: &impl ConnectionTrait,
    branch: BranchId,
    (old, new): (i32, i32),
) -> Result<()> {
    let others = of_branch(conn, branch).await?;
    if !others.iter().any(|scene| scene.scene_number == new) {
        return Ok(());
    }
    let passed = |scene: &scenes::Model| scene.scene_number > old && scene.scene_number <= new;
    for scene in others.into_iter().filter(passed) {
        set_number(conn, scene.id, scene.scene_number - 1).await?;
    }
    Ok(())
}

async fn set_number(conn: &impl ConnectionTrait, scene: SceneId, number: i32) -> Result<()> {
    scenes::Entity::update_many()
        .col_expr(scenes::Column::SceneNumber, Expr::value(number))
        .col_expr(scenes::Column::UpdatedAt, Expr::value(now()))
        .filter(scenes::Column::Id.eq(scene))
        .exec(conn)
        .await?;
    Ok(())
}

/// Deletes a scene with its instances; one that holds a locked one stays.
pub async fn delete(ctx: &Ctx, viewer: Viewer, path: ScenePath) -> Result<()> {
    let txn = ctx.db.begin().await?;
    scope::scene(&txn, viewer, path).await?;
    let here = || instances::Column::SceneId.eq(path.scene);
    references::lock_with_dependents(&txn, here()).await?;
    let owned = scope::scene(&txn, viewer, path).await?;
    let locked = in_scene::locked_names(&txn, here()).await?;
    if !locked.is_empty() {
        return conflict(format!(
            "Unlock these assets of the scene before deleting it: {}.",
            locked.join(", ")
        ));
    }
    in_scene::cancel_jobs(&txn, here()).await?;
    let number = owned.scene.scene_number;
    let why = format!(
        "The chosen reference, scene {number}, was deleted. The most recent one holds again."
    );
    references::clear_choices(&txn, here(), &why).await?;
    let pictures: Vec<Option<String>> = attempts::Entity::find()
        .select_only()
        .column(attempts::Column::StoragePath)
        .join(JoinType::InnerJoin, attempts::Relation::Instances.def())
        .filter(here())
        .into_tuple()
        .all(&txn)
        .await?;
    deletions::due_now(&txn, pictures.into_iter().flatten().collect()).await?;
    owned.scene.delete(&txn).await?;
    txn.commit().await?;
    ctx.events.tell(path.project, None, None);
    Ok(())
}
