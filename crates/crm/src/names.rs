//! How people are named and greeted.
//!
//! A greeting is said in the nominative, so no declension is needed: «Геннадий Семёнович, добрый день!».

use jiff::civil::Time;

/// The name of a person as far as it is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PersonName<'a> {
    /// Family name.
    pub last: Option<&'a str>,
    /// Given name.
    pub first: Option<&'a str>,
    /// Father's name, used with the given name as a polite address.
    pub patronymic: Option<&'a str>,
}

/// Grammatical gender, as far as it matters for how a person is spoken of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gender {
    /// He.
    Male,
    /// She.
    Female,
}

impl Gender {
    /// The word used in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Male => "male",
            Self::Female => "female",
        }
    }

    /// The gender a patronymic shows: «Семёнович», «Ильинична», «Али оглы», «Али кызы». `None` when it shows none.
    pub fn of_patronymic(patronymic: &str) -> Option<Self> {
        const FEMALE: [&str; 5] = ["вна", "чна", "кызы", "гызы", "кизи"];
        const MALE: [&str; 6] = ["ич", "оглы", "оглу", "углы", "улы", "уулу"];
        let lower = patronymic.trim().to_lowercase();
        let ends_with = |endings: &[&str]| endings.iter().any(|ending| lower.ends_with(ending));
        if ends_with(&FEMALE) {
            return Some(Self::Female);
        }
        ends_with(&MALE).then_some(Self::Male)
    }
}

/// The language a person is greeted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Language {
    Russian,
    English,
}

impl<'a> PersonName<'a> {
    /// The name without empty parts and spaces around.
    pub fn new(last: Option<&'a str>, first: Option<&'a str>, patronymic: Option<&'a str>) -> Self {
        Self { last: kept(last), first: kept(first), patronymic: kept(patronymic) }
    }

    /// «Геннадий Семёнович Орлов»; `None` when nothing of the name is known.
    pub fn full(&self) -> Option<String> {
        let parts: Vec<&str> = [self.first, self.patronymic, self.last].into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }

    /// What to call the person by: given name with patronymic, or what there is of it.
    fn address(&self) -> Option<String> {
        match (self.first, self.patronymic) {
            (Some(first), Some(patronymic)) => Some(format!("{first} {patronymic}")),
            (Some(first), None) => Some(first.to_owned()),
            // A patronymic alone is familiar, a family name alone is rude without «господин»: neither is said to a client.
            (None, _) => None,
        }
    }

    fn language(&self) -> Language {
        let letters = [self.first, self.last].into_iter().flatten().flat_map(str::chars).filter(|c| c.is_alphabetic());
        let mut letters = letters.peekable();
        if letters.peek().is_some() && letters.all(|c| c.is_ascii()) { Language::English } else { Language::Russian }
    }
}

/// The first words to say, by the local time of the company.
pub fn greeting(name: &PersonName<'_>, company: Option<&str>, local: Time) -> String {
    match (name.language(), name.address(), kept(company)) {
        (Language::English, Some(address), _) => format!("{}, {address}!", english_good_day(local)),
        (Language::Russian, Some(address), _) => format!("{address}, {}!", russian_good_day(local)),
        (Language::English, None, _) => format!("{}!", english_good_day(local)),
        (Language::Russian, None, Some(company)) => format!("{company}, {}!", russian_good_day(local)),
        (Language::Russian, None, None) => format!("{}!", capitalised(russian_good_day(local))),
    }
}

/// Borders of the parts of the day (chosen: usual speech; «доброй ночи» is a farewell and is never said first).
fn part_of_day(local: Time, [morning, day, evening]: [&str; 3]) -> &str {
    match local.hour() {
        5..=11 => morning,
        12..=17 => day,
        _ => evening,
    }
}

fn russian_good_day(local: Time) -> &'static str {
    part_of_day(local, ["доброе утро", "добрый день", "добрый вечер"])
}

fn english_good_day(local: Time) -> &'static str {
    part_of_day(local, ["Good morning", "Good afternoon", "Good evening"])
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn kept(part: Option<&str>) -> Option<&str> {
    part.map(str::trim).filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::time;

    fn said(last: &str, first: &str, patronymic: &str, company: Option<&str>, hour: i8) -> String {
        greeting(&PersonName::new(Some(last), Some(first), Some(patronymic)), company, time(hour, 30, 0, 0))
    }

    #[test]
    fn the_polite_address_is_given_name_and_patronymic_in_the_nominative() {
        assert_eq!(said("Орлов", "Геннадий", "Семёнович", Some("Парус"), 14), "Геннадий Семёнович, добрый день!");
    }

    #[test]
    fn the_hour_of_the_company_decides_the_wish() {
        for (hour, wish) in [(4, "вечер"), (5, "утро"), (11, "утро"), (12, "день"), (17, "день"), (18, "вечер"), (23, "вечер")]
        {
            assert!(said("", "Анна", "", None, hour).contains(wish), "{hour}");
        }
    }

    #[test]
    fn what_is_not_known_is_left_out_without_awkward_words() {
        assert_eq!(said("Орлов", "Геннадий", "", None, 13), "Геннадий, добрый день!");
        assert_eq!(said("Орлов", "", "Семёнович", None, 13), "Добрый день!");
        assert_eq!(said("", " ", "", Some("Парус"), 13), "Парус, добрый день!");
        assert_eq!(said("", "", "", None, 8), "Доброе утро!");
    }

    #[test]
    fn a_name_in_latin_letters_is_greeted_in_english() {
        assert_eq!(said("Smith", "John", "", None, 9), "Good morning, John!");
        assert_eq!(said("Smith", "", "", None, 20), "Good evening!");
    }

    #[test]
    fn the_full_name_puts_the_family_name_last() {
        assert_eq!(PersonName::new(Some("Орлов"), Some("Геннадий"), Some("Семёнович")).full().unwrap(), "Геннадий Семёнович Орлов");
        assert_eq!(PersonName::new(Some("Орлов"), None, None).full().unwrap(), "Орлов");
        assert_eq!(PersonName::new(Some(" "), None, Some("")).full(), None);
    }

    #[test]
    fn a_patronymic_tells_the_gender() {
        let male = ["Семёнович", "Ильич", "Кузьмич", "Али оглы", "Нурланулы"];
        let female = ["Семёновна", "Ильинична", "Кузьминична", "Фоминична", "Али кызы"];
        assert!(male.iter().all(|text| Gender::of_patronymic(text) == Some(Gender::Male)));
        assert!(female.iter().all(|text| Gender::of_patronymic(text) == Some(Gender::Female)));
        assert_eq!(Gender::of_patronymic("Smith"), None);
    }
}
