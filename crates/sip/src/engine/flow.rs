//! Where packets come from and go to.

use crate::flow::{FlowId, Transport};
use std::net::SocketAddr;

/// The next hop of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Destination {
    /// Flow to use.
    pub flow: FlowId,
    /// Transport of that flow.
    pub transport: Transport,
    /// Peer's address; over a connection it is the connection's peer.
    pub address: SocketAddr,
}

/// A flow this process opened before any packet: a UDP socket, or the model for the connections of one listener.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LocalFlow {
    /// Its number.
    pub flow: FlowId,
    /// Its transport. A connection whose flow is not listed uses the first listed flow of the same transport.
    pub transport: Transport,
    /// Address peers can reach: written into Via and Contact.
    pub advertised: SocketAddr,
}

/// Port meant when none is written (RFC 3261 §19.1.2, RFC 7118 §5.4).
pub(crate) fn default_port(transport: Transport) -> u16 {
    match transport {
        Transport::Udp | Transport::Tcp => 5060,
        Transport::Tls => 5061,
        Transport::Ws => 80,
        Transport::Wss => 443,
    }
}
