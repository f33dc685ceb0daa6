//! Where pictures are worked on: the blocking pool, inside one memory budget.

use super::damaged;
use crate::error::{Error, Result};
use std::sync::{Arc, LazyLock};
use tokio::sync::Semaphore;

/// Bytes that all decoding at one time may take together. It is what the largest accepted picture
/// takes as opaque 8-bit pixels, twice (decoded and turned).
const BUDGET: u64 = 240_000_000;

/// One permit for each core, at least two; each stands for an equal share of the budget.
static PERMITS: LazyLock<u32> = LazyLock::new(|| {
    let cores = std::thread::available_parallelism().map_or(2, |cores| cores.get());
    u32::try_from(cores).unwrap_or(2).clamp(2, 64)
});
static SEMAPHORE: LazyLock<Arc<Semaphore>> =
    LazyLock::new(|| Arc::new(Semaphore::new(*PERMITS as usize)));

/// Refuses a picture that would not fit into the budget even alone, such as one of 40 million 16-bit
/// pixels with transparency.
pub(super) fn affordable(memory: u64) -> Result<()> {
    if memory > BUDGET {
        return Err(Error::TooLarge(
            "This picture takes too much memory to open. Please save it smaller, or with 8 bits a channel, and retry."
                .into(),
        ));
    }
    Ok(())
}

/// Does `work`, which takes up to `memory` bytes, once there is room for it.
///
/// The permit goes along into the work: a caller that goes away must not make room that is still taken.
pub(super) async fn run<T: Send + 'static>(
    memory: u64,
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    let share = BUDGET / u64::from(*PERMITS);
    let wanted = u32::try_from(memory.div_ceil(share))
        .unwrap_or(u32::MAX)
        .clamp(1, *PERMITS);
    let permit = Arc::clone(&SEMAPHORE)
        .acquire_many_owned(wanted)
        .await
        .map_err(Error::internal)?;
    let done = tokio::task::spawn_blocking(move || {
        let _permit = permit;
        work()
    })
    .await;
    match done {
        Ok(result) => result,
        // A decoder that gives up by panicking was given a file that is beyond reading.
        Err(failed) if failed.is_panic() => {
            tracing::error!("a picture made its decoder panic");
            Err(damaged())
        }
        Err(cancelled) => Err(Error::Unavailable(Box::new(cancelled))),
    }
}
