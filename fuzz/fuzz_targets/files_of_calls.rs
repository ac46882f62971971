//! Any bytes, read as a file of calls in every way there is.
#![no_main]

#[path = "../../crates/insight/tests/scrutiny/mod.rs"]
mod scrutiny;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| scrutiny::look_at_everything(bytes));
