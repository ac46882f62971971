//! What to do about each kind of place, and what it would bring.

use super::{
    Around, Kind, PEOPLE_MIN, Why,
    forecast::{self, CASES_MIN},
    places::{Place, Places, Tried},
    replay::{Chances, End, Past},
};
use crate::{
    ledger::moment,
    report::Prediction,
    statistics::{share::Counts, survival::Point},
};
use otklik_model::UserId;
use std::collections::BTreeMap;

/// Minutes within which a lost client should be called back (the rule our own commitments go by).
const CALL_BACK_MINUTES: u32 = 15;

/// A shift that can be moved or given to somebody on duty, hours (chosen).
const EXTRA_HOURS_MAX: usize = 4;

/// What a greeting needs to say who answers and to give thanks for waiting, seconds (chosen).
const GREETING_SECONDS_ENOUGH: u16 = 6;

/// What it takes to say who answers (chosen).
const GREETING_SECONDS_MIN: u16 = 3;

/// After how long a call nobody takes should ring the deputy too, seconds (chosen: two rings).
const DEPUTY_AFTER_SECONDS: u32 = 12;

/// After how long a transfer nobody takes should come back to whoever gave the call away, seconds (chosen: six rings).
const GIVE_BACK_AFTER_SECONDS: u32 = 30;

/// After how long a held call should come back to whoever held it, seconds (chosen: what a client takes for forgotten).
const RETURN_AFTER_SECONDS: u32 = 60;

/// A phone is told apart when it surely loses so many times more than the others (chosen).
const TIMES_WORSE: f64 = 1.5;

/// How sure (chosen).
const SURE: f64 = 0.95;

/// A phone that answers less often than one call in twenty is not overloaded but not there (chosen).
const UNREACHABLE_SHARE: f64 = 0.95;

/// Values for the sentence, and what it would bring.
pub(super) struct Proposal {
    pub values: Vec<(String, String)>,
    pub predicted: Result<Prediction, Why>,
}

pub(super) fn of(kind: Kind, place: &Place, around: &Around<'_>) -> Proposal {
    match kind {
        Kind::CallbackDiscipline => call_back(place, around),
        Kind::OutOfHours => open_longer(place, around),
        Kind::LongGreeting => shorten(around),
        Kind::OverloadedPerson => relieve(place, around),
        Kind::UnreachableExtension => mend_phones(place, around),
        Kind::FailedTransfer => bring_back(around, ("return_to_giver_after_seconds", GIVE_BACK_AFTER_SECONDS)),
        Kind::NeedlessTransfers => Proposal { values: values([("route_to_owner", "yes".to_owned())]), predicted: Err(Why::NobodyKnown) },
        Kind::LeftOnHold => bring_back(around, ("return_after_seconds", RETURN_AFTER_SECONDS)),
        Kind::PromiseBroken => keep_promises(place, around),
        Kind::TrunkUnavailable => add_lines(place, around),
        Kind::Staffing => Proposal { values: Vec::new(), predicted: Err(Why::StaffUnknown) }, // made from the plan of the week
    }
}

/// Calling back reaches as many of those never tried as it reached of those tried.
fn call_back(place: &Place, around: &Around<'_>) -> Proposal {
    let tried = called_back(around);
    let mut said = vec![("call_back_within_minutes", CALL_BACK_MINUTES.to_string())];
    if let Some(share) = tried.share().filter(|_| tried.of >= CASES_MIN) {
        said.push(("reached_share", format!("{share:.2}")));
    }
    let mut delays = around.places.call_back_delays_ms.clone();
    delays.sort_unstable();
    if let Some(middle) = delays.get(delays.len() / 2) {
        said.push(("median_delay_minutes", (middle / 60_000).to_string()));
    }
    Proposal { values: values(said), predicted: forecast::kept(&once(place.people), tried, around.seed) }
}

/// A promise that is kept reaches as many as other calls back do.
fn keep_promises(place: &Place, around: &Around<'_>) -> Proposal {
    Proposal {
        values: values([("remind_before_minutes", CALL_BACK_MINUTES.to_string())]),
        predicted: forecast::kept(&once(place.people), called_back(around), around.seed),
    }
}

fn once(people: u64) -> Chances {
    Chances::from([(1, people)])
}

/// However often one could have been served, he is one person who is served as often as the others are in the end.
fn once_each(chances: &Chances) -> Chances {
    once(chances.values().sum())
}

/// Of the clients called back, how many were reached.
fn called_back(around: &Around<'_>) -> Counts {
    let reached = around.places.call_back_delays_ms.len() as u64;
    Counts { yes: reached, of: reached + around.places.call_backs_in_vain }
}

/// Open in the hours in which most of them call: each call of those hours would be served as often as calls are in hours.
fn open_longer(place: &Place, around: &Around<'_>) -> Proposal {
    let (hours, _) = place.week.busiest(EXTRA_HOURS_MAX);
    let in_those = |past: &Past| {
        let local = around.zone.to_datetime(moment(past.at_ms));
        past.end == End::OutOfHours && hours.contains(&usize::from(local.hour().unsigned_abs()))
    };
    let chances = around.replay.chances(&around.places.lost, in_those);
    let in_hours = around.replay.served(|past| past.end != End::OutOfHours);
    Proposal { values: busiest(place), predicted: forecast::kept(&chances, in_hours, around.seed) }
}

fn busiest(place: &Place) -> Vec<(String, String)> {
    let (hours, people) = place.week.busiest(EXTRA_HOURS_MAX);
    let weekdays: Vec<String> = place.week.weekdays_in(&hours).iter().map(ToString::to_string).collect();
    values([
        ("from", format!("{:02}:00", hours.start)),
        ("to", format!("{:02}:00", hours.end)),
        ("weekdays", weekdays.join(",")),
        ("people", people.to_string()),
    ])
}

/// Those who hung up after the second at which a shorter greeting would have ended would have gone on.
fn shorten(around: &Around<'_>) -> Proposal {
    let Some(length) = around.counts.heard_greeting.median_s() else {
        return Proposal { values: Vec::new(), predicted: Err(Why::TooFewCases) };
    };
    let hazard = around.counts.greeting().hazard();
    let worst = worst_second(&hazard);
    let mut said = vec![("length_seconds", length.to_string())];
    said.extend(worst.map(|point| ("worst_second", (point.second + 1).to_string())));
    let enough = worst.map_or(GREETING_SECONDS_ENOUGH, |point| point.second.clamp(GREETING_SECONDS_MIN, GREETING_SECONDS_ENOUGH));
    if length <= enough {
        return Proposal { values: values(said), predicted: Err(Why::ShortAlready) };
    }
    said.push(("shorten_to_seconds", enough.to_string()));
    let too_late = |past: &Past| past.end == End::LeftGreeting && past.prompt_ms >= u32::from(enough) * 1000;
    let chances = around.replay.chances(&around.places.lost, too_late);
    let heard = around.replay.served(|past| !matches!(past.end, End::OutOfHours | End::NoLine | End::LeftGreeting));
    Proposal { values: values(said), predicted: forecast::kept(&chances, heard, around.seed) }
}

/// The first second in which surely more hang up than in the average one: something is said there that drives them off.
fn worst_second(hazard: &[Point]) -> Option<Point> {
    let average = hazard.iter().map(|point| point.value).sum::<f64>() / hazard.len().max(1) as f64;
    hazard.iter().find(|point| point.low > average).copied()
}

/// With phones that ring, each call to them would be answered as often as the others' are.
fn mend_phones(place: &Place, around: &Around<'_>) -> Proposal {
    let dead: Vec<u16> = place.users.keys().filter_map(|user_id| around.places.numbers.get(user_id).copied()).collect();
    let missed = |past: &Past| past.is_missed() && dead.contains(&past.who) || past.end == End::Unanswered && past.who == 0;
    let chances = around.replay.chances(&around.places.lost, missed);
    let others = around.places.tried.iter().filter(|(user_id, _)| !place.users.contains_key(user_id));
    let answered = others.fold(Counts::default(), |sum, (_, tried)| Counts { yes: sum.yes + tried.answered, of: sum.of + tried.all() });
    Proposal {
        values: values([("check_phones", place.users.len().to_string())]),
        predicted: forecast::kept(&chances, answered, around.seed),
    }
}

/// Give the phone a deputy: calls it misses while others are free are answered as often as theirs are.
fn relieve(place: &Place, around: &Around<'_>) -> Proposal {
    let Some((user_id, _)) = place.users.iter().max_by_key(|(_, people)| **people) else {
        return Proposal { values: Vec::new(), predicted: Err(Why::TooFewCases) };
    };
    let (own, others) = unanswered(&around.places.tried, *user_id);
    let share = |counts: Counts| format!("{:.2}", counts.share().unwrap_or(0.0));
    let who = around.places.numbers.get(user_id).copied().unwrap_or(0);
    let talks = around.replay.talks();
    let after_ms = DEPUTY_AFTER_SECONDS * 1000;
    let could = |past: &Past| {
        let rang_long_enough = past.who == who && past.is_missed() && past.wait_ms >= after_ms;
        rang_long_enough && talks.is_another_free(who, past.enters_ms() + i64::from(after_ms))
    };
    let chances = around.replay.chances(&around.places.lost, could);
    let picked_up = around.replay.picked_up_by_others(who, &talks);
    Proposal {
        values: values([
            ("unanswered_share", share(own)),
            ("others_share", share(others)),
            ("deputy_after_seconds", DEPUTY_AFTER_SECONDS.to_string()),
        ]),
        predicted: forecast::kept(&chances, picked_up, around.seed),
    }
}

/// A call that comes back by itself is taken as often as calls are answered: for those who were still there then.
fn bring_back(around: &Around<'_>, (name, after_s): (&str, u32)) -> Proposal {
    let still_there = |past: &Past| past.end == End::Parted && past.parted_ms >= after_s * 1000;
    let chances = around.replay.chances(&around.places.lost, still_there);
    let answered = around
        .places
        .tried
        .values()
        .fold(Counts::default(), |sum, tried| Counts { yes: sum.yes + tried.answered, of: sum.of + tried.all() });
    Proposal { values: values([(name, after_s.to_string())]), predicted: forecast::kept(&once_each(&chances), answered, around.seed) }
}

/// Where calls were refused because all lines were taken, more lines let them in: then they are served as the others are.
fn add_lines(place: &Place, around: &Around<'_>) -> Proposal {
    let Some(lines) = around.replay.lines() else {
        return Proposal { values: busiest(place), predicted: Err(Why::LinesWereFree) };
    };
    let mut said = busiest(place);
    said.extend(values([("lines_now", lines.now.to_string()), ("lines", lines.needed.to_string())]));
    let chances = around.replay.chances(&around.places.lost, |past| past.end == End::NoLine);
    let let_in = around.replay.served(|past| !matches!(past.end, End::OutOfHours | End::NoLine));
    Proposal { values: said, predicted: forecast::kept(&chances, let_in, around.seed) }
}

/// Puts the phones that lose more than others where they belong: overloaded, or not there.
pub(super) fn tell_phones_apart(places: &mut Places, seed: u64) {
    let by_user = std::mem::take(&mut places.by_user);
    for (user_id, place) in by_user.into_iter().filter(|(_, place)| place.people >= PEOPLE_MIN) {
        let (own, others) = unanswered(&places.tried, user_id);
        if own.of < CASES_MIN {
            continue;
        }
        let kind = if own.share().is_some_and(|share| share >= UNREACHABLE_SHARE) {
            Kind::UnreachableExtension
        } else if others.of >= CASES_MIN && forecast::surely_more(own, TIMES_WORSE, others, seed) >= SURE {
            Kind::OverloadedPerson
        } else {
            continue;
        };
        let known = places.by_kind.entry(kind).or_default();
        if kind == Kind::UnreachableExtension {
            known.merge(place);
        } else if place.people > known.people {
            *known = place; // the phone that loses the most is the one to begin with
        }
    }
}

/// Unanswered calls of one phone, and of all the others together.
fn unanswered(tried: &BTreeMap<UserId, Tried>, user_id: UserId) -> (Counts, Counts) {
    let counts = |tried: Tried| Counts { yes: tried.unanswered, of: tried.all() };
    let own = tried.get(&user_id).copied().unwrap_or_default();
    let add = |sum: Tried, one: &Tried| Tried { answered: sum.answered + one.answered, unanswered: sum.unanswered + one.unanswered };
    let all = tried.values().fold(Tried::default(), add);
    let others = Tried { answered: all.answered - own.answered, unanswered: all.unanswered - own.unanswered };
    (counts(own), counts(others))
}

fn values<'a>(said: impl IntoIterator<Item = (&'a str, String)>) -> Vec<(String, String)> {
    said.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}
