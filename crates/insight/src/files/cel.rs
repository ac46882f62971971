//! Channel event log of Asterisk: `Master.csv` of `cel_custom`, or an export of the table with headings.
//!
//! One row is one event of one channel; `linkedid` is the call. Unlike the records of calls it tells ringing from waiting, a prompt
//! from a queue, and who hung up.
//!
//! An attended transfer makes one call of two: the client's, and the one in which a colleague was asked first. The log says it in three
//! ways, of which any is enough: the event of the transfer names channels of both, channels of both enter one bridge, and channels of
//! the younger call go on under the `linkedid` of the older.

use super::{
    Desk, Dialect, Format,
    asterisk::{comes_from_outside, is_prompt, is_uniqueid, peer},
    join::{Joined, Joint, Ties},
    names::{Side, hash_of, is_extension},
    refused::Reason,
    rows::Row,
    story::{FileLeg, Kind, Story},
};
use otklik_model::{
    event::Direction,
    hang_up::{EndedBy, HangUpCause},
};
use std::collections::{BTreeSet, HashMap};

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
    call: u64,
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
    HungUp {
        q850: u8,
        source: Box<str>,
    },
    Application {
        name: Box<str>,
        argument: Box<str>,
    },
    ApplicationEnded,
    /// Two calls became one.
    Transferred,
}

/// Reads events by a layout.
pub(crate) struct Events {
    layout: Layout,
    /// The call each channel was last in.
    channels: Recent,
    /// The call each bridge was last part of.
    bridges: Recent,
}

/// What was last said of something: at least of so many, and never of more than twice as many.
#[derive(Default)]
struct Recent {
    young: HashMap<u64, u64>,
    old: HashMap<u64, u64>,
}

impl Recent {
    /// Chosen: the channels of the calls kept open, several times over; 5 MB.
    const COUNT: usize = 50_000;

    fn get(&self, of: u64) -> Option<u64> {
        self.young.get(&of).or_else(|| self.old.get(&of)).copied()
    }

    /// Says it; gives what was said before.
    fn put(&mut self, of: u64, said: u64) -> Option<u64> {
        let before = self.get(of);
        if self.young.len() >= Self::COUNT {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(of, said);
        before
    }
}

impl Events {
    pub(crate) fn new(layout: Layout) -> Self {
        Self { layout, channels: Recent::default(), bridges: Recent::default() }
    }

    /// What the row says about calls besides its own.
    fn ties(&mut self, row: &Row, call: u64) -> Ties {
        let kind = row.cell(self.layout.kind);
        let channel = row.cell(self.layout.uniqueid);
        let mut same_as: Vec<u64> = self.channels.put(hash_of(channel), call).into_iter().collect();
        if kind == "BRIDGE_ENTER" && !is_conference(row) {
            let bridge = extra(row, "bridge_id");
            same_as.extend(Some(bridge).filter(|bridge| !bridge.is_empty()).and_then(|bridge| self.bridges.put(hash_of(bridge), call)));
        }
        if kind == "ATTENDEDTRANSFER" {
            let named = TRANSFERRED.map(|name| extra(row, name)).into_iter().filter(|id| is_uniqueid(id)).map(hash_of);
            // A channel not heard of yet began its call, as most that consult do: the call has its id, then.
            same_as.extend(named.map(|channel| self.channels.get(channel).unwrap_or(channel)));
        }
        same_as.retain(|other| *other != call);
        let begins = kind == "CHAN_START" && channel == row.cell(self.layout.linkedid) && comes_from_outside(row.cell(self.layout.context));
        let number = row.cell(self.layout.number);
        Ties { same_as, client: begins.then(|| hash_of(if number.is_empty() { channel } else { number })) }
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
            "ATTENDEDTRANSFER" => What::Transferred,
            known if is_event(known) => return Ok(None),
            _ => return Err(Reason::UnknownWord),
        };
        Ok(Some(what))
    }
}

/// Ids of channels in the `extra` of an attended transfer; the event itself is of the channel of whoever transfers in the older call.
const TRANSFERRED: [&str; 3] = ["channel2_uniqueid", "transferee_channel_uniqueid", "transfer_target_channel_uniqueid"];

/// A value of the small object of JSON in one of the last columns, without its quotes; empty when it is not there.
fn extra<'a>(row: &'a Row, name: &str) -> &'a str {
    let json = row.cells().filter(|cell| cell.starts_with('{')).last().unwrap_or("");
    let named = json.split('"').position(|word| word == name);
    let after = named.and_then(|at| json.splitn(at + 2, '"').last()).unwrap_or("");
    after.trim_start_matches([' ', ':', '"']).split(['"', ',', '}']).next().unwrap_or("").trim()
}

/// Whether people who have nothing to do with each other may be in the bridge.
fn is_conference(row: &Row) -> bool {
    extra(row, "bridge_technology") == "softmix" || row.cells().any(|cell| cell.eq_ignore_ascii_case("confbridge"))
}

fn hung_up(row: &Row) -> What {
    What::HungUp { q850: extra(row, "hangupcause").parse().unwrap_or(0), source: extra(row, "hangupsource").into() }
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
        let call = hash_of(row.cell(layout.linkedid));
        let Some(what) = self.what(row)? else { return Ok(None) };
        let text = |at: usize| row.cell(at).chars().take(80).collect::<String>().into();
        let event = Event {
            at,
            row: row.number,
            what,
            call,
            channel: hash_of(row.cell(layout.uniqueid)),
            name: text(layout.channel),
            number: text(layout.number),
            exten: text(layout.exten),
            is_from_outside: comes_from_outside(row.cell(layout.context)),
        };
        Ok(Some(Joined { joint: Joint::Call(call), start: at, end: at, leg: event, ties: self.ties(row, call) }))
    }

    fn story(&mut self, key: u64, mut events: Vec<Event>, desk: &mut Desk) -> Story {
        events.sort_by_key(|event| (event.at, event.row));
        let channels = Channel::all(&events);
        let calls: BTreeSet<u64> = events.iter().map(|event| event.call).collect();
        let Some(caller) = caller(&channels, &calls, key) else { return Story { key, ..Story::default() } };
        let sides = Sides::of(caller, desk);
        let mut legs = sides.applications(caller, desk);
        // Whoever began a call that was joined to this one rang nobody else's phone: it is the second line of somebody who is here.
        let called = channels.iter().filter(|channel| channel.id != caller.id && !calls.contains(&channel.id));
        let called = called.filter(|channel| !channel.name.starts_with("Local/") && channel.ended >= caller.started);
        legs.extend(called.map(|channel| {
            let leg = sides.rung(channel, caller, desk);
            if channel.started < caller.started { given(leg, handed_on(&events).max(caller.started)) } else { leg }
        }));
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

/// When two calls became one, as far as the log says it.
fn handed_on(events: &[Event]) -> i64 {
    events.iter().find(|event| matches!(event.what, What::Transferred)).map_or(i64::MIN, |event| event.at)
}

/// The leg of somebody who was talking to a colleague before this client called: to the client he is there from the transfer on.
fn given(leg: FileLeg, at: i64) -> FileLeg {
    let at = at.min(leg.end);
    FileLeg { start: at, answer: leg.answer.map(|_| at), ..leg }
}

/// Who began the call. Of calls that became one, the first that had somebody outside in it.
fn caller<'c, 'e>(channels: &'c [Channel<'e>], calls: &BTreeSet<u64>, key: u64) -> Option<&'c Channel<'e>> {
    let began: Vec<&Channel<'_>> = channels.iter().filter(|channel| calls.contains(&channel.id)).collect();
    let with_client = began.iter().find(|channel| channel.direction() != Direction::Internal).filter(|_| began.len() > 1);
    with_client.copied().or_else(|| channels.iter().find(|channel| channel.id == key)).or(channels.first())
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
            What::Started | What::Ended | What::Transferred => {}
        }
    }

    /// Which way a call went that it began.
    fn direction(&self) -> Direction {
        let is_ours = !self.is_from_outside && (is_extension(peer(self.name)) || is_extension(self.number));
        match (is_ours, self.dials_a_number()) {
            (false, _) => Direction::Inbound,
            (true, true) => Direction::Outbound,
            (true, false) => Direction::Internal,
        }
    }

    fn dials_a_number(&self) -> bool {
        self.exten.bytes().filter(u8::is_ascii_digit).count() >= 7
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
        match caller.direction() {
            Direction::Inbound => Self {
                direction: Direction::Inbound,
                caller: desk.names.outside(caller.number),
                called: desk.names.outside(caller.exten),
                did: caller.dials_a_number().then(|| desk.own_number(caller.exten)),
            },
            Direction::Outbound => Self {
                direction: Direction::Outbound,
                caller: desk.names.inside(label),
                called: desk.names.outside(caller.exten),
                did: None,
            },
            Direction::Internal => Self {
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
