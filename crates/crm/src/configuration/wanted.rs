//! The file as rows: what is already there keeps its id and, where the file gives none, its password.

use super::{
    file::{CompanyFile, DevicePart, GroupPart, HoursPart, NumberPart, SchedulePart, SpecialDayPart, TargetPart, TrunkPart, UserPart},
    present::Present,
    reading::{FileRefused, Mistake, Source},
};
use crate::{
    acting::Acting,
    credentials::{Ha1, is_password, password_hash},
};
use otklik_model::{
    DeviceId, DidId, GroupId, ScheduleId, TenantId, TrunkId, UserId,
    schedule::{self, Hours, SpecialDay},
};
use otklik_store::{
    devices::Device,
    dids::{Did, DidTarget},
    groups::Group,
    schedules::Schedule,
    tenants::Tenant,
    trunks::{self, Trunk},
    users::User,
};
use rand::rngs::StdRng;
use std::collections::BTreeMap;

/// Password hashes by login, made beforehand because they are slow.
pub type Hashes = BTreeMap<String, String>;

/// Hashes the passwords of the file that differ from those in use. Slow: run it off the async threads.
pub fn hash_passwords(users: &[UserPart], present: &Present, rng: &mut StdRng) -> Hashes {
    let hash = |user: &UserPart| {
        let password = user.password.as_deref()?;
        let login = user.login.get_ref();
        let kept = present.users.iter().chain(&present.disabled).find(|one| one.login == *login);
        let unchanged = kept.filter(|one| is_password(password, &one.password_hash)).map(|one| one.password_hash.clone());
        Some((login.clone(), unchanged.unwrap_or_else(|| password_hash(password, rng))))
    };
    users.iter().filter_map(hash).collect()
}

/// Makes the rows of a file. Names are already checked to lead somewhere.
pub struct Wanting<'a> {
    /// What is there.
    pub present: &'a Present,
    /// Whose it will be.
    pub tenant_id: TenantId,
    /// Hashes of the passwords in the file.
    pub hashes: &'a Hashes,
    /// Makes new ids.
    pub acting: &'a mut Acting,
    /// To tell mistakes by place.
    pub source: Source<'a>,
}

impl Wanting<'_> {
    /// All rows, or what a new user or device still lacks.
    pub fn rows(&mut self, file: &CompanyFile) -> Result<Present, FileRefused> {
        let mistakes = self.passwords_missing(file);
        if !mistakes.is_empty() {
            return Err(FileRefused { mistakes });
        }
        let tenant = self.tenant(file);
        let users: Vec<User> = file.users.iter().map(|part| self.user(part)).collect();
        let devices = file.devices.iter().map(|part| self.device(part, &users, &tenant.domain)).collect();
        let groups: Vec<Group> = file.groups.iter().map(|part| self.group(part, &users)).collect();
        let schedules: Vec<Schedule> = file.schedules.iter().map(|part| self.schedule(part, &tenant.time_zone)).collect();
        let places = Places { users: &users, groups: &groups, schedules: &schedules };
        let dids = file.numbers.iter().map(|part| self.did(part, &places)).collect();
        let trunks = (0..).zip(&file.trunks).map(|(position, part)| self.trunk(part, position)).collect();
        Ok(Present { tenant: Some(tenant), users, disabled: Vec::new(), devices, groups, schedules, dids, trunks })
    }

    fn passwords_missing(&self, file: &CompanyFile) -> Vec<Mistake> {
        let known_user = |login: &str| self.present.users.iter().chain(&self.present.disabled).any(|user| user.login == login);
        let users = file.users.iter().filter(|part| part.password.is_none() && !known_user(part.login.get_ref()));
        let known_device = |login: &str| self.present.devices.iter().any(|device| device.login == login);
        let devices = file.devices.iter().filter(|part| part.password.is_none() && !known_device(part.login.get_ref()));
        let refuse = |what: &str, login: &super::file::Name| {
            self.source.mistake(&login.span(), format!("{what} \"{}\" is new, expected a `password`", login.get_ref()))
        };
        users.map(|part| refuse("user", &part.login)).chain(devices.map(|part| refuse("device", &part.login))).collect()
    }

    fn tenant(&self, file: &CompanyFile) -> Tenant {
        let part = &file.tenant;
        Tenant {
            id: self.tenant_id,
            name: part.name.clone(),
            domain: part.domain.get_ref().0.0.clone(),
            region: part.region.0,
            time_zone: part.time_zone.0.0.clone(),
            recorded: part.recording,
            embed_calculator: part.embed_calculator.iter().map(|site| site.0.clone()).collect(),
            created_at: self.present.tenant.as_ref().map_or(self.acting.now, |tenant| tenant.created_at),
        }
    }

    fn user(&mut self, part: &UserPart) -> User {
        let login = part.login.get_ref();
        let have = self.present.users.iter().chain(&self.present.disabled).find(|user| user.login == *login);
        let kept_hash = have.map(|user| user.password_hash.clone());
        User {
            id: have.map_or_else(|| self.acting.id(UserId::from_parts), |user| user.id),
            login: login.clone(),
            password_hash: self.hashes.get(login).cloned().or(kept_hash).unwrap_or_default(),
            name: part.name.clone(),
            extension: part.extension.as_ref().map(|extension| extension.get_ref().0.0.clone()),
            email: part.email.as_ref().map(|email| email.0.0.clone()),
            role: part.role,
            ring_seconds: have.map_or(super::file::RING_SECONDS, |user| user.ring_seconds),
            disabled_at: None,
            created_at: have.map_or(self.acting.now, |user| user.created_at),
        }
    }

    fn device(&mut self, part: &DevicePart, users: &[User], domain: &str) -> Device {
        let login = part.login.get_ref();
        let have = self.present.devices.iter().find(|device| device.login == *login);
        let kept = have.map_or(Ha1 { md5: [0; 16], sha256: [0; 32] }, |device| Ha1 { md5: device.ha1_md5, sha256: device.ha1_sha256 });
        let ha1 = part.password.as_ref().map_or(kept, |password| Ha1::of(login, domain, password));
        Device {
            id: have.map_or_else(|| self.acting.id(DeviceId::from_parts), |device| device.id),
            user_id: user_id(users, part.user.get_ref()),
            login: login.clone(),
            ha1_md5: ha1.md5,
            ha1_sha256: ha1.sha256,
            digest: part.digest,
            created_at: have.map_or(self.acting.now, |device| device.created_at),
        }
    }

    fn group(&mut self, part: &GroupPart, users: &[User]) -> Group {
        let have = self.present.groups.iter().find(|group| group.name == *part.name.get_ref());
        Group {
            id: have.map_or_else(|| self.acting.id(GroupId::from_parts), |group| group.id),
            name: part.name.get_ref().clone(),
            extension: part.extension.as_ref().map(|extension| extension.get_ref().0.0.clone()),
            ring_seconds: part.ring_seconds,
            member_ids: part.members.iter().map(|login| user_id(users, login.get_ref())).collect(),
        }
    }

    fn schedule(&mut self, part: &SchedulePart, tenant_zone: &str) -> Schedule {
        let have = self.present.schedules.iter().find(|schedule| schedule.name == *part.name.get_ref());
        let hours = schedule::Schedule {
            time_zone: part.time_zone.as_ref().map_or(tenant_zone, |zone| &zone.0.0).to_owned(),
            weekly: part.weekly.iter().map(hours).collect(),
            special_days: part.special_days.iter().map(special_day).collect(),
        };
        let id = have.map_or_else(|| self.acting.id(ScheduleId::from_parts), |schedule| schedule.id);
        Schedule { id, name: part.name.get_ref().clone(), hours }
    }

    fn did(&mut self, part: &NumberPart, places: &Places<'_>) -> Did {
        let number = part.number.get_ref().0;
        let have = self.present.dids.iter().find(|did| did.number == number);
        let schedule = part.schedule.as_ref().map(|name| name.get_ref());
        Did {
            id: have.map_or_else(|| self.acting.id(DidId::from_parts), |did| did.id),
            number,
            name: part.name.clone(),
            greeting: part.greeting.as_ref().map(|prompt| prompt.0.0.clone()),
            schedule_id: schedule.and_then(|name| places.schedules.iter().find(|one| one.name == *name)).map(|one| one.id),
            open: places.target(&part.open),
            closed: places.target(&part.closed),
        }
    }

    fn trunk(&mut self, part: &TrunkPart, position: u32) -> Trunk {
        let have = self.present.trunks.iter().find(|trunk| trunk.name == *part.name.get_ref());
        let kept_password = have.and_then(|trunk| trunk.password.clone()).filter(|_| part.login.is_some());
        Trunk {
            id: have.map_or_else(|| self.acting.id(TrunkId::from_parts), |trunk| trunk.id),
            name: part.name.get_ref().clone(),
            host: part.host.clone(),
            port: part.port,
            accepts: part.accepts.iter().map(|source| trunks::Source { address: source.0.address, port: source.0.port }).collect(),
            login: part.login.as_ref().map(|login| login.get_ref().clone()),
            password: part.password.clone().map(trunks::Secret).or(kept_password),
            caller_id: part.caller_id.as_ref().map(|number| number.0),
            calls_max: part.calls_max,
            position,
        }
    }
}

/// Where calls may be sent.
struct Places<'a> {
    users: &'a [User],
    groups: &'a [Group],
    schedules: &'a [Schedule],
}

impl Places<'_> {
    fn target(&self, part: &TargetPart) -> DidTarget {
        match part {
            TargetPart::User(login) => DidTarget::User { id: user_id(self.users, login.get_ref()) },
            TargetPart::Group(name) => {
                let group = self.groups.iter().find(|group| group.name == *name.get_ref());
                DidTarget::Group { id: group.expect("references were checked").id }
            }
            TargetPart::Prompt(prompt) => DidTarget::Prompt { prompt: prompt.0.0.clone() },
            TargetPart::Reject => DidTarget::Reject,
        }
    }
}

fn user_id(users: &[User], login: &str) -> UserId {
    users.iter().find(|user| user.login == login).expect("references were checked").id
}

fn hours(part: &HoursPart) -> Hours {
    Hours { weekdays: part.days.0.0.clone(), from: part.from.0, to: part.to.0 }
}

fn special_day(part: &SpecialDayPart) -> SpecialDay {
    let hours = part.from.as_ref().zip(part.to.as_ref()).map(|(from, to)| (from.get_ref().0, to.0));
    SpecialDay { date: part.date.0, hours }
}
