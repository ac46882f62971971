//! Who may do what.

use crate::{operations, support::TestApp};

/// Settings: everything else is open to every user, within what he may see.
const ADMINISTRATORS: [&str; 18] = [
    "show_embedding",
    "change_embedding",
    "create_user",
    "change_user",
    "disable_user",
    "create_device",
    "change_device",
    "remove_device",
    "create_group",
    "change_group",
    "remove_group",
    "create_number",
    "change_number",
    "remove_number",
    "list_trunks",
    "list_schedules",
    "apply_configuration",
    "export_configuration",
];

/// Figures of the whole company.
const SUPERVISORS: [&str; 2] = ["show_losses", "list_lost"];

/// An id of the kind that `{id}` of that path is.
pub fn made_up_id(path: &str) -> String {
    let noun = path.trim_start_matches('/').split('/').next().unwrap();
    let prefix = match noun {
        "companies" => "company",
        "numbers" => "did",
        noun => noun.trim_end_matches('s'),
    };
    format!("{prefix}_00000000000000000000000009")
}

#[tokio::test]
async fn settings_need_an_administrator_and_nothing_else_does() {
    let app = TestApp::new().await;
    for operation in operations::all() {
        if ["log_in", "log_out", "open_live"].contains(&operation.id.as_str()) {
            continue;
        }
        let path = operation.path_of(&made_up_id(&operation.path));
        for (login, is_administrator) in [("101", false), ("104", false), ("105", true)] {
            let answer = app.user(login).ask(operation.method.clone(), &path, operation.body.clone()).await;
            let refused = answer.status == 403;
            let for_administrators = ADMINISTRATORS.contains(&operation.id.as_str()) && !is_administrator;
            let expected = for_administrators || SUPERVISORS.contains(&operation.id.as_str()) && login == "101";
            assert_eq!(refused, expected, "{} as {login}: {} {}", operation.id, answer.status, answer.text());
            assert!(!answer.status.is_server_error(), "{} as {login}: {}", operation.id, answer.text());
        }
    }
}

#[tokio::test]
async fn nothing_is_told_to_nobody() {
    let app = TestApp::new().await;
    let is_open = |operation: &operations::Operation| operation.id == "log_in" || operations::OPEN.contains(&operation.id.as_str());
    for operation in operations::all().into_iter().filter(|operation| !is_open(operation)) {
        let path = operation.path_of(&made_up_id(&operation.path));
        let answer = app.nobody().ask(operation.method, &path, operation.body).await;
        assert_eq!(answer.problem(401), "not_logged_in", "{}", operation.id);
    }
}
