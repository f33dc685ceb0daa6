//! Typed keys. All are UUID v7 made by the application, so they sort by the time they were made.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A fresh key, later than every key made before it on this machine.
            #[allow(clippy::new_without_default, reason = "a default key would not be a fresh one")]
            pub fn new() -> Self {
                Self(Uuid::now_v7())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    )*};
}

ids! {
    /// A person who may sign in, or the one user of local mode.
    UserId,
    /// A signed-in browser.
    SessionId,
    /// A script's access token.
    ApiTokenId,
    /// A film.
    ProjectId,
    /// Somebody's part in a film.
    MemberId,
    /// A line of work in a film.
    BranchId,
    /// A numbered scene of a branch.
    SceneId,
    /// A character, location, prop or extra of a branch.
    AssetId,
    /// One asset in one scene.
    InstanceId,
    /// One picture in an instance's history.
    AttemptId,
    /// One picture in the history of an asset's master.
    MasterAttemptId,
    /// One request to an image provider.
    JobId,
    /// One call to a provider, with what it cost.
    SpendingId,
    /// One object that waits to be removed from the store.
    DeletionId,
    /// One extra reference of an instance.
    InstanceReferenceId,
    /// One version of an instance's description.
    DescriptionId,
}
