//! Typed views of the headers this crate knows, read when asked for.

use std::time::Duration;

use super::Message;
use crate::grammar::{self, Malformed};
use crate::headers::{
    CSeq, Challenge, ContactHeader, ContentType, Credentials, Event, Name, NameAddr, RAck, ReasonHeader, Replaces, SessionExpires,
    SubscriptionState, Via,
};
use crate::uri::Uri;

/// Why a header can't be given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// It isn't there.
    #[error("{0} is missing")]
    Missing(Name),
    /// It is there and makes no sense.
    #[error("{0} is malformed: {1}")]
    Malformed(Name, Malformed),
}

impl HeaderError {
    /// The header meant.
    pub fn name(&self) -> &Name {
        match self {
            Self::Missing(name) | Self::Malformed(name, _) => name,
        }
    }
}

impl Message {
    fn optional<T>(&self, name: Name, read: fn(&str) -> Result<T, Malformed>) -> Result<Option<T>, HeaderError> {
        let Some(value) = self.header(&name) else { return Ok(None) };
        read(&String::from_utf8_lossy(value)).map(Some).map_err(|error| HeaderError::Malformed(name, error))
    }

    fn required<T>(&self, name: Name, read: fn(&str) -> Result<T, Malformed>) -> Result<T, HeaderError> {
        self.optional(name.clone(), read)?.ok_or(HeaderError::Missing(name))
    }

    fn list<T>(&self, name: Name, read: fn(&str) -> Result<T, Malformed>) -> Result<Vec<T>, HeaderError> {
        let values = self.texts(&name).map(|value| read(&value)).collect::<Result<_, _>>();
        values.map_err(|error| HeaderError::Malformed(name, error))
    }

    fn seconds(&self, name: &Name) -> Option<Duration> {
        let digits = self.text(name)?.split([';', '(', ' ']).next()?;
        grammar::number(digits, u64::from(u32::MAX)).map(Duration::from_secs)
    }

    /// The Request-URI of a request.
    pub fn request_uri(&self) -> Result<Uri, Malformed> {
        self.request_uri_text().ok_or(Malformed("Request-URI")).and_then(Uri::parse)
    }

    /// From.
    pub fn from(&self) -> Result<NameAddr, HeaderError> {
        self.required(Name::From, NameAddr::parse)
    }

    /// To.
    pub fn to(&self) -> Result<NameAddr, HeaderError> {
        self.required(Name::To, NameAddr::parse)
    }

    /// Call-ID.
    pub fn call_id(&self) -> Result<&str, HeaderError> {
        self.text(&Name::CallId).ok_or(HeaderError::Missing(Name::CallId))
    }

    /// CSeq.
    pub fn cseq(&self) -> Result<CSeq, HeaderError> {
        self.required(Name::CSeq, CSeq::parse)
    }

    /// Every Via, topmost first.
    pub fn vias(&self) -> Result<Vec<Via>, HeaderError> {
        self.list(Name::Via, Via::parse)
    }

    /// The topmost Via.
    pub fn top_via(&self) -> Result<Via, HeaderError> {
        self.required(Name::Via, Via::parse)
    }

    /// Every Contact.
    pub fn contacts(&self) -> Result<Vec<ContactHeader>, HeaderError> {
        self.list(Name::Contact, ContactHeader::parse)
    }

    /// The remote target: the first Contact that is an address (RFC 3261 §12.1).
    pub fn contact(&self) -> Result<NameAddr, HeaderError> {
        self.required(Name::Contact, NameAddr::parse)
    }

    /// Every address of a header made of addresses: Diversion, History-Info, Remote-Party-ID, Service-Route, …
    pub fn addresses(&self, name: Name) -> Result<Vec<NameAddr>, HeaderError> {
        self.list(name, NameAddr::parse)
    }

    /// Route, in order.
    pub fn routes(&self) -> Result<Vec<NameAddr>, HeaderError> {
        self.addresses(Name::Route)
    }

    /// Record-Route as written; a UAC reverses it to get its route set (RFC 3261 §12.1.2).
    pub fn record_routes(&self) -> Result<Vec<NameAddr>, HeaderError> {
        self.addresses(Name::RecordRoute)
    }

    /// Path (RFC 3327).
    pub fn paths(&self) -> Result<Vec<NameAddr>, HeaderError> {
        self.addresses(Name::Path)
    }

    /// Max-Forwards; a value beyond 255 counts as absent (RFC 4475 §3.1.2.4).
    pub fn max_forwards(&self) -> Option<u8> {
        grammar::number(self.text(&Name::MaxForwards)?, 255).and_then(|hops| u8::try_from(hops).ok())
    }

    /// Expires; a value out of range counts as absent (RFC 4475 §3.1.2.4).
    pub fn expires(&self) -> Option<Duration> {
        self.seconds(&Name::Expires)
    }

    /// Min-Expires of a 423.
    pub fn min_expires(&self) -> Option<Duration> {
        self.seconds(&Name::MinExpires)
    }

    /// Retry-After without its comment.
    pub fn retry_after(&self) -> Option<Duration> {
        self.seconds(&Name::RetryAfter)
    }

    /// Min-SE (RFC 4028 §5).
    pub fn min_se(&self) -> Option<Duration> {
        self.seconds(&Name::MinSe)
    }

    /// Session-Expires (RFC 4028 §4).
    pub fn session_expires(&self) -> Result<Option<SessionExpires>, HeaderError> {
        self.optional(Name::SessionExpires, SessionExpires::parse)
    }

    /// RSeq (RFC 3262 §7.1).
    pub fn rseq(&self) -> Option<u32> {
        grammar::number(self.text(&Name::RSeq)?, u64::from(u32::MAX)).and_then(|number| u32::try_from(number).ok())
    }

    /// RAck of a PRACK.
    pub fn rack(&self) -> Result<RAck, HeaderError> {
        self.required(Name::RAck, RAck::parse)
    }

    /// Content-Type.
    pub fn content_type(&self) -> Result<Option<ContentType>, HeaderError> {
        self.optional(Name::ContentType, ContentType::parse)
    }

    /// Event.
    pub fn event(&self) -> Result<Option<Event>, HeaderError> {
        self.optional(Name::Event, Event::parse)
    }

    /// Subscription-State of a NOTIFY.
    pub fn subscription_state(&self) -> Result<SubscriptionState, HeaderError> {
        self.required(Name::SubscriptionState, SubscriptionState::parse)
    }

    /// Refer-To of a REFER.
    pub fn refer_to(&self) -> Result<NameAddr, HeaderError> {
        self.required(Name::ReferTo, NameAddr::parse)
    }

    /// Referred-By (RFC 3892).
    pub fn referred_by(&self) -> Result<Option<NameAddr>, HeaderError> {
        self.optional(Name::ReferredBy, NameAddr::parse)
    }

    /// Replaces (RFC 3891).
    pub fn replaces(&self) -> Result<Option<Replaces>, HeaderError> {
        self.optional(Name::Replaces, Replaces::parse)
    }

    /// Reason (RFC 3326); values we can't read are left out.
    pub fn reasons(&self) -> Vec<ReasonHeader> {
        self.texts(&Name::Reason).filter_map(|value| ReasonHeader::parse(&value).ok()).collect()
    }

    /// P-Asserted-Identity (RFC 3325); the caller decides whether to trust it.
    pub fn asserted_identities(&self) -> Result<Vec<NameAddr>, HeaderError> {
        self.addresses(Name::PAssertedIdentity)
    }

    /// Authorization and Proxy-Authorization that can be read.
    pub fn credentials(&self, name: &Name) -> Vec<Credentials> {
        self.texts(name).filter_map(|value| Credentials::parse(&value).ok()).collect()
    }

    /// WWW-Authenticate and Proxy-Authenticate that can be read, in order of the server's preference.
    pub fn challenges(&self, name: &Name) -> Vec<Challenge> {
        self.texts(name).filter_map(|value| Challenge::parse(&value).ok()).collect()
    }
}
