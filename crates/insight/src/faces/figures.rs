//! Figures as people write them: thin spaces between thousands, a comma in Russian, ₽ behind.

use super::Language;
use crate::report::Roubles;

/// A narrow space that does not break.
const THIN: char = '\u{202f}';
/// A space that does not break.
const FIXED: char = '\u{a0}';

/// 1240 → `1 240`.
pub fn count(n: u64) -> String {
    grouped(&n.to_string())
}

/// At most so many decimals, and only when there are any.
pub fn decimal(value: f64, digits: usize, language: Language) -> String {
    let text = format!("{:.digits$}", value.abs());
    let (whole, rest) = text.split_once('.').unwrap_or((&text, ""));
    let rest = rest.trim_end_matches('0');
    let is_zero = rest.is_empty() && whole == "0";
    let sign = if value < 0.0 && !is_zero { "−" } else { "" };
    let point = if rest.is_empty() { "" } else { language.pick(",", ".") };
    format!("{sign}{}{point}{rest}", grouped(whole))
}

/// Kopecks are noise in thousands, so they show only in small amounts.
pub fn money(amount: Roubles, language: Language) -> String {
    let digits = if amount.0.abs() < 1000.0 { 2 } else { 0 };
    format!("{}{FIXED}₽", decimal(amount.0, digits, language))
}

/// An amount that is an estimate: three significant digits, two below a thousand.
pub fn about(amount: Roubles, language: Language) -> String {
    if amount.0 == 0.0 {
        return money(amount, language);
    }
    let digits = if amount.0.abs() < 1000.0 { 2 } else { 3 };
    let magnitude = f64::powi(10.0, (amount.0.abs().log10().floor() as i32 + 1 - digits).max(0));
    money(Roubles((amount.0 / magnitude).round() * magnitude), language)
}

/// 0.1735 → `17,4 %`, in English `17.4%`.
pub fn share(value: f64, language: Language) -> String {
    let gap = language.pick("\u{a0}", "");
    format!("{}{gap}%", decimal(value * 100.0, 1, language))
}

/// Below a minute in seconds, above as m:ss.
pub fn seconds(value: f64, language: Language) -> String {
    let whole = value.abs().round().min(1e12) as u64;
    if whole < 60 {
        let unit = language.pick("с", "s");
        return format!("{}{FIXED}{unit}", decimal(value, 1, language));
    }
    format!("{}:{:02}", count(whole / 60), whole % 60)
}

/// The form of a word that goes with a number: one, few (Russian 2–4), many.
pub fn plural(n: u64, language: Language, [one, few, many]: [&str; 3]) -> &str {
    let (tens, units) = (n % 100, n % 10);
    match language {
        Language::English if n == 1 => one,
        Language::English => many,
        Language::Russian if (11..=14).contains(&tens) => many,
        Language::Russian if units == 1 => one,
        Language::Russian if (2..=4).contains(&units) => few,
        Language::Russian => many,
    }
}

/// A number and its word, held together: `12 человек`.
pub fn counted(n: u64, language: Language, forms: [&str; 3]) -> String {
    format!("{}{FIXED}{}", count(n), plural(n, language, forms))
}

fn grouped(digits: &str) -> String {
    // Four digits are read at a glance, but stand in columns with five.
    let mut text = String::with_capacity(digits.len() * 2);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(THIN);
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{English, Russian};

    #[test]
    fn thousands_are_parted_by_thin_spaces() {
        assert_eq!(count(1_234_567), "1\u{202f}234\u{202f}567");
        assert_eq!(count(999), "999");
    }

    #[test]
    fn money_shows_kopecks_only_where_they_matter() {
        assert_eq!(money(Roubles(13_600.4), Russian), "13\u{202f}600\u{a0}₽");
        assert_eq!(money(Roubles(99.5), Russian), "99,5\u{a0}₽");
        assert_eq!(money(Roubles(-120_000.0), English), "−120\u{202f}000\u{a0}₽");
    }

    #[test]
    fn an_estimate_does_not_pretend_to_be_exact() {
        assert_eq!(about(Roubles(13_612.0), English), "13\u{202f}600\u{a0}₽");
        assert_eq!(about(Roubles(0.0), English), "0\u{a0}₽");
        assert_eq!(about(Roubles(847.3), English), "850\u{a0}₽");
    }

    #[test]
    fn russian_words_follow_their_numbers() {
        let people = |n| plural(n, Russian, ["человек", "человека", "человек."]);
        let said: Vec<_> = [1, 2, 5, 11, 12, 21, 22, 25, 111].into_iter().map(people).collect();
        assert_eq!(said, ["человек", "человека", "человек.", "человек.", "человек.", "человек", "человека", "человек.", "человек."]);
    }

    #[test]
    fn shares_and_durations_are_written_as_the_language_does() {
        assert_eq!(share(0.1736, Russian), "17,4\u{a0}%");
        assert_eq!(share(0.5, English), "50%");
        assert_eq!(seconds(7.84, Russian), "7,8\u{a0}с");
        assert_eq!(seconds(125.0, English), "2:05");
    }
}
