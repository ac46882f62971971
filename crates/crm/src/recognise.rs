//! Who may be calling from a number: one, several in order of probability, or nobody known. Never one silently when several fit.

use crate::numbering_plan::origin_of;
use jiff::tz::TimeZone;
use otklik_model::{ContactId, PhoneNumber, Timestamp, caller_index::CallerIndex};
use std::cmp::Reverse;

/// What speaks for one candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CandidateFacts {
    /// Who.
    pub contact_id: ContactId,
    /// How the contact point is labelled: «личный», «офис», …
    pub label: Option<String>,
    /// Whether it is the point at which he wants to be reached.
    pub preferred: bool,
    /// When he was last spoken to.
    pub last_contact_at: Option<Timestamp>,
    /// How many calls with him are on record.
    pub calls: u32,
}

/// A candidate in his place, with the reasons in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranked {
    /// Who.
    pub contact_id: ContactId,
    /// 1 is the most probable.
    pub rank: u32,
    /// Why he is thought to be the caller.
    pub evidence: String,
}

/// What is known of a caller by his number alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recognition {
    /// Exactly one person has this number.
    Known(Ranked),
    /// Several have it; a user has to say who it is.
    Several(Vec<Ranked>),
    /// Nobody has it.
    Unknown {
        /// Where the number comes from by the numbering plan.
        region: Option<String>,
    },
}

impl Recognition {
    /// The word used in the API.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Known(_) => "known",
            Self::Several(_) => "several",
            Self::Unknown { .. } => "unknown",
        }
    }
}

/// Recognises a caller. Candidates without loaded facts were deleted meanwhile and do not count.
pub fn recognise(number: Option<PhoneNumber>, index: &CallerIndex, loaded: &[CandidateFacts], zone: &TimeZone) -> Recognition {
    let Some(number) = number else { return Recognition::Unknown { region: None } };
    let candidates = index.candidates(number);
    let live = loaded.iter().filter(|facts| candidates.iter().any(|candidate| candidate.contact_id == facts.contact_id));
    let mut ranked = rank(live.collect(), zone);
    match ranked.len() {
        0 => Recognition::Unknown { region: origin_of(number) },
        1 => Recognition::Known(ranked.remove(0)),
        _ => Recognition::Several(ranked),
    }
}

/// The owner of the line first, then who was spoken to last, then who calls most, then whose preferred number it is.
fn rank(mut candidates: Vec<&CandidateFacts>, zone: &TimeZone) -> Vec<Ranked> {
    candidates.sort_by_key(|facts| {
        let line = Line::of_label(facts.label.as_deref());
        (line, Reverse(facts.last_contact_at), Reverse(facts.calls), Reverse(facts.preferred), facts.contact_id)
    });
    let ranked = candidates.into_iter().zip(1..);
    ranked.map(|(facts, rank)| Ranked { contact_id: facts.contact_id, rank, evidence: evidence(facts, zone) }).collect()
}

/// Whose line a label says it is; the order is the order of trust.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Line {
    Own,
    Unsaid,
    Shared,
}

impl Line {
    fn of_label(label: Option<&str>) -> Self {
        const OWN: [&str; 9] = ["личн", "моб", "сотов", "прям", "дом", "владел", "own", "personal", "mobile"];
        const SHARED: [&str; 9] = ["офис", "общ", "рабоч", "приемн", "секретар", "office", "shared", "work", "reception"];
        let label = crate::spelling::folded(label.unwrap_or_default());
        let says = |roots: &[&str]| roots.iter().any(|root| label.contains(root));
        match (says(&OWN), says(&SHARED)) {
            (true, _) => Self::Own,
            (false, true) => Self::Shared,
            (false, false) => Self::Unsaid,
        }
    }
}

fn evidence(facts: &CandidateFacts, zone: &TimeZone) -> String {
    let label = facts.label.as_deref().map_or_else(|| "номер в карточке".to_owned(), |label| format!("номер «{label}»"));
    let last = facts.last_contact_at.map(|at| format!("последний разговор {}", at.to_zoned(zone.clone()).strftime("%d.%m.%Y")));
    let calls = (facts.calls > 0).then(|| format!("звонков: {}", facts.calls));
    let preferred = facts.preferred.then(|| "предпочитает этот номер".to_owned());
    [Some(label), last, calls, preferred].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use otklik_model::caller_index::Candidate;

    const ANNA: ContactId = ContactId::from_u128(1);
    const BORIS: ContactId = ContactId::from_u128(2);

    fn facts(contact_id: ContactId) -> CandidateFacts {
        CandidateFacts { contact_id, label: None, preferred: false, last_contact_at: None, calls: 0 }
    }

    fn office() -> PhoneNumber {
        PhoneNumber::from_digits(74950000050).unwrap()
    }

    fn at(second: i64) -> Option<Timestamp> {
        Timestamp::from_second(second).ok()
    }

    fn recognised(loaded: &[CandidateFacts]) -> Recognition {
        let pairs = [ANNA, BORIS].map(|contact_id| (office(), Candidate { contact_id }));
        recognise(Some(office()), &CallerIndex::from_pairs(pairs.to_vec()), loaded, &TimeZone::UTC)
    }

    fn order(loaded: &[CandidateFacts]) -> Vec<ContactId> {
        match recognised(loaded) {
            Recognition::Several(ranked) => ranked.iter().map(|one| one.contact_id).collect(),
            Recognition::Known(_) | Recognition::Unknown { .. } => vec![],
        }
    }

    #[test]
    fn several_people_on_one_number_are_never_reduced_to_one() {
        assert_eq!(order(&[facts(ANNA), facts(BORIS)]), [ANNA, BORIS]);
    }

    #[test]
    fn each_reason_ranks_and_a_stronger_one_wins() {
        let plain = facts(ANNA);
        let preferred = CandidateFacts { preferred: true, ..facts(BORIS) };
        assert_eq!(order(&[plain, preferred.clone()]), [BORIS, ANNA]);
        let calls = CandidateFacts { calls: 3, ..facts(ANNA) };
        assert_eq!(order(&[preferred, calls.clone()]), [ANNA, BORIS]);
        let recent = CandidateFacts { last_contact_at: at(9), ..facts(BORIS) };
        assert_eq!(order(&[calls, recent.clone()]), [BORIS, ANNA]);
        let own = CandidateFacts { label: Some("Личный".into()), ..facts(ANNA) };
        assert_eq!(order(&[recent.clone(), own]), [ANNA, BORIS]);
        let shared = CandidateFacts { label: Some("офис".into()), last_contact_at: at(99), ..facts(ANNA) };
        assert_eq!(order(&[shared, recent]), [BORIS, ANNA]);
    }

    #[test]
    fn one_person_is_known_with_the_reason_in_words() {
        let spoken = CandidateFacts { label: Some("мобильный".into()), last_contact_at: at(0), calls: 2, ..facts(ANNA) };
        let Recognition::Known(ranked) = recognised(&[spoken]) else { panic!("one candidate is known") };
        assert_eq!(ranked.evidence, "номер «мобильный», последний разговор 01.01.1970, звонков: 2");
    }

    #[test]
    fn a_number_of_nobody_tells_its_region_and_a_hidden_one_tells_nothing() {
        let stranger = PhoneNumber::from_digits(74990000099).unwrap();
        let index = CallerIndex::default();
        let unknown = recognise(Some(stranger), &index, &[], &TimeZone::UTC);
        assert_eq!(unknown, Recognition::Unknown { region: Some("Москва".into()) });
        assert_eq!(recognise(None, &index, &[], &TimeZone::UTC), Recognition::Unknown { region: None });
    }
}
