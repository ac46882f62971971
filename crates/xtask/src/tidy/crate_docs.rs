//! Every crate says in its root file what it is and what it deliberately is not.

use std::collections::BTreeSet;

use super::Finding;
use super::tree::{Tree, crate_folder};

/// Fewer words than this only repeat the crate's name (chosen).
const WORDS_MIN: usize = 8;

pub fn check(tree: &Tree) -> Vec<Finding> {
    let crates: BTreeSet<&str> = tree.files().filter_map(|(path, _)| crate_folder(path)).collect();
    crates.into_iter().filter_map(|folder| check_crate(tree, folder)).collect()
}

fn check_crate(tree: &Tree, folder: &str) -> Option<Finding> {
    let roots = [format!("{folder}/src/lib.rs"), format!("{folder}/src/main.rs")];
    let root = roots.iter().find(|root| tree.has(root))?;
    let text = tree.get(root)?.text.as_deref()?;
    let words = text
        .lines()
        .skip_while(|line| line.trim().is_empty())
        .map_while(|line| line.strip_prefix("//!"))
        .flat_map(str::split_whitespace)
        .count();
    (words < WORDS_MIN).then(|| {
        let instead = "begin the file with `//!`: what it is, what it deliberately isn't, who calls it";
        Finding::new(root, 1, "crate without a doc", instead)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_whose_doc_only_repeats_its_name_is_found() {
        let tree = Tree::of(&[("crates/sip/src/lib.rs", "//! sip\npub struct Call;\n")]);
        assert_eq!(check(&tree).len(), 1);
    }

    #[test]
    fn a_binary_crate_needs_a_doc_too() {
        let tree = Tree::of(&[("crates/server/src/main.rs", "fn main() {}\n")]);
        assert_eq!(check(&tree)[0].path, "crates/server/src/main.rs");
    }

    #[test]
    fn a_crate_with_a_sentence_passes() {
        let doc = "//! SIP messages, transactions and dialogs. It opens no socket and\n//! reads no clock.\n";
        assert_eq!(check(&Tree::of(&[("crates/sip/src/lib.rs", doc)])), []);
    }
}
