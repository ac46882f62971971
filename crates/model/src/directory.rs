//! The immutable snapshot of numbers, trunks, groups, users and devices that real time routes by.

use crate::{DeviceId, DialString, DidId, GroupId, PhoneNumber, Region, ScheduleId, TenantId, TrunkId, UserId, schedule::Schedule};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, net::IpAddr, time::Duration};

/// Everything real time knows of the configuration of all tenants on this node.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    /// One entry for each tenant at home here.
    pub tenants: BTreeMap<TenantId, TenantDirectory>,
}

/// The configuration of one tenant.
#[derive(Debug, Clone)]
pub struct TenantDirectory {
    /// The digest realm and SIP domain of its devices.
    pub domain: String,
    /// The country assumed for numbers without a code.
    pub region: Region,
    /// Users, who are rung by their devices.
    pub users: BTreeMap<UserId, DirectoryUser>,
    /// Desk phones and softphones.
    pub devices: BTreeMap<DeviceId, DirectoryDevice>,
    /// Groups rung in parallel.
    pub groups: BTreeMap<GroupId, DirectoryGroup>,
    /// Own numbers.
    pub dids: BTreeMap<PhoneNumber, DirectoryDid>,
    /// Opening hours.
    pub schedules: BTreeMap<ScheduleId, Schedule>,
    /// Carriers, in the order they are tried for calls out.
    pub trunks: Vec<DirectoryTrunk>,
    /// Whether calls with clients are recorded.
    pub recording: Recording,
}

/// Whether calls are recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recording {
    /// Both directions of every call that goes over a trunk.
    On,
    /// Nothing.
    Off,
}

/// A user as routing sees him.
#[derive(Debug, Clone)]
pub struct DirectoryUser {
    /// Name shown on the phones of colleagues.
    pub name: String,
    /// Internal short number; empty when he has none.
    pub extension: Option<DialString>,
    /// How long his devices ring before the call counts as not answered.
    pub ring_timeout: Duration,
}

/// A SIP device as the registrar sees it.
#[derive(Debug, Clone)]
pub struct DirectoryDevice {
    /// Whose it is.
    pub user_id: UserId,
    /// The digest user name and the user part of its address of record.
    pub login: String,
    /// `MD5(login:realm:password)` (RFC 7616 §3.4.2).
    pub ha1_md5: [u8; 16],
    /// `SHA-256(login:realm:password)`.
    pub ha1_sha256: [u8; 32],
    /// What it is asked for.
    pub digest: DigestHash,
}

/// The hash a device is asked to prove its password with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DigestHash {
    /// MD5: what every phone knows.
    #[default]
    Md5,
    /// SHA-256 (RFC 8760): for phones that know it.
    Sha256,
}

impl DigestHash {
    /// The word used in files and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Md5 => "md5",
            Self::Sha256 => "sha256",
        }
    }
}

/// Endpoints rung together.
#[derive(Debug, Clone)]
pub struct DirectoryGroup {
    /// Name for people.
    pub name: String,
    /// Internal short number of the group, if it has one.
    pub extension: Option<DialString>,
    /// Who is rung.
    pub members: Vec<UserId>,
    /// How long before the call counts as not answered.
    pub ring_timeout: Duration,
}

/// An own number and what happens to calls for it.
#[derive(Debug, Clone)]
pub struct DirectoryDid {
    /// Its id.
    pub did_id: DidId,
    /// A prompt to play before ringing: its file name in the prompts folder.
    pub greeting: Option<String>,
    /// Hours; without them it is always open.
    pub schedule: Option<ScheduleId>,
    /// Where a call goes when open.
    pub open: Target,
    /// Where a call goes when closed.
    pub closed: Target,
}

/// Where a route leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// The devices of one user.
    User(UserId),
    /// The devices of all members of a group, in parallel.
    Group(GroupId),
    /// A prompt is played, then we hang up. A caller who heard it was not served.
    Prompt(String),
    /// Refused at once.
    Reject,
}

/// A carrier.
#[derive(Debug, Clone)]
pub struct DirectoryTrunk {
    /// Its id.
    pub trunk_id: TrunkId,
    /// Name for people.
    pub name: String,
    /// Host name or address, and port, where calls out are sent.
    pub host: String,
    /// UDP port of `host`.
    pub port: u16,
    /// Calls in are accepted from these addresses; the port is compared when it is given.
    pub accepts: Vec<TrunkSource>,
    /// How we identify ourselves, when the carrier asks.
    pub credentials: Option<TrunkCredentials>,
    /// Number shown for calls out when the user has none of his own.
    pub caller_id: Option<PhoneNumber>,
    /// Calls in both directions at one time.
    pub calls_max: u32,
}

/// An address a trunk's calls may come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrunkSource {
    /// The address.
    pub address: IpAddr,
    /// Its port; `None` accepts any.
    pub port: Option<u16>,
}

/// Digest credentials for a carrier. The carrier's realm is not known before its challenge, so the password itself is needed.
#[derive(Clone, PartialEq, Eq)]
pub struct TrunkCredentials {
    /// Digest user name.
    pub login: String,
    /// The secret; never printed.
    pub password: String,
}

impl std::fmt::Debug for TrunkCredentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TrunkCredentials").field("login", &self.login).finish_non_exhaustive()
    }
}

impl TenantDirectory {
    /// The user with that internal short number.
    pub fn user_by_extension(&self, dialled: &DialString) -> Option<UserId> {
        self.users.iter().find(|(_, user)| user.extension.as_ref() == Some(dialled)).map(|(user_id, _)| *user_id)
    }

    /// The group with that internal short number.
    pub fn group_by_extension(&self, dialled: &DialString) -> Option<GroupId> {
        self.groups.iter().find(|(_, group)| group.extension.as_ref() == Some(dialled)).map(|(group_id, _)| *group_id)
    }

    /// The device with that digest user name.
    pub fn device_by_login(&self, login: &str) -> Option<(DeviceId, &DirectoryDevice)> {
        self.devices.iter().find(|(_, device)| device.login == login).map(|(device_id, device)| (*device_id, device))
    }

    /// The devices of a user.
    pub fn devices_of(&self, user_id: UserId) -> impl Iterator<Item = DeviceId> {
        self.devices.iter().filter(move |(_, device)| device.user_id == user_id).map(|(device_id, _)| *device_id)
    }

    /// The trunk whose calls come from that address.
    pub fn trunk_by_source(&self, address: IpAddr, port: u16) -> Option<&DirectoryTrunk> {
        let matches = |source: &TrunkSource| source.address == address && source.port.is_none_or(|at| at == port);
        self.trunks.iter().find(|trunk| trunk.accepts.iter().any(matches))
    }
}
