//! Names: of steps, causes, rules, lines of the waterfall, formats, reasons.

use crate::{
    attempt::{Cause, Exclusion, Step},
    faces::Language,
};

/// A step, as a place.
pub const fn step(step: Step, language: Language) -> &'static str {
    let (russian, english) = match step {
        Step::Reach => ("Дозвон", "Getting through"),
        Step::OutOfHours => ("Нерабочее время", "Out of hours"),
        Step::Greeting => ("Приветствие", "Greeting"),
        Step::Queue => ("Очередь", "Queue"),
        Step::Ring => ("Вызов сотрудника", "Ringing"),
        Step::Talk => ("Разговор", "Talk"),
        Step::Hold => ("Удержание", "Hold"),
        Step::Transfer => ("Перевод", "Transfer"),
        Step::Promise => ("Обещанный звонок", "Promised call"),
    };
    language.pick(russian, english)
}

/// A cause, as the end of a sentence.
pub const fn cause(cause: Cause, language: Language) -> &'static str {
    let (russian, english) = match cause {
        Cause::TrunkUnavailable => ("линия не приняла звонок", "the line did not take the call"),
        Cause::OutOfHours => ("в этот час никто не работает", "nobody works at that hour"),
        Cause::LongGreeting => ("положили трубку на приветствии", "hung up during the greeting"),
        Cause::QueueWait => ("устали ждать", "tired of waiting"),
        Cause::NobodyAnswered => ("телефон звонил, трубку не взяли", "phones rang, nobody answered"),
        Cause::NobodyReachable => ("ни один телефон не был на связи", "no phone was connected"),
        Cause::Busy => ("все были заняты", "everybody was busy"),
        Cause::Refused => ("звонок отклонили", "the call was refused"),
        Cause::LeftOnHold => ("поставили на удержание и не вернулись", "put on hold and never taken back"),
        Cause::FailedTransfer => ("перевод никуда не привёл", "the transfer reached nobody"),
        Cause::NeedlessTransfers => ("переводили снова и снова", "handed on again and again"),
        Cause::PromiseBroken => ("обещали перезвонить и не перезвонили", "a promised call was not made"),
        Cause::Interrupted => ("сбой системы посреди звонка", "the system failed during the call"),
        Cause::Unknown => ("по данным не видно", "the data does not tell"),
    };
    language.pick(russian, english)
}

/// Why a call is left out.
pub const fn exclusion(rule: Exclusion, language: Language) -> &'static str {
    match rule {
        Exclusion::Spam => language.pick("спам и автообзвон", "spam and diallers"),
        Exclusion::Staff => language.pick("свои номера", "own numbers"),
        Exclusion::WrongNumber => language.pick("ошиблись номером", "wrong numbers"),
    }
}

/// A line of the waterfall: what it is, and why it stands there.
pub fn waterfall(what: &str, language: Language) -> (String, &'static str) {
    let (russian, english, russian_why, english_why) = match what {
        "gross" => (
            "Как считают обычно",
            "As usually counted",
            "Будто каждый пропущенный звонок — сорванная покупка на полный чек.",
            "As if every missed call were a lost purchase at the full price.",
        ),
        "repeated" => (
            "Один человек звонил не раз",
            "One person rang several times",
            "Теряют людей, а не звонки: три попытки одного человека — одна потеря.",
            "People are lost, not calls: three attempts of one person are one loss.",
        ),
        "excluded" => (
            "Спам, свои и ошибки номером",
            "Spam, own and wrong numbers",
            "Они не клиенты и ничего бы не купили.",
            "They are no clients and would have bought nothing.",
        ),
        "rang_again" => (
            "Дозвонились сами",
            "Got through themselves",
            "Набрали ещё раз и поговорили. Они с вами.",
            "They rang again and were served. They are still yours.",
        ),
        "called_back" => ("Вы перезвонили", "You called back", "Разговор состоялся, хоть и позже.", "The talk took place, if later."),
        "answered" => (
            "На звонок ответили",
            "The call was answered",
            "Разговор был, не было следующего шага. Это не пропущенный звонок.",
            "They were talked to; what was missing is the next step. That is no missed call.",
        ),
        "answered_and_lost" => (
            "Ответили, но потеряли",
            "Answered and lost all the same",
            "На них ответили, но удержание, перевод или обещание их потеряли; обычный счёт их не видит.",
            "They were answered, then lost on hold, in a transfer or by a promise; the usual count does not see them.",
        ),
        "would_buy_anyway" => (
            "Купят и без разговора",
            "Buy without a talk",
            "Часть людей покупает, и не дозвонившись: на сайте, в магазине, потом.",
            "Some buy without getting through: on the site, in the shop, later.",
        ),
        "cost_of_goods" => (
            "Закупка и работы",
            "Cost of goods",
            "Теряется не чек, а прибыль с него: остальное вы отдали бы поставщикам.",
            "What is lost is the profit, not the price: the rest would have gone to suppliers.",
        ),
        "net" => (
            "Что потеряно на самом деле",
            "What is really lost",
            "Прибыль с людей, которые ушли насовсем.",
            "The profit on people who are gone for good.",
        ),
        other => return (readable(other), ""),
    };
    (language.pick(russian, english).to_owned(), language.pick(russian_why, english_why))
}

/// A format of a source.
pub fn format(code: &str, language: Language) -> String {
    let known = match code {
        "typed" => language.pick("введённые цифры", "typed figures"),
        "journal" => language.pick("журнал Отклика", "Otklik's journal"),
        "table" => language.pick("таблица звонков", "a table of calls"),
        "several" => language.pick("файлы разных программ", "files of several programs"),
        _ if code.starts_with("mango") => "MANGO OFFICE",
        _ if code.starts_with("asterisk_cel") => "Asterisk, CEL",
        _ if code.starts_with("asterisk") => "Asterisk, Master.csv",
        _ if code.starts_with("freepbx") => "FreePBX, CDR",
        _ if code.starts_with("bitrix24") => language.pick("Битрикс24", "Bitrix24"),
        _ if code.starts_with("uis") => "UIS",
        _ => return readable(code),
    };
    known.to_owned()
}

/// What a source cannot tell.
pub fn cannot_tell(code: &str, language: Language) -> String {
    let (russian, english) = match code {
        "greeting" => ("сколько людей положили трубку на приветствии", "how many hung up during the greeting"),
        "queue" => ("сколько ждали в очереди", "how long people waited in the queue"),
        "agent" => ("кто из сотрудников ответил и кто не взял трубку", "who answered and who did not"),
        "transfers" => ("куда и сколько раз переводили", "where and how often calls were transferred"),
        "number" => ("на какой ваш номер звонили", "which of your numbers was called"),
        "wait" => ("сколько ждали ответа", "how long people waited for an answer"),
        "hang_up_cause" => ("почему прервался звонок", "why a call ended"),
        "hours" => {
            ("когда вы открыты, поэтому нерабочее время не отделено", "when you are open, so the time out of hours is not set apart")
        }
        other => return readable(other),
    };
    language.pick(russian, english).to_owned()
}

/// Why a row was rejected.
pub fn reason(code: &str, language: Language) -> String {
    let (russian, english) = match code {
        "no_time" => ("не видно времени звонка", "no time of the call"),
        "bad_time" => ("время не прочитать", "the time cannot be read"),
        "time_before_1970" => ("время раньше 1970 года", "a time before 1970"),
        "time_in_future" => ("время из будущего", "a time in the future"),
        "negative_duration" => ("длительность меньше нуля", "a negative duration"),
        "bad_duration" => ("длительность не прочитать", "the duration cannot be read"),
        "no_number" => ("нет номера", "no number"),
        "too_long" => ("длительность больше четырёх суток", "longer than four days"),
        "unknown_word" => ("непонятное слово в столбце", "a word nobody knows in a column"),
        "late_leg" => ("часть уже сосчитанного звонка: строки не по порядку", "a part of a call already counted: rows out of order"),
        "columns" => ("столбцов не столько, сколько в заголовке", "not as many columns as the header has"),
        "encoding" => ("символы не читаются", "characters that cannot be read"),
        other => return readable(other),
    };
    language.pick(russian, english).to_owned()
}

/// Kinds of findings, as what was looked for.
pub fn looked_for(kind: &str, language: Language) -> String {
    let (russian, english) = match kind {
        "staffing" => ("сколько людей нужно в смене", "how many people a shift needs"),
        "callback_discipline" => ("перезванивают ли пропущенным", "whether missed calls are called back"),
        "out_of_hours" => ("нерабочее время", "the time out of hours"),
        "overloaded_person" => ("перегружен ли кто-то один", "whether one person is overloaded"),
        "unreachable_extension" => ("номера, которые не отвечают", "extensions that never answer"),
        "long_greeting" => ("длину приветствия", "the length of the greeting"),
        "failed_transfer" => ("переводы", "transfers"),
        "needless_transfers" => ("лишние переводы", "needless transfers"),
        "left_on_hold" => ("удержание", "calls on hold"),
        "promise_broken" => ("обещания перезвонить", "promises to call back"),
        "trunk_unavailable" => ("отказы линии", "refusals of the line"),
        "patience" => ("сколько люди готовы ждать", "how long people are ready to wait"),
        other => return readable(other),
    };
    language.pick(russian, english).to_owned()
}

/// How sure.
pub fn confidence(code: &str, language: Language) -> String {
    let (russian, english) = match code {
        "high" => ("уверенность высокая", "high confidence"),
        "medium" => ("уверенность средняя", "medium confidence"),
        "low" => ("уверенность низкая", "low confidence"),
        other => return readable(other),
    };
    language.pick(russian, english).to_owned()
}

/// A unit of a metric.
pub fn unit(code: &str, language: Language) -> String {
    let (russian, english) = match code {
        "share" => ("доля", "share"),
        "seconds" => ("секунды", "seconds"),
        "erlang" => ("эрланги", "erlang"),
        "calls" => ("звонки", "calls"),
        "people" => ("люди", "people"),
        other => return readable(other),
    };
    language.pick(russian, english).to_owned()
}

/// Days of the week, Monday first.
pub const fn days(language: Language) -> [&'static str; 7] {
    match language {
        Language::Russian => ["Пн", "Вт", "Ср", "Чт", "Пт", "Сб", "Вс"],
        Language::English => ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    }
}

/// A code nobody gave words to, so that it can at least be read.
pub fn readable(code: &str) -> String {
    code.replace('_', " ")
}

/// Words that are counted.
pub const fn people(language: Language) -> [&'static str; 3] {
    match language {
        Language::Russian => ["человек", "человека", "человек"],
        Language::English => ["person", "people", "people"],
    }
}

/// See [`people`].
pub const fn calls(language: Language) -> [&'static str; 3] {
    match language {
        Language::Russian => ["звонок", "звонка", "звонков"],
        Language::English => ["call", "calls", "calls"],
    }
}

/// See [`people`].
pub const fn missed_calls(language: Language) -> [&'static str; 3] {
    match language {
        Language::Russian => ["пропущенный звонок", "пропущенных звонка", "пропущенных звонков"],
        Language::English => ["missed call", "missed calls", "missed calls"],
    }
}

/// See [`people`].
pub const fn rows(language: Language) -> [&'static str; 3] {
    match language {
        Language::Russian => ["строка", "строки", "строк"],
        Language::English => ["row", "rows", "rows"],
    }
}
