//! SIP without input and output: messages, digest, registrations, transactions and dialogs as pure state machines.

pub mod build;
mod dialog;
pub mod digest;
pub mod engine;
pub mod flow;
pub mod frame;
mod grammar;
pub mod headers;
mod invite;
pub mod limits;
pub mod message;
mod method;
pub mod output;
mod params;
pub mod registrar;
pub mod rng;
pub mod screen;
mod timers;
mod transaction;
pub mod uri;

pub use engine::{Input, Sip, SipConfig};
pub use flow::{FlowId, Transport};
pub use grammar::Malformed;
pub use headers::Name;
pub use message::{Framing, Message, Rejected};
pub use method::Method;
pub use output::{Body, InviteId, Output, RequestId};
pub use params::{Param, Params};
pub use transaction::Timing;
pub use uri::{Host, Scheme, Uri};
