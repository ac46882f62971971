//! A company in which nobody's fate is planted: people ring, listen, wait and give up as they are, and what is lost follows from that.
//!
//! Everybody's luck is his own: it is drawn from the seed, who he is and which of his calls it is, and not from what happens to others. So the
//! same people ring after something was changed, and what changes is what the change did.

use super::{
    CannotGenerate, Cast, Company,
    calendar::Calendar,
    office_hours,
    plan::{Call, Way},
    script::Script,
};
use crate::statistics::generator;
use jiff::{SignedDuration, civil};
use otklik_model::{
    LegId,
    event::{DomainEvent, JournalEntry, Opening, RoutedTo},
    hang_up::{EndedBy, HangUpCause},
    schedule::Schedule,
};
use rand::{Rng, rngs::StdRng};
use rand_distr::{Distribution, Exp};
use std::{cmp::Reverse, collections::BinaryHeap};

const MINUTE_MS: i64 = 60_000;

/// How long it is said that the company is closed, milliseconds.
const CLOSED_MS: i64 = 6_000;

/// How long a talk is at least that is no wrong number, milliseconds.
const TALK_MS_MIN: i64 = 12_000;

/// Calls of one person about one matter at most.
const TRIES_MAX: u32 = 4;

/// How long a phone rings before its deputy's does, milliseconds.
const DEPUTY_AFTER_MS: i64 = 12_000;

/// A company, its people and those who ring it.
#[derive(Debug, Clone, PartialEq)]
pub struct Office {
    /// When it is open.
    pub schedule: Schedule,
    /// The hours people go by when they ring, which need not be those it is open in.
    pub known_hours: Schedule,
    /// The first day.
    pub from: civil::Date,
    /// How many days.
    pub days: u16,
    /// People who want something in that time.
    pub callers: u32,
    /// Of those, the share who ring after it has closed.
    pub at_night: f64,
    /// The share of those still listening who hang up in each second of the greeting, which is that long.
    pub greeting: Vec<f64>,
    /// How long a client waits on average: exponential about this.
    pub patience: SignedDuration,
    /// How long a talk is on average: exponential about this.
    pub talk: SignedDuration,
    /// People who take calls of the queue, whenever it is open.
    pub staff: u16,
    /// The share of the unserved who ring again, each time.
    pub rings_again: f64,
    /// What is done about those who do not.
    pub calls_back: CallsBack,
    /// People who are rung themselves, not through the queue; their shares of all calls.
    pub phones: Vec<Phone>,
    /// Calls that can go on at once; any number when `None`.
    pub lines: Option<usize>,
    /// Transfers.
    pub transfers: Mishap,
    /// Holds.
    pub holds: Mishap,
}

/// How the unserved are called back.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CallsBack {
    /// The share of them who are called.
    pub tried: f64,
    /// The share of those who take the call.
    pub reached: f64,
}

/// One person's phone.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Phone {
    /// The share of all calls that ring it.
    pub share: f64,
    /// How often it is picked up.
    pub picks_up: f64,
    /// How often somebody else picks up when it is not; nobody is asked when `None`.
    pub deputy: Option<f64>,
}

/// Something that is done in answered calls and goes wrong.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mishap {
    /// The share of answered calls it is done in.
    pub share: f64,
    /// Of those, the share nobody takes up again: the client waits until he gives up.
    pub forgotten: f64,
    /// After how long the call comes back by itself to whoever had it; never when `None`.
    pub comes_back_after: Option<SignedDuration>,
}

impl Mishap {
    /// What is never done.
    pub const NONE: Self = Self { share: 0.0, forgotten: 0.0, comes_back_after: None };
}

impl Office {
    /// An office in Moscow over four weeks that loses nobody but by its queue.
    pub fn plain() -> Self {
        Self {
            schedule: office_hours(),
            known_hours: office_hours(),
            from: civil::date(2026, 9, 7),
            days: 28,
            callers: 2000,
            at_night: 0.0,
            greeting: Vec::new(),
            patience: SignedDuration::from_secs(90),
            talk: SignedDuration::from_secs(150),
            staff: 6,
            rings_again: 0.3,
            calls_back: CallsBack { tried: 0.0, reached: 0.0 },
            phones: Vec::new(),
            lines: None,
            transfers: Mishap::NONE,
            holds: Mishap::NONE,
        }
    }

    /// Lets people ring, one slice of entries for each call, in the order they are decided.
    pub fn generate(&self, seed: u64, each: &mut dyn FnMut(&[JournalEntry])) -> Result<(), CannotGenerate> {
        let phones = u16::try_from(self.phones.len()).unwrap_or(u16::MAX);
        let company = Company { staff: self.staff.saturating_add(phones), numbers: 1, greeting: SignedDuration::ZERO, ..Company::small() };
        if company.staff == 0 {
            return Err(CannotGenerate::Nobody);
        }
        let calendar = Calendar::of(&self.schedule, self.from, self.days)?;
        let known = Calendar::of(&self.known_hours, self.from, self.days)?;
        let cast = Cast::invented(&company);
        let group = RoutedTo::Group(cast.group_id);
        let script = Script::new(&company, &cast, generator(seed), generator(seed));
        let mut day = Day {
            office: self,
            group,
            ahead: BinaryHeap::new(),
            on_a_call_until_ms: vec![i64::MIN; self.phones.len()],
            free: (0..self.staff).map(|staff| Reverse((i64::MIN, staff + phones))).collect(),
            on_line: BinaryHeap::new(),
            listening: 0,
            calendar,
            script,
            each,
        };
        for caller in 1..=self.callers {
            let at_ms = self.first_call(&known, seed, caller)?;
            day.ahead.push(Reverse((at_ms, Turn::Begins, caller, 0)));
        }
        while let Some(Reverse((at_ms, turn, caller, tries))) = day.ahead.pop() {
            let luck = Luck::of(self, seed, caller, tries);
            match turn {
                Turn::Begins => day.begins(at_ms, caller, tries, &luck),
                Turn::Enters => day.enters(at_ms, caller, tries, &luck),
            }
        }
        Ok(())
    }

    fn first_call(&self, known: &Calendar, seed: u64, caller: u32) -> Result<i64, CannotGenerate> {
        let mut rng = generator(seed ^ u64::from(caller) << 20);
        if !rng.random_bool(self.at_night.clamp(0.0, 1.0)) {
            return Ok(known.in_hours(0, &mut rng));
        }
        known.evening(&mut rng).map(|(at_ms, _)| at_ms).ok_or(CannotGenerate::NeverClosed)
    }

    fn greeting_ms(&self) -> i64 {
        self.greeting.len() as i64 * 1000
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Turn {
    /// The call comes in.
    Begins,
    /// The greeting is over.
    Enters,
}

/// All that is left to chance in one call, drawn in an order that does not depend on what happens.
struct Luck {
    patience_ms: i64,
    talk_ms: i64,
    phone: f64,
    picks_up: f64,
    deputy: f64,
    pick_up_ms: i64,
    held: f64,
    forgotten: f64,
    again: f64,
    again_after_ms: i64,
    called: f64,
    reached: f64,
    back_after_ms: i64,
    hangs_up_in: Option<usize>,
    within_second_ms: i64,
}

impl Luck {
    fn of(office: &Office, seed: u64, caller: u32, tries: u32) -> Self {
        let mut rng = generator(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (u64::from(caller) << 3 | u64::from(tries)));
        Self {
            patience_ms: drawn(office.patience, &mut rng),
            talk_ms: TALK_MS_MIN + drawn(office.talk, &mut rng),
            phone: rng.random(),
            picks_up: rng.random(),
            deputy: rng.random(),
            pick_up_ms: rng.random_range(2_000..6_000),
            held: rng.random(),
            forgotten: rng.random(),
            again: rng.random(),
            again_after_ms: rng.random_range(5 * MINUTE_MS..60 * MINUTE_MS),
            called: rng.random(),
            reached: rng.random(),
            back_after_ms: rng.random_range(5 * MINUTE_MS..15 * MINUTE_MS),
            within_second_ms: rng.random_range(1..=1000),
            hangs_up_in: office.greeting.iter().position(|share| rng.random_bool(*share)),
        }
    }
}

fn drawn(mean: SignedDuration, rng: &mut StdRng) -> i64 {
    let mean_ms = mean.as_millis().clamp(1, 3_600_000) as f64;
    Exp::new(1.0 / mean_ms).map_or(mean_ms, |lengths| lengths.sample(rng)) as i64
}

/// The time that goes by.
struct Day<'a> {
    office: &'a Office,
    group: RoutedTo,
    ahead: BinaryHeap<Reverse<(i64, Turn, u32, u32)>>,
    /// When those with a phone of their own are free.
    on_a_call_until_ms: Vec<i64>,
    /// When each of those who take calls of the queue is free.
    free: BinaryHeap<Reverse<(i64, u16)>>,
    /// When calls that are past the greeting end.
    on_line: BinaryHeap<Reverse<i64>>,
    listening: usize,
    calendar: Calendar,
    script: Script<'a>,
    each: &'a mut dyn FnMut(&[JournalEntry]),
}

impl Day<'_> {
    fn begins(&mut self, at_ms: i64, caller: u32, tries: u32, luck: &Luck) {
        while self.on_line.peek().is_some_and(|Reverse(ends_ms)| *ends_ms <= at_ms) {
            self.on_line.pop();
        }
        if self.office.lines.is_some_and(|lines| self.on_line.len() + self.listening >= lines) {
            self.rings(at_ms, caller);
            self.script.tell(DomainEvent::CallRouted { to: RoutedTo::Rejected, opening: Opening::Open });
            self.script.ends(HangUpCause::NO_CIRCUIT, EndedBy::System);
            return self.unserved(caller, tries, luck);
        }
        if !self.calendar.is_open(at_ms) {
            self.rings(at_ms, caller);
            self.script.tell(DomainEvent::CallRouted { to: RoutedTo::Prompt, opening: Opening::Closed });
            self.script.prompt(CLOSED_MS);
            self.script.ends(HangUpCause::NORMAL, EndedBy::System);
            return self.unserved(caller, tries, luck);
        }
        let Some(second) = luck.hangs_up_in else {
            self.listening += 1;
            return self.ahead.push(Reverse((at_ms + self.office.greeting_ms(), Turn::Enters, caller, tries)));
        };
        self.rings(at_ms, caller);
        self.script.prompt(second as i64 * 1000 + luck.within_second_ms);
        self.script.ends(HangUpCause::NORMAL, EndedBy::Caller);
        self.on_line.push(Reverse(self.script.now_ms()));
        self.unserved(caller, tries, luck);
    }

    fn enters(&mut self, at_ms: i64, caller: u32, tries: u32, luck: &Luck) {
        self.listening -= 1;
        self.rings(at_ms - self.office.greeting_ms(), caller);
        if self.office.greeting_ms() > 0 {
            self.script.prompt(self.office.greeting_ms());
        }
        let answered = match self.phone(luck) {
            Some((staff, phone)) => self.at_a_phone(staff, phone, luck),
            None => self.in_the_queue(luck),
        };
        let served = answered && self.talks(luck);
        self.script.ends(HangUpCause::NORMAL, EndedBy::Caller);
        self.on_line.push(Reverse(self.script.now_ms()));
        if served { self.tell() } else { self.unserved(caller, tries, luck) }
    }

    /// Whose phone is rung, when it is somebody's own.
    fn phone(&self, luck: &Luck) -> Option<(u16, Phone)> {
        let mut below = 0.0;
        (0..).zip(&self.office.phones).find_map(|(staff, phone)| {
            below += phone.share;
            (luck.phone < below).then_some((staff, *phone))
        })
    }

    fn at_a_phone(&mut self, staff: u16, phone: Phone, luck: &Luck) -> bool {
        self.script.sent_to_user(staff);
        let leg_id = self.script.rings(staff);
        let rings_at_ms = self.script.now_ms();
        if self.is_free(staff, rings_at_ms) && luck.picks_up < phone.picks_up && luck.pick_up_ms < luck.patience_ms {
            self.script.later(luck.pick_up_ms);
            self.takes(leg_id, staff, luck);
            return true;
        }
        let phones = u16::try_from(self.office.phones.len()).unwrap_or(u16::MAX);
        let deputy = (0..phones).find(|other| *other != staff && self.is_free(*other, rings_at_ms + DEPUTY_AFTER_MS));
        let picks_up = phone.deputy.is_some_and(|picks_up| luck.deputy < picks_up) && luck.patience_ms > DEPUTY_AFTER_MS;
        if let Some(deputy) = deputy.filter(|_| picks_up) {
            self.script.later(DEPUTY_AFTER_MS);
            self.stops_ringing(leg_id, EndedBy::System);
            let leg_id = self.script.rings(deputy);
            self.takes(leg_id, deputy, luck);
            return true;
        }
        self.script.later(luck.patience_ms);
        self.stops_ringing(leg_id, EndedBy::Caller);
        false
    }

    fn is_free(&self, staff: u16, at_ms: i64) -> bool {
        self.on_a_call_until_ms.get(usize::from(staff)).is_some_and(|until_ms| *until_ms <= at_ms)
    }

    fn takes(&mut self, leg_id: LegId, staff: u16, luck: &Luck) {
        self.script.answers(leg_id, staff);
        let until_ms = self.script.now_ms() + luck.talk_ms;
        self.on_a_call_until_ms.iter_mut().skip(usize::from(staff)).take(1).for_each(|busy_ms| *busy_ms = until_ms);
    }

    /// First come, first served: whoever entered before was given his place already.
    fn in_the_queue(&mut self, luck: &Luck) -> bool {
        let at_ms = self.script.now_ms();
        self.script.tell(DomainEvent::CallRouted { to: self.group, opening: Opening::Open });
        let Some(Reverse((free_ms, staff))) = self.free.peek().copied() else {
            self.script.later(luck.patience_ms);
            return false;
        };
        let wait_ms = free_ms.max(at_ms) - at_ms + luck.pick_up_ms;
        if wait_ms >= luck.patience_ms {
            self.script.later(luck.patience_ms);
            return false;
        }
        self.free.pop();
        self.free.push(Reverse((at_ms + wait_ms + luck.talk_ms, staff)));
        self.script.later(wait_ms - luck.pick_up_ms);
        let leg_id = self.script.rings(staff);
        self.script.later(luck.pick_up_ms);
        self.script.answers(leg_id, staff);
        true
    }

    /// Whether he is helped, now that somebody has answered.
    fn talks(&mut self, luck: &Luck) -> bool {
        let Office { transfers, holds, .. } = self.office;
        let by = LegId::from_u128(self.script.last_leg());
        self.script.later(luck.talk_ms);
        let parted = if luck.held < transfers.share {
            self.script.gives_away(by, 0);
            transfers
        } else if luck.held < transfers.share + holds.share {
            self.script.tell(DomainEvent::Held { leg_id: by });
            holds
        } else {
            return true;
        };
        if luck.forgotten < parted.forgotten {
            let back_ms = parted.comes_back_after.map_or(i64::MAX, |after| i64::try_from(after.as_millis()).unwrap_or(i64::MAX));
            self.script.later(luck.patience_ms.min(back_ms));
            if luck.patience_ms < back_ms {
                return false;
            }
        }
        self.script.taken_back(by);
        self.script.later(TALK_MS_MIN);
        true
    }

    fn unserved(&mut self, caller: u32, tries: u32, luck: &Luck) {
        let ended_ms = self.script.now_ms();
        self.tell();
        if tries + 1 < TRIES_MAX && luck.again < self.office.rings_again {
            let again_ms = ended_ms + luck.again_after_ms;
            return self.ahead.push(Reverse((again_ms, Turn::Begins, caller, tries + 1)));
        }
        let CallsBack { tried, reached } = self.office.calls_back;
        if luck.called < tried {
            let at_ms = self.calendar.opens(ended_ms + luck.back_after_ms);
            let call = Call { at_ms, person: caller, did: 0, staff: 0, way: Way::CalledBack };
            self.script.begins(at_ms);
            self.script.out(&call, luck.reached < reached);
            self.tell();
        }
    }

    fn rings(&mut self, at_ms: i64, caller: u32) {
        self.script.begins(at_ms);
        self.script.starts(&Call { at_ms, person: caller, did: 0, staff: 0, way: Way::Served });
    }

    fn stops_ringing(&mut self, leg_id: LegId, by: EndedBy) {
        self.script.tell(DomainEvent::LegEnded { leg_id, cause: HangUpCause::new(HangUpCause::NORMAL, by) });
    }

    fn tell(&mut self) {
        (self.each)(self.script.told());
    }
}
