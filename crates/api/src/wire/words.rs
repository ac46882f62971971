//! Words out of a fixed list, described as enumerations. The types that own the words belong to crates that know nothing of HTTP, so
//! each has a stand-in here that is only named in descriptions.

use otklik_crm::search::{HitKind, Matched};
use otklik_model::{Role as UserRole, call_record::Outcome, directory::DigestHash, event::Direction};
use std::borrow::Cow;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, Type},
};

macro_rules! described {
    ($(#[doc = $means:literal] $name:ident: $words:expr;)+) => {$(
        #[doc = $means]
        pub enum $name {}

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                one_of($means, &$words)
            }
        }

        impl ToSchema for $name {
            fn name() -> Cow<'static, str> {
                stringify!($name).into()
            }
        }
    )+};
}

described! {
    /// What a login may do.
    Role: [UserRole::Agent, UserRole::Supervisor, UserRole::Administrator].map(UserRole::as_str);
    /// The hash a phone proves its password with.
    Digest: [DigestHash::Md5, DigestHash::Sha256].map(DigestHash::as_str);
    /// Which way a call goes.
    CallDirection: [Direction::Inbound, Direction::Outbound, Direction::Internal].map(Direction::as_str);
    /// Where a call stands.
    CallState: ["ringing", "talking", "held", "ended"];
    /// Whether a call goes on.
    CallPhase: ["live", "ended"];
    /// What came of a call.
    CallOutcome: OUTCOMES.map(Outcome::as_str);
    /// What kind of promise it is.
    CommitmentKind: ["call_back", "other"];
    /// Where a promise stands.
    CommitmentState: ["open", "kept", "broken", "withdrawn"];
    /// Which promises are wanted: `closed` is all that are not open.
    CommitmentPhase: ["open", "closed", "kept", "broken", "withdrawn"];
    /// What kind of address it is.
    PointKind: ["phone", "email", "telegram", "whatsapp", "web", "other"];
    /// What kind of thing happened; the part of that name tells it.
    ActivityKind: ["call", "note", "commitment", "record", "change"];
    /// What kind of thing happened last.
    CardActivityKind: ["call", "note"];
    /// What was found.
    FoundKind: [HitKind::Contact, HitKind::Company, HitKind::Record].map(HitKind::as_str);
    /// By what it was found.
    MatchedBy: [Matched::Phone, Matched::Email, Matched::Inn, Matched::Document, Matched::Name, Matched::Company].map(Matched::as_str);
}

/// All outcomes a call may have, as lists offer them.
pub const OUTCOMES: [Outcome; 7] =
    [Outcome::Answered, Outcome::Missed, Outcome::OutOfHours, Outcome::Busy, Outcome::Rejected, Outcome::Failed, Outcome::Interrupted];

fn one_of(means: &str, words: &[&'static str]) -> RefOr<Schema> {
    let words = words.iter().copied();
    ObjectBuilder::new().schema_type(Type::String).description(Some(means.trim())).enum_values(Some(words)).build().into()
}
