//! `otklik export`.

use super::place::{self, Reached};
use crate::{cli::ExportArgs, http_client, terminal};
use otklik_crm::configuration::{self, Present};

/// Writes the configuration to standard output.
pub async fn run(args: ExportArgs) -> anyhow::Result<()> {
    let text = match place::reach(args.place).await? {
        Reached::Store(store) => {
            let tenant_id = place::tenant(&store, args.company.as_deref()).await?;
            configuration::export(&Present::load(&store.read(tenant_id)).await?)
        }
        Reached::Server { url, token } => http_client::export(&url, &token).await?,
    };
    terminal::say(text.trim_end());
    Ok(())
}
