//! Who stands in the rows: numbers of clients, labels of our people, groups, own numbers and carriers.

use otklik_model::{DeviceId, DidId, GroupId, PhoneNumber, Region, TrunkId, UserId};
use std::{
    collections::{BTreeMap, HashMap},
    hash::{DefaultHasher, Hash, Hasher},
};

/// What the ids made for a file stand for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Legend {
    /// People: the extension or the name that stood in the file.
    pub users: BTreeMap<UserId, String>,
    /// Own numbers.
    pub dids: BTreeMap<DidId, String>,
    /// Queues and groups.
    pub groups: BTreeMap<GroupId, String>,
}

impl Legend {
    /// Labels kept of each kind (chosen: the largest company has fewer people; a column taken for people by mistake has more values).
    pub const LABELS_MAX: usize = 20_000;

    /// Adds what another file's ids stand for: equal labels have equal ids in every file.
    pub fn absorb(&mut self, other: Self) {
        self.users.extend(other.users);
        self.dids.extend(other.dids);
        self.groups.extend(other.groups);
    }
}

/// One side of a leg as the file tells it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Side {
    /// The number, when it is one.
    pub(crate) number: Option<PhoneNumber>,
    /// Our user, when it is one of ours.
    pub(crate) user: Option<UserId>,
    /// What stood there when it is neither: an extension not seen as a user, a SIP address, `anonymous`.
    pub(crate) text: Option<Box<str>>,
}

impl Side {
    pub(crate) fn is_nobody(&self) -> bool {
        *self == Self::default()
    }
}

/// Turns what stands in cells into ids and numbers.
pub(crate) struct Names {
    region: Region,
    legend: Legend,
    /// Spellings that are not read at a glance, with what they were read as.
    spellings: HashMap<Box<str>, Option<PhoneNumber>>,
}

impl Names {
    /// Spellings remembered at once (chosen: 16 MB at most).
    const SPELLINGS_MAX: usize = 100_000;

    pub(crate) fn new(region: Region) -> Self {
        Self { region, legend: Legend::default(), spellings: HashMap::new() }
    }

    pub(crate) fn take_legend(&mut self) -> Legend {
        std::mem::take(&mut self.legend)
    }

    /// A number in any spelling; `None` for an extension or a word.
    pub(crate) fn number(&mut self, text: &str) -> Option<PhoneNumber> {
        if let Some(number) = russian_at_a_glance(text, self.region) {
            return Some(number);
        }
        if text.len() > 64 || text.bytes().filter(u8::is_ascii_digit).count() < 7 {
            return None;
        }
        if let Some(known) = self.spellings.get(text) {
            return *known;
        }
        if self.spellings.len() >= Self::SPELLINGS_MAX {
            self.spellings.clear();
        }
        let number = PhoneNumber::parse(text, self.region).ok();
        self.spellings.insert(text.into(), number);
        number
    }

    /// A side that is a client or unknown: a number, or the text as it stands.
    pub(crate) fn outside(&mut self, text: &str) -> Side {
        match self.number(text) {
            Some(number) => Side { number: Some(number), ..Side::default() },
            None => Side { text: (!text.is_empty()).then(|| text.chars().take(64).collect::<String>().into()), ..Side::default() },
        }
    }

    /// A side that is ours.
    pub(crate) fn inside(&mut self, label: &str) -> Side {
        Side { user: Some(self.user(label)), ..Side::default() }
    }

    /// Shows a user of ours under another label than the one his id is made of.
    pub(crate) fn call(&mut self, side: &Side, label: &str) {
        if let Some(known) = side.user.and_then(|user| self.legend.users.get_mut(&user))
            && known != label
        {
            label.clone_into(known);
        }
    }

    pub(crate) fn user(&mut self, label: &str) -> UserId {
        let id = UserId::from_u128(label_hash("user", label));
        remember(&mut self.legend.users, id, label);
        id
    }

    pub(crate) fn did(&mut self, label: &str) -> DidId {
        let label = self.number(label).map_or_else(|| label.to_owned(), |number| number.to_string());
        let id = DidId::from_u128(label_hash("did", &label));
        remember(&mut self.legend.dids, id, &label);
        id
    }

    pub(crate) fn group(&mut self, label: &str) -> GroupId {
        let id = GroupId::from_u128(label_hash("group", label));
        remember(&mut self.legend.groups, id, label);
        id
    }
}

fn remember<Id: Ord>(labels: &mut BTreeMap<Id, String>, id: Id, label: &str) {
    if labels.len() < Legend::LABELS_MAX {
        labels.entry(id).or_insert_with(|| label.chars().take(80).collect());
    }
}

/// Eleven digits from 7 or 8, or ten from 9, are Russian numbers whatever libphonenumber says; this is most rows of most files.
fn russian_at_a_glance(text: &str, region: Region) -> Option<PhoneNumber> {
    let digits = text.strip_prefix('+').unwrap_or(text).as_bytes();
    let has_plus = digits.len() != text.len();
    let national = match digits {
        [b'7', rest @ ..] if rest.len() == 10 => rest,
        [b'8', rest @ ..] if rest.len() == 10 && !has_plus && region == Region::RU => rest,
        [b'9', ..] if digits.len() == 10 && !has_plus && region == Region::RU => digits,
        _ => return None,
    };
    if !matches!(national[0], b'3'..=b'9') {
        return None;
    }
    let value = national.iter().try_fold(7u64, |value, byte| byte.is_ascii_digit().then(|| value * 10 + u64::from(byte - b'0')))?;
    PhoneNumber::from_digits(value)
}

/// Whether a text is an internal number: two to six digits (three are usual).
pub(crate) fn is_extension(text: &str) -> bool {
    (2..=6).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a caller hides who he is.
pub(crate) fn is_withheld(text: &str) -> bool {
    matches!(
        text.to_lowercase().as_str(),
        "" | "anonymous" | "unknown" | "restricted" | "private" | "asterisk" | "s" | "скрыт" | "неизвестно"
    )
}

/// 128 bits that are the same for equal labels of one kind.
pub(crate) fn label_hash(kind: &str, label: &str) -> u128 {
    let half = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        (salt, kind, label).hash(&mut hasher);
        u128::from(hasher.finish())
    };
    half(0) << 64 | half(1)
}

/// The device a user is rung at: files name people, not devices.
pub(crate) const fn device_of(user: UserId) -> DeviceId {
    DeviceId::from_u128(user.to_u128())
}

/// The carrier of a file that names none.
pub(crate) fn trunk() -> TrunkId {
    TrunkId::from_u128(label_hash("trunk", ""))
}

pub(crate) fn hash_of(parts: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    parts.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn extensions_and_words_are_no_numbers() {
        let mut names = Names::new(Region::RU);
        for text in ["101", "", "anonymous", "sip:ivanov@pbx.example", "112"] {
            assert_eq!(names.number(text), None, "{text}");
        }
        assert_eq!(names.number("8 (495) 123-45-67").unwrap().to_string(), "+74951234567");
    }

    #[test]
    fn labels_give_the_same_ids_in_every_file() {
        let (mut one, mut two) = (Names::new(Region::RU), Names::new(Region::RU));
        assert_eq!(one.user("101"), two.user("101"));
        assert_ne!(one.user("101"), one.user("102"));
        assert_eq!(one.did("8 495 123-45-67"), two.did("74951234567"));
    }

    proptest! {
        #[test]
        fn the_glance_never_disagrees_with_the_full_reading(prefix in prop::sample::select(vec!["", "+7", "7", "8", "+8", "+"]), rest in 0u64..99_999_999_999) {
            let text = format!("{prefix}{rest}");
            if let Some(number) = russian_at_a_glance(&text, Region::RU) {
                prop_assert_eq!(Ok(number), PhoneNumber::parse(&text, Region::RU));
            }
        }
    }
}
