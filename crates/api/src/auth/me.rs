//! `GET /api/v1/me`, and a user as the API shows one.

use super::Signed;
use crate::{
    problem::Problem,
    state::Api,
    wire::{Json, words},
};
use axum::extract::State;
use otklik_model::TenantId;
use otklik_store::users::{self, User};
use serde::Serialize;
use utoipa::ToSchema;

/// A login.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = User)]
pub struct UserShape {
    /// `user_01J…`.
    pub id: String,
    /// What is typed at the login.
    pub login: String,
    /// Name shown to colleagues.
    pub name: String,
    /// Internal short number.
    pub extension: Option<String>,
    /// `agent`, `supervisor` or `administrator`.
    #[schema(value_type = words::Role)]
    pub role: &'static str,
    /// Where mail goes.
    pub email: Option<String>,
    /// Whether the login is refused.
    pub disabled: bool,
    /// How many of the user's phones are connected now.
    pub devices_registered: usize,
}

/// A stored user with what is known of him now.
pub(crate) fn shape_of(api: &Api, tenant_id: TenantId, user: User) -> UserShape {
    UserShape {
        id: user.id.to_string(),
        login: user.login,
        name: user.name,
        extension: user.extension,
        role: user.role.as_str(),
        email: user.email,
        disabled: user.disabled_at.is_some(),
        devices_registered: api.live.phones_of(tenant_id, user.id),
    }
}

/// Who is logged in
#[utoipa::path(get, operation_id = "show_me", path = "/me", tag = "login", responses((status = 200, body = UserShape), (status = 401, body = Problem)))]
pub async fn me(State(api): State<Api>, signed: Signed) -> Result<Json<UserShape>, Problem> {
    let user = users::find(&api.store.read(signed.tenant_id), signed.user_id).await?;
    let user = user.ok_or_else(Problem::not_logged_in)?;
    Ok(Json(shape_of(&api, signed.tenant_id, user)))
}
