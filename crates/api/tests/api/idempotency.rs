//! The same request sent again does nothing twice.

use crate::{
    answer::{Answer, column},
    support::TestApp,
};
use axum::http::Method;
use otklik_store::contacts;
use serde_json::json;
use std::{future::poll_fn, task::Poll};

#[tokio::test]
async fn a_repeated_request_gets_the_same_answer_and_makes_one_contact() {
    let app = TestApp::new().await;
    let ask = async |login: &str, key: &str, name: &str| {
        app.user(login).with("idempotency-key", key).post("/contacts", json!({"last_name": name})).await
    };
    let first = ask("101", "k1", "Орлов").await.json(201);
    assert_eq!(ask("101", "k1", "Орлов").await.json(201), first);
    assert_eq!(ask("101", "k1", "Титова").await.fields(), ["Idempotency-Key"]);
    assert_ne!(ask("101", "k2", "Орлов").await.json(201)["id"], first["id"]);
    assert_ne!(ask("102", "k1", "Орлов").await.json(201)["id"], first["id"], "keys of users do not meet");
    assert_eq!(column(&app.agent().get("/contacts").await.json(200), "id").len(), 3);
    assert_eq!(ask("101", &"k".repeat(129), "Орлов").await.fields(), ["Idempotency-Key"]);
}

#[tokio::test]
async fn an_empty_answer_is_repeated_empty() {
    let app = TestApp::new().await;
    let contact = app.agent().post("/contacts", json!({"last_name": "Орлов"})).await.json(201);
    let call_id = app.ringing(&app.doors, "+79160000001", &["101"]);
    app.written().await;
    for _ in 0..2 {
        let choice = json!({"contact_id": contact["id"]});
        app.agent().with("idempotency-key", "k").post(&format!("/calls/{call_id}/caller"), choice).await.empty(204);
    }
}

#[tokio::test]
async fn a_refusal_is_not_remembered() {
    let app = TestApp::new().await;
    let agent = || app.agent().with("idempotency-key", "k");
    let call_id = app.ringing(&app.doors, "+79160000001", &["103"]);
    let path = format!("/calls/{call_id}/answer");
    assert_eq!(agent().ask(Method::POST, &path, None).await.problem(409), "not_in_call");
    app.event(
        &app.doors,
        call_id,
        otklik_model::event::DomainEvent::LegRinging { leg_id: crate::support::leg("101"), party: app.doors.phone("101") },
    );
    agent().ask(Method::POST, &path, None).await.json(202);
    agent().ask(Method::POST, &path, None).await.json(202);
    assert_eq!(app.asked().len(), 1);
}

#[tokio::test]
async fn force_is_part_of_the_request() {
    let app = TestApp::new().await;
    let agent = || app.agent().with("idempotency-key", "k");
    let body = json!({"last_name": "Орлов", "points": [{"kind": "phone", "value": "+79160000001"}]});
    agent().post("/contacts", body.clone()).await.json(201);
    assert_eq!(agent().post("/contacts?force=true", body).await.fields(), ["Idempotency-Key"]);
}

/// Lets a request go on for so many steps and drops it, as the end of the process would; `None` when it was cut.
async fn cut_after(steps: usize, request: impl Future<Output = Answer>) -> Option<Answer> {
    let (mut request, mut left) = (Box::pin(request), steps);
    poll_fn(move |context| match left.checked_sub(1) {
        None => Poll::Ready(None),
        Some(fewer) => {
            left = fewer;
            request.as_mut().poll(context).map(Some)
        }
    })
    .await
}

#[tokio::test]
async fn wherever_a_request_is_cut_off_asking_again_does_it_once() {
    let app = TestApp::new().await;
    let mut cut = 0;
    loop {
        let (key, name) = (format!("k{cut}"), format!("Орлов-{cut}"));
        let agent = app.agent().with("idempotency-key", &key);
        let ask = || agent.post("/contacts", json!({"last_name": name}));
        let whole = cut_after(cut + 1, ask()).await;
        let again = ask().await.json(201);
        assert_eq!(ask().await.json(201), again);
        let everybody = contacts::list(&app.api.store.read(app.doors.tenant_id), None, 1000).await.unwrap().items;
        let made = everybody.iter().filter(|contact| contact.last_name.as_ref() == Some(&name)).count();
        assert_eq!(made, 1, "cut off after {cut} steps");
        if let Some(whole) = whole {
            assert_eq!(whole.json(201), again);
            break;
        }
        cut += 1;
    }
    assert!(cut > 3, "a request has several steps, not {cut}");
}

#[tokio::test]
async fn a_password_that_was_made_up_is_told_once_and_kept_nowhere() {
    let app = TestApp::new().await;
    let ask = async || {
        let phone = json!({"user_id": app.doors.users["101"], "login": "201"});
        app.administrator().with("idempotency-key", "k").post("/devices", phone).await.json(201)
    };
    let mut made = ask().await;
    let password = made.as_object_mut().unwrap().remove("password").unwrap();
    assert_eq!(ask().await, made, "the same account, without the password");
    let needle = password.as_str().unwrap().as_bytes();
    assert!(needle.len() >= 12);
    for file in std::fs::read_dir(app.recordings().with_file_name("data")).unwrap() {
        let path = file.unwrap().path();
        let bytes = std::fs::read(&path).unwrap_or_default();
        assert!(!bytes.windows(needle.len()).any(|window| window == needle), "{} has the password", path.display());
    }
}

#[tokio::test]
async fn every_operation_that_changes_records_keeps_its_answer_with_the_change() {
    let app = TestApp::new().await;
    let contact = app.agent().post("/contacts", json!({"last_name": "Орлов"})).await.json(201);
    let contact = format!("/contacts/{}", contact["id"].as_str().unwrap());
    let due = "2026-11-22T11:05:00Z";
    let promise = json!({"kind": "other", "text": "образцы", "due": due});
    let made = app.agent().post("/commitments", promise.clone()).await.json(201);
    let made = format!("/commitments/{}", made["id"].as_str().unwrap());
    let asked = [
        ("/contacts".to_owned(), json!({"last_name": "Титова"})),
        (format!("{contact}/notes"), json!({"text": "перезвонить"})),
        (format!("{contact}/records"), json!({"kind": "purchase", "title": "Malta C6"})),
        (format!("{contact}/restore"), json!({})),
        ("/companies".to_owned(), json!({"name": "Парус"})),
        ("/commitments".to_owned(), promise),
        (format!("{made}/withdraw"), json!({})),
        (format!("{made}/reopen"), json!({})),
        ("/users".to_owned(), json!({"login": "301", "name": "Новый", "role": "agent", "password": "doors-2026-11"})),
        ("/groups".to_owned(), json!({"name": "Сервис", "member_ids": [], "ring_seconds": 20})),
        ("/devices".to_owned(), json!({"user_id": app.doors.users["101"], "login": "201"})),
    ];
    for (path, body) in asked {
        let administrator = app.administrator().with("idempotency-key", &path);
        let first = administrator.post(&path, body.clone()).await;
        assert!(first.status.is_success(), "{path}: {}", first.text());
        let again = administrator.post(&path, body).await;
        assert_eq!(again.status, first.status, "{path}: {}", again.text());
    }
}
