//! The manifest: every row of a film as one JSON object, a page at a time.

use super::{Wanted, pack::Piece, pass};
use crate::{
    ctx::Ctx,
    db::now,
    entities::{
        assets, attempts, branches, descriptions, instance_references, instances, jobs,
        master_attempts, projects, scenes,
    },
    error::{Error, Result, conflict},
    model::ids::ProjectId,
    services::archive::{Asset, Branch, ENDED, FORMAT, Job, MAX_MANIFEST, Project, Scene, VERSION},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, JoinType, QueryFilter, QueryOrder,
    QuerySelect, RelationTrait, Select, Value,
};
use serde::Serialize;
use std::collections::BTreeSet;
use tokio::sync::mpsc::Sender;

/// Rows in memory at once.
const PAGE: u64 = 500;
/// Bytes that are handed on together.
const PIECE: usize = 256 * 1024;

/// The manifest while it is written.
pub(super) struct Rows<'a> {
    sender: &'a Sender<Piece>,
    buffer: Vec<u8>,
    written: u64,
    wanted: Vec<Wanted>,
}

impl<'a> Rows<'a> {
    pub(super) fn new(sender: &'a Sender<Piece>) -> Self {
        Self {
            sender,
            buffer: Vec::new(),
            written: 0,
            wanted: Vec::new(),
        }
    }

    /// Every row of the film, and the pictures that belong to them.
    pub(super) async fn all(
        mut self,
        ctx: &Ctx,
        conn: &impl ConnectionTrait,
        film: projects::Model,
    ) -> Result<Vec<Wanted>> {
        let id = film.id;
        self.text(&format!(
            "{{\"format\":\"{FORMAT}\",\"version\":{VERSION},\"exported_at\":"
        ));
        self.json(&now())?;
        self.text(",\"project\":");
        self.json(&Project::from(film))?;
        self.above(conn, id).await?;
        self.masters(ctx, conn, id).await?;
        self.below(conn, id).await?;
        self.histories(ctx, conn, id).await?;
        self.text("}\n");
        self.hand_on(0).await?;
        self.distinct()
    }

    async fn above(&mut self, conn: &impl ConnectionTrait, id: ProjectId) -> Result<()> {
        let lines = branches::Entity::find().filter(branches::Column::ProjectId.eq(id));
        let key = ("branches", branches::Column::Id);
        self.table(conn, lines, key, |row| row.id, |_, row| Branch::from(row))
            .await?;
        let numbered = scenes::Entity::find()
            .join(JoinType::InnerJoin, scenes::Relation::Branches.def())
            .filter(branches::Column::ProjectId.eq(id));
        let key = ("scenes", scenes::Column::Id);
        self.table(conn, numbered, key, |row| row.id, |_, row| Scene::from(row))
            .await?;
        let cast = assets::Entity::find().filter(assets::Column::ProjectId.eq(id));
        let key = ("project_assets", assets::Column::Id);
        let master = |wanted: &mut Vec<Wanted>, row: assets::Model| {
            wanted.extend(
                row.storage_path
                    .clone()
                    .map(|path| Wanted { path, live: true }),
            );
            Asset::from(row)
        };
        self.table(conn, cast, key, |row| row.id, master).await
    }

    async fn below(&mut self, conn: &impl ConnectionTrait, id: ProjectId) -> Result<()> {
        let here = instances::Entity::find()
            .join(JoinType::InnerJoin, instances::Relation::Scenes.def())
            .join(JoinType::InnerJoin, scenes::Relation::Branches.def())
            .filter(branches::Column::ProjectId.eq(id));
        let key = ("scene_asset_instances", instances::Column::Id);
        self.table(conn, here, key, |row| row.id, |_, row| row)
            .await?;
        let words = descriptions::Entity::find()
            .join(JoinType::InnerJoin, descriptions::Relation::Instances.def())
            .join(JoinType::InnerJoin, instances::Relation::Scenes.def())
            .join(JoinType::InnerJoin, scenes::Relation::Branches.def())
            .filter(branches::Column::ProjectId.eq(id));
        let key = ("description_versions", descriptions::Column::Id);
        self.table(conn, words, key, |row| row.id, |_, row| row)
            .await?;
        let ended = jobs::Entity::find()
            .filter(jobs::Column::ProjectId.eq(id))
            .filter(jobs::Column::Status.is_in(ENDED));
        let key = ("image_generation_jobs", jobs::Column::Id);
        self.table(conn, ended, key, |row| row.id, |_, row| Job::from(row))
            .await?;
        let others = instance_references::Entity::find()
            .join(
                JoinType::InnerJoin,
                instance_references::Relation::Instances.def(),
            )
            .join(JoinType::InnerJoin, instances::Relation::Scenes.def())
            .join(JoinType::InnerJoin, scenes::Relation::Branches.def())
            .filter(branches::Column::ProjectId.eq(id));
        let key = ("instance_references", instance_references::Column::Id);
        self.table(conn, others, key, |row| row.id, |_, row| row)
            .await
    }

    /// The histories of the masters, as those in scenes. The selected one stands on its asset's picture.
    async fn masters(
        &mut self,
        ctx: &Ctx,
        conn: &impl ConnectionTrait,
        id: ProjectId,
    ) -> Result<()> {
        let oldest = now() - ctx.settings.attempt_retention;
        let deleted = master_attempts::Column::DeletedAt;
        let made = master_attempts::Entity::find()
            .join(JoinType::InnerJoin, master_attempts::Relation::Assets.def())
            .filter(assets::Column::ProjectId.eq(id))
            .filter(deleted.is_null().or(deleted.gt(oldest)));
        let key = ("master_attempts", master_attempts::Column::Id);
        let shown: BTreeSet<String> = self.wanted.iter().map(|one| one.path.clone()).collect();
        let picture = |wanted: &mut Vec<Wanted>, row: master_attempts::Model| {
            let live = row.deleted_at.is_none();
            let path = row.storage_path.clone();
            let path = path.filter(|path| !(row.is_selected && shown.contains(path)));
            wanted.extend(path.map(|path| Wanted { path, live }));
            row
        };
        self.table(conn, made, key, |row| row.id, picture).await
    }

    /// What is live, and what was deleted and can still be restored.
    async fn histories(
        &mut self,
        ctx: &Ctx,
        conn: &impl ConnectionTrait,
        id: ProjectId,
    ) -> Result<()> {
        let oldest = now() - ctx.settings.attempt_retention;
        let deleted = attempts::Column::DeletedAt;
        let made = attempts::Entity::find()
            .join(JoinType::InnerJoin, attempts::Relation::Instances.def())
            .join(JoinType::InnerJoin, instances::Relation::Scenes.def())
            .join(JoinType::InnerJoin, scenes::Relation::Branches.def())
            .filter(branches::Column::ProjectId.eq(id))
            .filter(deleted.is_null().or(deleted.gt(oldest)));
        let key = ("scene_asset_generation_attempts", attempts::Column::Id);
        let picture = |wanted: &mut Vec<Wanted>, row: attempts::Model| {
            let live = row.deleted_at.is_none();
            wanted.extend(row.storage_path.clone().map(|path| Wanted { path, live }));
            row
        };
        self.table(conn, made, key, |row| row.id, picture).await
    }

    /// One table as an array, in the order of its keys.
    async fn table<E: EntityTrait, K: Into<Value>, R: Serialize>(
        &mut self,
        conn: &impl ConnectionTrait,
        select: Select<E>,
        (name, key): (&str, E::Column),
        of: impl Fn(&E::Model) -> K,
        each: impl Fn(&mut Vec<Wanted>, E::Model) -> R,
    ) -> Result<()> {
        self.text(&format!(",\"{name}\":["));
        let (mut after, mut first) = (None::<K>, true);
        loop {
            let mut page = select.clone().order_by_asc(key).limit(PAGE);
            if let Some(after) = after.take() {
                page = page.filter(key.gt(after));
            }
            let rows = page.all(conn).await?;
            let Some(last) = rows.last() else { break };
            after = Some(of(last));
            for row in rows {
                if !std::mem::take(&mut first) {
                    self.text(",");
                }
                let row = each(&mut self.wanted, row);
                self.json(&row)?;
                self.hand_on(PIECE).await?;
            }
        }
        self.text("]");
        Ok(())
    }

    fn text(&mut self, text: &str) {
        self.buffer.extend_from_slice(text.as_bytes());
    }

    fn json(&mut self, value: &impl Serialize) -> Result<()> {
        serde_json::to_writer(&mut self.buffer, value).map_err(Error::internal)
    }

    /// Hands on what is written, once it is more than so many bytes.
    async fn hand_on(&mut self, least: usize) -> Result<()> {
        if self.buffer.len() <= least {
            return Ok(());
        }
        self.written += self.buffer.len() as u64;
        if self.written > MAX_MANIFEST {
            return Err(Error::TooLarge(
                "This film has more rows than an archive takes.".into(),
            ));
        }
        pass(self.sender, Piece::Rows(std::mem::take(&mut self.buffer))).await
    }

    /// The pictures, each under a path of its own.
    fn distinct(self) -> Result<Vec<Wanted>> {
        let mut seen = BTreeSet::new();
        let twice = self.wanted.iter().find(|one| !seen.insert(&one.path));
        if let Some(twice) = twice.map(|one| one.path.clone()) {
            return conflict(format!(
                "Two rows stand on the picture {twice}. `throughline doctor` says which."
            ));
        }
        Ok(self.wanted)
    }
}
