//! What the columns of a table mean, as a person writes it down: looked at first, then named by heading or by letter.

use super::{
    Desk, Format, ReadOptions, SAMPLE_ROWS, TakesRows, asterisk, cel, guess, mango,
    mapping::{Mapping, MappingNeeded},
    meaning::Meaning,
    moment::DateOrder,
    open,
    refused::FileRefused,
    rows::{Replayed, Row, Rows},
};
use serde::Deserialize;
use std::{collections::BTreeMap, io::Read};

/// A file looked at, nothing of it counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Looked {
    /// The program it comes from; `None` for a table of somebody's own, which needs a mapping unless its guess is certain.
    pub format: Option<Format>,
    /// Its headings, its first rows, and what the columns probably mean.
    pub table: MappingNeeded,
}

/// Reads the beginning of a file and says what its columns probably mean.
pub fn look(source: impl Read, options: &ReadOptions) -> Result<Looked, FileRefused> {
    Desk::new(options)?;
    open(source, options.bytes_max, Looking { options })
}

struct Looking<'a> {
    options: &'a ReadOptions,
}

impl TakesRows for Looking<'_> {
    type Out = Looked;

    fn take(self, rows: impl Rows) -> Result<Looked, FileRefused> {
        let sample: Vec<Row> = Replayed::with_sample(rows, SAMPLE_ROWS)?.first.into();
        let format = if mango::Layout::recognise(&sample).is_some() {
            Some(Format::MangoCsv)
        } else if cel::Layout::recognise(&sample).is_some() {
            Some(Format::AsteriskCel)
        } else {
            let records = asterisk::Layout::recognise(&sample).map(|layout| layout.format());
            records.or_else(|| guess::known(&sample).map(|(format, _)| format))
        };
        let guess = guess::guess_columns(&sample, self.options.region);
        Ok(Looked { format, table: MappingNeeded::of(&sample, guess) })
    }
}

/// A mapping as a person writes it.
///
/// ```
/// use otklik_insight::files::{self, NamedMapping, ReadOptions};
///
/// let file = "Когда;Кто;Сколько говорили\n10.03.2026 11:19;89161234567;95\n";
/// let mapping: NamedMapping = serde_json::from_str(r#"{"columns": {"a": "start", "Кто": "client", "C": "talk"}}"#).expect("a mapping");
/// let table = files::look(file.as_bytes(), &ReadOptions::default()).expect("a table").table;
/// let mapping = mapping.placed(&table).expect("columns that are there");
/// let options = ReadOptions { mapping: Some(mapping), ..ReadOptions::default() };
/// let read = files::read(file.as_bytes(), &options, &mut |_| (), &mut |_| ()).expect("a table with a mapping");
/// assert_eq!((read.source.calls, read.rejected.len()), (1, 0));
/// ```
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedMapping {
    /// What each column means.
    pub columns: Columns,
    /// How dates with slashes are written; as guessed when left out.
    pub date_order: Option<DateOrder>,
    /// Rows above the first call; as guessed when left out.
    pub heading_rows: Option<usize>,
}

/// Columns by name, or all of them in their order, as the API has them.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Columns {
    /// By heading, or by letter as in a spreadsheet; those not named are ignored.
    Named(BTreeMap<String, Meaning>),
    /// By place.
    Placed(Vec<Meaning>),
}

/// A mapping that does not fit a table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MappingUnfit {
    /// No heading and no letter of a column.
    #[error("there is no column {name:?}; there are: {columns}")]
    NoColumn {
        /// As written.
        name: String,
        /// What there is.
        columns: String,
    },
    /// Two columns with the same heading: a letter says which.
    #[error("there are several columns {name:?}: name the one meant by its letter, {letters}")]
    SeveralColumns {
        /// The heading.
        name: String,
        /// The letters of all of them.
        letters: String,
    },
    /// One column or one meaning given twice.
    #[error("{what} is given twice")]
    Twice {
        /// The column's letter or the meaning's word.
        what: String,
    },
}

impl NamedMapping {
    /// The mapping by places of a table that was looked at.
    pub fn placed(&self, table: &MappingNeeded) -> Result<Mapping, MappingUnfit> {
        let columns = match &self.columns {
            Columns::Placed(columns) => columns.clone(),
            Columns::Named(named) => by_name(named, table)?,
        };
        let counted = columns.iter().enumerate().filter(|(_, meaning)| **meaning != Meaning::Ignored);
        if let Some((_, twice)) = counted.into_iter().find(|(at, meaning)| columns[..*at].contains(meaning)) {
            return Err(MappingUnfit::Twice { what: format!("the meaning {:?}", twice.as_str()) });
        }
        let guess = &table.guess.mapping;
        let (date_order, heading_rows) = (self.date_order.unwrap_or(guess.date_order), self.heading_rows.unwrap_or(guess.heading_rows));
        Ok(Mapping { columns, date_order, heading_rows })
    }
}

fn by_name(named: &BTreeMap<String, Meaning>, table: &MappingNeeded) -> Result<Vec<Meaning>, MappingUnfit> {
    let mut columns = vec![None; width(table)];
    for (name, meaning) in named {
        let at = place(name, table)?;
        if columns[at].replace(*meaning).is_some() {
            return Err(MappingUnfit::Twice { what: format!("the column {}", letter(at)) });
        }
    }
    Ok(columns.into_iter().map(|meaning| meaning.unwrap_or(Meaning::Ignored)).collect())
}

/// A heading comes before a letter: a file may have a column called «A» in another place.
fn place(name: &str, table: &MappingNeeded) -> Result<usize, MappingUnfit> {
    let plain = |text: &str| text.trim_matches(['\u{feff}', ' ']).to_lowercase();
    let wanted = plain(name);
    let is_wanted = |(_, heading): &(usize, &String)| !wanted.is_empty() && plain(heading) == wanted;
    let places: Vec<usize> = table.columns.iter().enumerate().filter(is_wanted).map(|(at, _)| at).collect();
    match places.as_slice() {
        [at] => Ok(*at),
        [] => (0..width(table)).find(|at| letter(*at).eq_ignore_ascii_case(&wanted)).ok_or_else(|| MappingUnfit::NoColumn {
            name: name.to_owned(),
            columns: (0..width(table)).map(|at| titled(at, table)).collect::<Vec<_>>().join(", "),
        }),
        several => Err(MappingUnfit::SeveralColumns {
            name: name.to_owned(),
            letters: several.iter().map(|at| letter(*at)).collect::<Vec<_>>().join(", "),
        }),
    }
}

fn width(table: &MappingNeeded) -> usize {
    table.columns.len().max(table.guess.mapping.columns.len())
}

fn titled(at: usize, table: &MappingNeeded) -> String {
    let heading = table.columns.get(at).map_or("", String::as_str);
    format!("{} {heading}", letter(at)).trim_end().to_owned()
}

/// The letter of a column, as a spreadsheet names it: A, B, …, Z, AA, AB.
pub fn letter(at: usize) -> String {
    let last = char::from(b'A' + u8::try_from(at % 26).unwrap_or_default());
    if at < 26 { last.to_string() } else { format!("{}{last}", letter(at / 26 - 1)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "Когда;Номер;Номер;B;Сколько\n10.03.2026 11:19;89161234567;74951234567;x;95\n";

    fn placed(json: &str) -> Result<Mapping, MappingUnfit> {
        let table = look(TABLE.as_bytes(), &ReadOptions::default()).unwrap().table;
        serde_json::from_str::<NamedMapping>(json).unwrap().placed(&table)
    }

    #[test]
    fn letters_are_those_of_a_spreadsheet() {
        assert_eq!([0, 1, 25, 26, 51, 52, 701, 702].map(letter), ["A", "B", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }

    #[test]
    fn columns_are_named_by_heading_first_and_by_letter_second() {
        let mapping = placed(r#"{"columns": {"когда": "start", "c": "client", "b": "queue", "E": "talk"}}"#).unwrap();
        assert_eq!(mapping.columns, [Meaning::Start, Meaning::Ignored, Meaning::Client, Meaning::Queue, Meaning::Talk]);
        assert_eq!(mapping.heading_rows, 1, "as guessed");
        let mapping = placed(r#"{"columns": ["start", "client"], "heading_rows": 3, "date_order": "month_first"}"#).unwrap();
        assert_eq!((mapping.columns.len(), mapping.heading_rows, mapping.date_order), (2, 3, DateOrder::MonthFirst));
    }

    #[test]
    fn what_does_not_fit_is_said_with_what_there_is() {
        let said = |json| placed(json).unwrap_err().to_string();
        assert_eq!(
            said(r#"{"columns": {"Клиент": "client"}}"#),
            "there is no column \"Клиент\"; there are: A Когда, B Номер, C Номер, D B, E Сколько"
        );
        assert!(said(r#"{"columns": {"Номер": "client"}}"#).ends_with("by its letter, B, C"));
        assert_eq!(said(r#"{"columns": {"A": "start", "Когда": "end"}}"#), "the column A is given twice");
        assert_eq!(said(r#"{"columns": {"B": "client", "C": "client"}}"#), "the meaning \"client\" is given twice");
    }

    #[test]
    fn a_known_program_is_recognised_when_looked_at() {
        let format = |file: &[u8]| look(file, &ReadOptions::default()).unwrap().format;
        assert_eq!(format(include_bytes!("../../testdata/files/cel.csv")), Some(Format::AsteriskCel));
        assert_eq!(format(TABLE.as_bytes()), None);
    }
}
