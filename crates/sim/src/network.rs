//! The network: packets on their way, some of them lost, repeated or overtaken.

use bytes::Bytes;
use otklik_sip::rng::Rng;
use std::{collections::BTreeMap, time::Duration};

/// How a network treats datagrams. Streams only know delay.
#[derive(Debug, Clone, Copy)]
pub struct Weather {
    /// The shortest way takes this long.
    pub delay: Duration,
    /// Up to this much more, drawn per datagram, so that some overtake others.
    pub jitter: Duration,
    /// Lost datagrams in a thousand.
    pub lost_per_mille: u64,
    /// Datagrams that arrive twice, in a thousand.
    pub doubled_per_mille: u64,
}

impl Weather {
    /// Nothing is lost and nothing takes time.
    pub const CALM: Self = Self { delay: Duration::ZERO, jitter: Duration::ZERO, lost_per_mille: 0, doubled_per_mille: 0 };
    /// A bad mobile link.
    pub const STORM: Self =
        Self { delay: Duration::from_millis(20), jitter: Duration::from_millis(60), lost_per_mille: 100, doubled_per_mille: 50 };
}

/// Who is at an end: the switchboard or a phone, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// The switchboard.
    Switchboard,
    /// A phone or carrier.
    Phone(String),
}

/// A message on its way.
#[derive(Debug, Clone)]
pub struct Packet {
    /// From whom.
    pub from: End,
    /// To whom.
    pub to: End,
    /// One whole message.
    pub bytes: Bytes,
}

/// Whether a message goes as a datagram or in a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carriage {
    /// The weather is felt.
    Datagram,
    /// In order and always.
    Stream,
}

/// Packets on their way, in the order they arrive.
#[derive(Debug)]
pub struct Network {
    weather: Weather,
    rng: Rng,
    under_way: BTreeMap<(Duration, u64), Packet>,
    serial: u64,
}

impl Network {
    /// An empty network; its accidents follow from `seed`.
    pub fn new(seed: u64) -> Self {
        Self { weather: Weather::CALM, rng: Rng::new(seed), under_way: BTreeMap::new(), serial: 0 }
    }

    /// Changes the weather for what is sent from now on.
    pub fn set_weather(&mut self, weather: Weather) {
        self.weather = weather;
    }

    /// Sends a packet at `now`.
    pub fn send(&mut self, packet: Packet, carriage: Carriage, now: Duration) {
        if carriage == Carriage::Stream {
            return self.put(packet, now + self.weather.delay);
        }
        let copies =
            if self.happens(self.weather.lost_per_mille) { 0 } else { 1 + u64::from(self.happens(self.weather.doubled_per_mille)) };
        for _ in 0..copies {
            let late = self.rng.below(self.weather.jitter.as_millis() as u64 + 1);
            self.put(packet.clone(), now + self.weather.delay + Duration::from_millis(late));
        }
    }

    /// When the next packet arrives.
    pub fn next_arrival(&self) -> Option<Duration> {
        self.under_way.first_key_value().map(|((at, _), _)| *at)
    }

    /// Takes the next packet that has arrived by `now`.
    pub fn arrive(&mut self, now: Duration) -> Option<Packet> {
        let first = self.under_way.first_entry()?;
        (first.key().0 <= now).then(|| first.remove())
    }

    fn happens(&mut self, per_mille: u64) -> bool {
        per_mille > 0 && self.rng.below(1000) < per_mille
    }

    fn put(&mut self, packet: Packet, at: Duration) {
        self.serial += 1;
        self.under_way.insert((at, self.serial), packet);
    }
}
