//! One TCP connection: frames coming in, a bounded queue going out.

use bytes::{Buf, Bytes};
use mio::{Registry, net::TcpStream};
use otklik_sip::frame::{Frame, StreamFramer};
use std::{
    collections::VecDeque,
    io::{self, Read, Write},
    net::SocketAddr,
};

/// What a peer may leave unread before it is cut off (chosen: some hundred messages).
const QUEUE_BYTES_MAX: usize = 256 << 10;
/// Bytes read in one turn, so that one fast peer does not hold up the others.
const BYTES_PER_TURN: usize = 64 << 10;

pub(super) struct Connection {
    stream: TcpStream,
    peer: SocketAddr,
    framer: StreamFramer,
    queue: VecDeque<Bytes>,
    queued_bytes: usize,
}

pub(super) enum Reading {
    Drained,
    MoreLeft,
    Over,
}

impl Connection {
    pub(super) fn new(stream: TcpStream, peer: SocketAddr) -> Self {
        Self { stream, peer, framer: StreamFramer::new(), queue: VecDeque::new(), queued_bytes: 0 }
    }

    pub(super) const fn peer(&self) -> SocketAddr {
        self.peer
    }

    pub(super) fn deregister(&mut self, registry: &Registry) {
        registry.deregister(&mut self.stream).ok();
    }

    pub(super) fn read(&mut self, mut take: impl FnMut(&[u8])) -> Reading {
        let mut chunk = [0; 8192];
        for _ in 0..BYTES_PER_TURN / chunk.len() {
            match self.stream.read(&mut chunk) {
                Ok(0) => return Reading::Over,
                Ok(length) => {
                    self.framer.push(chunk.get(..length).unwrap_or_default());
                    if self.take_frames(&mut take).is_err() {
                        return Reading::Over;
                    }
                }
                Err(error) => return reading_after(&error),
            }
        }
        Reading::MoreLeft
    }

    fn take_frames(&mut self, take: &mut impl FnMut(&[u8])) -> io::Result<()> {
        loop {
            match self.framer.next_frame() {
                Ok(Some(Frame::Message(bytes))) => take(&bytes),
                // RFC 5626 §4.4.1: a double CRLF is a ping, answered by a single one.
                Ok(Some(Frame::KeepAlivePing)) => self.send(&Bytes::from_static(b"\r\n"))?,
                Ok(Some(Frame::KeepAlivePong)) => {}
                Ok(None) => return Ok(()),
                // Where the next message begins is not known any more (RFC 3261 §18.3).
                Err(error) => return Err(io::Error::new(io::ErrorKind::InvalidData, error)),
            }
        }
    }

    pub(super) fn send(&mut self, bytes: &Bytes) -> io::Result<()> {
        if self.queued_bytes + bytes.len() > QUEUE_BYTES_MAX {
            return Err(io::ErrorKind::OutOfMemory.into());
        }
        self.queued_bytes += bytes.len();
        self.queue.push_back(bytes.clone());
        self.flush()
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        while let Some(first) = self.queue.front_mut() {
            match self.stream.write(first) {
                Ok(written) => {
                    self.queued_bytes -= written;
                    first.advance(written);
                    if first.is_empty() {
                        self.queue.pop_front();
                    }
                }
                Err(error) if is_passing(&error) => return Ok(()),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

fn reading_after(error: &io::Error) -> Reading {
    if error.kind() == io::ErrorKind::WouldBlock {
        Reading::Drained
    } else if error.kind() == io::ErrorKind::Interrupted {
        Reading::MoreLeft
    } else {
        Reading::Over
    }
}

/// The socket is full, or the connection is still being made.
fn is_passing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted | io::ErrorKind::NotConnected)
}
