//! Rows of one person made into episodes.
//!
//! An episode begins with an attempt that finds no open episode of the same matter (the number called), and takes every further attempt
//! within the window counted from its first one. The first success inside closes it: the client's own (`RangAgain`), or a call of ours
//! that reached him (`CalledBack`, which answers all that he wanted). A window that ends without success is a loss, charged to the last
//! step left. A promise made within the window of an episode belongs to it, even when the talk in which it was made had served it:
//! then it is open again until we call.

use super::{
    Terms, WorkingTime, moment,
    row::{Kind, Row},
};
use crate::{
    attempt::{Cause, Step},
    people::PersonKey,
};
use jiff::Timestamp;
use otklik_model::{DidId, UserId};

/// How an episode closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// At the first attempt.
    Served,
    /// The client tried again and was served.
    RangAgain,
    /// We called him and spoke to him.
    CalledBack {
        /// From his last attempt to our call, milliseconds.
        after_ms: i64,
    },
    /// Unserved.
    Lost {
        /// The last step left.
        step: Step,
        /// Why.
        cause: Cause,
        /// The window was not over when the rows ended.
        still_open: bool,
    },
}

/// What one person wanted once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Episode {
    /// Whose.
    pub person: PersonKey,
    /// His first attempt.
    pub began: Timestamp,
    /// His last attempt that was not served, or the only one that was.
    pub last: Timestamp,
    /// The number called.
    pub did_id: Option<DidId>,
    /// Whose phone rang last, or who answered.
    pub who: Option<UserId>,
    /// Calls of his in it.
    pub attempts: u32,
    /// Of those, the ones nobody answered.
    pub missed: u32,
    /// From his last attempt to our first call to him that he did not take, milliseconds.
    pub tried_back_ms: Option<i64>,
    /// How it closed.
    pub outcome: Outcome,
}

/// An episode whose ids are still numbers.
#[derive(Clone, Copy)]
pub(super) struct Found {
    first_ms: i64,
    last: Row,
    attempts: u32,
    missed: u32,
    tried_back_ms: Option<i64>,
    outcome: Outcome,
}

impl Found {
    pub(super) const fn did(&self) -> u16 {
        self.last.did
    }

    pub(super) const fn who(&self) -> u16 {
        self.last.who
    }

    pub(super) fn labelled(&self, did_id: Option<DidId>, who: Option<UserId>) -> Episode {
        Episode {
            person: self.last.person,
            began: moment(self.first_ms),
            last: moment(self.last.at_ms),
            did_id,
            who,
            attempts: self.attempts,
            missed: self.missed,
            tried_back_ms: self.tried_back_ms,
            outcome: self.outcome,
        }
    }
}

/// Tells the episodes of one person; his rows are sorted.
pub(super) fn of_person(rows: &[Row], terms: &Terms, hours: &WorkingTime, end_ms: i64, tell: &mut dyn FnMut(Found)) {
    let mut person = OnePerson { window_ms: window_ms(terms), terms, hours, live: Vec::new(), tell };
    for row in rows {
        person.retire(row.at_ms);
        match row.kind {
            Kind::In => person.called(row),
            Kind::Promise if row.due_ms() <= end_ms => person.promised(row),
            Kind::Promise => {}
            Kind::Out => person.was_called(row),
            Kind::Kept => person.reached(row.at_ms),
        }
    }
    person.finish(end_ms);
}

fn window_ms(terms: &Terms) -> i64 {
    i64::try_from(terms.window.as_millis()).unwrap_or(i64::MAX)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    /// Closed by a success, and kept for a promise that may open it again.
    Over(Outcome),
}

#[derive(Clone, Copy)]
struct Live {
    first_ms: i64,
    worked_first_ms: i64,
    last: Row,
    attempts: u32,
    missed: u32,
    tried_back_ms: Option<i64>,
    state: State,
}

struct OnePerson<'a> {
    window_ms: i64,
    terms: &'a Terms,
    hours: &'a WorkingTime,
    live: Vec<Live>,
    tell: &'a mut dyn FnMut(Found),
}

impl OnePerson<'_> {
    fn called(&mut self, row: &Row) {
        let place = self.live.iter().position(|live| live.state == State::Open && live.last.did == row.did);
        let outcome = if place.is_some() { Outcome::RangAgain } else { Outcome::Served };
        let mut live = match place {
            Some(place) => self.live.swap_remove(place),
            None => self.begun(row),
        };
        live.attempts += 1;
        live.missed += u32::from(row.is_missed_call());
        if row.left.is_none() {
            self.over(live, outcome, row);
        } else {
            self.live.push(Live { last: self.by_hours(row), ..live });
        }
    }

    /// Closes it by a success of the client. The last attempt that was lost stays what is shown, unless there was none.
    fn over(&mut self, live: Live, outcome: Outcome, row: &Row) {
        self.retire_over(row.did);
        let last = if outcome == Outcome::Served { *row } else { live.last };
        self.live.push(Live { last, state: State::Over(outcome), ..live });
    }

    fn promised(&mut self, row: &Row) {
        let belongs = |live: &Live| row.did == 0 || live.last.did == row.did;
        let place = self.live.iter().enumerate().filter(|(_, live)| belongs(live)).max_by_key(|(_, live)| live.last.at_ms);
        let live = match place.map(|(place, _)| place) {
            Some(place) => self.live.swap_remove(place),
            None => self.begun(row),
        };
        let last = Row { did: live.last.did, who: live.last.who, ..*row };
        self.live.push(Live { last, state: State::Open, ..live });
    }

    fn was_called(&mut self, row: &Row) {
        let talk_min = self.terms.call_back_talk.as_secs();
        if row.answered && i64::from(row.talk_s) >= talk_min {
            return self.reached(row.at_ms);
        }
        for live in self.live.iter_mut().filter(|live| live.state == State::Open) {
            live.tried_back_ms = live.tried_back_ms.or(Some(row.at_ms - live.last.at_ms));
        }
    }

    fn reached(&mut self, at_ms: i64) {
        for live in self.live.iter_mut().filter(|live| live.state == State::Open) {
            live.state = State::Over(Outcome::CalledBack { after_ms: at_ms - live.last.at_ms });
        }
    }

    fn begun(&self, row: &Row) -> Live {
        Live {
            first_ms: row.at_ms,
            worked_first_ms: self.hours.until(row.at_ms),
            last: *row,
            attempts: 0,
            missed: 0,
            tried_back_ms: None,
            state: State::Open,
        }
    }

    /// A call nobody answered while the company was closed by its own hours is a call out of hours, even where the source cannot tell.
    fn by_hours(&self, row: &Row) -> Row {
        let closed = !row.answered && !self.hours.is_open(row.at_ms);
        Row { left: if closed { Some((Step::OutOfHours, Cause::OutOfHours)) } else { row.left }, ..*row }
    }

    /// Tells those whose window is over.
    fn retire(&mut self, at_ms: i64) {
        let (worked_ms, window_ms) = (self.hours.until(at_ms), self.window_ms);
        self.tell_those(|live| worked_ms.saturating_sub(live.worked_first_ms) > window_ms, false);
    }

    /// Tells those of one matter that are over: only the last of them can be opened again.
    fn retire_over(&mut self, did: u16) {
        self.tell_those(|live| live.state != State::Open && live.last.did == did, false);
    }

    fn finish(&mut self, end_ms: i64) {
        self.retire(end_ms);
        self.tell_those(|_| true, true);
    }

    fn tell_those(&mut self, which: impl Fn(&Live) -> bool, still_open: bool) {
        let tell = &mut self.tell;
        self.live.retain(|live| {
            let told = which(live);
            if told {
                tell(live.found(still_open));
            }
            !told
        });
    }
}

impl Live {
    fn found(&self, still_open: bool) -> Found {
        let (step, cause) = self.last.left.unwrap_or((Step::Reach, Cause::Unknown));
        let outcome = match self.state {
            State::Over(outcome) => outcome,
            State::Open => Outcome::Lost { step, cause, still_open },
        };
        Found {
            first_ms: self.first_ms,
            last: self.last,
            attempts: self.attempts,
            missed: self.missed,
            tried_back_ms: self.tried_back_ms,
            outcome,
        }
    }
}
