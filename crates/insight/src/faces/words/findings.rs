//! Findings as a person would say them: what happens, and what to do. Made of the finding's kind and values.

use super::{cause, days, people, readable, step};
use crate::{
    faces::{Language, figures},
    report::{Finding, Prediction},
};

/// A finding in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingWords {
    /// What happens.
    pub title: String,
    /// What to do.
    pub advice: String,
    /// What it would bring, or why that cannot be told.
    pub effect: Option<String>,
}

/// The words of a finding.
pub fn finding(finding: &Finding, language: Language) -> FindingWords {
    let values = Values { pairs: &finding.proposal, language };
    let (title, advice) = match language {
        Language::Russian => russian(finding, &values),
        Language::English => english(finding, &values),
    };
    FindingWords { title, advice, effect: told_effect(finding, language) }
}

/// The roster of a staffing proposal: for each day its shifts, `09:00–11:00: 3, …`.
pub fn roster(finding: &Finding, language: Language) -> Vec<(String, String)> {
    let of_day = |(place, day): (usize, &&'static str)| {
        let name = format!("staff_{}", place + 1);
        let (_, shifts) = finding.proposal.iter().find(|(found, _)| *found == name)?;
        let shift = |text: &str| {
            text.rsplit_once(' ').map_or_else(|| text.to_owned(), |(hours, people)| format!("{}: {people}", hours.replace('-', "–")))
        };
        Some(((*day).to_owned(), shifts.split(", ").map(shift).collect::<Vec<_>>().join(", ")))
    };
    days(language).iter().enumerate().filter_map(of_day).collect()
}

fn told_effect(finding: &Finding, language: Language) -> Option<String> {
    let predicted = finding.predicted.as_ref().map(|prediction| effect(prediction, language));
    predicted.or_else(|| finding.unpredicted.as_deref().and_then(|why| unpredicted(why, language)))
}

/// Why nothing is predicted; nothing where there is no more to say.
fn unpredicted(why: &str, language: Language) -> Option<String> {
    let (russian, english) = match why {
        "too_few_cases" => ("таких случаев пока слишком мало", "there were too few such cases so far"),
        "lines_were_free" => (
            "оператор отказывал, когда линии были свободны, — по звонкам не узнать почему",
            "the carrier refused calls while lines were free, and calls do not tell why",
        ),
        "nobody_known" => (
            "по звонкам не узнать, кто должен был взять этого клиента сразу",
            "calls do not tell who should have had the client to begin with",
        ),
        "staff_unknown" => ("по звонкам не узнать, сколько людей в смене", "calls do not tell how many are on the shift"),
        _ => return None,
    };
    Some(match language {
        Language::Russian => format!("Сколько это удержит, не предсказать: {russian}."),
        Language::English => format!("What it would keep cannot be told: {english}."),
    })
}

fn effect(prediction: &Prediction, language: Language) -> String {
    let number = |value: f64| figures::decimal(value.max(0.0), 0, language);
    let whole = prediction.people.max(0.0).round() as u64;
    let kept = figures::counted(whole, language, people(language));
    let (low, high) = (number(prediction.low), number(prediction.high));
    let net = prediction.net.map(|net| format!(", {}", figures::about(net, language))).unwrap_or_default();
    match language {
        Language::Russian => format!("За такой же срок это удержит {kept}{net}; в девятнадцати случаях из двадцати — от {low} до {high}."),
        Language::English => format!("Over such a period it keeps {kept}{net}; nineteen times in twenty between {low} and {high}."),
    }
}

/// Values of the proposal by name.
struct Values<'a> {
    pairs: &'a [(String, String)],
    language: Language,
}

impl Values<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        self.pairs.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    fn share(&self, name: &str) -> Option<String> {
        Some(figures::share(self.get(name)?.parse().ok()?, self.language))
    }

    fn seconds(&self, name: &str) -> Option<String> {
        Some(figures::seconds(self.get(name)?.parse().ok()?, self.language))
    }

    /// Days by their numbers, Monday being 1: a run of three and more as `Пн–Пт`.
    fn weekdays(&self) -> Option<String> {
        let names = days(self.language);
        let numbers = self.get("weekdays")?.split(',').filter_map(|day| day.parse::<usize>().ok()?.checked_sub(1));
        let numbers: Vec<usize> = numbers.filter(|day| *day < 7).collect();
        let (first, last) = (numbers.first()?, numbers.last()?);
        let is_run = numbers.len() > 2 && last.checked_sub(*first) == Some(numbers.len() - 1);
        let listed = || numbers.iter().map(|day| names[*day]).collect::<Vec<_>>().join(", ");
        Some(if is_run { format!("{}–{}", names[*first], names[*last]) } else { listed() })
    }

    /// `Пн–Пт, 18:00–20:00`.
    fn hours(&self) -> Option<String> {
        Some(format!("{}, {}–{}", self.weekdays()?, self.get("from")?, self.get("to")?))
    }

    fn all(&self) -> String {
        let said = self.pairs.iter().map(|(name, value)| format!("{}: {value}", readable(name)));
        said.collect::<Vec<_>>().join("; ")
    }
}

fn russian(finding: &Finding, values: &Values<'_>) -> (String, String) {
    let lost = figures::counted(finding.people, values.language, people(values.language));
    let whom = finding.who.first().map_or("один сотрудник", |(label, _)| label);
    match finding.kind.as_str() {
        "staffing" => russian_staffing(values),
        "callback_discipline" => (format!("{lost}: никто даже не попробовал перезвонить"), russian_callback(values)),
        "out_of_hours" => (
            "Звонят, когда вы закрыты".to_owned(),
            match values.hours() {
                Some(hours) => format!(
                    "Больше всего таких звонков здесь: {hours}. Продлите смену или поставьте на эти часы дежурного; кому не ответили — перезвоните утром."
                ),
                None => "Поставьте на эти часы дежурного или перезванивайте утром.".to_owned(),
            },
        ),
        "overloaded_person" => (
            format!("{whom}: звонков больше, чем один успевает принять"),
            match (values.share("unanswered_share"), values.share("others_share")) {
                (Some(own), Some(others)) => format!(
                    "Без ответа остаётся {own} звонков, у остальных — {others}. Дайте замену: пусть звонок идёт второму, если этот занят или не взял трубку."
                ),
                _ => "Дайте замену: пусть звонок идёт второму, если этот занят или не взял трубку.".to_owned(),
            },
        ),
        "unreachable_extension" => (
            format!("Телефон не отвечает: {whom}"),
            "Проверьте, включён ли он и работает ли ещё этот человек; до тех пор пусть звонок сразу идёт другому.".to_owned(),
        ),
        "long_greeting" => (
            "Кладут трубку, не дослушав приветствие".to_owned(),
            match (values.get("length_seconds"), values.get("shorten_to_seconds")) {
                (Some(length), Some(enough)) => {
                    let worst =
                        values.get("worst_second").map(|second| format!(" Больше всего уходит на {second}-й секунде.")).unwrap_or_default();
                    format!(
                        "Сейчас его слушают {length} с.{worst} Сократите до {enough} с: кто ответил и спасибо за ожидание; остальное скажет человек."
                    )
                }
                _ => "Оно и так короткое: дело, скорее всего, в том, что звучит первым.".to_owned(),
            },
        ),
        "failed_transfer" => (
            "Переводят, а там никого".to_owned(),
            match values.get("return_to_giver_after_seconds") {
                Some(seconds) => {
                    format!("Пусть непринятый перевод через {seconds} с возвращается тому, кто переводил; переводите, сначала спросив.")
                }
                None => "Возвращайте непринятый перевод тому, кто переводил, и переводите сначала спросив.".to_owned(),
            },
        ),
        "needless_transfers" => {
            ("Переводят по кругу".to_owned(), "Направляйте звонок сразу тому, кто ведёт клиента, без промежуточных остановок.".to_owned())
        }
        "left_on_hold" => (
            "Забывают на удержании".to_owned(),
            match values.get("return_after_seconds") {
                Some(seconds) => format!("Пусть удержанный звонок сам возвращается к сотруднику через {seconds} с."),
                None => "Пусть удержанный звонок сам возвращается к сотруднику.".to_owned(),
            },
        ),
        "promise_broken" => (
            "Обещали перезвонить и не перезвонили".to_owned(),
            match values.get("remind_before_minutes") {
                Some(minutes) => format!("У каждого обещания должны быть срок, хозяин и напоминание за {minutes} минут."),
                None => "У каждого обещания должны быть срок, хозяин и напоминание.".to_owned(),
            },
        ),
        "trunk_unavailable" => (
            "Линия не принимает звонки".to_owned(),
            match (values.hours(), values.get("lines_now"), values.get("lines")) {
                (Some(hours), Some(now), Some(lines)) => {
                    format!("Чаще всего здесь: {hours}. Больше {now} звонков сразу не проходит; нужно {lines} линий.")
                }
                (Some(hours), ..) => format!("Чаще всего здесь: {hours}. Проверьте баланс и число линий у оператора."),
                (None, ..) => "Проверьте баланс и число линий у оператора.".to_owned(),
            },
        ),
        _ => (format!("{}: {}", step(finding.step, values.language), cause(finding.cause, values.language)), values.all()),
    }
}

fn russian_staffing(values: &Values<'_>) -> (String, String) {
    let title = values.hours().map_or_else(|| "Не хватает людей в смене".to_owned(), |hours| format!("Не хватает людей: {hours}"));
    let mut said = String::new();
    if let (Some(agents), Some(now)) = (values.get("agents"), values.get("agents_now")) {
        said.push_str(&format!("Нужно {agents}, обычно отвечают {now}."));
    }
    if let (Some(share), Some(seconds)) = (values.share("service_level"), values.get("target_seconds")) {
        said.push_str(&format!(" Тогда {share} дождутся ответа за {seconds} с."));
    }
    if let (Some(patience), Some(talk)) = (values.seconds("patience_seconds"), values.seconds("aht_seconds")) {
        said.push_str(&format!(" Посчитано по тому, что люди готовы ждать в среднем {patience}, а разговор занимает {talk}."));
    }
    (title, said.trim().to_owned())
}

fn russian_callback(values: &Values<'_>) -> String {
    let within = values.get("call_back_within_minutes").unwrap_or("15");
    let mut said = format!("Перезванивайте за {within} минут, и пусть у каждого пропущенного будет хозяин.");
    if let Some(delay) = values.get("median_delay_minutes") {
        said.push_str(&format!(" Сейчас, когда перезванивают, проходит обычно {delay} мин"));
        said.push_str(&values.share("reached_share").map_or_else(|| ".".to_owned(), |share| format!("; дозваниваются до {share} людей.")));
    }
    said
}

fn english(finding: &Finding, values: &Values<'_>) -> (String, String) {
    let lost = figures::counted(finding.people, values.language, people(values.language));
    let whom = finding.who.first().map_or("one person", |(label, _)| label);
    match finding.kind.as_str() {
        "staffing" => english_staffing(values),
        "callback_discipline" => (format!("{lost}: nobody even tried to call back"), english_callback(values)),
        "out_of_hours" => (
            "They ring when you are closed".to_owned(),
            match values.hours() {
                Some(hours) => format!(
                    "Most of these calls come here: {hours}. Make the shift longer or put somebody on duty for these hours; call the others back in the morning."
                ),
                None => "Put somebody on duty for these hours, or call back in the morning.".to_owned(),
            },
        ),
        "overloaded_person" => (
            format!("{whom}: more calls than one person can take"),
            match (values.share("unanswered_share"), values.share("others_share")) {
                (Some(own), Some(others)) => format!(
                    "{own} of the calls go unanswered; with the others {others}. Name a deputy: let the call go on when this phone is busy or not answered."
                ),
                _ => "Name a deputy: let the call go on when this phone is busy or not answered.".to_owned(),
            },
        ),
        "unreachable_extension" => (
            format!("A phone does not answer: {whom}"),
            "Check that it is on and that this person still works here; until then let calls go to somebody else at once.".to_owned(),
        ),
        "long_greeting" => (
            "They hang up before the greeting ends".to_owned(),
            match (values.get("length_seconds"), values.get("shorten_to_seconds")) {
                (Some(length), Some(enough)) => {
                    let worst = values.get("worst_second").map(|second| format!(" Most leave in second {second}.")).unwrap_or_default();
                    format!(
                        "It takes {length} s now.{worst} Cut it to {enough} s: who answered, and thanks for waiting; the rest is for a person to say."
                    )
                }
                _ => "It is short already: what is said first is more likely the reason.".to_owned(),
            },
        ),
        "failed_transfer" => (
            "Transferred to nobody".to_owned(),
            match values.get("return_to_giver_after_seconds") {
                Some(seconds) => {
                    format!("Let a transfer nobody takes come back to whoever made it after {seconds} s, and ask before transferring.")
                }
                None => "Let a transfer nobody takes come back to whoever made it, and ask before transferring.".to_owned(),
            },
        ),
        "needless_transfers" => (
            "Handed on again and again".to_owned(),
            "Route the call straight to whoever looks after the client, without stops between.".to_owned(),
        ),
        "left_on_hold" => (
            "Forgotten on hold".to_owned(),
            match values.get("return_after_seconds") {
                Some(seconds) => format!("Let a held call come back by itself after {seconds} s."),
                None => "Let a held call come back by itself.".to_owned(),
            },
        ),
        "promise_broken" => (
            "A call back was promised and not made".to_owned(),
            match values.get("remind_before_minutes") {
                Some(minutes) => format!("Every promise needs a time, an owner and a reminder {minutes} minutes before."),
                None => "Every promise needs a time, an owner and a reminder.".to_owned(),
            },
        ),
        "trunk_unavailable" => (
            "The line does not take calls".to_owned(),
            match (values.hours(), values.get("lines_now"), values.get("lines")) {
                (Some(hours), Some(now), Some(lines)) => {
                    format!("Most often here: {hours}. No more than {now} calls get through at once; it takes {lines} lines.")
                }
                (Some(hours), ..) => format!("Most often here: {hours}. Check the balance and the number of lines with the carrier."),
                (None, ..) => "Check the balance and the number of lines with the carrier.".to_owned(),
            },
        ),
        _ => (format!("{}: {}", step(finding.step, values.language), cause(finding.cause, values.language)), values.all()),
    }
}

fn english_staffing(values: &Values<'_>) -> (String, String) {
    let title = values.hours().map_or_else(|| "Too few people on the shift".to_owned(), |hours| format!("Too few people: {hours}"));
    let mut said = String::new();
    if let (Some(agents), Some(now)) = (values.get("agents"), values.get("agents_now")) {
        said.push_str(&format!("{agents} are needed, {now} usually answer."));
    }
    if let (Some(share), Some(seconds)) = (values.share("service_level"), values.get("target_seconds")) {
        said.push_str(&format!(" Then {share} are answered within {seconds} s."));
    }
    if let (Some(patience), Some(talk)) = (values.seconds("patience_seconds"), values.seconds("aht_seconds")) {
        said.push_str(&format!(" Reckoned from people being ready to wait {patience} on average, and a talk taking {talk}."));
    }
    (title, said.trim().to_owned())
}

fn english_callback(values: &Values<'_>) -> String {
    let within = values.get("call_back_within_minutes").unwrap_or("15");
    let mut said = format!("Call back within {within} minutes, and give every missed call an owner.");
    if let Some(delay) = values.get("median_delay_minutes") {
        said.push_str(&format!(" When somebody does call back, it usually takes {delay} min"));
        said.push_str(
            &values.share("reached_share").map_or_else(|| ".".to_owned(), |share| format!("; {share} of the people are reached.")),
        );
    }
    said
}
