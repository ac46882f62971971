//! Companies on one server do not see each other.

use crate::{operations, support::TestApp};
use serde_json::json;
use std::collections::BTreeMap;

/// One thing of each kind of the other company, by the first word of its path.
async fn things(app: &TestApp) -> BTreeMap<&'static str, String> {
    let them = app.stranger();
    let id = |answer: serde_json::Value| answer["id"].as_str().unwrap().to_owned();
    let contact =
        id(them.post("/contacts", json!({"last_name": "Orlov", "points": [{"kind": "phone", "value": "+79160000001"}]})).await.json(201));
    let company = id(them.post("/companies", json!({"name": "Parus"})).await.json(201));
    let promise = json!({"kind": "other", "text": "To call", "due": "2026-11-22T10:00:00Z", "contact_id": contact});
    let commitment = id(them.post("/commitments", promise).await.json(201));
    let call_id = app.ringing(&app.windows, "+79160000001", &["101"]);
    std::fs::write(app.recordings().join("theirs.wav"), b"RIFF").unwrap();
    let recording = app.recorded(&app.windows, call_id, "theirs.wav");
    app.written().await;
    let user_id = app.windows.users["101"];
    BTreeMap::from([
        ("contacts", contact),
        ("companies", company),
        ("commitments", commitment),
        ("calls", call_id.to_string()),
        ("recordings", recording.to_string()),
        ("users", user_id.to_string()),
        ("devices", app.windows.phones[&user_id].to_string()),
        ("groups", app.windows.group_id.to_string()),
        ("numbers", app.windows.number_id.to_string()),
    ])
}

#[tokio::test]
async fn whatever_belongs_to_another_company_is_not_there() {
    let app = TestApp::new().await;
    let things = things(&app).await;
    let mut tried = 0;
    for operation in operations::all().into_iter().filter(operations::Operation::has_id) {
        let noun = operation.path.trim_start_matches('/').split('/').next().unwrap().to_owned();
        let id = things.get(noun.as_str()).unwrap_or_else(|| panic!("make one of the {noun} of the other company in this test"));
        let path = operation.path_of(id);
        let answer = app.administrator().ask(operation.method, &path, operation.body).await;
        assert_eq!(answer.status, 404, "{}: {}", operation.id, answer.text());
        answer.problem(404);
        tried += 1;
    }
    assert!(tried > 25, "only {tried} operations have an id");
    still_theirs(&app, &things).await;
}

async fn still_theirs(app: &TestApp, things: &BTreeMap<&'static str, String>) {
    let them = app.stranger();
    assert_eq!(them.get(&format!("/contacts/{}", things["contacts"])).await.json(200)["version"], 1);
    assert_eq!(them.get(&format!("/companies/{}", things["companies"])).await.json(200)["name"], "Parus");
    assert_eq!(them.get(&format!("/recordings/{}", things["recordings"])).await.text(), "RIFF");
    assert_eq!(them.get(&format!("/users/{}", things["users"])).await.json(200)["disabled"], false);
    assert!(app.asked().is_empty(), "the switchboard was asked about their call");
    for noun in ["groups", "numbers", "devices", "commitments", "calls"] {
        let items = them.get(&format!("/{noun}")).await.json(200);
        assert!(items["items"].as_array().unwrap().iter().any(|item| item["id"] == things[noun].as_str()), "{noun}: {items}");
    }
}

#[tokio::test]
async fn lists_and_search_show_only_the_own_company() {
    let app = TestApp::new().await;
    let things = things(&app).await;
    app.api.search.catch_up(&app.api.store).await.unwrap();
    for path in [
        "/contacts",
        "/contacts?q=Orlov",
        "/companies",
        "/companies?q=Parus",
        "/calls",
        "/commitments",
        "/users",
        "/devices",
        "/groups",
        "/numbers",
    ] {
        let own = app.administrator().get(path).await.json(200);
        let theirs = app.stranger().get(path).await.json(200);
        let shown = |list: &serde_json::Value| things.values().any(|id| list.to_string().contains(id.as_str()));
        assert!(!shown(&own), "{path}: {own}");
        assert!(shown(&theirs), "{path}: {theirs}");
    }
    assert_eq!(app.administrator().get("/search?q=Orlov").await.json(200), json!([]));
    assert_eq!(app.stranger().get("/search?q=Orlov").await.json(200)[0]["id"], things["contacts"].as_str());
}

#[tokio::test]
async fn nothing_of_another_company_can_be_named_in_a_request() {
    let app = TestApp::new().await;
    let things = things(&app).await;
    let us = app.administrator();
    let (user, group) = (&things["users"], &things["groups"]);
    let contact = us.post("/contacts", json!({"last_name": "Ours"})).await.json(201)["id"].as_str().unwrap().to_owned();
    let target = json!({"kind": "group", "id": group});
    let due = "2026-11-22T10:00:00Z";
    for (path, body) in [
        ("/contacts".to_owned(), json!({"last_name": "Other", "owner_id": user})),
        ("/contacts".to_owned(), json!({"last_name": "Other", "affiliations": [{"company_id": things["companies"]}]})),
        (format!("/contacts/{contact}/notes"), json!({"text": "Theirs", "call_id": things["calls"]})),
        ("/commitments".to_owned(), json!({"kind": "other", "text": "x", "due": due, "contact_id": things["contacts"]})),
        ("/commitments".to_owned(), json!({"kind": "other", "text": "x", "due": due, "owner_id": user})),
        ("/devices".to_owned(), json!({"user_id": user, "login": "made"})),
        ("/groups".to_owned(), json!({"name": "Made", "member_ids": [user], "ring_seconds": 20})),
        ("/numbers".to_owned(), json!({"number": "+74950000009", "name": "Made", "open": target, "closed": {"kind": "reject"}})),
    ] {
        let answer = us.post(&path, body).await;
        assert!([404, 422].contains(&answer.status.as_u16()), "{path}: {} {}", answer.status, answer.text());
    }
}
