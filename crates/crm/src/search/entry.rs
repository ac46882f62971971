//! What is put into the index: a contact, a company or a record with everything it can be found by.

use super::{HitKind, fields::Fields};
use crate::{card::person_name, spelling};
use otklik_model::{ContactId, TenantId};
use otklik_store::{
    affiliations::Affiliation,
    companies::Company,
    contact_points::{ContactPoint, PointKind},
    contacts::Contact,
    records::Record,
};
use serde::{Deserialize, Serialize};
use tantivy::TantivyDocument;

/// What something can be found by, as written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FoundBy {
    /// Digits of phone numbers.
    pub phones: Vec<String>,
    /// E-mail addresses and handles.
    pub emails: Vec<String>,
    /// Taxpayer numbers.
    pub inns: Vec<String>,
    /// Numbers of contracts, orders, invoices and other papers.
    pub documents: Vec<String>,
    /// Names of the thing itself.
    pub names: Vec<String>,
    /// Names of companies behind a person.
    pub companies: Vec<String>,
}

/// One entry of the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it is.
    pub kind: HitKind,
    /// Its id as text.
    pub id: String,
    /// First line.
    pub title: String,
    /// Second line.
    pub subtitle: String,
    /// What finds it.
    pub found_by: FoundBy,
}

/// A contact with what it is found by.
#[derive(Debug, Clone, Copy)]
pub struct ContactSources<'a> {
    /// The person.
    pub contact: &'a Contact,
    /// Points of this batch.
    pub points: &'a [ContactPoint],
    /// Affiliations of this batch.
    pub affiliations: &'a [Affiliation],
    /// Companies of this batch.
    pub companies: &'a [Company],
    /// Records of this batch.
    pub records: &'a [Record],
}

impl ContactSources<'_> {
    /// The person's entry and those of his papers.
    pub fn entries(&self) -> Vec<Entry> {
        let id = self.contact.id;
        let records: Vec<&Record> = self.records.iter().filter(|record| record.contact_id == Some(id)).collect();
        let name = person_name(self.contact).full();
        let found_by = FoundBy {
            phones: self.points_of(id).filter_map(|point| point.number).map(|number| number.digits().to_string()).collect(),
            emails: self.points_of(id).filter(|point| point.kind != PointKind::Phone).map(|point| point.value.to_lowercase()).collect(),
            inns: self.companies_of(id).filter_map(|company| company.inn.clone()).collect(),
            documents: records.iter().flat_map(|record| document_numbers(record)).collect(),
            names: name.iter().cloned().collect(),
            companies: self.companies_of(id).flat_map(company_names).collect(),
        };
        let phone =
            self.points_of(id).next().map(|point| point.number.map_or_else(|| point.value.clone(), |number| number.international()));
        let subtitle: Vec<String> = self.companies_of(id).map(|company| company.name.clone()).chain(phone).collect();
        let title = name.or_else(|| subtitle.last().cloned()).unwrap_or_default();
        let person = Entry { kind: HitKind::Contact, id: id.to_string(), title: title.clone(), subtitle: subtitle.join(", "), found_by };
        std::iter::once(person).chain(records.iter().map(|record| record_entry(record, &title))).collect()
    }

    fn points_of(&self, id: ContactId) -> impl Iterator<Item = &ContactPoint> {
        self.points.iter().filter(move |point| point.contact_id == id)
    }

    fn companies_of(&self, id: ContactId) -> impl Iterator<Item = &Company> {
        let own = self.affiliations.iter().filter(move |affiliation| affiliation.contact_id == id);
        own.filter_map(|affiliation| self.companies.iter().find(|company| company.id == affiliation.company_id))
    }
}

/// A company's entry and those of its papers.
pub fn company_entries(company: &Company, records: &[Record]) -> Vec<Entry> {
    let own: Vec<&Record> = records.iter().filter(|record| record.company_id == Some(company.id)).collect();
    let found_by = FoundBy {
        inns: company.inn.iter().cloned().collect(),
        documents: own.iter().flat_map(|record| document_numbers(record)).collect(),
        names: company_names(company).collect(),
        ..FoundBy::default()
    };
    let subtitle = [company.legal_name.clone(), company.inn.as_ref().map(|inn| format!("ИНН {inn}"))];
    let subtitle: Vec<String> = subtitle.into_iter().flatten().collect();
    let entry =
        Entry { kind: HitKind::Company, id: company.id.to_string(), title: company.name.clone(), subtitle: subtitle.join(", "), found_by };
    std::iter::once(entry).chain(own.iter().map(|record| record_entry(record, &company.name))).collect()
}

fn company_names(company: &Company) -> impl Iterator<Item = String> + use<> {
    [Some(company.name.clone()), company.legal_name.clone()].into_iter().flatten()
}

fn record_entry(record: &Record, owner: &str) -> Entry {
    let found_by = FoundBy { documents: document_numbers(record).collect(), names: vec![record.title.clone()], ..FoundBy::default() };
    let subtitle: Vec<&str> = record.date.as_deref().into_iter().chain([owner]).collect();
    Entry { kind: HitKind::Record, id: record.id.to_string(), title: record.title.clone(), subtitle: subtitle.join(", "), found_by }
}

/// Attribute values and words of the title with a digit in them: «115/2009», «З-2502», «C6».
fn document_numbers(record: &Record) -> impl Iterator<Item = String> + use<> {
    let in_title: Vec<String> = record.title.split_whitespace().map(str::to_owned).collect();
    let attributes: Vec<String> = record.attributes.values().filter_map(|value| value.as_str().map(str::to_owned)).collect();
    in_title.into_iter().chain(attributes).filter(|word| word.contains(|c: char| c.is_ascii_digit()))
}

/// Letters and digits run together: «№ 115/2009» → «1152009».
pub fn code(text: &str) -> String {
    spelling::words(text).concat()
}

impl Entry {
    /// As the index keeps it.
    pub fn document(&self, fields: &Fields, tenant_id: TenantId, owner: &str) -> TantivyDocument {
        let FoundBy { phones, emails, inns, documents, names, companies } = &self.found_by;
        let words = names.iter().chain(companies).chain(documents).chain(emails).flat_map(|text| spelling::words(text));
        let codes = inns.iter().chain(documents).chain(emails).map(|text| code(text));
        let tails = phones.iter().map(|digits| digits.chars().rev().collect::<String>());
        let mut document = TantivyDocument::default();
        document.add_text(fields.tenant, tenant_id.to_string());
        document.add_text(fields.owner, owner);
        document.add_text(fields.kind, self.kind.as_str());
        document.add_text(fields.id, &self.id);
        document.add_text(fields.words, joined(words));
        document.add_text(fields.codes, joined(codes));
        document.add_text(fields.phone, phones.join(" "));
        document.add_text(fields.phone_tail, joined(tails));
        document.add_text(fields.title, &self.title);
        document.add_text(fields.subtitle, &self.subtitle);
        document.add_text(fields.found_by, serde_json::to_string(&self.found_by).expect("lists of texts are JSON"));
        document
    }
}

fn joined(words: impl Iterator<Item = String>) -> String {
    words.collect::<Vec<_>>().join(" ")
}
