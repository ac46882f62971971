//! Who is who: the one way by which figures, ledger and findings say which calls are those of one person.

use crate::attempt::Person;
use otklik_model::{ContactId, PhoneNumber};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What is known of people besides their calls: which numbers are one person's, and which person a contact is.
///
/// ```
/// use otklik_insight::{attempt::Person, people::People};
/// use otklik_model::{ContactId, PhoneNumber};
///
/// let [work, mobile]: [PhoneNumber; 2] = ["+74952000001", "+79160000001"].map(|number| number.parse().unwrap());
/// let mut people = People::default();
/// people.join(&[work, mobile]);
/// assert_eq!(people.known_as(Person::Number(mobile)), Person::Number(work));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct People {
    /// Each further number of a person to another one of his; the one that leads nowhere further is the one he is known by.
    known_as: HashMap<PhoneNumber, PhoneNumber>,
    contacts: HashMap<ContactId, PhoneNumber>,
}

/// A person in eight bytes: digits of a number (below 10¹⁵), or 62 bits of a hash under a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonKey(u64);

impl People {
    /// Says that these numbers are those of one person, and so are all that were joined with any of them before.
    pub fn join(&mut self, numbers: &[PhoneNumber]) {
        let [first, others @ ..] = numbers else { return };
        let name = self.name_of(*first);
        for other in others {
            let other = self.name_of(*other);
            if other != name {
                self.known_as.insert(other, name);
            }
        }
    }

    /// The contacts that have these numbers. One that several contacts have, as colleagues have that of their office, tells none of them from
    /// the others and joins nobody.
    pub fn of_contacts(points: &[(ContactId, PhoneNumber)]) -> Self {
        let mut owners: HashMap<PhoneNumber, BTreeSet<ContactId>> = HashMap::new();
        let mut numbers: BTreeMap<ContactId, Vec<PhoneNumber>> = BTreeMap::new();
        for (contact_id, number) in points {
            owners.entry(*number).or_default().insert(*contact_id);
            numbers.entry(*contact_id).or_default().push(*number);
        }
        let mut people = Self::default();
        for (contact_id, numbers) in numbers {
            let own: Vec<PhoneNumber> = numbers.iter().filter(|number| owners[*number].len() == 1).copied().collect();
            people.join(&own);
            people.contacts.extend(own.first().or(numbers.first()).map(|number| (contact_id, *number)));
        }
        people
    }

    /// Who that is, when several numbers are one person's.
    pub fn known_as(&self, person: Person) -> Person {
        match person {
            Person::Number(number) => Person::Number(self.name_of(number)),
            Person::Text(_) | Person::Withheld(_) => person,
        }
    }

    /// Who a contact is.
    pub fn of_contact(&self, contact_id: ContactId) -> Option<Person> {
        self.contacts.get(&contact_id).map(|number| Person::Number(self.name_of(*number)))
    }

    /// The numbers these people are known by: a list that names one number of a person names the person.
    pub(crate) fn names_of<'a>(&self, numbers: impl IntoIterator<Item = &'a PhoneNumber>) -> Vec<PhoneNumber> {
        numbers.into_iter().map(|number| self.name_of(*number)).collect()
    }

    /// There is no way round in circles: only a number that leads nowhere is ever made to lead to another.
    fn name_of(&self, number: PhoneNumber) -> PhoneNumber {
        std::iter::successors(Some(number), |number| self.known_as.get(number).copied()).last().unwrap_or(number)
    }
}

impl PersonKey {
    /// The key of whoever that is.
    pub const fn of(person: Person) -> Self {
        Self(match person {
            Person::Number(number) => number.digits(),
            Person::Text(hash) => 1 << 62 | hash >> 2,
            Person::Withheld(hash) => 2 << 62 | hash >> 2,
        })
    }

    /// His number, when he is known by one.
    pub(crate) fn number(self) -> Option<PhoneNumber> {
        PhoneNumber::from_digits(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(last: u64) -> PhoneNumber {
        PhoneNumber::from_digits(79_160_000_000 + last).unwrap()
    }

    fn is_one(people: &People, numbers: impl IntoIterator<Item = u64>) -> bool {
        let mut names = numbers.into_iter().map(|last| people.known_as(Person::Number(number(last))));
        let first = names.next();
        names.all(|name| Some(name) == first)
    }

    #[test]
    fn numbers_joined_by_way_of_others_are_one_person_whatever_the_order() {
        for pairs in [[(1, 2), (3, 4), (2, 3)], [(2, 3), (4, 3), (1, 2)], [(4, 1), (2, 1), (3, 2)]] {
            let mut people = People::default();
            pairs.into_iter().for_each(|(one, other)| people.join(&[number(one), number(other)]));
            assert!(is_one(&people, 1..=4), "{pairs:?}");
            assert!(!is_one(&people, [1, 5]));
        }
    }

    #[test]
    fn a_contact_is_the_person_of_his_numbers_even_when_they_are_joined_later() {
        let mut people = People::of_contacts(&[(ContactId::from_u128(1), number(1))]);
        people.join(&[number(9), number(1)]);
        assert_eq!(people.of_contact(ContactId::from_u128(1)), Some(Person::Number(number(9))));
        assert_eq!(people.of_contact(ContactId::from_u128(2)), None);
    }

    #[test]
    fn the_number_of_an_office_does_not_make_one_person_of_those_who_work_there() {
        let [one, other] = [1, 2].map(ContactId::from_u128);
        let people =
            People::of_contacts(&[(one, number(100)), (one, number(1)), (one, number(11)), (other, number(100)), (other, number(2))]);
        assert!(is_one(&people, [1, 11]) && !is_one(&people, [1, 2]) && !is_one(&people, [1, 100]));
        assert_eq!(people.of_contact(one), Some(Person::Number(number(1))));
    }

    #[test]
    fn people_of_different_kinds_are_never_one() {
        let keys = [Person::Number(number(1)), Person::Text(u64::MAX), Person::Withheld(u64::MAX)].map(PersonKey::of);
        assert!(keys[0] < keys[1] && keys[1] < keys[2]);
        assert_eq!((keys[0].number(), keys[1].number()), (Some(number(1)), None));
    }
}
