//! Where the server works and listens: the command line over the file over defaults.

use crate::cli::ServeArgs;
use anyhow::{Context, bail};
use serde::Deserialize;
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    ops::RangeInclusive,
    path::{Path, PathBuf},
};

/// Chosen: away from the ephemeral ports of the system, room for 500 calls.
const RTP_DEFAULT: RangeInclusive<u16> = 20_000..=21_999;

/// Settings of one server, complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Folder for everything that is kept.
    pub data: PathBuf,
    /// PostgreSQL instead of the file in the folder.
    pub database: Option<String>,
    /// Console and API.
    pub http: SocketAddr,
    /// SIP over UDP and TCP.
    pub sip: SocketAddr,
    /// Ports for sound.
    pub rtp: RangeInclusive<u16>,
    /// The address we are reached at.
    pub public_address: IpAddr,
}

/// The same, as the file may give it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    data: Option<PathBuf>,
    database: Option<String>,
    http: Option<SocketAddr>,
    sip: Option<SocketAddr>,
    rtp: Option<String>,
    public_address: Option<IpAddr>,
}

impl Options {
    /// Puts the settings together.
    pub fn read(args: ServeArgs) -> anyhow::Result<Self> {
        let file = args.config.as_deref().map(read_file).transpose()?.unwrap_or_default();
        let sip = args.sip.or(file.sip).unwrap_or(SocketAddr::from((Ipv4Addr::UNSPECIFIED, 5060)));
        let rtp = args.rtp.or(file.rtp).map_or(Ok(RTP_DEFAULT), |text| port_range(&text))?;
        let public_address = args.public_address.or(file.public_address).or_else(|| (!sip.ip().is_unspecified()).then_some(sip.ip()));
        Ok(Self {
            data: args.data.or(file.data).context("say where to keep data: --data DIR")?,
            database: args.database.or(file.database),
            http: args.http.or(file.http).unwrap_or(SocketAddr::from((Ipv4Addr::LOCALHOST, 8080))),
            sip,
            rtp,
            public_address: public_address.map_or_else(own_address, Ok)?,
        })
    }
}

fn read_file(path: &Path) -> anyhow::Result<File> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    toml::from_str(&text).with_context(|| format!("{} is not a server configuration", path.display()))
}

/// `20000-20999`; at least one even port with the one above it.
fn port_range(text: &str) -> anyhow::Result<RangeInclusive<u16>> {
    let parsed = text.split_once('-').and_then(|(from, to)| Some(from.trim().parse::<u16>().ok()?..=to.trim().parse::<u16>().ok()?));
    match parsed {
        Some(range) if *range.start() >= 1024 && range.end().checked_sub(*range.start()).is_some_and(|more| more >= 3) => Ok(range),
        _ => bail!("--rtp {text:?} is not a range of ports; write it like 20000-20999, four ports at least, from 1024 on"),
    }
}

/// The address the system would send from towards the outside; nothing is sent to find it out.
fn own_address() -> anyhow::Result<IpAddr> {
    let found = std::net::UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).and_then(|socket| {
        // A documentation address (RFC 5737): connecting a UDP socket only consults the routing table.
        socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9))?;
        socket.local_addr()
    });
    Ok(found.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |address| address.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args() -> ServeArgs {
        ServeArgs { data: Some("d".into()), sip: Some("127.0.0.1:0".parse().unwrap()), ..ServeArgs::default() }
    }

    #[test]
    fn the_command_line_wins_over_the_file_and_the_file_over_defaults() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("otklik.toml");
        std::fs::write(&path, "http = \"127.0.0.1:9000\"\nsip = \"127.0.0.1:7000\"\nrtp = \"30000-30010\"\n").unwrap();
        let options = Options::read(ServeArgs { config: Some(path), ..args() }).unwrap();
        assert_eq!(options.http, "127.0.0.1:9000".parse().unwrap());
        assert_eq!(options.sip, "127.0.0.1:0".parse().unwrap());
        assert_eq!(options.rtp, 30_000..=30_010);
        assert_eq!(options.public_address, options.sip.ip());
    }

    #[test]
    fn a_mistake_in_the_file_is_told_with_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("otklik.toml");
        std::fs::write(&path, "htpp = \"127.0.0.1:9000\"\n").unwrap();
        let error = format!("{:#}", Options::read(ServeArgs { config: Some(path), ..args() }).unwrap_err());
        assert!(error.contains("htpp") && error.contains("line 1"), "{error}");
    }

    #[test]
    fn a_range_of_ports_must_hold_a_pair() {
        assert!(port_range("20000-20999").is_ok());
        for wrong in ["20000", "20999-20000", "20000-20001", "80-90", "a-b"] {
            assert!(port_range(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn without_a_data_folder_it_says_what_to_give() {
        let error = Options::read(ServeArgs { data: None, ..args() }).unwrap_err();
        assert!(error.to_string().contains("--data"));
    }
}
