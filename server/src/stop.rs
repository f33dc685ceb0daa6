//! Serving until told to stop, and then ending what runs within a bounded time.

use axum::Router;
use domain::jobs::worker::Worker;
use std::{future::IntoFuture, net::SocketAddr, time::Duration};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// How long everything that runs may take to end.
const GRACE: Duration = Duration::from_secs(17);

/// Serves until SIGTERM or SIGINT, or until `stop` is cancelled by somebody else. Then no connection is
/// taken any more, streams end, running requests and jobs end or are given back; a second signal, or the
/// end of the grace, ends what is left at once.
pub async fn serve(listener: TcpListener, router: Router, worker: Worker, stop: CancellationToken) {
    let serving = axum::serve(
        listener,
        router.into_make_service_with_connect_info::<SocketAddr>(),
    )
    .with_graceful_shutdown(stop.clone().cancelled_owned());
    let serving = tokio::spawn(serving.into_future());
    tokio::select! {
        () = asked_to_stop() => {}
        () = stop.cancelled() => {}
    }
    tracing::info!("stopping");
    stop.cancel();
    let ending = async {
        let (served, ()) = tokio::join!(serving, worker.stop());
        if let Ok(Err(err)) = served {
            tracing::error!(error = %err, "the connections did not end well");
        }
    };
    tokio::select! {
        () = ending => {}
        () = asked_to_stop() => tracing::warn!("told to stop twice; what still ran is taken up at the next start"),
        () = tokio::time::sleep(GRACE) => tracing::warn!("some requests or jobs did not end in time"),
    }
}

/// Returns when this process is told to stop.
async fn asked_to_stop() {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminated = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending::<()>().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => {}
        () = terminated => {}
    }
}
