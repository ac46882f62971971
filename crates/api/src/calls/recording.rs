//! `GET /api/v1/recordings/{id}`: the sound of a call, whole or in ranges.

use super::seeing::visible_call;
use crate::{auth::Signed, problem::Problem, range::ByteRange, state::Api};
use axum::{
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use otklik_model::RecordingId;
use otklik_store::recordings;
use std::path::PathBuf;
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio_util::io::ReaderStream;

/// Sound of a call
///
/// A stereo WAV: left the caller, right the called party. `Range` works while it is still being written.
#[utoipa::path(get, operation_id = "show_recording", path = "/recordings/{id}", tag = "calls", params(("id" = String, Path)), responses(
    (status = 200, description = "The whole file", content_type = "audio/wav"),
    (status = 206, description = "The range asked for", content_type = "audio/wav"),
    (status = 404, body = Problem),
    (status = 416, description = "`range_not_satisfiable`", body = Problem),
))]
pub async fn recording(State(api): State<Api>, signed: Signed, Path(id): Path<String>, headers: HeaderMap) -> Result<Response, Problem> {
    let path = visible_file(&api, &signed, &id).await?;
    let mut file = tokio::fs::File::open(&path).await.map_err(|_| Problem::not_found("recording"))?;
    let size = file.metadata().await.map_err(|cause| Problem::internal(&cause))?.len();
    let asked = headers.get(header::RANGE).and_then(|value| value.to_str().ok());
    let range = match asked.map(|text| ByteRange::parse(text, size)).transpose() {
        Ok(Some(Some(range))) => range,
        Ok(_) => return Ok(respond(StatusCode::OK, size, None, Body::from_stream(ReaderStream::new(file)))),
        Err(beyond) => return Ok(([(header::CONTENT_RANGE, format!("bytes */{size}"))], beyond).into_response()),
    };
    file.seek(std::io::SeekFrom::Start(range.first)).await.map_err(|cause| Problem::internal(&cause))?;
    let content_range = HeaderValue::from_str(&format!("bytes {}-{}/{size}", range.first, range.last)).ok();
    let body = Body::from_stream(ReaderStream::new(file.take(range.length())));
    Ok(respond(StatusCode::PARTIAL_CONTENT, range.length(), content_range, body))
}

async fn visible_file(api: &Api, signed: &Signed, id: &str) -> Result<PathBuf, Problem> {
    let recording_id: RecordingId = id.parse().map_err(|_| Problem::not_found("recording"))?;
    let recording = recordings::find(&api.store.read(signed.tenant_id), recording_id).await?;
    let recording = recording.ok_or_else(|| Problem::not_found("recording"))?;
    visible_call(api, signed, recording.call_id).await?;
    Ok(api.surroundings.recordings_dir.join(&recording.path))
}

fn respond(status: StatusCode, length: u64, content_range: Option<HeaderValue>, body: Body) -> Response {
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("audio/wav"));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("inline; filename=\"recording.wav\""));
    if let Some(content_range) = content_range {
        headers.insert(header::CONTENT_RANGE, content_range);
    }
    response
}
