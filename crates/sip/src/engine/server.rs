//! Server transactions: table, timers, responses.

use super::client::reschedule;
use super::ingress::way_back;
use super::{Destination, Sip, Timer, read};
use crate::flow::FlowId;
use crate::message::Message;
use crate::output::{InviteId, RequestId};
use crate::timers::Alarm;
use crate::transaction::invite_server::InviteServer;
use crate::transaction::key::{MergeKey, ServerKey};
use crate::transaction::plain_server::PlainServer;
use crate::transaction::{Step, Transmit};
use bytes::Bytes;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Instant;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ServerId(pub(crate) u64);

/// Who answers the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ServerOwner {
    /// The INVITE that began a usage.
    Invite(InviteId),
    /// A re-INVITE or UPDATE.
    Reinvite(InviteId),
    /// A request inside a dialog that waits for the owner: REFER.
    InDialog(InviteId),
    Request(RequestId),
    /// Answered by the engine itself.
    Engine,
}

#[derive(Debug)]
enum Machine {
    Invite(InviteServer),
    Plain(PlainServer),
}

#[derive(Debug)]
struct ServerTransaction {
    key: ServerKey,
    merge: Option<MergeKey>,
    machine: Machine,
    /// `None` once the final response went out: transactions linger for 32 s, and only that response is said again.
    request: Option<Message>,
    /// Where the request came from; a Via cannot lie about it.
    source: Destination,
    /// Where responses go.
    back: Destination,
    last: Option<Bytes>,
    owner: ServerOwner,
    local_tag: u64,
    resend: Option<Alarm>,
    lifetime: Option<Alarm>,
}

/// What a request is known by.
pub(crate) struct Keys {
    pub(crate) own: ServerKey,
    pub(crate) merge: Option<MergeKey>,
}

#[derive(Debug, Default)]
pub(crate) struct ServerTable {
    /// Boxed: a node of the tree moves its neighbours whenever one comes or goes.
    by_id: BTreeMap<ServerId, Box<ServerTransaction>>,
    by_key: HashMap<ServerKey, ServerId>,
    by_merge: HashMap<MergeKey, ServerId>,
    by_flow: BTreeSet<(FlowId, ServerId)>,
}

impl ServerTable {
    pub(crate) fn len(&self) -> usize {
        self.by_id.len()
    }

    pub(crate) fn find(&self, key: &ServerKey) -> Option<ServerId> {
        self.by_key.get(key).copied()
    }

    pub(crate) fn is_merged(&self, merge: Option<&MergeKey>) -> bool {
        merge.is_some_and(|merge| self.by_merge.contains_key(merge))
    }

    fn insert(&mut self, id: ServerId, transaction: ServerTransaction) {
        self.by_key.insert(transaction.key.clone(), id);
        if let Some(merge) = &transaction.merge {
            self.by_merge.insert(merge.clone(), id);
        }
        self.by_flow.insert((transaction.back.flow, id));
        self.by_id.insert(id, Box::new(transaction));
    }

    fn remove(&mut self, id: ServerId) -> Option<Box<ServerTransaction>> {
        let transaction = self.by_id.remove(&id)?;
        self.by_key.remove(&transaction.key);
        if let Some(merge) = &transaction.merge {
            self.by_merge.remove(merge);
        }
        self.by_flow.remove(&(transaction.back.flow, id));
        Some(transaction)
    }
}

impl Sip {
    /// Opens the transaction of a new request.
    pub(crate) fn open_server(&mut self, request: &Message, keys: Keys, source: Destination, now: Instant) -> ServerId {
        let back = way_back(request, source);
        let (timing, reliable) = (self.config.timers.timing, back.transport.is_reliable());
        let (machine, step) = if read::is_invite(request) {
            (Machine::Invite(InviteServer::new(timing, reliable)), Step::default())
        } else {
            let (machine, step) = PlainServer::start(timing, reliable);
            (Machine::Plain(machine), step)
        };
        let id = ServerId(self.next_id());
        let local_tag = self.rng.next_u64();
        let transaction = ServerTransaction {
            key: keys.own,
            merge: keys.merge,
            machine,
            request: Some(request.clone()),
            source,
            back,
            last: None,
            owner: ServerOwner::Engine,
            local_tag,
            resend: None,
            lifetime: None,
        };
        self.servers.insert(id, transaction);
        self.apply_server(id, step, now);
        id
    }

    pub(crate) fn set_server_owner(&mut self, id: ServerId, owner: ServerOwner) {
        if let Some(transaction) = self.servers.by_id.get_mut(&id) {
            transaction.owner = owner;
        }
    }

    /// Gives a CANCEL the To tag of its INVITE: "SHOULD be the same" (RFC 3261 §9.2).
    pub(crate) fn adopt_tag(&mut self, cancel: ServerId, invite: ServerId) {
        let tag = self.server_tag(invite);
        if let (Some(transaction), Some(tag)) = (self.servers.by_id.get_mut(&cancel), tag) {
            transaction.local_tag = tag;
        }
    }

    pub(crate) fn server_owner(&self, id: ServerId) -> Option<ServerOwner> {
        self.servers.by_id.get(&id).map(|transaction| transaction.owner)
    }

    /// The request that still waits for its final response, where its responses go, and the tag of our side.
    pub(crate) fn server_request(&self, id: ServerId) -> Option<(&Message, Destination, u64)> {
        let transaction = self.servers.by_id.get(&id)?;
        transaction.request.as_ref().map(|request| (request, transaction.back, transaction.local_tag))
    }

    /// The tag of our side.
    pub(crate) fn server_tag(&self, id: ServerId) -> Option<u64> {
        self.servers.by_id.get(&id).map(|transaction| transaction.local_tag)
    }

    /// Where the request came from.
    pub(crate) fn source_of(&self, id: ServerId) -> Option<Destination> {
        self.servers.by_id.get(&id).map(|transaction| transaction.source)
    }

    /// No final response has been sent.
    pub(crate) fn is_unanswered(&self, id: ServerId) -> bool {
        match self.servers.by_id.get(&id).map(|transaction| &transaction.machine) {
            Some(Machine::Invite(machine)) => machine.is_pending(),
            Some(Machine::Plain(machine)) => machine.is_pending(),
            None => false,
        }
    }

    /// Sends a response through its transaction; one after the final response is swallowed by the machine.
    pub(crate) fn send_response(&mut self, id: ServerId, response: &Message, now: Instant) {
        let Some(status) = response.status() else { return };
        let Some(transaction) = self.servers.by_id.get_mut(&id) else { return };
        let step = match &mut transaction.machine {
            Machine::Invite(machine) => machine.on_response(status),
            Machine::Plain(machine) => machine.on_response(status),
        };
        if step.transmit == Transmit::Message {
            transaction.last = Some(response.bytes().clone());
        }
        self.apply_server(id, step, now);
        if status >= 200 {
            self.forget_answered(id);
        }
    }

    /// Keeps of an answered request only what may be said again.
    fn forget_answered(&mut self, id: ServerId) {
        let Some(transaction) = self.servers.by_id.get_mut(&id) else { return };
        transaction.request = None;
        if let Machine::Invite(machine) = &transaction.machine
            && machine.is_accepted()
        {
            transaction.last = None;
        }
    }

    /// The same request again.
    pub(crate) fn on_repeated_request(&mut self, id: ServerId, now: Instant) {
        let Some(transaction) = self.servers.by_id.get_mut(&id) else { return };
        let step = match &mut transaction.machine {
            Machine::Invite(machine) => machine.on_request(),
            Machine::Plain(machine) => machine.on_request(),
        };
        self.apply_server(id, step, now);
    }

    /// An ACK with the branch of the INVITE; `true` when it acknowledges a refusal and is dealt with.
    pub(crate) fn on_ack_of_refusal(&mut self, id: ServerId, now: Instant) -> bool {
        let Some(transaction) = self.servers.by_id.get_mut(&id) else { return false };
        let step = match &mut transaction.machine {
            Machine::Invite(machine) => machine.on_ack(),
            Machine::Plain(_) => return false,
        };
        self.apply_server(id, step, now);
        !step.deliver
    }

    pub(super) fn on_server_resend(&mut self, id: ServerId, now: Instant) {
        let Some(transaction) = self.servers.by_id.get_mut(&id) else { return };
        transaction.resend = None;
        let step = match &mut transaction.machine {
            Machine::Invite(machine) => machine.on_resend(),
            Machine::Plain(_) => Step::default(),
        };
        self.apply_server(id, step, now);
    }

    pub(super) fn on_server_lifetime(&mut self, id: ServerId, now: Instant) {
        let Some(transaction) = self.servers.by_id.get_mut(&id) else { return };
        transaction.lifetime = None;
        let step = match &mut transaction.machine {
            Machine::Invite(machine) => machine.on_lifetime(),
            Machine::Plain(machine) => machine.on_lifetime(),
        };
        self.apply_server(id, step, now);
    }

    /// A closed connection ends its transactions: responses have nowhere to go.
    pub(super) fn fail_servers(&mut self, flow: FlowId, now: Instant) {
        let here = self.servers.by_flow.range((flow, ServerId(0))..).take_while(|(of, _)| *of == flow);
        let ids: Vec<ServerId> = here.map(|(_, id)| *id).collect();
        for id in ids {
            let unanswered = self.is_unanswered(id);
            let Some(owner) = self.drop_server(id).filter(|_| unanswered) else { continue };
            match owner {
                ServerOwner::Invite(invite) => {
                    self.with_usage(invite, |sip, usage| sip.on_caller_lost(usage));
                }
                ServerOwner::Reinvite(invite) => {
                    self.with_usage(invite, |sip, usage| sip.on_reinvite_cancelled(usage, id, now));
                }
                ServerOwner::InDialog(_) | ServerOwner::Request(_) | ServerOwner::Engine => {}
            }
        }
    }

    fn apply_server(&mut self, id: ServerId, step: Step, now: Instant) {
        let Some(transaction) = self.servers.by_id.get_mut(&id) else { return };
        reschedule(&mut self.timers, &mut transaction.resend, step.resend, Timer::ServerResend(id), now);
        reschedule(&mut self.timers, &mut transaction.lifetime, step.lifetime, Timer::ServerLifetime(id), now);
        if step.transmit == Transmit::Message
            && let Some(bytes) = transaction.last.clone()
        {
            let back = transaction.back;
            self.transmit(back, bytes);
        }
        if step.over.is_some() {
            self.drop_server(id);
        }
    }

    fn drop_server(&mut self, id: ServerId) -> Option<ServerOwner> {
        let transaction = self.servers.remove(id)?;
        for alarm in [transaction.resend, transaction.lifetime].into_iter().flatten() {
            self.timers.disarm(alarm);
        }
        Some(transaction.owner)
    }
}
