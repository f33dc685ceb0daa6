//! What a provider asks us right before it does what cannot be taken back: whether one more call may be made, and
//! whether what it is to end is still to be ended.

use super::ProviderError;
use async_trait::async_trait;

/// Whoever answers for the calls that are made for a job.
#[async_trait]
pub trait Calls: Send + Sync {
    /// A call that may cost something is about to be made. Error: it must not be; to be answered as it is.
    async fn another(&self) -> Result<(), ProviderError>;
}

/// Whoever knows whether anybody waits for a picture.
#[async_trait]
pub trait Unwanted: Send + Sync {
    /// Whether nobody does, to this moment.
    async fn still(&self) -> bool;
}

/// Lets everything be done: for what is no job.
pub struct Freely;

#[async_trait]
impl Calls for Freely {
    async fn another(&self) -> Result<(), ProviderError> {
        Ok(())
    }
}

#[async_trait]
impl Unwanted for Freely {
    async fn still(&self) -> bool {
        true
    }
}
