//! Ringing: who is rung, who wins, and what is made of refusals.

use crate::{
    action::{Action, Endpoint, Lift, Progress, Shown},
    call::{Call, Stage, is_full},
    leg::{Leg, LegState, Told},
    limits::{EXTERNAL_RING_MAX, LEGS_PER_CALL_MAX, SUMMON_RING_MAX},
    route::{self, Urgency},
    surroundings::Surroundings,
    transfer::Giver,
};
use otklik_model::{
    DialString, GroupId, LegId, PhoneNumber, TrunkId, UserId,
    event::{DomainEvent, LegParty, RoutedTo},
    hang_up::{EndedBy, HangUpCause},
};
use std::{collections::VecDeque, time::Duration, time::Instant};

/// Somebody is rung for somebody who waits.
#[derive(Debug)]
pub(crate) struct Ringing {
    pub(crate) purpose: Purpose,
    /// The leg that will be joined with the winner; none while a user's own phones ring for a click-to-call.
    pub(crate) waiting: Option<LegId>,
    pub(crate) deadline: Instant,
    /// The most telling refusal so far, a Q.850 cause.
    refusal: Option<u8>,
    /// What is rung when the one ringing now cannot be reached: other trunks.
    spare: VecDeque<Endpoint>,
    ring_max: Duration,
}

/// Why somebody is rung.
#[derive(Debug, Clone)]
pub(crate) enum Purpose {
    /// To be connected with the caller.
    Connect,
    /// To dial himself, by click-to-call.
    Summon { to: DialString },
    /// To take over from the giver.
    Transfer(Giver),
    /// To take back what he could not give away.
    Return,
}

/// Somebody behind a carrier.
#[derive(Debug, Clone)]
pub(crate) struct Outside {
    pub(crate) dialled: DialString,
    pub(crate) number: Option<PhoneNumber>,
    pub(crate) urgency: Urgency,
}

impl Call {
    pub(crate) fn ring_user(&mut self, user_id: UserId, purpose: Purpose, waiting: Option<LegId>, around: &mut dyn Surroundings) {
        let ring_max = around.directory().users.get(&user_id).map_or(Duration::ZERO, |user| user.ring_timeout);
        let phones = Self::phones_of(&[user_id], around);
        self.ring(Ringing::new(purpose, waiting, ring_max, around), phones, around);
    }

    pub(crate) fn ring_group(&mut self, group_id: GroupId, purpose: Purpose, waiting: Option<LegId>, around: &mut dyn Surroundings) {
        let group = around.directory().groups.get(&group_id).cloned();
        let (members, ring_max) = group.map_or((Vec::new(), Duration::ZERO), |group| (group.members, group.ring_timeout));
        let phones = Self::phones_of(&members, around);
        self.ring(Ringing::new(purpose, waiting, ring_max, around), phones, around);
    }

    /// Rings the first trunk that has a free line; the others are kept for when it cannot connect.
    pub(crate) fn ring_outside(&mut self, outside: &Outside, purpose: Purpose, waiting: Option<LegId>, around: &mut dyn Surroundings) {
        let mut trunks = Self::free_trunks(outside.urgency, around).into_iter().map(|trunk_id| outside.over(trunk_id));
        let first = trunks.next();
        let mut ringing = Ringing::new(purpose, waiting, EXTERNAL_RING_MAX, around);
        ringing.spare = trunks.collect();
        match first {
            Some(first) => self.ring(ringing, vec![first], around),
            None => self.nobody(ringing, HangUpCause::NO_CIRCUIT, around),
        }
    }

    /// Rings a user's own phones; `first_leg` is the id the call was announced with.
    pub(crate) fn summon(&mut self, first_leg: LegId, phones: Vec<Endpoint>, to: DialString, around: &mut dyn Surroundings) {
        let ringing = Ringing::new(Purpose::Summon { to }, None, SUMMON_RING_MAX, around);
        self.stage = Stage::Ringing(ringing);
        for (position, phone) in phones.into_iter().take(LEGS_PER_CALL_MAX).enumerate() {
            let leg_id = if position == 0 { first_leg } else { around.new_leg_id() };
            self.ring_one(leg_id, phone, around);
        }
    }

    pub(crate) fn ring(&mut self, ringing: Ringing, endpoints: Vec<Endpoint>, around: &mut dyn Surroundings) {
        let endpoints = self.without_the_waiting(endpoints, ringing.waiting);
        if endpoints.is_empty() {
            return self.nobody(ringing, HangUpCause::ABSENT, around);
        }
        if let Some(waiting) = ringing.waiting.filter(|waiting| self.is_answered(*waiting)) {
            self.act(Action::PlayRingback { leg_id: waiting });
        }
        self.stage = Stage::Ringing(ringing);
        let room = LEGS_PER_CALL_MAX.saturating_sub(self.legs.len());
        for endpoint in endpoints.into_iter().take(room) {
            let leg_id = around.new_leg_id();
            self.ring_one(leg_id, endpoint, around);
        }
    }

    /// All registered addresses of the users' devices.
    pub(crate) fn phones_of(users: &[UserId], around: &dyn Surroundings) -> Vec<Endpoint> {
        let mut phones = Vec::new();
        for &user_id in users {
            for device_id in around.directory().devices_of(user_id) {
                let addresses = 0..around.addresses_of(device_id);
                phones.extend(addresses.map(|address| Endpoint::Device { user_id, device_id, address }));
            }
        }
        phones
    }

    pub(crate) fn on_rings(&mut self, leg_id: LegId, around: &mut dyn Surroundings) {
        let Some(leg) = self.legs.get_mut(&leg_id).filter(|leg| leg.state == LegState::Dialled) else { return };
        leg.state = LegState::Ringing { since: around.now() };
        let party = leg.party.clone();
        let Stage::Ringing(ringing) = &self.stage else { return };
        let (waiting, purpose) = (ringing.waiting, ringing.purpose.clone());
        if !matches!(purpose, Purpose::Summon { .. }) {
            self.tell(DomainEvent::LegRinging { leg_id, party });
        }
        if let Some(waiting) = waiting {
            self.show_ringing(waiting);
        }
        if let Purpose::Transfer(giver) = purpose {
            self.tell_giver(&giver, 180, Progress::Going);
        }
    }

    /// A carrier that plays something before the answer is let through, unless several are rung at once.
    pub(crate) fn on_speaks_early(&mut self, leg_id: LegId) {
        let Stage::Ringing(Ringing { waiting: Some(waiting), .. }) = &self.stage else { return };
        let waiting = *waiting;
        let alone = self.legs.values().filter(|leg| leg.is_being_rung()).count() == 1;
        let outside = self.legs.get(&leg_id).is_some_and(|leg| leg.is_being_rung() && leg.is_external());
        if !(alone && outside) {
            return;
        }
        if self.is_answered(waiting) {
            self.act(Action::StopPlaying { leg_id: waiting });
            self.act(Action::Bridge { first: waiting, second: leg_id });
        } else if self.mark_told(waiting) {
            self.act(Action::HearEarly { leg_id: waiting, from: leg_id });
        }
    }

    pub(crate) fn on_answered(&mut self, leg_id: LegId, around: &mut dyn Surroundings) {
        let Stage::Ringing(ringing) = &self.stage else { return };
        let (purpose, waiting) = (ringing.purpose.clone(), ringing.waiting);
        let Some(leg) = self.legs.get_mut(&leg_id).filter(|leg| leg.is_being_rung()) else { return };
        leg.answered(around.now());
        let party = leg.party.clone();
        self.cancel_rung(HangUpCause::new(HangUpCause::ANSWERED_ELSEWHERE, EndedBy::System));
        match (purpose, waiting) {
            (Purpose::Summon { to }, _) => self.summoned(leg_id, &to, around),
            (purpose, Some(waiting)) => {
                self.tell(DomainEvent::LegAnswered { leg_id, party });
                self.join(waiting, leg_id, around);
                if let Purpose::Transfer(giver) = purpose {
                    self.transfer_completed(&giver, leg_id);
                }
            }
            (Purpose::Connect | Purpose::Transfer(_) | Purpose::Return, None) => {}
        }
    }

    pub(crate) fn on_refused(&mut self, leg_id: LegId, q850: u8, around: &mut dyn Surroundings) {
        if !self.legs.get(&leg_id).is_some_and(Leg::is_being_rung) {
            return;
        }
        let user_id = self.legs.get(&leg_id).and_then(Leg::user_id);
        self.forget_leg(leg_id, HangUpCause::new(q850, blamed_for(q850)));
        if q850 == HangUpCause::REJECTED {
            self.cancel_phones_of(user_id);
        }
        self.count_refusal(q850, around);
    }

    /// Remembers the most telling refusal; when nobody is left, tries a spare trunk or gives up.
    pub(crate) fn count_refusal(&mut self, q850: u8, around: &mut dyn Surroundings) {
        let nobody_left = !self.legs.values().any(Leg::is_being_rung);
        let Stage::Ringing(ringing) = &mut self.stage else { return };
        let refusal = most_telling(ringing.refusal, q850);
        ringing.refusal = Some(refusal);
        if !nobody_left {
            return;
        }
        let spare = if another_trunk_may_do(q850) { ringing.spare.pop_front() } else { None };
        match spare {
            Some(spare) => {
                ringing.deadline = around.now() + ringing.ring_max;
                let leg_id = around.new_leg_id();
                self.ring_one(leg_id, spare, around);
            }
            None => self.give_up_ringing(refusal, around),
        }
    }

    pub(crate) fn on_timeout(&mut self, around: &mut dyn Surroundings) {
        if self.poll_timeout().is_none_or(|deadline| deadline > around.now()) {
            return;
        }
        if matches!(self.stage, Stage::Prompt(_)) {
            return self.after_prompt(around);
        }
        self.cancel_rung(HangUpCause::new(HangUpCause::NO_ANSWER, EndedBy::System));
        self.give_up_ringing(HangUpCause::NO_ANSWER, around);
    }

    /// Stops ringing whoever still rings.
    pub(crate) fn cancel_rung(&mut self, cause: HangUpCause) {
        let rung: Vec<LegId> = self.legs.values().filter(|leg| leg.is_being_rung()).map(|leg| leg.leg_id).collect();
        rung.into_iter().for_each(|leg_id| self.drop_leg(leg_id, cause));
    }

    /// One who declines on one phone does not want to hear his others.
    pub(crate) fn cancel_phones_of(&mut self, user_id: Option<UserId>) {
        let his = |leg: &&Leg| leg.is_being_rung() && user_id.is_some() && leg.user_id() == user_id;
        let rung: Vec<LegId> = self.legs.values().filter(his).map(|leg| leg.leg_id).collect();
        let cause = HangUpCause::new(HangUpCause::REJECTED, EndedBy::Callee);
        rung.into_iter().for_each(|leg_id| self.drop_leg(leg_id, cause));
    }

    fn ring_one(&mut self, leg_id: LegId, endpoint: Endpoint, around: &mut dyn Surroundings) {
        let Stage::Ringing(ringing) = &self.stage else { return };
        let (for_leg, ring_max) = (ringing.waiting, ringing.ring_max);
        let shown = self.shown_to(&endpoint, ringing, around);
        let lift = if matches!(ringing.purpose, Purpose::Summon { .. }) { Lift::ByItself } else { Lift::ByHand };
        if let (Endpoint::External { trunk_id, .. }, Purpose::Connect) = (&endpoint, &ringing.purpose) {
            self.tell(DomainEvent::CallRouted { to: RoutedTo::Trunk(*trunk_id), opening: self.opening });
        }
        self.legs.insert(leg_id, Leg::dialled(leg_id, endpoint.party()));
        self.act(Action::Ring { leg_id, endpoint, shown, for_leg, lift, ring_max });
    }

    fn give_up_ringing(&mut self, q850: u8, around: &mut dyn Surroundings) {
        if let Stage::Ringing(ringing) = std::mem::replace(&mut self.stage, Stage::Over) {
            self.nobody(ringing, q850, around);
        }
    }

    /// Nobody could be reached: what that means depends on why he was rung.
    fn nobody(&mut self, ringing: Ringing, q850: u8, around: &mut dyn Surroundings) {
        let cause = HangUpCause::new(q850, blamed_for(q850));
        match (ringing.purpose, ringing.waiting) {
            (Purpose::Transfer(giver), Some(party)) => self.transfer_failed(&giver, party, cause, around),
            (Purpose::Connect | Purpose::Summon { .. } | Purpose::Return | Purpose::Transfer(_), _) => self.end(cause),
        }
    }

    /// The user lifted one of his phones: from now on he is the caller.
    fn summoned(&mut self, leg_id: LegId, to: &DialString, around: &mut dyn Surroundings) {
        self.caller = leg_id;
        match route::dialled(around.directory(), to) {
            Ok(destination) => self.connect(destination, around),
            Err(route::NoRoute) => self.refuse_at_once(HangUpCause::UNALLOCATED),
        }
    }

    fn show_ringing(&mut self, caller: LegId) {
        if self.mark_told(caller) {
            self.act(Action::ShowRinging { leg_id: caller });
        }
    }

    /// Whether a caller has yet to be told that it rings; from now on he was.
    fn mark_told(&mut self, caller: LegId) -> bool {
        let Some(leg) = self.legs.get_mut(&caller) else { return false };
        let fresh = leg.state == LegState::Calling { told: Told::Nothing };
        if fresh {
            leg.state = LegState::Calling { told: Told::Ringing };
        }
        fresh
    }

    /// A phone is not rung by its own call.
    fn without_the_waiting(&self, mut endpoints: Vec<Endpoint>, waiting: Option<LegId>) -> Vec<Endpoint> {
        let waiting = waiting.and_then(|waiting| self.legs.get(&waiting)).map(|leg| leg.party.clone());
        endpoints.retain(|endpoint| matches!(endpoint, Endpoint::External { .. }) || Some(endpoint.party()) != waiting);
        endpoints
    }

    fn free_trunks(urgency: Urgency, around: &dyn Surroundings) -> Vec<TrunkId> {
        let usable = |trunk_id: &TrunkId| urgency == Urgency::Emergency || !is_full(*trunk_id, around);
        around.directory().trunks.iter().map(|trunk| trunk.trunk_id).filter(usable).collect()
    }

    fn shown_to(&self, endpoint: &Endpoint, ringing: &Ringing, around: &dyn Surroundings) -> Shown {
        if let Endpoint::External { trunk_id, .. } = endpoint {
            return caller_id_over(*trunk_id, around);
        }
        match (&ringing.purpose, ringing.waiting) {
            (Purpose::Summon { to }, _) => Shown { number: to.to_string(), name: None },
            (_, Some(waiting)) => self.identity_of(waiting, around),
            (Purpose::Connect | Purpose::Transfer(_) | Purpose::Return, None) => Shown::default(),
        }
    }

    fn identity_of(&self, leg_id: LegId, around: &dyn Surroundings) -> Shown {
        let caller_number = self.from.number.map_or_else(|| self.from.raw.clone(), |number| number.to_string());
        match self.legs.get(&leg_id).map(|leg| &leg.party) {
            Some(LegParty::Device { user_id, .. }) => identity_of_user(*user_id, around),
            Some(LegParty::External { .. }) if leg_id == self.caller => {
                Shown { number: caller_number, name: self.from.display_name.clone() }
            }
            Some(LegParty::External { number, .. }) => {
                Shown { number: number.map(|number| number.to_string()).unwrap_or_default(), name: None }
            }
            None => Shown::default(),
        }
    }
}

impl Ringing {
    pub(crate) fn new(purpose: Purpose, waiting: Option<LegId>, ring_max: Duration, around: &dyn Surroundings) -> Self {
        let deadline = around.now() + ring_max;
        Self { purpose, waiting, deadline, refusal: None, spare: VecDeque::new(), ring_max }
    }
}

impl Outside {
    fn over(&self, trunk_id: TrunkId) -> Endpoint {
        Endpoint::External { trunk_id, dialled: self.dialled.clone(), number: self.number }
    }
}

fn caller_id_over(trunk_id: TrunkId, around: &dyn Surroundings) -> Shown {
    let trunk = around.directory().trunks.iter().find(|trunk| trunk.trunk_id == trunk_id);
    let number = trunk.and_then(|trunk| trunk.caller_id).map(|number| number.to_string());
    Shown { number: number.unwrap_or_default(), name: None }
}

fn identity_of_user(user_id: UserId, around: &dyn Surroundings) -> Shown {
    let Some(user) = around.directory().users.get(&user_id) else { return Shown::default() };
    let number = user.extension.as_ref().map(ToString::to_string).unwrap_or_default();
    Shown { number, name: Some(user.name.clone()) }
}

/// Of several refusals the one that tells the caller most: somebody's phone rang, somebody is busy, somebody declined.
fn most_telling(so_far: Option<u8>, new: u8) -> u8 {
    so_far.filter(|so_far| rank(*so_far) >= rank(new)).unwrap_or(new)
}

fn rank(q850: u8) -> u8 {
    match q850 {
        HangUpCause::NO_ANSWER => 5,
        HangUpCause::BUSY => 4,
        HangUpCause::REJECTED => 3,
        HangUpCause::INCOMPATIBLE => 2,
        HangUpCause::ABSENT => 0,
        _ => 1,
    }
}

/// Whether another carrier could connect what this one could not: it has no line, is broken or silent.
fn another_trunk_may_do(q850: u8) -> bool {
    matches!(q850, HangUpCause::NO_CIRCUIT | HangUpCause::OUT_OF_ORDER | HangUpCause::TIMER_EXPIRED | HangUpCause::TEMPORARY_FAILURE)
}

/// Who is behind a refusal: a person, our rules, or nobody.
pub(crate) fn blamed_for(q850: u8) -> EndedBy {
    match q850 {
        HangUpCause::BUSY | HangUpCause::REJECTED => EndedBy::Callee,
        HangUpCause::NO_CIRCUIT | HangUpCause::OUT_OF_ORDER | HangUpCause::TIMER_EXPIRED | HangUpCause::TEMPORARY_FAILURE => {
            EndedBy::Failure
        }
        _ => EndedBy::System,
    }
}
