//! Companies among the clients: writing them down and changing.

use crate::{
    acting::Acting,
    refusal::{ChangeRefused, Fields, trimmed},
    requisites,
};
use otklik_model::CompanyId;
use otklik_store::{
    Tx,
    companies::{self, Company},
};

/// A company as a form gives it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CompanyDraft {
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
}

impl From<&Company> for CompanyDraft {
    fn from(company: &Company) -> Self {
        let Company { name, legal_name, inn, kpp, notes, .. } = company.clone();
        Self { name, legal_name, inn, kpp, notes }
    }
}

/// Makes a company.
pub async fn create(tx: &mut Tx, draft: &CompanyDraft, acting: &mut Acting) -> Result<Company, ChangeRefused> {
    let id = acting.id(CompanyId::from_parts);
    check(tx, id, draft).await?;
    let company = Company { id, created_at: acting.now, version: 1, deleted_at: None, ..row(draft, acting) };
    companies::insert(tx, &company).await?;
    Ok(company)
}

/// Writes a company made from that version.
pub async fn edit(tx: &mut Tx, id: CompanyId, version: i64, draft: &CompanyDraft, acting: &Acting) -> Result<Company, ChangeRefused> {
    let have = companies::find(&tx.reader(), id).await?.ok_or(ChangeRefused::Missing)?;
    check(tx, id, draft).await?;
    let next = Company { id, created_at: have.created_at, version, deleted_at: have.deleted_at, ..row(draft, acting) };
    let version = companies::update(tx, &next).await?;
    Ok(Company { version, ..next })
}

fn row(draft: &CompanyDraft, acting: &Acting) -> Company {
    Company {
        id: CompanyId::from_u128(0),
        name: draft.name.trim().to_owned(),
        legal_name: trimmed(draft.legal_name.as_deref()),
        inn: trimmed(draft.inn.as_deref()),
        kpp: trimmed(draft.kpp.as_deref()),
        notes: trimmed(draft.notes.as_deref()),
        created_at: acting.now,
        version: 0,
        deleted_at: None,
    }
}

/// Branches share an INN and differ by KPP; the same pair is the same company.
async fn check(tx: &Tx, own: CompanyId, draft: &CompanyDraft) -> Result<(), ChangeRefused> {
    let mut fields = Fields::default();
    fields.line("name", &draft.name);
    fields.optional_line("legal_name", draft.legal_name.as_deref());
    let (inn, kpp) = (trimmed(draft.inn.as_deref()), trimmed(draft.kpp.as_deref()));
    fields.demand(inn.as_deref().is_none_or(requisites::is_inn), "inn", "expected 10 or 12 digits with right check digits");
    fields.demand(kpp.as_deref().is_none_or(requisites::is_kpp), "kpp", "expected 9 characters like 770101001");
    if let Some(inn) = &inn {
        let same = companies::find_by_inn(&tx.reader(), inn).await?;
        let taken = same.iter().find(|company| company.id != own && company.kpp == kpp);
        fields.demand(taken.is_none(), "inn", taken.map(|company| format!("{} has it already", company.name)).unwrap_or_default());
    }
    fields.accepted()
}
