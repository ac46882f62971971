//! Links between documents lead somewhere: relative files exist, and so do the headings they point at.

use std::path::Path;

use super::Finding;
use super::tree::Tree;

/// Files made by a program (the browser test draws the picture); a link to them may come before they do.
const GENERATED: &[&str] = &["docs/pictures/console.png"];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let documents = tree.texts().filter(|(path, _)| path.ends_with(".md") && !path.contains("/testdata/"));
    documents.flat_map(|(path, text)| check_document(tree, path, text)).collect()
}

fn check_document(tree: &Tree, path: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (line, prose) in prose_lines(text) {
        for target in targets(&prose) {
            if let Some(instead) = broken(tree, path, &target) {
                findings.push(Finding::new(path, line, format!("link to `{target}`"), instead));
            }
        }
    }
    findings
}

/// Lines outside code fences with their numbers; code in backticks is blanked out.
fn prose_lines(text: &str) -> Vec<(usize, String)> {
    let mut inside_fence = false;
    let mut lines = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            inside_fence = !inside_fence;
        } else if !inside_fence {
            let prose: String = line.split('`').step_by(2).collect::<Vec<_>>().join(" ");
            lines.push((index + 1, prose));
        }
    }
    lines
}

/// What `[text](target)`, `src="target"` and `href="target"` point at.
fn targets(prose: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (opening, closing) in [("](", ')'), ("src=\"", '"'), ("href=\"", '"')] {
        for rest in prose.split(opening).skip(1) {
            let target = rest.split(closing).next().unwrap_or("").split_whitespace().next().unwrap_or("");
            found.push(target.to_owned());
        }
    }
    found
}

/// Why the link is broken, or nothing.
fn broken(tree: &Tree, from: &str, target: &str) -> Option<&'static str> {
    if target.contains("://") || target.starts_with("mailto:") {
        return None;
    }
    let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
    let path = if file.is_empty() { Some(from.to_owned()) } else { resolve(from, file) };
    let Some(path) = path else {
        return Some("the link leaves the repository: write an address that starts inside it");
    };
    if GENERATED.contains(&path.as_str()) {
        return None;
    }
    if !tree.has(&path) {
        return Some("no such file: mend the path or write the file");
    }
    let text = tree.get(&path).and_then(|file| file.text.as_deref()).unwrap_or("");
    if !anchor.is_empty() && path.ends_with(".md") && !anchors(text).iter().any(|known| known == anchor) {
        return Some("no such heading there: mend the part after #");
    }
    None
}

/// The target seen from the root of the repository; nothing when it climbs out of it.
fn resolve(from: &str, target: &str) -> Option<String> {
    let folder = Path::new(from).parent().and_then(Path::to_str).unwrap_or("");
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

/// The anchors of a document's headings, as code forges make them: lower case, no punctuation, hyphens for spaces.
fn anchors(text: &str) -> Vec<String> {
    let mut anchors: Vec<String> = Vec::new();
    let mut inside_fence = false;
    for line in text.lines() {
        inside_fence ^= line.trim_start().starts_with("```");
        if inside_fence || !line.starts_with('#') {
            continue;
        }
        let base = anchor(line.trim_start_matches('#').trim());
        let repeats = anchors.iter().filter(|known| is_repeat(known, &base)).count();
        anchors.push(if repeats == 0 { base } else { format!("{base}-{repeats}") });
    }
    anchors
}

fn is_repeat(known: &str, base: &str) -> bool {
    let rest = known.strip_prefix(base);
    rest.is_some_and(|rest| rest.is_empty() || rest.strip_prefix('-').is_some_and(|number| number.parse::<usize>().is_ok()))
}

fn anchor(heading: &str) -> String {
    let kept = heading.to_lowercase();
    let kept = kept.chars().filter(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_'));
    kept.map(|letter| if letter == ' ' { '-' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let tree = Tree::of(&[
            ("docs/A.md", text),
            ("docs/adr/0001-x.md", "# One: two halves\n\n## Decision\n\n## Decision\n"),
            ("README.ru.md", "## Как подключить телефон\n"),
        ]);
        check(&tree).into_iter().map(|finding| format!("{}: {}", finding.line, finding.what)).collect()
    }

    #[test]
    fn a_link_to_a_missing_file_is_found_at_its_line() {
        assert_eq!(found("\n[x](adr/0002-y.md)"), ["2: link to `adr/0002-y.md`"]);
    }

    #[test]
    fn a_link_to_a_missing_heading_is_found() {
        assert_eq!(found("[x](adr/0001-x.md#three)"), ["1: link to `adr/0001-x.md#three`"]);
    }

    #[test]
    fn good_links_pass() {
        let text = "# Top\n[a](adr/0001-x.md#one-two-halves) [b](#top) [c](adr/) [d](https://example.org/x)\n\
                    [e](../README.ru.md#как-подключить-телефон) [f](adr/0001-x.md#decision-1)\n\
                    ![g](pictures/console.png)\n";
        assert!(found(text).is_empty(), "{:?}", found(text));
    }

    #[test]
    fn a_picture_in_html_is_checked_too() {
        assert_eq!(found("<img src=\"pictures/none.png\">"), ["1: link to `pictures/none.png`"]);
    }

    #[test]
    fn a_link_out_of_the_repository_is_found() {
        assert_eq!(found("[x](../../elsewhere.md)").len(), 1);
    }

    #[test]
    fn code_is_not_read_for_links() {
        assert!(found("`[x](none.md)`\n```\n[y](none.md)\n```\n").is_empty());
    }
}
