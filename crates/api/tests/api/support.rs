//! The API over a database of its own, with a clock, a switchboard and two companies that tests hold in their hands.

use crate::answer::Answer;
use axum::{
    Router,
    body::Body,
    http::{Method, Request, header},
};
use otklik_api::{Api, Live, Surroundings, SwitchboardLine, UploadLimits};
use otklik_crm::{Acting, credentials, devices, groups, numbers, search::Search, users};
use otklik_model::{
    CallId, DeviceId, EventId, GroupId, LegId, PhoneNumber, RecordingId, Region, Role, TenantId, Timestamp, UserId,
    command::{Command, CommandRefused},
    directory::DigestHash,
    event::{Direction, DomainEvent, JournalEntry, LegParty, Opening, Party, RoutedTo},
    hang_up::{EndedBy, HangUpCause},
};
use otklik_store::{Location, Opener, Store, dids::DidTarget, tenants, web_sessions};
use rand::{SeedableRng, rngs::StdRng};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    sync::{
        Arc, LazyLock, Mutex,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::Duration,
};
use tower::ServiceExt;

/// Everybody's password.
pub const PASSWORD: &str = "doors-2009";

/// Hashing takes a tenth of a second, so it is done once.
static HASH: LazyLock<String> = LazyLock::new(|| credentials::password_hash(PASSWORD, &mut StdRng::seed_from_u64(1)));

/// Users of each company; 101 and 102 are of the group that rings for its number.
const USERS: [(&str, Role); 5] =
    [("101", Role::Agent), ("102", Role::Agent), ("103", Role::Agent), ("104", Role::Supervisor), ("105", Role::Administrator)];

/// One company.
pub struct Company {
    pub tenant_id: TenantId,
    pub domain: &'static str,
    pub users: BTreeMap<&'static str, UserId>,
    pub phones: BTreeMap<UserId, DeviceId>,
    pub group_id: GroupId,
    pub number_id: otklik_model::DidId,
}

/// The API with its surroundings.
pub struct TestApp {
    pub api: Api,
    pub doors: Company,
    /// A company that must never be seen from the first one.
    pub windows: Company,
    router: Router,
    now_s: Arc<AtomicI64>,
    switchboard: Arc<Mutex<Switchboard>>,
    folder: tempfile::TempDir,
    ids: AtomicU64,
    unwritten: Mutex<Vec<JournalEntry>>,
}

/// The other end of the line to the switchboard.
#[derive(Default)]
struct Switchboard {
    asked: Vec<Command>,
    refuses: Option<CommandRefused>,
}

impl TestApp {
    /// Saturday, 21 November 2026, 14:05 in Moscow.
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&Location::Folder(folder.path().join("data")), Opener::Server).await.unwrap();
        let now: Timestamp = "2026-11-21T11:05:00Z".parse().unwrap();
        let mut acting = Acting { now, by: None, rng: StdRng::seed_from_u64(7) };
        let doors = Company::found(&store, "doors.example", 1, &mut acting).await;
        let windows = Company::found(&store, "windows.example", 2, &mut acting).await;
        store.load_caller_indexes().await.unwrap();
        let now_s = Arc::new(AtomicI64::new(now.as_second()));
        let (api, switchboard) = surround(store, &folder, Arc::clone(&now_s));
        api.live.load().await.unwrap();
        let router = otklik_api::router(api.clone());
        Self { api, doors, windows, router, now_s, switchboard, folder, ids: AtomicU64::default(), unwritten: Mutex::default() }
    }

    /// The same with screens pinged at that pace.
    pub fn with_pings_every(self, pace: Duration) -> Self {
        let api = self.api.with_pings_every(pace);
        Self { router: otklik_api::router(api.clone()), api, ..self }
    }

    /// The same with other limits of uploads.
    pub fn with_upload_limits(self, limits: UploadLimits) -> Self {
        let api = self.api.with_upload_limits(limits);
        Self { router: otklik_api::router(api.clone()), api, ..self }
    }

    pub fn router(&self) -> Router {
        self.router.clone()
    }

    pub fn later(&self, seconds: i64) {
        self.now_s.fetch_add(seconds, Ordering::SeqCst);
    }

    pub fn now(&self) -> Timestamp {
        self.api.now()
    }

    pub fn recordings(&self) -> std::path::PathBuf {
        self.folder.path().join("recordings")
    }

    /// What the switchboard was told so far.
    pub fn asked(&self) -> Vec<Command> {
        self.switchboard.lock().unwrap().asked.clone()
    }

    pub fn switchboard_refuses(&self, refused: CommandRefused) {
        self.switchboard.lock().unwrap().refuses = Some(refused);
    }

    /// Somebody of the first company.
    pub fn user(&self, login: &str) -> Client<'_> {
        Client { app: self, token: Some(token(&self.doors, login)), headers: Vec::new() }
    }

    pub fn agent(&self) -> Client<'_> {
        self.user("101")
    }

    pub fn supervisor(&self) -> Client<'_> {
        self.user("104")
    }

    pub fn administrator(&self) -> Client<'_> {
        self.user("105")
    }

    /// The administrator of the other company.
    pub fn stranger(&self) -> Client<'_> {
        Client { app: self, token: Some(token(&self.windows, "105")), headers: Vec::new() }
    }

    pub fn nobody(&self) -> Client<'_> {
        Client { app: self, token: None, headers: Vec::new() }
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        Answer::read(self.router.clone().oneshot(request).await.unwrap()).await
    }

    /// Ids of one moment sort in the order they were made, as the switchboard makes them.
    fn id<Id>(&self, from_parts: impl FnOnce(u64, u128) -> Id) -> Id {
        let number = self.ids.fetch_add(1, Ordering::SeqCst);
        from_parts(self.now().as_millisecond().cast_unsigned(), number.into())
    }

    // ---- calls

    /// A call from that number that rings at these users of a company, not written down yet.
    pub fn ringing(&self, company: &Company, from: &str, logins: &[&str]) -> CallId {
        let call_id = self.id(CallId::from_parts);
        self.event(company, call_id, started(company, from));
        let routed = DomainEvent::CallRouted { to: RoutedTo::Group(company.group_id), opening: Opening::Open };
        self.event(company, call_id, routed);
        for login in logins {
            self.event(company, call_id, DomainEvent::LegRinging { leg_id: leg(login), party: company.phone(login) });
        }
        call_id
    }

    pub fn answered(&self, company: &Company, call_id: CallId, login: &str) {
        self.event(company, call_id, DomainEvent::LegAnswered { leg_id: leg(login), party: company.phone(login) });
        self.event(company, call_id, DomainEvent::Bridged { legs: [LegId::from_u128(1), leg(login)] });
    }

    pub fn ended(&self, company: &Company, call_id: CallId) {
        self.event(company, call_id, DomainEvent::CallEnded { cause: HangUpCause::new(HangUpCause::NORMAL, EndedBy::Caller) });
    }

    pub fn recorded(&self, company: &Company, call_id: CallId, path: &str) -> RecordingId {
        let recording_id = self.id(RecordingId::from_parts);
        self.event(company, call_id, DomainEvent::RecordingStarted { recording_id, path: path.into() });
        recording_id
    }

    /// Lets an event happen: screens are told at once, the journal gets it with [`TestApp::written`].
    pub fn event(&self, company: &Company, call_id: CallId, event: DomainEvent) {
        self.happens(company, Some(call_id), event);
    }

    pub fn happens(&self, company: &Company, call_id: Option<CallId>, event: DomainEvent) {
        let event_id = self.id(EventId::from_parts);
        let entry = JournalEntry { event_id, tenant_id: company.tenant_id, at: self.now(), call_id, event };
        self.api.live.feed(&entry);
        self.unwritten.lock().unwrap().push(entry);
    }

    /// What has happened and is not in the journal yet.
    pub fn unwritten(&self) -> Vec<JournalEntry> {
        self.unwritten.lock().unwrap().clone()
    }

    /// Writes what has happened into the journal.
    pub async fn written(&self) {
        let entries: Vec<JournalEntry> = std::mem::take(&mut *self.unwritten.lock().unwrap());
        for entry in entries {
            let mut tx = self.api.store.begin(entry.tenant_id).await.unwrap();
            tx.append(vec![entry]).await.unwrap();
            tx.commit().await.unwrap();
        }
    }
}

impl Company {
    async fn found(store: &Store, domain: &'static str, seed: u64, acting: &mut Acting) -> Self {
        let tenant_id = TenantId::from_parts(seed, 1);
        let mut tx = store.begin(tenant_id).await.unwrap();
        let tenant = tenants::Tenant {
            id: tenant_id,
            name: domain.into(),
            domain: domain.into(),
            region: Region::RU,
            time_zone: "Europe/Moscow".into(),
            recorded: true,
            embed_calculator: Vec::new(),
            created_at: acting.now,
        };
        tenants::insert(&mut tx, &tenant).await.unwrap();
        let (mut ids, mut phones) = (BTreeMap::new(), BTreeMap::new());
        for (login, role) in USERS {
            let draft = users::UserDraft { extension: Some(login.into()), ..users::UserDraft::new(login, &format!("User {login}"), role) };
            let user = users::create(&mut tx, &draft, HASH.clone(), acting).await.unwrap();
            let phone = devices::create(&mut tx, user.id, login, Some("phone-password"), DigestHash::Md5, acting).await.unwrap();
            ids.insert(login, user.id);
            phones.insert(user.id, phone.device.id);
        }
        let group = groups::GroupDraft {
            name: "Sales".into(),
            extension: Some("200".into()),
            member_ids: vec![ids["101"], ids["102"]],
            ring_seconds: 30,
        };
        let group_id = groups::create(&mut tx, &group, acting).await.unwrap().id;
        let (open, closed) = (DidTarget::Group { id: group_id }, DidTarget::Reject);
        let number = format!("+7495000000{seed}");
        let number = numbers::NumberDraft { number, name: "Sales".into(), greeting: None, schedule_id: None, open, closed };
        let number_id = numbers::create(&mut tx, &number, acting).await.unwrap().id;
        tx.commit().await.unwrap();
        let company = Self { tenant_id, domain, users: ids, phones, group_id, number_id };
        company.log_all_in(store, acting.now).await;
        company
    }

    async fn log_all_in(&self, store: &Store, now: Timestamp) {
        let mut tx = store.begin(self.tenant_id).await.unwrap();
        for (login, user_id) in &self.users {
            let token_hash = Sha256::digest(token(self, login).as_bytes()).into();
            let expires_at = now + Duration::from_secs(24 * 3600);
            let web_session = web_sessions::WebSession { token_hash, user_id: *user_id, created_at: now, expires_at };
            web_sessions::insert(&mut tx, &web_session).await.unwrap();
        }
        tx.commit().await.unwrap();
    }

    pub fn phone(&self, login: &str) -> LegParty {
        let user_id = self.users[login];
        LegParty::Device { user_id, device_id: self.phones[&user_id] }
    }

    pub fn phone_connects(&self, login: &str) -> DomainEvent {
        let device_id = self.phones[&self.users[login]];
        DomainEvent::DeviceRegistered { device_id, address: "127.0.0.1:5070".into(), user_agent: "desk".into() }
    }
}

fn surround(store: Store, folder: &tempfile::TempDir, now_s: Arc<AtomicI64>) -> (Api, Arc<Mutex<Switchboard>>) {
    let clock: Arc<dyn Fn() -> Timestamp + Send + Sync> = Arc::new(move || Timestamp::from_second(now_s.load(Ordering::SeqCst)).unwrap());
    let live = Live::new(store.clone(), Arc::clone(&clock));
    let search = Search::open(&folder.path().join("search")).unwrap();
    let (line, mut asked) = SwitchboardLine::open();
    let switchboard = Arc::new(Mutex::new(Switchboard::default()));
    let told = Arc::clone(&switchboard);
    tokio::spawn(async move {
        while let Some((request, answer)) = asked.recv().await {
            let mut switchboard = told.lock().unwrap();
            let originated = matches!(request.command, Command::Originate { .. }).then(|| CallId::from_u128(77));
            switchboard.asked.push(request.command);
            let _ = answer.send(switchboard.refuses.map_or(Ok(originated), Err));
        }
    });
    let (commits, told) = (store.committed_from_now(), live.clone());
    tokio::spawn(pass_on(commits, told));
    let recordings_dir = folder.path().join("recordings");
    std::fs::create_dir_all(&recordings_dir).unwrap();
    let rng = Arc::new(Mutex::new(StdRng::seed_from_u64(3)));
    let surroundings = Surroundings { clock, rng, recordings_dir, metrics: Arc::new(|| "calls 0\n".into()) };
    (Api::new(store, search, line, live, surroundings), switchboard)
}

async fn pass_on(mut commits: tokio::sync::broadcast::Receiver<Arc<otklik_store::Committed>>, live: Live) {
    while let Ok(committed) = commits.recv().await {
        live.committed(&committed).await;
    }
}

fn started(company: &Company, from: &str) -> DomainEvent {
    let digits = from.trim_start_matches('+').parse().ok();
    let client = Party { raw: from.into(), number: digits.and_then(PhoneNumber::from_digits), ..Party::default() };
    DomainEvent::CallStarted {
        direction: Direction::Inbound,
        from: client,
        to: Party::default(),
        did_id: Some(company.number_id),
        trunk_id: None,
        leg_id: LegId::from_u128(1),
    }
}

pub fn leg(login: &str) -> LegId {
    LegId::from_u128(login.parse().unwrap())
}

pub fn token(company: &Company, login: &str) -> String {
    format!("token-of-{login}-at-{}", company.domain)
}

/// Somebody who asks.
pub struct Client<'a> {
    app: &'a TestApp,
    pub token: Option<String>,
    headers: Vec<(&'static str, String)>,
}

impl Client<'_> {
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.ask(Method::POST, path, Some(body)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.ask(Method::PATCH, path, Some(body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.ask(Method::PUT, path, Some(body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.ask(Method::DELETE, path, None).await
    }

    /// Paths are those below `/api/v1`.
    pub async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Answer {
        let mut request = Request::builder().method(method).uri(format!("/api/v1{path}"));
        if let Some(token) = &self.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let request = match body {
            Some(body) => request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_string())),
            None => request.body(Body::empty()),
        };
        self.app.send(request.unwrap()).await
    }
}
