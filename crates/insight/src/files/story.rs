//! A call told in journal entries, from the legs a file tells of it.
//!
//! Entries have the shape our own switchboard writes. What the file does not tell is not said: no ringing without a moment of
//! ringing, no answerer without a name, no schedule.

use super::names::{Side, device_of, hash_of, is_withheld, trunk};
use otklik_model::{
    CallId, DidId, EventId, GroupId, LegId, TenantId, Timestamp, UserId,
    event::{Direction, DomainEvent, JournalEntry, LegParty, Opening, Party, RoutedTo},
    hang_up::{EndedBy, HangUpCause},
};

/// What a leg was for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A phone rang: of our user, or an external one.
    Rang(Side),
    /// The caller waited in a queue or a group.
    Queued(GroupId),
    /// A prompt or a menu played.
    Prompt(Box<str>),
    /// Answered by somebody, the file does not say who; or not answered, and it does not say whose phone rang.
    Somebody,
    /// Nothing rang.
    Nobody,
}

/// One leg of a call as a file tells it. Moments are milliseconds since 1970, UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FileLeg {
    pub(crate) direction: Direction,
    pub(crate) caller: Side,
    pub(crate) called: Side,
    pub(crate) did: Option<DidId>,
    pub(crate) kind: Kind,
    pub(crate) start: i64,
    pub(crate) answer: Option<i64>,
    pub(crate) end: i64,
    pub(crate) cause: HangUpCause,
}

impl FileLeg {
    const fn rings(&self) -> bool {
        matches!(self.kind, Kind::Rang(_))
    }

    const fn is_conversation(&self) -> bool {
        self.answer.is_some() && matches!(self.kind, Kind::Rang(_) | Kind::Somebody)
    }
}

/// Everything a file tells about one call.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Story {
    pub(crate) key: u64,
    pub(crate) legs: Vec<FileLeg>,
    /// Why the call ended, where the file says it of the call and not of a leg.
    pub(crate) cause: Option<HangUpCause>,
}

/// The order of things that happened in the same millisecond.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Start,
    PromptEnd,
    Transfer,
    End,
    Route,
    Prompt,
    Ring,
    Answer,
    Joined,
    EndOfAnInstant,
    CallEnd,
}

/// Tells stories one after another, reusing its memory.
pub(crate) struct Teller {
    tenant_id: TenantId,
    told: Vec<(i64, Rank, DomainEvent)>,
    entries: Vec<JournalEntry>,
}

impl Teller {
    pub(crate) const fn new(tenant_id: TenantId) -> Self {
        Self { tenant_id, told: Vec::new(), entries: Vec::new() }
    }

    /// The entries of one call in their order; nothing for a story without legs.
    pub(crate) fn tell(&mut self, story: &mut Story) -> &[JournalEntry] {
        self.told.clear();
        self.entries.clear();
        story.legs.sort_by_key(|leg| (leg.start, leg.end));
        let Some(first) = story.legs.first() else { return &[] };
        let started = first.start;
        let call_id = CallId::from_parts(unix_ms(started), u128::from(story.key) << 16);
        let call = Telling { story, call_id, told: &mut self.told };
        call.everything(started);
        self.told.sort_by_key(|(at, rank, _)| (*at, *rank));
        for (number, (at, _, event)) in self.told.drain(..).enumerate() {
            self.entries.push(JournalEntry {
                event_id: EventId::from_parts(unix_ms(at), u128::from(story.key) << 16 | number as u128),
                tenant_id: self.tenant_id,
                at: Timestamp::from_millisecond(at).expect("moments of a file are between 1970 and 9999"),
                call_id: Some(call_id),
                event,
            });
        }
        &self.entries
    }
}

fn unix_ms(at: i64) -> u64 {
    u64::try_from(at).expect("moments of a file are not before 1970")
}

struct Telling<'a> {
    story: &'a Story,
    call_id: CallId,
    told: &'a mut Vec<(i64, Rank, DomainEvent)>,
}

impl Telling<'_> {
    fn everything(mut self, started: i64) {
        let direction = self.direction();
        self.say(started, Rank::Start, self.call_started(direction));
        if let Some((at, to)) = self.routed(direction) {
            self.say(at, Rank::Route, DomainEvent::CallRouted { to, opening: Opening::Open });
        }
        for place in 0..self.story.legs.len() {
            self.leg(place);
        }
        let ended = self.story.legs.iter().map(|leg| leg.end).max().unwrap_or(started);
        self.say(ended, Rank::CallEnd, DomainEvent::CallEnded { cause: self.cause() });
    }

    fn say(&mut self, at: i64, rank: Rank, event: DomainEvent) {
        self.told.push((at, rank, event));
    }

    fn caller_leg(&self) -> LegId {
        LegId::from_u128(self.call_id.to_u128())
    }

    fn leg_id(&self, place: usize) -> LegId {
        LegId::from_u128(self.call_id.to_u128() + place as u128 + 1)
    }

    /// A call that came from outside stays one, however it is handed on.
    fn direction(&self) -> Direction {
        let has = |direction| self.story.legs.iter().any(|leg| leg.direction == direction);
        match () {
            () if has(Direction::Inbound) => Direction::Inbound,
            () if has(Direction::Outbound) => Direction::Outbound,
            () => Direction::Internal,
        }
    }

    fn call_started(&self, direction: Direction) -> DomainEvent {
        let legs = &self.story.legs;
        let first = legs.iter().find(|leg| leg.direction == direction).unwrap_or(&legs[0]);
        let is_inbound = direction == Direction::Inbound;
        DomainEvent::CallStarted {
            direction,
            from: party(&first.caller),
            to: party(&first.called),
            did_id: legs.iter().find_map(|leg| leg.did).filter(|_| is_inbound),
            trunk_id: is_inbound.then(trunk),
            leg_id: self.caller_leg(),
        }
    }

    /// Where the call went, and when: into the queue or the group, to one user, out, or to a prompt only.
    fn routed(&self, direction: Direction) -> Option<(i64, RoutedTo)> {
        let legs = &self.story.legs;
        let first_ring = legs.iter().find(|leg| leg.rings());
        if direction == Direction::Outbound {
            return first_ring.map(|leg| (leg.start, RoutedTo::Trunk(trunk())));
        }
        let queued = legs.iter().find_map(|leg| match leg.kind {
            Kind::Queued(group) => Some((leg.start, RoutedTo::Group(group))),
            Kind::Rang(_) | Kind::Prompt(_) | Kind::Somebody | Kind::Nobody => None,
        });
        let rung = first_ring.map(|leg| (leg.start, self.rung(leg)));
        let prompted = || legs.iter().find(|leg| matches!(leg.kind, Kind::Prompt(_))).map(|leg| (leg.start, RoutedTo::Prompt));
        match (queued, rung) {
            (Some(queued), Some(rung)) => Some((queued.0.min(rung.0), queued.1)),
            (Some(queued), None) => Some(queued),
            (None, Some(rung)) => Some(rung),
            (None, None) => prompted(),
        }
    }

    /// One user, or the nameless group of everybody who rang before anybody answered.
    fn rung(&self, first: &FileLeg) -> RoutedTo {
        let answered = self.story.legs.iter().filter(|leg| leg.rings()).filter_map(|leg| leg.answer).min().unwrap_or(i64::MAX);
        let before: Vec<UserId> =
            self.story.legs.iter().filter(|leg| leg.start < answered || *leg == first).filter_map(rung_user).collect();
        match before.as_slice() {
            [] => RoutedTo::Trunk(trunk()),
            [user, rest @ ..] if rest.iter().all(|other| other == user) => RoutedTo::User(*user),
            users => RoutedTo::Group(GroupId::from_u128(u128::from(hash_of(users)))),
        }
    }

    fn leg(&mut self, place: usize) {
        let leg = &self.story.legs[place];
        match &leg.kind {
            Kind::Prompt(prompt) => {
                let heard_ms = u64::try_from(leg.end - leg.start).unwrap_or(0);
                self.say(leg.start, Rank::Prompt, DomainEvent::PromptStarted { prompt: prompt.to_string() });
                self.say(leg.end, Rank::PromptEnd, DomainEvent::PromptFinished { prompt: prompt.to_string(), heard_ms });
            }
            Kind::Rang(side) => self.rang(place, leg, &leg_party(side)),
            Kind::Somebody if leg.answer.is_some() => self.answered(place, leg, &leg_party(&Side::default())),
            Kind::Queued(_) | Kind::Somebody | Kind::Nobody => {}
        }
    }

    fn rang(&mut self, place: usize, leg: &FileLeg, party: &LegParty) {
        let leg_id = self.leg_id(place);
        let given_by = self.given_by(place);
        if let Some(by) = given_by {
            self.say(leg.start, Rank::Transfer, DomainEvent::TransferStarted { by: self.leg_id(by), to: transferred_to(leg) });
        }
        self.say(leg.start, Rank::Ring, DomainEvent::LegRinging { leg_id, party: party.clone() });
        if leg.answer.is_some() {
            self.answered(place, leg, party);
        } else {
            let cause = self.unanswered_cause(leg);
            self.say(leg.end, end_rank(leg.end == leg.start), DomainEvent::LegEnded { leg_id, cause });
        }
        match (given_by, leg.answer) {
            (Some(by), Some(at)) => self.say(at, Rank::Joined, DomainEvent::TransferCompleted { by: self.leg_id(by), to: leg_id }),
            (Some(by), None) => self.not_taken(by, leg),
            (None, _) => {}
        }
    }

    /// Nobody took the call over; whoever still has it goes on talking.
    fn not_taken(&mut self, by: usize, leg: &FileLeg) {
        let by_leg = self.leg_id(by);
        self.say(leg.end, Rank::EndOfAnInstant, DomainEvent::TransferFailed { by: by_leg, cause: leg.cause });
        if self.story.legs[by].end > leg.end {
            self.say(leg.end, Rank::EndOfAnInstant, DomainEvent::Bridged { legs: [self.caller_leg(), by_leg] });
        }
    }

    fn answered(&mut self, place: usize, leg: &FileLeg, party: &LegParty) {
        let (leg_id, at) = (self.leg_id(place), leg.answer.unwrap_or(leg.end));
        self.say(at, Rank::Answer, DomainEvent::LegAnswered { leg_id, party: party.clone() });
        self.say(at, Rank::Joined, DomainEvent::Bridged { legs: [self.caller_leg(), leg_id] });
        self.say(leg.end, end_rank(leg.end == at), DomainEvent::LegEnded { leg_id, cause: leg.cause });
    }

    /// Who had the call when this leg began to ring: it was handed on, then.
    fn given_by(&self, place: usize) -> Option<usize> {
        let start = self.story.legs[place].start;
        let before = self.story.legs[..place].iter().enumerate().filter(|(_, leg)| leg.rings());
        before.filter(|(_, leg)| leg.answer.is_some_and(|answer| answer < start)).max_by_key(|(_, leg)| leg.answer).map(|(by, _)| by)
    }

    /// A phone that stopped because another one was answered says so.
    fn unanswered_cause(&self, leg: &FileLeg) -> HangUpCause {
        const SLACK_MS: i64 = 1000;
        let mut answers = self.story.legs.iter().filter_map(|other| other.answer.filter(|_| other.rings()));
        let is_taken = answers.any(|answer| answer >= leg.start && answer <= leg.end + SLACK_MS && answer + SLACK_MS >= leg.end);
        if is_taken && leg.cause.q850 != HangUpCause::BUSY && leg.cause.q850 != HangUpCause::REJECTED {
            HangUpCause::new(HangUpCause::ANSWERED_ELSEWHERE, EndedBy::System)
        } else {
            leg.cause
        }
    }

    /// Why the call as a whole ended: as the last conversation did, or as the kindest of the attempts to reach somebody did.
    fn cause(&self) -> HangUpCause {
        let legs = &self.story.legs;
        if let Some(cause) = self.story.cause {
            return cause;
        }
        if let Some(last) = legs.iter().filter(|leg| leg.is_conversation()).max_by_key(|leg| leg.end) {
            return last.cause;
        }
        let rank = |leg: &&FileLeg| match leg.cause.q850 {
            HangUpCause::NORMAL => 0,
            HangUpCause::NO_ANSWER => 1,
            HangUpCause::BUSY => 2,
            HangUpCause::REJECTED => 3,
            _ => 4,
        };
        let tried = legs.iter().filter(|leg| !matches!(leg.kind, Kind::Prompt(_))).min_by_key(rank);
        tried.or(legs.last()).map_or(HangUpCause::new(HangUpCause::NORMAL, EndedBy::Caller), |leg| leg.cause)
    }
}

const fn end_rank(is_instant: bool) -> Rank {
    if is_instant { Rank::EndOfAnInstant } else { Rank::End }
}

const fn rung_user(leg: &FileLeg) -> Option<UserId> {
    match &leg.kind {
        Kind::Rang(side) => side.user,
        Kind::Queued(_) | Kind::Prompt(_) | Kind::Somebody | Kind::Nobody => None,
    }
}

fn transferred_to(leg: &FileLeg) -> String {
    party(&leg.called).raw
}

fn leg_party(side: &Side) -> LegParty {
    match side.user {
        Some(user_id) => LegParty::Device { user_id, device_id: device_of(user_id) },
        None => LegParty::External { trunk_id: trunk(), number: side.number },
    }
}

fn party(side: &Side) -> Party {
    let raw = match (&side.text, side.number) {
        (Some(text), _) if is_withheld(text) => String::new(),
        (Some(text), _) => text.to_string(),
        (None, Some(number)) => number.to_string(),
        (None, None) => String::new(),
    };
    Party { raw, number: side.number, display_name: None, user_id: side.user, device_id: side.user.map(device_of) }
}
