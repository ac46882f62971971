//! Settings as the API shows them.

use otklik_model::schedule::{Hours, SpecialDay};
use otklik_store::{
    dids::{Did, DidTarget},
    groups::Group,
    schedules::Schedule,
    trunks::Trunk,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where calls go.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = Target)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TargetShape {
    /// To a user's phones.
    User {
        /// `user_01J…`.
        id: String,
    },
    /// To all members of a group.
    Group {
        /// `group_01J…`.
        id: String,
    },
    /// A prompt is played, then we hang up.
    Prompt {
        /// Its file name in the prompts folder, without `.wav`.
        prompt: String,
    },
    /// Refused at once.
    Reject,
}

impl From<DidTarget> for TargetShape {
    fn from(target: DidTarget) -> Self {
        match target {
            DidTarget::User { id } => Self::User { id: id.to_string() },
            DidTarget::Group { id } => Self::Group { id: id.to_string() },
            DidTarget::Prompt { prompt } => Self::Prompt { prompt },
            DidTarget::Reject => Self::Reject,
        }
    }
}

impl TargetShape {
    /// The stored form; `None` when the id is not one.
    pub fn target(self) -> Option<DidTarget> {
        Some(match self {
            Self::User { id } => DidTarget::User { id: id.parse().ok()? },
            Self::Group { id } => DidTarget::Group { id: id.parse().ok()? },
            Self::Prompt { prompt } => DidTarget::Prompt { prompt },
            Self::Reject => DidTarget::Reject,
        })
    }
}

/// An own number.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Did)]
pub struct DidShape {
    /// `did_01J…`.
    pub id: String,
    /// `+74950000001`.
    pub number: String,
    /// Name for people.
    pub name: String,
    /// A prompt played before ringing.
    pub greeting: Option<String>,
    /// Hours; without them always open.
    pub schedule_id: Option<String>,
    /// Where calls go.
    pub open: TargetShape,
    /// Where calls go outside the hours.
    pub closed: TargetShape,
}

impl From<Did> for DidShape {
    fn from(did: Did) -> Self {
        Self {
            id: did.id.to_string(),
            number: did.number.to_string(),
            name: did.name,
            greeting: did.greeting,
            schedule_id: did.schedule_id.map(|id| id.to_string()),
            open: did.open.into(),
            closed: did.closed.into(),
        }
    }
}

/// Users rung together.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Group)]
pub struct GroupShape {
    /// `group_01J…`.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Internal short number.
    pub extension: Option<String>,
    /// Who is rung.
    pub member_ids: Vec<String>,
    /// How long.
    pub ring_seconds: u32,
}

impl From<Group> for GroupShape {
    fn from(group: Group) -> Self {
        Self {
            id: group.id.to_string(),
            name: group.name,
            extension: group.extension,
            member_ids: group.member_ids.iter().map(ToString::to_string).collect(),
            ring_seconds: group.ring_seconds,
        }
    }
}

/// A carrier.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Trunk)]
pub struct TrunkShape {
    /// `trunk_01J…`.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Where calls out are sent.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Calls at one time.
    pub calls_max: u32,
    /// Number shown for calls out.
    pub caller_id: Option<String>,
    /// Addresses calls in are taken from, with the port when only that one is.
    pub accepts: Vec<String>,
}

impl From<Trunk> for TrunkShape {
    fn from(trunk: Trunk) -> Self {
        let source = |source: &otklik_store::trunks::Source| match source.port {
            Some(port) => std::net::SocketAddr::new(source.address, port).to_string(),
            None => source.address.to_string(),
        };
        Self {
            id: trunk.id.to_string(),
            accepts: trunk.accepts.iter().map(source).collect(),
            name: trunk.name,
            host: trunk.host,
            port: trunk.port,
            calls_max: trunk.calls_max,
            caller_id: trunk.caller_id.map(|number| number.to_string()),
        }
    }
}

/// Hours of some weekdays.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Hours)]
pub struct HoursShape {
    /// Monday is 1.
    pub weekdays: Vec<u8>,
    /// `09:00`.
    pub from: String,
    /// `18:00`.
    pub to: String,
}

/// A day unlike its weekday.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = SpecialDay)]
pub struct SpecialDayShape {
    /// `2026-12-31`.
    pub date: String,
    /// Opens; null with `to` is closed all day.
    pub from: Option<String>,
    /// Closes.
    pub to: Option<String>,
}

/// Opening hours.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Schedule)]
pub struct ScheduleShape {
    /// `schedule_01J…`.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// IANA name.
    pub time_zone: String,
    /// Ordinary weeks.
    pub weekly: Vec<HoursShape>,
    /// Exceptions.
    pub special_days: Vec<SpecialDayShape>,
}

impl From<Schedule> for ScheduleShape {
    fn from(schedule: Schedule) -> Self {
        let weekly = |hours: Hours| HoursShape { weekdays: hours.weekdays, from: hour(hours.from), to: hour(hours.to) };
        let special = |day: SpecialDay| SpecialDayShape {
            date: day.date.to_string(),
            from: day.hours.map(|(from, _)| hour(from)),
            to: day.hours.map(|(_, to)| hour(to)),
        };
        Self {
            id: schedule.id.to_string(),
            name: schedule.name,
            time_zone: schedule.hours.time_zone,
            weekly: schedule.hours.weekly.into_iter().map(weekly).collect(),
            special_days: schedule.hours.special_days.into_iter().map(special).collect(),
        }
    }
}

fn hour(time: jiff::civil::Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}
