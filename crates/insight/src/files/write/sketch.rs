//! A call as the writers of all formats need it.

use crate::files::{Legend, names::is_extension};
use otklik_model::{
    CallId, LegId, PhoneNumber, Timestamp, UserId,
    event::{Direction, DomainEvent, JournalEntry, LegParty, RoutedTo},
    hang_up::HangUpCause,
};

/// One call.
pub(super) struct Sketch<'a> {
    pub(super) call_id: CallId,
    pub(super) direction: Direction,
    pub(super) started: i64,
    pub(super) ended: i64,
    /// The client, or what he sent instead of a number.
    pub(super) client: String,
    /// Our user who called, in calls that did not come in.
    pub(super) caller: Option<Person<'a>>,
    pub(super) own_number: Option<&'a str>,
    pub(super) queue: Option<(i64, &'a str)>,
    pub(super) prompts: Vec<Prompt<'a>>,
    pub(super) rings: Vec<Ring<'a>>,
    pub(super) cause: HangUpCause,
}

/// Somebody of ours by his label.
#[derive(Clone)]
pub(super) struct Person<'a> {
    pub(super) name: &'a str,
    pub(super) extension: String,
}

/// A prompt that played.
pub(super) struct Prompt<'a> {
    pub(super) name: &'a str,
    pub(super) from: i64,
    pub(super) to: i64,
}

/// A phone that rang.
pub(super) struct Ring<'a> {
    leg_id: LegId,
    pub(super) person: Option<Person<'a>>,
    pub(super) number: Option<PhoneNumber>,
    pub(super) from: i64,
    pub(super) answer: Option<i64>,
    pub(super) to: i64,
    pub(super) cause: HangUpCause,
    is_live: bool,
}

impl<'a> Sketch<'a> {
    /// The call of these entries; `None` when they are not a whole call.
    pub(super) fn of(entries: &'a [JournalEntry], legend: &'a Legend) -> Option<Self> {
        let first = entries.iter().find(|entry| matches!(entry.event, DomainEvent::CallStarted { .. }))?;
        let DomainEvent::CallStarted { direction, from, to, did_id, .. } = &first.event else { return None };
        let outside = if *direction == Direction::Outbound { to } else { from };
        let mut sketch = Self {
            call_id: first.call_id?,
            direction: *direction,
            started: seconds(first.at),
            ended: seconds(first.at),
            client: outside.number.map_or_else(|| outside.raw.clone(), |number| number.digits().to_string()),
            caller: from.user_id.map(|user| person(user, legend)),
            own_number: did_id.and_then(|did| legend.dids.get(&did)).map(String::as_str),
            queue: None,
            prompts: Vec::new(),
            rings: Vec::new(),
            cause: HangUpCause::new(HangUpCause::NORMAL, otklik_model::hang_up::EndedBy::Caller),
        };
        entries.iter().for_each(|entry| sketch.take(entry, legend));
        let (ended, cause) = (sketch.ended, sketch.cause);
        // The end of a call ends every leg that is still there.
        sketch.rings.iter_mut().filter(|ring| ring.is_live).for_each(|ring| (ring.to, ring.cause) = (ended, cause));
        Some(sketch)
    }

    fn take(&mut self, entry: &'a JournalEntry, legend: &'a Legend) {
        let at = seconds(entry.at);
        self.ended = self.ended.max(at);
        if let DomainEvent::CallRouted { to: RoutedTo::Group(group), .. } = &entry.event {
            self.queue = Some((at, legend.groups.get(group).map_or("600", String::as_str)));
        } else if let DomainEvent::PromptStarted { prompt } = &entry.event {
            self.prompts.push(Prompt { name: prompt, from: at, to: at });
        } else if let DomainEvent::PromptFinished { .. } = &entry.event {
            self.prompts.iter_mut().rev().take(1).for_each(|prompt| prompt.to = at);
        } else if let DomainEvent::LegRinging { leg_id, party } = &entry.event {
            self.ring(*leg_id, party, at, legend);
        } else if let DomainEvent::LegAnswered { leg_id, party } = &entry.event {
            if !self.rings.iter().any(|ring| ring.leg_id == *leg_id) {
                self.ring(*leg_id, party, at, legend);
            }
            self.of_leg(*leg_id, |ring| ring.answer = Some(at));
        } else if let DomainEvent::LegEnded { leg_id, cause } = &entry.event {
            self.of_leg(*leg_id, |ring| (ring.to, ring.cause, ring.is_live) = (at, *cause, false));
        } else if let DomainEvent::CallEnded { cause } = &entry.event {
            self.cause = *cause;
        }
    }

    fn ring(&mut self, leg_id: LegId, party: &LegParty, at: i64, legend: &'a Legend) {
        let (person, number) = match party {
            LegParty::Device { user_id, .. } => (Some(person(*user_id, legend)), None),
            LegParty::External { number, .. } => (None, *number),
        };
        let cause = HangUpCause::new(HangUpCause::NORMAL, otklik_model::hang_up::EndedBy::Caller);
        self.rings.push(Ring { leg_id, person, number, from: at, answer: None, to: at, cause, is_live: true });
    }

    fn of_leg(&mut self, leg_id: LegId, change: impl Fn(&mut Ring<'a>)) {
        self.rings.iter_mut().filter(|ring| ring.leg_id == leg_id).for_each(change);
    }

    /// The last conversation.
    pub(super) fn answered(&self) -> Option<&Ring<'a>> {
        self.rings.iter().filter(|ring| ring.answer.is_some()).max_by_key(|ring| ring.answer)
    }

    /// When somebody first answered.
    pub(super) fn first_answer(&self) -> Option<i64> {
        self.rings.iter().filter_map(|ring| ring.answer).min()
    }
}

/// Files have whole seconds.
fn seconds(at: Timestamp) -> i64 {
    at.as_millisecond().div_euclid(1000)
}

/// Whoever has no extension is given one that is always the same.
fn person(user: UserId, legend: &Legend) -> Person<'_> {
    let name = legend.users.get(&user).map_or("", String::as_str);
    let place = legend.users.keys().take_while(|known| **known != user).count();
    let extension = if is_extension(name) { name.to_owned() } else { (1000 + place).to_string() };
    Person { name, extension }
}
