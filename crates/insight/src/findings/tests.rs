//! Companies with one place of loss each, and what is found there.

use crate::{
    Analysis,
    attempt::{Attempt, Cause, Step},
    files::{Legend, ReadSummary},
    findings::Findings,
    generator::{Company, Planted},
    ledger::{
        Ledger, Terms,
        tests::{called, missed, price, served},
    },
    report::{Finding, Report, Source},
};
use jiff::tz::TimeZone;
use otklik_model::UserId;

fn company(planted: Vec<Planted>) -> Company {
    Company { planted, diallers: 0, staff_calls: 0, wrong_numbers: 0, first_phone_share: 0.0, ..Company::small() }
}

fn report(company: &Company, terms: Terms) -> Report {
    let zone = otklik_model::schedule::time_zone("Europe/Moscow").unwrap();
    let mut analysis = Analysis::new(terms, zone).unwrap();
    let truth = company.generate(1, &mut |entries| analysis.feed(entries)).unwrap();
    analysis.finish(ReadSummary { source: Source::default(), rejected: Vec::new(), legend: truth.legend })
}

fn priced(company: &Company) -> Report {
    report(company, Terms { price: Some(price()), ..Terms::default() })
}

fn of_calls(calls: &[Attempt]) -> super::Found {
    let mut findings = Findings::new(TimeZone::UTC);
    let mut ledger = Ledger::new(Terms::default()).unwrap();
    for call in calls {
        findings.see(call);
        ledger.add(call);
    }
    let closed = ledger.close(&mut |episode| findings.take(episode));
    findings.close(&closed, &Legend::default(), 1)
}

fn find<'a>(findings: &'a [Finding], kind: &str) -> &'a Finding {
    findings.iter().find(|finding| finding.kind == kind).unwrap_or_else(|| panic!("no {kind} among {findings:?}"))
}

fn value<'a>(finding: &'a Finding, key: &str) -> &'a str {
    finding.proposal.iter().find(|(known, _)| known == key).map_or("", |(_, value)| value)
}

#[test]
fn a_long_greeting_is_found_with_its_length_and_what_a_short_one_would_keep() {
    let report = priced(&company(vec![Planted::lost(Step::Greeting, Cause::LongGreeting, 60)]));
    let finding = find(&report.findings, "long_greeting");
    assert_eq!((finding.people, finding.step, finding.cause), (60, Step::Greeting, Cause::LongGreeting));
    assert_eq!((value(finding, "length_seconds"), value(finding, "shorten_to_seconds")), ("18", "6"));
    let predicted = finding.predicted.as_ref().unwrap();
    assert!((50.0..=60.0).contains(&predicted.people), "nearly all who reach a phone are served: {predicted:?}");
    assert_eq!(finding.when.iter().flatten().sum::<u32>(), 60);
    assert_eq!(finding.numbers.iter().map(|(_, people)| people).sum::<u64>(), 60);
    assert!(finding.numbers[0].0.starts_with("+7495"), "numbers are named as the source names them");
    assert_eq!(finding.confidence, "medium");
}

#[test]
fn evenings_are_found_with_the_hours_to_open_in() {
    let report = priced(&company(vec![Planted::lost(Step::OutOfHours, Cause::OutOfHours, 100)]));
    let finding = find(&report.findings, "out_of_hours");
    assert_eq!((finding.people, finding.confidence.as_str()), (100, "high"));
    assert_eq!((value(finding, "from"), value(finding, "to")), ("18:00", "21:00"));
    assert_eq!(value(finding, "weekdays"), "1,2,3,4", "whoever calls on Friday evening is planted on no day");
    assert_eq!(finding.net, report.losses[0].net, "the amount of a place is that of its line");
}

#[test]
fn a_phone_that_loses_more_than_the_others_is_named() {
    let lost = Planted::lost(Step::Ring, Cause::NobodyAnswered, 200);
    let report = priced(&Company { first_phone_share: 0.8, ..company(vec![lost]) });
    let finding = find(&report.findings, "overloaded_person");
    assert_eq!(finding.who[0].0, "101");
    assert!(value(finding, "unanswered_share") > value(finding, "others_share"));
    let predicted = finding.predicted.as_ref().unwrap();
    assert!(predicted.people > 0.8 * finding.people as f64 && predicted.high <= finding.people as f64, "{predicted:?}");
}

#[test]
fn phones_alike_are_not_accused() {
    let report = priced(&company(vec![Planted::lost(Step::Ring, Cause::NobodyAnswered, 200)]));
    assert!(report.findings.iter().all(|finding| finding.kind != "overloaded_person"));
}

#[test]
fn a_phone_that_never_answers_is_not_overloaded_but_not_there() {
    let dead = Some(UserId::from_u128(999));
    let mut calls: Vec<Attempt> = (0..30).map(|person| Attempt { rang_last: dead, ..missed(person, 10.0) }).collect();
    calls.extend((100..200).map(|person| served(person, 11.0)));
    let found = of_calls(&calls);
    let finding = find(&found.findings, "unreachable_extension");
    assert_eq!((finding.people, finding.who.len()), (30, 1));
    assert!(found.findings.iter().all(|finding| finding.kind != "overloaded_person"));
}

#[test]
fn transfers_holds_and_trunks_are_predicted_or_it_is_said_why_not() {
    let places = [
        ("failed_transfer", Step::Transfer, Cause::FailedTransfer, None),
        ("left_on_hold", Step::Hold, Cause::LeftOnHold, None),
        ("needless_transfers", Step::Transfer, Cause::NeedlessTransfers, Some("nobody_known")),
        ("trunk_unavailable", Step::Reach, Cause::TrunkUnavailable, Some("lines_were_free")),
    ];
    let report = priced(&company(places.map(|(_, step, cause, _)| Planted::lost(step, cause, 20)).to_vec()));
    for (kind, step, cause, why) in places {
        let finding = find(&report.findings, kind);
        assert_eq!((finding.people, finding.step, finding.cause), (20, step, cause));
        assert_eq!((finding.predicted.is_none(), finding.unpredicted.as_deref()), (why.is_some(), why), "{kind}");
        assert!(!finding.proposal.is_empty());
    }
}

#[test]
fn broken_promises_are_a_place_of_their_own() {
    let broken = Planted { called_back: 30, ..Planted::lost(Step::Promise, Cause::PromiseBroken, 20) };
    let report = priced(&company(vec![broken]));
    let finding = find(&report.findings, "promise_broken");
    assert_eq!((finding.people, finding.net), (20, report.losses[0].net));
    assert!(finding.predicted.is_some() && report.findings.iter().all(|finding| finding.kind != "callback_discipline"));
}

#[test]
fn only_those_nobody_called_are_a_matter_of_calling_back() {
    let calls: Vec<Attempt> = (0..40).map(|person| missed(person, 10.0)).chain((0..15).map(|person| called(person, 11.0))).collect();
    let found = of_calls(&calls);
    let finding = find(&found.findings, "callback_discipline");
    assert_eq!((finding.people, value(finding, "median_delay_minutes")), (25, "60"));
    assert!(finding.predicted.is_none(), "fifteen calls back say too little of how many are reached");
    let reached = calls.into_iter().chain((100..110).flat_map(|person| [missed(person, 10.0), called(person, 11.0)]));
    let found = of_calls(&reached.collect::<Vec<_>>());
    assert!(find(&found.findings, "callback_discipline").predicted.as_ref().is_some_and(|prediction| prediction.low > 18.0));
}

#[test]
fn too_few_people_are_said_to_be_too_few() {
    let report = priced(&company(vec![Planted::lost(Step::OutOfHours, Cause::OutOfHours, 9)]));
    assert!(report.findings.iter().all(|finding| finding.kind != "out_of_hours"));
    assert!(report.source.too_little_for.iter().any(|kind| kind == "out_of_hours"));
    assert_eq!(report.when.iter().flatten().sum::<u32>(), 9);
}

#[test]
fn without_a_price_there_are_people_and_no_money() {
    let report = report(&company(vec![Planted::lost(Step::OutOfHours, Cause::OutOfHours, 30)]), Terms::default());
    let finding = find(&report.findings, "out_of_hours");
    assert_eq!((finding.people, finding.net), (30, None));
    assert!(finding.predicted.as_ref().is_some_and(|prediction| prediction.net.is_none()));
}
