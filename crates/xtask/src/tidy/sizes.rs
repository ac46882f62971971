//! Files and functions that have outgrown a reader. What was too long when the rule came is listed in `ratchet.toml` and
//! may only shrink.

use std::collections::BTreeMap;

use anyhow::Context;
use serde::Deserialize;
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use super::Finding;
use super::tree::{Tree, is_generated};

const RATCHET: &str = "crates/xtask/ratchet.toml";
const RUST_FILE_LINES_MAX: usize = 800;
const WEB_FILE_LINES_MAX: usize = 500;
const FUNCTION_LINES_MAX: usize = 80;

/// The committed list: path, or path::function, to the lines it has.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Ratchet {
    #[serde(default)]
    files: BTreeMap<String, usize>,
    #[serde(default)]
    functions: BTreeMap<String, usize>,
}

/// Something with a length: its key in the ratchet, where it is, and how long it may be.
struct Measure {
    key: String,
    path: String,
    line: usize,
    lines: usize,
    lines_max: usize,
}

pub fn check(tree: &Tree) -> anyhow::Result<Vec<Finding>> {
    let ratchet = ratchet(tree)?;
    let mut findings = compare(&files(tree), &ratchet.files);
    findings.extend(compare(&functions(tree), &ratchet.functions));
    Ok(findings)
}

fn ratchet(tree: &Tree) -> anyhow::Result<Ratchet> {
    match tree.get(RATCHET).and_then(|file| file.text.as_deref()) {
        Some(text) => toml::from_str(text).with_context(|| format!("{RATCHET} cannot be read")),
        None => Ok(Ratchet::default()),
    }
}

fn compare(measures: &[Measure], listed: &BTreeMap<String, usize>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = measures.iter().filter_map(|measure| judge(measure, listed)).collect();
    let gone = listed.keys().filter(|key| !measures.iter().any(|measure| &measure.key == *key));
    findings.extend(gone.map(|key| Finding::new(RATCHET, 1, format!("`{key}` is gone"), "remove its line")));
    findings
}

fn judge(measure: &Measure, listed: &BTreeMap<String, usize>) -> Option<Finding> {
    let Measure { key, path, line, lines, lines_max } = measure;
    let what = format!("`{key}` has {lines} lines");
    match listed.get(key) {
        None if lines > lines_max => Some(Finding::new(path, *line, what, format!("split it: {lines_max} is the most"))),
        Some(_) if lines <= lines_max => Some(Finding::new(RATCHET, 1, what, "it fits now: remove its line")),
        Some(before) if lines > before => Some(Finding::new(path, *line, what, format!("it may only shrink, and had {before}"))),
        Some(before) if lines < before => {
            Some(Finding::new(RATCHET, 1, what, format!("it has shrunk: write {lines} in place of {before}")))
        }
        None | Some(_) => None,
    }
}

fn files(tree: &Tree) -> Vec<Measure> {
    let measured = tree.texts().filter_map(|(path, text)| {
        let lines_max = lines_max(path).filter(|_| !is_generated(text))?;
        let lines = text.lines().count();
        Some(Measure { key: path.to_owned(), path: path.to_owned(), line: 1, lines, lines_max })
    });
    measured.collect()
}

fn lines_max(path: &str) -> Option<usize> {
    let (_, extension) = path.rsplit_once('.')?;
    match extension {
        "rs" => Some(RUST_FILE_LINES_MAX),
        "ts" | "tsx" | "js" | "mjs" => Some(WEB_FILE_LINES_MAX),
        _ => None,
    }
}

fn functions(tree: &Tree) -> Vec<Measure> {
    let mut measures = Vec::new();
    for (path, syntax) in tree.rust() {
        let mut functions = Functions { path, measures: Vec::new() };
        functions.visit_file(syntax);
        measures.extend(functions.measures);
    }
    measures
}

struct Functions<'a> {
    path: &'a str,
    measures: Vec<Measure>,
}

impl Functions<'_> {
    /// From the signature to the closing brace; attributes and docs do not count.
    fn measure(&mut self, signature: &syn::Signature, block: &syn::Block) {
        let line = signature.span().start().line;
        let end = block.brace_token.span.close().end().line;
        let key = format!("{}::{}", self.path, signature.ident);
        let lines = end + 1 - line;
        let same = self.measures.iter_mut().find(|measure| measure.key == key);
        match same {
            Some(other) if other.lines >= lines => {}
            Some(other) => (other.line, other.lines) = (line, lines),
            None => {
                let path = self.path.to_owned();
                self.measures.push(Measure { key, path, line, lines, lines_max: FUNCTION_LINES_MAX });
            }
        }
    }
}

impl<'ast> Visit<'ast> for Functions<'_> {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.measure(&item.sig, &item.block);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.measure(&item.sig, &item.block);
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        if let Some(block) = &item.default {
            self.measure(&item.sig, block);
        }
        visit::visit_trait_item_fn(self, item);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATH: &str = "crates/a/src/lib.rs";

    fn found(path: &str, text: &str, ratchet: &str) -> Vec<Finding> {
        check(&Tree::of(&[(path, text), (RATCHET, ratchet)])).expect("the ratchet can be read")
    }

    fn function(lines: usize) -> String {
        format!("fn long() {{\n{}}}\n", "    step();\n".repeat(lines - 2))
    }

    #[test]
    fn a_function_over_the_ceiling_is_found_at_its_line() {
        let findings = found(PATH, &format!("//! Doc.\n\n{}", function(81)), "");
        assert_eq!((findings.len(), findings[0].line), (1, 3));
        assert_eq!(found(PATH, &function(80), ""), []);
    }

    #[test]
    fn a_rust_file_over_the_ceiling_is_found() {
        assert_eq!(found(PATH, &"// line\n".repeat(801), "").len(), 1);
        assert_eq!(found(PATH, &"// line\n".repeat(800), ""), []);
    }

    #[test]
    fn a_typescript_file_has_the_lower_ceiling() {
        assert_eq!(found("web/console/src/desk.tsx", &"// line\n".repeat(501), "").len(), 1);
    }

    #[test]
    fn a_listed_function_passes_at_its_length_and_fails_one_line_longer() {
        let ratchet = format!("[functions]\n\"{PATH}::long\" = 90\n");
        assert_eq!(found(PATH, &function(90), &ratchet), []);
        assert!(found(PATH, &function(91), &ratchet)[0].instead.contains("only shrink"));
    }

    #[test]
    fn a_listed_file_that_shrank_must_be_listed_lower() {
        let ratchet = format!("[files]\n\"{PATH}\" = 900\n");
        let findings = found(PATH, &"// line\n".repeat(850), &ratchet);
        assert_eq!(findings[0].instead, "it has shrunk: write 850 in place of 900");
    }

    #[test]
    fn a_line_for_something_gone_is_found() {
        assert_eq!(found(PATH, "", "[files]\n\"crates/a/src/old.rs\" = 900\n").len(), 1);
    }
}
