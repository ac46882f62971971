use super::*;
use std::{
    io::{Read, Write},
    net::{TcpStream as StdTcpStream, UdpSocket as StdUdpSocket},
    time::Instant,
};

const OPTIONS: &[u8] = b"OPTIONS sip:a@b SIP/2.0\r\nContent-Length: 0\r\n\r\n";

fn loopback() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 0))
}

/// Turns the loop until `enough` says so; panics after ten seconds.
fn turn_until(wire: &mut Wire, mut enough: impl FnMut(&mut Vec<(FlowId, Vec<u8>)>) -> bool) -> Vec<(FlowId, Vec<u8>)> {
    let deadline = Instant::now() + Duration::from_secs(10);
    let mut seen = Vec::new();
    while !enough(&mut seen) {
        assert!(Instant::now() < deadline, "nothing more came, only {seen:?}");
        wire.wait(Some(Duration::from_millis(100))).unwrap();
        wire.receive(|received| match received {
            Received::Packet { flow, bytes, .. } => seen.push((flow, bytes.to_vec())),
            Received::Closed(flow) => seen.push((flow, Vec::new())),
        });
    }
    seen
}

#[test]
fn datagrams_come_in_and_go_out() {
    let mut wire = Wire::listen(loopback()).unwrap();
    let phone = StdUdpSocket::bind("127.0.0.1:0").unwrap();
    phone.send_to(OPTIONS, wire.address()).unwrap();
    assert_eq!(turn_until(&mut wire, |seen| !seen.is_empty()), [(UDP_FLOW, OPTIONS.to_vec())]);
    assert!(wire.send(UDP_FLOW, phone.local_addr().unwrap(), &Bytes::from_static(b"hello")));
    let mut answer = [0; 16];
    assert_eq!(phone.recv(&mut answer).unwrap(), 5);
}

#[test]
fn a_stream_is_framed_whatever_its_pieces_and_a_ping_is_answered() {
    let mut wire = Wire::listen(loopback()).unwrap();
    let mut phone = StdTcpStream::connect(wire.address()).unwrap();
    phone.write_all(&OPTIONS[..20]).unwrap();
    phone.write_all(&OPTIONS[20..]).unwrap();
    phone.write_all(b"\r\n\r\n").unwrap();
    let seen = turn_until(&mut wire, |seen| !seen.is_empty());
    assert_eq!(seen[0].1, OPTIONS);
    let mut pong = [0; 2];
    turn_until(&mut wire, |_| phone.set_nonblocking(true).is_ok() && phone.read(&mut pong).is_ok());
    assert_eq!(&pong, b"\r\n");
}

#[test]
fn a_closed_connection_is_told_and_cannot_be_sent_to() {
    let mut wire = Wire::listen(loopback()).unwrap();
    let mut phone = StdTcpStream::connect(wire.address()).unwrap();
    phone.write_all(OPTIONS).unwrap();
    let flow = turn_until(&mut wire, |seen| !seen.is_empty())[0].0;
    drop(phone);
    turn_until(&mut wire, |seen| seen.contains(&(flow, Vec::new())));
    assert!(!wire.send(flow, loopback(), &Bytes::from_static(OPTIONS)));
}

#[test]
fn a_peer_that_never_reads_is_cut_off_and_others_go_on() {
    let mut wire = Wire::listen(loopback()).unwrap();
    let mut silent = StdTcpStream::connect(wire.address()).unwrap();
    silent.write_all(OPTIONS).unwrap();
    let flow = turn_until(&mut wire, |seen| !seen.is_empty())[0].0;
    let large = Bytes::from(vec![b'x'; 64 << 10]);
    let sent = (0..10_000).take_while(|_| wire.send(flow, loopback(), &large)).count();
    assert!(sent < 10_000);
    turn_until(&mut wire, |seen| seen.contains(&(flow, Vec::new())));
    let phone = StdUdpSocket::bind("127.0.0.1:0").unwrap();
    phone.send_to(OPTIONS, wire.address()).unwrap();
    turn_until(&mut wire, |seen| seen.contains(&(UDP_FLOW, OPTIONS.to_vec())));
}

#[test]
fn a_port_in_use_is_named() {
    let first = Wire::listen(loopback()).unwrap();
    let refused = Wire::listen(first.address()).err().unwrap();
    assert!(matches!(refused, BindRefused::InUse { address } if address == first.address()));
    assert!(refused.to_string().contains("in use"));
}
