//! A company whose losses are known, because they were planted: for tests, for benches and for the demo.
//!
//! People are planted first, each with what becomes of him; their calls follow, in the order of time, as the entries our own journal
//! would have. So [`Truth`] is not reckoned from the calls but is what they were made from.
//!
//! ```
//! use otklik_insight::generator::Company;
//!
//! let mut events = 0;
//! let truth = Company::small().generate(1, &mut |entries| events += entries.len()).expect("all that a small company loses can be planted");
//! assert_eq!(truth.lost(), 40);
//! assert!(events > 1000);
//! ```

mod calendar;
mod cast;
mod office;
mod plan;
mod script;
mod shifts;

#[cfg(test)]
mod tests;

pub use cast::{Cast, Clients, Member, OwnNumber};

use crate::{
    attempt::{Cause, Exclusion, Step},
    files::Legend,
    statistics::generator,
};
use calendar::Calendar;
use jiff::{SignedDuration, civil};
pub use office::{CallsBack, Mishap, Office, Phone};
use otklik_model::{
    Money, PhoneNumber,
    event::JournalEntry,
    schedule::{Hours, Schedule},
};
use rand_distr::{Binomial, Distribution};
use shifts::Shifts;
pub use shifts::StaffTruth;
use std::collections::{BTreeMap, BTreeSet};

/// Places people can be lost at in a generated company.
pub const PLACES: [(Step, Cause); 14] = [
    (Step::Reach, Cause::TrunkUnavailable),
    (Step::OutOfHours, Cause::OutOfHours),
    (Step::Greeting, Cause::LongGreeting),
    (Step::Queue, Cause::QueueWait),
    (Step::Queue, Cause::NobodyReachable),
    (Step::Ring, Cause::NobodyAnswered),
    (Step::Ring, Cause::NobodyReachable),
    (Step::Ring, Cause::Busy),
    (Step::Ring, Cause::Refused),
    (Step::Ring, Cause::Interrupted),
    (Step::Hold, Cause::LeftOnHold),
    (Step::Transfer, Cause::FailedTransfer),
    (Step::Transfer, Cause::NeedlessTransfers),
    (Step::Promise, Cause::PromiseBroken),
];

/// A company, its period, and what becomes of the people who call it.
#[derive(Debug, Clone, PartialEq)]
pub struct Company {
    /// When it is open.
    pub schedule: Schedule,
    /// The first day.
    pub from: civil::Date,
    /// How many days.
    pub days: u16,
    /// People who answer, with extensions from 101.
    pub staff: u16,
    /// Own numbers.
    pub numbers: u16,
    /// How long the greeting is; none when zero.
    pub greeting: SignedDuration,
    /// How long a client waits on average before he gives up.
    pub patience: SignedDuration,
    /// How long a talk is on average.
    pub talk: SignedDuration,
    /// How long somebody finishes a call after it on average.
    pub wrap_up: SignedDuration,
    /// People served at once.
    pub served: u32,
    /// People who were not served at once.
    pub planted: Vec<Planted>,
    /// Of the people lost at the phone of a single person, how many at the first one's, 0 to 1; the others' are spread evenly.
    pub first_phone_share: f64,
    /// Diallers, each with five to eight calls.
    pub diallers: u32,
    /// Calls of the company's own people from their mobiles.
    pub staff_calls: u32,
    /// Wrong numbers.
    pub wrong_numbers: u32,
}

/// People whose last attempt that was not served left one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Planted {
    /// Where.
    pub step: Step,
    /// Why.
    pub cause: Cause,
    /// Lost for good.
    pub lost: u32,
    /// Of the lost, those whom we called in vain.
    pub called_in_vain: u32,
    /// Served when they rang again.
    pub rang_again: u32,
    /// Called back and served.
    pub called_back: u32,
}

impl Planted {
    /// People lost there, and nobody recovered.
    pub const fn lost(step: Step, cause: Cause, lost: u32) -> Self {
        Self { step, cause, lost, called_in_vain: 0, rang_again: 0, called_back: 0 }
    }
}

/// What a company does about its losses; a share says how often it helps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fix {
    /// Everybody who was lost and not called is called back, and reached that often.
    CallBack(f64),
    /// People lost at one place are served at once that often.
    ServeThose(Step, Cause, f64),
}

/// What was planted.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Truth {
    /// Calls in, excluded ones too.
    pub attempts: u64,
    /// Different people who called in, excluded ones too.
    pub people: u64,
    /// Served at the first attempt.
    pub served: u64,
    /// Served when they rang again.
    pub rang_again: u64,
    /// Called back and served.
    pub called_back: u64,
    /// Lost people by place.
    pub losses: BTreeMap<(Step, Cause), u64>,
    /// Calls that are to be left out.
    pub exclusions: BTreeMap<Exclusion, u64>,
    /// What its staff did, when that was told.
    pub staff_time: StaffTruth,
    /// Mobiles of the company's own people.
    pub staff: BTreeSet<PhoneNumber>,
    /// What the ids in the entries stand for.
    pub legend: Legend,
}

impl Truth {
    /// Lost people.
    pub fn lost(&self) -> u64 {
        self.losses.values().sum()
    }

    /// What each place cost when one lost client is worth so much.
    pub fn money(&self, per_person: Money) -> BTreeMap<(Step, Cause), Money> {
        let worth = |people: u64| Money::from_kopecks(per_person.kopecks().saturating_mul(i64::try_from(people).unwrap_or(i64::MAX)));
        self.losses.iter().map(|(place, people)| (*place, worth(*people))).collect()
    }
}

/// A company that cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CannotGenerate {
    /// Nothing there can lose a client for that reason.
    #[error("nobody can be lost at {step:?} for {cause:?} in a generated company")]
    Place {
        /// Where.
        step: Step,
        /// Why.
        cause: Cause,
    },
    /// Its schedule has no open hour in the period, or names an unknown time zone.
    #[error("the company is never open in its period")]
    NeverOpen,
    /// People were planted out of hours, but it has no night between two open days.
    #[error("nobody can call out of hours: the company closes for no night in its period")]
    NeverClosed,
    /// It has nobody to answer or no number to call.
    #[error("a company needs somebody to answer and a number to call")]
    Nobody,
}

impl Company {
    /// A small company in Moscow over four weeks: a thousand callers, forty of them lost in every way there is a finding for.
    pub fn small() -> Self {
        let planted = |step, cause, lost| Planted { rang_again: 3, called_back: 2, ..Planted::lost(step, cause, lost) };
        Self {
            schedule: office_hours(),
            from: civil::date(2026, 9, 7),
            days: 28,
            staff: 6,
            numbers: 2,
            greeting: SignedDuration::from_secs(18),
            patience: SignedDuration::from_secs(60),
            talk: SignedDuration::from_secs(150),
            wrap_up: SignedDuration::from_secs(30),
            served: 1000,
            planted: vec![
                planted(Step::OutOfHours, Cause::OutOfHours, 12),
                planted(Step::Ring, Cause::NobodyAnswered, 12),
                planted(Step::Greeting, Cause::LongGreeting, 6),
                planted(Step::Queue, Cause::QueueWait, 5),
                planted(Step::Transfer, Cause::FailedTransfer, 3),
                planted(Step::Promise, Cause::PromiseBroken, 2),
            ],
            first_phone_share: 0.5,
            diallers: 3,
            staff_calls: 10,
            wrong_numbers: 8,
        }
    }

    /// Makes the calls of that seed, one slice of entries for each, in the order they began.
    pub fn generate(&self, seed: u64, each: &mut dyn FnMut(&[JournalEntry])) -> Result<Truth, CannotGenerate> {
        self.play((&Cast::invented(self), None), seed, each)
    }

    /// The same with people and numbers of a company that is there.
    pub fn generate_as(&self, cast: &Cast, seed: u64, each: &mut dyn FnMut(&[JournalEntry])) -> Result<Truth, CannotGenerate> {
        self.play((cast, None), seed, each)
    }

    /// The same calls, and between them what the staff does: what a journal has and no file of calls.
    pub fn generate_journal(&self, seed: u64, each: &mut dyn FnMut(&[JournalEntry])) -> Result<Truth, CannotGenerate> {
        let calendar = Calendar::of(&self.schedule, self.from, self.days)?;
        let cast = Cast::invented(self);
        self.play((&cast, Some(Shifts::of(self, &cast, &calendar))), seed, each)
    }

    fn play(
        &self,
        (cast, mut shifts): (&Cast, Option<Shifts>),
        seed: u64,
        each: &mut dyn FnMut(&[JournalEntry]),
    ) -> Result<Truth, CannotGenerate> {
        let impossible = self.planted.iter().find(|planted| !PLACES.contains(&(planted.step, planted.cause)));
        if let Some(Planted { step, cause, .. }) = impossible {
            return Err(CannotGenerate::Place { step: *step, cause: *cause });
        }
        if !cast.suffices(self) {
            return Err(CannotGenerate::Nobody);
        }
        let (mut calls, mut truth) = plan::of(self, cast, generator(seed))?;
        truth.legend = cast.legend();
        calls.sort_unstable();
        let mut script = script::Script::new(self, cast, generator(seed ^ 1), generator(seed ^ 2));
        for call in &calls {
            if let Some(changes) = shifts.as_mut().map(|shifts| shifts.until(call.at_ms)) {
                each(&changes);
            }
            each(script.play(call));
            if let Some(shifts) = &mut shifts {
                script.handled().iter().for_each(|handled| shifts.take(handled));
            }
        }
        if let Some(mut shifts) = shifts {
            each(&shifts.until(i64::MAX));
            truth.staff_time = shifts.truth;
        }
        Ok(truth)
    }

    /// The company after a fix.
    #[must_use]
    pub fn fixed(&self, fix: Fix, seed: u64) -> Self {
        let mut fixed = self.clone();
        let mut generator = generator(seed);
        let mut of = |people: u32, share: f64| {
            let helped = Binomial::new(u64::from(people), share.clamp(0.0, 1.0)).map_or(0, |helped| helped.sample(&mut generator));
            u32::try_from(helped).unwrap_or(people)
        };
        for planted in &mut fixed.planted {
            match fix {
                Fix::CallBack(share) => {
                    let called = planted.lost - planted.called_in_vain;
                    let reached = of(called, share);
                    *planted = Planted {
                        lost: planted.lost - reached,
                        called_in_vain: planted.lost - reached,
                        called_back: planted.called_back + reached,
                        ..*planted
                    };
                }
                Fix::ServeThose(step, cause, share) if (step, cause) == (planted.step, planted.cause) => {
                    let helped = of(planted.lost, share);
                    let lost = planted.lost - helped;
                    *planted = Planted { lost, called_in_vain: planted.called_in_vain.min(lost), ..*planted };
                    fixed.served += helped;
                }
                Fix::ServeThose(..) => {}
            }
        }
        fixed
    }

    /// What the ids in the entries stand for.
    pub fn legend(&self) -> Legend {
        Cast::invented(self).legend()
    }
}

fn office_hours() -> Schedule {
    let hours = Hours { weekdays: vec![1, 2, 3, 4, 5], from: civil::time(9, 0, 0, 0), to: civil::time(18, 0, 0, 0) };
    Schedule { time_zone: "Europe/Moscow".to_owned(), weekly: vec![hours], special_days: Vec::new() }
}
