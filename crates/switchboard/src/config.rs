//! What a switchboard is told once, at construction.

use otklik_sip::SipConfig;
use std::{net::IpAddr, ops::RangeInclusive, time::Duration};

/// Configuration of a [`Switchboard`](crate::Switchboard).
#[derive(Debug, Clone)]
pub struct SwitchboardConfig {
    /// Sockets and timers of SIP.
    pub sip: SipConfig,
    /// Address written into session descriptions.
    pub media_address: IpAddr,
    /// UDP ports for media: an even one for RTP and the next for RTCP per leg.
    pub rtp_ports: RangeInclusive<u16>,
    /// Signs the nonces of digest challenges; from the system's generator.
    pub nonce_secret: [u8; 32],
    /// Sizes beyond which work is refused.
    pub limits: Limits,
}

impl SwitchboardConfig {
    /// A configuration with the default limits.
    pub fn new(sip: SipConfig, media_address: IpAddr, rtp_ports: RangeInclusive<u16>, nonce_secret: [u8; 32]) -> Self {
        Self { sip, media_address, rtp_ports, nonce_secret, limits: Limits::default() }
    }
}

/// Sizes beyond which work is refused, and times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Calls alive at once; further ones are refused with 503 and Retry-After.
    pub calls_max: usize,
    /// Seconds in Retry-After of a call refused for want of room.
    pub retry_after_s: u32,
    /// How long a digest nonce may be used.
    pub nonce_lifetime: Duration,
    /// Shortest registration taken; a shorter wish is answered 423 (RFC 3261 §10.3).
    pub register_min: Duration,
    /// Longest registration granted, and the one granted to who asks for none.
    pub register_max: Duration,
    /// Addresses one device may be registered with at once.
    pub addresses_per_device_max: usize,
}

impl Default for Limits {
    /// Chosen: twice the calls the media relay of two cores was measured to carry; registrations short enough for phones behind NAT.
    fn default() -> Self {
        Self {
            calls_max: 4_000,
            retry_after_s: 5,
            nonce_lifetime: Duration::from_secs(300),
            register_min: Duration::from_secs(60),
            register_max: Duration::from_secs(3600),
            addresses_per_device_max: 4,
        }
    }
}
