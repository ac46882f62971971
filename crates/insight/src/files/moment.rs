//! Moments and lengths of time as people and programs write them.

use super::refused::{FileRefused, Reason};
use jiff::{civil::DateTime, tz::TimeZone};

/// Which of the first two numbers of a date with slashes is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// 31.12.2026, 31/12/2026.
    #[default]
    DayFirst,
    /// 12/31/2026.
    MonthFirst,
}

/// A moment as it stands in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    /// Milliseconds since 1970 on the wall clock of the source.
    Local(i64),
    /// Milliseconds since 1970, UTC.
    Absolute(i64),
}

const DAY_MS: i64 = 86_400_000;

/// Turns moments of one source into UTC.
pub(crate) struct Clock {
    zone: TimeZone,
    order: DateOrder,
    /// The last quarter of an hour asked for and its distance from UTC: rows come in order, zones change on quarters.
    cached: Option<(i64, i64)>,
}

impl Clock {
    const QUARTER_MS: i64 = 900_000;

    pub(crate) fn new(name: &str, order: DateOrder) -> Result<Self, FileRefused> {
        Ok(Self { zone: zone(name)?, order, cached: None })
    }

    pub(crate) const fn set_order(&mut self, order: DateOrder) {
        self.order = order;
    }

    /// Milliseconds since 1970, UTC.
    pub(crate) fn moment(&mut self, text: &str) -> Result<i64, Reason> {
        let written = parse_moment(text.trim(), self.order).ok_or(Reason::NoTime)?;
        self.utc(written)
    }

    /// UTC of what stands in a cell; nothing before 1970 is taken.
    pub(crate) fn utc(&mut self, written: Written) -> Result<i64, Reason> {
        let ms = match written {
            Written::Absolute(ms) => ms,
            Written::Local(ms) => ms - self.offset_ms(ms).ok_or(Reason::NoTime)?,
        };
        if ms < 0 { Err(Reason::TimeBefore1970) } else { Ok(ms) }
    }

    /// The wall clock of the source at a moment, for writers.
    pub(crate) fn local(&self, utc_ms: i64) -> DateTime {
        let at = jiff::Timestamp::from_millisecond(utc_ms).expect("a moment that was read is in range");
        self.zone.to_datetime(at)
    }

    fn offset_ms(&mut self, local_ms: i64) -> Option<i64> {
        let quarter = local_ms.div_euclid(Self::QUARTER_MS);
        if let Some((known, offset)) = self.cached
            && known == quarter
        {
            return Some(offset);
        }
        let civil = DateTime::constant(1970, 1, 1, 0, 0, 0, 0).checked_add(jiff::Span::new().milliseconds(local_ms)).ok()?;
        let utc = self.zone.to_ambiguous_timestamp(civil).compatible().ok()?;
        let offset = local_ms - utc.as_millisecond();
        self.cached = Some((quarter, offset));
        Some(offset)
    }
}

/// A zone by its name, or by its distance from UTC.
/// The zone of a name: `Europe/Moscow`, `+03:00`, `UTC+3`.
pub fn zone(name: &str) -> Result<TimeZone, FileRefused> {
    let name = name.trim();
    let refused = || FileRefused::UnknownTimeZone { name: name.chars().take(64).collect() };
    if let Some(seconds) = fixed_offset(name) {
        return jiff::tz::Offset::from_seconds(seconds).map(TimeZone::fixed).map_err(|_| refused());
    }
    TimeZone::get(name).map_err(|_| refused())
}

/// `+03:00`, `UTC+3`, `GMT-5:30`.
fn fixed_offset(name: &str) -> Option<i32> {
    let rest = name.strip_prefix("UTC").or_else(|| name.strip_prefix("GMT")).unwrap_or(name);
    let (sign, rest) = match rest.as_bytes().first()? {
        b'+' => (1, rest.get(1..)?),
        b'-' => (-1, rest.get(1..)?),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':').unwrap_or((rest, "0"));
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours <= 14 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

/// Reads a moment in any spelling taken here.
pub(crate) fn parse_moment(text: &str, order: DateOrder) -> Option<Written> {
    if !text.is_ascii() {
        return text.contains('\u{a0}').then(|| parse_moment(&text.replace('\u{a0}', " "), order)).flatten();
    }
    if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') && text.matches('.').count() <= 1 {
        return parse_count(text);
    }
    let mut cursor = Cursor { bytes: text.as_bytes(), at: 0 };
    let date = cursor.date(order)?;
    if cursor.is_done() {
        return Some(Written::Local(date));
    }
    cursor.skip_while(|byte| matches!(byte, b' ' | b'T' | b','));
    let time = cursor.time_of_day()?;
    let ms = date + time;
    match cursor.rest() {
        "" => Some(Written::Local(ms)),
        "Z" | " UTC" => Some(Written::Absolute(ms)),
        rest => colonless_offset(rest.trim()).map(|offset| Written::Absolute(ms - i64::from(offset) * 1000)),
    }
}

/// Seconds or milliseconds since 1970, or days of Excel.
fn parse_count(text: &str) -> Option<Written> {
    let whole = text.split('.').next()?;
    match whole.len() {
        9 | 10 => Some(Written::Absolute(decimal_ms(text)?)),
        13 if whole.len() == text.len() => Some(Written::Absolute(text.parse().ok()?)),
        5 => excel_days(text),
        _ => None,
    }
}

/// Days since 1899-12-30 with the time of day as a fraction (ECMA-376 18.17.4.1), rounded to the second as Excel shows it.
fn excel_days(text: &str) -> Option<Written> {
    const DAYS_TO_1970: f64 = 25_569.0;
    let days: f64 = text.parse().ok()?;
    let seconds = ((days - DAYS_TO_1970) * 86_400.0).round();
    #[expect(clippy::cast_possible_truncation, reason = "five digits of days fit many times")]
    Some(Written::Local(seconds as i64 * 1000))
}

fn decimal_ms(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let whole: i64 = whole.parse().ok()?;
    let mut ms = 0;
    for digit in fraction.bytes().chain(*b"000").take(3) {
        ms = ms * 10 + i64::from(digit.checked_sub(b'0')?);
    }
    Some(whole * 1000 + ms)
}

/// `+0300`, `+03:00`, `+03`, seconds.
fn colonless_offset(text: &str) -> Option<i32> {
    if text.len() == 5 && !text.contains(':') {
        return fixed_offset(&format!("{}:{}", text.get(..3)?, text.get(3..)?));
    }
    fixed_offset(text)
}

struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Cursor<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let taken = self.peek() == Some(byte);
        self.at += usize::from(taken);
        taken
    }

    fn skip_while(&mut self, wanted: impl Fn(u8) -> bool) {
        while self.peek().is_some_and(&wanted) {
            self.at += 1;
        }
    }

    fn is_done(&self) -> bool {
        self.at == self.bytes.len()
    }

    fn rest(&self) -> &str {
        std::str::from_utf8(&self.bytes[self.at..]).unwrap_or("?")
    }

    /// A number of at most four digits, and how many it had.
    fn number(&mut self) -> Option<(i64, usize)> {
        let from = self.at;
        let mut value = 0;
        while let Some(byte) = self.peek().filter(u8::is_ascii_digit) {
            value = value * 10 + i64::from(byte - b'0');
            self.at += 1;
            if self.at - from > 4 {
                return None;
            }
        }
        (self.at > from).then_some((value, self.at - from))
    }

    /// A date as milliseconds since 1970 at midnight.
    fn date(&mut self, order: DateOrder) -> Option<i64> {
        let (first, digits) = self.number()?;
        let separator = self.peek().filter(|byte| matches!(byte, b'-' | b'.' | b'/'))?;
        self.at += 1;
        let (second, _) = self.number()?;
        if !self.take(separator) {
            return None;
        }
        let (third, third_digits) = self.number()?;
        if digits == 4 {
            return midnight(first, second, third);
        }
        let year = if third_digits == 2 { 2000 + third } else { third };
        match (separator, order) {
            (b'/', DateOrder::MonthFirst) => midnight(year, first, second),
            _ => midnight(year, second, first),
        }
    }

    /// A time of day in milliseconds.
    fn time_of_day(&mut self) -> Option<i64> {
        let (mut hours, _) = self.number()?;
        if !self.take(b':') {
            return None;
        }
        let (minutes, _) = self.number()?;
        let seconds = if self.take(b':') { self.number()?.0 } else { 0 };
        let ms = if self.take(b'.') || self.take(b',') { self.fraction_ms() } else { 0 };
        if let Some(afternoon) = self.half_of_day() {
            hours = hours % 12 + if afternoon { 12 } else { 0 };
        }
        let in_range = hours < 24 && minutes < 60 && seconds <= 60;
        in_range.then_some(((hours * 60 + minutes) * 60 + seconds) * 1000 + ms)
    }

    fn fraction_ms(&mut self) -> i64 {
        let from = self.at;
        self.skip_while(|byte| byte.is_ascii_digit());
        let digits = self.bytes[from..self.at].iter().chain(b"000").take(3);
        digits.fold(0, |ms, digit| ms * 10 + i64::from(digit - b'0'))
    }

    /// Whether `AM` or `PM` follows, and which.
    fn half_of_day(&mut self) -> Option<bool> {
        let rest = self.rest().trim().to_ascii_uppercase();
        let afternoon = match rest.as_str() {
            "AM" => false,
            "PM" => true,
            _ => return None,
        };
        self.at = self.bytes.len();
        Some(afternoon)
    }
}

/// Milliseconds since 1970 at the midnight a date begins with; `None` for the 31st of June.
fn midnight(year: i64, month: i64, day: i64) -> Option<i64> {
    let in_range = (1..=9999).contains(&year) && (1..=12).contains(&month) && (1..=days_of_month(year, month)).contains(&day);
    in_range.then(|| days_since_1970(year, month, day) * DAY_MS)
}

const fn days_of_month(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days of the proleptic Gregorian calendar, counted in years that begin in March so that the leap day is the last.
const fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    const DAYS_TO_1970: i64 = 719_468;
    let year = if month <= 2 { year - 1 } else { year };
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    year * 365 + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + day_of_year - DAYS_TO_1970
}

/// A length in milliseconds: seconds, `mm:ss`, `hh:mm:ss`, `1 мин 35 сек`, a fraction of a day of Excel. Negative ones are told, not taken.
pub(crate) fn parse_length(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Some(rest) = text.strip_prefix(['-', '−']) {
        return parse_length(rest).map(|ms| -ms);
    }
    if text.is_empty() {
        return None;
    }
    if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b',') {
        return parse_seconds(text);
    }
    if text.contains(':') { parse_clock(text) } else { parse_spoken(text) }
}

fn parse_seconds(text: &str) -> Option<i64> {
    let text = text.replace(',', ".");
    let is_part_of_day = text.starts_with("0.") && text.len() > 5;
    if is_part_of_day {
        let days: f64 = text.parse().ok()?;
        #[expect(clippy::cast_possible_truncation, reason = "less than one day")]
        return Some((days * 86_400.0).round() as i64 * 1000);
    }
    if text.len() > 12 { None } else { decimal_ms(&text) }
}

fn parse_clock(text: &str) -> Option<i64> {
    let mut seconds = 0i64;
    let parts = text.split(':').count();
    if !(2..=3).contains(&parts) {
        return None;
    }
    for part in text.split(':') {
        if part.len() > 4 {
            return None;
        }
        seconds = seconds * 60 + part.split('.').next()?.parse::<i64>().ok().filter(|n| *n >= 0)?;
    }
    Some(seconds * 1000)
}

fn parse_spoken(text: &str) -> Option<i64> {
    let (mut seconds, mut number, mut found) = (0i64, None::<i64>, false);
    for word in words_and_numbers(text) {
        if let Ok(value) = word.parse::<i64>() {
            number = Some(value).filter(|value| *value < 1_000_000);
            continue;
        }
        let unit = match word.chars().next()?.to_lowercase().next()? {
            'ч' | 'h' => 3600,
            'м' | 'm' => 60,
            'с' | 's' => 1,
            _ => return None,
        };
        seconds += number.take()? * unit;
        found = true;
    }
    (found && number.is_none()).then_some(seconds * 1000)
}

fn words_and_numbers(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
        let digits = rest.chars().next()?.is_ascii_digit();
        let end = rest.find(|c: char| !c.is_alphanumeric() || c.is_ascii_digit() != digits).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        rest = after;
        Some(word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> String {
        let mut clock = Clock::new("Europe/Moscow", DateOrder::DayFirst).unwrap();
        match clock.moment(text) {
            Ok(ms) => jiff::Timestamp::from_millisecond(ms).unwrap().to_string(),
            Err(reason) => reason.code().to_owned(),
        }
    }

    #[test]
    fn every_spelling_gives_the_same_moment() {
        for text in [
            "2026-03-10 11:19:39",
            "2026-03-10T11:19:39+03:00",
            "2026-03-10T08:19:39Z",
            "2026-03-10T11:19:39+0300",
            "10.03.2026 11:19:39",
            "10.03.26 11:19:39",
            "10.03.2026, 11:19:39",
            "10/03/2026 11:19:39",
            "10/03/2026 11:19:39 AM",
            "1773130779",
            "1773130779000",
            "1773130779.000000",
            "46091.4719791667",
        ] {
            assert_eq!(utc(text), "2026-03-10T08:19:39Z", "{text}");
        }
    }

    #[test]
    fn americans_write_the_month_first() {
        let written = parse_moment("03/10/2026 11:19 PM", DateOrder::MonthFirst);
        assert_eq!(written, parse_moment("10.03.2026 23:19", DateOrder::DayFirst));
    }

    #[test]
    fn what_is_no_moment_is_refused_and_what_is_before_1970_is_told_apart() {
        for text in ["", "завтра", "31.06.2026 10:00", "2026-13-01 10:00", "10:00", "79160000001", "2026-03-10 25:00", "120"] {
            assert_eq!(utc(text), "no_time", "{text}");
        }
        assert_eq!(utc("1969-12-31 10:00:00"), "time_before_1970");
        assert_eq!(utc("0001-01-01 00:00:00"), "time_before_1970");
    }

    #[test]
    fn zones_change_within_a_file() {
        let mut clock = Clock::new("Europe/Berlin", DateOrder::DayFirst).unwrap();
        let winter = clock.moment("2026-03-28 12:00:00").unwrap();
        let summer = clock.moment("2026-03-29 12:00:00").unwrap();
        assert_eq!(summer - winter, DAY_MS - 3_600_000);
    }

    #[test]
    fn a_wrong_zone_is_named_in_the_refusal() {
        let Err(refused) = Clock::new("Москва", DateOrder::DayFirst) else { panic!("taken") };
        assert_eq!(refused.code(), "unknown_time_zone");
        assert!(Clock::new("UTC+3", DateOrder::DayFirst).is_ok());
    }

    #[test]
    fn lengths_are_read_in_every_spelling() {
        for text in ["95", "1:35", "01:35", "0:01:35", "00:01:35", "1 мин 35 сек", "1м 35с", "1m35s", "95.0", "0.00109953703703704"]
        {
            assert_eq!(parse_length(text), Some(95_000), "{text}");
        }
        assert_eq!(parse_length("-5"), Some(-5000));
        for text in ["", "никогда", "1:2:3:4", "5 попугаев"] {
            assert_eq!(parse_length(text), None, "{text}");
        }
    }
}
