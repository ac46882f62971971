//! Entries in, report out: the whole loss analyst behind one door.

use crate::{
    attempt::Person,
    files::ReadSummary,
    findings::Findings,
    fold::Attempts,
    ledger::{Ledger, Terms},
    report::{Report, Source},
};
use jiff::{Timestamp, tz::TimeZone};
use otklik_model::{ContactId, event::JournalEntry, schedule::UnknownTimeZone};
use std::collections::HashMap;

/// An analysis under way.
///
/// ```
/// use otklik_insight::{Analysis, files::{self, ReadOptions}, ledger::Terms};
///
/// let file = "[];1773130779;1773130890;1773130795;;79161234567;101;sip:101@pbx;1110;74951234567;abonent;MjQzMTUxMzY2Mjo0==\n";
/// let zone = otklik_model::schedule::time_zone("Europe/Moscow").expect("a known zone");
/// let mut analysis = Analysis::new(Terms::default(), zone).expect("terms without a schedule");
/// let read = files::read(file.as_bytes(), &ReadOptions::default(), &mut |_| (), &mut |entries| analysis.feed(entries));
/// let report = analysis.finish(read.expect("a file of MANGO OFFICE"));
/// assert_eq!((report.attempts, report.served), (1, 1));
/// ```
#[derive(Debug)]
pub struct Analysis {
    seed: u64,
    attempts: Attempts,
    ledger: Ledger,
    findings: Findings,
    period: Option<(Timestamp, Timestamp)>,
}

impl Analysis {
    /// Begins. Hours of the day are told in `zone`; refused when the schedule of the terms names a zone that does not exist.
    pub fn new(terms: Terms, zone: TimeZone) -> Result<Self, UnknownTimeZone> {
        let seed = terms.seed;
        let ledger = Ledger::new(terms)?;
        Ok(Self { seed, attempts: Attempts::default(), ledger, findings: Findings::new(zone), period: None })
    }

    /// The same, knowing which number stands for a contact: for a journal in which promises are made to contacts.
    #[must_use]
    pub fn knowing(self, contacts: HashMap<ContactId, Person>) -> Self {
        Self { attempts: Attempts::knowing(contacts), ..self }
    }

    /// Takes entries; those of one call in their order.
    pub fn feed(&mut self, entries: &[JournalEntry]) {
        for entry in entries {
            if let Some(attempt) = self.attempts.feed(entry) {
                self.period = Some(self.period.map_or((attempt.at, attempt.at), |(from, to)| (from.min(attempt.at), to.max(attempt.at))));
                self.findings.see(&attempt);
                self.ledger.add(&attempt);
            }
        }
    }

    /// The report on all that was fed. `read` says what it was read from, and what its ids stand for.
    pub fn finish(self, read: ReadSummary) -> Report {
        let Self { seed, attempts, mut ledger, mut findings, period } = self;
        attempts.promises().for_each(|promise| ledger.add_promise(promise));
        let closed = ledger.close(&mut |episode| findings.take(episode));
        let found = findings.close(&closed, &read.legend, seed);
        let source = with_period(read.source, period);
        let too_little_for = [source.too_little_for, found.too_little_for].concat();
        Report {
            when: found.when,
            findings: found.findings,
            source: Source { too_little_for, ..source },
            rejected: read.rejected,
            ..closed.into()
        }
    }
}

/// A journal does not say its period beforehand, as a file does.
fn with_period(source: Source, period: Option<(Timestamp, Timestamp)>) -> Source {
    let (first, last) = period.map_or((None, None), |(from, to)| (Some(from.to_string()), Some(to.to_string())));
    Source { from: source.from.or(first), to: source.to.or(last), ..source }
}
