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
const SERVER: &str = "otklik";

/// One row of the table: what a crate may use of ours, and which outside crates it must not.
struct Row {
    name: &'static str,
    internal: &'static [&'static str],
    forbidden: &'static [&'static str],
}

/// A real-time core: bytes and time come as arguments, so no runtime, socket, clock, randomness or database.
const SANS_IO: &[&str] = &[
    "tokio",
    "async-std",
    "futures",
    "futures-util",
    "mio",
    "socket2",
    "rand",
    "jiff",
    "chrono",
    "time",
    "sea-orm",
    "sqlx",
    "axum",
    "hyper",
    "tracing-subscriber",
];
const NO_RUNTIME: &[&str] = &["tokio", "mio", "socket2", "sea-orm", "sqlx", "axum", "hyper"];
const NO_SQL: &[&str] = &["sea-orm", "sea-orm-migration", "sqlx", "rusqlite"];
const NO_HTTP_NO_SQL: &[&str] = &["axum", "hyper", "mio", "sea-orm", "sea-orm-migration", "sqlx", "rusqlite"];
const NO_HTTP: &[&str] = &["axum", "hyper", "mio"];

const TABLE: &[Row] = &[
    Row { name: "otklik-model", internal: &[], forbidden: NO_RUNTIME },
    Row { name: "otklik-sip", internal: &[], forbidden: SANS_IO },
    Row { name: "otklik-media", internal: &[], forbidden: SANS_IO },
    Row { name: "otklik-call", internal: &["otklik-model"], forbidden: SANS_IO },
    Row { name: "otklik-queue", internal: &["otklik-model"], forbidden: SANS_IO },
    Row {
        name: "otklik-switchboard",
        internal: &["otklik-model", "otklik-sip", "otklik-media", "otklik-call", "otklik-queue"],
        forbidden: SANS_IO,
    },
    Row { name: "otklik-store", internal: &["otklik-model"], forbidden: NO_HTTP },
    Row { name: "otklik-channels", internal: &["otklik-model"], forbidden: NO_HTTP_NO_SQL },
    Row { name: "otklik-crm", internal: &["otklik-model", "otklik-store", "otklik-channels"], forbidden: NO_HTTP_NO_SQL },
    Row { name: "otklik-insight", internal: &["otklik-model", "otklik-store", "otklik-sim"], forbidden: NO_HTTP_NO_SQL },
    Row { name: "otklik-integrations", internal: &["otklik-model", "otklik-store"], forbidden: NO_HTTP_NO_SQL },
    Row {
        name: "otklik-net",
        internal: &["otklik-model", "otklik-sip", "otklik-media", "otklik-switchboard"],
        forbidden: NO_HTTP_NO_SQL_BUT_SOCKETS,
    },
    Row { name: "otklik-api", internal: &["otklik-model", "otklik-store", "otklik-crm", "otklik-insight"], forbidden: NO_SQL },
    Row { name: SERVER, internal: EVERYTHING, forbidden: NO_SQL },
    Row {
        name: "otklik-sim",
        internal: &["otklik-model", "otklik-sip", "otklik-media", "otklik-call", "otklik-queue", "otklik-switchboard"],
        forbidden: NO_RUNTIME,
    },
    Row { name: "xtask", internal: &[], forbidden: NO_RUNTIME },
];

/// `net` owns the sockets, so it may use mio and socket2.
const NO_HTTP_NO_SQL_BUT_SOCKETS: &[&str] = &["axum", "hyper", "sea-orm", "sea-orm-migration", "sqlx", "rusqlite"];

/// `server` wires all the others; nobody uses it.
const EVERYTHING: &[&str] = &[
    "otklik-model",
    "otklik-sip",
    "otklik-media",
    "otklik-call",
    "otklik-queue",
    "otklik-switchboard",
    "otklik-store",
    "otklik-channels",
    "otklik-crm",
    "otklik-insight",
    "otklik-integrations",
    "otklik-net",
    "otklik-api",
    "otklik-sim",
];

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
    let mut findings: Vec<Finding> = packages.iter().flat_map(check_package).collect();
    findings.extend(check_page(packages, tree));
    findings
}

/// The table people read says what the table above says, for every crate that exists.
fn check_page(packages: &[Package], tree: &Tree) -> Vec<Finding> {
    let page = tree.get(PAGE).and_then(|file| file.text.as_deref()).unwrap_or("");
    let exists = |name: &&&str| packages.iter().any(|package| package.name == **name);
    let rows = TABLE.iter().filter(|row| exists(&&row.name));
    let wrong = rows.filter_map(|row| {
        let mut wanted: Vec<&str> = row.internal.iter().filter(exists).map(|name| short_name(name)).collect();
        wanted.sort_unstable();
        let found = page.lines().enumerate().find_map(|(index, line)| Some((index + 1, page_row(line, short_name(row.name))?)));
        match found {
            Some((_, written)) if written == wanted || (written == ["all"] && row.name == SERVER) => None,
            Some((line, _)) => Some((line, format!("`{}` may use other crates than written", row.name), wanted)),
            None => Some((1, format!("no row for `{}` in the code map", row.name), wanted)),
        }
    });
    wrong
        .map(|(line, what, wanted)| {
            let wanted = if wanted.is_empty() { "—".to_owned() } else { wanted.join(", ") };
            Finding::new(PAGE, line, what, format!("write: {wanted}"))
        })
        .collect()
}

/// The crates in the third column of a line like "| `call` | what it is | model |", sorted.
fn page_row<'a>(line: &'a str, name: &str) -> Option<Vec<&'a str>> {
    let cells: Vec<&str> = line.strip_prefix("| `")?.trim_end_matches(" |").split(" | ").collect();
    let [own_name, _, used] = cells.as_slice() else { return None };
    if own_name.trim_end_matches('`') != name {
        return None;
    }
    let used = used.split(';').next().unwrap_or("");
    let mut names: Vec<&str> = used.split(',').map(str::trim).filter(|name| !name.is_empty() && *name != "—").collect();
    names.sort_unstable();
    Some(names)
}

/// The name of a crate's folder.
fn short_name(package: &str) -> &str {
    match package {
        SERVER => "server",
        other => other.strip_prefix("otklik-").unwrap_or(other),
    }
}

fn check_package(package: &Package) -> Vec<Finding> {
    let manifest = manifest_path(&package.name);
    let Some(row) = TABLE.iter().find(|row| row.name == package.name) else {
        let instead = "add its row to the tables of docs/ARCHITECTURE.md and of xtask's directions, if it must exist";
        return vec![Finding::new(&manifest, 1, format!("crate `{}` has no direction", package.name), instead)];
    };
    let used = package.dependencies.iter().filter(|dependency| dependency.kind.as_deref() != Some("dev"));
    used.filter_map(|dependency| refuse(row, dependency, &manifest)).collect()
}

fn refuse(row: &Row, dependency: &Dependency, manifest: &str) -> Option<Finding> {
    let name = dependency.name.as_str();
    if dependency.path.is_some() && !row.internal.contains(&name) {
        let allowed = if row.internal.is_empty() { "no crate of ours".to_owned() } else { row.internal.join(", ") };
        let instead = format!("it may use {allowed}; pass what it needs as an argument, or move the word into model");
        return Some(Finding::new(manifest, 1, format!("`{}` uses `{name}`", row.name), instead));
    }
    if row.forbidden.contains(&name) {
        let instead = "keep sockets, clocks, runtimes, HTTP and SQL in the crate made for them (docs/ARCHITECTURE.md)";
        return Some(Finding::new(manifest, 1, format!("`{}` uses `{name}`", row.name), instead));
    }
    None
}

fn manifest_path(package: &str) -> String {
    format!("crates/{}/Cargo.toml", short_name(package))
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
        check_page(&packages, &Tree::of(&[(PAGE, &page)]))
    }

    #[test]
    fn a_page_that_agrees_with_the_table_passes() {
        assert_eq!(page_findings("| `call` | calls | model |"), []);
    }

    #[test]
    fn a_page_that_allows_more_than_the_table_is_found_at_its_line() {
        let findings = page_findings("| `call` | calls | model, sip |");
        assert_eq!((findings.len(), findings[0].line), (1, 2));
        assert_eq!(findings[0].instead, "write: model");
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
        assert_eq!(findings[0].what, "`otklik-call` uses `otklik-sip`");
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
        let row = TABLE.iter().find(|row| row.internal.contains(&"otklik"));
        assert!(row.is_none());
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
