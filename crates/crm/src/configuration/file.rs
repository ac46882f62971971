//! The shape of the file of `otklik apply`: a company, its phones and numbers, and the contacts it comes with.

use super::written::{Amount, Days, Domain, Email, Extension, Inn, Kpp, PromptFile, RoughDate, Written, ZoneName};
use jiff::{Span, civil};
use otklik_model::{
    PhoneNumber, Region, Role, SiteOrigin,
    commitment::CommitmentKind,
    directory::{DigestHash, TrunkSource},
};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// A text whose place in the file is kept: a name, or a reference to one.
pub type Name = Spanned<String>;

/// A whole file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CompanyFile {
    /// The company that uses Otklik.
    pub tenant: TenantPart,
    /// Logins.
    #[serde(default)]
    pub users: Vec<UserPart>,
    /// Desk phones and softphones.
    #[serde(default)]
    pub devices: Vec<DevicePart>,
    /// Ring groups.
    #[serde(default)]
    pub groups: Vec<GroupPart>,
    /// Opening hours.
    #[serde(default)]
    pub schedules: Vec<SchedulePart>,
    /// Own numbers.
    #[serde(default)]
    pub numbers: Vec<NumberPart>,
    /// Carriers.
    #[serde(default)]
    pub trunks: Vec<TrunkPart>,
    /// Companies among the clients.
    #[serde(default)]
    pub companies: Vec<CompanyPart>,
    /// People among the clients.
    #[serde(default)]
    pub contacts: Vec<ContactPart>,
}

/// `[tenant]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TenantPart {
    /// Name for people.
    pub name: String,
    /// SIP domain and digest realm; also what tells the tenants of one installation apart.
    pub domain: Spanned<Written<Domain>>,
    /// Zone of greetings and of schedules that name none.
    pub time_zone: Written<ZoneName>,
    /// Country of numbers written without a code.
    #[serde(default = "russia")]
    pub region: Written<Region>,
    /// Whether calls with clients are recorded.
    #[serde(default = "yes")]
    pub recording: bool,
    /// Sites that may show the calculator in a frame.
    #[serde(default)]
    pub embed_calculator: Vec<Written<SiteOrigin>>,
}

/// `[[users]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserPart {
    /// What he logs in with.
    pub login: Name,
    /// Name for people.
    pub name: String,
    /// His rights.
    #[serde(default = "agent")]
    pub role: Role,
    /// Internal short number.
    pub extension: Option<Spanned<Written<Extension>>>,
    /// Needed for a new user; without it a present one keeps his.
    pub password: Option<String>,
    /// Where letters to him go.
    pub email: Option<Written<Email>>,
}

/// `[[devices]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DevicePart {
    /// SIP user name.
    pub login: Name,
    /// Login of its user.
    pub user: Name,
    /// Needed for a new device; without it a present one keeps its own.
    pub password: Option<String>,
    /// What it is asked for.
    #[serde(default)]
    pub digest: DigestHash,
}

/// `[[groups]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupPart {
    /// Name for people and for references.
    pub name: Name,
    /// Internal short number.
    pub extension: Option<Spanned<Written<Extension>>>,
    /// Logins of those who ring.
    pub members: Vec<Name>,
    /// How long they ring.
    #[serde(default = "ring_seconds")]
    pub ring_seconds: u32,
}

/// `[[schedules]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchedulePart {
    /// Name for people and for references.
    pub name: Name,
    /// The tenant's zone when absent.
    pub time_zone: Option<Written<ZoneName>>,
    /// Ordinary weeks.
    pub weekly: Vec<HoursPart>,
    /// Exceptions.
    #[serde(default)]
    pub special_days: Vec<SpecialDayPart>,
}

/// Hours of some weekdays.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoursPart {
    /// `"mon-fri"`, `"sat, sun"`.
    pub days: Written<Days>,
    /// Opens.
    pub from: Written<civil::Time>,
    /// Closes; `00:00` is midnight.
    pub to: Written<civil::Time>,
}

/// A date unlike its weekday.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpecialDayPart {
    /// The date.
    pub date: Written<civil::Date>,
    /// Opens; without hours it is closed all day.
    pub from: Option<Spanned<Written<civil::Time>>>,
    /// Closes.
    pub to: Option<Written<civil::Time>>,
}

/// `[[numbers]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NumberPart {
    /// The number called.
    pub number: Spanned<Written<PhoneNumber>>,
    /// Name for people.
    pub name: String,
    /// A file in the prompts folder, played before ringing.
    pub greeting: Option<Written<PromptFile>>,
    /// Name of a schedule; always open without one.
    pub schedule: Option<Name>,
    /// Where calls go.
    pub open: TargetPart,
    /// Where calls go outside the schedule.
    #[serde(default = "reject")]
    pub closed: TargetPart,
}

/// `{ user = "101" }`, `{ group = "…" }`, `{ prompt = "closed.wav" }` or `"reject"`.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetPart {
    /// The phones of one user, by login.
    User(Name),
    /// A ring group, by name.
    Group(Name),
    /// A prompt, then hang up.
    Prompt(Written<PromptFile>),
    /// Refused at once.
    Reject,
}

/// `[[trunks]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrunkPart {
    /// Name for people.
    pub name: Name,
    /// Where calls out are sent.
    pub host: String,
    /// UDP port of `host`.
    #[serde(default = "sip_port")]
    pub port: u16,
    /// Addresses calls in come from.
    #[serde(default)]
    pub accepts: Vec<Written<TrunkSource>>,
    /// How we identify ourselves to the carrier.
    pub login: Option<Name>,
    /// The carrier's secret; a present trunk keeps its own when absent.
    pub password: Option<String>,
    /// Number shown for calls out.
    pub caller_id: Option<Written<PhoneNumber>>,
    /// Calls at one time, both directions.
    #[serde(default = "calls_max")]
    pub calls_max: u32,
}

/// `[[companies]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CompanyPart {
    /// What the file calls it; never shown.
    pub key: Name,
    /// Name for people.
    pub name: String,
    /// Name in contracts.
    pub legal_name: Option<String>,
    /// Taxpayer number, check digit included.
    pub inn: Option<Written<Inn>>,
    /// Reason code of registration, nine digits.
    pub kpp: Option<Written<Kpp>>,
    /// Free text.
    pub notes: Option<String>,
    /// What stands in its way.
    #[serde(default)]
    pub blockers: Vec<BlockerPart>,
    /// Its purchases and papers.
    #[serde(default)]
    pub records: Vec<RecordPart>,
}

/// `[[contacts]]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactPart {
    /// What the file calls him; never shown.
    pub key: Name,
    /// Family name.
    pub last_name: Option<String>,
    /// Given name.
    pub first_name: Option<String>,
    /// Patronymic.
    pub patronymic: Option<String>,
    /// Class of clients by money.
    pub tier: Option<String>,
    /// `phone`, `email`, `telegram`, …
    pub preferred_channel: Option<String>,
    /// Login of who looks after him.
    pub owner: Option<Name>,
    /// How he is reached and recognised.
    #[serde(default)]
    pub points: Vec<PointPart>,
    /// For whom he acts.
    #[serde(default)]
    pub affiliations: Vec<AffiliationPart>,
    /// What he must not be asked again.
    #[serde(default)]
    pub known: Vec<FactPart>,
    /// What stands in his way.
    #[serde(default)]
    pub blockers: Vec<BlockerPart>,
    /// His purchases and papers.
    #[serde(default)]
    pub records: Vec<RecordPart>,
    /// What was promised to him.
    #[serde(default)]
    pub commitments: Vec<CommitmentPart>,
    /// Internal remarks.
    #[serde(default)]
    pub notes: Vec<NotePart>,
}

/// One way to reach a contact.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PointPart {
    /// A phone number in any spelling.
    pub phone: Option<Spanned<Written<PhoneNumber>>>,
    /// An e-mail address.
    pub email: Option<Written<Email>>,
    /// «личный», «офис», …
    pub label: Option<String>,
    /// Whether he wants to be reached here.
    #[serde(default)]
    pub preferred: bool,
}

/// For whom a contact acts.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AffiliationPart {
    /// Key of a company of this file.
    pub company: Name,
    /// «директор», «бухгалтер», …
    pub role: Option<String>,
    /// First day.
    pub since: Option<Written<civil::Date>>,
    /// Last day; afterwards the company is not shown.
    pub until: Option<Written<civil::Date>>,
}

/// A labelled fact.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactPart {
    /// «Адрес доставки»
    pub label: String,
    /// The fact.
    pub value: String,
}

/// What stands in the way now.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlockerPart {
    /// `contract_to_resign`, `debt`, `blocked`, …
    pub kind: String,
    /// Short, for the coloured band.
    pub title: Name,
    /// What to say.
    pub sentence: String,
    /// What to do.
    pub action: Option<String>,
    /// Where, at what hours, what to bring.
    #[serde(default)]
    pub details: Vec<FactPart>,
}

/// A purchase, contract, invoice or other paper.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordPart {
    /// `purchase`, `contract`, `invoice`, `document`, …
    pub kind: String,
    /// What it is.
    pub title: Name,
    /// As exactly as it is known: `2009`, `"2009-05"` or `2009-05-12`.
    pub date: Option<Written<RoughDate>>,
    /// How many.
    pub quantity: Option<u32>,
    /// Where it stands: `signed`, `expired`, `unpaid`.
    pub status: Option<String>,
    /// Roubles: `45000` or `"45000.50"`.
    pub amount: Option<Written<Amount>>,
    /// Anything else: number, colour, status.
    #[serde(default)]
    pub attributes: BTreeMap<String, String>,
}

/// A promise.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommitmentPart {
    /// What was promised.
    pub text: Name,
    /// `call_back` or `other`.
    #[serde(default = "other_commitment")]
    pub kind: CommitmentKind,
    /// When it is due after the file is first applied: `"2h"`, `"-1d"`.
    pub due_in: Written<Span>,
    /// Login of who keeps it.
    pub owner: Option<Name>,
}

/// An internal remark.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotePart {
    /// The remark.
    pub text: Name,
    /// Login of who wrote it.
    pub author: Name,
    /// Its day; the day of the first application when absent.
    pub date: Option<Written<civil::Date>>,
}

fn russia() -> Written<Region> {
    Written(Region::RU)
}

const fn yes() -> bool {
    true
}

const fn agent() -> Role {
    Role::Agent
}

/// Chosen: five rings of the usual 5 s cycle, then the caller is told something.
pub const RING_SECONDS: u32 = 25;

const fn ring_seconds() -> u32 {
    RING_SECONDS
}

const fn reject() -> TargetPart {
    TargetPart::Reject
}

/// RFC 3261 §19.1.2
const fn sip_port() -> u16 {
    5060
}

/// Chosen: what small companies buy.
const fn calls_max() -> u32 {
    30
}

const fn other_commitment() -> CommitmentKind {
    CommitmentKind::Other
}
