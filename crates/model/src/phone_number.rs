//! Phone numbers, parsed once at the edge.

use rlibphonenumber::{NumberLengthType, PhoneNumber as Parsed, PhoneNumberFormat};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{borrow::Cow, fmt, str::FromStr};

/// The country whose habits of writing numbers are assumed when a number has no `+`.
pub use rlibphonenumber::Region;

/// A number in E.164: up to 15 digits, country code first, kept as a number so that a million of them stay small.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PhoneNumber(u64);

/// Text that is not a phone number anybody could be called at.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a phone number; write it like +7 916 000-00-01")]
pub struct PhoneNumberRefused {
    /// What was given, cut to a readable length.
    pub text: String,
}

impl PhoneNumber {
    /// The shortest number taken for one, in digits with the country code (chosen: shorter ones are extensions and services).
    const DIGITS_MIN: u32 = 8;

    /// Reads a number in any usual spelling; `region` is assumed when it has no country code.
    ///
    /// Extensions («доб. 12», `;ext=12`) are left out. Short internal numbers and emergency numbers are refused: they are not E.164.
    pub fn parse(text: &str, region: Region) -> Result<Self, PhoneNumberRefused> {
        match plain_russian(text) {
            Some(number) => Ok(number),
            None => Self::parse_any(text, region),
        }
    }

    fn parse_any(text: &str, region: Region) -> Result<Self, PhoneNumberRefused> {
        let refused = || PhoneNumberRefused { text: text.chars().take(64).collect() };
        let parsed = Parsed::parse(carrier_spelling(text), Some(region)).map_err(|_| refused())?;
        match parsed.is_possible_with_reason() {
            Ok(NumberLengthType::IsPossible) => Self::from_e164(&parsed.format_as(PhoneNumberFormat::E164)).ok_or_else(refused),
            Ok(NumberLengthType::IsPossibleLocalOnly) | Err(_) => Err(refused()),
        }
    }

    /// The digits after `+`, as one number.
    pub const fn digits(self) -> u64 {
        self.0
    }

    /// A number from what [`PhoneNumber::digits`] gave; `None` when it has too few or too many digits.
    pub fn from_digits(digits: u64) -> Option<Self> {
        let length = digits.checked_ilog10()? + 1;
        (Self::DIGITS_MIN..=15).contains(&length).then_some(Self(digits))
    }

    /// The country the number belongs to, by its digits; `None` for ranges of no country.
    pub fn region(self) -> Option<Region> {
        self.parsed()?.get_region_code()
    }

    /// The number as people of its country write it, with the country code: `+7 916 000-00-01`.
    pub fn international(self) -> String {
        self.parsed().map_or_else(|| self.to_string(), |parsed| parsed.format_as(PhoneNumberFormat::International).into_owned())
    }

    fn parsed(self) -> Option<Parsed> {
        Parsed::parse(self.to_string(), None).ok()
    }

    fn from_e164(text: &str) -> Option<Self> {
        Self::from_digits(text.strip_prefix('+')?.parse().ok()?)
    }
}

/// `+7` and ten digits: what carriers send with most calls, read without the general machinery, which comes to the same.
fn plain_russian(text: &str) -> Option<PhoneNumber> {
    let national = text.strip_prefix("+7")?;
    let plain = national.len() == 10 && national.bytes().all(|byte| byte.is_ascii_digit());
    if plain { PhoneNumber::from_e164(text) } else { None }
}

/// Carriers in Russia send eleven digits starting with 7 and no `+`; libphonenumber would take them for a national number.
fn carrier_spelling(text: &str) -> Cow<'_, str> {
    let digits = text.trim();
    let bare = digits.len() == 11 && digits.starts_with('7') && digits.bytes().all(|byte| byte.is_ascii_digit());
    if bare { Cow::Owned(format!("+{digits}")) } else { Cow::Borrowed(digits) }
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "+{}", self.0)
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for PhoneNumber {
    type Err = PhoneNumberRefused;

    /// Reads the strict form `+79160000001`; other spellings go through [`PhoneNumber::parse`].
    fn from_str(text: &str) -> Result<Self, PhoneNumberRefused> {
        Self::from_e164(text).ok_or_else(|| PhoneNumberRefused { text: text.chars().take(64).collect() })
    }
}

impl Serialize for PhoneNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PhoneNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// What a user typed or pressed to be connected: an extension, a number in any spelling, a service number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DialString(String);

impl DialString {
    /// The longest text taken (chosen: a SIP user part of an international number with a prefix fits many times).
    pub const CHARS_MAX: usize = 64;

    /// Keeps digits, `+`, `*`, `#` and letters; spaces, brackets and dashes go. `None` when nothing is left or it is too long.
    pub fn new(text: &str) -> Option<Self> {
        let kept: String = text.chars().filter(|c| c.is_alphanumeric() || matches!(c, '+' | '*' | '#' | '.' | '_')).collect();
        (!kept.is_empty() && kept.chars().count() <= Self::CHARS_MAX).then_some(Self(kept))
    }

    /// The text to route by.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DialString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parsed(text: &str) -> String {
        PhoneNumber::parse(text, Region::RU).map_or_else(|_| "refused".to_owned(), |number| number.to_string())
    }

    #[test]
    fn a_plain_russian_number_is_read_as_the_general_machinery_reads_it() {
        for national in (0..1_000).flat_map(|prefix| [0_u64, 1, 8_312_345, 9_999_999].map(|rest| prefix * 10_000_000 + rest)) {
            let text = format!("+7{national:010}");
            assert_eq!(PhoneNumber::parse(&text, Region::RU), PhoneNumber::parse_any(&text, Region::RU), "{text}");
        }
    }

    #[test]
    fn every_russian_spelling_gives_the_same_number() {
        for spelling in [
            "+79160000001",
            "89160000001",
            "79160000001",
            "9160000001",
            "8 (916) 000-00-01",
            "+7 916 000 00 01",
            "8-916-000-00-01",
            "+7(916)0000001",
            "tel:+7-916-000-00-01",
            "8 916 000-00-01 доб. 12",
            "+79160000001;ext=12",
            "8107 916 000 00 01",
        ] {
            assert_eq!(parsed(spelling), "+79160000001", "{spelling}");
        }
    }

    #[test]
    fn city_codes_that_start_with_eight_survive() {
        assert_eq!(parsed("+7 (831) 734-41-97"), "+78317344197");
        assert_eq!(parsed("88123456789"), "+78123456789");
        assert_eq!(parsed("8 800 301-70-10"), "+78003017010");
    }

    #[test]
    fn other_countries_keep_their_codes() {
        assert_eq!(parsed("+375 29 123-45-67"), "+375291234567");
        assert_eq!(PhoneNumber::parse("+7 701 123 45 67", Region::RU).unwrap().region(), Some(Region::KZ));
    }

    #[test]
    fn extensions_services_and_words_are_not_numbers() {
        for text in ["101", "112", "02", "", "anonymous", "+", "123456"] {
            assert_eq!(parsed(text), "refused", "{text}");
        }
    }

    #[test]
    fn dialled_text_loses_only_punctuation() {
        assert_eq!(DialString::new("8 (916) 000-00-01").unwrap().as_str(), "89160000001");
        assert_eq!(DialString::new("*72#").unwrap().as_str(), "*72#");
        assert_eq!(DialString::new(" -- "), None);
    }

    proptest! {
        #[test]
        fn normalising_twice_changes_nothing(national in 9_000_000_000u64..9_999_999_999) {
            let once = PhoneNumber::parse(&format!("8{national}"), Region::RU).unwrap();
            prop_assert_eq!(PhoneNumber::parse(&once.to_string(), Region::RU).unwrap(), once);
            prop_assert_eq!(once.to_string().parse::<PhoneNumber>().unwrap(), once);
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,80}") {
            let _ = PhoneNumber::parse(&text, Region::RU);
            let _ = DialString::new(&text);
        }
    }
}
