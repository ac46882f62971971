//! Tables whose columns are known by a mapping: given by a person, known of a program, or guessed with certainty.

use super::{
    Desk, Dialect, Format,
    guess::Guess,
    join::{Joined, Joint, Ties},
    meaning::{self, Meaning, Outcome},
    moment::{self, DateOrder},
    names::{Side, hash_of, is_extension},
    refused::{FileRefused, Reason},
    rows::Row,
    story::{FileLeg, Kind, Story},
};
use otklik_model::{GroupId, event::Direction};
use serde::{Deserialize, Serialize};

/// What each column of a table means.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Mapping {
    /// By place; columns beyond the list are ignored.
    pub columns: Vec<Meaning>,
    /// How dates with slashes are written.
    #[serde(default)]
    pub date_order: DateOrder,
    /// Rows above the first call.
    #[serde(default)]
    pub heading_rows: usize,
}

/// The columns of a table could not be told with certainty: what was seen of it and what it may mean.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct MappingNeeded {
    /// Headings; where the file has none, empty texts.
    pub columns: Vec<String>,
    /// What the columns probably mean.
    pub guess: Guess,
    /// The first rows under the headings.
    pub sample: Vec<Vec<String>>,
}

impl Mapping {
    /// Whether enough is known to count calls: when, who, and whether anybody answered.
    pub fn check(&self) -> Result<(), FileRefused> {
        let has = |meaning| self.columns.contains(&meaning);
        let missing = match () {
            () if !(has(Meaning::Start) || has(Meaning::Date) && has(Meaning::TimeOfDay)) => "start",
            () if !(has(Meaning::From) || has(Meaning::Client)) => "number",
            () if ![Meaning::Status, Meaning::Talk, Meaning::Answer].into_iter().any(has) => "outcome",
            () => return Ok(()),
        };
        Err(FileRefused::MappingIncomplete { missing })
    }

    fn place(&self, meaning: Meaning) -> Option<usize> {
        self.columns.iter().position(|column| *column == meaning)
    }
}

/// The longest call taken (chosen: a longer one is a stuck channel).
const LENGTH_MAX_MS: i64 = 4 * 86_400_000;

/// Reads rows of a table by a mapping.
pub(crate) struct Table {
    format: Format,
    mapping: Mapping,
    /// Where each meaning stands, in the order of `Meaning::ALL`.
    places: [Option<usize>; Meaning::ALL.len()],
}

/// A leg and the queue its caller waited in.
pub(crate) struct TableLeg {
    leg: FileLeg,
    queue: Option<GroupId>,
}

/// The moments of a row.
struct Times {
    start: i64,
    answer: Option<i64>,
    end: i64,
}

impl Table {
    pub(crate) fn new(format: Format, mapping: Mapping) -> Result<Self, FileRefused> {
        mapping.check()?;
        let places = Meaning::ALL.map(|meaning| mapping.place(meaning));
        Ok(Self { format, mapping, places })
    }

    fn cell<'a>(&self, row: &'a Row, meaning: Meaning) -> &'a str {
        self.places[meaning as usize].map_or("", |at| row.cell(at))
    }

    fn start(&self, row: &Row, desk: &mut Desk) -> Result<i64, Reason> {
        let whole = self.cell(row, Meaning::Start);
        if !whole.is_empty() {
            return desk.clock.moment(whole);
        }
        let (date, time) = (self.cell(row, Meaning::Date), self.cell(row, Meaning::TimeOfDay));
        desk.clock.moment(&format!("{} {time}", date.split(' ').next().unwrap_or(date)))
    }

    fn length(&self, row: &Row, meaning: Meaning) -> Result<Option<i64>, Reason> {
        match moment::parse_length(self.cell(row, meaning)) {
            Some(ms) if ms < 0 => Err(Reason::NegativeDuration),
            Some(ms) if ms > LENGTH_MAX_MS => Err(Reason::TooLong),
            length => Ok(length),
        }
    }

    fn moment(&self, row: &Row, meaning: Meaning, desk: &mut Desk) -> Result<Option<i64>, Reason> {
        match self.cell(row, meaning) {
            "" | "0" | "-" => Ok(None),
            text => desk.clock.moment(text).map(Some),
        }
    }

    /// The moments that follow from what the row gives; an answer only for an answered call.
    fn times(&self, row: &Row, is_answered: bool, desk: &mut Desk) -> Result<Times, Reason> {
        let start = self.start(row, desk)?;
        let [total, talk, wait] = [Meaning::Duration, Meaning::Talk, Meaning::Wait].map(|meaning| self.length(row, meaning));
        let (total, talk, wait) = (total?, talk?, wait?);
        let (answer, end) = (self.moment(row, Meaning::Answer, desk)?, self.moment(row, Meaning::End, desk)?);
        let is_before = |end: Option<i64>, start: Option<i64>| end.zip(start).is_some_and(|(end, start)| end < start);
        if is_before(end, Some(start)) || is_before(answer, Some(start)) || is_before(end, answer) {
            return Err(Reason::NegativeDuration);
        }
        let waited = wait.or_else(|| Some(total? - talk?)).filter(|ms| *ms >= 0);
        let answer = is_answered.then(|| answer.unwrap_or(start + waited.unwrap_or(0)));
        let lasted = match answer {
            Some(answer) => talk.map(|talk| answer + talk).or_else(|| total.map(|total| start + total)),
            None => total.or(wait).map(|ms| start + ms),
        };
        let end = end.or(lasted).unwrap_or(start).max(answer.unwrap_or(start));
        if end - start > LENGTH_MAX_MS { Err(Reason::TooLong) } else { Ok(Times { start, answer, end }) }
    }

    fn outcome(&self, row: &Row) -> Result<Outcome, Reason> {
        let talk = self.length(row, Meaning::Talk)?;
        let status = self.cell(row, Meaning::Status);
        let told = match status {
            // UIS writes whether the call was lost.
            "true" | "1" if self.format == Format::Uis => Some(Outcome::Missed),
            "false" | "0" if self.format == Format::Uis => Some(Outcome::Answered),
            status => meaning::outcome(status).or_else(|| meaning::outcome(self.cell(row, Meaning::Direction))),
        };
        if let Some(told) = told {
            return Ok(told);
        }
        if self.places[Meaning::Talk as usize].is_some() {
            return Ok(if talk.unwrap_or(0) > 0 { Outcome::Answered } else { Outcome::Missed });
        }
        if self.places[Meaning::Answer as usize].is_some() {
            let is_answered = !matches!(self.cell(row, Meaning::Answer), "" | "0" | "-");
            return Ok(if is_answered { Outcome::Answered } else { Outcome::Missed });
        }
        Err(Reason::UnknownWord)
    }

    fn direction(&self, row: &Row, desk: &mut Desk) -> Direction {
        let word = self.cell(row, Meaning::Direction);
        let by_code = match word {
            "1" | "4" if self.format == Format::Bitrix24 => Some(Direction::Outbound),
            "2" | "3" if self.format == Format::Bitrix24 => Some(Direction::Inbound),
            word => meaning::direction(word),
        };
        by_code.unwrap_or_else(|| {
            let (from, to) = (self.cell(row, Meaning::From), self.cell(row, Meaning::To));
            let is_ours = |desk: &mut Desk, text: &str| {
                is_extension(text) || desk.names.number(text).is_some_and(|number| desk.own_numbers.contains(&number))
            };
            match (is_ours(desk, from), is_ours(desk, to)) {
                (true, true) => Direction::Internal,
                (true, false) => Direction::Outbound,
                (false, _) => Direction::Inbound,
            }
        })
    }

    /// The client, as far as the row names him.
    fn client(&self, row: &Row, direction: Direction, desk: &mut Desk) -> Side {
        let given = self.cell(row, Meaning::Client);
        let text = match direction {
            _ if !given.is_empty() => given,
            Direction::Outbound => self.cell(row, Meaning::To),
            Direction::Inbound | Direction::Internal => self.cell(row, Meaning::From),
        };
        desk.names.outside(text)
    }

    /// Our person: the column of people, else an extension among the numbers.
    fn agent(&self, row: &Row, direction: Direction, desk: &mut Desk) -> Option<Side> {
        let ours = if direction == Direction::Outbound { Meaning::From } else { Meaning::To };
        let (name, number) = (self.cell(row, Meaning::Agent), self.cell(row, ours));
        if !name.is_empty() && name != "-" {
            return Some(desk.agent(name, ""));
        }
        is_extension(number).then(|| desk.agent(number, ""))
    }

    fn own_number(&self, row: &Row, desk: &mut Desk) -> Option<otklik_model::DidId> {
        let given = self.cell(row, Meaning::OwnNumber);
        let dialled = self.cell(row, Meaning::To);
        let is_number = given.is_empty() && desk.names.number(dialled).is_some();
        let own = if is_number { dialled } else { given };
        (!own.is_empty()).then(|| desk.own_number(own))
    }

    fn joint(&self, row: &Row, client: &Side, direction: Direction) -> Joint {
        match self.cell(row, Meaning::CallId) {
            "" => Joint::Caller(hash_of((direction, client.number.map(otklik_model::PhoneNumber::digits), &client.text))),
            id => Joint::Call(hash_of(id)),
        }
    }
}

impl Dialect for Table {
    type Leg = TableLeg;

    fn format(&self) -> Format {
        self.format
    }

    fn heading_rows(&self) -> usize {
        self.mapping.heading_rows
    }

    fn begin(&self, desk: &mut Desk) {
        desk.clock.set_order(self.mapping.date_order);
    }

    fn leg(&mut self, row: &Row, desk: &mut Desk) -> Result<Option<Joined<TableLeg>>, Reason> {
        let direction = self.direction(row, desk);
        let outcome = self.outcome(row);
        let Times { start, answer, end } = self.times(row, outcome == Ok(Outcome::Answered), desk)?;
        let outcome = outcome?;
        let client = self.client(row, direction, desk);
        if client.is_nobody() {
            return Err(Reason::NoNumber);
        }
        let agent = self.agent(row, direction, desk);
        let joint = self.joint(row, &client, direction);
        let own = self.own_number(row, desk);
        let kind = match (direction, agent.clone()) {
            (Direction::Outbound, _) => Kind::Rang(client.clone()),
            (_, Some(agent)) => Kind::Rang(agent),
            (_, None) => Kind::Somebody,
        };
        let (caller, called) = match direction {
            Direction::Outbound => (agent.unwrap_or_default(), client),
            Direction::Inbound => (client, desk.names.outside(self.cell(row, Meaning::OwnNumber))),
            Direction::Internal => (client, agent.unwrap_or_default()),
        };
        let did = own.filter(|_| direction == Direction::Inbound);
        let queue = Some(self.cell(row, Meaning::Queue)).filter(|label| !label.is_empty()).map(|label| desk.queue(label));
        let leg = FileLeg { direction, caller, called, did, kind, start, answer, end, cause: outcome.cause() };
        Ok(Some(Joined { joint, start, end, leg: TableLeg { leg, queue }, ties: Ties::default() }))
    }

    fn story(&mut self, key: u64, legs: Vec<TableLeg>, _desk: &mut Desk) -> Story {
        let mut story = Story { key, ..Story::default() };
        let queued = legs.iter().find_map(|leg| Some((leg.queue?, leg.leg.clone())));
        if let Some((group, leg)) = queued.filter(|(_, leg)| leg.direction == Direction::Inbound) {
            let end = leg.answer.unwrap_or(leg.end);
            story.legs.push(FileLeg { kind: Kind::Queued(group), answer: None, end, ..leg });
        }
        story.legs.extend(legs.into_iter().map(|leg| leg.leg));
        story
    }

    fn cannot_tell(&self, silent: &mut Vec<&'static str>) {
        silent.extend(["greeting", "hang_up_cause", "hold"]);
        let knows = |meaning: Meaning| self.places[meaning as usize].is_some();
        let knows_wait = knows(Meaning::Wait) || knows(Meaning::Answer) || knows(Meaning::Talk) && knows(Meaning::Duration);
        if !knows_wait {
            silent.push("wait");
        }
        if !knows(Meaning::CallId) {
            silent.push("transfers");
        }
    }
}
