//! A month of a garage with eight people.

use crate::{
    attempt::{Cause, Exclusion, Step},
    report::{
        Excluded, Finding, Gross, LossLine, Metric, Net, Prediction, RejectedRow, Report, Roubles, Source, SourceFile, WaterfallLine,
    },
};

/// The report on the month.
pub fn report() -> Report {
    Report {
        attempts: 1_284,
        people: 812,
        served: 620,
        rang_again: 60,
        called_back: 35,
        unrecovered: 97,
        still_open: 9,
        excluded: 71,
        exclusions: [(Exclusion::Spam, 48), (Exclusion::Staff, 17), (Exclusion::WrongNumber, 6)]
            .map(|(rule, calls)| Excluded { rule, calls })
            .into(),
        gross: Gross { amount: Some(Roubles(2_980_000.0)), missed_calls: 298 },
        net: Some(Net { median: Roubles(412_300.0), low: Roubles(351_200.0), high: Roubles(478_900.0) }),
        waterfall: waterfall(),
        losses: losses(),
        when: when(3),
        metrics: metrics(),
        findings: findings(),
        source: source(),
        rejected: rejected(),
    }
}

fn line(what: &str, amount: f64, count: Option<u64>) -> WaterfallLine {
    WaterfallLine { what: what.into(), amount: Roubles(amount), count }
}

fn waterfall() -> Vec<WaterfallLine> {
    vec![
        line("gross", 2_980_000.0, Some(298)),
        line("repeated", -880_000.0, Some(88)),
        line("excluded", -180_000.0, Some(18)),
        line("rang_again", -600_000.0, Some(60)),
        line("called_back", -350_000.0, Some(35)),
        line("would_buy_anyway", -145_500.0, None),
        line("cost_of_goods", -412_200.0, None),
        line("net", 412_300.0, Some(97)),
    ]
}

fn losses() -> Vec<LossLine> {
    let lines = [
        (Step::Ring, Cause::NobodyAnswered, 41, 174_250.0),
        (Step::Queue, Cause::QueueWait, 22, 93_500.0),
        (Step::OutOfHours, Cause::OutOfHours, 17, 72_250.0),
        (Step::Greeting, Cause::LongGreeting, 8, 34_000.0),
        (Step::Ring, Cause::Busy, 5, 21_300.0),
        (Step::Transfer, Cause::FailedTransfer, 3, 12_750.0),
        (Step::Promise, Cause::PromiseBroken, 1, 4_250.0),
    ];
    lines.map(|(step, cause, people, net)| LossLine { step, cause, people, net: Some(Roubles(net)) }).into()
}

fn when(most: u32) -> Vec<[u32; 24]> {
    let shape = [0, 0, 0, 0, 0, 0, 0, 0, 1, 3, 4, 2, 3, 2, 1, 1, 2, 3, 2, 1, 1, 0, 0, 0];
    let day = |day: u32| shape.map(|hour| if day >= 5 { hour / 3 } else { (hour * most + (hour * day) % 5) / 4 });
    (0..7).map(day).collect()
}

fn metrics() -> Vec<Metric> {
    let metrics = [
        ("service_level_negative", Some(0.7), "share", 1_213),
        ("service_level_ignored", Some(0.760_87), "share", 1_213),
        ("service_level_positive", Some(0.78), "share", 1_213),
        ("asa", Some(18.4), "seconds", 915),
        ("aht", Some(212.0), "seconds", 915),
        ("abandonment", Some(0.246), "share", 1_213),
        ("callback_kept", None, "share", 0),
        ("reach_by_person", Some(0.88), "share", 812),
        ("repeat_attempts", Some(0.31), "share", 1_213),
    ];
    metrics.map(|(name, value, unit, sample)| Metric { name: name.into(), value, unit: unit.into(), sample }).into()
}

fn findings() -> Vec<Finding> {
    let finding = |kind: &str, step, cause, people: u64, confidence: &str| Finding {
        kind: kind.into(),
        step,
        cause,
        people,
        net: Some(Roubles(people as f64 * 4_250.0)),
        when: when(2),
        who: vec![("Мария Ковалёва, 104".into(), people / 2), ("Сервис, 110".into(), people / 4)],
        numbers: vec![("+7 831 200-00-01".into(), people - 2), ("+7 831 200-00-02".into(), 2)],
        proposal: proposal(kind),
        predicted: Some(Prediction {
            people: people as f64 * 0.6,
            low: people as f64 * 0.4,
            high: people as f64 * 0.8,
            net: Some(Roubles(people as f64 * 2_550.0)),
        }),
        unpredicted: None,
        confidence: confidence.into(),
    };
    vec![
        finding("callback_discipline", Step::Ring, Cause::NobodyAnswered, 41, "high"),
        finding("overloaded_person", Step::Ring, Cause::NobodyAnswered, 22, "medium"),
        finding("staffing", Step::Queue, Cause::QueueWait, 22, "medium"),
        finding("long_greeting", Step::Greeting, Cause::LongGreeting, 8, "low"),
        Finding { predicted: None, ..finding("out_of_hours", Step::OutOfHours, Cause::OutOfHours, 17, "high") },
        Finding { when: Vec::new(), numbers: Vec::new(), ..finding("unreachable_extension", Step::Ring, Cause::NobodyReachable, 5, "low") },
    ]
}

fn proposal(kind: &str) -> Vec<(String, String)> {
    let values: &[(&str, &str)] = match kind {
        "callback_discipline" => &[("call_back_within_minutes", "15"), ("reached_share", "0.62"), ("median_delay_minutes", "95")],
        "out_of_hours" => &[("from", "18:00"), ("to", "20:00"), ("weekdays", "1,2,3,4,5"), ("people", "11")],
        "staffing" => &[
            ("weekdays", "1"),
            ("from", "10:00"),
            ("to", "12:30"),
            ("agents", "5"),
            ("agents_now", "3"),
            ("service_level", "0.8"),
            ("target_seconds", "20"),
            ("patience_seconds", "94"),
            ("aht_seconds", "212"),
            ("staff_1", "09:00-10:00 3, 10:00-12:30 5, 12:30-18:00 4"),
            ("staff_2", "09:00-18:00 4"),
        ],
        "long_greeting" => &[("length_seconds", "24"), ("shorten_to_seconds", "6")],
        "overloaded_person" => &[("unanswered_share", "0.41"), ("others_share", "0.12")],
        _ => &[],
    };
    values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn source() -> Source {
    Source {
        format: "mango_csv".into(),
        rows: 4_812,
        doubled: 12,
        rejected: 3,
        calls: 1_284,
        from: Some("2026-08-31T21:04:00Z".into()),
        to: Some("2026-09-30T18:55:00Z".into()),
        time_zone: "Europe/Moscow".into(),
        cannot_tell: ["greeting", "hours"].map(str::to_owned).into(),
        too_little_for: ["patience"].map(str::to_owned).into(),
        overlapping: 9,
        files: [("september.csv", 4_003, 1_050, 0, 3), ("mid-september.xlsx", 809, 234, 9, 0)].map(file).into(),
    }
}

fn file((name, rows, calls, overlapping, rejected): (&str, u64, u64, u64, u64)) -> SourceFile {
    SourceFile { name: name.into(), format: "mango_csv".into(), rows, calls, overlapping, rejected }
}

fn rejected() -> Vec<RejectedRow> {
    let rows = [(17, "no_time", ";;79051234567;"), (902, "negative_duration", "12.09.2026 11:02;-14"), (3_300, "columns", "итого;4812")];
    rows.map(|(row, reason, text)| RejectedRow { file: Some("september.csv".into()), row, reason: reason.into(), text: text.into() }).into()
}
