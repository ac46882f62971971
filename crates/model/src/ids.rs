//! One type per kind of id, so that a contact cannot be passed where a call is meant.
//!
//! An id is a ULID: it sorts by the time it was made. In text it carries its kind: `call_01J…`.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{fmt, str::FromStr};
use ulid::Ulid;

/// Text that is not an id of the kind asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected an id like {prefix}_01J…, got {text:?}")]
pub struct IdRefused {
    /// The kind that was asked for.
    pub prefix: &'static str,
    /// What was given, cut to a readable length.
    pub text: String,
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u128);

        impl $name {
            /// What stands before the underscore in text.
            pub const PREFIX: &'static str = $prefix;

            /// Makes an id from the moment (milliseconds since 1970) and 80 random bits, both given by the caller.
            pub fn from_parts(unix_ms: u64, random: u128) -> Self {
                Self(Ulid::from_parts(unix_ms, random).0)
            }

            /// The id as a number, as it is stored.
            pub const fn to_u128(self) -> u128 {
                self.0
            }

            /// The id from the number it is stored as.
            pub const fn from_u128(number: u128) -> Self {
                Self(number)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "_{}"), Ulid(self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = IdRefused;

            fn from_str(text: &str) -> Result<Self, IdRefused> {
                text.strip_prefix(concat!($prefix, "_"))
                    .and_then(|rest| Ulid::from_string(rest).ok())
                    .map(|ulid| Self(ulid.0))
                    .ok_or_else(|| IdRefused { prefix: $prefix, text: text.chars().take(64).collect() })
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}

ids! {
    /// A company that bought a telephone, a washing machine or a door: an organisation among the clients.
    CompanyId = "company";
    /// A person among the clients.
    ContactId = "contact";
    /// A phone, e-mail or handle belonging to a contact.
    ContactPointId = "point";
    /// One contact acting for one company in one role and period.
    AffiliationId = "affiliation";
    /// What stands in a client's way.
    BlockerId = "blocker";
    /// Everything from the first leg to the last hang-up.
    CallId = "call";
    /// What we promised a contact.
    CommitmentId = "commitment";
    /// A registered phone of a user.
    DeviceId = "device";
    /// A number of ours that is routed inbound.
    DidId = "did";
    /// One domain event in the journal.
    EventId = "event";
    /// Endpoints rung together.
    GroupId = "group";
    /// Background work.
    JobId = "job";
    /// One party's connection to us within a call.
    LegId = "leg";
    /// Internal text about a contact.
    NoteId = "note";
    /// A purchase, contract or other document about a contact.
    RecordId = "record";
    /// The sound of one call.
    RecordingId = "recording";
    /// One command, so that its outcome can be told from others'.
    RequestId = "request";
    /// Opening hours.
    ScheduleId = "schedule";
    /// One customer organisation of the installation.
    TenantId = "tenant";
    /// A configured connection to a carrier.
    TrunkId = "trunk";
    /// A login.
    UserId = "user";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_form_round_trips_and_names_its_kind() {
        let id = CallId::from_parts(1_700_000_000_000, 42);
        assert!(id.to_string().starts_with("call_01"));
        assert_eq!(id.to_string().parse::<CallId>(), Ok(id));
    }

    #[test]
    fn an_id_of_another_kind_is_refused() {
        let contact = ContactId::from_parts(1, 1).to_string();
        let refused = contact.parse::<CallId>().unwrap_err();
        assert_eq!(refused.prefix, "call");
    }

    #[test]
    fn ids_sort_by_the_moment_they_were_made() {
        assert!(EventId::from_parts(1, u128::MAX) < EventId::from_parts(2, 0));
    }
}
