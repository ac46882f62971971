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
}

impl LegSockets {
    /// Opens both; done by the signalling thread, for it must know at once.
    pub(super) fn open(ip: IpAddr, port: u16) -> Result<Self, LegFailure> {
        let above = port.checked_add(1).ok_or(LegFailure::NoSocket)?;
        Ok(Self { rtp: bind(ip, port)?, rtcp: bind(ip, above)? })
    }

    /// Has both waited for.
    pub(super) fn register(&mut self, registry: &Registry, rtp: Token, rtcp: Token) -> io::Result<()> {
        registry.register(&mut self.rtp, rtp, Interest::READABLE)?;
        registry.register(&mut self.rtcp, rtcp, Interest::READABLE)
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

/// Sends a datagram. What the network refuses is lost like any datagram: the peer's absence shows as silence.
pub(super) fn send(socket: &UdpSocket, dual_stack: bool, packet: &[u8], destination: SocketAddr) {
    let destination = match destination.ip() {
        IpAddr::V4(ip) if dual_stack => SocketAddr::new(ip.to_ipv6_mapped().into(), destination.port()),
        IpAddr::V4(_) | IpAddr::V6(_) => destination,
    };
    if let Err(error) = socket.send_to(packet, destination) {
        tracing::trace!(%error, %destination, "media packet not sent");
    }
}
