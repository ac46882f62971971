//! What must hold in every world, whatever happened in it.

use crate::World;
use otklik_model::{
    CallId, EventId, LegId,
    call_record::CallRecord,
    event::{DomainEvent, JournalEntry},
};
use std::collections::{BTreeMap, BTreeSet};

/// Everything that is wrong with a world in which all calls should be over.
pub fn faults(world: &World) -> Vec<String> {
    let mut faults = world.media.faults().to_vec();
    faults.extend(left_behind(world));
    faults.extend(order(&world.journal));
    let mut calls: BTreeMap<CallId, Vec<&JournalEntry>> = BTreeMap::new();
    for entry in &world.journal {
        if let Some(call_id) = entry.call_id {
            calls.entry(call_id).or_default().push(entry);
        }
    }
    faults.extend(calls.iter().flat_map(|(call_id, entries)| story(*call_id, entries)));
    faults
}

fn left_behind(world: &World) -> Vec<String> {
    let load = world.switchboard().load();
    let still = load.calls + load.dialogs + load.media_legs + load.ports + load.recordings + load.deadlines + load.busy_trunks;
    let mut faults = Vec::new();
    if still > 0 {
        faults.push(format!("the switchboard is not empty: {load:?}"));
    }
    if world.media.left() > 0 {
        faults.push(format!("{} legs or recordings were never ended in media", world.media.left()));
    }
    let sip = world.switchboard().sip_load();
    if sip.invites > 0 {
        faults.push(format!("SIP is not at rest: {sip:?}"));
    }
    faults
}

fn order(journal: &[JournalEntry]) -> Option<String> {
    let ids: Vec<EventId> = journal.iter().map(|entry| entry.event_id).collect();
    (!ids.is_sorted_by(|one, next| one < next)).then(|| "event ids do not strictly grow".to_owned())
}

/// One beginning, one end, nothing but the recording after it, and a record that says so.
fn story(call_id: CallId, entries: &[&JournalEntry]) -> Vec<String> {
    let mut faults = Vec::new();
    let count = |wanted: fn(&DomainEvent) -> bool| entries.iter().filter(|entry| wanted(&entry.event)).count();
    let begins = count(|event| matches!(event, DomainEvent::CallStarted { .. }));
    let ends = count(|event| matches!(event, DomainEvent::CallEnded { .. }));
    if begins != 1 || !matches!(entries.first().map(|entry| &entry.event), Some(DomainEvent::CallStarted { .. })) {
        faults.push(format!("{call_id} has {begins} beginnings, or not at its beginning"));
    }
    if ends != 1 {
        faults.push(format!("{call_id} has {ends} ends"));
    }
    let after = entries.iter().skip_while(|entry| !matches!(entry.event, DomainEvent::CallEnded { .. })).skip(1);
    if after.clone().any(|entry| !matches!(entry.event, DomainEvent::RecordingFinished { .. })) {
        faults.push(format!("{call_id} goes on after its end"));
    }
    faults.extend(legs(call_id, entries));
    faults.extend(recordings(call_id, entries));
    match CallRecord::fold(entries.iter().copied()) {
        Some(record) if record.outcome().is_some() && record.legs.values().all(|leg| leg.ended.is_some()) => {}
        Some(record) => faults.push(format!("{call_id} folds into a call that is not over: {:?}", record.state)),
        None => faults.push(format!("{call_id} cannot be folded")),
    }
    faults
}

/// A leg that rang or was answered ends once, nobody rings on while two talk, and no ended leg talks.
#[expect(clippy::wildcard_enum_match_arm, reason = "only events that name legs matter here")]
fn legs(call_id: CallId, entries: &[&JournalEntry]) -> Vec<String> {
    let mut legs = Legs::default();
    let mut faults = Vec::new();
    for entry in entries {
        let fault = match &entry.event {
            DomainEvent::CallStarted { leg_id, .. } => legs.lives(*leg_id),
            DomainEvent::LegRinging { leg_id, .. } => {
                legs.ringing.insert(*leg_id);
                legs.lives(*leg_id)
            }
            DomainEvent::LegAnswered { leg_id, .. } => {
                legs.ringing.remove(leg_id);
                legs.lives(*leg_id)
            }
            DomainEvent::LegEnded { leg_id, .. } => legs.ends(*leg_id),
            DomainEvent::Bridged { legs: pair } => legs.talk(*pair),
            _ => None,
        };
        faults.extend(fault);
    }
    faults.extend(legs.seen.difference(&legs.ended).map(|leg_id| format!("{leg_id} never ends")));
    faults.into_iter().map(|fault| format!("{call_id}: {fault}")).collect()
}

/// Legs of one call, as far as its story was read.
#[derive(Default)]
struct Legs {
    seen: BTreeSet<LegId>,
    ringing: BTreeSet<LegId>,
    ended: BTreeSet<LegId>,
}

impl Legs {
    fn lives(&mut self, leg_id: LegId) -> Option<String> {
        self.seen.insert(leg_id);
        self.ended.contains(&leg_id).then(|| format!("{leg_id} lives after its end"))
    }

    fn ends(&mut self, leg_id: LegId) -> Option<String> {
        self.ringing.remove(&leg_id);
        (!self.ended.insert(leg_id)).then(|| format!("{leg_id} ends twice"))
    }

    fn talk(&self, pair: [LegId; 2]) -> Option<String> {
        if pair.iter().any(|leg_id| self.ended.contains(leg_id)) {
            return Some("a leg that ended talks".to_owned());
        }
        (!self.ringing.is_empty()).then(|| format!("{:?} ring on while two talk", self.ringing))
    }
}

fn recordings(call_id: CallId, entries: &[&JournalEntry]) -> Option<String> {
    let started = entries.iter().filter(|entry| matches!(entry.event, DomainEvent::RecordingStarted { .. })).count();
    let finished = entries.iter().filter(|entry| matches!(entry.event, DomainEvent::RecordingFinished { .. })).count();
    (started != finished).then(|| format!("{call_id}: {started} recordings began, {finished} are complete"))
}
