//! HTTP and WebSocket: one file per operation, and the live push.
//!
//! An operation reads the request, calls one use case of `crm` inside one transaction, and answers; there are no rules of business
//! here. Telephony is reached by commands over a [`SwitchboardLine`] only. Errors are [problems](problem) (RFC 9457). The document
//! [`openapi`] describes exactly what [`router`] serves, since both are made from the same declarations.
//!
//! ```
//! let document = otklik_api::openapi();
//! assert!(document.paths.paths.contains_key("/api/v1/login"));
//! ```

mod auth;
mod calculator;
mod calls;
mod commitments;
mod companies;
mod configuration;
mod contacts;
mod devices;
mod document;
mod groups;
mod idempotency;
pub mod live;
mod losses;
mod naming;
mod numbers;
pub mod problem;
mod range;
mod schedules;
mod search;
mod state;
mod switchboard_line;
mod system;
mod trunks;
mod users;
mod wire;

pub use calculator::UploadLimits;
pub use live::Live;
pub use state::{Api, Surroundings};
pub use switchboard_line::{Asked, CommandOutcome, SwitchboardLine};

use axum::{Router, http::StatusCode};
use utoipa::openapi::{InfoBuilder, OpenApi, OpenApiBuilder};
use utoipa_axum::{router::OpenApiRouter, routes};

/// Everything under `/api`, and `/healthz` and `/metrics`.
pub fn router(api: Api) -> Router {
    let (router, document) = described().split_for_parts();
    let text = document::refined(document).to_json().expect("the document is plain data");
    let served = axum::routing::get(move || async move { ([("content-type", "application/json")], text) });
    let remembering = axum::middleware::from_fn_with_state(api.clone(), idempotency::remember);
    router
        .route("/api/openapi.json", served)
        .route("/api/{*path}", axum::routing::any(|| async { StatusCode::NOT_FOUND }))
        .layer(remembering)
        .layer(axum::middleware::from_fn(problem::tell_as_problem))
        .with_state(api)
}

/// What [`router`] serves, described.
pub fn openapi() -> OpenApi {
    document::refined(described().into_openapi())
}

fn described() -> OpenApiRouter<Api> {
    let info = InfoBuilder::new().title("Otklik").version("1").description(Some("Calls, clients and promises of a company."));
    let document = OpenApiBuilder::new().info(info.build()).build();
    let v1 = OpenApiRouter::new()
        .routes(routes!(auth::login))
        .routes(routes!(auth::logout))
        .routes(routes!(auth::me))
        .routes(routes!(live::socket::open))
        .routes(routes!(search::search))
        .routes(routes!(trunks::list))
        .routes(routes!(schedules::list))
        .merge(users::router())
        .merge(devices::router())
        .merge(groups::router())
        .merge(numbers::router())
        .merge(contacts::router())
        .merge(companies::router())
        .merge(calls::router())
        .merge(losses::router())
        .merge(commitments::router())
        .merge(configuration::router())
        .merge(calculator::router());
    OpenApiRouter::with_openapi(document).nest("/api/v1", v1).merge(system::router())
}
