//! Promises from making to keeping.

use crate::{
    answer::column,
    support::{Client, TestApp},
};
use axum::http::Method;
use serde_json::{Value, json};

const DUE: &str = "2026-11-21T12:00:00Z";

async fn promise(client: &Client<'_>, text: &str, more: Value) -> Value {
    let mut body = json!({"kind": "other", "text": text, "due": DUE});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    client.post("/commitments", body).await.json(201)
}

fn path(commitment: &Value) -> String {
    format!("/commitments/{}", commitment["id"].as_str().unwrap())
}

#[tokio::test]
async fn a_promise_is_open_then_overdue_then_kept_with_its_proof() {
    let app = TestApp::new().await;
    let agent = app.agent();
    let contact = agent.post("/contacts", json!({"last_name": "Орлов"})).await.json(201);
    let made = promise(&agent, "To send samples", json!({"contact_id": contact["id"]})).await;
    assert_eq!((&made["state"], &made["overdue"], &made["owner"]["name"]), (&json!("open"), &json!(false), &json!("User 101")));
    app.later(3600);
    assert_eq!(agent.get("/commitments?state=open").await.json(200)["items"][0]["overdue"], true);
    assert_eq!(agent.post(&format!("{}/keep", path(&made)), json!({"note": ""})).await.fields(), ["note"]);
    let kept = agent.post(&format!("{}/keep", path(&made)), json!({"note": "Sent by courier."})).await.json(200);
    assert_eq!((&kept["state"], &kept["overdue"], &kept["kept"]["at"]), (&json!("kept"), &json!(false), &json!("2026-11-21T12:05:00Z")));
    assert!(kept["kept"]["note_id"].as_str().is_some());
    assert_eq!(agent.post(&format!("{}/keep", path(&made)), json!({"note": "Again."})).await.problem(409), "wrong_state");
    assert_eq!(column(&agent.get("/commitments?state=open").await.json(200), "id"), [""; 0]);
    assert_eq!(column(&agent.get("/commitments?state=kept").await.json(200), "id"), [made["id"].as_str().unwrap()]);
    assert_eq!(column(&agent.get("/commitments?state=withdrawn").await.json(200), "id"), [""; 0]);
    assert_eq!(agent.get("/commitments?state=lost").await.fields(), ["state"]);
}

#[tokio::test]
async fn a_withdrawal_can_be_undone_for_ten_minutes() {
    let app = TestApp::new().await;
    let agent = app.agent();
    let made = promise(&agent, "To measure", json!({})).await;
    let ask = async |what: &str| agent.ask(Method::POST, &format!("{}/{what}", path(&made)), None).await;
    assert_eq!(ask("reopen").await.problem(409), "wrong_state");
    assert_eq!(ask("withdraw").await.json(200)["state"], "withdrawn");
    app.later(600);
    assert_eq!(ask("reopen").await.json(200)["state"], "open");
    ask("withdraw").await.json(200);
    app.later(601);
    assert_eq!(ask("reopen").await.problem(409), "wrong_state");
}

#[tokio::test]
async fn owner_moment_and_words_of_an_open_promise_change() {
    let app = TestApp::new().await;
    let made = promise(&app.agent(), "To measure", json!({})).await;
    let change = json!({"owner_id": app.doors.users["102"], "due": "2026-11-25T09:00:00Z", "text": "To measure twice"});
    let changed = app.supervisor().patch(&path(&made), change).await.json(200);
    assert_eq!((&changed["owner"]["name"], &changed["due"]), (&json!("User 102"), &json!("2026-11-25T09:00:00Z")));
    assert_eq!(app.supervisor().patch(&path(&made), json!({"due": "tomorrow"})).await.fields(), ["due"]);
}

#[tokio::test]
async fn agents_see_their_own_and_supervisors_all() {
    let app = TestApp::new().await;
    let mine = promise(&app.agent(), "Mine", json!({})).await;
    let other = promise(&app.user("102"), "Of another", json!({})).await;
    let call_id = app.ringing(&app.doors, "+79160000007", &["102"]);
    app.ended(&app.doors, call_id);
    app.written().await;
    let seen = app.agent().get("/commitments").await.json(200);
    assert!(column(&seen, "id").contains(&mine["id"].as_str().unwrap().to_owned()));
    assert!(!column(&seen, "id").contains(&other["id"].as_str().unwrap().to_owned()));
    assert_eq!(app.supervisor().get("/commitments").await.json(200)["items"].as_array().unwrap().len(), 3);
    assert_eq!(app.agent().patch(&path(&other), json!({"text": "Taken"})).await.problem(404), "not_found");
    assert_eq!(app.agent().post(&format!("{}/keep", path(&other)), json!({"note": "x"})).await.problem(404), "not_found");
    let call_back = app.supervisor().get("/commitments?state=open").await.json(200);
    let made = call_back["items"].as_array().unwrap().iter().find(|one| one["kind"] == "call_back").unwrap();
    assert_eq!((&made["phone"], &made["made_by_call"]), (&json!("+79160000007"), &json!(call_id.to_string())));
}
