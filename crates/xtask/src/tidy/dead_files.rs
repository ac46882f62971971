//! Rust files nobody compiles: below `src`, not reached by any `mod` line from the crate's roots.

use std::collections::BTreeSet;

use super::Finding;
use super::tree::{Tree, crate_folder};

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut reached = BTreeSet::new();
    let sources: Vec<&str> = tree.rust().map(|(path, _)| path).filter(|path| is_source(path)).collect();
    for root in sources.iter().filter(|path| is_root(path)) {
        follow(tree, root, &mut reached);
    }
    let dead = sources.into_iter().filter(|path| !reached.contains(*path));
    dead.map(|path| Finding::new(path, 1, "file outside the crate", "add its `mod` line, or delete it")).collect()
}

fn is_source(path: &str) -> bool {
    crate_folder(path).is_some_and(|folder| path.starts_with(&format!("{folder}/src/")))
}

/// A file cargo compiles by itself: the library, the binary, or one of several binaries.
fn is_root(path: &str) -> bool {
    let inside = path.split_once("/src/").map_or("", |(_, inside)| inside);
    matches!(inside, "lib.rs" | "main.rs") || inside.starts_with("bin/")
}

fn follow(tree: &Tree, path: &str, reached: &mut BTreeSet<String>) {
    let Some(syntax) = tree.get(path).and_then(|file| file.syntax.as_ref()) else {
        return;
    };
    if reached.insert(path.to_owned()) {
        follow_items(tree, path, &module_folder(path), &syntax.items, reached);
    }
}

fn follow_items(tree: &Tree, path: &str, folder: &str, items: &[syn::Item], reached: &mut BTreeSet<String>) {
    for item in items {
        let syn::Item::Mod(module) = item else {
            continue;
        };
        let name = module.ident.to_string();
        match (&module.content, path_attribute(module)) {
            (Some((_, inner)), _) => follow_items(tree, path, &format!("{folder}/{name}"), inner, reached),
            (None, Some(file)) => follow(tree, &format!("{}/{file}", parent(path)), reached),
            (None, None) => {
                follow(tree, &format!("{folder}/{name}.rs"), reached);
                follow(tree, &format!("{folder}/{name}/mod.rs"), reached);
            }
        }
    }
}

/// Where the children of the module in `path` lie.
fn module_folder(path: &str) -> String {
    let stem = path.trim_end_matches(".rs");
    match stem.rsplit_once('/') {
        Some((folder, "lib" | "main" | "mod")) => folder.to_owned(),
        Some(_) | None => stem.to_owned(),
    }
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn path_attribute(module: &syn::ItemMod) -> Option<String> {
    let attribute = module.attrs.iter().find(|attribute| attribute.path().is_ident("path"))?;
    let syn::Meta::NameValue(pair) = &attribute.meta else {
        return None;
    };
    let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(file), .. }) = &pair.value else {
        return None;
    };
    Some(file.value())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_a_mod_line_is_found() {
        let tree = Tree::of(&[("crates/a/src/lib.rs", "mod used;"), ("crates/a/src/used.rs", ""), ("crates/a/src/dead.rs", "")]);
        let findings = check(&tree);
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].path, "crates/a/src/dead.rs");
    }

    #[test]
    fn files_are_reached_through_folders_inline_modules_and_path_attributes() {
        let tree = Tree::of(&[
            ("crates/a/src/main.rs", "mod one;\nmod two;\nmod inline { mod four; }\n#[path = \"odd/name.rs\"]\nmod five;"),
            ("crates/a/src/one.rs", "mod three;"),
            ("crates/a/src/one/three.rs", ""),
            ("crates/a/src/two/mod.rs", ""),
            ("crates/a/src/inline/four.rs", ""),
            ("crates/a/src/odd/name.rs", ""),
        ]);
        assert_eq!(check(&tree), []);
    }

    #[test]
    fn tests_and_benches_are_roots_of_cargo_itself() {
        assert_eq!(check(&Tree::of(&[("crates/a/tests/whole.rs", "")])), []);
    }
}
