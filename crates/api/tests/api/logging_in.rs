//! Logins, cookies, tokens.

use crate::{
    answer::Answer,
    support::{PASSWORD, TestApp},
};
use axum::http::Method;
use serde_json::json;

async fn log_in(app: &TestApp, login: &str, password: &str) -> Answer {
    app.nobody().post("/login", json!({"login": login, "password": password})).await
}

#[tokio::test]
async fn a_right_password_gives_a_token_and_a_cookie_and_a_wrong_one_nothing() {
    let app = TestApp::new().await;
    let answer = log_in(&app, " 101@Doors.Example ", PASSWORD).await;
    let body = answer.json(200);
    assert_eq!((body["user"]["login"].as_str(), body["user"]["role"].as_str()), (Some("101"), Some("agent")));
    let cookie = answer.header("set-cookie").unwrap();
    assert!(cookie.starts_with(&format!("otklik_session={}", body["token"].as_str().unwrap())), "{cookie}");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && !cookie.contains("Secure"), "{cookie}");
    for (login, password) in [("101@doors.example", "wrong"), ("nobody", PASSWORD), ("101@nowhere.example", PASSWORD), ("", "")] {
        let refused = log_in(&app, login, password).await;
        assert_eq!(refused.problem(401), "wrong_credentials", "{login}");
        assert_eq!(refused.header("set-cookie"), None, "{login}");
    }
}

#[tokio::test]
async fn a_login_that_two_companies_have_needs_its_company() {
    let app = TestApp::new().await;
    assert_eq!(log_in(&app, "101", PASSWORD).await.problem(401), "wrong_credentials");
    let made = json!({"login": "only", "name": "Only", "password": "long-enough", "role": "agent"});
    app.administrator().post("/users", made).await.json(201);
    assert_eq!(log_in(&app, "only", "long-enough").await.json(200)["user"]["login"], "only");
}

#[tokio::test]
async fn behind_https_the_cookie_is_bound_to_the_host() {
    let app = TestApp::new().await;
    let body = json!({"login": "101@doors.example", "password": PASSWORD});
    let answer = app.nobody().with("x-forwarded-proto", "https").post("/login", body).await;
    let cookie = answer.header("set-cookie").unwrap();
    assert!(cookie.starts_with("__Host-otklik_session=") && cookie.ends_with("; Secure"), "{cookie}");
}

#[tokio::test]
async fn guessing_is_slowed_down_for_the_right_password_too() {
    let app = TestApp::new().await;
    for _ in 0..5 {
        log_in(&app, "101@doors.example", "wrong").await.problem(401);
    }
    let slowed = log_in(&app, "101@doors.example", PASSWORD).await;
    assert_eq!((slowed.problem(429).as_str(), slowed.header("retry-after")), ("too_many_attempts", Some("30")));
    log_in(&app, "102@doors.example", PASSWORD).await.json(200);
    app.later(31);
    log_in(&app, "101@doors.example", PASSWORD).await.json(200);
}

#[tokio::test]
async fn a_disabled_user_cannot_log_in_and_his_token_ends() {
    let app = TestApp::new().await;
    app.user("103").get("/me").await.json(200);
    app.administrator().delete(&format!("/users/{}", app.doors.users["103"])).await.empty(204);
    assert_eq!(app.user("103").get("/me").await.problem(401), "not_logged_in");
    assert_eq!(log_in(&app, "103@doors.example", PASSWORD).await.problem(401), "wrong_credentials");
    let enabled = app.administrator().patch(&format!("/users/{}", app.doors.users["103"]), json!({"disabled": false})).await;
    assert_eq!(enabled.json(200)["disabled"], false);
    log_in(&app, "103@doors.example", PASSWORD).await.json(200);
}

#[tokio::test]
async fn a_new_password_ends_all_logins_of_the_user() {
    let app = TestApp::new().await;
    let changed = json!({"password": "another-one"});
    app.administrator().patch(&format!("/users/{}", app.doors.users["103"]), changed).await.json(200);
    app.user("103").get("/me").await.problem(401);
    log_in(&app, "103@doors.example", PASSWORD).await.problem(401);
    log_in(&app, "103@doors.example", "another-one").await.json(200);
}

#[tokio::test]
async fn logging_out_ends_the_token_and_takes_the_cookie_back() {
    let app = TestApp::new().await;
    let token = log_in(&app, "101@doors.example", PASSWORD).await.json(200)["token"].as_str().unwrap().to_owned();
    let mut client = app.nobody();
    client.token = Some(token);
    assert_eq!(client.get("/me").await.json(200)["name"], "User 101");
    let out = client.ask(Method::POST, "/logout", None).await;
    out.empty(204);
    assert!(out.header("set-cookie").unwrap().contains("Max-Age=0"));
    assert_eq!(client.get("/me").await.problem(401), "not_logged_in");
    app.agent().get("/me").await.json(200);
}

#[tokio::test]
async fn a_token_runs_out() {
    let app = TestApp::new().await;
    app.later(24 * 3600 - 1);
    app.agent().get("/me").await.json(200);
    app.later(1);
    app.agent().get("/me").await.problem(401);
}

#[tokio::test]
async fn with_a_cookie_only_the_console_itself_may_change_anything() {
    let app = TestApp::new().await;
    let cookie = format!("a=b; otklik_session={}", app.agent().token.unwrap());
    let ours = [("host", "pbx.example"), ("origin", "http://pbx.example"), ("x-requested-with", "otklik")];
    let foreign = [("host", "pbx.example"), ("origin", "http://evil.example"), ("x-requested-with", "otklik")];
    for (headers, taken) in [(&ours[..], true), (&foreign[..], false), (&ours[..2], false), (&ours[2..], true), (&[][..], false)] {
        let client = || headers.iter().fold(app.nobody().with("cookie", &cookie), |client, (name, value)| client.with(name, value));
        let answer = client().post("/companies", json!({"name": "Parus"})).await;
        if taken {
            answer.json(201);
        } else {
            assert_eq!(answer.problem(403), "csrf", "{headers:?}");
        }
        client().get("/me").await.json(200);
    }
}

#[tokio::test]
async fn a_token_nobody_gave_out_is_nobody() {
    let app = TestApp::new().await;
    let mut client = app.nobody();
    for token in ["", "wrong", "token-of-101-at-nowhere.example"] {
        client.token = Some(token.into());
        assert_eq!(client.get("/me").await.problem(401), "not_logged_in", "{token}");
    }
}
