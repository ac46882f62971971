//! Small stories of calls, and what attempts they make.

use super::Attempts;
use crate::{
    attempt::{Attempt, Cause, Person, PromiseState, Step},
    people::People,
};
use jiff::Timestamp;
use otklik_model::{
    CallId, CommitmentId, ContactId, DeviceId, DidId, EventId, GroupId, LegId, PhoneNumber, TenantId, TrunkId, UserId,
    commitment::{CommitmentKind, Proof},
    event::{Direction, DomainEvent, JournalEntry, LegParty, Opening, Party, RoutedTo},
    hang_up::{EndedBy, HangUpCause},
};

const CALL: CallId = CallId::from_u128(9);
const CLIENT: LegId = LegId::from_u128(1);

/// A call told second by second.
struct Story {
    entries: Vec<JournalEntry>,
}

impl Story {
    fn inbound() -> Self {
        Self::from("+79160000001")
    }

    fn from(raw: &str) -> Self {
        let from = Party { raw: raw.into(), number: raw.parse().ok(), ..Party::default() };
        Self { entries: vec![] }.at(0, started(Direction::Inbound, from, Party::default(), Some(DidId::from_u128(7))))
    }

    fn outbound() -> Self {
        let from = Party { user_id: Some(user(101)), ..Party::default() };
        let to = Party { raw: "+79160000001".into(), number: "+79160000001".parse().ok(), ..Party::default() };
        Self { entries: vec![] }.at(0, started(Direction::Outbound, from, to, None))
    }

    fn at(mut self, second: i64, event: DomainEvent) -> Self {
        self.entries.push(entry(second, Some(CALL), event));
        self
    }

    fn sent_to_user(self, second: i64) -> Self {
        self.at(second, DomainEvent::CallRouted { to: RoutedTo::User(user(101)), opening: Opening::Open })
    }

    fn sent_to_group(self, second: i64) -> Self {
        self.at(second, DomainEvent::CallRouted { to: RoutedTo::Group(GroupId::from_u128(3)), opening: Opening::Open })
    }

    fn rings(self, second: i64, leg: u128) -> Self {
        self.at(second, DomainEvent::LegRinging { leg_id: LegId::from_u128(leg), party: phone(leg) })
    }

    fn answers(self, second: i64, leg: u128) -> Self {
        let leg_id = LegId::from_u128(leg);
        self.at(second, DomainEvent::LegAnswered { leg_id, party: phone(leg) }).at(second, DomainEvent::Bridged { legs: [CLIENT, leg_id] })
    }

    fn stops(self, second: i64, leg: u128) -> Self {
        let cause = HangUpCause::new(HangUpCause::NO_ANSWER, EndedBy::System);
        self.at(second, DomainEvent::LegEnded { leg_id: LegId::from_u128(leg), cause })
    }

    fn given_away(self, second: i64, leg: u128) -> Self {
        self.at(second, DomainEvent::TransferStarted { by: LegId::from_u128(leg), to: "102".into() })
    }

    fn ends(self, second: i64, q850: u8, by: EndedBy) -> Attempt {
        self.at(second, DomainEvent::CallEnded { cause: HangUpCause::new(q850, by) }).attempt()
    }

    fn gives_up(self, second: i64) -> Attempt {
        self.ends(second, HangUpCause::NORMAL, EndedBy::Caller)
    }

    fn attempt(&self) -> Attempt {
        let mut attempts = Attempts::default();
        let mut made: Vec<Attempt> = self.entries.iter().filter_map(|entry| attempts.feed(entry)).collect();
        assert_eq!(attempts.still_open(), 0);
        made.pop().expect("a call that ended is an attempt")
    }
}

fn started(direction: Direction, from: Party, to: Party, did_id: Option<DidId>) -> DomainEvent {
    DomainEvent::CallStarted { direction, from, to, did_id, trunk_id: None, leg_id: CLIENT }
}

fn entry(second: i64, call_id: Option<CallId>, event: DomainEvent) -> JournalEntry {
    let at = Timestamp::from_second(1_700_000_000 + second).unwrap();
    JournalEntry { event_id: EventId::from_u128(1), tenant_id: TenantId::from_u128(1), at, call_id, event }
}

const fn user(number: u128) -> UserId {
    UserId::from_u128(number)
}

const fn phone(leg: u128) -> LegParty {
    LegParty::Device { user_id: user(100 + leg), device_id: DeviceId::from_u128(leg) }
}

const fn outside() -> LegParty {
    LegParty::External { trunk_id: TrunkId::from_u128(1), number: None }
}

#[test]
fn an_answered_call_is_served_and_its_times_are_told_apart() {
    let prompt = || "greeting.wav".to_owned();
    let attempt = Story::inbound()
        .at(0, DomainEvent::PromptStarted { prompt: prompt() })
        .at(5, DomainEvent::PromptFinished { prompt: prompt(), heard_ms: 5000 })
        .sent_to_group(5)
        .rings(7, 2)
        .answers(10, 2)
        .at(30, DomainEvent::Held { leg_id: LegId::from_u128(2) })
        .at(40, DomainEvent::Resumed { leg_id: LegId::from_u128(2) })
        .gives_up(50);
    assert_eq!(attempt.left, None);
    assert_eq!(attempt.answered_by, Some(user(102)));
    assert_eq!((attempt.prompt_ms, attempt.wait_ms, attempt.ring_ms), (5000, 5000, 3000));
    assert_eq!((attempt.talk_ms, attempt.hold_ms), (30_000, 10_000));
    assert_eq!(attempt.did_id, Some(DidId::from_u128(7)));
}

#[test]
fn a_caller_who_hangs_up_in_the_greeting_left_there() {
    let attempt = Story::inbound()
        .at(0, DomainEvent::PromptStarted { prompt: "a".into() })
        .at(12, DomainEvent::PromptFinished { prompt: "a".into(), heard_ms: 12_000 })
        .gives_up(12);
    assert_eq!(attempt.left, Some((Step::Greeting, Cause::LongGreeting)));
    assert_eq!((attempt.prompt_ms, attempt.wait_ms), (12_000, 0));
}

#[test]
fn a_phone_that_rings_unanswered_is_told_from_a_queue_in_which_nothing_rings() {
    let ringing = Story::inbound().sent_to_group(0).rings(1, 2).stops(20, 2).gives_up(20);
    assert_eq!(ringing.left, Some((Step::Ring, Cause::NobodyAnswered)));
    assert_eq!(ringing.rang_last, Some(user(102)));
    let silent = Story::inbound().sent_to_group(0).rings(1, 2).stops(20, 2).gives_up(60);
    assert_eq!(silent.left, Some((Step::Queue, Cause::QueueWait)));
    let never_rang = Story::inbound().sent_to_group(0).gives_up(60);
    assert_eq!(never_rang.left, Some((Step::Queue, Cause::QueueWait)));
    assert_eq!(never_rang.wait_ms, 60_000);
    assert!(never_rang.gave_up);
    let timed_out = Story::inbound().sent_to_group(0).rings(1, 2).ends(30, HangUpCause::NO_ANSWER, EndedBy::System);
    assert!(!timed_out.gave_up && !timed_out.answered);
}

#[test]
fn the_cause_of_the_end_says_why_nobody_was_reached() {
    let refused = |q850| Story::inbound().sent_to_user(0).ends(1, q850, EndedBy::System).left.unwrap();
    assert_eq!(refused(HangUpCause::ABSENT), (Step::Ring, Cause::NobodyReachable));
    assert_eq!(refused(HangUpCause::BUSY), (Step::Ring, Cause::Busy));
    let declined = Story::inbound().sent_to_user(0).rings(1, 2).ends(3, HangUpCause::REJECTED, EndedBy::Callee);
    assert_eq!(declined.left, Some((Step::Ring, Cause::Refused)));
}

#[test]
fn a_trunk_without_a_line_is_lost_before_the_first_step() {
    let attempt = Story::inbound().at(0, DomainEvent::CallRouted { to: RoutedTo::Rejected, opening: Opening::Open }).ends(
        0,
        HangUpCause::NO_CIRCUIT,
        EndedBy::System,
    );
    assert_eq!(attempt.left, Some((Step::Reach, Cause::TrunkUnavailable)));
}

#[test]
fn a_closed_company_is_out_of_hours_whatever_was_heard() {
    let attempt = Story::inbound()
        .at(0, DomainEvent::CallRouted { to: RoutedTo::Prompt, opening: Opening::Closed })
        .at(0, DomainEvent::PromptStarted { prompt: "closed".into() })
        .gives_up(3);
    assert_eq!(attempt.left, Some((Step::OutOfHours, Cause::OutOfHours)));
    assert!(attempt.out_of_hours);
    assert_eq!(attempt.prompt_ms, 3000, "a prompt that was cut counts as far as it was heard");
}

#[test]
fn a_client_left_on_hold_or_in_a_transfer_was_answered_but_not_served() {
    let held =
        Story::inbound().sent_to_user(0).rings(0, 2).answers(4, 2).at(9, DomainEvent::Held { leg_id: LegId::from_u128(2) }).gives_up(99);
    assert_eq!(held.left, Some((Step::Hold, Cause::LeftOnHold)));
    assert!(held.answered);
    let transferred = Story::inbound().sent_to_user(0).rings(0, 2).answers(4, 2).given_away(9, 2).rings(10, 3).gives_up(30);
    assert_eq!(transferred.left, Some((Step::Transfer, Cause::FailedTransfer)));
    assert_eq!((transferred.talk_ms, transferred.transfers), (5000, 1));
}

#[test]
fn a_client_who_holds_us_is_not_left_on_hold() {
    let attempt = Story::inbound().sent_to_user(0).answers(4, 2).at(9, DomainEvent::Held { leg_id: CLIENT }).gives_up(20);
    assert_eq!(attempt.left, None);
}

#[test]
fn a_transfer_that_came_back_and_was_taken_up_again_is_served() {
    let failed = DomainEvent::TransferFailed { by: LegId::from_u128(2), cause: HangUpCause::new(HangUpCause::NO_ANSWER, EndedBy::System) };
    let attempt = Story::inbound().sent_to_user(0).answers(4, 2).given_away(9, 2).rings(10, 3).at(20, failed).answers(22, 2).gives_up(80);
    assert_eq!(attempt.left, None);
    assert_eq!(attempt.answered_by, Some(user(102)));
}

#[test]
fn three_transfers_and_gone_are_needless_but_a_long_talk_with_the_last_one_is_help() {
    let three = || {
        let first = Story::inbound().sent_to_user(0).answers(1, 2).given_away(10, 2).answers(12, 3);
        first.given_away(20, 3).answers(22, 4).given_away(30, 4)
    };
    assert_eq!(three().gives_up(35).left, Some((Step::Transfer, Cause::NeedlessTransfers)));
    assert_eq!(three().answers(32, 5).gives_up(40).left, Some((Step::Transfer, Cause::NeedlessTransfers)));
    assert_eq!(three().answers(32, 5).gives_up(300).left, None);
}

#[test]
fn a_call_of_ours_is_answered_only_when_the_client_answers() {
    let summoned = || Story::outbound().rings(0, 1).at(2, DomainEvent::LegAnswered { leg_id: CLIENT, party: phone(1) });
    assert!(!summoned().ends(20, HangUpCause::NO_ANSWER, EndedBy::System).answered);
    let leg_id = LegId::from_u128(2);
    let answered = summoned().at(8, DomainEvent::LegAnswered { leg_id, party: outside() }).ends(60, 16, EndedBy::Callee);
    assert!(answered.answered);
    assert_eq!((answered.answered_by, answered.talk_ms), (Some(user(101)), 52_000));
}

#[test]
fn an_interrupted_call_is_our_own_failure_at_the_step_it_was_in() {
    assert_eq!(
        Story::inbound().sent_to_user(0).rings(1, 2).at(5, DomainEvent::CallInterrupted).attempt().left,
        Some((Step::Ring, Cause::Interrupted))
    );
}

#[test]
fn people_are_known_by_number_then_by_text_and_withheld_ones_by_their_call() {
    let person = |raw| Story::from(raw).gives_up(1).person;
    assert_eq!(person("+79160000001"), Person::Number("+79160000001".parse::<PhoneNumber>().unwrap()));
    assert_eq!(person("900"), person(" 900 "));
    assert_ne!(person("900"), person("901"));
    assert!(matches!(person("Anonymous"), Person::Withheld(_)));
}

#[test]
fn calls_between_our_own_are_no_attempts() {
    let mut attempts = Attempts::default();
    attempts.feed(&entry(0, Some(CALL), started(Direction::Internal, Party::default(), Party::default(), None)));
    let ended = DomainEvent::CallEnded { cause: HangUpCause::new(16, EndedBy::Caller) };
    assert_eq!(attempts.feed(&entry(1, Some(CALL), ended)), None);
}

#[test]
fn a_promise_belongs_to_the_client_of_its_call_or_to_a_known_contact() {
    let contact_id = ContactId::from_u128(5);
    let numbers: [PhoneNumber; 2] = ["+79160000005", "+79160000006"].map(|number| number.parse().unwrap());
    let known = Person::Number(numbers[0]);
    let mut attempts = Attempts::knowing(People::of_contacts(&numbers.map(|number| (contact_id, number))));
    let made = |number, contact_id| DomainEvent::CommitmentMade {
        commitment_id: CommitmentId::from_u128(number),
        kind: CommitmentKind::CallBack,
        contact_id,
        owner: None,
        due: Timestamp::from_second(1_700_003_600).unwrap(),
    };
    for told in &Story::inbound().entries {
        attempts.feed(told);
    }
    attempts.feed(&entry(5, Some(CALL), made(100, None)));
    attempts.feed(&entry(6, None, made(101, Some(contact_id))));
    attempts.feed(&entry(6, Some(CALL), made(CALL.to_u128(), None)));
    attempts.feed(&entry(7, None, DomainEvent::CommitmentKept { commitment_id: CommitmentId::from_u128(101), proof: Proof::Call(CALL) }));
    let people: Vec<(Person, PromiseState)> = attempts.promises().map(|promise| (promise.person, promise.state)).collect();
    let number: PhoneNumber = "+79160000001".parse().unwrap();
    assert_eq!(people[0], (Person::Number(number), PromiseState::Open));
    assert_eq!(people[1], (known, PromiseState::Kept(Timestamp::from_second(1_700_000_007).unwrap())));
    assert_eq!(people.len(), 2, "the commitment every lost call makes by rule is not a promise to the client");
}
