//! Headers with a small grammar of their own.

use std::fmt;
use std::time::Duration;

use crate::grammar::{self, Malformed, trim_text};
use crate::method::Method;
use crate::params::{Params, split_where};

/// CSeq: the number and method that order requests within a dialog (RFC 3261 §20.16).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CSeq {
    /// Sequence number, below 2³².
    pub number: u32,
    /// Method of the request.
    pub method: Method,
}

impl CSeq {
    /// Reads the value.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let parts = CSeqText::scan(text)?;
        let method = Method::parse(parts.method.as_bytes()).ok_or(Malformed("CSeq"))?;
        Ok(Self { number: parts.number, method })
    }
}

impl fmt::Display for CSeq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.number, self.method)
    }
}

/// A CSeq still in the message.
pub(crate) struct CSeqText<'a> {
    number: u32,
    pub(crate) method: &'a str,
}

impl<'a> CSeqText<'a> {
    pub(crate) fn scan(text: &'a str) -> Result<Self, Malformed> {
        let (number, method) = trim_text(text).split_once([' ', '\t']).ok_or(Malformed("CSeq"))?;
        let method = trim_text(method);
        match number_u32(number) {
            Some(number) if grammar::is_token(method.as_bytes()) => Ok(Self { number, method }),
            _ => Err(Malformed("CSeq")),
        }
    }
}

fn number_u32(text: &str) -> Option<u32> {
    grammar::number(text, u64::from(u32::MAX)).and_then(|number| u32::try_from(number).ok())
}

/// RAck: which reliable provisional response a PRACK acknowledges (RFC 3262 §7.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RAck {
    /// RSeq of the response.
    pub rseq: u32,
    /// CSeq of the request it answers.
    pub cseq: CSeq,
}

impl RAck {
    /// Reads the value.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let (rseq, cseq) = trim_text(text).split_once([' ', '\t']).ok_or(Malformed("RAck"))?;
        Ok(Self { rseq: number_u32(rseq).ok_or(Malformed("RAck"))?, cseq: CSeq::parse(cseq)? })
    }
}

impl fmt::Display for RAck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.rseq, self.cseq)
    }
}

/// Replaces: the dialog a new INVITE takes over (RFC 3891 §6.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaces {
    /// Call-ID of that dialog.
    pub call_id: String,
    /// Its tag at the recipient of the INVITE.
    pub to_tag: String,
    /// Its tag at the other end.
    pub from_tag: String,
    /// Replace only while the dialog is early.
    pub early_only: bool,
}

impl Replaces {
    /// Reads the value, from a header or (escapes undone) from the URI of a Refer-To.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let (call_id, params) = split_where(trim_text(text), |byte| byte == b';');
        let params = Params::of_header(params)?;
        let tag = |name| params.get(name).map(str::to_owned).ok_or(Malformed("Replaces"));
        let call_id = trim_text(call_id);
        if !is_call_id(call_id) {
            return Err(Malformed("Replaces"));
        }
        let early_only = params.contains("early-only");
        Ok(Self { call_id: call_id.to_owned(), to_tag: tag("to-tag")?, from_tag: tag("from-tag")?, early_only })
    }
}

/// `word ["@" word]`, read as anything without blanks: generators take liberties and nothing depends on the letters.
pub(crate) fn is_call_id(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte > b' ' && byte != 0x7F)
}

impl fmt::Display for Replaces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{};to-tag={};from-tag={}", self.call_id, self.to_tag, self.from_tag)?;
        if self.early_only { f.write_str(";early-only") } else { Ok(()) }
    }
}

/// Who refreshes a session (RFC 4028 §4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refresher {
    /// The side that sent the request.
    Uac,
    /// The side that answered it.
    Uas,
}

/// Session-Expires (RFC 4028 §4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionExpires {
    /// Time after which a session that was not refreshed is over.
    pub interval: Duration,
    /// Who refreshes, once settled.
    pub refresher: Option<Refresher>,
}

impl SessionExpires {
    /// Reads the value.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let (seconds, params) = split_where(trim_text(text), |byte| byte == b';');
        let seconds = number_u32(trim_text(seconds)).ok_or(Malformed("Session-Expires"))?;
        let refresher = match Params::of_header(params)?.get("refresher") {
            Some(word) if word.eq_ignore_ascii_case("uac") => Some(Refresher::Uac),
            Some(word) if word.eq_ignore_ascii_case("uas") => Some(Refresher::Uas),
            _ => None,
        };
        Ok(Self { interval: Duration::from_secs(u64::from(seconds)), refresher })
    }
}

impl fmt::Display for SessionExpires {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.interval.as_secs())?;
        match self.refresher {
            Some(Refresher::Uac) => f.write_str(";refresher=uac"),
            Some(Refresher::Uas) => f.write_str(";refresher=uas"),
            None => Ok(()),
        }
    }
}

/// One value of Reason: why a request was sent (RFC 3326).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReasonHeader {
    /// `SIP`, `Q.850`, …
    pub protocol: String,
    /// `cause` and `text` among them.
    pub params: Params,
}

impl ReasonHeader {
    /// A cause of Q.850 (`16` = normal clearing).
    pub fn q850(cause: u16, text: &str) -> Self {
        Self::new("Q.850", cause, text)
    }

    /// A SIP status, such as 200 "Call completed elsewhere" in the CANCEL of a forked call.
    pub fn sip(status: u16, text: &str) -> Self {
        Self::new("SIP", status, text)
    }

    fn new(protocol: &str, cause: u16, text: &str) -> Self {
        let mut params = Params::new();
        params.set("cause", &cause.to_string());
        if !text.is_empty() {
            params.write("text", Some(grammar::Quoted(text).to_string()));
        }
        Self { protocol: protocol.to_owned(), params }
    }

    /// Reads one value.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let (protocol, params) = split_where(trim_text(text), |byte| byte == b';');
        let protocol = trim_text(protocol);
        if !grammar::is_token(protocol.as_bytes()) {
            return Err(Malformed("Reason"));
        }
        Ok(Self { protocol: protocol.to_owned(), params: Params::of_header(params)? })
    }

    /// The number of the cause.
    pub fn cause(&self) -> Option<u16> {
        grammar::number(self.params.get("cause")?, u64::from(u16::MAX)).and_then(|cause| u16::try_from(cause).ok())
    }

    /// The cause in words.
    pub fn text(&self) -> Option<String> {
        self.params.unquoted("text").map(Into::into)
    }
}

impl fmt::Display for ReasonHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.protocol, self.params)
    }
}

/// Content-Type (RFC 3261 §20.15).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentType {
    /// `type/subtype` in lower case.
    pub media: String,
    /// `boundary`, `charset`, …
    pub params: Params,
}

impl ContentType {
    /// Reads the value.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let (media, params) = split_where(trim_text(text), |byte| byte == b';');
        let (kind, subtype) = media.split_once('/').ok_or(Malformed("Content-Type"))?;
        let (kind, subtype) = (trim_text(kind), trim_text(subtype));
        if !grammar::is_token(kind.as_bytes()) || !grammar::is_token(subtype.as_bytes()) {
            return Err(Malformed("Content-Type"));
        }
        Ok(Self { media: format!("{kind}/{subtype}").to_ascii_lowercase(), params: Params::of_header(params)? })
    }

    /// Whether it is `type/subtype`, given in lower case.
    pub fn is(&self, media: &str) -> bool {
        self.media == media
    }
}

impl fmt::Display for ContentType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.media, self.params)
    }
}

/// Event: what a subscription or a NOTIFY is about (RFC 6665 §8.2.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Package with its templates: `dialog`, `message-summary`, `talk`, …
    pub package: String,
    /// `id` among them.
    pub params: Params,
}

impl Event {
    /// Reads the value.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let (package, params) = split_where(trim_text(text), |byte| byte == b';');
        let package = trim_text(package);
        if !grammar::is_token(package.as_bytes()) {
            return Err(Malformed("Event"));
        }
        Ok(Self { package: package.to_owned(), params: Params::of_header(params)? })
    }

    /// Tells apart several subscriptions to one package within a dialog.
    pub fn id(&self) -> Option<&str> {
        self.params.get("id")
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.package, self.params)
    }
}

/// How a subscription stands (RFC 6665 §4.1.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SubscriptionStatus {
    /// Accepted and authorised.
    Active,
    /// Received, not decided.
    Pending,
    /// Over.
    Terminated,
    /// A word of an extension.
    Other(String),
}

/// Subscription-State (RFC 6665 §8.2.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubscriptionState {
    /// The state.
    pub status: SubscriptionStatus,
    /// `expires`, `reason`, `retry-after`.
    pub params: Params,
}

impl SubscriptionState {
    /// A subscription that lives on for `expires`.
    pub fn active(expires: Duration) -> Self {
        let mut params = Params::new();
        params.set("expires", &expires.as_secs().to_string());
        Self { status: SubscriptionStatus::Active, params }
    }

    /// A subscription that is over, and why (`noresource`, `timeout`, …).
    pub fn terminated(reason: &str) -> Self {
        let mut params = Params::new();
        params.set("reason", reason);
        Self { status: SubscriptionStatus::Terminated, params }
    }

    /// Reads the value.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let (word, params) = split_where(trim_text(text), |byte| byte == b';');
        let status = match trim_text(word) {
            word if word.eq_ignore_ascii_case("active") => SubscriptionStatus::Active,
            word if word.eq_ignore_ascii_case("pending") => SubscriptionStatus::Pending,
            word if word.eq_ignore_ascii_case("terminated") => SubscriptionStatus::Terminated,
            word if grammar::is_token(word.as_bytes()) => SubscriptionStatus::Other(word.to_owned()),
            _ => return Err(Malformed("Subscription-State")),
        };
        Ok(Self { status, params: Params::of_header(params)? })
    }
}

impl fmt::Display for SubscriptionState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match &self.status {
            SubscriptionStatus::Active => "active",
            SubscriptionStatus::Pending => "pending",
            SubscriptionStatus::Terminated => "terminated",
            SubscriptionStatus::Other(word) => word,
        };
        write!(f, "{word}{}", self.params)
    }
}
