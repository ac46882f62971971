//! Random worlds: whatever people, phones and the network do, nothing may be left behind.

use otklik_model::event::{DomainEvent, JournalEntry};
use otklik_sim::play::play;

/// Worlds played on every run; `WORLDS=FROM..TO` plays others, `WORLDS=SEED` one.
const WORLDS: std::ops::Range<u64> = 0..200;

#[test]
fn nothing_is_left_behind_in_any_world() {
    let failing: Vec<(u64, Vec<String>)> =
        worlds().map(|seed| (seed, play(seed).faults)).filter(|(_, faults)| !faults.is_empty()).collect();
    if let Some((seed, faults)) = failing.first() {
        let seeds: Vec<u64> = failing.iter().map(|(seed, _)| *seed).collect();
        panic!("worlds {seeds:?} fail; WORLDS={seed} replays the first:\n{}", faults.join("\n"));
    }
}

#[test]
fn a_world_is_the_same_whenever_it_is_played() {
    assert_eq!(play(7), play(7));
}

/// A play in which nobody talks would find nothing.
#[test]
fn much_happens_in_the_worlds() {
    let journal: Vec<JournalEntry> = (0..40).flat_map(|seed| play(seed).journal).collect();
    let count = |wanted: fn(&DomainEvent) -> bool| journal.iter().filter(|entry| wanted(&entry.event)).count();
    let seen = [
        ("calls", count(|event| matches!(event, DomainEvent::CallStarted { .. })), 400),
        ("prompts", count(|event| matches!(event, DomainEvent::PromptFinished { .. })), 20),
        ("bridges", count(|event| matches!(event, DomainEvent::Bridged { .. })), 100),
        ("holds", count(|event| matches!(event, DomainEvent::Held { .. })), 10),
        ("resumptions", count(|event| matches!(event, DomainEvent::Resumed { .. })), 3),
        ("transfers", count(|event| matches!(event, DomainEvent::TransferCompleted { .. })), 5),
        ("failed transfers", count(|event| matches!(event, DomainEvent::TransferFailed { .. })), 5),
        ("recordings", count(|event| matches!(event, DomainEvent::RecordingFinished { .. })), 50),
    ];
    for (what, number, least) in seen {
        assert!(number >= least, "only {number} {what}, expected {least}: {seen:?}");
    }
}

fn worlds() -> std::ops::Range<u64> {
    let Ok(asked) = std::env::var("WORLDS") else { return WORLDS };
    let number = |text: &str| text.parse::<u64>().expect("WORLDS is FROM..TO or one seed");
    match asked.split_once("..") {
        Some((from, to)) => number(from)..number(to),
        None => number(&asked)..number(&asked) + 1,
    }
}
