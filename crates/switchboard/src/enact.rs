//! What a call asks for, carried out: SIP towards the party, actions for the media threads.

use crate::{
    leg_media::{LegMedia, PortUse, own_codecs},
    live_call::{LinkStage, LiveCall},
    ringing_out::Ring,
    sip_reports::Place,
    switchboard::Switchboard,
};
use otklik_call::{Action, Signal, action::Progress};
use otklik_media::{
    action::{Latching, MediaAction, MediaCallId, MediaLegId, RecordingRef, Repeat, Sound},
    sdp::{Codec, Direction},
};
use otklik_model::{CallId, LegId, RecordingId, hang_up::HangUpCause};
use otklik_sip::{Body, InviteId, Name, headers::ReasonHeader};
use std::time::Instant;

impl Switchboard {
    pub(crate) fn enact(&mut self, live: &mut LiveCall, action: Action, now: Instant) {
        match action {
            Action::Ring { leg_id, endpoint, shown, for_leg, lift, ring_max } => {
                self.ring(live, &Ring { leg_id, endpoint, shown, for_leg, lift, ring_max }, now);
            }
            Action::Cancel { leg_id, cause } | Action::Refuse { leg_id, cause } | Action::HangUp { leg_id, cause } => {
                self.release(live, leg_id, cause, now);
            }
            Action::ShowRinging { leg_id } => self.show_ringing(live, leg_id, now),
            Action::HearEarly { leg_id, from } => self.let_hear_early(live, leg_id, from, now),
            Action::Answer { leg_id, with } => self.answer(live, leg_id, with, now),
            Action::Bridge { first, second } => self.bridge(live, first, second),
            Action::Unbridge { leg_id } => self.on_leg(live, leg_id, |call, leg| MediaAction::Unbridge { call, leg }),
            Action::Hold { leg_id } => self.want(live, leg_id, Direction::SendOnly, now),
            Action::Resume { leg_id } => self.want(live, leg_id, Direction::SendRecv, now),
            Action::PlayPrompt { leg_id, prompt } => self.play(live, leg_id, Sound::Prompt(prompt), Repeat::Once),
            Action::PlayRingback { leg_id } => self.play(live, leg_id, Sound::Ringback, Repeat::Forever),
            Action::StopPlaying { leg_id } => self.on_leg(live, leg_id, |call, leg| MediaAction::StopPlaying { call, leg }),
            Action::StartRecording { recording_id, leg_id, path } => self.start_recording(live, recording_id, leg_id, path),
            Action::StopRecording { recording_id } => {
                let recording = RecordingRef(recording_id.to_u128());
                self.act_on_media(MediaAction::StopRecording { call: live.media, recording });
            }
            Action::AskToLift { leg_id } => self.ask_to_lift(live, leg_id, now),
            Action::TellTransfer { leg_id, status, progress } => self.tell_transfer(live, leg_id, (status, progress), now),
        }
    }

    /// Ends a leg the way its dialog demands: a waiting caller is refused, a ringing phone cancelled, anybody else hung up.
    fn release(&mut self, live: &mut LiveCall, leg_id: LegId, cause: HangUpCause, now: Instant) {
        let Some(link) = live.links.get_mut(&leg_id) else { return };
        match std::mem::replace(&mut link.stage, LinkStage::Over) {
            LinkStage::Waiting { .. } => self.sip.reject(link.invite, cause.sip_status(), vec![reason_line(cause)], now),
            LinkStage::Dialled { .. } => self.sip.cancel(link.invite, Some(reason_of_cancel(cause)), now),
            LinkStage::Up => self.sip.bye(link.invite, Some(reason(cause)), now),
            LinkStage::Over => {}
        }
    }

    /// The dialog of a leg is over. Its media goes when the call has let go of it, so that a recording ends before its leg.
    pub(crate) fn unlink(&mut self, place: Place) {
        let Some(link) = self.link_at(place) else { return };
        link.stage = LinkStage::Over;
        let invite = link.invite;
        self.invites.remove(&invite);
    }

    /// Takes away what carried legs the call has let go of.
    pub(crate) fn sweep(&mut self, live: &mut LiveCall, now: Instant) {
        let alive: Vec<LegId> = live.call.legs().map(|leg| leg.leg_id).collect();
        let call = live.media;
        for (_, link) in live.links.extract_if(.., |leg_id, _| !alive.contains(leg_id)) {
            self.invites.remove(&link.invite);
            match link.media {
                Some(LegMedia { leg, port_use: PortUse::Open, .. }) => self.act_on_media(MediaAction::RemoveLeg { call, leg }),
                Some(reserved) => self.give_port_back(call, &reserved, now),
                None => {}
            }
        }
    }

    fn give_port_back(&mut self, call: MediaCallId, media: &LegMedia, now: Instant) {
        self.media.forget_leg(call, media.leg);
        self.ports.free(media.port(), now);
    }

    fn show_ringing(&mut self, live: &LiveCall, leg_id: LegId, now: Instant) {
        if let Some(invite) = invite_of(live, leg_id) {
            self.sip.progress(invite, 180, None, Vec::new(), now);
        }
    }

    fn let_hear_early(&mut self, live: &mut LiveCall, leg_id: LegId, from: LegId, now: Instant) {
        // A caller who left the offer to us cannot be given one without a reliable response: he hears his own ringback.
        match self.describe(live, leg_id, Some(from)) {
            Ok(body) if is_agreed(live, leg_id) => {
                if let Some(invite) = invite_of(live, leg_id) {
                    self.sip.progress(invite, 183, Some(body), Vec::new(), now);
                }
                self.bridge(live, leg_id, from);
            }
            Ok(_) | Err(_) => self.show_ringing(live, leg_id, now),
        }
    }

    fn answer(&mut self, live: &mut LiveCall, leg_id: LegId, with: Option<LegId>, now: Instant) {
        match self.describe(live, leg_id, with) {
            Ok(body) => {
                let Some(link) = live.links.get_mut(&leg_id) else { return };
                link.stage = LinkStage::Up;
                let invite = link.invite;
                self.sip.answer(invite, Some(body), Vec::new(), now);
            }
            Err(q850) => self.later(live.call.call_id(), Signal::Broken { leg_id, q850 }),
        }
    }

    /// Our description for a caller, in the codec of the leg he will hear; the media threads learn of him with the first one.
    fn describe(&mut self, live: &mut LiveCall, leg_id: LegId, with: Option<LegId>) -> Result<Body, u8> {
        let codecs = with.and_then(|with| live.links.get(&with)?.media.as_ref()?.relayed()).unwrap_or_else(own_codecs);
        let call = live.media;
        let link = live.links.get_mut(&leg_id).ok_or(HangUpCause::NORMAL)?;
        let media = link.media.as_mut().ok_or(HangUpCause::NO_CIRCUIT)?;
        if let Some(said) = media.last_body() {
            return Ok(said);
        }
        let LinkStage::Waiting { offer } = &link.stage else { return Err(HangUpCause::TEMPORARY_FAILURE) };
        let body = match offer {
            Some(offer) => media.answer(offer, codecs).map_err(|_| HangUpCause::INCOMPATIBLE)?,
            None => media.offer(codecs),
        };
        let announced = media.agreed.as_ref().and_then(|agreed| agreed.remote).map(|remote| remote.ip());
        let latching = if offer.is_some() { Latching::for_peer(announced, link.peer) } else { Latching::On };
        self.open(call, media, latching);
        Ok(body)
    }

    fn bridge(&mut self, live: &LiveCall, first: LegId, second: LegId) {
        if let (Some(one), Some(two)) = (media_leg_of(live, first), media_leg_of(live, second)) {
            self.act_on_media(MediaAction::Bridge { call: live.media, first: one, second: two });
        }
    }

    fn play(&mut self, live: &LiveCall, leg_id: LegId, sound: Sound, repeat: Repeat) {
        self.on_leg(live, leg_id, |call, leg| MediaAction::Play { call, leg, sound, repeat });
    }

    fn on_leg(&mut self, live: &LiveCall, leg_id: LegId, action: impl FnOnce(MediaCallId, MediaLegId) -> MediaAction) {
        if let Some(leg) = media_leg_of(live, leg_id) {
            self.act_on_media(action(live.media, leg));
        }
    }

    /// Holds a party or takes it back: our media turns at once, its phone is told by a re-INVITE.
    fn want(&mut self, live: &mut LiveCall, leg_id: LegId, direction: Direction, now: Instant) {
        let Some(media) = live.links.get_mut(&leg_id).and_then(|link| link.media.as_mut()) else { return };
        media.wanted = direction;
        let leg = media.leg;
        self.act_on_media(MediaAction::SetDirection { call: live.media, leg, direction });
        self.offer_wanted(live, leg_id, now);
    }

    /// Sends an offer with the direction wanted, unless one is under way already: its answer is followed by another if need be.
    pub(crate) fn offer_wanted(&mut self, live: &mut LiveCall, leg_id: LegId, now: Instant) {
        let Some(link) = live.links.get_mut(&leg_id).filter(|link| link.is_up()) else { return };
        let invite = link.invite;
        let Some(media) = link.media.as_mut().filter(|media| !media.is_offering()) else { return };
        if let Some(body) = media.offer_again() {
            self.sip.reinvite(invite, body, now);
        }
    }

    /// The time to repeat an offer has come.
    pub(crate) fn offer_anew(&mut self, call_id: CallId, leg_id: LegId, now: Instant) {
        if let Some(mut live) = self.calls.remove(&call_id) {
            self.offer_wanted(&mut live, leg_id, now);
            self.calls.insert(call_id, live);
        }
    }

    fn start_recording(&mut self, live: &LiveCall, recording_id: RecordingId, leg_id: LegId, path: String) {
        let Some(leg) = media_leg_of(live, leg_id) else { return };
        let recording = RecordingRef(recording_id.to_u128());
        self.media.note_recording(recording, live.call.tenant_id(), live.call.call_id());
        self.act_on_media(MediaAction::StartRecording { call: live.media, recording, leg, path });
    }

    /// NOTIFY `Event: talk` lifts Yealink, Grandstream and Snom phones.
    fn ask_to_lift(&mut self, live: &LiveCall, leg_id: LegId, now: Instant) {
        if let Some(invite) = invite_of(live, leg_id) {
            let over = (Name::SubscriptionState, "terminated;reason=noresource".to_owned());
            self.sip.notify(invite, "talk", vec![over], None, now);
        }
    }

    fn tell_transfer(&mut self, live: &LiveCall, leg_id: LegId, news: (u16, Progress), now: Instant) {
        let (status, progress) = news;
        if let Some(invite) = invite_of(live, leg_id) {
            self.sip.notify_refer(invite, status, progress == Progress::Final, now);
        }
    }
}

fn invite_of(live: &LiveCall, leg_id: LegId) -> Option<InviteId> {
    live.links.get(&leg_id).map(|link| link.invite)
}

fn media_leg_of(live: &LiveCall, leg_id: LegId) -> Option<MediaLegId> {
    let media = live.links.get(&leg_id)?.media.as_ref()?;
    (media.port_use == PortUse::Open).then_some(media.leg)
}

fn is_agreed(live: &LiveCall, leg_id: LegId) -> bool {
    let media = live.links.get(&leg_id).and_then(|link| link.media.as_ref());
    media.is_some_and(|media| media.agreed.is_some())
}

/// A codec list is only ever replaced by what the other leg agreed to.
pub(crate) fn kept_codecs(agreed: Option<Vec<Codec>>) -> Vec<Codec> {
    agreed.unwrap_or_else(own_codecs)
}

fn reason(cause: HangUpCause) -> ReasonHeader {
    ReasonHeader::q850(u16::from(cause.q850), "")
}

fn reason_line(cause: HangUpCause) -> (Name, String) {
    (Name::Reason, reason(cause).to_string())
}

/// Phones tell "answered elsewhere" from "missed" by the SIP status of RFC 3326 §3.1, not by Q.850.
fn reason_of_cancel(cause: HangUpCause) -> ReasonHeader {
    if cause.q850 == HangUpCause::ANSWERED_ELSEWHERE { ReasonHeader::sip(200, "Call completed elsewhere") } else { reason(cause) }
}
