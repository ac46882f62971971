//! What happened, in one line that people can read and a snapshot can keep.

use otklik_media::action::{MediaAction, MediaLegId, Repeat, Sound};
use otklik_media::negotiate::Negotiated;
use otklik_media::sdp::Sdp;
use otklik_model::{
    LegId,
    event::{DomainEvent, JournalEntry, LegParty, RoutedTo},
    hang_up::HangUpCause,
};
use otklik_sip::{Framing, Message, Name};
use std::collections::BTreeMap;

/// Short names for ids that differ from seed to seed.
#[derive(Debug, Default)]
pub struct Names {
    legs: BTreeMap<LegId, usize>,
    media_legs: BTreeMap<MediaLegId, usize>,
}

impl Names {
    /// One line about a journal entry.
    #[expect(clippy::wildcard_enum_match_arm, reason = "events of the records half do not come out of a switchboard")]
    pub fn describe_event(&mut self, entry: &JournalEntry) -> String {
        match &entry.event {
            DomainEvent::CallStarted { direction, from, to, leg_id, .. } => {
                let shown = from.number.map_or_else(|| from.raw.clone(), |number| number.to_string());
                format!("call started, {}, from {shown} to {}, {}", direction.as_str(), to.raw, self.leg(*leg_id))
            }
            DomainEvent::CallRouted { to, opening } => format!("routed to {} ({opening:?})", routed(*to)).to_lowercase(),
            DomainEvent::PromptStarted { prompt } => format!("prompt {prompt} begins"),
            DomainEvent::PromptFinished { prompt, heard_ms } => format!("prompt {prompt} ends, heard {heard_ms} ms"),
            DomainEvent::LegRinging { leg_id, party } => format!("{} rings, {}", self.leg(*leg_id), person(party)),
            DomainEvent::LegAnswered { leg_id, party } => format!("{} answers, {}", self.leg(*leg_id), person(party)),
            DomainEvent::LegEnded { leg_id, cause } => format!("{} ends, {}", self.leg(*leg_id), because(*cause)),
            DomainEvent::Bridged { legs: [first, second] } => format!("{} and {} talk", self.leg(*first), self.leg(*second)),
            DomainEvent::Held { leg_id } => format!("{} holds", self.leg(*leg_id)),
            DomainEvent::Resumed { leg_id } => format!("{} resumes", self.leg(*leg_id)),
            DomainEvent::TransferStarted { by, to } => format!("{} gives away to {to}", self.leg(*by)),
            DomainEvent::TransferCompleted { by, to } => format!("{} has given away to {}", self.leg(*by), self.leg(*to)),
            DomainEvent::TransferFailed { by, cause } => format!("{} could not give away, {}", self.leg(*by), because(*cause)),
            DomainEvent::RecordingStarted { .. } => "recording starts".to_owned(),
            DomainEvent::RecordingFinished { duration_ms, .. } => format!("recording of {duration_ms} ms is complete"),
            DomainEvent::CallEnded { cause } => format!("call ended, {}", because(*cause)),
            DomainEvent::DeviceRegistered { address, .. } => format!("device registered from {address}"),
            DomainEvent::DeviceUnregistered { .. } => "device unregistered".to_owned(),
            other => format!("{other:?}"),
        }
    }

    fn leg(&mut self, leg_id: LegId) -> String {
        let next = self.legs.len() + 1;
        format!("leg {}", self.legs.entry(leg_id).or_insert(next))
    }

    fn media_leg(&mut self, leg: MediaLegId) -> String {
        let next = self.media_legs.len() + 1;
        format!("m{}", self.media_legs.entry(leg).or_insert(next))
    }
}

/// One line about a media action.
pub fn describe_media(action: &MediaAction, names: &mut Names) -> String {
    match action {
        MediaAction::AddLeg { leg, local_port, media, .. } => {
            let agreed = media.as_ref().map_or_else(|| "not agreed yet".to_owned(), agreement);
            format!("add {} on {local_port}, {agreed}", names.media_leg(*leg))
        }
        MediaAction::UpdateLeg { leg, media, .. } => format!("{} agreed, {}", names.media_leg(*leg), agreement(media)),
        MediaAction::SetDirection { leg, direction, .. } => format!("{} is {}", names.media_leg(*leg), direction.as_str()),
        MediaAction::Bridge { first, second, .. } => format!("bridge {} and {}", names.media_leg(*first), names.media_leg(*second)),
        MediaAction::Unbridge { leg, .. } => format!("part {} from its partner", names.media_leg(*leg)),
        MediaAction::Play { leg, sound, repeat, .. } => format!("play {} to {}", tune(sound, *repeat), names.media_leg(*leg)),
        MediaAction::StopPlaying { leg, .. } => format!("stop playing to {}", names.media_leg(*leg)),
        MediaAction::StartRecording { leg, .. } => format!("record {}", names.media_leg(*leg)),
        MediaAction::StopRecording { .. } => "stop recording".to_owned(),
        MediaAction::RemoveLeg { leg, .. } => format!("remove {}", names.media_leg(*leg)),
        MediaAction::RemoveCall { .. } => "remove the call".to_owned(),
    }
}

/// One line about a SIP message: what it is, who is named in it, and what it says of media.
pub fn describe_sip(bytes: &bytes::Bytes) -> String {
    let Ok(message) = Message::parse(bytes.clone(), Framing::Datagram) else {
        return format!("unreadable, {} bytes", bytes.len());
    };
    let mut words = vec![first_words(&message)];
    let wanted = [
        Name::Event,
        Name::ReferTo,
        Name::RetryAfter,
        Name::Reason,
        Name::CallInfo,
        Name::Expires,
        Name::WwwAuthenticate,
        Name::ProxyAuthenticate,
    ];
    for name in wanted {
        words.extend(message.texts(&name).map(|value| format!("{name}: {}", shortened(&name, &value))));
    }
    words.extend(body_words(&message));
    words.join(", ")
}

fn first_words(message: &Message) -> String {
    let method = message.method().or_else(|| Some(message.cseq().ok()?.method)).map(|method| method.to_string()).unwrap_or_default();
    if let Some(status) = message.status() {
        return format!("{status} {method}");
    }
    let to = message.request_uri().ok().and_then(|uri| uri.user).unwrap_or_default();
    let from = message.from().ok();
    let shown = from.as_ref().map(|from| match (&from.display, &from.uri.user) {
        (Some(name), user) => format!(" shows \"{name}\" {}", user.as_deref().unwrap_or_default()),
        (None, user) => format!(" shows {}", user.as_deref().unwrap_or_default()),
    });
    let authorized = message.has(&Name::Authorization) || message.has(&Name::ProxyAuthorization);
    let shown = shown.filter(|_| method == "INVITE" && message.to().is_ok_and(|to| to.tag().is_none())).unwrap_or_default();
    let named = format!("{method} {to}{shown}");
    format!("{}{}", named.trim_end(), if authorized { ", with credentials" } else { "" })
}

/// Nonces and addresses differ from run to run.
fn shortened(name: &Name, value: &str) -> String {
    let asked = matches!(name, Name::WwwAuthenticate | Name::ProxyAuthenticate);
    if asked {
        let part = |wanted: &str| value.split(',').map(str::trim).find(|part| part.contains(wanted)).unwrap_or_default().to_owned();
        let stale = if value.contains("stale=true") { " stale" } else { "" };
        return format!("{}{stale}", part("algorithm="));
    }
    value.to_owned()
}

fn body_words(message: &Message) -> Option<String> {
    let body = message.body();
    if body.is_empty() {
        return None;
    }
    match Sdp::parse(&body) {
        Ok(sdp) => Some(sdp.audio().map_or_else(
            || "sdp: no audio".to_owned(),
            |line| {
                let codecs: Vec<&str> = line.codecs.iter().map(|codec| codec.name.as_str()).collect();
                format!("sdp: {} {} {}", line.port, codecs.join(" "), sdp.direction_of(line).as_str())
            },
        )),
        Err(_) => Some(String::from_utf8_lossy(&body).trim().to_owned()),
    }
}

fn agreement(media: &Negotiated) -> String {
    let codec = media.voice().map(|voice| voice.codec.name.clone()).unwrap_or_default();
    let remote = media.remote.map_or_else(|| "nowhere".to_owned(), |remote| remote.to_string());
    format!("{codec} {} with {remote}", media.direction.as_str())
}

fn tune(sound: &Sound, repeat: Repeat) -> String {
    let name = match sound {
        Sound::Prompt(name) => format!("prompt {name}"),
        Sound::Ringback => "ringback".to_owned(),
        Sound::Busy => "busy".to_owned(),
    };
    if repeat == Repeat::Once { name } else { format!("{name} without end") }
}

fn routed(to: RoutedTo) -> String {
    match to {
        RoutedTo::User(user_id) => format!("user {}", user_id.to_u128()),
        RoutedTo::Group(group_id) => format!("group {}", group_id.to_u128()),
        RoutedTo::Trunk(trunk_id) => format!("trunk {}", trunk_id.to_u128()),
        RoutedTo::Prompt => "a prompt".to_owned(),
        RoutedTo::Rejected => "nowhere".to_owned(),
    }
}

fn person(party: &LegParty) -> String {
    match party {
        LegParty::Device { user_id, .. } => format!("user {}", user_id.to_u128()),
        LegParty::External { number, .. } => number.map_or_else(|| "somebody outside".to_owned(), |number| number.to_string()),
    }
}

fn because(cause: HangUpCause) -> String {
    format!("cause {} by {:?}", cause.q850, cause.by).to_lowercase()
}
