//! A company whose losses are known, written as every system would have written its calls, and read again.

use otklik_insight::{
    Analysis,
    attempt::Step,
    files::{
        self, Format, ReadOptions,
        write::{FileWriter, WriteOptions},
    },
    generator::{Company, Truth},
    ledger::Terms,
    report::Report,
};
use otklik_model::event::JournalEntry;

fn company() -> (Vec<Vec<JournalEntry>>, Truth) {
    let mut calls = Vec::new();
    let truth = Company::small().generate(7, &mut |entries| calls.push(entries.to_vec())).expect("a small company");
    (calls, truth)
}

fn report_through(format: Format, calls: &[Vec<JournalEntry>], truth: &Truth) -> Report {
    let mut writer = FileWriter::new(format, &truth.legend, &WriteOptions::default(), Vec::new()).expect("a known zone");
    calls.iter().for_each(|call| writer.call(call).expect("memory takes everything"));
    let file = writer.finish().expect("memory takes everything");
    let terms = Terms { staff: truth.staff.clone(), schedule: Some(Company::small().schedule), ..Terms::default() };
    let zone = otklik_model::schedule::time_zone("Europe/Moscow").expect("a known zone");
    let mut analysis = Analysis::new(terms, zone).expect("terms without a schedule");
    let read = files::read(&file[..], &ReadOptions::default(), &mut |_| (), &mut |entries| analysis.feed(entries));
    analysis.finish(read.expect("a file of calls"))
}

#[test]
fn every_format_is_recognised_and_keeps_who_called_and_who_was_lost() {
    let (calls, truth) = company();
    // What no file tells: a promise. What a file of one row for each call does not tell either: a transfer nobody took.
    let lost_at = |step: Step| truth.losses.iter().filter(|((place, _), _)| *place == step).map(|(_, people)| *people).sum::<u64>();
    let (promised, transferred) = (lost_at(Step::Promise), lost_at(Step::Transfer));
    for format in Format::ALL {
        let report = report_through(format, &calls, &truth);
        let has_legs = !matches!(format, Format::Bitrix24 | Format::Uis | Format::Table);
        let untold = promised + if has_legs { 0 } else { transferred };
        assert_eq!(report.source.format, format.as_str());
        assert_eq!((report.source.rejected, report.source.doubled), (0, 0), "{format:?}: {:?}", report.rejected);
        assert_eq!(report.people, truth.people, "{format:?}");
        // Where calls have no name, two of one number at the same time are taken for one; that may happen once here.
        let joined_max = u64::from(matches!(format, Format::Bitrix24 | Format::Table));
        assert!((truth.attempts - joined_max..=truth.attempts).contains(&report.attempts), "{format:?}: {}", report.attempts);
        // A dialler is known by how soon he hangs up: without the wait he passes for a client.
        if !report.source.cannot_tell.contains(&"wait".to_owned()) {
            assert_eq!(report.unrecovered, truth.lost() - untold, "{format:?}: {:?}", report.losses);
        }
    }
}
