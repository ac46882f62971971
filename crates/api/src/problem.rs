//! Errors as the API tells them: RFC 9457 problems with a code the console translates. The only place where refusals meet HTTP.

use axum::{
    Json,
    body::to_bytes,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

/// What a failed operation answers, as `application/problem+json`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    /// Always `about:blank`: `code` tells the kinds apart.
    #[serde(rename = "type")]
    kind: &'static str,
    /// A short English title of the kind.
    pub(crate) title: &'static str,
    /// The HTTP status.
    pub(crate) status: u16,
    /// What the console translates by.
    pub(crate) code: &'static str,
    /// What happened this time and what to do, in English.
    pub(crate) detail: String,
    /// Fields that were not accepted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) errors: Vec<FieldProblem>,
    /// What the client needs to go on, for example the present version of what it tried to change.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<serde_json::Value>)]
    present: Option<Box<serde_json::Value>>,
    #[serde(skip)]
    retry_after_s: Option<u32>,
}

/// One field that was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldProblem {
    /// Its name, with dots for nesting.
    pub field: String,
    /// Why, and what would be accepted.
    pub message: String,
}

impl Problem {
    /// A problem of one kind.
    pub fn new(status: StatusCode, code: &'static str, title: &'static str, detail: impl Into<String>) -> Self {
        Self {
            kind: "about:blank",
            title,
            status: status.as_u16(),
            code,
            detail: detail.into(),
            errors: Vec::new(),
            present: None,
            retry_after_s: None,
        }
    }

    /// Nobody is logged in, or the login has ended.
    pub fn not_logged_in() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "not_logged_in", "Not logged in", "Log in first: POST /api/v1/login.")
    }

    /// The user's role does not reach.
    pub fn forbidden(needs: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", "Not allowed", format!("This needs the role {needs}."))
    }

    /// Nothing there, or nothing this user may see.
    pub fn not_found(what: &'static str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "Not found", format!("There is no such {what}."))
    }

    /// Something in the request cannot be taken.
    pub fn invalid(errors: Vec<FieldProblem>) -> Self {
        let detail = errors.iter().map(|error| format!("{}: {}", error.field, error.message)).collect::<Vec<_>>().join("; ");
        Self { errors, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", "Not accepted", detail) }
    }

    /// One field cannot be taken.
    pub fn invalid_field(field: &str, message: impl Into<String>) -> Self {
        Self::invalid(vec![FieldProblem { field: field.to_owned(), message: message.into() }])
    }

    /// The request is at odds with what is stored.
    pub fn conflict(code: &'static str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, "At odds with the present state", detail)
    }

    /// What HTTP itself has a word for: no such path, another method, a body too large or not readable.
    pub fn of_status(status: StatusCode, detail: impl Into<String>) -> Self {
        let (code, title) = match status {
            StatusCode::BAD_REQUEST => ("malformed", "Malformed"),
            StatusCode::NOT_FOUND => ("no_such_path", "No such path"),
            StatusCode::METHOD_NOT_ALLOWED => ("method_not_allowed", "No such method here"),
            StatusCode::PAYLOAD_TOO_LARGE => ("too_large", "Too large"),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => ("not_json", "Not JSON"),
            StatusCode::UPGRADE_REQUIRED => ("upgrade_required", "A WebSocket is needed"),
            _ if status.is_server_error() => ("internal", "Failed"),
            _ => ("refused", "Refused"),
        };
        Self::new(status, code, title, detail)
    }

    /// Our fault or the machine's. The cause is logged here, once; the client learns only that it was not done.
    pub fn internal(cause: &dyn std::fmt::Display) -> Self {
        tracing::error!(%cause, "an operation failed");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Failed",
            "The server could not do this; nothing was changed. The log says why.",
        )
    }

    /// Adds what is stored now.
    #[must_use]
    pub fn with_present(self, present: &impl Serialize) -> Self {
        Self { present: serde_json::to_value(present).ok().map(Box::new), ..self }
    }

    /// Adds when to try again.
    #[must_use]
    pub fn with_retry_after(self, seconds: u64) -> Self {
        Self { retry_after_s: u32::try_from(seconds).ok(), ..self }
    }

    /// The HTTP status.
    pub const fn status(&self) -> u16 {
        self.status
    }

    /// What the console translates by.
    pub const fn code(&self) -> &'static str {
        self.code
    }
}

/// Refusals that are made before any operation of ours runs are told as problems too: paths, methods and queries nobody serves.
pub async fn tell_as_problem(request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let response = next.run(request).await;
    let is_refusal = response.status().is_client_error() || response.status().is_server_error();
    let told = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == CONTENT_TYPE);
    if is_api && is_refusal && !told { told_as_problem(response).await } else { response }
}

async fn told_as_problem(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let text = to_bytes(body, REFUSAL_BYTES_MAX).await.unwrap_or_default();
    let detail = match String::from_utf8_lossy(&text).trim() {
        "" => parts.status.canonical_reason().unwrap_or("refused").to_owned(),
        text => text.to_owned(),
    };
    let mut problem = Problem::of_status(parts.status, detail).into_response();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.remove(header::CONTENT_TYPE);
    problem.headers_mut().extend(parts.headers);
    problem
}

/// The longest refusal that axum writes is a line.
const REFUSAL_BYTES_MAX: usize = 4096;

const CONTENT_TYPE: HeaderValue = HeaderValue::from_static("application/problem+json");

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let retry_after_s = self.retry_after_s;
        let mut response = (status, Json(self)).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, CONTENT_TYPE);
        if let Some(seconds) = retry_after_s {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl From<otklik_store::StoreError> for Problem {
    fn from(error: otklik_store::StoreError) -> Self {
        match error {
            otklik_store::StoreError::Duplicate(_) => {
                Self::conflict("duplicate", "There is one already with the same login, number or name.")
            }
            otklik_store::StoreError::ChangedMeanwhile => {
                Self::conflict("changed_meanwhile", "Somebody else changed it meanwhile; load it anew.")
            }
            otklik_store::StoreError::Missing => Self::not_found("record"),
            otklik_store::StoreError::Database(_) => Self::internal(&error),
        }
    }
}

impl From<otklik_crm::refusal::ChangeRefused> for Problem {
    fn from(refused: otklik_crm::refusal::ChangeRefused) -> Self {
        use otklik_crm::refusal::ChangeRefused::{ChangedMeanwhile, Invalid, Missing, Store, WrongState};
        match refused {
            Invalid(errors) => {
                Self::invalid(errors.into_iter().map(|error| FieldProblem { field: error.field, message: error.message }).collect())
            }
            Missing => Self::not_found("record"),
            ChangedMeanwhile => Self::conflict("changed_meanwhile", "Somebody else changed it meanwhile; load it anew."),
            WrongState(why) => Self::conflict("wrong_state", format!("Not done: {why}.")),
            Store(error) => error.into(),
        }
    }
}

impl From<otklik_crm::search::SearchFailed> for Problem {
    fn from(failed: otklik_crm::search::SearchFailed) -> Self {
        Self::internal(&failed)
    }
}
