//! Refusals all have one shape.

use crate::support::TestApp;
use axum::{
    body::Body,
    http::{Method, Request},
};
use serde_json::json;

fn request(app: &TestApp, method: &str, path: &str, body: (&str, &str)) -> Request<Body> {
    let token = app.agent().token.unwrap();
    let request = Request::builder().method(method).uri(path).header("authorization", format!("Bearer {token}"));
    request.header("content-type", body.0).body(Body::from(body.1.to_owned())).unwrap()
}

#[tokio::test]
async fn whatever_is_wrong_with_a_request_is_told_as_a_problem() {
    let app = TestApp::new().await;
    let json = "application/json";
    for (method, path, body, status, code) in [
        ("POST", "/api/v1/companies", (json, "{"), 400, "malformed"),
        ("POST", "/api/v1/companies", (json, ""), 400, "malformed"),
        ("POST", "/api/v1/companies", (json, r#"{"name": "x"} more"#), 400, "malformed"),
        ("POST", "/api/v1/companies", (json, "[]"), 422, "invalid"),
        ("POST", "/api/v1/companies", ("text/plain", r#"{"name": "x"}"#), 415, "not_json"),
        ("GET", "/api/v1/nothing", (json, ""), 404, "no_such_path"),
        ("GET", "/api/v2/me", (json, ""), 404, "no_such_path"),
        ("PUT", "/api/v1/companies", (json, "{}"), 405, "method_not_allowed"),
        ("GET", "/api/v1/contacts?limit=many", (json, ""), 400, "malformed"),
        ("POST", "/api/v1/contacts?force=maybe", (json, "{}"), 400, "malformed"),
        ("GET", "/api/v1/search", (json, ""), 400, "malformed"),
        ("GET", "/api/v1/contacts/%FF", (json, ""), 400, "malformed"),
        ("GET", "/api/v1/contacts/company_00000000000000000000000001", (json, ""), 404, "not_found"),
        ("GET", "/api/v1/contacts/nonsense", (json, ""), 404, "not_found"),
        ("GET", "/api/v1/live", (json, ""), 400, "malformed"),
    ] {
        let answer = app.send(request(&app, method, path, body)).await;
        assert_eq!(answer.status, status, "{method} {path} {body:?}: {}", answer.text());
        assert_eq!(answer.problem(status), code, "{method} {path} {body:?}");
    }
    let refused = app.send(request(&app, "PUT", "/api/v1/companies", (json, "{}"))).await;
    assert!(refused.header("allow").is_some_and(|allowed| allowed.contains("POST")));
}

#[tokio::test]
async fn a_body_too_large_is_refused_by_its_size() {
    let app = TestApp::new().await;
    let large = json!({"name": "x".repeat(3 << 20)});
    assert_eq!(app.agent().post("/companies", large.clone()).await.problem(413), "too_large");
    assert_eq!(app.agent().with("idempotency-key", "k").post("/companies", large).await.problem(413), "too_large");
}

#[tokio::test]
async fn the_document_and_the_state_of_health_need_no_login() {
    let app = TestApp::new().await;
    let ask = async |path: &str| app.send(Request::builder().method(Method::GET).uri(path).body(Body::empty()).unwrap()).await;
    assert_eq!(ask("/api/openapi.json").await.json(200), serde_json::to_value(otklik_api::openapi()).unwrap());
    assert_eq!(ask("/healthz").await.json(200)["status"], "ok");
    assert_eq!(ask("/metrics").await.text(), "calls 0\n");
}
