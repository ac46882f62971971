//! A drawing as SVG. Colours stand in the shapes, and classes beside them, so that a page can make them its own (dark, print).

use super::{
    drawing::{Align, Block, Drawing, Label, Shape, Tone},
    html::escaped,
};
use std::fmt::Write;

/// The drawing as one `<svg>` element.
pub fn drawn(drawing: &Drawing) -> String {
    let (width, height, said) = (drawing.width, drawing.height, escaped(&drawing.said));
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" \
         font-family=\"PT Sans, system-ui, Segoe UI, Roboto, DejaVu Sans, sans-serif\"><title>{said}</title>"
    );
    for shape in &drawing.shapes {
        match shape {
            Shape::Block(block) => push_block(&mut svg, block),
            Shape::Label(label) => push_label(&mut svg, label),
        }
    }
    svg.push_str("</svg>");
    svg
}

fn push_block(svg: &mut String, block: &Block) {
    let Block { x, y, width, height, radius, tone } = block;
    let (class, colour) = (class(*tone), hex(*tone));
    write!(
        svg,
        "<rect class=\"{class}\" fill=\"{colour}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"{radius}\"/>"
    )
    .expect("a string takes everything");
}

fn push_label(svg: &mut String, label: &Label) {
    let Label { x, y, size, align, bold, tone, text } = label;
    let (class, colour, text) = (class(*tone), hex(*tone), escaped(text));
    let anchor = match align {
        Align::Left => "start",
        Align::Middle => "middle",
        Align::Right => "end",
    };
    let weight = if *bold { " font-weight=\"700\"" } else { "" };
    write!(
        svg,
        "<text class=\"{class}\" fill=\"{colour}\" x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\" text-anchor=\"{anchor}\"{weight}>{text}</text>"
    )
    .expect("a string takes everything");
}

/// The name of a meaning in the page's styles.
pub const fn class(tone: Tone) -> &'static str {
    match tone {
        Tone::Ink => "ink",
        Tone::Dim => "dim",
        Tone::Faint => "faint",
        Tone::Red => "red",
        Tone::Grey => "grey",
        Tone::Green => "green",
        Tone::Heat(0) => "h0",
        Tone::Heat(1) => "h1",
        Tone::Heat(2) => "h2",
        Tone::Heat(3) => "h3",
        Tone::Heat(_) => "h4",
        Tone::OnHeat => "onheat",
    }
}

fn hex(tone: Tone) -> String {
    let [red, green, blue] = rgb(tone);
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// The colour of a meaning on white; those of the console's light theme.
pub const fn rgb(tone: Tone) -> [u8; 3] {
    match tone {
        Tone::Ink => [0x16, 0x20, 0x1c],
        Tone::Dim => [0x55, 0x60, 0x5b],
        Tone::Faint => [0xe3, 0xe7, 0xe5],
        Tone::Red => [0xc5, 0x3a, 0x3a],
        Tone::Grey => [0xb4, 0xbd, 0xb9],
        Tone::Green => [0x17, 0x70, 0x4d],
        Tone::Heat(0) => [0xf3, 0xf5, 0xf4],
        Tone::Heat(1) => [0xf8, 0xd9, 0xd9],
        Tone::Heat(2) => [0xef, 0xb1, 0xb1],
        Tone::Heat(3) => [0xe6, 0x7f, 0x7f],
        Tone::Heat(_) => [0xc5, 0x3a, 0x3a],
        Tone::OnHeat => [0xff, 0xff, 0xff],
    }
}
