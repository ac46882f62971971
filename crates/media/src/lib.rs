//! The media plane without its sockets: SDP and its negotiation, RTP relay, digits, prompts and recordings.
//!
//! Nothing here opens a socket, reads a clock, draws a random number or knows a tenant. Bytes and the time come in
//! as arguments, bytes go out as return values, so every behaviour can be replayed. Two crates call it:
//! `switchboard`, which negotiates and decides ([`sdp`], [`negotiate`], [`ports`], [`action`]), and the media threads
//! of `net`, which carry out those decisions packet by packet ([`relay`], [`prompt`], [`recorder`]).
//!
//! ```
//! use otklik_media::negotiate::{LocalMedia, answer};
//! use otklik_media::sdp::{Codec, Direction, Sdp};
//!
//! let offered = Sdp::parse(
//!     b"v=0\r\no=- 1 1 IN IP4 192.0.2.5\r\ns=-\r\nc=IN IP4 192.0.2.5\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0 8\r\n",
//! )?;
//! let ours = LocalMedia {
//!     address: "192.0.2.1".parse()?,
//!     port: 30_000,
//!     codecs: vec![Codec::pcma(), Codec::pcmu()],
//!     direction: Direction::SendRecv,
//!     session_id: 7,
//!     session_version: 1,
//!     ptime_ms: 20,
//! };
//! let (sdp, negotiated) = answer(&offered, &ours)?;
//! assert_eq!(negotiated.voice().map(|voice| voice.send_payload_type), Some(8));
//! assert_eq!(sdp.media.first().map(|line| line.port), Some(30_000));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![deny(missing_docs)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic))]

pub mod action;
pub mod dtmf;
pub mod g711;
pub mod latch;
pub mod limits;
pub mod negotiate;
pub mod ports;
pub mod prompt;
pub mod recorder;
pub mod relay;
pub mod rtcp;
pub mod rtp;
pub mod sdp;
pub mod timeline;
pub mod tone;
pub mod wav;

/// A beginning for the virtual time of tests; every other moment is reckoned from it.
#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "an Instant can be had in no other way; tests only add to it")]
pub(crate) fn any_instant() -> std::time::Instant {
    std::time::Instant::now()
}
