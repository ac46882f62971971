//! Where a number leads: pure questions to the directory.

use otklik_model::{
    DialString, DidId, GroupId, PhoneNumber, Timestamp, UserId,
    directory::{DirectoryDid, Target, TenantDirectory},
    event::Opening,
};

/// The single emergency number of Russia and Europe: it goes to a carrier whatever the company configured.
const EMERGENCY_ALWAYS: &str = "112";

/// Fire, police, ambulance, gas. A company that gave one of these to a colleague as an extension dials the colleague: its people
/// would otherwise call out the fire brigade every day, and 112 still reaches all four services.
const EMERGENCY_UNLESS_EXTENSION: [&str; 4] = ["101", "102", "103", "104"];

/// A call in, once its number was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboundRoute {
    /// The number called.
    pub did_id: DidId,
    /// What the caller hears first; only when open, the closed target has a prompt of its own.
    pub greeting: Option<String>,
    /// Whether it is open now.
    pub opening: Opening,
    /// Where the call goes.
    pub target: Target,
}

/// Where a number dialled by one of ours leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// A colleague.
    User(UserId),
    /// A group.
    Group(GroupId),
    /// Out to a carrier.
    External {
        /// What to send to the carrier.
        dialled: DialString,
        /// The same as a number; service and emergency numbers are none.
        number: Option<PhoneNumber>,
        /// Emergency calls pass every limit of ours.
        urgency: Urgency,
    },
}

/// Whether a call may be refused for want of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Urgency {
    /// Limits hold.
    Ordinary,
    /// No limit of ours holds.
    Emergency,
}

/// Nothing is reached by that number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("nothing is reached by that number")]
pub struct NoRoute;

/// Routes a call from a carrier by the number called, in any spelling the carrier uses.
pub fn inbound(directory: &TenantDirectory, called: &str, at: Timestamp) -> Result<InboundRoute, NoRoute> {
    let did = did(directory, called).ok_or(NoRoute)?;
    let opening = opening(directory, did, at);
    let (greeting, target) = match opening {
        Opening::Open => (did.greeting.clone(), did.open.clone()),
        Opening::Closed => (None, did.closed.clone()),
    };
    Ok(InboundRoute { did_id: did.did_id, greeting, opening, target })
}

/// Routes what one of ours dialled: emergency numbers, then extensions of users and groups, then the world.
pub fn dialled(directory: &TenantDirectory, dialled: &DialString) -> Result<Destination, NoRoute> {
    if dialled.as_str() == EMERGENCY_ALWAYS {
        return Ok(emergency(dialled));
    }
    if let Some(user_id) = directory.user_by_extension(dialled) {
        return Ok(Destination::User(user_id));
    }
    if let Some(group_id) = directory.group_by_extension(dialled) {
        return Ok(Destination::Group(group_id));
    }
    if EMERGENCY_UNLESS_EXTENSION.contains(&dialled.as_str()) {
        return Ok(emergency(dialled));
    }
    let number = PhoneNumber::parse(dialled.as_str(), directory.region).map_err(|_| NoRoute)?;
    let dialled = DialString::new(&number.to_string()).ok_or(NoRoute)?;
    Ok(Destination::External { dialled, number: Some(number), urgency: Urgency::Ordinary })
}

fn emergency(dialled: &DialString) -> Destination {
    Destination::External { dialled: dialled.clone(), number: None, urgency: Urgency::Emergency }
}

fn did<'a>(directory: &'a TenantDirectory, called: &str) -> Option<&'a DirectoryDid> {
    let number = PhoneNumber::parse(called, directory.region).ok()?;
    directory.dids.get(&number)
}

/// A number without a schedule, or with one that cannot be read, is open: a client is never lost to a typing error.
fn opening(directory: &TenantDirectory, did: &DirectoryDid, at: Timestamp) -> Opening {
    let schedule = did.schedule.and_then(|schedule_id| directory.schedules.get(&schedule_id));
    match schedule.map(|schedule| schedule.is_open(at)) {
        Some(Ok(false)) => Opening::Closed,
        None | Some(Ok(true) | Err(_)) => Opening::Open,
    }
}
