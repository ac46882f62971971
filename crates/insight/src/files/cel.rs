//! Channel event log of Asterisk: `Master.csv` of `cel_custom`, or an export of the table with headings.
//!
//! One row is one event of one channel; `linkedid` is the call. Unlike the records of calls it tells ringing from waiting, a prompt
//! from a queue, and who hung up.

use super::{
    Desk, Dialect, Format,
    asterisk::{comes_from_outside, is_prompt, is_uniqueid, peer},
    join::{Joined, Joint},
    names::{Side, hash_of, is_extension},
    refused::Reason,
    rows::Row,
    story::{FileLeg, Kind, Story},
};
use otklik_model::{
    event::Direction,
    hang_up::{EndedBy, HangUpCause},
};

const ABSENT: usize = usize::MAX;

/// Where each field stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Layout {
    kind: usize,
    time: usize,
    number: usize,
    exten: usize,
    context: usize,
    channel: usize,
    application: usize,
    argument: usize,
    uniqueid: usize,
    linkedid: usize,
    has_headings: bool,
}

impl Layout {
    pub(crate) fn recognise(sample: &[Row]) -> Option<Self> {
        let first = sample.first()?;
        Self::of_headings(first).or_else(|| {
            let is_event = |row: &&Row| is_event(row.cell(0)) && row.cell(9).contains('/');
            let fits = sample.iter().filter(is_event).count() * 10 >= sample.len() * 8;
            if fits { Self::usual(sample) } else { None }
        })
    }

    /// The mapping of the sample of `cel_custom.conf`; ids are looked for, since some mappings leave columns out.
    fn usual(sample: &[Row]) -> Option<Self> {
        let row = sample.iter().find(|row| row.cell(9).contains('/'))?;
        let mut ids = (10..row.width()).filter(|at| is_uniqueid(row.cell(*at)));
        let uniqueid = ids.next()?;
        Some(Self {
            kind: 0,
            time: 1,
            number: 3,
            exten: 7,
            context: 8,
            channel: 9,
            application: 10,
            argument: 11,
            uniqueid,
            linkedid: ids.next().unwrap_or(uniqueid),
            has_headings: false,
        })
    }

    fn of_headings(row: &Row) -> Option<Self> {
        let find = |name: &str| row.cells().position(|cell| cell.eq_ignore_ascii_case(name)).unwrap_or(ABSENT);
        let layout = Self {
            kind: find("eventtype"),
            time: find("eventtime"),
            number: find("cid_num"),
            exten: find("exten"),
            context: find("context"),
            channel: find("channame"),
            application: find("appname"),
            argument: find("appdata"),
            uniqueid: find("uniqueid"),
            linkedid: find("linkedid"),
            has_headings: true,
        };
        let must = [layout.kind, layout.time, layout.number, layout.channel, layout.uniqueid, layout.linkedid];
        must.iter().all(|at| *at != ABSENT).then_some(layout)
    }
}

fn is_event(text: &str) -> bool {
    const EVENTS: [&str; 18] = [
        "CHAN_START",
        "CHAN_END",
        "HANGUP",
        "ANSWER",
        "APP_START",
        "APP_END",
        "BRIDGE_ENTER",
        "BRIDGE_EXIT",
        "BLINDTRANSFER",
        "ATTENDEDTRANSFER",
        "PARK_START",
        "PARK_END",
        "PICKUP",
        "FORWARD",
        "LINKEDID_END",
        "LOCAL_OPTIMIZE",
        "LOCAL_OPTIMIZE_BEGIN",
        "USER_DEFINED",
    ];
    EVENTS.contains(&text)
}

/// An event of a channel that is kept.
pub(crate) struct Event {
    at: i64,
    row: u64,
    what: What,
    channel: u64,
    name: Box<str>,
    number: Box<str>,
    exten: Box<str>,
    is_from_outside: bool,
}

enum What {
    Started,
    Answered,
    Ended,
    HungUp { q850: u8, source: Box<str> },
    Application { name: Box<str>, argument: Box<str> },
    ApplicationEnded,
}

/// Reads events by a layout.
pub(crate) struct Events {
    layout: Layout,
}

impl Events {
    pub(crate) const fn new(layout: Layout) -> Self {
        Self { layout }
    }

    /// What happened; `None` for an event that adds nothing to the call.
    fn what(&self, row: &Row) -> Result<Option<What>, Reason> {
        let what = match row.cell(self.layout.kind) {
            "CHAN_START" => What::Started,
            "ANSWER" | "BRIDGE_ENTER" => What::Answered,
            "CHAN_END" => What::Ended,
            "HANGUP" => hung_up(row),
            "APP_START" => What::Application {
                name: row.cell(self.layout.application).into(),
                argument: row.cell(self.layout.argument).split(',').next().unwrap_or("").into(),
            },
            "APP_END" => What::ApplicationEnded,
            known if is_event(known) => return Ok(None),
            _ => return Err(Reason::UnknownWord),
        };
        Ok(Some(what))
    }
}

/// Cause and source stand in a small object of JSON in one of the last columns.
fn hung_up(row: &Row) -> What {
    let extra = row.cells().filter(|cell| cell.starts_with('{')).last().unwrap_or("");
    let after = |name: &str| extra.split_once(name).map_or("", |(_, rest)| rest.trim_start_matches(['"', ':', ' ']));
    let digits: String = after("hangupcause").chars().take_while(char::is_ascii_digit).collect();
    let source = after("hangupsource").split('"').next().unwrap_or("");
    What::HungUp { q850: digits.parse().unwrap_or(0), source: source.into() }
}

impl Dialect for Events {
    type Leg = Event;

    fn format(&self) -> Format {
        Format::AsteriskCel
    }

    fn heading_rows(&self) -> usize {
        usize::from(self.layout.has_headings)
    }

    /// Twenty events of a call weigh as much as ten of its records.
    fn calls_open_max(&self) -> usize {
        10_000
    }

    fn leg(&mut self, row: &Row, desk: &mut Desk) -> Result<Option<Joined<Event>>, Reason> {
        let layout = &self.layout;
        if row.width() <= layout.uniqueid {
            return Err(Reason::Columns);
        }
        let at = desk.clock.moment(row.cell(layout.time))?;
        let Some(what) = self.what(row)? else { return Ok(None) };
        let text = |at: usize| row.cell(at).chars().take(80).collect::<String>().into();
        let event = Event {
            at,
            row: row.number,
            what,
            channel: hash_of(row.cell(layout.uniqueid)),
            name: text(layout.channel),
            number: text(layout.number),
            exten: text(layout.exten),
            is_from_outside: comes_from_outside(row.cell(layout.context)),
        };
        Ok(Some(Joined { joint: Joint::Call(hash_of(row.cell(layout.linkedid))), start: at, end: at, leg: event }))
    }

    fn story(&mut self, key: u64, mut events: Vec<Event>, desk: &mut Desk) -> Story {
        events.sort_by_key(|event| (event.at, event.row));
        let channels = Channel::all(&events);
        let Some(caller) = channels.iter().find(|channel| channel.id == key).or(channels.first()) else {
            return Story { key, ..Story::default() };
        };
        let sides = Sides::of(caller, desk);
        let mut legs = sides.applications(caller, desk);
        let called = channels.iter().filter(|channel| channel.id != caller.id && !channel.name.starts_with("Local/"));
        legs.extend(called.map(|channel| sides.rung(channel, caller, desk)));
        if legs.is_empty() {
            legs.push(sides.leg(Kind::Nobody, caller.started, None, caller.ended));
        }
        legs.sort_by_key(|leg| (leg.start, leg.end));
        Story { key, legs, cause: caller.cause(caller) }
    }

    fn cannot_tell(&self, silent: &mut Vec<&'static str>) {
        silent.push("hold");
    }
}

/// One channel from its first event to its last.
struct Channel<'a> {
    id: u64,
    name: &'a str,
    number: &'a str,
    exten: &'a str,
    is_from_outside: bool,
    started: i64,
    answered: Option<i64>,
    ended: i64,
    hung_up: Option<(u8, &'a str)>,
    applications: Vec<(&'a str, &'a str, i64, Option<i64>)>,
}

impl<'a> Channel<'a> {
    fn all(events: &'a [Event]) -> Vec<Self> {
        let mut channels: Vec<Self> = Vec::new();
        for event in events {
            let place = channels.iter().position(|channel| channel.id == event.channel).unwrap_or_else(|| {
                channels.push(Self::begin(event));
                channels.len() - 1
            });
            channels[place].take(event);
        }
        channels
    }

    fn begin(event: &'a Event) -> Self {
        Self {
            id: event.channel,
            name: &event.name,
            number: "",
            exten: "",
            is_from_outside: event.is_from_outside,
            started: event.at,
            answered: None,
            ended: event.at,
            hung_up: None,
            applications: Vec::new(),
        }
    }

    fn take(&mut self, event: &'a Event) {
        self.ended = self.ended.max(event.at);
        if self.number.is_empty() {
            self.number = &event.number;
        }
        if self.exten.is_empty() && &*event.exten != "s" {
            self.exten = &event.exten;
        }
        match &event.what {
            What::Answered => self.answered = self.answered.or(Some(event.at)),
            What::HungUp { q850, source } => self.hung_up = Some((*q850, source)),
            What::Application { name, argument } => self.applications.push((name, argument, event.at, None)),
            What::ApplicationEnded => self.applications.iter_mut().rev().take(1).for_each(|application| application.3 = Some(event.at)),
            What::Started | What::Ended => {}
        }
    }

    /// Why it ended, seen from the caller's channel; `None` when the log does not say.
    fn cause(&self, caller: &Self) -> Option<HangUpCause> {
        let (q850, source) = self.hung_up.filter(|(q850, _)| *q850 != 0)?;
        let by = match source {
            "" => EndedBy::System,
            source if source == caller.name => EndedBy::Caller,
            _ => EndedBy::Callee,
        };
        Some(HangUpCause::new(q850, by))
    }
}

/// Who calls and who is called.
struct Sides {
    direction: Direction,
    caller: Side,
    called: Side,
    did: Option<otklik_model::DidId>,
}

impl Sides {
    fn of(caller: &Channel<'_>, desk: &mut Desk) -> Self {
        let label = peer(caller.name);
        let is_ours = !caller.is_from_outside && (is_extension(label) || is_extension(caller.number));
        let is_number = caller.exten.bytes().filter(u8::is_ascii_digit).count() >= 7;
        match (is_ours, is_number) {
            (false, _) => Self {
                direction: Direction::Inbound,
                caller: desk.names.outside(caller.number),
                called: desk.names.outside(caller.exten),
                did: is_number.then(|| desk.own_number(caller.exten)),
            },
            (true, true) => Self {
                direction: Direction::Outbound,
                caller: desk.names.inside(label),
                called: desk.names.outside(caller.exten),
                did: None,
            },
            (true, false) => Self {
                direction: Direction::Internal,
                caller: desk.names.inside(label),
                called: desk.names.inside(caller.exten),
                did: None,
            },
        }
    }

    fn leg(&self, kind: Kind, start: i64, answer: Option<i64>, end: i64) -> FileLeg {
        let cause = HangUpCause::new(HangUpCause::NORMAL, EndedBy::Caller);
        let (caller, called) = (self.caller.clone(), self.called.clone());
        FileLeg { direction: self.direction, caller, called, did: self.did, kind, start, answer, end, cause }
    }

    /// Prompts and queues the caller was in.
    fn applications(&self, caller: &Channel<'_>, desk: &mut Desk) -> Vec<FileLeg> {
        let mut legs = Vec::new();
        for (name, argument, from, to) in &caller.applications {
            let to = to.unwrap_or(caller.ended);
            if is_prompt(name) {
                desk.told.greeting = true;
                let prompt = if argument.is_empty() { name } else { argument };
                legs.push(self.leg(Kind::Prompt((*prompt).into()), *from, None, to));
            } else if name.eq_ignore_ascii_case("queue") {
                legs.push(self.leg(Kind::Queued(desk.queue(argument)), *from, None, to));
            }
        }
        legs
    }

    fn rung(&self, channel: &Channel<'_>, caller: &Channel<'_>, desk: &mut Desk) -> FileLeg {
        let label = peer(channel.name);
        let is_outside = channel.is_from_outside || (self.direction == Direction::Outbound && !is_extension(label));
        let side = match (self.direction, is_outside) {
            (Direction::Outbound, true) => self.called.clone(),
            (_, true) => desk.names.outside(channel.number),
            (_, false) => desk.agent(label, ""),
        };
        let leg = self.leg(Kind::Rang(side), channel.started, channel.answered, channel.ended);
        let unsaid = if channel.answered.is_some() { HangUpCause::NORMAL } else { HangUpCause::NO_ANSWER };
        let cause = channel.cause(caller).unwrap_or(HangUpCause::new(unsaid, EndedBy::System));
        FileLeg { cause, ..leg }
    }
}
