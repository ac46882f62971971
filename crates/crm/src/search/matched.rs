//! What of a hit matched, to be shown beside it.

use super::{
    asking::{phone_digits, readings},
    entry::{FoundBy, code},
};
use crate::spelling::{mistakes, mistakes_allowed, words};
use serde::Serialize;

/// What something was found by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Matched {
    /// A phone number or its last digits.
    Phone,
    /// An e-mail address or handle.
    Email,
    /// A taxpayer number.
    Inn,
    /// The number of a contract, an order or another paper.
    Document,
    /// A name.
    Name,
    /// The company behind a person.
    Company,
}

impl Matched {
    /// The word used in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Email => "email",
            Self::Inn => "inn",
            Self::Document => "document",
            Self::Name => "name",
            Self::Company => "company",
        }
    }
}

/// Tells what matched: a whole identifier before words of a name, a name before the company behind.
pub fn matched(text: &str, found_by: &FoundBy) -> Matched {
    let whole = code(text);
    let by_code = |texts: &[String]| !whole.is_empty() && texts.iter().any(|one| code(one).starts_with(&whole));
    let phone = phone_digits(text).is_some_and(|digits| found_by.phones.iter().any(|phone| is_phone(phone, &digits)));
    let by_words = |texts: &[String]| texts.iter().map(|one| words_matched(text, one)).max().unwrap_or(0);
    let (names, companies, documents) = (by_words(&found_by.names), by_words(&found_by.companies), by_words(&found_by.documents));
    match () {
        () if phone => Matched::Phone,
        () if by_code(&found_by.inns) => Matched::Inn,
        () if by_code(&found_by.documents) => Matched::Document,
        () if by_code(&found_by.emails) => Matched::Email,
        () if names >= companies.max(documents) && names > 0 => Matched::Name,
        () if companies >= documents && companies > 0 => Matched::Company,
        () if documents > 0 => Matched::Document,
        () if by_words(&found_by.emails) > 0 => Matched::Email,
        () if found_by.phones.iter().any(|phone| words(text).iter().any(|word| phone.ends_with(word.as_str()))) => Matched::Phone,
        () => Matched::Name,
    }
}

fn is_phone(phone: &str, digits: &str) -> bool {
    let national = digits.strip_prefix(['7', '8']).unwrap_or(digits);
    phone.ends_with(digits)
        || phone.starts_with(digits)
        || (national.len() >= 3 && phone.strip_prefix('7').unwrap_or(phone).starts_with(national))
}

/// How many words of the best reading are in a text.
fn words_matched(text: &str, among: &str) -> usize {
    let among = words(among);
    let count = |typed: &[String]| typed.iter().filter(|word| among.iter().any(|other| is_word(word, other))).count();
    readings(text).iter().map(|reading| count(&reading.words)).max().unwrap_or(0)
}

fn is_word(typed: &str, other: &str) -> bool {
    other.starts_with(typed) || mistakes(typed, other) <= usize::from(mistakes_allowed(typed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_matched_is_told_for_every_kind_of_identifier() {
        let found_by = FoundBy {
            phones: vec!["79160000001".into()],
            emails: vec!["g.orlov@parus.example".into()],
            inns: vec!["7701000001".into()],
            documents: vec!["115/2009".into()],
            names: vec!["Геннадий Семёнович Орлов".into()],
            companies: vec!["Парус-Отель".into()],
        };
        for (text, expected) in [
            ("8 916 000-00-01", Matched::Phone),
            ("0001", Matched::Phone),
            ("8916", Matched::Phone),
            ("7701000001", Matched::Inn),
            ("№ 115/2009", Matched::Document),
            ("G.Orlov@parus.example", Matched::Email),
            ("орлов", Matched::Name),
            ("utyyflbq", Matched::Name),
            ("генадий", Matched::Name),
            ("парус отель", Matched::Company),
            ("орлов 0001", Matched::Name),
        ] {
            assert_eq!(matched(text, &found_by), expected, "{text}");
        }
    }
}
