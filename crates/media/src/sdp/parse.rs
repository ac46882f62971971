//! Reading, line by line. What cannot be understood is kept; what is too much is refused.

use thiserror::Error;

use super::{Codec, Connection, Direction, Line, MediaLine, Origin, Rtcp, Sdp};
use crate::limits::{SDP_BYTES_MAX, SDP_FORMATS_MAX, SDP_LINES_MAX, SDP_MEDIA_MAX};

/// Why bytes are not a session description.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SdpError {
    /// Larger than [`SDP_BYTES_MAX`].
    #[error("session description of {bytes} bytes is too long")]
    TooLong {
        /// Its size.
        bytes: usize,
    },
    /// More lines, media or formats than the limits allow.
    #[error("session description has too many lines, media or formats (line {line})")]
    TooMany {
        /// Line number, from 1.
        line: usize,
    },
    /// It does not begin with `v=`.
    #[error("not a session description: it does not begin with v=")]
    NoVersion,
    /// An m= line without a kind, a port or a protocol.
    #[error("m= line {line} lacks kind, port or protocol")]
    BadMedia {
        /// Line number, from 1.
        line: usize,
    },
}

impl Sdp {
    /// Reads a session description; bytes that are not UTF-8 are replaced.
    ///
    /// # Errors
    /// See [`SdpError`]. Everything else is tolerated.
    pub fn parse(bytes: &[u8]) -> Result<Self, SdpError> {
        if bytes.len() > SDP_BYTES_MAX {
            return Err(SdpError::TooLong { bytes: bytes.len() });
        }
        let text = String::from_utf8_lossy(bytes);
        let mut reading = Reading::default();
        for (index, line) in text.split(['\n', '\r']).filter(|line| !line.is_empty()).enumerate() {
            reading.line(index + 1, line)?;
        }
        reading.finish()
    }
}

#[derive(Default)]
struct Reading {
    versioned: bool,
    origin: Option<Origin>,
    name: Option<String>,
    connection: Option<Connection>,
    direction: Option<Direction>,
    lines: Vec<Line>,
    media: Vec<MediaLine>,
}

impl Reading {
    fn line(&mut self, number: usize, line: &str) -> Result<(), SdpError> {
        if number > SDP_LINES_MAX {
            return Err(SdpError::TooMany { line: number });
        }
        let Some((kind, value)) = split_line(line) else {
            return if self.versioned { Ok(()) } else { Err(SdpError::NoVersion) };
        };
        if !self.versioned {
            self.versioned = kind == 'v';
            return if self.versioned { Ok(()) } else { Err(SdpError::NoVersion) };
        }
        if kind == 'm' {
            return self.media_line(number, value);
        }
        match self.media.last_mut() {
            Some(media) => media.line(kind, value),
            None => self.session_line(kind, value),
        }
        Ok(())
    }

    fn session_line(&mut self, kind: char, value: &str) {
        match kind {
            'v' => {}
            'o' => self.origin = Some(Origin::parse(value)),
            's' => self.name = Some(value.to_owned()),
            'c' => self.connection = Connection::parse(value).or(self.connection.take()),
            'a' if Direction::from_attribute(value).is_some() => self.direction = Direction::from_attribute(value),
            _ => self.lines.push(Line { kind, value: value.to_owned() }),
        }
    }

    fn media_line(&mut self, number: usize, value: &str) -> Result<(), SdpError> {
        if self.media.len() == SDP_MEDIA_MAX {
            return Err(SdpError::TooMany { line: number });
        }
        let mut words = value.split_ascii_whitespace();
        let (Some(kind), Some(port), Some(protocol)) = (words.next(), words.next(), words.next()) else {
            return Err(SdpError::BadMedia { line: number });
        };
        // "port/count" (RFC 8866 §5.14): only the first of several ports is used.
        let port = port.split('/').next().and_then(|port| port.parse().ok());
        let mut media = MediaLine::new(kind, port.ok_or(SdpError::BadMedia { line: number })?, protocol);
        for format in words {
            if media.formats.len() + media.codecs.len() == SDP_FORMATS_MAX {
                return Err(SdpError::TooMany { line: number });
            }
            media.format(format);
        }
        self.media.push(media);
        Ok(())
    }

    fn finish(mut self) -> Result<Sdp, SdpError> {
        if !self.versioned {
            return Err(SdpError::NoVersion);
        }
        self.lines.sort_by_key(Line::rank);
        for media in &mut self.media {
            media.lines.sort_by_key(Line::rank);
        }
        Ok(Sdp {
            origin: self.origin.unwrap_or_else(|| Origin::parse("")),
            name: self.name.unwrap_or_else(|| "-".to_owned()),
            connection: self.connection,
            direction: self.direction,
            media: self.media,
            lines: self.lines,
        })
    }
}

fn split_line(line: &str) -> Option<(char, &str)> {
    let (kind, value) = line.trim_start().split_once('=')?;
    let mut letters = kind.chars();
    let letter = letters.next().filter(char::is_ascii_lowercase)?;
    letters.next().is_none().then(|| (letter, value.trim()))
}

impl Origin {
    fn parse(value: &str) -> Self {
        let mut words = value.split_ascii_whitespace();
        let username = words.next().unwrap_or("-").to_owned();
        let mut number = || words.next().and_then(|word| word.parse().ok()).unwrap_or(0);
        let (session_id, session_version) = (number(), number());
        let rest: Vec<&str> = words.collect();
        let address = Connection::parse(&rest.join(" "));
        let unknown = || Connection::Named { family: "IP4".to_owned(), host: "-".to_owned() };
        Self { username, session_id, session_version, address: address.unwrap_or_else(unknown) }
    }
}

impl Connection {
    /// `IN IP4 192.0.2.1`, perhaps with `/ttl` behind a multicast address.
    fn parse(value: &str) -> Option<Self> {
        let mut words = value.split_ascii_whitespace().skip(1);
        let (family, address) = (words.next()?, words.next()?);
        let host = address.split('/').next().filter(|host| !host.is_empty())?;
        Some(match host.parse() {
            Ok(ip) => Self::Ip(ip),
            Err(_) => Self::Named { family: family.to_owned(), host: host.to_owned() },
        })
    }
}

impl MediaLine {
    fn format(&mut self, format: &str) {
        if !Self::carries_codecs(&self.protocol) {
            self.formats.push(format.to_owned());
            return;
        }
        let number = format.parse().ok().filter(|number: &u8| *number < 128);
        let Some(payload_type) = number else { return };
        if self.codecs.iter().all(|codec| codec.payload_type != payload_type) {
            let unexplained = || Codec::new(payload_type, "", 0);
            self.codecs.push(Codec::from_static(payload_type).unwrap_or_else(unexplained));
        }
    }

    fn line(&mut self, kind: char, value: &str) {
        let read = match kind {
            'c' => Connection::parse(value).map(|connection| self.connection = Some(connection)),
            'a' => self.attribute(value),
            _ => None,
        };
        if read.is_none() && kind != 'c' {
            self.lines.push(Line { kind, value: value.to_owned() });
        }
    }

    /// `None` when the attribute is to be kept unread.
    fn attribute(&mut self, attribute: &str) -> Option<()> {
        let (name, value) = attribute.split_once(':').unwrap_or((attribute, ""));
        match name {
            "rtpmap" => self.rtpmap(value),
            "fmtp" => self.fmtp(value),
            "ptime" => value.trim().parse().ok().map(|ptime| self.ptime_ms = Some(ptime)),
            "rtcp" => Rtcp::parse(value).map(|rtcp| self.rtcp = Some(rtcp)),
            _ => Direction::from_attribute(attribute).map(|direction| self.direction = Some(direction)),
        }
    }

    fn rtpmap(&mut self, value: &str) -> Option<()> {
        let (codec, encoding) = self.codec_of(value)?;
        let mut parts = encoding.split('/');
        let name = parts.next().filter(|name| !name.is_empty() && !name.contains(char::is_whitespace))?;
        let clock_rate = parts.next()?.parse().ok()?;
        codec.channels = parts.next().and_then(|channels| channels.parse().ok()).unwrap_or(1);
        codec.name = name.to_owned();
        codec.clock_rate = clock_rate;
        Some(())
    }

    fn fmtp(&mut self, value: &str) -> Option<()> {
        let (codec, parameters) = self.codec_of(value)?;
        codec.fmtp = Some(parameters.to_owned());
        Some(())
    }

    fn codec_of<'v>(&mut self, value: &'v str) -> Option<(&mut Codec, &'v str)> {
        let (number, rest) = value.trim().split_once(char::is_whitespace)?;
        let number: u8 = number.parse().ok()?;
        let rest = rest.trim();
        let codec = self.codecs.iter_mut().find(|codec| codec.payload_type == number)?;
        (!rest.is_empty()).then_some((codec, rest))
    }
}

impl Rtcp {
    fn parse(value: &str) -> Option<Self> {
        let (port, rest) = value.trim().split_once(char::is_whitespace).unwrap_or((value.trim(), ""));
        Some(Self { port: port.parse().ok()?, connection: Connection::parse(rest) })
    }
}
