//! The engine against itself and against scripted peers, under a virtual clock.

#![expect(clippy::wildcard_enum_match_arm, reason = "tests look for one output among many")]

mod basic_flows;
mod dialogs;
mod network;
mod refusals;
mod timers;
mod transport;
mod world;
