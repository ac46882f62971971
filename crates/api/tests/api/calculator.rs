//! The loss calculator, open to everybody, and the losses of the company's own journal.

use crate::support::TestApp;
use axum::{
    body::{Body, Bytes},
    http::Request,
};
use serde_json::{Value, json};

fn figures() -> Value {
    json!({"missed": 12, "people": 10, "spam": 1, "rang_again": 3, "called_back": 2,
           "p_served": 0.2, "p_unserved": 0.03, "cheque": 50_000, "margin": 0.4})
}

/// A month of one caller of MANGO OFFICE: rang twice in vain.
const MANGO: &str = "[];1773130779;1773130790;0;;79161234567;101;sip:101@pbx;1110;74951234567;abonent;MjQzMTUxMzY2Mjo0==\n\
                     [];1773131779;1773131790;0;;79161234567;101;sip:101@pbx;1110;74951234567;abonent;MjQzMTUxMzY2Mjo1==\n";

async fn upload(app: &TestApp, query: &str, body: impl Into<Body>) -> Vec<Value> {
    send(app, &format!("/api/v1/calculator/file{query}"), "application/octet-stream", body).await
}

async fn send(app: &TestApp, uri: &str, kind: &str, body: impl Into<Body>) -> Vec<Value> {
    let request = Request::builder().method("POST").uri(uri).header("content-type", kind);
    let answer = app.send(request.body(body.into()).unwrap()).await;
    assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, Some("application/x-ndjson")), "{}", answer.text());
    answer.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test]
async fn typed_figures_are_counted_without_a_login() {
    let app = TestApp::new().await;
    let report = app.nobody().post("/calculator", figures()).await.json(200);
    assert_eq!(report["gross"]["amount"], 120_000.0);
    assert_eq!(report["net"]["median"], 13_600.0);
    assert_eq!((report["people"].as_u64(), report["unrecovered"].as_u64()), (Some(10), Some(4)));
}

#[tokio::test]
async fn a_figure_that_cannot_be_is_named() {
    let app = TestApp::new().await;
    let mut wrong = figures();
    wrong["p_served"] = json!(1.5);
    assert_eq!(app.nobody().post("/calculator", wrong).await.fields(), ["p_served"]);
    let mut unknown = figures();
    unknown["password"] = json!("x");
    app.nobody().post("/calculator", unknown).await.fields();
}

#[tokio::test]
async fn a_file_is_counted_and_priced_without_a_login() {
    let app = TestApp::new().await;
    let lines = upload(&app, "?name=stat.csv&cheque=50000&p_served=0.2&p_unserved=0.03&margin=0.4", MANGO).await;
    let last = lines.last().unwrap();
    assert_eq!(last["type"], "report", "{last}");
    assert_eq!((last["report"]["attempts"].as_u64(), last["report"]["people"].as_u64()), (Some(2), Some(1)));
    assert_eq!(last["report"]["unrecovered"], 1);
    assert_eq!(last["report"]["net"]["median"], 3400.0);
}

#[tokio::test]
async fn a_file_that_is_none_is_told_in_the_last_line() {
    let app = TestApp::new().await;
    for (body, code) in
        [(Bytes::new(), "file_empty"), (Bytes::from_static(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00"), "file_binary")]
    {
        let lines = upload(&app, "", body).await;
        let last = lines.last().unwrap();
        assert_eq!((&last["type"], &last["code"]), (&json!("problem"), &json!(code)), "{last}");
        assert!(last["status"].as_u64().is_some_and(|status| status >= 400) && last["detail"].is_string(), "{last}");
    }
}

/// Another caller, a week later.
const LATER: &str = "[];1773737579;1773737590;0;;79160000777;101;sip:101@pbx;1110;74951234567;abonent;MjQzMTUxMzY2Mjo2==\n";

fn form(parts: &[(&str, &str)]) -> (&'static str, String) {
    let part =
        |(disposition, content): &(&str, &str)| format!("--xyz\r\nContent-Disposition: form-data; {disposition}\r\n\r\n{content}\r\n");
    ("multipart/form-data; boundary=xyz", parts.iter().map(part).collect::<String>() + "--xyz--\r\n")
}

async fn upload_form(app: &TestApp, parts: &[(&str, &str)]) -> Vec<Value> {
    let (kind, body) = form(parts);
    send(app, "/api/v1/calculator/file", kind, body).await
}

#[tokio::test]
async fn files_of_one_request_are_one_report_and_overlapping_calls_count_once() {
    let app = TestApp::new().await;
    let second = format!("{MANGO}{LATER}");
    let files = [("name=\"file\"; filename=\"march.csv\"", MANGO), ("name=\"file\"; filename=\"spring.csv\"", second.as_str())];
    let lines = upload_form(&app, &files).await;
    let report = &lines.last().unwrap()["report"];
    assert_eq!((report["attempts"].as_u64(), report["people"].as_u64(), report["unrecovered"].as_u64()), (Some(3), Some(2), Some(2)));
    assert_eq!((&report["source"]["doubled"], &report["source"]["overlapping"]), (&json!(2), &json!(2)));
    let told: Vec<_> = report["source"]["files"].as_array().unwrap().iter().map(|file| (&file["name"], &file["calls"])).collect();
    assert_eq!(told, [(&json!("march.csv"), &json!(2)), (&json!("spring.csv"), &json!(1))]);
}

#[tokio::test]
async fn progress_names_the_file_it_is_of() {
    let app = TestApp::new().await;
    let row = |number: u64| {
        format!("[];{at};{at};0;;79160000777;101;sip:101@pbx;1110;74951234567;abonent;{number}\n", at = 1_773_130_779 + number)
    };
    let many: String = (0..9_000).map(row).collect();
    let lines = upload_form(&app, &[("name=file; filename=march.csv", MANGO), ("name=file; filename=april.csv", many.as_str())]).await;
    let progress: Vec<_> = lines.iter().filter(|line| line["type"] == "progress").collect();
    assert!(!progress.is_empty());
    assert!(
        progress.iter().all(|line| line["file"] == 2 && line["name"] == "april.csv" && line["rows"].as_u64() > Some(0)),
        "{progress:?}"
    );
}

#[tokio::test]
async fn one_bad_file_of_several_is_named_and_nothing_is_counted_without_it() {
    let app = TestApp::new().await;
    let lines = upload_form(&app, &[("name=file; filename=march.csv", MANGO), ("name=file; filename=photo.csv", "%PDF-1.7\n%")]).await;
    let last = lines.last().unwrap();
    assert_eq!((&last["type"], &last["code"]), (&json!("problem"), &json!("file_binary")));
    assert_eq!((&last["file"], &last["name"]), (&json!(2), &json!("photo.csv")));
}

#[tokio::test]
async fn columns_are_explained_for_the_file_that_follows_and_for_no_other() {
    let app = TestApp::new().await;
    let table = "a;b;c\n2026-03-10 11:00:00;79160000001;0\n2026-03-10 12:00:00;79160000002;40\n";
    let named = ("name=file; filename=own.csv", table);
    let asked = upload_form(&app, &[("name=file; filename=march.csv", MANGO), named]).await;
    let needed = asked.last().unwrap();
    assert_eq!((&needed["type"], &needed["name"], &needed["file"]), (&json!("mapping_needed"), &json!("own.csv"), &json!(2)));
    let mapping = ("name=mapping", r#"{"columns":["start","from","talk"],"date_order":"day_first","heading_rows":1}"#);
    let told = upload_form(&app, &[mapping, named, ("name=file; filename=march.csv", MANGO)]).await;
    let source = &told.last().unwrap()["report"]["source"];
    assert_eq!((&source["format"], &source["calls"]), (&json!("several"), &json!(4)), "{told:?}");
    let wrong = upload_form(&app, &[("name=mapping", "{"), named]).await;
    assert_eq!(wrong.last().unwrap()["errors"][0]["field"], "mapping");
}

#[tokio::test]
async fn a_form_that_is_none_is_told() {
    let app = TestApp::new().await;
    for (parts, code) in [(&[][..], "file_empty"), (&[("name=photo", "x")], "invalid")] {
        assert_eq!(upload_form(&app, parts).await.last().unwrap()["code"], code);
    }
    let cut = send(&app, "/api/v1/calculator/file", "multipart/form-data; boundary=xyz", "--xyz\r\nContent-Dispo").await;
    assert_eq!(cut.last().unwrap()["code"], "file_unreadable");
    let uri = "/api/v1/calculator/file";
    let request = Request::builder().method("POST").uri(uri).header("content-type", "multipart/form-data").body(Body::empty());
    assert_eq!(app.send(request.unwrap()).await.fields(), ["Content-Type"]);
}

#[tokio::test]
async fn a_query_that_makes_no_sense_is_refused_before_the_file_is_read() {
    let app = TestApp::new().await;
    for (query, field) in
        [("time_zone=Mars", "time_zone"), ("format=x", "format"), ("mapping=%7B", "mapping"), ("cheque=1&p_served=7", "p_served")]
    {
        let uri = format!("/api/v1/calculator/file?{query}");
        let answer = app.send(Request::builder().method("POST").uri(uri).body(Body::from(MANGO)).unwrap()).await;
        assert_eq!(answer.fields(), [field], "{query}");
    }
}

#[tokio::test]
async fn an_upload_that_breaks_off_ends_and_leaves_its_place() {
    let app = TestApp::new().await;
    for _ in 0..8 {
        let pieces = [Ok(Bytes::from(MANGO)), Err(std::io::Error::other("the client is gone"))];
        let lines = upload(&app, "", Body::from_stream(futures_util::stream::iter(pieces))).await;
        assert_eq!(lines.last().unwrap()["code"], "file_unreadable");
    }
}

#[tokio::test]
async fn whoever_sends_too_many_files_waits() {
    let app = TestApp::new().await;
    for _ in 0..60 {
        upload(&app, "", "").await;
    }
    let request = Request::builder().method("POST").uri("/api/v1/calculator/file").body(Body::empty()).unwrap();
    let answer = app.send(request).await;
    assert_eq!(answer.problem(429), "too_often");
    assert!(answer.header("retry-after").is_some());
    app.later(600);
    upload(&app, "", "").await;
}

#[tokio::test]
async fn a_report_becomes_a_file_to_keep() {
    let app = TestApp::new().await;
    let report = app.nobody().post("/calculator", figures()).await.json(200);
    for (shape, begins, kind) in
        [("pdf", "%PDF", "application/pdf"), ("xlsx", "PK", "application/vnd.openxml"), ("html", "<!doctype", "text/html")]
    {
        let answer = app.nobody().post(&format!("/calculator/render?as={shape}&language=en"), report.clone()).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert!(answer.bytes.starts_with(begins.as_bytes()) && answer.header("content-type").unwrap().starts_with(kind), "{shape}");
        assert!(answer.header("content-disposition").unwrap().starts_with("attachment"));
    }
    assert_eq!(app.nobody().post("/calculator/render?as=exe", report.clone()).await.fields(), ["as"]);
    assert_eq!(app.nobody().post("/calculator/render?as=pdf&language=xx", report).await.fields(), ["language"]);
}

#[tokio::test]
async fn a_supervisor_sees_the_losses_of_his_own_journal() {
    let app = TestApp::new().await;
    for from in ["+79160000001", "+79160000001", "+79160000002"] {
        let call_id = app.ringing(&app.doors, from, &["101"]);
        app.later(20);
        app.ended(&app.doors, call_id);
        app.later(60);
    }
    let theirs = app.ringing(&app.windows, "+79160000003", &["101"]);
    app.ended(&app.windows, theirs);
    app.written().await;
    let report = app.supervisor().get("/losses?from=2026-11-21&to=2026-11-21&cheque=1000&p_served=0.5&margin=1").await.json(200);
    assert_eq!(
        (report["attempts"].as_u64(), report["people"].as_u64(), report["unrecovered"].as_u64()),
        (Some(3), Some(2), Some(2)),
        "{report}"
    );
    assert_eq!(report["source"]["format"], "journal");
    assert_eq!(app.supervisor().get("/losses?from=2026-11-01&to=2026-11-20").await.json(200)["attempts"], 0);
    assert_eq!(app.agent().get("/losses").await.problem(403), "forbidden");
    assert_eq!(app.supervisor().get("/losses?from=2026-11-02&to=2026-11-01").await.fields(), ["from"]);
}

#[tokio::test]
async fn behind_a_line_of_losses_are_its_people_with_their_calls() {
    let app = TestApp::new().await;
    for from in ["+79160000001", "+79160000002", "+79160000001", "+79160000003"] {
        let call_id = app.ringing(&app.doors, from, &["101"]);
        app.later(20);
        app.ended(&app.doors, call_id);
        app.later(60);
    }
    app.written().await;
    let days = "from=2026-11-21&to=2026-11-21&cheque=1000&p_served=0.5&margin=1";
    let supervisor = app.supervisor();
    let report = supervisor.get(&format!("/losses?{days}")).await.json(200);
    let line = &report["losses"][0];
    let place = format!("step={}&cause={}", line["step"].as_str().unwrap(), line["cause"].as_str().unwrap());
    let mut people = Vec::new();
    let mut path = format!("/losses/lost?{days}&{place}&limit=2");
    loop {
        let page = supervisor.get(&path).await.json(200);
        people.extend(page["items"].as_array().unwrap().clone());
        let Some(next) = page["next_cursor"].as_str() else { break };
        path = format!("/losses/lost?{days}&{place}&limit=2&cursor={next}");
    }
    assert_eq!(people.len() as u64, line["people"].as_u64().unwrap());
    let numbers: Vec<_> = people.iter().map(|one| one["calls"][0]["from"]["number"].as_str().unwrap()).collect();
    assert_eq!(numbers, ["+79160000003", "+79160000001", "+79160000002"]);
    assert_eq!((&people[1]["attempts"], people[1]["calls"].as_array().unwrap().len()), (&json!(2), 2));
    let money: f64 = people.iter().map(|one| one["net"].as_f64().unwrap()).sum();
    assert!((money - line["net"].as_f64().unwrap()).abs() < 0.02, "{money} {line}");
    assert_eq!(supervisor.get("/losses/lost?from=2026-11-01&to=2026-11-20").await.json(200)["items"], json!([]));
    assert_eq!(supervisor.get("/losses/lost?step=moon").await.fields(), ["step"]);
    assert_eq!(supervisor.get("/losses/lost?cursor=x").await.fields(), ["cursor"]);
    assert_eq!(app.agent().get("/losses/lost").await.problem(403), "forbidden");
}
