//! Spellings of one word: ё and е, a forgotten keyboard layout, Russian typed in Latin letters, typing mistakes.

/// Lower case, ё as е, words split at everything that is neither letter nor digit.
pub fn words(text: &str) -> Vec<String> {
    folded(text).split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Lower case and ё as е; nothing else changes.
pub fn folded(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).map(|c| if c == 'ё' { 'е' } else { c }).collect()
}

/// Only the digits.
pub fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Keys of the two layouts, place by place (ЙЦУКЕН and QWERTY).
const LAYOUT: [(char, char); 33] = [
    ('q', 'й'),
    ('w', 'ц'),
    ('e', 'у'),
    ('r', 'к'),
    ('t', 'е'),
    ('y', 'н'),
    ('u', 'г'),
    ('i', 'ш'),
    ('o', 'щ'),
    ('p', 'з'),
    ('[', 'х'),
    (']', 'ъ'),
    ('a', 'ф'),
    ('s', 'ы'),
    ('d', 'в'),
    ('f', 'а'),
    ('g', 'п'),
    ('h', 'р'),
    ('j', 'о'),
    ('k', 'л'),
    ('l', 'д'),
    (';', 'ж'),
    ('\'', 'э'),
    ('z', 'я'),
    ('x', 'ч'),
    ('c', 'с'),
    ('v', 'м'),
    ('b', 'и'),
    ('n', 'т'),
    ('m', 'ь'),
    (',', 'б'),
    ('.', 'ю'),
    ('`', 'е'),
];

/// The text typed with the other keyboard layout: «utyyflbq» → «геннадий», «ьфдеф» → «malta».
pub fn other_layout(text: &str) -> String {
    folded(text).chars().map(|c| other_key(c).unwrap_or(c)).collect()
}

fn other_key(c: char) -> Option<char> {
    LAYOUT.iter().find_map(|(latin, russian)| match c {
        _ if c == *latin => Some(*russian),
        _ if c == *russian => Some(*latin),
        _ => None,
    })
}

/// Latin spellings of Russian sounds, longest first, as passports, e-mail addresses and people write them.
const SOUNDS: [(&str, &str); 48] = [
    ("iya", "ия"),
    ("iia", "ия"),
    ("shch", "щ"),
    ("sch", "щ"),
    ("yo", "е"),
    ("jo", "е"),
    ("zh", "ж"),
    ("kh", "х"),
    ("ts", "ц"),
    ("tz", "ц"),
    ("ch", "ч"),
    ("sh", "ш"),
    ("yu", "ю"),
    ("iu", "ю"),
    ("ju", "ю"),
    ("ya", "я"),
    ("ia", "я"),
    ("ja", "я"),
    ("ye", "е"),
    ("iy", "ий"),
    ("ij", "ий"),
    ("a", "а"),
    ("b", "б"),
    ("c", "к"),
    ("d", "д"),
    ("e", "е"),
    ("f", "ф"),
    ("g", "г"),
    ("h", "х"),
    ("i", "и"),
    ("j", "й"),
    ("k", "к"),
    ("l", "л"),
    ("m", "м"),
    ("n", "н"),
    ("o", "о"),
    ("p", "п"),
    ("q", "к"),
    ("r", "р"),
    ("s", "с"),
    ("t", "т"),
    ("u", "у"),
    ("v", "в"),
    ("w", "в"),
    ("x", "кс"),
    ("y", "ы"),
    ("z", "з"),
    ("'", "ь"),
];

/// A folded Latin word in Russian letters: «gennady», «gennadiy» → «геннадий». `None` when it has no Latin letter.
pub fn russian_letters(word: &str) -> Option<String> {
    if !word.contains(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let mut russian = String::with_capacity(word.len() * 2);
    let mut rest = word;
    while let Some(c) = rest.chars().next() {
        let (taken, sound) = sound_at(rest, russian.chars().last()).unwrap_or((c.len_utf8(), ""));
        if sound.is_empty() {
            russian.push(c);
        } else {
            russian.push_str(sound);
        }
        rest = &rest[taken..];
    }
    Some(russian)
}

/// `y` is heard by its place: «й» after a vowel, «ий» at the end of a word, «ы» between consonants.
fn sound_at(rest: &str, before: Option<char>) -> Option<(usize, &'static str)> {
    let after_vowel = before.is_some_and(|c| "аеиоуыэюя".contains(c));
    let (latin, russian) = SOUNDS.iter().find(|(latin, _)| rest.starts_with(latin))?;
    let sound = match *latin {
        "y" if after_vowel => "й",
        "y" if rest.len() == 1 => "ий",
        _ => russian,
    };
    Some((latin.len(), sound))
}

/// How many typing mistakes are forgiven in a word: a short word with a mistake is another word (chosen).
pub fn mistakes_allowed(word: &str) -> u8 {
    match word.chars().count() {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}

/// The number of letters to insert, remove, change or swap with their neighbour to get from one word to the other.
pub fn mistakes(one: &str, other: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let mut rows = [vec![0; b.len() + 1], (0..=b.len()).collect::<Vec<usize>>(), vec![0; b.len() + 1]];
    for i in 1..=a.len() {
        rows[2][0] = i;
        for j in 1..=b.len() {
            let changed = rows[1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            let swap = if swapped { rows[0][j - 2] + 1 } else { usize::MAX };
            rows[2][j] = changed.min(rows[1][j] + 1).min(rows[2][j - 1] + 1).min(swap);
        }
        rows.rotate_left(1);
    }
    rows[1][b.len()]
}

/// The word nearest to a mistyped one, when it is near enough to be meant.
pub fn meant<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let nearest = known.into_iter().map(|word| (mistakes(typed, word), word)).min()?;
    (nearest.0 <= usize::from(mistakes_allowed(nearest.1).max(1))).then_some(nearest.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_are_folded_and_split() {
        assert_eq!(words("ООО «Берёза-Плюс», №115/2009"), ["ооо", "береза", "плюс", "115", "2009"]);
    }

    #[test]
    fn a_forgotten_layout_is_read_both_ways() {
        assert_eq!(other_layout("utyyflbq"), "геннадий");
        assert_eq!(other_layout("Jhkjd"), "орлов");
        assert_eq!(other_layout("ьфдеф"), "malta");
    }

    #[test]
    fn russian_in_latin_letters_is_read() {
        for (latin, russian) in [
            ("gennady", "геннадий"),
            ("gennadiy", "геннадий"),
            ("semyonovich", "семенович"),
            ("orlov", "орлов"),
            ("shcherbakov", "щербаков"),
            ("zhukov", "жуков"),
            ("sergey", "сергей"),
            ("yuliya", "юлия"),
        ] {
            assert_eq!(russian_letters(latin).as_deref(), Some(russian), "{latin}");
        }
        assert_eq!(russian_letters("орлов"), None);
    }

    #[test]
    fn swapped_neighbours_are_one_mistake() {
        assert_eq!(mistakes("орлов", "олров"), 1);
        assert_eq!(mistakes("орлов", "орлова"), 1);
        assert_eq!(mistakes("генадий", "геннадий"), 1);
        assert_eq!(mistakes("кот", "пёс"), 3);
    }

    #[test]
    fn a_mistyped_key_is_understood_and_nonsense_is_not() {
        let keys = ["users", "groups", "trunks"];
        assert_eq!(meant("grups", keys), Some("groups"));
        assert_eq!(meant("telephones", keys), None);
    }

    proptest! {
        #[test]
        fn no_text_makes_spelling_panic(text in "\\PC{0,40}") {
            let _ = (other_layout(&text), russian_letters(&text), words(&text), mistakes(&text, "орлов"));
        }

        #[test]
        fn mistakes_are_the_same_both_ways(one in "[а-г]{0,6}", other in "[а-г]{0,6}") {
            prop_assert_eq!(mistakes(&one, &other), mistakes(&other, &one));
        }
    }
}
