//! The API as clients see it: requests over the router, on a real database.
#![expect(clippy::unwrap_used, reason = "a test may fail at any line")]

mod answer;
mod calculator;
mod calls;
mod card_in_time;
mod commitments;
mod companies;
mod contacts;
mod document;
mod idempotency;
mod live;
mod logging_in;
mod operations;
mod problems;
mod recordings;
mod roles;
mod screen;
mod search;
mod settings;
mod support;
mod tenants;
mod uploads;
