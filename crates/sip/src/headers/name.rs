//! Header names, their compact forms, and which of them are comma-joined lists.

use std::fmt;
use std::hash::{Hash, Hasher};

use crate::grammar;

/// How often a header may stand in a message and whether one line may carry several values.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// One value, on one line.
    Single,
    /// Several lines, each one value: the grammar has commas inside a value.
    Lines,
    /// Several lines, each a comma-joined list.
    List,
}

struct Known {
    text: &'static str,
    compact: u8,
    shape: Shape,
}

macro_rules! names {
    ($($variant:ident $text:literal $compact:literal $shape:ident,)*) => {
        /// The name of a header. Names are compared without regard to case; compact forms (RFC 3261 §7.3.3) are the same name,
        /// and a known name given as `Other` is the known one.
        #[derive(Debug, Clone)]
        pub enum Name {
            $(#[doc = concat!("`", $text, "`")] $variant,)*
            /// A header this crate has no name for.
            Other(Box<str>),
        }

        const KNOWN: &[Known] = &[$(Known { text: $text, compact: $compact, shape: Shape::$shape },)*];
        const VARIANTS: &[Name] = &[$(Name::$variant,)*];

        impl Name {
            /// Place in the table of known names.
            pub(crate) fn code(&self) -> Option<u8> {
                #[derive(Clone, Copy)]
                #[repr(u8)]
                enum Code { $($variant,)* }
                match self {
                    $(Self::$variant => Some(Code::$variant as u8),)*
                    Self::Other(text) => code_of(text.as_bytes()),
                }
            }
        }
    };
}

names! {
    Accept "Accept" b' ' List,
    AcceptEncoding "Accept-Encoding" b' ' List,
    AcceptLanguage "Accept-Language" b' ' List,
    AlertInfo "Alert-Info" b' ' List,
    Allow "Allow" b' ' List,
    AllowEvents "Allow-Events" b'u' List,
    AuthenticationInfo "Authentication-Info" b' ' Lines,
    Authorization "Authorization" b' ' Lines,
    CallId "Call-ID" b'i' Single,
    CallInfo "Call-Info" b' ' List,
    Contact "Contact" b'm' List,
    ContentDisposition "Content-Disposition" b' ' Single,
    ContentEncoding "Content-Encoding" b'e' List,
    ContentLanguage "Content-Language" b' ' List,
    ContentLength "Content-Length" b'l' Single,
    ContentType "Content-Type" b'c' Single,
    CSeq "CSeq" b' ' Single,
    Date "Date" b' ' Lines,
    Diversion "Diversion" b' ' List,
    ErrorInfo "Error-Info" b' ' List,
    Event "Event" b'o' Single,
    Expires "Expires" b' ' Single,
    From "From" b'f' Single,
    Geolocation "Geolocation" b' ' List,
    HistoryInfo "History-Info" b' ' List,
    Identity "Identity" b'y' Lines,
    InReplyTo "In-Reply-To" b' ' List,
    InfoPackage "Info-Package" b' ' Single,
    Join "Join" b' ' Single,
    MaxForwards "Max-Forwards" b' ' Single,
    MimeVersion "MIME-Version" b' ' Single,
    MinExpires "Min-Expires" b' ' Single,
    MinSe "Min-SE" b' ' Single,
    Organization "Organization" b' ' Lines,
    PAccessNetworkInfo "P-Access-Network-Info" b' ' List,
    PAssertedIdentity "P-Asserted-Identity" b' ' List,
    PAssociatedUri "P-Associated-URI" b' ' List,
    PEarlyMedia "P-Early-Media" b' ' List,
    PPreferredIdentity "P-Preferred-Identity" b' ' List,
    Path "Path" b' ' List,
    Priority "Priority" b' ' Lines,
    Privacy "Privacy" b' ' Lines,
    ProxyAuthenticate "Proxy-Authenticate" b' ' Lines,
    ProxyAuthorization "Proxy-Authorization" b' ' Lines,
    ProxyRequire "Proxy-Require" b' ' List,
    RAck "RAck" b' ' Single,
    Reason "Reason" b' ' List,
    RecordRoute "Record-Route" b' ' List,
    RecvInfo "Recv-Info" b' ' List,
    ReferSub "Refer-Sub" b' ' Single,
    ReferTo "Refer-To" b'r' Single,
    ReferredBy "Referred-By" b'b' Single,
    RejectContact "Reject-Contact" b'j' List,
    RemotePartyId "Remote-Party-ID" b' ' List,
    Replaces "Replaces" b' ' Single,
    ReplyTo "Reply-To" b' ' Lines,
    RequestDisposition "Request-Disposition" b'd' List,
    Require "Require" b' ' List,
    RetryAfter "Retry-After" b' ' Single,
    Route "Route" b' ' List,
    RSeq "RSeq" b' ' Single,
    Server "Server" b' ' Lines,
    ServiceRoute "Service-Route" b' ' List,
    SessionExpires "Session-Expires" b'x' Single,
    SipEtag "SIP-ETag" b' ' Single,
    SipIfMatch "SIP-If-Match" b' ' Single,
    Subject "Subject" b's' Lines,
    SubscriptionState "Subscription-State" b' ' Single,
    Supported "Supported" b'k' List,
    TargetDialog "Target-Dialog" b' ' Single,
    Timestamp "Timestamp" b' ' Single,
    To "To" b't' Single,
    Unsupported "Unsupported" b' ' List,
    UserAgent "User-Agent" b' ' Lines,
    UserToUser "User-to-User" b' ' List,
    Via "Via" b'v' List,
    Warning "Warning" b' ' List,
    WwwAuthenticate "WWW-Authenticate" b' ' Lines,
}

const SLOTS: usize = 512;
const EMPTY: u8 = u8::MAX;

/// A cheap hash of the letters that tell header names apart, without regard to case.
const fn slot(text: &[u8]) -> usize {
    let [first, .., last] = text else { return 0 };
    let middle = text[text.len() / 2];
    let mixed = (*first as usize | 0x20) * 7 + (*last as usize | 0x20) * 31 + (middle as usize | 0x20) * 67 + text.len() * 131;
    mixed % SLOTS
}

/// Open addressing made by the compiler: a name costs one comparison, seldom two.
const SLOT_TABLE: [u8; SLOTS] = {
    let mut table = [EMPTY; SLOTS];
    let mut code = 0;
    while code < KNOWN.len() {
        let mut at = slot(KNOWN[code].text.as_bytes());
        while table[at] != EMPTY {
            at = (at + 1) % SLOTS;
        }
        table[at] = code as u8;
        code += 1;
    }
    table
};

const COMPACT_TABLE: [u8; 128] = {
    let mut table = [EMPTY; 128];
    let mut code = 0;
    while code < KNOWN.len() {
        if KNOWN[code].compact != b' ' {
            table[KNOWN[code].compact as usize] = code as u8;
        }
        code += 1;
    }
    table
};

/// The code of a name on the wire.
pub(crate) fn code_of(text: &[u8]) -> Option<u8> {
    if let [letter] = text {
        let code = COMPACT_TABLE.get(usize::from(letter.to_ascii_lowercase())).copied();
        return code.filter(|code| *code != EMPTY);
    }
    let mut at = slot(text);
    loop {
        let code = SLOT_TABLE.get(at).copied().filter(|code| *code != EMPTY)?;
        if KNOWN.get(usize::from(code)).is_some_and(|known| known.text.as_bytes().eq_ignore_ascii_case(text)) {
            return Some(code);
        }
        at = (at + 1) % SLOTS;
    }
}

/// The name behind a code.
pub(crate) fn name_of(code: u8) -> Option<Name> {
    VARIANTS.get(usize::from(code)).cloned()
}

/// Whether a second value of the header makes a message ambiguous (RFC 4475 §3.3.8).
pub(crate) fn is_single(code: u8) -> bool {
    KNOWN.get(usize::from(code)).is_some_and(|known| known.shape == Shape::Single)
}

/// `message` keeps one bit per known name.
const _: () = assert!(KNOWN.len() < 128);

impl Name {
    /// Reads a header name in long or compact form; `None` if it is not a token.
    pub fn parse(text: &[u8]) -> Option<Self> {
        match code_of(text) {
            Some(code) => name_of(code),
            None if grammar::is_token(text) => Some(Self::Other(std::str::from_utf8(text).ok()?.into())),
            None => None,
        }
    }

    /// The long form in its usual spelling.
    pub fn as_str(&self) -> &str {
        match (self, self.known()) {
            (_, Some(known)) => known.text,
            (Self::Other(name), None) => name,
            (_, None) => "",
        }
    }

    /// Whether the bytes of a message name this header, in either form and any case.
    pub fn is(&self, text: &[u8]) -> bool {
        match self.code() {
            Some(code) => code_of(text) == Some(code),
            None => self.as_str().as_bytes().eq_ignore_ascii_case(text),
        }
    }

    /// Whether one line may carry several values joined by commas.
    pub fn is_list(&self) -> bool {
        self.known().is_some_and(|known| known.shape == Shape::List)
    }

    fn known(&self) -> Option<&'static Known> {
        KNOWN.get(usize::from(self.code()?))
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        match (self.code(), other.code()) {
            (None, None) => self.as_str().eq_ignore_ascii_case(other.as_str()),
            (one, two) => one == two,
        }
    }
}

impl Eq for Name {}

impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().bytes().for_each(|byte| state.write_u8(byte.to_ascii_lowercase()));
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_name_is_found_by_itself_in_any_case() {
        for (code, known) in KNOWN.iter().enumerate() {
            let found = code_of(known.text.to_ascii_uppercase().as_bytes());
            assert_eq!(found, u8::try_from(code).ok(), "{}", known.text);
            assert_eq!(name_of(found.unwrap_or(EMPTY)).and_then(|name| name.code()), found);
        }
    }

    #[test]
    fn compact_forms_are_the_same_name() {
        assert_eq!(Name::parse(b"V"), Some(Name::Via));
        assert_eq!(Name::parse(b"m"), Some(Name::Contact));
        assert_eq!(Name::parse(b"q"), Some(Name::Other("q".into())));
    }

    #[test]
    fn names_are_equal_in_any_case_and_however_they_are_given() {
        let other = |text: &str| Name::Other(text.into());
        assert_eq!(other("X-Test"), other("x-test"));
        assert_ne!(other("X-Test"), other("X-Tes"));
        assert_eq!(other("via"), Name::Via);
        assert_eq!((other("v").as_str(), other("v").is_list()), ("Via", true));
        let names: std::collections::HashSet<Name> = [other("X-Test"), other("x-TEST"), Name::Via, other("V")].into();
        assert_eq!(names.len(), 2);
    }

    #[test]
    fn a_name_that_is_no_token_is_refused() {
        assert_eq!(Name::parse(b"X Y"), None);
        assert_eq!(Name::parse(b""), None);
    }
}
