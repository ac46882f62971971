//! For whom a person may be speaking: himself and the companies he acts for now, most probable first.

use super::CardOnBehalf;
use jiff::civil::Date;
use otklik_model::CompanyId;
use otklik_store::{affiliations::Affiliation, companies::Company, records::Record};
use std::{cmp::Reverse, collections::BTreeSet};

/// Whether an affiliation holds on that day.
pub fn holds(affiliation: &Affiliation, today: Date) -> bool {
    affiliation.since.is_none_or(|since| since <= today) && affiliation.until.is_none_or(|until| today <= until)
}

/// Ranks himself and the companies he acts for today.
///
/// First whom he spoke for on earlier calls (`spoke_for`, latest first), then whose matters are most recent, then himself.
pub fn rank(own_name: &str, present: &[&(Affiliation, Company)], records: &[Record], spoke_for: &[CompanyId]) -> Vec<CardOnBehalf> {
    let himself = (None, own_name.to_owned(), None);
    let acting = present.iter().map(|(affiliation, company)| (Some(company.id), company.name.clone(), affiliation.role.clone()));
    let mut all: Vec<_> = std::iter::once(himself).chain(acting).collect();
    all.sort_by_key(|(company_id, _, _)| {
        let place = spoke_for.iter().position(|one| Some(*one) == *company_id).unwrap_or(usize::MAX);
        (place, Reverse(latest_matter(*company_id, records)))
    });
    let mut seen = BTreeSet::new();
    all.retain(|(company_id, _, _)| seen.insert(*company_id));
    let ranked = all.into_iter().zip(1..);
    ranked.map(|((company_id, name, role), rank)| CardOnBehalf { company_id, name, role, rank }).collect()
}

fn latest_matter(company_id: Option<CompanyId>, records: &[Record]) -> Option<&str> {
    let own = records.iter().filter(|record| record.company_id == company_id);
    own.filter_map(|record| record.date.as_deref()).max()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use otklik_model::{AffiliationId, ContactId, RecordId, Timestamp};

    fn affiliation(company: u128) -> Affiliation {
        Affiliation {
            id: AffiliationId::from_u128(company),
            contact_id: ContactId::from_u128(1),
            company_id: CompanyId::from_u128(company),
            role: None,
            since: None,
            until: None,
        }
    }

    fn company(id: u128) -> Company {
        let created_at = Timestamp::UNIX_EPOCH;
        let id = CompanyId::from_u128(id);
        Company { id, name: id.to_string(), legal_name: None, inn: None, kpp: None, notes: None, created_at, version: 1, deleted_at: None }
    }

    fn record(company: Option<u128>, date: &str) -> Record {
        Record {
            id: RecordId::from_u128(1),
            contact_id: company.is_none().then(|| ContactId::from_u128(1)),
            company_id: company.map(CompanyId::from_u128),
            kind: "purchase".into(),
            title: String::new(),
            date: Some(date.into()),
            quantity: None,
            amount: None,
            status: None,
            attributes: serde_json::Map::new(),
        }
    }

    fn order(records: &[Record], spoke_for: &[u128]) -> Vec<Option<u128>> {
        let (one, two) = ((affiliation(1), company(1)), (affiliation(2), company(2)));
        let spoke_for: Vec<CompanyId> = spoke_for.iter().map(|id| CompanyId::from_u128(*id)).collect();
        let ranked = rank("Геннадий", &[&one, &two], records, &spoke_for);
        ranked.iter().map(|one| one.company_id.map(CompanyId::to_u128)).collect()
    }

    #[test]
    fn without_any_sign_he_speaks_for_himself() {
        assert_eq!(order(&[], &[]), [None, Some(1), Some(2)]);
    }

    #[test]
    fn the_most_recent_matter_ranks_and_an_earlier_choice_wins_over_it() {
        let records = [record(None, "2009"), record(Some(2), "2026-10-02"), record(Some(1), "2025")];
        assert_eq!(order(&records, &[]), [Some(2), Some(1), None]);
        assert_eq!(order(&records, &[1]), [Some(1), Some(2), None]);
        assert_eq!(order(&records, &[1, 2]), [Some(1), Some(2), None]);
    }

    #[test]
    fn an_affiliation_holds_only_between_its_days() {
        let today = date(2026, 11, 21);
        let with = |since, until| Affiliation { since, until, ..affiliation(1) };
        assert!(holds(&with(None, None), today));
        assert!(holds(&with(Some(today), Some(today)), today));
        assert!(!holds(&with(None, Some(date(2026, 11, 20))), today));
        assert!(!holds(&with(Some(date(2026, 11, 22)), None), today));
    }
}
