//! `Idempotency-Key` on POST: the same request sent again gets the same answer and does nothing twice.
//!
//! An operation that changes records ends with [`Keyed::commit`], which writes its change and its answer in one transaction: there is no
//! moment in which a crash could keep one and lose the other. What changes no records, commands to the switchboard, is kept right
//! after it was done; a crash between ends the calls as well.
//!
//! What is told only once, such as a password that was made up, is left out of the kept answer: a repeated request gets the rest.

use crate::{auth::Signed, problem::Problem, state::Api, wire};
use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, Method, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use otklik_model::{Timestamp, UserId};
use otklik_store::{
    StoreError, Tx,
    idempotency::{self, Answered},
};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeSet,
    convert::Infallible,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

const HEADER: &str = "idempotency-key";
/// Chosen: a UUID fits three times.
const KEY_CHARS_MAX: usize = 128;
/// Bodies and answers kept at most; none of ours is larger.
const BYTES_MAX: usize = 1 << 20;

/// The key of a request that is being carried out, if it has one.
#[derive(Debug, Clone, Default)]
pub struct Keyed(Option<Arc<Asked>>);

#[derive(Debug)]
struct Asked {
    user_id: UserId,
    key: String,
    request_hash: [u8; 32],
    at: Timestamp,
    /// Whether the answer is in the database already.
    is_kept: AtomicBool,
}

impl<S: Sync> FromRequestParts<S> for Keyed {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_default())
    }
}

impl Keyed {
    /// Makes a change durable together with its answer.
    pub async fn commit<T: Serialize>(&self, tx: Tx, status: StatusCode, answer: T) -> Result<(StatusCode, wire::Json<T>), Problem> {
        let kept = serde_json::to_value(&answer).map_err(|cause| Problem::internal(&cause))?;
        self.write(tx, status, kept).await?;
        Ok((status, wire::Json(answer)))
    }

    /// The same for an answer with a secret in that field, which is told this once and kept nowhere.
    pub async fn commit_telling_once<T: Serialize>(
        &self,
        tx: Tx,
        status: StatusCode,
        answer: T,
        secret: &str,
    ) -> Result<(StatusCode, wire::Json<T>), Problem> {
        let mut kept = serde_json::to_value(&answer).map_err(|cause| Problem::internal(&cause))?;
        if let Some(fields) = kept.as_object_mut() {
            fields.remove(secret);
        }
        self.write(tx, status, kept).await?;
        Ok((status, wire::Json(answer)))
    }

    /// The same for an answer without a body.
    pub async fn commit_empty(&self, tx: Tx, status: StatusCode) -> Result<StatusCode, Problem> {
        self.write(tx, status, Value::Null).await?;
        Ok(status)
    }

    async fn write(&self, mut tx: Tx, status: StatusCode, body: Value) -> Result<(), Problem> {
        if let Some(asked) = &self.0 {
            match idempotency::insert(&mut tx, &asked.answered(status, body)).await {
                // Another server on the same database was quicker; what this one did is dropped with its transaction.
                Err(StoreError::Duplicate(_)) => return Err(under_way()),
                inserted => inserted?,
            }
        }
        tx.commit().await?;
        if let Some(asked) = &self.0 {
            asked.is_kept.store(true, Ordering::Relaxed);
        }
        Ok(())
    }
}

impl Asked {
    fn answered(&self, status: StatusCode, body: Value) -> Answered {
        let (user_id, key, request_hash, answered_at) = (self.user_id, self.key.clone(), self.request_hash, self.at);
        Answered { user_id, key, request_hash, status: status.as_u16(), body, answered_at }
    }
}

/// Answers a repeated POST from memory, and remembers the answer of a new one.
pub async fn remember(State(api): State<Api>, request: Request, next: Next) -> Response {
    // The answer to a login holds a token, of which nothing but a hash is ever kept.
    let is_kept = request.method() == Method::POST && request.uri().path() != "/api/v1/login";
    let key = key(request.headers()).filter(|_| is_kept);
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
    let Some(_turn) = api.under_way.begin(signed.user_id, &key) else { return Err(under_way()) };
    let body = to_bytes(body, BYTES_MAX).await.map_err(|cause| Problem::of_status(StatusCode::PAYLOAD_TOO_LARGE, cause.to_string()))?;
    let request_hash = hash(parts.method.as_str(), &parts.uri.to_string(), &body);
    if let Some(answered) = idempotency::find(&api.store.read(signed.tenant_id), signed.user_id, &key).await? {
        return repeated(answered, request_hash);
    }
    let asked = Arc::new(Asked { user_id: signed.user_id, key, request_hash, at: api.now(), is_kept: AtomicBool::new(false) });
    parts.extensions.insert(Keyed(Some(Arc::clone(&asked))));
    let response = next.run(Request::from_parts(parts, Body::from(body))).await;
    if asked.is_kept.load(Ordering::Relaxed) { Ok(response) } else { keep(&api, &signed, &asked, response).await }
}

fn key(headers: &HeaderMap) -> Option<String> {
    Some(headers.get(HEADER)?.to_str().ok()?.to_owned())
}

fn hash(method: &str, address: &str, body: &[u8]) -> [u8; 32] {
    let head = Sha256::new().chain_update(method).chain_update([0]).chain_update(address).chain_update([0]);
    head.chain_update(body).finalize().into()
}

fn repeated(answered: Answered, request_hash: [u8; 32]) -> Result<Response, Problem> {
    if answered.request_hash != request_hash {
        return Err(Problem::invalid_field("Idempotency-Key", "this key was used with another request"));
    }
    let status = StatusCode::from_u16(answered.status).unwrap_or(StatusCode::OK);
    if answered.body.is_null() {
        return Ok(status.into_response());
    }
    Ok((status, axum::Json(answered.body)).into_response())
}

/// Keeps the answer to what changed no records. A refusal is not kept: it may be tried again with the same key. What was done stays done
/// when this fails.
async fn keep(api: &Api, signed: &Signed, asked: &Asked, response: Response) -> Result<Response, Problem> {
    if !response.status().is_success() {
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let bytes: Bytes = to_bytes(body, BYTES_MAX).await.map_err(|cause| Problem::internal(&cause))?;
    let is_json = parts.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    let body = if is_json { serde_json::from_slice(&bytes).unwrap_or_default() } else { Value::Null };
    if let Err(error) = write(api, signed, &asked.answered(parts.status, body)).await {
        tracing::error!(%error, "an answer could not be kept for its idempotency key");
    }
    Ok(Response::from_parts(parts, Body::from(bytes)))
}

async fn write(api: &Api, signed: &Signed, answered: &Answered) -> Result<(), StoreError> {
    let mut tx = api.store.begin(signed.tenant_id).await?;
    idempotency::insert(&mut tx, answered).await?;
    tx.commit().await
}

fn under_way() -> Problem {
    Problem::conflict("under_way", "A request with this Idempotency-Key is being carried out; ask again for its answer.")
        .with_retry_after(1)
}

/// Keys whose first request is being carried out now: a second one must not overtake its answer.
#[derive(Clone, Default)]
pub struct UnderWay {
    keys: Arc<Mutex<BTreeSet<(UserId, String)>>>,
}

/// The right to carry out the request of a key; given back when dropped, also when the client has gone.
struct Turn {
    under_way: UnderWay,
    key: (UserId, String),
}

impl UnderWay {
    fn begin(&self, user_id: UserId, key: &str) -> Option<Turn> {
        let key = (user_id, key.to_owned());
        self.keys().insert(key.clone()).then(|| Turn { under_way: self.clone(), key })
    }

    fn keys(&self) -> MutexGuard<'_, BTreeSet<(UserId, String)>> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.under_way.keys().remove(&self.key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_requests_with_one_key_the_second_waits_for_the_first() {
        let under_way = UnderWay::default();
        let (anna, boris) = (UserId::from_u128(1), UserId::from_u128(2));
        let first = under_way.begin(anna, "key");
        assert!(first.is_some() && under_way.begin(anna, "key").is_none() && under_way.begin(boris, "key").is_some());
        drop(first);
        assert!(under_way.begin(anna, "key").is_some());
    }
}
