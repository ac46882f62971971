//! Who calls: read from headers, never taken for proof.

use otklik_call::Shown;
use otklik_model::{DeviceId, PhoneNumber, Region, UserId, directory::DirectoryUser, event::Party};
use otklik_sip::{Host, Message, Scheme, Uri, headers::NameAddr};

/// The user part of a URI as people write it: without parameters such as `;phone-context`.
pub(crate) fn user_part(uri: &Uri) -> String {
    let whole = match (&uri.scheme, &uri.user) {
        (Scheme::Tel, _) => uri.opaque.clone().or_else(|| uri.user.clone()),
        (Scheme::Sip | Scheme::Sips | Scheme::Other(_), user) => user.clone(),
    };
    whole.unwrap_or_default().split(';').next().unwrap_or_default().to_owned()
}

/// What was called: the Request-URI, or the To when a carrier puts its account into the Request-URI and it is no number.
pub(crate) fn called(request: &Message, region: Region) -> String {
    let by_uri = request.request_uri().map(|uri| user_part(&uri)).unwrap_or_default();
    if PhoneNumber::parse(&by_uri, region).is_ok() {
        return by_uri;
    }
    let by_to = request.to().map(|to| user_part(&to.uri)).unwrap_or_default();
    if PhoneNumber::parse(&by_to, region).is_ok() { by_to } else { by_uri }
}

/// The caller as a carrier vouches for him (RFC 3325), otherwise as he calls himself.
pub(crate) fn caller_over_trunk(request: &Message, region: Region) -> Party {
    let asserted = request.asserted_identities().unwrap_or_default();
    let shown = request.from().ok();
    let Some(identity) = asserted.into_iter().next().or_else(|| shown.clone()) else { return Party::default() };
    let raw = user_part(&identity.uri);
    let number = PhoneNumber::parse(&raw, region).ok();
    let display_name = identity.display.or_else(|| shown.and_then(|from| from.display)).filter(|name| !name.is_empty());
    Party { raw, number, display_name, user_id: None, device_id: None }
}

/// One of ours: what the directory calls him, whatever his phone says.
pub(crate) fn caller_of_ours(user_id: UserId, user: Option<&DirectoryUser>, device_id: Option<DeviceId>) -> Party {
    let extension = user.and_then(|user| user.extension.as_ref()).map(ToString::to_string);
    Party {
        raw: extension.unwrap_or_default(),
        number: None,
        display_name: user.map(|user| user.name.clone()),
        user_id: Some(user_id),
        device_id,
    }
}

/// From of a call we place: what the called phone shows.
pub(crate) fn shown_as(shown: &Shown, host: Host) -> NameAddr {
    let user = if shown.number.is_empty() { "anonymous" } else { &shown.number };
    let address = NameAddr::new(Uri::sip(user, host));
    match &shown.name {
        Some(name) => address.with_display(name),
        None => address,
    }
}
