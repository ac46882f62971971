//! Statistics of MANGO OFFICE with all twelve fields.

use super::sketch::{Person, Ring, Sketch};
use otklik_model::{
    event::Direction,
    hang_up::{EndedBy, HangUpCause},
};

pub(super) fn rows(sketch: &Sketch<'_>) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> =
        sketch.prompts.iter().map(|prompt| row(sketch, Leg::of_system("ivr", prompt.from, prompt.to, Some(prompt.from), 1100))).collect();
    rows.extend(sketch.rings.iter().map(|ring| row(sketch, Leg::of_ring(ring))));
    let (ended, reason) = (sketch.ended, reason(sketch.cause));
    if sketch.rings.is_empty() {
        let last = sketch.prompts.last().map(|prompt| prompt.to);
        match (sketch.queue, last) {
            (Some((since, _)), _) => rows.push(row(sketch, Leg::of_system("queue", since, ended, None, reason))),
            (None, Some(_)) if sketch.cause.by == EndedBy::Caller => {}
            (None, last) => rows.push(row(sketch, Leg::of_system("abonent", last.unwrap_or(sketch.started), ended, None, reason))),
        }
    }
    rows
}

struct Leg<'a> {
    location: &'static str,
    person: Option<&'a Person<'a>>,
    number: String,
    start: i64,
    answer: Option<i64>,
    finish: i64,
    reason: u16,
}

impl<'a> Leg<'a> {
    const fn of_system(location: &'static str, start: i64, finish: i64, answer: Option<i64>, reason: u16) -> Self {
        Self { location, person: None, number: String::new(), start, answer, finish, reason }
    }

    fn of_ring(ring: &'a Ring<'a>) -> Self {
        let number = ring.number.map_or_else(String::new, |number| number.digits().to_string());
        Self {
            location: "abonent",
            person: ring.person.as_ref(),
            number,
            start: ring.from,
            answer: ring.answer,
            finish: ring.to,
            reason: reason(ring.cause),
        }
    }
}

fn row(sketch: &Sketch<'_>, leg: Leg<'_>) -> Vec<String> {
    let own = sketch.own_number.unwrap_or("+74950000000").trim_start_matches('+').to_owned();
    let sip = |person: &Person<'_>| format!("sip:{}@vpbx.example", person.extension);
    let from = sketch.caller.as_ref().filter(|_| sketch.direction != Direction::Inbound);
    let to_number = match leg.person {
        Some(person) => sip(person),
        None if leg.number.is_empty() => own.clone(),
        None => leg.number,
    };
    vec![
        "[]".to_owned(),
        leg.start.to_string(),
        leg.finish.to_string(),
        leg.answer.unwrap_or(0).to_string(),
        from.map_or_else(String::new, |person| person.extension.clone()),
        from.map_or_else(|| sketch.client.clone(), sip),
        leg.person.map_or_else(String::new, |person| person.extension.clone()),
        to_number,
        leg.reason.to_string(),
        own,
        leg.location.to_owned(),
        format!("{}==", sketch.call_id).replace("call_", ""),
    ]
}

const fn reason(cause: HangUpCause) -> u16 {
    match (cause.q850, cause.by) {
        (HangUpCause::NORMAL, EndedBy::Callee) => 1120,
        (HangUpCause::NORMAL | HangUpCause::NO_ANSWER, EndedBy::Caller) => 1110,
        (HangUpCause::NO_ANSWER | HangUpCause::ANSWERED_ELSEWHERE, _) => 1111,
        (HangUpCause::BUSY, _) => 1121,
        (HangUpCause::REJECTED, _) => 1122,
        (HangUpCause::ABSENT, _) => 1131,
        (HangUpCause::UNALLOCATED, _) => 1133,
        (HangUpCause::NO_CIRCUIT, _) => 2000,
        (HangUpCause::NORMAL, _) => 1100,
        (_, _) => 5000,
    }
}
