//! Files nobody wrote on purpose.

mod scrutiny;

use proptest::prelude::*;
use std::path::Path;

/// The fuzz corpus and the files of the tests.
fn corpus() -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = [root.join("../../fuzz/corpus/files_of_calls"), root.join("testdata/files")];
    let files = folders.iter().flat_map(|folder| std::fs::read_dir(folder).expect("the corpus is committed"));
    files.map(|file| std::fs::read(file.expect("a file").path()).expect("a readable file")).collect()
}

#[test]
fn the_corpus_breaks_no_promise() {
    let corpus = corpus();
    assert!(corpus.len() > 10, "the corpus is nearly empty");
    corpus.iter().for_each(|bytes| scrutiny::look_at_everything(bytes));
}

proptest! {
    #[test]
    fn a_damaged_file_breaks_no_promise(pick: prop::sample::Index, changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12), cut: prop::sample::Index) {
        let corpus = corpus();
        let mut bytes = pick.get(&corpus).clone();
        for (place, byte) in &changes {
            let place = place.index(bytes.len().max(1));
            bytes.get_mut(place).into_iter().for_each(|old| *old = *byte);
        }
        if changes.len() % 3 == 0 {
            bytes.truncate(cut.index(bytes.len().max(1)));
        }
        scrutiny::look_at_everything(&bytes);
    }

    #[test]
    fn rows_of_nonsense_break_no_promise(cells in prop::collection::vec(prop::sample::select(CELLS.to_vec()), 1..200), width in 1usize..14) {
        let lines: Vec<String> = cells.chunks(width).map(|row| row.join(";")).collect();
        scrutiny::look_at_everything(lines.join("\n").as_bytes());
    }
}

const CELLS: &[&str] = &[
    "",
    "0",
    "-1",
    "95",
    "101",
    "9999999999",
    "1773130779",
    "79161234567",
    "8 (916) 123-45-67",
    "anonymous",
    "10.03.2026 11:19",
    "2026-03-10 11:19:39",
    "03/04/2026",
    "46091.47",
    "99999.99",
    "9999-12-31 23:59:59",
    "0001-01-01 00:00:00",
    "25:61:61",
    "99999999:59",
    "входящий",
    "пропущен",
    "ANSWERED",
    "NO ANSWER",
    "CHAN_START",
    "PJSIP/101-00000001",
    "[]",
    "1110",
    "ivr",
    "\"",
    "=1+1",
    "1773130779.1",
    "Дата",
    "Номер",
    "Статус",
    "\u{a0}",
    "−5",
];
