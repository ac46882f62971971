//! Client transactions: table, timers, delivery of responses to whoever sent the request.

use super::egress::Prepared;
use super::{Account, Destination, Sip, Timer, read};
use crate::flow::FlowId;
use crate::message::Message;
use crate::method::Method;
use crate::output::{InviteId, Output, RequestId};
use crate::timers::{Alarm, TimerQueue};
use crate::transaction::invite_client::{InviteClient, REINVITE_SILENCE_MAX};
use crate::transaction::key::ClientKey;
use crate::transaction::plain_client::PlainClient;
use crate::transaction::{Change, Over, Step, Transmit};
use bytes::Bytes;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ClientId(u64);

/// What a request inside a dialog is for, so that its response is understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Reinvite,
    /// UPDATE or re-INVITE that only refreshes the session timer.
    Refresh,
    Bye,
    Refer,
    Note,
    Notify,
    Prack,
}

/// Who hears of the response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Owner {
    Invite(InviteId),
    InDialog(InviteId, Purpose),
    Request(RequestId),
    Nobody,
}

#[derive(Debug)]
pub(crate) enum Outcome {
    Response(Message),
    TimedOut,
    Unsent,
}

impl Outcome {
    /// Final status, with 408 for silence and 503 for a transport failure (RFC 3261 §8.1.3.1).
    pub(crate) fn status(&self) -> u16 {
        match self {
            Self::Response(response) => response.status().unwrap_or(500),
            Self::TimedOut => 408,
            Self::Unsent => 503,
        }
    }

    pub(crate) fn into_response(self) -> Option<Message> {
        match self {
            Self::Response(response) => Some(response),
            Self::TimedOut | Self::Unsent => None,
        }
    }
}

#[derive(Debug)]
enum Machine {
    Invite(InviteClient),
    Plain(PlainClient),
}

impl Machine {
    fn on_response(&mut self, status: u16) -> Step {
        match self {
            Self::Invite(machine) => machine.on_response(status),
            Self::Plain(machine) => machine.on_response(status),
        }
    }

    fn on_resend(&mut self) -> Step {
        match self {
            Self::Invite(machine) => machine.on_resend(),
            Self::Plain(machine) => machine.on_resend(),
        }
    }

    fn on_lifetime(&mut self) -> Step {
        match self {
            Self::Invite(machine) => machine.on_lifetime(),
            Self::Plain(machine) => machine.on_lifetime(),
        }
    }

    fn is_pending(&self) -> bool {
        match self {
            Self::Invite(machine) => machine.is_pending(),
            Self::Plain(machine) => machine.is_pending(),
        }
    }
}

/// An ACK kept for as long as its 2xx may be repeated (RFC 3261 §13.2.2.4).
#[derive(Debug)]
pub(crate) struct SentAck {
    pub(crate) to_tag: String,
    pub(crate) bytes: Bytes,
    pub(crate) hop: Destination,
}

/// A 2xx to an INVITE that is seen for the first time.
pub(crate) struct Accepted {
    pub(crate) client: ClientId,
    pub(crate) response: Message,
    pub(crate) from: Destination,
}

#[derive(Debug)]
struct ClientTransaction {
    key: ClientKey,
    machine: Machine,
    request: Message,
    hop: Destination,
    owner: Owner,
    credentials: Option<Arc<Account>>,
    /// Requests already answered with credentials.
    attempts: u8,
    acks: Vec<SentAck>,
    resend: Option<Alarm>,
    lifetime: Option<Alarm>,
}

#[derive(Debug, Default)]
pub(crate) struct ClientTable {
    /// Boxed: a node of the tree moves its neighbours whenever one comes or goes.
    by_id: BTreeMap<ClientId, Box<ClientTransaction>>,
    by_key: HashMap<ClientKey, ClientId>,
    by_hop: BTreeSet<(FlowId, SocketAddr, ClientId)>,
}

impl ClientTable {
    pub(crate) fn len(&self) -> usize {
        self.by_id.len()
    }

    /// The request and where it went.
    pub(crate) fn request_of(&self, id: ClientId) -> Option<(&Message, Destination)> {
        self.by_id.get(&id).map(|transaction| (&transaction.request, transaction.hop))
    }

    /// Keeps an ACK with its INVITE, to be sent again whenever the 2xx comes again.
    pub(crate) fn keep_ack(&mut self, id: ClientId, ack: SentAck) {
        if let Some(transaction) = self.by_id.get_mut(&id) {
            transaction.acks.push(ack);
        }
    }

    fn insert(&mut self, id: ClientId, transaction: ClientTransaction) {
        self.by_key.insert(transaction.key, id);
        self.by_hop.insert((transaction.hop.flow, transaction.hop.address, id));
        self.by_id.insert(id, Box::new(transaction));
    }

    fn remove(&mut self, id: ClientId) -> Option<Box<ClientTransaction>> {
        let transaction = self.by_id.remove(&id)?;
        self.by_key.remove(&transaction.key);
        self.by_hop.remove(&(transaction.hop.flow, transaction.hop.address, id));
        Some(transaction)
    }

    /// Transactions over a flow, or over a flow to one address.
    fn over(&self, flow: FlowId, address: Option<SocketAddr>) -> Vec<ClientId> {
        let lowest = (flow, address.unwrap_or(read::LOWEST_ADDRESS), ClientId(0));
        let here = self.by_hop.range(lowest..).take_while(|(of, to, _)| *of == flow && address.is_none_or(|only| only == *to));
        here.map(|(_, _, id)| *id).collect()
    }
}

/// A request ready to become a transaction.
pub(crate) struct Launch {
    pub(crate) prepared: Prepared,
    pub(crate) hop: Destination,
    pub(crate) owner: Owner,
    pub(crate) credentials: Option<Arc<Account>>,
}

impl Sip {
    /// Sends a request in a transaction of its own; `None` when the table is full.
    pub(crate) fn launch(&mut self, launch: Launch, now: Instant) -> Option<ClientId> {
        self.launch_attempt(launch, 0, now)
    }

    fn launch_attempt(&mut self, launch: Launch, attempts: u8, now: Instant) -> Option<ClientId> {
        if self.clients.len() >= self.config.limits.client_transactions_max {
            return None;
        }
        let Launch { prepared: Prepared { message: request, token }, hop, owner, credentials } = launch;
        let (timing, reliable) = (self.config.timers.timing, hop.transport.is_reliable());
        let method = request.method()?;
        let (machine, step) = if method == Method::Invite {
            let silence_max = matches!(owner, Owner::InDialog(..)).then_some(REINVITE_SILENCE_MAX);
            let (machine, step) = InviteClient::start(timing, reliable, silence_max);
            (Machine::Invite(machine), step)
        } else {
            let (machine, step) = PlainClient::start(timing, reliable);
            (Machine::Plain(machine), step)
        };
        let key = ClientKey { token, cancel: method == Method::Cancel };
        let id = ClientId(self.next_id());
        let transaction =
            ClientTransaction { key, machine, request, hop, owner, credentials, attempts, acks: Vec::new(), resend: None, lifetime: None };
        self.clients.insert(id, transaction);
        self.apply_client(id, step, None, now);
        Some(id)
    }

    /// Whether the INVITE has had no response at all, so that a CANCEL must wait.
    pub(crate) fn is_calling(&self, id: ClientId) -> bool {
        match self.clients.by_id.get(&id).map(|transaction| &transaction.machine) {
            Some(Machine::Invite(machine)) => machine.is_calling(),
            Some(Machine::Plain(_)) | None => false,
        }
    }

    /// Forgets a transaction nobody waits for any more (RFC 3261 §9.1: no answer 64·T1 after CANCEL).
    pub(crate) fn abandon_client(&mut self, id: ClientId) {
        self.drop_client(id);
    }

    /// A response arrived; `false` when no transaction waits for it.
    pub(crate) fn on_response(&mut self, response: Message, from: Destination, now: Instant) -> bool {
        let (Some(key), Some(status)) = (ClientKey::of(&response), response.status()) else { return false };
        let Some(id) = self.clients.by_key.get(&key).copied() else { return false };
        let Some(transaction) = self.clients.by_id.get_mut(&id) else { return false };
        if read::cseq(&response).map(|cseq| cseq.method) != transaction.request.method() {
            return false;
        }
        let step = transaction.machine.on_response(status);
        self.apply_client(id, step, Some((response, from)), now);
        true
    }

    pub(super) fn on_client_resend(&mut self, id: ClientId, now: Instant) {
        let Some(transaction) = self.clients.by_id.get_mut(&id) else { return };
        transaction.resend = None;
        let step = transaction.machine.on_resend();
        self.apply_client(id, step, None, now);
    }

    pub(super) fn on_client_lifetime(&mut self, id: ClientId, now: Instant) {
        let Some(transaction) = self.clients.by_id.get_mut(&id) else { return };
        transaction.lifetime = None;
        let step = transaction.machine.on_lifetime();
        self.apply_client(id, step, None, now);
    }

    /// The transport failed under every request on its way to `address` (or to anywhere) over `flow`.
    pub(super) fn fail_clients(&mut self, flow: FlowId, address: Option<SocketAddr>, now: Instant) {
        for id in self.clients.over(flow, address) {
            let pending = self.clients.by_id.get(&id).is_some_and(|transaction| transaction.machine.is_pending());
            let Some(owner) = self.drop_client(id).filter(|_| pending) else { continue };
            self.conclude(owner, Outcome::Unsent, now);
        }
    }

    fn apply_client(&mut self, id: ClientId, step: Step, response: Option<(Message, Destination)>, now: Instant) {
        let Some(transaction) = self.clients.by_id.get_mut(&id) else { return };
        reschedule(&mut self.timers, &mut transaction.resend, step.resend, Timer::ClientResend(id), now);
        reschedule(&mut self.timers, &mut transaction.lifetime, step.lifetime, Timer::ClientLifetime(id), now);
        match step.transmit {
            Transmit::Nothing => {}
            Transmit::Message => {
                let (bytes, hop) = (transaction.request.bytes().clone(), transaction.hop);
                self.transmit(hop, bytes);
            }
            Transmit::Ack => self.acknowledge_refusal(id, response.as_ref().map(|(response, _)| response)),
        }
        if let Some((response, from)) = response
            && step.deliver
        {
            self.deliver(id, response, from, now);
        }
        match step.over {
            None => {}
            Some(Over::Done) => drop(self.drop_client(id)),
            Some(Over::TimedOut) => {
                if let Some(owner) = self.drop_client(id) {
                    self.conclude(owner, Outcome::TimedOut, now);
                }
            }
        }
    }

    fn drop_client(&mut self, id: ClientId) -> Option<Owner> {
        let transaction = self.clients.remove(id)?;
        for alarm in [transaction.resend, transaction.lifetime].into_iter().flatten() {
            self.timers.disarm(alarm);
        }
        Some(transaction.owner)
    }

    /// ACK to a non-2xx belongs to the transaction (RFC 3261 §17.1.1.3).
    fn acknowledge_refusal(&mut self, id: ClientId, response: Option<&Message>) {
        let Some(transaction) = self.clients.by_id.get(&id) else { return };
        let Some(response) = response else { return };
        let hop = transaction.hop;
        if let Some(ack) = super::egress::refusal_ack(&transaction.request, response) {
            self.transmit(hop, ack.bytes().clone());
        }
    }

    fn deliver(&mut self, id: ClientId, response: Message, from: Destination, now: Instant) {
        let Some(transaction) = self.clients.by_id.get(&id) else { return };
        let (owner, status) = (transaction.owner, response.status().unwrap_or_default());
        let is_invite = matches!(transaction.machine, Machine::Invite(_));
        if is_invite && (200..300).contains(&status) {
            return self.deliver_2xx(owner, &Accepted { client: id, response, from }, now);
        }
        if matches!(status, 401 | 407 | 422) && self.try_again(id, &response, now) {
            return;
        }
        if status < 200 {
            if let Owner::Invite(invite) = owner {
                self.with_usage(invite, |sip, usage| sip.on_progress(usage, response, from, now));
            }
            return;
        }
        self.conclude(owner, Outcome::Response(response), now);
    }

    /// A 2xx to an INVITE: repeated ones are acknowledged from memory, new ones go to the usage, and those that no usage
    /// wants (another branch of the fork answered first, or the call was cancelled) are acknowledged and hung up.
    fn deliver_2xx(&mut self, owner: Owner, accepted: &Accepted, now: Instant) {
        let to_tag = read::to_tag(&accepted.response).unwrap_or_default();
        let Some(transaction) = self.clients.by_id.get(&accepted.client) else { return };
        if let Some(ack) = transaction.acks.iter().find(|ack| ack.to_tag == to_tag) {
            let (bytes, hop) = (ack.bytes.clone(), ack.hop);
            return self.transmit(hop, bytes);
        }
        if transaction.acks.len() >= self.config.limits.early_dialogs_max {
            return;
        }
        let mut wanted = false;
        match owner {
            Owner::Invite(invite) => {
                self.with_usage(invite, |sip, usage| wanted = sip.on_invite_accepted(usage, accepted, now));
            }
            Owner::InDialog(invite, purpose) => {
                self.with_usage(invite, |sip, usage| wanted = sip.on_reinvite_accepted(usage, purpose, accepted, now));
            }
            Owner::Request(_) | Owner::Nobody => {}
        }
        if !wanted {
            self.acknowledge_and_hang_up(accepted, now);
        }
    }

    fn conclude(&mut self, owner: Owner, outcome: Outcome, now: Instant) {
        match owner {
            Owner::Invite(invite) => {
                self.with_usage(invite, |sip, usage| sip.on_invite_failed(usage, outcome));
            }
            Owner::InDialog(invite, purpose) => {
                self.with_usage(invite, |sip, usage| sip.on_in_dialog_final(usage, purpose, outcome, now));
            }
            Owner::Request(request) => {
                let status = outcome.status();
                self.emit(Output::RequestFinished { id: request, status, response: outcome.into_response() });
            }
            Owner::Nobody => {}
        }
    }

    /// Repeats a request with what the refusal asked for, as a new transaction with the next CSeq (RFC 3261 §8.1.3.5).
    fn try_again(&mut self, id: ClientId, response: &Message, now: Instant) -> bool {
        let Some(transaction) = self.clients.by_id.get(&id) else { return false };
        // A second challenge is worth an answer (proxy after registrar, or a stale nonce); a third means a wrong password.
        let attempts = transaction.attempts + 1;
        if attempts > 2 {
            return false;
        }
        let credentials = transaction.credentials.clone();
        let (owner, hop, request) = (transaction.owner, transaction.hop, transaction.request.clone());
        let Some(cseq) = self.next_cseq(owner, &request) else { return false };
        let Some(prepared) = self.revised(&request, response, credentials.as_deref(), cseq) else { return false };
        let launch = Launch { prepared, hop, owner, credentials };
        let Some(next) = self.launch_attempt(launch, attempts, now) else { return false };
        self.on_relaunched(owner, next);
        true
    }

    fn next_cseq(&mut self, owner: Owner, request: &Message) -> Option<u32> {
        let after = read::cseq(request)?.number.checked_add(1)?;
        match owner {
            Owner::Invite(invite) => self.usages.get(invite).filter(|usage| !usage.told_end).map(|_| after),
            Owner::Request(_) | Owner::Nobody => Some(after),
            Owner::InDialog(invite, _) => {
                let mut next = None;
                self.with_usage(invite, |_, usage| next = usage.dialog_mut().map(|dialog| dialog.next_local_cseq()));
                next
            }
        }
    }
}

pub(super) fn reschedule(timers: &mut TimerQueue<Timer>, slot: &mut Option<Alarm>, change: Change, timer: Timer, now: Instant) {
    if change == Change::Keep {
        return;
    }
    if let Some(alarm) = slot.take() {
        timers.disarm(alarm);
    }
    if let Change::Fire(after) = change {
        *slot = Some(timers.arm(now + after, timer));
    }
}
