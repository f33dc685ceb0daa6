//! Who asks. In local mode that is always the one user; a Bearer token is taken and ignored.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use domain::ctx::Viewer;

/// Notes the one user of local mode as the one who asks.
pub async fn local(State(viewer): State<Viewer>, mut request: Request, next: Next) -> Response {
    request.extensions_mut().insert(viewer);
    next.run(request).await
}
