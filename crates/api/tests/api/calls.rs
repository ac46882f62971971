//! Calls: who sees which, cards, commands.

use crate::{answer::column, support::TestApp};
use axum::http::Method;
use otklik_model::{CallId, command::Command, command::CommandRefused};
use serde_json::{Value, json};

async fn post(app: &TestApp, login: &str, path: &str) -> crate::answer::Answer {
    app.user(login).ask(Method::POST, path, None).await
}

#[tokio::test]
async fn agents_see_their_own_calls_and_the_missed_ones_of_their_group() {
    let app = TestApp::new().await;
    let answered = app.ringing(&app.doors, "+79160000001", &["101"]);
    app.answered(&app.doors, answered, "101");
    app.later(65);
    app.ended(&app.doors, answered);
    let missed = app.ringing(&app.doors, "+79160000002", &["101"]);
    app.ended(&app.doors, missed);
    let live = app.ringing(&app.doors, "+79160000003", &["101"]);
    app.written().await;
    let (answered, missed, live) = (answered.to_string(), missed.to_string(), live.to_string());
    for (login, seen) in
        [("101", vec![&live, &missed, &answered]), ("102", vec![&missed]), ("103", vec![]), ("104", vec![&live, &missed, &answered])]
    {
        assert_eq!(column(&app.user(login).get("/calls").await.json(200), "id").iter().collect::<Vec<_>>(), seen, "{login}");
        for id in [&answered, &missed, &live] {
            let status = app.user(login).get(&format!("/calls/{id}")).await.status.as_u16();
            assert_eq!(status, if seen.contains(&id) { 200 } else { 404 }, "{login} {id}");
        }
    }
    for (query, ids) in [
        ("state=live", vec![&live]),
        ("state=ended", vec![&missed, &answered]),
        ("outcome=missed", vec![&missed]),
        ("outcome=answered", vec![&answered]),
        ("from=2026-11-21T11:06:00Z", vec![&live, &missed]),
        ("to=2026-11-21T11:06:00Z", vec![&answered]),
    ] {
        assert_eq!(
            column(&app.supervisor().get(&format!("/calls?{query}")).await.json(200), "id").iter().collect::<Vec<_>>(),
            ids,
            "{query}"
        );
    }
    for (query, field) in [("state=gone", "state"), ("outcome=lost", "outcome"), ("from=today", "from"), ("contact_id=1", "contact_id")] {
        assert_eq!(app.supervisor().get(&format!("/calls?{query}")).await.fields(), [field]);
    }
}

#[tokio::test]
async fn a_call_tells_its_story() {
    let app = TestApp::new().await;
    let call_id = app.ringing(&app.doors, "+79160000001", &["101", "102"]);
    app.answered(&app.doors, call_id, "102");
    app.later(65);
    app.ended(&app.doors, call_id);
    app.written().await;
    let call = app.agent().get(&format!("/calls/{call_id}")).await.json(200);
    assert_eq!((&call["state"], &call["outcome"], &call["talk_seconds"]), (&json!("ended"), &json!("answered"), &json!(65)));
    assert_eq!(
        (&call["answered_by"]["name"], &call["did"]["name"], &call["from"]["number"]),
        (&json!("User 102"), &json!("Sales"), &json!("+79160000001"))
    );
    let types: Vec<&str> = call["events"].as_array().unwrap().iter().map(|event| event["type"].as_str().unwrap()).collect();
    assert_eq!(types, ["call_started", "call_routed", "leg_ringing", "leg_ringing", "leg_answered", "bridged", "call_ended"]);
}

#[tokio::test]
async fn the_card_is_for_those_in_the_call() {
    let app = TestApp::new().await;
    app.agent().post("/contacts", json!({"last_name": "Орлов", "points": [{"kind": "phone", "value": "+79160000001"}]})).await.json(201);
    let call_id = app.ringing(&app.doors, "+79160000001", &["101"]);
    app.written().await;
    for (login, status) in [("101", 200), ("104", 200), ("102", 403), ("103", 403)] {
        let answer = app.user(login).get(&format!("/calls/{call_id}/card")).await;
        assert_eq!(answer.status, status, "{login}");
    }
    let card = app.agent().get(&format!("/calls/{call_id}/card")).await.json(200);
    assert_eq!((&card["recognition"], &card["contact"]["name"]), (&json!("known"), &json!("Орлов")));
}

#[tokio::test]
async fn who_it_was_is_written_on_the_call_and_shown_on_its_card() {
    let app = TestApp::new().await;
    let people =
        ["Семёнов", "Титова"].map(|last_name| json!({"last_name": last_name, "points": [{"kind": "phone", "value": "+74950000050"}]}));
    let mut ids = Vec::new();
    for person in people {
        ids.push(app.agent().post("/contacts?force=true", person).await.json(201)["id"].clone());
    }
    let call_id = app.ringing(&app.doors, "+74950000050", &["101"]);
    app.written().await;
    let card = app.agent().get(&format!("/calls/{call_id}/card")).await.json(200);
    assert_eq!(
        (&card["recognition"], &card["contact"], card["candidates"].as_array().unwrap().len()),
        (&json!("several"), &Value::Null, 2)
    );
    let choice = json!({"contact_id": ids[1]});
    assert_eq!(app.user("103").post(&format!("/calls/{call_id}/caller"), choice.clone()).await.problem(404), "not_found");
    app.agent().post(&format!("/calls/{call_id}/caller"), choice).await.empty(204);
    assert_eq!(app.agent().get(&format!("/calls/{call_id}/card")).await.json(200)["contact"]["id"], ids[1]);
    assert_eq!(app.agent().get(&format!("/calls/{call_id}")).await.json(200)["contact"]["id"], ids[1]);
}

#[tokio::test]
async fn commands_reach_the_switchboard_in_the_name_of_whoever_is_in_the_call() {
    let app = TestApp::new().await;
    let call_id = app.ringing(&app.doors, "+79160000001", &["101"]);
    let (agent, supervisor) = (app.doors.users["101"], app.doors.users["104"]);
    for what in ["answer", "hold", "resume", "hang_up"] {
        let taken = post(&app, "101", &format!("/calls/{call_id}/{what}")).await.json(202);
        assert_eq!(taken["call_id"], call_id.to_string());
    }
    post(&app, "104", &format!("/calls/{call_id}/hang_up")).await.json(202);
    app.agent().post(&format!("/calls/{call_id}/transfer"), json!({"to": "102"})).await.json(202);
    let dialled = app.supervisor().post("/calls", json!({"to": "8 916 000-00-01"})).await.json(202);
    assert_eq!(dialled["call_id"], CallId::from_u128(77).to_string());
    let to = |text| otklik_model::DialString::new(text).unwrap();
    let expected = [
        Command::Answer { call_id, user_id: agent },
        Command::Hold { call_id, user_id: agent },
        Command::Resume { call_id, user_id: agent },
        Command::HangUp { call_id, user_id: agent },
        Command::HangUp { call_id, user_id: agent },
        Command::Transfer { call_id, user_id: agent, to: to("102") },
        Command::Originate { user_id: supervisor, to: to("8 916 000-00-01") },
    ];
    assert_eq!(app.asked(), expected);
}

#[tokio::test]
async fn a_command_about_somebody_elses_call_is_refused_before_it_is_given() {
    let app = TestApp::new().await;
    let call_id = app.ringing(&app.doors, "+79160000001", &["101"]);
    assert_eq!(post(&app, "103", &format!("/calls/{call_id}/hang_up")).await.problem(409), "not_in_call");
    let unknown = CallId::from_u128(5);
    assert_eq!(post(&app, "101", &format!("/calls/{unknown}/answer")).await.problem(404), "no_such_call");
    assert_eq!(app.agent().post("/calls", json!({"to": "102", "user_id": app.doors.users["103"]})).await.problem(403), "forbidden");
    assert_eq!(app.agent().post("/calls", json!({"to": ""})).await.fields(), ["to"]);
    assert_eq!(app.asked(), []);
    app.supervisor().post("/calls", json!({"to": "102", "user_id": app.doors.users["103"]})).await.json(202);
}

#[tokio::test]
async fn refusals_of_the_switchboard_are_told_by_their_names() {
    let app = TestApp::new().await;
    let call_id = app.ringing(&app.doors, "+79160000001", &["101"]);
    for (refused, status, code) in [
        (CommandRefused::NoSuchCall, 404, "no_such_call"),
        (CommandRefused::NotInCall, 409, "not_in_call"),
        (CommandRefused::NoDevice, 409, "no_device"),
        (CommandRefused::WrongState, 409, "wrong_state"),
        (CommandRefused::NoRoute, 422, "no_route"),
        (CommandRefused::NotAccepting, 503, "not_accepting"),
    ] {
        app.switchboard_refuses(refused);
        assert_eq!(post(&app, "101", &format!("/calls/{call_id}/answer")).await.problem(status), code);
    }
}
