//! New offers inside the dialog: re-INVITE (RFC 3261 §14) and UPDATE (RFC 3311), with glare.

use super::callee::Reply;
use super::{Exchange, Offer, Stage, Usage, UsageTimer};
use crate::engine::{Accepted, InDialog, Outcome, Purpose, ServerId, ServerOwner, Sip, finish_response, read};
use crate::headers::Name;
use crate::message::Message;
use crate::method::Method;
use crate::output::{Body, Ignored, Output};
use std::time::{Duration, Instant};

/// Retry-After of a 500 to an offer that overtakes its predecessor: "a randomly chosen value of between 0 and 10 seconds" (§14.2).
const RETRY_AFTER_S_MAX: u64 = 10;

impl Sip {
    /// Sends our offer; while another one is under way it is refused here, without troubling the peer.
    pub(crate) fn offer_by_owner(&mut self, usage: &mut Usage, body: Body, now: Instant) -> Result<(), Ignored> {
        let Stage::Up(up) = &usage.stage else { return Err(Ignored::WrongStage) };
        let busy =
            up.unacknowledged.is_some() || up.owed_ack.is_some() || usage.postponed.is_some() || !matches!(usage.exchange, Exchange::Idle);
        if busy {
            let id = usage.id;
            self.tell(usage, Output::ReinviteRefused { id, status: 491 });
            return Ok(());
        }
        self.send_offer(usage, Offer { body: Some(body), refresh: false }, now)
    }

    pub(crate) fn send_offer(&mut self, usage: &mut Usage, offer: Offer, now: Instant) -> Result<(), Ignored> {
        let contact = usage.contact.clone();
        let session = self.session_headers(usage);
        let Some(up) = usage.up_mut() else { return Err(Ignored::WrongStage) };
        let cseq = up.dialog.next_local_cseq();
        let dialog = up.dialog.clone();
        let method = if offer.body.is_some() { Method::Invite } else { Method::Update };
        let purpose = if offer.refresh { Purpose::Refresh } else { Purpose::Reinvite };
        let draft = self.in_dialog_draft(&dialog, &method, cseq).header(Name::Contact, contact);
        let draft = self.with_abilities(draft).headers(&session).body(offer.body.as_ref());
        if !self.launch_in_dialog(usage, InDialog { draft, hop: dialog.hop, purpose }, now) {
            return Err(Ignored::Unwritable);
        }
        if let Some(body) = &offer.body {
            usage.local_body = Some(body.clone());
        }
        usage.exchange = Exchange::Sent(offer);
        Ok(())
    }

    /// A 2xx to our re-INVITE: always acknowledged, since the dialog is ours.
    pub(crate) fn on_reinvite_accepted(&mut self, usage: &mut Usage, purpose: Purpose, accepted: &Accepted, now: Instant) -> bool {
        let Some((request, _)) = self.clients.request_of(accepted.client) else { return true };
        let Some(cseq) = read::cseq(request).map(|cseq| cseq.number) else { return true };
        let Some(up) = usage.up_mut() else { return false };
        if read::to_tag(&accepted.response).unwrap_or_default() != up.dialog.remote_tag {
            // Inside a dialog nobody forks: whoever sent this is not our peer.
            return true;
        }
        up.dialog.retarget(&accepted.response, accepted.from);
        let dialog = up.dialog.clone();
        self.acknowledge_2xx(&dialog, accepted.client, cseq, None);
        usage.take_sent_offer();
        self.settle_session_as_caller(usage, &accepted.response, now);
        if purpose == Purpose::Reinvite {
            let id = usage.id;
            self.tell(usage, Output::ReinviteAnswered { id, response: accepted.response.clone() });
        }
        true
    }

    /// Our re-INVITE was refused, or our UPDATE got any final response.
    pub(crate) fn on_offer_final(&mut self, usage: &mut Usage, outcome: Outcome, now: Instant) {
        let (status, response) = (outcome.status(), outcome.into_response());
        let Some(offer) = usage.take_sent_offer() else { return };
        if usage.told_end {
            return;
        }
        match (status, response) {
            (200..=299, Some(response)) => self.settle_session_as_caller(usage, &response, now),
            (491, _) => self.postpone(usage, offer, now),
            (408 | 481, _) => self.lose_dialog(usage, status, now),
            (_, _) if offer.refresh => self.on_refresh_refused(usage, status, now),
            (_, _) => {
                let id = usage.id;
                self.tell(usage, Output::ReinviteRefused { id, status });
            }
        }
    }

    /// Both sides offered at once: each waits a time of its own, the one who began the dialog the longer (§14.1).
    fn postpone(&mut self, usage: &mut Usage, offer: Offer, now: Instant) {
        // In units of 10 ms: 2.1–4 s for the owner of the Call-ID, 0–2 s for the other.
        let units = if usage.is_caller { 210 + self.rng.below(191) } else { self.rng.below(201) };
        usage.postponed = Some(offer);
        self.arm(usage, UsageTimer::Glare, now + Duration::from_millis(units * 10));
    }

    pub(crate) fn on_glare_over(&mut self, usage: &mut Usage, now: Instant) {
        let Some(offer) = usage.postponed.take() else { return };
        let clear = matches!(usage.exchange, Exchange::Idle) && usage.up_mut().is_some_and(|up| up.unacknowledged.is_none());
        if !clear {
            return self.postpone(usage, offer, now);
        }
        if self.send_offer(usage, offer, now).is_err() {
            let id = usage.id;
            self.tell(usage, Output::ReinviteRefused { id, status: 503 });
        }
    }

    /// The peer's re-INVITE.
    pub(crate) fn on_reinvite(&mut self, usage: &mut Usage, server: ServerId, request: &Message, now: Instant) {
        self.send_trying(server, now);
        let busy = usage.up_mut().is_none_or(|up| up.unacknowledged.is_some() || up.owed_ack.is_some());
        if busy {
            return self.reply(server, 491, now);
        }
        self.take_offer(usage, server, request, now);
    }

    /// The peer's UPDATE: without a body it refreshes target and session, with one it is an offer.
    pub(crate) fn on_update(&mut self, usage: &mut Usage, server: ServerId, request: &Message, now: Instant) {
        if read::body(request).is_some() {
            return self.take_offer(usage, server, request, now);
        }
        let session = self.settle_session_as_callee(usage, server, now);
        let Some(draft) = self.answer_draft(server, &usage.contact) else { return };
        self.retarget(usage, server);
        if let Some(response) = finish_response(draft, &session, None) {
            self.send_response(server, &response, now);
        }
    }

    fn take_offer(&mut self, usage: &mut Usage, server: ServerId, request: &Message, now: Instant) {
        match usage.exchange {
            Exchange::Idle => {}
            Exchange::Sent(_) => return self.reply(server, 491, now),
            Exchange::Received(_) => {
                let seconds = self.rng.below(RETRY_AFTER_S_MAX + 1).to_string();
                return self.reply_with(server, 500, &[(Name::RetryAfter, seconds)], now);
            }
        }
        usage.exchange = Exchange::Received(server);
        let id = usage.id;
        self.set_server_owner(server, ServerOwner::Reinvite(id));
        self.tell(usage, Output::ReinviteReceived { id, request: request.clone() });
    }

    pub(crate) fn answer_offer(&mut self, usage: &mut Usage, answer: Result<Body, u16>, now: Instant) -> Result<(), Ignored> {
        let Exchange::Received(server) = usage.exchange else { return Err(Ignored::WrongStage) };
        let body = match answer {
            Ok(body) => body,
            Err(status) => {
                usage.exchange = Exchange::Idle;
                self.reply(server, status, now);
                return Ok(());
            }
        };
        let session = self.settle_session_as_callee(usage, server, now);
        let draft = self.answer_draft(server, &usage.contact).ok_or(Ignored::Unknown)?;
        let response = finish_response(draft, &session, Some(&body)).ok_or(Ignored::Unwritable)?;
        usage.exchange = Exchange::Idle;
        usage.local_body = Some(body);
        self.retarget(usage, server);
        if self.server_request(server).is_some_and(|(request, ..)| read::is_invite(request)) {
            self.send_2xx(usage, server, &response, now);
        } else {
            self.send_response(server, &response, now);
        }
        Ok(())
    }

    /// The peer cancelled its re-INVITE, or its connection closed under it.
    pub(crate) fn on_reinvite_cancelled(&mut self, usage: &mut Usage, server: ServerId, now: Instant) {
        if !matches!(usage.exchange, Exchange::Received(waiting) if waiting == server) {
            return;
        }
        usage.exchange = Exchange::Idle;
        self.reply(server, 487, now);
        let id = usage.id;
        self.tell(usage, Output::ReinviteCancelled { id });
    }

    /// Takes the peer's new Contact once its request is accepted (§12.2.2).
    fn retarget(&mut self, usage: &mut Usage, server: ServerId) {
        if let (Some((request, ..)), Some(source)) = (self.server_request(server), self.source_of(server))
            && let Some(dialog) = usage.dialog_mut()
        {
            dialog.retarget(request, source);
        }
    }
}

/// A rejection without headers or body.
pub(crate) fn bare(status: u16) -> Reply {
    Reply { status, body: None, headers: Vec::new() }
}
