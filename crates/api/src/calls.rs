//! Calls: what was and is, and commands to the switchboard.

mod answer;
mod caller;
mod card;
mod commanding;
mod hang_up;
mod hold;
mod list;
mod originate;
mod recording;
mod resume;
mod seeing;
mod show;
mod transfer;

use crate::state::Api;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The paths of this noun.
pub fn router() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(list::list, originate::originate))
        .routes(routes!(show::show))
        .routes(routes!(card::card))
        .routes(routes!(caller::choose_caller))
        .routes(routes!(answer::answer))
        .routes(routes!(transfer::transfer))
        .routes(routes!(hold::hold))
        .routes(routes!(resume::resume))
        .routes(routes!(hang_up::hang_up))
        .routes(routes!(recording::recording))
}
