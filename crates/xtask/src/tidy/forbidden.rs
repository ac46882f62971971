//! Things that must not be in a committed file at all: silenced lints, promises to write code later, tests that sleep, and
//! paths of the machine the code was written on.

use syn::visit::{self, Visit};

use super::Finding;
use super::tree::Tree;

/// Top folders that exist on one person's machine only.
const MACHINE_FOLDERS: [&str; 3] = ["work", "root", "home"];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, syntax) in tree.rust() {
        let in_tests = path.contains("/tests/") || path.ends_with("tests.rs");
        let mut code = Code { path, in_tests, findings: Vec::new() };
        code.visit_file(syntax);
        findings.extend(code.findings);
    }
    for (path, text) in tree.texts() {
        findings.extend(machine_paths(path, text));
    }
    findings
}

struct Code<'a> {
    path: &'a str,
    in_tests: bool,
    findings: Vec<Finding>,
}

impl Code<'_> {
    fn found(&mut self, line: usize, what: &str, instead: &str) {
        self.findings.push(Finding::new(self.path, line, what, instead));
    }
}

impl<'ast> Visit<'ast> for Code<'_> {
    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        let tokens = match &attribute.meta {
            syn::Meta::List(list) => list.tokens.to_string(),
            syn::Meta::Path(_) | syn::Meta::NameValue(_) => String::new(),
        };
        let conditional = attribute.path().is_ident("cfg_attr") && tokens.contains("allow (");
        if attribute.path().is_ident("allow") || conditional {
            let line = attribute.pound_token.span.start().line;
            self.found(line, "a lint silenced by `allow`", "mend it, or `#[expect(lint, reason = \"…\")]`");
        }
        visit::visit_attribute(self, attribute);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        if let Some(last) = call.path.segments.last()
            && (last.ident == "todo" || last.ident == "unimplemented")
        {
            let what = format!("`{}!`", last.ident);
            self.found(last.ident.span().start().line, &what, "write it now, or leave the whole path out");
        }
        visit::visit_macro(self, call);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        let outside = self.in_tests;
        self.in_tests |= item.attrs.iter().any(is_cfg_test);
        visit::visit_item_mod(self, item);
        self.in_tests = outside;
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        if let syn::Expr::Path(function) = call.func.as_ref()
            && let Some(last) = function.path.segments.last()
            && self.in_tests
            && last.ident == "sleep"
        {
            let line = last.ident.span().start().line;
            self.found(line, "a test that sleeps", "pass a later time, or wait for the event itself");
        }
        visit::visit_expr_call(self, call);
    }
}

fn is_cfg_test(attribute: &syn::Attribute) -> bool {
    let syn::Meta::List(list) = &attribute.meta else {
        return false;
    };
    list.path.is_ident("cfg") && list.tokens.to_string() == "test"
}

fn machine_paths(path: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if let Some(folder) = MACHINE_FOLDERS.into_iter().find(|folder| names_machine_path(line, folder)) {
            let what = format!("path of a machine (/{folder}/…)");
            findings.push(Finding::new(path, index + 1, what, "write it relative to the repository, or take it as an argument"));
        }
    }
    findings
}

/// `/folder/` at the beginning of a path; in the middle of one (an address, a route) it means something else.
fn names_machine_path(line: &str, folder: &str) -> bool {
    let needle = format!("/{folder}/");
    line.match_indices(&needle).any(|(at, _)| {
        let before = line.get(..at).and_then(|head| head.chars().next_back());
        !before.is_some_and(|letter| letter.is_alphanumeric() || matches!(letter, '.' | '-' | '_' | '}' | '*' | '~'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        check(&Tree::of(&[(path, text)])).into_iter().map(|finding| format!("{}: {}", finding.line, finding.what)).collect()
    }

    #[test]
    fn a_silenced_lint_is_found_however_it_is_written() {
        let text = "#![allow(dead_code)]\n#[cfg_attr(test, allow(unused))]\nfn a() {\n    #[allow(unused)]\n    let x = 1;\n}\n";
        let what = "a lint silenced by `allow`";
        assert_eq!(found("crates/a/src/lib.rs", text), [1, 2, 4].map(|line| format!("{line}: {what}")));
        assert!(found("crates/a/src/lib.rs", "#[expect(dead_code, reason = \"x\")]\nfn a() {}").is_empty());
    }

    #[test]
    fn code_promised_for_later_is_found() {
        let todo = "to".to_owned() + "do";
        let text = format!("fn a() {{\n    {todo}!()\n}}\n");
        assert_eq!(found("crates/a/src/lib.rs", &text), [format!("2: `{todo}!`")]);
    }

    #[test]
    fn a_sleeping_test_is_found_and_a_sleeping_worker_is_not() {
        let body = "fn a() { std::thread::sleep(SECOND); }";
        let test = format!("#[cfg(test)]\nmod tests {{ {body} }}");
        assert_eq!(found("crates/a/src/lib.rs", &test), ["2: a test that sleeps"]);
        assert_eq!(found("crates/a/tests/whole.rs", body), ["1: a test that sleeps"]);
        assert_eq!(found("crates/a/src/latch_tests.rs", body), ["1: a test that sleeps"]);
        assert!(found("crates/a/src/lib.rs", body).is_empty());
    }

    #[test]
    fn a_path_of_a_machine_is_found_in_any_text_file() {
        for folder in MACHINE_FOLDERS {
            let text = format!("first\ncd /{folder}/somebody\n");
            assert_eq!(found("scripts/a.sh", &text), [format!("2: path of a machine (/{folder}/…)")]);
        }
    }

    #[test]
    fn the_same_letters_inside_a_longer_path_pass() {
        let text = MACHINE_FOLDERS.map(|folder| format!("src/{folder}/x https://example.org/{folder}/y")).join("\n");
        assert!(found("docs/a.md", &text).is_empty());
    }
}
