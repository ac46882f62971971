//! What to do about each kind of place, and what it would bring.

use super::{
    Around, Kind, PEOPLE_MIN,
    forecast::{self, CASES_MIN},
    places::{Place, Places, Tried},
};
use crate::{report::Prediction, statistics::share::Counts};
use otklik_model::UserId;
use std::collections::BTreeMap;

/// Minutes within which a lost client should be called back (the rule our own commitments go by).
const CALL_BACK_MINUTES: u32 = 15;

/// A shift that can be moved or given to somebody on duty, hours (chosen).
const EXTRA_HOURS_MAX: usize = 4;

/// What a greeting needs to say who answers and to give thanks for waiting, seconds (chosen).
const GREETING_SECONDS_ENOUGH: usize = 6;

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
    pub predicted: Option<Prediction>,
}

pub(super) fn of(kind: Kind, place: &Place, around: &Around<'_>) -> Proposal {
    match kind {
        Kind::CallbackDiscipline => call_back(place, around),
        Kind::OutOfHours => open_longer(place, around),
        Kind::LongGreeting => shorten(place, around),
        Kind::OverloadedPerson => relieve(place, around),
        Kind::UnreachableExtension => mend_phones(place, around),
        Kind::FailedTransfer => Proposal { values: values([("return_to_giver", "yes".to_owned())]), predicted: None },
        Kind::NeedlessTransfers => Proposal { values: values([("route_to_owner", "yes".to_owned())]), predicted: None },
        Kind::LeftOnHold => Proposal { values: values([("return_after_seconds", RETURN_AFTER_SECONDS.to_string())]), predicted: None },
        Kind::PromiseBroken => keep_promises(place, around),
        Kind::TrunkUnavailable => Proposal { values: busiest(place), predicted: None },
        Kind::Staffing => Proposal { values: Vec::new(), predicted: None }, // made from the plan of the week
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
    Proposal { values: values(said), predicted: forecast::kept(place.people, tried, around.seed) }
}

/// A promise that is kept reaches as many as other calls back do.
fn keep_promises(place: &Place, around: &Around<'_>) -> Proposal {
    Proposal {
        values: values([("remind_before_minutes", CALL_BACK_MINUTES.to_string())]),
        predicted: forecast::kept(place.people, called_back(around), around.seed),
    }
}

/// Of the clients called back, how many were reached.
fn called_back(around: &Around<'_>) -> Counts {
    let reached = around.places.call_back_delays_ms.len() as u64;
    Counts { yes: reached, of: reached + around.places.call_backs_in_vain }
}

/// Open in the hours in which most of them call: as many would be served as are served in hours.
fn open_longer(place: &Place, around: &Around<'_>) -> Proposal {
    let (_, people) = place.week.busiest(EXTRA_HOURS_MAX);
    let (served, all) = around.places.in_hours;
    Proposal { values: busiest(place), predicted: forecast::kept(u64::from(people), Counts { yes: served.min(all), of: all }, around.seed) }
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

/// Those who gave up after the second at which a short greeting would have ended would have gone on.
fn shorten(place: &Place, around: &Around<'_>) -> Proposal {
    let (left, heard) = (&around.places.left_greeting, &around.places.heard_greeting);
    let Some(length) = median(heard) else { return Proposal { values: Vec::new(), predicted: None } };
    let mut said = vec![("length_seconds", length.to_string())];
    if length <= GREETING_SECONDS_ENOUGH {
        return Proposal { values: values(said), predicted: None };
    }
    said.push(("shorten_to_seconds", GREETING_SECONDS_ENOUGH.to_string()));
    let after: u64 = left.range(GREETING_SECONDS_ENOUGH..).map(|(_, calls)| calls).sum();
    let all: u64 = left.values().sum();
    let people = (place.people as f64 * after as f64 / all.max(1) as f64).round() as u64;
    Proposal { values: values(said), predicted: forecast::kept(people, others_in_hours(place, around), around.seed) }
}

/// With phones that ring they would be served as all the others are.
fn mend_phones(place: &Place, around: &Around<'_>) -> Proposal {
    Proposal {
        values: values([("check_phones", place.users.len().to_string())]),
        predicted: forecast::kept(place.people, others_in_hours(place, around), around.seed),
    }
}

/// How many of those who called in hours and were not lost at this place were served.
fn others_in_hours(place: &Place, around: &Around<'_>) -> Counts {
    let (served, episodes) = around.places.in_hours;
    let others = episodes.saturating_sub(place.people);
    Counts { yes: served.min(others), of: others }
}

/// Give the phone a deputy, so that it loses no more than the others do.
fn relieve(place: &Place, around: &Around<'_>) -> Proposal {
    let Some((user_id, _)) = place.users.iter().max_by_key(|(_, people)| **people) else {
        return Proposal { values: Vec::new(), predicted: None };
    };
    let (own, others) = unanswered(&around.places.tried, *user_id);
    let share = |counts: Counts| format!("{:.2}", counts.share().unwrap_or(0.0));
    Proposal {
        values: values([("unanswered_share", share(own)), ("others_share", share(others))]),
        predicted: forecast::kept_by_others(place.people, own, others, around.seed),
    }
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

fn median(seconds: &BTreeMap<usize, u64>) -> Option<usize> {
    let half = seconds.values().sum::<u64>().div_ceil(2);
    let mut below = 0;
    let reaches_half = |(_, calls): &(&usize, &u64)| {
        below += **calls;
        below >= half
    };
    seconds.iter().find(reaches_half).map(|(second, _)| *second)
}

fn values<'a>(said: impl IntoIterator<Item = (&'a str, String)>) -> Vec<(String, String)> {
    said.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}
