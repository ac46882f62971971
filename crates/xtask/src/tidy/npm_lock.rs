//! Lock files of npm install on any machine: they name no registry, and no platform's package is missing from them.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Finding;
use super::tree::Tree;

/// The part of package-lock.json that is looked at: folder in node_modules to what lies there.
#[derive(Deserialize)]
struct Lock {
    packages: BTreeMap<String, Locked>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Locked {
    #[serde(default)]
    optional_dependencies: BTreeMap<String, String>,
    resolved: Option<String>,
}

pub fn check(tree: &Tree) -> Vec<Finding> {
    let locks = tree.texts().filter(|(path, _)| path.ends_with("package-lock.json"));
    locks.flat_map(|(path, text)| check_lock(path, text)).collect()
}

fn check_lock(path: &str, text: &str) -> Vec<Finding> {
    let Ok(lock) = serde_json::from_str::<Lock>(text) else {
        return vec![Finding::new(path, 1, "not a lock file of npm", "make it anew with `npm install --package-lock-only`")];
    };
    let mut findings = Vec::new();
    if lock.packages.values().any(|locked| locked.resolved.as_deref().is_some_and(|address| address.starts_with("http"))) {
        let instead = "put `omit-lockfile-registry-resolved=true` into .npmrc beside it and run `npm install` again";
        findings.push(Finding::new(path, 1, "address of a package registry", instead));
    }
    for (folder, locked) in &lock.packages {
        let absent = locked.optional_dependencies.keys().find(|name| !is_locked(&lock, name));
        if let Some(name) = absent {
            let what = format!("`{folder}` wants `{name}`, which is not locked");
            findings.push(Finding::new(path, 1, what, "`npm ci` will refuse: take a version whose parts can all be had"));
        }
    }
    findings
}

fn is_locked(lock: &Lock, name: &str) -> bool {
    let folder = format!("node_modules/{name}");
    lock.packages.keys().any(|key| key.ends_with(&folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(packages: &str) -> Vec<String> {
        let text = format!("{{\"packages\": {{{packages}}}}}");
        check(&Tree::of(&[("web/console/package-lock.json", &text)])).into_iter().map(|finding| finding.what).collect()
    }

    #[test]
    fn a_registry_in_the_lock_file_is_found() {
        let packages = r#""node_modules/a": {"resolved": "https://registry.example/a.tgz"}"#;
        assert_eq!(found(packages), ["address of a package registry"]);
    }

    #[test]
    fn a_platform_that_is_not_locked_is_found() {
        let packages = r#""node_modules/a": {"optionalDependencies": {"@a/linux": "1", "@a/mac": "1"}}, "node_modules/@a/linux": {}"#;
        assert_eq!(found(packages), ["`node_modules/a` wants `@a/mac`, which is not locked"]);
    }

    #[test]
    fn a_whole_lock_passes() {
        assert!(found(r#""node_modules/a": {"optionalDependencies": {"b": "1"}}, "node_modules/b": {}"#).is_empty());
    }
}
