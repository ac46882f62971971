//! A random play: people who call, lift, hold, give away and pull cables, all from one seed.

use crate::{
    World, checks, company,
    network::Weather,
    phone::{Doing, Presence},
};
use otklik_media::sdp::Direction;
use otklik_model::{DialString, command::Command, event::JournalEntry};
use otklik_sip::rng::Rng;
use otklik_switchboard::Input;
use std::time::Duration;

/// Random actions of one play.
const ACTIONS: u64 = 120;
/// Longer than any timer of a call or of SIP: a ringing phone, a lost dialog, a resting transaction.
const AFTERMATH: Duration = Duration::from_secs(400);

const PHONES: [&str; 5] = ["101", "102/tcp", "103", "104", "104/tcp"];
const EVERYBODY: [&str; 7] = ["101", "102/tcp", "103", "104", "104/tcp", "carrier", "spare"];
const NUMBERS: [&str; 10] = ["101", "102", "104", "105", "200", "199", "+79160000001", "112", "+74950000001", "+74950000003"];
const OWN_NUMBERS: [&str; 6] = ["+74950000001", "+74950000002", "+74950000003", "+74950000004", "+74950000005", "+74951112233"];

/// What became of a world.
#[derive(Debug, PartialEq)]
pub struct Played {
    /// Everything that is wrong with it.
    pub faults: Vec<String>,
    /// Everything that happened in it.
    pub journal: Vec<JournalEntry>,
}

/// Plays a seed to its end.
pub fn play(seed: u64) -> Played {
    let mut world = World::new(seed);
    PHONES.iter().for_each(|name| world.add_phone(name));
    world.register_all();
    let mut rng = Rng::new(seed);
    if rng.below(2) == 0 {
        world.set_weather(Weather::STORM);
    }
    for _ in 0..ACTIONS {
        act(&mut world, &mut rng);
        world.run_for(Duration::from_millis(rng.below(4_000)));
    }
    finish(&mut world);
    Played { faults: checks::faults(&world), journal: world.journal }
}

/// Everybody comes back, hangs up, and enough time passes.
fn finish(world: &mut World) {
    world.tell(Input::EndAll);
    for name in EVERYBODY {
        let phone = world.phone_mut(name);
        phone.presence = Presence::There;
        phone.hang_up();
    }
    world.run_for(AFTERMATH);
}

fn act(world: &mut World, rng: &mut Rng) {
    match rng.below(10) {
        0..=2 => place_call(world, rng),
        3 => press_button(world, rng),
        _ => go_on(world, rng),
    }
}

fn place_call(world: &mut World, rng: &mut Rng) {
    let name = pick(&EVERYBODY, rng);
    let outside = matches!(name, "carrier" | "spare");
    let number = if outside { pick(&OWN_NUMBERS, rng) } else { pick(&NUMBERS, rng) };
    let phone = world.phone_mut(name);
    if phone.doing == Doing::Idle && phone.presence == Presence::There {
        let from = outside.then_some("+79160000001");
        if rng.below(8) == 0 { phone.call_without_offer(number, from) } else { phone.call(number, from) }
    }
}

/// Somebody who is in the middle of something goes on with it.
fn go_on(world: &mut World, rng: &mut Rng) {
    let name = pick_of(&busy(world), rng).unwrap_or("carrier").to_owned();
    let carrier = matches!(name.as_str(), "carrier" | "spare");
    let phone = world.phone_mut(&name);
    match phone.doing {
        _ if phone.presence == Presence::Vanished => phone.presence = Presence::There,
        Doing::Idle if !carrier && rng.below(4) == 0 => phone.register(3600),
        Doing::Idle => {}
        Doing::Calling { .. } if rng.below(3) == 0 => phone.hang_up(),
        Doing::Calling { .. } => {}
        Doing::Called { .. } => match rng.below(8) {
            0 => phone.refuse(486),
            1 => phone.refuse(503),
            2 => phone.refuse(603),
            3 if carrier => phone.speak_early(),
            4 => phone.ring(),
            _ => phone.answer(),
        },
        Doing::Talking { direction: Direction::SendOnly | Direction::Inactive, .. } if rng.below(2) == 0 => phone.turn(Direction::SendRecv),
        Doing::Talking { .. } => match rng.below(10) {
            0 | 1 => phone.turn(Direction::SendOnly),
            2..=4 => phone.refer(pick(&NUMBERS, rng)),
            5 => phone.presence = Presence::Vanished,
            6 => phone.turn(Direction::Inactive),
            7 => {}
            _ => phone.hang_up(),
        },
    }
}

fn press_button(world: &mut World, rng: &mut Rng) {
    let user_id = company::user(101 + rng.below(5) as u32);
    let Some(to) = DialString::new(pick(&NUMBERS, rng)) else { return };
    let call_id = world.latest_call();
    let command = match (rng.below(7), call_id) {
        (0 | 1, _) | (_, None) => Command::Originate { user_id, to },
        (2, Some(call_id)) => Command::Answer { call_id, user_id },
        (3, Some(call_id)) => Command::Transfer { call_id, user_id, to },
        (4, Some(call_id)) => Command::Hold { call_id, user_id },
        (5, Some(call_id)) => Command::Resume { call_id, user_id },
        (_, Some(call_id)) => Command::HangUp { call_id, user_id },
    };
    world.command(command);
}

/// Everybody, those in the middle of something three times.
fn busy(world: &World) -> Vec<&str> {
    let times = |doing: &Doing| if *doing == Doing::Idle { 1 } else { 3 };
    world.phones().flat_map(|phone| std::iter::repeat_n(phone.name.as_str(), times(&phone.doing))).collect()
}

fn pick_of<'a>(among: &[&'a str], rng: &mut Rng) -> Option<&'a str> {
    (!among.is_empty()).then(|| pick(among, rng))
}

fn pick<'a>(among: &[&'a str], rng: &mut Rng) -> &'a str {
    among[rng.below(among.len() as u64) as usize]
}
