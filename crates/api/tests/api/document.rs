//! The description of the API.

use serde_json::Value;
use std::collections::BTreeSet;

fn document() -> Value {
    serde_json::to_value(otklik_api::openapi()).unwrap()
}

fn operations(document: &Value) -> Vec<&Value> {
    document["paths"].as_object().unwrap().values().flat_map(|item| item.as_object().unwrap().values()).collect()
}

#[test]
fn the_committed_snapshot_is_what_the_code_describes() {
    let committed: Value = serde_json::from_str(include_str!("../../openapi.json")).unwrap();
    assert!(committed == document(), "crates/api/openapi.json is older than the code: run `make api` and commit what it writes");
}

#[test]
fn every_operation_has_a_name_of_its_own_a_summary_a_tag_and_described_answers() {
    let document = document();
    let mut ids = BTreeSet::new();
    for operation in operations(&document) {
        let id = operation["operationId"].as_str().unwrap();
        assert!(ids.insert(id.to_owned()), "{id} names two operations");
        assert!(operation["summary"].as_str().is_some_and(|summary| !summary.is_empty()), "{id} has no summary");
        assert_eq!(operation["tags"].as_array().map(Vec::len), Some(1), "{id}");
        let responses = operation["responses"].as_object().unwrap();
        assert!(responses.keys().any(|status| status.starts_with('2') || status == "101"), "{id} never answers");
        for (status, response) in responses {
            assert!(response["description"].as_str().is_some_and(|text| !text.is_empty()), "{id} {status} is not described");
        }
    }
}

#[test]
fn every_refusal_is_a_problem_and_every_login_is_asked_for() {
    let document = document();
    for operation in operations(&document) {
        let id = operation["operationId"].as_str().unwrap();
        for (status, response) in operation["responses"].as_object().unwrap() {
            let is_problem = response["content"].get("application/problem+json").is_some();
            let is_refusal = status.starts_with(['4', '5']) && id != "healthz";
            assert_eq!(is_problem, is_refusal, "{id} {status}: {response}");
        }
        let is_open = ["log_in", "healthz", "metrics", "count_losses", "count_losses_of_file", "render_losses"].contains(&id);
        assert_eq!(operation.get("security").is_none(), is_open, "{id}");
        assert!(is_open || operation["responses"].get("401").is_some(), "{id}");
    }
}

#[test]
fn what_may_be_null_is_always_in_an_answer_but_may_be_left_out_of_a_request() {
    let document = document();
    let is_required = |schema: &str, field: &str| {
        let required = document["components"]["schemas"][schema]["required"].as_array();
        required.is_some_and(|required| required.contains(&Value::from(field)))
    };
    assert!(is_required("CallSummary", "outcome") && is_required("CallSummary", "contact"));
    assert!(!is_required("CreateUser", "extension"));
    assert!(!is_required("Device", "password"), "told once, then left out");
}

#[test]
fn every_reference_leads_to_a_schema() {
    let document = document();
    let mut references = BTreeSet::new();
    collect(&document, &mut references);
    assert!(!references.is_empty());
    for reference in references {
        assert!(document.pointer(reference.trim_start_matches('#')).is_some(), "{reference} leads nowhere");
    }
}

fn collect(value: &Value, references: &mut BTreeSet<String>) {
    if let Value::Object(fields) = value {
        references.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
        fields.values().for_each(|field| collect(field, references));
    } else if let Value::Array(items) = value {
        items.iter().for_each(|item| collect(item, references));
    }
}
