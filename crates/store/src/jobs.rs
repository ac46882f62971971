//! Jobs: background work kept in a table, so that it survives a restart, taken by lease, so that one worker does it at a time.
//!
//! A job may run twice when a worker dies after doing it: whoever writes a job makes it harmless to repeat.

use crate::{
    Store, StoreError, Tx,
    columns::Cell,
    scope::cells,
    table::{Row, table},
};
use otklik_model::{JobId, TenantId, Timestamp};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, Set,
    sea_query::{Expr, LockBehavior, LockType},
};
use std::time::Duration;

table! {
    /// A piece of background work.
    pub struct Job in job "jobs" {
        key {
            /// Its id.
            id: JobId,
        }
        /// Which code does it.
        kind: String,
        /// What that code has to know.
        payload: serde_json::Value,
        /// Not before.
        run_at: Timestamp,
        /// Until when a worker has it.
        lease_until: Option<Timestamp>,
        /// How often it was begun.
        attempts: u32,
        /// What went wrong the last time.
        last_error: Option<String>,
    }
}

/// A lease that ran out while the work was done: another worker may have the job now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lease {
    /// The job was still ours, and what was asked happened.
    Held,
    /// It was not; nothing happened.
    Lost,
}

/// Puts a job in, in the transaction of what it follows from.
pub async fn enqueue(tx: &mut Tx, id: JobId, kind: &str, payload: serde_json::Value, run_at: Timestamp) -> Result<(), StoreError> {
    tx.insert(Job { id, kind: kind.to_owned(), payload, run_at, lease_until: None, attempts: 0, last_error: None }).await
}

/// Takes up to `jobs_max` due jobs of all tenants for the time of `lease`, longest waiting first.
pub async fn lease(store: &Store, now: Timestamp, lease: Duration, jobs_max: u64) -> Result<Vec<(TenantId, Job)>, StoreError> {
    let until = now.checked_add(lease).unwrap_or(Timestamp::MAX);
    let database = store.begin_database().await?;
    let free = Condition::any().add(job::Column::LeaseUntil.is_null()).add(job::Column::LeaseUntil.lte(Cell(now)));
    let due = job::Entity::find().filter(job::Column::RunAt.lte(Cell(now))).filter(free).order_by_asc(job::Column::RunAt).limit(jobs_max);
    let models = due.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked).all(&database).await?;
    let ids: Vec<JobId> = models.iter().map(|model| model.id.0).collect();
    job::Entity::update_many()
        .set(job::ActiveModel { lease_until: Set(Some(Cell(until))), ..Default::default() })
        .col_expr(job::Column::Attempts, Expr::col(job::Column::Attempts).add(1))
        .filter(job::Column::Id.is_in(cells(&ids)))
        .exec(&database)
        .await?;
    database.commit().await?;
    let leased = |model: job::Model| {
        let tenant_id = model.tenant_id.0;
        let job = Job::from_model(model);
        (tenant_id, Job { lease_until: Some(until), attempts: job.attempts + 1, ..job })
    };
    Ok(models.into_iter().map(leased).collect())
}

/// Takes a done job out.
pub async fn complete(tx: &mut Tx, job: &Job) -> Result<Lease, StoreError> {
    let deleted = tx.delete::<Job>(job::Column::Id.eq(Cell(job.id)).and(ours(job))).await?;
    Ok(if deleted == 0 { Lease::Lost } else { Lease::Held })
}

/// Puts a failed job back, to be tried again at `run_at`.
pub async fn put_back(tx: &mut Tx, job: &Job, error: &str, run_at: Timestamp) -> Result<Lease, StoreError> {
    let active = job::ActiveModel {
        id: Set(Cell(job.id)),
        run_at: Set(Cell(run_at)),
        lease_until: Set(None),
        last_error: Set(Some(error.to_owned())),
        ..Default::default()
    };
    Ok(if tx.save_where::<Job>(active, ours(job)).await? == 0 { Lease::Lost } else { Lease::Held })
}

fn ours(job: &Job) -> Expr {
    job::Column::LeaseUntil.eq(job.lease_until.map(Cell))
}
