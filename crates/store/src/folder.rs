//! The data folder: that it can be written to, and that one server has it.

use crate::{OpenRefused, store::Opener};
use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
};

/// An open data folder. The server's lock ends with it, also when the process is killed.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    _server_lock: Option<File>,
}

impl Folder {
    pub async fn open(path: &Path, opener: Opener) -> Result<Self, OpenRefused> {
        let path = path.to_owned();
        blocking(move || {
            let refused = |source| OpenRefused::NotWritable { folder: path.clone(), source };
            fs::create_dir_all(&path).map_err(refused)?;
            let lock = open_lock(&path, "server.lock").map_err(refused)?;
            let server_lock = match opener {
                Opener::Command => None,
                Opener::Server => Some(take(lock, &path)?),
            };
            Ok(Self { path, _server_lock: server_lock })
        })
        .await
    }

    pub fn database_path(&self) -> PathBuf {
        self.path.join("otklik.sqlite3")
    }

    /// Waits until no other process migrates.
    pub async fn lock_for_migration(&self) -> Result<File, OpenRefused> {
        let path = self.path.clone();
        blocking(move || {
            let lock = || -> io::Result<File> {
                let file = open_lock(&path, "migration.lock")?;
                file.lock()?;
                Ok(file)
            };
            lock().map_err(|source| OpenRefused::NotWritable { folder: path.clone(), source })
        })
        .await
    }
}

fn open_lock(folder: &Path, name: &str) -> io::Result<File> {
    File::options().create(true).append(true).open(folder.join(name))
}

fn take(lock: File, folder: &Path) -> Result<File, OpenRefused> {
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(OpenRefused::InUse(folder.to_owned())),
        Err(TryLockError::Error(source)) => Err(OpenRefused::NotWritable { folder: folder.to_owned(), source }),
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, OpenRefused> + Send + 'static) -> Result<T, OpenRefused> {
    tokio::task::spawn_blocking(work).await.expect("file locks do not panic")
}
