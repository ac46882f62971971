//! The media threads' place in the world: keeps the books of what was asked, reports what they would, and notes what must not be.

use otklik_media::action::{
    LegFailure, LegStatistics, MediaAction, MediaCallId, MediaEvent, MediaLegId, PlayOutcome, RecordingLacks, RecordingRef, Repeat,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

/// How long every prompt lasts.
pub const PROMPT_LENGTH: Duration = Duration::from_secs(3);

/// A leg of a call, as media knows it.
pub type Place = (MediaCallId, MediaLegId);

/// What the media threads would know.
#[derive(Debug, Default)]
pub struct MediaBooks {
    legs: BTreeMap<Place, u16>,
    ended_legs: BTreeSet<Place>,
    ended_calls: BTreeSet<MediaCallId>,
    recordings: BTreeMap<RecordingRef, (MediaCallId, MediaLegId, Duration)>,
    prompts: BTreeMap<Place, Duration>,
    reports: BTreeMap<(Duration, u64), MediaEvent>,
    serial: u64,
    faults: Vec<String>,
}

impl MediaBooks {
    /// Takes an action of the switchboard.
    pub fn take(&mut self, action: &MediaAction, now: Duration) {
        if self.ended_calls.contains(&action.call()) {
            self.faults.push(format!("{action:?} for a call that ended"));
        }
        match action {
            MediaAction::AddLeg { call, leg, local_port, .. } => self.add((*call, *leg), *local_port),
            MediaAction::RemoveLeg { call, leg } => self.remove((*call, *leg), now),
            MediaAction::RemoveCall { call } => self.remove_call(*call, now),
            MediaAction::StartRecording { call, recording, leg, .. } => {
                self.expect_leg((*call, *leg), action);
                self.recordings.insert(*recording, (*call, *leg, now));
            }
            MediaAction::StopRecording { recording, .. } => self.finish_recording(*recording, now),
            MediaAction::Play { call, leg, repeat, .. } => {
                self.expect_leg((*call, *leg), action);
                if *repeat == Repeat::Once {
                    self.prompts.insert((*call, *leg), now + PROMPT_LENGTH);
                }
            }
            MediaAction::StopPlaying { call, leg } => {
                self.prompts.remove(&(*call, *leg));
            }
            MediaAction::Bridge { call, first, second } => {
                self.expect_leg((*call, *first), action);
                self.expect_leg((*call, *second), action);
            }
            MediaAction::UpdateLeg { call, leg, .. }
            | MediaAction::SetDirection { call, leg, .. }
            | MediaAction::Unbridge { call, leg } => {
                self.expect_leg((*call, *leg), action);
            }
        }
    }

    /// The next report that is due by `now`.
    pub fn report(&mut self, now: Duration) -> Option<MediaEvent> {
        let over = self.prompts.iter().find(|(_, ends)| **ends <= now).map(|(place, _)| *place);
        if let Some((call, leg)) = over {
            self.prompts.remove(&(call, leg));
            return Some(MediaEvent::PlayFinished { call, leg, outcome: PlayOutcome::Completed });
        }
        let first = self.reports.first_entry().filter(|entry| entry.key().0 <= now)?;
        Some(first.remove())
    }

    /// When the next report is due.
    pub fn next_report(&self) -> Option<Duration> {
        let prompt = self.prompts.values().min().copied();
        prompt.into_iter().chain(self.reports.keys().next().map(|(at, _)| *at)).min()
    }

    /// Legs that are open now.
    pub fn open_legs(&self) -> Vec<Place> {
        self.legs.keys().copied().collect()
    }

    /// Has the opening of a leg fail, as when another program has its port.
    pub fn fail(&mut self, place: Place) -> MediaEvent {
        self.legs.remove(&place);
        let (call, leg) = place;
        MediaEvent::LegFailed { call, leg, reason: LegFailure::PortTaken }
    }

    /// What was asked that must never be asked.
    pub fn faults(&self) -> &[String] {
        &self.faults
    }

    /// Legs and recordings that were never ended.
    pub fn left(&self) -> usize {
        self.legs.len() + self.recordings.len()
    }

    fn add(&mut self, place: Place, port: u16) {
        if self.legs.values().any(|taken| *taken == port) {
            self.faults.push(format!("port {port} is given to {place:?} though another leg has it"));
        }
        if self.ended_legs.contains(&place) || self.legs.insert(place, port).is_some() {
            self.faults.push(format!("leg {place:?} is added twice"));
        }
    }

    fn expect_leg(&mut self, place: Place, action: &MediaAction) {
        if !self.legs.contains_key(&place) {
            self.faults.push(format!("{action:?} names a leg that is not there"));
        }
    }

    fn remove(&mut self, place: Place, now: Duration) {
        if self.legs.remove(&place).is_none() {
            self.faults.push(format!("leg {place:?} is removed though it is not there"));
            return;
        }
        self.prompts.remove(&place);
        self.ended_legs.insert(place);
        let (call, leg) = place;
        self.later(MediaEvent::LegEnded { call, leg, statistics: LegStatistics::default() }, now);
    }

    fn remove_call(&mut self, call: MediaCallId, now: Duration) {
        let legs: Vec<Place> = self.legs.keys().filter(|(of, _)| *of == call).copied().collect();
        legs.into_iter().for_each(|place| self.remove(place, now));
        let recordings: Vec<RecordingRef> = self.recordings.iter().filter(|(_, (of, ..))| *of == call).map(|(id, _)| *id).collect();
        recordings.into_iter().for_each(|recording| self.finish_recording(recording, now));
        self.ended_calls.insert(call);
    }

    fn finish_recording(&mut self, recording: RecordingRef, now: Duration) {
        let Some((call, _, began)) = self.recordings.remove(&recording) else {
            self.faults.push(format!("{recording:?} is stopped though it does not run"));
            return;
        };
        let duration_ms = (now - began).as_millis() as u64;
        let bytes = 44 + duration_ms * 32;
        let lacks = RecordingLacks::default();
        self.later(MediaEvent::RecordingFinished { call, recording, duration_ms, bytes, lacks }, now);
    }

    fn later(&mut self, event: MediaEvent, now: Duration) {
        self.serial += 1;
        self.reports.insert((now, self.serial), event);
    }
}
