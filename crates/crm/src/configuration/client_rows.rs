//! Clients of the file as rows, and how each kind of row is told.

use super::{
    difference::{Described, text},
    file::{AffiliationPart, BlockerPart, CompanyFile, CompanyPart, ContactPart, FactPart, PointPart, RecordPart},
    keyed::keyed,
};
use otklik_model::{AffiliationId, BlockerId, CompanyId, ContactId, ContactPointId, RecordId, TenantId, Timestamp};
use otklik_store::{
    affiliations::Affiliation,
    blockers::{Blocker, Details},
    companies::Company,
    contact_points::{ContactPoint, PointKind},
    contacts::{Contact, Known},
    records::Record,
    users::User,
};
use std::fmt::Debug;

/// Clients with what belongs to them.
#[derive(Debug, Clone, Default)]
pub struct ClientRows {
    /// Companies.
    pub companies: Vec<Company>,
    /// Contacts.
    pub contacts: Vec<Contact>,
    /// Their points.
    pub points: Vec<ContactPoint>,
    /// For whom they act.
    pub affiliations: Vec<Affiliation>,
    /// What stands in their way.
    pub blockers: Vec<Blocker>,
    /// Their purchases and papers.
    pub records: Vec<Record>,
}

/// Makes the rows of the clients of a file.
#[derive(Debug, Clone, Copy)]
pub struct ClientWanting<'a> {
    /// Whose.
    pub tenant_id: TenantId,
    /// Owners are looked up here.
    pub users: &'a [User],
    /// When new ones are made.
    pub now: Timestamp,
}

/// A contact or a company, to which blockers and records belong.
#[derive(Debug, Clone, Copy)]
enum Client<'a> {
    Contact(&'a str),
    Company(&'a str),
}

impl ClientWanting<'_> {
    /// All rows of the file.
    pub fn rows(&self, file: &CompanyFile) -> ClientRows {
        let mut rows = ClientRows::default();
        for part in &file.companies {
            rows.companies.push(self.company(part));
            self.belongings(&mut rows, Client::Company(part.key.get_ref()), &part.blockers, &part.records);
        }
        for part in &file.contacts {
            rows.contacts.push(self.contact(part));
            rows.points.extend((0..).zip(&part.points).map(|(position, point)| self.point(part, point, position)));
            rows.affiliations.extend(part.affiliations.iter().map(|affiliation| self.affiliation(part, affiliation)));
            self.belongings(&mut rows, Client::Contact(part.key.get_ref()), &part.blockers, &part.records);
        }
        rows
    }

    /// The id of a contact of the file.
    pub fn contact_id(&self, key: &str) -> ContactId {
        keyed(ContactId::from_parts, self.tenant_id, &["contact", key])
    }

    /// The id of a company of the file.
    pub fn company_id(&self, key: &str) -> CompanyId {
        keyed(CompanyId::from_parts, self.tenant_id, &["company", key])
    }

    fn belongings(&self, rows: &mut ClientRows, client: Client<'_>, blockers: &[BlockerPart], records: &[RecordPart]) {
        rows.blockers.extend(blockers.iter().map(|part| self.blocker(client, part)));
        rows.records.extend(records.iter().map(|part| self.record(client, part)));
    }

    fn company(&self, part: &CompanyPart) -> Company {
        Company {
            id: self.company_id(part.key.get_ref()),
            name: part.name.clone(),
            legal_name: part.legal_name.clone(),
            inn: part.inn.as_ref().map(|inn| inn.0.0.clone()),
            kpp: part.kpp.as_ref().map(|kpp| kpp.0.0.clone()),
            notes: part.notes.clone(),
            created_at: self.now,
            version: 1,
            deleted_at: None,
        }
    }

    fn contact(&self, part: &ContactPart) -> Contact {
        let owner = part.owner.as_ref().and_then(|login| self.users.iter().find(|user| user.login == *login.get_ref()));
        Contact {
            id: self.contact_id(part.key.get_ref()),
            last_name: part.last_name.clone(),
            first_name: part.first_name.clone(),
            patronymic: part.patronymic.clone(),
            tier: part.tier.clone(),
            preferred_channel: part.preferred_channel.clone(),
            owner_id: owner.map(|user| user.id),
            known: facts(&part.known),
            created_at: self.now,
            last_activity_at: None,
            version: 1,
            deleted_at: None,
        }
    }

    fn point(&self, contact: &ContactPart, part: &PointPart, position: u32) -> ContactPoint {
        let number = part.phone.as_ref().map(|phone| phone.get_ref().0);
        let email = part.email.as_ref().map(|email| email.0.0.to_lowercase());
        let value = number.map(|number| number.to_string()).or(email).expect("each point was checked to have a phone or an e-mail");
        let key = contact.key.get_ref();
        ContactPoint {
            id: keyed(ContactPointId::from_parts, self.tenant_id, &["point", key, &value]),
            contact_id: self.contact_id(key),
            kind: if number.is_some() { PointKind::Phone } else { PointKind::Email },
            value,
            number,
            label: part.label.clone(),
            preferred: part.preferred,
            position,
        }
    }

    fn affiliation(&self, contact: &ContactPart, part: &AffiliationPart) -> Affiliation {
        let (key, company) = (contact.key.get_ref(), part.company.get_ref());
        Affiliation {
            id: keyed(AffiliationId::from_parts, self.tenant_id, &["affiliation", key, company, part.role.as_deref().unwrap_or_default()]),
            contact_id: self.contact_id(key),
            company_id: self.company_id(company),
            role: part.role.clone(),
            since: part.since.as_ref().map(|date| date.0),
            until: part.until.as_ref().map(|date| date.0),
        }
    }

    fn blocker(&self, client: Client<'_>, part: &BlockerPart) -> Blocker {
        let title = part.title.get_ref();
        let (contact_id, company_id) = self.ids(client);
        Blocker {
            id: keyed(BlockerId::from_parts, self.tenant_id, &["blocker", client.kind(), client.key(), title]),
            contact_id,
            company_id,
            kind: part.kind.clone(),
            title: title.clone(),
            sentence: part.sentence.clone(),
            action: part.action.clone(),
            details: Details(facts(&part.details)),
            active: true,
        }
    }

    fn record(&self, client: Client<'_>, part: &RecordPart) -> Record {
        let title = part.title.get_ref();
        let (contact_id, company_id) = self.ids(client);
        Record {
            id: keyed(RecordId::from_parts, self.tenant_id, &["record", client.kind(), client.key(), title]),
            contact_id,
            company_id,
            kind: part.kind.clone(),
            title: title.clone(),
            date: part.date.as_ref().map(|date| date.0.0.clone()),
            quantity: part.quantity.map(i64::from),
            amount: part.amount.as_ref().map(|amount| amount.0.0),
            status: part.status.clone(),
            attributes: part.attributes.iter().map(|(name, value)| (name.clone(), value.clone().into())).collect(),
        }
    }

    fn ids(&self, client: Client<'_>) -> (Option<ContactId>, Option<CompanyId>) {
        match client {
            Client::Contact(key) => (Some(self.contact_id(key)), None),
            Client::Company(key) => (None, Some(self.company_id(key))),
        }
    }
}

impl Client<'_> {
    const fn kind(&self) -> &'static str {
        match self {
            Self::Contact(_) => "contact",
            Self::Company(_) => "company",
        }
    }

    const fn key(&self) -> &str {
        match self {
            Self::Contact(key) | Self::Company(key) => key,
        }
    }
}

fn facts(parts: &[FactPart]) -> Vec<Known> {
    parts.iter().map(|part| Known { label: part.label.clone(), value: part.value.clone() }).collect()
}

fn written_facts(facts: &[Known]) -> String {
    facts.iter().map(|fact| format!("{}: {}", fact.label, fact.value)).collect::<Vec<_>>().join(", ")
}

/// Names of an id or a flag in a difference.
fn debug<T: Debug>(value: Option<&T>) -> String {
    value.map(|value| format!("{value:?}")).unwrap_or_default()
}

impl Described for Company {
    type Key = CompanyId;

    fn key(&self) -> CompanyId {
        self.id
    }

    fn what(&self) -> String {
        format!("company {}", self.name)
    }

    fn fields(&self) -> Vec<(&'static str, String)> {
        vec![
            ("name", self.name.clone()),
            ("legal_name", text(self.legal_name.as_ref())),
            ("inn", text(self.inn.as_ref())),
            ("kpp", text(self.kpp.as_ref())),
            ("notes", text(self.notes.as_ref())),
        ]
    }
}

impl Described for Contact {
    type Key = ContactId;

    fn key(&self) -> ContactId {
        self.id
    }

    fn what(&self) -> String {
        let names = [&self.first_name, &self.patronymic, &self.last_name];
        format!("contact {}", names.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" "))
    }

    fn fields(&self) -> Vec<(&'static str, String)> {
        vec![
            ("last_name", text(self.last_name.as_ref())),
            ("first_name", text(self.first_name.as_ref())),
            ("patronymic", text(self.patronymic.as_ref())),
            ("tier", text(self.tier.as_ref())),
            ("preferred_channel", text(self.preferred_channel.as_ref())),
            ("owner", text(self.owner_id.as_ref())),
            ("known", written_facts(&self.known)),
            ("deleted", text(self.deleted_at.as_ref())),
        ]
    }
}

impl Described for ContactPoint {
    type Key = ContactPointId;

    fn key(&self) -> ContactPointId {
        self.id
    }

    fn what(&self) -> String {
        format!("contact point {}", self.value)
    }

    fn fields(&self) -> Vec<(&'static str, String)> {
        vec![("label", text(self.label.as_ref())), ("preferred", self.preferred.to_string()), ("place", self.position.to_string())]
    }
}

impl Described for Affiliation {
    type Key = AffiliationId;

    fn key(&self) -> AffiliationId {
        self.id
    }

    fn what(&self) -> String {
        format!("affiliation {}", self.role.as_deref().unwrap_or("—"))
    }

    fn fields(&self) -> Vec<(&'static str, String)> {
        vec![("since", debug(self.since.as_ref())), ("until", debug(self.until.as_ref()))]
    }
}

impl Described for Blocker {
    type Key = BlockerId;

    fn key(&self) -> BlockerId {
        self.id
    }

    fn what(&self) -> String {
        format!("blocker {}", self.title)
    }

    fn fields(&self) -> Vec<(&'static str, String)> {
        vec![
            ("kind", self.kind.clone()),
            ("sentence", self.sentence.clone()),
            ("action", text(self.action.as_ref())),
            ("details", written_facts(&self.details.0)),
            ("active", self.active.to_string()),
        ]
    }
}

impl Described for Record {
    type Key = RecordId;

    fn key(&self) -> RecordId {
        self.id
    }

    fn what(&self) -> String {
        format!("record {}", self.title)
    }

    fn fields(&self) -> Vec<(&'static str, String)> {
        vec![
            ("kind", self.kind.clone()),
            ("date", text(self.date.as_ref())),
            ("quantity", text(self.quantity.as_ref())),
            ("amount", text(self.amount.as_ref())),
            ("status", text(self.status.as_ref())),
            ("attributes", serde_json::Value::Object(self.attributes.clone()).to_string()),
        ]
    }
}
