//! The composed report on A4.

mod flow;
mod letters;
mod sheet;
mod table;
mod writing;

use super::{
    Language,
    charts::Chart,
    composition::{Composition, FindingCard, Part, Section, Tile},
    drawing::{Drawing, Tone},
    figures::count,
};
use flow::{Flow, Style, WIDTH};

const TITLE: Style = Style { size: 24.0, leading: 30.0, bold: true, tone: Tone::Ink };
const RESULT: Style = Style { size: 14.0, leading: 19.5, bold: false, tone: Tone::Ink };
const HEADING: Style = Style { size: 15.0, leading: 21.0, bold: true, tone: Tone::Ink };
const BODY: Style = Style { size: 10.0, leading: 14.0, bold: false, tone: Tone::Ink };
const DIM: Style = Style { tone: Tone::Dim, ..BODY };
const CARD_TITLE: Style = Style { size: 11.5, leading: 16.0, bold: true, tone: Tone::Ink };
const EFFECT: Style = Style { bold: true, tone: Tone::Green, ..BODY };

/// Lines of one text inside a card, so that a card always fits a page.
const CARD_LINES_MAX: usize = 5;

/// The paper.
pub fn paper(composition: &Composition, language: Language) -> Vec<u8> {
    let mut flow = Flow::new();
    head(&mut flow, composition);
    for section in &composition.sections {
        lay_section(&mut flow, section);
    }
    let footer = format!("{} · {}", composition.footer, composition.subtitle);
    let numbered = |page: usize, pages: usize| match language {
        Language::Russian => format!("стр. {} из {}", count(page as u64), count(pages as u64)),
        Language::English => format!("page {} of {}", count(page as u64), count(pages as u64)),
    };
    flow.foot(&footer, numbered);
    writing::file(flow, &composition.title, language)
}

fn head(flow: &mut Flow, composition: &Composition) {
    flow.text(&composition.title, TITLE);
    flow.text(&composition.subtitle, DIM);
    flow.gap(12.0);
    for (place, sentence) in composition.lead.iter().enumerate() {
        flow.text(sentence, if place == 0 { RESULT } else { BODY });
        flow.gap(4.0);
    }
    flow.gap(8.0);
    tiles(flow, &composition.tiles);
}

fn tiles(flow: &mut Flow, tiles: &[Tile]) {
    const HEIGHT: f32 = 62.0;
    const GAP: f32 = 8.0;
    let across = tiles.len().max(1) as f32;
    let width = (WIDTH - GAP * (across - 1.0)) / across;
    let top = flow.take(HEIGHT);
    for (place, tile) in tiles.iter().enumerate() {
        let x = place as f32 * (width + GAP);
        let tone = if tile.is_loss { Tone::Red } else { Tone::Grey };
        flow.frame([x, top, width, HEIGHT], tone);
        if tile.is_loss {
            flow.fill([x, top, 3.0, HEIGHT], Tone::Red);
        }
        let figure = Style { size: 16.0, leading: 0.0, bold: true, tone: if tile.is_loss { Tone::Red } else { Tone::Ink } };
        let small = Style { size: 8.5, ..DIM };
        flow.words_in(tile.name, small, (x + 10.0, top + 17.0), width - 16.0);
        flow.words_in(&tile.figure, figure, (x + 10.0, top + 37.0), width - 16.0);
        flow.words_in(&tile.note, small, (x + 10.0, top + 52.0), width - 16.0);
    }
}

fn lay_section(flow: &mut Flow, section: &Section) {
    flow.gap(20.0);
    flow.keep(HEADING.leading + opening_height(flow, section));
    flow.bookmark(section.heading);
    flow.rule();
    flow.gap(10.0);
    flow.text(section.heading, HEADING);
    flow.gap(4.0);
    for part in &section.parts {
        match part {
            Part::Paragraph(text) => flow.text(text, DIM),
            Part::Chart(chart) => lay_chart(flow, chart),
            Part::Table(table) => table::lay(flow, table),
            Part::List(items) => items.iter().for_each(|item| flow.item(item, BODY)),
            Part::Finding(card) => lay_card(flow, card),
        }
        flow.gap(7.0);
    }
}

/// What a heading must not be parted from: the first picture, the first card, or a few rows.
fn opening_height(flow: &Flow, section: &Section) -> f32 {
    let height = |part: &Part| match part {
        Part::Chart(chart) => chart.draw(WIDTH).height + 50.0,
        Part::Finding(card) => LaidCard::of(flow, card).height + 30.0,
        Part::Paragraph(_) | Part::Table(_) | Part::List(_) => 80.0,
    };
    let opening = if matches!(section.parts.first(), Some(Part::Paragraph(_))) { 2 } else { 1 };
    section.parts.iter().take(opening).map(height).fold(80.0, f32::max)
}

fn lay_chart(flow: &mut Flow, chart: &Chart) {
    flow.gap(6.0);
    flow.drawing(&chart.draw(WIDTH), 0.0);
    flow.gap(4.0);
}

/// White between the frame of a card and its text.
const INSET: f32 = 14.0;

/// A card in lines. It is measured before it is laid, because it never breaks.
struct LaidCard {
    lines: Vec<(String, Style)>,
    hours: Option<Drawing>,
    height: f32,
}

impl LaidCard {
    fn of(flow: &Flow, card: &FindingCard) -> Self {
        let width = WIDTH - 2.0 * INSET;
        let loss = format!("{} · {}", card.loss, card.confidence);
        let mut texts = vec![(card.words.title.clone(), CARD_TITLE), (loss, DIM), (card.words.advice.clone(), BODY)];
        texts.extend(card.words.effect.clone().map(|effect| (effect, EFFECT)));
        texts.extend(card.facts.iter().map(|(name, value)| (format!("{name}: {value}"), DIM)));
        let lines: Vec<_> = texts.iter().flat_map(|(text, style)| flow.broken(text, *style, width, CARD_LINES_MAX)).collect();
        let hours = card.hours.as_ref().map(|hours| hours.draw(width));
        let text_height: f32 = lines.iter().map(|(_, style)| style.leading).sum();
        let height = text_height + hours.as_ref().map_or(0.0, |drawing| drawing.height + 12.0) + 22.0;
        Self { lines, hours, height }
    }
}

fn lay_card(flow: &mut Flow, card: &FindingCard) {
    let laid = LaidCard::of(flow, card);
    flow.gap(4.0);
    let top = flow.take(laid.height);
    flow.frame([0.0, top, WIDTH, laid.height], Tone::Grey);
    let mut y = top + 10.0;
    for (line, style) in &laid.lines {
        y += style.leading;
        flow.words_in(line, *style, (INSET, y - style.leading * 0.28), WIDTH - 2.0 * INSET);
    }
    if let Some(hours) = &laid.hours {
        flow.drawing_at(hours, (INSET, y + 10.0));
    }
}
