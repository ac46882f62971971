//! What a column can mean, and the words that say so in headings and in cells.

use otklik_model::{
    event::Direction,
    hang_up::{EndedBy, HangUpCause},
};
use serde::{Deserialize, Serialize};

/// What a column of a table means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Meaning {
    /// When the call began: date and time.
    Start,
    /// The date it began on, the time stands apart.
    Date,
    /// The time of day it began at.
    TimeOfDay,
    /// When it was answered.
    Answer,
    /// When it ended.
    End,
    /// Who called.
    From,
    /// Who was called.
    To,
    /// The number of the client, whichever way the call went.
    Client,
    /// The own number of the company the call came over.
    OwnNumber,
    /// In, out, internal.
    Direction,
    /// What became of it.
    Status,
    /// Our person.
    Agent,
    /// The queue or group.
    Queue,
    /// From the beginning to the end.
    Duration,
    /// Conversation only.
    Talk,
    /// From the beginning to the answer or to giving up.
    Wait,
    /// What joins rows of one call.
    CallId,
    /// Nothing that is counted.
    Ignored,
}

impl Meaning {
    /// All of them, in the order a person would be offered them.
    pub const ALL: [Self; 18] = [
        Self::Start,
        Self::Date,
        Self::TimeOfDay,
        Self::Answer,
        Self::End,
        Self::From,
        Self::To,
        Self::Client,
        Self::OwnNumber,
        Self::Direction,
        Self::Status,
        Self::Agent,
        Self::Queue,
        Self::Duration,
        Self::Talk,
        Self::Wait,
        Self::CallId,
        Self::Ignored,
    ];

    /// The word for it in a mapping.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Date => "date",
            Self::TimeOfDay => "time_of_day",
            Self::Answer => "answer",
            Self::End => "end",
            Self::From => "from",
            Self::To => "to",
            Self::Client => "client",
            Self::OwnNumber => "own_number",
            Self::Direction => "direction",
            Self::Status => "status",
            Self::Agent => "agent",
            Self::Queue => "queue",
            Self::Duration => "duration",
            Self::Talk => "talk",
            Self::Wait => "wait",
            Self::CallId => "call_id",
            Self::Ignored => "ignored",
        }
    }
}

/// Parts of headings, the most telling first: the first that is found decides.
const HEADINGS: &[(&str, Meaning)] = &[
    ("call_session_id", Meaning::CallId),
    ("communication_id", Meaning::CallId),
    ("call_id", Meaning::CallId),
    ("linkedid", Meaning::CallId),
    ("uniqueid", Meaning::CallId),
    ("entry_id", Meaning::CallId),
    ("id звонка", Meaning::CallId),
    ("идентификатор", Meaning::CallId),
    ("call_failed_code", Meaning::Status),
    ("call_start_date", Meaning::Start),
    ("call_duration", Meaning::Talk),
    ("call_type", Meaning::Direction),
    ("portal_number", Meaning::OwnNumber),
    ("portal_user", Meaning::Agent),
    ("contact_phone", Meaning::Client),
    ("virtual_phone", Meaning::OwnNumber),
    ("phone_number", Meaning::Client),
    ("total_wait", Meaning::Wait),
    ("wait", Meaning::Wait),
    ("ожидан", Meaning::Wait),
    ("до ответа", Meaning::Wait),
    ("talk", Meaning::Talk),
    ("billsec", Meaning::Talk),
    ("разговор", Meaning::Talk),
    ("duration", Meaning::Duration),
    ("длительность", Meaning::Duration),
    ("продолжительность", Meaning::Duration),
    ("answer_time", Meaning::Answer),
    ("answered_at", Meaning::Answer),
    ("время ответа", Meaning::Answer),
    ("finish_time", Meaning::End),
    ("end_time", Meaning::End),
    ("окончан", Meaning::End),
    ("завершен", Meaning::End),
    ("start_time", Meaning::Start),
    ("calldate", Meaning::Start),
    ("дата и время", Meaning::Start),
    ("дата звонка", Meaning::Start),
    ("дата/время", Meaning::Start),
    ("время звонка", Meaning::Start),
    ("начал", Meaning::Start),
    ("started", Meaning::Start),
    ("date and time", Meaning::Start),
    ("направлен", Meaning::Direction),
    ("тип звонка", Meaning::Direction),
    ("тип вызова", Meaning::Direction),
    ("direction", Meaning::Direction),
    ("статус", Meaning::Status),
    ("status", Meaning::Status),
    ("disposition", Meaning::Status),
    ("результат", Meaning::Status),
    ("is_lost", Meaning::Status),
    ("finish_reason", Meaning::Ignored),
    ("виртуальный номер", Meaning::OwnNumber),
    ("номер портала", Meaning::OwnNumber),
    ("номер компании", Meaning::OwnNumber),
    ("линия", Meaning::OwnNumber),
    ("входящий номер", Meaning::OwnNumber),
    ("did", Meaning::OwnNumber),
    ("номер абонента", Meaning::Client),
    ("номер клиента", Meaning::Client),
    ("номер телефона", Meaning::Client),
    ("абонент", Meaning::Client),
    ("клиент", Meaning::Client),
    ("кто звонил", Meaning::From),
    ("откуда", Meaning::From),
    ("звонящ", Meaning::From),
    ("вызывающ", Meaning::From),
    ("caller", Meaning::From),
    ("source", Meaning::From),
    ("from", Meaning::From),
    ("кому", Meaning::To),
    ("куда", Meaning::To),
    ("вызываем", Meaning::To),
    ("набран", Meaning::To),
    ("callee", Meaning::To),
    ("called", Meaning::To),
    ("destination", Meaning::To),
    ("сотрудник", Meaning::Agent),
    ("оператор", Meaning::Agent),
    ("менеджер", Meaning::Agent),
    ("пользователь", Meaning::Agent),
    ("employee", Meaning::Agent),
    ("agent", Meaning::Agent),
    ("operator", Meaning::Agent),
    ("очередь", Meaning::Queue),
    ("групп", Meaning::Queue),
    ("queue", Meaning::Queue),
    ("department", Meaning::Queue),
    ("отдел", Meaning::Queue),
    ("date", Meaning::Date),
    ("дата", Meaning::Date),
    ("time", Meaning::TimeOfDay),
    ("время", Meaning::TimeOfDay),
];

/// What a heading says; `None` for a heading that says nothing.
pub(crate) fn of_heading(heading: &str) -> Option<Meaning> {
    let heading = heading.trim_matches(['\u{feff}', '"', ' ']).to_lowercase().replace('ё', "е");
    match heading.as_str() {
        "src" => return Some(Meaning::From),
        "dst" | "to" => return Some(Meaning::To),
        "start" => return Some(Meaning::Start),
        "answer" => return Some(Meaning::Answer),
        "end" => return Some(Meaning::End),
        "тип" | "type" => return Some(Meaning::Direction),
        "от" => return Some(Meaning::From),
        _ => {}
    }
    HEADINGS.iter().find(|(part, _)| heading.contains(part)).map(|(_, meaning)| *meaning)
}

/// What a status or the kind of a call says became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Answered,
    Missed,
    Busy,
    Rejected,
    Unreachable,
    Failed,
}

impl Outcome {
    pub(crate) const fn cause(self) -> HangUpCause {
        let (q850, by) = match self {
            Self::Answered => (HangUpCause::NORMAL, EndedBy::Caller),
            Self::Missed => (HangUpCause::NO_ANSWER, EndedBy::Caller),
            Self::Busy => (HangUpCause::BUSY, EndedBy::Callee),
            Self::Rejected => (HangUpCause::REJECTED, EndedBy::Callee),
            Self::Unreachable => (HangUpCause::ABSENT, EndedBy::System),
            Self::Failed => (HangUpCause::TEMPORARY_FAILURE, EndedBy::System),
        };
        HangUpCause::new(q850, by)
    }
}

/// Parts of words, the more particular first: `неотвеченный` has `отвеч` in it.
const OUTCOMES: &[(&str, Outcome)] = &[
    ("пропущ", Outcome::Missed),
    ("не отвеч", Outcome::Missed),
    ("неотвеч", Outcome::Missed),
    ("не отвечен", Outcome::Missed),
    ("не ответ", Outcome::Missed),
    ("нет ответа", Outcome::Missed),
    ("без ответа", Outcome::Missed),
    ("не принят", Outcome::Missed),
    ("непринят", Outcome::Missed),
    ("не дозвон", Outcome::Missed),
    ("недозвон", Outcome::Missed),
    ("не состоял", Outcome::Missed),
    ("потерян", Outcome::Missed),
    ("отмен", Outcome::Missed),
    ("сброшен", Outcome::Missed),
    ("no answer", Outcome::Missed),
    ("noanswer", Outcome::Missed),
    ("no_answer", Outcome::Missed),
    ("not answered", Outcome::Missed),
    ("unanswered", Outcome::Missed),
    ("missed", Outcome::Missed),
    ("lost", Outcome::Missed),
    ("abandon", Outcome::Missed),
    ("cancel", Outcome::Missed),
    ("занят", Outcome::Busy),
    ("busy", Outcome::Busy),
    ("отклон", Outcome::Rejected),
    ("запрещ", Outcome::Rejected),
    ("reject", Outcome::Rejected),
    ("declin", Outcome::Rejected),
    ("недоступ", Outcome::Unreachable),
    ("не доступ", Outcome::Unreachable),
    ("не найден", Outcome::Unreachable),
    ("unavailable", Outcome::Unreachable),
    ("unreachable", Outcome::Unreachable),
    ("not found", Outcome::Unreachable),
    ("неуспеш", Outcome::Failed),
    ("ошибк", Outcome::Failed),
    ("fail", Outcome::Failed),
    ("error", Outcome::Failed),
    ("congestion", Outcome::Failed),
    ("отвечен", Outcome::Answered),
    ("отвечено", Outcome::Answered),
    ("принят", Outcome::Answered),
    ("успеш", Outcome::Answered),
    ("состоял", Outcome::Answered),
    ("разговор", Outcome::Answered),
    ("дозвон", Outcome::Answered),
    ("answered", Outcome::Answered),
    ("success", Outcome::Answered),
    ("completed", Outcome::Answered),
];

/// What a word of a status says; codes are those of SIP, which Bitrix24 writes (`603-S` is a cancelled call).
pub(crate) fn outcome(text: &str) -> Option<Outcome> {
    let text = text.trim().to_lowercase();
    let by_code = match text.as_str() {
        "200" => Some(Outcome::Answered),
        "304" | "480" | "487" | "603-s" | "423" => Some(Outcome::Missed),
        "486" => Some(Outcome::Busy),
        "603" | "403" | "402" => Some(Outcome::Rejected),
        "404" | "484" => Some(Outcome::Unreachable),
        "500" | "503" | "other" => Some(Outcome::Failed),
        _ => None,
    };
    by_code.or_else(|| OUTCOMES.iter().find(|(part, _)| text.contains(part)).map(|(_, outcome)| *outcome))
}

/// Which way a word says a call went.
pub(crate) fn direction(text: &str) -> Option<Direction> {
    let text = text.trim().to_lowercase();
    let starts = |parts: &[&str]| parts.iter().any(|part| text.contains(part));
    if starts(&["исход", "outgo", "outbound", "обратн", "callback"]) || text == "out" {
        return Some(Direction::Outbound);
    }
    if starts(&["внутр", "internal", "local"]) {
        return Some(Direction::Internal);
    }
    (starts(&["вход", "incom", "inbound", "пропущ", "missed"]) || text == "in").then_some(Direction::Inbound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_understood_in_both_languages() {
        for (heading, meaning) in [
            ("Дата и время", Meaning::Start),
            ("Номер абонента", Meaning::Client),
            ("Виртуальный номер", Meaning::OwnNumber),
            ("Длительность разговора", Meaning::Talk),
            ("Длительность ожидания ответа", Meaning::Wait),
            ("Длительность звонка", Meaning::Duration),
            ("CALL_FAILED_CODE", Meaning::Status),
            ("Сотрудник", Meaning::Agent),
            ("Тип звонка", Meaning::Direction),
            ("src", Meaning::From),
        ] {
            assert_eq!(of_heading(heading), Some(meaning), "{heading}");
        }
        assert_eq!(of_heading("Комментарий"), None);
    }

    #[test]
    fn a_meaning_has_one_word_in_code_and_in_files() {
        for meaning in Meaning::ALL {
            assert_eq!(serde_json::to_value(meaning).unwrap(), meaning.as_str());
        }
    }

    #[test]
    fn a_negated_word_is_not_its_opposite() {
        assert_eq!(outcome("Отвеченный"), Some(Outcome::Answered));
        assert_eq!(outcome("Неотвеченный"), Some(Outcome::Missed));
        assert_eq!(outcome("NO ANSWER"), Some(Outcome::Missed));
        assert_eq!(outcome("ANSWERED"), Some(Outcome::Answered));
        assert_eq!(outcome("Неуспешный"), Some(Outcome::Failed));
        assert_eq!(outcome("зелёный"), None);
    }
}
