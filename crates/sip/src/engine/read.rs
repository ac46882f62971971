//! The few fields the engine looks at in every message, borrowed from its bytes.

use crate::headers::{AddressText, CSeq, ContactHeader, Name, NameAddr, ReasonHeader, Via};
use crate::message::Message;
use crate::method::Method;
use crate::output::Body;
use crate::params::HeaderParams;
use crate::uri::{Host, Uri};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// Sorts before every other address.
pub(crate) const LOWEST_ADDRESS: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::UNSPECIFIED), 0);

/// The parts of the topmost Via that identify a transaction.
pub(crate) struct TopVia<'a> {
    pub(crate) text: &'a str,
    pub(crate) sent_by: &'a str,
    pub(crate) branch: Option<&'a str>,
}

pub(crate) fn top_via(message: &Message) -> Option<TopVia<'_>> {
    let text = message.text(&Name::Via)?;
    let (hop, params) = text.find(';').and_then(|at| text.split_at_checked(at)).unwrap_or((text, ""));
    let sent_by = hop.trim_end().rsplit([' ', '\t']).next()?;
    let branch = HeaderParams(params).flatten().find(|(name, _)| name.eq_ignore_ascii_case("branch")).and_then(|(_, value)| value);
    Some(TopVia { text, sent_by, branch })
}

pub(crate) fn via(message: &Message) -> Option<Via> {
    Via::parse(message.text(&Name::Via)?).ok()
}

/// Host the sender of a request believes to have.
pub(crate) fn via_host(message: &Message) -> Option<Host> {
    via(message).map(|via| via.host)
}

pub(crate) fn is_invite(message: &Message) -> bool {
    message.is(&Method::Invite)
}

pub(crate) fn call_id(message: &Message) -> Option<&str> {
    message.text(&Name::CallId)
}

pub(crate) fn cseq(message: &Message) -> Option<CSeq> {
    CSeq::parse(message.text(&Name::CSeq)?).ok()
}

pub(crate) fn from_text(message: &Message) -> Option<&str> {
    message.text(&Name::From)
}

pub(crate) fn to_text(message: &Message) -> Option<&str> {
    message.text(&Name::To)
}

pub(crate) fn from_tag(message: &Message) -> Option<&str> {
    tag(from_text(message)?)
}

pub(crate) fn to_tag(message: &Message) -> Option<&str> {
    tag(to_text(message)?)
}

fn tag(address: &str) -> Option<&str> {
    AddressText::scan(address).ok()?.tag()
}

pub(crate) fn from_address(message: &Message) -> Option<NameAddr> {
    NameAddr::parse(from_text(message)?).ok()
}

/// The remote target a message offers.
pub(crate) fn contact(message: &Message) -> Option<Uri> {
    match ContactHeader::parse(message.text(&Name::Contact)?).ok()? {
        ContactHeader::Address(address) => Some(address.uri),
        ContactHeader::Wildcard => None,
    }
}

pub(crate) fn record_routes(message: &Message) -> Vec<NameAddr> {
    message.texts(&Name::RecordRoute).filter_map(|route| NameAddr::parse(&route).ok()).collect()
}

pub(crate) fn reason(message: &Message) -> Option<ReasonHeader> {
    ReasonHeader::parse(message.text(&Name::Reason)?).ok()
}

pub(crate) fn body(message: &Message) -> Option<Body> {
    let bytes = message.body();
    if bytes.is_empty() {
        return None;
    }
    let content_type = message.text(&Name::ContentType).unwrap_or("application/sdp").to_owned();
    Some(Body { content_type, bytes })
}

/// A number alone in a header, such as RSeq.
pub(crate) fn number(message: &Message, name: &Name) -> Option<u32> {
    message.text(name)?.trim().parse().ok()
}
