//! A contact as requests give it.

use crate::wire::words;
use otklik_crm::contacts::{AffiliationDraft, ContactDraft, PointDraft};
use otklik_model::{CompanyId, UserId};
use otklik_store::{contact_points::PointKind, contacts::Known};
use serde::{Deserialize, Deserializer};
use utoipa::ToSchema;

/// An address of a contact.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PointRequest {
    /// `phone`, `email`, `telegram`, `whatsapp`, `web` or `other`.
    #[schema(value_type = words::PointKind)]
    pub kind: PointKind,
    /// In any usual spelling.
    pub value: String,
    /// «личный», «рабочий».
    pub label: Option<String>,
    /// Whether it is the one to use first.
    #[serde(default)]
    pub preferred: bool,
}

/// For which company a contact acts.
#[derive(Debug, Deserialize, ToSchema)]
pub struct AffiliationRequest {
    /// The company.
    #[schema(value_type = String)]
    pub company_id: CompanyId,
    /// As what.
    pub role: Option<String>,
    /// First day, `2024-03-01`.
    #[schema(value_type = Option<String>, format = Date)]
    pub since: Option<jiff::civil::Date>,
    /// Last day.
    #[schema(value_type = Option<String>, format = Date)]
    pub until: Option<jiff::civil::Date>,
}

/// A known fact.
#[derive(Debug, Deserialize, ToSchema)]
pub struct KnownRequest {
    /// Of what.
    pub label: String,
    /// What.
    pub value: String,
}

/// Fields of a contact; in a change, what is left out stays and null empties.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct ContactRequest {
    /// Family name.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub last_name: Option<Option<String>>,
    /// Given name.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub first_name: Option<Option<String>>,
    /// Patronymic.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub patronymic: Option<Option<String>>,
    /// Class of clients by money.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub tier: Option<Option<String>>,
    /// How he wants to be reached.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub preferred_channel: Option<Option<String>>,
    /// Who looks after him.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    pub owner_id: Option<Option<UserId>>,
    /// All addresses, in order.
    pub points: Option<Vec<PointRequest>>,
    /// All companies, past ones too.
    #[serde(alias = "companies")]
    pub affiliations: Option<Vec<AffiliationRequest>>,
    /// All known facts.
    pub known: Option<Vec<KnownRequest>>,
}

/// Tells a field that is null from one that is left out.
fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

impl ContactRequest {
    /// The draft with the given fields changed.
    pub fn over(self, mut draft: ContactDraft) -> ContactDraft {
        set(&mut draft.last_name, self.last_name);
        set(&mut draft.first_name, self.first_name);
        set(&mut draft.patronymic, self.patronymic);
        set(&mut draft.tier, self.tier);
        set(&mut draft.preferred_channel, self.preferred_channel);
        set(&mut draft.owner_id, self.owner_id);
        set(&mut draft.points, self.points.map(|points| points.into_iter().map(PointRequest::draft).collect()));
        set(&mut draft.affiliations, self.affiliations.map(|all| all.into_iter().map(AffiliationRequest::draft).collect()));
        set(&mut draft.known, self.known.map(|known| known.into_iter().map(KnownRequest::fact).collect()));
        draft
    }
}

fn set<T>(field: &mut T, given: Option<T>) {
    if let Some(value) = given {
        *field = value;
    }
}

impl PointRequest {
    fn draft(self) -> PointDraft {
        PointDraft { kind: self.kind, value: self.value, label: self.label, preferred: self.preferred }
    }
}

impl AffiliationRequest {
    fn draft(self) -> AffiliationDraft {
        AffiliationDraft { company_id: self.company_id, role: self.role, since: self.since, until: self.until }
    }
}

impl KnownRequest {
    fn fact(self) -> Known {
        Known { label: self.label, value: self.value }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_stays_and_null_empties() {
        let draft =
            ContactDraft { last_name: Some("Орлов".into()), first_name: Some("Геннадий".into()), ..ContactDraft::default() };
        let request: ContactRequest = serde_json::from_str(r#"{"last_name": null, "tier": "gold"}"#).unwrap();
        let changed = request.over(draft);
        assert_eq!(changed.last_name, None);
        assert_eq!(changed.first_name.as_deref(), Some("Геннадий"));
        assert_eq!(changed.tier.as_deref(), Some("gold"));
    }
}
