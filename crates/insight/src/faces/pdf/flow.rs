//! Things laid one under another, from page to page.

use super::{letters::Letters, sheet::Sheet};
use crate::faces::drawing::{Align, Drawing, Tone};

/// ISO 216 A4 in points.
pub const PAGE: [f32; 2] = [595.28, 841.89];
/// Of the white around, in points.
pub const MARGIN: f32 = 48.0;
/// What is left between the margins.
pub const WIDTH: f32 = PAGE[0] - 2.0 * MARGIN;
const TOP: f32 = 50.0;
const BOTTOM: f32 = PAGE[1] - 58.0;

/// How a text is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Style {
    /// Of the letters.
    pub size: f32,
    /// From line to line.
    pub leading: f32,
    /// Whether it is bold.
    pub bold: bool,
    /// What it means.
    pub tone: Tone,
}

/// A place a reader can jump to.
pub struct Bookmark {
    /// What it is called.
    pub title: String,
    /// On which page, from 0.
    pub page: usize,
    /// How far from the top.
    pub y: f32,
}

/// Pages being filled. Places are from the left margin and from the top of the page.
pub struct Flow {
    /// What was used of the typefaces.
    pub letters: Letters,
    /// Filled so far; the last one is being filled.
    pub sheets: Vec<Sheet>,
    /// Of the whole paper.
    pub bookmarks: Vec<Bookmark>,
    y: f32,
}

impl Flow {
    /// An empty first page.
    pub fn new() -> Self {
        Self { letters: Letters::new(), sheets: vec![Sheet::new()], bookmarks: Vec::new(), y: TOP }
    }

    /// Begins a new page unless so much fits here. What fits no page begins on a fresh one.
    pub fn keep(&mut self, height: f32) {
        if self.y + height > BOTTOM && self.y > TOP {
            self.sheets.push(Sheet::new());
            self.y = TOP;
        }
    }

    /// Whether so much still fits here.
    pub fn fits(&self, height: f32) -> bool {
        self.y + height <= BOTTOM
    }

    /// Takes that much height, on a new page when it doesn't fit; gives where it begins.
    pub fn take(&mut self, height: f32) -> f32 {
        self.keep(height);
        let top = self.y;
        self.y += height;
        top
    }

    /// Leaves white, except at the top of a page.
    pub fn gap(&mut self, height: f32) {
        if self.y > TOP {
            self.y = (self.y + height).min(BOTTOM);
        }
    }

    /// Sets a text in lines; at least two of them stay together.
    pub fn text(&mut self, text: &str, style: Style) {
        self.indented(text, style, 0.0);
    }

    /// Sets an item of a list.
    pub fn item(&mut self, text: &str, style: Style) {
        self.keep(style.leading * 2.0);
        let base = self.y + style.leading * 0.72;
        self.words_in("•", style, (2.0, base), 10.0);
        self.indented(text, style, 14.0);
        self.gap(2.0);
    }

    fn indented(&mut self, text: &str, style: Style, indent: f32) {
        let lines = self.broken(text, style, WIDTH - indent, usize::MAX);
        for (place, (line, style)) in lines.iter().enumerate() {
            let together = if place == 0 { lines.len().min(2) as f32 } else { 1.0 };
            self.keep(style.leading * together);
            let top = self.take(style.leading);
            self.words_in(line, *style, (indent, top + style.leading * 0.72), WIDTH);
        }
    }

    /// A text in lines of that width, at most so many.
    pub fn broken(&self, text: &str, style: Style, width: f32, lines_max: usize) -> Vec<(String, Style)> {
        let lines = self.letters.faces.cut(style.bold).wrapped(text, style.size, width);
        lines.into_iter().take(lines_max).map(|line| (line, style)).collect()
    }

    /// Writes one line at a place, cut to the width.
    pub fn words_in(&mut self, text: &str, style: Style, (x, base): (f32, f32), width: f32) {
        self.words_aligned(text, style, (x, base), (width, Align::Left));
    }

    /// Writes one line against a point.
    pub fn words_aligned(&mut self, text: &str, style: Style, (x, base): (f32, f32), (width, align): (f32, Align)) {
        let text = self.letters.faces.cut(style.bold).shortened(text, style.size, width);
        let sheet = self.sheets.last_mut().expect("there is always a page");
        sheet.words(&mut self.letters, &text, style, (x, base), align);
    }

    /// Fills a rectangle.
    pub fn fill(&mut self, place: [f32; 4], tone: Tone) {
        self.sheet().fill(place, 0.0, tone);
    }

    /// Draws a frame.
    pub fn frame(&mut self, place: [f32; 4], tone: Tone) {
        self.sheet().frame(place, tone);
    }

    /// Draws a line over the whole width, here.
    pub fn rule(&mut self) {
        let y = self.take(0.6);
        self.line(y, 0.6, Tone::Grey);
    }

    /// Draws a line over the whole width.
    pub fn line(&mut self, y: f32, thick: f32, tone: Tone) {
        self.sheet().fill([0.0, y, WIDTH, thick], 0.0, tone);
    }

    /// Lays a drawing.
    pub fn drawing(&mut self, drawing: &Drawing, x: f32) {
        let top = self.take(drawing.height);
        self.drawing_at(drawing, (x, top));
    }

    /// Lays a drawing at a place.
    pub fn drawing_at(&mut self, drawing: &Drawing, place: (f32, f32)) {
        let sheet = self.sheets.last_mut().expect("there is always a page");
        sheet.drawing(&mut self.letters, drawing, place);
    }

    /// Marks this place.
    pub fn bookmark(&mut self, title: &str) {
        self.bookmarks.push(Bookmark { title: title.to_owned(), page: self.sheets.len() - 1, y: self.y });
    }

    /// Writes the last line of every page, when it is known how many there are.
    pub fn foot(&mut self, text: &str, numbered: impl Fn(usize, usize) -> String) {
        let style = Style { size: 8.0, leading: 0.0, bold: false, tone: Tone::Dim };
        let pages = self.sheets.len();
        let base = PAGE[1] - 30.0;
        let text = self.letters.faces.regular.shortened(text, style.size, WIDTH - 80.0);
        for (place, sheet) in self.sheets.iter_mut().enumerate() {
            sheet.words(&mut self.letters, &text, style, (0.0, base), Align::Left);
            sheet.words(&mut self.letters, &numbered(place + 1, pages), style, (WIDTH, base), Align::Right);
        }
    }

    fn sheet(&mut self) -> &mut Sheet {
        self.sheets.last_mut().expect("there is always a page")
    }
}
