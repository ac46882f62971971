//! The top of the report: of what it is, the result in sentences, the large figures.

use super::Tile;
use crate::{
    faces::{
        Language,
        figures::{about, count, counted, money, plural},
        words,
    },
    report::{Net, Report, Source},
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// Of what and of when: `1–30 сентября 2026 · MANGO OFFICE · 4 812 строк`.
pub fn subtitle(report: &Report, language: Language) -> String {
    let source = &report.source;
    let mut said = Vec::from_iter(period(source, language));
    if !source.format.is_empty() {
        said.push(words::format(&source.format, language));
    }
    if source.rows > 0 {
        said.push(counted(source.rows, language, words::rows(language)));
    }
    if source.calls > 0 {
        said.push(counted(source.calls, language, words::calls(language)));
    }
    said.join(" · ")
}

fn period(source: &Source, language: Language) -> Option<String> {
    let zone = TimeZone::get(&source.time_zone).unwrap_or(TimeZone::UTC);
    let day = |text: &Option<String>| Some(text.as_ref()?.parse::<Timestamp>().ok()?.to_zoned(zone.clone()).date());
    let (from, to) = (day(&source.from)?, day(&source.to)?);
    Some(if from == to { date(from, language) } else { span(from, to, language) })
}

fn span(from: Date, to: Date, language: Language) -> String {
    if (from.year(), from.month()) == (to.year(), to.month()) {
        return format!("{}–{}", from.day(), date(to, language));
    }
    format!("{} — {}", date(from, language), date(to, language))
}

fn date(date: Date, language: Language) -> String {
    let months = match language {
        Language::Russian => {
            ["января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"]
        }
        Language::English => {
            ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
        }
    };
    let month = months[usize::from(date.month().unsigned_abs().clamp(1, 12)) - 1];
    format!("{}\u{a0}{month} {}", date.day(), date.year())
}

/// The result in sentences.
pub fn lead(report: &Report, language: Language) -> Vec<String> {
    let lost = counted(report.unrecovered, language, words::people(language));
    let is_answered = report.waterfall.iter().find(|line| line.what == "answered");
    let mut said = vec![match (language, report.unrecovered) {
        (Language::Russian, 0) => "Никто не потерян: со всеми, кто звонил, в итоге поговорили.".to_owned(),
        (Language::English, 0) => "Nobody was lost: everybody who rang was talked to in the end.".to_owned(),
        (Language::Russian, n) => {
            let verb = plural(n, language, ["так и не дозвонился и ушёл", "так и не дозвонились и ушли", "так и не дозвонились и ушли"]);
            format!("{lost} {verb}. {}", cost(report.net.as_ref(), language))
        }
        (Language::English, _) => format!("{lost} never got through and left. {}", cost(report.net.as_ref(), language)),
    }];
    said.push(fates(report, language));
    if report.still_open > 0 {
        said.push(still_open(report.still_open, language));
    }
    if let Some(answered) = is_answered.and_then(|line| line.count) {
        said.push(answered_note(answered, report.gross.missed_calls, language));
    }
    said
}

fn cost(net: Option<&Net>, language: Language) -> String {
    let Some(net) = net else {
        return language
            .pick(
                "Чтобы назвать сумму, нужны средний чек, доля покупающих и маржа.",
                "To name a sum, the average price, the share that buys and the margin are needed.",
            )
            .to_owned();
    };
    let [median, low, high] = [net.median, net.low, net.high].map(|amount| about(amount, language));
    match language {
        Language::Russian => format!("Это около {median} прибыли; в восьми случаях из десяти — от {low} до {high}."),
        Language::English => format!("That is about {median} of profit; eight times in ten between {low} and {high}."),
    }
}

fn fates(report: &Report, language: Language) -> String {
    let tried = counted(report.people, language, words::people(language));
    let [served, again, back] = [report.served, report.rang_again, report.called_back].map(count);
    let served_at_once = report.served > 0;
    match language {
        Language::Russian => {
            let at_once = if served_at_once { format!("{served} — сразу, ") } else { String::new() };
            format!(
                "Всего пытались дозвониться: {tried}. Из них поговорили: {at_once}{again} — дозвонившись ещё раз, {back} — когда перезвонили вы."
            )
        }
        Language::English => {
            let at_once = if served_at_once { format!("{served} at once, ") } else { String::new() };
            format!("{tried} tried in all. Talked to: {at_once}{again} after ringing again, {back} when you called back.")
        }
    }
}

fn still_open(people: u64, language: Language) -> String {
    let people = counted(people, language, words::people(language));
    match language {
        Language::Russian => format!("Ещё не поздно: {people} из потерянных звонили в последние часы, и им можно перезвонить."),
        Language::English => format!("Not too late yet: {people} of those lost rang in the last hours and can still be called back."),
    }
}

fn answered_note(answered: u64, of: u64, language: Language) -> String {
    match language {
        Language::Russian => format!(
            "Из {} «потерянных» на {} ответили: разговор был, не было следующего шага. Пропущенными они не были.",
            count(of),
            counted(answered, language, words::calls(language)),
        ),
        Language::English => format!(
            "Of {} said to be lost, {} answered: they were talked to and went no further. They were not missed.",
            count(of),
            if answered == 1 { "1 was".to_owned() } else { format!("{} were", count(answered)) },
        ),
    }
}

/// The large figures.
pub fn tiles(report: &Report, language: Language) -> Vec<Tile> {
    let mut tiles = vec![people_tile(report, language)];
    tiles.push(Tile {
        name: language.pick("Потеряно", "Lost"),
        figure: count(report.unrecovered),
        note: plural(report.unrecovered, language, words::people(language)).to_owned(),
        is_loss: report.unrecovered > 0,
    });
    if let Some(net) = &report.net {
        let (low, high) = (about(net.low, language), about(net.high, language));
        let note = match language {
            Language::Russian => format!("от {low} до {high}"),
            Language::English => format!("{low} to {high}"),
        };
        tiles.push(Tile {
            name: language.pick("Это стоит", "It costs"),
            figure: money(net.median, language),
            note,
            is_loss: net.median.0 > 0.0,
        });
    }
    if let Some(gross) = report.gross.amount {
        let missed = counted(report.gross.missed_calls, language, words::missed_calls(language));
        let name = language.pick("Обычно сказали бы", "Usually one would say");
        tiles.push(Tile { name, figure: money(gross, language), note: missed, is_loss: false });
    }
    tiles
}

fn people_tile(report: &Report, language: Language) -> Tile {
    let name = language.pick("Пытались дозвониться", "Tried to get through");
    let calls = counted(report.attempts, language, words::calls(language));
    Tile { name, figure: count(report.people), note: calls, is_loss: false }
}
