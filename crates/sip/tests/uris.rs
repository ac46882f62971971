//! URIs: the comparison of RFC 3261 §19.1.4 with its own examples, and what phones really send.

use otklik_sip::{Host, Scheme, Uri};

fn uri(text: &str) -> Uri {
    Uri::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn the_equivalent_examples_of_rfc_3261_are_equivalent() {
    for (one, two) in [
        ("sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtLanTa.CoM;Transport=tcp"),
        ("sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5"),
        ("sip:carol@chicago.com", "sip:carol@chicago.com;security=on"),
        ("sip:carol@chicago.com;newparam=5", "sip:carol@chicago.com;security=on"),
        (
            "sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com",
            "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com",
        ),
        ("sip:alice@atlanta.com?subject=project%20x&priority=urgent", "sip:alice@atlanta.com?priority=urgent&subject=project%20x"),
        ("tel:+7-916-000(00)01", "tel:+79160000001"),
    ] {
        assert!(uri(one).equivalent(&uri(two)) && uri(two).equivalent(&uri(one)), "{one} {two}");
    }
}

#[test]
fn the_different_examples_of_rfc_3261_are_different() {
    for (one, two) in [
        ("SIP:ALICE@AtLanTa.CoM;Transport=udp", "sip:alice@AtLanTa.CoM;Transport=UDP"),
        ("sip:bob@biloxi.com", "sip:bob@biloxi.com:5060"),
        ("sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp"),
        ("sip:bob@biloxi.com", "sip:bob@biloxi.com:6000;transport=tcp"),
        ("sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next%20meeting"),
        ("sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4"),
        ("sip:bob@biloxi.com;security=on", "sip:bob@biloxi.com;security=off"),
        ("sip:bob@biloxi.com", "sips:bob@biloxi.com"),
        ("sip:bob@biloxi.com;user=phone", "sip:bob@biloxi.com"),
    ] {
        assert!(!uri(one).equivalent(&uri(two)) && !uri(two).equivalent(&uri(one)), "{one} {two}");
    }
}

#[test]
fn dial_strings_are_read_with_and_without_escapes() {
    assert_eq!(uri("sip:*72#@pbx").user.as_deref(), Some("*72#"));
    assert_eq!(uri("sip:*72%23@pbx"), uri("sip:*72#@pbx"));
    assert_eq!(uri("sip:*72#@pbx").to_string(), "sip:*72%23@pbx");
    assert_eq!(uri("sip:+7(495)000-00-01@pbx;user=phone").user.as_deref(), Some("+7(495)000-00-01"));
    assert_eq!(uri("sip:Иван@pbx").user.as_deref(), Some("Иван"));
}

#[test]
fn a_refer_to_brings_its_replaces() {
    let target = uri("sip:102@pbx?Replaces=c%40h%3Bto-tag%3Da%3Bfrom-tag%3Db&Require=replaces");
    assert_eq!(target.header("replaces"), Some("c@h;to-tag=a;from-tag=b"));
}

#[test]
fn hosts_are_names_and_addresses_and_nothing_else() {
    assert_eq!(uri("sip:HOST.Example").host, Host::Name("host.example".to_owned()));
    assert_eq!(uri("sip:my_container").host, Host::Name("my_container".to_owned()));
    assert_eq!(uri("sip:192.0.2.1:5070").port, Some(5070));
    assert_eq!(uri("sip:a@[::1]:5070").to_string(), "sip:a@[::1]:5070");
    for bad in [
        "sip:",
        "sip:@host",
        "sip:a@",
        "sip:256.0.0.1",
        "sip:1.2.3",
        "sip:a@b@c",
        "sip:host:",
        "sip:host:65536",
        "sip:host:-1",
        "sip:[::1",
        "sip:::1",
        "sip:a b@host",
        "sip:host;",
        "sip:host;=1",
        "sip:host;a=%zz",
        "sip:host?",
        "sip:host?=1",
        "sip:%4@host",
        "sip:ho<st",
        "tel:",
        "tel:abcxyz",
        "tel:-",
        "host",
        ":",
        "1x:y",
        "x:",
        "x:a b",
        "sip:-host",
    ] {
        assert!(Uri::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn other_schemes_are_kept_word_for_word() {
    let other = uri("URN:service:SOS");
    assert_eq!((&other.scheme, other.opaque.as_deref()), (&Scheme::Other("urn".to_owned()), Some("service:SOS")));
    assert_eq!(other.to_string(), "urn:service:SOS");
    assert_eq!(uri("tel:101;phone-context=pbx").param("phone-context").as_deref(), Some("pbx"));
}
