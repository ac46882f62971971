//! What holds for every history.

use super::tests::{called, close, missed, price, served};
use super::*;
use crate::attempt::{Cause, Step};
use proptest::prelude::*;

/// A call of one of eight people within ten days: served, missed in one of several ways, or ours.
fn call() -> impl Strategy<Value = Attempt> {
    (0..8_u64, 0..2400_u32, 0..6_u8, 1..3_u128).prop_map(|(person, tenth, way, did)| {
        let hour = f64::from(tenth) / 10.0;
        let left = |step, cause| Attempt { left: Some((step, cause)), ..missed(person, hour) };
        let attempt = match way {
            0 => served(person, hour),
            1 => called(person, hour),
            2 => left(Step::Queue, Cause::QueueWait),
            3 => Attempt { answered: true, ..left(Step::Hold, Cause::LeftOnHold) },
            4 => left(Step::Greeting, Cause::LongGreeting),
            _ => missed(person, hour),
        };
        let did_id = attempt.did_id.map(|_| DidId::from_u128(did));
        Attempt { did_id, ..attempt }
    })
}

fn priced(calls: &[Attempt]) -> Closed {
    close(Terms { price: Some(price()), ..Terms::default() }, calls)
}

fn kopecks(amount: crate::report::Roubles) -> i64 {
    (amount.0 * 100.0).round() as i64
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn lines_of_losses_add_up_to_the_totals(calls in prop::collection::vec(call(), 0..60)) {
        let closed = priced(&calls);
        prop_assert_eq!(closed.losses.iter().map(|line| line.people).sum::<u64>(), closed.unrecovered);
        let net: i64 = closed.losses.iter().filter_map(|line| line.net).map(kopecks).sum();
        prop_assert_eq!(net, kopecks(closed.net.clone().unwrap().median));
    }

    #[test]
    fn the_waterfall_ends_where_its_lines_lead(calls in prop::collection::vec(call(), 0..60)) {
        let closed = priced(&calls);
        let (last, steps) = closed.waterfall.split_last().unwrap();
        prop_assert_eq!(steps.iter().map(|line| kopecks(line.amount)).sum::<i64>(), kopecks(last.amount));
        prop_assert_eq!(last.amount, closed.net.clone().unwrap().median);
        prop_assert_eq!(Some(closed.waterfall[0].amount), closed.gross.amount);
        let lost_calls = |what: &str| closed.waterfall.iter().filter(|line| line.what == what).filter_map(|line| line.count).sum::<u64>();
        let taken = ["excluded", "repeated", "rang_again", "called_back"].into_iter().map(lost_calls).sum::<u64>();
        prop_assert_eq!(closed.gross.missed_calls - taken + lost_calls("answered_and_lost"), closed.unrecovered);
    }

    #[test]
    fn the_order_of_feeding_changes_nothing(calls in prop::collection::vec(call(), 0..60), seed in 0..u64::MAX) {
        let mut mixed = calls.clone();
        mixed.sort_by_key(|call| crate::fold::fnv1a(&(call.at.as_millisecond() as u64 ^ seed).to_be_bytes()));
        prop_assert_eq!(priced(&mixed), priced(&calls));
    }

    #[test]
    fn a_success_more_never_makes_more_losses(calls in prop::collection::vec(call(), 0..60), more in call()) {
        let more = Attempt { left: None, answered: true, talk_ms: 60_000, ..more };
        let before = priced(&calls).unrecovered;
        let after = priced(&[calls, vec![more]].concat()).unrecovered;
        prop_assert!(after <= before, "{} losses became {}", before, after);
    }

    #[test]
    fn every_call_in_is_in_an_episode_or_excluded(calls in prop::collection::vec(call(), 0..60)) {
        let mut ledger = Ledger::new(Terms::default()).unwrap();
        for call in &calls {
        ledger.add(call);
    }
        let mut attempts = 0;
        let closed = ledger.close(&mut |episode| attempts += u64::from(episode.attempts));
        let excluded: u64 = closed.exclusions.iter().map(|excluded| excluded.calls).sum();
        prop_assert_eq!(attempts + excluded, closed.attempts);
    }
}
