//! REGISTER: where devices are.

use crate::{
    config::Limits,
    devices::{Asker, KnownDevice, Stranger},
    switchboard::Switchboard,
};
use otklik_model::{
    DeviceId, TenantId,
    directory::{Directory, TenantDirectory},
    event::DomainEvent,
};
use otklik_sip::{
    FlowId, Message, Name, RequestId, Uri,
    engine::Destination,
    registrar::{Aor, Arrival, Binding, Change, Registrar, RegistrarLimits},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Instant,
};

/// The registrar with the names of devices.
#[derive(Debug)]
pub(crate) struct Registrations {
    registrar: Registrar,
    devices: BTreeMap<Aor, (TenantId, DeviceId)>,
    aors: BTreeMap<(TenantId, DeviceId), Aor>,
    /// Devices journalled as registered.
    present: BTreeSet<(TenantId, DeviceId)>,
}

/// One address a device can be rung at.
#[derive(Debug)]
pub(crate) struct RegisteredAddress {
    pub(crate) contact: Uri,
    pub(crate) route: Vec<Uri>,
    pub(crate) destination: Destination,
}

impl Registrations {
    pub(crate) fn new(limits: &Limits) -> Self {
        let defaults = RegistrarLimits::default();
        let registrar = Registrar::new(RegistrarLimits {
            expires_default: limits.register_max,
            expires_min: limits.register_min,
            expires_max: limits.register_max,
            bindings_max: limits.addresses_per_device_max,
            ..defaults
        });
        Self { registrar, devices: BTreeMap::new(), aors: BTreeMap::new(), present: BTreeSet::new() }
    }

    /// Where a device can be rung now, the preferred address first.
    pub(crate) fn addresses_of(&self, tenant_id: TenantId, device_id: DeviceId, now: Instant) -> Vec<RegisteredAddress> {
        let aor = self.aors.get(&(tenant_id, device_id));
        let bindings = aor.map(|aor| self.registrar.lookup(aor, now)).unwrap_or_default();
        bindings.into_iter().map(RegisteredAddress::of).collect()
    }

    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        self.registrar.poll_timeout()
    }

    pub(crate) fn len(&self) -> usize {
        self.registrar.len()
    }

    fn name(&mut self, device: KnownDevice, tenant: &TenantDirectory) -> Option<Aor> {
        let KnownDevice { tenant_id, device_id, .. } = device;
        let aor = Aor::new(&tenant.devices.get(&device_id)?.login, &tenant.domain);
        self.devices.insert(aor.clone(), (tenant_id, device_id));
        self.aors.insert((tenant_id, device_id), aor.clone());
        Some(aor)
    }
}

impl RegisteredAddress {
    fn of(binding: &Binding) -> Self {
        let Arrival { flow, transport, source } = binding.arrival;
        Self {
            contact: binding.contact.uri.clone(),
            route: binding.path.clone(),
            destination: Destination { flow, transport, address: source },
        }
    }
}

impl Switchboard {
    pub(crate) fn on_register(&mut self, id: RequestId, arrival: Arrival, request: &Message, now: Instant) {
        match self.identify(request, Asker::Registrar, now) {
            Ok(device) => self.register(id, device, arrival, request, now),
            Err(Stranger::Challenged(challenges)) => self.sip.respond(id, Asker::Registrar.status(), challenges, None, now),
            Err(Stranger::NoTenant) => self.sip.respond(id, 404, Vec::new(), None, now),
        }
    }

    /// A device may only register itself: the address of record in To has to be its own (RFC 3261 §10.3 step 4).
    fn register(&mut self, id: RequestId, device: KnownDevice, arrival: Arrival, request: &Message, now: Instant) {
        let directory = Arc::clone(&self.directory);
        let aor = directory.tenants.get(&device.tenant_id).and_then(|tenant| self.registrations.name(device, tenant));
        let Some(aor) = aor.filter(|aor| is_own(aor, request)) else {
            return self.sip.respond(id, 403, Vec::new(), None, now);
        };
        match self.registrations.registrar.register(&aor, request, arrival, now) {
            Ok(registered) => {
                let contacts: Vec<(Name, String)> =
                    registered.contacts.iter().map(|contact| (Name::Contact, contact.to_string())).collect();
                self.sip.respond(id, 200, contacts, None, now);
                self.journal_changes(device, &registered.changes, now);
            }
            Err(refused) => self.sip.respond(id, refused.status, refused.headers, None, now),
        }
    }

    pub(crate) fn expire_registrations(&mut self, now: Instant) {
        let expired = self.registrations.registrar.expire(now);
        self.journal_losses(expired, now);
    }

    pub(crate) fn on_flow_closed(&mut self, flow: FlowId, now: Instant) {
        let lost = self.registrations.registrar.flow_closed(flow);
        self.journal_losses(lost, now);
        self.sip.handle(otklik_sip::Input::FlowClosed(flow), now);
    }

    /// A new configuration: devices it does not know any more lose their registrations.
    pub(crate) fn on_directory(&mut self, directory: Arc<Directory>, now: Instant) {
        let known = |(tenant_id, device_id): &(TenantId, DeviceId)| {
            directory.tenants.get(tenant_id).is_some_and(|tenant| tenant.devices.contains_key(device_id))
        };
        let gone: Vec<(TenantId, DeviceId)> = self.registrations.aors.keys().filter(|device| !known(device)).copied().collect();
        for device in gone {
            if let Some(aor) = self.registrations.aors.remove(&device) {
                self.registrations.registrar.forget(&aor);
                self.registrations.devices.remove(&aor);
            }
            self.note_absence(device, now);
        }
        self.directory = directory;
    }

    fn journal_changes(&mut self, device: KnownDevice, changes: &[Change], now: Instant) {
        let key = (device.tenant_id, device.device_id);
        for change in changes {
            match change {
                Change::Added(binding) if self.registrations.present.insert(key) => {
                    let event = DomainEvent::DeviceRegistered {
                        device_id: device.device_id,
                        address: binding.arrival.source.to_string(),
                        user_agent: binding.user_agent.clone().unwrap_or_default(),
                    };
                    self.journal(device.tenant_id, None, event, now);
                }
                Change::Added(_) | Change::Refreshed(_) => {}
                Change::Removed(_) => self.note_absence(key, now),
            }
        }
    }

    fn journal_losses(&mut self, lost: Vec<(Aor, Binding)>, now: Instant) {
        for (aor, _) in lost {
            if let Some(device) = self.registrations.devices.get(&aor).copied() {
                self.note_absence(device, now);
            }
        }
    }

    /// A device is journalled as gone when its last address is.
    fn note_absence(&mut self, device: (TenantId, DeviceId), now: Instant) {
        let (tenant_id, device_id) = device;
        if self.registrations.addresses_of(tenant_id, device_id, now).is_empty() && self.registrations.present.remove(&device) {
            self.journal(tenant_id, None, DomainEvent::DeviceUnregistered { device_id }, now);
        }
    }
}

fn is_own(aor: &Aor, request: &Message) -> bool {
    let login = aor.as_str().split('@').next();
    request.to().is_ok_and(|to| to.uri.user.as_deref() == login)
}
