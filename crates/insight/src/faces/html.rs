//! The composed report as one page.

use super::{
    Language,
    charts::Chart,
    composition::{Composition, FindingCard, Part, Section, Table, Tile},
    svg,
};

/// Widths the charts are drawn for: a desk or paper, and a telephone.
const WIDE: f32 = 640.0;
const NARROW: f32 = 330.0;

/// The page. Its policy lets nothing be loaded and nothing run, wherever it is opened.
pub fn page(composition: &Composition, language: Language) -> String {
    let mut page = Page::default();
    let title = escaped(&composition.title);
    page.raw(&format!(
        "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"robots\" content=\"noindex\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title><style>{STYLES}</style></head><body><main>",
        language.code()
    ));
    page.raw("<header>");
    page.element("h1", &composition.title);
    page.element("p class=\"of\"", &composition.subtitle);
    for (place, sentence) in composition.lead.iter().enumerate() {
        page.element(if place == 0 { "p class=\"result\"" } else { "p" }, sentence);
    }
    page.tiles(&composition.tiles);
    page.raw("</header>");
    for section in &composition.sections {
        page.section(section);
    }
    page.raw("</main><footer>");
    page.element("p", &composition.footer);
    page.raw("</footer></body></html>\n");
    page.text
}

#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn raw(&mut self, html: &str) {
        self.text.push_str(html);
    }

    /// An element with a text inside; `tag` may carry attributes of ours.
    fn element(&mut self, tag: &str, text: &str) {
        let name = tag.split(' ').next().unwrap_or(tag);
        self.raw(&format!("<{tag}>{}</{name}>", escaped(text)));
    }

    fn tiles(&mut self, tiles: &[Tile]) {
        self.raw("<dl class=\"tiles\">");
        for tile in tiles {
            self.raw(if tile.is_loss { "<div class=\"loss\">" } else { "<div>" });
            self.element("dt", tile.name);
            self.element("dd class=\"figure\"", &tile.figure);
            self.element("dd", &tile.note);
            self.raw("</div>");
        }
        self.raw("</dl>");
    }

    fn section(&mut self, section: &Section) {
        self.raw("<section>");
        self.element("h2", section.heading);
        for part in &section.parts {
            match part {
                Part::Paragraph(text) => self.element("p", text),
                Part::Chart(chart) => self.chart(chart),
                Part::Table(table) => self.table(table),
                Part::List(items) => self.list(items),
                Part::Finding(card) => self.finding(card),
            }
        }
        self.raw("</section>");
    }

    fn chart(&mut self, chart: &Chart) {
        for (class, width) in [("wide", WIDE), ("narrow", NARROW)] {
            self.raw(&format!("<div class=\"chart {class}\">{}</div>", svg::drawn(&chart.draw(width))));
        }
    }

    fn table(&mut self, table: &Table) {
        self.raw("<div class=\"scroll\"><table><thead><tr>");
        for column in &table.columns {
            self.element(if column.is_figure { "th scope=\"col\" class=\"n\"" } else { "th scope=\"col\"" }, column.title);
        }
        self.raw("</tr></thead><tbody>");
        for row in &table.rows {
            self.row(table, row);
        }
        self.raw("</tbody>");
        if let Some(total) = &table.total {
            self.raw("<tfoot>");
            self.row(table, total);
            self.raw("</tfoot>");
        }
        self.raw("</table></div>");
    }

    fn row(&mut self, table: &Table, row: &[String]) {
        self.raw("<tr>");
        for (column, cell) in table.columns.iter().zip(row) {
            self.element(if column.is_figure { "td class=\"n\"" } else { "td" }, cell);
        }
        self.raw("</tr>");
    }

    fn list(&mut self, items: &[String]) {
        self.raw("<ul>");
        for item in items {
            self.element("li", item);
        }
        self.raw("</ul>");
    }

    fn finding(&mut self, card: &FindingCard) {
        self.raw("<article>");
        self.element("h3", &card.words.title);
        self.element("p class=\"of\"", &format!("{} · {}", card.loss, card.confidence));
        self.element("p class=\"advice\"", &card.words.advice);
        if let Some(effect) = &card.words.effect {
            self.element("p class=\"effect\"", effect);
        }
        self.raw("<dl class=\"facts\">");
        for (name, value) in &card.facts {
            self.element("dt", name);
            self.element("dd", value);
        }
        self.raw("</dl>");
        if let Some(hours) = &card.hours {
            self.chart(hours);
        }
        self.raw("</article>");
    }
}

/// Text that is safe inside an element and inside a quoted attribute.
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            // Not allowed in XML at all, which is what an SVG on its own is.
            '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => safe.push('\u{fffd}'),
            letter => safe.push(letter),
        }
    }
    safe
}

const STYLES: &str = include_str!("page.css");
