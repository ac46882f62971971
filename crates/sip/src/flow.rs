//! How the message reached us: the flow it came on and the transport of that flow.

use std::fmt;

/// A path packets travel on: one UDP socket is one flow, every TCP, TLS or WebSocket connection is its own (RFC 5626 §3).
///
/// Numbers are given by whoever owns the sockets and are never reused while the process lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FlowId(pub u64);

/// Transport protocols of SIP (RFC 3261 §18, RFC 7118).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Transport {
    /// Datagrams; requests and responses are retransmitted by the transaction machines.
    Udp,
    /// A plain stream.
    Tcp,
    /// A stream inside TLS.
    Tls,
    /// WebSocket frames over plain HTTP.
    Ws,
    /// WebSocket frames over HTTPS.
    Wss,
}

impl Transport {
    /// Whether the transport itself delivers, so that nothing is retransmitted (RFC 3261 §17).
    pub fn is_reliable(self) -> bool {
        !matches!(self, Self::Udp)
    }

    /// The word in a Via header (`UDP`, `TLS`, …).
    pub fn as_via(self) -> &'static str {
        match self {
            Self::Udp => "UDP",
            Self::Tcp => "TCP",
            Self::Tls => "TLS",
            Self::Ws => "WS",
            Self::Wss => "WSS",
        }
    }

    /// The word in a `transport=` parameter of a URI (RFC 7118 §5.3: `wss` is written `ws` with a `sips` URI, so it is `ws` here).
    pub fn as_uri_parameter(self) -> &'static str {
        match self {
            Self::Udp => "udp",
            Self::Tcp => "tcp",
            Self::Tls => "tls",
            Self::Ws | Self::Wss => "ws",
        }
    }
}

impl fmt::Display for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_via())
    }
}
