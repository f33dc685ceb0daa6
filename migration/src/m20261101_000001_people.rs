//! People, and the ways in which they prove who they are.

use crate::columns::{
    create_indexes, drop_tables, index, instant, json, reference, table, text, unique, uuid, word,
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
        for table in [users(), sessions(), api_tokens()] {
            manager.create_table(table).await?;
        }
        let indexes = [
            unique("users", &["email"]),
            unique("sessions", &["token_hash"]),
            index("sessions", &["user_id"]),
            index("sessions", &["expires_at"]),
            unique("api_tokens", &["token_hash"]),
            index("api_tokens", &["user_id"]),
        ];
        create_indexes(manager, indexes).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["api_tokens", "sessions", "users"]).await
    }
}

fn users() -> TableCreateStatement {
    table(
        "users",
        [
            text("email").not_null().take(),
            text("name").not_null().take(),
            text("password_hash"),
            word("role", &["admin", "member"])
                .not_null()
                .default("member")
                .take(),
        ],
    )
}

fn sessions() -> TableCreateStatement {
    let mut sessions = table(
        "sessions",
        [
            uuid("user_id").not_null().take(),
            text("token_hash").not_null().take(),
            json("data"),
            instant("expires_at").not_null().take(),
            instant("last_seen_at").not_null().take(),
        ],
    );
    sessions.foreign_key(&mut reference("sessions", "user_id", "users", Cascade));
    sessions
}

fn api_tokens() -> TableCreateStatement {
    let mut tokens = table(
        "api_tokens",
        [
            uuid("user_id").not_null().take(),
            text("name").not_null().take(),
            text("token_hash").not_null().take(),
            instant("last_used_at"),
            instant("expires_at"),
        ],
    );
    tokens.foreign_key(&mut reference("api_tokens", "user_id", "users", Cascade));
    tokens
}
