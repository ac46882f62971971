//! Call detail records of Asterisk: `Master.csv` of `cdr_csv` and of `cdr_custom`, and exports with headings (FreePBX, a query of the table).
//!
//! One row is one attempt to connect party A to party B, or party A's stay in an application. Rows of one call share `linkedid`
//! (Asterisk 1.8 and later), else `uniqueid`. Two traps: ANSWERED without a second channel means that a prompt or a queue answered,
//! not a person; and after `Answer()` in the dialplan the answer moment is that of the dialplan, not of the person.

use super::{
    Desk, Dialect, Format,
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

/// Where each field stands; `usize::MAX` where the file has no such column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Layout {
    format: Format,
    src: usize,
    dst: usize,
    dcontext: usize,
    channel: usize,
    dstchannel: usize,
    lastapp: usize,
    lastdata: usize,
    start: usize,
    answer: usize,
    end: usize,
    duration: usize,
    billsec: usize,
    disposition: usize,
    uniqueid: usize,
    linkedid: usize,
    did: usize,
    agent_name: usize,
    has_headings: bool,
}

const ABSENT: usize = usize::MAX;

impl Layout {
    /// The layout of rows without headings, or with them; `None` when the rows are something else.
    pub(crate) fn recognise(sample: &[Row]) -> Option<Self> {
        let first = sample.first()?;
        Self::of_headings(first).or_else(|| {
            let layouts = [Self::cdr_csv(first), Self::cdr_custom(first)];
            layouts.into_iter().find(|layout| sample.iter().filter(|row| layout.fits(row)).count() * 10 >= sample.len() * 8)
        })
    }

    pub(crate) const fn format(&self) -> Format {
        self.format
    }

    /// `cdr_csv`: sixteen columns, then what `cdr.conf` switches on (`loguniqueid`, `loguserfield`, `newcdrcolumns`).
    fn cdr_csv(first: &Row) -> Self {
        let uniqueid = (16..first.width()).find(|at| is_uniqueid(first.cell(*at))).unwrap_or(ABSENT);
        let linkedid = Some(first.width().saturating_sub(2)).filter(|at| *at >= 17 && *at != uniqueid && is_uniqueid(first.cell(*at)));
        Self { uniqueid, linkedid: linkedid.unwrap_or(ABSENT), ..Self::from_src(1, 5) }
    }

    /// `cdr_custom` with the mapping of its sample: the caller's name first, the account last.
    fn cdr_custom(first: &Row) -> Self {
        let mut ids = (16..first.width()).filter(|at| is_uniqueid(first.cell(*at)));
        let (uniqueid, linkedid) = (ids.next().unwrap_or(ABSENT), ids.next().unwrap_or(ABSENT));
        Self { uniqueid, linkedid, ..Self::from_src(1, 4) }
    }

    const fn from_src(src: usize, channel: usize) -> Self {
        Self {
            format: Format::AsteriskCdr,
            src,
            dst: src + 1,
            dcontext: src + 2,
            channel,
            dstchannel: channel + 1,
            lastapp: channel + 2,
            lastdata: channel + 3,
            start: channel + 4,
            answer: channel + 5,
            end: channel + 6,
            duration: channel + 7,
            billsec: channel + 8,
            disposition: channel + 9,
            uniqueid: ABSENT,
            linkedid: ABSENT,
            did: ABSENT,
            agent_name: ABSENT,
            has_headings: false,
        }
    }

    /// Headings are the names of the table's columns, in any order.
    fn of_headings(row: &Row) -> Option<Self> {
        let find = |names: &[&str]| {
            let at = row.cells().position(|cell| names.iter().any(|name| cell.eq_ignore_ascii_case(name)));
            at.unwrap_or(ABSENT)
        };
        let layout = Self {
            format: Format::FreepbxCdr,
            src: find(&["src"]),
            dst: find(&["dst"]),
            dcontext: find(&["dcontext"]),
            channel: find(&["channel"]),
            dstchannel: find(&["dstchannel"]),
            lastapp: find(&["lastapp"]),
            lastdata: find(&["lastdata"]),
            start: find(&["calldate", "start"]),
            answer: find(&["answer"]),
            end: find(&["end"]),
            duration: find(&["duration"]),
            billsec: find(&["billsec"]),
            disposition: find(&["disposition"]),
            uniqueid: find(&["uniqueid"]),
            linkedid: find(&["linkedid"]),
            did: find(&["did"]),
            agent_name: find(&["dst_cnam"]),
            has_headings: true,
        };
        let must = [layout.src, layout.dst, layout.start, layout.disposition, layout.dstchannel];
        must.iter().all(|at| *at != ABSENT).then_some(layout)
    }

    fn fits(&self, row: &Row) -> bool {
        is_disposition(row.cell(self.disposition))
            && super::moment::parse_moment(row.cell(self.start), Default::default()).is_some()
            && row.cell(self.channel).contains('/')
    }
}

/// `[system-]seconds.sequence`.
pub(crate) fn is_uniqueid(text: &str) -> bool {
    let id = text.rsplit('-').next().unwrap_or(text);
    id.split_once('.').is_some_and(|(seconds, sequence)| {
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        seconds.len() >= 9 && digits(seconds) && digits(sequence)
    })
}

fn is_disposition(text: &str) -> bool {
    matches!(text, "ANSWERED" | "NO ANSWER" | "NOANSWER" | "BUSY" | "FAILED" | "CONGESTION")
}

/// Reads records by a layout.
pub(crate) struct Records {
    layout: Layout,
    saw_own_answer: bool,
}

/// The longest call taken: a longer one is a stuck channel (chosen).
const LENGTH_MAX_MS: i64 = 4 * 86_400_000;

impl Records {
    pub(crate) const fn new(layout: Layout) -> Self {
        Self { layout, saw_own_answer: false }
    }

    fn moments(&self, row: &Row, desk: &mut Desk) -> Result<(i64, Option<i64>, i64), Reason> {
        let layout = &self.layout;
        let start = desk.clock.moment(row.cell(layout.start))?;
        let length = seconds(row.cell(layout.duration))?;
        let talk = seconds(row.cell(layout.billsec))?;
        let end = match (row.cell(layout.end), length) {
            ("", None) => return Err(Reason::NoTime),
            ("", Some(length)) => start + length,
            (end, _) => desk.clock.moment(end)?,
        };
        if end < start {
            return Err(Reason::NegativeDuration);
        }
        if end - start > LENGTH_MAX_MS {
            return Err(Reason::TooLong);
        }
        let answer = match row.cell(layout.answer) {
            "" => talk.map(|talk| end - talk),
            answer => Some(desk.clock.moment(answer)?),
        };
        if answer.is_some_and(|answer| answer > end) {
            return Err(Reason::NegativeDuration);
        }
        // A record forked off by a transfer keeps the answer of the one before it.
        Ok((start, answer.map(|at| at.max(start)), end))
    }

    fn direction(&self, row: &Row, desk: &mut Desk) -> Direction {
        let layout = &self.layout;
        let context = row.cell(layout.dcontext);
        let (src, dst) = (row.cell(layout.src), row.cell(layout.dst));
        let is_own = |desk: &mut Desk| desk.names.number(src).is_some_and(|number| desk.own_numbers.contains(&number));
        let comes_from_us = is_extension(peer(row.cell(layout.channel))) || is_extension(src) || is_own(desk);
        if comes_from_outside(context) || !comes_from_us {
            return Direction::Inbound;
        }
        let digits = dst.bytes().filter(u8::is_ascii_digit).count();
        if digits >= 7 { Direction::Outbound } else { Direction::Internal }
    }

    fn kind(&self, row: &Row, direction: Direction, desk: &mut Desk) -> Kind {
        let layout = &self.layout;
        let (application, argument) = (row.cell(layout.lastapp), row.cell(layout.lastdata));
        let argument = argument.split(',').next().unwrap_or(argument);
        if !row.cell(layout.dstchannel).is_empty() {
            return Kind::Rang(self.rung(row, direction, desk));
        }
        match application.to_ascii_lowercase().as_str() {
            "queue" => {
                let label = if argument.is_empty() { row.cell(layout.dst) } else { argument };
                Kind::Queued(desk.queue(label))
            }
            application if is_prompt(application) => {
                desk.told.greeting = true;
                Kind::Prompt(if argument.is_empty() { application } else { argument }.chars().take(80).collect::<String>().into())
            }
            _ => Kind::Nobody,
        }
    }

    /// Who was rung: our user by the name of his channel, or a number behind a trunk.
    fn rung(&self, row: &Row, direction: Direction, desk: &mut Desk) -> Side {
        let layout = &self.layout;
        let (label, dst) = (peer(row.cell(layout.dstchannel)), row.cell(layout.dst));
        let is_queue = row.cell(layout.lastapp).eq_ignore_ascii_case("queue");
        if is_queue {
            desk.told.queue = true;
        }
        if direction == Direction::Outbound {
            return desk.names.outside(dst);
        }
        if is_extension(label) || (desk.names.number(label).is_none() && (is_queue || is_extension(dst))) {
            return desk.agent(label, row.cell(layout.agent_name));
        }
        let dialled = row.cell(layout.lastdata).split(',').next().unwrap_or("").rsplit('/').next().unwrap_or("");
        let number = [label, dialled, dst].into_iter().find_map(|text| desk.names.number(text));
        Side { number, ..Side::default() }
    }

    fn sides(&self, row: &Row, direction: Direction, desk: &mut Desk) -> (Side, Side) {
        let (src, dst) = (row.cell(self.layout.src), row.cell(self.layout.dst));
        if direction == Direction::Inbound {
            return (desk.names.outside(src), desk.names.outside(dst));
        }
        let label = peer(row.cell(self.layout.channel));
        let caller = desk.names.inside(if is_extension(label) || !is_extension(src) { label } else { src });
        let called = if direction == Direction::Internal { desk.names.inside(dst) } else { desk.names.outside(dst) };
        (caller, called)
    }

    fn cause(&self, row: &Row, kind: &Kind) -> Result<HangUpCause, Reason> {
        let was_dialled = row.cell(self.layout.lastapp).eq_ignore_ascii_case("dial") && *kind == Kind::Nobody;
        let cause = match row.cell(self.layout.disposition) {
            "ANSWERED" => HangUpCause::new(HangUpCause::NORMAL, EndedBy::Caller),
            // A dial that made no channel reached no phone.
            "NO ANSWER" | "NOANSWER" | "FAILED" if was_dialled => HangUpCause::new(HangUpCause::ABSENT, EndedBy::System),
            "NO ANSWER" | "NOANSWER" => HangUpCause::new(HangUpCause::NO_ANSWER, EndedBy::Caller),
            "BUSY" => HangUpCause::new(HangUpCause::BUSY, EndedBy::Callee),
            "FAILED" => HangUpCause::new(HangUpCause::TEMPORARY_FAILURE, EndedBy::System),
            "CONGESTION" => HangUpCause::new(HangUpCause::NO_CIRCUIT, EndedBy::System),
            _ => return Err(Reason::UnknownWord),
        };
        Ok(cause)
    }

    fn joint(&self, row: &Row) -> Joint {
        let layout = &self.layout;
        let id = [row.cell(layout.linkedid), row.cell(layout.uniqueid)].into_iter().find(|id| !id.is_empty());
        id.map_or_else(|| Joint::Caller(hash_of(row.cell(layout.src))), |id| Joint::Call(hash_of(id)))
    }

    fn own_number(&self, row: &Row, direction: Direction, desk: &mut Desk) -> Option<otklik_model::DidId> {
        if direction != Direction::Inbound {
            return None;
        }
        let given = row.cell(self.layout.did);
        let candidate = if given.is_empty() { row.cell(self.layout.dst) } else { given };
        let is_number = desk.names.number(candidate).is_some() || (!given.is_empty() && given.bytes().all(|byte| byte.is_ascii_digit()));
        is_number.then(|| desk.own_number(candidate))
    }
}

impl Dialect for Records {
    type Leg = FileLeg;

    fn format(&self) -> Format {
        self.layout.format
    }

    fn heading_rows(&self) -> usize {
        usize::from(self.layout.has_headings)
    }

    fn leg(&mut self, row: &Row, desk: &mut Desk) -> Result<Option<Joined<FileLeg>>, Reason> {
        if row.width() <= self.layout.disposition {
            return Err(Reason::Columns);
        }
        let (start, answer, end) = self.moments(row, desk)?;
        let direction = self.direction(row, desk);
        let (caller, called) = self.sides(row, direction, desk);
        if caller.is_nobody() && called.is_nobody() {
            return Err(Reason::NoNumber);
        }
        let kind = self.kind(row, direction, desk);
        let cause = self.cause(row, &kind)?;
        let is_person = matches!(kind, Kind::Rang(_)) && row.cell(self.layout.disposition) == "ANSWERED";
        let answer = answer.filter(|_| is_person);
        let is_queue = row.cell(self.layout.lastapp).eq_ignore_ascii_case("queue");
        self.saw_own_answer |= is_queue && answer.is_some_and(|at| at - start <= 1000);
        let did = self.own_number(row, direction, desk);
        let leg = FileLeg { direction, caller, called, did, kind, start, answer, end, cause };
        Ok(Some(Joined { joint: self.joint(row), start, end, leg, ties: Ties::default() }))
    }

    fn story(&mut self, key: u64, legs: Vec<FileLeg>, _desk: &mut Desk) -> Story {
        Story { key, legs, cause: None }
    }

    fn cannot_tell(&self, silent: &mut Vec<&'static str>) {
        silent.extend(["hang_up_cause", "hold"]);
        if self.saw_own_answer {
            silent.push("wait");
        }
        if self.layout.linkedid == ABSENT && self.layout.uniqueid == ABSENT {
            silent.push("transfers");
        }
    }
}

/// A count of seconds; an empty cell is none.
fn seconds(text: &str) -> Result<Option<i64>, Reason> {
    if text.is_empty() {
        return Ok(None);
    }
    match super::moment::parse_length(text) {
        Some(ms) if ms < 0 => Err(Reason::NegativeDuration),
        Some(ms) => Ok(Some(ms)),
        None => Err(Reason::NoTime),
    }
}

/// Whether a context of the dialplan is one that carriers are let into, by the names distributions give them.
pub(crate) fn comes_from_outside(context: &str) -> bool {
    const HINTS: [&str; 6] = ["from-trunk", "from-pstn", "from-did", "incoming", "inbound", "from-external"];
    HINTS.iter().any(|hint| context.contains(hint))
}

/// Whether an application plays to the caller or waits for his keys.
pub(crate) fn is_prompt(application: &str) -> bool {
    const PROMPTS: [&str; 6] = ["playback", "background", "waitexten", "read", "controlplayback", "voicemail"];
    PROMPTS.iter().any(|prompt| application.eq_ignore_ascii_case(prompt))
}

/// The name of the peer in a channel's name: `PJSIP/101-0000002a` and `Local/101@from-queue-00000001;1` are both `101`.
pub(crate) fn peer(channel: &str) -> &str {
    let name = channel.split_once('/').map_or(channel, |(_, name)| name);
    if let Some((local, _)) = name.split_once('@') {
        // Follow-me of FreePBX puts a word and a dash before the number.
        return local.rsplit('-').next().unwrap_or(local).trim_end_matches('#');
    }
    name.rsplit_once('-').map_or(name, |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn channels_name_their_peer() {
        assert_eq!(peer("PJSIP/101-0000002a"), "101");
        assert_eq!(peer("Local/101@from-queue-00000001;1"), "101");
        assert_eq!(peer("Local/FMPR-101@from-internal-00000001;2"), "101");
        assert_eq!(peer("SIP/mtt-out-0000002a"), "mtt-out");
    }

    #[test]
    fn unique_ids_are_told_from_words_and_numbers() {
        assert!(is_uniqueid("1773130779.42"));
        assert!(is_uniqueid("pbx1-1773130779.42"));
        assert!(!is_uniqueid("79160000001"));
        assert!(!is_uniqueid("DOCUMENTATION"));
    }
}
