//! Commitments: what was promised to clients.

mod change;
mod create;
mod keep;
mod list;
mod reopen;
mod shape;
mod withdraw;

pub(crate) use shape::{CommitmentShape, shapes};

use crate::{auth::Signed, problem::Problem, state::Api};
use otklik_model::{CommitmentId, Role, Timestamp, UserId};
use otklik_store::{
    Reader,
    commitments::{self, Commitment},
};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The paths of this noun.
pub fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(list::list, create::create))
        .routes(routes!(change::change))
        .routes(routes!(keep::keep))
        .routes(routes!(withdraw::withdraw))
        .routes(routes!(reopen::reopen))
}

/// Agents see their own commitments and those nobody owns yet.
pub(crate) fn limited_to(signed: &Signed) -> Option<UserId> {
    (signed.role < Role::Supervisor).then_some(signed.user_id)
}

/// A commitment by the id in the path, if this user may see it.
async fn visible(api: &Api, signed: &Signed, id: &str) -> Result<Commitment, Problem> {
    let id: CommitmentId = id.parse().map_err(|_| Problem::not_found("commitment"))?;
    let found = commitments::find(&api.store.read(signed.tenant_id), id).await?;
    let seen = found.filter(|commitment| limited_to(signed).is_none_or(|user_id| commitment.owner_id.is_none_or(|owner| owner == user_id)));
    seen.ok_or_else(|| Problem::not_found("commitment"))
}

/// One commitment as the API shows it.
async fn shape(reader: &Reader<'_>, commitment: Commitment, now: Timestamp) -> Result<CommitmentShape, Problem> {
    shapes(reader, &[commitment], now).await?.pop().ok_or_else(|| Problem::not_found("commitment"))
}
