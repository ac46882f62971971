//! The words of Otklik: what both halves of the program talk about.
//!
//! Ids, phone numbers, money, states with their transitions, the [`Directory`](directory::Directory) that records publish and
//! real time routes by, the [commands](command::Command) that change calls and the [domain events](event::DomainEvent) that say
//! what happened. No IO, no async, no clock: whoever needs the time passes it in.
//!
//! ```
//! use otklik_model::{PhoneNumber, Region};
//!
//! let number = PhoneNumber::parse("8 (916) 000-00-01", Region::RU).expect("a Russian mobile number");
//! assert_eq!(number.to_string(), "+79160000001");
//! ```
#![deny(missing_docs)]

pub mod agent_state;
pub mod call_record;
pub mod caller_index;
pub mod command;
pub mod commitment;
pub mod directory;
pub mod event;
pub mod hang_up;
pub mod ids;
pub mod money;
pub mod phone_number;
pub mod role;
pub mod schedule;
pub mod site_origin;

pub use ids::*;
pub use jiff::Timestamp;
pub use money::Money;
pub use phone_number::{DialString, PhoneNumber, PhoneNumberRefused, Region};
pub use role::Role;
pub use site_origin::SiteOrigin;
