//! JSON bodies whose mistakes are problems naming the field.

use crate::problem::{FieldProblem, Problem};
use axum::{
    body::Bytes,
    extract::{FromRequest, Request, rejection::BytesRejection},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Serialize, de::DeserializeOwned};

/// A JSON body: taken from a request, or answered.
#[derive(Debug, Clone, Copy)]
pub struct Json<T>(pub T);

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !is_json(request.headers()) {
            return Err(Problem::of_status(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "The body has to be JSON with Content-Type: application/json.",
            ));
        }
        let body = Bytes::from_request(request, state).await.map_err(|rejection| unread(&rejection))?;
        let mut reader = serde_json::Deserializer::from_slice(&body);
        let read = serde_path_to_error::deserialize(&mut reader).map_err(|error| mistake(&error))?;
        reader.end().map_err(|error| Problem::of_status(StatusCode::BAD_REQUEST, format!("After the JSON: {error}.")))?;
        Ok(Self(read))
    }
}

/// A page of another site can send forms and plain text without asking us first, but not this type.
fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

fn unread(rejection: &BytesRejection) -> Problem {
    Problem::of_status(rejection.status(), rejection.body_text())
}

/// Text that is no JSON, or JSON of another shape: then the field is named.
fn mistake(error: &serde_path_to_error::Error<serde_json::Error>) -> Problem {
    let message = error.inner().to_string();
    if error.inner().is_syntax() || error.inner().is_eof() {
        return Problem::of_status(StatusCode::BAD_REQUEST, format!("The body is not JSON: {message}."));
    }
    let (what, _place) = message.rsplit_once(" at line ").unwrap_or((&message, ""));
    Problem::invalid(vec![FieldProblem { field: field(&error.path().to_string(), what), message: what.to_owned() }])
}

/// A missing field is told of the object around it, so its own name is added.
fn field(path: &str, what: &str) -> String {
    let path = if path == "." { "" } else { path };
    let missing = what.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
    match (path, missing) {
        ("", None) => "body".to_owned(),
        ("", Some(missing)) => missing.to_owned(),
        (path, None) => path.to_owned(),
        (path, Some(missing)) => format!("{path}.{missing}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    #[derive(Debug, serde::Deserialize)]
    struct Inner {
        #[expect(dead_code, reason = "only read")]
        number: u8,
    }

    #[derive(Debug, serde::Deserialize)]
    struct Outer {
        #[expect(dead_code, reason = "only read")]
        inner: Vec<Inner>,
    }

    async fn refused(kind: &str, body: &str) -> serde_json::Value {
        let request = Request::builder().header("content-type", kind).body(Body::from(body.to_owned())).unwrap();
        serde_json::to_value(Json::<Outer>::from_request(request, &()).await.unwrap_err()).unwrap()
    }

    #[tokio::test]
    async fn a_mistake_names_the_field_it_is_in() {
        for (body, field) in [
            ("{}", "inner"),
            (r#"{"inner": [{"number": 1}, {}]}"#, "inner[1].number"),
            (r#"{"inner": [{"number": "one"}]}"#, "inner[0].number"),
            (r#"{"inner": 3}"#, "inner"),
            ("3", "body"),
        ] {
            let problem = refused("application/json; charset=utf-8", body).await;
            assert_eq!((problem["status"].as_u64(), problem["errors"][0]["field"].as_str()), (Some(422), Some(field)), "{body}");
        }
    }

    #[tokio::test]
    async fn what_is_no_json_is_malformed_and_other_types_are_not_read() {
        for body in ["", "{", r#"{"inner": []} more"#, "nonsense"] {
            assert_eq!(refused("application/json", body).await["status"], 400, "{body}");
        }
        assert_eq!(refused("text/plain", "{}").await["status"], 415);
    }
}
