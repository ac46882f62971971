//! What is written is read again as the same calls, as far as the format can tell them.

use super::*;
use crate::files::{
    ReadOptions, ReadSummary,
    names::Names,
    read,
    story::{FileLeg, Kind, Story, Teller},
};
use otklik_model::{
    Region, TenantId,
    call_record::CallRecord,
    event::Direction,
    hang_up::{EndedBy, HangUpCause},
};
use proptest::prelude::*;

/// What a company's call was, in the words of the test.
#[derive(Debug, Clone)]
struct Plan {
    direction: Direction,
    client: u64,
    user: u8,
    wait: i64,
    talk: Option<i64>,
    end: u8,
}

fn plans() -> impl Strategy<Value = Vec<Plan>> {
    let direction = prop::sample::select(vec![Direction::Inbound, Direction::Inbound, Direction::Outbound]);
    let plan = (direction, 79_000_000_000u64..79_999_999_999, 0u8..5, 0i64..120, prop::option::of(1i64..600), 0u8..3);
    let plan = plan.prop_map(|(direction, client, user, wait, talk, end)| Plan { direction, client, user, wait, talk, end });
    prop::collection::vec(plan, 1..30)
}

fn journal(plans: &[Plan]) -> (Vec<Vec<JournalEntry>>, Legend) {
    let mut names = Names::new(Region::RU);
    let mut teller = Teller::new(TenantId::from_u128(0));
    let did = names.did("+74951234567");
    let mut calls = Vec::new();
    for (number, plan) in plans.iter().enumerate() {
        let start = (1_773_130_779 + number as i64 * 1000) * 1000;
        let ours = names.inside(&(101 + u32::from(plan.user)).to_string());
        let client = names.outside(&plan.client.to_string());
        let is_inbound = plan.direction == Direction::Inbound;
        let answer = plan.talk.map(|_| start + plan.wait * 1000);
        let unanswered = [HangUpCause::NO_ANSWER, HangUpCause::BUSY, HangUpCause::NO_ANSWER][usize::from(plan.end)];
        let q850 = if plan.talk.is_some() { HangUpCause::NORMAL } else { unanswered };
        let leg = FileLeg {
            direction: plan.direction,
            caller: if is_inbound { client.clone() } else { ours.clone() },
            called: if is_inbound { names.outside("+74951234567") } else { client.clone() },
            did: is_inbound.then_some(did),
            kind: Kind::Rang(if is_inbound { ours } else { client }),
            start,
            answer,
            end: start + (plan.wait + plan.talk.unwrap_or(0)) * 1000,
            cause: HangUpCause::new(q850, EndedBy::Caller),
        };
        let mut story = Story { key: number as u64, legs: vec![leg], cause: None };
        calls.push(teller.tell(&mut story).to_vec());
    }
    (calls, names.take_legend())
}

fn written(format: Format, calls: &[Vec<JournalEntry>], legend: &Legend, encoding: Encoding) -> Vec<u8> {
    let options = WriteOptions { encoding, ..WriteOptions::default() };
    let mut writer = FileWriter::new(format, legend, &options, Vec::new()).unwrap();
    calls.iter().for_each(|call| writer.call(call).unwrap());
    writer.finish().unwrap()
}

fn read_again(bytes: &[u8], format: Format) -> (ReadSummary, Vec<Vec<JournalEntry>>) {
    let mut calls = Vec::new();
    let options = ReadOptions { format: Some(format), ..ReadOptions::default() };
    let summary = read(bytes, &options, &mut |_| (), &mut |entries| calls.push(entries.to_vec())).unwrap();
    (summary, calls)
}

/// What every format has to keep of a call.
fn kept(entries: &[JournalEntry], legend: &Legend) -> String {
    let record = CallRecord::fold(entries).unwrap();
    let who: Vec<&str> = record.users().iter().map(|user| legend.users[user].as_str()).collect();
    let outcome = record.outcome().unwrap().as_str();
    let client = &record.client().unwrap().raw;
    format!("{} {} {client} {who:?} {outcome} {}", record.started_at, record.direction.as_str(), record.talk_ms())
}

fn kept_of_all(calls: &[Vec<JournalEntry>], legend: &Legend) -> Vec<String> {
    calls.iter().map(|call| kept(call, legend)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_format_keeps_what_it_can_tell(plans in plans(), is_cp1251: bool) {
        let (calls, legend) = journal(&plans);
        let encoding = if is_cp1251 { Encoding::Cp1251 } else { Encoding::Utf8 };
        for format in Format::ALL {
            let (summary, again) = read_again(&written(format, &calls, &legend, encoding), format);
            prop_assert_eq!(summary.source.rejected, 0);
            prop_assert_eq!(kept_of_all(&again, &summary.legend), kept_of_all(&calls, &legend), "{}", format.as_str());
        }
    }
}

#[test]
fn formats_with_moments_of_the_answer_keep_the_wait() {
    let plan = Plan { direction: Direction::Inbound, client: 79_160_000_001, user: 0, wait: 17, talk: Some(60), end: 0 };
    let (calls, legend) = journal(&[plan]);
    for format in [Format::AsteriskCdr, Format::AsteriskCel, Format::FreepbxCdr, Format::MangoCsv, Format::Uis, Format::Table] {
        let (_, again) = read_again(&written(format, &calls, &legend, Encoding::Utf8), format);
        let record = CallRecord::fold(&again[0]).unwrap();
        assert_eq!(record.answered_at.unwrap().as_second() - record.started_at.as_second(), 17, "{}", format.as_str());
    }
}

#[test]
fn a_cell_that_looks_like_a_formula_is_written_as_text() {
    assert_eq!(table::quoted("=1+1"), "'=1+1");
    assert_eq!(table::quoted("@SUM(A1)"), "'@SUM(A1)");
    assert_eq!(table::quoted("+79160000001"), "+79160000001");
    assert_eq!(table::quoted("Иванов; Иван"), "\"Иванов; Иван\"");
}
