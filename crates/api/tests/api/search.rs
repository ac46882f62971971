//! Any client, by any identifier.

use crate::support::TestApp;
use serde_json::json;

#[tokio::test]
async fn clients_are_found_as_soon_as_the_index_has_followed() {
    let app = TestApp::new().await;
    let agent = app.agent();
    let company = agent.post("/companies", json!({"name": "Parus", "inn": "7701000001"})).await.json(201);
    let contact =
        agent.post("/contacts", json!({"last_name": "Orlov", "points": [{"kind": "email", "value": "g.orlov@parus.example"}]})).await;
    let contact = contact.json(201);
    app.api.search.catch_up(&app.api.store).await.unwrap();
    for (q, kind, id) in
        [("7701000001", "company", &company), ("g.orlov@parus.example", "contact", &contact), ("Orlof", "contact", &contact)]
    {
        let found = agent.get(&format!("/search?q={q}")).await.json(200);
        assert_eq!((&found[0]["kind"], &found[0]["id"]), (&json!(kind), &id["id"]), "{q}: {found}");
    }
    assert_eq!(agent.get("/search?q=").await.json(200), json!([]));
    assert_eq!(agent.get("/search?q=zzzzzz").await.json(200), json!([]));
}
