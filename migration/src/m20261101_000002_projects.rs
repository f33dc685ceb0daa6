//! Projects and their branches, which point at each other.

use crate::columns::{
    create_indexes, drop_tables, flag, index, is_sqlite, reference, table, text, unique, uuid,
};
use sea_orm_migration::{
    prelude::*,
    sea_query::ForeignKeyAction::{Cascade, SetNull},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    // SQLite would otherwise keep half of a change that failed.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // SQLite takes a reference to a table that is yet to be made, and none afterwards;
        // PostgreSQL the reverse.
        let mut projects = projects();
        if is_sqlite(manager) {
            projects.foreign_key(&mut active_branch());
        }
        manager.create_table(projects).await?;
        manager.create_table(branches()).await?;
        if !is_sqlite(manager) {
            manager.create_foreign_key(active_branch()).await?;
        }
        let indexes = [
            index("projects", &["user_id"]),
            index("projects", &["active_branch_id"]),
            unique("branches", &["project_id", "name"]),
            index("branches", &["parent_branch_id"]),
        ];
        create_indexes(manager, indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if !is_sqlite(manager) {
            let key = ForeignKey::drop()
                .table("projects")
                .name("fk_projects_active_branch_id")
                .to_owned();
            manager.drop_foreign_key(key).await?;
        }
        drop_tables(manager, &["branches", "projects"]).await
    }
}

fn active_branch() -> ForeignKeyCreateStatement {
    reference("projects", "active_branch_id", "branches", SetNull)
}

fn projects() -> TableCreateStatement {
    let mut projects = table(
        "projects",
        [
            uuid("user_id").not_null().take(),
            text("title").not_null().take(),
            text("aspect_ratio").not_null().default("16:9").take(),
            text("visual_style"),
            uuid("active_branch_id"),
            flag("is_sample", false),
        ],
    );
    projects.foreign_key(&mut reference("projects", "user_id", "users", Cascade));
    projects
}

fn branches() -> TableCreateStatement {
    let mut branches = table(
        "branches",
        [
            uuid("project_id").not_null().take(),
            uuid("parent_branch_id"),
            text("name").not_null().take(),
        ],
    );
    branches.foreign_key(&mut reference(
        "branches",
        "project_id",
        "projects",
        Cascade,
    ));
    branches.foreign_key(&mut reference(
        "branches",
        "parent_branch_id",
        "branches",
        SetNull,
    ));
    branches
}
