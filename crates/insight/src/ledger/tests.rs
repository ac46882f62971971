//! Small histories of people, and what the ledger makes of them.

use super::*;
use crate::attempt::{Cause, Person, PromiseState, Step};
use crate::report::{Report, Roubles};
use crate::statistics::share::Counts;
use jiff::civil;
use otklik_model::{Money, event::Direction, schedule::Hours};

/// Monday, 9 November 2026, 00:00 UTC.
const MONDAY_S: i64 = 1_794_182_400;

pub(crate) fn at(hour: f64) -> Timestamp {
    Timestamp::from_millisecond(MONDAY_S * 1000 + (hour * 3_600_000.0) as i64).unwrap()
}

pub(crate) fn number(person: u64) -> PhoneNumber {
    PhoneNumber::from_digits(79_160_000_000 + person).unwrap()
}

/// A call in of that person that was answered and served.
pub(crate) fn served(person: u64, hour: f64) -> Attempt {
    Attempt {
        at: at(hour),
        direction: Direction::Inbound,
        person: Person::Number(number(person)),
        did_id: Some(DidId::from_u128(1)),
        answered_by: Some(UserId::from_u128(101)),
        rang_last: Some(UserId::from_u128(101)),
        left: None,
        prompt_ms: 0,
        wait_ms: 8_000,
        ring_ms: 8_000,
        talk_ms: 90_000,
        hold_ms: 0,
        parted_ms: 0,
        transfers: 0,
        answered: true,
        gave_up: false,
        out_of_hours: false,
        promised: None,
    }
}

/// A call in that nobody answered.
pub(crate) fn missed(person: u64, hour: f64) -> Attempt {
    let left = Some((Step::Ring, Cause::NobodyAnswered));
    Attempt {
        left,
        answered: false,
        answered_by: None,
        talk_ms: 0,
        gave_up: true,
        wait_ms: 30_000,
        ring_ms: 30_000,
        ..served(person, hour)
    }
}

/// A call of ours to that person.
pub(crate) fn called(person: u64, hour: f64) -> Attempt {
    Attempt { direction: Direction::Outbound, did_id: None, ..served(person, hour) }
}

fn called_in_vain(person: u64, hour: f64) -> Attempt {
    Attempt { answered: false, talk_ms: 0, left: Some((Step::Ring, Cause::NobodyAnswered)), ..called(person, hour) }
}

pub(crate) fn price() -> Price {
    Price::new(Money::from_kopecks(5_000_000), 0.4, Shares::Typed { served: 0.2, unserved: 0.03 }).unwrap()
}

pub(crate) fn close(terms: Terms, attempts: &[Attempt]) -> Closed {
    let mut ledger = Ledger::new(terms).unwrap();
    for call in attempts {
        ledger.add(call);
    }
    ledger.close(&mut |_| {})
}

fn counts(closed: &Closed) -> [u64; 4] {
    [closed.served, closed.rang_again, closed.called_back, closed.unrecovered]
}

fn of(attempts: &[Attempt]) -> [u64; 4] {
    counts(&close(Terms::default(), attempts))
}

fn episodes(attempts: &[Attempt]) -> Vec<Episode> {
    let mut ledger = Ledger::new(Terms::default()).unwrap();
    for call in attempts {
        ledger.add(call);
    }
    let mut episodes = Vec::new();
    ledger.close(&mut |episode| episodes.push(*episode));
    episodes
}

fn office() -> Schedule {
    let hours = Hours { weekdays: vec![1, 2, 3, 4, 5], from: civil::time(9, 0, 0, 0), to: civil::time(17, 0, 0, 0) };
    Schedule { time_zone: "UTC".into(), weekly: vec![hours], special_days: vec![] }
}

#[test]
fn five_attempts_of_one_person_are_one_loss() {
    let five: Vec<Attempt> = (0..5).map(|n| missed(1, 9.0 + f64::from(n))).collect();
    let closed = close(Terms { price: Some(price()), ..Terms::default() }, &five);
    assert_eq!(counts(&closed), [0, 0, 0, 1]);
    assert_eq!((closed.attempts, closed.people, closed.gross.missed_calls), (5, 1, 5));
}

#[test]
fn a_later_success_reclassifies_what_came_before_it() {
    assert_eq!(of(&[missed(1, 9.0), missed(1, 10.0)]), [0, 0, 0, 1]);
    assert_eq!(of(&[missed(1, 9.0), missed(1, 10.0), served(1, 11.0)]), [0, 1, 0, 0]);
    assert_eq!(of(&[missed(1, 9.0), missed(1, 10.0), called(1, 11.0)]), [0, 0, 1, 0]);
}

#[test]
fn a_success_after_the_window_comes_too_late() {
    assert_eq!(of(&[missed(1, 9.0), served(1, 33.1)]), [1, 0, 0, 1]);
    assert_eq!(of(&[missed(1, 9.0), served(1, 33.0)]), [0, 1, 0, 0]);
}

#[test]
fn a_window_of_working_hours_passes_over_the_weekend() {
    // Friday 16:00 to Monday 10:00: two working hours.
    let weekend = [missed(1, 4.0 * 24.0 + 16.0), served(1, 7.0 * 24.0 + 10.0)];
    assert_eq!(counts(&close(Terms { schedule: Some(office()), ..Terms::default() }, &weekend)), [0, 1, 0, 0]);
    assert_eq!(of(&weekend), [1, 0, 0, 1]);
}

#[test]
fn an_unanswered_call_outside_the_schedule_is_out_of_hours_even_if_the_source_cannot_tell() {
    let closed = close(Terms { schedule: Some(office()), ..Terms::default() }, &[missed(1, 20.0), missed(2, 10.0)]);
    let causes: Vec<(Step, Cause)> = closed.losses.iter().map(|line| (line.step, line.cause)).collect();
    assert_eq!(causes, [(Step::OutOfHours, Cause::OutOfHours), (Step::Ring, Cause::NobodyAnswered)]);
}

#[test]
fn a_served_episode_is_closed_and_the_next_attempt_begins_another() {
    assert_eq!(of(&[served(1, 9.0), missed(1, 10.0)]), [1, 0, 0, 1]);
}

#[test]
fn another_number_is_another_matter_but_our_call_answers_all_of_them() {
    let other = Attempt { did_id: Some(DidId::from_u128(2)), ..missed(1, 10.0) };
    assert_eq!(of(&[missed(1, 9.0), other.clone()]), [0, 0, 0, 2]);
    assert_eq!(of(&[missed(1, 9.0), other, called(1, 11.0)]), [0, 0, 2, 0]);
}

#[test]
fn a_call_of_ours_that_reached_only_his_voicemail_is_no_call_back() {
    let voicemail = Attempt { talk_ms: 6_000, ..called(1, 10.0) };
    assert_eq!(of(&[missed(1, 9.0), voicemail]), [0, 0, 0, 1]);
    let episode = episodes(&[missed(1, 9.0), called_in_vain(1, 10.0)])[0];
    assert_eq!(episode.tried_back_ms, Some(3_600_000));
}

#[test]
fn a_loss_is_charged_to_the_last_step_left() {
    let queue = Attempt { left: Some((Step::Queue, Cause::QueueWait)), ..missed(1, 10.0) };
    let closed = close(Terms::default(), &[queue, missed(1, 9.0)]);
    assert_eq!((closed.losses[0].step, closed.losses[0].cause, closed.losses[0].people), (Step::Queue, Cause::QueueWait, 1));
}

#[test]
fn the_order_of_a_file_does_not_matter() {
    let mut calls = vec![missed(1, 9.0), missed(1, 10.0), served(1, 11.0), missed(2, 9.0), called(2, 12.0), missed(3, 9.0)];
    let forwards = close(Terms::default(), &calls);
    calls.reverse();
    assert_eq!(close(Terms::default(), &calls), forwards);
}

#[test]
fn a_loss_whose_window_is_not_over_may_still_be_recovered() {
    let closed = close(Terms::default(), &[missed(1, 9.0), missed(2, 30.0), served(3, 34.0)]);
    assert_eq!((closed.unrecovered, closed.still_open), (2, 1));
}

#[test]
fn spam_staff_and_wrong_numbers_are_left_out_by_rule() {
    let mut calls = vec![missed(1, 9.0), missed(2, 9.0)];
    calls.extend((0..6).map(|n| Attempt { wait_ms: 2_000, ..missed(3, 9.0 + f64::from(n)) }));
    calls.push(Attempt { talk_ms: 3_000, ..served(4, 9.0) });
    let desperate = (0..6).map(|n| missed(5, 9.0 + f64::from(n)));
    calls.extend(desperate);
    let terms = Terms { spam: BTreeSet::from([number(1)]), staff: BTreeSet::from([number(2)]), ..Terms::default() };
    let closed = close(terms, &calls);
    let rules: Vec<(Exclusion, u64)> = closed.exclusions.iter().map(|excluded| (excluded.rule, excluded.calls)).collect();
    assert_eq!(rules, [(Exclusion::Spam, 7), (Exclusion::Staff, 1), (Exclusion::WrongNumber, 1)]);
    assert_eq!(counts(&closed), [0, 0, 0, 1], "who is in need calls six times too, and waits");
}

fn promise(hour: f64, state: PromiseState) -> Promise {
    let person = Person::Number(number(1));
    Promise { person, did_id: Some(DidId::from_u128(1)), made_at: at(hour), due: at(hour + 1.0), state }
}

fn with_promise(calls: &[Attempt], promise: &Promise) -> Closed {
    let mut ledger = Ledger::new(Terms::default()).unwrap();
    ledger.add_promise(promise);
    for call in calls {
        ledger.add(call);
    }
    ledger.close(&mut |_| {})
}

#[test]
fn a_promise_not_kept_loses_the_client_who_was_answered() {
    let calls = [served(1, 9.0), served(2, 40.0)];
    let broken = with_promise(&calls, &promise(9.01, PromiseState::Open));
    assert_eq!(counts(&broken), [1, 0, 0, 1]);
    assert_eq!((broken.losses[0].step, broken.losses[0].cause), (Step::Promise, Cause::PromiseBroken));
    let kept = with_promise(&calls, &promise(9.01, PromiseState::Kept(at(12.0))));
    assert_eq!(counts(&kept), [1, 0, 1, 0]);
    let called = with_promise(&[served(1, 9.0), called(1, 9.5), served(2, 40.0)], &promise(9.01, PromiseState::Open));
    assert_eq!(counts(&called), [1, 0, 1, 0], "the call is the proof, whoever forgot to note it");
}

#[test]
fn a_promise_that_is_not_due_yet_is_not_broken() {
    assert_eq!(counts(&with_promise(&[served(1, 9.0)], &promise(9.01, PromiseState::Open))), [1, 0, 0, 0]);
}

/// LOSS-1 of the field as calls: 12 missed calls of 10 people.
fn loss_1() -> (Terms, Vec<Attempt>) {
    let mut calls: Vec<Attempt> = (1..=10).map(|person| missed(person, 9.0)).collect();
    calls.extend([missed(5, 10.0), missed(10, 10.0)]);
    calls.extend((2..=4).map(|person| served(person, 11.0)));
    calls.extend((5..=6).map(|person| called(person, 11.0)));
    (Terms { spam: BTreeSet::from([number(1)]), price: Some(price()), ..Terms::default() }, calls)
}

#[test]
fn loss_1_as_calls_gives_the_figures_of_loss_1() {
    let (terms, calls) = loss_1();
    let closed = close(terms, &calls);
    assert_eq!(counts(&closed), [0, 3, 2, 4]);
    assert_eq!((closed.people, closed.gross.missed_calls), (10, 12));
    assert_eq!(closed.gross.amount, Some(Roubles(120_000.0)));
    assert_eq!(closed.net.as_ref().unwrap().median, Roubles(13_600.0));
    let waterfall = closed.waterfall.iter().map(|line| (line.what.as_str(), line.amount.0)).collect::<Vec<_>>();
    assert_eq!(
        waterfall,
        [
            ("gross", 120_000.0),
            ("excluded", -10_000.0),
            ("repeated", -20_000.0),
            ("rang_again", -30_000.0),
            ("called_back", -20_000.0),
            ("would_buy_anyway", -6_000.0),
            ("cost_of_goods", -20_400.0),
            ("net", 13_600.0)
        ]
    );
}

fn typed_loss_1() -> TypedFigures {
    TypedFigures {
        missed: 12,
        people: Some(10),
        spam: 1,
        rang_again: 3,
        called_back: 2,
        p_served: 0.2,
        p_unserved: 0.03,
        cheque: Roubles(50_000.0),
        margin: 0.4,
        ..TypedFigures::default()
    }
}

#[test]
fn loss_1_typed_gives_the_same_waterfall_as_its_calls() {
    let report = typed(&typed_loss_1()).unwrap();
    let net = report.net.clone().unwrap();
    assert_eq!((report.gross.amount, net.median), (Some(Roubles(120_000.0)), Roubles(13_600.0)));
    assert!(net.low < net.median && net.median < net.high && net.low.0 > 5_000.0 && net.high.0 < 25_000.0, "{net:?}");
    let (terms, calls) = loss_1();
    assert_eq!(report.waterfall, close(terms, &calls).waterfall);
    assert_eq!((report.people, report.excluded, report.unrecovered), (10, 1, 4));
    assert_eq!(report.losses[0].net, Some(Roubles(13_600.0)));
}

#[test]
fn loss_2_reproduces_the_vendor_and_says_that_20_of_its_32_lost_were_answered() {
    let figures = TypedFigures {
        missed: 12,
        requests: Some(40),
        lost: Some(32),
        p_served: 0.2,
        cheque: Roubles(50_000.0),
        margin: 1.0,
        ..TypedFigures::default()
    };
    let report = typed(&figures).unwrap();
    assert_eq!((report.gross.amount, report.gross.missed_calls), (Some(Roubles(320_000.0)), 32));
    let answered = report.waterfall.iter().find(|line| line.what == "answered").unwrap();
    assert_eq!((answered.count, answered.amount), (Some(20), Roubles(-200_000.0)));
    assert_eq!((report.attempts, report.served, report.unrecovered), (40, 28, 12));
}

#[test]
fn figures_that_cannot_be_are_refused_by_name() {
    let refused = |change: fn(&mut TypedFigures)| {
        let mut figures = typed_loss_1();
        change(&mut figures);
        typed(&figures).expect_err("a figure that cannot be").figure().as_str()
    };
    assert_eq!(refused(|figures| figures.people = Some(13)), "people");
    assert_eq!(refused(|figures| figures.people = Some(0)), "people");
    assert_eq!(refused(|figures| figures.called_back = 7), "people");
    assert_eq!(refused(|figures| figures.called_back = 11), "called_back");
    assert_eq!(refused(|figures| figures.spam = u64::MAX), "spam");
    assert_eq!(refused(|figures| figures.p_served = 20.0), "p_served");
    assert_eq!(refused(|figures| figures.p_unserved = f64::NAN), "p_unserved");
    assert_eq!(refused(|figures| figures.margin = -0.1), "margin");
    assert_eq!(refused(|figures| figures.cheque = Roubles(-1.0)), "cheque");
    assert_eq!(refused(|figures| figures.cheque = Roubles(f64::INFINITY)), "cheque");
    assert_eq!(refused(|figures| figures.lost = Some(11)), "missed");
    assert_eq!(refused(|figures| figures.requests = Some(11)), "missed");
    let refusal = typed(&TypedFigures { people: Some(13), ..typed_loss_1() }).unwrap_err();
    assert_eq!(refusal.to_string(), "people cannot be more than missed: people is 13, missed is 12");
}

#[test]
fn a_report_of_nothing_is_all_zeros() {
    let closed = close(Terms { price: Some(price()), ..Terms::default() }, &[]);
    assert_eq!(counts(&closed), [0; 4]);
    assert_eq!(closed.net.as_ref().unwrap().high, Roubles(0.0));
    assert_eq!(Report::from(closed).gross.amount, Some(Roubles(0.0)));
    assert_eq!(typed(&TypedFigures { p_served: 0.2, cheque: Roubles(1.0), margin: 1.0, ..TypedFigures::default() }).unwrap().people, 0);
}

#[test]
fn counted_deals_price_each_number_by_its_own_callers() {
    let [shop, garage] = [DidId::from_u128(1), DidId::from_u128(2)];
    let counts = |yes, of| Counts { yes, of };
    let by_did = BTreeMap::from([(garage, (counts(450, 500), counts(5, 500)))]);
    let shares = Shares::Counted { served: counts(500, 1000), unserved: counts(10, 1000), by_did };
    let price = Price::new(Money::from_kopecks(100_000), 1.0, shares).unwrap();
    let mut calls: Vec<Attempt> = (0..20).map(|person| missed(person, 9.0)).collect();
    let late = |person| Attempt { did_id: Some(garage), left: Some((Step::Queue, Cause::QueueWait)), ..missed(person, 9.0) };
    calls.extend((20..40).map(late));
    assert_eq!(calls[0].did_id, Some(shop));
    let closed = close(Terms { price: Some(price), ..Terms::default() }, &calls);
    let (queue, ring) = (&closed.losses[0], &closed.losses[1]);
    assert_eq!((queue.cause, ring.cause), (Cause::QueueWait, Cause::NobodyAnswered));
    let ratio = queue.net.unwrap().0 / ring.net.unwrap().0;
    assert!((1.6..2.0).contains(&ratio), "callers of the garage buy almost twice as often: {ratio}");
}
