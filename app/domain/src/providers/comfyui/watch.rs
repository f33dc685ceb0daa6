//! Waiting for a prompt to end. The history is the truth and is looked at again and again; events only make it sooner.

use super::{
    answer::temporary,
    api::{Api, Known},
    meter::Meter,
    socket::Socket,
};
use crate::{model::kinds::JobErrorCode, providers::ProviderError};
use serde_json::Value;
use std::time::Duration;

/// The pause between two looks, once the prompt is said to have ended.
const SHORT: Duration = Duration::from_millis(250);
/// Looks in a row that may fail before the waiting is given up.
const PATIENCE: u32 = 5;

/// The entry in the history that a prompt ends with. A look that fails is tried again: what is being drawn is not given
/// up because of one.
pub(super) async fn ended(
    api: &Api,
    id: &str,
    mut socket: Socket,
    mut meter: Meter<'_>,
    mut pause: Duration,
) -> Result<Value, ProviderError> {
    let mut failed = 0;
    loop {
        match api.look(id).await {
            Ok(Known::Ended(entry)) => return Ok(entry),
            Ok(Known::Open(_)) => failed = 0,
            Ok(Known::Nothing) => {
                return Err(temporary(
                    "ComfyUI does not know this picture any more. It may have been restarted.",
                ));
            }
            Err(error) if passing(&error) && failed < PATIENCE => failed += 1,
            Err(error) => return Err(error),
        }
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            // The history follows within a moment.
            () = socket.listen(&mut meter) => pause = pause.min(SHORT),
        }
    }
}

fn passing(error: &ProviderError) -> bool {
    matches!(
        error.code,
        JobErrorCode::Temporary | JobErrorCode::RateLimit
    )
}
