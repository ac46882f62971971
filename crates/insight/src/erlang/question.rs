//! A question as a command or a form asks it, and its answer as a machine reads it.

use super::{AGENTS_MAX, Load, Unstable, blocking, patience, rostered, waiting};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Which formula.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Model {
    /// Refused when all lines are busy; with [`Question::recall`] some ring again.
    B,
    /// Wait for ever.
    C,
    /// Wait until patience runs out.
    A,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// Calls in an interval.
    pub calls: f64,
    /// The interval.
    pub interval: Duration,
    /// Mean handling time: talk, hold and wrap-up.
    pub aht: Duration,
    /// People (for B: lines); `None` asks for the smallest number that meets the service level.
    pub agents: Option<u32>,
    /// Within which time a call counts as served (C and A).
    pub target: Duration,
    /// Mean patience (A).
    pub patience: Option<Duration>,
    /// The share to be served within the target; for B the share not to be refused.
    pub service_level: f64,
    /// The share of those refused who ring again at once (B).
    pub recall: f64,
    /// The share of paid time people are not at work.
    pub shrinkage: f64,
}

impl Default for Question {
    /// An hour without calls, 3 minutes each, 80 % within 20 seconds.
    fn default() -> Self {
        Self {
            calls: 0.0,
            interval: Duration::from_secs(3600),
            aht: Duration::from_secs(180),
            agents: None,
            target: Duration::from_secs(20),
            patience: None,
            service_level: 0.8,
            recall: 0.0,
            shrinkage: 0.0,
        }
    }
}

/// What comes out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// By which formula.
    pub model: Model,
    /// The load.
    pub erlang: f64,
    /// People or lines: those asked about, or the smallest number that meets the service level.
    pub agents: u32,
    /// How many have to be on the roster for that.
    pub rostered: u32,
    /// What happens with so many.
    #[serde(flatten)]
    pub state: State,
}

/// What happens with so many people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum State {
    /// It settles.
    Steady(Figures),
    /// The queue grows without end.
    Unstable {
        /// The fewest people who can work it off.
        agents_min: u32,
    },
}

/// Figures of a steady state; those a model does not know are left out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Share of their time people or lines are busy.
    pub occupancy: f64,
    /// Share refused (B).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub blocking: Option<f64>,
    /// Share who wait at all (C and A).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub wait_probability: Option<f64>,
    /// Mean wait of all callers in seconds, for A those who give up included (C and A).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub mean_wait_seconds: Option<f64>,
    /// Share of all callers served within the target (C and A).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub service_level: Option<f64>,
    /// Share who give up (A).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub abandonment: Option<f64>,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Not a load.
    #[error("calls must not be negative, interval and handling time must be above nought, and the load at most 100 000 erlang")]
    NotALoad,
    /// A share outside 0…1.
    #[error("{0} must be at least 0 and below 1")]
    NotAShare(&'static str),
    /// Too many people.
    #[error("at most 200 000 people or lines")]
    TooManyAgents,
    /// Erlang A without patience.
    #[error("Erlang A needs the mean patience, above nought and at most a day")]
    NoPatience,
    /// Nothing meets the service level.
    #[error("no number of people meets that service level")]
    OutOfReach,
}

/// Answers a question.
pub fn answer(model: Model, question: &Question) -> Result<Answer, Refused> {
    let load = checked(question)?;
    let agents = match question.agents {
        Some(agents) => agents,
        None => smallest(model, load, question)?.ok_or(Refused::OutOfReach)?,
    };
    let state = match figures(model, load, agents, question)? {
        Ok(figures) => State::Steady(figures),
        Err(Unstable { agents_min, .. }) => State::Unstable { agents_min },
    };
    let rostered = rostered(agents, question.shrinkage).ok_or(Refused::NotAShare("shrinkage"))?;
    Ok(Answer { model, erlang: load.erlang(), agents, rostered, state })
}

fn checked(question: &Question) -> Result<Load, Refused> {
    let shares = [("service level", question.service_level), ("recall", question.recall), ("shrinkage", question.shrinkage)];
    if let Some((name, _)) = shares.into_iter().find(|(_, share)| !(0.0..1.0).contains(share)) {
        return Err(Refused::NotAShare(name));
    }
    if question.agents.is_some_and(|agents| agents > AGENTS_MAX) {
        return Err(Refused::TooManyAgents);
    }
    Load::new(question.calls, question.interval, question.aht).ok_or(Refused::NotALoad)
}

fn smallest(model: Model, load: Load, question: &Question) -> Result<Option<u32>, Refused> {
    let (target_s, share) = (question.target.as_secs_f64(), question.service_level);
    Ok(match model {
        Model::B if question.recall > 0.0 => blocking::lines_for_with_recall(load.erlang(), 1.0 - share, question.recall),
        Model::B => blocking::lines_for(load.erlang(), 1.0 - share),
        Model::C => waiting::agents_for(load, target_s, share),
        Model::A => patience::agents_for(load, patience_of(question)?, target_s, share),
    })
}

fn figures(model: Model, load: Load, agents: u32, question: &Question) -> Result<Result<Figures, Unstable>, Refused> {
    let target_s = question.target.as_secs_f64();
    Ok(match model {
        Model::B => {
            blocking::with_recall(agents, load.erlang(), question.recall).map(|refused| of_blocking(load, agents, refused, question.recall))
        }
        Model::C => waiting::waiting(load, agents).map(|queue| of_waiting(&queue, target_s)),
        Model::A => {
            let queue = patience::patience(load, agents, patience_of(question)?).ok_or(Refused::NoPatience)?;
            Ok(of_patience(&queue, target_s))
        }
    })
}

/// Those refused who do not ring again are the only ones lost; everybody else is carried in the end.
fn of_blocking(load: Load, lines: u32, refused: f64, recall: f64) -> Figures {
    let offered = load.erlang() / (1.0 - recall * refused);
    let occupancy = if lines > 0 { offered * (1.0 - refused) / f64::from(lines) } else { 0.0 };
    Figures { occupancy, blocking: Some(refused), ..Figures::default() }
}

fn of_waiting(queue: &waiting::Waiting, target_s: f64) -> Figures {
    Figures {
        occupancy: queue.occupancy,
        wait_probability: Some(queue.waits),
        mean_wait_seconds: Some(queue.mean_wait_s),
        service_level: Some(queue.served_within(target_s)),
        ..Figures::default()
    }
}

fn of_patience(queue: &patience::Patience, target_s: f64) -> Figures {
    Figures {
        occupancy: queue.occupancy,
        wait_probability: Some(queue.waits),
        mean_wait_seconds: Some(queue.mean_wait_s),
        service_level: Some(queue.served_within(target_s)),
        abandonment: Some(queue.abandoned),
        ..Figures::default()
    }
}

fn patience_of(question: &Question) -> Result<Duration, Refused> {
    question.patience.filter(|patience| !patience.is_zero() && *patience <= patience::PATIENCE_MAX).ok_or(Refused::NoPatience)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ten_erlang() -> Question {
        Question { calls: 100.0, interval: Duration::from_secs(1800), patience: Some(Duration::from_secs(180)), ..Question::default() }
    }

    #[test]
    fn each_model_finds_its_smallest_number() {
        for (model, agents) in [(Model::C, 14), (Model::A, 12)] {
            assert_eq!(answer(model, &ten_erlang()).unwrap().agents, agents);
        }
        let lines = Question { calls: 8.1, interval: Duration::from_secs(180), service_level: 0.99, ..Question::default() };
        assert_eq!(answer(Model::B, &lines).unwrap().agents, 15);
        let recall = Question { calls: 5.5, service_level: 0.97, recall: 0.5, ..lines };
        assert_eq!(answer(Model::B, &recall).unwrap().agents, 11);
    }

    #[test]
    fn too_few_people_are_said_to_be_too_few() {
        let nine = Question { agents: Some(9), ..ten_erlang() };
        assert_eq!(answer(Model::C, &nine).unwrap().state, State::Unstable { agents_min: 11 });
        assert!(matches!(answer(Model::A, &nine).unwrap().state, State::Steady(_)));
    }

    #[test]
    fn the_roster_is_larger_than_the_shift() {
        let answer = answer(Model::C, &Question { shrinkage: 0.3, ..ten_erlang() }).unwrap();
        assert_eq!((answer.agents, answer.rostered), (14, 20));
    }

    #[test]
    fn questions_without_sense_are_refused_with_a_sentence() {
        let refused = |model, question: Question| answer(model, &question).unwrap_err();
        assert_eq!(refused(Model::C, Question { calls: -1.0, ..ten_erlang() }), Refused::NotALoad);
        assert_eq!(refused(Model::C, Question { service_level: 1.0, ..ten_erlang() }), Refused::NotAShare("service level"));
        assert_eq!(refused(Model::C, Question { shrinkage: 1.5, ..ten_erlang() }), Refused::NotAShare("shrinkage"));
        assert_eq!(refused(Model::A, Question { patience: None, ..ten_erlang() }), Refused::NoPatience);
        assert_eq!(refused(Model::C, Question { agents: Some(AGENTS_MAX + 1), ..ten_erlang() }), Refused::TooManyAgents);
    }
}
