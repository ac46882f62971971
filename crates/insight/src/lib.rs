//! Where clients are lost, what it costs and what would change it: folds over domain events.
//!
//! Everything here is pure: entries of the journal go in (from our own journal or read from a file of another system's calls), figures
//! come out. It reads no clock, draws randomness only from a seed it is given, and keeps nothing.
//!
//! ```text
//! file ─ files ─┐
//!               ├─ JournalEntry ─ Attempt ─┬─ ledger  ─┐
//! journal ──────┘                          ├─ metrics  ├─ Report
//!                                          └─ findings ┘
//! ```

mod analysis;
pub mod attempt;
pub mod erlang;
pub mod faces;
pub mod files;
pub mod findings;
pub mod fold;
pub mod generator;
pub mod ledger;
pub mod lost;
pub mod metrics;
pub mod people;
pub mod report;
pub mod statistics;

mod root;

pub use analysis::Analysis;
