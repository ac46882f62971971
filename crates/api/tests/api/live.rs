//! The live push: what reaches which screen, and that a screen always knows what the server knows.

use crate::{
    screen::{Known, Screen, served},
    support::TestApp,
};
use axum::http::Method;
use otklik_model::{
    CallId, DeviceId, LegId,
    event::{Direction, DomainEvent, Party},
    hang_up::{EndedBy, HangUpCause},
};
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use serde_json::{Value, json};
use std::time::Duration;

/// Something everybody sees, so that a test knows that all before it was sent.
fn mark(app: &TestApp) {
    app.happens(&app.doors, None, app.doors.phone_connects("105"));
}

fn is_mark(app: &TestApp) -> impl Fn(&Value) -> bool {
    let marked = app.doors.users["105"].to_string();
    move |message| message["event"] == "user_changed" && message["user"]["id"] == marked.as_str()
}

fn of_call(messages: &[Value], call_id: CallId) -> Vec<&str> {
    let id = call_id.to_string();
    let about = messages.iter().filter(|message| message["call_id"] == id.as_str() || message["call"]["id"] == id.as_str());
    about.map(|message| message["event"].as_str().or(message["type"].as_str()).unwrap()).collect()
}

#[tokio::test]
async fn a_screen_begins_with_what_is_going_on() {
    let app = TestApp::new().await;
    app.happens(&app.doors, None, app.doors.phone_connects("101"));
    let promise = json!({"kind": "other", "text": "Mine", "due": "2026-11-22T10:00:00Z"});
    app.agent().post("/commitments", promise.clone()).await.json(201);
    app.user("102").post("/commitments", promise).await.json(201);
    let call_id = app.ringing(&app.doors, "+79160000001", &["101"]);
    let port = served(&app).await;
    let snapshot = Screen::open(port, &app.doors, "101").await.next().await;
    assert_eq!(
        (&snapshot["type"], &snapshot["at"], &snapshot["user"]["login"]),
        (&json!("snapshot"), &json!("2026-11-21T11:05:00Z"), &json!("101"))
    );
    assert_eq!((&snapshot["calls"][0]["id"], &snapshot["calls"][0]["state"]), (&json!(call_id.to_string()), &json!("ringing")));
    assert_eq!(snapshot["commitments"].as_array().unwrap().len(), 1);
    let users = snapshot["users"].as_array().unwrap();
    for (login, state) in [("101", "ringing"), ("102", "offline")] {
        let user = users.iter().find(|user| user["extension"] == login).unwrap();
        assert_eq!((&user["name"], &user["state"]), (&json!(format!("User {login}")), &json!(state)));
    }
    let elsewhere = Screen::open(port, &app.windows, "105").await.next().await;
    assert_eq!((&elsewhere["calls"], &elsewhere["commitments"]), (&json!([]), &json!([])));
}

#[tokio::test]
async fn a_call_reaches_those_in_it_and_supervisors_only() {
    let app = TestApp::new().await;
    let port = served(&app).await;
    let mut screens = Vec::new();
    for login in ["101", "102", "104"] {
        let mut screen = Screen::open(port, &app.doors, login).await;
        screen.next().await;
        screens.push(screen);
    }
    let call_id = app.ringing(&app.doors, "+79160000001", &["101"]);
    app.answered(&app.doors, call_id, "101");
    mark(&app);
    for (screen, sees) in screens.iter_mut().zip([true, false, true]) {
        let messages = screen.until(is_mark(&app)).await;
        assert_eq!(of_call(&messages, call_id).contains(&"call_changed"), sees);
    }
}

#[tokio::test]
async fn the_card_comes_to_the_ringing_user_before_anybody_answers() {
    let app = TestApp::new().await;
    app.agent().post("/contacts", json!({"last_name": "Орлов", "points": [{"kind": "phone", "value": "+79160000001"}]})).await.json(201);
    let port = served(&app).await;
    let (mut ringing, mut watching) = (Screen::open(port, &app.doors, "101").await, Screen::open(port, &app.doors, "104").await);
    ringing.next().await;
    watching.next().await;
    let call_id = app.ringing(&app.doors, "+79160000001", &["101"]);
    let messages = ringing.until(|message| message["type"] == "card").await;
    let card = messages.last().unwrap();
    assert_eq!((&card["call_id"], &card["card"]["contact"]["name"]), (&json!(call_id.to_string()), &json!("Орлов")));
    assert!(messages.iter().all(|message| message["call"]["state"] != "talking"));
    app.answered(&app.doors, call_id, "101");
    mark(&app);
    let seen = watching.until(is_mark(&app)).await;
    assert!(!of_call(&seen, call_id).contains(&"card"), "a card is for whoever is rung");
    let again = Screen::open(port, &app.doors, "101").await.next().await;
    assert_eq!(again["cards"][0]["call_id"], call_id.to_string(), "a screen opened again has it too");
    assert_eq!(Screen::open(port, &app.doors, "104").await.next().await["cards"], json!([]));
}

#[tokio::test]
async fn a_card_ready_before_the_ringing_comes_with_it() {
    let app = TestApp::new().await;
    let port = served(&app).await;
    let (mut first, mut second) = (Screen::open(port, &app.doors, "101").await, Screen::open(port, &app.doors, "102").await);
    first.next().await;
    second.next().await;
    let call_id = app.ringing(&app.doors, "+79160000001", &["101"]);
    first.until(|message| message["type"] == "card").await;
    let rings = DomainEvent::LegRinging { leg_id: crate::support::leg("102"), party: app.doors.phone("102") };
    app.event(&app.doors, call_id, rings);
    mark(&app);
    assert!(of_call(&second.until(is_mark(&app)).await, call_id).contains(&"card"));
}

#[tokio::test]
async fn the_end_of_a_call_is_told_when_it_is_written_with_what_came_of_it() {
    let app = TestApp::new().await;
    let port = served(&app).await;
    let mut screen = Screen::open(port, &app.doors, "101").await;
    screen.next().await;
    let call_id = app.ringing(&app.doors, "+79160000001", &["101"]);
    app.ended(&app.doors, call_id);
    mark(&app);
    let before = screen.until(is_mark(&app)).await;
    assert!(!of_call(&before, call_id).contains(&"call_ended"), "nothing is written yet");
    app.written().await;
    let after = screen.until(|message| message["event"] == "call_ended").await;
    let call = &after.last().unwrap()["call"];
    assert_eq!((&call["state"], &call["outcome"]), (&json!("ended"), &json!("missed")));
    assert!(call["commitment_id"].as_str().is_some_and(|id| id.starts_with("commitment_")), "{call}");
}

#[tokio::test]
async fn a_commitment_is_told_to_those_who_may_see_it_and_taken_from_those_who_no_longer_may() {
    let app = TestApp::new().await;
    let port = served(&app).await;
    let (mut anna, mut boris, mut gleb) = (
        Screen::open(port, &app.doors, "101").await,
        Screen::open(port, &app.doors, "102").await,
        Screen::open(port, &app.doors, "104").await,
    );
    anna.next().await;
    boris.next().await;
    gleb.next().await;
    let made = app.agent().post("/commitments", json!({"kind": "other", "text": "Secret", "due": "2026-11-22T10:00:00Z"})).await.json(201);
    let told = |message: &Value| message["event"].as_str().is_some_and(|event| event.starts_with("commitment"));
    assert_eq!(anna.until(told).await.last().unwrap()["commitment"], made);
    assert_eq!(gleb.until(told).await.last().unwrap()["commitment"], made);
    let kept_from = boris.until(told).await.pop().unwrap();
    assert_eq!((&kept_from["event"], &kept_from["commitment_id"]), (&json!("commitment_gone"), &made["id"]));
    assert!(!kept_from.to_string().contains("Secret"));
    let path = format!("/commitments/{}", made["id"].as_str().unwrap());
    app.supervisor().patch(&path, json!({"owner_id": app.doors.users["102"]})).await.json(200);
    assert_eq!(anna.until(told).await.last().unwrap()["event"], "commitment_gone");
    assert_eq!(boris.until(told).await.last().unwrap()["commitment"]["owner"]["name"], "User 102");
}

#[tokio::test]
async fn a_renamed_colleague_is_renamed_on_every_screen() {
    let app = TestApp::new().await;
    let port = served(&app).await;
    let mut screen = Screen::open(port, &app.doors, "101").await;
    screen.next().await;
    app.administrator().patch(&format!("/users/{}", app.doors.users["103"]), json!({"name": "Вера"})).await.json(200);
    screen.until(|message| message["event"] == "user_changed" && message["user"]["name"] == "Вера").await;
}

#[tokio::test]
async fn a_screen_that_cannot_keep_up_is_closed_to_begin_again() {
    let app = TestApp::new().await;
    let port = served(&app).await;
    let mut screen = Screen::open(port, &app.doors, "101").await;
    screen.next().await;
    for _ in 0..5000 {
        mark(&app);
    }
    assert_eq!(screen.closed().await, 1013);
}

#[tokio::test]
async fn whoever_logs_out_loses_his_screen_at_the_next_ping() {
    let app = TestApp::new().await.with_pings_every(Duration::from_millis(10));
    let port = served(&app).await;
    let (mut mine, mut other) = (Screen::open(port, &app.doors, "101").await, Screen::open(port, &app.doors, "102").await);
    mine.next().await;
    other.next().await;
    app.agent().ask(Method::POST, "/logout", None).await.empty(204);
    assert_eq!(mine.closed().await, 1008);
    mark(&app);
    other.until(is_mark(&app)).await;
}

#[tokio::test]
async fn events_laid_over_a_snapshot_give_the_next_snapshot_whatever_happens() {
    let app = TestApp::new().await;
    let port = served(&app).await;
    for seed in 0..25 {
        let mut rng = StdRng::seed_from_u64(seed);
        for login in ["101", "104"] {
            let (mut early, mut begun) = (Screen::open(port, &app.doors, login).await, Vec::new());
            let mut known = Known::from_snapshot(&early.next().await);
            random_story(&app, &mut rng, &mut begun);
            let mut late = Screen::open(port, &app.doors, login).await;
            let mut known_late = Known::from_snapshot(&late.next().await);
            random_story(&app, &mut rng, &mut begun);
            app.happens(&app.doors, None, DomainEvent::DeviceUnregistered { device_id: app.doors.phones[&app.doors.users["105"]] });
            mark(&app);
            let connected = |message: &Value| is_mark(&app)(message) && message["user"]["state"] != "offline";
            early.until(connected).await.iter().for_each(|message| known.apply(message));
            late.until(connected).await.iter().for_each(|message| known_late.apply(message));
            let fresh = Known::from_snapshot(&Screen::open(port, &app.doors, login).await.next().await);
            assert_eq!(known, fresh, "seed {seed}, screen of {login}");
            assert_eq!(known_late, fresh, "seed {seed}, late screen of {login}");
        }
    }
}

/// Calls between colleagues that ring, are answered, held, given up; phones that come and go; in any order, sensible or not.
fn random_story(app: &TestApp, rng: &mut StdRng, begun: &mut Vec<CallId>) {
    let doors = &app.doors;
    for _ in 0..rng.random_range(5..25) {
        let login = *["101", "102", "103"].choose(rng).unwrap();
        if begun.is_empty() || rng.random_bool(0.2) {
            let call_id = CallId::from_u128(rng.random());
            begun.push(call_id);
            let from = Party { user_id: Some(doors.users[login]), ..Party::default() };
            let (direction, leg_id) = (Direction::Internal, LegId::from_u128(1));
            app.event(
                doors,
                call_id,
                DomainEvent::CallStarted { direction, from, to: Party::default(), did_id: None, trunk_id: None, leg_id },
            );
            continue;
        }
        let (call_id, leg_id) = (*begun.choose(rng).unwrap(), crate::support::leg(login));
        let party = doors.phone(login);
        let device_id: DeviceId = doors.phones[&doors.users[login]];
        let cause = HangUpCause::new(HangUpCause::NORMAL, EndedBy::Caller);
        match rng.random_range(0..9) {
            0 | 1 => app.event(doors, call_id, DomainEvent::LegRinging { leg_id, party }),
            2 => app.event(doors, call_id, DomainEvent::LegAnswered { leg_id, party }),
            3 => app.event(doors, call_id, DomainEvent::Bridged { legs: [LegId::from_u128(1), leg_id] }),
            4 => app.event(doors, call_id, DomainEvent::Held { leg_id }),
            5 => app.event(doors, call_id, DomainEvent::LegEnded { leg_id, cause }),
            6 => app.event(doors, call_id, DomainEvent::CallEnded { cause }),
            7 => app.happens(doors, None, doors.phone_connects(login)),
            _ => app.happens(doors, None, DomainEvent::DeviceUnregistered { device_id }),
        }
    }
}
