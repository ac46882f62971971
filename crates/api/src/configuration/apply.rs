//! `PUT /api/v1/configuration`.

use crate::{auth::Signed, problem::Problem, state::Api, wire::Json};
use axum::extract::State;
use otklik_crm::{
    Acting,
    configuration::{self, Application, ApplyRefused, Difference, FileRefused, Source},
};
use otklik_model::{Role, TenantId};
use serde::{Deserialize, Serialize};
use tokio::runtime::Handle;
use utoipa::ToSchema;

/// A file to apply.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ApplyRequest {
    /// How mistakes name it.
    pub file: String,
    /// Its whole text.
    pub text: String,
    /// Only say what would change.
    #[serde(default)]
    pub dry_run: bool,
}

/// What was, or would be, changed.
#[derive(Debug, Serialize, ToSchema)]
pub struct ApplyAnswer {
    /// One line each; nothing when the company was like the file already.
    pub differences: Vec<String>,
}

/// Make the company equal to a file
///
/// All at once or not at all.
#[utoipa::path(put, operation_id = "apply_configuration", path = "/configuration", tag = "configuration", request_body = ApplyRequest, responses(
    (status = 200, body = ApplyAnswer),
    (status = 403, description = "`forbidden`", body = Problem),
    (status = 422, description = "`invalid`: file, line, column and what was expected", body = Problem),
))]
pub async fn apply(State(api): State<Api>, signed: Signed, Json(request): Json<ApplyRequest>) -> Result<Json<ApplyAnswer>, Problem> {
    signed.require(Role::Administrator)?;
    let (acting, runtime) = (api.acting(&signed), Handle::current());
    // The use case borrows its readers across many awaits, which the compiler cannot prove movable between threads: it stays on one.
    let applied = tokio::task::spawn_blocking(move || runtime.block_on(carry_out(&api, signed.tenant_id, &request, acting))).await;
    let differences = applied.map_err(|cause| Problem::internal(&cause))??;
    Ok(Json(ApplyAnswer { differences: differences.iter().map(ToString::to_string).collect() }))
}

async fn carry_out(api: &Api, only: TenantId, request: &ApplyRequest, mut acting: Acting) -> Result<Vec<Difference>, Problem> {
    let source = Source { file: &request.file, text: &request.text };
    let file = configuration::read(source)?;
    let application = Application { file: &file, source, only: Some(only) };
    if request.dry_run {
        return Ok(configuration::plan(&api.store, application, &mut acting).await?);
    }
    Ok(configuration::apply(&api.store, application, &mut acting).await?.differences)
}

impl From<FileRefused> for Problem {
    fn from(refused: FileRefused) -> Self {
        Self::invalid_field("text", refused.to_string())
    }
}

impl From<ApplyRefused> for Problem {
    fn from(refused: ApplyRefused) -> Self {
        match refused {
            ApplyRefused::File(refused) => refused.into(),
            ApplyRefused::Store(error) => error.into(),
        }
    }
}
