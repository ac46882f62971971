//! Session descriptions (RFC 8866): a tolerant parser, a printer, and the words both use.
//!
//! Tolerant means: bare LF, unknown lines, attributes in any order, numbers that do not fit. Lines we do not understand
//! are kept and printed back. Strict is only what could hurt: sizes, see [`crate::limits`].

mod parse;
mod print;

use std::net::{IpAddr, SocketAddr};

use crate::g711::Law;

pub use parse::SdpError;

/// A session description.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sdp {
    /// The o= line.
    pub origin: Origin,
    /// The s= line; `-` when there is none.
    pub name: String,
    /// The session's c= line, for media without their own.
    pub connection: Option<Connection>,
    /// The session's direction attribute, for media without their own.
    pub direction: Option<Direction>,
    /// The m= lines with what belongs to them, in order.
    pub media: Vec<MediaLine>,
    lines: Vec<Line>,
}

/// The o= line: who made the description and which version of it this is (RFC 8866 §5.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Login or `-`.
    pub username: String,
    /// Stays the same through the whole dialog; 0 when it was not a number.
    pub session_id: u64,
    /// Grows with every changed description (RFC 3264 §8); 0 when it was not a number.
    pub session_version: u64,
    /// The maker's address.
    pub address: Connection,
}

/// An address as c= and o= lines carry it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Connection {
    /// An address we can send to.
    Ip(IpAddr),
    /// A name, or something that is neither: kept as written.
    Named {
        /// `IP4`, `IP6` or what stood there.
        family: String,
        /// The name.
        host: String,
    },
}

impl Connection {
    /// The address, unless it is a name.
    #[must_use]
    pub fn ip(&self) -> Option<IpAddr> {
        match self {
            Self::Ip(ip) => Some(*ip),
            Self::Named { .. } => None,
        }
    }

    /// The old way to ask for hold (RFC 3264 §8.4): `c=IN IP4 0.0.0.0`, or `::`.
    #[must_use]
    pub fn is_unspecified(&self) -> bool {
        self.ip().is_some_and(|ip| ip.is_unspecified())
    }
}

/// Who sends, seen from the one who wrote the description (RFC 8866 §6.7).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// Both ways; also when nothing is written.
    #[default]
    SendRecv,
    /// The writer only sends: he put the other on hold.
    SendOnly,
    /// The writer only receives.
    RecvOnly,
    /// Neither; RTCP still flows.
    Inactive,
}

impl Direction {
    /// Direction from its two halves.
    #[must_use]
    pub fn new(sends: bool, receives: bool) -> Self {
        match (sends, receives) {
            (true, true) => Self::SendRecv,
            (true, false) => Self::SendOnly,
            (false, true) => Self::RecvOnly,
            (false, false) => Self::Inactive,
        }
    }

    /// Whether the writer may send.
    #[must_use]
    pub fn sends(self) -> bool {
        matches!(self, Self::SendRecv | Self::SendOnly)
    }

    /// Whether the writer wants to receive.
    #[must_use]
    pub fn receives(self) -> bool {
        matches!(self, Self::SendRecv | Self::RecvOnly)
    }

    /// The same seen from the other end.
    #[must_use]
    pub fn reversed(self) -> Self {
        Self::new(self.receives(), self.sends())
    }

    /// What both allow.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self::new(self.sends() && other.sends(), self.receives() && other.receives())
    }

    /// The attribute's name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SendRecv => "sendrecv",
            Self::SendOnly => "sendonly",
            Self::RecvOnly => "recvonly",
            Self::Inactive => "inactive",
        }
    }

    /// Reads the attribute's name.
    #[must_use]
    pub fn from_attribute(name: &str) -> Option<Self> {
        [Self::SendRecv, Self::SendOnly, Self::RecvOnly, Self::Inactive].into_iter().find(|direction| direction.as_str() == name)
    }
}

/// One m= line and everything up to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaLine {
    /// `audio`, `video`, `image`, `application`, …
    pub kind: String,
    /// 0 means refused or switched off (RFC 3264 §6).
    pub port: u16,
    /// `RTP/AVP` and its relatives.
    pub protocol: String,
    /// Its codecs in order of preference, when the protocol is an RTP profile.
    pub codecs: Vec<Codec>,
    /// Its formats as written, when the protocol is not an RTP profile.
    pub formats: Vec<String>,
    /// Its own c= line.
    pub connection: Option<Connection>,
    /// Its own direction attribute.
    pub direction: Option<Direction>,
    /// Where RTCP goes when it is not the port above (RFC 3605).
    pub rtcp: Option<Rtcp>,
    /// Milliseconds of audio per packet the writer wants to receive.
    pub ptime_ms: Option<u16>,
    lines: Vec<Line>,
}

/// The `a=rtcp` attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rtcp {
    /// Port of RTCP.
    pub port: u16,
    /// Its address when it differs from the media's.
    pub connection: Option<Connection>,
}

/// One payload type with what it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Codec {
    /// 0–127.
    pub payload_type: u8,
    /// Encoding name as written; empty for a dynamic number nobody explained.
    pub name: String,
    /// RTP clock, Hz. 8000 for G.722 although it carries 16 kHz (RFC 3551 §4.5.2).
    pub clock_rate: u32,
    /// 1 when not written.
    pub channels: u8,
    /// Format parameters.
    pub fmtp: Option<String>,
}

/// The codecs this crate knows by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodecKind {
    /// G.711 A-law.
    Pcma,
    /// G.711 mu-law.
    Pcmu,
    /// G.722 at 64 kbit/s; passed through.
    G722,
    /// Opus; passed through.
    Opus,
    /// RFC 4733 events.
    TelephoneEvent,
    /// Anything else.
    Other,
}

impl From<Law> for CodecKind {
    fn from(law: Law) -> Self {
        match law {
            Law::A => Self::Pcma,
            Law::Mu => Self::Pcmu,
        }
    }
}

impl Codec {
    /// A codec by its parts, mono and without parameters.
    #[must_use]
    pub fn new(payload_type: u8, name: &str, clock_rate: u32) -> Self {
        Self { payload_type, name: name.to_owned(), clock_rate, channels: 1, fmtp: None }
    }

    /// G.711 A-law with its static number.
    #[must_use]
    pub fn pcma() -> Self {
        Self::new(8, "PCMA", 8_000)
    }

    /// G.711 mu-law with its static number.
    #[must_use]
    pub fn pcmu() -> Self {
        Self::new(0, "PCMU", 8_000)
    }

    /// G.722 with its static number.
    #[must_use]
    pub fn g722() -> Self {
        Self::new(9, "G722", 8_000)
    }

    /// RFC 4733 events: the sixteen keys.
    #[must_use]
    pub fn telephone_event(payload_type: u8, clock_rate: u32) -> Self {
        Self { fmtp: Some("0-16".to_owned()), ..Self::new(payload_type, "telephone-event", clock_rate) }
    }

    /// Which of the known codecs it is.
    #[must_use]
    pub fn kind(&self) -> CodecKind {
        let named = |name: &str| self.name.eq_ignore_ascii_case(name);
        match self.clock_rate {
            8_000 if named("PCMA") => CodecKind::Pcma,
            8_000 if named("PCMU") => CodecKind::Pcmu,
            8_000 if named("G722") => CodecKind::G722,
            48_000 if named("opus") => CodecKind::Opus,
            _ if named("telephone-event") => CodecKind::TelephoneEvent,
            _ => CodecKind::Other,
        }
    }

    /// Whether both mean the same encoding, whatever their numbers (RFC 3264 §6.1).
    #[must_use]
    pub fn same_encoding(&self, other: &Self) -> bool {
        !self.name.is_empty()
            && self.name.eq_ignore_ascii_case(&other.name)
            && self.clock_rate == other.clock_rate
            && self.channels == other.channels
    }

    /// The static assignment of a payload type (RFC 3551 §6), as far as telephony meets it.
    #[must_use]
    pub fn from_static(payload_type: u8) -> Option<Self> {
        let (name, clock_rate) = match payload_type {
            0 => ("PCMU", 8_000),
            3 => ("GSM", 8_000),
            4 => ("G723", 8_000),
            8 => ("PCMA", 8_000),
            9 => ("G722", 8_000),
            13 => ("CN", 8_000),
            15 => ("G728", 8_000),
            18 => ("G729", 8_000),
            _ => return None,
        };
        Some(Self::new(payload_type, name, clock_rate))
    }
}

/// A line we keep without reading: its letter and what follows `=`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    kind: char,
    value: String,
}

impl Line {
    /// Place in the order of RFC 8866 §5, the known lines left out.
    fn rank(&self) -> u8 {
        match self.kind {
            'i' => 0,
            'u' => 1,
            'e' => 2,
            'p' => 3,
            'b' => 4,
            't' => 5,
            'r' => 6,
            'z' => 7,
            'k' => 8,
            _ => 9,
        }
    }
}

impl Sdp {
    /// A description without media.
    #[must_use]
    pub fn new(origin: Origin, connection: Connection) -> Self {
        Self {
            origin,
            name: "-".to_owned(),
            connection: Some(connection),
            direction: None,
            media: Vec::new(),
            lines: vec![Line { kind: 't', value: "0 0".to_owned() }],
        }
    }

    /// Attributes of the session that are kept unread, without `a=`.
    pub fn attributes(&self) -> impl Iterator<Item = &str> {
        attributes(&self.lines)
    }

    /// The address media of `line` are sent to: its own c= line or the session's.
    #[must_use]
    pub fn connection_of<'a>(&'a self, line: &'a MediaLine) -> Option<&'a Connection> {
        line.connection.as_ref().or(self.connection.as_ref())
    }

    /// Where RTP of `line` is sent; `None` on hold by 0.0.0.0, with a name for an address, or without one.
    #[must_use]
    pub fn rtp_address(&self, line: &MediaLine) -> Option<SocketAddr> {
        let ip = self.connection_of(line)?.ip().filter(|ip| !ip.is_unspecified())?;
        (line.port != 0).then(|| SocketAddr::new(ip, line.port))
    }

    /// Where RTCP of `line` is sent: the port above, or what `a=rtcp` says.
    #[must_use]
    pub fn rtcp_address(&self, line: &MediaLine) -> Option<SocketAddr> {
        let rtp = self.rtp_address(line)?;
        match &line.rtcp {
            Some(rtcp) => {
                let own = rtcp.connection.as_ref().and_then(Connection::ip);
                Some(SocketAddr::new(own.unwrap_or(rtp.ip()), rtcp.port))
            }
            None => rtp.port().checked_add(1).map(|port| SocketAddr::new(rtp.ip(), port)),
        }
    }

    /// The direction of `line`: its own attribute, the session's, or both ways; an unspecified address means that the
    /// writer cannot receive (RFC 3264 §8.4).
    #[must_use]
    pub fn direction_of(&self, line: &MediaLine) -> Direction {
        let written = line.direction.or(self.direction).unwrap_or_default();
        let reachable = !self.connection_of(line).is_some_and(Connection::is_unspecified);
        Direction::new(written.sends(), written.receives() && reachable)
    }

    /// The first audio line that is not switched off.
    #[must_use]
    pub fn audio(&self) -> Option<&MediaLine> {
        self.media.iter().find(|line| line.is_rtp_audio() && line.port != 0)
    }

    /// Whether the writer asks for hold: he does not want to receive our audio.
    #[must_use]
    pub fn asks_hold(&self) -> bool {
        self.audio().is_some_and(|line| !self.direction_of(line).receives())
    }
}

impl MediaLine {
    /// An m= line without attributes.
    #[must_use]
    pub fn new(kind: &str, port: u16, protocol: &str) -> Self {
        Self {
            kind: kind.to_owned(),
            port,
            protocol: protocol.to_owned(),
            codecs: Vec::new(),
            formats: Vec::new(),
            connection: None,
            direction: None,
            rtcp: None,
            ptime_ms: None,
            lines: Vec::new(),
        }
    }

    /// Plain RTP audio, the only kind of media this crate carries so far.
    #[must_use]
    pub fn is_rtp_audio(&self) -> bool {
        self.kind == "audio" && matches!(self.protocol.as_str(), "RTP/AVP" | "RTP/AVPF")
    }

    /// Attributes of the line that are kept unread, without `a=`.
    pub fn attributes(&self) -> impl Iterator<Item = &str> {
        attributes(&self.lines)
    }

    fn carries_codecs(protocol: &str) -> bool {
        protocol.contains("RTP/")
    }
}

fn attributes(lines: &[Line]) -> impl Iterator<Item = &str> {
    lines.iter().filter(|line| line.kind == 'a').map(|line| line.value.as_str())
}

#[cfg(test)]
mod tests;
