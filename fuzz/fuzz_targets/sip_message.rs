//! Any bytes, looked at in every way the message layer has.
#![no_main]

#[path = "../../crates/sip/tests/scrutiny/mod.rs"]
mod scrutiny;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| scrutiny::look_at_everything(bytes));
