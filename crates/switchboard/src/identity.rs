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

#[cfg(test)]
mod tests {
    use super::*;
    use otklik_sip::Framing;

    fn invite(headers: &str) -> Message {
        let text = format!(
            "INVITE sip:account7@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK1\r\nMax-Forwards: 70\r\n\
             Call-ID: 1\r\nCSeq: 1 INVITE\r\n{headers}Content-Length: 0\r\n\r\n"
        );
        Message::parse(text.into_bytes().into(), Framing::Datagram).unwrap()
    }

    const TO: &str = "To: <sip:84950000001@192.0.2.1>\r\n";

    #[test]
    fn what_the_carrier_vouches_for_comes_before_what_the_caller_says() {
        let from = "From: \"Anna\" <sip:anonymous@anonymous.invalid>;tag=1\r\n";
        let request = invite(&format!("{from}{TO}P-Asserted-Identity: <tel:+79160000001>\r\n"));
        let party = caller_over_trunk(&request, Region::RU);
        assert_eq!(party.number.map(|number| number.to_string()).as_deref(), Some("+79160000001"));
        assert_eq!(party.display_name.as_deref(), Some("Anna"));
    }

    #[test]
    fn a_caller_who_hides_his_number_has_none() {
        let request = invite(&format!("From: <sip:anonymous@anonymous.invalid>;tag=1\r\n{TO}"));
        let party = caller_over_trunk(&request, Region::RU);
        assert_eq!((party.raw.as_str(), party.number), ("anonymous", None));
    }

    #[test]
    fn the_called_number_is_found_in_to_when_the_request_uri_names_an_account() {
        let request = invite(&format!("From: <sip:9160000001@192.0.2.9>;tag=1\r\n{TO}"));
        assert_eq!(called(&request, Region::RU), "84950000001");
    }

    #[test]
    fn parameters_of_a_number_are_not_part_of_it() {
        let uri = Uri::parse("sip:+74950000001;phone-context=example@192.0.2.1").unwrap();
        assert_eq!(user_part(&uri), "+74950000001");
        assert_eq!(user_part(&Uri::parse("tel:+74950000001;ext=1").unwrap()), "+74950000001");
    }
}
