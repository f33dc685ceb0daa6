//! An asset whose master has a history, and short ways to change it.

use crate::support::everything;
use domain::{
    ctx::{Ctx, Viewer},
    error::Result,
    model::{
        ids::{AssetId, MasterAttemptId, ProjectId},
        kinds::AssetType,
        masters::MasterAttemptView,
        paging::Paging,
        views::AssetView,
    },
    services::assets::{self, AssetInput, history},
    testing::{TestCtx, png},
};

/// An asset of a film.
#[derive(Clone, Copy)]
pub(crate) struct Lantern {
    pub(crate) film: ProjectId,
    pub(crate) asset: AssetId,
}

impl Lantern {
    pub(crate) async fn new(ctx: &TestCtx) -> Self {
        Self::called(ctx, ctx.scene().await.project, "Brass lantern").await
    }

    pub(crate) async fn called(ctx: &TestCtx, film: ProjectId, name: &str) -> Self {
        let input = AssetInput {
            name: Some(name.into()),
            asset_type: Some(AssetType::Prop),
            description: Some("Brass, dented".into()),
            locked: None,
        };
        let asset = assets::create(ctx, ctx.viewer, film, None, input).await;
        Self {
            film,
            asset: asset.unwrap().id,
        }
    }

    pub(crate) async fn shown(self, ctx: &TestCtx) -> AssetView {
        let shown = assets::get(ctx, ctx.viewer, self.film, self.asset).await;
        shown.unwrap()
    }

    pub(crate) async fn send(self, ctx: &Ctx, viewer: Viewer, shade: u8) -> Result<AssetView> {
        let name = Some("lantern.png".into());
        assets::upload_master(ctx, viewer, self.film, self.asset, name, png(shade)).await
    }

    pub(crate) async fn upload(self, ctx: &TestCtx, shade: u8) -> MasterAttemptView {
        self.send(ctx, ctx.viewer, shade).await.unwrap();
        self.live(ctx).await.remove(0)
    }

    /// As many uploads, the oldest first.
    pub(crate) async fn uploads(self, ctx: &TestCtx, count: u8) -> Vec<MasterAttemptView> {
        let mut made = Vec::new();
        for shade in 0..count {
            made.push(self.upload(ctx, shade * 10).await);
        }
        made
    }

    pub(crate) async fn live(self, ctx: &TestCtx) -> Vec<MasterAttemptView> {
        let live = history::list(ctx, ctx.viewer, self.film, self.asset).await;
        live.unwrap()
    }

    pub(crate) async fn page(
        self,
        ctx: &Ctx,
        viewer: Viewer,
        paging: &Paging,
    ) -> Vec<MasterAttemptView> {
        let page = history::list_removed(ctx, viewer, self.film, self.asset, paging).await;
        page.unwrap().rows
    }

    pub(crate) async fn removed(self, ctx: &TestCtx) -> Vec<MasterAttemptView> {
        self.page(ctx, ctx.viewer, &everything()).await
    }

    pub(crate) async fn numbers(self, ctx: &TestCtx) -> Vec<i32> {
        numbers(&self.live(ctx).await)
    }

    pub(crate) async fn selected(self, ctx: &TestCtx) -> Option<i32> {
        let live = self.live(ctx).await;
        live.iter()
            .find(|attempt| attempt.is_selected)
            .map(|attempt| attempt.attempt_number)
    }

    pub(crate) async fn select(
        self,
        ctx: &Ctx,
        viewer: Viewer,
        id: MasterAttemptId,
    ) -> Result<MasterAttemptView> {
        history::select(ctx, viewer, self.film, self.asset, id).await
    }

    pub(crate) async fn delete(self, ctx: &Ctx, viewer: Viewer, id: MasterAttemptId) -> Result<()> {
        history::delete(ctx, viewer, self.film, self.asset, id).await
    }

    pub(crate) async fn restore(
        self,
        ctx: &Ctx,
        viewer: Viewer,
        id: MasterAttemptId,
    ) -> Result<(MasterAttemptView, Option<MasterAttemptView>)> {
        history::restore(ctx, viewer, self.film, self.asset, id).await
    }

    pub(crate) async fn lock(self, ctx: &TestCtx, locked: bool) {
        let input = AssetInput {
            locked: Some(locked),
            ..Default::default()
        };
        assets::update(ctx, ctx.viewer, self.film, self.asset, input)
            .await
            .unwrap();
    }
}

/// The numbers of attempts, in their order.
pub(crate) fn numbers(of: &[MasterAttemptView]) -> Vec<i32> {
    of.iter().map(|attempt| attempt.attempt_number).collect()
}
