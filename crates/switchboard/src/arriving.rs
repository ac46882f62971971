//! A first INVITE: whose is it, and does it become a call.

use crate::{
    devices::{Asker, KnownDevice, Stranger},
    identity,
    leg_media::own_codecs,
    live_call::{Link, LinkStage, LiveCall},
    switchboard::Switchboard,
};
use otklik_call::{Call, Caller, NewCall, Surroundings};
use otklik_media::{negotiate, sdp::Sdp};
use otklik_model::{
    TenantId,
    directory::{DirectoryTrunk, TenantDirectory},
    hang_up::HangUpCause,
};
use otklik_sip::{InviteId, Message, Name};
use std::{convert::Infallible, net::SocketAddr, sync::Arc, time::Instant};

/// A first INVITE with what is known of it.
pub(crate) struct Arrival {
    pub(crate) id: InviteId,
    pub(crate) source: SocketAddr,
    pub(crate) request: Message,
}

/// What an INVITE says about media.
enum Offered {
    /// We are left to offer.
    Nothing,
    /// Something we can carry.
    Usable(Box<Sdp>),
    /// Nothing we can carry.
    Unusable,
}

impl Switchboard {
    pub(crate) fn on_invite(&mut self, arrival: &Arrival, now: Instant) {
        if self.refuses_calls() {
            self.counters.calls_shed += 1;
            let retry_after = (Name::RetryAfter, self.limits.retry_after_s.to_string());
            return self.sip.reject(arrival.id, 503, vec![retry_after], now);
        }
        let directory = Arc::clone(&self.directory);
        let (address, port) = (arrival.source.ip(), arrival.source.port());
        let trunk = directory.tenants.iter().find_map(|(id, tenant)| Some((id, tenant, tenant.trunk_by_source(address, port)?)));
        match trunk {
            Some((tenant_id, tenant, trunk)) => self.on_trunk_invite(arrival, (*tenant_id, tenant, trunk), now),
            None => match self.identify(&arrival.request, Asker::Proxy, now) {
                Ok(device) => self.on_device_invite(arrival, device, now),
                Err(Stranger::Challenged(challenges)) => self.sip.reject(arrival.id, Asker::Proxy.status(), challenges, now),
                Err(Stranger::NoTenant) => self.sip.reject(arrival.id, 403, Vec::new(), now),
            },
        }
    }

    fn on_trunk_invite(&mut self, arrival: &Arrival, by: (TenantId, &TenantDirectory, &DirectoryTrunk), now: Instant) {
        let (tenant_id, tenant, trunk) = by;
        let from = identity::caller_over_trunk(&arrival.request, tenant.region);
        let dialled = identity::called(&arrival.request, tenant.region);
        let caller = Caller::Trunk { trunk_id: trunk.trunk_id, number: from.number };
        let new = NewCall { call_id: self.ids.call_id(now), tenant_id, from, dialled };
        self.on_call_in(arrival, new, caller, now);
    }

    fn on_device_invite(&mut self, arrival: &Arrival, device: KnownDevice, now: Instant) {
        let KnownDevice { tenant_id, device_id, user_id } = device;
        let user = self.directory.tenants.get(&tenant_id).and_then(|tenant| tenant.users.get(&user_id));
        let from = identity::caller_of_ours(user_id, user, Some(device_id));
        let dialled = arrival.request.request_uri().map(|uri| identity::user_part(&uri)).unwrap_or_default();
        let new = NewCall { call_id: self.ids.call_id(now), tenant_id, from, dialled };
        self.on_call_in(arrival, new, Caller::Device { user_id, device_id }, now);
    }

    fn on_call_in(&mut self, arrival: &Arrival, new: NewCall, caller: Caller, now: Instant) {
        let (tenant_id, call_id) = (new.tenant_id, new.call_id);
        let offered = read_offer(&arrival.request);
        // The caller's port is kept from the start, so that whoever lifts can be heard.
        let port = self.ports.allocate(now);
        let refusal = match (&offered, port) {
            (Offered::Unusable, _) => Some(HangUpCause::INCOMPATIBLE),
            (_, None) => Some(HangUpCause::NO_CIRCUIT),
            (Offered::Nothing | Offered::Usable(_), Some(_)) => None,
        };
        let make = |around: &mut dyn Surroundings| match refusal {
            Some(q850) => Ok(Call::refused(new, caller, q850, around)),
            None => Ok(Call::begin(new, caller, around)),
        };
        let link = |switchboard: &mut Self, live: &mut LiveCall| switchboard.link_caller(live, arrival, offered, port);
        let begun: Result<(), Infallible> = self.begin(tenant_id, call_id, now, make, link);
        let Ok(()) = begun;
    }

    fn link_caller(&mut self, live: &mut LiveCall, arrival: &Arrival, offered: Offered, port: Option<u16>) {
        let offer = match offered {
            Offered::Usable(offer) => Some(offer),
            Offered::Nothing | Offered::Unusable => None,
        };
        let leg_id = live.call.caller();
        self.invites.insert(arrival.id, (live.call.call_id(), leg_id));
        let mut link = Link::new(arrival.id, LinkStage::Waiting { offer }, arrival.source.ip());
        link.media = port.map(|port| self.new_leg_media(live, port));
        live.links.insert(leg_id, link);
    }
}

/// The session description of a message, when it has one that can be read.
pub(crate) fn sdp_of(message: &Message) -> Option<Sdp> {
    Sdp::parse(&message.body()).ok()
}

fn read_offer(request: &Message) -> Offered {
    if request.body().is_empty() {
        return Offered::Nothing;
    }
    match sdp_of(request) {
        Some(offer) if has_voice(&offer) => Offered::Usable(Box::new(offer)),
        Some(_) | None => Offered::Unusable,
    }
}

fn has_voice(offer: &Sdp) -> bool {
    let relayable = negotiate::relayable(offer);
    relayable.iter().any(|codec| codec.is_voice())
}

/// What a called leg may be offered for a caller who left the offer to us.
pub(crate) fn codecs_for(offer: Option<&Sdp>) -> Vec<otklik_media::sdp::Codec> {
    offer.map_or_else(own_codecs, negotiate::relayable)
}
