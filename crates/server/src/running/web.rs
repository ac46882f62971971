//! HTTP: the API, and the console for every other address.

use crate::console;
use axum::{Router, extract::DefaultBodyLimit, http::Uri};
use otklik_store::Store;
use std::net::SocketAddr;
use tokio::{net::TcpListener, sync::watch};

/// No request of the console or the API is larger; files come by their own operations.
const BODY_BYTES_MAX: usize = 1 << 20;

/// Serves until told to stop.
pub async fn serve(listener: TcpListener, api: Router, store: Store, mut stopped: watch::Receiver<bool>) {
    let app = api.fallback(async move |uri: Uri| console::serve(&uri, &store).await).layer(DefaultBodyLimit::max(BODY_BYTES_MAX));
    let stop = async move {
        // An error means that the sender is gone: then it is time to stop as well.
        let _ = stopped.wait_for(|stop| *stop).await;
    };
    let service = app.into_make_service_with_connect_info::<SocketAddr>();
    if let Err(error) = axum::serve(listener, service).with_graceful_shutdown(stop).await {
        tracing::error!(%error, "the web server ended");
    }
}
