//! The bytes of an upload, from the network to a reader that blocks, and lines back.

use axum::body::{Body, Bytes};
use futures_util::StreamExt;
use std::{
    io::{self, Read},
    time::Duration,
};
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// Pieces on their way; the network waits for the reader.
const PIECES_MAX: usize = 16;
/// Lines on their way to a client who reads slowly.
const LINES_MAX: usize = 64;
/// A client who sends nothing for so long is gone.
const IDLE: Duration = Duration::from_secs(30);
/// The longest an upload may take in all.
const WHOLE: Duration = Duration::from_secs(15 * 60);

/// Bytes as they come in, for a thread that may block.
pub struct Pieces {
    receiver: Receiver<io::Result<Bytes>>,
    rest: Bytes,
    lines: Sender<String>,
}

/// Lines of the answer, for a thread that may block.
#[derive(Clone)]
pub struct Lines(Sender<String>);

/// Connects a body with the reader, and the reader's lines with the body of the answer.
pub fn connect(body: Body) -> (Pieces, Lines, Body) {
    let (pieces, receiver) = channel(PIECES_MAX);
    let (lines, told) = channel(LINES_MAX);
    tokio::spawn(pump(body, pieces));
    let answer = futures_util::stream::unfold(told, async |mut told| {
        let line = told.recv().await?;
        Some((Ok::<_, io::Error>(Bytes::from(line)), told))
    });
    (Pieces { receiver, rest: Bytes::new(), lines: lines.clone() }, Lines(lines), Body::from_stream(answer))
}

async fn pump(body: Body, pieces: Sender<io::Result<Bytes>>) {
    let mut stream = body.into_data_stream();
    let deadline = tokio::time::Instant::now() + WHOLE;
    loop {
        let patience = deadline.min(tokio::time::Instant::now() + IDLE);
        let piece = match tokio::time::timeout_at(patience, stream.next()).await {
            Ok(Some(piece)) => piece.map_err(io::Error::other),
            Ok(None) => return,
            Err(_) => Err(io::Error::from(io::ErrorKind::TimedOut)),
        };
        let is_over = piece.is_err();
        if pieces.send(piece).await.is_err() || is_over {
            return;
        }
    }
}

impl Pieces {
    /// Reads what is still coming and throws it away, up to so many bytes: a browser shows an answer only when all was sent.
    pub fn drain(&mut self, bytes_max: u64) {
        let _ = io::copy(&mut self.take(bytes_max), &mut io::sink());
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
        }
        let taken = self.rest.split_to(into.len().min(self.rest.len()));
        into[..taken.len()].copy_from_slice(&taken);
        Ok(taken.len())
    }
}

impl Lines {
    /// Sends one line; nobody may be listening any more.
    pub fn tell(&self, line: &serde_json::Value) {
        let _ = self.0.blocking_send(format!("{line}\n"));
    }
}
