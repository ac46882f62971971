//! `otklik losses`.

mod columns;
mod face;
mod reading;

use crate::{cli::LossesArgs, terminal::Misused};
use otklik_insight::{
    ledger::{self, TypedFigures},
    report::{Report, Roubles},
};

/// Makes the report and gives it the shape that was asked for.
pub fn run(args: &LossesArgs) -> anyhow::Result<()> {
    if args.show_columns {
        return columns::show(args);
    }
    face::check(&args.face)?;
    let report = if args.files.is_empty() { typed(args)? } else { reading::report(args)? };
    face::give(&report, &args.face)
}

fn typed(args: &LossesArgs) -> anyhow::Result<Report> {
    let Some(missed) = args.typed.missed.or(args.typed.lost) else {
        let text = "give a file of calls, or figures: --missed 12 --people 10 --p-served 0.2 --cheque 50000 --margin 0.4";
        return Err(Misused(text.to_owned()).into());
    };
    let needed = |value: Option<f64>, name: &str| value.ok_or_else(|| Misused(format!("--{name} is needed to name a sum")));
    let figures = TypedFigures {
        missed,
        people: args.typed.people,
        spam: spam_count(args)?,
        rang_again: args.typed.rang_again.unwrap_or(0),
        called_back: args.typed.called_back.unwrap_or(0),
        requests: args.typed.requests,
        lost: args.typed.lost,
        p_served: needed(args.price.p_served, "p-served")?,
        p_unserved: args.price.p_unserved.unwrap_or(0.0),
        cheque: Roubles(needed(args.price.cheque, "cheque")?),
        margin: args.price.margin.unwrap_or(1.0),
        seed: args.seed,
    };
    Ok(ledger::typed(&figures).map_err(|refused| Misused(refused.to_string()))?)
}

fn spam_count(args: &LossesArgs) -> Result<u64, Misused> {
    match args.spam.as_slice() {
        [] => Ok(0),
        [count] => count.parse().map_err(|_| Misused(format!("--spam {count}: without a file it is how many of the people were spam"))),
        _ => Err(Misused("--spam: without a file it is one number".to_owned())),
    }
}
