//! What was planted is found again, exactly.

use super::*;
use crate::people::People;
use crate::{
    Analysis,
    files::ReadSummary,
    ledger::{Price, Shares, Terms},
    report::{Report, Roubles, Source},
};
use jiff::tz::TimeZone;
use otklik_model::event::{Direction, DomainEvent};
use std::sync::LazyLock;

/// 0.17 of 50 000 ₽ at a margin of 40 %.
const PER_PERSON: Money = Money::from_kopecks(340_000);

static MOSCOW: LazyLock<TimeZone> = LazyLock::new(|| otklik_model::schedule::time_zone("Europe/Moscow").unwrap());

fn terms(company: &Company, staff: BTreeSet<PhoneNumber>) -> Terms {
    let shares = Shares::Typed { served: 0.2, unserved: 0.03 };
    let price = Some(Price::new(Money::from_kopecks(5_000_000), 0.4, shares).unwrap());
    Terms { schedule: Some(company.schedule.clone()), staff, price, ..Terms::default() }
}

fn analysed(company: &Company, seed: u64) -> (Report, Truth) {
    let mut calls: Vec<Vec<JournalEntry>> = Vec::new();
    let truth = company.generate(seed, &mut |entries| calls.push(entries.to_vec())).unwrap();
    let mut analysis = Analysis::new(terms(company, truth.staff.clone()), MOSCOW.clone()).unwrap();
    calls.iter().for_each(|entries| analysis.feed(entries));
    let read = ReadSummary { source: Source::default(), rejected: Vec::new(), legend: truth.legend.clone() };
    (analysis.finish(read), truth)
}

/// So many lost at every place, and others recovered there.
fn everywhere(lost: u32) -> Company {
    let planted =
        PLACES.map(|(step, cause)| Planted { called_in_vain: lost / 3, rang_again: 4, called_back: 3, ..Planted::lost(step, cause, lost) });
    Company { planted: planted.to_vec(), ..Company::small() }
}

fn lost_by_place(report: &Report) -> BTreeMap<(Step, Cause), u64> {
    report.losses.iter().map(|line| ((line.step, line.cause), line.people)).collect()
}

#[test]
fn over_twenty_seeds_people_and_money_are_exact_at_every_place() {
    for seed in 0..20 {
        let lost = 5 + u32::try_from(seed).unwrap();
        let (report, truth) = analysed(&everywhere(lost), seed);
        assert_eq!(lost_by_place(&report), truth.losses, "seed {seed}");
        let money: BTreeMap<_, _> = report.losses.iter().map(|line| ((line.step, line.cause), line.net.unwrap())).collect();
        let expected: BTreeMap<_, _> = truth.money(PER_PERSON).into_iter().map(|(place, money)| (place, Roubles::from(money))).collect();
        assert_eq!(money, expected, "seed {seed}");
        let counted = [report.attempts, report.people, report.served, report.rang_again, report.called_back, report.unrecovered];
        let planted = [truth.attempts, truth.people, truth.served, truth.rang_again, truth.called_back, truth.lost()];
        assert_eq!(counted, planted, "seed {seed}: attempts, people, served, rang again, called back, lost");
        let excluded: BTreeMap<_, _> = report.exclusions.iter().map(|excluded| (excluded.rule, excluded.calls)).collect();
        assert_eq!(excluded, truth.exclusions, "seed {seed}");
    }
}

#[test]
fn people_who_try_five_times_are_counted_once_each() {
    let planted = vec![Planted::lost(Step::Ring, Cause::NobodyAnswered, 1)];
    let alone = Company { served: 0, planted, diallers: 0, staff_calls: 0, wrong_numbers: 0, ..Company::small() };
    let (report, _) = analysed(&alone, 1);
    assert_eq!((report.attempts, report.people, report.unrecovered), (5, 1, 1));
}

#[test]
fn figures_are_those_of_clients_only() {
    let company = Company::small();
    let (report, truth) = analysed(&company, 1);
    let reach = report.metrics.iter().find(|metric| metric.name == "reach_by_person").expect("every figure is there");
    let left_out = u64::from(company.diallers + u32::from(company.staff) + company.wrong_numbers);
    assert_eq!(reach.sample, truth.people - left_out);
}

fn journal_analysed(company: &Company, seed: u64) -> (Report, Truth) {
    let mut analysis = Analysis::new(terms(company, BTreeSet::new()), MOSCOW.clone()).unwrap();
    let truth = company.generate_journal(seed, &mut |entries| analysis.feed(entries)).unwrap();
    (analysis.finish(ReadSummary { source: Source::default(), rejected: Vec::new(), legend: truth.legend.clone() }), truth)
}

#[test]
fn occupancy_and_wrap_up_are_what_the_staff_did() {
    for seed in 0..5 {
        let company = Company { served: 3000, staff_calls: 0, ..Company::small() };
        let (report, truth) = journal_analysed(&company, seed);
        let (without, _) = analysed(&company, seed);
        let of = |report: &Report, name: &str| report.metrics.iter().find(|metric| metric.name == name).unwrap().clone();
        let staff = truth.staff_time;
        let occupancy = of(&report, "occupancy").value.unwrap();
        assert_eq!(occupancy, staff.busy_ms as f64 / (staff.busy_ms + staff.available_ms) as f64, "seed {seed}");
        assert!((0.05..0.95).contains(&occupancy) && staff.wrap_up_ms > 0);
        let (aht, talk) = (of(&report, "aht"), of(&without, "aht"));
        let wrap_up_s = staff.wrap_up_ms as f64 / 1000.0 / aht.sample as f64;
        assert!((aht.value.unwrap() - talk.value.unwrap() - wrap_up_s).abs() < 1e-6, "seed {seed}");
        assert_eq!(of(&without, "occupancy").value, None, "a file of calls says nothing of it");
        let counted = |report: &Report| (report.attempts, report.people, report.unrecovered, report.losses.clone());
        assert_eq!(counted(&report), counted(&without), "what staff does loses nobody");
    }
}

#[test]
fn a_person_with_two_numbers_is_one_in_every_figure() {
    let company = Company { planted: vec![Planted::lost(Step::Ring, Cause::NobodyAnswered, 30)], staff_calls: 0, ..Company::small() };
    let mut calls: Vec<JournalEntry> = Vec::new();
    company.generate(3, &mut |entries| calls.extend_from_slice(entries)).unwrap();
    // Each planted person's next call comes from a number of his own.
    let mut people = People::default();
    let mut seen: BTreeMap<PhoneNumber, u64> = BTreeMap::new();
    let mut moved = calls.clone();
    for entry in &mut moved {
        let DomainEvent::CallStarted { direction: Direction::Inbound, from, .. } = &mut entry.event else { continue };
        let number = from.number.unwrap();
        let times = seen.entry(number).or_default();
        *times += 1;
        if *times > 1 {
            let other = PhoneNumber::from_digits(number.digits() + *times * 10_000_000_000).unwrap();
            people.join(&[number, other]);
            from.number = Some(other);
        }
    }
    let report = |calls: &[JournalEntry], people: People| {
        let mut analysis = Analysis::new(terms(&company, BTreeSet::new()), MOSCOW.clone()).unwrap().knowing(people);
        analysis.feed(calls);
        analysis.finish(ReadSummary { source: Source::default(), rejected: Vec::new(), legend: company.legend() })
    };
    let one_number = report(&calls, People::default());
    assert_ne!(report(&moved, People::default()).people, one_number.people, "numbers alone make more people");
    assert_eq!(report(&moved, people), one_number);
}

#[test]
fn the_same_seed_makes_the_same_calls_and_another_one_makes_others() {
    let calls = |seed| {
        let mut entries = Vec::new();
        Company::small().generate(seed, &mut |call| entries.extend_from_slice(call)).unwrap();
        entries
    };
    assert_eq!(calls(7), calls(7));
    assert_ne!(calls(7), calls(8));
}

#[test]
fn calls_come_in_the_order_they_began_with_ids_of_their_own() {
    let mut began = Vec::new();
    let mut ids = BTreeSet::new();
    let mut calls = 0;
    let mut note = |entries: &[JournalEntry]| {
        began.push(entries[0].at);
        ids.insert(entries[0].call_id);
        calls += 1;
        assert!(entries.is_sorted_by_key(|entry| entry.at));
        assert!(entries.iter().all(|entry| entry.call_id == entries[0].call_id));
    };
    Company::small().generate(3, &mut note).unwrap();
    assert!(began.is_sorted());
    assert_eq!(ids.len(), calls);
}

#[test]
fn a_company_that_cannot_be_is_refused() {
    let refused = |company: Company| company.generate(1, &mut |_| ()).unwrap_err();
    let unknown = Planted::lost(Step::Greeting, Cause::Busy, 1);
    assert_eq!(
        refused(Company { planted: vec![unknown], ..Company::small() }),
        CannotGenerate::Place { step: Step::Greeting, cause: Cause::Busy }
    );
    assert_eq!(refused(Company { staff: 0, ..Company::small() }), CannotGenerate::Nobody);
    let shut = Schedule { weekly: Vec::new(), ..Company::small().schedule };
    assert_eq!(refused(Company { schedule: shut, ..Company::small() }), CannotGenerate::NeverOpen);
    assert_eq!(refused(Company { schedule: day_and_night(), ..Company::small() }), CannotGenerate::NeverClosed);
}

fn day_and_night() -> Schedule {
    let midnight = civil::time(0, 0, 0, 0);
    let hours = Hours { weekdays: (1..=7).collect(), from: midnight, to: midnight };
    Schedule { weekly: vec![hours], ..Company::small().schedule }
}

#[test]
fn a_company_open_day_and_night_loses_people_too() {
    let mut company = everywhere(6);
    company.schedule = day_and_night();
    company.planted.retain(|planted| planted.step != Step::OutOfHours);
    let (report, truth) = analysed(&company, 5);
    assert_eq!(lost_by_place(&report), truth.losses);
}

/// A company that called back some of its lost clients; how many it reached is drawn with that share.
fn that_calls_back(reached: f64, seed: u64) -> Company {
    let called = Planted { called_in_vain: 0, ..Planted::lost(Step::Ring, Cause::NobodyAnswered, 60) };
    let tried = Company { planted: vec![called], ..Company::small() }.fixed(Fix::CallBack(reached), seed);
    let never = Planted::lost(Step::Queue, Cause::QueueWait, 80);
    Company { planted: [tried.planted, vec![never]].concat(), ..Company::small() }
}

#[test]
fn calling_back_brings_what_was_predicted_in_nine_runs_of_ten() {
    let runs = 30;
    let mut within = 0;
    for seed in 0..runs {
        let company = that_calls_back(0.6, seed);
        let (before, _) = analysed(&company, seed);
        let finding = before.findings.iter().find(|finding| finding.kind == "callback_discipline").expect("nobody called 80 people");
        assert_eq!(finding.people, 80);
        let prediction = finding.predicted.clone().expect("sixty were called");
        let (after, _) = analysed(&company.fixed(Fix::CallBack(0.6), seed + 1000), seed);
        let saved = before.net.unwrap().median.0 - after.net.unwrap().median.0;
        let per_person = prediction.net.unwrap().0 / prediction.people;
        within += u64::from((prediction.low * per_person - 0.5..=prediction.high * per_person + 0.5).contains(&saved));
    }
    assert!(within * 10 >= runs * 9, "{within} of {runs} runs came out within the predicted interval");
}

#[test]
fn opening_longer_brings_what_was_predicted_in_nine_runs_of_ten() {
    let runs = 30;
    let mut within = 0;
    for seed in 0..runs {
        let planted = vec![Planted::lost(Step::OutOfHours, Cause::OutOfHours, 60), Planted::lost(Step::Ring, Cause::NobodyAnswered, 120)];
        let company = Company { served: 400, planted, first_phone_share: 0.0, ..Company::small() };
        let (before, truth) = analysed(&company, seed);
        let finding = before.findings.iter().find(|finding| finding.kind == "out_of_hours").expect("sixty called in the evening");
        let prediction = finding.predicted.clone().expect("there are hundreds of others");
        let served = truth.served as f64 / (truth.served + 120) as f64;
        let after = company.fixed(Fix::ServeThose(Step::OutOfHours, Cause::OutOfHours, served), seed + 1000);
        let (after, _) = analysed(&after, seed);
        let saved = (before.unrecovered - after.unrecovered) as f64;
        within += u64::from((prediction.low..=prediction.high).contains(&saved));
    }
    assert!(within * 10 >= runs * 9, "{within} of {runs} runs came out within the predicted interval");
}
