//! `PATCH /api/v1/contacts/{id}`.

use super::{
    contact_id,
    request::ContactRequest,
    shape::{self, ContactShape},
};
use crate::{auth::Signed, problem::Problem, state::Api, wire::Json};
use axum::extract::{Path, State};
use otklik_crm::{contacts, refusal::ChangeRefused};
use serde::Deserialize;
use utoipa::ToSchema;

/// What changes; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ChangeContact {
    /// The version the change was made from.
    pub version: i64,
    /// The fields.
    #[serde(flatten)]
    pub fields: ContactRequest,
}

/// Change a contact
#[utoipa::path(patch, operation_id = "change_contact", path = "/contacts/{id}", tag = "contacts", params(("id" = String, Path)), request_body = ChangeContact, responses(
    (status = 200, body = ContactShape),
    (status = 404, body = Problem),
    (status = 409, description = "`changed_meanwhile`, with the contact as it is now in `present`", body = Problem),
    (status = 422, description = "`invalid`", body = Problem),
))]
pub async fn change(
    State(api): State<Api>,
    signed: Signed,
    Path(id): Path<String>,
    Json(request): Json<ChangeContact>,
) -> Result<Json<ContactShape>, Problem> {
    let id = contact_id(&id)?;
    let mut tx = api.store.begin(signed.tenant_id).await?;
    let before = contacts::read(&tx.reader(), id).await?.ok_or_else(|| Problem::not_found("contact"))?;
    let draft = request.fields.over(before.draft());
    let edited = contacts::edit(&mut tx, id, request.version, &draft, &mut api.acting(&signed)).await;
    let now = api.now();
    match edited {
        Ok(edited) => {
            tx.commit().await?;
            Ok(Json(shape::shape(&api.store.read(signed.tenant_id), edited, now).await?))
        }
        Err(ChangeRefused::ChangedMeanwhile) => {
            let present = shape::shape(&tx.reader(), before, now).await?;
            Err(Problem::from(ChangeRefused::ChangedMeanwhile).with_present(&present))
        }
        Err(refused) => Err(refused.into()),
    }
}
