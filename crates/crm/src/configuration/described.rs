//! How each kind of thing in the file is told: its key, its name, its fields.
//!
//! References are compared by id and shown by name: the two sides give the same id to the same name.

use super::{
    difference::{Described, text},
    present::Present,
    written::Days,
};
use otklik_model::{
    SiteOrigin,
    schedule::{self, Hours, SpecialDay},
};
use otklik_store::{
    devices::Device,
    dids::Did,
    groups::Group,
    schedules::Schedule,
    tenants::Tenant,
    trunks::{Source, Trunk},
    users::User,
};
use std::{fmt::Write, sync::Arc};

/// A row with the names of what it refers to.
#[derive(Debug, Clone)]
pub struct Named<T> {
    /// The row.
    pub row: T,
    names: Arc<Present>,
}

impl<T> Named<T> {
    /// Rows of one side with the names of that side.
    pub fn all(rows: Vec<T>, names: &Arc<Present>) -> Vec<Self> {
        rows.into_iter().map(|row| Self { row, names: Arc::clone(names) }).collect()
    }
}

impl Described for Tenant {
    type Key = ();

    fn key(&self) {}

    fn what(&self) -> String {
        format!("tenant {}", self.domain)
    }

    fn fields(&self) -> Vec<(&'static str, String)> {
        vec![
            ("name", self.name.clone()),
            ("time_zone", self.time_zone.clone()),
            ("region", self.region.to_string()),
            ("recording", self.recorded.to_string()),
            ("embed_calculator", self.embed_calculator.iter().map(SiteOrigin::as_str).collect::<Vec<_>>().join(", ")),
        ]
    }
}

impl Described for User {
    type Key = String;

    fn key(&self) -> String {
        self.login.clone()
    }

    fn what(&self) -> String {
        format!("user {} ({})", self.login, self.name)
    }

    fn fields(&self) -> Vec<(&'static str, String)> {
        vec![
            ("name", self.name.clone()),
            ("role", self.role.as_str().to_owned()),
            ("extension", text(self.extension.as_ref())),
            ("email", text(self.email.as_ref())),
            ("password", self.password_hash.clone()),
        ]
    }
}

impl Described for Named<Device> {
    type Key = String;

    fn key(&self) -> String {
        self.row.login.clone()
    }

    fn what(&self) -> String {
        format!("device {}", self.row.login)
    }

    fn fields(&self) -> Vec<(&'static str, String)> {
        vec![
            ("user", self.names.login_of(self.row.user_id).to_owned()),
            ("digest", self.row.digest.as_str().to_owned()),
            ("password", format!("{:?}", self.row.ha1_sha256)),
        ]
    }
}

impl Described for Named<Group> {
    type Key = String;

    fn key(&self) -> String {
        self.row.name.clone()
    }

    fn what(&self) -> String {
        format!("group {}", self.row.name)
    }

    fn fields(&self) -> Vec<(&'static str, String)> {
        let members: Vec<&str> = self.row.member_ids.iter().map(|id| self.names.login_of(*id)).collect();
        vec![
            ("extension", text(self.row.extension.as_ref())),
            ("members", members.join(", ")),
            ("ring_seconds", self.row.ring_seconds.to_string()),
        ]
    }
}

impl Described for Schedule {
    type Key = String;

    fn key(&self) -> String {
        self.name.clone()
    }

    fn what(&self) -> String {
        format!("schedule {}", self.name)
    }

    fn fields(&self) -> Vec<(&'static str, String)> {
        let schedule::Schedule { time_zone, weekly, special_days } = &self.hours;
        vec![("time_zone", time_zone.clone()), ("weekly", written_weeks(weekly)), ("special_days", written_days(special_days))]
    }
}

fn written_weeks(weekly: &[Hours]) -> String {
    let mut text = String::new();
    for Hours { weekdays, from, to } in weekly {
        let _ = write!(text, "{} {}–{}; ", Days::written(weekdays), hour(*from), hour(*to));
    }
    text.trim_end_matches("; ").to_owned()
}

fn written_days(days: &[SpecialDay]) -> String {
    let mut text = String::new();
    for SpecialDay { date, hours } in days {
        let hours = hours.map_or_else(|| "closed".to_owned(), |(from, to)| format!("{}–{}", hour(from), hour(to)));
        let _ = write!(text, "{date} {hours}; ");
    }
    text.trim_end_matches("; ").to_owned()
}

/// `09:00`
pub fn hour(time: jiff::civil::Time) -> String {
    time.strftime("%H:%M").to_string()
}

impl Described for Named<Did> {
    type Key = otklik_model::PhoneNumber;

    fn key(&self) -> Self::Key {
        self.row.number
    }

    fn what(&self) -> String {
        format!("number {} ({})", self.row.number, self.row.name)
    }

    fn fields(&self) -> Vec<(&'static str, String)> {
        let schedule = self.row.schedule_id.map(|id| self.names.schedule_name(id).to_owned());
        vec![
            ("name", self.row.name.clone()),
            ("greeting", text(self.row.greeting.as_ref())),
            ("schedule", schedule.unwrap_or_default()),
            ("open", self.names.written_target(&self.row.open)),
            ("closed", self.names.written_target(&self.row.closed)),
        ]
    }
}

impl Described for Trunk {
    type Key = String;

    fn key(&self) -> String {
        self.name.clone()
    }

    fn what(&self) -> String {
        format!("trunk {}", self.name)
    }

    fn fields(&self) -> Vec<(&'static str, String)> {
        let accepts: Vec<String> = self.accepts.iter().map(written_source).collect();
        vec![
            ("host", self.host.clone()),
            ("port", self.port.to_string()),
            ("accepts", accepts.join(", ")),
            ("login", text(self.login.as_ref())),
            ("password", self.password.as_ref().map(|password| password.0.clone()).unwrap_or_default()),
            ("caller_id", text(self.caller_id.as_ref())),
            ("calls_max", self.calls_max.to_string()),
            ("place", (self.position + 1).to_string()),
        ]
    }
}

/// `10.0.0.1` or `10.0.0.1:5060`
pub fn written_source(source: &Source) -> String {
    source.port.map_or_else(|| source.address.to_string(), |port| std::net::SocketAddr::new(source.address, port).to_string())
}
