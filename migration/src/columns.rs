//! The columns that many tables have, and the statements that every change needs.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

/// `id`: UUID v7, made by the application.
pub(crate) fn id() -> ColumnDef {
    let mut column = uuid("id");
    column.not_null().primary_key();
    column
}

/// A UUID, nullable until said otherwise.
pub(crate) fn uuid(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.uuid();
    column
}

/// A text of any length, nullable until said otherwise.
pub(crate) fn text(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.text();
    column
}

/// One of a few words, held to them by a CHECK. Nullable until said otherwise.
pub(crate) fn word(name: &'static str, words: &[&str]) -> ColumnDef {
    let mut column = text(name);
    column.check(Expr::col(name).is_in(words.iter().copied()));
    column
}

/// A number of 32 bits, nullable until said otherwise.
pub(crate) fn integer(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.integer();
    column
}

/// A number of 64 bits, nullable until said otherwise.
pub(crate) fn big_integer(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.big_integer();
    column
}

/// An amount of credits to four decimal places, nullable until said otherwise.
pub(crate) fn credits(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.decimal_len(10, 4);
    column
}

/// A flag, never null.
pub(crate) fn flag(name: &'static str, default: bool) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.boolean().not_null().default(default);
    column
}

/// A JSON value, nullable until said otherwise.
pub(crate) fn json(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.json_binary();
    column
}

/// An instant in UTC, bound by the application. Nullable until said otherwise.
///
/// The database's own clock is never used: SQLite keeps instants as RFC 3339 text, which
/// CURRENT_TIMESTAMP is not.
pub(crate) fn instant(name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.timestamp_with_time_zone();
    column
}

/// A table with its key first and `created_at` and `updated_at` last.
pub(crate) fn table(
    name: &'static str,
    columns: impl IntoIterator<Item = ColumnDef>,
) -> TableCreateStatement {
    let mut table = Table::create();
    table.table(name).col(id());
    for column in columns {
        table.col(column);
    }
    for name in ["created_at", "updated_at"] {
        table.col(instant(name).not_null().take());
    }
    table
}

/// A foreign key to the `id` of another table.
pub(crate) fn reference(
    from: &'static str,
    column: &'static str,
    to: &'static str,
    on_delete: ForeignKeyAction,
) -> ForeignKeyCreateStatement {
    let mut key = ForeignKey::create();
    key.name(format!("fk_{from}_{column}"))
        .from(from, column)
        .to(to, "id")
        .on_delete(on_delete);
    key
}

/// An index called `idx_{table}_{columns}`.
pub(crate) fn index(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index
        .name(format!("idx_{table}_{}", columns.join("_")))
        .table(table);
    for column in columns {
        index.col(*column);
    }
    index
}

/// A unique index called `uq_{table}_{columns}`.
pub(crate) fn unique(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut unique = index(table, columns);
    unique
        .name(format!("uq_{table}_{}", columns.join("_")))
        .unique();
    unique
}

/// Whether the database is SQLite, for the few statements that differ.
pub(crate) fn is_sqlite(manager: &SchemaManager<'_>) -> bool {
    manager.get_database_backend() == DbBackend::Sqlite
}

/// Makes every index.
pub(crate) async fn create_indexes(
    manager: &SchemaManager<'_>,
    indexes: impl IntoIterator<Item = IndexCreateStatement>,
) -> Result<(), DbErr> {
    for index in indexes {
        manager.create_index(index).await?;
    }
    Ok(())
}

/// Drops the tables, in the order given, with their indexes.
pub(crate) async fn drop_tables(
    manager: &SchemaManager<'_>,
    names: &[&'static str],
) -> Result<(), DbErr> {
    for name in names {
        manager
            .drop_table(Table::drop().table(*name).take())
            .await?;
    }
    Ok(())
}
