//! Where log lines go: standard error, so that standard output stays for what was asked.

use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// Starts logging. A filter that cannot be read is told and `info` is used instead.
pub fn start(filter: &str) {
    // Database and HTTP libraries log every statement at info; that is for debugging them.
    let quiet = "sqlx=warn,sea_orm=warn,sea_orm_migration=warn,tantivy=warn,hyper=warn";
    let filter = EnvFilter::try_new(format!("{filter},{quiet}")).unwrap_or_else(|error| {
        eprintln!("otklik: the log filter {filter:?} is not understood ({error}); using info");
        EnvFilter::new(format!("info,{quiet}"))
    });
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(std::io::stderr().is_terminal()).init();
}
