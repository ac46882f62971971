//! How many people each half-hour of the week needs, by Erlang A with the patience clients of this company really have.
//!
//! Arrivals are the mean of such half-hours on days anybody called at all; handling time is the mean of calls answered; patience is fitted to
//! waits with those answered seen only as long as they waited. How many are at work now is not in any file of calls: it is the number that would
//! lose as many as were lost. The prediction plays the calls of the period again with the proposed number at work and takes nobody away where there
//! are already enough.
//!
//! It is cautious where it can be: half-hours with few calls are proposed for but promise nothing. It does not know that weeks differ, nor that a
//! person who is there may not pick up.

use super::{Why, replay::Lost};
use crate::{
    erlang::{Load, patience},
    ledger::moment,
    metrics::rollup::{Counts, Rollups, SLOT_S},
    report::{Finding, Prediction, Roubles},
    statistics::{Interval, generator, survival::MeanPatience},
};
use jiff::{civil::Date, tz::TimeZone};
use rand::rngs::StdRng;
use rand_distr::{Distribution, Gamma, LogNormal};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

/// Clients who gave up below which patience is not fitted. Chosen: with thirty it is known to a third.
pub const GAVE_UP_MIN: u64 = 30;

/// Calls answered below which handling time and the shape of a day are not known (chosen).
pub const ANSWERED_MIN: u64 = 100;

/// Days with calls below which no week is planned (chosen: a working week).
pub const DAYS_MIN: usize = 5;

/// Calls in all such half-hours together below which it is not said how many are at work now, and nothing is promised (chosen).
const CALLS_MIN: u64 = 20;

/// Half-hours of a day.
const SLOTS_PER_DAY: u16 = 48;

/// Draws behind the borders of a prediction (chosen: they move by less than a person).
const DRAWS: usize = 200;

/// Draws for a period so long that it is played seldom (chosen: its luck evens out by itself).
const DRAWS_MIN: usize = 20;

/// Calls played in all draws together (chosen: a fraction of a second).
const CALLS_PLAYED_MAX: usize = 4_000_000;

/// How much of what is likely lies between the borders: a prediction is compared with what came of it, so it has to hold nine times in ten.
const PREDICTION_SHARE: f64 = 0.95;

/// What is aimed at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Goal {
    /// The share of all calls …
    pub service_level: f64,
    /// … answered within this time.
    pub target: Duration,
}

impl Default for Goal {
    /// 80 % within 20 seconds, what the trade aims at.
    fn default() -> Self {
        Self { service_level: 0.8, target: Duration::from_secs(20) }
    }
}

/// Staff for a week.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// What it aims at.
    pub goal: Goal,
    /// The patience it goes by.
    pub patience: MeanPatience,
    /// Mean handling time, seconds.
    pub aht_s: f64,
    /// Half-hours with calls, from Monday on.
    pub half_hours: Vec<HalfHour>,
    /// How much more than by chance the lost calls of days differ: callers who find a queue lose together.
    dispersion: f64,
}

/// One half-hour of the week.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HalfHour {
    /// 1 = Monday.
    pub weekday: u8,
    /// Its number in the day, local time: 18 is nine o'clock.
    pub number: u16,
    /// Mean calls in it.
    pub calls: f64,
    /// People it needs.
    pub agents: u32,
    /// How many seem to be at work now; `None` with too few calls to tell.
    pub agents_now: Option<u32>,
    days: u32,
    lost: u64,
}

/// Plans the week; `None` when there is too little to go by.
pub fn plan(calls: &Rollups, zone: &TimeZone, goal: Goal) -> Option<Plan> {
    let (from, to) = calls.span()?;
    let total = calls.counts(from, to);
    let patience = total.waits().mean_patience().filter(|patience| patience.gave_up >= GAVE_UP_MIN)?;
    let aht_s = (total.talk_and_hold_ms + total.wrap_up_ms) as f64 / total.answered.calls as f64 / 1000.0;
    let days = Days::of(calls, zone);
    if total.answered.calls < ANSWERED_MIN || days.lost_by_date.len() < DAYS_MIN {
        return None;
    }
    let half_hours = days.cells.iter().map(|(place, counts)| half_hour(*place, counts, days.of_weekday(place.0), (aht_s, patience, goal)));
    Some(Plan { goal, patience, aht_s, half_hours: half_hours.collect::<Option<_>>()?, dispersion: days.dispersion() })
}

/// The finding with what to do about it, from the place where people were lost: when, who, which number, how many and what they are worth.
/// `None` when nowhere more people are needed than there seem to be.
pub(super) fn finding(place: Finding, plan: &Plan, around: &super::Around<'_>) -> Option<Finding> {
    let shortest = plan.shortest()?;
    let predicted = plan.predicted(&place, around);
    Some(Finding {
        kind: "staffing".to_owned(),
        proposal: plan.proposal(&shortest),
        unpredicted: if predicted.is_some() { None } else { Some(Why::StaffUnknown.as_str().to_owned()) },
        predicted,
        confidence: plan.confidence().to_owned(),
        ..place
    })
}

/// Calls by weekday and half-hour.
struct Days {
    lost_by_date: BTreeMap<Date, u64>,
    cells: BTreeMap<(u8, u16), Counts>,
}

impl Days {
    fn of(calls: &Rollups, zone: &TimeZone) -> Self {
        let mut days = Self { lost_by_date: BTreeMap::new(), cells: BTreeMap::new() };
        let Some((from, to)) = calls.span() else { return days };
        for (at, slot) in calls.slots(from, to).filter(|(_, slot)| slot.counts.offered() > 0) {
            let local = zone.to_datetime(at);
            let weekday = local.weekday().to_monday_one_offset().unsigned_abs();
            let minute = u16::from(local.hour().unsigned_abs()) * 60 + u16::from(local.minute().unsigned_abs());
            *days.lost_by_date.entry(local.date()).or_default() += lost(&slot.counts);
            *days.cells.entry((weekday, minute / 30)).or_default() += &slot.counts;
        }
        days
    }

    fn of_weekday(&self, weekday: u8) -> u32 {
        u32::try_from(self.lost_on(weekday).count()).unwrap_or(u32::MAX)
    }

    fn lost_on(&self, weekday: u8) -> impl Iterator<Item = f64> {
        let of_it = self.lost_by_date.iter().filter(move |(date, _)| date.weekday().to_monday_one_offset().unsigned_abs() == weekday);
        of_it.map(|(_, lost)| *lost as f64)
    }

    /// Variance over mean of what days lose, the same weekdays compared with each other; never below chance. Chosen without two of
    /// any weekday: twice chance.
    fn dispersion(&self) -> f64 {
        const UNKNOWN: f64 = 2.0;
        let (mut squares, mut means) = (0.0, 0.0);
        for weekday in 1..=7 {
            let days = self.lost_on(weekday).count() as f64;
            let mean = self.lost_on(weekday).sum::<f64>() / days.max(1.0);
            squares += self.lost_on(weekday).map(|lost| (lost - mean).powi(2)).sum::<f64>();
            means += mean * (days - 1.0).max(0.0);
        }
        if means > 0.0 { (squares / means).max(1.0) } else { UNKNOWN }
    }
}

fn lost(counts: &Counts) -> u64 {
    counts.abandoned() + counts.overflowed.calls
}

fn half_hour(place: (u8, u16), counts: &Counts, days: u32, (aht_s, patience_s, goal): (f64, MeanPatience, Goal)) -> Option<HalfHour> {
    let calls = counts.offered() as f64 / f64::from(days.max(1));
    let lost = lost(counts);
    let load = Load::new(calls, Duration::from_secs(SLOT_S.unsigned_abs()), Duration::from_secs_f64(aht_s))?;
    let patience_mean = Duration::from_secs_f64(patience_s.mean_s).min(patience::PATIENCE_MAX);
    let agents = patience::agents_for(load, patience_mean, goal.target.as_secs_f64(), goal.service_level)?;
    let share_lost = lost as f64 / counts.offered() as f64;
    let enough_calls = counts.offered() >= CALLS_MIN;
    let agents_now = if enough_calls { agents_losing(load, patience_mean, share_lost) } else { None };
    Some(HalfHour { weekday: place.0, number: place.1, calls, agents, agents_now, days, lost })
}

/// The number of people that loses the share nearest to that one.
fn agents_losing(load: Load, patience_mean: Duration, share: f64) -> Option<u32> {
    let enough = patience::agents_losing(load, patience_mean, share)?;
    let off_by = |agents| patience::patience(load, agents, patience_mean).map(|queue| (queue.abandoned - share).abs());
    let one_less = enough.checked_sub(1).filter(|less| off_by(*less) < off_by(enough));
    Some(one_less.unwrap_or(enough))
}

impl HalfHour {
    /// How many more it needs.
    fn short(&self) -> u32 {
        self.agents_now.map_or(0, |now| self.agents.saturating_sub(now))
    }
}

/// Neighbouring half-hours of one day, the end not included.
struct Stretch {
    weekday: u8,
    from: u16,
    to: u16,
    agents: u32,
    agents_now: u32,
}

impl Plan {
    /// The half-hours around the worst one that need more people, as one stretch; `None` when nowhere anybody is missing.
    fn shortest(&self) -> Option<Stretch> {
        let worst =
            self.half_hours.iter().filter(|half_hour| half_hour.short() > 0).max_by_key(|half_hour| (half_hour.lost, half_hour.short()))?;
        let short =
            |number: u16| self.half_hours.iter().any(|other| (other.weekday, other.number) == (worst.weekday, number) && other.short() > 0);
        let from = (0..=worst.number).rev().take_while(|number| short(*number)).last()?;
        let to = (worst.number..SLOTS_PER_DAY).take_while(|number| short(*number)).last()? + 1;
        Some(Stretch { weekday: worst.weekday, from, to, agents: worst.agents, agents_now: worst.agents_now? })
    }

    /// Values for the sentence, then one value for each weekday: `staff_1` = `09:00-11:00 3, 11:00-18:00 5`.
    fn proposal(&self, shortest: &Stretch) -> Vec<(String, String)> {
        let values = [
            ("weekdays", shortest.weekday.to_string()),
            ("from", clock(shortest.from)),
            ("to", clock(shortest.to)),
            ("agents", shortest.agents.to_string()),
            ("agents_now", shortest.agents_now.to_string()),
            ("service_level", self.goal.service_level.to_string()),
            ("target_seconds", self.goal.target.as_secs().to_string()),
            ("patience_seconds", format!("{:.0}", self.patience.mean_s)),
            ("aht_seconds", format!("{:.0}", self.aht_s)),
        ];
        let shifts = (1..=7).map(|weekday| (format!("staff_{weekday}"), self.shifts(weekday))).filter(|(_, shifts)| !shifts.is_empty());
        values.into_iter().map(|(name, value)| (name.to_owned(), value)).chain(shifts).collect()
    }

    /// Half-hours that follow each other with the same number of people, as one.
    fn shifts(&self, weekday: u8) -> String {
        let of_day: Vec<_> = self.half_hours.iter().filter(|half_hour| half_hour.weekday == weekday).collect();
        let shifts = of_day.chunk_by(|one, next| one.agents == next.agents && one.number + 1 == next.number);
        let texts: Vec<String> = shifts
            .filter_map(|shift| Some((shift.first()?, shift.last()?)))
            .map(|(first, last)| format!("{}-{} {}", clock(first.number), clock(last.number + 1), first.agents))
            .collect();
        texts.join(", ")
    }

    /// How many of those lost are kept, by playing the period again with as many at work as proposed, or as there are where that is more.
    /// Patience and the luck of days are drawn; `None` when no half-hour has enough calls.
    fn predicted(&self, finding: &Finding, around: &super::Around<'_>) -> Option<Prediction> {
        let at_work = |at_ms| {
            let local = around.zone.to_datetime(moment(at_ms));
            let weekday = local.weekday().to_monday_one_offset().unsigned_abs();
            let number = (u16::from(local.hour().unsigned_abs()) * 60 + u16::from(local.minute().unsigned_abs())) / 30;
            let found = self.half_hours.binary_search_by_key(&(weekday, number), |half_hour| (half_hour.weekday, half_hour.number)).ok()?;
            let half_hour = self.half_hours.get(found)?;
            half_hour.agents_now.map(|now| now.max(half_hour.agents))
        };
        let queue = around.replay.queue(at_work);
        let lost = Lost::of(&around.places.lost);
        let before = finding.people as f64;
        if finding.people == 0 || self.half_hours.iter().all(|half_hour| half_hour.agents_now.is_none()) {
            return None;
        }
        let mut generator = generator(around.seed);
        let draw = |generator: &mut StdRng| {
            let mut kept = BTreeSet::new();
            queue.play(self.drawn_patience_s(generator), generator, &mut |past| kept.extend(lost.place_of(past)));
            let after = (before - kept.len() as f64).max(0.0);
            (self.lost_by_luck(before, generator) - self.lost_by_luck(after, generator)).clamp(0.0, before).round()
        };
        let draws = (CALLS_PLAYED_MAX / queue.len().max(1)).clamp(DRAWS_MIN, DRAWS);
        let interval = Interval::of((0..draws).map(|_| draw(&mut generator)).collect(), PREDICTION_SHARE)?;
        let net = finding.net.map(|net| Roubles((net.0 * interval.median / before * 100.0).round() / 100.0));
        Some(Prediction { people: interval.median, low: interval.low, high: interval.high, net })
    }

    /// What such days lose when they lose so many on average.
    fn lost_by_luck(&self, expected: f64, generator: &mut StdRng) -> f64 {
        Gamma::new(expected / self.dispersion, self.dispersion).map_or(expected, |gamma| gamma.sample(generator))
    }

    fn drawn_patience_s(&self, generator: &mut StdRng) -> f64 {
        let spread = (self.patience.gave_up as f64).sqrt().recip();
        let drawn = LogNormal::new(self.patience.mean_s.ln(), spread).map_or(self.patience.mean_s, |patience| patience.sample(generator));
        drawn.min(patience::PATIENCE_MAX.as_secs_f64())
    }

    /// By how well patience is known: to a tenth, to a fifth, or less.
    const fn confidence(&self) -> &'static str {
        match self.patience.gave_up {
            400.. => "high",
            100.. => "medium",
            _ => "low",
        }
    }
}

fn clock(half_hour: u16) -> String {
    format!("{:02}:{:02}", half_hour / 2, half_hour % 2 * 30)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        attempt::{Attempt, Cause, Person, Step},
        files::Legend,
        findings::Findings,
        ledger::{Ledger, Terms},
    };
    use jiff::Timestamp;
    use otklik_model::event::Direction;
    use rand_distr::Exp;

    const WEEKS: i64 = 6;
    /// Monday the twelfth of October 2026, nine o'clock in Moscow.
    const MONDAY_S: i64 = 1_791_784_800;
    const PATIENCE_S: f64 = 120.0;
    const AHT_S: f64 = 180.0;
    const PER_HALF_HOUR: f64 = 30.0;
    const SEEDS: u64 = 30;
    const SHORT: Roster = [[3; 4]; 5];

    /// People at work in each half-hour from nine to eleven, Monday to Friday.
    type Roster = [[usize; 4]; 5];

    /// Working days from nine to eleven.
    fn company(roster: &Roster, seed: u64) -> Vec<Attempt> {
        let mut generator = generator(seed);
        let days = (0..WEEKS * 7).filter_map(|day| Some((day, roster.get(usize::try_from(day % 7).ok()?)?)));
        days.flat_map(|(day, staff)| morning(MONDAY_S + day * 24 * 3600, staff, &mut generator)).collect()
    }

    /// First come, first served: who is taken next is known when he comes, because those before him have been placed already.
    fn morning(begins_s: i64, staff: &[usize; 4], generator: &mut StdRng) -> Vec<Attempt> {
        let [gap, patience, talk] = [1800.0 / PER_HALF_HOUR, PATIENCE_S, AHT_S].map(|mean| Exp::new(1.0 / mean).unwrap());
        let mut free_at = vec![0.0_f64; *staff.iter().max().unwrap()];
        let mut attempts = Vec::new();
        let mut now = gap.sample(generator);
        while now < 7200.0 {
            let taken_at = (0..).zip(&free_at).map(|(person, free_at)| on_shift(person, free_at.max(now), staff));
            let (person, taken_at) = taken_at.enumerate().min_by(|one, other| one.1.total_cmp(&other.1)).unwrap();
            let (wait, patience) = (taken_at - now, patience.sample(generator));
            let talk = (wait <= patience).then(|| talk.sample(generator));
            if let Some(talk) = talk {
                free_at[person] = taken_at + talk;
            }
            let at = Timestamp::from_millisecond(begins_s * 1000 + (now * 1000.0) as i64).unwrap();
            attempts.push(attempt(at, wait.min(patience), talk));
            now += gap.sample(generator);
        }
        attempts
    }

    /// The first moment from `at` on at which that person is at work; whoever works last stays to the end.
    fn on_shift(person: usize, at: f64, staff: &[usize; 4]) -> f64 {
        let first = ((at / 1800.0) as usize).min(3);
        let works = (first..4).find(|half_hour| staff[*half_hour] > person);
        works.map_or(f64::INFINITY, |half_hour| at.max(half_hour as f64 * 1800.0))
    }

    fn as_planned(plan: &Plan) -> Roster {
        let mut roster = Roster::default();
        for half_hour in &plan.half_hours {
            roster[usize::from(half_hour.weekday - 1)][usize::from(half_hour.number - 18)] = half_hour.agents as usize;
        }
        roster
    }

    fn attempt(at: Timestamp, wait_s: f64, talk_s: Option<f64>) -> Attempt {
        let ms = |seconds: f64| (seconds * 1000.0) as u32;
        Attempt {
            at,
            direction: Direction::Inbound,
            person: Person::Text(at.as_millisecond().unsigned_abs() << 2),
            did_id: None,
            answered_by: None,
            rang_last: None,
            left: if talk_s.is_some() { None } else { Some((Step::Queue, Cause::QueueWait)) },
            prompt_ms: 0,
            wait_ms: ms(wait_s),
            ring_ms: 0,
            talk_ms: talk_s.map_or(0, ms),
            hold_ms: 0,
            parted_ms: 0,
            transfers: 0,
            answered: talk_s.is_some(),
            gave_up: talk_s.is_none(),
            out_of_hours: false,
            promised: None,
        }
    }

    fn rollups(attempts: &[Attempt]) -> Rollups {
        let mut rollups = Rollups::default();
        attempts.iter().for_each(|attempt| rollups.add(attempt));
        rollups
    }

    fn moscow() -> TimeZone {
        otklik_model::schedule::time_zone("Europe/Moscow").unwrap()
    }

    fn given_up(attempts: &[Attempt]) -> u64 {
        attempts.iter().filter(|attempt| attempt.gave_up).count() as u64
    }

    /// What is found when each of these calls is of a person of his own.
    fn found(attempts: &[Attempt], plan: &Plan, seed: u64) -> Option<Finding> {
        let mut findings = Findings::new(moscow());
        let mut ledger = Ledger::new(Terms::default()).unwrap();
        for attempt in attempts {
            findings.see(attempt);
            ledger.add(attempt);
        }
        let closed = ledger.close(&mut |episode| findings.take(episode));
        findings.plan = Some(plan.clone());
        let found = findings.close(&closed, &Legend::default(), seed);
        found.findings.into_iter().find(|finding| finding.kind == "staffing")
    }

    fn value<'a>(finding: &'a Finding, name: &str) -> &'a str {
        finding.proposal.iter().find(|(other, _)| other == name).map_or("", |(_, value)| value)
    }

    #[test]
    fn a_company_two_people_short_is_told_when_and_how_many() {
        let calls = company(&SHORT, 1);
        let plan = plan(&rollups(&calls), &moscow(), Goal::default()).unwrap();
        assert!((100.0..140.0).contains(&plan.patience.mean_s) && (165.0..195.0).contains(&plan.aht_s), "{plan:?}");
        assert_eq!(plan.half_hours.len(), 20, "four half-hours on five days");
        let finding = found(&calls, &plan, 1).unwrap();
        assert_eq!((value(&finding, "from"), value(&finding, "to")), ("09:00", "11:00"), "{finding:?}");
        assert!(matches!(value(&finding, "agents"), "5" | "6") && matches!(value(&finding, "agents_now"), "2" | "3" | "4"), "{finding:?}");
        assert!(value(&finding, "staff_1").starts_with("09:00-") && value(&finding, "staff_6").is_empty(), "{finding:?}");
        assert!(finding.predicted.is_some_and(|predicted| predicted.people > 0.5 * finding.people as f64 && predicted.net.is_none()));
    }

    #[test]
    fn the_prediction_holds_when_the_people_are_hired() {
        let held = (0..SEEDS).filter(|seed| {
            let before = company(&SHORT, *seed);
            let plan = plan(&rollups(&before), &moscow(), Goal::default()).unwrap();
            let after = company(&as_planned(&plan), seed + 1000);
            let predicted = found(&before, &plan, *seed).unwrap().predicted.unwrap();
            let kept = given_up(&before) as f64 - given_up(&after) as f64 * before.len() as f64 / after.len() as f64;
            (predicted.low..=predicted.high).contains(&kept)
        });
        let held = held.count() as u64;
        assert!(held * 10 >= SEEDS * 9, "{held} of {SEEDS}");
    }

    #[test]
    fn with_enough_people_nothing_is_proposed() {
        let calls = company(&[[7; 4]; 5], 1);
        let plan = plan(&rollups(&calls), &moscow(), Goal::default());
        assert!(plan.is_none_or(|plan| found(&calls, &plan, 1).is_none()));
    }

    #[test]
    fn too_few_calls_make_no_plan() {
        let calls = company(&SHORT, 1);
        let one_morning: Vec<_> = calls.into_iter().filter(|attempt| attempt.at.as_second() < MONDAY_S + 24 * 3600).collect();
        assert!(given_up(&one_morning) >= GAVE_UP_MIN / 2);
        assert_eq!(plan(&rollups(&one_morning), &moscow(), Goal::default()), None);
        assert_eq!(plan(&Rollups::default(), &moscow(), Goal::default()), None);
    }
}
