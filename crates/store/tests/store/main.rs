//! What the store promises, on SQLite and on PostgreSQL alike.

mod calls;
mod clients;
mod configuration;
mod database;
mod jobs;
mod journal;
mod opening;
mod postgres;
mod story;
