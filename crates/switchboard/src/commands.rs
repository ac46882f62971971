//! Commands of the records half.

use crate::{identity, io::Output, live_call::LiveCall, switchboard::Switchboard};
use otklik_call::{Call, NewCall, Surroundings};
use otklik_model::{
    CallId, DialString, TenantId, UserId,
    command::{Command, CommandRefused, CommandRequest},
};
use std::time::Instant;

impl Switchboard {
    pub(crate) fn on_command(&mut self, request: CommandRequest, now: Instant) {
        let CommandRequest { request_id, tenant_id, command } = request;
        let outcome = self.obey(tenant_id, command, now);
        self.emit(Output::CommandDone { request_id, outcome });
    }

    fn obey(&mut self, tenant_id: TenantId, command: Command, now: Instant) -> Result<Option<CallId>, CommandRefused> {
        match command {
            Command::Originate { user_id, to } => self.originate(tenant_id, user_id, to, now).map(Some),
            Command::Answer { call_id, user_id } => self.ask(tenant_id, call_id, now, |call, _| call.answer(user_id)),
            Command::Transfer { call_id, user_id, to } => {
                self.ask(tenant_id, call_id, now, |call, around| call.transfer(user_id, &to, around))
            }
            Command::Hold { call_id, user_id } => self.ask(tenant_id, call_id, now, |call, _| call.put_on_hold(user_id)),
            Command::Resume { call_id, user_id } => self.ask(tenant_id, call_id, now, |call, _| call.take_from_hold(user_id)),
            Command::HangUp { call_id, user_id } => self.ask(tenant_id, call_id, now, |call, around| call.hang_up(user_id, around)),
        }
    }

    fn ask(
        &mut self,
        tenant_id: TenantId,
        call_id: CallId,
        now: Instant,
        work: impl FnOnce(&mut Call, &mut dyn Surroundings) -> Result<(), CommandRefused>,
    ) -> Result<Option<CallId>, CommandRefused> {
        let own = self.calls.get(&call_id).is_some_and(|live| live.call.tenant_id() == tenant_id);
        if !own {
            return Err(CommandRefused::NoSuchCall);
        }
        self.with_call(call_id, now, work).unwrap_or(Err(CommandRefused::NoSuchCall)).map(|()| None)
    }

    fn originate(&mut self, tenant_id: TenantId, user_id: UserId, to: DialString, now: Instant) -> Result<CallId, CommandRefused> {
        if self.refuses_calls() {
            return Err(CommandRefused::NotAccepting);
        }
        let tenant = self.directory.tenants.get(&tenant_id).ok_or(CommandRefused::NoRoute)?;
        let from = identity::caller_of_ours(user_id, tenant.users.get(&user_id), None);
        let call_id = self.ids.call_id(now);
        let new = NewCall { call_id, tenant_id, from, dialled: to.to_string() };
        let no_link = |_: &mut Self, _: &mut LiveCall| {};
        self.begin(tenant_id, call_id, now, |around| Call::originate(new, user_id, to, around), no_link)?;
        Ok(call_id)
    }
}
