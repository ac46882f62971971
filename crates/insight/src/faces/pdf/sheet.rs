//! One page as PDF operators (ISO 32000-1 §8, §9). Its own places count from the left margin and the top.

use super::{
    flow::{MARGIN, PAGE, Style},
    letters::Letters,
};
use crate::faces::{
    drawing::{Align, Drawing, Shape, Tone},
    svg::rgb,
};
use pdf_writer::{Content, Name};

/// A page.
pub struct Sheet {
    content: Content,
}

/// Part of a radius at which a cubic curve looks like a quarter of a circle.
const KAPPA: f32 = 0.5523;

impl Sheet {
    /// An empty page.
    pub fn new() -> Self {
        Self { content: Content::new() }
    }

    /// Its operators.
    pub fn finish(self) -> Vec<u8> {
        self.content.finish().to_vec()
    }

    /// Writes one line.
    pub fn words(&mut self, letters: &mut Letters, text: &str, style: Style, (x, base): (f32, f32), align: Align) {
        let width = letters.faces.cut(style.bold).width(text, style.size);
        let x = match align {
            Align::Left => x,
            Align::Middle => x - width / 2.0,
            Align::Right => x - width,
        };
        self.colour(style.tone);
        self.content.begin_text();
        self.content.set_font(Name(if style.bold { b"B" } else { b"R" }), style.size);
        self.content.next_line(MARGIN + x, PAGE[1] - base);
        let runs = letters.runs(text, style.bold);
        let mut shown = self.content.show_positioned();
        let mut items = shown.items();
        for run in runs {
            items.show(pdf_writer::Str(&run.glyphs));
            if run.back_thousandths != 0.0 {
                items.adjust(run.back_thousandths);
            }
        }
        drop(items);
        drop(shown);
        self.content.end_text();
    }

    /// Fills a rectangle.
    pub fn fill(&mut self, place: [f32; 4], radius: f32, tone: Tone) {
        self.colour(tone);
        self.path(place, radius);
        self.content.fill_nonzero();
    }

    /// Draws a frame with round corners.
    pub fn frame(&mut self, place: [f32; 4], tone: Tone) {
        let [red, green, blue] = shades(tone);
        self.content.set_stroke_rgb(red, green, blue).set_line_width(0.7);
        self.path(place, 4.0);
        self.content.stroke();
    }

    /// Lays a drawing with its upper left corner there.
    pub fn drawing(&mut self, letters: &mut Letters, drawing: &Drawing, (left, top): (f32, f32)) {
        for shape in &drawing.shapes {
            match shape {
                Shape::Block(block) => {
                    let place = [left + block.x, top + block.y, block.width, block.height];
                    self.fill(place, block.radius.min(block.width / 2.0), block.tone);
                }
                Shape::Label(label) => {
                    let style = Style { size: label.size * 0.94, leading: 0.0, bold: label.bold, tone: label.tone };
                    self.words(letters, &label.text, style, (left + label.x, top + label.y), label.align);
                }
            }
        }
    }

    fn colour(&mut self, tone: Tone) {
        let [red, green, blue] = shades(tone);
        self.content.set_fill_rgb(red, green, blue);
    }

    fn path(&mut self, [x, y, width, height]: [f32; 4], radius: f32) {
        let (left, right) = (MARGIN + x, MARGIN + x + width);
        let (top, bottom) = (PAGE[1] - y, PAGE[1] - y - height);
        let radius = radius.min(width / 2.0).min(height / 2.0);
        if radius <= 0.0 {
            self.content.rect(left, bottom, width, height);
            return;
        }
        let curve = radius * (1.0 - KAPPA);
        let content = &mut self.content;
        content.move_to(left + radius, top).line_to(right - radius, top);
        content.cubic_to(right - curve, top, right, top - curve, right, top - radius).line_to(right, bottom + radius);
        content.cubic_to(right, bottom + curve, right - curve, bottom, right - radius, bottom).line_to(left + radius, bottom);
        content.cubic_to(left + curve, bottom, left, bottom + curve, left, bottom + radius).line_to(left, top - radius);
        content.cubic_to(left, top - curve, left + curve, top, left + radius, top).close_path();
    }
}

fn shades(tone: Tone) -> [f32; 3] {
    rgb(tone).map(|shade| f32::from(shade) / 255.0)
}
