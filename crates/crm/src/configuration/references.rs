//! Names that must be unique and references that must lead somewhere.

use super::{
    file::{AffiliationPart, CompanyFile, ContactPart, GroupPart, Name, NumberPart, SpecialDayPart, TargetPart, TrunkPart, UserPart},
    reading::{Mistake, Source},
};
use crate::{requisites, spelling::meant};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

/// All broken rules that cannot be seen in one value alone.
pub fn check(file: &CompanyFile, source: Source<'_>) -> Vec<Mistake> {
    let mut checks = Checks { source, mistakes: Vec::new() };
    let logins = checks.unique("user", file.users.iter().map(|user| &user.login));
    let groups = checks.unique("group", file.groups.iter().map(|group| &group.name));
    let schedules = checks.unique("schedule", file.schedules.iter().map(|schedule| &schedule.name));
    let companies = checks.unique("company", file.companies.iter().map(|company| &company.key));
    checks.unique("device", file.devices.iter().map(|device| &device.login));
    checks.unique("trunk", file.trunks.iter().map(|trunk| &trunk.name));
    checks.unique("contact", file.contacts.iter().map(|contact| &contact.key));
    checks.logins(file);
    checks.extensions(&file.users, &file.groups);
    file.devices.iter().for_each(|device| checks.known("user", &device.user, &logins));
    file.groups.iter().flat_map(|group| &group.members).for_each(|member| checks.known("user", member, &logins));
    file.schedules.iter().flat_map(|schedule| &schedule.special_days).for_each(|day| checks.special_day(day));
    checks.numbers(&file.numbers, &Places { logins: &logins, groups: &groups, schedules: &schedules });
    file.trunks.iter().for_each(|trunk| checks.trunk(trunk));
    file.contacts.iter().for_each(|contact| checks.contact(contact, &logins, &companies));
    checks.companies(file);
    checks.mistakes
}

type Names<'a> = BTreeSet<&'a str>;

/// Where calls may be sent.
struct Places<'a> {
    logins: &'a Names<'a>,
    groups: &'a Names<'a>,
    schedules: &'a Names<'a>,
}

struct Checks<'a> {
    source: Source<'a>,
    mistakes: Vec<Mistake>,
}

impl Checks<'_> {
    fn refuse(&mut self, span: Range<usize>, what: String) {
        self.mistakes.push(self.source.mistake(&span, what));
    }

    fn unique<'f>(&mut self, what: &str, names: impl Iterator<Item = &'f Name>) -> Names<'f> {
        let mut seen = Names::new();
        for name in names {
            let text = name.get_ref().as_str();
            if text.trim().is_empty() {
                self.refuse(name.span(), format!("a {what} without a name, expected some text"));
            }
            if !seen.insert(text) {
                self.refuse(name.span(), format!("a second {what} \"{text}\", expected each {what} once"));
            }
        }
        seen
    }

    fn known(&mut self, what: &str, reference: &Name, names: &Names<'_>) {
        let text = reference.get_ref().as_str();
        if names.contains(text) {
            return;
        }
        let advice = meant(text, names.iter().copied()).map(|name| format!("; did you mean \"{name}\"?")).unwrap_or_default();
        self.refuse(reference.span(), format!("no {what} \"{text}\" in this file, expected a {what} it describes{advice}"));
    }

    fn logins(&mut self, file: &CompanyFile) {
        let logins = file.users.iter().map(|user| &user.login).chain(file.devices.iter().map(|device| &device.login));
        let refused: Vec<&Name> = logins.filter(|login| !requisites::is_login(login.get_ref())).collect();
        for login in refused {
            let what = format!("login \"{}\", expected Latin letters, digits, '-', '_' or '.', at most 64", login.get_ref());
            self.refuse(login.span(), what);
        }
    }

    fn extensions(&mut self, users: &[UserPart], groups: &[GroupPart]) {
        let all = users.iter().filter_map(|user| user.extension.as_ref()).chain(groups.iter().filter_map(|group| group.extension.as_ref()));
        let mut seen = BTreeSet::new();
        for extension in all {
            if !seen.insert(&extension.get_ref().0) {
                let text = &extension.get_ref().0.0;
                self.refuse(
                    extension.span(),
                    format!("internal number {text} a second time, expected each number once among users and groups"),
                );
            }
        }
    }

    fn special_day(&mut self, day: &SpecialDayPart) {
        if let (Some(from), None) = (&day.from, &day.to) {
            self.refuse(from.span(), "hours without an end, expected `to` beside `from`".into());
        }
    }

    fn numbers(&mut self, numbers: &[NumberPart], places: &Places<'_>) {
        let mut seen = BTreeMap::new();
        for number in numbers {
            if seen.insert(number.number.get_ref().0, ()).is_some() {
                let text = number.number.get_ref().0;
                self.refuse(number.number.span(), format!("number {text} a second time, expected each number once"));
            }
            number.schedule.iter().for_each(|schedule| self.known("schedule", schedule, places.schedules));
            self.target(&number.open, places);
            self.target(&number.closed, places);
        }
    }

    fn target(&mut self, target: &TargetPart, places: &Places<'_>) {
        match target {
            TargetPart::User(login) => self.known("user", login, places.logins),
            TargetPart::Group(name) => self.known("group", name, places.groups),
            TargetPart::Prompt(_) | TargetPart::Reject => {}
        }
    }

    fn trunk(&mut self, trunk: &TrunkPart) {
        if trunk.login.is_none() && trunk.password.is_some() {
            self.refuse(trunk.name.span(), format!("trunk \"{}\" has a password, expected `login` beside it", trunk.name.get_ref()));
        }
        if trunk.host.trim().is_empty() || trunk.host.contains(char::is_whitespace) {
            self.refuse(trunk.name.span(), format!("trunk \"{}\" has no host, expected a name or an address", trunk.name.get_ref()));
        }
    }

    fn contact(&mut self, contact: &ContactPart, logins: &Names<'_>, companies: &Names<'_>) {
        contact.owner.iter().for_each(|owner| self.known("user", owner, logins));
        contact.notes.iter().for_each(|note| self.known("user", &note.author, logins));
        contact.commitments.iter().filter_map(|one| one.owner.as_ref()).for_each(|owner| self.known("user", owner, logins));
        contact.affiliations.iter().for_each(|affiliation| self.affiliation(affiliation, companies));
        self.unique("blocker", contact.blockers.iter().map(|blocker| &blocker.title));
        self.unique("record", contact.records.iter().map(|record| &record.title));
        self.unique("commitment", contact.commitments.iter().map(|commitment| &commitment.text));
        self.unique("note", contact.notes.iter().map(|note| &note.text));
        if contact.points.iter().any(|point| point.phone.is_some() == point.email.is_some()) {
            let key = contact.key.get_ref();
            self.refuse(
                contact.key.span(),
                format!("contact \"{key}\" has a point of no kind, expected either `phone` or `email` in each"),
            );
        }
        if contact.last_name.is_none() && contact.first_name.is_none() {
            let key = contact.key.get_ref();
            self.refuse(contact.key.span(), format!("contact \"{key}\" has no name, expected `first_name` or `last_name`"));
        }
    }

    fn affiliation(&mut self, affiliation: &AffiliationPart, companies: &Names<'_>) {
        self.known("company", &affiliation.company, companies);
        if let (Some(since), Some(until)) = (&affiliation.since, &affiliation.until)
            && since.0 > until.0
        {
            self.refuse(affiliation.company.span(), format!("it ends on {} before it begins, expected `until` after {}", until.0, since.0));
        }
    }

    fn companies(&mut self, file: &CompanyFile) {
        for company in &file.companies {
            self.unique("blocker", company.blockers.iter().map(|blocker| &blocker.title));
            self.unique("record", company.records.iter().map(|record| &record.title));
        }
    }
}
