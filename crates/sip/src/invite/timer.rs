//! Session timers (RFC 4028), both roles: a peer that vanished without BYE does not keep its call for ever.

use super::{Exchange, Offer, Stage, Usage, UsageTimer};
use crate::engine::{ServerId, Sip};
use crate::headers::{Name, Refresher, SessionExpires};
use crate::message::Message;
use crate::output::EndedBy;
use std::time::{Duration, Instant};

/// "The absolute minimum" of Session-Expires (RFC 4028 §4).
pub(crate) const SESSION_EXPIRES_MIN: Duration = Duration::from_secs(90);
/// Wait before a refresh that met an offer under way is tried again. Chosen.
const BUSY_WAIT: Duration = Duration::from_secs(5);

/// What was agreed about refreshing the session.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct SessionTimer {
    /// `None`: the session does not expire.
    interval: Option<Duration>,
    we_refresh: bool,
    /// The peer takes UPDATE, which refreshes without a new offer.
    peer_updates: bool,
}

impl Sip {
    /// Session-Expires of an INVITE or UPDATE of ours.
    pub(crate) fn session_headers(&self, usage: &Usage) -> Vec<(Name, String)> {
        let agreed = usage.session_timer.interval.map(|interval| {
            let refresher = if usage.session_timer.we_refresh { Refresher::Uac } else { Refresher::Uas };
            SessionExpires { interval, refresher: Some(refresher) }
        });
        agreed.into_iter().map(|agreed| (Name::SessionExpires, agreed.to_string())).collect()
    }

    /// Session-Expires of our first INVITE.
    pub(crate) fn proposed_session(&self) -> Option<SessionExpires> {
        self.config.timers.session_expires.map(|interval| SessionExpires { interval, refresher: None })
    }

    /// A 2xx to our INVITE or UPDATE decides (§7.2); without Session-Expires the session does not expire.
    pub(crate) fn settle_session_as_caller(&mut self, usage: &mut Usage, response: &Message, now: Instant) {
        let answered = response.session_expires().ok().flatten();
        let known = usage.session_timer.peer_updates;
        let peer_updates = if response.has(&Name::Allow) { response.lists(&Name::Allow, "UPDATE") } else { known };
        usage.session_timer = SessionTimer {
            interval: answered.map(|answered| answered.interval.max(SESSION_EXPIRES_MIN)),
            we_refresh: answered.is_some_and(|answered| answered.refresher != Some(Refresher::Uas)),
            peer_updates,
        };
        self.arm_session(usage, now);
    }

    /// Settles the session of the request that is being answered 2xx; the headers go into the answer (§9, table 2).
    pub(crate) fn settle_session_as_callee(&mut self, usage: &mut Usage, server: ServerId, now: Instant) -> Vec<(Name, String)> {
        let Some((request, ..)) = self.server_request(server) else { return Vec::new() };
        let peer_knows = request.lists(&Name::Supported, "timer");
        let asked = request.session_expires().ok().flatten();
        let known = usage.session_timer.peer_updates;
        let peer_updates = if request.has(&Name::Allow) { request.lists(&Name::Allow, "UPDATE") } else { known };
        let interval = asked.map(|asked| asked.interval).or(self.config.timers.session_expires);
        // A peer that does not know the extension cannot refresh.
        let wished = asked.and_then(|asked| asked.refresher);
        let we_refresh = !peer_knows || wished == Some(Refresher::Uas);
        usage.session_timer = SessionTimer { interval, we_refresh, peer_updates };
        self.arm_session(usage, now);
        let Some(interval) = interval else { return Vec::new() };
        let refresher = Some(if we_refresh { Refresher::Uas } else { Refresher::Uac });
        let mut headers = vec![(Name::SessionExpires, SessionExpires { interval, refresher }.to_string())];
        if !we_refresh {
            headers.push((Name::Require, "timer".to_owned()));
        }
        headers
    }

    /// We refresh at half the interval; otherwise we give up a little before its end (§10).
    fn arm_session(&mut self, usage: &mut Usage, now: Instant) {
        let Some(interval) = usage.session_timer.interval else { return self.disarm(usage, UsageTimer::Session) };
        let after = if usage.session_timer.we_refresh { interval / 2 } else { interval - (interval / 3).min(Duration::from_secs(32)) };
        self.arm(usage, UsageTimer::Session, now + after);
    }

    pub(crate) fn on_session_timer(&mut self, usage: &mut Usage, now: Instant) {
        if !matches!(usage.stage, Stage::Up(_)) {
            return;
        }
        if !usage.session_timer.we_refresh {
            return self.hang_up(usage, EndedBy::Timeout, now);
        }
        let busy = usage.postponed.is_some()
            || !matches!(usage.exchange, Exchange::Idle)
            || usage.up_mut().is_none_or(|up| up.unacknowledged.is_some() || up.owed_ack.is_some());
        let body = if usage.session_timer.peer_updates { None } else { usage.local_body.clone() };
        // A refresh that cannot be sent now, for an offer under way or a full table, is tried again: the interval's other half is left.
        if busy || self.send_offer(usage, Offer { body, refresh: true }, now).is_err() {
            self.arm(usage, UsageTimer::Session, now + BUSY_WAIT);
        }
    }

    /// The peer refused our refresh: by re-INVITE next time if it does not know UPDATE.
    pub(crate) fn on_refresh_refused(&mut self, usage: &mut Usage, status: u16, now: Instant) {
        if matches!(status, 405 | 501) {
            usage.session_timer.peer_updates = false;
            return self.arm(usage, UsageTimer::Session, now);
        }
        self.arm_session(usage, now);
    }
}
