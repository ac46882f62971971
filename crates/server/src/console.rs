//! The console inside the program: files of `web/console/dist`, taken in when it was built.

use axum::{
    http::{HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use otklik_model::SiteOrigin;
use otklik_store::{Store, tenants};
use rust_embed::Embed;
use std::collections::BTreeSet;

#[derive(Embed)]
#[folder = "../../web/console/dist"]
#[allow_missing = true]
struct Dist;

/// Only our own scripts and styles; sockets and media to ourselves. Styles inline: the component library sets positions by them.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; media-src 'self' blob:; \
     connect-src 'self' ws: wss:; base-uri 'none'; form-action 'self'; frame-ancestors ";

/// The page that needs no login, and the only one that another site may be allowed to show in a frame.
const PUBLIC_PAGE: &str = "calculator";

/// Serves a file, or the page itself for any address of the console.
pub async fn serve(uri: &Uri, store: &Store) -> Response {
    let is_public = uri.path().trim_matches('/') == PUBLIC_PAGE;
    let sites = if is_public { embedding_sites(store).await } else { BTreeSet::new() };
    let mut response = found(uri);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy(&sites));
    response
}

/// The page belongs to no company, so it may be shown by the sites of all. Without a database it is still served, and framed by nobody.
async fn embedding_sites(store: &Store) -> BTreeSet<SiteOrigin> {
    let tenants = tenants::list(store).await.inspect_err(|error| tracing::warn!(%error, "who may embed the calculator is not known"));
    tenants.unwrap_or_default().into_iter().flat_map(|tenant| tenant.embed_calculator).collect()
}

fn policy(sites: &BTreeSet<SiteOrigin>) -> HeaderValue {
    let names: Vec<&str> = sites.iter().map(SiteOrigin::as_str).collect();
    let ancestors = if names.is_empty() { "'none'".to_owned() } else { names.join(" ") };
    HeaderValue::from_str(&format!("{CONTENT_SECURITY_POLICY}{ancestors}")).expect("an origin is made of letters that headers take")
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
    use otklik_model::{Region, TenantId, Timestamp};
    use otklik_store::{Location, Opener};

    async fn store(folder: &tempfile::TempDir, sites: &[&str]) -> Store {
        let store = Store::open(&Location::Folder(folder.path().to_owned()), Opener::Server).await.unwrap();
        for (number, site) in (1..).zip(sites) {
            let tenant = tenants::Tenant {
                id: TenantId::from_u128(number),
                name: "Doors".into(),
                domain: format!("doors{number}.example"),
                region: Region::RU,
                time_zone: "Europe/Moscow".into(),
                recorded: false,
                embed_calculator: vec![site.parse().unwrap()],
                created_at: Timestamp::UNIX_EPOCH,
            };
            let mut tx = store.begin(tenant.id).await.unwrap();
            tenants::insert(&mut tx, &tenant).await.unwrap();
            tx.commit().await.unwrap();
        }
        store
    }

    async fn policy_of(path: &str, store: &Store) -> String {
        let response = serve(&path.parse().unwrap(), store).await;
        response.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned()
    }

    #[tokio::test]
    async fn only_the_public_page_may_be_framed_and_only_by_the_sites_of_the_companies() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder, &["https://www.example.com", "https://shop.example:8443", "https://www.example.com"]).await;
        let framed = policy_of("/calculator", &store).await;
        assert!(framed.ends_with("; frame-ancestors https://shop.example:8443 https://www.example.com"), "{framed}");
        for path in ["/", "/losses", "/calculator/x", "/calculatorx", "/settings"] {
            assert!(policy_of(path, &store).await.ends_with("frame-ancestors 'none'"), "{path}");
        }
    }

    #[tokio::test]
    async fn where_no_company_names_a_site_nobody_frames() {
        let folder = tempfile::tempdir().unwrap();
        assert!(policy_of("/calculator", &store(&folder, &[]).await).await.ends_with("frame-ancestors 'none'"));
    }
}
