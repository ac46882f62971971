//! The sections of the report, each left out when it has nothing to say.

use super::{Column, FindingCard, Part, Section, Table};
use crate::{
    faces::{
        Language,
        charts::{Chart, Hours, Strip, Strips},
        drawing::Tone,
        figures::{count, counted, money},
        words,
    },
    report::{Finding, LossLine, RejectedRow, Report, Roubles, SourceFile},
};

/// Bars drawn; what is cheaper is in the table.
const BARS_MAX: usize = 12;
/// Rows of a table on paper; all of them are in the workbook and in the JSON.
const ROWS_MAX: usize = 40;
/// Names said of a finding.
const NAMES_MAX: usize = 5;

/// All sections that have something to say.
pub fn all(report: &Report, language: Language) -> Vec<Section> {
    let sections = [
        losses(report, language),
        findings(report, language),
        hours(report, language),
        waterfall(report, language),
        metrics(report, language),
        source(report, language),
        method(language),
    ];
    sections.into_iter().filter(|section| !section.parts.is_empty()).collect()
}

fn losses(report: &Report, language: Language) -> Section {
    let heading = language.pick("Где и почему уходят", "Where and why they leave");
    if report.losses.is_empty() {
        return Section { heading, parts: Vec::new() };
    }
    let lead = language.pick(
        "Каждый потерянный человек записан на последний шаг, до которого дошёл.",
        "Everybody lost is written to the last step he reached.",
    );
    let parts =
        vec![Part::Paragraph(lead.to_owned()), Part::Chart(losses_chart(report, language)), Part::Table(losses_table(report, language))];
    Section { heading, parts }
}

/// Bars of the losses by step and cause.
pub fn losses_chart(report: &Report, language: Language) -> Chart {
    let knows_money = report.losses.iter().any(|line| line.net.is_some());
    let strip = |line: &LossLine| {
        let net = line.net.map(|net| money(net, language));
        let lost = counted(line.people, language, words::people(language));
        let to = if knows_money { line.net.map_or(0.0, |net| net.0) } else { line.people as f64 };
        let (figure, subfigure) = net.map_or((lost.clone(), String::new()), |net| (net, lost.clone()));
        let (title, note) = (words::step(line.step, language).to_owned(), words::cause(line.cause, language).to_owned());
        Strip { title, note, figure, subfigure, from: 0.0, to: to.max(0.0), tone: Tone::Red }
    };
    let said = language.pick("Потери по шагам и причинам", "Losses by step and cause").to_owned();
    Chart::Strips(Strips { said, strips: report.losses.iter().take(BARS_MAX).map(strip).collect() })
}

fn losses_table(report: &Report, language: Language) -> Table {
    let columns = vec![
        Column::words(language.pick("Шаг", "Step"), 0.24),
        Column::words(language.pick("Причина", "Cause"), 0.38),
        Column::figure(language.pick("Людей", "People"), 0.12),
        Column::figure(language.pick("Доля", "Share"), 0.10),
        Column::figure(language.pick("Деньги", "Money"), 0.16),
    ];
    let people: u64 = report.losses.iter().map(|line| line.people).fold(0, u64::saturating_add);
    let net = |net: Option<Roubles>| net.map_or_else(|| "—".to_owned(), |net| money(net, language));
    let share = |part: u64| crate::faces::figures::share(part as f64 / people.max(1) as f64, language);
    let row = |line: &LossLine| {
        let (step, cause) = (words::step(line.step, language), words::cause(line.cause, language));
        vec![step.to_owned(), cause.to_owned(), count(line.people), share(line.people), net(line.net)]
    };
    let sum = report.losses.iter().filter_map(|line| line.net).map(|net| net.0).sum::<f64>();
    let total_net = report.losses.iter().any(|line| line.net.is_some()).then_some(Roubles(sum));
    let total = vec![language.pick("Всего", "Total").to_owned(), String::new(), count(people), share(people), net(total_net)];
    Table { columns, rows: report.losses.iter().map(row).collect(), total: Some(total) }
}

fn hours(report: &Report, language: Language) -> Section {
    let heading = language.pick("Когда уходят", "When they leave");
    if report.when.iter().flatten().all(|count| *count == 0) {
        return Section { heading, parts: Vec::new() };
    }
    let zone = &report.source.time_zone;
    let lead = match language {
        Language::Russian => format!("Потерянные люди по дням недели и часам, местное время ({zone})."),
        Language::English => format!("People lost by weekday and hour, local time ({zone})."),
    };
    Section { heading, parts: vec![Part::Paragraph(lead), Part::Chart(hours_chart(&report.when, language))] }
}

/// The weekday × hour picture.
pub fn hours_chart(when: &[[u32; 24]], language: Language) -> Chart {
    Chart::Hours(Box::new(hours_of(when, language)))
}

fn hours_of(when: &[[u32; 24]], language: Language) -> Hours {
    let mut counts = [[0; 24]; 7];
    for (day, counted) in counts.iter_mut().zip(when) {
        *day = *counted;
    }
    let said = language.pick("Потерянные люди по дням недели и часам", "People lost by weekday and hour").to_owned();
    Hours { said, days: words::days(language), counts, total: language.pick("всего", "all"), is_compact: false }
}

fn waterfall(report: &Report, language: Language) -> Section {
    let heading = language.pick("От обычного счёта к настоящему", "From the usual figure to the real one");
    if report.waterfall.len() < 2 {
        return Section { heading, parts: Vec::new() };
    }
    let columns = vec![
        Column::words(language.pick("Что", "What"), 0.30),
        Column::figure(language.pick("Сколько", "How many"), 0.11),
        Column::figure(language.pick("Сумма", "Amount"), 0.17),
        Column::words(language.pick("Почему", "Why"), 0.42),
    ];
    let rows = report.waterfall.iter().take(ROWS_MAX).map(|line| {
        let (what, why) = words::waterfall(&line.what, language);
        vec![what, line.count.map(count).unwrap_or_default(), money(line.amount, language), why.to_owned()]
    });
    let table = Table { columns, rows: rows.collect(), total: None };
    Section { heading, parts: vec![Part::Chart(waterfall_chart(report, language)), Part::Table(table)] }
}

/// The way from gross to net.
pub fn waterfall_chart(report: &Report, language: Language) -> Chart {
    let mut level = 0.0;
    let strip = |line: &crate::report::WaterfallLine| {
        let is_end = matches!(line.what.as_str(), "gross" | "net");
        let from = if is_end { 0.0 } else { level };
        let to = from + line.amount.0;
        level = to;
        let tone = match line.what.as_str() {
            "net" => Tone::Red,
            "gross" => Tone::Green,
            _ => Tone::Grey,
        };
        let title = words::waterfall(&line.what, language).0;
        let figure = money(line.amount, language);
        Strip { title, note: String::new(), figure, subfigure: String::new(), from: from.max(0.0), to: to.max(0.0), tone }
    };
    let said = language.pick("От обычного счёта к настоящему", "From the usual figure to the real one").to_owned();
    Chart::Strips(Strips { said, strips: report.waterfall.iter().take(BARS_MAX).map(strip).collect() })
}

fn findings(report: &Report, language: Language) -> Section {
    let heading = language.pick("Что поправить", "What to change");
    let cards = report.findings.iter().take(ROWS_MAX).map(|finding| Part::Finding(Box::new(card(finding, language))));
    Section { heading, parts: cards.collect() }
}

fn card(finding: &Finding, language: Language) -> FindingCard {
    let lost = counted(finding.people, language, words::people(language));
    let loss = finding.net.map_or(lost.clone(), |net| format!("{lost} · {}", money(net, language)));
    let names = |all: &[(String, u64)]| {
        let said = all.iter().take(NAMES_MAX).map(|(label, people)| format!("{label} ({})", count(*people)));
        said.collect::<Vec<_>>().join(", ")
    };
    let mut facts = vec![(language.pick("Где", "Where").to_owned(), place(finding, language))];
    if !finding.who.is_empty() {
        facts.push((language.pick("Кто", "Who").to_owned(), names(&finding.who)));
    }
    if !finding.numbers.is_empty() {
        facts.push((language.pick("На какие номера", "On which numbers").to_owned(), names(&finding.numbers)));
    }
    facts.extend(words::roster(finding, language));
    let has_hours = finding.when.iter().flatten().any(|count| *count > 0);
    let hours = has_hours.then(|| Chart::Hours(Box::new(Hours { is_compact: true, ..hours_of(&finding.when, language) })));
    FindingCard {
        words: words::finding(finding, language),
        loss,
        confidence: words::confidence(&finding.confidence, language),
        facts,
        hours,
    }
}

fn place(finding: &Finding, language: Language) -> String {
    format!("{}: {}", words::step(finding.step, language), words::cause(finding.cause, language))
}

fn metrics(report: &Report, language: Language) -> Section {
    let columns = vec![
        Column::words(language.pick("Показатель", "Figure"), 0.28),
        Column::figure(language.pick("Значение", "Value"), 0.13),
        Column::figure(language.pick("Посчитано по", "Counted over"), 0.14),
        Column::words(language.pick("Что это значит", "What it means"), 0.45),
    ];
    let rows = report.metrics.iter().map(|metric| {
        let said = words::metric(&metric.name, language);
        vec![said.name, words::value(metric, language), count(metric.sample), said.definition.to_owned()]
    });
    let table = Table { columns, rows: rows.collect(), total: None };
    let parts = if table.rows.is_empty() { Vec::new() } else { vec![Part::Table(table)] };
    Section { heading: language.pick("Показатели и что они значат", "Figures and what they mean"), parts }
}

fn source(report: &Report, language: Language) -> Section {
    let mut parts = Vec::new();
    let mut notes = left_out(report, language);
    if report.source.doubled > 0 {
        let doubled = counted(report.source.doubled, language, words::rows(language));
        notes.push(match language {
            Language::Russian => format!("Повторялось и сосчитано один раз: {doubled}."),
            Language::English => format!("Said twice and counted once: {doubled}."),
        });
    }
    if report.source.overlapping > 0 {
        let overlapping = counted(report.source.overlapping, language, words::rows(language));
        notes.push(match language {
            Language::Russian => format!("Из них уже были в других файлах: {overlapping}."),
            Language::English => format!("Of those, already in another file: {overlapping}."),
        });
    }
    if !report.source.too_little_for.is_empty() {
        let about: Vec<_> = report.source.too_little_for.iter().map(|kind| words::looked_for(kind, language)).collect();
        notes.push(format!("{}: {}.", language.pick("Слишком мало звонков, чтобы судить про", "Too few calls to judge"), about.join(", ")));
    }
    if !notes.is_empty() {
        parts.push(Part::List(notes));
    }
    if !report.source.cannot_tell.is_empty() {
        let lead = language.pick(
            "Чего эти данные не говорят; об этом отчёт молчит, а не гадает:",
            "What this data does not tell; here the report is silent and does not guess:",
        );
        parts.push(Part::Paragraph(lead.to_owned()));
        parts.push(Part::List(report.source.cannot_tell.iter().map(|code| words::cannot_tell(code, language)).collect()));
    }
    parts.extend(files(report, language));
    parts.extend(rejected(report, language));
    Section { heading: language.pick("Что прочитано и что нет", "What was read and what was not"), parts }
}

fn left_out(report: &Report, language: Language) -> Vec<String> {
    if report.exclusions.is_empty() {
        return Vec::new();
    }
    let rules = report.exclusions.iter().map(|left| format!("{} — {}", words::exclusion(left.rule, language), count(left.calls)));
    let rules = rules.collect::<Vec<_>>().join(", ");
    vec![format!("{}: {rules}.", language.pick("Звонки не в счёт", "Calls left out"))]
}

/// What each of several files added.
fn files(report: &Report, language: Language) -> Option<Part> {
    if report.source.files.is_empty() {
        return None;
    }
    let columns = vec![
        Column::words(language.pick("Файл", "File"), 0.4),
        Column::figure(language.pick("Строк", "Rows"), 0.15),
        Column::figure(language.pick("Новых звонков", "New calls"), 0.15),
        Column::figure(language.pick("Уже были", "Already there"), 0.15),
        Column::figure(language.pick("Не вошли", "Not counted"), 0.15),
    ];
    let figures = |file: &SourceFile| [file.rows, file.calls, file.overlapping, file.rejected].map(count);
    let rows = report.source.files.iter().map(|file| [vec![file.name.clone()], figures(file).into()].concat());
    Some(Part::Table(Table { columns, rows: rows.collect(), total: None }))
}

fn rejected(report: &Report, language: Language) -> Vec<Part> {
    if report.rejected.is_empty() {
        return Vec::new();
    }
    let columns = vec![
        Column::figure(language.pick("Строка", "Row"), 0.1),
        Column::words(language.pick("Почему", "Why"), 0.35),
        Column::words(language.pick("Что в ней", "What stood there"), 0.55),
    ];
    let rows = report.rejected.iter().take(ROWS_MAX);
    let text = |row: &RejectedRow| row.file.as_ref().map_or_else(|| row.text.clone(), |file| format!("{file}: {}", row.text));
    let rows = rows.map(|row| vec![count(row.row), words::reason(&row.reason, language), text(row)]);
    let total = report.source.rejected.max(report.rejected.len() as u64);
    let shown = report.rejected.len().min(ROWS_MAX) as u64;
    let not_counted = counted(total, language, words::rows(language));
    let lead = match language {
        Language::Russian if shown < total => format!("Не вошло в счёт: {not_counted}. Первые {}:", count(shown)),
        Language::Russian => format!("Не вошло в счёт: {not_counted}."),
        Language::English if shown < total => format!("Not counted: {not_counted}. The first {}:", count(shown)),
        Language::English => format!("Not counted: {not_counted}."),
    };
    vec![Part::Paragraph(lead), Part::Table(Table { columns, rows: rows.collect(), total: None })]
}

fn method(language: Language) -> Section {
    let said: &[&str] = match language {
        Language::Russian => &[
            "Потерян — человек, с которым так и не поговорили: ни сразу, ни когда он набрал ещё раз, ни когда перезвонили ему. Пять попыток одного человека — одна потеря.",
            "Как считают обычно: пропущенные звонки × доля покупающих × средний чек.",
            "На самом деле: потерянные люди × (доля покупающих после разговора − доля тех, кто купит и так) × средний чек × маржа.",
            "Границы — в восьми случаях из десяти: доли известны лишь приблизительно, и мы это учитываем.",
        ],
        Language::English => &[
            "Lost is a person nobody talked to: not at once, not when he rang again, not by calling him back. Five attempts of one person are one loss.",
            "As usually counted: missed calls × share that buys × average price.",
            "Really: people lost × (share that buys after a talk − share that buys anyway) × average price × margin.",
            "The bounds hold eight times in ten: shares are known only roughly, and that is counted in.",
        ],
    };
    let said = said.iter().map(|line| (*line).to_owned()).collect();
    Section { heading: language.pick("Как посчитано", "How it was counted"), parts: vec![Part::List(said)] }
}
