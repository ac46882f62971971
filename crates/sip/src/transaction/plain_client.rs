//! Non-INVITE client transaction: RFC 3261 §17.1.2.

use super::{Change, Over, Step, Timing, Transmit, unless_reliable};
use std::time::Duration;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Trying { interval: Duration },
    Proceeding,
    Completed,
}

#[derive(Debug)]
pub(crate) struct PlainClient {
    state: State,
    timing: Timing,
    reliable: bool,
}

impl PlainClient {
    pub(crate) fn start(timing: Timing, reliable: bool) -> (Self, Step) {
        let state = State::Trying { interval: timing.t1 };
        let resend = if reliable { Change::Keep } else { Change::Fire(timing.t1) };
        let lifetime = Change::Fire(timing.patience());
        let step = Step { transmit: Transmit::Message, resend, lifetime, ..Step::default() };
        (Self { state, timing, reliable }, step)
    }

    pub(crate) fn is_pending(&self) -> bool {
        self.state != State::Completed
    }

    pub(crate) fn on_response(&mut self, status: u16) -> Step {
        match (self.state, status) {
            (State::Completed, _) => Step::default(),
            (State::Trying { .. } | State::Proceeding, 100..=199) => {
                self.state = State::Proceeding;
                Step { deliver: true, ..Step::default() }
            }
            (State::Trying { .. } | State::Proceeding, _) => {
                self.state = State::Completed;
                Step { deliver: true, ..Step::default() }.linger(unless_reliable(self.reliable, self.timing.t4))
            }
        }
    }

    pub(crate) fn on_resend(&mut self) -> Step {
        let interval = match self.state {
            State::Completed => return Step::default(),
            State::Trying { interval } => self.timing.doubled(interval),
            State::Proceeding => self.timing.t2,
        };
        if let State::Trying { interval: trying } = &mut self.state {
            *trying = interval;
        }
        Step { transmit: Transmit::Message, resend: Change::Fire(interval), ..Step::default() }
    }

    pub(crate) fn on_lifetime(&mut self) -> Step {
        match self.state {
            State::Trying { .. } | State::Proceeding => Step::over(Over::TimedOut),
            State::Completed => Step::over(Over::Done),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timer_e_doubles_up_to_t2_and_timer_f_is_64_t1() {
        let (mut machine, start) = PlainClient::start(Timing::default(), false);
        assert_eq!(start.lifetime, Change::Fire(Duration::from_secs(32)));
        let intervals: Vec<Change> = (0..5).map(|_| machine.on_resend().resend).collect();
        let expected = [1, 2, 4, 4, 4].map(|seconds| Change::Fire(Duration::from_secs(seconds)));
        assert_eq!(intervals, expected);
        assert_eq!(machine.on_lifetime().over, Some(Over::TimedOut));
    }

    #[test]
    fn a_provisional_slows_retransmission_but_keeps_timer_f() {
        let (mut machine, _) = PlainClient::start(Timing::default(), false);
        assert_eq!(machine.on_response(100).lifetime, Change::Keep);
        assert_eq!(machine.on_resend().resend, Change::Fire(Duration::from_secs(4)));
        assert_eq!(machine.on_lifetime().over, Some(Over::TimedOut));
    }

    #[test]
    fn only_the_first_final_response_is_delivered_and_timer_k_follows() {
        let (mut machine, _) = PlainClient::start(Timing::default(), false);
        let step = machine.on_response(200);
        assert_eq!((step.deliver, step.lifetime), (true, Change::Fire(Duration::from_secs(5))));
        assert_eq!(machine.on_response(200), Step::default());
        assert_eq!(machine.on_lifetime().over, Some(Over::Done));
    }
}
