//! Entries in, report out: the whole loss analyst behind one door.

use crate::{
    attempt::Attempt,
    files::ReadSummary,
    findings::Findings,
    fold::Attempts,
    ledger::{Ledger, Standing, Terms},
    lost::{LostEpisode, LostEpisodes},
    metrics::{Rollups, Thresholds},
    people::{People, PersonKey},
    report::{Metric, Report, Source},
};
use jiff::{Timestamp, tz::TimeZone};
use otklik_model::{event::JournalEntry, schedule::UnknownTimeZone};

/// Short calls kept until it is known whose they are (chosen: 40 MB). Beyond it they are counted as those of clients.
const DOUBTFUL_MAX: usize = 200_000;

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
    thresholds: Thresholds,
    attempts: Attempts,
    ledger: Ledger,
    clients: Clients,
    doubtful: Vec<(PersonKey, Attempt)>,
    period: Option<(Timestamp, Timestamp)>,
    lost: Option<LostEpisodes>,
}

/// Figures of clients only: calls left out by rule do not come here.
#[derive(Debug)]
struct Clients {
    calls: Rollups,
    findings: Findings,
}

impl Analysis {
    /// Begins. Hours of the day are told in `zone`; refused when the schedule of the terms names a zone that does not exist.
    pub fn new(terms: Terms, zone: TimeZone) -> Result<Self, UnknownTimeZone> {
        Ok(Self {
            seed: terms.seed,
            thresholds: Thresholds::default(),
            attempts: Attempts::default(),
            ledger: Ledger::new(terms)?,
            clients: Clients { calls: Rollups::default(), findings: Findings::new(zone) },
            doubtful: Vec::new(),
            period: None,
            lost: None,
        })
    }

    /// The same with other numbers in the definitions of figures.
    #[must_use]
    pub fn with_thresholds(self, thresholds: Thresholds) -> Self {
        Self { thresholds, ..self }
    }

    /// The same, knowing which numbers are one person's and who contacts are. Said before anything is fed.
    #[must_use]
    pub fn knowing(mut self, people: People) -> Self {
        self.ledger.know(&people);
        Self { attempts: Attempts::knowing(people), ..self }
    }

    /// The same, keeping which calls are whose, for [`Analysis::finish_with_lost`]. Said before anything is fed.
    #[must_use]
    pub fn keeping_lost(self) -> Self {
        Self { lost: Some(LostEpisodes::default()), ..self }
    }

    /// Takes entries; those of one call in their order.
    pub fn feed(&mut self, entries: &[JournalEntry]) {
        for entry in entries {
            if let Some(attempt) = self.attempts.feed(entry) {
                if let (Some(lost), Some(call_id)) = (&mut self.lost, entry.call_id) {
                    lost.see(&attempt, call_id);
                }
                self.take(attempt);
            }
        }
    }

    /// The report on all that was fed. `read` says what it was read from, and what its ids stand for.
    pub fn finish(self, read: ReadSummary) -> Report {
        self.finish_with_lost(read).0
    }

    /// The report and, where they were kept, the people behind its losses: each line of the report counts as many of them.
    pub fn finish_with_lost(self, read: ReadSummary) -> (Report, Vec<LostEpisode>) {
        let Self { seed, thresholds, attempts, mut ledger, mut clients, doubtful, period, mut lost } = self;
        for promise in attempts.promises() {
            ledger.add_promise(promise);
            clients.calls.add_promise(promise, period.map_or(Timestamp::MIN, |(_, last)| last));
        }
        attempts.staff().add_to(&mut clients.calls);
        let closed = ledger.close(&mut |episode| {
            clients.findings.take(episode);
            lost.iter_mut().for_each(|lost| lost.take(episode));
        });
        let of_clients = doubtful.iter().filter(|(person, _)| !closed.left_out.contains(person));
        of_clients.for_each(|(_, attempt)| clients.see(attempt));
        let metrics = clients.metrics(&thresholds);
        clients.findings.take_figures(&clients.calls);
        let found = clients.findings.close(&closed, &read.legend, seed);
        let source = with_period(read.source, period);
        let too_little_for = [source.too_little_for, found.too_little_for].concat();
        let source = Source { too_little_for, ..source };
        let report = Report { when: found.when, metrics, findings: found.findings, source, rejected: read.rejected, ..closed.into() };
        (report, lost.map(LostEpisodes::close).unwrap_or_default())
    }

    fn take(&mut self, attempt: Attempt) {
        self.period = Some(self.period.map_or((attempt.at, attempt.at), |(from, to)| (from.min(attempt.at), to.max(attempt.at))));
        match self.ledger.add(&attempt) {
            Standing::Excluded => {}
            Standing::Doubtful(person) if self.doubtful.len() < DOUBTFUL_MAX => self.doubtful.push((person, attempt)),
            Standing::Client | Standing::Doubtful(_) => self.clients.see(&attempt),
        }
    }
}

impl Clients {
    fn see(&mut self, attempt: &Attempt) {
        self.calls.add(attempt);
        self.findings.see(attempt);
    }

    fn metrics(&self, thresholds: &Thresholds) -> Vec<Metric> {
        let span = self.calls.span();
        span.map_or_else(Vec::new, |(from, to)| self.calls.metrics(from, to, thresholds))
    }
}

/// A journal does not say its period beforehand, as a file does.
fn with_period(source: Source, period: Option<(Timestamp, Timestamp)>) -> Source {
    let (first, last) = period.map_or((None, None), |(from, to)| (Some(from.to_string()), Some(to.to_string())));
    Source { from: source.from.or(first), to: source.to.or(last), ..source }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        attempt::{Cause, Step},
        files::Legend,
        generator::{Company, Planted},
    };

    fn report(lost: u32) -> Report {
        let zone = otklik_model::schedule::time_zone("Europe/Moscow").unwrap();
        let mut analysis = Analysis::new(Terms::default(), zone).unwrap();
        let company = Company { planted: vec![Planted::lost(Step::Queue, Cause::QueueWait, lost)], ..Company::small() };
        company.generate(1, &mut |entries| analysis.feed(entries)).unwrap();
        analysis.finish(ReadSummary { source: Source::default(), rejected: Vec::new(), legend: Legend::default() })
    }

    #[test]
    fn those_who_gave_up_waiting_are_a_matter_of_staff_or_too_few_to_tell() {
        let says_so = |report: &Report| report.source.too_little_for.iter().any(|kind| kind == "staffing");
        let few = report(9);
        assert!(says_so(&few) && few.findings.iter().all(|finding| finding.kind != "staffing"));
        let many = report(300);
        let staffing = many.findings.iter().find(|finding| finding.kind == "staffing").expect("three hundred gave up");
        assert!(!says_so(&many) && staffing.people >= 300 && staffing.proposal.iter().any(|(name, _)| name == "staff_1"), "{staffing:?}");
    }
}
