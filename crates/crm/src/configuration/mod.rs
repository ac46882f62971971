//! The file of `otklik apply`: reading it, telling what it would change, applying it, writing it back.
//!
//! Configuration absent from the file is taken away (users are disabled); clients absent from it are left alone.

mod apply;
mod client_rows;
mod clients_delta;
mod configuration_delta;
mod described;
mod difference;
mod export;
pub mod file;
mod keyed;
mod present;
mod reading;
mod references;
#[cfg(test)]
mod tests;
mod wanted;
pub mod written;

pub use apply::{Application, Applied, ApplyRefused, apply, plan};
pub use difference::{Difference, FieldChange};
pub use export::export;
pub use present::Present;
pub use reading::{FileRefused, Mistake, Source, read};
