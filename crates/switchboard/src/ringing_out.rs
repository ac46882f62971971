//! Ringing an endpoint: the INVITE we send.

use crate::{
    arriving::codecs_for,
    identity,
    leg_media::{LegMedia, PortUse, own_codecs},
    live_call::{Heard, Link, LinkStage, LiveCall},
    switchboard::Switchboard,
};
use otklik_call::{Endpoint, Shown, Signal, action::Lift};
use otklik_media::{
    action::{Latching, MediaAction, MediaCallId},
    sdp::Codec,
};
use otklik_model::{DeviceId, LegId, TrunkId, directory::TenantDirectory, hang_up::HangUpCause};
use otklik_sip::{
    Body, Host, Name, Transport, Uri,
    digest::Secret,
    engine::{Account, Destination, OutgoingInvite},
    headers::NameAddr,
};
use std::{
    net::{IpAddr, SocketAddr},
    time::{Duration, Instant},
};

/// A call gives up ringing by its own timer; SIP's is only for a call that forgot.
const RING_TIMEOUT_MARGIN: Duration = Duration::from_secs(5);

/// A leg to ring, as the call asked for it.
pub(crate) struct Ring {
    pub(crate) leg_id: LegId,
    pub(crate) endpoint: Endpoint,
    pub(crate) shown: Shown,
    pub(crate) for_leg: Option<LegId>,
    pub(crate) lift: Lift,
    pub(crate) ring_max: Duration,
}

/// Where an INVITE goes and who is named in it.
struct Addressed {
    request_uri: Uri,
    route: Vec<Uri>,
    destination: Destination,
    to: NameAddr,
    from_host: Host,
    account: Option<Account>,
    latching: Latching,
}

impl Switchboard {
    pub(crate) fn ring(&mut self, live: &mut LiveCall, ring: &Ring, now: Instant) {
        let call_id = live.call.call_id();
        let leg_id = ring.leg_id;
        if let Err(q850) = self.try_ring(live, ring, now) {
            self.later(call_id, Signal::Refused { leg_id, q850 });
        }
    }

    fn try_ring(&mut self, live: &mut LiveCall, ring: &Ring, now: Instant) -> Result<(), u8> {
        let addressed = self.address(live, &ring.endpoint, now)?;
        let port = self.ports.allocate(now).ok_or(HangUpCause::NO_CIRCUIT)?;
        let mut media = self.new_leg_media(live, port);
        let body = media.offer(codecs_to_offer(live, ring.for_leg));
        self.open(live.media, &mut media, addressed.latching);
        let peer = addressed.destination.address.ip();
        let invite = self.sip.invite(outgoing(addressed, ring, body), now);
        self.invites.insert(invite, (live.call.call_id(), ring.leg_id));
        let mut link = Link::new(invite, LinkStage::Dialled { heard: Heard::Nothing }, peer);
        link.media = Some(media);
        live.links.insert(ring.leg_id, link);
        Ok(())
    }

    fn address(&mut self, live: &LiveCall, endpoint: &Endpoint, now: Instant) -> Result<Addressed, u8> {
        let tenant_id = live.call.tenant_id();
        let directory = std::sync::Arc::clone(&self.directory);
        let tenant = directory.tenants.get(&tenant_id).ok_or(HangUpCause::OUT_OF_ORDER)?;
        match endpoint {
            Endpoint::Device { device_id, address, .. } => {
                let aor = (tenant_id, tenant, *device_id);
                self.address_of_device(aor, *address, now).ok_or(HangUpCause::ABSENT)
            }
            Endpoint::External { trunk_id, dialled, .. } => self.address_over_trunk(tenant, *trunk_id, dialled.as_str()),
        }
    }

    fn address_of_device(
        &self,
        device: (otklik_model::TenantId, &TenantDirectory, DeviceId),
        address: usize,
        now: Instant,
    ) -> Option<Addressed> {
        let (tenant_id, tenant, device_id) = device;
        let registered = self.registrations.addresses_of(tenant_id, device_id, now).into_iter().nth(address)?;
        let login = &tenant.devices.get(&device_id)?.login;
        let domain = Host::Name(tenant.domain.clone());
        Some(Addressed {
            request_uri: registered.contact,
            route: registered.route,
            destination: registered.destination,
            to: NameAddr::new(Uri::sip(login, domain.clone())),
            from_host: domain,
            account: None,
            latching: Latching::On,
        })
    }

    fn address_over_trunk(&mut self, tenant: &TenantDirectory, trunk_id: TrunkId, dialled: &str) -> Result<Addressed, u8> {
        let trunk = tenant.trunks.iter().find(|trunk| trunk.trunk_id == trunk_id).ok_or(HangUpCause::OUT_OF_ORDER)?;
        let Ok(address) = trunk.host.parse::<IpAddr>() else {
            self.counters.trunks_unresolved += 1;
            return Err(HangUpCause::OUT_OF_ORDER);
        };
        let local = self.trunk_flow.ok_or(HangUpCause::OUT_OF_ORDER)?;
        let host = Host::from(address);
        let account = trunk.credentials.as_ref();
        Ok(Addressed {
            request_uri: Uri::sip(dialled, host.clone()).with_port(trunk.port),
            route: Vec::new(),
            destination: Destination { flow: local.flow, transport: Transport::Udp, address: SocketAddr::new(address, trunk.port) },
            to: NameAddr::new(Uri::sip(dialled, host)),
            from_host: Host::from(local.advertised.ip()),
            account: account.map(|known| Account { user: known.login.clone(), secret: Secret::Password(known.password.clone()) }),
            latching: Latching::Off,
        })
    }

    /// A name and descriptions for the media of a leg that has this port.
    pub(crate) fn new_leg_media(&mut self, live: &LiveCall, port: u16) -> LegMedia {
        let leg = self.media.new_leg(live.media, port);
        LegMedia::new(leg, self.media_address, port, self.ids.sdp_number())
    }

    /// Has the media threads open a leg's port.
    pub(crate) fn open(&mut self, call: MediaCallId, media: &mut LegMedia, latching: Latching) {
        media.port_use = PortUse::Open;
        let (leg, local_port, media) = (media.leg, media.port(), media.agreed.clone());
        self.act_on_media(MediaAction::AddLeg { call, leg, local_port, latching, media });
    }
}

/// The codecs the leg that waits has chosen or offered.
fn codecs_to_offer(live: &LiveCall, for_leg: Option<LegId>) -> Vec<Codec> {
    let Some(link) = for_leg.and_then(|leg_id| live.links.get(&leg_id)) else { return own_codecs() };
    if let Some(relayed) = link.media.as_ref().and_then(LegMedia::relayed) {
        return relayed;
    }
    match &link.stage {
        LinkStage::Waiting { offer } => codecs_for(offer.as_deref()),
        LinkStage::Dialled { .. } | LinkStage::Up | LinkStage::Over => own_codecs(),
    }
}

fn outgoing(addressed: Addressed, ring: &Ring, body: Body) -> OutgoingInvite {
    let mut headers = Vec::new();
    if ring.lift == Lift::ByItself {
        // The form Snom, Yealink and Grandstream lift by; others just ring.
        headers.push((Name::CallInfo, format!("<sip:{}>;answer-after=0", addressed.from_host)));
    }
    OutgoingInvite {
        request_uri: addressed.request_uri,
        route: addressed.route,
        destination: addressed.destination,
        from: identity::shown_as(&ring.shown, addressed.from_host),
        to: addressed.to,
        contact_user: None,
        headers,
        body: Some(body),
        credentials: addressed.account,
        ring_timeout: Some(ring.ring_max + RING_TIMEOUT_MARGIN),
    }
}
