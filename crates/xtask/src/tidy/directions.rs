//! Which crate may use which: the table of docs/ARCHITECTURE.md, checked against `cargo metadata`, and the page against
//! the table.
//!
//! Dependencies of tests and examples are free: they cannot make a half of the product need the other.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, ensure};
use serde::Deserialize;

use super::Finding;
use super::tree::Tree;

const PAGE: &str = "docs/ARCHITECTURE.md";

/// One row of the table, by the names of the crates' folders: what a crate may use of ours, and which outside crates it
/// must not.
struct Row {
    name: &'static str,
    may_use: &'static [&'static str],
    must_not_use: &'static [&'static [&'static str]],
}

const RUNTIME: &[&str] = &["tokio", "async-std", "futures", "futures-util"];
const SOCKETS: &[&str] = &["mio", "socket2"];
const CLOCK: &[&str] = &["jiff", "chrono", "time"];
const RANDOMNESS: &[&str] = &["rand", "getrandom", "fastrand"];
const HTTP: &[&str] = &["axum", "hyper"];
const SQL: &[&str] = &["sea-orm", "sea-orm-migration", "sqlx", "rusqlite"];

/// A real-time core: bytes and time come as arguments, and randomness from a seed.
const CORE: &[&[&str]] = &[RUNTIME, SOCKETS, CLOCK, RANDOMNESS, HTTP, SQL];

const TABLE: &[Row] = &[
    row("model", &[], &[RUNTIME, SOCKETS, RANDOMNESS, HTTP, SQL]),
    row("sip", &[], CORE),
    row("media", &[], CORE),
    row("call", &["model"], CORE),
    row("queue", &["model"], CORE),
    row("switchboard", &["model", "sip", "media", "call", "queue"], CORE),
    row("store", &["model"], &[SOCKETS, HTTP]),
    row("channels", &["model"], &[SOCKETS, HTTP, SQL]),
    row("crm", &["model", "store", "channels"], &[SOCKETS, HTTP, SQL]),
    row("insight", &["model"], &[SOCKETS, HTTP, SQL]),
    row("integrations", &["model", "store"], &[SOCKETS, HTTP, SQL]),
    row("net", &["model", "sip", "media", "switchboard"], &[HTTP, SQL]),
    row("api", &["model", "store", "crm", "insight"], &[SOCKETS, SQL]),
    row("server", ALL, &[SQL]),
    row("sim", &["model", "sip", "media", "call", "queue", "switchboard"], &[RUNTIME, SOCKETS, HTTP, SQL]),
    row("xtask", &[], &[RUNTIME, SOCKETS, HTTP, SQL]),
];

/// `server` wires all the others, and stands in no row itself.
const ALL: &[&str] =
    &["model", "sip", "media", "call", "queue", "switchboard", "store", "channels", "crm", "insight", "integrations", "net", "api", "sim"];

const fn row(name: &'static str, may_use: &'static [&'static str], must_not_use: &'static [&'static [&'static str]]) -> Row {
    Row { name, may_use, must_not_use }
}

/// A crate of the workspace, as `cargo metadata` tells it.
#[derive(Debug, Deserialize)]
pub struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

/// A line of a manifest. `kind` is absent for an ordinary dependency, else "dev" or "build".
#[derive(Debug, Deserialize)]
struct Dependency {
    name: String,
    kind: Option<String>,
    path: Option<String>,
}

pub fn packages(root: &Path) -> anyhow::Result<Vec<Package>> {
    #[derive(Deserialize)]
    struct Workspace {
        packages: Vec<Package>,
    }
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .current_dir(root)
        .output()
        .context("cannot run cargo metadata")?;
    ensure!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr).trim());
    let workspace: Workspace = serde_json::from_slice(&output.stdout).context("cargo metadata has another shape")?;
    Ok(workspace.packages)
}

pub fn check(packages: &[Package], tree: &Tree) -> Vec<Finding> {
    let page = tree.get(PAGE).and_then(|file| file.text.as_deref()).unwrap_or("");
    let mut findings: Vec<Finding> = packages.iter().flat_map(check_package).collect();
    let rows = TABLE.iter().filter(|row| packages.iter().any(|package| package.folder() == row.name));
    findings.extend(rows.filter_map(|row| check_page(page, row, packages)));
    findings
}

fn check_package(package: &Package) -> Vec<Finding> {
    let manifest = format!("crates/{}/Cargo.toml", package.folder());
    let Some(row) = TABLE.iter().find(|row| row.name == package.folder()) else {
        let instead = "add its row to the tables of docs/ARCHITECTURE.md and of xtask's directions, if it must exist";
        return vec![Finding::new(&manifest, 1, format!("crate `{}` has no direction", package.name), instead)];
    };
    let used = package.dependencies.iter().filter(|dependency| dependency.kind.as_deref() != Some("dev"));
    let refused = used.filter_map(|dependency| Some((dependency, refuse(row, dependency)?)));
    refused.map(|(dependency, instead)| Finding::new(&manifest, 1, format!("`{}` uses `{}`", row.name, dependency.name), instead)).collect()
}

/// What to do instead of this dependency, or nothing when it is fine.
fn refuse(row: &Row, dependency: &Dependency) -> Option<String> {
    let name = dependency.name.as_str();
    if dependency.path.is_some() && !row.may_use.contains(&folder(name)) {
        let allowed = written(row.may_use);
        return Some(format!("it may use {allowed}; pass what it needs as an argument, or move the word into model"));
    }
    if row.must_not_use.iter().any(|group| group.contains(&name)) {
        return Some("keep sockets, clocks, runtimes, HTTP and SQL in the crate made for them, see the table".to_owned());
    }
    None
}

/// The table people read says what the table above says.
fn check_page(page: &str, row: &Row, packages: &[Package]) -> Option<Finding> {
    let exists = |name: &&&str| packages.iter().any(|package| package.folder() == **name);
    let wanted =
        if row.name == "server" { "all".to_owned() } else { written(&row.may_use.iter().filter(exists).copied().collect::<Vec<_>>()) };
    let found = page.lines().enumerate().find_map(|(index, line)| Some((index + 1, page_cell(line, row.name)?)));
    match found {
        Some((_, cell)) if cell == wanted => None,
        Some((line, cell)) => Some(Finding::new(PAGE, line, format!("`{}` may use {cell}", row.name), format!("write {wanted}"))),
        None => Some(Finding::new(PAGE, 1, format!("no row for `{}` in the code map", row.name), format!("it may use {wanted}"))),
    }
}

fn written(names: &[&str]) -> String {
    if names.is_empty() { "—".to_owned() } else { names.join(", ") }
}

/// The third cell of the line "| `call` | what it is | model |", up to a remark.
fn page_cell<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let rest = line.strip_prefix("| `")?.strip_prefix(name)?.strip_prefix("` | ")?;
    let (_, cell) = rest.trim_end_matches(" |").rsplit_once(" | ")?;
    cell.split(';').next()
}

/// The name of a crate's folder below `crates/`.
fn folder(package: &str) -> &str {
    match package {
        "otklik" => "server",
        other => other.strip_prefix("otklik-").unwrap_or(other),
    }
}

impl Package {
    fn folder(&self) -> &str {
        folder(&self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, dependencies: &str) -> Package {
        let text = format!(r#"{{"name":"{name}","dependencies":[{dependencies}]}}"#);
        serde_json::from_str(&text).expect("a sample of cargo metadata")
    }

    fn refusals(packages: &[Package]) -> Vec<Finding> {
        packages.iter().flat_map(check_package).collect()
    }

    fn page_findings(row: &str) -> Vec<Finding> {
        let packages = [package("otklik-call", ""), package("otklik-model", "")];
        let page = format!("| `model` | words | — |\n{row}\n");
        check(&packages, &Tree::of(&[(PAGE, &page)]))
    }

    #[test]
    fn a_page_that_agrees_with_the_table_passes() {
        assert_eq!(page_findings("| `call` | calls | model |"), []);
    }

    #[test]
    fn a_page_that_allows_more_than_the_table_is_found_at_its_line() {
        let findings = page_findings("| `call` | calls | model, sip |");
        assert_eq!((findings.len(), findings[0].line), (1, 2));
        assert_eq!(findings[0].instead, "write model");
    }

    #[test]
    fn a_crate_missing_on_the_page_is_found() {
        assert_eq!(page_findings("").len(), 1);
    }

    #[test]
    fn a_core_that_uses_another_core_is_refused() {
        let findings = refusals(&[package("otklik-call", r#"{"name":"otklik-sip","kind":null,"path":"crates/sip"}"#)]);
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].path, "crates/call/Cargo.toml");
        assert_eq!(findings[0].what, "`call` uses `otklik-sip`");
    }

    #[test]
    fn a_runtime_in_a_real_time_core_is_refused() {
        let findings = refusals(&[package("otklik-sip", r#"{"name":"tokio","kind":null,"path":null}"#)]);
        assert_eq!(findings.len(), 1);
        assert!(findings[0].what.contains("tokio"));
    }

    #[test]
    fn sql_outside_the_store_is_refused() {
        let findings = refusals(&[package("otklik-crm", r#"{"name":"sea-orm","kind":null,"path":null}"#)]);
        assert_eq!(findings.len(), 1);
    }

    #[test]
    fn nobody_uses_the_server() {
        assert!(!TABLE.iter().any(|row| row.may_use.contains(&"server")));
    }

    #[test]
    fn dependencies_of_tests_are_free() {
        let findings = refusals(&[package("otklik-call", r#"{"name":"otklik-sim","kind":"dev","path":"crates/sim"}"#)]);
        assert_eq!(findings, []);
    }

    #[test]
    fn a_crate_outside_the_table_is_refused() {
        assert_eq!(refusals(&[package("otklik-surprise", "")]).len(), 1);
    }
}
