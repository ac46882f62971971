//! The timeline of a contact: everything that happened with him, newest first.

use crate::activity;
use otklik_model::{
    ContactId, EventId, Timestamp, UserId,
    event::{DomainEvent, JournalEntry},
};
use otklik_store::{
    Page, Reader, StoreError,
    calls::{self, Call},
    commitments::{self, Commitment},
    journal,
    notes::{self, Note},
    records::{self, Record},
};
use std::{cmp::Reverse, fmt, str::FromStr};

/// One thing that happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Activity {
    /// When.
    pub at: Timestamp,
    /// In words.
    pub title: String,
    /// What.
    pub what: What,
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// A call with him.
    Call(Box<Call>),
    /// A note about him.
    Note(Note),
    /// Something promised to him.
    Commitment(Box<Commitment>),
    /// Something he bought or signed, on its day.
    Record(Box<Record>),
    /// A change of what is written about him.
    Change {
        /// The event.
        event_id: EventId,
        /// Who changed it; `None` for a file.
        by: Option<UserId>,
    },
}

/// Kinds in the order they stand within one moment.
const KINDS: [&str; 5] = ["call", "note", "commitment", "record", "change"];

impl Activity {
    /// The word used in the API.
    pub const fn kind(&self) -> &'static str {
        KINDS[self.what.place()]
    }

    /// The cursor that goes on after this one; also its id in the API.
    pub fn cursor(&self) -> Cursor {
        Cursor { at: self.at, place: self.what.place(), id: self.what.id() }
    }
}

impl What {
    const fn place(&self) -> usize {
        match self {
            Self::Call(_) => 0,
            Self::Note(_) => 1,
            Self::Commitment(_) => 2,
            Self::Record(_) => 3,
            Self::Change { .. } => 4,
        }
    }

    fn id(&self) -> u128 {
        match self {
            Self::Call(call) => call.record.call_id.to_u128(),
            Self::Note(note) => note.id.to_u128(),
            Self::Commitment(commitment) => commitment.id.to_u128(),
            Self::Record(record) => record.id.to_u128(),
            Self::Change { event_id, .. } => event_id.to_u128(),
        }
    }
}

/// A place in the timeline: after this activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    at: Timestamp,
    place: usize,
    id: u128,
}

impl Cursor {
    /// Sorts newest first; within one moment by kind and id.
    fn key(self) -> (Reverse<i64>, usize, Reverse<u128>) {
        (Reverse(self.at.as_millisecond()), self.place, Reverse(self.id))
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}_{:x}", self.at.as_millisecond(), self.place, self.id)
    }
}

/// Text that is no place in a timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected the cursor of an earlier page")]
pub struct CursorRefused;

impl FromStr for Cursor {
    type Err = CursorRefused;

    fn from_str(text: &str) -> Result<Self, CursorRefused> {
        let mut parts = text.split('_');
        let mut next = || parts.next().ok_or(CursorRefused);
        let at = next()?.parse().ok().and_then(|ms| Timestamp::from_millisecond(ms).ok()).ok_or(CursorRefused)?;
        let place = next()?.parse().ok().filter(|place| *place < KINDS.len()).ok_or(CursorRefused)?;
        let id = u128::from_str_radix(next()?, 16).map_err(|_| CursorRefused)?;
        Ok(Self { at, place, id })
    }
}

/// Records of one contact on a timeline (chosen: read whole, since their days are not moments the store can page by).
const RECORDS_MAX: u64 = 1000;

/// A page of the timeline of a contact.
pub async fn page(
    reader: &Reader<'_>,
    contact_id: ContactId,
    after: Option<Cursor>,
    items_max: usize,
) -> Result<Page<Activity, Cursor>, StoreError> {
    let until = after.map(|cursor| cursor.at);
    // Within the moment of the cursor some of what is read was shown already.
    let read_max = u64::try_from(items_max).unwrap_or(u64::MAX).saturating_add(1 + SAME_MOMENT_MAX);
    let calls = calls::of_contact(reader, contact_id, until, read_max).await?;
    let notes = notes::of_contact(reader, contact_id, until, read_max).await?;
    let commitments = commitments::of_contact(reader, contact_id, until, read_max).await?;
    let changes = journal::of_contact(reader, contact_id, until, read_max).await?;
    let records = records::of_clients(reader, &[contact_id], &[], RECORDS_MAX).await?;
    let mut all: Vec<Activity> = calls.into_iter().map(of_call).collect();
    all.extend(notes.into_iter().map(of_note));
    all.extend(commitments.into_iter().map(of_commitment));
    all.extend(records.into_iter().filter_map(of_record));
    all.extend(changes.iter().filter_map(of_change));
    Ok(cut(all, after, items_max))
}

/// Activities of one contact in one millisecond (chosen: an applied file makes a few dozen).
const SAME_MOMENT_MAX: u64 = 200;

fn cut(mut all: Vec<Activity>, after: Option<Cursor>, items_max: usize) -> Page<Activity, Cursor> {
    all.sort_by_key(|activity| activity.cursor().key());
    all.retain(|activity| after.is_none_or(|after| activity.cursor().key() > after.key()));
    let more = all.len() > items_max;
    all.truncate(items_max);
    let next = all.last().filter(|_| more).map(Activity::cursor);
    Page { items: all, next }
}

fn of_call(call: Call) -> Activity {
    Activity { at: call.record.started_at, title: activity::call_title(&call.record), what: What::Call(Box::new(call)) }
}

fn of_note(note: Note) -> Activity {
    Activity { at: note.at, title: first_line(&note.text), what: What::Note(note) }
}

fn of_commitment(commitment: Commitment) -> Activity {
    Activity { at: commitment.made_at, title: activity::commitment_title(&commitment), what: What::Commitment(Box::new(commitment)) }
}

/// A day known only in part stands at its beginning; a record without a day is on no timeline.
fn of_record(record: Record) -> Option<Activity> {
    let date = record.date.as_deref()?;
    let whole = format!("{date}{}T00:00:00Z", "-01".repeat(10_usize.saturating_sub(date.len()) / 3));
    Some(Activity { at: whole.parse().ok()?, title: record.title.clone(), what: What::Record(Box::new(record)) })
}

/// Other events about a contact have an activity of their own.
fn of_change(entry: &JournalEntry) -> Option<Activity> {
    let DomainEvent::ContactChanged { by, .. } = entry.event else { return None };
    Some(Activity {
        at: entry.at, title: "Изменена карточка".to_owned(), what: What::Change { event_id: entry.event_id, by }
    })
}

fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use otklik_model::RecordId;

    fn change(at: i64, id: u128) -> Activity {
        let at = Timestamp::from_millisecond(at).unwrap();
        Activity { at, title: String::new(), what: What::Change { event_id: EventId::from_u128(id), by: None } }
    }

    fn ids(page: &Page<Activity, Cursor>) -> Vec<u128> {
        page.items.iter().map(|activity| activity.what.id()).collect()
    }

    #[test]
    fn pages_go_on_within_one_moment_without_losing_or_doubling() {
        let all = || vec![change(5, 1), change(5, 2), change(5, 3), change(1, 4), change(9, 5)];
        let first = cut(all(), None, 2);
        assert_eq!(ids(&first), [5, 3]);
        let second = cut(all(), first.next, 2);
        assert_eq!(ids(&second), [2, 1]);
        let third = cut(all(), second.next, 2);
        assert_eq!((ids(&third), third.next), (vec![4], None));
    }

    #[test]
    fn a_cursor_is_read_back_and_nonsense_is_refused() {
        let cursor = change(1_700_000_000_000, 42).cursor();
        assert_eq!(cursor.to_string().parse(), Ok(cursor));
        for wrong in ["", "1", "1_9_a", "x_0_a", "1_0_"] {
            assert_eq!(wrong.parse::<Cursor>(), Err(CursorRefused), "{wrong}");
        }
    }

    #[test]
    fn a_record_stands_on_its_day_as_far_as_it_is_known() {
        let record = |date: Option<&str>| Record {
            id: RecordId::from_u128(1),
            contact_id: None,
            company_id: None,
            kind: "purchase".into(),
            title: "Двери".into(),
            date: date.map(str::to_owned),
            quantity: None,
            amount: None,
            status: None,
            attributes: serde_json::Map::new(),
        };
        let day = |date| of_record(record(date)).map(|activity| activity.at.to_string());
        assert_eq!(day(Some("2009")).as_deref(), Some("2009-01-01T00:00:00Z"));
        assert_eq!(day(Some("2009-05")).as_deref(), Some("2009-05-01T00:00:00Z"));
        assert_eq!(day(Some("2009-05-12")).as_deref(), Some("2009-05-12T00:00:00Z"));
        assert_eq!(day(None), None);
    }
}
