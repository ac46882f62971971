use std::time::Duration;

use super::*;

const PHONE: &str = "198.51.100.7:40000";
const MOVED: &str = "198.51.100.7:40002";
const STRANGER: &str = "203.0.113.66:5000";
const PRIVATE: &str = "192.168.1.20:4000";

struct Scene {
    latch: Latch,
    now: Instant,
}

impl Scene {
    fn new(policy: Latching, signalled: &str) -> Self {
        let mut latch = Latch::new(policy);
        latch.signal(Some(signalled.parse().unwrap()));
        Self { latch, now: crate::any_instant() }
    }

    fn latched_to_phone() -> Self {
        let mut scene = Self::new(Latching::On, PRIVATE);
        assert_eq!(scene.packets(PHONE, 1, 3), Verdict::Latched);
        scene
    }

    /// Sends packets 20 ms apart; the verdict of the last.
    fn packets(&mut self, source: &str, ssrc: u32, count: u32) -> Verdict {
        let mut verdict = Verdict::Refuse;
        for _ in 0..count {
            self.now += Duration::from_millis(20);
            verdict = self.latch.on_packet(source.parse().unwrap(), ssrc, self.now);
        }
        verdict
    }

    fn destination(&self) -> String {
        self.latch.destination().map(|address| address.to_string()).unwrap_or_default()
    }
}

#[test]
fn an_unexpected_address_is_believed_at_its_third_packet() {
    let mut scene = Scene::new(Latching::On, PRIVATE);
    assert_eq!(scene.packets(PHONE, 1, 2), Verdict::Refuse);
    assert_eq!(scene.destination(), PRIVATE);
    assert_eq!(scene.packets(PHONE, 1, 1), Verdict::Latched);
    assert_eq!(scene.destination(), PHONE);
    assert_eq!(scene.packets(PHONE, 1, 1), Verdict::Accept);
}

#[test]
fn the_signalled_address_is_believed_at_once() {
    let mut scene = Scene::new(Latching::On, PHONE);
    assert_eq!(scene.packets(PHONE, 1, 1), Verdict::Latched);
}

#[test]
fn packets_of_changing_ssrc_are_not_one_source() {
    let mut scene = Scene::new(Latching::On, PRIVATE);
    for ssrc in 0..20 {
        assert_eq!(scene.packets(STRANGER, ssrc, 2), Verdict::Refuse);
    }
}

#[test]
fn a_phone_that_moved_takes_over_with_its_fourth_packet() {
    let mut scene = Scene::latched_to_phone();
    assert_eq!(scene.packets(MOVED, 1, 3), Verdict::Refuse);
    assert_eq!(scene.packets(MOVED, 1, 1), Verdict::Latched);
    assert_eq!(scene.destination(), MOVED);
    assert_eq!(scene.latch.switches(), 1);
}

#[test]
fn a_stranger_cannot_take_over_while_the_phone_speaks() {
    let mut scene = Scene::latched_to_phone();
    for _ in 0..100 {
        assert_eq!(scene.packets(STRANGER, 9, 3), Verdict::Refuse);
        assert_eq!(scene.packets(PHONE, 1, 1), Verdict::Accept);
    }
    assert_eq!(scene.destination(), PHONE);
}

#[test]
fn two_strangers_interleaved_are_nobody_in_a_row() {
    let mut scene = Scene::latched_to_phone();
    for _ in 0..20 {
        assert_eq!(scene.packets(STRANGER, 9, 2), Verdict::Refuse);
        assert_eq!(scene.packets(MOVED, 1, 2), Verdict::Refuse);
    }
}

#[test]
fn slow_packets_do_not_take_over() {
    let mut scene = Scene::latched_to_phone();
    for _ in 0..10 {
        scene.now += Duration::from_millis(900);
        assert_eq!(scene.packets(STRANGER, 9, 1), Verdict::Refuse);
    }
}

#[test]
fn after_a_takeover_the_next_waits_for_the_cooldown() {
    let mut scene = Scene::latched_to_phone();
    scene.packets(MOVED, 1, 4);
    assert_eq!(scene.packets(STRANGER, 9, 50), Verdict::Refuse);
    scene.now += LATCH_COOLDOWN;
    assert_eq!(scene.packets(STRANGER, 9, 4), Verdict::Latched);
}

#[test]
fn the_fifth_takeover_is_refused() {
    let mut scene = Scene::latched_to_phone();
    for turn in 0..5u32 {
        scene.now += LATCH_COOLDOWN;
        let verdict = scene.packets(&format!("198.51.100.7:{}", 50_000 + turn), 1, 4);
        assert_eq!(verdict == Verdict::Latched, turn < LATCH_SWITCHES_MAX);
    }
}

#[test]
fn without_latching_only_the_signalled_ip_is_heard_and_the_destination_stays() {
    let mut scene = Scene::new(Latching::Off, PHONE);
    assert_eq!(scene.packets(MOVED, 1, 10), Verdict::Accept);
    assert_eq!(scene.packets(STRANGER, 1, 10), Verdict::Refuse);
    assert_eq!(scene.destination(), PHONE);
}

#[test]
fn a_new_sdp_address_starts_learning_anew_and_an_old_one_does_not() {
    let mut scene = Scene::latched_to_phone();
    scene.latch.signal(Some(PRIVATE.parse().unwrap()));
    scene.latch.signal(None);
    assert_eq!(scene.destination(), PHONE);
    scene.latch.signal(Some(MOVED.parse().unwrap()));
    assert_eq!(scene.destination(), MOVED);
    assert_eq!(scene.packets(PHONE, 1, 1), Verdict::Refuse);
}
