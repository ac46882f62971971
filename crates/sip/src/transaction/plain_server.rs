//! Non-INVITE server transaction: RFC 3261 §17.2.2.

use super::{Change, Over, Step, Timing, Transmit, unless_reliable};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Trying,
    Proceeding,
    Completed,
}

#[derive(Debug)]
pub(crate) struct PlainServer {
    state: State,
    timing: Timing,
    reliable: bool,
}

impl PlainServer {
    /// A request nobody answers within 64·T1 is forgotten: its client has given up, and RFC 4320 §4.2 forbids a late 408.
    pub(crate) fn start(timing: Timing, reliable: bool) -> (Self, Step) {
        let step = Step { lifetime: Change::Fire(timing.patience()), ..Step::default() };
        (Self { state: State::Trying, timing, reliable }, step)
    }

    /// No final response sent yet.
    pub(crate) fn is_pending(&self) -> bool {
        self.state != State::Completed
    }

    pub(crate) fn on_request(&mut self) -> Step {
        match self.state {
            State::Trying => Step::default(),
            State::Proceeding | State::Completed => Step { transmit: Transmit::Message, ..Step::default() },
        }
    }

    pub(crate) fn on_response(&mut self, status: u16) -> Step {
        let send = Step { transmit: Transmit::Message, ..Step::default() };
        match (self.state, status) {
            (State::Completed, _) => Step::default(),
            (State::Trying | State::Proceeding, 100..=199) => {
                self.state = State::Proceeding;
                send
            }
            (State::Trying | State::Proceeding, _) => {
                self.state = State::Completed;
                send.linger(unless_reliable(self.reliable, self.timing.patience()))
            }
        }
    }

    pub(crate) fn on_lifetime(&mut self) -> Step {
        match self.state {
            State::Trying | State::Proceeding => Step::over(Over::TimedOut),
            State::Completed => Step::over(Over::Done),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_repeated_request_gets_the_same_answer_for_64_t1() {
        let (mut machine, _) = PlainServer::start(Timing::default(), false);
        assert_eq!(machine.on_request(), Step::default());
        let step = machine.on_response(200);
        assert_eq!((step.transmit, step.lifetime), (Transmit::Message, Change::Fire(Duration::from_secs(32))));
        assert_eq!(machine.on_request().transmit, Transmit::Message);
        assert_eq!(machine.on_response(500), Step::default());
    }

    #[test]
    fn over_a_reliable_transport_the_answer_ends_it() {
        let (mut machine, _) = PlainServer::start(Timing::default(), true);
        assert_eq!(machine.on_response(200).over, Some(Over::Done));
    }

    #[test]
    fn an_unanswered_request_is_forgotten_after_64_t1() {
        let (mut machine, start) = PlainServer::start(Timing::default(), false);
        assert_eq!(start.lifetime, Change::Fire(Duration::from_secs(32)));
        assert_eq!(machine.on_lifetime().over, Some(Over::TimedOut));
    }
}
