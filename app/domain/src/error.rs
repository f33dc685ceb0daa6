//! What can go wrong, said once.
//!
//! The policy: a variant stands for what the *caller* can do about it, and its text is a sentence for
//! a person. What a person cannot use (SQL, paths, panics) is carried as `Internal`, logged at the
//! edge and never sent. A row that is not the caller's is `NotFound`, exactly like one that is not there.

use sea_orm::{DbErr, SqlErr};

/// The result of every use-case.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a use-case did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not there, or not the caller's: the two are never told apart.
    #[error("There is no such {0} here.")]
    NotFound(&'static str),
    /// The request itself is wrong.
    #[error("{0}")]
    Invalid(String),
    /// Nobody is signed in, or with something that does not hold.
    #[error("{0}")]
    Unauthorized(String),
    /// The caller may see it, but not do that.
    #[error("{0}")]
    Forbidden(String),
    /// It is not any more what the caller saw.
    #[error("{0}")]
    Changed(String),
    /// The request is fine, but the state of things forbids it.
    #[error("{0}")]
    Conflict(String),
    /// More bytes or pixels than are taken.
    #[error("{0}")]
    TooLarge(String),
    /// Content of a kind that is not taken.
    #[error("{0}")]
    Unsupported(String),
    /// An image by its first bytes that cannot be read.
    #[error("{0}")]
    Undecodable(String),
    /// More waiting work than is taken.
    #[error("{message}")]
    TooMany {
        /// The sentence.
        message: String,
        /// Seconds after which asking again makes sense.
        retry_after: u64,
    },
    /// Something we rest on is away for the moment.
    #[error(
        "Throughline is busy or its storage is away. Nothing was changed; please try again in a moment."
    )]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// No room for what was to be kept.
    #[error("The storage is full. Nothing was changed; free some space and try again.")]
    StorageFull(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A fault of ours.
    #[error("Something went wrong on our side. Nothing was changed; the details are in the log.")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// There is no such thing, or it is not yours.
pub fn not_found<T>(what: &'static str) -> Result<T> {
    Err(Error::NotFound(what))
}

/// The request is wrong; `why` says what to do about it.
pub fn invalid<T>(why: impl Into<String>) -> Result<T> {
    Err(Error::Invalid(why.into()))
}

/// The state of things forbids it; `why` says which.
pub fn conflict<T>(why: impl Into<String>) -> Result<T> {
    Err(Error::Conflict(why.into()))
}

impl Error {
    /// A fault of ours, with its cause for the log.
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(cause.into())
    }

    /// The machine word of the wire.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound(_) => "not_found",
            Self::Invalid(_) => "invalid",
            Self::Unauthorized(_) => "unauthorized",
            Self::Forbidden(_) => "forbidden",
            Self::Changed(_) => "changed",
            Self::Conflict(_) => "conflict",
            Self::TooLarge(_) => "too_large",
            Self::Unsupported(_) => "unsupported_media_type",
            Self::Undecodable(_) => "undecodable_image",
            Self::TooMany { .. } => "too_many",
            Self::Unavailable(_) => "unavailable",
            Self::StorageFull(_) => "storage_full",
            Self::Internal(_) => "internal",
        }
    }
}

impl From<DbErr> for Error {
    fn from(err: DbErr) -> Self {
        match err.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => {
                return Self::Conflict(
                    "Something with that name or number is there already.".into(),
                );
            }
            // What the row was to stand on was deleted between finding it and writing.
            Some(SqlErr::ForeignKeyConstraintViolation(_)) => return Self::NotFound("place"),
            _ => {}
        }
        let text = err.to_string();
        if text.contains("disk is full") || text.contains("No space left") {
            return Self::StorageFull(Box::new(err));
        }
        match err {
            DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => Self::Unavailable(Box::new(err)),
            // It was deleted between finding it and changing it.
            DbErr::RecordNotUpdated => Self::NotFound("thing"),
            _ if text.contains("database is locked") => Self::Unavailable(Box::new(err)),
            _ => Self::internal(err),
        }
    }
}

impl From<object_store::Error> for Error {
    fn from(err: object_store::Error) -> Self {
        let text = format!("{err:?}");
        if text.contains("StorageFull")
            || text.contains("QuotaExceeded")
            || text.contains("No space left")
        {
            return Self::StorageFull(Box::new(err));
        }
        Self::Unavailable(Box::new(err))
    }
}
