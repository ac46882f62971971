//! A device as the API shows one.

use crate::{state::Api, wire::words};
use otklik_model::TenantId;
use otklik_store::devices::Device;
use serde::Serialize;
use utoipa::ToSchema;

/// Where a device is connected from.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Connected {
    /// `address:port`.
    pub address: String,
    /// What it says it is.
    pub user_agent: String,
    /// Since when.
    pub since: String,
}

/// A desk phone or softphone.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Device)]
pub struct DeviceShape {
    /// `device_01J…`.
    pub id: String,
    /// Whose.
    pub user_id: String,
    /// The user name to type into it.
    pub login: String,
    /// What it is asked for: `md5` or `sha256`.
    #[schema(value_type = words::Digest)]
    pub digest: &'static str,
    /// Where it is connected from, when it is.
    pub registered: Option<Connected>,
    /// To type into it; told once, when it is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false)]
    pub password: Option<String>,
}

/// A stored device with where it is now.
pub fn shape(api: &Api, tenant_id: TenantId, device: Device, password: Option<String>) -> DeviceShape {
    let registered = api.live.registered(tenant_id, device.id);
    let connected =
        |found: crate::live::Registered| Connected { address: found.address, user_agent: found.user_agent, since: found.since.to_string() };
    DeviceShape {
        id: device.id.to_string(),
        user_id: device.user_id.to_string(),
        login: device.login,
        digest: device.digest.as_str(),
        registered: registered.map(connected),
        password,
    }
}
