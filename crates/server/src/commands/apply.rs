//! `otklik apply`.

use super::place::{self, Reached};
use crate::{cli::ApplyArgs, http_client, terminal};
use anyhow::Context;
use otklik_crm::configuration::{self, Application, Source};
use otklik_store::Store;

/// Applies a file, or says what it would change.
pub async fn run(args: ApplyArgs) -> anyhow::Result<()> {
    let name = args.file.display().to_string();
    let text = std::fs::read_to_string(&args.file).with_context(|| format!("cannot read {name}"))?;
    let source = Source { file: &name, text: &text };
    // Mistakes are told before anything is opened.
    configuration::read(source)?;
    let differences = match place::reach(args.place).await? {
        Reached::Store(store) => to_store(&store, source, args.dry_run).await?,
        Reached::Server { url, token } => http_client::apply(&url, &token, &name, &text, args.dry_run).await?,
    };
    say(&differences, args.dry_run);
    Ok(())
}

/// Applies to a database; gives what was, or would be, changed.
pub async fn to_store(store: &Store, source: Source<'_>, dry_run: bool) -> anyhow::Result<Vec<String>> {
    let file = configuration::read(source)?;
    let application = Application { file: &file, source, only: None };
    let mut acting = place::acting();
    let differences = if dry_run {
        configuration::plan(store, application, &mut acting).await?
    } else {
        configuration::apply(store, application, &mut acting).await?.differences
    };
    Ok(differences.iter().map(ToString::to_string).collect())
}

fn say(differences: &[String], dry_run: bool) {
    if differences.is_empty() {
        return terminal::say("Nothing to change: the company is like the file already.");
    }
    terminal::say(if dry_run { "Would change:" } else { "Changed:" });
    differences.iter().for_each(|difference| terminal::say(format_args!("  {difference}")));
}
