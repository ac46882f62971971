//! The command line.

mod insight;

pub use insight::{ErlangArgs, FaceArgs, GenerateCallsArgs, LanguageArg, LossesArgs, ModelArg};

use clap::{Args, Parser, Subcommand};
use std::{
    net::{IpAddr, SocketAddr},
    path::PathBuf,
};

/// Otklik: virtual PBX, CRM and inbox in one program.
#[derive(Debug, Parser)]
#[command(name = "otklik", version, about, disable_help_subcommand = true)]
pub struct Cli {
    /// What to log: error, warn, info, debug, trace, or a filter such as info,otklik_sip=debug.
    #[arg(long, global = true, default_value = "info", env = "OTKLIK_LOG")]
    pub log: String,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the server until it is told to stop (SIGTERM or Ctrl C).
    Serve(ServeArgs),
    /// Run a made-up company with phones and customers that really call, to look around.
    Demo(DemoArgs),
    /// Make the configuration of a company equal to a file.
    Apply(ApplyArgs),
    /// Write the configuration of a company as a file that `apply` takes.
    Export(ExportArgs),
    /// Say whether the server could start here: folder, ports, database.
    Check(ServeArgs),
    /// Users of a company.
    #[command(subcommand)]
    User(UserCommand),
    /// Say where clients are lost, what it costs and what to change: from files of calls, or from a few figures.
    Losses(Box<LossesArgs>),
    /// Make up a month of calls with known losses, to try `losses` on.
    GenerateCalls(GenerateCallsArgs),
    /// Reckon how many people or lines a load of calls needs.
    Erlang(ErlangArgs),
}

/// Where the server works and listens. What is given here wins over the file.
#[derive(Debug, Clone, Default, Args)]
pub struct ServeArgs {
    /// Folder for the database, recordings and prompts; made when it does not exist.
    #[arg(long, env = "OTKLIK_DATA")]
    pub data: Option<PathBuf>,
    /// A TOML file with the same settings.
    #[arg(long, env = "OTKLIK_CONFIG")]
    pub config: Option<PathBuf>,
    /// Address of the console and the API, for example 127.0.0.1:8080. Port 0 chooses a free one.
    #[arg(long, env = "OTKLIK_HTTP")]
    pub http: Option<SocketAddr>,
    /// Address of SIP, UDP and TCP, for example 0.0.0.0:5060. Port 0 chooses a free one.
    #[arg(long, env = "OTKLIK_SIP")]
    pub sip: Option<SocketAddr>,
    /// UDP ports for sound, for example 20000-20999.
    #[arg(long, env = "OTKLIK_RTP")]
    pub rtp: Option<String>,
    /// The address phones and carriers reach us at, when it is not the one we listen on (NAT).
    #[arg(long, env = "OTKLIK_PUBLIC_ADDRESS")]
    pub public_address: Option<IpAddr>,
    /// PostgreSQL instead of the SQLite file in the data folder: postgres://user@host/database.
    #[arg(long, env = "OTKLIK_DATABASE")]
    pub database: Option<String>,
}

/// The demo.
#[derive(Debug, Clone, Args)]
pub struct DemoArgs {
    /// Keep the demo's data here; a temporary folder if left out.
    #[arg(long)]
    pub data: Option<PathBuf>,
    /// Address of the console. The next free port is taken when this one is in use.
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub http: SocketAddr,
    /// Address of SIP, for phones of your own.
    #[arg(long, default_value = "127.0.0.1:5060")]
    pub sip: SocketAddr,
}

/// Which company's configuration is meant.
#[derive(Debug, Clone, Args)]
pub struct Place {
    /// The data folder, whether a server runs on it or not.
    #[arg(long, conflicts_with = "url", env = "OTKLIK_DATA")]
    pub data: Option<PathBuf>,
    /// PostgreSQL instead of the SQLite file in the data folder.
    #[arg(long, conflicts_with = "url", env = "OTKLIK_DATABASE")]
    pub database: Option<String>,
    /// A running server, for example https://pbx.example.
    #[arg(long, requires = "token")]
    pub url: Option<String>,
    /// An administrator's token, as POST /api/v1/login gives it.
    #[arg(long, env = "OTKLIK_TOKEN")]
    pub token: Option<String>,
}

/// `otklik apply`.
#[derive(Debug, Clone, Args)]
pub struct ApplyArgs {
    /// The file.
    pub file: PathBuf,
    /// Where to.
    #[command(flatten)]
    pub place: Place,
    /// Only say what would change.
    #[arg(long)]
    pub dry_run: bool,
}

/// `otklik export`.
#[derive(Debug, Clone, Args)]
pub struct ExportArgs {
    /// Which company: its domain; may be left out when there is only one.
    #[arg(long)]
    pub company: Option<String>,
    /// Where from.
    #[command(flatten)]
    pub place: Place,
}

/// `otklik user`.
#[derive(Debug, Clone, Subcommand)]
pub enum UserCommand {
    /// Add a user who can log in. The password is read from OTKLIK_PASSWORD, or made up and printed once.
    Add(UserAddArgs),
}

/// `otklik user add`.
#[derive(Debug, Clone, Args)]
pub struct UserAddArgs {
    /// What he logs in with.
    pub login: String,
    /// His name.
    #[arg(long)]
    pub name: Option<String>,
    /// agent, supervisor or administrator.
    #[arg(long, default_value = "agent")]
    pub role: String,
    /// His internal short number.
    #[arg(long)]
    pub extension: Option<String>,
    /// Which company: its domain; may be left out when there is only one.
    #[arg(long)]
    pub company: Option<String>,
    /// The data folder, whether a server runs on it or not.
    #[arg(long, env = "OTKLIK_DATA")]
    pub data: Option<PathBuf>,
    /// PostgreSQL instead of the SQLite file in the data folder.
    #[arg(long, env = "OTKLIK_DATABASE")]
    pub database: Option<String>,
}
