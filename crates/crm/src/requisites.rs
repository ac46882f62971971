//! What makes a written identifier valid: tax numbers with their check digits, addresses, short numbers.

use crate::spelling::digits;

/// Weights of the check digits of an INN, by the order of the tax service (ММВ-7-6/435@).
const INN_10: [u32; 9] = [2, 4, 10, 3, 5, 9, 4, 6, 8];
const INN_11: [u32; 10] = [7, 2, 4, 10, 3, 5, 9, 4, 6, 8];
const INN_12: [u32; 11] = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8];

/// Ten digits of an organisation or twelve of a person, with right check digits.
pub fn is_inn(text: &str) -> bool {
    let numbers: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
    if digits(text) != text {
        return false;
    }
    match numbers.len() {
        10 => checks(&numbers, &INN_10),
        12 => checks(&numbers, &INN_11) && checks(&numbers, &INN_12),
        _ => false,
    }
}

fn checks(numbers: &[u32], weights: &[u32]) -> bool {
    let sum: u32 = numbers.iter().zip(weights).map(|(number, weight)| number * weight).sum();
    numbers.get(weights.len()) == Some(&(sum % 11 % 10))
}

/// Four digits of the tax office, two characters of the reason, three of the order.
pub fn is_kpp(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 9
        && bytes.iter().enumerate().all(|(at, byte)| byte.is_ascii_digit() || ((4..6).contains(&at) && byte.is_ascii_uppercase()))
}

/// An internal short number (chosen: one digit would clash with service codes, seven with city numbers).
pub fn is_extension(text: &str) -> bool {
    (2..=6).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Something before and after one `@`, without spaces, with a domain of at least two names.
pub fn is_email(text: &str) -> bool {
    let Some((user, domain)) = text.split_once('@') else { return false };
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && c != '@' && c != ',' && c != ';';
    !user.is_empty() && text.chars().count() <= 254 && user.chars().all(plain) && domain.contains('.') && is_domain(domain)
}

/// Names of letters, digits and hyphens joined by points (RFC 1123 §2.1); names in Cyrillic are taken too.
pub fn is_domain(text: &str) -> bool {
    let is_name = |name: &str| !name.is_empty() && !name.starts_with('-') && name.chars().all(|c| c.is_alphanumeric() || c == '-');
    text.len() <= 253 && text.split('.').all(is_name)
}

/// A WAV file without a path: it must not lead out of the prompts folder.
pub fn is_prompt(text: &str) -> bool {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ' ');
    text.chars().all(plain) && !text.starts_with('.') && text.to_lowercase().ends_with(".wav")
}

/// What a login may be made of: it stands in SIP addresses too.
pub fn is_login(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    (1..=64).contains(&text.len()) && text.chars().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_of_an_inn_are_checked() {
        for valid in ["7707083893", "7728168971", "500100732259"] {
            assert!(is_inn(valid), "{valid}");
        }
        for wrong in ["7707083894", "500100732258", "770708389", "77070838931", "77o7083893", ""] {
            assert!(!is_inn(wrong), "{wrong}");
        }
    }

    #[test]
    fn addresses_are_told_from_words() {
        assert!(is_email("anna@doors.example") && is_email("info@почта.рф"));
        for wrong in ["anna", "@doors.example", "anna@doors", "a b@doors.example", "a@b@c.example", "a@.example"] {
            assert!(!is_email(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_prompt_cannot_lead_out_of_its_folder() {
        assert!(is_prompt("greeting.wav"));
        for wrong in ["../etc/passwd.wav", "a/b.wav", "a\\b.wav", ".wav", "greeting.mp3"] {
            assert!(!is_prompt(wrong), "{wrong}");
        }
    }

    #[test]
    fn short_numbers_and_codes() {
        assert!(is_extension("101") && !is_extension("1") && !is_extension("1234567") && !is_extension("1a1"));
        assert!(is_kpp("770101001") && is_kpp("7701AB001") && !is_kpp("77010100"));
        assert!(is_login("doors-101") && !is_login("анна") && !is_login("a b") && !is_login(""));
    }
}
