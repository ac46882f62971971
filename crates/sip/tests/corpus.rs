//! Replays what the fuzzer has found worth keeping.

mod scrutiny;

use std::path::Path;

#[test]
fn the_fuzz_corpus_and_the_torture_messages_break_no_promise() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = [root.join("../../fuzz/corpus/sip_message"), root.join("testdata/rfc4475"), root.join("testdata/rfc5118")];
    for folder in folders {
        let files = std::fs::read_dir(&folder).expect("the corpus is committed");
        let mut count = 0;
        for file in files {
            let path = file.expect("a file").path();
            scrutiny::look_at_everything(&std::fs::read(&path).expect("a readable file"));
            count += 1;
        }
        assert!(count > 5, "{} is nearly empty", folder.display());
    }
}
