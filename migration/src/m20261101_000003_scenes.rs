//! Scenes, and the characters, locations and props of a branch.

use crate::columns::{
    big_integer, create_indexes, drop_tables, flag, index, instant, integer, json, reference,
    table, text, unique, uuid, word,
};
use sea_orm_migration::{prelude::*, sea_query::ForeignKeyAction::Cascade};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    // SQLite would otherwise keep half of a change that failed.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(scenes()).await?;
        manager.create_table(project_assets()).await?;
        // An index on an expression is beyond the statement builder. `lower` folds ASCII on SQLite
        // and, by locale, more on PostgreSQL: it backs up the service's own comparison of names and
        // does not replace it.
        let names = "CREATE UNIQUE INDEX uq_project_assets_branch_id_asset_type_name \
                     ON project_assets (branch_id, asset_type, lower(name))";
        manager.get_connection().execute_unprepared(names).await?;
        let indexes = [
            unique("scenes", &["branch_id", "scene_number"]),
            index("project_assets", &["project_id"]),
            index("project_assets", &["storage_path"]),
        ];
        create_indexes(manager, indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["project_assets", "scenes"]).await
    }
}

fn scenes() -> TableCreateStatement {
    let mut scenes = table(
        "scenes",
        [
            uuid("branch_id").not_null().take(),
            integer("scene_number").not_null().take(),
            text("slug").not_null().default("").take(),
            text("heading").not_null().default("").take(),
            text("script_excerpt"),
            json("expected_characters").not_null().default("[]").take(),
            text("expected_location"),
            json("expected_props").not_null().default("[]").take(),
            flag("is_deferred", false),
            instant("filled_at"),
        ],
    );
    scenes.foreign_key(&mut reference("scenes", "branch_id", "branches", Cascade));
    scenes
}

fn project_assets() -> TableCreateStatement {
    let mut assets = table(
        "project_assets",
        [
            uuid("project_id").not_null().take(),
            uuid("branch_id").not_null().take(),
            text("name").not_null().take(),
            word(
                "asset_type",
                &["character", "location", "prop", "extra_archetype"],
            )
            .not_null()
            .take(),
            text("description").not_null().default("").take(),
            text("image_key_url"),
            text("storage_path"),
            text("original_filename"),
            big_integer("file_size_bytes"),
            text("mime_type"),
            integer("width"),
            integer("height"),
            text("sha256"),
            text("thumbhash"),
            flag("locked", false),
            word("source", &["extracted", "manual", "imported"])
                .not_null()
                .default("manual")
                .take(),
        ],
    );
    assets.foreign_key(&mut reference(
        "project_assets",
        "project_id",
        "projects",
        Cascade,
    ));
    assets.foreign_key(&mut reference(
        "project_assets",
        "branch_id",
        "branches",
        Cascade,
    ));
    assets
}
