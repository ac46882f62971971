//! Printing: the order of RFC 8866 §5, CRLF at every line's end.

use std::fmt::{Display, Formatter, Result};
use std::net::IpAddr;

use super::{Codec, Connection, Line, MediaLine, Sdp};

impl Display for Sdp {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        let origin = &self.origin;
        write!(out, "v=0\r\no={} {} {} ", origin.username, origin.session_id, origin.session_version)?;
        write!(out, "{}\r\ns={}\r\n", origin.address, self.name)?;
        lines(out, &self.lines, 0..=3)?;
        if let Some(connection) = &self.connection {
            write!(out, "c={connection}\r\n")?;
        }
        lines(out, &self.lines, 4..=8)?;
        if let Some(direction) = self.direction {
            write!(out, "a={}\r\n", direction.as_str())?;
        }
        lines(out, &self.lines, 9..=9)?;
        self.media.iter().try_for_each(|line| line.fmt(out))
    }
}

impl Display for Connection {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        match self {
            Self::Ip(IpAddr::V4(ip)) => write!(out, "IN IP4 {ip}"),
            Self::Ip(IpAddr::V6(ip)) => write!(out, "IN IP6 {ip}"),
            Self::Named { family, host } => write!(out, "IN {family} {host}"),
        }
    }
}

impl Display for MediaLine {
    fn fmt(&self, out: &mut Formatter<'_>) -> Result {
        write!(out, "m={} {} {}", self.kind, self.port, self.protocol)?;
        for codec in &self.codecs {
            write!(out, " {}", codec.payload_type)?;
        }
        for format in &self.formats {
            write!(out, " {format}")?;
        }
        out.write_str("\r\n")?;
        lines(out, &self.lines, 0..=3)?;
        if let Some(connection) = &self.connection {
            write!(out, "c={connection}\r\n")?;
        }
        lines(out, &self.lines, 4..=8)?;
        self.codecs.iter().try_for_each(|codec| codec_attributes(out, codec))?;
        self.own_attributes(out)?;
        lines(out, &self.lines, 9..=9)
    }
}

impl MediaLine {
    fn own_attributes(&self, out: &mut Formatter<'_>) -> Result {
        if let Some(ptime) = self.ptime_ms {
            write!(out, "a=ptime:{ptime}\r\n")?;
        }
        if let Some(rtcp) = &self.rtcp {
            write!(out, "a=rtcp:{}", rtcp.port)?;
            if let Some(connection) = &rtcp.connection {
                write!(out, " {connection}")?;
            }
            out.write_str("\r\n")?;
        }
        match self.direction {
            Some(direction) => write!(out, "a={}\r\n", direction.as_str()),
            None => Ok(()),
        }
    }
}

fn codec_attributes(out: &mut Formatter<'_>, codec: &Codec) -> Result {
    if !codec.name.is_empty() {
        write!(out, "a=rtpmap:{} {}/{}", codec.payload_type, codec.name, codec.clock_rate)?;
        if codec.channels != 1 {
            write!(out, "/{}", codec.channels)?;
        }
        out.write_str("\r\n")?;
    }
    match &codec.fmtp {
        Some(fmtp) => write!(out, "a=fmtp:{} {fmtp}\r\n", codec.payload_type),
        None => Ok(()),
    }
}

fn lines(out: &mut Formatter<'_>, lines: &[Line], ranks: std::ops::RangeInclusive<u8>) -> Result {
    lines.iter().filter(|line| ranks.contains(&line.rank())).try_for_each(|line| write!(out, "{}={}\r\n", line.kind, line.value))
}
