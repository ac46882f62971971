//! The same request sent again does nothing twice.

use crate::{answer::column, support::TestApp};
use axum::http::Method;
use serde_json::json;

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
