//! What SIP reports, turned into signals of calls.

use crate::{
    arriving::{self, sdp_of},
    enact::kept_codecs,
    identity,
    live_call::{Heard, Link, LinkStage, LiveCall},
    switchboard::Switchboard,
};
use otklik_call::{Parting, Signal};
use otklik_media::{action::MediaAction, negotiate::Negotiated, sdp::Sdp};
use otklik_model::{CallId, DialString, LegId, event::LegParty, hang_up::HangUpCause};
use otklik_sip::{Body, InviteId, Message, Output as Report, output::EndedBy, registrar::Arrival};
use std::time::Instant;

/// A leg by its call and its own id.
pub(crate) type Place = (CallId, LegId);

impl Switchboard {
    pub(crate) fn on_sip(&mut self, report: Report, now: Instant) {
        match report {
            Report::Send { flow, destination, bytes } => self.emit(crate::Output::Send { flow, destination, bytes }),
            Report::InviteReceived { id, source, request, .. } => self.on_invite(&arriving::Arrival { id, source, request }, now),
            Report::RequestReceived { id, source, flow, transport, request } => {
                self.on_request(id, Arrival { flow, transport, source }, &request, now);
            }
            Report::Answered { id, response } => self.on_answered(id, &response, now),
            Report::Refused { .. } => self.counters.messages_refused += 1,
            Report::Progressed { id, response, .. } => self.at(id, |switchboard, place| switchboard.on_progress(place, &response, now)),
            Report::Failed { id, status, response } => {
                self.at(id, |switchboard, place| switchboard.on_failed(place, status, response.as_ref(), now));
            }
            Report::Cancelled { id, .. } => {
                self.at(id, |switchboard, place| switchboard.part(place, Parting::HungUp(HangUpCause::NORMAL), now));
            }
            Report::Ended { id, by, request, .. } => {
                self.at(id, |switchboard, place| switchboard.part(place, parting(by, request.as_ref()), now));
            }
            Report::Acknowledged { id, body } => self.at(id, |switchboard, place| switchboard.on_late_answer(place, body, now)),
            Report::ReinviteReceived { id, request } => {
                self.at(id, |switchboard, place| switchboard.on_reinvite(id, place, &request, now));
            }
            Report::ReinviteAnswered { id, response } => {
                self.at(id, |switchboard, place| switchboard.on_reinvite_answered(place, &response, now));
            }
            Report::ReinviteRefused { id, status } => {
                self.at(id, |switchboard, place| switchboard.on_reinvite_refused(place, status, now));
            }
            Report::ReferReceived { id, request } => self.at(id, |switchboard, place| switchboard.on_refer(id, place, &request, now)),
            Report::Rejected { .. }
            | Report::ReinviteCancelled { .. }
            | Report::ReferProgress { .. }
            | Report::NotifyReceived { .. }
            | Report::InfoReceived { .. }
            | Report::RequestFinished { .. }
            | Report::CommandIgnored { .. } => {}
        }
    }

    /// Reports about legs that were let go already are of no interest.
    fn at(&mut self, id: InviteId, work: impl FnOnce(&mut Self, Place)) {
        if let Some(place) = self.invites.get(&id).copied() {
            work(self, place);
        }
    }

    pub(crate) fn link_at(&mut self, place: Place) -> Option<&mut Link> {
        self.calls.get_mut(&place.0)?.links.get_mut(&place.1)
    }

    fn on_progress(&mut self, place: Place, response: &Message, now: Instant) {
        let Some(link) = self.link_at(place) else { return };
        link.stage = LinkStage::Dialled { heard: Heard::Something };
        let early = sdp_of(response).filter(|_| !response.body().is_empty());
        let speaks = early.is_some_and(|answer| link.media.as_mut().is_some_and(|media| media.take_early_answer(&answer).is_ok()));
        if response.status() == Some(180) || !speaks {
            self.signal(place.0, Signal::Rings(place.1), now);
        }
        if speaks {
            self.update_media(place);
            self.signal(place.0, Signal::SpeaksEarly(place.1), now);
        }
    }

    fn on_answered(&mut self, id: InviteId, response: &Message, now: Instant) {
        let Some(place) = self.invites.get(&id).copied() else { return self.sip.bye(id, None, now) };
        let Some(link) = self.link_at(place) else { return };
        link.stage = LinkStage::Up;
        if link.media.as_mut().is_some_and(|media| media.take_final_answer(sdp_of(response).as_ref())) {
            self.update_media(place);
            return self.signal(place.0, Signal::Answered(place.1), now);
        }
        self.sip.bye(id, None, now);
        self.unlink(place);
        self.signal(place.0, Signal::Refused { leg_id: place.1, q850: HangUpCause::INCOMPATIBLE }, now);
    }

    fn on_failed(&mut self, place: Place, status: u16, response: Option<&Message>, now: Instant) {
        let heard = self.link_at(place).is_some_and(|link| matches!(link.stage, LinkStage::Dialled { heard: Heard::Something }));
        let external = self.is_external(place);
        self.unlink(place);
        let q850 = match response {
            Some(response) => refusal_in(response).unwrap_or(HangUpCause::q850_of_sip(status)),
            None if heard => HangUpCause::q850_of_sip(status),
            None if external => HangUpCause::TIMER_EXPIRED,
            // Registered, yet silent: the phone is gone.
            None => HangUpCause::ABSENT,
        };
        self.signal(place.0, Signal::Refused { leg_id: place.1, q850 }, now);
    }

    fn part(&mut self, place: Place, parting: Parting, now: Instant) {
        self.unlink(place);
        let (call_id, leg_id) = place;
        self.signal(call_id, Signal::Parted { leg_id, parting }, now);
    }

    /// The ACK brought the answer to an offer of ours.
    fn on_late_answer(&mut self, place: Place, body: Option<Body>, now: Instant) {
        let Some(media) = self.link_at(place).and_then(|link| link.media.as_mut()).filter(|media| media.is_offering()) else { return };
        let answer = body.and_then(|body| Sdp::parse(&body.bytes).ok());
        if answer.is_some_and(|answer| media.take_answer(&answer).is_ok()) {
            return self.update_media(place);
        }
        let (call_id, leg_id) = place;
        self.signal(call_id, Signal::Broken { leg_id, q850: HangUpCause::INCOMPATIBLE }, now);
    }

    /// The peer offers anew: hold, resume, a new address. Answered here; the other leg only hears of hold and resume.
    fn on_reinvite(&mut self, id: InviteId, place: Place, request: &Message, now: Instant) {
        let Some(media) = self.link_at(place).and_then(|link| link.media.as_mut()) else {
            return self.sip.answer_reinvite(id, Err(488), now);
        };
        if request.body().is_empty() {
            let offer = media.offer_again().ok_or(500);
            return self.sip.answer_reinvite(id, offer, now);
        }
        let answered = sdp_of(request).and_then(|offer| media.answer(&offer, kept_codecs(media.relayed())).ok());
        let held = media.agreed.as_ref().is_some_and(Negotiated::held_by_peer);
        let Some(body) = answered else { return self.sip.answer_reinvite(id, Err(488), now) };
        self.sip.answer_reinvite(id, Ok(body), now);
        self.update_media(place);
        let signal = if held { Signal::Holds(place.1) } else { Signal::Resumes(place.1) };
        self.signal(place.0, signal, now);
    }

    fn on_reinvite_answered(&mut self, place: Place, response: &Message, now: Instant) {
        let Some(media) = self.link_at(place).and_then(|link| link.media.as_mut()) else { return };
        let taken = sdp_of(response).is_some_and(|answer| media.take_answer(&answer).is_ok());
        media.withdraw_offer();
        let due = media.offer_is_due();
        if taken {
            self.update_media(place);
        }
        if due {
            self.offer_anew(place.0, place.1, now);
        }
    }

    fn on_reinvite_refused(&mut self, place: Place, status: u16, now: Instant) {
        let Some(media) = self.link_at(place).and_then(|link| link.media.as_mut()) else { return };
        media.withdraw_offer();
        // Any other refusal is the peer's last word: it keeps hearing silence without having been told why.
        if status == 491 {
            self.reoffer_later(place.0, place.1, now);
        }
    }

    fn on_refer(&mut self, id: InviteId, place: Place, request: &Message, now: Instant) {
        let target = request.refer_to().map(|target| target.uri).ok();
        let attended = target.as_ref().is_some_and(|uri| uri.header("Replaces").is_some());
        let to = target.and_then(|uri| DialString::new(&identity::user_part(&uri)));
        match to {
            // Only our own phones may send calls elsewhere; a carrier could run up a bill.
            _ if self.is_external(place) => self.sip.accept_refer(id, Err(403), now),
            _ if attended => self.sip.accept_refer(id, Err(501), now),
            None => self.sip.accept_refer(id, Err(400), now),
            Some(to) => {
                self.sip.accept_refer(id, Ok(()), now);
                self.signal(place.0, Signal::Refers { leg_id: place.1, to }, now);
            }
        }
    }

    fn update_media(&mut self, place: Place) {
        let Some(live) = self.calls.get(&place.0) else { return };
        let call = live.media;
        let media = live.links.get(&place.1).and_then(|link| link.media.as_ref());
        let Some((leg, agreed)) = media.and_then(|media| Some((media.leg, media.agreed.clone()?))) else { return };
        self.act_on_media(MediaAction::UpdateLeg { call, leg, media: agreed });
    }

    fn is_external(&self, place: Place) -> bool {
        let live: Option<&LiveCall> = self.calls.get(&place.0).map(|live| &**live);
        let mut legs = live.into_iter().flat_map(|live| live.call.legs());
        legs.any(|leg| leg.leg_id == place.1 && matches!(leg.party, LegParty::External { .. }))
    }
}

/// The cause a carrier gave (RFC 6432), when it gave one.
fn q850_in(message: &Message) -> Option<u8> {
    let reasons = message.reasons();
    let q850 = reasons.iter().find(|reason| reason.protocol.eq_ignore_ascii_case("Q.850"))?;
    q850.cause().and_then(|cause| u8::try_from(cause).ok()).filter(|cause| (1..=127).contains(cause))
}

/// The same for a refusal: some carriers call every end of a call normal, and then the status tells more.
fn refusal_in(response: &Message) -> Option<u8> {
    q850_in(response).filter(|cause| *cause != HangUpCause::NORMAL)
}

fn parting(by: EndedBy, request: Option<&Message>) -> Parting {
    match by {
        EndedBy::Remote | EndedBy::Local => Parting::HungUp(request.and_then(q850_in).unwrap_or(HangUpCause::NORMAL)),
        EndedBy::Timeout => Parting::Lost(HangUpCause::TIMER_EXPIRED),
        EndedBy::Error => Parting::Lost(HangUpCause::TEMPORARY_FAILURE),
    }
}
