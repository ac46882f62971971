//! The switchboard: composes `sip`, `media` and `call` into what answers a company's phones and carriers.
//!
//! Still without IO: packets, media reports, commands and the time go in through [`Switchboard::handle`]; packets, media actions,
//! journal entries and outcomes of commands come out of [`Switchboard::poll_output`]. `net` drives it with sockets, `sim` with a
//! simulated network, the ladders of its tests with text. It does not know a database: it routes by the [`Directory`] it was
//! last given, and journals what happens.
//!
//! [`Directory`]: otklik_model::directory::Directory
//!
//! ```
//! use otklik_sip::{FlowId, SipConfig, Transport, engine::LocalFlow};
//! use otklik_switchboard::{Input, Output, Switchboard, SwitchboardConfig};
//! # let start = std::time::Instant::now();
//! let here = LocalFlow { flow: FlowId(0), transport: Transport::Udp, advertised: "192.0.2.1:5060".parse()? };
//! let config = SwitchboardConfig::new(SipConfig::new("otklik", vec![here]), "192.0.2.1".parse()?, 30_000..=31_999, [7; 32]);
//! let mut switchboard = Switchboard::new(config, 42, (start, otklik_model::Timestamp::UNIX_EPOCH));
//!
//! let options = b"OPTIONS sip:192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK1\r\nMax-Forwards: 70\r\n\
//! From: <sip:probe@192.0.2.9>;tag=1\r\nTo: <sip:192.0.2.1>\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";
//! let packet = Input::Packet { flow: FlowId(0), transport: Transport::Udp, source: "192.0.2.9:5060".parse()?, bytes: options };
//! switchboard.handle(packet, start);
//! let Some(Output::Send { bytes, .. }) = switchboard.poll_output() else { panic!("an answer") };
//! assert!(bytes.starts_with(b"SIP/2.0 200"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![deny(missing_docs)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic))]

mod around;
mod arriving;
mod commands;
mod config;
mod counters;
mod devices;
mod enact;
mod identity;
mod ids;
mod io;
mod leg_media;
mod live_call;
mod media_reports;
mod registration;
mod requests;
mod ringing_out;
mod sip_reports;
mod switchboard;
mod trunk_lines;

pub use config::{Limits, SwitchboardConfig};
pub use counters::Counters;
pub use io::{Input, JournalPace, Output};
pub use switchboard::{Load, Switchboard};
