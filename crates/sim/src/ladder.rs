//! Ladders: a scenario in words, and what came of it, in one text file.
//!
//! ```text
//! # Two phones of one user, one over UDP and one over TCP: the first to lift wins.
//! phones 104, 104/tcp
//!
//! 0.0  carrier calls +74950000003 from +79160000001
//! 2.0  104/tcp answers
//! 5.0  carrier hangs up
//! 6.0  end
//! ----
//!    0.000  carrier → us     INVITE …
//! ```
//!
//! Above the line: what people do, and when (seconds). Below it: every message, media action and journal entry as the switchboard
//! saw them. A ladder is written by writing what is above the line and running the tests once with `LADDERS=write`; a support
//! ticket becomes one the same way. What can be said is in [`Step::read`].

use crate::{World, company, network::Weather, phone::Presence};
use otklik_media::sdp::{Codec, Direction};
use otklik_model::{DialString, command::Command};
use otklik_switchboard::Input;
use std::time::Duration;

/// The line between what is done and what comes of it.
const RULE: &str = "----";

/// A scenario in words.
#[derive(Debug)]
pub struct Ladder {
    phones: Vec<String>,
    steps: Vec<Step>,
    /// What came of it when it was written.
    pub expected: String,
    script: String,
}

/// One thing that somebody does.
#[derive(Debug)]
pub struct Step {
    at: Duration,
    who: String,
    what: Vec<String>,
}

/// A line that cannot be understood.
#[derive(Debug, PartialEq, Eq)]
pub struct Misread {
    /// Its number, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub why: String,
}

impl Ladder {
    /// Reads a ladder file.
    pub fn read(text: &str) -> Result<Self, Misread> {
        let (script, expected) = text.split_once(&format!("{RULE}\n")).unwrap_or((text, ""));
        let mut ladder = Self { phones: Vec::new(), steps: Vec::new(), expected: expected.to_owned(), script: script.to_owned() };
        for (index, line) in script.lines().enumerate() {
            let misread = |why: String| Misread { line: index + 1, why };
            if let Some(names) = line.strip_prefix("phones ") {
                ladder.phones = names.split(',').map(|name| name.trim().to_owned()).collect();
            } else if !line.trim().is_empty() && !line.starts_with('#') {
                ladder.steps.push(Step::read(line).map_err(misread)?);
            }
        }
        Ok(ladder)
    }

    /// Plays it and tells what came of it.
    pub fn play(&self) -> Result<String, String> {
        let mut world = World::new(1);
        self.phones.iter().for_each(|name| world.add_phone(name));
        world.register_all();
        world.log = Some(Vec::new());
        for step in &self.steps {
            world.run_for(step.at.saturating_sub(world.elapsed()));
            step.take(&mut world)?;
            world.run_for(Duration::ZERO);
        }
        if let Some(fault) = world.media.faults().first() {
            return Err(fault.clone());
        }
        let lines = world.log.take().unwrap_or_default();
        Ok(lines.join("\n") + "\n")
    }

    /// The file with what came of it.
    pub fn written(&self, outcome: &str) -> String {
        format!("{}{RULE}\n{outcome}", self.script)
    }
}

impl Step {
    /// Reads one line: seconds, who, and what he does:
    ///
    /// - a phone or carrier: `calls N [from N [without offer]]`, `rings`, `speaks early`, `answers`, `refuses STATUS`, `asks for credentials`, `hangs up`, `holds`,
    ///   `resumes`, `refers to N`, `registers`, `leaves`, `forgets its password`, `knows only CODEC`, `vanishes`, `comes back`,
    ///   `loses its connection`;
    /// - `console`: `calls N for USER`, `answers for USER`, `transfers to N for USER`, `holds for USER`, `resumes for USER`,
    ///   `hangs up for USER`;
    /// - `we`: `take no new calls`, `end everything`, `have stormy weather`, `have the time TIMESTAMP`;
    /// - `end`: nothing, time just passes until then.
    pub fn read(line: &str) -> Result<Self, String> {
        let mut words = line.split_whitespace().map(str::to_owned);
        let seconds = words.next().and_then(|word| word.parse::<f64>().ok()).ok_or("a step begins with its time in seconds")?;
        let who = words.next().ok_or("who does it?")?;
        Ok(Self { at: Duration::from_secs_f64(seconds), who, what: words.collect() })
    }

    fn take(&self, world: &mut World) -> Result<(), String> {
        let what: Vec<&str> = self.what.iter().map(String::as_str).collect();
        match self.who.as_str() {
            "end" => Ok(()),
            "we" => do_ourselves(world, &what),
            "console" => do_at_console(world, &what),
            name => do_at_phone(world, name, &what),
        }
    }
}

fn do_at_phone(world: &mut World, name: &str, what: &[&str]) -> Result<(), String> {
    if !world.phones().any(|phone| phone.name == name) {
        return Err(format!("nobody is named {name}"));
    }
    if what == ["loses", "its", "connection"] {
        world.break_connection(name);
        return Ok(());
    }
    let phone = world.phone_mut(name);
    match what {
        ["calls", number] => phone.call(number, None),
        ["calls", number, "from", from] => phone.call(number, Some(from)),
        ["calls", number, "from", from, "without", "offer"] => phone.call_without_offer(number, Some(from)),
        ["rings"] => phone.ring(),
        ["speaks", "early"] => phone.speak_early(),
        ["answers"] => phone.answer(),
        ["refuses", status] => phone.refuse(status.parse().map_err(|_| format!("{status} is no status"))?),
        ["asks", "for", "credentials"] => phone.ask_for_credentials(),
        ["hangs", "up"] => phone.hang_up(),
        ["holds"] => phone.turn(Direction::SendOnly),
        ["resumes"] => phone.turn(Direction::SendRecv),
        ["refers", "to", number] => phone.refer(number),
        ["registers"] => phone.register(3600),
        ["leaves"] => phone.register(0),
        ["forgets", "its", "password"] => phone.password = "wrong".to_owned(),
        ["knows", "only", codec] => phone.codecs = vec![codec_named(codec)?],
        ["vanishes"] => phone.presence = Presence::Vanished,
        ["comes", "back"] => phone.presence = Presence::There,
        _ => return Err(format!("{name} does not know how to: {}", what.join(" "))),
    }
    Ok(())
}

fn do_at_console(world: &mut World, what: &[&str]) -> Result<(), String> {
    let [verb @ .., "for", extension] = what else { return Err("the console acts for somebody".to_owned()) };
    let user_id = company::user(extension.parse().map_err(|_| format!("{extension} is no extension"))?);
    let call_id = world.latest_call();
    let dial = |text: &str| DialString::new(text).ok_or_else(|| format!("{text} cannot be dialled"));
    let present = || call_id.ok_or("there is no call");
    let command = match verb {
        ["calls", number] => Command::Originate { user_id, to: dial(number)? },
        ["answers"] => Command::Answer { call_id: present()?, user_id },
        ["transfers", "to", number] => Command::Transfer { call_id: present()?, user_id, to: dial(number)? },
        ["holds"] => Command::Hold { call_id: present()?, user_id },
        ["resumes"] => Command::Resume { call_id: present()?, user_id },
        ["hangs", "up"] => Command::HangUp { call_id: present()?, user_id },
        _ => return Err(format!("the console has no button for: {}", verb.join(" "))),
    };
    world.command(command);
    Ok(())
}

fn do_ourselves(world: &mut World, what: &[&str]) -> Result<(), String> {
    match what {
        ["take", "no", "new", "calls"] => world.tell(Input::Drain),
        ["end", "everything"] => world.tell(Input::EndAll),
        ["have", "stormy", "weather"] => world.set_weather(Weather::STORM),
        ["have", "the", "time", time] => world.set_wall_clock(time.parse().map_err(|_| format!("{time} is no time"))?),
        _ => return Err(format!("we cannot: {}", what.join(" "))),
    }
    Ok(())
}

fn codec_named(name: &str) -> Result<Codec, String> {
    match name {
        "PCMA" => Ok(Codec::pcma()),
        "PCMU" => Ok(Codec::pcmu()),
        "G722" => Ok(Codec::g722()),
        "G729" => Ok(Codec::new(18, "G729", 8_000)),
        _ => Err(format!("{name} is no codec known here")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_without_a_time_is_told_with_its_number() {
        let misread = Ladder::read("phones 101\n\ncarrier calls 1\n").unwrap_err();
        assert_eq!(misread.line, 3);
    }

    #[test]
    fn an_unknown_verb_is_told_when_it_is_played() {
        let ladder = Ladder::read("phones 101\n0.0 101 sings\n").unwrap();
        assert_eq!(ladder.play(), Err("101 does not know how to: sings".to_owned()));
    }
}
