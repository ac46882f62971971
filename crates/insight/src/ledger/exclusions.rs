//! Who is not a client, by rule.

use super::{
    Terms,
    row::{Kind, Row},
};
use crate::{
    attempt::{Cause, Exclusion},
    people::PersonKey,
};

/// Calls from which on a number can be a dialler (chosen: a client in need calls five times too, but he does not hang up at once each time).
const DIALLER_CALLS_MIN: usize = 5;

/// A dialler is gone within so many seconds, answered or not (chosen).
const DIALLER_SECONDS_MAX: u16 = 5;

/// Why all calls of this person are left out; his rows, sorted.
pub(super) fn of_person(rows: &[Row], terms: &Terms) -> Option<Exclusion> {
    let listed = rows.first().and_then(|row| by_list(row.person, terms));
    listed
        .or_else(|| is_dialler(rows).then_some(Exclusion::Spam))
        .or_else(|| is_wrong_number(rows, terms).then_some(Exclusion::WrongNumber))
}

/// Whether the number is on a list.
pub(super) fn by_list(person: PersonKey, terms: &Terms) -> Option<Exclusion> {
    let number = person.number()?;
    if terms.staff.contains(&number) {
        return Some(Exclusion::Staff);
    }
    terms.spam.contains(&number).then_some(Exclusion::Spam)
}

/// Whether a call is such as a dialler or a wrong number makes.
pub(super) fn is_doubtful(row: &Row, terms: &Terms) -> bool {
    is_gone_at_once(row) || is_over_at_once(row, terms)
}

/// Hangs up within seconds by himself, each time, and we never called him.
fn is_dialler(rows: &[Row]) -> bool {
    let tells_length = rows.iter().any(|row| row.whole_s > 0);
    rows.len() >= DIALLER_CALLS_MIN && tells_length && rows.iter().all(is_gone_at_once)
}

fn is_gone_at_once(row: &Row) -> bool {
    let by_himself =
        matches!(row.left, None | Some((_, Cause::NobodyAnswered | Cause::QueueWait | Cause::LongGreeting | Cause::OutOfHours)));
    row.kind == Kind::In && row.whole_s <= DIALLER_SECONDS_MAX && by_himself
}

/// Answered, over within seconds, and nothing else ever. Less than a second is what sources say that do not know the length.
fn is_wrong_number(rows: &[Row], terms: &Terms) -> bool {
    matches!(rows, [row] if is_over_at_once(row, terms))
}

fn is_over_at_once(row: &Row, terms: &Terms) -> bool {
    row.kind == Kind::In
        && row.answered
        && row.left.is_none()
        && row.talk_s > 0
        && i64::from(row.talk_s) < terms.wrong_number_talk.as_secs()
}
