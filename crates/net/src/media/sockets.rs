//! The two UDP sockets of a leg.

use std::io;
use std::net::{IpAddr, SocketAddr};

use mio::net::UdpSocket;
use mio::{Interest, Registry, Token};
use otklik_media::action::LegFailure;

/// RTP on an even port and RTCP on the one above.
pub(super) struct LegSockets {
    pub(super) rtp: UdpSocket,
    pub(super) rtcp: UdpSocket,
    port: u16,
    dual_stack: bool,
    /// Whether they had a call before.
    used: bool,
}

/// Datagrams for the call before that may wait in a socket. Chosen: more than its phones send in the time ports rest.
const STALE_DATAGRAMS_MAX: usize = 1024;

impl LegSockets {
    /// Opens both; done by the signalling thread, for it must know at once.
    pub(super) fn open(ip: IpAddr, port: u16) -> Result<Self, LegFailure> {
        let above = port.checked_add(1).ok_or(LegFailure::NoSocket)?;
        Ok(Self { rtp: bind(ip, port)?, rtcp: bind(ip, above)?, port, dual_stack: ip.is_ipv6(), used: false })
    }

    /// The port of RTP.
    pub(super) const fn port(&self) -> u16 {
        self.port
    }

    /// Throws away what came for the call before. `false` when it does not end, so that the sockets are of no use.
    pub(super) fn forget(&self, buffer: &mut [u8]) -> bool {
        !self.used
            || [&self.rtp, &self.rtcp].into_iter().all(|socket| {
                let is_empty = |error: io::Error| error.kind() == io::ErrorKind::WouldBlock;
                (0..STALE_DATAGRAMS_MAX).any(|_| socket.recv_from(buffer).is_err_and(is_empty))
            })
    }

    /// Has both waited for.
    pub(super) fn register(&mut self, registry: &Registry, rtp: Token, rtcp: Token) -> io::Result<()> {
        registry.register(&mut self.rtp, rtp, Interest::READABLE)?;
        registry.register(&mut self.rtcp, rtcp, Interest::READABLE)
    }

    /// Has neither waited for any more.
    pub(super) fn deregister(&mut self, registry: &Registry) -> io::Result<()> {
        self.used = true;
        registry.deregister(&mut self.rtp)?;
        registry.deregister(&mut self.rtcp)
    }

    /// Sends an RTP packet. What the network refuses is lost like any datagram: the peer's absence shows as silence.
    pub(super) fn send(&self, packet: &[u8], destination: SocketAddr) {
        let destination = match destination.ip() {
            IpAddr::V4(ip) if self.dual_stack => SocketAddr::new(ip.to_ipv6_mapped().into(), destination.port()),
            IpAddr::V4(_) | IpAddr::V6(_) => destination,
        };
        if let Err(error) = self.rtp.send_to(packet, destination) {
            tracing::trace!(%error, %destination, "media packet not sent");
        }
    }
}

fn bind(ip: IpAddr, port: u16) -> Result<UdpSocket, LegFailure> {
    UdpSocket::bind(SocketAddr::new(ip, port)).map_err(|error| {
        tracing::warn!(%error, %ip, port, "media port not opened");
        if error.kind() == io::ErrorKind::AddrInUse { LegFailure::PortTaken } else { LegFailure::NoSocket }
    })
}

/// Receives a datagram; an IPv4 peer of a dual-stack socket is named by its IPv4 address.
pub(super) fn receive<'b>(socket: &UdpSocket, buffer: &'b mut [u8]) -> io::Result<(&'b mut [u8], SocketAddr)> {
    let (length, source) = socket.recv_from(buffer)?;
    let packet = buffer.get_mut(..length).unwrap_or_default();
    Ok((packet, SocketAddr::new(source.ip().to_canonical(), source.port())))
}
