//! Tables with headings: one row for each call.

use super::sketch::Sketch;
use crate::files::moment::Clock;
use otklik_model::{event::Direction, hang_up::HangUpCause};

pub(super) const BITRIX24: &[&str] =
    &["Сотрудник", "Номер портала", "Номер телефона", "Тип звонка", "Длительность звонка", "Дата звонка", "Статус звонка"];
pub(super) const UIS: &[&str] = &[
    "Идентификатор сессии звонка",
    "Дата и время",
    "Номер абонента",
    "Виртуальный номер",
    "Направление",
    "Статус",
    "Сотрудник",
    "Время ожидания",
    "Длительность разговора",
];
pub(super) const PLAIN: &[&str] =
    &["Начало звонка", "Номер клиента", "Направление", "Статус", "Сотрудник", "Номер компании", "Ожидание", "Разговор"];

/// Bitrix24 lists calls with clients only.
pub(super) fn bitrix24(sketch: &Sketch<'_>, clock: &Clock) -> Option<Vec<String>> {
    let kind = match sketch.direction {
        Direction::Inbound => "Входящий",
        Direction::Outbound => "Исходящий",
        Direction::Internal => return None,
    };
    let row = [
        agent(sketch),
        sketch.own_number.unwrap_or_default().to_owned(),
        phone(sketch),
        kind.to_owned(),
        length(talk(sketch)),
        moment(sketch, clock),
        word(sketch).to_owned(),
    ];
    Some(row.into())
}

/// UIS lists calls with clients only.
pub(super) fn uis(sketch: &Sketch<'_>, clock: &Clock) -> Option<Vec<String>> {
    if sketch.direction == Direction::Internal {
        return None;
    }
    let row = [
        sketch.call_id.to_string(),
        moment(sketch, clock),
        phone(sketch),
        sketch.own_number.unwrap_or_default().to_owned(),
        direction(sketch).to_owned(),
        word(sketch).to_owned(),
        agent(sketch),
        length(wait(sketch)),
        length(talk(sketch)),
    ];
    Some(row.into())
}

pub(super) fn plain(sketch: &Sketch<'_>, clock: &Clock) -> Vec<String> {
    vec![
        moment(sketch, clock),
        phone(sketch),
        direction(sketch).to_owned(),
        word(sketch).to_owned(),
        agent(sketch),
        sketch.own_number.unwrap_or_default().to_owned(),
        wait(sketch).to_string(),
        talk(sketch).to_string(),
    ]
}

fn moment(sketch: &Sketch<'_>, clock: &Clock) -> String {
    clock.local(sketch.started * 1000).strftime("%d.%m.%Y %H:%M:%S").to_string()
}

fn phone(sketch: &Sketch<'_>) -> String {
    let is_number = sketch.client.len() >= 8 && sketch.client.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { format!("+{}", sketch.client) } else { sketch.client.clone() }
}

/// Who talked last, else whose phone rang last, else who called.
fn agent(sketch: &Sketch<'_>) -> String {
    let rung = || sketch.rings.iter().rev().find_map(|ring| ring.person.as_ref());
    let person = sketch.answered().and_then(|ring| ring.person.as_ref()).or_else(rung).or(sketch.caller.as_ref());
    person.map_or_else(String::new, |person| person.name.to_owned())
}

const fn direction(sketch: &Sketch<'_>) -> &'static str {
    match sketch.direction {
        Direction::Inbound => "Входящий",
        Direction::Outbound => "Исходящий",
        Direction::Internal => "Внутренний",
    }
}

fn word(sketch: &Sketch<'_>) -> &'static str {
    if sketch.answered().is_some() {
        return "Отвечен";
    }
    match sketch.cause.q850 {
        HangUpCause::BUSY => "Занято",
        HangUpCause::REJECTED => "Отклонён",
        HangUpCause::ABSENT | HangUpCause::UNALLOCATED => "Недоступен",
        HangUpCause::NORMAL | HangUpCause::NO_ANSWER => "Пропущен",
        _ => "Ошибка",
    }
}

fn talk(sketch: &Sketch<'_>) -> i64 {
    sketch.first_answer().map_or(0, |answer| sketch.ended - answer)
}

fn wait(sketch: &Sketch<'_>) -> i64 {
    sketch.first_answer().unwrap_or(sketch.ended) - sketch.started
}

fn length(seconds: i64) -> String {
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// A cell that a spreadsheet would take for a formula gets an apostrophe before it, unless it is a phone number; whatever has a
/// separator or a quote in it is quoted.
pub(super) fn quoted(cell: &str) -> String {
    let is_phone = cell.strip_prefix('+').is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()));
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_phone;
    let safe = if is_formula { format!("'{cell}") } else { cell.to_owned() };
    if safe.contains([';', ',', '"', '\n', '\r']) { format!("\"{}\"", safe.replace('"', "\"\"")) } else { safe }
}
