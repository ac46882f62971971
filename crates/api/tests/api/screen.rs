//! A screen that listens to the live push.

use crate::support::{Company, TestApp, token};
use futures_util::StreamExt;
use serde_json::Value;
use std::collections::BTreeMap;
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::{WebSocketStream, client_async, tungstenite::Message};

/// Starts serving on a free port.
pub async fn served(app: &TestApp) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let router = app.router();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    port
}

/// One open WebSocket.
pub struct Screen {
    socket: WebSocketStream<TcpStream>,
}

impl Screen {
    pub async fn open(port: u16, company: &Company, login: &str) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        let address = format!("ws://127.0.0.1:{port}/api/v1/live?token={}", token(company, login));
        Self { socket: client_async(address, stream).await.unwrap().0 }
    }

    /// The next message that is not a ping.
    pub async fn next(&mut self) -> Value {
        loop {
            let received = self.socket.next().await.unwrap().unwrap();
            let Message::Text(text) = received else { panic!("not a message: {received:?}") };
            let message: Value = serde_json::from_str(&text).unwrap();
            if message["type"] != "ping" {
                return message;
            }
        }
    }

    /// Everything up to the first message that fits, which comes last.
    pub async fn until(&mut self, fits: impl Fn(&Value) -> bool) -> Vec<Value> {
        let mut messages = Vec::new();
        while !messages.last().is_some_and(&fits) {
            messages.push(self.next().await);
        }
        messages
    }

    /// The code it is closed with, whatever comes before.
    pub async fn closed(&mut self) -> u16 {
        loop {
            if let Message::Close(frame) = self.socket.next().await.unwrap().unwrap() {
                return frame.unwrap().code.into();
            }
        }
    }
}

/// What a console knows: a snapshot with events laid over it.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    pub calls: BTreeMap<String, Value>,
    pub commitments: BTreeMap<String, Value>,
    pub users: BTreeMap<String, Value>,
}

impl Known {
    pub fn from_snapshot(snapshot: &Value) -> Self {
        assert_eq!(snapshot["type"], "snapshot");
        let by_id = |field: &str| {
            let items = snapshot[field].as_array().unwrap();
            items.iter().map(|item| (item["id"].as_str().unwrap().to_owned(), item.clone())).collect()
        };
        Self { calls: by_id("calls"), commitments: by_id("commitments"), users: by_id("users") }
    }

    pub fn apply(&mut self, message: &Value) {
        match message["event"].as_str() {
            Some("call_changed" | "call_ended") => put(&mut self.calls, &message["call"], |call| call["state"] != "ended"),
            Some("commitment_changed") => put(&mut self.commitments, &message["commitment"], |one| one["state"] == "open"),
            Some("commitment_gone") => drop(self.commitments.remove(message["commitment_id"].as_str().unwrap())),
            Some("user_changed") => put(&mut self.users, &message["user"], |_| true),
            _ => {}
        }
    }
}

fn put(all: &mut BTreeMap<String, Value>, value: &Value, stays: impl Fn(&Value) -> bool) {
    let id = value["id"].as_str().unwrap().to_owned();
    if stays(value) {
        all.insert(id, value.clone());
    } else {
        all.remove(&id);
    }
}
