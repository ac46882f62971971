//! Sockets of legs that ended, kept open for the next leg on the same ports.
//!
//! Opening a call's four sockets was seen to take a twelfth of the signalling thread's time. The switchboard lets ports rest before it
//! gives them out again, and what still came for the old call is thrown away in [`LegSockets::forget`], never heard by the new one.

use std::collections::BTreeMap;

use crossbeam_channel::{Receiver, Sender, bounded};

use super::sockets::LegSockets;

/// Legs' sockets kept. Chosen: what rests at a thousand new legs a second, 16,384 open files.
const IDLE_MAX: usize = 8 * 1024;

/// The signalling thread's side.
pub(super) struct IdleSockets {
    by_port: BTreeMap<u16, LegSockets>,
    returned: Receiver<LegSockets>,
}

/// The media threads' side.
#[derive(Clone)]
pub(super) struct SocketReturn(Sender<LegSockets>);

impl IdleSockets {
    pub(super) fn new() -> (Self, SocketReturn) {
        let (sender, returned) = bounded(IDLE_MAX);
        (Self { by_port: BTreeMap::new(), returned }, SocketReturn(sender))
    }

    /// The sockets on a port and the one above, if they are open.
    pub(super) fn take(&mut self, port: u16) -> Option<LegSockets> {
        for sockets in self.returned.try_iter() {
            if self.by_port.len() < IDLE_MAX {
                self.by_port.insert(sockets.port(), sockets);
            }
        }
        self.by_port.remove(&port)
    }

    /// Closes all: there may be too many files open.
    pub(super) fn close(&mut self) {
        self.by_port.clear();
        self.returned.try_iter().for_each(drop);
    }
}

impl SocketReturn {
    /// Keeps sockets that are not waited for any more; closes them when there are enough.
    pub(super) fn give(&self, sockets: LegSockets) {
        drop(self.0.try_send(sockets));
    }
}
