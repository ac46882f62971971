//! Statistics of MANGO OFFICE: text with `;` and without headings, in the order of fields asked for (`stats/request`).
//!
//! The first nine fields are the usual ones in the usual order; the rest (`line_number, location, entry_id`, in any order) are
//! told by their contents. One row is one leg; `entry_id` is the call. An answer of a leg without an extension is the menu's.

use super::{
    Desk, Dialect, Format,
    join::{Joined, Joint, Ties},
    names::{Side, hash_of},
    refused::Reason,
    rows::Row,
    story::{FileLeg, Kind, Story},
};
use otklik_model::{
    event::Direction,
    hang_up::{EndedBy, HangUpCause},
};

const ABSENT: usize = usize::MAX;
const NAMES: [&str; 12] = [
    "records",
    "start",
    "finish",
    "answer",
    "from_extension",
    "from_number",
    "to_extension",
    "to_number",
    "disconnect_reason",
    "line_number",
    "location",
    "entry_id",
];

/// Where each field stands, in the order of `NAMES`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Layout {
    at: [usize; 12],
    has_headings: bool,
}

impl Layout {
    pub(crate) fn recognise(sample: &[Row]) -> Option<Self> {
        Self::of_headings(sample.first()?).or_else(|| Self::of_contents(sample))
    }

    fn of_headings(row: &Row) -> Option<Self> {
        let at = NAMES.map(|name| row.cells().position(|cell| cell.eq_ignore_ascii_case(name)).unwrap_or(ABSENT));
        at[1..9].iter().all(|at| *at != ABSENT).then_some(Self { at, has_headings: true })
    }

    fn of_contents(sample: &[Row]) -> Option<Self> {
        let fitting: Vec<&Row> = sample.iter().filter(|row| is_usual(row)).collect();
        if fitting.is_empty() || fitting.len() * 10 < sample.len() * 8 {
            return None;
        }
        let width = fitting.iter().map(|row| row.width()).max()?;
        let tail = |is: fn(&str) -> bool| {
            let share = |at: usize| fitting.iter().filter(|row| is(row.cell(at))).count();
            (9..width).filter(|at| share(*at) * 2 > fitting.len()).max_by_key(|at| share(*at)).unwrap_or(ABSENT)
        };
        let mut at: [usize; 12] = std::array::from_fn(|place| place);
        [at[9], at[10], at[11]] = [tail(is_line), tail(is_location), tail(is_entry)];
        Some(Self { at, has_headings: false })
    }
}

/// Records in brackets, three counts of seconds, and a reason of four digits in their places.
fn is_usual(row: &Row) -> bool {
    let is_epoch = |text: &str| text == "0" || (text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit()));
    let is_reason = |text: &str| text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    row.width() >= 9 && row.cell(0).starts_with('[') && (1..4).all(|at| is_epoch(row.cell(at))) && is_reason(row.cell(8))
}

fn is_line(text: &str) -> bool {
    (text.len() >= 7 && text.bytes().all(|byte| byte.is_ascii_digit()) && text.len() != 10) || text.starts_with("sip:")
}

fn is_location(text: &str) -> bool {
    matches!(text.to_ascii_lowercase().as_str(), "ivr" | "queue" | "abonent")
}

/// Base64 of two ids.
fn is_entry(text: &str) -> bool {
    text.len() >= 12 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'=' | b'+' | b'/')) && !is_line(text)
}

/// Reads rows by a layout.
pub(crate) struct Statistics {
    layout: Layout,
}

/// The fields that decide whose leg it is.
struct Parties<'a> {
    from_extension: &'a str,
    from_number: &'a str,
    to_extension: &'a str,
    to_number: &'a str,
    line: &'a str,
    location: &'a str,
}

impl Parties<'_> {
    const fn direction(&self) -> Direction {
        match (self.from_extension.is_empty(), self.to_extension.is_empty()) {
            (true, _) => Direction::Inbound,
            (false, true) => Direction::Outbound,
            (false, false) => Direction::Internal,
        }
    }
}

impl Statistics {
    pub(crate) const fn new(layout: Layout) -> Self {
        Self { layout }
    }

    fn field<'a>(&self, row: &'a Row, place: usize) -> &'a str {
        row.cell(self.layout.at[place])
    }

    fn parties<'a>(&self, row: &'a Row) -> Parties<'a> {
        Parties {
            from_extension: self.field(row, 4),
            from_number: self.field(row, 5),
            to_extension: self.field(row, 6),
            to_number: self.field(row, 7),
            line: self.field(row, 9),
            location: self.field(row, 10),
        }
    }

    fn moments(&self, row: &Row, desk: &mut Desk) -> Result<(i64, Option<i64>, i64), Reason> {
        let start = self.moment(row, 1, desk)?.ok_or(Reason::NoTime)?;
        let end = self.moment(row, 2, desk)?.ok_or(Reason::NoTime)?;
        let answer = self.moment(row, 3, desk)?;
        if end < start || answer.is_some_and(|answer| answer < start || answer > end) {
            return Err(Reason::NegativeDuration);
        }
        Ok((start, answer, end))
    }

    /// A moment; `0` is none, though only for the answer.
    fn moment(&self, row: &Row, place: usize, desk: &mut Desk) -> Result<Option<i64>, Reason> {
        match self.field(row, place) {
            "" | "0" => Ok(None),
            text if text.starts_with('-') => Err(Reason::TimeBefore1970),
            text => desk.clock.moment(text).map(Some),
        }
    }
}

impl Dialect for Statistics {
    type Leg = FileLeg;

    fn format(&self) -> Format {
        Format::MangoCsv
    }

    fn heading_rows(&self) -> usize {
        usize::from(self.layout.has_headings)
    }

    fn leg(&mut self, row: &Row, desk: &mut Desk) -> Result<Option<Joined<FileLeg>>, Reason> {
        if row.width() < 9 {
            return Err(Reason::Columns);
        }
        let (start, answer, end) = self.moments(row, desk)?;
        let parties = self.parties(row);
        let direction = parties.direction();
        let kind = kind(&parties, direction, desk);
        let (caller, called) = sides(&parties, direction, desk);
        if caller.is_nobody() && called.is_nobody() {
            return Err(Reason::NoNumber);
        }
        let cause = self.field(row, 8).parse().map(cause).map_err(|_| Reason::UnknownWord)?;
        let own = if parties.line.is_empty() && parties.to_extension.is_empty() { parties.to_number } else { parties.line };
        let did = (direction == Direction::Inbound && !own.is_empty()).then(|| desk.own_number(own));
        let answer = answer.filter(|_| matches!(kind, Kind::Rang(_)));
        let entry = self.field(row, 11);
        let client = if direction == Direction::Inbound { parties.from_number } else { parties.to_number };
        let joint = if entry.is_empty() { Joint::Caller(hash_of((client, direction))) } else { Joint::Call(hash_of(entry)) };
        let leg = FileLeg { direction, caller, called, did, kind, start, answer, end, cause };
        Ok(Some(Joined { joint, start, end, leg, ties: Ties::default() }))
    }

    fn story(&mut self, key: u64, legs: Vec<FileLeg>, _desk: &mut Desk) -> Story {
        Story { key, legs, cause: None }
    }

    fn cannot_tell(&self, silent: &mut Vec<&'static str>) {
        silent.push("hold");
        if self.layout.at[11] == ABSENT {
            silent.push("transfers");
        }
    }
}

fn kind(parties: &Parties<'_>, direction: Direction, desk: &mut Desk) -> Kind {
    match (direction, parties.location) {
        (Direction::Outbound, _) => Kind::Rang(desk.names.outside(parties.to_number)),
        (_, _) if !parties.to_extension.is_empty() => Kind::Rang(desk.agent(parties.to_extension, "")),
        (_, "ivr") => {
            desk.told.greeting = true;
            Kind::Prompt("ivr".into())
        }
        (_, "queue") => Kind::Queued(desk.queue("queue")),
        (_, _) if parties.to_number.starts_with("sip:") => Kind::Rang(desk.agent(parties.to_number, "")),
        // Sent on to a number outside, if it is not the own number itself.
        (_, "abonent") if parties.to_number != parties.line => Kind::Rang(desk.names.outside(parties.to_number)),
        (_, _) => Kind::Nobody,
    }
}

fn sides(parties: &Parties<'_>, direction: Direction, desk: &mut Desk) -> (Side, Side) {
    let ours = |desk: &mut Desk, extension: &str| desk.names.inside(extension);
    match direction {
        Direction::Inbound => {
            let own = if parties.line.is_empty() { parties.to_number } else { parties.line };
            (desk.names.outside(parties.from_number), desk.names.outside(own))
        }
        Direction::Outbound => (ours(desk, parties.from_extension), desk.names.outside(parties.to_number)),
        Direction::Internal => (ours(desk, parties.from_extension), ours(desk, parties.to_extension)),
    }
}

/// The reasons of MANGO OFFICE as Q.850 causes.
const fn cause(reason: u16) -> HangUpCause {
    let (q850, by) = match reason {
        1110 => (HangUpCause::NORMAL, EndedBy::Caller),
        1120 => (HangUpCause::NORMAL, EndedBy::Callee),
        1111 | 1163 => (HangUpCause::NO_ANSWER, EndedBy::System),
        1121 => (HangUpCause::BUSY, EndedBy::Callee),
        1122 | 1123 => (HangUpCause::REJECTED, EndedBy::Callee),
        1162 => (HangUpCause::BUSY, EndedBy::System),
        1124 | 1131 | 1160 | 4000..5000 => (HangUpCause::ABSENT, EndedBy::System),
        1132 | 1133 | 3000..4000 => (HangUpCause::UNALLOCATED, EndedBy::System),
        1130 | 1140..1160 => (HangUpCause::REJECTED, EndedBy::System),
        2000..3000 => (HangUpCause::NO_CIRCUIT, EndedBy::System),
        5000..6000 => (HangUpCause::TEMPORARY_FAILURE, EndedBy::System),
        _ => (HangUpCause::NORMAL, EndedBy::Caller),
    };
    HangUpCause::new(q850, by)
}
