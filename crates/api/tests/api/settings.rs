//! Users, phones, groups, numbers, and the company as a file.

use crate::{
    answer::column,
    support::{PASSWORD, TestApp},
};
use serde_json::{Value, json};

fn target(kind: &str, id: &str) -> Value {
    json!({"kind": kind, "id": id})
}

#[tokio::test]
async fn a_user_is_made_changed_and_disabled() {
    let app = TestApp::new().await;
    let admin = app.administrator();
    let made = admin
        .post("/users", json!({"login": "Zoya", "name": "Зоя", "password": PASSWORD, "role": "agent", "extension": "106"}))
        .await
        .json(201);
    assert_eq!((&made["login"], &made["extension"], &made["disabled"]), (&json!("zoya"), &json!("106"), &json!(false)));
    let path = format!("/users/{}", made["id"].as_str().unwrap());
    let changed = admin.patch(&path, json!({"role": "supervisor", "extension": ""})).await.json(200);
    assert_eq!((&changed["role"], &changed["extension"], &changed["name"]), (&json!("supervisor"), &Value::Null, &json!("Зоя")));
    admin.delete(&path).await.empty(204);
    assert_eq!(app.agent().get(&path).await.json(200)["disabled"], true);
    assert_eq!(column(&app.agent().get("/users").await.json(200), "login").len(), 6);
}

#[tokio::test]
async fn mistakes_in_settings_are_named_by_field() {
    let app = TestApp::new().await;
    let admin = app.administrator();
    let (user, group) = (app.doors.users["101"].to_string(), app.doors.group_id.to_string());
    let number = |number: &str, open: Value| json!({"number": number, "name": "N", "open": open, "closed": {"kind": "reject"}});
    for (path, body, field) in [
        ("/users", json!({"login": "new", "name": "New", "password": "short", "role": "agent"}), "password"),
        ("/users", json!({"login": "", "name": "New", "password": PASSWORD, "role": "agent"}), "login"),
        ("/users", json!({"login": "new", "name": "New", "password": PASSWORD, "role": "king"}), "role"),
        ("/users", json!({"login": "new", "name": "New", "password": PASSWORD, "role": "agent", "extension": "abc"}), "extension"),
        ("/devices", json!({"user_id": user, "login": ""}), "login"),
        ("/groups", json!({"name": "", "member_ids": [user], "ring_seconds": 20}), "name"),
        ("/groups", json!({"name": "New", "member_ids": ["nobody"], "ring_seconds": 20}), "member_ids[0]"),
        ("/groups", json!({"name": "New", "member_ids": [user], "ring_seconds": 0}), "ring_seconds"),
        ("/numbers", number("abc", target("group", &group)), "number"),
        ("/numbers", number("+74950000009", target("group", "nonsense")), "open"),
        ("/numbers", number("+74950000009", target("elsewhere", &group)), "open"),
    ] {
        let fields = admin.post(path, body.clone()).await.fields();
        assert!(fields[0].starts_with(field), "{path} {body}: {fields:?}");
    }
}

#[tokio::test]
async fn what_is_taken_already_is_refused() {
    let app = TestApp::new().await;
    let admin = app.administrator();
    let (user, group) = (app.doors.users["101"].to_string(), app.doors.group_id.to_string());
    let number = json!({"number": "+74950000001", "name": "N", "open": target("group", &group), "closed": {"kind": "reject"}});
    for (path, body) in [
        ("/users", json!({"login": "101", "name": "New", "password": PASSWORD, "role": "agent"})),
        ("/users", json!({"login": "new", "name": "New", "password": PASSWORD, "role": "agent", "extension": "101"})),
        ("/devices", json!({"user_id": user, "login": "101"})),
        ("/groups", json!({"name": "Other", "extension": "101", "member_ids": [user], "ring_seconds": 20})),
        ("/numbers", number),
    ] {
        let answer = admin.post(path, body.clone()).await;
        assert!([409, 422].contains(&answer.status.as_u16()), "{path} {body}: {} {}", answer.status, answer.text());
        answer.problem(answer.status.as_u16());
    }
}

#[tokio::test]
async fn a_phones_password_is_told_once() {
    let app = TestApp::new().await;
    let admin = app.administrator();
    let made = admin.post("/devices", json!({"user_id": app.doors.users["103"], "login": "103-home"})).await.json(201);
    let password = made["password"].as_str().unwrap().to_owned();
    let path = format!("/devices/{}", made["id"].as_str().unwrap());
    assert!(!admin.get("/devices").await.text().contains(&password));
    let renewed = admin.patch(&path, json!({"new_password": true})).await.json(200);
    assert_ne!(renewed["password"], password.as_str());
    let given = admin.patch(&path, json!({"user_id": app.doors.users["102"]})).await.json(200);
    assert_eq!((&given["user_id"], given.get("password")), (&json!(app.doors.users["102"].to_string()), None));
    admin.delete(&path).await.empty(204);
    assert_eq!(admin.delete(&path).await.problem(404), "not_found");
    assert_eq!(column(&app.agent().get("/devices").await.json(200), "login"), ["101"], "agents see their own phones");
}

#[tokio::test]
async fn a_connected_phone_is_shown_with_its_place() {
    let app = TestApp::new().await;
    app.happens(&app.doors, None, app.doors.phone_connects("101"));
    let phone = app.agent().get("/devices").await.json(200)["items"][0]["registered"].clone();
    assert_eq!(phone, json!({"address": "127.0.0.1:5070", "user_agent": "desk", "since": "2026-11-21T11:05:00Z"}));
    assert_eq!(app.agent().get("/me").await.json(200)["devices_registered"], 1);
}

#[tokio::test]
async fn groups_and_numbers_change_and_go() {
    let app = TestApp::new().await;
    let admin = app.administrator();
    let members = [app.doors.users["103"], app.doors.users["101"]].map(|id| id.to_string());
    let group = admin.post("/groups", json!({"name": "Service", "member_ids": members, "ring_seconds": 20})).await.json(201);
    assert_eq!(group["member_ids"], json!(members));
    let path = format!("/groups/{}", group["id"].as_str().unwrap());
    let number = |closed: Value| json!({"number": "8 (495) 000-00-09", "name": "Service", "open": target("group", group["id"].as_str().unwrap()), "closed": closed});
    let made = admin.post("/numbers", number(json!({"kind": "reject"}))).await.json(201);
    assert_eq!((&made["number"], &made["open"]), (&json!("+74950000009"), &json!({"kind": "group", "id": group["id"]})));
    let number_path = format!("/numbers/{}", made["id"].as_str().unwrap());
    let changed = admin.patch(&number_path, number(target("user", &members[0]))).await.json(200);
    assert_eq!(changed["closed"], target("user", &members[0]));
    admin.delete(&path).await.problem(409);
    admin.delete(&number_path).await.empty(204);
    admin.delete(&path).await.empty(204);
    assert_eq!(column(&app.agent().get("/groups").await.json(200), "name"), ["Sales"]);
}

#[tokio::test]
async fn the_company_as_a_file_applies_back_to_no_difference() {
    let app = TestApp::new().await;
    let admin = app.administrator();
    let exported = admin.get("/configuration").await;
    assert_eq!((exported.status.as_u16(), exported.header("content-type")), (200, Some("application/toml")));
    let text = exported.text();
    let apply = async |text: &str, dry_run: bool| {
        admin.put("/configuration", json!({"file": "company.toml", "text": text, "dry_run": dry_run})).await
    };
    assert_eq!(apply(&text, false).await.json(200), json!({"differences": []}));
    let renamed = text.replace("User 101", "Анна Кузнецова");
    let planned = apply(&renamed, true).await.json(200);
    assert_eq!(planned["differences"].as_array().unwrap().len(), 1);
    assert_eq!(app.agent().get("/me").await.json(200)["name"], "User 101", "a dry run changes nothing");
    assert_eq!(apply(&renamed, false).await.json(200), planned);
    assert_eq!(app.agent().get("/me").await.json(200)["name"], "Анна Кузнецова");
}

#[tokio::test]
async fn a_mistake_in_the_file_is_told_by_its_line_and_changes_nothing() {
    let app = TestApp::new().await;
    let admin = app.administrator();
    let text = admin.get("/configuration").await.text();
    let broken = format!("{text}\n[[groups]]\nname = \"New\"\nmembers = [\"nobody\"]\n");
    let line = broken.lines().count();
    let answer = admin.put("/configuration", json!({"file": "company.toml", "text": broken})).await;
    assert_eq!(answer.fields(), ["text"]);
    let detail = answer.json(422)["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains(&format!("company.toml:{line}:")), "{detail}");
    assert_eq!(admin.get("/configuration").await.text(), text);
    let foreign = text.replace("doors.example", "windows.example");
    assert_eq!(admin.put("/configuration", json!({"file": "company.toml", "text": foreign})).await.fields(), ["text"]);
}

#[tokio::test]
async fn an_administrator_names_the_sites_that_may_show_the_calculator() {
    let app = TestApp::new().await;
    let admin = app.administrator();
    let path = "/calculator/embedding";
    assert_eq!(admin.get(path).await.json(200), json!({"sites": []}));
    let named = json!({"sites": ["https://www.example.com", "http://shop.example:8080"]});
    assert_eq!(admin.put(path, named.clone()).await.json(200), named);
    assert!(
        admin.get("/configuration").await.text().contains("embed_calculator = [\"https://www.example.com\", \"http://shop.example:8080\"]")
    );
    let wrong = admin.put(path, json!({"sites": ["https://www.example.com", "https://a.example; script-src *"]})).await;
    assert_eq!(wrong.fields(), ["sites[1]"]);
    assert!(wrong.text().contains("is not the address of a site"), "{}", wrong.text());
    assert_eq!(admin.get(path).await.json(200), named);
    assert_eq!(app.stranger().get(path).await.json(200), json!({"sites": []}));
}
