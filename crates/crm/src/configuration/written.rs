//! Values as people write them in the file, each with the words for what was expected.

use crate::requisites;
use jiff::{Span, civil};
use otklik_model::{DialString, Money, PhoneNumber, Region, SiteOrigin, directory::TrunkSource, schedule};
use serde::{
    Deserialize, Deserializer,
    de::{self, Unexpected, Visitor, value::MapAccessDeserializer},
};
use std::{fmt, marker::PhantomData, ops::Deref};

/// A value read from its written form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written<T>(pub T);

impl<T> Deref for Written<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// A type with a written form.
pub trait FromWritten: Sized {
    /// Completes «expected …».
    const EXPECTED: &'static str;

    /// The value; `None` when the text is something else.
    fn from_written(text: &str) -> Option<Self>;
}

impl<'de, T: FromWritten> Deserialize<'de> for Written<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(WrittenVisitor(PhantomData)).map(Written)
    }
}

struct WrittenVisitor<T>(PhantomData<T>);

impl<'de, T: FromWritten> Visitor<'de> for WrittenVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        T::from_written(text).ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<T, E> {
        T::from_written(&number.to_string()).ok_or_else(|| E::invalid_value(Unexpected::Signed(number), &self))
    }

    /// A date or time written without quotes is a value of its own kind in TOML.
    fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        let written = toml::value::Datetime::deserialize(MapAccessDeserializer::new(map))
            .map_err(|_| de::Error::invalid_type(Unexpected::Map, &self))?
            .to_string();
        T::from_written(&written).ok_or_else(|| de::Error::invalid_value(Unexpected::Other(&written), &self))
    }
}

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident, $expected:literal, |$text:ident| $valid:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name(pub String);

        impl FromWritten for $name {
            const EXPECTED: &'static str = $expected;

            fn from_written(text: &str) -> Option<Self> {
                let $text = text.trim();
                $valid.then(|| Self($text.to_owned()))
            }
        }
    )*};
}

texts! {
    /// A SIP domain.
    Domain, "a domain name such as \"doors.example\"", |text| requisites::is_domain(text);
    /// An IANA time zone.
    ZoneName, "an IANA time zone such as \"Europe/Moscow\"", |text| schedule::time_zone(text).is_ok();
    /// An internal short number.
    Extension, "an internal number of 2 to 6 digits such as \"101\"", |text| requisites::is_extension(text);
    /// An e-mail address.
    Email, "an e-mail address such as \"anna@doors.example\"", |text| requisites::is_email(text);
    /// A file in the prompts folder.
    PromptFile, "the name of a WAV file in the prompts folder, without a path, such as \"greeting.wav\"", |text| requisites::is_prompt(text);
    /// A taxpayer number.
    Inn, "an INN of 10 or 12 digits with right check digits", |text| requisites::is_inn(text);
    /// A date as exactly as it is known; sorts as text.
    RoughDate, "a date such as 2009-05-12, or as much of it as is known: 2009, \"2009-05\"", |text| is_rough_date(text);
    /// A reason code of registration.
    Kpp, "a KPP of 9 characters such as \"770101001\"", |text| requisites::is_kpp(text);
}

fn is_rough_date(text: &str) -> bool {
    let full = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        _ => text.to_owned(),
    };
    text.starts_with(|c: char| c.is_ascii_digit()) && full.parse::<civil::Date>().is_ok()
}

impl Extension {
    /// As routing compares it.
    pub fn dial_string(&self) -> DialString {
        DialString::new(&self.0).expect("digits are always dialled text")
    }
}

/// Weekdays, Monday is 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Days(pub Vec<u8>);

const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

impl Days {
    /// The written form: each day by name.
    pub fn written(days: &[u8]) -> String {
        let names = days.iter().filter_map(|day| WEEKDAYS.get(usize::from(*day).checked_sub(1)?)).copied();
        names.collect::<Vec<_>>().join(", ")
    }
}

impl FromWritten for SiteOrigin {
    const EXPECTED: &'static str = "the address of a site such as \"https://www.example.com\", without a path";

    fn from_written(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

impl FromWritten for Days {
    const EXPECTED: &'static str = "weekdays such as \"mon-fri\" or \"mon, wed, sat-sun\"";

    fn from_written(text: &str) -> Option<Self> {
        let mut days = Vec::new();
        for part in text.split(',') {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            let (first, last) = (weekday(first)?, weekday(last)?);
            (first <= last).then(|| days.extend(first..=last))?;
        }
        days.sort_unstable();
        days.dedup();
        Some(Self(days))
    }
}

fn weekday(name: &str) -> Option<u8> {
    let place = WEEKDAYS.iter().position(|day| *day == name.trim().to_lowercase())?;
    u8::try_from(place + 1).ok()
}

/// Money in roubles, with a point or comma before the kopecks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount(pub Money);

impl FromWritten for Amount {
    const EXPECTED: &'static str = "roubles such as 45000 or, with kopecks, \"45000.50\" in quotes: money is never a float";

    fn from_written(text: &str) -> Option<Self> {
        let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let (roubles, kopecks) = compact.split_once(['.', ',']).unwrap_or((&compact, "00"));
        let negative = roubles.starts_with('-');
        let two_digits = kopecks.len() == 2 && kopecks.bytes().all(|byte| byte.is_ascii_digit());
        let kopecks: i64 = two_digits.then(|| kopecks.parse().ok())??;
        let whole = Money::from_roubles(roubles.parse().ok()?)?;
        whole.checked_add(Money::from_kopecks(if negative { -kopecks } else { kopecks })).map(Self)
    }
}

impl FromWritten for PhoneNumber {
    const EXPECTED: &'static str = "a phone number such as \"+7 916 000-00-01\"";

    fn from_written(text: &str) -> Option<Self> {
        Self::parse(text, Region::RU).ok()
    }
}

impl FromWritten for Region {
    const EXPECTED: &'static str = "a country code of two capital letters such as \"RU\"";

    fn from_written(text: &str) -> Option<Self> {
        Self::from_code(text).ok()
    }
}

impl FromWritten for civil::Date {
    const EXPECTED: &'static str = "a date such as 2009-05-12";

    fn from_written(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

impl FromWritten for civil::Time {
    const EXPECTED: &'static str = "a time such as \"09:00\"";

    fn from_written(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

impl FromWritten for Span {
    const EXPECTED: &'static str = "a time from now such as \"2h\", \"3d\" or \"-30m\"";

    fn from_written(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

impl FromWritten for TrunkSource {
    const EXPECTED: &'static str = "an address of the carrier such as \"10.0.0.1\" or \"10.0.0.1:5060\"";

    fn from_written(text: &str) -> Option<Self> {
        if let Ok(address) = text.parse() {
            return Some(Self { address, port: None });
        }
        let socket: std::net::SocketAddr = text.parse().ok()?;
        Some(Self { address: socket.ip(), port: Some(socket.port()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekdays_are_written_as_ranges_and_lists() {
        assert_eq!(Days::from_written("mon-fri").unwrap().0, [1, 2, 3, 4, 5]);
        assert_eq!(Days::from_written("Sat, sun, mon").unwrap().0, [1, 6, 7]);
        assert_eq!(Days::from_written(&Days::written(&[1, 6, 7])).unwrap().0, [1, 6, 7]);
        for wrong in ["", "fri-mon", "monday", "1-5"] {
            assert_eq!(Days::from_written(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn amounts_are_exact() {
        assert_eq!(Amount::from_written("45 000,50").unwrap().0, Money::from_kopecks(4_500_050));
        assert_eq!(Amount::from_written("-1.05").unwrap().0, Money::from_kopecks(-105));
        assert_eq!(Amount::from_written("45000").unwrap().0, Money::from_kopecks(4_500_000));
        for wrong in ["1.5", "1.234", "one", "1.-5", "99999999999999999999"] {
            assert_eq!(Amount::from_written(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_carrier_is_accepted_with_or_without_port() {
        assert_eq!(TrunkSource::from_written("127.0.0.1:15061").unwrap().port, Some(15061));
        assert_eq!(TrunkSource::from_written("2001:db8::1").unwrap().port, None);
        assert_eq!(TrunkSource::from_written("carrier.example"), None);
    }
}
