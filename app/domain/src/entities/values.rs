//! How ids and enumerations are bound to statements and read from rows, and the JSON columns with a
//! shape.

use crate::model::{
    ids::{
        ApiTokenId, AssetId, AttemptId, BranchId, DeletionId, DescriptionId, InstanceId,
        InstanceReferenceId, JobId, MasterAttemptId, MemberId, ProjectId, SceneId, SessionId,
        SpendingId, UserId,
    },
    kinds::{
        AssetSource, AssetType, AttemptSource, FailureStage, JobErrorCode, JobStatus, JobType,
        ProjectRole, ReferenceRole, ReferenceSource, UserRole,
    },
};
use sea_orm::{
    ActiveValue, ColIdx, DbErr, FromJsonQueryResult, IntoActiveValue, QueryResult, TryFromU64,
    TryGetError, TryGetable, Value,
    prelude::Uuid,
    sea_query::{ArrayType, ColumnType, Nullable, ValueType, ValueTypeErr},
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A list of words, kept as a JSON array: tags, or the names that a scene expects.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Words(pub Vec<String>);

impl<T: Into<String>> FromIterator<T> for Words {
    fn from_iter<I: IntoIterator<Item = T>>(words: I) -> Self {
        Self(words.into_iter().map(Into::into).collect())
    }
}

/// What a statement needs to know of a type that is stored as another one: `$inner`, made by `$out`
/// and read by `$into`.
macro_rules! stored_as {
    ($name:ident, $inner:ty, $array:ident, $column:expr, $out:expr, $into:expr) => {
        impl From<$name> for Value {
            fn from(value: $name) -> Self {
                let out: fn($name) -> $inner = $out;
                out(value).into()
            }
        }

        impl TryGetable for $name {
            fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
                let into: fn($inner) -> Result<$name, DbErr> = $into;
                into(<$inner>::try_get_by(row, index)?).map_err(TryGetError::DbErr)
            }
        }

        impl ValueType for $name {
            fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
                let into: fn($inner) -> Result<$name, DbErr> = $into;
                into(<$inner as ValueType>::try_from(value)?).map_err(|_| ValueTypeErr)
            }

            fn type_name() -> String {
                stringify!($name).to_owned()
            }

            fn array_type() -> ArrayType {
                ArrayType::$array
            }

            fn column_type() -> ColumnType {
                $column
            }
        }

        impl Nullable for $name {
            fn null() -> Value {
                <$inner as Nullable>::null()
            }
        }

        impl IntoActiveValue<$name> for $name {
            fn into_active_value(self) -> ActiveValue<$name> {
                ActiveValue::Set(self)
            }
        }
    };
}

macro_rules! ids {
    ($($name:ident),* $(,)?) => {$(
        stored_as!($name, Uuid, Uuid, ColumnType::Uuid, |id| id.0, |key| Ok($name(key)));

        /// Keys are made by the application; the database never counts them.
        impl TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, DbErr> {
                Err(DbErr::ConvertFromU64(stringify!($name)))
            }
        }
    )*};
}

macro_rules! words {
    ($($name:ident),* $(,)?) => {$(
        stored_as!($name, String, String, ColumnType::Text, |word| word.as_str().to_owned(), |text| {
            text.parse().map_err(|unknown| DbErr::TryIntoErr {
                from: "String",
                into: stringify!($name),
                source: Arc::new(unknown),
            })
        });
    )*};
}

ids!(
    ApiTokenId,
    AssetId,
    AttemptId,
    BranchId,
    DeletionId,
    DescriptionId,
    InstanceId,
    InstanceReferenceId,
    JobId,
    MasterAttemptId,
    MemberId,
    ProjectId,
    SceneId,
    SessionId,
    SpendingId,
    UserId
);

words!(
    AssetSource,
    AssetType,
    AttemptSource,
    FailureStage,
    JobErrorCode,
    JobStatus,
    JobType,
    ProjectRole,
    ReferenceRole,
    ReferenceSource,
    UserRole
);
