//! The log of channel events of Asterisk, with the twenty columns of the sample of `cel_custom.conf`.

use super::sketch::{Ring, Sketch};
use otklik_model::{
    event::Direction,
    hang_up::{EndedBy, HangUpCause},
};

/// What one row says.
struct Event<'a> {
    at: i64,
    kind: &'static str,
    channel: &'a Channel,
    application: &'static str,
    argument: String,
    extra: String,
}

/// One channel of a call.
struct Channel {
    name: String,
    uniqueid: String,
    number: String,
    exten: String,
    context: &'static str,
}

pub(super) fn rows(sketch: &Sketch<'_>, number: u64) -> Vec<Vec<String>> {
    let caller = caller(sketch, number);
    let called: Vec<Channel> = sketch.rings.iter().enumerate().map(|(place, ring)| called(ring, number, place)).collect();
    let mut events = vec![event(sketch.started, "CHAN_START", &caller)];
    for prompt in &sketch.prompts {
        events.push(Event { application: "Playback", argument: prompt.name.to_owned(), ..event(prompt.from, "APP_START", &caller) });
        events.push(Event { application: "Playback", argument: prompt.name.to_owned(), ..event(prompt.to, "APP_END", &caller) });
    }
    if let Some((since, queue)) = sketch.queue {
        events.push(Event { application: "Queue", argument: queue.to_owned(), ..event(since, "APP_START", &caller) });
    }
    for (ring, channel) in sketch.rings.iter().zip(&called) {
        events.push(event(ring.from, "CHAN_START", channel));
        events.extend(ring.answer.map(|at| event(at, "ANSWER", channel)));
        events.push(Event { extra: hung_up(ring.cause, &caller, channel), ..event(ring.to, "HANGUP", channel) });
        events.push(event(ring.to, "CHAN_END", channel));
    }
    let other = called.first().unwrap_or(&caller);
    events.push(Event { extra: hung_up(sketch.cause, &caller, other), ..event(sketch.ended, "HANGUP", &caller) });
    events.push(event(sketch.ended, "CHAN_END", &caller));
    events.push(event(sketch.ended, "LINKEDID_END", &caller));
    events.sort_by_key(|event| event.at);
    events.iter().map(|event| row(event, &caller.uniqueid)).collect()
}

fn event<'a>(at: i64, kind: &'static str, channel: &'a Channel) -> Event<'a> {
    Event { at, kind, channel, application: "", argument: String::new(), extra: String::new() }
}

fn caller(sketch: &Sketch<'_>, number: u64) -> Channel {
    let is_inbound = sketch.direction == Direction::Inbound;
    let extension = sketch.caller.as_ref().map_or_else(|| "100".to_owned(), |caller| caller.extension.clone());
    let own = sketch.own_number.unwrap_or("s").trim_start_matches('+').to_owned();
    let peer = if is_inbound { "trunk" } else { &extension };
    Channel {
        name: format!("PJSIP/{peer}-{:08x}", number * 16),
        uniqueid: format!("{}.{}", sketch.started, number * 16),
        number: if is_inbound { sketch.client.clone() } else { extension },
        exten: if is_inbound { own } else { sketch.client.clone() },
        context: if is_inbound { "from-trunk" } else { "from-internal" },
    }
}

fn called(ring: &Ring<'_>, number: u64, place: usize) -> Channel {
    let outside = ring.number.map_or_else(String::new, |number| number.digits().to_string());
    let label = ring.person.as_ref().map_or(outside, |person| person.extension.clone());
    let peer = if ring.person.is_some() { &label } else { "trunk" };
    let id = number * 16 + place as u64 + 1;
    Channel {
        name: format!("PJSIP/{peer}-{id:08x}"),
        uniqueid: format!("{}.{id}", ring.from),
        number: label.clone(),
        exten: String::new(),
        context: if ring.person.is_some() { "from-internal" } else { "from-trunk" },
    }
}

fn hung_up(cause: HangUpCause, caller: &Channel, channel: &Channel) -> String {
    let source = match cause.by {
        EndedBy::Caller => caller.name.as_str(),
        EndedBy::Callee | EndedBy::User => channel.name.as_str(),
        EndedBy::System | EndedBy::Failure => "",
    };
    format!("{{\"hangupcause\":{},\"hangupsource\":\"{source}\",\"dialstatus\":\"\"}}", cause.q850)
}

fn row(event: &Event<'_>, linkedid: &str) -> Vec<String> {
    let channel = event.channel;
    let text = |text: &str| text.to_owned();
    let (at, none) = (format!("{}.000000", event.at), String::new);
    let who = [none(), channel.number.clone(), none(), none(), none(), channel.exten.clone()];
    let what = [text(channel.context), channel.name.clone(), text(event.application), event.argument.clone(), text("3"), none()];
    let ids = [channel.uniqueid.clone(), text(linkedid), none(), none(), none(), event.extra.clone()];
    [text(event.kind), at].into_iter().chain(who).chain(what).chain(ids).collect()
}
