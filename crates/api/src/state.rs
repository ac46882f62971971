//! What every operation may use.

use crate::{
    auth::{Attempts, Signed},
    calculator::{Turns, UploadLimits},
    idempotency::UnderWay,
    live::Live,
    switchboard_line::SwitchboardLine,
};
use otklik_crm::{Acting, search::Search};
use otklik_model::Timestamp;
use otklik_store::Store;
use rand::{RngCore, SeedableRng, rngs::StdRng};
use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// The API's surroundings; cheap to clone.
#[derive(Clone)]
pub struct Api {
    /// The database.
    pub store: Store,
    /// Search by any identifier.
    pub search: Search,
    /// The way to the switchboard.
    pub switchboard: SwitchboardLine,
    /// The live push.
    pub live: Live,
    /// What differs between real and test surroundings.
    pub surroundings: Surroundings,
    pub(crate) attempts: Arc<Mutex<Attempts>>,
    pub(crate) under_way: UnderWay,
    pub(crate) turns: Turns,
    pub(crate) upload_limits: UploadLimits,
    pub(crate) ping_every: Duration,
}

/// Screens are pinged this often, so that both sides notice a dead connection, and a screen whose login has ended is closed.
const PING_EVERY: Duration = Duration::from_secs(15);

/// Clock, randomness and folders, given by whoever starts the server.
#[derive(Clone)]
pub struct Surroundings {
    /// Tells the time.
    pub clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    /// Makes ids, tokens and passwords.
    pub rng: Arc<Mutex<StdRng>>,
    /// Where recordings are.
    pub recordings_dir: PathBuf,
    /// Prometheus text of `/metrics`.
    pub metrics: Arc<dyn Fn() -> String + Send + Sync>,
}

impl Api {
    /// Puts the API's surroundings together.
    pub fn new(store: Store, search: Search, switchboard: SwitchboardLine, live: Live, surroundings: Surroundings) -> Self {
        let (attempts, under_way) = (Arc::default(), UnderWay::default());
        let (turns, upload_limits) = (Turns::default(), UploadLimits::default());
        Self { store, search, switchboard, live, surroundings, attempts, under_way, turns, upload_limits, ping_every: PING_EVERY }
    }

    /// Takes uploads within other limits.
    #[must_use]
    pub fn with_upload_limits(self, upload_limits: UploadLimits) -> Self {
        Self { upload_limits, ..self }
    }

    /// Pings screens at another pace.
    #[must_use]
    pub fn with_pings_every(self, ping_every: Duration) -> Self {
        Self { ping_every, ..self }
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        (self.surroundings.clock)()
    }

    /// Lends the random number generator.
    pub fn with_rng<T>(&self, draw: impl FnOnce(&mut StdRng) -> T) -> T {
        draw(&mut self.surroundings.rng.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The two halves of a new id of any kind: `Id::from_parts(unix_ms, random)`.
    pub fn id_parts(&self) -> (u64, u128) {
        let random = self.with_rng(|rng| u128::from(rng.next_u64()) << 64 | u128::from(rng.next_u64()));
        (u64::try_from(self.now().as_millisecond()).unwrap_or(0), random >> 48)
    }

    /// The circumstances of what this user does now.
    pub(crate) fn acting(&self, signed: &Signed) -> Acting {
        Acting { now: self.now(), by: Some(signed.user_id), rng: self.fresh_rng() }
    }

    /// A generator of its own for work that outlives the loan.
    pub(crate) fn fresh_rng(&self) -> StdRng {
        self.with_rng(StdRng::from_rng)
    }
}
