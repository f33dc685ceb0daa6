//! The built-in renderer: draws a storyboard panel from the words and the reference, on this machine.

use super::{Capabilities, Drawn, ImageProvider, Progress, ProviderError, Request};
use crate::{
    images,
    model::kinds::{AssetType, JobErrorCode, ProviderKind},
};
use async_trait::async_trait;
use sketch::{Brief, Subject};

/// The provider `sketch`.
pub struct Sketch;

#[async_trait]
impl ImageProvider for Sketch {
    fn capabilities(&self) -> Capabilities {
        let label = "Sketch, the built-in renderer: boards from words, drawn on this machine";
        Capabilities {
            references: 1,
            seeds: true,
            ..Capabilities::plain(ProviderKind::Sketch, "sketch", label)
        }
    }

    async fn draw(&self, request: Request, _progress: &Progress) -> Result<Drawn, ProviderError> {
        let reference = match request.references.first() {
            Some(reference) => Some(
                images::decode_rgb(reference.bytes.clone(), 512)
                    .await
                    .map_err(unreadable)?,
            ),
            None => None,
        };
        let drawing = tokio::task::spawn_blocking(move || draw(&request, reference.as_ref())).await;
        let picture =
            drawing.map_err(|err| ProviderError::new(JobErrorCode::Permanent, err.to_string()))?;
        let picture = images::encode(picture).await.map_err(unreadable)?;
        Ok(Drawn {
            bytes: picture.bytes,
            cost: Some(0.0),
            metadata: serde_json::json!({ "renderer": "sketch" }),
        })
    }

    async fn test(&self) -> Result<String, ProviderError> {
        Ok("The built-in renderer draws on this machine; there is nothing to reach.".to_owned())
    }
}

fn unreadable(err: crate::error::Error) -> ProviderError {
    ProviderError::new(
        JobErrorCode::Permanent,
        format!("The reference picture cannot be used: {err}"),
    )
}

/// Draws it, on the thread that calls.
pub fn draw(request: &Request, reference: Option<&image::RgbImage>) -> image::RgbImage {
    sketch::draw(&Brief {
        subject: match request.asset_type {
            AssetType::Character => Subject::Character,
            AssetType::Location => Subject::Location,
            AssetType::Prop => Subject::Prop,
            AssetType::ExtraArchetype => Subject::Extras,
        },
        name: &request.name,
        description: &request.description,
        tags: &request.tags,
        style: &request.visual_style,
        seed: request.seed as u64,
        reference,
        width: request.width,
        height: request.height,
    })
}
