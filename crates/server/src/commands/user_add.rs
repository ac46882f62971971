//! `otklik user add`.

use super::place;
use crate::{
    cli::{Place, UserAddArgs},
    terminal,
};
use anyhow::{Context, bail};
use otklik_crm::{
    credentials,
    refusal::ChangeRefused,
    users::{self, UserDraft},
};
use otklik_model::Role;

/// Adds a user and prints the password when it was made up.
pub async fn run(args: UserAddArgs) -> anyhow::Result<()> {
    let role =
        Role::from_text(&args.role).with_context(|| format!("--role {} is not one of agent, supervisor, administrator", args.role))?;
    let place = Place { data: args.data, database: args.database, url: None, token: None };
    let place::Reached::Store(store) = place::reach(place).await? else { bail!("users are added on the server's own machine") };
    let tenant_id = place::tenant(&store, args.company.as_deref()).await?;
    let mut acting = place::acting();
    let given = std::env::var("OTKLIK_PASSWORD").ok();
    let password = given.clone().unwrap_or_else(|| credentials::generated_password(&mut acting.rng));
    let name = args.name.as_deref().unwrap_or(&args.login);
    let draft = UserDraft { extension: args.extension, ..UserDraft::new(&args.login, name, role) };
    let hash = credentials::password_hash(&password, &mut acting.rng);
    let mut tx = store.begin(tenant_id).await?;
    let user = users::create(&mut tx, &draft, hash, &mut acting).await.map_err(told)?;
    tx.commit().await?;
    terminal::say(format_args!("Added {} ({}).", user.login, user.role.as_str()));
    if given.is_none() {
        terminal::say(format_args!("Password: {password}"));
    }
    Ok(())
}

/// The fields that are wrong, each with what was expected.
fn told(refused: ChangeRefused) -> anyhow::Error {
    let ChangeRefused::Invalid(errors) = refused else { return refused.into() };
    let errors: Vec<String> = errors.iter().map(|error| format!("{}: {}", error.field, error.message)).collect();
    anyhow::anyhow!("{}", errors.join("; "))
}
