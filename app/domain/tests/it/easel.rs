//! A provider that can do what a test says, and keeps what it was asked.

use domain::{
    ctx::Ctx,
    model::{
        ids::{AssetId, ProjectId},
        kinds::{AssetType, ProviderKind, ReferenceRole},
    },
    providers::{Capabilities, Drawn, ImageProvider, Progress, ProviderError, Providers, Request},
    services::{
        assets::{self, AssetInput},
        references::extras::ExtraInput,
    },
    testing::{TestCtx, png, settings},
};
use sha2::{Digest, Sha256};
use std::sync::{Arc, Mutex};

/// The provider `easel`.
pub(crate) struct Easel {
    can: Capabilities,
    asked: Mutex<Vec<Request>>,
}

impl Easel {
    /// Everything that it was asked for, in order.
    pub(crate) fn asked(&self) -> Vec<Request> {
        self.asked.lock().unwrap().clone()
    }

    /// What it was asked for last.
    pub(crate) fn last(&self) -> Request {
        self.asked().pop().unwrap()
    }
}

#[async_trait::async_trait]
impl ImageProvider for Easel {
    fn capabilities(&self) -> Capabilities {
        self.can.clone()
    }

    async fn draw(&self, request: Request, _: &Progress) -> Result<Drawn, ProviderError> {
        let bytes = png((request.seed % 200) as u8);
        self.asked.lock().unwrap().push(request);
        Ok(Drawn {
            bytes,
            cost: None,
            metadata: serde_json::Value::Null,
        })
    }

    async fn test(&self) -> Result<String, ProviderError> {
        Ok("It is there.".to_owned())
    }
}

/// One that takes everything, and so many references.
pub(crate) fn taking(references: usize) -> Capabilities {
    Capabilities {
        references,
        roles: true,
        weights: true,
        negative: true,
        seeds: true,
        cost: 0.25,
        reference_cost: 0.5,
        ..Capabilities::plain(ProviderKind::Fake, "easel", "Easel, for tests")
    }
}

/// A process that draws with an easel alone.
pub(crate) fn easel(ctx: &TestCtx, can: Capabilities) -> (Ctx, Arc<Easel>) {
    let easel = Arc::new(Easel {
        can,
        asked: Mutex::default(),
    });
    let process = Ctx {
        providers: Providers::new(easel.clone(), Vec::new()),
        ..ctx.with(settings())
    };
    (process, easel)
}

/// An asset of the film, in no scene and without a picture.
pub(crate) async fn cast(
    ctx: &TestCtx,
    film: ProjectId,
    name: &str,
    asset_type: AssetType,
) -> AssetId {
    let input = AssetInput {
        name: Some(name.into()),
        asset_type: Some(asset_type),
        ..Default::default()
    };
    assets::create(ctx, ctx.viewer, film, None, input)
        .await
        .unwrap()
        .id
}

/// Gives an asset a master of a shade.
pub(crate) async fn master(ctx: &TestCtx, film: ProjectId, asset: AssetId, shade: u8) {
    assets::upload_master(ctx, ctx.viewer, film, asset, None, png(shade))
        .await
        .unwrap();
}

/// What says that an asset is to be sent along.
pub(crate) fn extra(
    asset_id: AssetId,
    role: ReferenceRole,
    weight: impl Into<Option<f64>>,
) -> ExtraInput {
    ExtraInput {
        asset_id,
        role,
        weight: weight.into(),
    }
}

/// The name of bytes.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    format!("{:x}", Sha256::digest(bytes))
}
