//! What to do with a message before anything is done with it: accept it, answer it, or drop it.
//!
//! The verdicts are those of RFC 3261 §8.2 and RFC 4475; where RFC 4475 leaves a choice, the strict one is taken when reading
//! on would mean guessing (brackets, separators, quotes), and the liberal one when the header isn't ours to need (Date).

use std::borrow::Cow;

use crate::grammar::{self, Malformed};
use crate::headers::{AddressText, CSeqText, ContentType, Name, ViaText, is_call_id, is_lone_cookie};
use crate::message::Message;
use crate::method::Method;
use crate::params::UriParams;
use crate::uri::{Scheme, UriText};

/// Why a message goes no further.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// A request to be answered.
    Answer {
        /// Final status.
        status: u16,
        /// What is wrong, fit for a reason phrase.
        reason: &'static str,
        /// Headers the status wants: Unsupported, Allow, Accept.
        headers: Vec<(Name, String)>,
    },
    /// A response, an ACK, or a request without a way back: no answer is possible.
    Drop {
        /// What is wrong, for telemetry.
        reason: &'static str,
    },
}

impl Refusal {
    fn answer(status: u16, reason: &'static str) -> Self {
        Self::Answer { status, reason, headers: Vec::new() }
    }

    fn bad(reason: &'static str) -> Self {
        Self::answer(400, reason)
    }

    /// Words for telemetry.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::Answer { reason, .. } | Self::Drop { reason } => reason,
        }
    }

    /// An ACK is never answered (RFC 3261 §17.1.1.3); nothing can be without a Via.
    fn for_request(self, message: &Message) -> Self {
        let silent = message.is(&Method::Ack) || !message.has(&Name::Via);
        if silent { Self::Drop { reason: self.reason() } } else { self }
    }
}

/// What this element can do; [`Abilities::default`] is what the engine of this crate builds on.
#[derive(Debug, Clone)]
pub struct Abilities {
    /// Methods accepted. Known ones missing here get 405, unknown ones 501.
    pub methods: &'static [Method],
    /// Option tags understood (RFC 3261 §8.2.2.3).
    pub extensions: &'static [&'static str],
    /// Media types of bodies understood in an INVITE.
    pub session_bodies: &'static [&'static str],
}

impl Default for Abilities {
    fn default() -> Self {
        Self {
            methods: &[
                Method::Invite,
                Method::Ack,
                Method::Bye,
                Method::Cancel,
                Method::Register,
                Method::Options,
                Method::Prack,
                Method::Update,
                Method::Info,
                Method::Subscribe,
                Method::Notify,
                Method::Refer,
                Method::Message,
                Method::Publish,
            ],
            extensions: &["100rel", "timer", "replaces", "path", "outbound"],
            session_bodies: &["application/sdp", "multipart/mixed", "multipart/alternative"],
        }
    }
}

/// [`Abilities::screen`] with what the engine of this crate can do.
pub fn screen(message: &Message) -> Result<(), Refusal> {
    Abilities::default().screen(message)
}

impl Abilities {
    /// The value of an Allow header.
    pub fn allow(&self) -> String {
        let names: Vec<&str> = self.methods.iter().map(Method::as_str).collect();
        names.join(", ")
    }

    /// Accepts the message or says what becomes of it.
    pub fn screen(&self, message: &Message) -> Result<(), Refusal> {
        match message.method() {
            Some(method) => self.screen_request(message, &method).map_err(|refusal| refusal.for_request(message)),
            None => screen_response(message).map_err(|reason| Refusal::Drop { reason }),
        }
    }

    fn screen_request(&self, message: &Message, method: &Method) -> Result<(), Refusal> {
        if !message.version().eq_ignore_ascii_case(b"SIP/2.0") {
            return Err(Refusal::answer(505, "Version Not Supported"));
        }
        self.check_method(method)?;
        let scheme = request_uri_scheme(message).map_err(Refusal::bad)?;
        let cseq_method = identity(message).map_err(Refusal::bad)?;
        if cseq_method != method.as_str() {
            return Err(Refusal::bad("CSeq Method Mismatch"));
        }
        if !scheme.is_sip() && scheme != Scheme::Tel {
            return Err(Refusal::answer(416, "Unsupported URI Scheme"));
        }
        addresses(message, method).map_err(Refusal::bad)?;
        self.check_extensions(message, method)?;
        if *method == Method::Invite {
            self.check_invite(message)?;
        }
        if *method == Method::Register { check_register(message) } else { Ok(()) }
    }

    fn check_method(&self, method: &Method) -> Result<(), Refusal> {
        if self.methods.contains(method) {
            return Ok(());
        }
        let unknown = matches!(method, Method::Other(_));
        let (status, reason) = if unknown { (501, "Not Implemented") } else { (405, "Method Not Allowed") };
        Err(Refusal::Answer { status, reason, headers: vec![(Name::Allow, self.allow())] })
    }

    /// RFC 3261 §8.2.2.3: Require is ignored in ACK and CANCEL.
    fn check_extensions(&self, message: &Message, method: &Method) -> Result<(), Refusal> {
        if matches!(method, Method::Ack | Method::Cancel) {
            return Ok(());
        }
        let unknown = |tag: &Cow<'_, str>| !tag.is_empty() && !self.extensions.iter().any(|known| known.eq_ignore_ascii_case(tag));
        let unsupported: Vec<_> = message.texts(&Name::Require).filter(unknown).collect();
        if unsupported.is_empty() {
            return Ok(());
        }
        let headers = vec![(Name::Unsupported, unsupported.join(", "))];
        Err(Refusal::Answer { status: 420, reason: "Bad Extension", headers })
    }

    fn check_invite(&self, message: &Message) -> Result<(), Refusal> {
        // An endpoint may process what it won't forward (RFC 4475 §3.3.11), but a call we would place on has come to its end.
        if message.max_forwards() == Some(0) {
            return Err(Refusal::answer(483, "Too Many Hops"));
        }
        if !self.reads_body(message) {
            let headers = vec![(Name::Accept, self.session_bodies.join(", "))];
            return Err(Refusal::Answer { status: 415, reason: "Unsupported Media Type", headers });
        }
        if message.has(&Name::Accept) && !message.texts(&Name::Accept).any(|range| covers_sdp(&range)) {
            return Err(Refusal::answer(406, "Not Acceptable"));
        }
        Ok(())
    }

    /// RFC 3261 §8.2.3: a body we can't read matters only if it is not optional.
    fn reads_body(&self, message: &Message) -> bool {
        let readable = match message.content_type() {
            Ok(Some(kind)) => self.session_bodies.iter().any(|media| kind.is(media)),
            Ok(None) => message.body().is_empty(),
            Err(_) => false,
        };
        let disposition = message.text(&Name::ContentDisposition).unwrap_or_default();
        let optional = disposition.to_ascii_lowercase().replace(' ', "").contains("handling=optional");
        let encoded = message.texts(&Name::ContentEncoding).any(|coding| !coding.eq_ignore_ascii_case("identity"));
        (readable && !encoded) || optional
    }
}

/// Whether an Accept range takes SDP (RFC 3261 §20.1).
fn covers_sdp(range: &str) -> bool {
    ContentType::parse(range).is_ok_and(|kind| matches!(kind.media.as_str(), "application/sdp" | "application/*" | "*/*"))
}

/// The Request-URI must be one URI without headers (RFC 3261 §19.1.1, table 1).
fn request_uri_scheme(message: &Message) -> Result<Scheme, &'static str> {
    let uri = message.request_uri_text().ok_or("Bad Request-URI")?;
    let uri = UriText::scan(uri).map_err(|_| "Bad Request-URI")?;
    if uri.headers.is_empty() { Ok(uri.scheme) } else { Err("Headers in Request-URI") }
}

/// The headers every message has, each once and readable. Returns the method of CSeq.
fn identity(message: &Message) -> Result<String, &'static str> {
    if message.repeated_single().is_some() {
        return Err("Repeated Header");
    }
    if !message.has(&Name::Via) {
        return Err("Missing Via");
    }
    each(message, &Name::Via, |via| ViaText::scan(via).map(drop)).map_err(|_| "Bad Via")?;
    let top = text_of(message, &Name::Via).ok_or("Missing Via")?;
    if ViaText::scan(&top).is_ok_and(|via| via.branch().is_some_and(is_lone_cookie)) {
        return Err("Empty Branch");
    }
    let from = text_of(message, &Name::From).ok_or("Missing From")?;
    AddressText::scan(&from).map_err(|_| "Bad From")?;
    let to = text_of(message, &Name::To).ok_or("Missing To")?;
    AddressText::scan(&to).map_err(|_| "Bad To")?;
    if !is_call_id(&text_of(message, &Name::CallId).ok_or("Missing Call-ID")?) {
        return Err("Bad Call-ID");
    }
    let cseq = text_of(message, &Name::CSeq).ok_or("Missing CSeq")?;
    CSeqText::scan(&cseq).map(|cseq| cseq.method.to_owned()).map_err(|_| "Bad CSeq")
}

fn text_of<'a>(message: &'a Message, name: &Name) -> Option<Cow<'a, str>> {
    message.header(name).map(String::from_utf8_lossy)
}

fn each(message: &Message, name: &Name, check: fn(&str) -> Result<(), Malformed>) -> Result<(), Malformed> {
    message.texts(name).try_for_each(|value| check(&value))
}

/// Addresses that decide where later messages go.
fn addresses(message: &Message, method: &Method) -> Result<(), &'static str> {
    let address = |value: &str| AddressText::scan(value).map(drop);
    each(message, &Name::Route, address).map_err(|_| "Bad Route")?;
    each(message, &Name::RecordRoute, address).map_err(|_| "Bad Record-Route")?;
    match method {
        Method::Register => each(message, &Name::Contact, |value| if value == "*" { Ok(()) } else { contact(value) }),
        Method::Invite | Method::Update | Method::Subscribe | Method::Refer | Method::Notify => each(message, &Name::Contact, contact),
        Method::Ack | Method::Bye | Method::Cancel | Method::Options | Method::Prack => Ok(()),
        Method::Info | Method::Message | Method::Publish | Method::Other(_) => Ok(()),
    }
    .map_err(|_| "Bad Contact")
}

fn contact(value: &str) -> Result<(), Malformed> {
    let address = AddressText::scan(value)?;
    UriParams(UriText::scan(address.uri)?.params).try_for_each(|param| param.map(drop))
}

/// An address of record is a SIP or SIPS URI (RFC 3261 §10.3 step 5; RFC 4475 §3.3.4).
fn check_register(message: &Message) -> Result<(), Refusal> {
    let to = text_of(message, &Name::To).unwrap_or_default();
    let sip = AddressText::scan(&to).and_then(|to| UriText::scan(to.uri)).is_ok_and(|uri| uri.scheme.is_sip());
    if sip { Ok(()) } else { Err(Refusal::bad("Address of Record Is No SIP URI")) }
}

/// RFC 3261 §8.1.3.3, §18.1.2: a response that isn't surely ours is discarded in silence.
fn screen_response(message: &Message) -> Result<(), &'static str> {
    identity(message)?;
    if message.headers(&Name::Via).count() != 1 {
        return Err("More Than One Via");
    }
    match message.text(&Name::RetryAfter).map(|value| value.split([';', '(', ' ']).next().unwrap_or_default()) {
        Some(seconds) if grammar::number(seconds, u64::from(u32::MAX)).is_none() => Err("Bad Retry-After"),
        _ => Ok(()),
    }
}
