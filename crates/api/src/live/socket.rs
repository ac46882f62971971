//! `GET /api/v1/live`: one WebSocket — a snapshot, then what happens.

use super::{Live, LiveMessage, Push};
use crate::{auth::Signed, problem::Problem, state::Api};
use axum::{
    extract::{
        State, WebSocketUpgrade,
        ws::{CloseFrame, Message, WebSocket, close_code},
    },
    response::Response,
};
use std::{sync::Arc, time::Duration};
use tokio::{sync::broadcast::error::RecvError, time::MissedTickBehavior};

/// A screen that cannot take one message within this time is cut off.
const SEND_PATIENCE: Duration = Duration::from_secs(10);
/// Screens send nothing but pongs; anything longer is not one of ours.
const INCOMING_BYTES_MAX: usize = 4096;

/// Live push
///
/// First `{"type":"snapshot",…}`, then `{"type":"event",…}`, and `{"type":"card",…}` for the user whose phone rings. A client that
/// cannot keep up is closed with 1013 and starts again.
#[utoipa::path(get, operation_id = "open_live", path = "/live", tag = "live", responses((status = 101, description = "Switches to WebSocket: the server sends these messages, the client none", body = LiveMessage), (status = 401, body = Problem)))]
pub async fn open(State(api): State<Api>, signed: Signed, upgrade: WebSocketUpgrade) -> Response {
    upgrade.max_message_size(INCOMING_BYTES_MAX).on_upgrade(move |socket| async move {
        let live = api.live.clone();
        let _watching = live.watch();
        let code = converse(socket, &api, &live, &signed).await;
        tracing::debug!(user.id = %signed.user_id, code, "a screen left");
    })
}

/// Talks to one screen until it leaves or falls behind; gives the close code.
async fn converse(mut socket: WebSocket, api: &Api, live: &Live, signed: &Signed) -> u16 {
    // Subscribed before the snapshot is taken: what happens in between is sent twice rather than never.
    let mut pushes = live.subscribe();
    let snapshot = match super::hub::snapshot(api, signed).await {
        Ok(snapshot) => snapshot,
        Err(problem) => return close(socket, close_code::ERROR, problem.code()).await,
    };
    if !send(&mut socket, Message::Text(snapshot.into())).await {
        return close_code::AWAY;
    }
    let mut pings = tokio::time::interval(api.ping_every);
    pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            push = pushes.recv() => match push {
                Ok(push) => if !pass_on(&mut socket, &push, signed).await { return close_code::AWAY },
                Err(RecvError::Lagged(_)) => return close(socket, close_code::AGAIN, "fell behind").await,
                Err(RecvError::Closed) => return close(socket, close_code::RESTART, "the server stops").await,
            },
            _ = pings.tick() => {
                if !still_signed(api, signed).await {
                    return close(socket, close_code::POLICY, "logged out").await;
                }
                if !send(&mut socket, Message::Text(LiveMessage::Ping.text().into())).await { return close_code::AWAY }
            }
            incoming = socket.recv() => match incoming {
                Some(Ok(Message::Close(_)) | Err(_)) | None => return close_code::NORMAL,
                Some(Ok(_)) => {}
            },
        }
    }
}

async fn pass_on(socket: &mut WebSocket, push: &Push, signed: &Signed) -> bool {
    !push.is_for(signed) || send(socket, Message::Text(text_of(&push.text))).await
}

fn text_of(text: &Arc<str>) -> axum::extract::ws::Utf8Bytes {
    axum::extract::ws::Utf8Bytes::from(&**text)
}

async fn still_signed(api: &Api, signed: &Signed) -> bool {
    crate::auth::is_current(api, signed).await.unwrap_or(true)
}

async fn send(socket: &mut WebSocket, message: Message) -> bool {
    matches!(tokio::time::timeout(SEND_PATIENCE, socket.send(message)).await, Ok(Ok(())))
}

async fn close(mut socket: WebSocket, code: u16, reason: &'static str) -> u16 {
    send(&mut socket, Message::Close(Some(CloseFrame { code, reason: reason.into() }))).await;
    code
}
