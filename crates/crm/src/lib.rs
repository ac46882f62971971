//! Use cases of the records half: who is calling, what is known of him, what was promised, and how a company is set up.
//!
//! Each use case that changes something takes an open [`Tx`](otklik_store::Tx), checks, writes and journals, and leaves the commit to its
//! caller, who may have more to say in the same breath. Whatever can be pure is: [`names`], [`recognise`], [`card::compose`],
//! [`configuration::read`]. There is no SQL here (that is `store`) and no HTTP (that is `api`); the clock and the random generator come in
//! with [`Acting`].
//!
//! ```
//! use jiff::civil::time;
//! use otklik_crm::names::{PersonName, greeting};
//!
//! let name = PersonName::new(Some("Орлов"), Some("Геннадий"), Some("Семёнович"));
//! assert_eq!(greeting(&name, None, time(14, 5, 0, 0)), "Геннадий Семёнович, добрый день!");
//! ```

mod acting;
pub mod activity;
pub mod callers;
pub mod card;
pub mod commitments;
pub mod companies;
pub mod configuration;
pub mod contacts;
pub mod credentials;
pub mod devices;
pub mod embedding;
pub mod groups;
pub mod names;
pub mod notes;
pub mod numbering_plan;
pub mod numbers;
pub mod recognise;
pub mod records;
pub mod refusal;
mod requisites;
pub mod search;
pub mod spelling;
pub mod timeline;
pub mod users;

#[cfg(test)]
mod changes_tests;
#[cfg(test)]
mod testing;

pub use acting::Acting;
