//! The way to the switchboard. The API knows only the words of `model`; whoever starts the server connects the other end.

use crate::problem::Problem;
use axum::http::StatusCode;
use otklik_model::{
    CallId, RequestId, TenantId,
    command::{Command, CommandRefused, CommandRequest},
};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

/// What came of a command.
pub type CommandOutcome = Result<Option<CallId>, CommandRefused>;

/// A command and where its outcome is awaited.
pub type Asked = (CommandRequest, oneshot::Sender<CommandOutcome>);

/// Commands are answered within a loop turn; longer means that the signalling thread is gone.
const PATIENCE: Duration = Duration::from_secs(5);

/// Commands under way at one time; further ones are refused with 503.
const ASKED_MAX: usize = 1024;

/// Sends commands to the switchboard and waits for what came of them.
#[derive(Clone)]
pub struct SwitchboardLine {
    asked: mpsc::Sender<Asked>,
}

impl SwitchboardLine {
    /// A line and the end that the server connects to the signalling thread.
    pub fn open() -> (Self, mpsc::Receiver<Asked>) {
        let (asked, taken) = mpsc::channel(ASKED_MAX);
        (Self { asked }, taken)
    }

    /// Asks for one command and waits for its outcome.
    pub async fn ask(&self, request_id: RequestId, tenant_id: TenantId, command: Command) -> Result<Option<CallId>, Problem> {
        let (answer, outcome) = oneshot::channel();
        let request = CommandRequest { request_id, tenant_id, command };
        self.asked.try_send((request, answer)).map_err(|_| unavailable())?;
        match tokio::time::timeout(PATIENCE, outcome).await {
            Ok(Ok(outcome)) => outcome.map_err(Problem::from),
            Ok(Err(_)) | Err(_) => Err(unavailable()),
        }
    }
}

fn unavailable() -> Problem {
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "telephony_unavailable", "Telephony does not answer", "Try again in a few seconds.")
        .with_retry_after(3)
}

impl From<CommandRefused> for Problem {
    fn from(refused: CommandRefused) -> Self {
        let (status, code) = match refused {
            CommandRefused::NoSuchCall => (StatusCode::NOT_FOUND, "no_such_call"),
            CommandRefused::NotInCall => (StatusCode::CONFLICT, "not_in_call"),
            CommandRefused::NoDevice => (StatusCode::CONFLICT, "no_device"),
            CommandRefused::NoRoute => (StatusCode::UNPROCESSABLE_ENTITY, "no_route"),
            CommandRefused::WrongState => (StatusCode::CONFLICT, "wrong_state"),
            CommandRefused::NotAccepting => (StatusCode::SERVICE_UNAVAILABLE, "not_accepting"),
        };
        Self::new(status, code, "The switchboard refused", format!("Not done: {refused}."))
    }
}
