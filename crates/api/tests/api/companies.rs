//! Companies among the clients.

use crate::{answer::column, support::TestApp};
use serde_json::json;

#[tokio::test]
async fn a_company_is_made_changed_and_shown_with_its_people() {
    let app = TestApp::new().await;
    let agent = app.agent();
    let made = agent.post("/companies", json!({"name": "Парус", "inn": "7701000001", "kpp": "770101001"})).await;
    let made = made.json(201);
    let path = format!("/companies/{}", made["id"].as_str().unwrap());
    let person = json!({"last_name": "Орлов", "affiliations": [{"company_id": made["id"], "role": "директор"}]});
    agent.post("/contacts", person).await.json(201);
    let shown = agent.get(&path).await.json(200);
    assert_eq!((&shown["contacts"][0]["contact"]["name"], &shown["contacts"][0]["role"]), (&json!("Орлов"), &json!("директор")));
    let changed = agent.patch(&path, json!({"name": "Парус-Отель", "version": made["version"]})).await.json(200);
    assert_eq!((&changed["name"], &changed["inn"]), (&json!("Парус-Отель"), &json!(null)), "all fields are given anew");
    let refused = agent.patch(&path, json!({"name": "Другой", "version": made["version"]})).await;
    assert_eq!(refused.problem(409), "changed_meanwhile");
    assert_eq!(refused.json(409)["present"], changed);
    assert_eq!(column(&agent.get("/companies").await.json(200), "name"), ["Парус-Отель"]);
}

#[tokio::test]
async fn requisites_that_cannot_be_right_are_refused_by_field() {
    let app = TestApp::new().await;
    for (body, field) in [
        (json!({"name": ""}), "name"),
        (json!({}), "name"),
        (json!({"name": "Парус", "inn": "123"}), "inn"),
        (json!({"name": "Парус", "kpp": "abc"}), "kpp"),
    ] {
        assert_eq!(app.agent().post("/companies", body.clone()).await.fields(), [field], "{body}");
    }
}
