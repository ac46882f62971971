//! REFER and the notifications about it (RFC 3515), other NOTIFYs inside the dialog.

use super::{Stage, Usage};
use crate::build::reason_phrase;
use crate::engine::{InDialog, Purpose, ServerId, ServerOwner, Sip};
use crate::headers::{Name, NameAddr, SubscriptionStatus};
use crate::message::Message;
use crate::method::Method;
use crate::output::{Body, Ignored, Output};
use crate::uri::Uri;
use bytes::Bytes;
use std::time::Instant;

/// Seconds our notifications about a transfer are promised for: longer than any phone rings. Chosen.
const REFER_EXPIRES_S: u32 = 300;

/// A request inside the dialog as the owner gives it.
pub(crate) struct InDialogParts<'a> {
    pub(crate) method: Method,
    pub(crate) purpose: Purpose,
    pub(crate) headers: &'a [(Name, String)],
    pub(crate) body: Option<&'a Body>,
}

impl Sip {
    /// Sends a request by the present dialog, early or confirmed.
    pub(crate) fn send_in_dialog(&mut self, usage: &mut Usage, parts: &InDialogParts<'_>, now: Instant) -> Result<u32, Ignored> {
        let contact = usage.contact.clone();
        let Some(dialog) = usage.dialog_mut() else { return Err(Ignored::WrongStage) };
        let cseq = dialog.next_local_cseq();
        let dialog = dialog.clone();
        let mut draft = self.in_dialog_draft(&dialog, &parts.method, cseq);
        if matches!(parts.method, Method::Refer | Method::Notify) {
            draft = draft.header(Name::Contact, contact);
        }
        let draft = draft.headers(parts.headers).body(parts.body);
        let sent = self.launch_in_dialog(usage, InDialog { draft, hop: dialog.hop, purpose: parts.purpose }, now);
        if sent { Ok(cseq) } else { Err(Ignored::Unwritable) }
    }

    pub(crate) fn refer_by_owner(&mut self, usage: &mut Usage, refer_to: &Uri, now: Instant) -> Result<(), Ignored> {
        let Stage::Up(up) = &usage.stage else { return Err(Ignored::WrongStage) };
        let mut headers = vec![(Name::ReferTo, format!("<{refer_to}>"))];
        headers.extend(
            NameAddr::parse(&String::from_utf8_lossy(&up.dialog.local)).ok().map(|local| (Name::ReferredBy, format!("<{}>", local.uri))),
        );
        let parts = InDialogParts { method: Method::Refer, purpose: Purpose::Refer, headers: &headers, body: None };
        self.send_in_dialog(usage, &parts, now).map(drop)
    }

    /// The REFER was answered: a refusal is the end of it, an acceptance is followed by NOTIFYs.
    pub(crate) fn on_refer_final(&mut self, usage: &mut Usage, status: u16) {
        if status >= 300 {
            let id = usage.id;
            self.tell(usage, Output::ReferProgress { id, status, last: true });
        }
    }

    pub(crate) fn on_refer(&mut self, usage: &mut Usage, server: ServerId, request: &Message, now: Instant) {
        // Exactly one Refer-To (RFC 3515 §2.4.2).
        if request.refer_to().is_err() {
            return self.reply(server, 400, now);
        }
        let id = usage.id;
        let Stage::Up(up) = &mut usage.stage else { return self.reply(server, 481, now) };
        if up.asked.is_some() {
            return self.reply(server, 491, now);
        }
        up.asked = Some(server);
        self.set_server_owner(server, ServerOwner::InDialog(id));
        self.tell(usage, Output::ReferReceived { id, request: request.clone() });
    }

    pub(crate) fn answer_refer(&mut self, usage: &mut Usage, accepted: Result<(), u16>, now: Instant) -> Result<(), Ignored> {
        let Stage::Up(up) = &mut usage.stage else { return Err(Ignored::WrongStage) };
        let server = up.asked.take().ok_or(Ignored::WrongStage)?;
        let cseq = self.server_request(server).and_then(|(request, ..)| request.cseq().ok()).map(|cseq| cseq.number);
        match accepted {
            Err(status) => self.reply(server, status, now),
            Ok(()) => {
                up.referred = cseq;
                let contact = [(Name::Contact, usage.contact.clone())];
                self.reply_with(server, 202, &contact, now);
                // "The agent MUST send a NOTIFY immediately" (§2.4.4).
                self.notify_progress(usage, 100, false, now)?;
            }
        }
        Ok(())
    }

    pub(crate) fn notify_progress(&mut self, usage: &mut Usage, status: u16, last: bool, now: Instant) -> Result<(), Ignored> {
        let Stage::Up(up) = &mut usage.stage else { return Err(Ignored::WrongStage) };
        let cseq = up.referred.ok_or(Ignored::WrongStage)?;
        if last {
            up.referred = None;
        }
        let state = if last { "terminated;reason=noresource".to_owned() } else { format!("active;expires={REFER_EXPIRES_S}") };
        let headers = [(Name::Event, format!("refer;id={cseq}")), (Name::SubscriptionState, state)];
        let line = format!("SIP/2.0 {status} {}\r\n", reason_phrase(status));
        let body = Body { content_type: "message/sipfrag;version=2.0".to_owned(), bytes: Bytes::from(line) };
        let parts = InDialogParts { method: Method::Notify, purpose: Purpose::Notify, headers: &headers, body: Some(&body) };
        self.send_in_dialog(usage, &parts, now).map(drop)
    }

    /// The peer's NOTIFY: about our REFER, or anything else for the owner.
    pub(crate) fn on_notify(&mut self, usage: &mut Usage, server: ServerId, request: &Message, now: Instant) {
        let id = usage.id;
        let about_refer = request.event().ok().flatten().is_some_and(|event| event.package.eq_ignore_ascii_case("refer"));
        self.reply(server, 200, now);
        if !about_refer {
            return self.tell(usage, Output::NotifyReceived { id, request: request.clone() });
        }
        let over = request.subscription_state().is_ok_and(|state| state.status == SubscriptionStatus::Terminated);
        let status = sipfrag_status(&request.body());
        // A subscription that ends without a status says that nothing more will be known.
        if let Some(status) = status.or(over.then_some(408)) {
            self.tell(usage, Output::ReferProgress { id, status, last: over || status >= 200 });
        }
    }
}

/// Status line of a `message/sipfrag` body (RFC 3420).
fn sipfrag_status(body: &[u8]) -> Option<u16> {
    let text = std::str::from_utf8(body).ok()?.trim_start();
    let status = text.strip_prefix("SIP/2.0 ")?.get(..3)?.parse().ok()?;
    (100..700).contains(&status).then_some(status)
}

#[cfg(test)]
mod tests {
    use super::sipfrag_status;

    #[test]
    fn reads_the_status_of_a_fragment_and_nothing_else() {
        assert_eq!(sipfrag_status(b"SIP/2.0 200 OK\r\n"), Some(200));
        assert_eq!(sipfrag_status(b"SIP/2.0 180 Ringing\r\nContact: <sip:a@b>\r\n"), Some(180));
        assert_eq!(sipfrag_status(b"SIP/2.0 999 What"), None);
        assert_eq!(sipfrag_status(b"INVITE sip:a@b SIP/2.0"), None);
        assert_eq!(sipfrag_status(b""), None);
    }
}
