//! What a user typed → a query, with all the ways it may have been meant.

use super::{Scope, entry::code, fields::Fields};
use crate::spelling::{digits, folded, mistakes_allowed, other_layout, russian_letters, words};
use otklik_model::{PhoneNumber, Region, TenantId};
use tantivy::{
    Score, Term,
    query::{BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, FuzzyTermQuery, Occur, Query, TermQuery},
    schema::{Field, IndexRecordOption},
};

/// Words of one query that count; the rest is a pasted letter.
const WORDS_MAX: usize = 8;

/// Fewer digits say nothing of a phone.
const PHONE_DIGITS_MIN: usize = 3;

/// Fewer letters begin half of all words.
const PREFIX_CHARS_MIN: usize = 2;

/// From so many letters on the beginning of a word may have a mistake too (chosen: shorter ones match everything).
const MISTYPED_PREFIX_CHARS_MIN: usize = 5;

/// What each way of matching is worth; only their order matters.
mod worth {
    use super::Score;

    pub const WHOLE_PHONE: Score = 8.0;
    pub const EXACT: Score = 4.0;
    pub const PHONE_TAIL: Score = 3.0;
    pub const PREFIX: Score = 2.5;
    pub const MISTYPED: Score = 1.0;
    pub const MISTYPED_PREFIX: Score = 0.5;
    /// Another layout or alphabet is a guess.
    pub const RESPELT: Score = 0.8;
}

/// One way to read the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Its words, folded.
    pub words: Vec<String>,
    worth: Score,
}

/// The ways to read a text: as typed, typed with the other layout, Russian in Latin letters.
pub fn readings(text: &str) -> Vec<Reading> {
    let typed = words(text);
    let respelt = [words(&other_layout(text)), typed.iter().map(|word| russian_letters(word).unwrap_or_else(|| word.clone())).collect()];
    let mut readings = vec![Reading { words: typed, worth: 1.0 }];
    for words in respelt {
        if !readings.iter().any(|reading| reading.words == words) {
            readings.push(Reading { words, worth: worth::RESPELT });
        }
    }
    readings.iter_mut().for_each(|reading| reading.words.truncate(WORDS_MAX));
    readings.retain(|reading| !reading.words.is_empty());
    readings
}

/// The digits of a text that may be a phone number: nothing but digits and what is written between them.
pub fn phone_digits(text: &str) -> Option<String> {
    let is_phone = |c: char| c.is_ascii_digit() || c.is_whitespace() || "+-()./".contains(c);
    let digits = digits(text);
    (digits.len() >= PHONE_DIGITS_MIN && text.chars().all(is_phone)).then_some(digits)
}

/// The query; `None` when there is nothing to look for.
pub fn query(fields: &Fields, tenant_id: TenantId, text: &str, scope: Scope) -> Option<Box<dyn Query>> {
    let asking = Asking { fields };
    let mut ways: Vec<Box<dyn Query>> = readings(text).iter().map(|reading| asking.reading(reading)).collect();
    ways.extend(phone_digits(text).map(|digits| asking.phone(text, &digits)));
    let whole = code(text);
    if whole.chars().count() > PREFIX_CHARS_MIN {
        ways.push(exact(fields.codes, &whole, worth::EXACT));
        ways.push(prefix(fields.codes, &whole, 0, worth::PREFIX));
    }
    if ways.is_empty() || folded(text).trim().is_empty() {
        return None;
    }
    let mut clauses = vec![
        (Occur::Must, exact(fields.tenant, &tenant_id.to_string(), 0.0)),
        (Occur::Must, Box::new(DisjunctionMaxQuery::new(ways)) as Box<dyn Query>),
    ];
    clauses.extend(scope.kind().map(|kind| (Occur::Must, exact(fields.kind, kind.as_str(), 0.0))));
    Some(Box::new(BooleanQuery::new(clauses)))
}

struct Asking<'a> {
    fields: &'a Fields,
}

impl Asking<'_> {
    /// Each word has to be found, somewhere and somehow.
    fn reading(&self, reading: &Reading) -> Box<dyn Query> {
        let last = reading.words.len() - 1;
        let clauses = reading.words.iter().enumerate().map(|(at, word)| (Occur::Must, self.word(word, at == last)));
        Box::new(BoostQuery::new(Box::new(BooleanQuery::new(clauses.collect())), reading.worth))
    }

    fn word(&self, word: &str, is_last: bool) -> Box<dyn Query> {
        let letters = word.chars().count();
        let has_digit = word.contains(|c: char| c.is_ascii_digit());
        let mut ways = vec![exact(self.fields.words, word, worth::EXACT), exact(self.fields.codes, word, worth::EXACT)];
        if is_last && letters >= PREFIX_CHARS_MIN {
            ways.push(prefix(self.fields.words, word, 0, worth::PREFIX));
        }
        if is_last && letters >= MISTYPED_PREFIX_CHARS_MIN && !has_digit {
            ways.push(prefix(self.fields.words, word, 1, worth::MISTYPED_PREFIX));
        }
        let allowed = mistakes_allowed(word);
        if allowed > 0 && !has_digit {
            let fuzzy = FuzzyTermQuery::new(Term::from_field_text(self.fields.words, word), allowed, true);
            ways.push(Box::new(BoostQuery::new(Box::new(fuzzy), worth::MISTYPED)));
        }
        if letters > PHONE_DIGITS_MIN && digits(word) == word {
            ways.push(self.phone_tail(word));
        }
        Box::new(DisjunctionMaxQuery::new(ways))
    }

    fn phone(&self, text: &str, digits: &str) -> Box<dyn Query> {
        let mut ways = vec![self.phone_tail(digits)];
        if let Ok(number) = PhoneNumber::parse(text, Region::RU) {
            ways.push(exact(self.fields.phone, &number.digits().to_string(), worth::WHOLE_PHONE));
        }
        let national = digits.strip_prefix(['7', '8']).filter(|rest| rest.len() >= PHONE_DIGITS_MIN).unwrap_or(digits);
        ways.push(prefix(self.fields.phone, &format!("7{national}"), 0, worth::PREFIX));
        ways.push(prefix(self.fields.phone, digits, 0, worth::PREFIX));
        Box::new(DisjunctionMaxQuery::new(ways))
    }

    fn phone_tail(&self, digits: &str) -> Box<dyn Query> {
        let tail: String = digits.chars().rev().collect();
        prefix(self.fields.phone_tail, &tail, 0, worth::PHONE_TAIL)
    }
}

fn exact(field: Field, word: &str, worth: Score) -> Box<dyn Query> {
    let term = TermQuery::new(Term::from_field_text(field, word), IndexRecordOption::Basic);
    Box::new(ConstScoreQuery::new(Box::new(term), worth))
}

fn prefix(field: Field, word: &str, mistakes: u8, worth: Score) -> Box<dyn Query> {
    let beginning = FuzzyTermQuery::new_prefix(Term::from_field_text(field, word), mistakes, true);
    Box::new(BoostQuery::new(Box::new(beginning), worth))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<Vec<String>> {
        readings(text).into_iter().map(|reading| reading.words).collect()
    }

    #[test]
    fn a_text_is_read_as_typed_in_the_other_layout_and_in_russian_letters() {
        assert_eq!(read("utyyflbq"), [["utyyflbq"], ["геннадий"], ["утыйфлбк"]]);
        assert!(read("Orlov Gennady").contains(&vec!["орлов".to_owned(), "геннадий".to_owned()]));
        assert_eq!(read("Семёнович")[0], ["семенович"]);
        assert_eq!(read(" - "), Vec::<Vec<String>>::new());
    }

    #[test]
    fn only_digits_with_punctuation_are_a_phone() {
        assert_eq!(phone_digits("8 (916) 000-00-01").as_deref(), Some("89160000001"));
        assert_eq!(phone_digits("0001").as_deref(), Some("0001"));
        assert_eq!(phone_digits("12"), None);
        assert_eq!(phone_digits("З-2502"), None);
    }
}
