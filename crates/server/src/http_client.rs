//! Asks a running server, for `apply --url` and `export --url`.

use anyhow::{Context, bail};
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
struct Applied {
    differences: Vec<String>,
}

#[derive(Deserialize)]
struct Problem {
    detail: String,
}

/// Applies a file there; gives what was, or would be, changed.
pub async fn apply(url: &str, token: &str, file: &str, text: &str, dry_run: bool) -> anyhow::Result<Vec<String>> {
    let body = json!({"file": file, "text": text, "dry_run": dry_run});
    let request = ureq::put(format!("{url}/api/v1/configuration")).header("Authorization", format!("Bearer {token}"));
    let answer = asked(move || request.config().http_status_as_error(false).build().send_json(body)).await?;
    Ok(serde_json::from_str::<Applied>(&answer).context("the server's answer is not understood; is it an older version?")?.differences)
}

/// The configuration there, as a file.
pub async fn export(url: &str, token: &str) -> anyhow::Result<String> {
    let request = ureq::get(format!("{url}/api/v1/configuration")).header("Authorization", format!("Bearer {token}"));
    asked(move || request.config().http_status_as_error(false).build().call()).await
}

type Answer = Result<ureq::http::Response<ureq::Body>, ureq::Error>;

/// Sends and reads on a thread of its own; a refusal is told in the server's words.
async fn asked(send: impl FnOnce() -> Answer + Send + 'static) -> anyhow::Result<String> {
    let (status, text) = tokio::task::spawn_blocking(move || -> anyhow::Result<(u16, String)> {
        let mut answer = send().context("the server cannot be reached")?;
        Ok((answer.status().as_u16(), answer.body_mut().read_to_string()?))
    })
    .await??;
    if (200..300).contains(&status) {
        return Ok(text);
    }
    match serde_json::from_str::<Problem>(&text) {
        Ok(problem) => bail!("{}", problem.detail),
        Err(_) => bail!("the server answered {status}; is the address right?"),
    }
}
