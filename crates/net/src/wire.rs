//! The sockets SIP comes and goes by: one UDP socket, one TCP listener on the same port, and the connections it accepted.
//!
//! Nothing here waits on a peer: a connection that does not read is closed when its queue is full, so one silent phone
//! never delays the others.

mod connection;
mod counted;

pub use counted::Counted;

use bytes::Bytes;
use connection::{Connection, Reading};
use mio::{
    Events, Interest, Poll, Token, Waker,
    net::{TcpListener, TcpStream, UdpSocket},
};
use otklik_sip::{FlowId, Transport};
use socket2::{Domain, Protocol, Socket, Type};
use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    net::SocketAddr,
    sync::Arc,
    time::Duration,
};

/// The flow of the UDP socket.
pub const UDP_FLOW: FlowId = FlowId(0);
/// Stands for the TCP listener where an advertised address is looked up; connections have flows of their own.
pub const TCP_LISTENER_FLOW: FlowId = FlowId(1);

const UDP_TOKEN: Token = Token(0);
const LISTENER_TOKEN: Token = Token(1);
const WAKE_TOKEN: Token = Token(2);
const FIRST_CONNECTION: u64 = 3;

/// Chosen: a burst of some thousand INVITEs fits while the loop is busy.
const UDP_BUFFER_BYTES: usize = 4 << 20;
/// The largest UDP payload.
const DATAGRAM_BYTES_MAX: usize = 65_535;
/// Connections at one time; chosen: far above the phones of a company on TCP, far below the file limit.
pub const CONNECTIONS_MAX: usize = 4096;
/// Datagrams taken in one turn before timers and commands have theirs (chosen: about 10 ms of work).
const DATAGRAMS_PER_TURN: usize = 256;

/// Ports asked for where the system chooses (chosen: one in some thousands is taken on the other transport).
const PORTS_TRIED: u32 = 16;

/// Why listening could not begin.
#[derive(Debug, thiserror::Error)]
pub enum BindRefused {
    /// Another program listens there.
    #[error("SIP address {address} is in use by another program; choose another with --sip")]
    InUse {
        /// The address asked for.
        address: SocketAddr,
    },
    /// Ports below 1024 need rights.
    #[error("no right to listen on {address}; ports below 1024 need root or CAP_NET_BIND_SERVICE")]
    Forbidden {
        /// The address asked for.
        address: SocketAddr,
    },
    /// Anything else, for example an address that is not of this machine.
    #[error("cannot listen for SIP on {address}: {source}")]
    Other {
        /// The address asked for.
        address: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
}

impl BindRefused {
    fn new(address: SocketAddr, source: io::Error) -> Self {
        if source.kind() == io::ErrorKind::AddrInUse {
            Self::InUse { address }
        } else if source.kind() == io::ErrorKind::PermissionDenied {
            Self::Forbidden { address }
        } else {
            Self::Other { address, source }
        }
    }
}

/// Something that came in.
#[derive(Debug)]
pub enum Received<'a> {
    /// One SIP message, as it was framed.
    Packet {
        /// The flow it came by.
        flow: FlowId,
        /// Its transport.
        transport: Transport,
        /// Who sent it.
        source: SocketAddr,
        /// The message.
        bytes: &'a [u8],
    },
    /// A connection ended.
    Closed(FlowId),
}

/// The sockets and what is ready on them.
pub struct Wire {
    poll: Poll,
    events: Events,
    waker: Arc<Waker>,
    udp: UdpSocket,
    listener: Option<TcpListener>,
    address: SocketAddr,
    connections: BTreeMap<FlowId, Connection>,
    ready: BTreeSet<Token>,
    closed: Vec<FlowId>,
    next_connection: u64,
    datagram: Vec<u8>,
    counted: Counted,
}

impl Wire {
    /// Listens on UDP and TCP at `address`. With port 0 the system chooses one port for both.
    pub fn listen(address: SocketAddr) -> Result<Self, BindRefused> {
        let mut tries = if address.port() == 0 { PORTS_TRIED } else { 1 };
        loop {
            tries -= 1;
            match Self::listen_once(address) {
                // A port the system gave for UDP may be somebody's for TCP: another one is asked for.
                Err(BindRefused::InUse { .. }) if tries > 0 => {}
                listening => return listening,
            }
        }
    }

    fn listen_once(address: SocketAddr) -> Result<Self, BindRefused> {
        let udp = bind_udp(address).map_err(|source| BindRefused::new(address, source))?;
        let bound = udp.local_addr().map_err(|source| BindRefused::new(address, source))?;
        let listener = TcpListener::bind(bound).map_err(|source| BindRefused::new(bound, source))?;
        Self::assemble(udp, Some(listener)).map_err(|source| BindRefused::new(bound, source))
    }

    /// A UDP socket without a listener: what a phone has.
    pub fn udp_only(address: SocketAddr) -> Result<Self, BindRefused> {
        let udp = bind_udp(address).map_err(|source| BindRefused::new(address, source))?;
        Self::assemble(udp, None).map_err(|source| BindRefused::new(address, source))
    }

    fn assemble(mut udp: UdpSocket, mut listener: Option<TcpListener>) -> io::Result<Self> {
        let poll = Poll::new()?;
        poll.registry().register(&mut udp, UDP_TOKEN, Interest::READABLE)?;
        if let Some(listener) = &mut listener {
            poll.registry().register(listener, LISTENER_TOKEN, Interest::READABLE)?;
        }
        let waker = Arc::new(Waker::new(poll.registry(), WAKE_TOKEN)?);
        let address = udp.local_addr()?;
        Ok(Self {
            poll,
            events: Events::with_capacity(1024),
            waker,
            udp,
            listener,
            address,
            connections: BTreeMap::new(),
            ready: BTreeSet::new(),
            closed: Vec::new(),
            next_connection: FIRST_CONNECTION,
            datagram: vec![0; DATAGRAM_BYTES_MAX],
            counted: Counted::default(),
        })
    }

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Ends a [`Wire::wait`] early from another thread.
    pub fn waker(&self) -> Arc<Waker> {
        Arc::clone(&self.waker)
    }

    /// What went through so far.
    pub const fn counted(&self) -> Counted {
        self.counted
    }

    /// Opens a TCP connection of our own. A failure shows later as [`Received::Closed`].
    pub fn connect(&mut self, peer: SocketAddr) -> io::Result<FlowId> {
        let stream = TcpStream::connect(peer)?;
        self.adopt(stream, peer)
    }

    /// Waits until something is ready or the time is over; returns at once when work was left from the last turn.
    pub fn wait(&mut self, timeout: Option<Duration>) -> io::Result<()> {
        let timeout = if self.ready.is_empty() && self.closed.is_empty() { timeout } else { Some(Duration::ZERO) };
        match self.poll.poll(&mut self.events, timeout) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => Ok(()),
            Err(error) => Err(error),
            Ok(()) => {
                self.note_ready();
                Ok(())
            }
        }
    }

    fn note_ready(&mut self) {
        for event in &self.events {
            if event.token() == WAKE_TOKEN {
                continue;
            }
            if event.is_readable() || event.is_read_closed() || event.is_error() {
                self.ready.insert(event.token());
            }
            if event.is_writable() {
                let flow = FlowId(event.token().0 as u64);
                let failed = self.connections.get_mut(&flow).is_some_and(|connection| connection.flush().is_err());
                if failed {
                    self.ready.insert(event.token());
                }
            }
        }
    }

    /// Takes what is ready, a bounded amount; the rest waits for the next turn.
    pub fn receive(&mut self, mut take: impl FnMut(Received<'_>)) {
        for flow in std::mem::take(&mut self.closed) {
            take(Received::Closed(flow));
        }
        if self.ready.contains(&UDP_TOKEN) {
            self.receive_datagrams(&mut take);
        }
        if self.ready.remove(&LISTENER_TOKEN) {
            self.accept_all();
        }
        let connections: Vec<Token> = self.ready.iter().copied().filter(|token| *token > WAKE_TOKEN).collect();
        for token in connections {
            self.receive_stream(token, &mut take);
        }
    }

    fn receive_datagrams(&mut self, take: &mut impl FnMut(Received<'_>)) {
        for _ in 0..DATAGRAMS_PER_TURN {
            match self.udp.recv_from(&mut self.datagram) {
                Ok((length, source)) => {
                    self.counted.received += 1;
                    let bytes = self.datagram.get(..length).unwrap_or_default();
                    take(Received::Packet { flow: UDP_FLOW, transport: Transport::Udp, source, bytes });
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.ready.remove(&UDP_TOKEN);
                    return;
                }
                // An ICMP answer to an earlier packet (connection refused) is reported here; the socket goes on.
                Err(_) => {}
            }
        }
    }

    fn accept_all(&mut self) {
        let Some(listener) = &self.listener else { return };
        let mut accepted = Vec::new();
        while let Ok((stream, peer)) = listener.accept() {
            accepted.push((stream, peer));
        }
        for (stream, peer) in accepted {
            if self.connections.len() >= CONNECTIONS_MAX {
                self.counted.connections_refused += 1;
                continue;
            }
            if let Err(error) = self.adopt(stream, peer) {
                tracing::debug!(%peer, %error, "a connection ended before it began");
            }
        }
    }

    fn adopt(&mut self, mut stream: TcpStream, peer: SocketAddr) -> io::Result<FlowId> {
        let flow = FlowId(self.next_connection);
        self.next_connection += 1;
        let token = Token(usize::try_from(flow.0).map_err(io::Error::other)?);
        stream.set_nodelay(true).ok();
        self.poll.registry().register(&mut stream, token, Interest::READABLE | Interest::WRITABLE)?;
        self.connections.insert(flow, Connection::new(stream, peer));
        Ok(flow)
    }

    fn receive_stream(&mut self, token: Token, take: &mut impl FnMut(Received<'_>)) {
        let flow = FlowId(token.0 as u64);
        let Some(connection) = self.connections.get_mut(&flow) else {
            self.ready.remove(&token);
            return;
        };
        let source = connection.peer();
        let mut received = 0;
        let reading = connection.read(|bytes| {
            received += 1;
            take(Received::Packet { flow, transport: Transport::Tcp, source, bytes });
        });
        self.counted.received += received;
        match reading {
            Reading::MoreLeft => {}
            Reading::Drained => {
                self.ready.remove(&token);
            }
            Reading::Over => {
                self.ready.remove(&token);
                self.close(flow);
                take(Received::Closed(flow));
            }
        }
    }

    /// Sends one message. `false` when it certainly did not leave: the flow is gone or its queue is full (it is then closed).
    pub fn send(&mut self, flow: FlowId, destination: SocketAddr, bytes: &Bytes) -> bool {
        let sent = if flow == UDP_FLOW { self.send_datagram(destination, bytes) } else { self.send_stream(flow, bytes) };
        if sent {
            self.counted.sent += 1;
        } else {
            self.counted.send_failed += 1;
        }
        sent
    }

    fn send_datagram(&self, destination: SocketAddr, bytes: &Bytes) -> bool {
        match self.udp.send_to(bytes, destination) {
            Ok(_) => true,
            // A full socket buffer is a lost datagram: retransmission is the transaction's business (RFC 3261 §17).
            Err(error) => error.kind() == io::ErrorKind::WouldBlock,
        }
    }

    fn send_stream(&mut self, flow: FlowId, bytes: &Bytes) -> bool {
        let Some(connection) = self.connections.get_mut(&flow) else { return false };
        if connection.send(bytes).is_ok() {
            return true;
        }
        self.close(flow);
        self.closed.push(flow);
        false
    }

    fn close(&mut self, flow: FlowId) {
        if let Some(mut connection) = self.connections.remove(&flow) {
            connection.deregister(self.poll.registry());
        }
    }
}

fn bind_udp(address: SocketAddr) -> io::Result<UdpSocket> {
    let socket = Socket::new(Domain::for_address(address), Type::DGRAM, Some(Protocol::UDP))?;
    socket.set_nonblocking(true)?;
    // Best effort: the system may cap them.
    socket.set_recv_buffer_size(UDP_BUFFER_BYTES).ok();
    socket.set_send_buffer_size(UDP_BUFFER_BYTES).ok();
    socket.bind(&address.into())?;
    Ok(UdpSocket::from_std(socket.into()))
}

#[cfg(test)]
mod tests;
