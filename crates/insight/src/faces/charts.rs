//! The three charts of the report. Every mark carries its figure, so that black and white paper loses nothing.

use super::{
    drawing::{Align, Drawing, Label, Tone},
    typeface::Typefaces,
};
use std::ops::RangeInclusive;

/// A chart before it is drawn.
#[derive(Debug, Clone, PartialEq)]
pub enum Chart {
    /// Bars, one under another, from a common zero or floating.
    Strips(Strips),
    /// Weekday × hour.
    Hours(Box<Hours>),
}

/// Bars, one under another.
#[derive(Debug, Clone, PartialEq)]
pub struct Strips {
    /// What is shown, in words.
    pub said: String,
    /// From above.
    pub strips: Vec<Strip>,
}

/// One bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Strip {
    /// What it is.
    pub title: String,
    /// More about it, smaller.
    pub note: String,
    /// What it measures.
    pub figure: String,
    /// Another measure, smaller.
    pub subfigure: String,
    /// Where it begins.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// What it means.
    pub tone: Tone,
}

/// Counts by weekday and hour.
#[derive(Debug, Clone, PartialEq)]
pub struct Hours {
    /// What is shown, in words.
    pub said: String,
    /// Names of the days, Monday first.
    pub days: [&'static str; 7],
    /// Counts.
    pub counts: [[u32; 24]; 7],
    /// What stands over the sums.
    pub total: &'static str,
    /// Lower cells, and no sums below.
    pub is_compact: bool,
}

/// Narrower than this, a chart is for a telephone: labels go above their bars, hours go down.
const NARROW_BELOW: f32 = 460.0;

impl Chart {
    /// Draws it that wide, as high as it needs.
    pub fn draw(&self, width: f32) -> Drawing {
        match self {
            Self::Strips(strips) => strips.draw(width),
            Self::Hours(hours) => hours.draw(width),
        }
    }
}

/// Places of the columns of bars.
struct Columns {
    bars_from: f32,
    bars_width: f32,
    label_width: f32,
    bar_below_text: f32,
    row: f32,
}

impl Columns {
    fn of(width: f32, has_notes: bool) -> Self {
        if width < NARROW_BELOW {
            return Self {
                bars_from: 0.0,
                bars_width: width,
                label_width: width * 0.68,
                bar_below_text: 24.0,
                row: if has_notes { 46.0 } else { 40.0 },
            };
        }
        let label_width = width * 0.36;
        let bars_from = label_width + 12.0;
        let bars_width = width - bars_from - width * 0.2;
        Self { bars_from, bars_width, label_width, bar_below_text: 0.0, row: if has_notes { 34.0 } else { 26.0 } }
    }
}

impl Strips {
    fn draw(&self, width: f32) -> Drawing {
        let faces = Typefaces::load();
        let mut drawing = Drawing::new(width, self.said.clone());
        let has_notes = self.strips.iter().any(|strip| !strip.note.is_empty() || !strip.subfigure.is_empty());
        let columns = Columns::of(width, has_notes);
        let most = self.strips.iter().map(|strip| strip.from.max(strip.to)).fold(f64::MIN_POSITIVE, f64::max);
        for (row, strip) in self.strips.iter().enumerate() {
            strip.draw(&mut drawing, &faces, &columns, (row as f32 * columns.row, most));
        }
        drawing.height = columns.row * self.strips.len() as f32;
        drawing
    }
}

impl Strip {
    fn draw(&self, drawing: &mut Drawing, faces: &Typefaces, columns: &Columns, (top, most): (f32, f64)) {
        let narrow = columns.bar_below_text > 0.0;
        let right = drawing.width;
        let title = faces.bold.shortened(&self.title, 11.0, columns.label_width);
        let note = faces.regular.shortened(&self.note, 9.5, columns.label_width);
        let base = if note.is_empty() && self.subfigure.is_empty() && !narrow { top + 16.0 } else { top + 11.0 };
        drawing.label(Label::at(0.0, base, title).bold());
        drawing.label(Label::at(0.0, base + 12.0, note).sized(9.5).toned(Tone::Dim));
        drawing.label(Label::at(right, base, &self.figure).bold().aligned(Align::Right));
        drawing.label(Label::at(right, base + 12.0, &self.subfigure).sized(9.5).toned(Tone::Dim).aligned(Align::Right));
        let (from, to) = (self.from.min(self.to), self.from.max(self.to));
        let x = columns.bars_from + (from / most) as f32 * columns.bars_width;
        let length = (((to - from) / most) as f32 * columns.bars_width).max(1.5);
        let (y, thick) = if narrow { (top + columns.bar_below_text + 4.0, 9.0) } else { (top + (columns.row - 18.0) / 2.0, 16.0) };
        drawing.block([columns.bars_from, y, columns.bars_width, thick], 2.0, Tone::Heat(0));
        drawing.block([x, y, length, thick], 2.0, self.tone);
    }
}

/// Sizes of the picture of hours.
const GAP: f32 = 2.0;
const DAY_WIDTH: f32 = 30.0;
const SUM_WIDTH: f32 = 40.0;

impl Hours {
    const fn cell_height(&self) -> f32 {
        if self.is_compact { 15.0 } else { 22.0 }
    }

    fn draw(&self, width: f32) -> Drawing {
        if width < NARROW_BELOW { self.draw_down(width) } else { self.draw_across(width) }
    }

    /// Days down, hours across.
    fn draw_across(&self, width: f32) -> Drawing {
        let mut drawing = Drawing::new(width, self.said.clone());
        let hours = self.hours();
        let cell_width = (width - DAY_WIDTH - SUM_WIDTH) / hours.clone().count() as f32;
        let x_of = |place: usize| DAY_WIDTH + cell_width * place as f32;
        let y_of = |day: usize| 18.0 + (self.cell_height() + GAP) * day as f32;
        for (place, hour) in hours.clone().enumerate() {
            drawing.label(axis(x_of(place) + (cell_width - GAP) / 2.0, 11.0, hour.to_string(), Align::Middle));
            if !self.is_compact {
                drawing.label(axis(x_of(place) + (cell_width - GAP) / 2.0, y_of(7) + 11.0, sum(self.of_hour(hour)), Align::Middle));
            }
        }
        drawing.label(axis(width, 11.0, self.total.to_owned(), Align::Right));
        for day in 0..7 {
            let middle = y_of(day) + self.cell_height() / 2.0 + 4.0;
            drawing.label(Label::at(0.0, middle, self.days[day]));
            drawing.label(Label::at(width, middle, sum(self.of_day(day))).bold().aligned(Align::Right));
            for (place, hour) in hours.clone().enumerate() {
                self.cell(&mut drawing, [x_of(place), y_of(day), cell_width - GAP], (day, hour));
            }
        }
        drawing.height = y_of(7);
        if !self.is_compact {
            let all = self.counts.iter().flatten().fold(0, |sum: u32, count| sum.saturating_add(*count));
            drawing.label(Label::at(width, y_of(7) + 11.0, sum(all)).bold().aligned(Align::Right));
            drawing.height += 16.0;
        }
        drawing
    }

    /// Hours down, days across.
    fn draw_down(&self, width: f32) -> Drawing {
        let mut drawing = Drawing::new(width, self.said.clone());
        let cell_width = (width - DAY_WIDTH - SUM_WIDTH) / 7.0;
        let x_of = |day: usize| DAY_WIDTH + cell_width * day as f32;
        let y_of = |place: usize| 18.0 + (self.cell_height() + GAP) * place as f32;
        let rows = self.hours().count();
        for day in 0..7 {
            let middle = x_of(day) + (cell_width - GAP) / 2.0;
            drawing.label(axis(middle, 11.0, self.days[day].to_owned(), Align::Middle));
            drawing.label(axis(middle, y_of(rows) + 11.0, sum(self.of_day(day)), Align::Middle));
        }
        drawing.label(axis(width, 11.0, self.total.to_owned(), Align::Right));
        for (place, hour) in self.hours().enumerate() {
            let middle = y_of(place) + self.cell_height() / 2.0 + 4.0;
            drawing.label(Label::at(0.0, middle, hour.to_string()));
            drawing.label(Label::at(width, middle, sum(self.of_hour(hour))).bold().aligned(Align::Right));
            for day in 0..7 {
                self.cell(&mut drawing, [x_of(day), y_of(place), cell_width - GAP], (day, hour));
            }
        }
        drawing.height = y_of(rows) + 16.0;
        drawing
    }

    fn cell(&self, drawing: &mut Drawing, [x, y, width]: [f32; 3], (day, hour): (usize, usize)) {
        let count = self.counts[day][hour];
        let level = self.level(count);
        drawing.block([x, y, width, self.cell_height()], 2.0, Tone::Heat(level));
        if count > 0 {
            let tone = if level >= 4 { Tone::OnHeat } else { Tone::Ink };
            let size = if count >= 1000 { 7.5 } else { 10.0 };
            let label = Label::at(x + width / 2.0, y + self.cell_height() / 2.0 + 3.6, count.to_string());
            drawing.label(label.sized(size).aligned(Align::Middle).toned(tone));
        }
    }

    /// 0 for nothing, else 1–4 by quarters of the most.
    fn level(&self, count: u32) -> u8 {
        let most = self.counts.iter().flatten().copied().max().unwrap_or(0).max(1);
        (u64::from(count) * 4).div_ceil(u64::from(most)).min(4) as u8
    }

    /// The hours worth showing: a working day, and wider where somebody was lost.
    pub fn hours(&self) -> RangeInclusive<usize> {
        let lost = |hour: &usize| self.of_hour(*hour) > 0;
        let first = (0..24).find(lost).unwrap_or(9).min(9);
        let last = (0..24).rev().find(lost).unwrap_or(18).max(18);
        first..=last
    }

    /// How many at that hour, all days together.
    pub fn of_hour(&self, hour: usize) -> u32 {
        self.counts.iter().fold(0, |sum, day| sum.saturating_add(day[hour]))
    }

    /// How many on that day, all hours together.
    pub fn of_day(&self, day: usize) -> u32 {
        self.counts[day].iter().fold(0, |sum, count| sum.saturating_add(*count))
    }
}

fn axis(x: f32, y: f32, text: String, align: Align) -> Label {
    Label::at(x, y, text).sized(9.5).toned(Tone::Dim).aligned(align)
}

fn sum(count: u32) -> String {
    super::figures::count(u64::from(count))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faces::drawing::Shape;

    fn hours(marks: &[(usize, usize, u32)]) -> Hours {
        let mut counts = [[0; 24]; 7];
        for (day, hour, count) in marks {
            counts[*day][*hour] = *count;
        }
        Hours { said: String::new(), days: ["a", "b", "c", "d", "e", "f", "g"], counts, total: "all", is_compact: false }
    }

    #[test]
    fn hours_without_losses_at_the_edges_of_the_day_are_left_out() {
        assert_eq!(hours(&[(0, 12, 1)]).hours(), 9..=18);
        assert_eq!(hours(&[(0, 3, 1), (6, 22, 1)]).hours(), 3..=22);
    }

    #[test]
    fn the_strongest_cell_is_the_fullest_and_empty_ones_stay_empty() {
        let hours = hours(&[(0, 12, 100), (1, 12, 25), (2, 12, 1)]);
        assert_eq!([hours.level(100), hours.level(26), hours.level(25), hours.level(1), hours.level(0)], [4, 2, 1, 1, 0]);
    }

    #[test]
    fn marks_stay_on_the_sheet_at_every_width() {
        let strip = |to| Strip {
            title: "Очень длинное название шага, которое нигде не помещается целиком".into(),
            note: "и причина под ним, тоже длинная, чтобы её пришлось сократить".into(),
            figure: "12".into(),
            subfigure: "1 000 ₽".into(),
            from: 0.0,
            to,
            tone: Tone::Red,
        };
        let charts = [
            Chart::Strips(Strips { said: String::new(), strips: vec![strip(10.0), strip(3.0), strip(0.0)] }),
            Chart::Hours(Box::new(hours(&[(0, 0, 1), (6, 23, 7)]))),
        ];
        for (chart, width) in charts.iter().flat_map(|chart| [300.0, 340.0, 499.0, 760.0].map(|width| (chart, width))) {
            let drawing = chart.draw(width);
            for shape in &drawing.shapes {
                if let Shape::Block(block) = shape {
                    assert!(block.x >= 0.0 && block.x + block.width <= width + 2.0, "{block:?} at {width}");
                    assert!(block.y + block.height <= drawing.height, "{block:?} at {width}");
                }
            }
        }
    }
}
