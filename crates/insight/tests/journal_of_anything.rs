//! Invariants of figures, held by journals of any lawful calls cut off anywhere.
//!
//! | invariant | test |
//! |---|---|
//! | offered = answered + abandoned + overflowed + call back + rejected + in progress | `every_call_in_has_the_fate_it_was_told_with` |
//! | legs are never counted as calls | the same: calls have up to nine legs |
//! | Σ exits of the queue = entries into it | `whoever_enters_the_queue_leaves_it_once_or_is_still_in_it` |
//! | service level: negative ≤ ignored, negative ≤ positive | `figures_keep_their_order` |
//! | replaying gives byte-identical figures | `replaying_or_merging_parts_gives_the_same_bytes` |
//! | a changed definition never changes stored facts | `definitions_change_figures_only` |
//! | occupancy ≤ 1, whatever staff does | `nobody_is_busy_for_longer_than_he_is_there` |
//! | half-hours merge, however a journal is cut | `replaying_or_merging_parts_gives_the_same_bytes` |
//! | figures that count only grow with the journal | `counts_only_grow` |

mod lawful;

use jiff::Timestamp;
use lawful::{Plan, PlannedCall, any_calls, any_shifts, journal};
use otklik_insight::{
    attempt::{Attempt, Promise},
    fold::{Attempts, InProgress},
    metrics::{
        Fate, Rollups, Thresholds,
        rollup::{Counts, Waited},
    },
    report::Metric,
};
use otklik_model::event::{DomainEvent, JournalEntry, RoutedTo};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// What a journal folds to.
struct Folded {
    attempts: Vec<Attempt>,
    promises: Vec<Promise>,
    rollups: Rollups,
    in_progress: InProgress,
    known_until: Timestamp,
}

fn fold(journal: &[JournalEntry]) -> Folded {
    let mut fold = Attempts::default();
    let attempts: Vec<Attempt> = journal.iter().filter_map(|entry| fold.feed(entry)).collect();
    let promises: Vec<Promise> = fold.promises().copied().collect();
    let known_until = journal.iter().map(|entry| entry.at).max().unwrap_or(Timestamp::UNIX_EPOCH);
    let rollups = rolled(&attempts, &promises, known_until);
    Folded { attempts, promises, rollups, in_progress: fold.in_progress(), known_until }
}

fn rolled(attempts: &[Attempt], promises: &[Promise], now: Timestamp) -> Rollups {
    let mut rollups = Rollups::default();
    attempts.iter().for_each(|attempt| rollups.add(attempt));
    promises.iter().for_each(|promise| rollups.add_promise(promise, now));
    rollups
}

fn counts(rollups: &Rollups) -> Counts {
    rollups.counts(Timestamp::MIN, Timestamp::MAX)
}

fn figures(rollups: &Rollups, thresholds: &Thresholds) -> Vec<Metric> {
    rollups.metrics(Timestamp::MIN, Timestamp::MAX, thresholds)
}

fn value(metrics: &[Metric], name: &str) -> Option<f64> {
    metrics.iter().find(|metric| metric.name == name).unwrap_or_else(|| panic!("no figure {name}")).value
}

fn bytes(rollups: &Rollups) -> String {
    serde_json::to_string(rollups).expect("half-hours are numbers and lists")
}

/// What is told of each call before the cut: only calls of which anything is.
fn told<'a>(calls: &'a [PlannedCall], journal: &[JournalEntry]) -> Vec<(&'a PlannedCall, Vec<JournalEntry>)> {
    let of_call = |call: &PlannedCall| journal.iter().filter(|entry| entry.call_id == call.entries[0].call_id).cloned().collect::<Vec<_>>();
    calls.iter().map(|call| (call, of_call(call))).filter(|(_, entries)| !entries.is_empty()).collect()
}

fn is_over(entries: &[JournalEntry]) -> bool {
    entries.iter().any(|entry| matches!(entry.event, DomainEvent::CallEnded { .. } | DomainEvent::CallInterrupted))
}

fn is_sent_to_people(entries: &[JournalEntry]) -> bool {
    entries.iter().any(|entry| matches!(entry.event, DomainEvent::CallRouted { to: RoutedTo::User(_) | RoutedTo::Group(_), .. }))
}

fn is_of(entry: &JournalEntry, user: u128) -> bool {
    matches!(&entry.event, DomainEvent::AgentStateChanged { user_id, .. } if user_id.to_u128() == user)
}

fn number_of(counts: &Counts, fate: Fate) -> u64 {
    match fate {
        Fate::OutOfHours => counts.out_of_hours,
        Fate::LeftBefore => counts.left_before,
        Fate::Answered => counts.answered.calls,
        Fate::AbandonedInQueue => counts.abandoned_in_queue.calls,
        Fate::AbandonedRinging => counts.abandoned_ringing.calls,
        Fate::Overflowed => counts.overflowed.calls,
        Fate::CallBack => counts.call_back,
        Fate::Rejected => counts.rejected,
    }
}

fn counted_in_all(counts: &Counts) -> [u64; 12] {
    let ms = |waited: &Waited| waited.wait_ms;
    [
        counts.out_of_hours,
        counts.left_before,
        counts.answered.calls,
        counts.abandoned_in_queue.calls,
        counts.abandoned_ringing.calls,
        counts.overflowed.calls,
        counts.call_back,
        counts.rejected,
        counts.talk_and_hold_ms,
        ms(&counts.answered) + ms(&counts.abandoned_in_queue) + ms(&counts.abandoned_ringing) + ms(&counts.overflowed),
        counts.offered(),
        counts.calls_in(),
    ]
}

/// Calls in, and where the journal of them ends.
fn cut_short() -> impl Strategy<Value = (Vec<PlannedCall>, Vec<JournalEntry>)> {
    (any_calls(), any::<prop::sample::Index>(), any::<bool>()).prop_map(|(calls, cut, whole)| {
        let mut told = journal(&calls);
        if !whole {
            told.truncate(cut.index(told.len() + 1));
        }
        (calls, told)
    })
}

proptest! {
    #[test]
    fn every_call_in_has_the_fate_it_was_told_with((calls, journal) in cut_short()) {
        let folded = fold(&journal);
        let mut fates: Vec<(Fate, u64)> = Vec::new();
        let mut in_progress = InProgress::default();
        for (call, entries) in told(&calls, &journal) {
            let Plan::In(fate) = call.plan else { continue };
            if is_over(&entries) {
                match fates.iter_mut().find(|(known, _)| *known == fate) {
                    Some((_, calls)) => *calls += 1,
                    None => fates.push((fate, 1)),
                }
            } else if is_sent_to_people(&entries) {
                in_progress.offered += 1;
            } else {
                in_progress.before += 1;
            }
        }
        let counts = counts(&folded.rollups);
        for (fate, calls) in &fates {
            prop_assert_eq!(number_of(&counts, *fate), *calls, "{:?}", fate);
        }
        let offered: u64 = fates.iter().filter(|(fate, _)| fate.is_offered()).map(|(_, calls)| calls).sum();
        prop_assert_eq!(counts.offered() + folded.in_progress.offered, offered + in_progress.offered);
        prop_assert_eq!(folded.in_progress, in_progress);
        prop_assert_eq!(counts.calls_in(), fates.iter().map(|(_, calls)| calls).sum::<u64>());
    }

    #[test]
    fn whoever_enters_the_queue_leaves_it_once_or_is_still_in_it((calls, journal) in cut_short()) {
        let queued = |entries: &[JournalEntry]| entries.iter().any(|entry| matches!(entry.event, DomainEvent::CallRouted { to: RoutedTo::Group(_), .. }));
        let ids: Vec<_> = told(&calls, &journal).iter().filter(|(_, entries)| queued(entries)).map(|(call, _)| call.entries[0].call_id).collect();
        let of_queue: Vec<JournalEntry> = journal.into_iter().filter(|entry| ids.contains(&entry.call_id)).collect();
        let folded = fold(&of_queue);
        let counts = counts(&folded.rollups);
        let exits = counts.answered.calls + counts.abandoned() + counts.overflowed.calls + counts.call_back + counts.rejected;
        prop_assert_eq!(exits + folded.in_progress.offered, ids.len() as u64);
    }

    #[test]
    fn figures_keep_their_order((_, journal) in cut_short(), within in 1..200_u16, short in 0..60_u16) {
        let folded = fold(&journal);
        let thresholds = Thresholds { answer_within_s: within, short_abandon_s: short, ..Thresholds::default() };
        let metrics = figures(&folded.rollups, &thresholds);
        for metric in &metrics {
            let value = metric.value.unwrap_or(0.0);
            prop_assert!(value >= 0.0 && (metric.unit != "share" || value <= 1.0), "{} {}", metric.name, value);
            prop_assert_eq!(metric.value.is_none(), metric.sample == 0 && !matches!(metric.unit.as_str(), "calls" | "people"), "{}", metric.name);
        }
        let level = |name| value(&metrics, name);
        let negative = level("service_level_negative").unwrap_or(0.0);
        for milder in ["service_level_ignored", "service_level_positive", "service_level_contacts", "service_level_calls"] {
            prop_assert!(level(milder).is_none_or(|milder| negative <= milder + 1e-12), "{}", milder);
        }
        prop_assert!(level("abandonment_without_short").is_none_or(|share| level("abandonment").is_some_and(|raw| share <= raw + 1e-12)));
        prop_assert!(level("fcr_by_call").is_none_or(|by_call| level("fcr_by_customer").is_some_and(|by_customer| by_call <= by_customer + 1e-12)));
        for (gross, net) in [("fcr_by_call", "fcr_net_by_call"), ("fcr_by_customer", "fcr_net_by_customer")] {
            prop_assert!(level(net).is_none_or(|net| level(gross).is_some_and(|gross| gross <= net + 1e-12)), "{}", net);
        }
        let longest = folded.attempts.iter().map(|attempt| attempt.wait_ms).max().unwrap_or(0);
        prop_assert!(level("asa").is_none_or(|asa| asa * 1000.0 <= f64::from(longest) + 1e-6));
    }

    #[test]
    fn a_longer_threshold_never_makes_fewer_calls_in_time((_, journal) in cut_short(), within in 1..200_u16, more in 0..200_u16) {
        let rollups = fold(&journal).rollups;
        let at = |answer_within_s| figures(&rollups, &Thresholds { answer_within_s, ..Thresholds::default() });
        let (short, long) = (at(within), at(within + more));
        for name in ["service_level_negative", "service_level_positive", "service_level_contacts", "service_level_calls"] {
            prop_assert!(value(&short, name) <= value(&long, name), "{}", name);
        }
    }

    #[test]
    fn replaying_or_merging_parts_gives_the_same_bytes((calls, journal) in cut_short(), parts in 1..5_usize) {
        let whole = fold(&journal);
        prop_assert_eq!(bytes(&whole.rollups), bytes(&fold(&journal).rollups));
        // Call by call instead of mixed: only the order in a call says anything. What belongs to no call comes last.
        let mut by_call = journal.clone();
        by_call.sort_by_key(|entry| entry.call_id.map_or(u128::MAX, |call_id| u128::MAX - call_id.to_u128()));
        prop_assert_eq!(bytes(&whole.rollups), bytes(&fold(&by_call).rollups));
        let mut merged = Rollups::default();
        for part in 0..parts {
            let mine: Vec<Attempt> = whole.attempts.iter().skip(part).step_by(parts).cloned().collect();
            let promised: Vec<Promise> = whole.promises.iter().skip(part).step_by(parts).copied().collect();
            merged.merge(rolled(&mine, &promised, whole.known_until));
        }
        prop_assert_eq!(bytes(&whole.rollups), bytes(&merged), "{} calls in {} parts", calls.len(), parts);
    }

    #[test]
    fn definitions_change_figures_only((_, journal) in cut_short(), answer_within_s in 1..100_u16, short_abandon_s in 0..60_u16, hours in 0..400_u64) {
        let rollups = fold(&journal).rollups;
        let before = bytes(&rollups);
        let return_within = std::time::Duration::from_secs(hours * 3600);
        figures(&rollups, &Thresholds { answer_within_s, short_abandon_s, return_within, repeat_within: return_within / 7 });
        prop_assert_eq!(before, bytes(&rollups));
    }

    #[test]
    fn counts_only_grow((_, journal) in cut_short(), earlier: prop::sample::Index) {
        let before = counted_in_all(&counts(&fold(&journal[..earlier.index(journal.len() + 1)]).rollups));
        let after = counted_in_all(&counts(&fold(&journal).rollups));
        prop_assert!(before.iter().zip(after).all(|(before, after)| *before <= after), "{:?} {:?}", before, after);
    }

    #[test]
    fn nobody_is_busy_for_longer_than_he_is_there((_, journal) in cut_short(), shifts in any_shifts()) {
        let mut both = [journal.clone(), shifts.clone()].concat();
        both.sort_by_key(|entry| entry.at);
        let mut attempts = Attempts::default();
        let ended: Vec<Attempt> = both.iter().filter_map(|entry| attempts.feed(entry)).collect();
        let mut rollups = rolled(&ended, &[], Timestamp::MIN);
        attempts.staff().add_to(&mut rollups);
        let counts = counts(&rollups);
        let there = |user: u128| {
            let mine: Vec<Timestamp> = shifts.iter().filter(|entry| is_of(entry, user)).map(|entry| entry.at).collect();
            mine.iter().min().map_or(0, |first| both.last().map_or(0, |last| last.at.as_millisecond() - first.as_millisecond()))
        };
        let at_most: i64 = (101..104).map(there).sum();
        prop_assert!((counts.staff.busy_ms + counts.staff.available_ms) as i64 <= at_most);
        prop_assert!(counts.wrap_up_ms <= counts.staff.busy_ms, "finishing calls in is part of being busy");
        let metrics = figures(&rollups, &Thresholds::default());
        prop_assert!(value(&metrics, "occupancy").is_none_or(|occupancy| (0.0..=1.0).contains(&occupancy)));
        prop_assert_eq!(counted_in_all(&counts), counted_in_all(&self::counts(&fold(&journal).rollups)), "what staff does changes no call");
    }

    #[test]
    fn people_are_those_who_called((_, journal) in cut_short()) {
        let folded = fold(&journal);
        let mut people: BTreeMap<_, bool> = BTreeMap::new();
        for attempt in folded.attempts.iter().filter(|attempt| Fate::of(attempt).is_some()) {
            people.entry(format!("{:?}", attempt.person)).or_default();
        }
        let metrics = figures(&folded.rollups, &Thresholds::default());
        prop_assert_eq!(value(&metrics, "people"), Some(people.len() as f64));
    }
}
