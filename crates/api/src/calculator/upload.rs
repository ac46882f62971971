//! The bytes of an upload, from the network to a reader that blocks, and lines back.

use super::line::FileLine;
use crate::problem::Problem;
use axum::{
    body::{Body, Bytes},
    http::StatusCode,
};
use futures_util::StreamExt;
use otklik_insight::files::FileRefused;
use std::{
    io::{self, Read},
    time::Duration,
};
use tokio::{
    sync::mpsc::{Receiver, Sender, channel},
    time::{Instant, timeout_at},
};

/// Pieces on their way; the network waits for the reader.
const PIECES_MAX: usize = 16;
/// Lines on their way to a client who reads slowly.
const LINES_MAX: usize = 64;

/// What is asked of those who send files.
#[derive(Debug, Clone, Copy)]
pub struct UploadLimits {
    /// The most in one request, files together.
    pub bytes_max: u64,
    /// The most time in all.
    pub whole: Duration,
    /// In every such time ...
    pub pace: Duration,
    /// ... so many bytes at least: who sends a byte a second would keep a place for ever.
    pub pace_bytes: u64,
}

impl Default for UploadLimits {
    /// Chosen: five million calls are a third of the bytes, and the pace is a hundredth of a bad telephone's.
    fn default() -> Self {
        let (whole, pace) = (Duration::from_secs(15 * 60), Duration::from_secs(30));
        Self { bytes_max: 512 << 20, whole, pace, pace_bytes: 32 << 10 }
    }
}

/// Bytes as they come in, for a thread that may block.
pub struct Pieces {
    receiver: Receiver<io::Result<Bytes>>,
    rest: Bytes,
    lines: Sender<String>,
    bytes_max: u64,
    /// Bytes that may still come.
    left: u64,
}

/// Lines of the answer, for a thread that may block.
#[derive(Clone)]
pub struct Lines(Sender<String>);

/// Connects a body with the reader, and the reader's lines with the body of the answer.
pub fn connect(body: Body, limits: UploadLimits) -> (Pieces, Lines, Body) {
    let (pieces, receiver) = channel(PIECES_MAX);
    let (lines, told) = channel(LINES_MAX);
    tokio::spawn(pump(body, limits, pieces));
    let answer = futures_util::stream::unfold(told, async |mut told| {
        let line = told.recv().await?;
        Some((Ok::<_, io::Error>(Bytes::from(line)), told))
    });
    let pieces = Pieces { receiver, rest: Bytes::new(), lines: lines.clone(), bytes_max: limits.bytes_max, left: limits.bytes_max };
    (pieces, Lines(lines), Body::from_stream(answer))
}

/// The same refusal, once the body is there: who is answered in the middle of sending sees a broken connection and no sentence.
pub async fn refuse(body: Body, limits: UploadLimits, problem: Problem) -> Problem {
    let (pieces, mut receiver) = channel::<io::Result<Bytes>>(1);
    let discard = async {
        let mut left = limits.bytes_max;
        while let Some(Ok(piece)) = receiver.recv().await {
            left = left.saturating_sub(piece.len() as u64);
            if left == 0 {
                break;
            }
        }
        drop(receiver);
    };
    tokio::join!(pump(body, limits, pieces), discard);
    problem
}

async fn pump(body: Body, limits: UploadLimits, pieces: Sender<io::Result<Bytes>>) {
    let mut stream = body.into_data_stream();
    let deadline = Instant::now() + limits.whole;
    let mut pace = Pace::begin(limits, Instant::now());
    loop {
        let piece = match timeout_at(deadline.min(pace.until), stream.next()).await {
            Ok(Some(piece)) => piece.map_err(io::Error::other),
            Ok(None) => return,
            Err(_) => Err(io::Error::from(io::ErrorKind::TimedOut)),
        };
        let is_over = piece.is_err();
        let came = Instant::now();
        pace.received(piece.as_ref().map_or(0, |bytes| bytes.len() as u64), came);
        if pieces.send(piece).await.is_err() || is_over {
            return;
        }
        // The client waited for us.
        pace.until += came.elapsed();
    }
}

/// How fast a client has to be.
#[derive(Clone, Copy)]
struct Pace {
    limits: UploadLimits,
    until: Instant,
    due: u64,
}

impl Pace {
    fn begin(limits: UploadLimits, now: Instant) -> Self {
        Self { limits, until: now + limits.pace, due: limits.pace_bytes }
    }

    fn received(&mut self, bytes: u64, now: Instant) {
        self.due = self.due.saturating_sub(bytes);
        if self.due == 0 {
            *self = Self::begin(self.limits, now);
        }
    }
}

impl Pieces {
    /// Reads what is still coming and throws it away, as much again at most: a browser shows an answer only when all was sent.
    pub fn drain(&mut self) {
        self.rest.clear();
        self.left = self.bytes_max;
        let _ = io::copy(self, &mut io::sink());
    }
}

impl Read for Pieces {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.rest.is_empty() {
            if self.lines.is_closed() {
                return Err(io::Error::from(io::ErrorKind::BrokenPipe));
            }
            match self.receiver.blocking_recv() {
                Some(piece) => self.rest = piece?,
                None => return Ok(0),
            }
            self.left = self.left.checked_sub(self.rest.len() as u64).ok_or(io::ErrorKind::FileTooLarge)?;
        }
        let taken = self.rest.split_to(into.len().min(self.rest.len()));
        into[..taken.len()].copy_from_slice(&taken);
        Ok(taken.len())
    }
}

impl Lines {
    /// Sends the last line; nobody may be listening any more.
    pub fn tell(&self, line: &FileLine) {
        let _ = self.0.blocking_send(written(line));
    }

    /// Sends a line on the way, unless the client is behind: there is always room for the last one, so nobody waits for him.
    pub fn mention(&self, line: &FileLine) {
        if self.0.capacity() > 1 {
            let _ = self.0.try_send(written(line));
        }
    }
}

fn written(line: &FileLine) -> String {
    serde_json::to_string(line).expect("lines are plain data") + "\n"
}

/// A refused file as a problem.
pub fn problem(refused: &FileRefused, limits: UploadLimits) -> Problem {
    if let FileRefused::Io(error) = refused {
        return broken_off(error.kind(), limits);
    }
    let is_large = matches!(refused, FileRefused::TooLarge { .. } | FileRefused::TooLargeUnpacked { .. });
    let status = if is_large { StatusCode::PAYLOAD_TOO_LARGE } else { StatusCode::UNPROCESSABLE_ENTITY };
    Problem::new(status, refused.code(), "Not counted", refused.to_string())
}

/// An upload that did not come whole.
fn broken_off(kind: io::ErrorKind, limits: UploadLimits) -> Problem {
    let (status, code, detail) = if kind == io::ErrorKind::FileTooLarge {
        let limit = limits.bytes_max;
        (
            StatusCode::PAYLOAD_TOO_LARGE,
            "file_too_large",
            format!("Files of one request may have {limit} bytes together; send a part of them."),
        )
    } else if kind == io::ErrorKind::TimedOut {
        let least = limits.pace_bytes / limits.pace.as_secs().max(1);
        let detail =
            format!("Sending took too long: {least} bytes a second are the least, and {} s the most in all.", limits.whole.as_secs());
        (StatusCode::REQUEST_TIMEOUT, "upload_too_slow", detail)
    } else if kind == io::ErrorKind::InvalidData {
        (StatusCode::BAD_REQUEST, "malformed", "The form of several files is not multipart/form-data (RFC 7578).".to_owned())
    } else {
        (StatusCode::BAD_REQUEST, "file_unreadable", "The upload broke off; nothing was counted. Send it again.".to_owned())
    };
    Problem::new(status, code, "Not counted", detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_a_second_is_too_slow_and_a_bad_telephone_is_not() {
        let limits = UploadLimits::default();
        let begun = Pace::begin(limits, Instant::now());
        let (mut dripping, mut telephone) = (begun, begun);
        (0..30).for_each(|_| dripping.received(1, begun.until));
        assert_eq!(dripping.until, begun.until);
        (0..30).for_each(|_| telephone.received(2_000, begun.until));
        assert_eq!(telephone.until, begun.until + limits.pace);
    }
}
