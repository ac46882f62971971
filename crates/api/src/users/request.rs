//! Users as requests give them.

use crate::wire::words;
use otklik_crm::users::UserDraft;
use otklik_model::Role;
use otklik_store::users::User;
use serde::Deserialize;
use utoipa::ToSchema;

/// A new user.
#[derive(Debug, Deserialize, ToSchema)]
pub struct CreateUser {
    /// What is typed at the login.
    pub login: String,
    /// Name shown to colleagues.
    pub name: String,
    /// At least eight characters.
    pub password: String,
    /// `agent`, `supervisor` or `administrator`.
    #[schema(value_type = words::Role)]
    pub role: Role,
    /// Internal short number.
    pub extension: Option<String>,
    /// Where mail goes.
    pub email: Option<String>,
}

/// What changes; what is left out stays.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct ChangeUser {
    /// What is typed at the login.
    pub login: Option<String>,
    /// Name shown to colleagues.
    pub name: Option<String>,
    /// A new password.
    pub password: Option<String>,
    /// Rights.
    #[schema(value_type = Option<words::Role>)]
    pub role: Option<Role>,
    /// Internal short number; empty takes it away.
    pub extension: Option<String>,
    /// Where mail goes; empty takes it away.
    pub email: Option<String>,
    /// How long the phones ring.
    pub ring_seconds: Option<u32>,
    /// Whether the login is refused.
    pub disabled: Option<bool>,
}

impl CreateUser {
    /// The form of the use case.
    pub fn draft(&self) -> UserDraft {
        UserDraft { extension: self.extension.clone(), email: self.email.clone(), ..UserDraft::new(&self.login, &self.name, self.role) }
    }
}

impl ChangeUser {
    /// The form of the use case over what is there.
    pub fn over(self, have: &User) -> UserDraft {
        UserDraft {
            login: self.login.unwrap_or_else(|| have.login.clone()),
            name: self.name.unwrap_or_else(|| have.name.clone()),
            role: self.role.unwrap_or(have.role),
            extension: emptied(self.extension, &have.extension),
            email: emptied(self.email, &have.email),
            ring_seconds: self.ring_seconds.unwrap_or(have.ring_seconds),
        }
    }
}

fn emptied(given: Option<String>, have: &Option<String>) -> Option<String> {
    given.map_or_else(|| have.clone(), |given| Some(given).filter(|given| !given.trim().is_empty()))
}
