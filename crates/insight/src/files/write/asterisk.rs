//! Records of Asterisk: a row for each prompt, each wait without a ring and each phone rung.

use super::sketch::{Ring, Sketch};
use crate::files::{Format, moment::Clock};
use otklik_model::{event::Direction, hang_up::HangUpCause};

pub(super) const HEADINGS: &[&str] = &[
    "calldate",
    "clid",
    "src",
    "dst",
    "dcontext",
    "channel",
    "dstchannel",
    "lastapp",
    "lastdata",
    "duration",
    "billsec",
    "disposition",
    "amaflags",
    "accountcode",
    "uniqueid",
    "userfield",
    "did",
    "linkedid",
];

/// What one row says.
struct Record<'a> {
    dst: String,
    dstchannel: String,
    application: &'a str,
    argument: String,
    start: i64,
    answer: Option<i64>,
    end: i64,
    disposition: &'a str,
}

pub(super) fn rows(sketch: &Sketch<'_>, format: Format, number: u64, clock: &Clock) -> Vec<Vec<String>> {
    let mut records: Vec<Record<'_>> = sketch.prompts.iter().map(|prompt| record_of_prompt(prompt.name, prompt.from, prompt.to)).collect();
    records.extend(sketch.rings.iter().map(|ring| rung(sketch, ring)));
    if sketch.rings.is_empty() {
        records.extend(unrung(sketch));
    }
    let caller = Caller::of(sketch, number);
    records.iter().map(|record| row(&caller, record, format, clock)).collect()
}

/// What is the same in all rows of a call.
struct Caller<'a> {
    src: String,
    channel: String,
    context: &'static str,
    uniqueid: String,
    own_number: &'a str,
}

impl<'a> Caller<'a> {
    fn of(sketch: &Sketch<'a>, number: u64) -> Self {
        let is_inbound = sketch.direction == Direction::Inbound;
        let extension = sketch.caller.as_ref().map_or_else(|| "100".to_owned(), |caller| caller.extension.clone());
        let peer = if is_inbound { "trunk" } else { &extension };
        let channel = format!("PJSIP/{peer}-{:08x}", number * 16);
        let src = if is_inbound { sketch.client.clone() } else { extension };
        Self {
            src,
            channel,
            context: if is_inbound { "from-trunk" } else { "from-internal" },
            uniqueid: format!("{}.{number}", sketch.started),
            own_number: sketch.own_number.unwrap_or_default(),
        }
    }
}

fn record_of_prompt(name: &str, from: i64, to: i64) -> Record<'_> {
    Record {
        dst: "s".to_owned(),
        dstchannel: String::new(),
        application: "BackGround",
        argument: name.to_owned(),
        start: from,
        answer: Some(from),
        end: to,
        disposition: "ANSWERED",
    }
}

fn rung<'a>(sketch: &Sketch<'_>, ring: &Ring<'_>) -> Record<'a> {
    let number = ring.number.map_or_else(String::new, |number| number.digits().to_string());
    let label = ring.person.as_ref().map_or(number, |person| person.extension.clone());
    let queue = sketch.queue.filter(|(since, _)| *since <= ring.from && ring.person.is_some());
    let peer = if ring.person.is_some() { label.clone() } else { "trunk".to_owned() };
    let (application, dst, argument) = match queue {
        Some((_, queue)) => ("Queue", queue.to_owned(), format!("{queue},t")),
        None if ring.person.is_some() => ("Dial", label.clone(), format!("PJSIP/{label},30")),
        None => ("Dial", label.clone(), format!("PJSIP/trunk/{label},60")),
    };
    let disposition = if ring.answer.is_some() { "ANSWERED" } else { disposition(ring.cause) };
    let channel = u64::try_from(ring.from).unwrap_or(0) & 0xffff_ffff;
    Record {
        dst,
        dstchannel: format!("PJSIP/{peer}-{channel:08x}"),
        application,
        argument,
        start: ring.from,
        answer: ring.answer,
        end: ring.to,
        disposition,
    }
}

/// The rest of a call in which no phone rang: a wait in the queue, a dial that reached nothing, nothing at all after a prompt.
fn unrung<'a>(sketch: &Sketch<'_>) -> Option<Record<'a>> {
    let start = sketch.queue.map(|(since, _)| since).or(sketch.prompts.last().map(|prompt| prompt.to)).unwrap_or(sketch.started);
    let (application, dst, disposition) = match sketch.queue {
        Some((_, queue)) => ("Queue", queue.to_owned(), "NO ANSWER"),
        None if sketch.cause.q850 == HangUpCause::ABSENT => ("Dial", "s".to_owned(), "NO ANSWER"),
        None if !sketch.prompts.is_empty() => return None,
        None => ("Hangup", "s".to_owned(), disposition(sketch.cause)),
    };
    let argument = dst.clone();
    Some(Record { dst, dstchannel: String::new(), application, argument, start, answer: None, end: sketch.ended, disposition })
}

const fn disposition(cause: HangUpCause) -> &'static str {
    match cause.q850 {
        HangUpCause::BUSY => "BUSY",
        HangUpCause::NO_CIRCUIT => "CONGESTION",
        HangUpCause::NORMAL | HangUpCause::NO_ANSWER | HangUpCause::ANSWERED_ELSEWHERE | HangUpCause::REJECTED => "NO ANSWER",
        _ => "FAILED",
    }
}

fn row(caller: &Caller<'_>, record: &Record<'_>, format: Format, clock: &Clock) -> Vec<String> {
    let moment = |at: i64| clock.local(at * 1000).strftime("%Y-%m-%d %H:%M:%S").to_string();
    let answer = record.answer.map(moment).unwrap_or_default();
    let duration = (record.end - record.start).to_string();
    let billsec = record.answer.map_or(0, |answer| record.end - answer).to_string();
    let clid = format!("\"{0}\" <{0}>", caller.src);
    let text = |text: &str| text.to_owned();
    let middle =
        [text(caller.context), caller.channel.clone(), record.dstchannel.clone(), text(record.application), record.argument.clone()];
    let [context, channel, dstchannel, application, argument] = middle;
    let (src, dst) = (caller.src.clone(), record.dst.clone());
    let (disposition, flags) = (text(record.disposition), text("DOCUMENTATION"));
    let (uniqueid, start) = (caller.uniqueid.clone(), moment(record.start));
    if format == Format::FreepbxCdr {
        let did = text(caller.own_number);
        return vec![
            start,
            clid,
            src,
            dst,
            context,
            channel,
            dstchannel,
            application,
            argument,
            duration,
            billsec,
            disposition,
            flags,
            String::new(),
            uniqueid.clone(),
            String::new(),
            did,
            uniqueid,
        ];
    }
    let head = [String::new(), src, dst, context, clid, channel, dstchannel, application, argument, start, answer, moment(record.end)];
    head.into_iter().chain([duration, billsec, disposition, flags, uniqueid, String::new()]).collect()
}

/// Texts in quotes, counts without.
pub(super) fn quoted(cell: &str) -> String {
    let is_count = !cell.is_empty() && cell.len() <= 6 && cell.bytes().all(|byte| byte.is_ascii_digit());
    if is_count { cell.to_owned() } else { format!("\"{}\"", cell.replace('"', "\"\"")) }
}
