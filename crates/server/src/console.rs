//! The console inside the program: files of `web/console/dist`, taken in when it was built.

use axum::{
    http::{HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use rust_embed::Embed;

#[derive(Embed)]
#[folder = "../../web/console/dist"]
#[allow_missing = true]
struct Dist;

/// Only our own scripts and styles; sockets and media to ourselves. Styles inline: the component library sets positions by them.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; media-src 'self' blob:; \
     connect-src 'self' ws: wss:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/// Serves a file, or the page itself for any address of the console.
pub async fn serve(uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    match Dist::get(path) {
        Some(file) if !path.is_empty() => respond(path, file),
        _ if path.starts_with("api/") || path.starts_with("assets/") => StatusCode::NOT_FOUND.into_response(),
        _ => match Dist::get("index.html") {
            Some(file) => respond("index.html", file),
            None => (StatusCode::SERVICE_UNAVAILABLE, "The console was not built into this program: run `make build`.\n").into_response(),
        },
    }
}

fn respond(path: &str, file: rust_embed::EmbeddedFile) -> Response {
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    let mut response = file.data.into_owned().into_response();
    let headers = response.headers_mut();
    if let Ok(kind) = HeaderValue::from_str(kind.as_ref()) {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    // Names under assets/ carry a hash of their content.
    let caching = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    response
}
