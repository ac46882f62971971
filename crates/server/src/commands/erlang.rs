//! `otklik erlang`.

use crate::{
    cli::{ErlangArgs, ModelArg},
    terminal::{self, Misused},
};
use otklik_insight::erlang::question::{self, Answer, Figures, Model, Question, State};

/// Answers one question.
pub fn run(args: &ErlangArgs) -> anyhow::Result<()> {
    let question = Question {
        calls: args.calls,
        interval: args.interval,
        aht: args.aht,
        agents: args.agents,
        target: args.target,
        patience: args.patience,
        service_level: args.service_level,
        recall: args.recall,
        shrinkage: args.shrinkage,
    };
    let answer = question::answer(model(args.model), &question).map_err(|refused| Misused(refused.to_string()))?;
    terminal::say(if args.json { serde_json::to_string_pretty(&answer)? } else { said(&answer, &question) });
    Ok(())
}

const fn model(model: ModelArg) -> Model {
    match model {
        ModelArg::B => Model::B,
        ModelArg::C => Model::C,
        ModelArg::A => Model::A,
    }
}

fn said(answer: &Answer, question: &Question) -> String {
    let what = if answer.model == Model::B { "lines" } else { "people" };
    let mut lines = vec![format!("load               {:.2} erlang", answer.erlang), format!("{what:<18} {}", answer.agents)];
    if answer.rostered != answer.agents {
        lines.push(format!("on the roster      {}", answer.rostered));
    }
    match &answer.state {
        State::Unstable { agents_min } => {
            lines.push(format!("unstable: the queue grows without end; {agents_min} {what} are the fewest that can work it off"));
        }
        State::Steady(figures) => lines.extend(figures_said(figures, question)),
    }
    lines.join("\n")
}

fn figures_said(figures: &Figures, question: &Question) -> Vec<String> {
    let percent = |share: f64| format!("{:.1} %", share * 100.0);
    let served = format!("in {} s", question.target.as_secs_f64());
    let all = [
        ("occupancy", Some(percent(figures.occupancy))),
        ("refused", figures.blocking.map(percent)),
        ("wait at all", figures.wait_probability.map(percent)),
        ("mean wait", figures.mean_wait_seconds.map(|seconds| format!("{seconds:.1} s"))),
        (served.as_str(), figures.service_level.map(percent)),
        ("give up", figures.abandonment.map(percent)),
    ];
    all.into_iter().filter_map(|(name, value)| Some(format!("{name:<18} {}", value?))).collect()
}
