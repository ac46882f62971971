//! What the media threads report, and which of their names mean what.

use crate::{live_call::Link, switchboard::Switchboard};
use otklik_call::Signal;
use otklik_media::action::{MediaCallId, MediaEvent, MediaLegId, RecordingRef};
use otklik_model::{CallId, LegId, RecordingId, TenantId, event::DomainEvent, hang_up::HangUpCause};
use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

/// Silences reported this close to each other have one cause. Chosen: media threads look every few seconds.
const SILENT_TOGETHER: Duration = Duration::from_secs(10);

/// Names given to media, until their end was reported.
#[derive(Debug, Default)]
pub(crate) struct MediaBooks {
    next: u64,
    calls: BTreeMap<MediaCallId, CallId>,
    ports: BTreeMap<(MediaCallId, MediaLegId), u16>,
    recordings: BTreeMap<RecordingRef, (TenantId, CallId)>,
}

impl MediaBooks {
    pub(crate) fn new_call(&mut self, call_id: CallId) -> MediaCallId {
        self.next += 1;
        self.calls.insert(MediaCallId(self.next), call_id);
        MediaCallId(self.next)
    }

    pub(crate) fn new_leg(&mut self, call: MediaCallId, port: u16) -> MediaLegId {
        self.next += 1;
        self.ports.insert((call, MediaLegId(self.next)), port);
        MediaLegId(self.next)
    }

    pub(crate) fn note_recording(&mut self, recording: RecordingRef, tenant_id: TenantId, call_id: CallId) {
        self.recordings.insert(recording, (tenant_id, call_id));
    }

    pub(crate) fn forget_call(&mut self, call: MediaCallId) {
        self.calls.remove(&call);
    }

    pub(crate) fn forget_leg(&mut self, call: MediaCallId, leg: MediaLegId) -> Option<u16> {
        self.ports.remove(&(call, leg))
    }

    pub(crate) fn legs(&self) -> usize {
        self.ports.len()
    }

    pub(crate) fn recordings(&self) -> usize {
        self.recordings.len()
    }
}

impl Switchboard {
    pub(crate) fn on_media(&mut self, event: &MediaEvent, now: Instant) {
        match *event {
            MediaEvent::LegFailed { call, leg, .. } => self.on_leg_failed(call, leg, now),
            MediaEvent::LegEnded { call, leg, ref statistics } => {
                self.counters.count_leg(statistics);
                if let Some(port) = self.media.forget_leg(call, leg) {
                    self.ports.free(port, now);
                }
            }
            MediaEvent::PlayFinished { call, leg, .. } => {
                if let Some((call_id, leg_id)) = self.place_of(call, leg) {
                    self.signal(call_id, Signal::PromptFinished(leg_id), now);
                }
            }
            MediaEvent::MediaTimeout { call, leg, .. } => self.on_silence(call, leg, now),
            MediaEvent::Digit { .. } => self.counters.digits += 1,
            MediaEvent::RecordingFinished { recording, duration_ms, bytes, .. } => {
                if let Some((tenant_id, call_id)) = self.media.recordings.remove(&recording) {
                    let recording_id = RecordingId::from_u128(recording.0);
                    self.journal(tenant_id, Some(call_id), DomainEvent::RecordingFinished { recording_id, duration_ms, bytes }, now);
                }
            }
            MediaEvent::RecordingFailed { recording, .. } => {
                self.counters.recordings_failed += 1;
                self.media.recordings.remove(&recording);
            }
            MediaEvent::MediaStarted { .. } | MediaEvent::RecordingStarted { .. } | MediaEvent::RecordingFlushed { .. } => {}
        }
    }

    fn on_leg_failed(&mut self, call: MediaCallId, leg: MediaLegId, now: Instant) {
        self.counters.media_legs_failed += 1;
        if let Some(port) = self.media.forget_leg(call, leg) {
            self.ports.refuse(port, now);
        }
        let Some((call_id, leg_id)) = self.place_of(call, leg) else { return };
        if let Some(link) = self.calls.get_mut(&call_id).and_then(|live| live.links.get_mut(&leg_id)) {
            link.media = None;
        }
        self.signal(call_id, Signal::Broken { leg_id, q850: HangUpCause::TEMPORARY_FAILURE }, now);
    }

    /// One silent side may be a muted phone; when both fall silent together nobody is there any more.
    fn on_silence(&mut self, call: MediaCallId, leg: MediaLegId, now: Instant) {
        let Some((call_id, leg_id)) = self.place_of(call, leg) else { return };
        let Some(live) = self.calls.get_mut(&call_id) else { return };
        if let Some(link) = live.links.get_mut(&leg_id) {
            link.fell_silent = Some(now);
        }
        let together = |link: &Link| link.fell_silent.is_some_and(|at| now.saturating_duration_since(at) <= SILENT_TOGETHER);
        if live.links.values().filter(|link| link.is_up()).all(together) {
            self.signal(call_id, Signal::Broken { leg_id, q850: HangUpCause::TEMPORARY_FAILURE }, now);
        }
    }

    fn place_of(&self, call: MediaCallId, leg: MediaLegId) -> Option<(CallId, LegId)> {
        let call_id = *self.media.calls.get(&call)?;
        let leg_id = self.calls.get(&call_id)?.leg_of_media(leg)?;
        Some((call_id, leg_id))
    }
}
