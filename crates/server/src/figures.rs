//! `/metrics` in Prometheus text.

use otklik_net::signalling::Line;
use std::fmt::Write;

/// What the server is doing.
pub fn prometheus(line: &Line) -> String {
    let figures = line.figures();
    let (received, sent, send_failed) = figures.messages();
    let mut text = String::new();
    let mut write = |name: &str, kind: &str, doc: &str, value: u64| {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "# HELP otklik_{name} {doc}\n# TYPE otklik_{name} {kind}\notklik_{name} {value}");
    };
    write("calls", "gauge", "Calls going on.", figures.calls() as u64);
    write("journal_entries_waiting", "gauge", "Journal entries the journal could not take yet.", figures.entries_waiting() as u64);
    write(
        "signalling_turn_us_max",
        "gauge",
        "Longest turn of the signalling loop since the last scrape, microseconds.",
        figures.take_turn_us_max(),
    );
    write("sip_messages_received_total", "counter", "SIP messages received.", received);
    write("sip_messages_sent_total", "counter", "SIP messages sent.", sent);
    write("sip_messages_failed_total", "counter", "SIP messages that could not be sent.", send_failed);
    text
}
