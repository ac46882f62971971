//! Dialogs: RFC 3261 §12.

use crate::engine::{Destination, read};
use crate::flow::Transport;
use crate::headers::NameAddr;
use crate::message::Message;
use crate::uri::{Host, Uri};
use std::net::{IpAddr, SocketAddr};

/// One side's view of a dialog, early or confirmed.
#[derive(Debug, Clone)]
pub(crate) struct Dialog {
    pub(crate) call_id: String,
    /// From of our requests, with our tag.
    pub(crate) local: Vec<u8>,
    /// To of our requests, with the peer's tag if it gave one.
    pub(crate) remote: Vec<u8>,
    pub(crate) remote_tag: String,
    pub(crate) remote_target: Uri,
    /// Route of our requests, first hop first.
    pub(crate) route_set: Vec<NameAddr>,
    pub(crate) local_cseq: u32,
    pub(crate) remote_cseq: Option<u32>,
    /// RSeq of the last reliable provisional response taken (RFC 3262 §4).
    pub(crate) remote_rseq: Option<u32>,
    /// Where the next request goes.
    pub(crate) hop: Destination,
}

impl Dialog {
    /// The caller's side, from its INVITE and a response with a To tag (§12.1.2).
    pub(crate) fn of_caller(request: &Message, response: &Message, from: Destination) -> Option<Self> {
        let remote_target = read::contact(response).or_else(|| Uri::parse(request.request_uri_text()?).ok())?;
        let mut route_set = read::record_routes(response);
        route_set.reverse();
        let mut dialog = Self {
            call_id: read::call_id(request)?.to_owned(),
            local: read::from(request)?.to_vec(),
            remote: read::to(response)?.to_vec(),
            remote_tag: read::to_tag(response).unwrap_or_default().into_owned(),
            remote_target,
            route_set,
            local_cseq: read::cseq(request)?.number,
            remote_cseq: None,
            remote_rseq: None,
            hop: from,
        };
        dialog.aim(from, None);
        Some(dialog)
    }

    /// The callee's side, from the INVITE and the tag it will answer with (§12.1.1).
    pub(crate) fn of_callee(request: &Message, local_tag: &str, from: Destination) -> Option<Self> {
        let mut local = read::to(request)?.to_vec();
        local.extend_from_slice(format!(";tag={local_tag}").as_bytes());
        let mut dialog = Self {
            call_id: read::call_id(request)?.to_owned(),
            local,
            remote: read::from(request)?.to_vec(),
            remote_tag: read::from_tag(request).unwrap_or_default().into_owned(),
            remote_target: read::contact(request).or_else(|| Some(request.from().ok()?.uri))?,
            route_set: read::record_routes(request),
            local_cseq: 0,
            remote_cseq: Some(read::cseq(request)?.number),
            remote_rseq: None,
            hop: from,
        };
        dialog.aim(from, read::via_host(request));
        Some(dialog)
    }

    /// Number of our next request (§12.2.1.1).
    pub(crate) fn next_local_cseq(&mut self) -> u32 {
        // 2³¹ requests are never reached; wrapping keeps the field legal all the same.
        self.local_cseq = (self.local_cseq + 1) & 0x7FFF_FFFF;
        self.local_cseq
    }

    /// Takes the number of the peer's next request; `false` when it is out of order and must be answered 500 (§12.2.2).
    pub(crate) fn accept_remote_cseq(&mut self, number: u32) -> bool {
        if self.remote_cseq.is_some_and(|last| number < last) {
            return false;
        }
        self.remote_cseq = Some(number);
        true
    }

    /// Takes the peer's new Contact (§12.2.1.2, §12.2.2) and the way its message came by.
    pub(crate) fn retarget(&mut self, message: &Message, from: Destination) {
        if let Some(target) = read::contact(message) {
            self.remote_target = target;
        }
        let sent_by = if message.is_request() { read::via_host(message) } else { None };
        self.aim(from, sent_by);
    }

    /// Decides the next hop. Over a connection it is that connection. Over UDP it is the address written in the topmost
    /// Route or the remote target, unless that address cannot be meant for us: a name (there is no resolver here) or the
    /// private address of a peer behind NAT; then it is where the peer's last message came from.
    fn aim(&mut self, from: Destination, sent_by: Option<Host>) {
        self.hop = from;
        if from.transport != Transport::Udp {
            return;
        }
        let next = self.route_set.first().map_or(&self.remote_target, |route| &route.uri);
        let Some(address) = next.host.ip() else { return };
        let behind_nat = sent_by.is_some_and(|host| host == next.host && address != from.address.ip());
        let out_of_reach = address.is_multicast() || (is_private(address) && !is_private(from.address.ip()));
        let other_transport = next.param("transport").is_some_and(|name| !name.eq_ignore_ascii_case("udp"));
        if behind_nat || out_of_reach || other_transport {
            return;
        }
        self.hop.address = SocketAddr::new(address, next.port.unwrap_or(5060));
    }
}

/// Addresses that mean nothing outside their own network (RFC 1918, RFC 6598, RFC 3927, RFC 4193) or host.
fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [first, second, ..] = v4.octets();
            let local = v4.is_private() || v4.is_link_local() || v4.is_loopback();
            local || v4.is_unspecified() || v4.is_broadcast() || (first == 100 && (64..128).contains(&second))
        }
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local() || v6.is_unspecified(),
    }
}
