//! What the store promises, on SQLite and on PostgreSQL alike.
#![expect(clippy::unwrap_used, reason = "a test may fail at any line")]

mod calls;
mod clients;
mod configuration;
mod database;
mod jobs;
mod journal;
mod opening;
mod postgres;
mod story;
