//! What has to hold for any bytes whatever: shared by the tests and by the fuzzer.

use otklik_insight::files::{self, FileRefused, Format, Mapping, Meaning, ReadOptions};
use otklik_model::event::{DomainEvent, JournalEntry};

/// Reads bytes as whatever they are, as each format, and as a table somebody has explained.
pub fn look_at_everything(bytes: &[u8]) {
    look(bytes, &ReadOptions::default());
    for format in Format::ALL {
        look(bytes, &ReadOptions { format: Some(format), ..ReadOptions::default() });
    }
    let columns = vec![Meaning::Start, Meaning::From, Meaning::To, Meaning::Status, Meaning::Duration, Meaning::Talk];
    let mapping = Some(Mapping { columns, ..Mapping::default() });
    look(bytes, &ReadOptions { mapping, ..ReadOptions::default() });
}

fn look(bytes: &[u8], options: &ReadOptions) {
    let mut calls = 0;
    let read = files::read(bytes, options, &mut |_| (), &mut |entries| {
        calls += 1;
        is_a_whole_call(entries);
    });
    match read {
        Ok(read) => {
            let source = read.source;
            assert_eq!(source.calls, calls);
            assert!(source.rejected + source.doubled <= source.rows, "every row is counted once");
            assert!(source.calls <= source.rows, "no call without a row");
        }
        Err(FileRefused::NothingCounted { rows, rejected }) => assert!(rejected.len() as u64 <= rows),
        Err(refused) => assert!(!refused.code().is_empty()),
    }
}

fn is_a_whole_call(entries: &[JournalEntry]) {
    let is_start = |entry: &JournalEntry| matches!(entry.event, DomainEvent::CallStarted { .. });
    let is_end = |entry: &JournalEntry| matches!(entry.event, DomainEvent::CallEnded { .. });
    assert!(entries.first().is_some_and(is_start) && entries.last().is_some_and(is_end));
    assert_eq!(entries.iter().filter(|entry| is_start(entry) || is_end(entry)).count(), 2);
    assert!(entries.windows(2).all(|pair| pair[0].at <= pair[1].at && pair[0].call_id == pair[1].call_id));
}
