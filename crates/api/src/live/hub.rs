//! Feeds the present, composes cards, and sends pushes.

use super::{
    Change, Circle, Present, Push,
    message::{LiveCard, LiveChange, LiveEvent, LiveMessage, LiveSnapshot, LiveUser},
};
use crate::{
    auth::{Signed, shape_of},
    commitments::CommitmentShape,
    naming,
    problem::Problem,
    state::Api,
    wire::{
        Named,
        call::{CallSummary, Identified, Names},
        card::CardShape,
    },
};
use otklik_crm::card::{self, Card};
use otklik_model::{
    CallId, DeviceId, TenantId, Timestamp, UserId,
    call_record::CallRecord,
    event::{Direction, DomainEvent, JournalEntry},
};
use otklik_store::{Committed, Store, StoreError, calls::Call, commitments, commitments::Commitment, devices, tenants, users};
use std::{
    collections::{BTreeMap, BTreeSet},
    pin::Pin,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::sync::broadcast;

/// Pushes a screen may be behind before it has to start again (chosen: a minute of a very busy company).
const PUSHES_MAX: usize = 4096;

/// How long a card is read for before what the number alone says is shown (design: a lookup has a deadline and a default).
const CARD_DEADLINE: Duration = Duration::from_millis(250);

type Boxed<T> = Pin<Box<dyn Future<Output = T> + Send>>;
type ReadsCard = dyn Fn(Store, Call, Timestamp) -> Boxed<Result<Card, StoreError>> + Send + Sync;

/// How cards are read, and how long is waited for them.
#[derive(Clone)]
pub struct CardReading {
    /// Reads a card.
    pub read: Arc<ReadsCard>,
    /// Is over when a card that is still being read is late.
    pub deadline: Arc<dyn Fn() -> Boxed<()> + Send + Sync>,
}

impl Default for CardReading {
    fn default() -> Self {
        Self {
            read: Arc::new(|store, call, now| Box::pin(async move { card::for_call(&store, &call, now).await })),
            deadline: Arc::new(|| Box::pin(tokio::time::sleep(CARD_DEADLINE))),
        }
    }
}

/// The live push of all tenants; cheap to clone.
#[derive(Clone)]
pub struct Live {
    shared: Arc<Shared>,
}

struct Shared {
    store: Store,
    clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    rooms: Mutex<BTreeMap<TenantId, Room>>,
    pushes: broadcast::Sender<Push>,
    watching: AtomicUsize,
    card_reading: CardReading,
}

/// One tenant's present with names and cards.
#[derive(Default)]
struct Room {
    present: Present,
    names: Names,
    extensions: BTreeMap<UserId, String>,
    clients: BTreeMap<CallId, Client>,
}

/// What is known of the client of a call going on.
#[derive(Default)]
struct Client {
    identified: Identified,
    card: Option<Arc<CardShape>>,
    /// Who needs the card.
    viewers: BTreeSet<UserId>,
}

/// Counts one open screen for as long as it lives.
pub struct Watching(Live);

impl Drop for Watching {
    fn drop(&mut self) {
        self.0.shared.watching.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Live {
    /// A push without anything in it yet; see [`Live::load`].
    pub fn new(store: Store, clock: Arc<dyn Fn() -> Timestamp + Send + Sync>) -> Self {
        Self::with_card_reading(store, clock, CardReading::default())
    }

    /// The same with another way to read cards.
    pub fn with_card_reading(store: Store, clock: Arc<dyn Fn() -> Timestamp + Send + Sync>, card_reading: CardReading) -> Self {
        let (pushes, _) = broadcast::channel(PUSHES_MAX);
        let (rooms, watching) = (Mutex::default(), AtomicUsize::new(0));
        Self { shared: Arc::new(Shared { store, clock, rooms, pushes, watching, card_reading }) }
    }

    /// Reads names and devices of all tenants: at the start and after a change of configuration.
    pub async fn load(&self) -> Result<(), StoreError> {
        for tenant in tenants::list(&self.shared.store).await? {
            let reader = self.shared.store.read(tenant.id);
            let names = naming::names(&reader).await?;
            let extensions = users::list(&reader).await?.into_iter().filter_map(|user| Some((user.id, user.extension?))).collect();
            let owners = devices::list(&reader).await?.into_iter().map(|device| (device.id, device.user_id)).collect();
            self.in_room(tenant.id, |room| {
                (room.names, room.extensions) = (names, extensions);
                room.present.set_owners(owners);
            });
        }
        Ok(())
    }

    /// Takes a journal entry on its way to the journal.
    pub fn feed(&self, entry: &JournalEntry) {
        let tenant_id = entry.tenant_id;
        // Without a screen nothing is written or composed; the first screen asks for the cards of the calls going on.
        let watched = self.watching() > 0;
        let (pushes, to_compose) = self.in_room(tenant_id, |room| {
            let changes = room.present.apply(entry);
            let to_compose = room.needs_card(entry).filter(|_| watched).cloned();
            changes.iter().for_each(|change| room.note_client(change));
            let told = if watched { changes.as_slice() } else { &[] };
            let pushes: Vec<Push> = told.iter().flat_map(|change| room.pushes(tenant_id, entry.at, change)).collect();
            (pushes, to_compose)
        });
        pushes.into_iter().for_each(|push| self.push(push));
        if let Some(record) = to_compose {
            let live = self.clone();
            tokio::spawn(async move { live.compose(Call { record, contact_id: None }).await });
        }
    }

    /// Takes what was committed: commitments and contacts are told only when they are certain.
    pub async fn committed(&self, committed: &Committed) {
        let tenant_id = committed.tenant_id;
        let at = (self.shared.clock)();
        if committed.configuration_changed {
            self.load().await.unwrap_or_else(|error| tracing::error!(%error, "names for screens could not be loaded"));
            let users = self.in_room(tenant_id, |room| room.user_pushes(tenant_id, at));
            users.into_iter().for_each(|push| self.push(push));
        }
        if self.watching() == 0 {
            return;
        }
        self.tell_commitments(tenant_id, &committed.commitments, at).await;
        for contact_id in &committed.contacts {
            let change = LiveChange::ContactChanged { contact_id: contact_id.to_string() };
            self.push(Push::event(tenant_id, Circle::Everybody, at, change));
        }
        for call in committed.calls.iter().filter(|call| call.record.has_ended()) {
            self.tell_stored(tenant_id, call).await;
        }
    }

    /// Composes the card of a live call anew, after somebody said who it is.
    pub async fn recompose(&self, tenant_id: TenantId, call_id: CallId) {
        if let Ok(Some(call)) = otklik_store::calls::find(&self.shared.store.read(tenant_id), call_id).await {
            self.compose(call).await;
        }
    }

    /// Receives every push of every tenant; ask [`Push::is_for`] before passing it on.
    pub fn subscribe(&self) -> broadcast::Receiver<Push> {
        self.shared.pushes.subscribe()
    }

    /// Counts a screen.
    pub fn watch(&self) -> Watching {
        if self.shared.watching.fetch_add(1, Ordering::Relaxed) == 0 {
            self.compose_missing();
        }
        Watching(self.clone())
    }

    /// How many screens are open.
    pub fn watching(&self) -> usize {
        self.shared.watching.load(Ordering::Relaxed)
    }

    /// A call going on or just ended.
    pub fn call(&self, tenant_id: TenantId, call_id: CallId) -> Option<CallRecord> {
        self.in_room(tenant_id, |room| room.present.call(call_id).cloned())
    }

    /// How many phones of a user are connected.
    pub fn phones_of(&self, tenant_id: TenantId, user_id: UserId) -> usize {
        self.in_room(tenant_id, |room| room.present.phones_of(user_id))
    }

    /// Where a device is connected from: address, what it is, since when.
    pub fn registered(&self, tenant_id: TenantId, device_id: DeviceId) -> Option<super::present::Registered> {
        self.in_room(tenant_id, |room| room.present.registered(device_id).cloned())
    }

    /// Composes the cards of calls that began while nobody was looking.
    fn compose_missing(&self) {
        let rooms = self.shared.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        let records: Vec<CallRecord> = rooms.values().flat_map(Room::without_card).collect();
        drop(rooms);
        let live = self.clone();
        tokio::spawn(async move {
            for record in records {
                live.compose(Call { record, contact_id: None }).await;
            }
        });
    }

    /// Reads a card and tells it. When it is late, or cannot be read at all, what the number alone says is told meanwhile.
    async fn compose(&self, call: Call) {
        let reading = &self.shared.card_reading;
        let mut whole = (reading.read)(self.shared.store.clone(), call.clone(), (self.shared.clock)());
        let in_time = tokio::select! {
            biased;
            read = &mut whole => Some(read),
            () = (reading.deadline)() => None,
        };
        let read = match in_time {
            Some(read) => read,
            None => {
                self.tell_at_once(&call);
                whole.await
            }
        };
        match read {
            Ok(card) => self.tell_card(&call, card),
            Err(error) => {
                tracing::error!(call.id = %call.record.call_id, %error, "a card could not be composed");
                self.tell_at_once(&call);
            }
        }
    }

    fn tell_card(&self, call: &Call, card: Card) {
        let (tenant_id, at) = (call.record.tenant_id, (self.shared.clock)());
        let pushes = self.in_room(tenant_id, |room| room.card_ready(tenant_id, at, call.record.call_id, card.into()));
        pushes.into_iter().for_each(|push| self.push(push));
    }

    /// A card that is there already, before somebody said who it is, tells more.
    fn tell_at_once(&self, call: &Call) {
        let tenant_id = call.record.tenant_id;
        if !self.in_room(tenant_id, |room| room.has_card(call.record.call_id)) {
            self.tell_card(call, card::at_once(&self.shared.store.caller_index(tenant_id), call, (self.shared.clock)()));
        }
    }

    async fn tell_commitments(&self, tenant_id: TenantId, commitments: &[Commitment], at: Timestamp) {
        match crate::commitments::shapes(&self.shared.store.read(tenant_id), commitments, at).await {
            Ok(shapes) => {
                let pushes =
                    commitments.iter().zip(shapes).flat_map(|(commitment, shape)| commitment_pushes(tenant_id, at, commitment, &shape));
                pushes.for_each(|push| self.push(push));
            }
            Err(error) => tracing::error!(%error, "changed commitments could not be told to screens"),
        }
    }

    async fn tell_stored(&self, tenant_id: TenantId, call: &Call) {
        let reader = self.shared.store.read(tenant_id);
        match naming::summaries(&reader, std::slice::from_ref(call)).await {
            Ok(summaries) => summaries.iter().for_each(|summary| {
                let (circle, change) = (Circle::Concerned(call.record.users()), LiveChange::CallEnded { call: summary });
                self.push(Push::event(tenant_id, circle, (self.shared.clock)(), change));
            }),
            Err(problem) => tracing::error!(code = problem.code(), "an ended call could not be told to screens"),
        }
    }

    fn push(&self, push: Push) {
        // Nobody watching is not a failure.
        let _ = self.shared.pushes.send(push);
    }

    fn in_room<T>(&self, tenant_id: TenantId, work: impl FnOnce(&mut Room) -> T) -> T {
        let mut rooms: MutexGuard<'_, _> = self.shared.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        work(rooms.entry(tenant_id).or_default())
    }
}

impl Room {
    /// The call whose card is needed now: a client's call that has just begun.
    fn needs_card(&mut self, entry: &JournalEntry) -> Option<&CallRecord> {
        if !matches!(entry.event, DomainEvent::CallStarted { .. }) {
            return None;
        }
        let record = self.present.call(entry.call_id?).filter(|record| record.direction != Direction::Internal)?;
        let client = self.clients.entry(record.call_id).or_default();
        client.viewers.extend(record.from.user_id);
        Some(record)
    }

    /// Calls of clients that go on and have no card yet.
    fn without_card(&self) -> Vec<CallRecord> {
        let lacks = |record: &&CallRecord| self.clients.get(&record.call_id).is_some_and(|client| client.card.is_none());
        self.present.live_calls().filter(lacks).cloned().collect()
    }

    /// Clients of ended calls are kept as long as the calls: late facts still need their names.
    fn note_client(&mut self, change: &Change) {
        match change {
            Change::Rings(call_id, user_id) => {
                if let Some(client) = self.clients.get_mut(call_id) {
                    client.viewers.insert(*user_id);
                }
            }
            Change::Forgotten(call_id) => {
                self.clients.remove(call_id);
            }
            Change::Call(_) | Change::Users(_) => {}
        }
    }

    fn pushes(&self, tenant_id: TenantId, at: Timestamp, change: &Change) -> Vec<Push> {
        match change {
            Change::Call(call_id) => self.call_push(tenant_id, at, *call_id).into_iter().collect(),
            Change::Rings(call_id, user_id) => {
                let Some(client) = self.clients.get(call_id) else { return Vec::new() };
                client.card.clone().map(|card| card_push(tenant_id, *call_id, *user_id, &card)).into_iter().collect()
            }
            Change::Users(users) => users.iter().map(|user_id| self.user_push(tenant_id, at, *user_id)).collect(),
            Change::Forgotten(_) => Vec::new(),
        }
    }

    fn has_card(&self, call_id: CallId) -> bool {
        self.clients.get(&call_id).is_some_and(|client| client.card.is_some())
    }

    fn card_ready(&mut self, tenant_id: TenantId, at: Timestamp, call_id: CallId, card: CardShape) -> Vec<Push> {
        // Composed far too late: the call itself is forgotten.
        let Some(client) = self.clients.get_mut(&call_id) else { return Vec::new() };
        let card = Arc::new(card);
        client.identified.contact = card.contact.as_ref().map(|contact| Named::new(&contact.id, &contact.name));
        client.identified.candidates_count = card.candidates.len().max(usize::from(card.contact.is_some()));
        client.card = Some(Arc::clone(&card));
        let cards: Vec<Push> = client.viewers.iter().map(|user_id| card_push(tenant_id, call_id, *user_id, &card)).collect();
        cards.into_iter().chain(self.call_push(tenant_id, at, call_id)).collect()
    }

    /// What came of an ended call is told once more after its commit, by `call_ended`.
    fn call_push(&self, tenant_id: TenantId, at: Timestamp, call_id: CallId) -> Option<Push> {
        let record = self.present.call(call_id)?;
        let summary = self.summary(record);
        Some(Push::event(tenant_id, Circle::Concerned(record.users()), at, LiveChange::CallChanged { call: &summary }))
    }

    fn user_pushes(&self, tenant_id: TenantId, at: Timestamp) -> Vec<Push> {
        self.names.users.keys().map(|user_id| self.user_push(tenant_id, at, *user_id)).collect()
    }

    fn user_push(&self, tenant_id: TenantId, at: Timestamp, user_id: UserId) -> Push {
        Push::event(tenant_id, Circle::Everybody, at, LiveChange::UserChanged { user: self.user(user_id) })
    }

    fn summary(&self, record: &CallRecord) -> CallSummary {
        let unknown = Identified::default();
        let identified = self.clients.get(&record.call_id).map_or(&unknown, |client| &client.identified);
        CallSummary::new(record, &self.names, identified)
    }

    fn user(&self, user_id: UserId) -> LiveUser {
        let Named { id, name } = self.names.user(user_id);
        LiveUser { id, name, extension: self.extensions.get(&user_id).cloned(), state: self.present.user_state(user_id) }
    }
}

/// A commitment goes to its owner, or to everybody while nobody owns it. Other agents learn only that it is not theirs to see: it may
/// have been until now.
fn commitment_pushes(tenant_id: TenantId, at: Timestamp, commitment: &Commitment, shape: &CommitmentShape) -> Vec<Push> {
    let changed = LiveChange::CommitmentChanged { commitment: shape };
    let Some(owner_id) = commitment.owner_id else { return vec![Push::event(tenant_id, Circle::Everybody, at, changed)] };
    let gone = LiveChange::CommitmentGone { commitment_id: &shape.id };
    vec![
        Push::event(tenant_id, Circle::Concerned(vec![owner_id]), at, changed),
        Push::event(tenant_id, Circle::NotConcerned(vec![owner_id]), at, gone),
    ]
}

fn card_push(tenant_id: TenantId, call_id: CallId, user_id: UserId, card: &CardShape) -> Push {
    Push::new(tenant_id, Circle::Only(user_id), &LiveMessage::Card(LiveCard { call_id: call_id.to_string(), card }))
}

impl Push {
    fn new(tenant_id: TenantId, circle: Circle, message: &LiveMessage<'_>) -> Self {
        Self { tenant_id, circle, text: message.text().into() }
    }

    fn event(tenant_id: TenantId, circle: Circle, at: Timestamp, change: LiveChange<'_>) -> Self {
        Self::new(tenant_id, circle, &LiveMessage::Event(LiveEvent { at: at.to_string(), change }))
    }
}

/// What a screen begins with.
pub(super) async fn snapshot(api: &Api, signed: &Signed) -> Result<String, Problem> {
    let reader = api.store.read(signed.tenant_id);
    let user = users::find(&reader, signed.user_id).await?.ok_or_else(Problem::not_logged_in)?;
    let filter =
        commitments::CommitmentFilter { open: Some(true), visible_to: crate::commitments::limited_to(signed), ..Default::default() };
    let open = commitments::list(&reader, &filter, None, SNAPSHOT_COMMITMENTS_MAX).await?;
    let now = api.now();
    let commitments = crate::commitments::shapes(&reader, &open.items, now).await?;
    let user = shape_of(api, signed.tenant_id, user);
    let Seen { calls, users, cards } = api.live.in_room(signed.tenant_id, |room| room.seen_by(signed));
    let cards = cards.iter().map(|(call_id, card)| LiveCard { call_id: call_id.to_string(), card }).collect();
    Ok(LiveMessage::Snapshot(LiveSnapshot { at: now.to_string(), user: &user, calls, commitments, users, cards }).text())
}

/// Open commitments in a snapshot; the rest is a page further.
const SNAPSHOT_COMMITMENTS_MAX: u64 = 200;

/// What one user may see of the present.
struct Seen {
    calls: Vec<CallSummary>,
    users: Vec<LiveUser>,
    cards: Vec<(CallId, Arc<CardShape>)>,
}

impl Room {
    fn seen_by(&self, signed: &Signed) -> Seen {
        let visible = |record: &&CallRecord| Circle::Concerned(record.users()).holds(signed.user_id, signed.role);
        let calls = self.present.live_calls().filter(visible).map(|record| self.summary(record)).collect();
        let users = self.names.users.keys().map(|user_id| self.user(*user_id)).collect();
        let of_user = |(call_id, client): (&CallId, &Client)| {
            let goes_on = self.present.call(*call_id).is_some_and(|call| !call.has_ended());
            let card = client.card.as_ref().filter(|_| goes_on && client.viewers.contains(&signed.user_id))?;
            Some((*call_id, Arc::clone(card)))
        };
        let cards = self.clients.iter().filter_map(of_user).collect();
        Seen { calls, users, cards }
    }
}
