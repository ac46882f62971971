//! Changed copies of a message. The other headers keep their bytes and their order; Content-Length is always written anew.

use std::fmt::Display;
use std::net::SocketAddr;

use super::{Line, Message, StartLine};
use crate::build::{Injection, Writer};
use crate::headers::{Name, Via};
use crate::uri::{Host, Uri};

impl Message {
    /// Replaces every line of the header by one value, at the place of the first; adds it at the end if there was none.
    pub fn with_header(&self, name: &Name, value: impl Display) -> Result<Self, Injection> {
        let mut pending = Some(value);
        self.rewrite(name, |writer, _| {
            if let Some(value) = pending.take() {
                writer.header(name, value);
            }
        })
    }

    /// Leaves every line of the header out.
    pub fn without(&self, name: &Name) -> Result<Self, Injection> {
        self.rewrite(name, |_, _| {})
    }

    /// Puts a value above the header's other values: a Via or a Record-Route of ours.
    pub fn prepend(&self, name: &Name, value: impl Display) -> Result<Self, Injection> {
        let mut pending = Some(value);
        self.rewrite(name, |writer, existing| {
            if let Some(value) = pending.take() {
                writer.header(name, value);
            }
            if let Some(existing) = existing {
                writer.copied(name.as_str().as_bytes(), existing);
            }
        })
    }

    /// Writes `received` and `rport` into the topmost Via (RFC 3261 §18.2.1, RFC 3581 §4), so that responses find their way back.
    pub fn with_source(&self, source: SocketAddr) -> Result<Self, Injection> {
        let Ok(mut via) = self.top_via() else { return Ok(self.clone()) };
        let differs = via.host != Host::from(source.ip());
        if !differs && !via.wants_rport() {
            return Ok(self.clone());
        }
        if via.wants_rport() {
            via.params.set("rport", &source.port().to_string());
        }
        via.params.set("received", &source.ip().to_string());
        self.replace_top_via(&via)
    }

    /// Puts another Via in place of the topmost.
    pub(crate) fn replace_top_via(&self, via: &Via) -> Result<Self, Injection> {
        let mut top = Some(via);
        self.rewrite(&Name::Via, |writer, existing| match (top.take(), existing) {
            (Some(via), Some(existing)) => {
                writer.header(&Name::Via, via);
                for other in crate::grammar::commas(existing).skip(1) {
                    writer.copied(b"Via", other);
                }
            }
            (None, Some(existing)) => writer.copied(b"Via", existing),
            (_, None) => {}
        })
    }

    /// With another body, and its Content-Type in place of the old one.
    pub fn with_body(&self, content_type: impl Display, body: &[u8]) -> Result<Self, Injection> {
        let mut writer = Writer::new();
        self.copy_start(&mut writer);
        let kept = self.lines.iter().filter(|line| line.code != Name::ContentType.code());
        kept.for_each(|line| self.copy_line(&mut writer, line));
        writer.header(&Name::ContentType, content_type);
        writer.finish(body)
    }

    /// With another Request-URI; a response stays as it is.
    pub fn with_request_uri(&self, uri: &Uri) -> Result<Self, Injection> {
        let mut writer = Writer::new();
        match self.start {
            StartLine::Response { .. } => return Ok(self.clone()),
            StartLine::Request { method, .. } => {
                writer.raw(self.span(method));
                writer.raw(b" ");
                writer.checked("Request-URI", uri);
                writer.raw(b" SIP/2.0\r\n");
            }
        }
        self.lines.iter().for_each(|line| self.copy_line(&mut writer, line));
        writer.finish(&self.body())
    }

    /// Copies the message; lines called `name` go through `write`, which is called once with `None` if there are none.
    fn rewrite(&self, name: &Name, mut write: impl FnMut(&mut Writer, Option<&[u8]>)) -> Result<Self, Injection> {
        if *name == Name::ContentLength {
            return Ok(self.clone());
        }
        let mut writer = Writer::new();
        self.copy_start(&mut writer);
        let mut found = false;
        for line in self.lines.iter() {
            if name.is(self.span(line.name)) {
                found = true;
                write(&mut writer, Some(self.span(line.value)));
            } else {
                self.copy_line(&mut writer, line);
            }
        }
        if !found {
            write(&mut writer, None);
        }
        writer.finish(&self.body())
    }

    fn copy_start(&self, writer: &mut Writer) {
        let parts = match self.start {
            StartLine::Request { method, uri, .. } => [self.span(method), b" ", self.span(uri), b" SIP/2.0"],
            StartLine::Response { status, reason } => {
                writer.checked("status", format_args!("SIP/2.0 {status} "));
                [self.span(reason), b"", b"", b""]
            }
        };
        parts.iter().for_each(|part| writer.raw(part));
        writer.raw(b"\r\n");
    }

    fn copy_line(&self, writer: &mut Writer, line: &Line) {
        if line.code != Name::ContentLength.code() {
            writer.copied(self.span(line.name), self.span(line.value));
        }
    }
}
