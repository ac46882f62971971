//! The call as a value: legs, routing, ringing, talk, hold, transfer and the end.
//!
//! A [`Call`] is a state machine without IO. What happens to its legs goes in as a [`Signal`], what has to be done to them
//! comes out as an [`Action`], and what a journal should remember comes out as a domain event. It knows neither SIP nor SDP
//! nor sockets: `switchboard` carries out the actions, and `sim` runs thousands of calls on it.
//!
//! One call has at most one pair that talks, any number of legs that ring, and exactly one end.
//!
//! ```
//! use otklik_call::route::{self, Destination};
//! use otklik_model::{DialString, Region, directory::{Recording, TenantDirectory}};
//!
//! let directory = TenantDirectory {
//!     domain: "doors.example".into(),
//!     region: Region::RU,
//!     users: Default::default(),
//!     devices: Default::default(),
//!     groups: Default::default(),
//!     dids: Default::default(),
//!     schedules: Default::default(),
//!     trunks: Vec::new(),
//!     recording: Recording::Off,
//! };
//! let dialled = DialString::new("8 (916) 000-00-01").expect("a number in the national spelling");
//! let destination = route::dialled(&directory, &dialled).expect("any number leads to a trunk");
//! assert!(matches!(destination, Destination::External { number: Some(_), .. }));
//! ```
#![deny(missing_docs)]
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic))]

pub mod action;
mod call;
mod commands;
mod ending;
mod leg;
pub mod limits;
mod prompts;
mod ring;
pub mod route;
mod signal;
mod surroundings;
mod talk;
mod transfer;

pub use action::{Action, Endpoint, Output, Shown};
pub use call::{Call, Caller, NewCall};
pub use leg::{HeldBy, Leg, LegState, Talk};
pub use signal::{Parting, Signal, TransferBy};
pub use surroundings::Surroundings;

#[cfg(test)]
mod tests;
