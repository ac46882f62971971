//! People planted, and the calls they make.

use super::{CannotGenerate, Cast, Company, Planted, Truth, calendar::Calendar};
use crate::attempt::{Cause, Exclusion, Step};
use rand::{Rng, rngs::StdRng, seq::IndexedRandom};

const MINUTE_MS: i64 = 60_000;

/// The most attempts of one person, and the time all of them take at most.
const ATTEMPTS_MAX: u32 = 5;
const ATTEMPTS_MS_MAX: i64 = 60 * MINUTE_MS;

/// One call to be made. The order of fields is the order of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Call {
    pub at_ms: i64,
    pub person: u32,
    pub did: u16,
    pub staff: u16,
    pub way: Way,
}

/// How a call goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    /// The client calls and is served.
    Served,
    /// The client calls and leaves there.
    Leaves(Step, Cause),
    /// We call and speak to him.
    CalledBack,
    /// We call and he does not answer.
    CalledInVain,
    /// A dialler hangs up at once.
    Dialler,
    /// Answered, and over within seconds.
    WrongNumber,
}

impl Way {
    const fn is_in(self) -> bool {
        !matches!(self, Self::CalledBack | Self::CalledInVain)
    }
}

/// What becomes of a planted person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Lost,
    LostAndCalledInVain,
    RangAgain,
    CalledBack,
}

/// All calls of a company, in no order, and the truth about them.
pub(super) fn of(company: &Company, cast: &Cast, rng: StdRng) -> Result<(Vec<Call>, Truth), CannotGenerate> {
    let mut plan = Plan {
        company,
        cast,
        calendar: Calendar::of(&company.schedule, company.from, company.days)?,
        rng,
        people: 0,
        calls: Vec::new(),
        truth: Truth::default(),
    };
    for _ in 0..company.served {
        plan.served();
    }
    for planted in &company.planted {
        plan.plant(planted)?;
    }
    plan.plant_excluded();
    Ok((plan.calls, plan.truth))
}

struct Plan<'a> {
    company: &'a Company,
    cast: &'a Cast,
    calendar: Calendar,
    rng: StdRng,
    people: u32,
    calls: Vec<Call>,
    truth: Truth,
}

impl Plan<'_> {
    fn served(&mut self) {
        let person = self.next_person();
        let at_ms = self.calendar.in_hours(0, &mut self.rng);
        let call = self.call(at_ms, person, Way::Served);
        self.add(call);
        self.truth.served += 1;
    }

    fn plant(&mut self, planted: &Planted) -> Result<(), CannotGenerate> {
        let in_vain = planted.called_in_vain.min(planted.lost);
        let ends = [
            (End::Lost, planted.lost - in_vain),
            (End::LostAndCalledInVain, in_vain),
            (End::RangAgain, planted.rang_again),
            (End::CalledBack, planted.called_back),
        ];
        for (end, people) in ends {
            for place in 0..people {
                // The first one always tries as often as anybody does.
                let attempts = if place == 0 { ATTEMPTS_MAX } else { self.attempts() };
                self.plant_one(planted, end, attempts)?;
            }
        }
        self.truth.rang_again += u64::from(planted.rang_again);
        self.truth.called_back += u64::from(planted.called_back);
        if planted.lost > 0 {
            *self.truth.losses.entry((planted.step, planted.cause)).or_default() += u64::from(planted.lost);
        }
        Ok(())
    }

    fn plant_one(&mut self, planted: &Planted, end: End, attempts: u32) -> Result<(), CannotGenerate> {
        let person = self.next_person();
        let (mut at_ms, opens) = self.beginning(planted.step)?;
        let mut call = self.call(at_ms, person, Way::Leaves(planted.step, planted.cause));
        for _ in 1..attempts {
            let earlier = if opens.is_some() { call.way } else { Way::Leaves(Step::Ring, self.earlier_cause()) };
            self.add(Call { at_ms, way: earlier, ..call });
            at_ms += self.rng.random_range(2 * MINUTE_MS..ATTEMPTS_MS_MAX / i64::from(ATTEMPTS_MAX));
        }
        call.at_ms = at_ms;
        self.add(call);
        let later = opens.unwrap_or(at_ms) + self.rng.random_range(10 * MINUTE_MS..50 * MINUTE_MS);
        match end {
            End::Lost => {}
            End::LostAndCalledInVain => self.add(Call { at_ms: later, way: Way::CalledInVain, ..call }),
            End::RangAgain => self.add(Call { at_ms: later, way: Way::Served, ..call }),
            End::CalledBack => self.add(Call { at_ms: later, way: Way::CalledBack, ..call }),
        }
        Ok(())
    }

    /// When the person calls first, and for a call out of hours when it opens again.
    fn beginning(&mut self, step: Step) -> Result<(i64, Option<i64>), CannotGenerate> {
        let left_ms = 2 * ATTEMPTS_MS_MAX;
        match step {
            Step::OutOfHours => {
                let (at_ms, opens) = self.calendar.evening(&mut self.rng).ok_or(CannotGenerate::NeverClosed)?;
                Ok((at_ms, Some(opens)))
            }
            Step::Promise => Ok((self.calendar.in_early_hours(left_ms, &mut self.rng), None)),
            Step::Reach | Step::Greeting | Step::Queue | Step::Ring | Step::Talk | Step::Hold | Step::Transfer => {
                Ok((self.calendar.in_hours(left_ms, &mut self.rng), None))
            }
        }
    }

    fn plant_excluded(&mut self) {
        for _ in 0..self.company.diallers {
            let person = self.next_person();
            let calls = self.rng.random_range(5..=8);
            for _ in 0..calls {
                let at_ms = self.calendar.in_hours(0, &mut self.rng);
                self.exclude(at_ms, person, Way::Dialler, Exclusion::Spam);
            }
        }
        for place in 0..self.company.staff_calls {
            let person = if place < u32::from(self.company.staff) { self.next_person() } else { self.people };
            self.truth.staff.insert(self.cast.clients.number(person));
            let at_ms = self.calendar.in_hours(0, &mut self.rng);
            self.exclude(at_ms, person, Way::Leaves(Step::Ring, Cause::NobodyAnswered), Exclusion::Staff);
        }
        for _ in 0..self.company.wrong_numbers {
            let person = self.next_person();
            let at_ms = self.calendar.in_hours(0, &mut self.rng);
            self.exclude(at_ms, person, Way::WrongNumber, Exclusion::WrongNumber);
        }
    }

    fn exclude(&mut self, at_ms: i64, person: u32, way: Way, rule: Exclusion) {
        let call = self.call(at_ms, person, way);
        self.add(call);
        *self.truth.exclusions.entry(rule).or_default() += 1;
    }

    fn add(&mut self, call: Call) {
        self.truth.attempts += u64::from(call.way.is_in());
        self.calls.push(call);
    }

    fn next_person(&mut self) -> u32 {
        self.people += 1;
        self.truth.people += 1;
        self.people
    }

    fn call(&mut self, at_ms: i64, person: u32, way: Way) -> Call {
        let drawn = self.rng.random_range(0..self.company.numbers);
        let at_night = matches!(way, Way::Leaves(Step::OutOfHours, _));
        let did = self.cast.closing.filter(|_| at_night).unwrap_or(drawn);
        let share = self.company.first_phone_share;
        let share = if share.is_nan() { 0.0 } else { share.clamp(0.0, 1.0) };
        let first = matches!(way, Way::Leaves(Step::Ring, _)) && self.rng.random_bool(share);
        let staff = if first { 0 } else { self.rng.random_range(0..self.company.staff) };
        Call { at_ms, person, did, staff: self.cast.at_number(did, staff), way }
    }

    /// One attempt is the most usual, five are seldom.
    fn attempts(&mut self) -> u32 {
        (1..ATTEMPTS_MAX).find(|_| self.rng.random_bool(0.6)).unwrap_or(ATTEMPTS_MAX)
    }

    fn earlier_cause(&mut self) -> Cause {
        *[Cause::NobodyAnswered, Cause::Busy].choose(&mut self.rng).expect("there are two")
    }
}
