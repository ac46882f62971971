//! The loss ledger: attempts of one person about one matter make an episode; an episode that closes unserved is a loss, charged to the
//! last step left and its cause, and priced.
//!
//! Rows are kept compact until [`Ledger::close`], because a file may list calls in any order and a later success re-classifies what
//! came before it. Everything that depends on order is decided there, on sorted rows.

mod episodes;
mod exclusions;
mod money;
mod row;
mod typed;
mod working_time;

#[cfg(test)]
mod property_tests;
#[cfg(test)]
pub(crate) mod tests;

pub use episodes::{Episode, Outcome};
pub use money::{Price, Shares};
pub use typed::{Figure, FigureRefused, TypedFigures, typed};
pub use working_time::WorkingTime;

use crate::{
    attempt::{Attempt, Exclusion, Promise},
    people::{People, PersonKey},
    report::{Excluded, Gross, LossLine, Net, Report, WaterfallLine},
};
use jiff::{SignedDuration, Timestamp};
use money::Counted;
use otklik_model::{
    DidId, PhoneNumber, UserId,
    schedule::{Schedule, UnknownTimeZone},
};
use row::{Kind, Row};
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    hash::Hash,
};

/// What the ledger goes by.
#[derive(Debug, Clone)]
pub struct Terms {
    /// How long attempts of one person about one matter belong together, counted from the first of them: working hours when `schedule`
    /// is given, else hours of the calendar.
    pub window: SignedDuration,
    /// Opening hours of the company.
    pub schedule: Option<Schedule>,
    /// Numbers of spam.
    pub spam: BTreeSet<PhoneNumber>,
    /// Numbers of the company's own people.
    pub staff: BTreeSet<PhoneNumber>,
    /// The longest talk of a wrong number.
    pub wrong_number_talk: SignedDuration,
    /// The shortest talk on a call of ours that counts as having spoken to the client, not to his voicemail.
    pub call_back_talk: SignedDuration,
    /// What a client is worth; without it people are counted and nothing is priced.
    pub price: Option<Price>,
    /// Of the simulation behind the interval.
    pub seed: u64,
}

impl Default for Terms {
    /// The window of story D1, and no talk shorter than an answering machine's greeting; both chosen, all of it configurable.
    fn default() -> Self {
        Self {
            window: SignedDuration::from_hours(24),
            schedule: None,
            spam: BTreeSet::new(),
            staff: BTreeSet::new(),
            wrong_number_talk: SignedDuration::from_secs(5),
            call_back_talk: SignedDuration::from_secs(10),
            price: None,
            seed: 0,
        }
    }
}

/// Attempts gathered until they can be told apart.
#[derive(Debug)]
pub struct Ledger {
    terms: Terms,
    rows: Vec<Row>,
    dids: Labels<DidId>,
    users: Labels<UserId>,
}

/// Whose call it is, as far as the call itself tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// A client's, or ours to a client.
    Client,
    /// Left out: its number is on a list.
    Excluded,
    /// So short that only all calls of this person tell whether he is a client: see [`Closed::left_out`].
    Doubtful(PersonKey),
}

/// What the ledger says of a period.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Closed {
    /// Calls in, excluded ones too.
    pub attempts: u64,
    /// Different people who called in, excluded ones too.
    pub people: u64,
    /// Episodes served at the first attempt.
    pub served: u64,
    /// Episodes served because the client rang again.
    pub rang_again: u64,
    /// Episodes served because we called back.
    pub called_back: u64,
    /// Episodes that closed unserved.
    pub unrecovered: u64,
    /// Of those, the ones whose window was not over when the rows ended: they may still be recovered.
    pub still_open: u64,
    /// Calls in left out, by rule.
    pub exclusions: Vec<Excluded>,
    /// As vendors publish it.
    pub gross: Gross,
    /// As we define it.
    pub net: Option<Net>,
    /// From gross to net.
    pub waterfall: Vec<WaterfallLine>,
    /// By step and cause, the dearest first.
    pub losses: Vec<LossLine>,
    /// People left out, by a list or for how they call.
    pub left_out: BTreeSet<PersonKey>,
}

impl Ledger {
    /// An empty ledger. Refused when the schedule names a time zone that does not exist.
    pub fn new(terms: Terms) -> Result<Self, UnknownTimeZone> {
        if let Some(schedule) = &terms.schedule {
            otklik_model::schedule::time_zone(&schedule.time_zone)?;
        }
        Ok(Self { terms, rows: Vec::new(), dids: Labels::default(), users: Labels::default() })
    }

    /// Adds a call, in any order; tells whether other figures have to leave it out too.
    pub fn add(&mut self, attempt: &Attempt) -> Standing {
        let did = self.dids.number_of(attempt.did_id);
        let who = self.users.number_of(attempt.answered_by.or(attempt.rang_last));
        let Some(row) = Row::of_call(attempt, did, who) else { return Standing::Excluded };
        self.rows.push(row);
        if exclusions::by_list(row.person, &self.terms).is_some() {
            Standing::Excluded
        } else if exclusions::is_doubtful(&row, &self.terms) {
            Standing::Doubtful(row.person)
        } else {
            Standing::Client
        }
    }

    /// Adds a promise to call back. One that is not yet due when the rows end says nothing.
    pub fn add_promise(&mut self, promise: &Promise) {
        let did = self.dids.number_of(promise.did_id);
        self.rows.extend(Row::of_promise(promise, did));
    }

    /// Knows people by these names: a list of the terms that has one number of a person has the person.
    pub(crate) fn know(&mut self, people: &People) {
        for list in [&mut self.terms.spam, &mut self.terms.staff] {
            let names = people.names_of(&*list);
            list.extend(names);
        }
    }

    /// Calls and promises gathered.
    pub const fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether nothing was gathered.
    pub const fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Tells episodes apart and prices what was lost. Each episode of a person who was not excluded is shown to `each` on the way, those of
    /// one person together.
    pub fn close(mut self, each: &mut dyn FnMut(&Episode)) -> Closed {
        self.rows.sort_unstable();
        let span = span(&self.rows);
        let hours = WorkingTime::over(self.terms.schedule.as_ref(), span.0, span.1);
        let mut books = Books::default();
        for rows in self.rows.chunk_by(|one, other| one.person == other.person) {
            let exclusion = exclusions::of_person(rows, &self.terms);
            books.count_calls(rows, exclusion);
            if exclusion.is_none() {
                let mut shown = |episode: episodes::Found| {
                    let episode = self.shown(episode);
                    books.take(&episode);
                    each(&episode);
                };
                episodes::of_person(rows, &self.terms, &hours, span.1, &mut shown);
            }
        }
        books.close(&self.terms)
    }

    fn shown(&self, found: episodes::Found) -> Episode {
        found.labelled(self.dids.label(found.did()), self.users.label(found.who()))
    }
}

/// The first and the last moment of sorted rows, milliseconds since 1970.
fn span(rows: &[Row]) -> (i64, i64) {
    let moments = rows.iter().filter(|row| row.kind != Kind::Promise).map(|row| row.at_ms);
    moments.fold((i64::MAX, i64::MIN), |(first, last), at_ms| (first.min(at_ms), last.max(at_ms)))
}

/// Ids numbered from 1 in the order they come, so that a row has room for them; 0 is none.
#[derive(Debug)]
struct Labels<Id> {
    numbers: HashMap<Id, u16>,
    ids: Vec<Id>,
}

impl<Id> Default for Labels<Id> {
    fn default() -> Self {
        Self { numbers: HashMap::new(), ids: Vec::new() }
    }
}

impl<Id: Copy + Eq + Hash> Labels<Id> {
    /// The number of an id; beyond 65,535 different ones further ids count as unknown.
    fn number_of(&mut self, id: Option<Id>) -> u16 {
        let Some(id) = id else { return 0 };
        if let Some(number) = self.numbers.get(&id) {
            return *number;
        }
        let Ok(number) = u16::try_from(self.ids.len() + 1) else { return 0 };
        self.ids.push(id);
        self.numbers.insert(id, number);
        number
    }

    fn label(&self, number: u16) -> Option<Id> {
        usize::from(number).checked_sub(1).and_then(|place| self.ids.get(place)).copied()
    }
}

/// Counts that add up to the totals.
#[derive(Debug, Default)]
struct Books {
    closed: Closed,
    counted: Counted,
    excluded: BTreeMap<Exclusion, u64>,
    losses: money::Lost,
}

impl Books {
    fn count_calls(&mut self, rows: &[Row], exclusion: Option<Exclusion>) {
        let calls = rows.iter().filter(|row| row.kind == Kind::In).count() as u64;
        let missed = rows.iter().filter(|row| row.is_missed_call()).count() as u64;
        self.closed.attempts += calls;
        self.closed.people += u64::from(calls > 0);
        self.counted.missed += missed;
        if let Some(exclusion) = exclusion.filter(|_| calls > 0) {
            self.closed.left_out.extend(rows.first().map(|row| row.person));
            *self.excluded.entry(exclusion).or_default() += calls;
            self.counted.excluded += missed;
        }
    }

    fn take(&mut self, episode: &Episode) {
        let was_missed = u64::from(episode.missed > 0);
        self.counted.repeated += u64::from(episode.missed) - was_missed;
        match episode.outcome {
            Outcome::Served => self.closed.served += 1,
            Outcome::RangAgain => {
                self.closed.rang_again += 1;
                self.counted.rang_again += was_missed;
            }
            Outcome::CalledBack { .. } => {
                self.closed.called_back += 1;
                self.counted.called_back += was_missed;
            }
            Outcome::Lost { step, cause, still_open } => {
                self.closed.unrecovered += 1;
                self.closed.still_open += u64::from(still_open);
                self.counted.answered_and_lost += 1 - was_missed;
                *self.losses.entry((step, cause)).or_default().entry(episode.did_id).or_default() += 1;
            }
        }
    }

    fn close(self, terms: &Terms) -> Closed {
        let Self { mut closed, counted, excluded, losses } = self;
        closed.exclusions = excluded.into_iter().map(|(rule, calls)| Excluded { rule, calls }).collect();
        let priced = money::price(&counted, &losses, terms);
        Closed { gross: priced.gross, net: priced.net, waterfall: priced.waterfall, losses: priced.losses, ..closed }
    }
}

impl From<Closed> for Report {
    fn from(closed: Closed) -> Self {
        Self {
            attempts: closed.attempts,
            people: closed.people,
            served: closed.served,
            rang_again: closed.rang_again,
            called_back: closed.called_back,
            unrecovered: closed.unrecovered,
            still_open: closed.still_open,
            excluded: closed.exclusions.iter().map(|excluded| excluded.calls).sum(),
            exclusions: closed.exclusions,
            gross: closed.gross,
            net: closed.net,
            waterfall: closed.waterfall,
            losses: closed.losses,
            ..Self::default()
        }
    }
}

/// A moment from milliseconds since 1970, which came from one.
pub(crate) fn moment(at_ms: i64) -> Timestamp {
    Timestamp::from_millisecond(at_ms).unwrap_or(Timestamp::UNIX_EPOCH)
}
