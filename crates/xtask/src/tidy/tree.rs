//! The files of the repository as the checks see them: text in memory, Rust parsed once.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, ensure};

use super::Finding;

/// Every file git knows or would take; ignored ones (build output, packages) are not in it.
pub struct Tree {
    files: BTreeMap<String, File>,
}

/// One file. A binary file has no text; a Rust file that parses has a syntax tree.
pub struct File {
    pub text: Option<String>,
    pub syntax: Option<syn::File>,
    syntax_error: Option<(usize, String)>,
}

impl Tree {
    pub fn load(root: &Path) -> anyhow::Result<Self> {
        let mut files = BTreeMap::new();
        for path in listed_by_git(root)? {
            let full = root.join(&path);
            if full.is_file() {
                let bytes = std::fs::read(&full).with_context(|| format!("cannot read {path}"))?;
                let file = File::parse(&path, String::from_utf8(bytes).ok());
                files.insert(path, file);
            }
        }
        Ok(Self { files })
    }

    #[cfg(test)]
    pub fn of(sources: &[(&str, &str)]) -> Self {
        let files = sources.iter().map(|(path, text)| {
            let file = File::parse(path, Some((*text).to_owned()));
            ((*path).to_owned(), file)
        });
        Self { files: files.collect() }
    }

    pub fn files(&self) -> impl Iterator<Item = (&str, &File)> {
        self.files.iter().map(|(path, file)| (path.as_str(), file))
    }

    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files().filter_map(|(path, file)| Some((path, file.text.as_deref()?)))
    }

    pub fn rust(&self) -> impl Iterator<Item = (&str, &syn::File)> {
        self.files().filter_map(|(path, file)| Some((path, file.syntax.as_ref()?)))
    }

    pub fn get(&self, path: &str) -> Option<&File> {
        self.files.get(path)
    }

    /// A path counts as present when it is a file or a folder with files in it.
    pub fn has(&self, path: &str) -> bool {
        let folder = format!("{}/", path.trim_end_matches('/'));
        path.is_empty()
            || self.files.contains_key(path)
            || self.files.range(folder.clone()..).next().is_some_and(|(found, _)| found.starts_with(&folder))
    }

    /// Rust files the other checks could not look into.
    pub fn unreadable(&self) -> Vec<Finding> {
        let broken = self.files().filter_map(|(path, file)| {
            let (line, message) = file.syntax_error.as_ref()?;
            Some(Finding::new(path, *line, format!("does not parse ({message})"), "mend the syntax first"))
        });
        broken.collect()
    }
}

impl File {
    fn parse(path: &str, text: Option<String>) -> Self {
        let parsed = match &text {
            Some(text) if path.ends_with(".rs") => Some(syn::parse_file(text)),
            Some(_) | None => None,
        };
        match parsed {
            Some(Ok(syntax)) => Self { text, syntax: Some(syntax), syntax_error: None },
            Some(Err(error)) => {
                let place = (error.span().start().line, error.to_string());
                Self { text, syntax: None, syntax_error: Some(place) }
            }
            None => Self { text, syntax: None, syntax_error: None },
        }
    }
}

/// Written by a program, so that sizes and names in it are not ours.
pub fn is_generated(text: &str) -> bool {
    let head = || text.lines().take(10).map(str::to_lowercase);
    head().any(|line| line.contains("@generated") || line.contains("auto-generated"))
}

/// The crate's folder (`crates/sip`) of a path inside it.
pub fn crate_folder(path: &str) -> Option<&str> {
    let rest = path.strip_prefix("crates/")?;
    let name = rest.split('/').next()?;
    path.get(.."crates/".len() + name.len())
}

fn listed_by_git(root: &Path) -> anyhow::Result<Vec<String>> {
    let output = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output()
        .context("git is needed to list the files of the tree")?;
    ensure!(output.status.success(), "git ls-files: {}", String::from_utf8_lossy(&output.stderr).trim());
    let listing = String::from_utf8(output.stdout).context("a file name is not UTF-8")?;
    let mut paths: Vec<String> = listing.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect();
    paths.sort();
    paths.dedup();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rust_file_that_does_not_parse_is_reported_with_its_line() {
        let tree = Tree::of(&[("crates/a/src/lib.rs", "fn good() {}\nfn bad( {}\n")]);
        let findings = tree.unreadable();
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].line, 2);
    }

    #[test]
    fn a_folder_is_present_when_a_file_lies_in_it() {
        let tree = Tree::of(&[("docs/adr/0001-a.md", "")]);
        assert!(tree.has("docs/adr") && tree.has("docs/") && tree.has("docs/adr/0001-a.md"));
        assert!(!tree.has("docs/ad") && !tree.has("docs/adr/0002-b.md"));
    }

    #[test]
    fn a_generated_file_says_so_at_its_top() {
        assert!(is_generated("/**\n * This file was auto-generated by a tool.\n */"));
        assert!(!is_generated("export const answer = 42;"));
    }
}
