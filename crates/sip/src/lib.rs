//! SIP without input and output: messages, digest, registrations, transactions and dialogs as pure state machines.

pub mod build;
pub mod flow;
pub mod frame;
mod grammar;
pub mod headers;
pub mod limits;
pub mod message;
mod method;
mod params;
pub mod rng;
pub mod screen;
pub mod uri;

pub use flow::{FlowId, Transport};
pub use grammar::Malformed;
pub use headers::Name;
pub use message::{Framing, Message, Rejected};
pub use method::Method;
pub use params::{Param, Params};
pub use uri::{Host, Scheme, Uri};
