//! Writing messages: what every request and response of ours carries.

use super::{Accepted, ClientId, Destination, Launch, Owner, Purpose, SentAck, ServerId, Sip, read};
use crate::build::{RequestBuilder, ResponseBuilder, reason_phrase, tagged_response_to};
use crate::dialog::Dialog;
use crate::headers::{Name, NameAddr, ReasonHeader, Via};
use crate::invite::{Usage, tag_text};
use crate::message::Message;
use crate::method::Method;
use crate::output::{Body, Output};
use crate::transaction::key;
use crate::uri::{Host, Uri};
use bytes::Bytes;
use std::fmt::Display;
use std::time::Instant;

/// Methods the engine and its owner answer.
const ALLOW: &str = "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, PRACK, INFO, REFER, NOTIFY, SUBSCRIBE, MESSAGE, REGISTER, PUBLISH";
/// Extensions the engine carries out.
const SUPPORTED: &str = "replaces, timer, 100rel";

/// Headers a message has once and the engine alone writes. Max-Forwards is taken over from the owner, who may relay a call.
const OWN_HEADERS: [Name; 6] = [Name::Via, Name::From, Name::To, Name::CallId, Name::CSeq, Name::MaxForwards];
/// RFC 3261 §8.1.1.6.
const MAX_FORWARDS: &str = "70";

/// A request with the token of its branch.
pub(crate) struct Prepared {
    pub(crate) message: Message,
    pub(crate) token: u64,
}

/// A request being written.
pub(crate) struct Draft {
    builder: RequestBuilder,
    token: u64,
}

impl Draft {
    pub(crate) fn header(self, name: Name, value: impl Display) -> Self {
        Self { builder: self.builder.header(name, value), ..self }
    }

    fn copied(self, name: &Name, value: &[u8]) -> Self {
        Self { builder: self.builder.copied(name, value), ..self }
    }

    /// Headers of the owner's, but for those that are the engine's to write.
    pub(crate) fn headers(self, headers: &[(Name, String)]) -> Self {
        let theirs = headers.iter().filter(|(name, _)| !OWN_HEADERS.contains(name));
        Self { builder: self.builder.headers(theirs), ..self }
    }

    pub(crate) fn body(self, body: Option<&Body>) -> Self {
        match body {
            Some(body) => Self { builder: self.builder.body(&body.content_type, body.bytes.clone()), ..self },
            None => self,
        }
    }

    /// `None` when a value given by the owner would have changed the structure of the message.
    pub(crate) fn finish(self) -> Option<Prepared> {
        Some(Prepared { message: self.builder.finish().ok()?, token: self.token })
    }
}

/// Parts of a request outside any dialog.
pub(crate) struct RequestParts<'a> {
    pub(crate) method: &'a Method,
    pub(crate) uri: &'a Uri,
    pub(crate) route: &'a [Uri],
    pub(crate) from: &'a NameAddr,
    pub(crate) to: &'a NameAddr,
    pub(crate) call_id: &'a str,
    pub(crate) cseq: u32,
    pub(crate) headers: &'a [(Name, String)],
}

impl Sip {
    pub(crate) fn transmit(&mut self, hop: Destination, bytes: Bytes) {
        self.emit(Output::Send { flow: hop.flow, destination: hop.address, bytes });
    }

    /// Begins a request: request line, our Via, Max-Forwards.
    fn draft(&mut self, method: &Method, uri: &Uri, hop: Destination) -> Draft {
        self.draft_with(method, uri, hop, MAX_FORWARDS)
    }

    fn draft_with(&mut self, method: &Method, uri: &Uri, hop: Destination, max_forwards: &str) -> Draft {
        let token = self.rng.next_u64();
        let advertised = self.config.advertised(hop.flow, hop.transport);
        let via = Via::new(hop.transport, Host::from(advertised.ip()), Some(advertised.port()), &key::branch(token));
        let builder = RequestBuilder::new(method, uri).header(Name::Via, via).header(Name::MaxForwards, max_forwards);
        Draft { builder, token }
    }

    pub(crate) fn request_draft(&mut self, parts: &RequestParts<'_>, hop: Destination) -> Draft {
        let written = parts.headers.iter().find(|(name, _)| *name == Name::MaxForwards);
        let draft = self.draft_with(parts.method, parts.uri, hop, written.map_or(MAX_FORWARDS, |(_, value)| value));
        let draft = parts.route.iter().fold(draft, |draft, route| draft.header(Name::Route, format_args!("<{route}>")));
        draft
            .header(Name::From, parts.from)
            .header(Name::To, parts.to)
            .header(Name::CallId, parts.call_id)
            .header(Name::CSeq, format_args!("{} {}", parts.cseq, parts.method))
            .header(Name::UserAgent, &self.config.user_agent)
            .headers(parts.headers)
    }

    /// Begins a request inside a dialog (RFC 3261 §12.2.1.1), by loose or strict routing.
    pub(crate) fn in_dialog_draft(&mut self, dialog: &Dialog, method: &Method, cseq: u32) -> Draft {
        let strict = dialog.route_set.first().filter(|first| !first.uri.is_loose_router());
        let uri = strict.map_or(&dialog.remote_target, |first| &first.uri);
        let routes = dialog.route_set.iter().skip(usize::from(strict.is_some()));
        let mut draft = self.draft(method, uri, dialog.hop);
        draft = routes.fold(draft, |draft, route| draft.header(Name::Route, route));
        if strict.is_some() {
            draft = draft.header(Name::Route, format_args!("<{}>", dialog.remote_target));
        }
        draft
            .copied(&Name::From, &dialog.local)
            .copied(&Name::To, &dialog.remote)
            .header(Name::CallId, &dialog.call_id)
            .header(Name::CSeq, format_args!("{cseq} {method}"))
            .header(Name::UserAgent, &self.config.user_agent)
    }

    /// Sends a request of a usage; `false` when it could not be written or there are too many transactions.
    pub(crate) fn launch_in_dialog(&mut self, usage: &Usage, outgoing: InDialog, now: Instant) -> bool {
        let owner = Owner::InDialog(usage.id, outgoing.purpose);
        let Some(prepared) = outgoing.draft.finish() else { return false };
        let launch = Launch { prepared, hop: outgoing.hop, owner, credentials: usage.credentials.clone() };
        self.launch(launch, now).is_some()
    }

    /// ACK to a 2xx (RFC 3261 §13.2.2.4): a request of its own, kept with its INVITE in case the 2xx comes again.
    pub(crate) fn acknowledge_2xx(&mut self, dialog: &Dialog, client: ClientId, cseq: u32, body: Option<&Body>) -> bool {
        let mut draft = self.in_dialog_draft(dialog, &Method::Ack, cseq);
        if let Some((invite, _)) = self.clients.request_of(client) {
            // "The ACK MUST contain the same credentials as the INVITE."
            for name in [Name::Authorization, Name::ProxyAuthorization] {
                draft = invite.texts(&name).fold(draft, |draft, value| draft.header(name.clone(), value));
            }
        }
        let Some(prepared) = draft.body(body).finish() else { return false };
        let bytes = prepared.message.bytes().clone();
        self.transmit(dialog.hop, bytes.clone());
        self.clients.keep_ack(client, SentAck { to_tag: dialog.remote_tag.clone(), bytes, hop: dialog.hop });
        true
    }

    /// Ends a dialog nobody wants: a further branch of a fork, or an answer that crossed our CANCEL.
    pub(crate) fn acknowledge_and_hang_up(&mut self, accepted: &Accepted, now: Instant) {
        let Some((request, _)) = self.clients.request_of(accepted.client) else { return };
        let Some(mut dialog) = Dialog::of_caller(request, &accepted.response, accepted.from) else { return };
        self.acknowledge_2xx(&dialog, accepted.client, dialog.local_cseq, None);
        let cseq = dialog.next_local_cseq();
        let hop = dialog.hop;
        if let Some(prepared) = self.in_dialog_draft(&dialog, &Method::Bye, cseq).finish() {
            self.launch(Launch { prepared, hop, owner: Owner::Nobody, credentials: None }, now);
        }
    }

    /// What we can do, in requests that offer a session.
    pub(crate) fn with_abilities(&self, draft: Draft) -> Draft {
        draft.header(Name::Allow, ALLOW).header(Name::Supported, SUPPORTED)
    }

    pub(crate) fn contact_of(&self, user: Option<&str>, hop: Destination) -> String {
        let advertised = self.config.advertised(hop.flow, hop.transport);
        let host = Host::from(advertised.ip());
        let uri = match user {
            Some(user) => Uri::sip(user, host),
            None => Uri::sip_host(host),
        };
        let uri = uri.with_port(advertised.port());
        if hop.transport.is_reliable() {
            return format!("<{}>", uri.with_param("transport", hop.transport.as_uri_parameter()));
        }
        format!("<{uri}>")
    }

    /// Begins a response to an open transaction, with the tag of our side.
    pub(crate) fn response_draft(&self, server: ServerId, status: u16) -> Option<ResponseBuilder> {
        let (request, _, local_tag) = self.server_request(server)?;
        let draft = tagged_response_to(request, status, reason_phrase(status), &tag_text(local_tag));
        let makes_dialog = read::is_invite(request) && (101..300).contains(&status);
        let draft = if makes_dialog { draft.copy(request, &Name::RecordRoute) } else { draft };
        Some(draft.header(Name::Server, &self.config.user_agent))
    }

    /// Begins a 2xx to INVITE or UPDATE.
    pub(crate) fn answer_draft(&self, server: ServerId, contact: &str) -> Option<ResponseBuilder> {
        let draft = self.response_draft(server, 200)?;
        Some(draft.header(Name::Contact, contact).header(Name::Allow, ALLOW).header(Name::Supported, SUPPORTED))
    }

    pub(crate) fn send_trying(&mut self, server: ServerId, now: Instant) {
        let Some((request, ..)) = self.server_request(server) else { return };
        if let Ok(response) = crate::build::response_to(request, 100, reason_phrase(100)).finish() {
            self.send_response(server, &response, now);
        }
    }

    /// Answers an open transaction with nothing but a status.
    pub(crate) fn reply(&mut self, server: ServerId, status: u16, now: Instant) {
        self.reply_with(server, status, &[], now);
    }

    pub(crate) fn reply_with(&mut self, server: ServerId, status: u16, headers: &[(Name, String)], now: Instant) {
        let Some(draft) = self.response_draft(server, status) else { return };
        if let Some(response) = finish_response(draft, headers, None) {
            self.send_response(server, &response, now);
        }
    }
}

/// A request inside a dialog, ready to leave.
pub(crate) struct InDialog {
    pub(crate) draft: Draft,
    pub(crate) hop: Destination,
    pub(crate) purpose: Purpose,
}

/// `None` when a value given by the owner cannot be written.
pub(crate) fn finish_response(draft: ResponseBuilder, headers: &[(Name, String)], body: Option<&Body>) -> Option<Message> {
    let draft = draft.headers(headers);
    let draft = match body {
        Some(body) => draft.body(&body.content_type, body.bytes.clone()),
        None => draft,
    };
    draft.finish().ok()
}

/// ACK to a refusal: the INVITE's own Via and Route, the response's To (RFC 3261 §17.1.1.3).
pub(super) fn refusal_ack(invite: &Message, response: &Message) -> Option<Message> {
    sibling(invite, &Method::Ack, read::to(response)?)?.finish().ok()
}

/// CANCEL for an INVITE (§9.1): everything but the method is the same, so it shares the branch.
pub(crate) fn cancel_of(invite: &Message, reason: Option<&ReasonHeader>) -> Option<Prepared> {
    let builder = sibling(invite, &Method::Cancel, read::to(invite)?)?;
    let builder = reason.into_iter().fold(builder, |builder, reason| builder.header(Name::Reason, reason));
    let token = key::ClientKey::token_of(invite)?;
    Some(Prepared { message: builder.finish().ok()?, token })
}

fn sibling(invite: &Message, method: &Method, to: &[u8]) -> Option<RequestBuilder> {
    let number = read::cseq(invite)?.number;
    let builder = RequestBuilder::new(method, &invite.request_uri().ok()?)
        .header(Name::Via, read::top_via(invite)?.text)
        .header(Name::MaxForwards, MAX_FORWARDS);
    let builder = invite.texts(&Name::Route).fold(builder, |builder, route| builder.header(Name::Route, route));
    Some(
        builder
            .copied(&Name::From, read::from(invite)?)
            .copied(&Name::To, to)
            .header(Name::CallId, read::call_id(invite)?)
            .header(Name::CSeq, format_args!("{number} {method}")),
    )
}
