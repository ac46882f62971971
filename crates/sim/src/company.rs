//! The company all simulations are about: doors, three salespeople, a service, an accountant, and two carriers.

use otklik_model::{
    DeviceId, DialString, DidId, GroupId, PhoneNumber, Region, ScheduleId, TenantId, TrunkId, UserId,
    directory::{
        DigestHash, Directory, DirectoryDevice, DirectoryDid, DirectoryGroup, DirectoryTrunk, DirectoryUser, Recording, Target,
        TenantDirectory, TrunkCredentials, TrunkSource,
    },
    schedule::{Hours, Schedule},
};
use otklik_sip::digest::{Algorithm, Ha1};
use std::{collections::BTreeMap, net::IpAddr, time::Duration};

/// The only tenant.
pub const TENANT: TenantId = TenantId::from_u128(1);
/// Its domain and digest realm.
pub const DOMAIN: &str = "doors.example";
/// The extensions of its people, which are also the logins of their phones.
pub const EXTENSIONS: [u32; 5] = [101, 102, 103, 104, 105];
/// The extension of the sales group: 101, 102 and 103.
pub const SALES_EXTENSION: &str = "200";
/// The opening hours of one number.
const OFFICE: ScheduleId = ScheduleId::from_u128(30);
const SALES: GroupId = GroupId::from_u128(20);

/// The user with that extension.
pub fn user(extension: u32) -> UserId {
    UserId::from_u128(u128::from(extension))
}

/// The device of the user with that extension.
pub fn device(extension: u32) -> DeviceId {
    DeviceId::from_u128(u128::from(extension) + 1000)
}

/// The password of a login.
pub fn password(login: &str) -> String {
    format!("secret-{login}")
}

/// Everything real time has to know; the carriers are at these addresses.
///
/// | number | leads to |
/// |---|---|
/// | +74950000001 | a greeting, then the sales group |
/// | +74950000002 | the sales group |
/// | +74950000003 | 104 |
/// | +74950000004 | 104 in office hours, otherwise the prompt `closed` |
/// | +74950000005 | nobody: refused |
pub fn directory(carriers: [(IpAddr, u16); 2]) -> Directory {
    let tenant = TenantDirectory {
        domain: DOMAIN.to_owned(),
        region: Region::RU,
        users: EXTENSIONS.iter().map(|extension| (user(*extension), person(*extension))).collect(),
        devices: EXTENSIONS.iter().map(|extension| (device(*extension), desk_phone(*extension))).collect(),
        groups: BTreeMap::from([(SALES, sales())]),
        dids: numbers(),
        schedules: BTreeMap::from([(OFFICE, office_hours())]),
        trunks: vec![trunk(1, "carrier", carriers[0]), trunk(2, "spare", carriers[1])],
        recording: Recording::On,
    };
    Directory { tenants: BTreeMap::from([(TENANT, tenant)]) }
}

fn person(extension: u32) -> DirectoryUser {
    DirectoryUser { name: format!("User {extension}"), extension: dial(&extension.to_string()), ring_timeout: Duration::from_secs(20) }
}

fn desk_phone(extension: u32) -> DirectoryDevice {
    let login = extension.to_string();
    let ha1 = |algorithm| Ha1::new(algorithm, &login, DOMAIN, &password(&login));
    // One phone of a newer make.
    let digest = if extension == 105 { DigestHash::Sha256 } else { DigestHash::Md5 };
    let mut device = DirectoryDevice { user_id: user(extension), login: login.clone(), ha1_md5: [0; 16], ha1_sha256: [0; 32], digest };
    device.ha1_md5.copy_from_slice(ha1(Algorithm::Md5).as_bytes());
    device.ha1_sha256.copy_from_slice(ha1(Algorithm::Sha256).as_bytes());
    device
}

fn sales() -> DirectoryGroup {
    let members = vec![user(101), user(102), user(103)];
    DirectoryGroup { name: "Sales".to_owned(), extension: dial(SALES_EXTENSION), members, ring_timeout: Duration::from_secs(30) }
}

fn numbers() -> BTreeMap<PhoneNumber, DirectoryDid> {
    let closed = || Target::Prompt("closed".to_owned());
    let greeting = Some("greeting".to_owned());
    let rows = [
        (74_950_000_001, greeting, None, Target::Group(SALES)),
        (74_950_000_002, None, None, Target::Group(SALES)),
        (74_950_000_003, None, None, Target::User(user(104))),
        (74_950_000_004, None, Some(OFFICE), Target::User(user(104))),
        (74_950_000_005, None, None, Target::Reject),
    ];
    let did = |(digits, greeting, schedule, open)| {
        let number = PhoneNumber::from_digits(digits).expect("eleven digits");
        let did_id = DidId::from_u128(u128::from(digits));
        (number, DirectoryDid { did_id, greeting, schedule, open, closed: closed() })
    };
    rows.into_iter().map(did).collect()
}

fn office_hours() -> Schedule {
    let time = |hour| jiff_time(hour);
    let weekly = vec![Hours { weekdays: vec![1, 2, 3, 4, 5], from: time(9), to: time(18) }];
    Schedule { time_zone: "Europe/Moscow".to_owned(), weekly, special_days: Vec::new() }
}

fn jiff_time(hour: i8) -> jiff::civil::Time {
    jiff::civil::time(hour, 0, 0, 0)
}

fn trunk(id: u128, name: &str, at: (IpAddr, u16)) -> DirectoryTrunk {
    let (address, port) = at;
    DirectoryTrunk {
        trunk_id: TrunkId::from_u128(id),
        name: name.to_owned(),
        host: address.to_string(),
        port,
        accepts: vec![TrunkSource { address, port: None }],
        credentials: Some(TrunkCredentials { login: "doors".to_owned(), password: "carrier-secret".to_owned() }),
        caller_id: PhoneNumber::from_digits(74_950_000_001),
        calls_max: 10,
    }
}

fn dial(text: &str) -> Option<DialString> {
    DialString::new(text)
}
