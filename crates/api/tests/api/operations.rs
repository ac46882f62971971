//! Every operation of the document with a request that it takes, so that a new operation cannot be left out of the tests that go
//! through all of them.

use axum::http::Method;
use serde_json::{Value, json};

/// One operation.
#[derive(Debug, Clone)]
pub struct Operation {
    pub id: String,
    pub method: Method,
    /// Below `/api/v1`, with `{id}` when it is about one thing.
    pub path: String,
    pub body: Option<Value>,
}

/// Everything under `/api/v1`.
pub fn all() -> Vec<Operation> {
    let document = serde_json::to_value(otklik_api::openapi()).unwrap();
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        let Some(path) = path.strip_prefix("/api/v1") else { continue };
        for (method, operation) in item.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap().to_owned();
            let body = operation.get("requestBody").map(|_| body(&id));
            operations.push(Operation { id, method: method.to_uppercase().parse().unwrap(), path: path.to_owned(), body });
        }
    }
    operations
}

/// Open to everybody.
pub const OPEN: [&str; 3] = ["count_losses", "count_losses_of_file", "render_losses"];

impl Operation {
    /// Whether it is about one thing.
    pub fn has_id(&self) -> bool {
        self.path.contains("{id}")
    }

    pub fn path_of(&self, id: &str) -> String {
        self.path.replace("{id}", id)
    }
}

const NOBODY: &str = "user_00000000000000000000000001";

/// A body of the right shape; what it names need not exist.
fn body(id: &str) -> Value {
    match id {
        "log_in" => json!({"login": "101", "password": "wrong"}),
        "add_note" => json!({"text": "A note."}),
        "add_record" => json!({"kind": "purchase", "title": "A door"}),
        "change_commitment" => json!({"text": "Sooner"}),
        "change_company" => json!({"name": "Changed", "version": 1}),
        "change_contact" => json!({"last_name": "Changed", "version": 1}),
        "change_embedding" => json!({"sites": ["https://www.example.com"]}),
        "change_device" => json!({"new_password": true}),
        "change_user" => json!({"name": "Changed"}),
        "choose_caller" => json!({"contact_id": "contact_00000000000000000000000001"}),
        "create_commitment" => json!({"kind": "other", "text": "To call", "due": "2026-11-22T10:00:00Z"}),
        "create_company" => json!({"name": "Made"}),
        "create_contact" => json!({"last_name": "Made"}),
        "create_device" => json!({"user_id": NOBODY, "login": "made"}),
        "create_group" | "change_group" => json!({"name": "Changed", "member_ids": [], "ring_seconds": 20}),
        "create_number" | "change_number" => {
            json!({"number": "+74950000009", "name": "Changed", "open": {"kind": "reject"}, "closed": {"kind": "reject"}})
        }
        "count_losses" => json!({"missed": 1, "p_served": 0.2, "cheque": 1000, "margin": 0.4}),
        "count_losses_of_file" => json!({}),
        "render_losses" => serde_json::to_value(otklik_insight::report::Report::default()).unwrap(),
        "create_user" => json!({"login": "made", "name": "Made", "password": "long-enough", "role": "agent"}),
        "apply_configuration" => json!({"file": "company.toml", "text": "", "dry_run": true}),
        "keep_commitment" => json!({"note": "Done."}),
        "originate_call" | "transfer_call" => json!({"to": "102"}),
        unknown => panic!("say here what body {unknown} takes"),
    }
}
