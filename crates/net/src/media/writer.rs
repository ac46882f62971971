//! The one thread that touches recording files. A slow disk delays it and nobody else.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Component, Path, PathBuf};

use crossbeam_channel::Receiver;
use otklik_media::action::{MediaCallId, MediaEvent, RecordingFailure, RecordingLacks, RecordingRef};
use otklik_media::recorder::{Chunk, Recorder};
use otklik_media::wav::HEADER_BYTES;

use super::reports::Reports;

/// Audio between two reports that a recording is safe so far. Chosen: seldom enough to cost nothing.
const TELL_EVERY_MS: u64 = 5_000;

/// What a media thread asks for.
pub(super) enum Order {
    Create { call: MediaCallId, recording: RecordingRef, path: String },
    Append { recording: RecordingRef, chunk: Chunk },
    Finish { recording: RecordingRef, lacks: RecordingLacks },
}

pub(super) struct Writer {
    folder: PathBuf,
    orders: Receiver<Order>,
    reports: Reports,
    open: BTreeMap<RecordingRef, OpenFile>,
}

struct OpenFile {
    call: MediaCallId,
    file: File,
    duration_ms: u64,
    bytes: u64,
    told_ms: u64,
}

impl Writer {
    pub(super) fn new(folder: PathBuf, orders: Receiver<Order>, reports: Reports) -> Self {
        Self { folder, orders, reports, open: BTreeMap::new() }
    }

    /// Runs until the media threads are gone.
    pub(super) fn run(mut self) {
        while let Ok(order) = self.orders.recv() {
            self.carry_out(order);
            self.reports.flush();
        }
    }

    fn carry_out(&mut self, order: Order) {
        match order {
            Order::Create { call, recording, path } => match create(&self.folder, Path::new(&path)) {
                Ok(file) => {
                    let bytes = HEADER_BYTES as u64;
                    self.open.insert(recording, OpenFile { call, file, duration_ms: 0, bytes, told_ms: 0 });
                    self.reports.send(MediaEvent::RecordingStarted { call, recording });
                }
                Err(error) => self.fail(call, recording, &error),
            },
            Order::Append { recording, chunk } => self.append(recording, &chunk),
            Order::Finish { recording, lacks } => {
                if let Some(OpenFile { call, duration_ms, bytes, .. }) = self.open.remove(&recording) {
                    self.reports.send(MediaEvent::RecordingFinished { call, recording, duration_ms, bytes, lacks });
                }
            }
        }
    }

    /// After a failure the file is closed and later chunks find nothing: it was reported once.
    fn append(&mut self, recording: RecordingRef, chunk: &Chunk) {
        let Some(open) = self.open.get_mut(&recording) else { return };
        let call = open.call;
        if let Err(error) = open.append(chunk) {
            self.open.remove(&recording);
            self.fail(call, recording, &error);
        } else if open.duration_ms - open.told_ms >= TELL_EVERY_MS {
            open.told_ms = open.duration_ms;
            let (duration_ms, bytes) = (open.duration_ms, open.bytes);
            self.reports.send(MediaEvent::RecordingFlushed { call, recording, duration_ms, bytes });
        }
    }

    fn fail(&mut self, call: MediaCallId, recording: RecordingRef, error: &io::Error) {
        let reason = failure_of(error);
        tracing::error!(%error, call.id = call.0, ?reason, "recording stopped");
        self.reports.send(MediaEvent::RecordingFailed { call, recording, reason });
    }
}

impl OpenFile {
    /// Samples first, then the sizes: killed between the two, the file plays without its last chunk. A chunk that was
    /// dropped for want of room leaves a hole, which reads as silence.
    fn append(&mut self, chunk: &Chunk) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(chunk.offset))?;
        self.file.write_all(&chunk.samples)?;
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(&chunk.header)?;
        self.duration_ms = chunk.duration_ms;
        self.bytes = chunk.file_bytes();
        Ok(())
    }
}

fn create(folder: &Path, path: &Path) -> io::Result<File> {
    let inside = path.components().all(|component| matches!(component, Component::Normal(_)));
    if !inside || path.as_os_str().is_empty() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "the path leaves the recordings folder"));
    }
    let path = folder.join(path);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    let mut file = File::options().write(true).create_new(true).open(path)?;
    file.write_all(&Recorder::beginning())?;
    Ok(file)
}

fn failure_of(error: &io::Error) -> RecordingFailure {
    use io::ErrorKind::{AlreadyExists, FileTooLarge, InvalidInput, QuotaExceeded, StorageFull};
    if matches!(error.kind(), StorageFull | QuotaExceeded | FileTooLarge) {
        RecordingFailure::DiskFull
    } else if matches!(error.kind(), InvalidInput | AlreadyExists) {
        RecordingFailure::BadPath
    } else {
        RecordingFailure::Unwritable
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_out_of_the_folder_or_of_another_recording_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        for path in ["../x.wav", "/tmp/x.wav", "", "a/../../x.wav"] {
            let error = create(folder.path(), Path::new(path)).unwrap_err();
            assert_eq!(failure_of(&error), RecordingFailure::BadPath, "{path}");
        }
        create(folder.path(), Path::new("2026/11/a.wav")).unwrap();
        let again = create(folder.path(), Path::new("2026/11/a.wav")).unwrap_err();
        assert_eq!(failure_of(&again), RecordingFailure::BadPath);
    }

    #[test]
    fn a_full_volume_is_told_apart_from_other_failures() {
        let mut full = File::options().write(true).open("/dev/full").unwrap();
        assert_eq!(failure_of(&full.write_all(b"x").unwrap_err()), RecordingFailure::DiskFull);
        assert_eq!(failure_of(&io::Error::from(io::ErrorKind::PermissionDenied)), RecordingFailure::Unwritable);
    }
}
