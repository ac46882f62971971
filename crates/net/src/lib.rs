//! Sockets, timers and threads: the loop that drives the switchboard, and the media threads.
//!
//! One [signalling](signalling) thread owns all SIP sockets and the [`Switchboard`](otklik_switchboard::Switchboard); media
//! threads own the RTP sockets. This crate holds no rules of telephony: it moves bytes, tells the time and wakes up when a timer
//! is due. It knows nothing of databases or HTTP; events leave through a closure, commands come in over a channel.

pub mod media;
pub mod signalling;
pub mod wire;
