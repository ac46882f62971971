//! Search by any identifier, with typing mistakes: an index beside the database, kept fresh from its change numbers.
//!
//! The index holds nothing that is not in the database. It is built in the background when it is absent or of another shape, and goes on
//! after a restart from where it stopped.

mod asking;
mod entry;
mod fields;
mod following;
mod matched;
#[cfg(test)]
mod tests;

pub use following::FollowFailed;
pub use matched::Matched;

use entry::FoundBy;
use fields::Fields;
use otklik_model::TenantId;
use serde::Serialize;
use std::{
    fs, io,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    thread,
};
use tantivy::{
    Index, IndexReader, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, TantivyError,
    collector::TopDocs,
    schema::{Field, Value},
};

/// Memory of the indexing thread in bytes (chosen: the least that makes large segments).
const WRITER_BYTES: usize = 64 << 20;

/// How far the threads of the index step back (chosen: a thirtieth of the processor while others want it).
const BACKGROUND_NICE: i32 = 15;

/// What a hit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum HitKind {
    /// A person.
    Contact,
    /// An organisation.
    Company,
    /// A purchase, contract or other paper.
    Record,
}

impl HitKind {
    /// The word used in the index and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Company => "company",
            Self::Record => "record",
        }
    }

    fn from_text(text: &str) -> Option<Self> {
        [Self::Contact, Self::Company, Self::Record].into_iter().find(|kind| kind.as_str() == text)
    }
}

/// What to look among.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Everything.
    Everything,
    /// One kind only.
    Only(HitKind),
}

impl Scope {
    const fn kind(self) -> Option<HitKind> {
        match self {
            Self::Everything => None,
            Self::Only(kind) => Some(kind),
        }
    }
}

/// Something found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hit {
    /// What it is.
    pub kind: HitKind,
    /// Its id as text, of the kind's type.
    pub id: String,
    /// First line.
    pub title: String,
    /// Second line.
    pub subtitle: String,
    /// What it was found by.
    pub matched: Matched,
}

impl Hit {
    /// Among equally good hits: what is called so itself before people of a company called so.
    fn place(&self) -> (bool, HitKind, &str) {
        (self.matched == Matched::Company, self.kind, &self.title)
    }
}

/// Why an index could not be opened or searched.
#[derive(Debug, thiserror::Error)]
pub enum SearchFailed {
    /// Its folder cannot be made, emptied or written.
    #[error("the folder of the search index: {0}")]
    Folder(#[from] io::Error),
    /// The index itself.
    #[error("the search index: {0}")]
    Index(#[from] TantivyError),
    /// The thread that searched died.
    #[error("the search was cut off")]
    CutOff,
}

/// An open index. Cheap to clone.
#[derive(Clone)]
pub struct Search {
    inner: Arc<Inner>,
}

struct Inner {
    fields: Fields,
    index: Index,
    reader: IndexReader,
    writer: Mutex<IndexWriter>,
}

impl std::fmt::Debug for Search {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Search").finish_non_exhaustive()
    }
}

impl Search {
    /// Opens the index in that folder, or begins an empty one when there is none, or one of another shape.
    pub fn open(folder: &Path) -> Result<Self, SearchFailed> {
        let fields = Fields::new();
        fs::create_dir_all(folder)?;
        let index = match Index::open_in_dir(folder) {
            Ok(index) if index.schema() == fields.schema => index,
            Ok(_) | Err(_) => {
                fs::remove_dir_all(folder)?;
                fs::create_dir_all(folder)?;
                Index::create_in_dir(folder, fields.schema.clone())?
            }
        };
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let writer = Mutex::new(open_writer(&index)?);
        Ok(Self { inner: Arc::new(Inner { fields, index, reader, writer }) })
    }

    /// The best hits for a text, best first. Runs on a thread of its own: it takes some milliseconds of a core.
    pub async fn find(&self, tenant_id: TenantId, text: &str, scope: Scope, hits_max: usize) -> Result<Vec<Hit>, SearchFailed> {
        let (search, text) = (self.clone(), text.to_owned());
        let found = tokio::task::spawn_blocking(move || search.find_blocking(tenant_id, &text, scope, hits_max));
        found.await.map_err(|_| SearchFailed::CutOff)?
    }

    fn find_blocking(&self, tenant_id: TenantId, text: &str, scope: Scope, hits_max: usize) -> Result<Vec<Hit>, SearchFailed> {
        let Some(query) = asking::query(&self.inner.fields, tenant_id, text, scope) else { return Ok(Vec::new()) };
        let searcher = self.inner.reader.searcher();
        let best = searcher.search(&query, &TopDocs::with_limit(hits_max.max(1)).order_by_score())?;
        let mut hits = Vec::new();
        for (score, address) in best {
            hits.extend(self.hit(&searcher, address, text)?.map(|hit| (score, hit)));
        }
        hits.sort_by(|(score, hit), (other_score, other)| other_score.total_cmp(score).then_with(|| hit.place().cmp(&other.place())));
        hits.truncate(hits_max);
        Ok(hits.into_iter().map(|(_, hit)| hit).collect())
    }

    fn hit(&self, searcher: &Searcher, address: tantivy::DocAddress, text: &str) -> Result<Option<Hit>, SearchFailed> {
        let document: TantivyDocument = searcher.doc(address)?;
        let stored = |field: Field| document.get_first(field).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
        let fields = &self.inner.fields;
        let found_by: FoundBy = serde_json::from_str(&stored(fields.found_by)).unwrap_or_default();
        let kind = HitKind::from_text(&stored(fields.kind));
        Ok(kind.map(|kind| Hit {
            kind,
            id: stored(fields.id),
            title: stored(fields.title),
            subtitle: stored(fields.subtitle),
            matched: matched::matched(text, &found_by),
        }))
    }

    /// A writer that panicked left nothing half-written: what it wrote is not committed.
    fn with_writer<T>(&self, write: impl FnOnce(&mut IndexWriter, &Fields) -> T) -> T {
        let mut writer = self.inner.writer.lock().unwrap_or_else(PoisonError::into_inner);
        write(&mut writer, &self.inner.fields)
    }
}

/// The writer's own threads inherit the priority of the thread that opens it.
fn open_writer(index: &Index) -> Result<IndexWriter, SearchFailed> {
    let open = || {
        lower_priority();
        index.writer_with_num_threads(1, WRITER_BYTES)
    };
    let opened = thread::scope(|scope| scope.spawn(open).join());
    Ok(opened.map_err(|_| SearchFailed::CutOff)??)
}

/// Lets everything else on this machine come before the present thread: while a million contacts are indexed, cards have to be as quick
/// as ever.
pub fn lower_priority() {
    if let Err(error) = rustix::process::nice(BACKGROUND_NICE) {
        tracing::debug!(%error, "the search index is kept at the usual priority");
    }
}
