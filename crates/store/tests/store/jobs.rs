//! Background work and repeated requests.

use crate::database::{TENANT, at, on_both};
use otklik_model::{JobId, UserId};
use otklik_store::{
    Store, StoreError,
    idempotency::{self, Answered},
    jobs::{self, Job, Lease},
};
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);

async fn enqueue(store: &Store, id: u128, second: i64) {
    let mut tx = store.begin(TENANT).await.unwrap();
    jobs::enqueue(&mut tx, JobId::from_u128(id), "mail", serde_json::json!({ "n": 1 }), at(second)).await.unwrap();
    tx.commit().await.unwrap();
}

async fn leased(store: &Store, second: i64) -> Vec<Job> {
    jobs::lease(store, at(second), MINUTE, 10).await.unwrap().into_iter().map(|(_, job)| job).collect()
}

on_both! {
    async fn a_due_job_is_given_to_one_worker_until_its_lease_runs_out(database: Database) {
        let store = database.with_tenant().await;
        enqueue(&store, 1, 100).await;
        assert_eq!(leased(&store, 99).await, []);
        let (one, two) = tokio::join!(leased(&store, 100), leased(&store, 100));
        assert_eq!(one.len() + two.len(), 1);
        assert_eq!(leased(&store, 159).await, []);
        let again = leased(&store, 160).await;
        assert_eq!(again[0].attempts, 2);
    }

    async fn a_worker_that_came_too_late_cannot_finish_the_job_of_another(database: Database) {
        let store = database.with_tenant().await;
        enqueue(&store, 1, 100).await;
        let late = leased(&store, 100).await.remove(0);
        let present = leased(&store, 200).await.remove(0);
        let mut tx = store.begin(TENANT).await.unwrap();
        assert_eq!(jobs::complete(&mut tx, &late).await.unwrap(), Lease::Lost);
        assert_eq!(jobs::put_back(&mut tx, &late, "busy", at(0)).await.unwrap(), Lease::Lost);
        assert_eq!(jobs::complete(&mut tx, &present).await.unwrap(), Lease::Held);
        tx.commit().await.unwrap();
        assert_eq!(leased(&store, 1_000).await, []);
    }

    async fn a_failed_job_waits_for_its_next_time(database: Database) {
        let store = database.with_tenant().await;
        enqueue(&store, 1, 100).await;
        let job = leased(&store, 100).await.remove(0);
        let mut tx = store.begin(TENANT).await.unwrap();
        assert_eq!(jobs::put_back(&mut tx, &job, "no route", at(500)).await.unwrap(), Lease::Held);
        tx.commit().await.unwrap();
        assert_eq!(leased(&store, 499).await, []);
        assert_eq!(leased(&store, 500).await[0].last_error.as_deref(), Some("no route"));
    }

    async fn the_same_key_of_the_same_user_is_answered_once(database: Database) {
        let store = database.with_tenant().await;
        let user_id = UserId::from_u128(1);
        let body = serde_json::json!({ "id": "call_1" });
        let answered = Answered { user_id, key: "k".into(), request_hash: [1; 32], status: 202, body, answered_at: at(1) };
        let mut tx = store.begin(TENANT).await.unwrap();
        idempotency::insert(&mut tx, &answered).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(idempotency::find(&store.read(TENANT), user_id, "k").await.unwrap(), Some(answered.clone()));
        let mut tx = store.begin(TENANT).await.unwrap();
        assert!(matches!(idempotency::insert(&mut tx, &answered).await, Err(StoreError::Duplicate(_))));
        drop(tx);
        let mut tx = store.begin(TENANT).await.unwrap();
        assert_eq!(idempotency::delete_old(&mut tx, at(2)).await.unwrap(), 1);
    }
}
