//! A private PostgreSQL: a cluster in a temporary folder, without a port, reached over a socket in that folder.
//!
//! Test runners that start a process for each test would start a cluster for each; so the first process starts it for all of one run, and
//! a watcher stops it and removes the folder when the run's process is gone, however it ended.

use std::{
    fs::{self, File},
    os::unix::{fs::PermissionsExt, process::parent_id},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::OnceLock,
};

/// Makes an empty database and gives its address.
pub fn new_database(name: &str, encoding: &str) -> String {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    let folder = FOLDER.get_or_init(running_cluster);
    let name = name.rsplit("::").next().unwrap().to_owned() + "_" + &encoding.to_lowercase() + "_" + &std::process::id().to_string();
    let statement = format!("CREATE DATABASE \"{name}\" ENCODING '{encoding}' LOCALE 'C' TEMPLATE template0");
    run(program("psql").args(["-qX", "-U", "postgres", "-d", "postgres", "-h"]).arg(folder).args(["-c", &statement]));
    format!("postgres://postgres@localhost/{name}?host={}", folder.display())
}

/// The folder of the cluster of this run, started by whoever comes first.
fn running_cluster() -> PathBuf {
    let (run_id, run_pid) = match std::env::var("NEXTEST_RUN_ID") {
        Ok(run_id) => (run_id, parent_id()),
        Err(_) => (std::process::id().to_string(), std::process::id()),
    };
    let folder = std::env::temp_dir().join(format!("otklik-postgres-{run_id}"));
    let lock = File::create(folder.with_extension("lock")).unwrap();
    lock.lock().unwrap();
    if !folder.join("started").exists() {
        start(&folder, run_pid);
        File::create(folder.join("started")).unwrap();
    }
    folder
}

fn start(folder: &Path, run_pid: u32) {
    fs::create_dir_all(folder.join("data")).unwrap();
    fs::set_permissions(folder, fs::Permissions::from_mode(0o777)).unwrap();
    if is_root() {
        run(Command::new("chown").arg("postgres").arg(folder.join("data")));
    }
    let data = folder.join("data");
    run(unprivileged("initdb").args(["--no-sync", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-D"]).arg(&data));
    let options = format!("-c listen_addresses= -c unix_socket_directories={} -c fsync=off -c max_connections=400", folder.display());
    run(unprivileged("pg_ctl").args(["-w", "-s", "-l"]).arg(folder.join("data/log")).args(["-o", &options, "-D"]).arg(&data).arg("start"));
    let stop = format!(
        "while kill -0 {run_pid} 2>/dev/null; do sleep 1; done; kill -QUIT $(head -n 1 {data}/postmaster.pid); rm -rf {folder} {folder}.lock",
        data = data.display(),
        folder = folder.display()
    );
    let silent = |command: &mut Command| command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
    silent(Command::new("setsid").args(["--fork", "sh", "-c", &stop]));
}

/// PostgreSQL refuses to run as root.
fn unprivileged(name: &str) -> Command {
    if !is_root() {
        return program(name);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]).arg(program(name).get_program());
    command.current_dir(std::env::temp_dir());
    command
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0)
}

/// A program of the newest PostgreSQL on this machine.
fn program(name: &str) -> Command {
    let mut folders: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .expect("PostgreSQL is not installed: these tests need the package postgresql")
        .map(|entry| entry.unwrap().path().join("bin"))
        .collect();
    folders.sort();
    Command::new(folders.last().expect("PostgreSQL has its programs there").join(name))
}

fn run(command: &mut Command) {
    // pg_ctl leaves a server behind that keeps the pipe open: its output goes nowhere.
    let status = command.stdout(Stdio::null()).status().unwrap();
    assert!(status.success(), "{command:?} failed with {status}");
}
