//! Who plays a generated company: invented people and numbers, or those of a company that is there.

use super::Company;
use crate::files::Legend;
use otklik_model::{DeviceId, DidId, GroupId, PhoneNumber, TenantId, TrunkId, UserId};

/// The people, numbers and lines that the entries of a generated company name.
#[derive(Debug, Clone, PartialEq)]
pub struct Cast {
    /// Whose journal it is.
    pub tenant_id: TenantId,
    /// Who answers.
    pub staff: Vec<Member>,
    /// What clients call.
    pub numbers: Vec<OwnNumber>,
    /// The number of `numbers` that closes for the night and is called then; any of them where that makes no difference.
    pub closing: Option<u16>,
    /// Where clients wait for whoever is free.
    pub group_id: GroupId,
    /// The line to the carrier.
    pub trunk_id: TrunkId,
    /// File name of the greeting.
    pub greeting: String,
    /// What numbers clients call from.
    pub clients: Clients,
}

/// Somebody who answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub user_id: UserId,
    /// His phone.
    pub device_id: DeviceId,
    /// His extension.
    pub extension: String,
}

/// A number clients call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnNumber {
    /// Its id.
    pub did_id: DidId,
    /// The number.
    pub number: PhoneNumber,
    /// Who answers there, by place in the staff; everybody when empty.
    pub members: Vec<u16>,
}

/// Where the numbers of clients come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clients {
    /// Spread over the mobile numbers of a country: hundreds of millions of people, each with his own.
    Countless,
    /// Such as nobody is given, under the codes of several operators: at most [`Clients::PRETENDED_MAX`] people.
    Pretended,
}

impl Clients {
    /// People with a pretended number of their own.
    pub const PRETENDED_MAX: u32 = 8 * 9000;

    /// The number of a person, counted from 1.
    pub fn number(self, person: u32) -> PhoneNumber {
        /// The largest prime below a thousand million, so that steps of any length come to every number.
        const NUMBERS: u64 = 999_999_937;
        /// Codes of mobile operators in Moscow.
        const CODES: [u64; 8] = [903, 909, 915, 916, 925, 926, 977, 985];
        let person = u64::from(person);
        let digits = match self {
            Self::Countless => 79_000_000_000 + person * 7_919 % NUMBERS,
            Self::Pretended => {
                let place = person * 6_577 % u64::from(Self::PRETENDED_MAX);
                let code = CODES[usize::try_from(place % 8).unwrap_or_default()];
                // Subscribers 000-10-00 and on: the hundred below belong to examples.
                (7_000 + code) * 10_000_000 + 1_000 + place / 8
            }
        };
        PhoneNumber::from_digits(digits).expect("eleven digits are a number")
    }
}

impl Cast {
    /// As many people and numbers as the company says, of nobody.
    pub fn invented(company: &Company) -> Self {
        let member = |place: u16| Member {
            user_id: UserId::from_u128(101 + u128::from(place)),
            device_id: DeviceId::from_u128(101 + u128::from(place)),
            extension: (101 + u32::from(place)).to_string(),
        };
        let own_number = |place: u16| OwnNumber {
            did_id: DidId::from_u128(1 + u128::from(place)),
            number: PhoneNumber::from_digits(74_952_000_001 + u64::from(place)).expect("eleven digits are a number"),
            members: Vec::new(),
        };
        Self {
            tenant_id: TenantId::from_u128(1),
            staff: (0..company.staff).map(member).collect(),
            numbers: (0..company.numbers).map(own_number).collect(),
            closing: None,
            group_id: GroupId::from_u128(1),
            trunk_id: TrunkId::from_u128(1),
            greeting: "greeting.wav".to_owned(),
            clients: Clients::Countless,
        }
    }

    /// What the ids stand for.
    pub fn legend(&self) -> Legend {
        let mut legend = Legend::default();
        legend.users.extend(self.staff.iter().map(|member| (member.user_id, member.extension.clone())));
        legend.dids.extend(self.numbers.iter().map(|own| (own.did_id, own.number.to_string())));
        legend
    }

    /// Whether everybody and every number the company asks for is there.
    pub(super) fn suffices(&self, company: &Company) -> bool {
        let known = |place: &u16| usize::from(*place) < self.staff.len();
        company.staff > 0
            && company.numbers > 0
            && usize::from(company.staff) <= self.staff.len()
            && usize::from(company.numbers) <= self.numbers.len()
            && self.closing.is_none_or(|place| place < company.numbers)
            && self.numbers.iter().flat_map(|own| &own.members).all(known)
    }

    pub(super) fn member(&self, place: u16) -> &Member {
        &self.staff[usize::from(place)]
    }

    pub(super) fn own_number(&self, place: u16) -> &OwnNumber {
        &self.numbers[usize::from(place)]
    }

    /// Who answers at a number in the place of one drawn from everybody.
    pub(super) fn at_number(&self, did: u16, drawn: u16) -> u16 {
        let members = &self.own_number(did).members;
        if members.is_empty() { drawn } else { members[usize::from(drawn) % members.len()] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn pretended_numbers_differ_and_leave_those_of_examples_alone() {
        let numbers: BTreeSet<String> = (1..=Clients::PRETENDED_MAX).map(|person| Clients::Pretended.number(person).to_string()).collect();
        assert_eq!(numbers.len(), usize::try_from(Clients::PRETENDED_MAX).unwrap());
        assert!(numbers.iter().all(|number| number.len() == 12 && &number[5..8] == "000" && &number[8..10] >= "10"));
    }
}
