use super::{Rollups, StaffTime, Thresholds};
use crate::{
    attempt::{Attempt, Cause, Person, Promise, PromiseState, Step},
    report::Metric,
};
use jiff::Timestamp;
use otklik_model::{commitment::CommitmentKind, event::Direction};
use proptest::prelude::*;

/// A Monday, ten o'clock UTC.
const MONDAY_S: i64 = 1_791_799_200;
const DAY_S: i64 = 24 * 3600;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(MONDAY_S + second).unwrap()
}

fn call(person: u64, second: i64) -> Attempt {
    Attempt {
        at: at(second),
        direction: Direction::Inbound,
        person: Person::Text(person << 2),
        did_id: None,
        answered_by: None,
        rang_last: None,
        left: Some((Step::Queue, Cause::QueueWait)),
        prompt_ms: 0,
        wait_ms: 10_000,
        ring_ms: 0,
        talk_ms: 0,
        hold_ms: 0,
        parted_ms: 0,
        transfers: 0,
        answered: false,
        gave_up: true,
        out_of_hours: false,
        promised: None,
    }
}

fn answered(person: u64, second: i64) -> Attempt {
    Attempt { answered: true, gave_up: false, left: None, talk_ms: 90_000, hold_ms: 10_000, ..call(person, second) }
}

fn waited(wait_ms: u32, mut attempt: Attempt) -> Attempt {
    attempt.wait_ms = wait_ms;
    attempt
}

fn rollups(attempts: impl IntoIterator<Item = Attempt>) -> Rollups {
    let mut rollups = Rollups::default();
    attempts.into_iter().for_each(|attempt| rollups.add(&attempt));
    rollups
}

fn all(rollups: &Rollups) -> Vec<Metric> {
    rollups.metrics(Timestamp::UNIX_EPOCH, Timestamp::MAX, &Thresholds::default())
}

fn figure(rollups: &Rollups, name: &str) -> (Option<f64>, u64) {
    let metrics = all(rollups);
    let metric = metrics.iter().find(|metric| metric.name == name).unwrap();
    (metric.value, metric.sample)
}

fn six_digits(rollups: &Rollups, name: &str) -> String {
    format!("{:.6}", figure(rollups, name).0.unwrap())
}

#[test]
fn one_hundred_calls_have_five_service_levels_and_two_abandonments() {
    let calls = [(70, 12_000, true), (15, 60_000, true), (5, 4_000, false), (3, 15_000, false), (7, 45_000, false)];
    let attempts = calls.into_iter().flat_map(|(count, wait_ms, is_answered)| {
        (0..count).map(move |n| waited(wait_ms, if is_answered { answered(n, 0) } else { call(n, 0) }))
    });
    let hundred = rollups(attempts);
    let expected = [
        ("service_level_negative", "0.700000", 100),
        ("service_level_ignored", "0.760870", 92),
        ("service_level_positive", "0.780000", 100),
        ("service_level_contacts", "0.736842", 95),
        ("service_level_calls", "0.823529", 85),
        ("abandonment", "0.150000", 100),
        ("abandonment_without_short", "0.105263", 95),
    ];
    for (name, value, sample) in expected {
        assert_eq!((six_digits(&hundred, name).as_str(), figure(&hundred, name).1), (value, sample), "{name}");
    }
}

#[test]
fn a_worked_example_counts_calls_answered_late_against_it() {
    let late = (0..80).map(|n| waited(31_000, answered(n, 0)));
    let calls = rollups((0..50).map(|n| waited(29_000, answered(n, 0))).chain(late));
    let thirty = Thresholds { answer_within_s: 30, ..Thresholds::default() };
    let level = calls.metrics(at(0), at(1), &thirty).into_iter().find(|metric| metric.name == "service_level_negative").unwrap();
    assert_eq!(format!("{:.0}", 100.0 * level.value.unwrap()), "38");
}

#[test]
fn exactly_the_threshold_is_still_in_time() {
    let calls = rollups([waited(20_000, answered(1, 0)), waited(20_001, answered(2, 0))]);
    assert_eq!(figure(&calls, "service_level_negative"), (Some(0.5), 2));
}

#[test]
fn a_call_given_up_on_a_ringing_phone_is_missed_by_calls_and_abandoned_by_contacts() {
    let ringing = Attempt { left: Some((Step::Ring, Cause::NobodyAnswered)), ..call(1, 0) };
    let calls = rollups([answered(2, 0), ringing, call(3, 0)]);
    assert_eq!(figure(&calls, "service_level_calls"), (Some(0.5), 2));
    assert_eq!(figure(&calls, "abandonment").1, 3);
}

#[test]
fn waits_and_handling_are_means_of_answered_calls() {
    let mut calls = rollups([waited(4_000, answered(1, 0)), waited(8_000, answered(2, 0)), waited(90_000, call(3, 0))]);
    assert_eq!(figure(&calls, "asa"), (Some(6.0), 2));
    assert_eq!(figure(&calls, "aht"), (Some(100.0), 2));
    assert_eq!(figure(&calls, "mean_patience"), (Some(102.0), 1));
    calls.add_wrap_up(at(5), 20_000);
    assert_eq!(figure(&calls, "aht"), (Some(110.0), 2));
}

#[test]
fn occupancy_is_known_only_with_the_time_of_staff() {
    let mut calls = rollups([answered(1, 0)]);
    assert_eq!(figure(&calls, "occupancy"), (None, 0));
    calls.add_staff_time(at(0), StaffTime { busy_ms: 300, available_ms: 100 });
    assert_eq!(figure(&calls, "occupancy"), (Some(0.75), 1));
}

#[test]
fn first_contact_resolution_differs_by_call_and_by_customer() {
    let (tom, john, betty, later) = (1, 2, 3, 4);
    let known_for_long_enough = answered(later, 9 * DAY_S);
    let calls = rollups([answered(tom, 0), answered(john, 60), answered(john, 3 * DAY_S), answered(betty, 90), known_for_long_enough]);
    let first_days = calls.metrics(at(0), at(4 * DAY_S), &Thresholds::default());
    let of = |name| first_days.iter().find(|metric| metric.name == name).map(|metric| (metric.value, metric.sample)).unwrap();
    assert_eq!(of("fcr_by_call"), (Some(0.5), 4));
    assert_eq!(of("fcr_by_customer"), (Some(2.0 / 3.0), 3));
}

#[test]
fn two_hundred_and_eighty_of_four_hundred_are_seventy_percent() {
    let returned = (0..120).map(|person| call(person, DAY_S));
    let known_for_long_enough = [answered(1000, 30 * DAY_S)];
    let calls = rollups((0..400).map(|person| answered(person, 0)).chain(returned).chain(known_for_long_enough));
    assert_eq!(figure(&calls, "fcr_by_call"), (Some(0.7), 400));
    assert_eq!(figure(&calls, "fcr_by_customer"), (Some(0.7), 400));
}

#[test]
fn net_resolution_leaves_out_what_one_call_could_not_settle() {
    let promised = |kind, person| Attempt { promised: Some(kind), ..answered(person, 0) };
    let calls = [
        answered(1, 0),
        answered(2, 0),
        answered(2, DAY_S),
        promised(CommitmentKind::CallBack, 3),
        answered(3, DAY_S),
        promised(CommitmentKind::Other, 4),
        answered(9, 30 * DAY_S),
    ];
    let gross = rollups(calls.clone());
    assert_eq!((figure(&gross, "fcr_by_call"), figure(&gross, "fcr_by_customer")), ((Some(1.0 / 6.0), 6), (Some(0.25), 4)));
    assert_eq!((figure(&gross, "fcr_net_by_call"), figure(&gross, "fcr_net_by_customer")), ((Some(1.0 / 3.0), 3), (Some(0.5), 2)));
    let untold = rollups(calls.into_iter().map(|call| Attempt { promised: None, ..call }));
    assert_eq!(figure(&untold, "fcr_net_by_call"), (None, 0), "without promises nobody knows which matters could be settled");
}

#[test]
fn a_promise_to_call_back_serves_nobody_until_it_is_kept() {
    let call = Attempt { promised: Some(CommitmentKind::CallBack), ..answered(1, 0) };
    let mut calls = rollups([call]);
    assert_eq!(figure(&calls, "reach_by_person"), (Some(0.0), 1));
    let state = PromiseState::Kept(at(900));
    calls.add_promise(&Promise { person: Person::Text(1 << 2), did_id: None, made_at: at(0), due: at(600), state }, at(1000));
    assert_eq!(figure(&calls, "reach_by_person"), (Some(1.0), 1), "late, but reached");
}

#[test]
fn a_matter_whose_window_is_not_over_is_not_judged() {
    assert_eq!(figure(&rollups([answered(1, 0), answered(2, DAY_S)]), "fcr_by_call"), (None, 0));
}

#[test]
fn a_client_left_on_hold_was_answered_but_not_helped() {
    let left = Attempt { left: Some((Step::Hold, Cause::LeftOnHold)), ..answered(1, 0) };
    let calls = rollups([left, answered(2, 0), answered(3, 30 * DAY_S)]);
    assert_eq!(figure(&calls, "fcr_by_call"), (Some(0.5), 2));
    assert_eq!(figure(&calls, "reach_by_person"), (Some(2.0 / 3.0), 3));
}

#[test]
fn people_are_reached_by_their_own_second_call_or_by_ours() {
    let ours = Attempt { direction: Direction::Outbound, ..answered(2, 700) };
    let calls = rollups([call(1, 0), answered(1, 300), call(2, 0), ours, call(3, 0), call(3, 60), answered(4, 0)]);
    assert_eq!(figure(&calls, "people"), (Some(4.0), 4));
    assert_eq!(figure(&calls, "reach_by_person"), (Some(0.75), 4));
    assert_eq!(figure(&calls, "repeat_attempts"), (Some(2.0 / 6.0), 6));
}

#[test]
fn a_call_days_after_or_after_our_call_is_not_the_same_attempt() {
    let ours = Attempt { direction: Direction::Outbound, ..answered(2, 700) };
    let calls = rollups([call(1, 0), call(1, 2 * DAY_S), call(2, 0), ours, answered(2, 900)]);
    assert_eq!(figure(&calls, "repeat_attempts"), (Some(0.0), 4));
}

#[test]
fn promises_count_when_they_are_due_and_are_kept_only_in_time() {
    let promise = |state| Promise { person: Person::Text(1), did_id: None, made_at: at(0), due: at(600), state };
    let mut calls = Rollups::default();
    for state in [PromiseState::Open, PromiseState::Kept(at(600)), PromiseState::Kept(at(601))] {
        calls.add_promise(&promise(state), at(1000));
    }
    assert_eq!(figure(&calls, "callback_kept"), (Some(1.0 / 3.0), 3));
    let mut young = Rollups::default();
    young.add_promise(&promise(PromiseState::Open), at(60));
    assert_eq!(figure(&young, "callback_kept"), (None, 0));
}

#[test]
fn a_period_takes_its_own_half_hours_and_no_others() {
    let calls = rollups([answered(1, -1), answered(2, 0), answered(3, 1799), answered(4, 1800)]);
    assert_eq!(calls.counts(at(0), at(1800)).answered.calls, 2);
    assert_eq!(calls.counts(at(0), at(1801)).answered.calls, 3);
    assert_eq!(calls.span(), Some((at(-1800), at(3600))));
    assert_eq!(calls.counts(at(1800), at(0)).answered.calls, 0);
}

fn any_attempt() -> impl Strategy<Value = Attempt> {
    let left = prop_oneof![
        Just((Step::Reach, Cause::TrunkUnavailable)),
        Just((Step::OutOfHours, Cause::OutOfHours)),
        Just((Step::Greeting, Cause::LongGreeting)),
        Just((Step::Queue, Cause::QueueWait)),
        Just((Step::Ring, Cause::NobodyAnswered)),
        Just((Step::Ring, Cause::Busy)),
        Just((Step::Hold, Cause::LeftOnHold)),
        Just((Step::Promise, Cause::PromiseBroken)),
        Just((Step::Talk, Cause::Interrupted)),
    ];
    let direction = prop_oneof![4 => Just(Direction::Inbound), 1 => Just(Direction::Outbound)];
    (direction, proptest::option::of(left), 0..6_u64, 0..20 * DAY_S, 0..90_000_u32, any::<(bool, bool)>()).prop_map(
        |(direction, left, person, second, wait_ms, (is_answered, gave_up))| Attempt {
            direction,
            left,
            answered: is_answered,
            gave_up: gave_up && !is_answered,
            ..waited(wait_ms, call(person, second))
        },
    )
}

fn any_attempts() -> impl Strategy<Value = Vec<Attempt>> {
    proptest::collection::vec(any_attempt(), 0..60)
}

fn merged(parts: impl IntoIterator<Item = Rollups>) -> Rollups {
    let mut whole = Rollups::default();
    parts.into_iter().for_each(|part| whole.merge(part));
    whole
}

proptest! {
    #[test]
    fn merging_is_associative_and_does_not_mind_the_order(a in any_attempts(), b in any_attempts(), c in any_attempts()) {
        let [ra, rb, rc] = [&a, &b, &c].map(|part| rollups(part.iter().cloned()));
        let left = merged([merged([ra.clone(), rb.clone()]), rc.clone()]);
        let right = merged([ra.clone(), merged([rb.clone(), rc.clone()])]);
        prop_assert_eq!(&left, &right);
        prop_assert_eq!(&left, &merged([rc, ra, rb]));
        prop_assert_eq!(&left, &rollups(c.into_iter().chain(b).chain(a)));
    }

    #[test]
    fn replaying_gives_the_same_bytes_and_reading_them_the_same_figures(attempts in any_attempts()) {
        let written = serde_json::to_string(&rollups(attempts.iter().cloned())).unwrap();
        prop_assert_eq!(&written, &serde_json::to_string(&rollups(attempts.iter().rev().cloned())).unwrap());
        let read: Rollups = serde_json::from_str(&written).unwrap();
        prop_assert_eq!(all(&read), all(&rollups(attempts)));
    }

    #[test]
    fn every_call_in_has_one_fate(attempts in any_attempts()) {
        let inbound = attempts.iter().filter(|attempt| attempt.direction == Direction::Inbound).count() as u64;
        let counts = rollups(attempts).counts(Timestamp::MIN, Timestamp::MAX);
        prop_assert_eq!(counts.calls_in(), inbound);
        let exits = counts.answered.calls + counts.abandoned() + counts.overflowed.calls + counts.call_back + counts.rejected;
        prop_assert_eq!(counts.offered(), exits);
    }

    #[test]
    fn shares_are_shares_and_the_strict_service_level_is_the_lowest(attempts in any_attempts()) {
        let calls = rollups(attempts);
        for metric in all(&calls) {
            let value = metric.value.unwrap_or(0.0);
            prop_assert!(value >= 0.0 && (metric.unit != "share" || value <= 1.0), "{} {}", metric.name, value);
        }
        let level = |name| figure(&calls, name).0;
        if let Some(negative) = level("service_level_negative") {
            prop_assert!(level("service_level_ignored").is_none_or(|ignored| negative <= ignored));
            prop_assert!(level("service_level_positive").is_some_and(|positive| negative <= positive));
        }
    }

    #[test]
    fn occupancy_never_exceeds_one(times in proptest::collection::vec(any::<(u32, u32)>(), 1..20)) {
        let mut calls = rollups([answered(1, 0)]);
        for (busy, available) in times {
            calls.add_staff_time(at(0), StaffTime { busy_ms: busy.into(), available_ms: available.into() });
        }
        prop_assert!(figure(&calls, "occupancy").0.is_none_or(|occupancy| occupancy <= 1.0));
    }

    #[test]
    fn a_threshold_changes_figures_and_nothing_that_is_stored(attempts in any_attempts(), answer_within_s in 1..100_u16) {
        let calls = rollups(attempts);
        let before = calls.clone();
        calls.metrics(Timestamp::MIN, Timestamp::MAX, &Thresholds { answer_within_s, ..Thresholds::default() });
        prop_assert_eq!(before, calls);
    }
}
