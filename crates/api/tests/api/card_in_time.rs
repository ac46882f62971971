//! A card whose reading is slow: what the number alone says is there in time, and the rest follows.

use crate::support::TestApp;
use otklik_api::live::{CardReading, Live, Push};
use otklik_crm::card;
use otklik_model::Timestamp;
use otklik_store::StoreError;
use serde_json::{Value, json};
use std::sync::Arc;
use tokio::sync::{Semaphore, broadcast};

/// A live push whose store is as slow and whose deadline is as late as the test says.
struct Slow {
    live: Live,
    pushes: broadcast::Receiver<Push>,
    read: Arc<Semaphore>,
    late: Arc<Semaphore>,
}

impl Slow {
    async fn of(app: &TestApp) -> Self {
        let (read, late) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
        let (may_read, is_late) = (Arc::clone(&read), Arc::clone(&late));
        let card_reading = CardReading {
            read: Arc::new(move |store, call, now| {
                let may_read = Arc::clone(&may_read);
                Box::pin(async move {
                    may_read.acquire().await.map_err(|_| StoreError::Missing)?.forget();
                    card::for_call(&store, &call, now).await
                })
            }),
            deadline: Arc::new(move || {
                let is_late = Arc::clone(&is_late);
                Box::pin(async move { is_late.acquire().await.unwrap().forget() })
            }),
        };
        let now = app.now();
        let live = Live::with_card_reading(app.api.store.clone(), Arc::new(move || -> Timestamp { now }), card_reading);
        live.load().await.unwrap();
        Self { pushes: live.subscribe(), live, read, late }
    }

    async fn card(&mut self) -> Value {
        loop {
            let message: Value = serde_json::from_str(&self.pushes.recv().await.unwrap().text).unwrap();
            if message["type"] == "card" {
                return message["card"].clone();
            }
        }
    }

    /// Whether a card was told so far.
    fn has_told(&mut self) -> bool {
        let told = std::iter::from_fn(|| self.pushes.try_recv().ok());
        told.map(|push| push.text).filter(|text| text.contains("\"type\":\"card\"")).count() > 0
    }
}

async fn everybody_had_a_turn() {
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
}

async fn orlov_rings(app: &TestApp) -> Slow {
    let orlov = json!({"last_name": "Орлов", "first_name": "Геннадий", "points": [{"kind": "phone", "value": "+79160000001"}]});
    app.agent().post("/contacts", orlov).await.json(201);
    let slow = Slow::of(app).await;
    std::mem::forget(slow.live.watch());
    app.ringing(&app.doors, "+79160000001", &["101"]);
    app.unwritten().iter().for_each(|entry| slow.live.feed(entry));
    slow
}

#[tokio::test]
async fn a_late_card_says_the_number_first_and_the_rest_when_it_was_read() {
    let app = TestApp::new().await;
    let mut slow = orlov_rings(&app).await;
    everybody_had_a_turn().await;
    assert!(!slow.has_told(), "the deadline is not over");
    slow.late.add_permits(1);
    let first = slow.card().await;
    assert_eq!((&first["complete"], &first["recognition"]), (&json!(false), &json!("known")));
    assert_eq!((&first["caller"]["number"], &first["contact"]), (&json!("+79160000001"), &Value::Null));
    slow.read.add_permits(1);
    let whole = slow.card().await;
    assert_eq!((&whole["complete"], &whole["contact"]["name"]), (&json!(true), &json!("Геннадий Орлов")));
    everybody_had_a_turn().await;
    assert!(!slow.has_told(), "once each");
}

#[tokio::test]
async fn a_card_in_time_is_told_whole_and_once() {
    let app = TestApp::new().await;
    let mut slow = orlov_rings(&app).await;
    slow.read.add_permits(1);
    assert_eq!(slow.card().await["complete"], true);
    slow.late.add_permits(1);
    everybody_had_a_turn().await;
    assert!(!slow.has_told());
}

#[tokio::test]
async fn a_card_that_cannot_be_read_still_says_the_number() {
    let app = TestApp::new().await;
    let mut slow = orlov_rings(&app).await;
    slow.read.close();
    let first = slow.card().await;
    assert_eq!((&first["complete"], &first["caller"]["display"]), (&json!(false), &json!("+7 916 000-00-01")));
}
