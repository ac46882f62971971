//! The composed report for a terminal.

use super::{
    charts::{Chart, Hours, Strip, Strips},
    composition::{Composition, FindingCard, Part, Section, Table},
};

/// Columns of the terminal used; every terminal has them.
const WIDTH: usize = 96;
/// Of a bar at its longest.
const BAR: usize = 30;

/// The report as lines.
pub fn lines(composition: &Composition) -> String {
    let mut out = Lines::default();
    out.line(&composition.title.to_uppercase());
    out.line(&composition.subtitle);
    out.gap();
    for sentence in &composition.lead {
        out.wrapped(sentence, "");
    }
    for tile in &composition.tiles {
        out.line(&format!("  {}  {} {}", fitted(tile.name, 24), right(&tile.figure, 16), tile.note));
    }
    for section in &composition.sections {
        out.section(section);
    }
    plain(&out.text)
}

#[derive(Default)]
struct Lines {
    text: String,
}

impl Lines {
    fn line(&mut self, text: &str) {
        self.text.push_str(text.trim_end());
        self.text.push('\n');
    }

    fn gap(&mut self) {
        self.text.push('\n');
    }

    fn wrapped(&mut self, text: &str, indent: &str) {
        for line in wrapped(text, WIDTH - indent.chars().count()) {
            self.line(&format!("{indent}{line}"));
        }
    }

    fn section(&mut self, section: &Section) {
        self.gap();
        self.line(section.heading);
        self.line(&"─".repeat(section.heading.chars().count()));
        for part in &section.parts {
            match part {
                Part::Paragraph(text) => self.wrapped(text, ""),
                Part::Chart(Chart::Strips(strips)) => self.strips(strips),
                Part::Chart(Chart::Hours(hours)) => self.hours(hours, ""),
                Part::Table(table) => self.table(table),
                Part::List(items) => items.iter().for_each(|item| self.item(item)),
                Part::Finding(card) => self.finding(card),
            }
        }
    }

    fn item(&mut self, text: &str) {
        for (place, line) in wrapped(text, WIDTH - 2).iter().enumerate() {
            self.line(&format!("{} {line}", if place == 0 { "•" } else { " " }));
        }
    }

    fn strips(&mut self, strips: &Strips) {
        self.gap();
        let most = strips.strips.iter().map(|strip| strip.from.max(strip.to)).fold(f64::MIN_POSITIVE, f64::max);
        for strip in &strips.strips {
            self.line(&format!("{} {} {}", fitted(&name(strip), 44), bar(strip, most), right(&strip.figure, 16)));
        }
        self.gap();
    }

    fn hours(&mut self, hours: &Hours, indent: &str) {
        let shown = hours.hours();
        let head: String = shown.clone().map(|hour| format!("{hour:>4}")).collect();
        self.line(&format!("{indent}    {head}"));
        for day in 0..7 {
            let cells: String = shown.clone().map(|hour| cell(hours.counts[day][hour])).collect();
            self.line(&format!("{indent}{} {cells}  {:>5}", fitted(hours.days[day], 3), hours.of_day(day)));
        }
    }

    fn table(&mut self, table: &Table) {
        let widths = widths(table);
        let head: Vec<String> = table.columns.iter().map(|column| column.title.to_owned()).collect();
        self.cells(table, &head, &widths);
        self.line(&widths.iter().map(|width| "─".repeat(*width)).collect::<Vec<_>>().join("  "));
        for row in table.rows.iter().chain(&table.total) {
            self.cells(table, row, &widths);
        }
        self.gap();
    }

    /// One row; a cell that is wider than its column goes on below.
    fn cells(&mut self, table: &Table, row: &[String], widths: &[usize]) {
        let cells: Vec<_> = row.iter().zip(widths).map(|(cell, width)| wrapped(cell, *width)).collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or(0);
        for place in 0..height {
            let pieces = cells.iter().zip(&table.columns).zip(widths).map(|((lines, column), width)| {
                let piece = lines.get(place).map_or("", String::as_str);
                if column.is_figure { right(piece, *width) } else { fitted(piece, *width) }
            });
            self.line(&pieces.collect::<Vec<_>>().join("  "));
        }
    }

    fn finding(&mut self, card: &FindingCard) {
        self.gap();
        self.wrapped(&format!("▌ {}", card.words.title), "");
        self.wrapped(&format!("{} · {}", card.loss, card.confidence), "  ");
        self.wrapped(&card.words.advice, "  ");
        if let Some(effect) = &card.words.effect {
            self.wrapped(effect, "  ");
        }
        for (name, value) in &card.facts {
            self.wrapped(&format!("{name}: {value}"), "  ");
        }
        if let Some(Chart::Hours(hours)) = &card.hours {
            self.hours(hours, "  ");
        }
    }
}

fn name(strip: &Strip) -> String {
    if strip.note.is_empty() { strip.title.clone() } else { format!("{}: {}", strip.title, strip.note) }
}

fn bar(strip: &Strip, most: f64) -> String {
    let place = |value: f64| (value / most * BAR as f64).round().clamp(0.0, BAR as f64) as usize;
    let (from, to) = (place(strip.from.min(strip.to)), place(strip.from.max(strip.to)));
    format!("{}{}{}", " ".repeat(from), "█".repeat(to - from), " ".repeat(BAR - to))
}

fn cell(count: u32) -> String {
    if count == 0 { "   ·".to_owned() } else { format!("{count:>4}") }
}

/// Columns as wide as their cells, and no wider in all than the terminal by their shares.
fn widths(table: &Table) -> Vec<usize> {
    let room = WIDTH - 2 * table.columns.len().saturating_sub(1);
    let natural = |place: usize| {
        let cells = table.rows.iter().chain(&table.total).filter_map(|row| row.get(place));
        cells.map(|cell| cell.chars().count()).chain([table.columns[place].title.chars().count()]).max().unwrap_or(0)
    };
    let natural: Vec<usize> = (0..table.columns.len()).map(natural).collect();
    if natural.iter().sum::<usize>() <= room {
        return natural;
    }
    let fair = table.columns.iter().map(|column| (column.share * room as f32) as usize);
    fair.zip(natural).map(|(fair, natural)| natural.min(fair.max(6))).collect()
}

fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let mut letters: Vec<char> = word.chars().collect();
        while !letters.is_empty() {
            let rest = letters.split_off(letters.len().min(width.max(1)));
            let piece: String = letters.iter().collect();
            let line = lines.last_mut().expect("it begins with a line");
            if line.is_empty() {
                *line = piece;
            } else if line.chars().count() + 1 + piece.chars().count() <= width {
                line.push(' ');
                line.push_str(&piece);
            } else {
                lines.push(piece);
            }
            letters = rest;
        }
    }
    lines
}

fn fitted(text: &str, width: usize) -> String {
    let length = text.chars().count();
    if length > width {
        let kept: String = text.chars().take(width.saturating_sub(1)).collect();
        return format!("{kept}…");
    }
    format!("{text}{}", " ".repeat(width - length))
}

fn right(text: &str, width: usize) -> String {
    format!("{}{text}", " ".repeat(width.saturating_sub(text.chars().count())))
}

/// Ordinary spaces instead of those that do not break, which terminals draw badly; and nothing that would steer the terminal.
fn plain(text: &str) -> String {
    let shown = |letter: char| match letter {
        '\u{a0}' | '\u{202f}' => ' ',
        '\n' => '\n',
        letter if letter.is_control() => '\u{fffd}',
        letter => letter,
    };
    text.chars().map(shown).collect()
}
