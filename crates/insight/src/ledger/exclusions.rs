//! Who is not a client, by rule.

use super::{
    Terms,
    row::{Kind, Row},
};
use crate::attempt::{Cause, Exclusion};
use otklik_model::PhoneNumber;

/// Calls from which on a number can be a dialler (chosen: a client in need calls five times too, but he does not hang up at once each time).
const DIALLER_CALLS_MIN: usize = 5;

/// A dialler is gone within so many seconds, answered or not (chosen).
const DIALLER_SECONDS_MAX: u16 = 5;

/// Why all calls of this person are left out; his rows, sorted.
pub(super) fn of_person(rows: &[Row], terms: &Terms) -> Option<Exclusion> {
    let number = rows.first().and_then(|row| PhoneNumber::from_digits(row.person));
    let listed = |list: &std::collections::BTreeSet<PhoneNumber>| number.is_some_and(|number| list.contains(&number));
    if listed(&terms.staff) {
        return Some(Exclusion::Staff);
    }
    if listed(&terms.spam) || is_dialler(rows) {
        return Some(Exclusion::Spam);
    }
    is_wrong_number(rows, terms).then_some(Exclusion::WrongNumber)
}

/// Hangs up within seconds by himself, each time, and we never called him.
fn is_dialler(rows: &[Row]) -> bool {
    let by_himself = |row: &Row| {
        matches!(row.left, None | Some((_, Cause::NobodyAnswered | Cause::QueueWait | Cause::LongGreeting | Cause::OutOfHours)))
    };
    let at_once = |row: &Row| row.kind == Kind::In && row.whole_s <= DIALLER_SECONDS_MAX && by_himself(row);
    let tells_length = rows.iter().any(|row| row.whole_s > 0);
    rows.len() >= DIALLER_CALLS_MIN && tells_length && rows.iter().all(at_once)
}

/// Answered, over within seconds, and nothing else ever. Less than a second is what sources say that do not know the length.
fn is_wrong_number(rows: &[Row], terms: &Terms) -> bool {
    let [row] = rows else { return false };
    row.kind == Kind::In
        && row.answered
        && row.left.is_none()
        && row.talk_s > 0
        && i64::from(row.talk_s) < terms.wrong_number_talk.as_secs()
}
