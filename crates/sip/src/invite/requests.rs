//! The peer's requests inside a dialog.

use super::{Stage, Usage};
use crate::engine::{Destination, ServerId, Sip, finish_response, read};
use crate::message::Message;
use crate::method::Method;
use crate::output::Output;
use std::time::Instant;

impl Sip {
    pub(crate) fn on_in_dialog(&mut self, usage: &mut Usage, server: ServerId, request: &Message, now: Instant) {
        let Some(method) = request.method() else { return };
        if !take_cseq(usage, request) {
            return self.reply(server, 500, now);
        }
        let Some(source) = self.source_of(server) else { return };
        follow_connection(usage, source);
        if usage.told_end && method != Method::Bye {
            let status = if method == Method::Notify { 200 } else { 481 };
            return self.reply(server, status, now);
        }
        let id = usage.id;
        match method {
            Method::Bye => self.on_bye(usage, server, request, now),
            Method::Invite => self.on_reinvite(usage, server, request, now),
            Method::Update => self.on_update(usage, server, request, now),
            Method::Prack => self.on_prack(usage, server, request, now),
            Method::Refer => self.on_refer(usage, server, request, now),
            Method::Notify => self.on_notify(usage, server, request, now),
            Method::Info => {
                self.reply(server, 200, now);
                self.tell(usage, Output::InfoReceived { id, request: request.clone() });
            }
            Method::Options => self.on_options(usage, server, now),
            Method::Ack | Method::Cancel => {}
            Method::Register | Method::Subscribe | Method::Message | Method::Publish | Method::Other(_) => {
                self.leave_to_owner(server, request.clone(), source);
            }
        }
    }

    /// "Are you still there, and what can you do?" (RFC 3261 §11).
    fn on_options(&mut self, usage: &Usage, server: ServerId, now: Instant) {
        let response = self.answer_draft(server, &usage.contact).and_then(|draft| finish_response(draft, &[], None));
        if let Some(response) = response {
            self.send_response(server, &response, now);
        }
    }
}

/// A peer that connected anew is reached by its new connection: it may listen to no other.
fn follow_connection(usage: &mut Usage, source: Destination) {
    if let Some(dialog) = usage.dialog_mut().filter(|_| source.transport.is_reliable()) {
        dialog.hop = source;
    }
}

/// Notes the number of the request; `false` when it is out of order (RFC 3261 §12.2.2).
fn take_cseq(usage: &mut Usage, request: &Message) -> bool {
    let (Some(cseq), Some(call_id)) = (read::cseq(request), read::call_id(request)) else { return false };
    let from_tag = read::from_tag(request).unwrap_or_default();
    if matches!(usage.stage, Stage::Over) {
        return false;
    }
    usage.dialog_with(call_id, &from_tag).is_some_and(|dialog| dialog.accept_remote_cseq(cseq.number))
}
