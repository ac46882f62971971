//! INVITE server transaction: RFC 3261 §17.2.1 with the Accepted state of RFC 6026 §7.1.

use super::{Change, Over, Step, Timing, Transmit, unless_reliable};
use std::time::Duration;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Proceeding,
    Completed { interval: Duration },
    Confirmed,
    Accepted,
}

#[derive(Debug)]
pub(crate) struct InviteServer {
    state: State,
    timing: Timing,
    reliable: bool,
}

impl InviteServer {
    pub(crate) fn new(timing: Timing, reliable: bool) -> Self {
        Self { state: State::Proceeding, timing, reliable }
    }

    /// No final response sent yet.
    pub(crate) fn is_pending(&self) -> bool {
        self.state == State::Proceeding
    }

    /// Answered with a 2xx, which the user repeats, not the transaction.
    pub(crate) fn is_accepted(&self) -> bool {
        self.state == State::Accepted
    }

    /// The INVITE came again.
    pub(crate) fn on_request(&mut self) -> Step {
        match self.state {
            State::Proceeding | State::Completed { .. } => Step { transmit: Transmit::Message, ..Step::default() },
            // The 2xx is retransmitted by the user until the ACK, not by the transaction (RFC 6026 §7.1).
            State::Confirmed | State::Accepted => Step::default(),
        }
    }

    /// The user sends a response.
    pub(crate) fn on_response(&mut self, status: u16) -> Step {
        let send = Step { transmit: Transmit::Message, ..Step::default() };
        match (self.state, status) {
            (State::Proceeding, 100..=199) => send,
            (State::Proceeding, 200..=299) => {
                self.state = State::Accepted;
                send.linger(self.timing.patience())
            }
            (State::Proceeding, _) => self.complete(send),
            (State::Accepted, 200..=299) => send,
            (State::Accepted | State::Completed { .. } | State::Confirmed, _) => Step::default(),
        }
    }

    /// An ACK with the branch of the INVITE; `deliver` means that it acknowledges a 2xx and belongs to the user.
    pub(crate) fn on_ack(&mut self) -> Step {
        match self.state {
            State::Proceeding | State::Confirmed => Step::default(),
            State::Accepted => Step { deliver: true, ..Step::default() },
            State::Completed { .. } => {
                self.state = State::Confirmed;
                Step::default().linger(unless_reliable(self.reliable, self.timing.t4))
            }
        }
    }

    pub(crate) fn on_resend(&mut self) -> Step {
        let State::Completed { interval } = self.state else { return Step::default() };
        let interval = self.timing.doubled(interval);
        self.state = State::Completed { interval };
        Step { transmit: Transmit::Message, resend: Change::Fire(interval), ..Step::default() }
    }

    pub(crate) fn on_lifetime(&mut self) -> Step {
        match self.state {
            State::Completed { .. } => Step::over(Over::TimedOut),
            State::Proceeding | State::Confirmed | State::Accepted => Step::over(Over::Done),
        }
    }

    fn complete(&mut self, send: Step) -> Step {
        self.state = State::Completed { interval: self.timing.t1 };
        let resend = if self.reliable { Change::Keep } else { Change::Fire(self.timing.t1) };
        Step { resend, lifetime: Change::Fire(self.timing.patience()), ..send }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused() -> (InviteServer, Step) {
        let mut machine = InviteServer::new(Timing::default(), false);
        let step = machine.on_response(486);
        (machine, step)
    }

    #[test]
    fn timer_g_doubles_up_to_t2_until_timer_h() {
        let (mut machine, step) = refused();
        assert_eq!(step.resend, Change::Fire(Duration::from_millis(500)));
        assert_eq!(step.lifetime, Change::Fire(Duration::from_secs(32)));
        let intervals: Vec<Change> = (0..4).map(|_| machine.on_resend().resend).collect();
        assert_eq!(intervals, [1, 2, 4, 4].map(|seconds| Change::Fire(Duration::from_secs(seconds))));
        assert_eq!(machine.on_lifetime().over, Some(Over::TimedOut));
    }

    #[test]
    fn the_ack_stops_retransmission_and_timer_i_absorbs_further_acks() {
        let (mut machine, _) = refused();
        let step = machine.on_ack();
        assert_eq!((step.resend, step.lifetime), (Change::Stop, Change::Fire(Duration::from_secs(5))));
        assert_eq!(machine.on_ack(), Step::default());
        assert_eq!(machine.on_resend(), Step::default());
    }

    #[test]
    fn accepted_absorbs_the_repeated_invite_for_64_t1() {
        let mut machine = InviteServer::new(Timing::default(), false);
        let step = machine.on_response(200);
        assert_eq!((step.transmit, step.lifetime), (Transmit::Message, Change::Fire(Duration::from_secs(32))));
        assert_eq!(machine.on_request(), Step::default());
        assert!(machine.on_ack().deliver);
    }

    #[test]
    fn no_second_final_response_leaves() {
        let (mut machine, _) = refused();
        assert_eq!(machine.on_response(200), Step::default());
    }
}
