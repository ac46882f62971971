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
     connect-src 'self' ws: wss:; base-uri 'none'; form-action 'self'; frame-ancestors ";

/// The page that needs no login, and the only one that another site may be allowed to show in a frame.
const PUBLIC_PAGE: &str = "calculator";

/// Sites that may show the public page in a frame, as a policy names them; nobody may without them.
#[derive(Debug, Clone)]
pub struct Embedding(HeaderValue);

impl Embedding {
    /// The policy for these origins.
    pub fn of(origins: &[Origin]) -> Self {
        let ancestors = if origins.is_empty() {
            "'none'".to_owned()
        } else {
            origins.iter().map(|Origin(text)| text.as_str()).collect::<Vec<_>>().join(" ")
        };
        let policy = HeaderValue::from_str(&format!("{CONTENT_SECURITY_POLICY}{ancestors}"));
        Self(policy.expect("an origin is made of letters that headers take"))
    }
}

/// Scheme, host and port of a site.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(try_from = "String")]
pub struct Origin(String);

impl std::str::FromStr for Origin {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let uri: Uri = text.parse().map_err(|_| not_an_origin(text))?;
        let is_bare = uri.path() == "/" && uri.query().is_none() && !text.ends_with('/');
        match (uri.scheme_str(), uri.authority()) {
            (Some("https" | "http"), Some(authority)) if is_bare && authority.as_str().chars().all(is_of_host) => Ok(Self(text.to_owned())),
            _ => Err(not_an_origin(text)),
        }
    }
}

impl TryFrom<String> for Origin {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

const fn is_of_host(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | ':' | '[' | ']')
}

fn not_an_origin(text: &str) -> String {
    format!("{text:?} is not the address of a site; write it like https://www.example.com, without a path")
}

/// Serves a file, or the page itself for any address of the console.
pub fn serve(uri: &Uri, embedding: &Embedding) -> Response {
    let mut response = found(uri);
    let is_public = uri.path().trim_matches('/') == PUBLIC_PAGE;
    let Embedding(policy) = if is_public { embedding.clone() } else { Embedding::of(&[]) };
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}

fn found(uri: &Uri) -> Response {
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
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(path: &str, origins: &[&str]) -> String {
        let origins: Vec<Origin> = origins.iter().map(|origin| origin.parse().unwrap()).collect();
        let response = serve(&path.parse().unwrap(), &Embedding::of(&origins));
        response.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned()
    }

    #[test]
    fn only_the_public_page_may_be_framed_and_only_by_named_sites() {
        let sites = ["https://www.example.com", "https://shop.example:8443"];
        assert!(policy("/calculator", &sites).ends_with("frame-ancestors https://www.example.com https://shop.example:8443"));
        for path in ["/", "/losses", "/calculator/x", "/calculatorx", "/settings"] {
            assert!(policy(path, &sites).ends_with("frame-ancestors 'none'"), "{path}");
        }
        assert!(policy("/calculator", &[]).ends_with("frame-ancestors 'none'"));
    }

    #[test]
    fn an_origin_cannot_carry_anything_into_the_policy() {
        for wrong in [
            "example.com",
            "https://",
            "https://a.example/x",
            "https://a.example/",
            "https://a.example; script-src *",
            "ftp://a.example",
            "*",
            "https://a@b.example",
        ] {
            assert!(wrong.parse::<Origin>().is_err(), "{wrong}");
        }
    }
}
