//! The table of INVITE usages: by number, and by the tag that names our side of their dialogs.

use super::Sip;
use crate::invite::{Stage, Usage};
use crate::output::{Ignored, InviteId, Output};
use std::collections::{BTreeMap, HashMap};

#[derive(Debug, Default)]
pub(crate) struct UsageTable {
    /// `None` while a usage is lent out by [`Sip::with_usage`].
    by_id: BTreeMap<InviteId, Option<Box<Usage>>>,
    by_tag: HashMap<u64, InviteId>,
}

impl UsageTable {
    pub(crate) fn len(&self) -> usize {
        self.by_id.len()
    }

    pub(crate) fn insert(&mut self, usage: Usage) {
        self.by_tag.insert(usage.local_tag, usage.id);
        self.by_id.insert(usage.id, Some(Box::new(usage)));
    }

    pub(crate) fn find(&self, local_tag: u64) -> Option<InviteId> {
        self.by_tag.get(&local_tag).copied()
    }

    pub(crate) fn get(&self, id: InviteId) -> Option<&Usage> {
        self.by_id.get(&id)?.as_deref()
    }

    fn lend(&mut self, id: InviteId) -> Option<Box<Usage>> {
        self.by_id.get_mut(&id)?.take()
    }

    fn give_back(&mut self, usage: Box<Usage>) {
        if let Some(slot) = self.by_id.get_mut(&usage.id) {
            *slot = Some(usage);
        }
    }

    fn remove(&mut self, usage: &Usage) {
        self.by_id.remove(&usage.id);
        self.by_tag.remove(&usage.local_tag);
    }
}

impl Sip {
    /// Runs `work` with the usage taken out of its table, then puts it back, or clears its timers and drops it when it is over.
    /// Returns whether the usage exists.
    pub(crate) fn with_usage(&mut self, id: InviteId, work: impl FnOnce(&mut Self, &mut Usage)) -> bool {
        let Some(mut usage) = self.usages.lend(id) else { return false };
        work(self, &mut usage);
        if !matches!(usage.stage, Stage::Over) {
            self.usages.give_back(usage);
            return true;
        }
        for (_, alarm) in usage.alarms.drain(..) {
            self.timers.disarm(alarm);
        }
        self.usages.remove(&usage);
        true
    }

    /// Runs a command of the owner; one that comes too late is told, not failed: it crossed the end of its usage.
    pub(crate) fn command(&mut self, id: InviteId, command: &'static str, work: impl FnOnce(&mut Self, &mut Usage) -> Result<(), Ignored>) {
        let mut outcome = Err(Ignored::Unknown);
        self.with_usage(id, |sip, usage| {
            // Nothing more can be asked of a usage whose end has been told.
            outcome = if usage.told_end { Err(Ignored::Unknown) } else { work(sip, usage) };
        });
        if let Err(why) = outcome {
            self.emit(Output::CommandIgnored { command, why });
        }
    }

    /// Tells the owner something about a usage, unless its end has been told already.
    pub(crate) fn tell(&mut self, usage: &Usage, output: Output) {
        if !usage.told_end {
            self.emit(output);
        }
    }

    /// Tells the one terminal event of a usage.
    pub(crate) fn tell_end(&mut self, usage: &mut Usage, output: Output) {
        self.tell(usage, output);
        usage.told_end = true;
    }
}
