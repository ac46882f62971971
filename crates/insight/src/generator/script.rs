//! How each kind of call goes, told as the journal tells it.

use super::{
    Cast, Company,
    plan::{Call, Way},
    shifts::Handled,
};
use crate::{
    attempt::{Cause, Step},
    ledger::moment,
};
use otklik_model::{
    CallId, CommitmentId, EventId, LegId,
    commitment::CommitmentKind,
    event::{Direction, DomainEvent, JournalEntry, LegParty, Opening, Party, RoutedTo},
    hang_up::{EndedBy, HangUpCause},
};
use rand::{Rng, rngs::StdRng};
use rand_distr::{Distribution, Exp};

/// What a client waits and listens at least, so that he is not taken for a dialler, milliseconds.
const WAIT_MS_MIN: i64 = 6_000;

/// How long a talk is at least that is no wrong number and no voicemail, milliseconds.
const TALK_MS_MIN: i64 = 12_000;

/// Writes the entries of one call after another.
pub(super) struct Script<'a> {
    company: &'a Company,
    cast: &'a Cast,
    rng: StdRng,
    entries: Vec<JournalEntry>,
    made: u128,
    call_id: CallId,
    at_ms: i64,
    legs: u128,
    /// Draws of its own, so that calls are the same whatever is done after them.
    wrap_ups: StdRng,
    busy_until_ms: Vec<i64>,
    talking: Option<(u16, i64)>,
    handled: Vec<Handled>,
}

impl<'a> Script<'a> {
    pub(super) fn new(company: &'a Company, cast: &'a Cast, rng: StdRng, wrap_ups: StdRng) -> Self {
        Self {
            company,
            cast,
            rng,
            entries: Vec::new(),
            made: 0,
            call_id: CallId::from_u128(0),
            at_ms: 0,
            legs: 0,
            wrap_ups,
            busy_until_ms: vec![i64::MIN; usize::from(company.staff)],
            talking: None,
            handled: Vec::new(),
        }
    }

    /// Who handled the call played last.
    pub(super) fn handled(&self) -> &[Handled] {
        &self.handled
    }

    /// The entries of a call, until the next one is played.
    pub(super) fn play(&mut self, call: &Call) -> &[JournalEntry] {
        self.begins(call.at_ms);
        match call.way {
            Way::Served => self.served(call),
            Way::Leaves(step, cause) => self.leaves(call, step, cause),
            Way::CalledBack => self.out(call, true),
            Way::CalledInVain => self.out(call, false),
            Way::Dialler => {
                self.starts(call);
                self.sent_to_user(call.staff);
                self.rings(call.staff);
                self.later(1_500);
                self.ends(HangUpCause::NORMAL, EndedBy::Caller);
            }
            Way::WrongNumber => {
                self.answered(call);
                self.later(2_500);
                self.ends(HangUpCause::NORMAL, EndedBy::Caller);
            }
        }
        let wrap_up_ms = if call.way == Way::WrongNumber { 0 } else { self.wrap_up_ms() };
        self.hangs_up(wrap_up_ms);
        &self.entries
    }

    /// Begins a call at that moment; its entries are told by what follows.
    pub(super) fn begins(&mut self, at_ms: i64) {
        self.entries.clear();
        self.handled.clear();
        self.talking = None;
        self.made += 1;
        self.at_ms = at_ms;
        self.call_id = CallId::from_parts(at_ms.unsigned_abs(), self.made);
        self.legs = self.call_id.to_u128();
    }

    /// The call told so far.
    pub(super) fn told(&self) -> &[JournalEntry] {
        &self.entries
    }

    /// The moment it has come to.
    pub(super) const fn now_ms(&self) -> i64 {
        self.at_ms
    }

    fn served(&mut self, call: &Call) {
        self.answered(call);
        self.talks();
        self.ends(HangUpCause::NORMAL, EndedBy::Callee);
    }

    fn leaves(&mut self, call: &Call, step: Step, cause: Cause) {
        self.starts(call);
        match step {
            Step::Reach => {
                self.tell(DomainEvent::CallRouted { to: RoutedTo::Rejected, opening: Opening::Open });
                self.ends(HangUpCause::NO_CIRCUIT, EndedBy::System);
            }
            Step::OutOfHours => {
                self.tell(DomainEvent::CallRouted { to: RoutedTo::Prompt, opening: Opening::Closed });
                self.prompt(WAIT_MS_MIN);
                self.ends(HangUpCause::NORMAL, EndedBy::System);
            }
            Step::Greeting => {
                let length = self.greeting_ms().max(3 * WAIT_MS_MIN);
                let heard = self.rng.random_range(WAIT_MS_MIN..length);
                self.prompt(heard);
                self.ends(HangUpCause::NORMAL, EndedBy::Caller);
            }
            Step::Queue => self.leaves_queue(cause),
            Step::Ring => self.leaves_ring(call, cause),
            Step::Talk | Step::Hold | Step::Transfer | Step::Promise => self.leaves_after_answer(call, step, cause),
        }
    }

    fn leaves_queue(&mut self, cause: Cause) {
        self.greets();
        self.tell(DomainEvent::CallRouted { to: RoutedTo::Group(self.cast.group_id), opening: Opening::Open });
        if cause == Cause::NobodyReachable {
            self.later(300);
            return self.ends(HangUpCause::ABSENT, EndedBy::System);
        }
        self.waits();
        self.ends(HangUpCause::NORMAL, EndedBy::Caller);
    }

    fn leaves_ring(&mut self, call: &Call, cause: Cause) {
        self.greets();
        self.sent_to_user(call.staff);
        let at_once = [(Cause::Busy, HangUpCause::BUSY), (Cause::NobodyReachable, HangUpCause::ABSENT)];
        if let Some((_, q850)) = at_once.into_iter().find(|(known, _)| *known == cause) {
            self.later(300);
            return self.ends(q850, EndedBy::System);
        }
        let leg_id = self.rings(call.staff);
        self.waits();
        if cause == Cause::Interrupted {
            return self.tell(DomainEvent::CallInterrupted);
        }
        let refused = (HangUpCause::REJECTED, EndedBy::Callee);
        let (q850, by) = if cause == Cause::Refused { refused } else { (HangUpCause::NORMAL, EndedBy::Caller) };
        self.tell(DomainEvent::LegEnded { leg_id, cause: HangUpCause::new(q850, by) });
        self.ends(q850, by);
    }

    fn leaves_after_answer(&mut self, call: &Call, step: Step, cause: Cause) {
        let (mut leg_id, staff) = self.reaches(call);
        self.talks();
        match (step, cause) {
            (Step::Hold, _) => {
                self.tell(DomainEvent::Held { leg_id });
                self.waits();
            }
            (Step::Promise, _) => self.promises(),
            (_, Cause::NeedlessTransfers) => {
                for next in 1..=3 {
                    leg_id = self.given_to(leg_id, self.colleague(staff, next));
                    self.later(5_000);
                }
            }
            _ => {
                let to = self.colleague(staff, 1);
                self.gives_away(leg_id, to);
                self.rings(to);
                self.waits();
            }
        }
        self.ends(HangUpCause::NORMAL, EndedBy::Caller);
    }

    fn promises(&mut self) {
        let due = moment(self.at_ms + 2 * 3_600_000);
        let commitment_id = CommitmentId::from_parts(self.at_ms.unsigned_abs(), self.made + 1);
        self.tell(DomainEvent::CommitmentMade { commitment_id, kind: CommitmentKind::CallBack, contact_id: None, owner: None, due });
        self.later(2_000);
    }

    /// A call of ours to a client.
    pub(super) fn out(&mut self, call: &Call, reached: bool) {
        let number = self.cast.clients.number(call.person);
        let member = self.cast.member(call.staff);
        let from = Party { user_id: Some(member.user_id), raw: member.extension.clone(), ..Party::default() };
        let to = Party { raw: number.to_string(), number: Some(number), ..Party::default() };
        let leg_id = self.leg();
        self.tell(DomainEvent::CallStarted { direction: Direction::Outbound, from, to, did_id: None, trunk_id: None, leg_id });
        self.tell(DomainEvent::CallRouted { to: RoutedTo::Trunk(self.cast.trunk_id), opening: Opening::Open });
        let party = LegParty::External { trunk_id: self.cast.trunk_id, number: Some(number) };
        let called = self.leg();
        self.tell(DomainEvent::LegRinging { leg_id: called, party: party.clone() });
        if !reached {
            self.later(30_000);
            return self.ends(HangUpCause::NO_ANSWER, EndedBy::System);
        }
        self.later(7_000);
        self.tell(DomainEvent::LegAnswered { leg_id: called, party });
        self.tell(DomainEvent::Bridged { legs: [leg_id, called] });
        self.talking = Some((call.staff, self.at_ms));
        self.talks();
        self.ends(HangUpCause::NORMAL, EndedBy::Callee);
    }

    pub(super) fn starts(&mut self, call: &Call) {
        let number = self.cast.clients.number(call.person);
        let from = Party { raw: number.to_string(), number: Some(number), ..Party::default() };
        let own = self.cast.own_number(call.did);
        let to = Party { raw: own.number.to_string(), number: Some(own.number), ..Party::default() };
        let leg_id = self.leg();
        let did_id = Some(own.did_id);
        self.tell(DomainEvent::CallStarted { direction: Direction::Inbound, from, to, did_id, trunk_id: Some(self.cast.trunk_id), leg_id });
    }

    /// From the beginning to the moment somebody answers.
    fn answered(&mut self, call: &Call) {
        self.starts(call);
        self.reaches(call);
    }

    fn reaches(&mut self, call: &Call) -> (LegId, u16) {
        self.greets();
        let staff = self.free_for(call);
        self.sent_to_user(staff);
        let leg_id = self.rings(staff);
        let wait = self.rng.random_range(1_500..12_000);
        self.later(wait);
        self.answers(leg_id, staff);
        (leg_id, staff)
    }

    /// Whoever is meant to take the call, or the next one of those who answer at that number who is free.
    fn free_for(&self, call: &Call) -> u16 {
        let is_free = |staff: &u16| self.busy_until_ms.get(usize::from(*staff)).is_some_and(|until_ms| *until_ms <= self.at_ms);
        let others = (1..self.company.staff).map(|steps| self.cast.at_number(call.did, self.colleague(call.staff, steps)));
        std::iter::once(call.staff).chain(others).find(is_free).unwrap_or(call.staff)
    }

    /// Whoever has the call leaves it, and finishes it for so long.
    fn hangs_up(&mut self, wrap_up_ms: i64) {
        let Some((staff, from_ms)) = self.talking.take() else { return };
        let inbound =
            matches!(self.entries.first().map(|entry| &entry.event), Some(DomainEvent::CallStarted { direction: Direction::Inbound, .. }));
        let wrapped_up_ms = self.at_ms + wrap_up_ms;
        self.busy_until_ms.iter_mut().skip(usize::from(staff)).take(1).for_each(|until_ms| *until_ms = (*until_ms).max(wrapped_up_ms));
        self.handled.push(Handled { staff, call_id: self.call_id, inbound, from_ms, to_ms: self.at_ms, wrapped_up_ms });
    }

    fn wrap_up_ms(&mut self) -> i64 {
        let mean_ms = self.company.wrap_up.as_millis().clamp(0, 3_600_000) as f64;
        Exp::new(1.0 / mean_ms).map_or(0, |lengths| lengths.sample(&mut self.wrap_ups).min(10.0 * mean_ms) as i64)
    }

    fn greets(&mut self) {
        let length = self.greeting_ms();
        if length > 0 {
            self.prompt(length);
        }
    }

    pub(super) fn prompt(&mut self, heard: i64) {
        self.tell(DomainEvent::PromptStarted { prompt: self.cast.greeting.clone() });
        self.later(heard);
        self.tell(DomainEvent::PromptFinished { prompt: self.cast.greeting.clone(), heard_ms: heard.unsigned_abs() });
    }

    pub(super) fn sent_to_user(&mut self, staff: u16) {
        self.tell(DomainEvent::CallRouted { to: RoutedTo::User(self.cast.member(staff).user_id), opening: Opening::Open });
    }

    pub(super) fn rings(&mut self, staff: u16) -> LegId {
        let leg_id = self.leg();
        self.tell(DomainEvent::LegRinging { leg_id, party: self.device(staff) });
        leg_id
    }

    pub(super) fn answers(&mut self, leg_id: LegId, staff: u16) {
        let caller = LegId::from_u128(self.call_id.to_u128() + 1);
        self.hangs_up(0);
        self.talking = Some((staff, self.at_ms));
        self.tell(DomainEvent::LegAnswered { leg_id, party: self.device(staff) });
        self.tell(DomainEvent::Bridged { legs: [caller, leg_id] });
    }

    pub(super) fn gives_away(&mut self, by: LegId, to: u16) {
        self.tell(DomainEvent::TransferStarted { by, to: self.cast.member(to).extension.clone() });
    }

    /// A client put aside is talked to again by whoever put him aside.
    pub(super) fn taken_back(&mut self, by: LegId) {
        let caller = LegId::from_u128(self.call_id.to_u128() + 1);
        self.tell(DomainEvent::Resumed { leg_id: by });
        self.tell(DomainEvent::Bridged { legs: [caller, by] });
    }

    /// The leg told of last.
    pub(super) const fn last_leg(&self) -> u128 {
        self.legs
    }

    fn given_to(&mut self, by: LegId, to: u16) -> LegId {
        self.gives_away(by, to);
        let leg_id = self.rings(to);
        self.later(3_000);
        self.answers(leg_id, to);
        self.tell(DomainEvent::TransferCompleted { by, to: leg_id });
        leg_id
    }

    fn device(&self, staff: u16) -> LegParty {
        let member = self.cast.member(staff);
        LegParty::Device { user_id: member.user_id, device_id: member.device_id }
    }

    const fn colleague(&self, staff: u16, steps: u16) -> u16 {
        (staff + steps) % self.company.staff
    }

    fn talks(&mut self) {
        let talk = self.drawn(self.company.talk.as_millis());
        self.later(TALK_MS_MIN + talk);
    }

    fn waits(&mut self) {
        let wait = self.drawn(self.company.patience.as_millis());
        self.later(WAIT_MS_MIN + wait);
    }

    /// A length drawn about that mean, at most ten times it.
    fn drawn(&mut self, mean: i128) -> i64 {
        let mean = mean.clamp(1, 3_600_000) as f64;
        let drawn = Exp::new(1.0 / mean).map_or(mean, |lengths| lengths.sample(&mut self.rng));
        drawn.min(10.0 * mean) as i64
    }

    fn greeting_ms(&self) -> i64 {
        i64::try_from(self.company.greeting.as_millis()).unwrap_or(0).max(0)
    }

    pub(super) fn later(&mut self, ms: i64) {
        self.at_ms += ms;
    }

    pub(super) fn ends(&mut self, q850: u8, by: EndedBy) {
        self.tell(DomainEvent::CallEnded { cause: HangUpCause::new(q850, by) });
    }

    fn leg(&mut self) -> LegId {
        self.legs += 1;
        LegId::from_u128(self.legs)
    }

    pub(super) fn tell(&mut self, event: DomainEvent) {
        let number = (self.made << 16) + self.entries.len() as u128;
        let entry = JournalEntry {
            event_id: EventId::from_parts(self.at_ms.unsigned_abs(), number),
            tenant_id: self.cast.tenant_id,
            at: moment(self.at_ms),
            call_id: Some(self.call_id),
            event,
        };
        self.entries.push(entry);
    }
}
