//! `POST /api/v1/contacts`.

use super::{
    request::ContactRequest,
    shape::{self, ContactShape},
};
use crate::{
    auth::Signed,
    idempotency::Keyed,
    naming,
    problem::Problem,
    state::Api,
    wire::{Json, Named},
};
use axum::{
    extract::{Query, State},
    http::StatusCode,
};
use otklik_crm::contacts::{self, ContactDraft, CreateRefused, Duplicates};
use otklik_model::ContactId;
use serde::Deserialize;
use utoipa::IntoParams;

/// What to do with duplicates.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CreateQuery {
    /// Make the contact although somebody has the same number or address.
    #[serde(default)]
    pub force: bool,
}

/// Make a contact
#[utoipa::path(post, operation_id = "create_contact", path = "/contacts", tag = "contacts", params(CreateQuery), request_body = ContactRequest, responses(
    (status = 201, body = ContactShape),
    (status = 409, description = "`duplicate`, with who has the same number or address in `present`", body = Problem),
    (status = 422, description = "`invalid`", body = Problem),
))]
pub async fn create(
    State(api): State<Api>,
    signed: Signed,
    keyed: Keyed,
    Query(query): Query<CreateQuery>,
    Json(request): Json<ContactRequest>,
) -> Result<(StatusCode, Json<ContactShape>), Problem> {
    let draft = request.over(ContactDraft::default());
    let duplicates = if query.force { Duplicates::Allow } else { Duplicates::Refuse };
    let mut tx = api.store.begin(signed.tenant_id).await?;
    let made = match contacts::create(&mut tx, &draft, duplicates, &mut api.acting(&signed)).await {
        Ok(made) => made,
        Err(CreateRefused::Duplicate(same)) => return Err(duplicate(&api, &signed, same).await?),
        Err(CreateRefused::Change(refused)) => return Err(refused.into()),
    };
    let shape = shape::shape(&tx.reader(), made, api.now()).await?;
    keyed.commit(tx, StatusCode::CREATED, shape).await
}

async fn duplicate(api: &Api, signed: &Signed, same: Vec<ContactId>) -> Result<Problem, Problem> {
    let names = naming::contact_names(&api.store.read(signed.tenant_id), same).await?;
    let same: Vec<Named> = names.into_iter().map(|(id, name)| Named::new(id, name)).collect();
    Ok(Problem::conflict("duplicate", "Somebody has the same number or address already; open him, or send ?force=true.")
        .with_present(&same))
}
