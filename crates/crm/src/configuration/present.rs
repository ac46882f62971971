//! The configuration of a tenant as it stands in the store.

use otklik_model::{GroupId, ScheduleId, UserId};
use otklik_store::{
    Reader, StoreError,
    devices::{self, Device},
    dids::{self, Did, DidTarget},
    groups::{self, Group},
    schedules::{self, Schedule},
    tenants::{self, Tenant},
    trunks::{self, Trunk},
    users::{self, User},
};

/// Everything the file describes, contacts apart.
#[derive(Debug, Clone, Default)]
pub struct Present {
    /// `None` before the first application.
    pub tenant: Option<Tenant>,
    /// Logins that are not disabled.
    pub users: Vec<User>,
    /// Disabled logins: a user of the file with such a login is enabled again.
    pub disabled: Vec<User>,
    /// Phones.
    pub devices: Vec<Device>,
    /// Ring groups.
    pub groups: Vec<Group>,
    /// Opening hours.
    pub schedules: Vec<Schedule>,
    /// Own numbers.
    pub dids: Vec<Did>,
    /// Carriers.
    pub trunks: Vec<Trunk>,
}

impl Present {
    /// Reads it all.
    pub async fn load(reader: &Reader<'_>) -> Result<Self, StoreError> {
        let (disabled, users) = users::list(reader).await?.into_iter().partition(|user| user.disabled_at.is_some());
        Ok(Self {
            tenant: tenants::find(reader).await?,
            users,
            disabled,
            devices: devices::list(reader).await?,
            groups: groups::list(reader).await?,
            schedules: schedules::list(reader).await?,
            dids: dids::list(reader).await?,
            trunks: trunks::list(reader).await?,
        })
    }

    /// The login of a user, disabled ones too.
    pub fn login_of(&self, id: UserId) -> &str {
        let all = self.users.iter().chain(&self.disabled);
        all.into_iter().find(|user| user.id == id).map_or("", |user| &user.login)
    }

    /// The name of a group.
    pub fn group_name(&self, id: GroupId) -> &str {
        self.groups.iter().find(|group| group.id == id).map_or("", |group| &group.name)
    }

    /// The name of a schedule.
    pub fn schedule_name(&self, id: ScheduleId) -> &str {
        self.schedules.iter().find(|schedule| schedule.id == id).map_or("", |schedule| &schedule.name)
    }

    /// Where a number leads, as the file writes it.
    pub fn written_target(&self, target: &DidTarget) -> String {
        match target {
            DidTarget::User { id } => format!("{{ user = {} }}", quoted(self.login_of(*id))),
            DidTarget::Group { id } => format!("{{ group = {} }}", quoted(self.group_name(*id))),
            DidTarget::Prompt { prompt } => format!("{{ prompt = {} }}", quoted(prompt)),
            DidTarget::Reject => quoted("reject"),
        }
    }
}

/// A TOML string.
pub fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
