//! A company as the API shows and takes one.

use crate::{naming, wire::Named};
use otklik_crm::companies::CompanyDraft;
use otklik_store::{Reader, StoreError, affiliations, companies::Company};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who acts for a company.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CompanyContact {
    /// The person.
    pub contact: Named,
    /// As what.
    pub role: Option<String>,
    /// First day.
    pub since: Option<String>,
    /// Last day.
    pub until: Option<String>,
}

/// An organisation among the clients.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Company)]
pub struct CompanyShape {
    /// `company_01J…`.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What it is called in documents.
    pub legal_name: Option<String>,
    /// Taxpayer number.
    pub inn: Option<String>,
    /// Registration reason code.
    pub kpp: Option<String>,
    /// Free text.
    pub notes: Option<String>,
    /// Who acts for it, past ones too.
    pub contacts: Vec<CompanyContact>,
    /// To be sent with a change.
    pub version: i64,
}

/// A company in a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CompanySummary {
    /// `company_01J…`.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What it is called in documents.
    pub legal_name: Option<String>,
    /// Taxpayer number.
    pub inn: Option<String>,
}

/// Fields of a company; in a change all of them are given.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CompanyRequest {
    /// What it is called.
    pub name: String,
    /// What it is called in documents.
    pub legal_name: Option<String>,
    /// Taxpayer number, 10 or 12 digits.
    pub inn: Option<String>,
    /// Registration reason code, 9 digits.
    pub kpp: Option<String>,
    /// Free text.
    pub notes: Option<String>,
}

impl CompanyRequest {
    /// The form of the use case.
    pub fn draft(self) -> CompanyDraft {
        CompanyDraft { name: self.name, legal_name: self.legal_name, inn: self.inn, kpp: self.kpp, notes: self.notes }
    }
}

impl From<Company> for CompanySummary {
    fn from(company: Company) -> Self {
        Self { id: company.id.to_string(), name: company.name, legal_name: company.legal_name, inn: company.inn }
    }
}

/// One company with its people.
pub async fn shape(reader: &Reader<'_>, company: Company) -> Result<CompanyShape, StoreError> {
    let affiliations = affiliations::of_companies(reader, &[company.id]).await?;
    let names = naming::contact_names(reader, affiliations.iter().map(|one| one.contact_id).collect()).await?;
    let contact = |one: affiliations::Affiliation| {
        let contact = Named::new(one.contact_id, names.get(&one.contact_id)?);
        let (since, until) = (one.since.map(|date| date.to_string()), one.until.map(|date| date.to_string()));
        Some(CompanyContact { contact, role: one.role, since, until })
    };
    Ok(CompanyShape {
        id: company.id.to_string(),
        name: company.name,
        legal_name: company.legal_name,
        inn: company.inn,
        kpp: company.kpp,
        notes: company.notes,
        contacts: affiliations.into_iter().filter_map(contact).collect(),
        version: company.version,
    })
}
