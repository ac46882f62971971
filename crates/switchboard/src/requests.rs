//! Requests outside calls.

use crate::switchboard::Switchboard;
use otklik_sip::{Message, Method, Name, RequestId, registrar::Arrival};
use std::time::Instant;

/// What we understand, for OPTIONS and refusals (RFC 3261 §11.2, §20.5).
const ALLOW: &str = "INVITE, ACK, CANCEL, BYE, OPTIONS, REGISTER, REFER, NOTIFY, INFO, UPDATE, PRACK";

impl Switchboard {
    pub(crate) fn on_request(&mut self, id: RequestId, arrival: Arrival, request: &Message, now: Instant) {
        match request.method() {
            Some(Method::Register) => self.on_register(id, arrival, request, now),
            Some(Method::Options) => {
                let abilities = vec![(Name::Allow, ALLOW.to_owned()), (Name::Accept, "application/sdp".to_owned())];
                self.sip.respond(id, 200, abilities, None, now);
            }
            // No event package is served yet (RFC 6665 §4.1.3.1).
            Some(Method::Subscribe | Method::Publish) => self.sip.respond(id, 489, Vec::new(), None, now),
            // NOTIFY without a subscription of ours: keep-alives of some phones; 481 makes them stop (RFC 6665 §4.1.3).
            Some(Method::Notify) => self.sip.respond(id, 481, Vec::new(), None, now),
            _ => self.sip.respond(id, 405, vec![(Name::Allow, ALLOW.to_owned())], None, now),
        }
    }
}
