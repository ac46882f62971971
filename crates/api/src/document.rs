//! What is the same for every operation is said of all at once, so that none can forget it.

mod answers;

use utoipa::openapi::{
    Content, OpenApi, Ref, RefOr, Response,
    path::Operation,
    security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
};

/// Operations that are open to everybody.
const OPEN: [&str; 6] = ["log_in", "healthz", "metrics", "count_losses", "count_losses_of_file", "render_losses"];

/// The document with logins, refusals as problems, and a word for every answer.
pub fn refined(mut document: OpenApi) -> OpenApi {
    let components = document.components.get_or_insert_default();
    components.add_security_scheme("cookie", SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(crate::auth::COOKIE))));
    components.add_security_scheme("bearer", SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build()));
    for item in document.paths.paths.values_mut() {
        let operations = [&mut item.get, &mut item.put, &mut item.post, &mut item.patch, &mut item.delete];
        operations.into_iter().flatten().for_each(refine);
    }
    answers::require_nullable_fields(&mut document);
    document
}

fn refine(operation: &mut Operation) {
    if operation.operation_id.as_deref().is_none_or(|id| !OPEN.contains(&id)) {
        let none: [&str; 0] = [];
        operation.security = Some(vec![SecurityRequirement::new("cookie", none), SecurityRequirement::new("bearer", none)]);
        operation.responses.responses.entry("401".to_owned()).or_insert_with(refusal);
    }
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response {
            as_problem(response);
            describe(status, response);
        }
    }
}

fn refusal() -> RefOr<Response> {
    let problem = Content::new(Some(Ref::from_schema_name("Problem")));
    RefOr::T(Response::builder().content("application/json", problem).build())
}

fn as_problem(response: &mut Response) {
    let is_problem = |content: &RefOr<Content>| matches!(content, RefOr::T(Content { schema: Some(RefOr::Ref(schema)), .. }) if schema.ref_location.ends_with("/Problem"));
    if response.content.get("application/json").is_some_and(is_problem) {
        let content = response.content.drain(..).map(|(_, content)| ("application/problem+json".to_owned(), content)).collect();
        response.content = content;
    }
}

fn describe(status: &str, response: &mut Response) {
    if response.description.is_empty() {
        let description = match status {
            "200" => "What was asked for",
            "201" => "What was made",
            "202" => "Taken: what comes of it is pushed live",
            "204" => "Done",
            "401" => "`not_logged_in`",
            "403" => "`forbidden`",
            "404" => "`not_found`",
            "503" => "Not able to",
            _ => "Refused",
        };
        description.clone_into(&mut response.description);
    }
}
