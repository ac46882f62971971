//! Uploads of those who mean no good, or have a bad line.

use crate::{answer::Answer, support::TestApp};
use axum::{
    body::{Body, Bytes},
    http::{Request, Response},
};
use futures_util::{Stream, StreamExt, stream};
use otklik_api::UploadLimits;
use serde_json::Value;
use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};
use tower::ServiceExt;

const ROW: &str = "[];1773130779;1773130790;0;;79161234567;101;sip:101@pbx;1110;74951234567;abonent;MjQzMTUxMzY2Mjo0==\n";

fn limits() -> UploadLimits {
    UploadLimits { bytes_max: 64 << 10, whole: Duration::from_secs(60), pace: Duration::from_millis(50), pace_bytes: 1 << 10 }
}

fn upload(body: Body) -> Request<Body> {
    Request::builder().method("POST").uri("/api/v1/calculator/file").body(body).unwrap()
}

fn endless() -> impl Stream<Item = io::Result<Bytes>> {
    stream::repeat_with(|| Ok(Bytes::from(ROW.repeat(10))))
}

async fn begun(app: &TestApp, body: Body) -> Response<Body> {
    app.router().oneshot(upload(body)).await.unwrap()
}

async fn last_line(response: Response<Body>) -> Value {
    let answer = Answer::read(response).await;
    serde_json::from_str(answer.text().lines().last().unwrap()).unwrap()
}

#[tokio::test]
async fn more_bytes_than_are_taken_are_refused_in_words_and_never_gathered() {
    let app = TestApp::new().await.with_upload_limits(limits());
    let sent = Arc::new(AtomicU64::default());
    let counter = Arc::clone(&sent);
    let counted = endless().inspect(move |piece| {
        counter.fetch_add(piece.as_ref().unwrap().len() as u64, Ordering::Relaxed);
    });
    let last = last_line(begun(&app, Body::from_stream(counted)).await).await;
    assert_eq!((last["code"].as_str(), last["status"].as_u64()), (Some("file_too_large"), Some(413)), "{last}");
    assert!(last["detail"].as_str().unwrap().contains("65536 bytes"), "{last}");
    assert!(sent.load(Ordering::Relaxed) < 4 * limits().bytes_max, "{sent:?}");
}

#[tokio::test]
async fn whoever_stops_sending_is_told_so_and_loses_his_place() {
    let app = TestApp::new().await.with_upload_limits(limits());
    for _ in 0..5 {
        let stalled = stream::iter([Ok::<_, io::Error>(Bytes::from_static(b"[];17"))]).chain(stream::pending());
        let last = last_line(begun(&app, Body::from_stream(stalled)).await).await;
        assert_eq!((last["code"].as_str(), last["status"].as_u64()), (Some("upload_too_slow"), Some(408)), "{last}");
    }
}

#[tokio::test]
async fn of_twenty_at_once_four_are_counted_and_the_others_are_told_when_to_come_again() {
    let app = TestApp::new().await;
    let (open, gate) = tokio::sync::watch::channel(false);
    let waiting = |gate: tokio::sync::watch::Receiver<bool>| {
        let rest = stream::once(async move {
            let mut gate = gate;
            gate.wait_for(|is_open| *is_open).await.map_err(io::Error::other)?;
            Ok::<_, io::Error>(Bytes::from(ROW))
        });
        Body::from_stream(rest)
    };
    let mut counted = Vec::new();
    for _ in 0..4 {
        let response = begun(&app, waiting(gate.clone())).await;
        assert_eq!(response.status(), 200);
        counted.push(response);
    }
    for _ in 4..20 {
        let answer = Answer::read(begun(&app, Body::from(ROW)).await).await;
        assert_eq!(answer.problem(503), "busy");
        assert!(answer.header("retry-after").is_some());
    }
    open.send(true).unwrap();
    for response in counted {
        assert_eq!(last_line(response).await["report"]["attempts"], 1);
    }
    assert_eq!(begun(&app, Body::from(ROW)).await.status(), 200);
}
