//! The enumerations of the tables. Each is stored and sent as the text given here.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A text that is none of an enumeration's words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not one of the words allowed here")]
pub struct UnknownWord(pub String);

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $word)] $variant),*
        }

        impl $name {
            /// Every word, in the order in which people are shown them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word in the tables and on the wire.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = UnknownWord;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text { $($word => Ok(Self::$variant),)* other => Err(UnknownWord(other.to_owned())) }
            }
        }
    )*};
}

/// The least that the one who asks wants to do to a film.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Access {
    /// See it.
    Look,
    /// Change what is in it.
    Change,
    /// Decide who takes part, or delete it.
    Own,
}

impl Access {
    /// The roles that may do that.
    pub fn roles(self) -> &'static [ProjectRole] {
        use ProjectRole::{Editor, Owner, Viewer};
        match self {
            Self::Look => &[Owner, Editor, Viewer],
            Self::Change => &[Owner, Editor],
            Self::Own => &[Owner],
        }
    }
}

words! {
    /// What an asset is. Decides its framing and its group in lists.
    AssetType {
        /// Somebody in the story.
        Character = "character",
        /// A place.
        Location = "location",
        /// A thing that is handled or seen.
        Prop = "prop",
        /// A crowd or type of person without a name.
        ExtraArchetype = "extra_archetype",
    }
    /// How an asset came into the project.
    AssetSource {
        /// Read out of the screenplay.
        Extracted = "extracted",
        /// Made by a person.
        Manual = "manual",
        /// Brought in from elsewhere.
        Imported = "imported",
    }
    /// What somebody may do in a film.
    ProjectRole {
        /// Everything, deciding who takes part and deleting it included.
        Owner = "owner",
        /// Everything but that.
        Editor = "editor",
        /// Look.
        Viewer = "viewer",
    }
    /// What a reference picture is.
    ReferenceSource {
        /// The asset's master image.
        Stage5Master = "stage5_master",
        /// The picture that an earlier scene selected.
        PriorSceneInstance = "prior_scene_instance",
    }
    /// What a reference stands for.
    ReferenceRole {
        /// Who or what is drawn.
        Identity = "identity",
        /// The manner to draw in.
        Style = "style",
        /// The place that what is drawn belongs to.
        Location = "location",
    }
    /// How an attempt came to be.
    AttemptSource {
        /// A provider drew it.
        Generated = "generated",
        /// A person sent it.
        Uploaded = "uploaded",
        /// A copy of the master reference.
        MasterCopy = "master_copy",
    }
    /// How a provider is talked to.
    ProviderKind {
        /// The built-in renderer.
        Sketch = "sketch",
        /// The OpenAI Images API, which many servers speak.
        OpenAi = "openai",
        /// The Gemini API.
        Gemini = "gemini",
        /// A graph of ComfyUI's.
        ComfyUi = "comfyui",
        /// The web UI of AUTOMATIC1111 and its relatives.
        Automatic1111 = "automatic1111",
        /// Does what descriptions tell it; in builds for tests alone.
        Fake = "fake",
    }
    /// What a job makes.
    JobType {
        /// A Stage 5 master image.
        MasterAsset = "master_asset",
        /// A picture of an instance.
        SceneAsset = "scene_asset",
    }
    /// Where a job stands.
    JobStatus {
        /// Waiting for a worker.
        Queued = "queued",
        /// Taken by a worker, which gathers what to send.
        Processing = "processing",
        /// The provider is at work.
        Generating = "generating",
        /// The picture is on its way into the store.
        Uploading = "uploading",
        /// Ended with a picture.
        Completed = "completed",
        /// Ended without one.
        Failed = "failed",
        /// Ended by a person.
        Cancelled = "cancelled",
    }
    /// What a job was doing when it failed.
    FailureStage {
        /// The provider was asked.
        Generating = "generating",
        /// The picture was being stored.
        Uploading = "uploading",
        /// The rows were being written.
        Persisting = "persisting",
    }
    /// Why a job failed, and so whether trying again can help.
    JobErrorCode {
        /// Likely to pass by itself.
        Temporary = "TEMPORARY",
        /// The provider asked for patience.
        RateLimit = "RATE_LIMIT",
        /// Will fail again until the request changes.
        Permanent = "PERMANENT",
        /// The provider did not accept our key.
        AuthError = "AUTH_ERROR",
        /// A person ended it.
        Cancelled = "CANCELLED",
    }
    /// A state that the list of a scene can be filtered by.
    Only {
        /// Nothing was decided yet.
        WithoutPicture = "without-picture",
        /// The master is used unchanged.
        AsIs = "as-is",
        /// The next scene takes it over.
        CarryForward = "carry-forward",
        /// Made from a reference that shows something else now.
        ReferenceChanged = "reference-changed",
    }
    /// What a person may do in the whole installation.
    UserRole {
        /// Manages people.
        Admin = "admin",
        /// Works on their own projects.
        Member = "member",
    }
}

impl JobStatus {
    /// Whether the job may still change by itself.
    pub fn is_open(self) -> bool {
        matches!(
            self,
            Self::Queued | Self::Processing | Self::Generating | Self::Uploading
        )
    }
}
