//! The loss calculator: open to everybody, so it takes turns, has limits, and keeps nothing of what it is sent.

mod count;
mod counting;
mod embedding;
mod file;
mod line;
mod multipart;
mod price;
mod render;
mod turns;
mod upload;

pub use turns::Turns;
pub use upload::UploadLimits;

pub(crate) use price::PriceQuery;

use crate::state::Api;
use axum::{Extension, extract::ConnectInfo};
use std::net::{IpAddr, SocketAddr};
use utoipa_axum::{router::OpenApiRouter, routes};

/// Its operations.
pub fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(embedding::show, embedding::change))
        .routes(routes!(count::count))
        .routes(routes!(file::file))
        .routes(routes!(render::render))
}

/// Who asks, when it is known.
type Peer = Option<Extension<ConnectInfo<SocketAddr>>>;

fn address(peer: Peer) -> IpAddr {
    peer.map_or(IpAddr::from([127, 0, 0, 1]), |Extension(ConnectInfo(peer))| peer.ip())
}
