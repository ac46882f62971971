//! What each figure is called and what exactly it means, for people: Russian and English, one entry for each name.
//!
//! Thresholds named here are those of [`super::Thresholds::default`]; a face that shows others says so beside the figure.

/// The words of one figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// The figure's name in code.
    pub name: &'static str,
    /// In Russian.
    pub russian: Text,
    /// In English.
    pub english: Text,
}

/// A title and a definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    /// A few words.
    pub title: &'static str,
    /// What is divided by what, and which calls count.
    pub meaning: &'static str,
}

/// The words of a figure; `None` for a name that is none.
pub fn words(name: &str) -> Option<&'static Words> {
    WORDS.iter().find(|words| words.name == name)
}

const fn text(title: &'static str, meaning: &'static str) -> Text {
    Text { title, meaning }
}

const WORDS: [Words; 21] = [
    Words {
        name: "offered",
        russian: text(
            "Поступило сотрудникам",
            "Входящие звонки, которые должен был принять сотрудник: отвеченные, брошенные в ожидании, не принятые вовремя, переведённые в обещание перезвонить и отклонённые. Без звонков в нерабочее время и тех, что закончились на приветствии.",
        ),
        english: text(
            "Offered",
            "Calls in that somebody was to take: answered, abandoned while waiting, not taken in time, turned into a promised call back, and rejected. Without calls out of hours and those that ended in the greeting.",
        ),
    },
    Words {
        name: "answered",
        russian: text("Отвечено", "Входящие звонки, на которые ответил сотрудник. Перевод и удержание второй раз не считаются."),
        english: text("Answered", "Calls in that somebody answered. Transfers and holds do not count a call twice."),
    },
    Words {
        name: "people",
        russian: text("Людей обратилось", "Разные люди, звонившие хотя бы раз. Скрытый номер каждый раз считается отдельным человеком."),
        english: text("People who rang", "Different people who rang at least once. A withheld number is a new person each time."),
    },
    Words {
        name: "service_level_ignored",
        russian: text(
            "Уровень сервиса, брошенные не учитываются",
            "Отвечено не позже 20 секунд / (поступило − брошено не позже 20 секунд). Время идёт с постановки в очередь, приветствие не входит.",
        ),
        english: text(
            "Service level, abandoned calls left out",
            "Answered within 20 seconds / (offered − abandoned within 20 seconds). Time runs from the entry into the queue, not from the greeting.",
        ),
    },
    Words {
        name: "service_level_negative",
        russian: text(
            "Уровень сервиса, брошенные идут в минус",
            "Отвечено не позже 20 секунд / поступило. Самый строгий вариант: каждый брошенный звонок его снижает.",
        ),
        english: text(
            "Service level, abandoned calls count against it",
            "Answered within 20 seconds / offered. The strictest variant: every abandoned call lowers it.",
        ),
    },
    Words {
        name: "service_level_positive",
        russian: text(
            "Уровень сервиса, быстро брошенные идут в плюс",
            "(Отвечено не позже 20 секунд + брошено не позже 20 секунд) / поступило. Самый мягкий вариант.",
        ),
        english: text(
            "Service level, quick abandons count for it",
            "(Answered within 20 seconds + abandoned within 20 seconds) / offered. The mildest variant.",
        ),
    },
    Words {
        name: "service_level_contacts",
        russian: text(
            "Уровень сервиса по обращениям",
            "Отвечено не позже 20 секунд / (поступило − брошено не позже 5 секунд): кто положил трубку сразу, тот не ждал.",
        ),
        english: text(
            "Service level by contacts",
            "Answered within 20 seconds / (offered − abandoned within 5 seconds): who hangs up at once did not wait.",
        ),
    },
    Words {
        name: "service_level_calls",
        russian: text(
            "Уровень сервиса по звонкам",
            "Отвечено не позже 20 секунд / (отвечено + пропущено на звонящем телефоне). Брошенные в очереди не видны, поэтому цифра всегда приятнее.",
        ),
        english: text(
            "Service level by calls",
            "Answered within 20 seconds / (answered + missed on a ringing phone). Calls abandoned in the queue are not seen, which always makes it look better.",
        ),
    },
    Words {
        name: "asa",
        russian: text(
            "Среднее время ответа",
            "Сумма ожидания отвеченных / число отвеченных: от постановки в очередь до ответа, время звонка телефона входит.",
        ),
        english: text(
            "Average speed of answer",
            "Wait of answered calls / answered calls: from the entry into the queue to the answer, ringing included.",
        ),
    },
    Words {
        name: "abandonment",
        russian: text("Доля брошенных", "Брошено клиентом в очереди или на звонящем телефоне / поступило."),
        english: text("Abandonment", "Given up by the client in the queue or while a phone rang / offered."),
    },
    Words {
        name: "abandonment_without_short",
        russian: text("Доля брошенных без коротких", "(Брошено − брошено не позже 5 секунд) / (поступило − брошено не позже 5 секунд)."),
        english: text(
            "Abandonment without short ones",
            "(Abandoned − abandoned within 5 seconds) / (offered − abandoned within 5 seconds).",
        ),
    },
    Words {
        name: "mean_patience",
        russian: text(
            "Среднее терпение",
            "Всё время ожидания / число не дождавшихся. Кому ответили, тот ждал бы дольше, поэтому его ожидание входит в сумму, а сам он в число не входит.",
        ),
        english: text(
            "Mean patience",
            "All time waited / those who gave up. Whoever was answered would have stayed longer, so his wait counts and he does not.",
        ),
    },
    Words {
        name: "aht",
        russian: text(
            "Среднее время обработки",
            "(Разговор + удержание + завершение) / отвеченные входящие. Завершение учитывается, только если оно измеряется.",
        ),
        english: text("Average handling time", "(Talk + hold + wrap-up) / answered calls in. Wrap-up counts only where it is measured."),
    },
    Words {
        name: "occupancy",
        russian: text(
            "Занятость",
            "(Разговор + удержание + завершение) / (то же + ожидание звонка). Перерывы не входят. Без состояний сотрудников не считается.",
        ),
        english: text(
            "Occupancy",
            "(Talk + hold + wrap-up) / (the same + waiting for a call). Breaks are outside. Not counted where states of staff are not known.",
        ),
    },
    Words {
        name: "fcr_by_call",
        russian: text(
            "Решено с первого обращения, по звонкам",
            "Вопросы, закрытые первым отвеченным звонком / отвеченные звонки. Вопрос открыт, пока клиент звонит снова в течение 7 дней; считаются только вопросы, чьи 7 дней прошли.",
        ),
        english: text(
            "First contact resolution by call",
            "Matters settled by their first answered call / calls answered. A matter goes on as long as the client rings again within 7 days; only matters whose 7 days are over count.",
        ),
    },
    Words {
        name: "fcr_by_customer",
        russian: text(
            "Решено с первого обращения, по клиентам",
            "Вопросы, закрытые первым отвеченным звонком / все вопросы клиентов. Те же вопросы, что и по звонкам.",
        ),
        english: text(
            "First contact resolution by customer",
            "Matters settled by their first answered call / matters customers came with. The same matters as by call.",
        ),
    },
    Words {
        name: "fcr_net_by_call",
        russian: text(
            "Решено с первого обращения из решаемых, по звонкам",
            "Вопросы, закрытые первым отвеченным звонком / отвеченные звонки по вопросам, которые можно было закрыть сразу: тем, в чьём первом звонке клиенту ничего не обещали. Известно только там, где записывают обещания.",
        ),
        english: text(
            "Net first contact resolution by call",
            "Matters settled by their first answered call / answered calls of the matters one call could settle: those in whose first call nothing was promised. Known only where promises are recorded.",
        ),
    },
    Words {
        name: "fcr_net_by_customer",
        russian: text(
            "Решено с первого обращения из решаемых, по клиентам",
            "Вопросы, закрытые первым отвеченным звонком / вопросы, в чьём первом звонке клиенту ничего не обещали. Те же вопросы, что и по звонкам.",
        ),
        english: text(
            "Net first contact resolution by customer",
            "Matters settled by their first answered call / matters in whose first call nothing was promised. The same matters as by call.",
        ),
    },
    Words {
        name: "callback_kept",
        russian: text(
            "Обещания перезвонить сдержаны",
            "Обещания, выполненные в срок с подтверждением звонком / обещания, срок которых наступил.",
        ),
        english: text("Call backs kept", "Promises to call back kept in time, with proof / promises that were due."),
    },
    Words {
        name: "reach_by_person",
        russian: text("Дозвонились, по людям", "Люди, которых в итоге обслужили, по их звонку или по нашему / все люди, которые звонили."),
        english: text("Reach by person", "People served in the end, by a call of theirs or of ours / all people who rang."),
    },
    Words {
        name: "repeat_attempts",
        russian: text(
            "Повторные попытки",
            "Звонки в течение 24 часов после звонка того же человека, оставшегося без обслуживания / все входящие.",
        ),
        english: text("Repeat attempts", "Calls within 24 hours of an unserved one of the same person / all calls in."),
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::names;

    #[test]
    fn every_figure_has_its_words_and_no_word_is_left_over() {
        let worded: Vec<_> = WORDS.iter().map(|words| words.name).collect();
        assert_eq!(worded, names().collect::<Vec<_>>());
        for Text { title, meaning } in WORDS.iter().flat_map(|words| [words.russian, words.english]) {
            assert!(!title.is_empty() && meaning.ends_with('.'), "{title}");
        }
        assert_eq!(words("nonsense"), None);
    }
}
