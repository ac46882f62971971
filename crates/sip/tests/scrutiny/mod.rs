//! Looks at bytes in every way the message layer has. Used by the properties, by the replay of the fuzz corpus, and by the
//! fuzz target itself.

use bytes::Bytes;
use otklik_sip::frame::StreamFramer;
use otklik_sip::headers::{NameAddr, Via};
use otklik_sip::screen::screen;
use otklik_sip::{Framing, Message, Name, Uri, build};

/// Panics if the bytes break a promise of the message layer.
pub fn look_at_everything(bytes: &[u8]) {
    let mut framer = StreamFramer::new();
    framer.push(bytes);
    while let Ok(Some(_)) = framer.next_frame() {}
    for framing in [Framing::Datagram, Framing::Stream] {
        match Message::parse(Bytes::copy_from_slice(bytes), framing) {
            Ok(message) => {
                look_at(&message);
                can_be_edited(&message);
            }
            Err(rejected) => rejected.message.iter().for_each(|message| look_at(message)),
        }
    }
}

fn look_at(message: &Message) {
    let _ = screen(message);
    let _ = (message.cseq(), message.refer_to(), message.replaces(), message.session_expires(), message.content_type());
    let _ = (message.credentials(&Name::Authorization), message.challenges(&Name::WwwAuthenticate), message.expires());
    let _ = (message.rack(), message.event(), message.subscription_state(), message.reasons(), message.retry_after());
    for (name, value) in message.all_headers() {
        assert!(!name.is_empty() && !value.iter().any(|byte| matches!(byte, b'\r' | b'\n')));
    }
    prints_what_it_read(message);
    if message.is_request() {
        let answer = build::tagged_response_to(message, 400, "Bad Request", "tag").finish();
        assert!(answer.is_ok(), "every request that was indexed can be answered: {answer:?}");
    }
}

/// What was read once is read the same from its own print.
fn prints_what_it_read(message: &Message) {
    if let Ok(uri) = message.request_uri() {
        assert_eq!(Uri::parse(&uri.to_string()), Ok(uri));
    }
    let contacts = message.contacts().into_iter().flatten().filter_map(|contact| contact.address().cloned());
    for address in message.from().into_iter().chain(message.to()).chain(contacts) {
        assert_eq!(NameAddr::parse(&address.to_string()), Ok(address));
    }
    for via in message.vias().into_iter().flatten() {
        assert_eq!(Via::parse(&via.to_string()), Ok(via));
    }
}

fn can_be_edited(message: &Message) {
    let edited = message.with_header(&Name::Subject, "x").and_then(|message| message.without(&Name::Subject));
    let edited = edited.expect("an accepted message can be edited");
    assert_eq!(edited.body(), message.body());
    assert!(!edited.has(&Name::Subject));
}
