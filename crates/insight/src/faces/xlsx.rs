//! The report as a workbook. Figures are numbers; everything else is written as a text, so a cell that begins with `=` is no formula.

use super::{
    Language, composition,
    words::{self, FindingWords},
};
use crate::report::{Finding, Report, Roubles};
use rust_xlsxwriter::{Color, Format, FormatAlign, Workbook, Worksheet, XlsxError};

/// A workbook that could not be made; it would be our fault.
#[derive(Debug, thiserror::Error)]
#[error("the workbook could not be made: {0}")]
pub struct WorkbookFailed(#[from] XlsxError);

/// Letters Excel keeps in one cell.
const CELL_LETTERS_MAX: usize = 32_000;
/// ISO 216 A4 by Excel's numbering.
const A4: u8 = 9;

/// The workbook.
pub fn workbook(report: &Report, language: Language) -> Result<Vec<u8>, WorkbookFailed> {
    let mut book = Workbook::new();
    summary(&mut book, report, language)?;
    losses(&mut book, report, language)?;
    findings(&mut book, report, language)?;
    hours(&mut book, report, language)?;
    metrics(&mut book, report, language)?;
    rejected(&mut book, report, language)?;
    Ok(book.save_to_buffer()?)
}

/// One cell.
enum Cell {
    Text(String),
    Number(f64),
    Money(f64),
    Share(f64),
    Empty,
}

impl Cell {
    fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    fn count(n: u64) -> Self {
        Self::Number(n as f64)
    }

    fn money(amount: Option<Roubles>) -> Self {
        amount.map_or(Self::Empty, |amount| Self::Money(amount.0))
    }
}

/// A sheet that is filled from above.
struct Sheet<'a> {
    sheet: &'a mut Worksheet,
    row: u32,
    formats: Formats,
}

struct Formats {
    head: Format,
    bold: Format,
    wrapped: Format,
    number: Format,
    money: Format,
    share: Format,
}

impl Formats {
    fn new() -> Self {
        let top = Format::new().set_align(FormatAlign::Top);
        Self {
            head: Format::new()
                .set_bold()
                .set_background_color(Color::RGB(0x00d3_eae0))
                .set_text_wrap()
                .set_align(FormatAlign::VerticalCenter),
            bold: Format::new().set_bold().set_font_size(14),
            wrapped: top.clone().set_text_wrap(),
            number: top.clone().set_num_format("#,##0.##"),
            money: top.clone().set_num_format("#,##0\\ \"₽\""),
            share: top.set_num_format("0.0%"),
        }
    }
}

impl<'a> Sheet<'a> {
    fn new(book: &'a mut Workbook, name: &str, widths: &[f64]) -> Result<Self, XlsxError> {
        let sheet = book.add_worksheet();
        sheet.set_name(name)?;
        sheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0);
        for (column, width) in (0..).zip(widths) {
            sheet.set_column_width(column, *width)?;
        }
        Ok(Self { sheet, row: 0, formats: Formats::new() })
    }

    fn title(&mut self, text: &str) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(self.row, 0, kept(text), &self.formats.bold)?;
        self.row += 1;
        Ok(())
    }

    /// The header, which stays in sight and on every printed page.
    fn head(&mut self, titles: &[&str]) -> Result<(), XlsxError> {
        for (column, title) in (0..).zip(titles) {
            self.sheet.write_string_with_format(self.row, column, *title, &self.formats.head)?;
        }
        self.sheet.set_repeat_rows(self.row, self.row)?;
        self.row += 1;
        self.sheet.set_freeze_panes(self.row, 0)?;
        Ok(())
    }

    fn cells(&mut self, cells: Vec<Cell>) -> Result<(), XlsxError> {
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Cell::Text(text) => self.sheet.write_string_with_format(self.row, column, kept(&text), &self.formats.wrapped)?,
                Cell::Number(value) => self.sheet.write_number_with_format(self.row, column, value, &self.formats.number)?,
                Cell::Money(value) => self.sheet.write_number_with_format(self.row, column, value, &self.formats.money)?,
                Cell::Share(value) => self.sheet.write_number_with_format(self.row, column, value, &self.formats.share)?,
                Cell::Empty => continue,
            };
        }
        self.row += 1;
        Ok(())
    }
}

fn kept(text: &str) -> String {
    text.chars().take(CELL_LETTERS_MAX).collect()
}

fn summary(book: &mut Workbook, report: &Report, language: Language) -> Result<(), XlsxError> {
    let composed = composition::compose(report, language);
    let mut sheet = Sheet::new(book, language.pick("Итог", "Summary"), &[46.0, 18.0, 18.0, 60.0])?;
    sheet.title(&composed.title)?;
    for line in std::iter::once(&composed.subtitle).chain(&composed.lead) {
        sheet.sheet.write_string(sheet.row, 0, kept(line))?;
        sheet.row += 1;
    }
    sheet.row += 1;
    let net = report.net.as_ref();
    let rows = [
        (language.pick("Звонков клиентов", "Calls of clients"), Cell::count(report.attempts)),
        (language.pick("Разных людей", "Different people"), Cell::count(report.people)),
        (language.pick("Поговорили сразу", "Talked to at once"), Cell::count(report.served)),
        (language.pick("Дозвонились ещё раз", "Rang again"), Cell::count(report.rang_again)),
        (language.pick("Перезвонили вы", "Called back"), Cell::count(report.called_back)),
        (language.pick("Потеряно людей", "People lost"), Cell::count(report.unrecovered)),
        (language.pick("Звонков не в счёт", "Calls left out"), Cell::count(report.excluded)),
        (language.pick("Как считают обычно", "As usually counted"), Cell::money(report.gross.amount)),
        (language.pick("Потеряно на самом деле", "Really lost"), Cell::money(net.map(|net| net.median))),
        (language.pick("… не меньше (9 из 10)", "… at least (9 in 10)"), Cell::money(net.map(|net| net.low))),
        (language.pick("… не больше (9 из 10)", "… at most (9 in 10)"), Cell::money(net.map(|net| net.high))),
    ];
    for (name, cell) in rows {
        sheet.cells(vec![Cell::text(name), cell])?;
    }
    sheet.row += 1;
    let heads = [("Что вычли", "What is taken off"), ("Сколько", "How many"), ("Сумма", "Amount"), ("Почему", "Why")];
    sheet.head(&heads.map(|(russian, english)| language.pick(russian, english)))?;
    // Only the tables of the other sheets are long enough for a header that stays.
    sheet.sheet.set_freeze_panes(0, 0)?;
    for line in &report.waterfall {
        let (what, why) = words::waterfall(&line.what, language);
        let many = line.count.map_or(Cell::Empty, Cell::count);
        sheet.cells(vec![Cell::Text(what), many, Cell::Money(line.amount.0), Cell::text(why)])?;
    }
    Ok(())
}

fn losses(book: &mut Workbook, report: &Report, language: Language) -> Result<(), XlsxError> {
    let mut sheet = Sheet::new(book, language.pick("Потери", "Losses"), &[26.0, 44.0, 12.0, 18.0])?;
    let heads = [("Шаг", "Step"), ("Причина", "Cause"), ("Людей", "People"), ("Деньги", "Money")];
    sheet.head(&heads.map(|(russian, english)| language.pick(russian, english)))?;
    for line in &report.losses {
        let (step, cause) = (words::step(line.step, language), words::cause(line.cause, language));
        sheet.cells(vec![Cell::text(step), Cell::text(cause), Cell::count(line.people), Cell::money(line.net)])?;
    }
    Ok(())
}

fn findings(book: &mut Workbook, report: &Report, language: Language) -> Result<(), XlsxError> {
    let widths = [34.0, 24.0, 12.0, 16.0, 50.0, 40.0, 30.0, 30.0, 22.0];
    let mut sheet = Sheet::new(book, language.pick("Что поправить", "What to change"), &widths)?;
    let heads = [
        ("Что происходит", "What happens"),
        ("Шаг", "Step"),
        ("Людей", "People"),
        ("Деньги", "Money"),
        ("Что сделать", "What to do"),
        ("Что это даст", "What it brings"),
        ("Кто", "Who"),
        ("Номера", "Numbers"),
        ("Уверенность", "Confidence"),
    ];
    sheet.head(&heads.map(|(russian, english)| language.pick(russian, english)))?;
    for finding in &report.findings {
        sheet.cells(finding_cells(finding, language))?;
    }
    Ok(())
}

fn finding_cells(finding: &Finding, language: Language) -> Vec<Cell> {
    let FindingWords { title, advice, effect } = words::finding(finding, language);
    let names = |all: &[(String, u64)]| all.iter().map(|(label, people)| format!("{label} ({people})")).collect::<Vec<_>>().join(", ");
    vec![
        Cell::Text(title),
        Cell::text(words::step(finding.step, language)),
        Cell::count(finding.people),
        Cell::money(finding.net),
        Cell::Text(advice),
        effect.map_or(Cell::Empty, Cell::Text),
        Cell::Text(names(&finding.who)),
        Cell::Text(names(&finding.numbers)),
        Cell::Text(words::confidence(&finding.confidence, language)),
    ]
}

fn hours(book: &mut Workbook, report: &Report, language: Language) -> Result<(), XlsxError> {
    let mut sheet = Sheet::new(book, language.pick("Часы", "Hours"), &[10.0])?;
    let hours: Vec<String> = (0..24).map(|hour| hour.to_string()).collect();
    let heads: Vec<&str> = std::iter::once(language.pick("День", "Day")).chain(hours.iter().map(String::as_str)).collect();
    sheet.head(&heads)?;
    for (day, counts) in words::days(language).iter().zip(&report.when) {
        let counts = counts.iter().map(|count| Cell::count(u64::from(*count)));
        sheet.cells(std::iter::once(Cell::text(*day)).chain(counts).collect())?;
    }
    Ok(())
}

fn metrics(book: &mut Workbook, report: &Report, language: Language) -> Result<(), XlsxError> {
    let mut sheet = Sheet::new(book, language.pick("Показатели", "Figures"), &[44.0, 14.0, 14.0, 16.0, 80.0, 34.0])?;
    let heads = [
        ("Показатель", "Figure"),
        ("Значение", "Value"),
        ("Единица", "Unit"),
        ("Посчитано по", "Counted over"),
        ("Что это значит", "What it means"),
        ("Имя в JSON", "Name in JSON"),
    ];
    sheet.head(&heads.map(|(russian, english)| language.pick(russian, english)))?;
    for metric in &report.metrics {
        let said = words::metric(&metric.name, language);
        let value = match (metric.value, metric.unit.as_str()) {
            (None, _) => Cell::Empty,
            (Some(value), "share") => Cell::Share(value),
            (Some(value), _) => Cell::Number(value),
        };
        let unit = words::unit(&metric.unit, language);
        sheet.cells(vec![
            Cell::Text(said.name),
            value,
            Cell::Text(unit),
            Cell::count(metric.sample),
            Cell::text(said.definition),
            Cell::text(&metric.name),
        ])?;
    }
    Ok(())
}

fn rejected(book: &mut Workbook, report: &Report, language: Language) -> Result<(), XlsxError> {
    let mut sheet = Sheet::new(book, language.pick("Не вошло в счёт", "Not counted"), &[12.0, 44.0, 90.0, 40.0])?;
    let heads = [("Строка файла", "Row of the file"), ("Почему", "Why"), ("Что в ней", "What stood there"), ("Файл", "File")];
    sheet.head(&heads.map(|(russian, english)| language.pick(russian, english)))?;
    for row in &report.rejected {
        let reason = Cell::Text(words::reason(&row.reason, language));
        sheet.cells(vec![Cell::count(row.row), reason, Cell::text(&row.text), Cell::text(row.file.as_deref().unwrap_or_default())])?;
    }
    Ok(())
}
