//! Who may see which call.

use crate::{auth::Signed, problem::Problem, state::Api};
use otklik_model::{CallId, Role, call_record::Outcome, event::RoutedTo};
use otklik_store::{
    calls::{self, Call, Viewer},
    groups,
};

/// A call this user may see: his own, missed ones of his groups, all for supervisors. Anything else does not exist for him.
pub async fn visible_call(api: &Api, signed: &Signed, call_id: CallId) -> Result<Call, Problem> {
    let call = known_call(api, signed, call_id).await?;
    match viewer(api, signed).await? {
        Some(viewer) if !may_see(&call, &viewer) => Err(Problem::not_found("call")),
        Some(_) | None => Ok(call),
    }
}

/// A call of the company, whoever took part.
pub async fn known_call(api: &Api, signed: &Signed, call_id: CallId) -> Result<Call, Problem> {
    let stored = calls::find(&api.store.read(signed.tenant_id), call_id).await?;
    // A call is on screens some milliseconds before it is in the database.
    let live = || api.live.call(signed.tenant_id, call_id).map(|record| Call { record, contact_id: None });
    stored.or_else(live).ok_or_else(|| Problem::not_found("call"))
}

/// Whose eyes lists are limited to; `None` for those who see all.
pub async fn viewer(api: &Api, signed: &Signed) -> Result<Option<Viewer>, Problem> {
    if signed.role >= Role::Supervisor {
        return Ok(None);
    }
    let group_ids = groups::of_user(&api.store.read(signed.tenant_id), signed.user_id).await?;
    Ok(Some(Viewer { user_id: signed.user_id, group_ids }))
}

fn may_see(call: &Call, viewer: &Viewer) -> bool {
    let missed = call.record.outcome().is_some_and(|outcome| outcome != Outcome::Answered);
    let of_his_group = matches!(call.record.routed_to, Some(RoutedTo::Group(group_id)) if viewer.group_ids.contains(&group_id));
    call.record.users().contains(&viewer.user_id) || (missed && of_his_group)
}
