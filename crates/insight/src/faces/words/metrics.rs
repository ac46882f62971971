//! Metrics: a name, a definition, and the figure in its unit.

use super::readable;
use crate::{
    faces::{Language, figures},
    metrics,
    report::Metric,
};

/// What a metric is called and what it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetricWords {
    /// Its name.
    pub name: String,
    /// What is counted, over what. Empty for a metric nobody gave words to.
    pub definition: &'static str,
}

/// The words of a metric.
pub fn metric(name: &str, language: Language) -> MetricWords {
    let Some(words) = metrics::words::words(name) else { return MetricWords { name: readable(name), definition: "" } };
    let text = match language {
        Language::Russian => words.russian,
        Language::English => words.english,
    };
    MetricWords { name: text.title.to_owned(), definition: text.meaning }
}

/// The figure in its unit; a dash where there was nothing to count.
pub fn value(metric: &Metric, language: Language) -> String {
    let Some(value) = metric.value else { return "—".to_owned() };
    match metric.unit.as_str() {
        "share" => figures::share(value, language),
        "seconds" => figures::seconds(value, language),
        "erlang" => format!("{}\u{a0}{}", figures::decimal(value, 2, language), language.pick("Эрл", "E")),
        _ => figures::decimal(value, 1, language),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_that_is_counted_has_words() {
        for name in metrics::names() {
            assert!(!metric(name, Language::English).definition.is_empty(), "{name}");
        }
    }

    #[test]
    fn a_metric_without_words_is_still_readable() {
        assert_eq!(metric("new_thing", Language::English).name, "new thing");
    }

    #[test]
    fn nothing_to_count_is_a_dash_and_no_zero() {
        let metric = Metric { name: "asa".into(), value: None, unit: "seconds".into(), sample: 0 };
        assert_eq!(value(&metric, Language::Russian), "—");
    }
}
