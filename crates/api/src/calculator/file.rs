//! `POST /api/v1/calculator/file`.

use super::{
    Peer, PriceQuery, address,
    turns::{Use, admit},
    upload::{self, Lines, Pieces},
};
use crate::{problem::Problem, state::Api};
use axum::{
    body::Body,
    extract::{Query, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::tz::TimeZone;
use otklik_insight::{
    Analysis,
    files::{self, FileRefused, Format, Mapping, Progress, ReadOptions},
    ledger::Terms,
    report::Report,
};
use otklik_model::{PhoneNumber, Region};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::IntoParams;

/// The largest file taken (chosen: five million calls are a third of it).
const BYTES_MAX: u64 = 512 << 20;
/// Rows between two lines of progress.
const ROWS_BETWEEN: u64 = 5_000;

/// How to read the file.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FileQuery {
    /// Its name; only for people.
    #[expect(dead_code, reason = "a file is known by what is in it; the name is taken so that programs may say it")]
    pub name: Option<String>,
    /// Its format, such as `mango_csv`; recognised if left out.
    pub format: Option<String>,
    /// The zone of moments without one; `Europe/Moscow` if left out.
    pub time_zone: Option<String>,
    /// What the columns mean, as JSON: the mapping of a `mapping_needed` line, corrected.
    pub mapping: Option<String>,
    /// Numbers of the company, by commas.
    pub own: Option<String>,
    /// Numbers of its people, by commas.
    pub staff: Option<String>,
    /// Numbers of spam, by commas.
    pub spam: Option<String>,
}

/// Where clients are lost, from a file of calls
///
/// No login; the body is the file. The answer is lines of JSON: `{"type":"progress","rows":…,"bytes":…}` while it is read, and in the end
/// one of `{"type":"report","report":…}`, `{"type":"mapping_needed","columns":…,"guess":…,"sample":…}` and `{"type":"problem",…}` with the
/// fields of a problem. Nothing of the file is kept.
#[utoipa::path(post, operation_id = "count_losses_of_file", path = "/calculator/file", tag = "calculator", params(FileQuery, PriceQuery),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses(
        (status = 200, body = String, content_type = "application/x-ndjson"),
        (status = 422, description = "`invalid`", body = Problem),
        (status = 429, description = "`too_often`, with Retry-After", body = Problem),
        (status = 503, description = "`busy`, with Retry-After", body = Problem),
    ))]
pub async fn file(
    State(api): State<Api>,
    peer: Peer,
    Query(query): Query<FileQuery>,
    Query(price): Query<PriceQuery>,
    body: Body,
) -> Result<Response, Problem> {
    let asked = query.asked(&price)?;
    let place = admit(&api, Use::File, address(peer))?;
    let (pieces, lines, answer) = upload::connect(body);
    tokio::task::spawn_blocking(move || {
        let _place = place;
        asked.answer(pieces, &lines);
    });
    // Proxies like to gather an answer before they pass it on; progress would come too late then.
    let headers = [
        (header::CONTENT_TYPE.as_str(), "application/x-ndjson"),
        (header::CACHE_CONTROL.as_str(), "no-store"),
        ("x-accel-buffering", "no"),
    ];
    Ok((headers, answer).into_response())
}

/// A request that can be carried out.
struct Asked {
    options: ReadOptions,
    zone: TimeZone,
    terms: Terms,
}

impl FileQuery {
    fn asked(&self, price: &PriceQuery) -> Result<Asked, Problem> {
        let time_zone = self.time_zone.clone().unwrap_or_else(|| ReadOptions::default().time_zone);
        let zone = files::time_zone(&time_zone).map_err(|refused| Problem::invalid_field("time_zone", refused.to_string()))?;
        let options = ReadOptions {
            format: self.format.as_deref().map(format).transpose()?,
            mapping: self.mapping.as_deref().map(mapping).transpose()?,
            time_zone,
            own_numbers: numbers(self.own.as_deref(), "own")?,
            bytes_max: BYTES_MAX,
            ..ReadOptions::default()
        };
        let terms = Terms {
            staff: numbers(self.staff.as_deref(), "staff")?.into_iter().collect(),
            spam: numbers(self.spam.as_deref(), "spam")?.into_iter().collect(),
            price: price.price()?,
            ..Terms::default()
        };
        Ok(Asked { options, zone, terms })
    }
}

fn format(name: &str) -> Result<Format, Problem> {
    Format::named(name).ok_or_else(|| Problem::invalid_field("format", format!("one of {}", Format::ALL.map(Format::as_str).join(", "))))
}

fn mapping(text: &str) -> Result<Mapping, Problem> {
    serde_json::from_str(text).map_err(|error| Problem::invalid_field("mapping", error.to_string()))
}

fn numbers(text: Option<&str>, field: &'static str) -> Result<Vec<PhoneNumber>, Problem> {
    let parts = text.unwrap_or_default().split(',').map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| PhoneNumber::parse(part, Region::RU).map_err(|error| Problem::invalid_field(field, format!("{part}: {error}"))))
        .collect()
}

impl Asked {
    fn answer(self, mut pieces: Pieces, lines: &Lines) {
        let last = match self.count(&mut pieces, lines) {
            Ok(report) => json!({ "type": "report", "report": report }),
            Err(FileRefused::MappingNeeded(needed)) => typed("mapping_needed", json!(*needed)),
            Err(refused) => typed("problem", json!(problem(&refused))),
        };
        pieces.drain(BYTES_MAX);
        lines.tell(&last);
    }

    fn count(self, pieces: &mut Pieces, lines: &Lines) -> Result<Report, FileRefused> {
        let mut analysis = Analysis::new(self.terms, self.zone).expect("these terms have no schedule, so no zone that could be unknown");
        let mut told = 0;
        let mut tell = |Progress { rows, bytes }| {
            if rows >= told + ROWS_BETWEEN {
                told = rows;
                lines.tell(&json!({ "type": "progress", "rows": rows, "bytes": bytes }));
            }
        };
        let read = files::read(pieces, &self.options, &mut tell, &mut |entries| analysis.feed(entries))?;
        Ok(analysis.finish(read))
    }
}

fn typed(kind: &str, mut line: Value) -> Value {
    line["type"] = json!(kind);
    line
}

fn problem(refused: &FileRefused) -> Problem {
    let status = if matches!(refused, FileRefused::TooLarge { .. } | FileRefused::TooLargeUnpacked { .. }) {
        StatusCode::PAYLOAD_TOO_LARGE
    } else if matches!(refused, FileRefused::Io(_)) {
        StatusCode::BAD_REQUEST
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    Problem::new(status, refused.code(), "Not counted", refused.to_string())
}
