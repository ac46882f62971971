//! The checks, one module each. Every check is a pure function from a [`Tree`] to findings, so that its own test can
//! hand it a small tree that breaks the rule.

mod adrs;
mod core_lints;
mod crate_docs;
mod dead_files;
mod directions;
mod forbidden;
mod links;
mod names;
mod npm_lock;
mod sizes;
mod tree;

use std::fmt;
use std::path::Path;

use tree::Tree;

/// One broken rule: where, what is wrong, and what to do instead.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    pub path: String,
    pub line: usize,
    pub what: String,
    pub instead: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}: {}", self.path, self.line, self.what, self.instead)
    }
}

impl Finding {
    fn new(path: &str, line: usize, what: impl Into<String>, instead: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, what: what.into(), instead: instead.into() }
    }
}

/// Runs every check over the committed and the not yet committed files below `root`.
pub fn check(root: &Path) -> anyhow::Result<Vec<Finding>> {
    let tree = Tree::load(root)?;
    let packages = directions::packages(root)?;
    let mut findings = tree.unreadable();
    findings.extend(directions::check(&packages, &tree));
    findings.extend(core_lints::check(&tree));
    findings.extend(names::check(&tree));
    findings.extend(sizes::check(&tree)?);
    findings.extend(links::check(&tree));
    findings.extend(crate_docs::check(&tree));
    findings.extend(adrs::check(&tree));
    findings.extend(forbidden::check(&tree));
    findings.extend(npm_lock::check(&tree));
    findings.extend(dead_files::check(&tree));
    findings.sort();
    Ok(findings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_real_tree_keeps_the_house_rules() {
        let findings = check(crate::workspace_root()).expect("the tree can be read");
        let lines: Vec<String> = findings.iter().map(Finding::to_string).collect();
        assert!(lines.is_empty(), "\n{}", lines.join("\n"));
    }

    #[test]
    fn a_finding_reads_as_place_what_and_what_instead() {
        let finding = Finding::new("a/b.rs", 7, "`todo!`", "write it now");
        assert_eq!(finding.to_string(), "a/b.rs:7: `todo!`: write it now");
    }
}
