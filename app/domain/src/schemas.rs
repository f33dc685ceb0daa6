//! How keys and words stand in the description of the API. Rows and inputs derive theirs; these are made by macros,
//! which a derive cannot see through.

use crate::model::{ids::*, kinds::*};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{KnownFormat, ObjectBuilder, RefOr, Schema, SchemaFormat, Type},
};

macro_rules! keys {
    ($($name:ident: $about:literal,)*) => {$(
        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)))
                    .description(Some($about))
                    .into()
            }
        }

        impl ToSchema for $name {}
    )*};
}

macro_rules! words {
    ($($name:ident: $about:literal,)*) => {$(
        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .enum_values(Some($name::ALL.iter().map(|word| word.as_str())))
                    .description(Some($about))
                    .into()
            }
        }

        impl ToSchema for $name {}
    )*};
}

keys! {
    UserId: "The key of a person.",
    SessionId: "The key of a signed-in browser.",
    ApiTokenId: "The key of a script's token.",
    ProjectId: "The key of a film.",
    BranchId: "The key of a branch.",
    SceneId: "The key of a scene.",
    AssetId: "The key of an asset of a film.",
    InstanceId: "The key of an asset in a scene.",
    AttemptId: "The key of a picture in a history.",
    MasterAttemptId: "The key of a picture in the history of a master.",
    JobId: "The key of a job.",
}

words! {
    AssetType: "What an asset is.",
    AssetSource: "How an asset came into the film.",
    ProjectRole: "What somebody may do in a film.",
    ReferenceSource: "What a reference picture is: the asset's master, or what an earlier scene selected.",
    ReferenceRole: "What a reference stands for: who or what is drawn, the manner, or the place.",
    AttemptSource: "How a picture came to be.",
    JobStatus: "Where a job stands.",
    FailureStage: "What a job was doing when it failed.",
    JobErrorCode: "Why a job failed. TEMPORARY and RATE_LIMIT were tried again by themselves.",
    ProviderKind: "How a provider is talked to.",
    UserRole: "What somebody may do in the whole installation.",
}
