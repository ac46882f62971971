//! The peer's requests inside a dialog.

use super::{Stage, Usage};
use crate::engine::{ServerId, Sip, read};
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
            Method::Options => self.reply(server, 200, now),
            Method::Ack | Method::Cancel => {}
            // A usage of another kind cannot share our dialogs (RFC 5057 §2).
            Method::Register | Method::Subscribe | Method::Message | Method::Publish | Method::Other(_) => self.reply(server, 488, now),
        }
    }
}

/// Notes the number of the request; `false` when it is out of order (RFC 3261 §12.2.2).
fn take_cseq(usage: &mut Usage, request: &Message) -> bool {
    let (Some(cseq), Some(call_id)) = (read::cseq(request), read::call_id(request)) else { return false };
    let from_tag = read::from_tag(request).unwrap_or_default();
    if matches!(usage.stage, Stage::Over) {
        return false;
    }
    usage.dialog_with(call_id, from_tag).is_some_and(|dialog| dialog.accept_remote_cseq(cseq.number))
}
