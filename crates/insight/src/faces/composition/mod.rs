//! What the report says, in order and in words, before it is laid out on a page, a paper or a terminal.

mod sections;
mod summary;

use super::{Language, charts::Chart, words::FindingWords};
use crate::report::Report;

pub use sections::{hours_chart, losses_chart, waterfall_chart};

/// The whole report in words.
#[derive(Debug, Clone, PartialEq)]
pub struct Composition {
    /// What it is.
    pub title: String,
    /// Of what and of when.
    pub subtitle: String,
    /// The result in sentences; the first is the most important.
    pub lead: Vec<String>,
    /// The figures everybody looks for.
    pub tiles: Vec<Tile>,
    /// The rest.
    pub sections: Vec<Section>,
    /// The last line of every page.
    pub footer: String,
}

/// One large figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Tile {
    /// What it is.
    pub name: &'static str,
    /// The figure.
    pub figure: String,
    /// More about it.
    pub note: String,
    /// Whether it is the loss.
    pub is_loss: bool,
}

/// A part with a heading.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// Its heading.
    pub heading: &'static str,
    /// What stands in it.
    pub parts: Vec<Part>,
}

/// A piece of a section.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// A sentence or several.
    Paragraph(String),
    /// A picture.
    Chart(Chart),
    /// A table.
    Table(Table),
    /// A short list.
    List(Vec<String>),
    /// A place of loss and what to do.
    Finding(Box<FindingCard>),
}

/// A table.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Its columns.
    pub columns: Vec<Column>,
    /// Cells by row.
    pub rows: Vec<Vec<String>>,
    /// The sum below, when there is one.
    pub total: Option<Vec<String>>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// What is in it.
    pub title: &'static str,
    /// Whether its cells are figures, and stand to the right.
    pub is_figure: bool,
    /// Its part of the width.
    pub share: f32,
}

/// A finding in words.
#[derive(Debug, Clone, PartialEq)]
pub struct FindingCard {
    /// What happens, what to do, what it would bring.
    pub words: FindingWords,
    /// How many people and how much money.
    pub loss: String,
    /// How sure we are.
    pub confidence: String,
    /// Facts: whom it concerns, which numbers, values of the proposal.
    pub facts: Vec<(String, String)>,
    /// When.
    pub hours: Option<Chart>,
}

/// Composes the report.
pub fn compose(report: &Report, language: Language) -> Composition {
    Composition {
        title: language.pick("Где теряются клиенты", "Where clients are lost").to_owned(),
        subtitle: summary::subtitle(report, language),
        lead: summary::lead(report, language),
        tiles: summary::tiles(report, language),
        sections: sections::all(report, language),
        footer: language.pick("Отклик · потери", "Otklik · losses").to_owned(),
    }
}

impl Column {
    const fn words(title: &'static str, share: f32) -> Self {
        Self { title, is_figure: false, share }
    }

    const fn figure(title: &'static str, share: f32) -> Self {
        Self { title, is_figure: true, share }
    }
}
