//! What other threads ask of the signalling thread, and how they hear of the outcome.

use super::Figures;
use crossbeam_channel::{Receiver, Sender};
use mio::Waker;
use otklik_model::{
    CallId, RequestId,
    command::{CommandRefused, CommandRequest},
    directory::Directory,
};
use std::{collections::BTreeMap, sync::Arc};

/// Orders waiting at one time. A full queue refuses the newest order instead of losing one in silence.
const ORDERS_MAX: usize = 4096;

/// What came of a command: the call it concerns, when there is one.
pub type CommandOutcome = Result<Option<CallId>, CommandRefused>;

type Reply = Box<dyn FnOnce(CommandOutcome) + Send>;

pub(super) enum Order {
    Command(CommandRequest, Reply),
    Directory(Arc<Directory>),
    Drain,
    EndAll,
    Stop,
}

/// The signalling thread has ended or is too far behind to take an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the signalling thread takes no orders now")]
pub struct LineClosed;

/// The way to the signalling thread from any other one.
#[derive(Clone)]
pub struct Line {
    orders: Sender<Order>,
    waker: Arc<Waker>,
    figures: Arc<Figures>,
}

impl Line {
    pub(super) fn open(waker: Arc<Waker>, figures: Arc<Figures>) -> (Self, Receiver<Order>) {
        let (orders, taken) = crossbeam_channel::bounded(ORDERS_MAX);
        (Self { orders, waker, figures }, taken)
    }

    /// Asks for a change to calls; `reply` is called on the signalling thread, exactly once unless that thread ends first.
    pub fn command(&self, request: CommandRequest, reply: impl FnOnce(CommandOutcome) + Send + 'static) -> Result<(), LineClosed> {
        self.give(Order::Command(request, Box::new(reply)))
    }

    /// Swaps the configuration calls are routed by. Calls going on keep what they were routed to.
    pub fn publish(&self, directory: Arc<Directory>) -> Result<(), LineClosed> {
        self.give(Order::Directory(directory))
    }

    /// From now on new calls are refused; the present ones go on.
    pub fn drain(&self) -> Result<(), LineClosed> {
        self.give(Order::Drain)
    }

    /// Hangs up everything.
    pub fn end_all(&self) -> Result<(), LineClosed> {
        self.give(Order::EndAll)
    }

    /// What the loop is doing.
    pub fn figures(&self) -> &Figures {
        &self.figures
    }

    pub(super) fn stop(&self) {
        // The thread may have ended by itself: then there is nothing to stop.
        self.orders.send(Order::Stop).ok();
        self.waker.wake().ok();
    }

    fn give(&self, order: Order) -> Result<(), LineClosed> {
        self.orders.try_send(order).map_err(|_| LineClosed)?;
        self.waker.wake().map_err(|_| LineClosed)
    }
}

/// Commands under way.
#[derive(Default)]
pub(super) struct Replies {
    waiting: BTreeMap<RequestId, Reply>,
}

impl Replies {
    pub(super) fn expect(&mut self, request_id: RequestId, reply: Reply) {
        self.waiting.insert(request_id, reply);
    }

    pub(super) fn answer(&mut self, request_id: RequestId, outcome: CommandOutcome) {
        if let Some(reply) = self.waiting.remove(&request_id) {
            reply(outcome);
        }
    }
}
