//! Tables that go over pages: the header again on each, no row broken, the sum never alone.

use super::flow::{Flow, Style, WIDTH};
use crate::faces::{
    composition::{Column, Table},
    drawing::{Align, Tone},
};

const CELL: Style = Style { size: 9.0, leading: 12.0, bold: false, tone: Tone::Ink };
const HEAD: Style = Style { size: 8.5, tone: Tone::Dim, ..CELL };
const SUM: Style = Style { bold: true, ..CELL };
/// Between columns, and above and below a row.
const GUTTER: f32 = 10.0;
const PADDING: f32 = 3.5;
/// Of one cell; what is longer is in the workbook.
const CELL_LINES_MAX: usize = 8;

/// A row, measured.
struct Row {
    cells: Vec<Vec<String>>,
    style: Style,
    height: f32,
}

/// Lays the table.
pub fn lay(flow: &mut Flow, table: &Table) {
    let titles: Vec<String> = table.columns.iter().map(|column| column.title.to_owned()).collect();
    let head = measure(flow, table, &titles, HEAD);
    let total = table.total.as_ref().map(|total| measure(flow, table, total, SUM));
    let total_height = total.as_ref().map_or(0.0, |row| row.height);
    flow.gap(4.0);
    let first_height = table.rows.first().map_or(0.0, |row| measure(flow, table, row, CELL).height);
    flow.keep(head.height + first_height + total_height);
    draw(flow, table, &head);
    for (place, row) in table.rows.iter().enumerate() {
        let row = measure(flow, table, row, CELL);
        let with_it = if place + 1 == table.rows.len() { total_height } else { 0.0 };
        if !flow.fits(row.height + with_it) {
            flow.keep(row.height + with_it);
            draw(flow, table, &head);
        }
        draw(flow, table, &row);
    }
    if let Some(total) = total {
        draw(flow, table, &total);
    }
}

fn measure(flow: &Flow, table: &Table, cells: &[String], style: Style) -> Row {
    let broken = |(column, cell): (&Column, &String)| {
        let lines = flow.broken(cell, style, column.share * WIDTH - GUTTER, CELL_LINES_MAX);
        lines.into_iter().map(|(line, _)| line).collect::<Vec<_>>()
    };
    let cells: Vec<_> = table.columns.iter().zip(cells).map(broken).collect();
    let lines = cells.iter().map(Vec::len).max().unwrap_or(1);
    Row { cells, style, height: lines as f32 * style.leading + 2.0 * PADDING }
}

fn draw(flow: &mut Flow, table: &Table, row: &Row) {
    let top = flow.take(row.height);
    let mut x = 0.0;
    for (place, (column, lines)) in table.columns.iter().zip(&row.cells).enumerate() {
        let width = column.share * WIDTH;
        let inside = if place + 1 == table.columns.len() { width } else { width - GUTTER };
        let (at, align) = if column.is_figure { (x + inside, Align::Right) } else { (x, Align::Left) };
        for (number, line) in lines.iter().enumerate() {
            let base = top + PADDING + row.style.leading * (number as f32 + 0.76);
            flow.words_aligned(line, row.style, (at, base), (width, align));
        }
        x += width;
    }
    flow.line(top + row.height - 0.5, 0.5, if row.style == HEAD { Tone::Grey } else { Tone::Faint });
}
