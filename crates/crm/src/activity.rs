//! Activities in words, the same on the card and on the timeline.

use otklik_model::{
    call_record::{CallRecord, Outcome},
    commitment::CommitmentKind,
    event::Direction,
};
use otklik_store::commitments::Commitment;

/// «Входящий звонок, 3 мин», «Пропущенный звонок».
pub fn call_title(record: &CallRecord) -> String {
    let plain = match record.direction {
        Direction::Inbound => "Входящий звонок",
        Direction::Outbound => "Исходящий звонок",
        Direction::Internal => "Внутренний звонок",
    };
    match (record.outcome(), record.direction) {
        (None, _) => format!("{plain}, идёт"),
        (Some(Outcome::Answered), _) => format!("{plain}, {}", talk(record.talk_ms())),
        (Some(Outcome::Missed), Direction::Inbound) => "Пропущенный звонок".to_owned(),
        (Some(Outcome::Missed), Direction::Outbound | Direction::Internal) => format!("{plain}, не ответили"),
        (Some(Outcome::OutOfHours), _) => "Звонок в нерабочее время".to_owned(),
        (Some(Outcome::Busy), _) => format!("{plain}, занято"),
        (Some(Outcome::Rejected), _) => format!("{plain}, отклонён"),
        (Some(Outcome::Failed), _) => format!("{plain}, не состоялся"),
        (Some(Outcome::Interrupted), _) => format!("{plain}, прерван"),
    }
}

fn talk(milliseconds: u64) -> String {
    let seconds = milliseconds / 1000;
    if seconds < 60 { format!("{seconds} с") } else { format!("{} мин", (seconds + 30) / 60) }
}

/// What was promised, in words.
pub fn commitment_title(commitment: &Commitment) -> String {
    match (commitment.kind, commitment.text.trim()) {
        (CommitmentKind::CallBack, "") => "Перезвонить".to_owned(),
        (CommitmentKind::CallBack | CommitmentKind::Other, text) => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_talks_are_told_in_seconds_and_long_ones_in_whole_minutes() {
        assert_eq!([talk(59_999), talk(60_000), talk(89_999), talk(90_000)], ["59 с", "1 мин", "1 мин", "2 мин"]);
    }
}
