//! `POST /api/v1/calculator/file`.

use super::{
    Peer, PriceQuery, address,
    counting::Asked,
    line::FileLine,
    multipart,
    turns::{Use, admit},
    upload::{self, UploadLimits},
};
use crate::{problem::Problem, state::Api};
use axum::{
    body::Body,
    extract::{Query, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use otklik_insight::{
    files::{self, Format, Mapping, ReadOptions},
    ledger::Terms,
};
use otklik_model::{PhoneNumber, Region};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// How to read the files.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FileQuery {
    /// The name of a single file; only for people.
    pub name: Option<String>,
    /// The format of all files, such as `mango_csv`; each is recognised if left out.
    pub format: Option<String>,
    /// The zone of moments without one; `Europe/Moscow` if left out.
    pub time_zone: Option<String>,
    /// What the columns of a file without a mapping of its own mean, as JSON: the mapping of a `mapping_needed` line, corrected.
    pub mapping: Option<String>,
    /// Numbers of the company, by commas.
    pub own: Option<String>,
    /// Numbers of its people, by commas.
    pub staff: Option<String>,
    /// Numbers of spam, by commas.
    pub spam: Option<String>,
}

/// Where clients are lost, from files of calls
///
/// No login; the body is a file, or several as `multipart/form-data`: each a part named `file`, and before it, where its columns have to be
/// explained, a part named `mapping`. Files may overlap: a row that stands in several is counted once. The answer is lines of JSON, told while
/// the files are read. A file that is refused is the end of the whole: no part is counted in silence. Nothing of the files is kept.
#[utoipa::path(post, operation_id = "count_losses_of_file", path = "/calculator/file", tag = "calculator", params(FileQuery, PriceQuery),
    request_body(content((Vec<u8> = "application/octet-stream"), (FileForm = "multipart/form-data"))),
    responses(
        (status = 200, body = FileLine, content_type = "application/x-ndjson"),
        (status = 422, description = "`invalid`", body = Problem),
        (status = 429, description = "`too_often`, with Retry-After", body = Problem),
        (status = 503, description = "`busy`, with Retry-After", body = Problem),
    ))]
pub async fn file(
    State(api): State<Api>,
    peer: Peer,
    Query(query): Query<FileQuery>,
    Query(price): Query<PriceQuery>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let limits = api.upload_limits;
    let asked = query.asked(&price, limits).and_then(|asked| Ok((asked, form(&headers)?, admit(&api, Use::File, address(peer))?)));
    let (asked, form, place) = match asked {
        Ok(asked) => asked,
        Err(problem) => return Err(upload::refuse(body, limits, problem).await),
    };
    let (pieces, lines, answer) = upload::connect(body, limits);
    tokio::task::spawn_blocking(move || {
        let _place = place;
        asked.answer(pieces, form.as_deref(), &lines);
    });
    // Proxies like to gather an answer before they pass it on; progress would come too late then.
    let headers = [
        (header::CONTENT_TYPE.as_str(), "application/x-ndjson"),
        (header::CACHE_CONTROL.as_str(), "no-store"),
        ("x-accel-buffering", "no"),
    ];
    Ok((headers, answer).into_response())
}

/// The boundary of a form of several files; `None` when the body is one file.
fn form(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.to_ascii_lowercase().starts_with("multipart/") {
        return Ok(None);
    }
    let needed =
        || Problem::invalid_field("Content-Type", "multipart/form-data with a boundary, or the file itself as application/octet-stream");
    multipart::boundary(kind).map(|boundary| Some(boundary.to_owned())).ok_or_else(needed)
}

/// Several files in one request.
#[derive(ToSchema)]
#[expect(dead_code, reason = "parts are read as they come; this describes them")]
pub struct FileForm {
    /// What the columns of the file that follows mean, as JSON.
    mapping: Option<String>,
    /// A file; there may be several.
    #[schema(value_type = Vec<u8>)]
    file: Vec<u8>,
}

impl FileQuery {
    fn asked(&self, price: &PriceQuery, limits: UploadLimits) -> Result<Asked, Problem> {
        let time_zone = self.time_zone.clone().unwrap_or_else(|| ReadOptions::default().time_zone);
        let zone = files::time_zone(&time_zone).map_err(|refused| Problem::invalid_field("time_zone", refused.to_string()))?;
        let options = ReadOptions {
            format: self.format.as_deref().map(format).transpose()?,
            mapping: self.mapping.as_deref().map(mapping).transpose()?,
            time_zone,
            own_numbers: numbers(self.own.as_deref(), "own")?,
            bytes_max: limits.bytes_max,
            ..ReadOptions::default()
        };
        let terms = Terms {
            staff: numbers(self.staff.as_deref(), "staff")?.into_iter().collect(),
            spam: numbers(self.spam.as_deref(), "spam")?.into_iter().collect(),
            price: price.price()?,
            ..Terms::default()
        };
        Ok(Asked { limits, name: self.name.clone().unwrap_or_default(), options, zone, terms })
    }
}

fn format(name: &str) -> Result<Format, Problem> {
    Format::named(name).ok_or_else(|| Problem::invalid_field("format", format!("one of {}", Format::ALL.map(Format::as_str).join(", "))))
}

/// A mapping as it was sent.
pub fn mapping(text: &str) -> Result<Mapping, Problem> {
    serde_json::from_str(text).map_err(|error| Problem::invalid_field("mapping", error.to_string()))
}

fn numbers(text: Option<&str>, field: &'static str) -> Result<Vec<PhoneNumber>, Problem> {
    let parts = text.unwrap_or_default().split(',').map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| PhoneNumber::parse(part, Region::RU).map_err(|error| Problem::invalid_field(field, format!("{part}: {error}"))))
        .collect()
}
