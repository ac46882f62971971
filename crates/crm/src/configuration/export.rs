//! The configuration of a tenant as a file that applies back to no difference.
//!
//! Passwords are not in it: whoever has the file must not have the phones. Contacts are not in it either: they are not configuration.

use super::{
    described::{hour, written_source},
    file::RING_SECONDS,
    present::{Present, quoted},
    written::Days,
};
use otklik_model::schedule::{Hours, SpecialDay};
use otklik_store::{dids::Did, groups::Group, schedules::Schedule, trunks::Trunk, users::User};

/// Writes the file. A tenant that does not exist is an empty file.
pub fn export(present: &Present) -> String {
    let mut text = Lines::default();
    let Some(tenant) = &present.tenant else { return String::new() };
    text.table("[tenant]");
    text.string("name", Some(&tenant.name));
    text.string("domain", Some(&tenant.domain));
    text.string("time_zone", Some(&tenant.time_zone));
    text.string("region", Some(&tenant.region.to_string()));
    text.line("recording", &tenant.recorded.to_string());
    if !tenant.embed_calculator.is_empty() {
        text.list("embed_calculator", tenant.embed_calculator.iter().map(|site| quoted(site.as_str())));
    }
    present.users.iter().for_each(|user| text.user(user));
    for device in &present.devices {
        text.table("[[devices]]");
        text.string("login", Some(&device.login));
        text.string("user", Some(present.login_of(device.user_id)));
        text.string("digest", Some(device.digest.as_str()));
    }
    present.groups.iter().for_each(|group| text.group(group, present));
    present.schedules.iter().for_each(|schedule| text.schedule(schedule));
    present.dids.iter().for_each(|did| text.number(did, present));
    present.trunks.iter().for_each(|trunk| text.trunk(trunk));
    text.0
}

#[derive(Default)]
struct Lines(String);

impl Lines {
    fn table(&mut self, header: &str) {
        if !self.0.is_empty() {
            self.0.push('\n');
        }
        self.0.push_str(header);
        self.0.push('\n');
    }

    fn line(&mut self, key: &str, value: &str) {
        self.0.push_str(&format!("{key} = {value}\n"));
    }

    fn string(&mut self, key: &str, value: Option<&str>) {
        value.iter().for_each(|value| self.line(key, &quoted(value)));
    }

    fn list(&mut self, key: &str, values: impl IntoIterator<Item = String>) {
        self.line(key, &format!("[{}]", values.into_iter().collect::<Vec<_>>().join(", ")));
    }

    fn user(&mut self, user: &User) {
        self.table("[[users]]");
        self.string("login", Some(&user.login));
        self.string("name", Some(&user.name));
        self.string("role", Some(user.role.as_str()));
        self.string("extension", user.extension.as_deref());
        self.string("email", user.email.as_deref());
    }

    fn group(&mut self, group: &Group, present: &Present) {
        self.table("[[groups]]");
        self.string("name", Some(&group.name));
        self.string("extension", group.extension.as_deref());
        self.list("members", group.member_ids.iter().map(|id| quoted(present.login_of(*id))));
        if group.ring_seconds != RING_SECONDS {
            self.line("ring_seconds", &group.ring_seconds.to_string());
        }
    }

    fn schedule(&mut self, schedule: &Schedule) {
        self.table("[[schedules]]");
        self.string("name", Some(&schedule.name));
        self.string("time_zone", Some(&schedule.hours.time_zone));
        self.list("weekly", schedule.hours.weekly.iter().map(week));
        if !schedule.hours.special_days.is_empty() {
            self.list("special_days", schedule.hours.special_days.iter().map(special_day));
        }
    }

    fn number(&mut self, did: &Did, present: &Present) {
        self.table("[[numbers]]");
        self.string("number", Some(&did.number.to_string()));
        self.string("name", Some(&did.name));
        self.string("greeting", did.greeting.as_deref());
        self.string("schedule", did.schedule_id.map(|id| present.schedule_name(id)));
        self.line("open", &present.written_target(&did.open));
        self.line("closed", &present.written_target(&did.closed));
    }

    fn trunk(&mut self, trunk: &Trunk) {
        self.table("[[trunks]]");
        self.string("name", Some(&trunk.name));
        self.string("host", Some(&trunk.host));
        self.line("port", &trunk.port.to_string());
        self.list("accepts", trunk.accepts.iter().map(|source| quoted(&written_source(source))));
        self.string("login", trunk.login.as_deref());
        self.string("caller_id", trunk.caller_id.map(|number| number.to_string()).as_deref());
        self.line("calls_max", &trunk.calls_max.to_string());
    }
}

fn week(hours: &Hours) -> String {
    let Hours { weekdays, from, to } = hours;
    format!("{{ days = {}, from = \"{}\", to = \"{}\" }}", quoted(&Days::written(weekdays)), hour(*from), hour(*to))
}

fn special_day(day: &SpecialDay) -> String {
    match day.hours {
        None => format!("{{ date = {} }}", day.date),
        Some((from, to)) => format!("{{ date = {}, from = \"{}\", to = \"{}\" }}", day.date, hour(from), hour(to)),
    }
}
