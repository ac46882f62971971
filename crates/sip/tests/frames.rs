//! Streams: keep-alives, limits, errors that end a connection.

use otklik_sip::frame::{Frame, FramingError, StreamFramer};
use otklik_sip::limits::{HEAD_BYTES_MAX, MESSAGE_BYTES_MAX};

const MESSAGE: &str = "OPTIONS sip:h SIP/2.0\r\nl: 2\r\n\r\nab";

fn frames(pieces: &[&str]) -> Vec<Result<Frame, FramingError>> {
    let mut framer = StreamFramer::new();
    let mut found = Vec::new();
    for piece in pieces {
        framer.push(piece.as_bytes());
        loop {
            match framer.next_frame() {
                Ok(Some(frame)) => found.push(Ok(frame)),
                Ok(None) => break,
                Err(error) => {
                    found.push(Err(error));
                    return found;
                }
            }
        }
    }
    found
}

fn message() -> Result<Frame, FramingError> {
    Ok(Frame::Message(MESSAGE.into()))
}

#[test]
fn messages_in_a_row_and_in_pieces_come_out_whole() {
    assert_eq!(frames(&[MESSAGE, MESSAGE]), [message(), message()]);
    let twice = format!("{MESSAGE}{MESSAGE}");
    assert_eq!(frames(&[&twice]), [message(), message()]);
    let letters: Vec<String> = twice.chars().map(String::from).collect();
    let letters: Vec<&str> = letters.iter().map(String::as_str).collect();
    assert_eq!(frames(&letters), [message(), message()]);
}

#[test]
fn pings_and_pongs_are_told_apart() {
    assert_eq!(frames(&["\r\n\r\n"]), [Ok(Frame::KeepAlivePing)]);
    assert_eq!(frames(&["\r\n"]), [Ok(Frame::KeepAlivePong)]);
    assert_eq!(frames(&["\r\n", MESSAGE]), [Ok(Frame::KeepAlivePong), message()]);
    assert_eq!(frames(&["\r\n\r\n", MESSAGE, "\r\n\r\n"]), [Ok(Frame::KeepAlivePing), message(), Ok(Frame::KeepAlivePing)]);
}

#[test]
fn a_ping_cut_in_two_is_still_answered() {
    let pong_then_ping = [Ok(Frame::KeepAlivePong), Ok(Frame::KeepAlivePing)];
    assert_eq!(frames(&["\r\n", "\r\n"]), pong_then_ping);
    assert_eq!(frames(&["\r", "\n", "\r", "\n"]), pong_then_ping);
    assert_eq!(frames(&["\r\n\r", "\n"]), pong_then_ping);
}

#[test]
fn a_length_that_cannot_be_trusted_ends_the_connection() {
    let head = |length: &str| format!("OPTIONS sip:h SIP/2.0\r\n{length}\r\n\r\n");
    for bad in ["X: y", "l: -1", "Content-Length: five", "Content-Length: ", "l: 1\r\nContent-Length: 2", "l: 99999999999999999999"] {
        assert!(matches!(frames(&[&head(bad)]).as_slice(), [Err(FramingError::ContentLength(_))]), "{bad}");
    }
    let folded = head("Content-Length:\r\n 0");
    assert!(matches!(frames(&[&folded]).as_slice(), [Ok(Frame::Message(_))]));
}

#[test]
fn limits_hold_before_the_bytes_are_there() {
    let announced = format!("OPTIONS sip:h SIP/2.0\r\nl: {MESSAGE_BYTES_MAX}\r\n\r\n");
    assert_eq!(frames(&[&announced]), [Err(FramingError::MessageTooLong)]);
    let endless = "X: y\r\n".repeat(HEAD_BYTES_MAX / 6 + 1);
    assert_eq!(frames(&["OPTIONS sip:h SIP/2.0\r\n", &endless]), [Err(FramingError::HeadTooLong)]);
}

#[test]
fn a_peer_that_sent_half_a_message_is_seen_to_owe_the_rest() {
    let mut framer = StreamFramer::new();
    framer.push(&MESSAGE.as_bytes()[..10]);
    assert_eq!(framer.next_frame(), Ok(None));
    assert_eq!(framer.pending(), 10);
    framer.push(&MESSAGE.as_bytes()[10..]);
    assert!(matches!(framer.next_frame(), Ok(Some(Frame::Message(_)))));
    assert_eq!(framer.pending(), 0);
}
