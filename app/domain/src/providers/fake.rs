//! A provider for tests alone, which does what the description tells it: `[fail]` fails once and then draws,
//! `[refuse]` fails for good, `[auth]` is refused its key, `[limit]` asks for patience once, `[slow]` takes
//! three seconds, `[hang]` never answers, `[html]` answers with something that is no picture.

use super::{Capabilities, Drawn, ImageProvider, Progress, ProviderError, Request};
use crate::{
    images,
    model::kinds::{JobErrorCode, ProviderKind},
};
use async_trait::async_trait;
use bytes::Bytes;
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

/// The provider `fake`. Keeps what it was asked, so that tests can look at it.
#[derive(Default)]
pub struct Fake {
    asked: Mutex<Vec<Request>>,
    failed: Mutex<HashMap<i64, u32>>,
}

impl Fake {
    /// Everything that it was asked for, in order.
    pub fn asked(&self) -> Vec<Request> {
        self.asked
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn first_time(&self, seed: i64) -> bool {
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        let times = failed.entry(seed).or_default();
        *times += 1;
        *times == 1
    }

    async fn behave(&self, request: &Request, progress: &Progress) -> Result<(), ProviderError> {
        let told = |word: &str| request.description.contains(word);
        if told("[fail]") && self.first_time(request.seed) {
            let words = "The fake provider fails once.";
            return Err(ProviderError::new(JobErrorCode::Temporary, words).unpaid());
        }
        if told("[limit]") && self.first_time(request.seed) {
            let mut error = ProviderError::new(
                JobErrorCode::RateLimit,
                "The fake provider asks for patience.",
            );
            error.retry_after = Some(Duration::from_millis(50));
            return Err(error);
        }
        if told("[refuse]") {
            let words = "The fake provider refuses this description.";
            return Err(ProviderError::new(JobErrorCode::Permanent, words).unpaid());
        }
        if told("[auth]") {
            return Err(ProviderError::new(
                JobErrorCode::AuthError,
                "The fake provider does not know this key.",
            ));
        }
        if told("[hang]") {
            std::future::pending::<()>().await;
        }
        if told("[slow]") {
            for percent in [20, 40, 60, 80] {
                tokio::time::sleep(Duration::from_millis(750)).await;
                progress.send_replace(percent);
            }
        }
        Ok(())
    }
}

#[async_trait]
impl ImageProvider for Fake {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            references: 4,
            roles: true,
            weights: true,
            seeds: true,
            negative: true,
            progress: true,
            cost: 0.04,
            ..Capabilities::plain(ProviderKind::Fake, "fake", "Fake, for tests")
        }
    }

    async fn draw(&self, request: Request, progress: &Progress) -> Result<Drawn, ProviderError> {
        self.asked
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(request.clone());
        self.behave(&request, progress).await?;
        if request.description.contains("[html]") {
            let bytes = Bytes::from_static(b"<html>Service unavailable</html>");
            return Ok(Drawn {
                bytes,
                cost: None,
                metadata: serde_json::Value::Null,
            });
        }
        let shade = (request.seed.unsigned_abs() % 200) as u8;
        let picture = image::RgbImage::from_fn(64, 36, |x, y| {
            image::Rgb([shade, (x * 4) as u8, (y * 7) as u8])
        });
        let picture = images::encode(picture)
            .await
            .map_err(|err| ProviderError::new(JobErrorCode::Permanent, err.to_string()))?;
        Ok(Drawn {
            bytes: picture.bytes,
            cost: Some(0.04),
            metadata: serde_json::json!({ "fake": true }),
        })
    }

    async fn test(&self) -> Result<String, ProviderError> {
        Ok("The fake provider is there.".to_owned())
    }
}
