//! `POST /api/v1/login`.

use super::{COOKIE, UserShape, shape_of, token};
use crate::{problem::Problem, state::Api, wire::Json};
use axum::{
    Extension,
    extract::{ConnectInfo, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use otklik_crm::credentials;
use otklik_model::TenantId;
use otklik_store::{
    tenants,
    users::{self, User},
    web_sessions::{self, WebSession},
};
use serde::{Deserialize, Serialize};
use std::{
    net::{IpAddr, SocketAddr},
    sync::PoisonError,
    time::Duration,
};
use utoipa::ToSchema;

/// How long a login lasts: a working week with its weekend (chosen).
const LIFETIME: Duration = Duration::from_secs(7 * 24 * 3600);

/// A hash nobody's password has: checked for unknown logins, so that they take as long as known ones.
const NOBODYS_HASH: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZSBzYWx0IGhlcmU$wWKIMhR9lyDFvRz9YTZweHKfftftf+qvDTAmJ9yYsDc";

/// Who logs in.
#[derive(Debug, Deserialize, ToSchema)]
pub struct LoginRequest {
    /// The login; where several companies share the server, `login@domain`.
    pub login: String,
    /// The password.
    pub password: String,
}

/// A good login.
#[derive(Debug, Serialize, ToSchema)]
pub struct LoginAnswer {
    /// For `Authorization: Bearer`; browsers get it as a cookie as well.
    pub token: String,
    /// Who logged in.
    pub user: UserShape,
}

/// Log in
#[utoipa::path(post, operation_id = "log_in", path = "/login", tag = "login", request_body = LoginRequest, responses(
    (status = 200, body = LoginAnswer),
    (status = 401, description = "`wrong_credentials`", body = Problem),
    (status = 429, description = "`too_many_attempts`, with Retry-After", body = Problem),
))]
pub async fn login(
    State(api): State<Api>,
    peer: Option<Extension<ConnectInfo<SocketAddr>>>,
    headers: HeaderMap,
    Json(request): Json<LoginRequest>,
) -> Result<Response, Problem> {
    let address = peer.map_or(IpAddr::from([127, 0, 0, 1]), |Extension(ConnectInfo(peer))| peer.ip());
    let login = request.login.trim().to_lowercase();
    refuse_guessing(&api, address, &login)?;
    let Some((tenant_id, user)) = check(&api, &login, request.password).await? else {
        with_attempts(&api, |attempts, now| attempts.failed(address, &login, now));
        return Err(Problem::new(
            StatusCode::UNAUTHORIZED,
            "wrong_credentials",
            "Wrong login or password",
            "Check the login and the password.",
        ));
    };
    with_attempts(&api, |attempts, _| attempts.succeeded(address, &login));
    let token = sign(&api, tenant_id, &user).await?;
    let user = shape_of(&api, tenant_id, user);
    let cookie = cookie(&token, is_https(&headers), LIFETIME);
    Ok(([(header::SET_COOKIE, cookie)], Json(LoginAnswer { token, user })).into_response())
}

fn refuse_guessing(api: &Api, address: IpAddr, login: &str) -> Result<(), Problem> {
    let wait_s = with_attempts(api, |attempts, now| attempts.wait_s(address, login, now));
    let Some(wait_s) = wait_s else { return Ok(()) };
    let detail = format!("Too many wrong passwords; try again in {wait_s} s.");
    Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_many_attempts", "Too many attempts", detail).with_retry_after(wait_s))
}

fn with_attempts<T>(api: &Api, work: impl FnOnce(&mut super::Attempts, otklik_model::Timestamp) -> T) -> T {
    work(&mut api.attempts.lock().unwrap_or_else(PoisonError::into_inner), api.now())
}

/// The user whose password it is. Unknown, disabled and known logins take the same time.
async fn check(api: &Api, login: &str, password: String) -> Result<Option<(TenantId, User)>, Problem> {
    let found = find(api, login).await?;
    let hash = found.as_ref().map_or_else(|| NOBODYS_HASH.to_owned(), |(_, user)| user.password_hash.clone());
    let right = tokio::task::spawn_blocking(move || credentials::is_password(&password, &hash)).await;
    let right = right.map_err(|cause| Problem::internal(&cause))?;
    Ok(found.filter(|(_, user)| right && user.disabled_at.is_none()))
}

/// A login may name its company by `@domain`; without it, it must be the only one of that name on this server.
async fn find(api: &Api, login: &str) -> Result<Option<(TenantId, User)>, Problem> {
    let mut same = users::find_by_login_anywhere(&api.store, login).await?;
    if same.len() == 1 {
        return Ok(same.pop());
    }
    let Some((name, domain)) = login.rsplit_once('@') else { return Ok(None) };
    let Some(tenant) = tenants::list(&api.store).await?.into_iter().find(|tenant| tenant.domain == domain) else { return Ok(None) };
    Ok(users::find_by_login(&api.store.read(tenant.id), name).await?.map(|user| (tenant.id, user)))
}

async fn sign(api: &Api, tenant_id: TenantId, user: &User) -> Result<String, Problem> {
    let token = api.with_rng(token::draw);
    let now = api.now();
    let web_session = WebSession { token_hash: token::hash(&token), user_id: user.id, created_at: now, expires_at: now + LIFETIME };
    let mut tx = api.store.begin(tenant_id).await?;
    web_sessions::delete_expired(&mut tx, now).await?;
    web_sessions::insert(&mut tx, &web_session).await?;
    tx.commit().await?;
    Ok(token)
}

/// `__Host-` and Secure need HTTPS; a laptop on loopback has none.
pub(super) fn cookie(token: &str, https: bool, lifetime: Duration) -> HeaderValue {
    let (prefix, secure) = if https { ("__Host-", "; Secure") } else { ("", "") };
    let text = format!("{prefix}{COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={}{secure}", lifetime.as_secs());
    HeaderValue::from_str(&text).expect("a token in hexadecimal is a valid header value")
}

/// Behind a proxy that ends TLS, it says so.
pub(super) fn is_https(headers: &HeaderMap) -> bool {
    headers.get("x-forwarded-proto").is_some_and(|proto| proto == "https")
}
