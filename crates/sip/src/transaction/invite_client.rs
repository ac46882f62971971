//! INVITE client transaction: RFC 3261 §17.1.1 with the Accepted state of RFC 6026 §7.2.

use super::{Change, Over, Step, TIMER_D, Timing, Transmit, unless_reliable};
use std::time::Duration;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Calling { interval: Duration },
    Proceeding,
    Completed,
    Accepted,
}

#[derive(Debug)]
pub(crate) struct InviteClient {
    state: State,
    timing: Timing,
    reliable: bool,
    /// Longest silence after a provisional response; `None` leaves that to timer C of the user.
    silence_max: Option<Duration>,
}

/// A re-INVITE waits for no person to pick up; a peer that said 1xx and then nothing for three minutes has lost it. Without
/// this limit the transaction would wait for ever if the last 2xx was lost and its dialog has ended meanwhile. Chosen, after
/// timer C (RFC 3261 §16.6).
pub(crate) const REINVITE_SILENCE_MAX: Duration = Duration::from_secs(180);

impl InviteClient {
    pub(crate) fn start(timing: Timing, reliable: bool, silence_max: Option<Duration>) -> (Self, Step) {
        let state = State::Calling { interval: timing.t1 };
        let resend = if reliable { Change::Keep } else { Change::Fire(timing.t1) };
        let lifetime = Change::Fire(timing.patience());
        let step = Step { transmit: Transmit::Message, resend, lifetime, ..Step::default() };
        (Self { state, timing, reliable, silence_max }, step)
    }

    /// No provisional response yet: a CANCEL must wait (RFC 3261 §9.1).
    pub(crate) fn is_calling(&self) -> bool {
        matches!(self.state, State::Calling { .. })
    }

    /// No final response yet.
    pub(crate) fn is_pending(&self) -> bool {
        matches!(self.state, State::Calling { .. } | State::Proceeding)
    }

    pub(crate) fn on_response(&mut self, status: u16) -> Step {
        match (self.state, status) {
            (State::Calling { .. } | State::Proceeding, 100..=199) => self.proceed(),
            (State::Calling { .. } | State::Proceeding, 200..=299) => self.accept(),
            (State::Calling { .. } | State::Proceeding, _) => self.complete(),
            (State::Accepted, 200..=299) => Step { deliver: true, ..Step::default() },
            (State::Completed, 300..) => Step { transmit: Transmit::Ack, ..Step::default() },
            (State::Accepted | State::Completed, _) => Step::default(),
        }
    }

    pub(crate) fn on_resend(&mut self) -> Step {
        let State::Calling { interval } = self.state else { return Step::default() };
        // Timer A doubles without a ceiling, unlike timer E (RFC 3261 §17.1.1.2).
        let interval = interval * 2;
        self.state = State::Calling { interval };
        Step { transmit: Transmit::Message, resend: Change::Fire(interval), ..Step::default() }
    }

    pub(crate) fn on_lifetime(&mut self) -> Step {
        match self.state {
            State::Calling { .. } | State::Proceeding => Step::over(Over::TimedOut),
            State::Completed | State::Accepted => Step::over(Over::Done),
        }
    }

    fn proceed(&mut self) -> Step {
        self.state = State::Proceeding;
        let lifetime = self.silence_max.map_or(Change::Stop, Change::Fire);
        Step { deliver: true, resend: Change::Stop, lifetime, ..Step::default() }
    }

    fn accept(&mut self) -> Step {
        self.state = State::Accepted;
        Step { deliver: true, ..Step::default() }.linger(self.timing.patience())
    }

    fn complete(&mut self) -> Step {
        self.state = State::Completed;
        let step = Step { deliver: true, transmit: Transmit::Ack, ..Step::default() };
        step.linger(unless_reliable(self.reliable, TIMER_D))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calling() -> InviteClient {
        InviteClient::start(Timing::default(), false, None).0
    }

    #[test]
    fn timer_a_doubles_from_t1_without_ceiling_and_timer_b_is_64_t1() {
        let (mut machine, start) = InviteClient::start(Timing::default(), false, None);
        assert_eq!(start.resend, Change::Fire(Duration::from_millis(500)));
        assert_eq!(start.lifetime, Change::Fire(Duration::from_secs(32)));
        let intervals: Vec<Change> = (0..5).map(|_| machine.on_resend().resend).collect();
        let expected = [1, 2, 4, 8, 16].map(|seconds| Change::Fire(Duration::from_secs(seconds)));
        assert_eq!(intervals, expected);
        assert_eq!(machine.on_lifetime().over, Some(Over::TimedOut));
    }

    #[test]
    fn reliable_transport_never_retransmits_and_completes_at_once() {
        let (mut machine, start) = InviteClient::start(Timing::default(), true, None);
        assert_eq!(start.resend, Change::Keep);
        let step = machine.on_response(486);
        assert_eq!((step.transmit, step.deliver, step.over), (Transmit::Ack, true, Some(Over::Done)));
    }

    #[test]
    fn a_provisional_stops_both_timers() {
        let step = calling().on_response(180);
        assert_eq!((step.deliver, step.resend, step.lifetime), (true, Change::Stop, Change::Stop));
    }

    #[test]
    fn a_reinvite_that_only_rings_times_out() {
        let (mut machine, _) = InviteClient::start(Timing::default(), false, Some(REINVITE_SILENCE_MAX));
        assert_eq!(machine.on_response(100).lifetime, Change::Fire(REINVITE_SILENCE_MAX));
        assert_eq!(machine.on_lifetime().over, Some(Over::TimedOut));
    }

    #[test]
    fn repeated_refusals_are_acknowledged_again_but_delivered_once() {
        let mut machine = calling();
        assert!(machine.on_response(486).deliver);
        let again = machine.on_response(486);
        assert_eq!((again.transmit, again.deliver), (Transmit::Ack, false));
        assert_eq!(machine.on_response(180), Step::default());
    }

    #[test]
    fn every_2xx_reaches_the_user_for_64_t1() {
        let mut machine = calling();
        let step = machine.on_response(200);
        assert_eq!((step.transmit, step.lifetime), (Transmit::Nothing, Change::Fire(Duration::from_secs(32))));
        assert!(machine.on_response(200).deliver);
        assert!(!machine.on_response(486).deliver);
    }
}
