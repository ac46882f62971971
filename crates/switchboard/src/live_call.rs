//! A call together with what carries its legs.

use crate::leg_media::LegMedia;
use otklik_call::Call;
use otklik_media::{action::MediaCallId, sdp::Sdp};
use otklik_model::{LegId, directory::Directory};
use otklik_sip::InviteId;
use std::{collections::BTreeMap, net::IpAddr, sync::Arc, time::Instant};

/// A call, its links to SIP and media, and the configuration it began with.
#[derive(Debug)]
pub(crate) struct LiveCall {
    pub(crate) call: Call,
    pub(crate) media: MediaCallId,
    pub(crate) links: BTreeMap<LegId, Link>,
    pub(crate) began_with: Arc<Directory>,
    /// What the switchboard has in its list of deadlines for this call.
    pub(crate) deadline: Option<Instant>,
}

/// What carries one leg.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) invite: InviteId,
    pub(crate) stage: LinkStage,
    /// Where its signalling comes from.
    pub(crate) peer: IpAddr,
    pub(crate) media: Option<LegMedia>,
    /// When media was last reported to have stopped coming.
    pub(crate) fell_silent: Option<Instant>,
}

/// How far the dialog of a leg came.
#[derive(Debug)]
pub(crate) enum LinkStage {
    /// They called us and wait; with their offer, unless they leave the offer to us.
    Waiting { offer: Option<Box<Sdp>> },
    /// We called them.
    Dialled {
        /// Whether anything but silence came back.
        heard: Heard,
    },
    /// Answered.
    Up,
    /// Its dialog is over; the call has yet to hear of it.
    Over,
}

/// Whether a called party gave a sign of life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Heard {
    Nothing,
    Something,
}

impl Link {
    pub(crate) fn new(invite: InviteId, stage: LinkStage, peer: IpAddr) -> Self {
        Self { invite, stage, peer, media: None, fell_silent: None }
    }

    pub(crate) fn is_up(&self) -> bool {
        matches!(self.stage, LinkStage::Up)
    }
}

impl LiveCall {
    pub(crate) fn leg_of_media(&self, leg: otklik_media::action::MediaLegId) -> Option<LegId> {
        let carried = |link: &Link| link.media.as_ref().is_some_and(|media| media.leg == leg);
        self.links.iter().find(|(_, link)| carried(link)).map(|(leg_id, _)| *leg_id)
    }
}
