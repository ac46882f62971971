//! Who asks: logins, tokens and roles.

mod attempts;
mod login;
mod logout;
mod me;
mod token;

pub use attempts::Attempts;
pub use login::login;
pub use logout::logout;
pub use me::{UserShape, me};

pub(crate) use login::__path_login;
pub(crate) use logout::__path_logout;
pub(crate) use me::__path_me;
pub(crate) use me::shape_of;

use crate::{problem::Problem, state::Api};
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, Method, Uri, header, request::Parts},
};
use otklik_model::{Role, TenantId, UserId};
use otklik_store::{users, web_sessions};
use token::TokenHash;

/// The cookie of a logged-in browser.
pub(crate) const COOKIE: &str = "otklik_session";
/// What the console sends with every request of its own; other sites cannot (they would need our permission by CORS).
const CSRF_HEADER: (&str, &str) = ("x-requested-with", "otklik");

/// A user whose token was found good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// Whose data he sees.
    pub tenant_id: TenantId,
    /// Who he is.
    pub user_id: UserId,
    /// What he may do.
    pub role: Role,
    pub(crate) token_hash: TokenHash,
}

impl Signed {
    /// Goes on only with that role or a higher one.
    pub fn require(&self, role: Role) -> Result<(), Problem> {
        if self.role >= role { Ok(()) } else { Err(Problem::forbidden(role.as_str())) }
    }
}

impl FromRequestParts<Api> for Signed {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Problem> {
        let presented = presented_token(parts).ok_or_else(Problem::not_logged_in)?;
        if presented.by_cookie && changes_something(parts) && !is_our_console(&parts.headers) {
            return Err(Problem::new(
                axum::http::StatusCode::FORBIDDEN,
                "csrf",
                "Not from the console",
                "Requests with a cookie that change something need the header X-Requested-With: otklik from the same origin.",
            ));
        }
        find(api, token::hash(&presented.token)).await?.ok_or_else(Problem::not_logged_in)
    }
}

/// Whether a login is still good: not logged out, not expired, not disabled, same role.
pub(crate) async fn is_current(api: &Api, signed: &Signed) -> Result<bool, Problem> {
    Ok(find(api, signed.token_hash).await?.as_ref() == Some(signed))
}

async fn find(api: &Api, token_hash: TokenHash) -> Result<Option<Signed>, Problem> {
    let Some((tenant_id, web_session)) = web_sessions::find(&api.store, token_hash, api.now()).await? else { return Ok(None) };
    let user = users::find(&api.store.read(tenant_id), web_session.user_id).await?;
    let allowed = user.filter(|user| user.disabled_at.is_none());
    Ok(allowed.map(|user| Signed { tenant_id, user_id: user.id, role: user.role, token_hash }))
}

struct Presented {
    token: String,
    by_cookie: bool,
}

fn presented_token(parts: &Parts) -> Option<Presented> {
    let bearer = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    if let Some(token) = bearer {
        return Some(Presented { token: token.trim().to_owned(), by_cookie: false });
    }
    if let Some(token) = is_upgrade(&parts.headers).then(|| token_in_query(&parts.uri)).flatten() {
        return Some(Presented { token, by_cookie: false });
    }
    cookie_token(&parts.headers).map(|token| Presented { token, by_cookie: true })
}

/// Browsers cannot set headers on a WebSocket, and programs without cookies need some way: only there a token in the address is taken.
fn token_in_query(uri: &Uri) -> Option<String> {
    uri.query()?.split('&').find_map(|pair| pair.strip_prefix("token=")).map(str::to_owned)
}

fn cookie_token(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| name.strip_prefix("__Host-").unwrap_or(name) == COOKIE).map(|(_, token)| token.to_owned())
}

fn changes_something(parts: &Parts) -> bool {
    !matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS) || is_upgrade(&parts.headers)
}

fn is_upgrade(headers: &HeaderMap) -> bool {
    headers.contains_key(header::UPGRADE)
}

/// The console's own requests: the header, and an Origin, when sent, of this very host. A WebSocket carries no header of ours, so
/// there the Origin alone decides.
fn is_our_console(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let origin_host = text("origin").and_then(|origin| origin.split_once("://")).map(|(_, host)| host);
    let same_origin = origin_host.is_none_or(|origin| Some(origin) == text("host"));
    let marked = text(CSRF_HEADER.0) == Some(CSRF_HEADER.1);
    same_origin && (marked || (is_upgrade(headers) && origin_host.is_some()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderName, Request};

    fn parts(headers: &[(&str, &str)], uri: &str) -> Parts {
        let mut request = Request::builder().uri(uri).body(()).unwrap();
        for (name, value) in headers {
            request.headers_mut().append(name.parse::<HeaderName>().unwrap(), value.parse().unwrap());
        }
        request.into_parts().0
    }

    #[test]
    fn a_token_comes_by_bearer_then_cookie() {
        let both = parts(&[("authorization", "Bearer abc"), ("cookie", "a=b; otklik_session=def")], "/");
        assert_eq!(presented_token(&both).unwrap().token, "abc");
        let cookie = presented_token(&parts(&[("cookie", "a=b; __Host-otklik_session=def")], "/")).unwrap();
        assert!(cookie.by_cookie && cookie.token == "def");
    }

    #[test]
    fn a_token_in_the_address_is_taken_only_for_a_websocket() {
        assert!(presented_token(&parts(&[], "/api/v1/me?token=abc")).is_none());
        assert_eq!(presented_token(&parts(&[("upgrade", "websocket")], "/api/v1/live?x=1&token=abc")).unwrap().token, "abc");
    }

    #[test]
    fn another_sites_page_cannot_use_the_cookie() {
        let ours = [("host", "pbx.example"), ("origin", "https://pbx.example"), ("x-requested-with", "otklik")];
        assert!(is_our_console(&parts(&ours, "/").headers));
        let foreign = [("host", "pbx.example"), ("origin", "https://evil.example"), ("x-requested-with", "otklik")];
        assert!(!is_our_console(&parts(&foreign, "/").headers));
        assert!(!is_our_console(&parts(&[("host", "pbx.example")], "/").headers));
        let socket = [("host", "pbx.example"), ("origin", "https://evil.example"), ("upgrade", "websocket")];
        assert!(!is_our_console(&parts(&socket, "/").headers));
    }
}
