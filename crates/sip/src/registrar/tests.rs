use std::time::{Duration, Instant};

use bytes::Bytes;

use super::*;
use crate::flow::Transport;
use crate::message::Framing;

const UDP: Arrival = Arrival {
    flow: FlowId(0),
    transport: Transport::Udp,
    source: std::net::SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 5060),
};

struct Bench {
    registrar: Registrar,
    aor: Aor,
    now: Instant,
}

impl Bench {
    #[expect(clippy::disallowed_methods, reason = "a test needs one instant to start from")]
    fn new() -> Self {
        Self { registrar: Registrar::new(RegistrarLimits::default()), aor: Aor::new("101", "PBX"), now: Instant::now() }
    }

    fn send(&mut self, cseq: u32, headers: &str) -> Result<Registered, NotRegistered> {
        self.send_over(UDP, cseq, headers)
    }

    fn send_over(&mut self, arrival: Arrival, cseq: u32, headers: &str) -> Result<Registered, NotRegistered> {
        self.registrar.register(&self.aor, &request("one", cseq, headers), arrival, self.now)
    }

    fn found(&self) -> Vec<String> {
        let found = self.registrar.lookup(&self.aor, self.now);
        found.into_iter().map(|binding| binding.contact.uri.to_string()).collect()
    }

    fn pass(&mut self, seconds: u64) {
        self.now += Duration::from_secs(seconds);
    }
}

fn request(call_id: &str, cseq: u32, headers: &str) -> Message {
    let text = format!(
        "REGISTER sip:pbx SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bKx\r\nFrom: <sip:101@pbx>;tag=f\r\nTo: <sip:101@pbx>\r\n\
         Call-ID: {call_id}\r\nCSeq: {cseq} REGISTER\r\n{headers}\r\n\r\n"
    );
    Message::parse(Bytes::from(text), Framing::Datagram).expect("a sound request")
}

fn status(result: Result<Registered, NotRegistered>) -> u16 {
    result.map_or_else(|refused| refused.status, |_| 200)
}

#[test]
fn a_device_is_found_until_its_time_runs_out() {
    let mut bench = Bench::new();
    let answer = bench.send(1, "Contact: <sip:101@10.0.0.1>;expires=120").unwrap();
    assert!(matches!(answer.changes.as_slice(), [Change::Added(_)]));
    assert_eq!(bench.found(), ["sip:101@10.0.0.1"]);
    assert_eq!(bench.registrar.poll_timeout(), Some(bench.now + Duration::from_secs(120)));
    bench.pass(120);
    assert!(bench.found().is_empty(), "over even before `expire` is called");
    let gone = bench.registrar.expire(bench.now);
    assert_eq!(gone.len(), 1);
    assert!(bench.registrar.is_empty() && bench.registrar.poll_timeout().is_none());
}

#[test]
fn several_devices_are_ordered_by_preference_then_freshness() {
    let mut bench = Bench::new();
    bench.send(1, "Contact: <sip:a@10.0.0.1>;q=0.5, <sip:b@10.0.0.2>").unwrap();
    bench.pass(1);
    bench.send(2, "Contact: <sip:c@10.0.0.3>").unwrap();
    assert_eq!(bench.found(), ["sip:c@10.0.0.3", "sip:b@10.0.0.2", "sip:a@10.0.0.1"]);
    let fetched = bench.send(3, "Subject: none").unwrap();
    let printed: Vec<String> = fetched.contacts.iter().map(ToString::to_string).collect();
    assert_eq!(printed[2], "<sip:a@10.0.0.1>;q=0.500;expires=3599");
    assert!(fetched.changes.is_empty());
}

#[test]
fn a_refresh_moves_the_deadline_and_zero_removes_the_device() {
    let mut bench = Bench::new();
    bench.send(1, "Contact: <sip:101@10.0.0.1>\r\nExpires: 100").unwrap();
    bench.pass(50);
    let answer = bench.send(2, "Contact: <sip:101@10.0.0.1>\r\nExpires: 100").unwrap();
    assert!(matches!(answer.changes.as_slice(), [Change::Refreshed(_)]));
    assert_eq!(bench.registrar.poll_timeout(), Some(bench.now + Duration::from_secs(100)));
    let answer = bench.send(3, "Contact: <sip:101@10.0.0.1>;expires=0").unwrap();
    assert!(matches!(answer.changes.as_slice(), [Change::Removed(_)]));
    assert!(bench.registrar.is_empty() && bench.registrar.poll_timeout().is_none());
    assert!(bench.send(4, "Contact: <sip:101@10.0.0.1>;expires=0").unwrap().changes.is_empty());
    assert!(bench.registrar.is_empty());
}

#[test]
fn times_are_bounded_on_both_sides() {
    let mut bench = Bench::new();
    let refused = bench.send(1, "Contact: <sip:101@10.0.0.1>;expires=59").unwrap_err();
    assert_eq!((refused.status, refused.headers.clone()), (423, vec![(Name::MinExpires, "60".to_owned())]));
    let answer = refused.response(&request("one", 1, "Subject: x"), "t").finish().unwrap();
    assert_eq!(answer.min_expires(), Some(Duration::from_secs(60)));
    bench.send(2, "Contact: <sip:101@10.0.0.1>;expires=4294967295").unwrap();
    assert_eq!(bench.registrar.poll_timeout(), Some(bench.now + Duration::from_secs(7200)));
    bench.send(3, "Contact: <sip:101@10.0.0.2>;expires=280297596632815").unwrap();
    let found = bench.registrar.lookup(&bench.aor, bench.now);
    assert_eq!(found[0].ends.max(found[1].ends), bench.now + Duration::from_secs(7200));
}

#[test]
fn an_overtaken_request_changes_nothing() {
    let mut bench = Bench::new();
    bench.send(5, "Contact: <sip:101@10.0.0.1>").unwrap();
    assert_eq!(status(bench.send(5, "Contact: <sip:101@10.0.0.1>;expires=0")), 500);
    assert_eq!(status(bench.send(4, "Contact: <sip:new@10.0.0.9>, <sip:101@10.0.0.1>;expires=0")), 500);
    assert_eq!(bench.found(), ["sip:101@10.0.0.1"]);
    let other = request("two", 1, "Contact: <sip:101@10.0.0.1>;expires=0");
    assert!(bench.registrar.register(&bench.aor, &other, UDP, bench.now).is_ok(), "another Call-ID starts its own count");
    assert!(bench.found().is_empty());
}

#[test]
fn the_wildcard_removes_every_device_and_only_in_its_proper_form() {
    let mut bench = Bench::new();
    bench.send(1, "Contact: <sip:a@10.0.0.1>, <sip:b@10.0.0.2>").unwrap();
    assert_eq!(status(bench.send(2, "Contact: *")), 400);
    assert_eq!(status(bench.send(2, "Contact: *\r\nExpires: 60")), 400);
    assert_eq!(status(bench.send(2, "Contact: *, <sip:c@10.0.0.3>\r\nExpires: 0")), 400);
    assert_eq!(status(bench.send(1, "Contact: *\r\nExpires: 0")), 500);
    assert_eq!(bench.found().len(), 2);
    let answer = bench.send(2, "Contact: *\r\nExpires: 0").unwrap();
    assert_eq!(answer.changes.len(), 2);
    assert!(bench.registrar.is_empty() && bench.registrar.poll_timeout().is_none());
}

#[test]
fn one_bad_contact_spoils_the_request() {
    let mut bench = Bench::new();
    assert_eq!(status(bench.send(1, "Contact: <sip:a@10.0.0.1>, <sip:b@10.0.0.2>;expires=1")), 423);
    assert_eq!(status(bench.send(2, "Contact: <sip:a@10.0.0.1>, <sip:b@[bad>")), 400);
    assert_eq!(status(bench.send(3, "Contact: <sip:a@10.0.0.1>\r\nPath: nonsense")), 400);
    assert!(bench.registrar.is_empty());
}

#[test]
fn a_device_too_many_pushes_out_the_one_heard_longest_ago() {
    let mut bench = Bench::new();
    for port in 0..10 {
        bench.send(port + 1, &format!("Contact: <sip:101@10.0.0.1:{}>", 5000 + port)).unwrap();
        bench.pass(1);
    }
    let answer = bench.send(11, "Contact: <sip:101@10.0.0.1:6000>").unwrap();
    let removed = answer.changes.iter().find_map(|change| match change {
        Change::Removed(binding) => Some(binding.contact.uri.to_string()),
        Change::Added(_) | Change::Refreshed(_) => None,
    });
    assert_eq!(removed.as_deref(), Some("sip:101@10.0.0.1:5000"));
    assert_eq!(bench.registrar.len(), 10);
}

#[test]
fn sizes_are_bounded() {
    let mut bench = Bench::new();
    let long = format!("Contact: <sip:{}@10.0.0.1>", "a".repeat(5000));
    assert_eq!(status(bench.send(1, &long)), 400);
    let many: Vec<String> = (0..11).map(|port| format!("<sip:a@10.0.0.1:{}>", 5000 + port)).collect();
    assert_eq!(status(bench.send(2, &format!("Contact: {}", many.join(", ")))), 400);
    assert!(bench.registrar.is_empty());
}

#[test]
fn path_and_flow_are_kept_and_told() {
    let mut bench = Bench::new();
    let headers = "Contact: <sip:101@10.0.0.1;ob>;reg-id=1;+sip.instance=\"<urn:uuid:1>\"\r\nPath: <sip:edge;lr>, <sip:far;lr>";
    let answer = bench.send(1, headers).unwrap();
    let found = bench.registrar.lookup(&bench.aor, bench.now);
    assert_eq!(found[0].path.iter().map(ToString::to_string).collect::<Vec<_>>(), ["sip:edge;lr", "sip:far;lr"]);
    assert_eq!((found[0].instance.as_deref(), found[0].reg_id), (Some("urn:uuid:1"), Some(1)));
    let response = answer.response(&request("one", 1, headers), "t").finish().unwrap();
    assert!(response.lists(&Name::Require, "outbound"));
    assert_eq!(response.paths().unwrap().len(), 2);
    assert_eq!(response.to().unwrap().tag(), Some("t"));
}

#[test]
fn the_same_flow_of_a_device_replaces_itself_whatever_its_contact() {
    let mut bench = Bench::new();
    let contact = |port: u16, reg: u8| format!("Contact: <sip:101@10.0.0.1:{port}>;reg-id={reg};+sip.instance=\"<urn:uuid:1>\"");
    bench.send(1, &contact(5000, 1)).unwrap();
    bench.send(2, &contact(5001, 1)).unwrap();
    assert_eq!(bench.found(), ["sip:101@10.0.0.1:5001"]);
    bench.send(3, &contact(5001, 2)).unwrap();
    assert_eq!(bench.registrar.len(), 2);
    let both = format!("{}\r\n{}", contact(5000, 3), contact(5001, 4));
    assert_eq!(status(bench.send(4, &both)), 400);
}

#[test]
fn a_closed_connection_takes_its_devices_with_it() {
    let mut bench = Bench::new();
    let tcp = Arrival { flow: FlowId(7), transport: Transport::Tcp, ..UDP };
    bench.send(1, "Contact: <sip:desk@10.0.0.1>").unwrap();
    bench.send_over(tcp, 2, "Contact: <sip:soft@10.0.0.2;transport=tcp>").unwrap();
    let gone = bench.registrar.flow_closed(FlowId(7));
    assert_eq!(gone.len(), 1);
    assert_eq!(bench.found(), ["sip:desk@10.0.0.1"]);
    assert!(bench.registrar.flow_closed(FlowId(7)).is_empty());
}

#[test]
fn an_address_is_the_same_in_any_case_of_its_domain_and_on_any_port() {
    let of = |text: &str| Aor::of(&Uri::parse(text).unwrap());
    assert_eq!(of("sip:101@PBX.example:5060;transport=tcp"), Some(Aor::new("101", "pbx.example")));
    assert_eq!(of("sip:%31%301@pbx.example"), Some(Aor::new("101", "pbx.example")));
    assert_ne!(of("sip:101@pbx.example"), of("sip:Bob@pbx.example"));
    assert_eq!(of("tel:+79160000001"), None);
    assert_eq!(of("sip:pbx.example"), None);
}

mod at_random {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    #[derive(Debug, Clone)]
    enum Step {
        Register { user: u8, port: u8, expires: u32, flow: u8 },
        Clear { user: u8 },
        Pass { seconds: u16 },
        Close { flow: u8 },
    }

    fn step() -> impl Strategy<Value = Step> {
        let expires = prop_oneof![Just(0), 60_u32..600];
        prop_oneof![
            6 => (0_u8..3, 0_u8..16, expires, 0_u8..4).prop_map(|(user, port, expires, flow)| Step::Register { user, port, expires, flow }),
            1 => (0_u8..3).prop_map(|user| Step::Clear { user }),
            2 => (0_u16..400).prop_map(|seconds| Step::Pass { seconds }),
            1 => (0_u8..4).prop_map(|flow| Step::Close { flow }),
        ]
    }

    fn aor(user: u8) -> Aor {
        Aor::new(&format!("10{user}"), "pbx")
    }

    proptest! {
        #[test]
        fn deadlines_and_bindings_always_agree(steps in vec(step(), 1..60)) {
            let mut bench = Bench::new();
            for (position, step) in steps.into_iter().enumerate() {
                let cseq = u32::try_from(position).expect("few steps") + 1;
                match step {
                    Step::Register { user, port, expires, flow } => {
                        let contact = format!("Contact: <sip:d@h:{}>;expires={expires}", 5000 + u16::from(port));
                        let arrival = Arrival { flow: FlowId(u64::from(flow)), transport: Transport::Tcp, ..UDP };
                        let done = bench.registrar.register(&aor(user), &request("one", cseq, &contact), arrival, bench.now);
                        prop_assert!(done.is_ok());
                    }
                    Step::Clear { user } => {
                        let done = bench.registrar.register(&aor(user), &request("one", cseq, "Contact: *\r\nExpires: 0"), UDP, bench.now);
                        prop_assert!(done.is_ok_and(|done| done.contacts.is_empty()));
                    }
                    Step::Pass { seconds } => {
                        bench.pass(u64::from(seconds));
                        let gone = bench.registrar.expire(bench.now);
                        prop_assert!(gone.iter().all(|(_, binding)| binding.ends <= bench.now));
                    }
                    Step::Close { flow } => {
                        let gone = bench.registrar.flow_closed(FlowId(u64::from(flow)));
                        prop_assert!(gone.iter().all(|(_, binding)| binding.arrival.flow == FlowId(u64::from(flow))));
                        let mut left = (0..3).flat_map(|user| bench.registrar.lookup(&aor(user), bench.now));
                        prop_assert!(left.all(|binding| binding.arrival.flow != FlowId(u64::from(flow))));
                    }
                }
                agrees(&bench)?;
            }
        }
    }

    fn agrees(bench: &Bench) -> Result<(), TestCaseError> {
        let registrar = &bench.registrar;
        let all: Vec<&Binding> = (0..3).flat_map(|user| registrar.lookup(&aor(user), bench.now)).collect();
        prop_assert_eq!(all.len(), registrar.len(), "what is kept is alive");
        prop_assert_eq!(registrar.poll_timeout(), all.iter().map(|binding| binding.ends).min());
        prop_assert!((0..3).all(|user| registrar.lookup(&aor(user), bench.now).len() <= 10));
        prop_assert_eq!(registrar.is_empty(), all.is_empty());
        Ok(())
    }
}
