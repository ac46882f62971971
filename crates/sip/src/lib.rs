//! SIP without input and output: bytes come in as arguments, bytes go out as results.
//!
//! **What it is.** Layer by layer, each usable alone:
//!
//! - [`Message`]: the bytes of a message and a table of its header lines, one allocation; typed views on demand
//!   ([`headers`], [`uri`]), [writers](build) that let no line end through, [`frame`] for streams;
//! - [`screen`]: the verdict on a message by RFC 3261 and the torture tests of RFC 4475 and 5118: accept, answer, drop;
//! - [`digest`] on both sides, and the [`registrar`];
//! - [`Sip`]: transactions, dialogs and calls as one state machine.
//!
//! **What it isn't.** It opens no socket, reads no clock, draws no random number that its seed didn't decide, resolves no
//! name and starts no thread. It doesn't look into bodies: SDP belongs to the media side. It is no proxy: requests are
//! answered or originated, never forwarded in the same transaction.
//!
//! ```
//! use bytes::Bytes;
//! use otklik_sip::{Framing, Message, Method, Name, build, screen};
//!
//! let packet = "OPTIONS sip:pbx.example SIP/2.0\r\n\
//!     Via: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK1;rport\r\n\
//!     From: \"Анна\" <sip:101@pbx.example>;tag=a1\r\n\
//!     To: <sip:pbx.example>\r\n\
//!     i: 7@192.0.2.7\r\n\
//!     CSeq: 1 OPTIONS\r\n\r\n";
//! let request = Message::parse(Bytes::from(packet), Framing::Datagram)?;
//! assert_eq!(request.method(), Some(Method::Options));
//! assert_eq!(request.from()?.display.as_deref(), Some("Анна"));
//! assert_eq!(request.text(&Name::CallId), Some("7@192.0.2.7"));
//! assert!(screen::screen(&request).is_ok());
//!
//! let request = request.with_source("198.51.100.9:40000".parse()?)?;
//! let answer = build::tagged_response_to(&request, 200, "OK", "b2").header(Name::Accept, "application/sdp").finish()?;
//! assert_eq!(answer.top_via()?.rport(), Some(40000));
//! assert_eq!(answer.to()?.tag(), Some("b2"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![deny(missing_docs)]

pub mod build;
mod dialog;
pub mod digest;
pub mod engine;
pub mod flow;
pub mod frame;
mod grammar;
pub mod headers;
mod invite;
pub mod limits;
pub mod message;
mod method;
pub mod output;
mod params;
pub mod registrar;
pub mod rng;
pub mod screen;
mod timers;
mod transaction;
pub mod uri;

pub use engine::{Input, Sip, SipConfig};
pub use flow::{FlowId, Transport};
pub use grammar::Malformed;
pub use headers::Name;
pub use message::{Framing, Message, Rejected};
pub use method::Method;
pub use output::{Body, InviteId, Output, RequestId};
pub use params::{Param, Params};
pub use transaction::Timing;
pub use uri::{Host, Scheme, Uri};
