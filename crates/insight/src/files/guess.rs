//! What the columns of an unknown table mean, by what stands in them first and by their headings second.

use super::{
    Format,
    mapping::{Mapping, MappingNeeded},
    meaning::{self, Meaning},
    moment::{self, DateOrder, Written},
    names::{Names, is_extension},
    rows::Row,
};
use otklik_model::Region;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// What columns probably mean.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Guess {
    /// The probable mapping, complete or not.
    pub mapping: Mapping,
    /// How sure each column is, 0 to 1, by place.
    pub confidence: Vec<f64>,
    /// Whether it is sure enough to count by it.
    pub certain: bool,
}

/// From here on a column needs nobody's word.
const CERTAIN: f64 = 0.75;
/// Headings stand within the first so many rows: exports like to write a title and the period above them.
const PREAMBLE_ROWS_MAX: usize = 15;

/// Guesses the columns of a table from its first rows.
pub(crate) fn guess_columns(sample: &[Row], region: Region) -> Guess {
    let mut names = Names::new(region);
    let heading_rows = heading_rows(sample, &mut names);
    let headings = heading_rows.checked_sub(1).and_then(|at| sample.get(at));
    let body = sample.get(heading_rows..).unwrap_or_default();
    let width = body.iter().map(Row::width).max().unwrap_or(0);
    let columns: Vec<Column> = (0..width).map(|at| Column::of(body, at, &mut names)).collect();
    let moments = columns.iter().filter(|column| column.moment > 0.5).count();
    let mut scores = Vec::new();
    for (at, column) in columns.iter().enumerate() {
        let said = headings.and_then(|row| meaning::of_heading(row.cell(at)));
        scores.extend(column.scores(said, moments).into_iter().map(|(meaning, score)| (score, at, meaning)));
    }
    let (columns_meant, confidence) = assign(scores, width);
    let (date_order, is_order_known) = date_order(body, &columns_meant);
    let mapping = Mapping { columns: columns_meant, date_order, heading_rows };
    let certain = is_order_known && is_certain(&mapping, &confidence);
    Guess { mapping, confidence, certain }
}

impl MappingNeeded {
    pub(crate) fn of(sample: &[Row], guess: Guess) -> Self {
        let cells = |row: &Row| row.cells().map(str::to_owned).collect::<Vec<_>>();
        let heading_rows = guess.mapping.heading_rows;
        let headings = heading_rows.checked_sub(1).and_then(|at| sample.get(at)).map(cells);
        let columns = headings.unwrap_or_else(|| vec![String::new(); guess.mapping.columns.len()]);
        Self { columns, sample: sample.iter().skip(heading_rows).take(5).map(cells).collect(), guess }
    }
}

/// The mapping of a program whose headings are known; `None` when they are not there.
pub(crate) fn known(sample: &[Row]) -> Option<(Format, Mapping)> {
    const SIGNS: [(Format, &[&str]); 4] = [
        (Format::Bitrix24, &["phone_number", "call_type", "call_failed_code"]),
        (Format::Bitrix24, &["номер телефона", "тип звонка", "статус"]),
        (Format::Uis, &["virtual_phone_number", "contact_phone_number"]),
        (Format::Uis, &["виртуальный номер", "номер абонента"]),
    ];
    sample.iter().take(PREAMBLE_ROWS_MAX).enumerate().find_map(|(at, row)| {
        let headings: Vec<String> = row.cells().map(|cell| cell.trim_matches('\u{feff}').to_lowercase()).collect();
        let has = |sign: &&str| headings.iter().any(|heading| heading.starts_with(*sign));
        let (format, _) = SIGNS.iter().find(|(_, signs)| signs.iter().all(&has))?;
        let mut used = HashSet::new();
        let meant = |heading: &String| {
            let meaning = heading_of(*format, heading).filter(|meaning| used.insert(*meaning));
            meaning.unwrap_or(Meaning::Ignored)
        };
        let columns = headings.iter().map(meant).collect();
        Some((*format, Mapping { columns, date_order: DateOrder::DayFirst, heading_rows: at + 1 }))
    })
}

/// Bitrix24 writes the length of the conversation under the heading of the call's length.
fn heading_of(format: Format, heading: &str) -> Option<Meaning> {
    match (format, meaning::of_heading(heading)) {
        (Format::Bitrix24, Some(Meaning::Duration)) => Some(Meaning::Talk),
        (Format::Bitrix24 | Format::Uis, Some(Meaning::Date)) => Some(Meaning::Start),
        (_, meaning) => meaning,
    }
}

/// Rows above the first row with a moment in it.
fn heading_rows(sample: &[Row], names: &mut Names) -> usize {
    let mut is_call = |row: &Row| {
        let has_moment = row.cells().any(has_date);
        has_moment && (row.cells().any(|cell| names.number(cell).is_some()) || row.cells().filter(|cell| !cell.is_empty()).count() >= 3)
    };
    sample.iter().take(PREAMBLE_ROWS_MAX).position(&mut is_call).unwrap_or(1)
}

fn has_date(text: &str) -> bool {
    [DateOrder::DayFirst, DateOrder::MonthFirst].into_iter().any(|order| moment::parse_moment(text, order).is_some_and(is_recent))
}

/// Counts of calls are no older than telephony with computers and no newer than this century.
const fn is_recent(written: Written) -> bool {
    const FROM_MS: i64 = 631_152_000_000;
    const TO_MS: i64 = 4_102_444_800_000;
    let (Written::Local(ms) | Written::Absolute(ms)) = written;
    ms >= FROM_MS && ms < TO_MS
}

/// What stands in a column, as shares of its filled cells.
#[derive(Default)]
struct Column {
    filled: f64,
    moment: f64,
    date: f64,
    time: f64,
    clock: f64,
    count: f64,
    number: f64,
    extension: f64,
    direction: f64,
    outcome: f64,
    words: f64,
    /// Different cells among the filled.
    variety: f64,
}

impl Column {
    fn of(rows: &[Row], at: usize, names: &mut Names) -> Self {
        let cells: Vec<&str> = rows.iter().map(|row| row.cell(at)).filter(|cell| !cell.is_empty()).collect();
        let Some(total) = Some(cells.len() as f64).filter(|total| *total > 0.0) else { return Self::default() };
        let share = |is: &mut dyn FnMut(&str) -> bool| cells.iter().filter(|cell| is(cell)).count() as f64 / total;
        let number = share(&mut |cell| names.number(cell).is_some());
        let has_time = |cell: &str| cell.contains(':') || is_excel(cell) || cell.len() == 10 && is_count(cell);
        Self {
            filled: total / rows.len() as f64,
            moment: share(&mut |cell| has_date(cell) && has_time(cell)),
            date: share(&mut |cell| has_date(cell) && !has_time(cell)),
            time: share(&mut |cell| is_time_of_day(cell)),
            clock: share(&mut |cell| moment::parse_length(cell).is_some() && !is_count(cell)),
            count: share(&mut |cell| is_count(cell) && cell.len() <= 5),
            extension: share(&mut is_extension_cell),
            direction: share(&mut |cell| meaning::direction(cell).is_some()),
            outcome: share(&mut |cell| cell.len() > 3 && meaning::outcome(cell).is_some()),
            words: share(&mut |cell| cell.chars().filter(|c| c.is_alphabetic()).count() >= 3),
            variety: cells.iter().collect::<HashSet<_>>().len() as f64 / total,
            number,
        }
    }

    /// What it can mean and how surely; a heading decides between meanings that look alike.
    fn scores(&self, said: Option<Meaning>, moments: usize) -> Vec<(Meaning, f64)> {
        let looks = |meaning: Meaning| match meaning {
            Meaning::Start | Meaning::Answer | Meaning::End => self.moment,
            Meaning::Date => self.date,
            Meaning::TimeOfDay => self.time,
            Meaning::From | Meaning::To => (self.number + self.extension).min(1.0),
            Meaning::Client | Meaning::OwnNumber => self.number,
            Meaning::Direction => self.direction,
            Meaning::Status => self.outcome,
            Meaning::Agent | Meaning::Queue => {
                (self.words + self.extension).min(1.0) * if self.direction + self.outcome > 0.5 { 0.0 } else { 1.0 }
            }
            Meaning::Duration | Meaning::Talk | Meaning::Wait => (self.clock + self.count).min(1.0),
            Meaning::CallId => {
                if self.variety > 0.3 && self.moment + self.number < 0.5 {
                    1.0
                } else {
                    0.0
                }
            }
            Meaning::Ignored => 0.0,
        };
        let candidates = Meaning::ALL.into_iter().filter(|meaning| *meaning != Meaning::Ignored);
        let scored = candidates.map(|meaning| {
            let by_heading = if said == Some(meaning) { 1.0 } else { self.without_heading(meaning, moments) };
            (meaning, looks(meaning) * by_heading * if self.filled > 0.0 { 1.0 } else { 0.0 })
        });
        scored.filter(|(_, score)| *score > 0.2).collect()
    }

    /// How much a meaning can be believed by contents alone: words of direction and of outcome speak for themselves, a number
    /// may be anybody's, a length any length.
    fn without_heading(&self, meaning: Meaning, moments: usize) -> f64 {
        match meaning {
            Meaning::Direction | Meaning::Status if self.variety < 0.5 => 0.8,
            // The only moment of a row is that of the call.
            Meaning::Start if moments == 1 => 0.85,
            Meaning::Start => 0.6,
            Meaning::Date | Meaning::TimeOfDay | Meaning::Client | Meaning::From => 0.5,
            Meaning::To | Meaning::Talk | Meaning::Duration | Meaning::Direction | Meaning::Status => 0.45,
            Meaning::OwnNumber if self.variety < 0.3 => 0.48,
            Meaning::OwnNumber | Meaning::Agent | Meaning::Answer | Meaning::End | Meaning::Wait => 0.3,
            Meaning::Queue | Meaning::CallId | Meaning::Ignored => 0.0,
        }
    }
}

fn is_extension_cell(cell: &str) -> bool {
    is_extension(cell)
}

fn is_count(cell: &str) -> bool {
    cell.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_excel(cell: &str) -> bool {
    cell.split_once('.').is_some_and(|(whole, rest)| whole.len() == 5 && is_count(whole) && is_count(rest))
}

fn is_time_of_day(cell: &str) -> bool {
    (5..=8).contains(&cell.len()) && cell.matches(':').count() >= 1 && moment::parse_length(cell).is_some()
}

/// Gives each meaning to the column it fits best, and each column one meaning.
fn assign(mut scores: Vec<(f64, usize, Meaning)>, width: usize) -> (Vec<Meaning>, Vec<f64>) {
    scores.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)).then(one.2.cmp(&other.2)));
    let (mut columns, mut confidence, mut used) = (vec![Meaning::Ignored; width], vec![0.0; width], HashSet::new());
    for (score, at, meaning) in scores {
        if columns[at] == Meaning::Ignored && !is_shadowed(meaning, &used) {
            used.insert(meaning);
            (columns[at], confidence[at]) = (meaning, score);
        }
    }
    (columns, confidence)
}

/// A meaning already given, or one that another already said: a date apart where a moment is known.
fn is_shadowed(meaning: Meaning, used: &HashSet<Meaning>) -> bool {
    let parts = [Meaning::Date, Meaning::TimeOfDay];
    used.contains(&meaning) || (parts.contains(&meaning) && used.contains(&Meaning::Start))
}

/// Day or month first, by a number above twelve; and whether that matters and is known.
fn date_order(rows: &[Row], columns: &[Meaning]) -> (DateOrder, bool) {
    let mut with_slashes = false;
    for (at, _) in columns.iter().enumerate().filter(|(_, meaning)| matches!(meaning, Meaning::Start | Meaning::Date)) {
        for row in rows {
            let mut parts = row.cell(at).split('/').map_while(|part| part.parse::<u32>().ok());
            let (Some(first), Some(second)) = (parts.next(), parts.next()) else { continue };
            with_slashes = true;
            match (first > 12, second > 12) {
                (true, false) => return (DateOrder::DayFirst, true),
                (false, true) => return (DateOrder::MonthFirst, true),
                (true, true) | (false, false) => {}
            }
        }
    }
    (DateOrder::DayFirst, !with_slashes)
}

/// Sure of when, of who, and of whether anybody answered.
fn is_certain(mapping: &Mapping, confidence: &[f64]) -> bool {
    let sure = |meaning: Meaning| mapping.columns.iter().zip(confidence).any(|(column, sure)| *column == meaning && *sure >= CERTAIN);
    let when = sure(Meaning::Start) || (sure(Meaning::Date) && sure(Meaning::TimeOfDay));
    let who =
        (sure(Meaning::Client) && sure(Meaning::Direction)) || (sure(Meaning::From) && (sure(Meaning::To) || sure(Meaning::Direction)));
    let answered = [Meaning::Status, Meaning::Talk, Meaning::Answer].into_iter().any(sure);
    when && who && answered
}
