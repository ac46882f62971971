//! One call on its media thread: the relay's rules joined with sockets, sounds and recordings.

use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use mio::{Registry, Token};
use otklik_media::action::{LegFailure, MediaCallId, MediaEvent, MediaLegId, PlayOutcome, RecordingFailure, RecordingRef, Repeat, Sound};
use otklik_media::dtmf::KeyEdge;
use otklik_media::prompt::{Player, PromptLibrary, Step};
use otklik_media::recorder::Side;
use otklik_media::relay::{Forward, Received, Relay};
use otklik_media::sdp::CodecKind;

use super::recordings::{Heard, Recordings, WriterLine};
use super::reports::Reports;
use super::sockets::{self, LegSockets};
use super::thread::NewLeg;
use super::writer::Order;

/// Datagrams taken from one socket before the others have their turn. Chosen: a burst of a third of a second.
const DATAGRAMS_PER_TURN: usize = 16;

/// What a call needs of its thread while it does something.
pub(super) struct Turn<'a> {
    pub(super) reports: &'a mut Reports,
    pub(super) writer: &'a mut WriterLine,
    pub(super) prompts: &'a PromptLibrary,
    pub(super) now: Instant,
}

/// Which of a leg's two sockets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Port {
    Rtp,
    Rtcp,
}

/// Whether a socket may have more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Left {
    Nothing,
    Perhaps,
}

pub(super) struct Call {
    id: MediaCallId,
    pub(super) relay: Relay,
    legs: Vec<OpenLeg>,
    sounds: Vec<(MediaLegId, Player)>,
    recordings: Recordings,
    packet: Vec<u8>,
}

struct OpenLeg {
    id: MediaLegId,
    sockets: LegSockets,
    tokens: [Token; 2],
}

impl Call {
    pub(super) fn new(id: MediaCallId, seed: u64) -> Self {
        let (relay, recordings) = (Relay::new(seed), Recordings::default());
        Self { id, relay, legs: Vec::new(), sounds: Vec::new(), recordings, packet: Vec::new() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.legs.is_empty()
    }

    pub(super) fn is_playing(&self) -> bool {
        !self.sounds.is_empty()
    }

    pub(super) fn is_recording(&self) -> bool {
        !self.recordings.is_empty()
    }

    pub(super) fn leg_ids(&self) -> Vec<MediaLegId> {
        self.legs.iter().map(|leg| leg.id).collect()
    }

    /// Takes over a leg's sockets, announced under `tokens` from now on.
    pub(super) fn add_leg(&mut self, new: NewLeg, tokens: [Token; 2], registry: &Registry, now: Instant) -> Result<(), LegFailure> {
        let NewLeg { call, leg: id, latching, media, mut sockets } = new;
        let [rtp, rtcp] = tokens;
        sockets.register(registry, rtp, rtcp).map_err(|error| {
            tracing::error!(%error, call.id = call.0, leg.id = id.0, "a media socket cannot be waited for");
            LegFailure::NoSocket
        })?;
        if !self.relay.add_leg(id, latching, now) {
            return Err(LegFailure::Overloaded);
        }
        if let Some(media) = media {
            self.relay.set_media(id, media, now);
        }
        self.legs.push(OpenLeg { id, sockets, tokens });
        Ok(())
    }

    /// Ends a leg; its sockets and the tokens that are free again.
    pub(super) fn remove_leg(&mut self, id: MediaLegId, turn: &mut Turn<'_>) -> Option<(LegSockets, [Token; 2])> {
        let index = self.legs.iter().position(|leg| leg.id == id)?;
        self.recordings.stop_of(id, turn.writer, turn.now);
        self.sounds.retain(|(leg, _)| *leg != id);
        let statistics = self.relay.remove_leg(id).unwrap_or_default();
        let OpenLeg { tokens, sockets, .. } = self.legs.swap_remove(index);
        turn.reports.send(MediaEvent::LegEnded { call: self.id, leg: id, statistics });
        Some((sockets, tokens))
    }

    /// Takes what came to a leg's socket and passes it on.
    pub(super) fn receive(&mut self, id: MediaLegId, port: Port, buffer: &mut [u8], turn: &mut Turn<'_>) -> Left {
        for _ in 0..DATAGRAMS_PER_TURN {
            let Some(leg) = self.leg(id) else { return Left::Nothing };
            let socket = match port {
                Port::Rtp => &leg.sockets.rtp,
                Port::Rtcp => &leg.sockets.rtcp,
            };
            match sockets::receive(socket, buffer) {
                Ok((packet, source)) if port == Port::Rtp => self.on_packet(id, source, packet, turn),
                Ok((packet, source)) => self.relay.on_rtcp(id, source, packet, turn.now),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Left::Nothing,
                // An ICMP refusal of something we sent shows here; the next datagram is fine.
                Err(error) => tracing::trace!(%error, leg.id = id.0, "media socket"),
            }
        }
        Left::Perhaps
    }

    fn on_packet(&mut self, id: MediaLegId, source: SocketAddr, packet: &mut [u8], turn: &mut Turn<'_>) {
        let received = self.relay.on_packet(id, source, packet, turn.now);
        if let Some(forward) = &received.forward {
            self.send(forward, packet);
        }
        if received.packet.as_ref().is_some_and(|accepted| accepted.first) {
            turn.reports.send(MediaEvent::MediaStarted { call: self.id, leg: id });
        }
        if let Some(KeyEdge::Pressed(digit)) = received.key {
            turn.reports.send(MediaEvent::Digit { call: self.id, leg: id, digit });
        }
        if self.is_recording() {
            self.record(id, &received, packet, turn.now);
        }
    }

    fn record(&mut self, id: MediaLegId, received: &Received, packet: &[u8], now: Instant) {
        let Some(accepted) = &received.packet else { return };
        let payload = packet.get(accepted.payload.clone()).unwrap_or_default();
        let said = Heard { header: &accepted.header, codec: accepted.codec, payload };
        self.recordings.take(id, Side::Said, &said, now);
        if let Some(forward) = &received.forward {
            self.recordings.take(forward.leg, Side::Heard, &Heard { header: &forward.header, ..said }, now);
        }
    }

    /// Begins a sound to a leg in place of another.
    pub(super) fn play(&mut self, id: MediaLegId, sound: &Sound, repeat: Repeat, turn: &mut Turn<'_>) {
        if self.leg(id).is_none() {
            return;
        }
        self.stop_playing(id);
        let outcome = match (turn.prompts.find(sound), self.relay.sound_law(id)) {
            (Some(prompt), Some(law)) => {
                self.relay.begin_sound(id);
                self.sounds.push((id, Player::new(prompt, law, repeat, turn.now)));
                return;
            }
            (None, _) => PlayOutcome::UnknownPrompt,
            (_, None) => PlayOutcome::NoCodec,
        };
        turn.reports.send(MediaEvent::PlayFinished { call: self.id, leg: id, outcome });
    }

    pub(super) fn stop_playing(&mut self, id: MediaLegId) {
        self.sounds.retain(|(leg, _)| *leg != id);
        self.relay.end_sound(id);
    }

    /// Sends the frames that are due; when the next one is.
    pub(super) fn sound(&mut self, turn: &mut Turn<'_>) -> Option<Instant> {
        let mut sounds = std::mem::take(&mut self.sounds);
        sounds.retain_mut(|(leg, player)| {
            let going_on = self.sound_to(*leg, player, turn.now);
            if !going_on {
                self.relay.end_sound(*leg);
                turn.reports.send(MediaEvent::PlayFinished { call: self.id, leg: *leg, outcome: PlayOutcome::Completed });
            }
            going_on
        });
        self.sounds = sounds;
        self.sounds.iter().map(|(_, player)| player.due()).min()
    }

    /// `false` when the sound was played to its end.
    fn sound_to(&mut self, leg: MediaLegId, player: &mut Player, now: Instant) -> bool {
        let codec = CodecKind::from(player.law());
        loop {
            let payload = match player.poll(now) {
                Step::Frame(frame) => frame,
                Step::Wait(_) => return true,
                Step::Finished => return false,
            };
            let mut packet = std::mem::take(&mut self.packet);
            if let Some(forward) = self.relay.sound_packet(leg, payload, &mut packet, now) {
                self.send(&forward, &packet);
                self.recordings.take(leg, Side::Heard, &Heard { header: &forward.header, codec, payload }, now);
            }
            self.packet = packet;
        }
    }

    pub(super) fn start_recording(&mut self, recording: RecordingRef, leg: MediaLegId, path: String, turn: &mut Turn<'_>) {
        let call = self.id;
        if self.leg(leg).is_none() {
            return;
        }
        let create = Order::Create { call, recording, path };
        if self.recordings.start(create, (recording, leg), turn.writer, turn.now).is_err() {
            turn.reports.send(MediaEvent::RecordingFailed { call, recording, reason: RecordingFailure::WriterOverloaded });
        }
    }

    pub(super) fn stop_recording(&mut self, recording: RecordingRef, turn: &mut Turn<'_>) {
        self.recordings.stop(recording, turn.writer, turn.now);
    }

    pub(super) fn flush_recordings(&mut self, turn: &mut Turn<'_>) {
        self.recordings.flush(turn.writer, turn.now);
    }

    pub(super) fn report_silence(&mut self, limit: Duration, turn: &mut Turn<'_>) {
        let call = self.id;
        for (leg, silent_for) in self.relay.silent_legs(limit, turn.now) {
            turn.reports.send(MediaEvent::MediaTimeout { call, leg, silent_for });
        }
    }

    fn send(&self, forward: &Forward, packet: &[u8]) {
        if let Some(leg) = self.leg(forward.leg) {
            leg.sockets.send(packet, forward.destination);
        }
    }

    fn leg(&self, id: MediaLegId) -> Option<&OpenLeg> {
        self.legs.iter().find(|leg| leg.id == id)
    }
}
