//! Faces of a [`Report`]: a page, a paper, a workbook, a terminal, and charts on their own.
//!
//! What is said is composed once, in words of the reader's language ([`composition`]); page, paper and terminal only lay it out, so they
//! cannot disagree. Charts are drawn once too, as shapes, and become SVG or PDF. JSON needs nothing here: the report is plain data.
//!
//! ```
//! use otklik_insight::{faces::{self, Language}, report::Report};
//!
//! let page = faces::html(&Report::default(), Language::English);
//! assert!(page.starts_with("<!doctype html>"));
//! ```

mod charts;
mod composition;
mod drawing;
mod figures;
mod html;
mod pdf;
mod svg;
#[cfg(test)]
mod tests;
mod text;
mod typeface;
pub mod words;
mod xlsx;

use crate::report::Report;
use serde::{Deserialize, Serialize};

pub use xlsx::WorkbookFailed;

/// What the reader reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Language {
    /// Russian.
    #[default]
    #[serde(rename = "ru")]
    Russian,
    /// English.
    #[serde(rename = "en")]
    English,
}

impl Language {
    /// The language of a code such as `ru`.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "ru" => Some(Self::Russian),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    /// Its code (ISO 639).
    pub const fn code(self) -> &'static str {
        self.pick("ru", "en")
    }

    const fn pick(self, russian: &'static str, english: &'static str) -> &'static str {
        match self {
            Self::Russian => russian,
            Self::English => english,
        }
    }
}

/// The report as one page that needs nothing else: styles and charts are inside, nothing is loaded, nothing runs.
pub fn html(report: &Report, language: Language) -> String {
    html::page(&composition::compose(report, language), language)
}

/// The report on A4, with its letters inside.
pub fn pdf(report: &Report, language: Language) -> Vec<u8> {
    pdf::paper(&composition::compose(report, language), language)
}

/// The report as a workbook: figures as numbers, to be counted further.
pub fn xlsx(report: &Report, language: Language) -> Result<Vec<u8>, WorkbookFailed> {
    xlsx::workbook(report, language)
}

/// The report for a terminal that is at least 80 columns wide.
pub fn text(report: &Report, language: Language) -> String {
    text::lines(&composition::compose(report, language))
}

/// The losses by step and cause as SVG.
pub fn svg_of_losses(report: &Report, language: Language, width: f32) -> String {
    svg::drawn(&composition::losses_chart(report, language).draw(width))
}

/// The weekday × hour picture of the losses as SVG.
pub fn svg_of_hours(report: &Report, language: Language, width: f32) -> String {
    svg::drawn(&composition::hours_chart(&report.when, language).draw(width))
}

/// The way from gross to net as SVG.
pub fn svg_of_waterfall(report: &Report, language: Language, width: f32) -> String {
    svg::drawn(&composition::waterfall_chart(report, language).draw(width))
}
