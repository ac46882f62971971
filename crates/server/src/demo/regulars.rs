//! Clients of the demo's company besides those of its story: names to put to the numbers of its past month.

use otklik_crm::contacts::{ContactDraft, PointDraft};
use otklik_model::{PhoneNumber, UserId};
use otklik_store::contact_points::PointKind;

/// Family names with the ending of a man's and of a woman's.
const FAMILY: [(&str, &str); 23] = [
    ("Абрамов", "Абрамова"),
    ("Беляев", "Беляева"),
    ("Виноградов", "Виноградова"),
    ("Гаврилов", "Гаврилова"),
    ("Давыдов", "Давыдова"),
    ("Егоров", "Егорова"),
    ("Журавлёв", "Журавлёва"),
    ("Захаров", "Захарова"),
    ("Исаев", "Исаева"),
    ("Калинин", "Калинина"),
    ("Ларионов", "Ларионова"),
    ("Макаров", "Макарова"),
    ("Назаров", "Назарова"),
    ("Осипов", "Осипова"),
    ("Панов", "Панова"),
    ("Родионов", "Родионова"),
    ("Сафин", "Сафина"),
    ("Тихонов", "Тихонова"),
    ("Устинов", "Устинова"),
    ("Филиппов", "Филиппова"),
    ("Харитонов", "Харитонова"),
    ("Чернов", "Чернова"),
    ("Щербаков", "Щербакова"),
];
const MEN: [&str; 11] = ["Андрей", "Виктор", "Дмитрий", "Евгений", "Илья", "Кирилл", "Максим", "Олег", "Роман", "Сергей", "Юрий"];
const WOMEN: [&str; 11] = ["Алла", "Валентина", "Галина", "Елена", "Ирина", "Ксения", "Людмила", "Мария", "Наталья", "Татьяна", "Юлия"];
const PATRONYMICS: [(&str, &str); 7] = [
    ("Алексеевич", "Алексеевна"),
    ("Борисович", "Борисовна"),
    ("Владимирович", "Владимировна"),
    ("Игоревич", "Игоревна"),
    ("Николаевич", "Николаевна"),
    ("Павлович", "Павловна"),
    ("Сергеевич", "Сергеевна"),
];

/// The `place`-th of them. The lists have no common factor, so that two thousand people go by before a whole name comes again.
pub fn regular(place: usize, number: PhoneNumber, owner_id: UserId) -> ContactDraft {
    let woman = place % 2 == 1;
    let family = FAMILY[place % FAMILY.len()];
    let patronymic = PATRONYMICS[place % PATRONYMICS.len()];
    let first = if woman { WOMEN } else { MEN }[place % MEN.len()];
    let point =
        PointDraft { kind: PointKind::Phone, value: number.to_string(), label: Some("мобильный".to_owned()), preferred: true };
    ContactDraft {
        last_name: Some(if woman { family.1 } else { family.0 }.to_owned()),
        first_name: Some(first.to_owned()),
        patronymic: Some(if woman { patronymic.1 } else { patronymic.0 }.to_owned()),
        owner_id: Some(owner_id),
        points: vec![point],
        ..ContactDraft::default()
    }
}
