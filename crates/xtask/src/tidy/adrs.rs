//! Every decision in docs/adr has the five parts that let a reader judge it years later.

use super::Finding;
use super::tree::Tree;

const FOLDER: &str = "docs/adr/";
const PARTS: [&str; 4] = ["## Context", "## Decision", "## Consequences", "## Revisit when"];
const STATUSES: [&str; 4] = ["Proposed", "Accepted", "Superseded by", "Rejected"];
/// One page (chosen): a longer decision is several decisions.
const LINES_MAX: usize = 60;

pub fn check(tree: &Tree) -> Vec<Finding> {
    let decisions = tree.texts().filter(|(path, _)| path.starts_with(FOLDER) && path.ends_with(".md"));
    decisions.flat_map(|(path, text)| check_decision(path, text)).collect()
}

fn check_decision(path: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !is_numbered(path) {
        findings.push(Finding::new(path, 1, "file name without a number", "name it NNNN-title.md"));
    }
    let status = text.lines().find_map(|line| line.strip_prefix("Status: "));
    if !status.is_some_and(|status| STATUSES.iter().any(|known| status.starts_with(known))) {
        let instead = format!("write `Status: ` and one of: {}", STATUSES.join(", "));
        findings.push(Finding::new(path, 1, "decision without a status", instead));
    }
    for part in PARTS {
        if !text.lines().any(|line| line.trim_end() == part) {
            findings.push(Finding::new(path, 1, format!("decision without `{part}`"), "add the section"));
        }
    }
    let lines = text.lines().count();
    if lines > LINES_MAX {
        let instead = format!("keep a decision to one page, {LINES_MAX} lines");
        findings.push(Finding::new(path, LINES_MAX + 1, format!("{lines} lines"), instead));
    }
    findings
}

fn is_numbered(path: &str) -> bool {
    let name = path.strip_prefix(FOLDER).unwrap_or(path);
    let (number, rest) = name.split_once('-').unwrap_or((name, ""));
    number.len() == 4 && number.bytes().all(|byte| byte.is_ascii_digit()) && !rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = "# T\n\nStatus: Accepted\n\n## Context\n\n## Decision\n\n## Consequences\n\n## Revisit when\n";

    #[test]
    fn a_whole_decision_passes() {
        assert_eq!(check(&Tree::of(&[("docs/adr/0001-halves.md", WHOLE)])), []);
    }

    #[test]
    fn each_missing_part_is_named() {
        for part in PARTS {
            let without = WHOLE.replace(part, "## Other");
            let findings = check(&Tree::of(&[("docs/adr/0001-halves.md", &without)]));
            assert_eq!(findings.len(), 1, "{part}");
            assert!(findings[0].what.contains(part));
        }
    }

    #[test]
    fn an_unknown_status_is_found() {
        let text = WHOLE.replace("Accepted", "Perhaps");
        assert_eq!(check(&Tree::of(&[("docs/adr/0001-halves.md", &text)])).len(), 1);
    }

    #[test]
    fn a_decision_without_a_number_is_found() {
        assert_eq!(check(&Tree::of(&[("docs/adr/halves.md", WHOLE)])).len(), 1);
    }

    #[test]
    fn a_decision_longer_than_a_page_is_found() {
        let text = format!("{WHOLE}{}", "more\n".repeat(LINES_MAX));
        assert_eq!(check(&Tree::of(&[("docs/adr/0001-halves.md", &text)])).len(), 1);
    }
}
