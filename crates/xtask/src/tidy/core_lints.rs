//! The real-time cores share one `clippy.toml`, which bans clocks, sockets, threads and randomness. Clippy wants a copy
//! beside each manifest, so here the copies are kept the same.

use super::Finding;
use super::tree::Tree;

const FIRST: &str = "crates/sip/clippy.toml";
const COPIES: [&str; 5] = [
    "crates/model/clippy.toml",
    "crates/media/clippy.toml",
    "crates/call/clippy.toml",
    "crates/queue/clippy.toml",
    "crates/switchboard/clippy.toml",
];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let text = |path: &str| tree.get(path).and_then(|file| file.text.as_deref());
    let cores = COPIES.into_iter().filter(|copy| tree.has(&copy.replace("clippy.toml", "Cargo.toml")));
    let strayed = cores.filter(|copy| text(copy) != text(FIRST));
    strayed.map(|copy| Finding::new(copy, 1, "lints of a core that differ from the others'", format!("copy {FIRST}"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_core_with_other_lints_or_none_is_found() {
        let tree = Tree::of(&[
            (FIRST, "disallowed-methods = []"),
            ("crates/call/Cargo.toml", ""),
            ("crates/call/clippy.toml", ""),
            ("crates/media/Cargo.toml", ""),
        ]);
        let paths: Vec<String> = check(&tree).into_iter().map(|finding| finding.path).collect();
        assert_eq!(paths, ["crates/media/clippy.toml", "crates/call/clippy.toml"]);
    }

    #[test]
    fn a_core_with_the_same_lints_passes() {
        let lints = "disallowed-methods = []";
        let tree = Tree::of(&[(FIRST, lints), ("crates/call/Cargo.toml", ""), ("crates/call/clippy.toml", lints)]);
        assert_eq!(check(&tree), []);
    }
}
