//! A report as somebody would write it to break a face.

use super::month;
use crate::report::{Report, Roubles, WaterfallLine};

/// Markup, formulas, control characters, texts without end, figures without measure.
pub fn report() -> Report {
    let mut report = month::report();
    report.source.format = "<img src=x onerror=alert(1)>".into();
    report.source.time_zone = "No/Such\u{1b}[2J".into();
    report.source.from = Some("9999-12-31T23:59:59Z".into());
    report.people = u64::MAX;
    report.when = vec![[u32::MAX; 24]; 40];
    report.gross.amount = Some(Roubles(1e300));
    report.waterfall = (0..500).map(|_| WaterfallLine { what: "ж".repeat(3000), amount: Roubles(-1e300), count: Some(u64::MAX) }).collect();
    for finding in &mut report.findings {
        finding.who = vec![("=HYPERLINK(\"http://x\")\u{0}".repeat(200), u64::MAX); 50];
        finding.numbers = vec![("+7 831 200-00-01".into(), 1), ("日本語 🙂".repeat(500), 1)];
        finding.confidence = "\u{1b}]0;x\u{7}".into();
    }
    for row in &mut report.rejected {
        row.text = "=cmd|' /C calc'!A0".into();
    }
    for line in &mut report.losses {
        line.people = u64::MAX;
        line.net = Some(Roubles(-1e308));
    }
    report
}
