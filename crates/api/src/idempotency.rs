//! `Idempotency-Key` on POST: the same request sent again gets the same answer and does nothing twice.

use crate::{auth::Signed, problem::Problem, state::Api};
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use otklik_store::idempotency::{self, Answered};
use sha2::{Digest, Sha256};

const HEADER: &str = "idempotency-key";
/// Chosen: a UUID fits three times.
const KEY_CHARS_MAX: usize = 128;
/// Bodies and answers kept at most; none of ours is larger.
const BYTES_MAX: usize = 1 << 20;

/// Answers a repeated POST from memory, and remembers the answer of a new one.
pub async fn remember(State(api): State<Api>, request: Request, next: Next) -> Response {
    let key = key(request.headers()).filter(|_| request.method() == Method::POST);
    match key {
        None => next.run(request).await,
        Some(key) => answer_once(api, key, request, next).await.unwrap_or_else(IntoResponse::into_response),
    }
}

async fn answer_once(api: Api, key: String, request: Request, next: Next) -> Result<Response, Problem> {
    if key.chars().count() > KEY_CHARS_MAX {
        return Err(Problem::invalid_field("Idempotency-Key", format!("at most {KEY_CHARS_MAX} characters")));
    }
    let (mut parts, body) = request.into_parts();
    let Ok(signed) = Signed::from_request_parts(&mut parts, &api).await else {
        return Ok(next.run(Request::from_parts(parts, body)).await);
    };
    let body = to_bytes(body, BYTES_MAX).await.map_err(|_| Problem::invalid_field("body", "at most one megabyte"))?;
    let request_hash = hash(parts.method.as_str(), parts.uri.path(), &body);
    if let Some(answered) = idempotency::find(&api.store.read(signed.tenant_id), signed.user_id, &key).await? {
        return repeated(answered, request_hash);
    }
    let response = next.run(Request::from_parts(parts, Body::from(body))).await;
    keep(&api, &signed, key, request_hash, response).await
}

fn key(headers: &HeaderMap) -> Option<String> {
    Some(headers.get(HEADER)?.to_str().ok()?.to_owned())
}

fn hash(method: &str, path: &str, body: &[u8]) -> [u8; 32] {
    let head = Sha256::new().chain_update(method).chain_update([0]).chain_update(path).chain_update([0]);
    head.chain_update(body).finalize().into()
}

fn repeated(answered: Answered, request_hash: [u8; 32]) -> Result<Response, Problem> {
    if answered.request_hash != request_hash {
        return Err(Problem::invalid_field("Idempotency-Key", "this key was used with another request"));
    }
    let status = StatusCode::from_u16(answered.status).unwrap_or(StatusCode::OK);
    Ok((status, axum::Json(answered.body)).into_response())
}

/// Only what was done is kept: a refusal may be tried again with the same key.
async fn keep(api: &Api, signed: &Signed, key: String, request_hash: [u8; 32], response: Response) -> Result<Response, Problem> {
    if !response.status().is_success() {
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let bytes: Bytes = to_bytes(body, BYTES_MAX).await.map_err(|cause| Problem::internal(&cause))?;
    let is_json = parts.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    let body = if is_json { serde_json::from_slice(&bytes).unwrap_or_default() } else { serde_json::Value::Null };
    let answered =
        Answered { user_id: signed.user_id, key, request_hash, status: parts.status.as_u16(), body, answered_at: api.now() };
    let mut tx = api.store.begin(signed.tenant_id).await?;
    idempotency::insert(&mut tx, &answered).await?;
    tx.commit().await?;
    Ok(Response::from_parts(parts, Body::from(bytes)))
}
