//! Typed header values. Each one is read with `parse` and printed with `Display`; `parse(print(x)) == x`.

mod address;
mod auth;
mod name;
mod small;
mod via;

pub use address::{ContactHeader, NameAddr};
pub use auth::{Challenge, Credentials, Scheme as AuthScheme};
pub use name::Name;
pub use small::{CSeq, ContentType, Event, RAck, ReasonHeader, Refresher, Replaces, SessionExpires, SubscriptionState, SubscriptionStatus};
pub use via::Via;

pub(crate) use address::AddressText;
pub(crate) use name::{code_of, is_single, name_of};
pub(crate) use small::{CSeqText, is_call_id};
pub(crate) use via::{ViaText, is_lone_cookie};
