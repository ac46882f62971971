//! Contacts: people among the clients.

mod add_note;
mod add_record;
mod change;
mod create;
mod list;
mod records;
mod remove;
mod request;
mod restore;
mod shape;
mod show;
mod timeline;

use crate::{problem::Problem, state::Api};
use otklik_model::ContactId;
use otklik_store::{Reader, contacts};
use utoipa_axum::{router::OpenApiRouter, routes};

/// The paths of this noun.
pub fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(list::list, create::create))
        .routes(routes!(show::show, change::change, remove::remove))
        .routes(routes!(restore::restore))
        .routes(routes!(timeline::timeline))
        .routes(routes!(add_note::add_note))
        .routes(routes!(records::records, add_record::add_record))
}

fn contact_id(text: &str) -> Result<ContactId, Problem> {
    text.parse().map_err(|_| Problem::not_found("contact"))
}

/// The id of a contact that is there, removed ones included: their history stays.
async fn known_contact(reader: &Reader<'_>, text: &str) -> Result<ContactId, Problem> {
    let found = contacts::find(reader, contact_id(text)?).await?;
    Ok(found.ok_or_else(|| Problem::not_found("contact"))?.id)
}
