//! The few fields the engine looks at in every message, borrowed from its bytes.

use crate::headers::{AddressText, CSeq, ContactHeader, Name, NameAddr, ReasonHeader, Via};
use crate::message::Message;
use crate::method::Method;
use crate::output::Body;
use crate::params::HeaderParams;
use crate::uri::{Host, Uri};
use std::borrow::Cow;
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

/// From as written: old phones put display names into it that are not UTF-8.
pub(crate) fn from(message: &Message) -> Option<&[u8]> {
    message.header(&Name::From)
}

/// To as written.
pub(crate) fn to(message: &Message) -> Option<&[u8]> {
    message.header(&Name::To)
}

pub(crate) fn from_tag(message: &Message) -> Option<Cow<'_, str>> {
    tag(from(message)?)
}

pub(crate) fn to_tag(message: &Message) -> Option<Cow<'_, str>> {
    tag(to(message)?)
}

fn tag(address: &[u8]) -> Option<Cow<'_, str>> {
    match std::str::from_utf8(address) {
        Ok(text) => AddressText::scan(text).ok()?.tag().map(Cow::Borrowed),
        Err(_) => AddressText::scan(&String::from_utf8_lossy(address)).ok()?.tag().map(|tag| Cow::Owned(tag.to_owned())),
    }
}

/// The remote target a message offers.
pub(crate) fn contact(message: &Message) -> Option<Uri> {
    match ContactHeader::parse(&message.texts(&Name::Contact).next()?).ok()? {
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
