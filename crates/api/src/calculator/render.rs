//! `POST /api/v1/calculator/render`.

use super::{
    Peer, address,
    turns::{Use, admit},
};
use crate::{problem::Problem, state::Api, wire::Json};
use axum::{
    extract::{Query, State},
    http::header,
    response::{IntoResponse, Response},
};
use otklik_insight::{
    faces::{self, Language},
    report::Report,
};
use serde::Deserialize;
use utoipa::IntoParams;

/// As what, and in which language.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RenderQuery {
    /// `html`, `pdf` or `xlsx`.
    #[serde(rename = "as")]
    #[param(rename = "as")]
    pub shape: String,
    /// `ru` or `en`; Russian if left out.
    pub language: Option<String>,
}

/// Draw a report
///
/// No login. Takes a report as the calculator answered it and gives a file to keep: a page, an A4 document or a workbook. Nothing is kept.
#[utoipa::path(post, operation_id = "render_losses", path = "/calculator/render", tag = "calculator", params(RenderQuery),
    request_body = Report,
    responses(
        (status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 422, description = "`invalid`", body = Problem),
        (status = 429, description = "`too_often`, with Retry-After", body = Problem),
        (status = 503, description = "`busy`, with Retry-After", body = Problem),
    ))]
pub async fn render(
    State(api): State<Api>,
    peer: Peer,
    Query(query): Query<RenderQuery>,
    Json(report): Json<Report>,
) -> Result<Response, Problem> {
    let shape = Shape::named(&query.shape).ok_or_else(|| Problem::invalid_field("as", "html, pdf or xlsx"))?;
    let code = query.language.as_deref().unwrap_or("ru");
    let language = Language::from_code(code).ok_or_else(|| Problem::invalid_field("language", "ru or en"))?;
    let place = admit(&api, Use::Render, address(peer))?;
    let drawn = tokio::task::spawn_blocking(move || {
        let _place = place;
        shape.draw(&report, language)
    });
    let bytes = drawn.await.map_err(|cause| Problem::internal(&cause))??;
    Ok((shape.headers(), bytes).into_response())
}

#[derive(Debug, Clone, Copy)]
enum Shape {
    Html,
    Pdf,
    Xlsx,
}

impl Shape {
    fn named(name: &str) -> Option<Self> {
        match name {
            "html" => Some(Self::Html),
            "pdf" => Some(Self::Pdf),
            "xlsx" => Some(Self::Xlsx),
            _ => None,
        }
    }

    fn draw(self, report: &Report, language: Language) -> Result<Vec<u8>, Problem> {
        match self {
            Self::Html => Ok(faces::html(report, language).into_bytes()),
            Self::Pdf => Ok(faces::pdf(report, language)),
            Self::Xlsx => faces::xlsx(report, language).map_err(|failed| Problem::internal(&failed)),
        }
    }

    /// A file to be kept, never a page of this address: what it shows was sent by somebody.
    const fn headers(self) -> [(header::HeaderName, &'static str); 4] {
        let (kind, name) = match self {
            Self::Html => ("text/html; charset=utf-8", "attachment; filename=\"otklik-losses.html\""),
            Self::Pdf => ("application/pdf", "attachment; filename=\"otklik-losses.pdf\""),
            Self::Xlsx => {
                let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
                (kind, "attachment; filename=\"otklik-losses.xlsx\"")
            }
        };
        [
            (header::CONTENT_TYPE, kind),
            (header::CONTENT_DISPOSITION, name),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::CACHE_CONTROL, "no-store"),
        ]
    }
}
