//! Putting a card together. Pure: everything was read before.

use super::{
    Card, CardActivity, CardBlocker, CardCaller, CardCandidate, CardContact, CardDocument, CardFact, CardMatter, CardNumber, CardOnBehalf,
    CardPurchase, CardRecognition, MatterKind, Named, on_behalf,
};
use crate::{
    activity,
    names::{PersonName, greeting},
    numbering_plan::origin_of,
    recognise::{Ranked, Recognition},
};
use jiff::{civil::Date, tz::TimeZone};
use otklik_model::{
    CompanyId, ContactId, Timestamp, UserId,
    call_record::CallRecord,
    event::{Direction, Party},
};
use otklik_store::{
    affiliations::Affiliation,
    blockers::Blocker,
    card_rows::CardRows,
    commitments::Commitment,
    companies::Company,
    contacts::{Contact, Known},
    dids::Did,
    records::Record,
    users::User,
};
use std::cmp::Reverse;

/// Lines of one kind on a card: more are read on the contact's page (chosen: what is seen at a glance).
const LINES_MAX: usize = 8;

/// The last three fit beside the rest; two more are given for a taller screen.
const ACTIVITIES_MAX: usize = 5;

/// What a card is made of.
#[derive(Debug, Clone)]
pub struct Sources {
    /// The call.
    pub call: CallRecord,
    /// Now.
    pub now: Timestamp,
    /// Where the company lives.
    pub zone: TimeZone,
    /// Our number that was called.
    pub did: Option<Did>,
    /// Our users, to name them.
    pub users: Vec<User>,
    /// Who fits the number.
    pub recognition: Recognition,
    /// The person the card is of: the only one who fits or the one a user chose.
    pub chosen: Option<ContactId>,
    /// Everybody who fits, and the chosen one, with what is known of each.
    pub people: Vec<CardRows>,
    /// Open commitments to call this number back, when nobody is chosen.
    pub owed_to_number: Vec<Commitment>,
    /// The companies he spoke for on earlier calls, latest first.
    pub spoke_for: Vec<CompanyId>,
}

/// Puts a card together: blockers before everything else that is told of a person.
pub fn compose(sources: &Sources) -> Card {
    let person = sources.chosen.and_then(|id| sources.person(id));
    let matters = person.map_or(&sources.owed_to_number, |person| &person.commitments);
    let records = || person.map(|person| sources.present_records(person)).unwrap_or_default().into_iter();
    Card {
        call_id: sources.call.call_id,
        complete: true,
        did: sources.did.as_ref().map(|did| CardNumber { number: did.number, name: did.name.clone() }),
        caller: sources.caller(client(&sources.call)),
        recognition: sources.recognised(),
        contact: person.map(|person| sources.contact(person)),
        candidates: sources.candidates(),
        on_behalf: person.map(|person| sources.on_behalf(person)).unwrap_or_default(),
        blockers: person.map(|person| blockers_on(person, sources.today())).unwrap_or_default(),
        open_matters: matters.iter().map(|commitment| sources.matter(commitment)).collect(),
        purchases: records().filter(|(record, _)| is_purchase(record)).take(LINES_MAX).map(purchase).collect(),
        documents: records().filter(|(record, _)| !is_purchase(record)).take(LINES_MAX).map(document).collect(),
        last_activities: person.map(|person| sources.last_activities(person)).unwrap_or_default(),
        known: person.map(|person| facts(&person.contact.known)).unwrap_or_default(),
    }
}

/// The party outside; on an internal call whoever calls.
pub fn client(call: &CallRecord) -> &Party {
    match call.direction {
        Direction::Inbound | Direction::Internal => &call.from,
        Direction::Outbound => &call.to,
    }
}

impl Sources {
    fn person(&self, id: ContactId) -> Option<&CardRows> {
        self.people.iter().find(|person| person.contact.id == id)
    }

    fn user(&self, id: UserId) -> Option<Named<UserId>> {
        self.users.iter().find(|user| user.id == id).map(|user| Named { id, name: user.name.clone() })
    }

    fn caller(&self, party: &Party) -> CardCaller {
        let display = party.number.map(|number| number.international()).or_else(|| party.display_name.clone());
        CardCaller {
            raw: party.raw.clone(),
            number: party.number,
            display: display.unwrap_or_else(|| party.raw.clone()),
            user: party.user_id.and_then(|id| self.user(id)),
            region: party.number.filter(|_| self.chosen.is_none()).and_then(origin_of),
        }
    }

    /// A user's choice settles it; until then the number decides.
    fn recognised(&self) -> CardRecognition {
        match (&self.recognition, self.chosen) {
            (_, Some(_)) | (Recognition::Known(_), None) => CardRecognition::Known,
            (Recognition::Several(_), None) => CardRecognition::Several,
            (Recognition::Unknown { .. }, None) => CardRecognition::Unknown,
        }
    }

    fn contact(&self, person: &CardRows) -> CardContact {
        let contact = &person.contact;
        let name = person_name(contact);
        let company = self.present(person).next().map(|(_, company)| company.name.as_str());
        let local = self.now.to_zoned(self.zone.clone()).time();
        CardContact {
            id: contact.id,
            name: name.full().unwrap_or_default(),
            greeting: greeting(&name, company, local),
            tier: contact.tier.clone(),
            preferred_channel: contact.preferred_channel.clone(),
            owner: contact.owner_id.and_then(|id| self.user(id)),
        }
    }

    /// For whom he acts today. A company whose affiliation has expired is shown nowhere, nor is anything of it.
    fn present<'a>(&self, person: &'a CardRows) -> impl Iterator<Item = &'a (Affiliation, Company)> {
        present_on(person, self.today())
    }

    fn today(&self) -> Date {
        self.now.to_zoned(self.zone.clone()).date()
    }

    /// His own before those of his companies.
    fn present_records<'a>(&self, person: &'a CardRows) -> Vec<(&'a Record, Option<&'a Company>)> {
        let own = person.records.iter().filter(|record| record.company_id.is_none()).map(|record| (record, None));
        let of_companies = person.records.iter().filter_map(|record| {
            let (_, company) = self.present(person).find(|(_, company)| record.company_id == Some(company.id))?;
            Some((record, Some(company)))
        });
        own.chain(of_companies).collect()
    }

    fn candidates(&self) -> Vec<CardCandidate> {
        let ranked: &[Ranked] = match &self.recognition {
            Recognition::Several(ranked) => ranked,
            Recognition::Known(ranked) => std::slice::from_ref(ranked),
            Recognition::Unknown { .. } => &[],
        };
        let others = ranked.iter().filter(|one| Some(one.contact_id) != self.chosen);
        others.filter_map(|one| Some(self.candidate(one, self.person(one.contact_id)?))).collect()
    }

    fn candidate(&self, ranked: &Ranked, person: &CardRows) -> CardCandidate {
        let first = self.present(person).next();
        let role = first.and_then(|(affiliation, _)| affiliation.role.clone());
        let subtitle: Vec<String> = role.into_iter().chain(first.map(|(_, company)| company.name.clone())).collect();
        CardCandidate {
            contact_id: person.contact.id,
            name: person_name(&person.contact).full().unwrap_or_default(),
            subtitle: subtitle.join(", "),
            evidence: ranked.evidence.clone(),
            rank: ranked.rank,
        }
    }

    fn on_behalf(&self, person: &CardRows) -> Vec<CardOnBehalf> {
        let name = person_name(&person.contact).full().unwrap_or_default();
        let present: Vec<&(Affiliation, Company)> = self.present(person).collect();
        on_behalf::rank(&name, &present, &person.records, &self.spoke_for)
    }

    /// The store gives them by due time, so what is overdue comes first.
    fn matter(&self, commitment: &Commitment) -> CardMatter {
        CardMatter {
            kind: MatterKind::Commitment,
            id: commitment.id,
            title: activity::commitment_title(commitment),
            owner: commitment.owner_id.and_then(|id| self.user(id)),
            due: Some(commitment.due),
            overdue: commitment.due < self.now,
        }
    }

    fn last_activities(&self, person: &CardRows) -> Vec<CardActivity> {
        let calls = person.calls.iter().filter(|call| call.record.call_id != self.call.call_id).map(|call| CardActivity {
            at: call.record.started_at,
            kind: "call",
            title: activity::call_title(&call.record),
            with: call.record.answered_by.and_then(|id| self.user(id)),
        });
        let notes = person.notes.iter().map(|note| CardActivity {
            at: note.at,
            kind: "note",
            title: note.text.clone(),
            with: self.user(note.author_id),
        });
        let mut all: Vec<CardActivity> = calls.chain(notes).collect();
        all.sort_by_key(|activity| Reverse(activity.at));
        all.truncate(ACTIVITIES_MAX);
        all
    }
}

fn present_on(person: &CardRows, today: Date) -> impl Iterator<Item = &(Affiliation, Company)> {
    person.affiliations.iter().filter(move |(one, company)| on_behalf::holds(one, today) && company.deleted_at.is_none())
}

/// What stands in his way on that day: his own before those of his companies, which are named.
pub(super) fn blockers_on(person: &CardRows, today: Date) -> Vec<CardBlocker> {
    let own = person.blockers.iter().filter(|blocker| blocker.company_id.is_none()).map(|own| blocker(own, None));
    let of_companies = present_on(person, today).flat_map(|(_, company)| {
        let theirs = person.blockers.iter().filter(|blocker| blocker.company_id == Some(company.id));
        theirs.map(|theirs| blocker(theirs, Some(company)))
    });
    own.chain(of_companies).collect()
}

/// The name parts of a contact.
pub fn person_name(contact: &Contact) -> PersonName<'_> {
    PersonName::new(contact.last_name.as_deref(), contact.first_name.as_deref(), contact.patronymic.as_deref())
}

fn blocker(blocker: &Blocker, company: Option<&Company>) -> CardBlocker {
    CardBlocker {
        kind: blocker.kind.clone(),
        title: titled(&blocker.title, company),
        sentence: blocker.sentence.clone(),
        action: blocker.action.clone(),
        details: facts(&blocker.details.0),
    }
}

/// What is not his own says whose it is.
fn titled(title: &str, company: Option<&Company>) -> String {
    company.map_or_else(|| title.to_owned(), |company| format!("{}: {title}", company.name))
}

fn is_purchase(record: &Record) -> bool {
    record.kind == "purchase"
}

fn purchase((record, company): (&Record, Option<&Company>)) -> CardPurchase {
    CardPurchase {
        id: record.id,
        title: titled(&record.title, company),
        date: record.date.clone(),
        quantity: record.quantity,
        amount: record.amount,
        attributes: record.attributes.clone(),
    }
}

fn document((record, company): (&Record, Option<&Company>)) -> CardDocument {
    CardDocument {
        id: record.id,
        kind: record.kind.clone(),
        title: titled(&record.title, company),
        date: record.date.clone(),
        status: record.status.clone(),
    }
}

fn facts(known: &[Known]) -> Vec<CardFact> {
    known.iter().map(|fact| CardFact { label: fact.label.clone(), value: fact.value.clone() }).collect()
}
