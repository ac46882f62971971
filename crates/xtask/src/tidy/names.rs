//! Words banned in names: empty ones, and those that docs/GLOSSARY.md gives another word for.
//!
//! Names are what a reader searches for: functions, types, modules, fields and files. Strings and comments are free, and
//! so are methods whose name a foreign trait dictates and tests, whose names are sentences.

use std::path::Path;

use proc_macro2::Ident;
use syn::visit::{self, Visit};

use super::Finding;
use super::tree::{Tree, is_generated};

/// Wherever the word stands in a name, it is refused with this advice.
const BANNED: &[(&str, &str)] = &[
    ("manager", "name what it owns or decides: registrar, roster, pool"),
    ("helper", "name what it does, beside its caller"),
    ("util", "name the thing the code works on"),
    ("utils", "name the thing the code works on"),
    ("misc", "name the one thing it is, or split it"),
    ("data", "say which: payload, body, record, samples, folder"),
    ("info", "say which: summary, details, description"),
    ("customer", "say `contact` (a person), `company` (an organisation) or `tenant`"),
    ("opportunity", "say `deal`"),
    ("dialplan", "say `flow`"),
    ("ivr", "say `flow`"),
    ("participant", "say `leg`"),
    ("acw", "say `wrap_up`"),
    ("workflow", "say `procedure` (regulated steps) or `flow` (treatment of a call)"),
    ("popup", "say `card`"),
    ("followme", "say `reach_plan`"),
    ("findme", "say `reach_plan`"),
];

/// Where a protocol or a file format owns the word: folder, word, reason.
const OWNED_ELSEWHERE: &[(&str, &str, &str)] = &[
    ("crates/sip/", "info", "RFC 6086 names a request INFO"),
    ("crates/switchboard/", "info", "as above"),
    ("crates/server/", "data", "`--data` is the name people know the folder by"),
];

/// What a name names; some bans depend on it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Function,
    Type,
    Module,
    Field,
    File,
}

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings: Vec<Finding> = tree.files().filter_map(|(path, _)| check_file_name(path)).collect();
    for (path, syntax) in tree.rust() {
        let mut names = Names { path, findings: Vec::new() };
        names.visit_file(syntax);
        findings.extend(names.findings);
    }
    for (path, text) in tree.texts().filter(|(path, text)| is_typescript(path) && !is_generated(text)) {
        findings.extend(check_typescript(path, text));
    }
    findings
}

fn check_file_name(path: &str) -> Option<Finding> {
    if path.contains("/testdata/") {
        return None;
    }
    let name = Path::new(path).file_name()?.to_str()?;
    let stem = name.split('.').find(|part| !part.is_empty())?;
    let advice = refuse(path, stem, Kind::File)?;
    Some(Finding::new(path, 1, format!("file name `{name}`"), advice))
}

struct Names<'a> {
    path: &'a str,
    findings: Vec<Finding>,
}

impl Names<'_> {
    fn judge(&mut self, ident: &Ident, kind: Kind) {
        let name = ident.to_string();
        if let Some(advice) = refuse(self.path, &name, kind) {
            let line = ident.span().start().line;
            self.findings.push(Finding::new(self.path, line, format!("name `{name}`"), advice));
        }
    }
}

impl<'ast> Visit<'ast> for Names<'_> {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        if !item.attrs.iter().any(is_test) {
            self.judge(&item.sig.ident, Kind::Function);
        }
        visit::visit_item_fn(self, item);
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        for member in &item.items {
            if let syn::ImplItem::Fn(function) = member
                && item.trait_.is_none()
            {
                self.judge(&function.sig.ident, Kind::Function);
            }
        }
        visit::visit_item_impl(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        self.judge(&item.sig.ident, Kind::Function);
        visit::visit_trait_item_fn(self, item);
    }

    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        self.judge(&item.ident, Kind::Type);
        visit::visit_item_struct(self, item);
    }

    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        self.judge(&item.ident, Kind::Type);
        visit::visit_item_enum(self, item);
    }

    fn visit_item_trait(&mut self, item: &'ast syn::ItemTrait) {
        self.judge(&item.ident, Kind::Type);
        visit::visit_item_trait(self, item);
    }

    fn visit_item_type(&mut self, item: &'ast syn::ItemType) {
        self.judge(&item.ident, Kind::Type);
        visit::visit_item_type(self, item);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        self.judge(&item.ident, Kind::Module);
        visit::visit_item_mod(self, item);
    }

    fn visit_field(&mut self, field: &'ast syn::Field) {
        if let Some(ident) = &field.ident {
            self.judge(ident, Kind::Field);
        }
        visit::visit_field(self, field);
    }
}

/// The name of a test is a sentence about behaviour, and may speak of anything.
fn is_test(attribute: &syn::Attribute) -> bool {
    attribute.path().segments.last().is_some_and(|last| last.ident == "test")
}

/// Declarations only: a parser for TypeScript would cost more than the rule is worth.
fn check_typescript(path: &str, text: &str) -> Vec<Finding> {
    let declared = text.lines().enumerate().filter_map(|(index, line)| {
        let (kind, name) = declaration(line)?;
        let advice = refuse(path, name, kind)?;
        Some(Finding::new(path, index + 1, format!("name `{name}`"), advice))
    });
    declared.collect()
}

fn declaration(line: &str) -> Option<(Kind, &str)> {
    let mut words = line.split_whitespace().skip_while(|word| matches!(*word, "export" | "default" | "async" | "abstract"));
    let kind = match words.next()? {
        "function" => Kind::Function,
        "interface" | "type" | "class" | "enum" => Kind::Type,
        _ => return None,
    };
    let rest = words.next()?;
    let end = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(rest.len());
    rest.get(..end).filter(|name| !name.is_empty()).map(|name| (kind, name))
}

fn is_typescript(path: &str) -> bool {
    path.ends_with(".ts") || path.ends_with(".tsx")
}

/// The advice when the name may not be, else nothing.
fn refuse(path: &str, name: &str, kind: Kind) -> Option<String> {
    let words = words(name);
    let banned = BANNED.iter().find(|(word, _)| words.iter().any(|own| own == word) && !is_owned_elsewhere(path, word));
    if let Some((word, advice)) = banned {
        return Some(format!("`{word}`: {advice}"));
    }
    refuse_by_place(&words, kind).map(str::to_owned)
}

fn is_owned_elsewhere(path: &str, word: &str) -> bool {
    OWNED_ELSEWHERE.iter().any(|(folder, owned, _reason)| path.starts_with(folder) && *owned == word)
}

/// Words that are fine in one place of a name and empty in another.
fn refuse_by_place(words: &[String], kind: Kind) -> Option<&'static str> {
    let last = words.last().map(String::as_str)?;
    match (kind, words.len(), last) {
        (_, 1, "session" | "sessions") => Some("`session` alone: say call, leg, conversation or login session"),
        (Kind::Module | Kind::File, _, "common") | (_, 1, "common") => Some("`common`: name what the sharers have in common"),
        (Kind::Type, _, "service") => Some("`service` as a suffix: name what it does"),
        (Kind::Type, _, "handle") | (Kind::Module | Kind::File, 1, "handle" | "handles") => {
            Some("`handle` as a noun: name what is held, or the end one holds (sender, control, guard)")
        }
        (Kind::Function | Kind::Type | Kind::Module | Kind::Field | Kind::File, _, _) => None,
    }
}

/// The words of a name in snake, kebab or camel case, in lower case.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut previous_is_lower = false;
    for letter in name.chars() {
        let starts_word = !letter.is_alphanumeric() || (letter.is_uppercase() && previous_is_lower);
        if starts_word {
            words.push(String::new());
        }
        if let (true, Some(word)) = (letter.is_alphanumeric(), words.last_mut()) {
            word.extend(letter.to_lowercase());
        }
        previous_is_lower = letter.is_lowercase() || letter.is_numeric();
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        check(&Tree::of(&[(path, text)])).into_iter().map(|finding| finding.what).collect()
    }

    #[test]
    fn empty_words_are_found_in_every_kind_of_name() {
        let text = "mod helpers_util {}\nstruct CallManager { user_data: u8 }\nenum MiscKind {}\nmod test_common {}\n";
        let names = found("crates/a/src/lib.rs", text);
        let expected = ["helpers_util", "CallManager", "user_data", "MiscKind", "test_common"];
        assert_eq!(names, expected.map(|name| format!("name `{name}`")));
    }

    #[test]
    fn a_file_named_utils_is_found() {
        assert_eq!(found("web/console/src/utils.ts", ""), ["file name `utils.ts`"]);
    }

    #[test]
    fn a_glossary_clash_is_answered_with_the_right_word() {
        let findings = check(&Tree::of(&[("crates/a/src/lib.rs", "struct Customer;")]));
        assert!(findings[0].instead.contains("`contact`"), "{findings:?}");
    }

    #[test]
    fn session_is_found_alone_and_let_pass_with_an_adjective() {
        assert_eq!(found("crates/a/src/lib.rs", "struct Session;\nstruct LoginSession;"), ["name `Session`"]);
    }

    #[test]
    fn handle_is_found_as_a_noun_and_let_pass_as_a_verb() {
        let text = "mod handle {}\nstruct CallHandle;\nfn handle() {}\nfn handle_invite() {}";
        assert_eq!(found("crates/a/src/lib.rs", text), ["name `handle`", "name `CallHandle`"]);
    }

    #[test]
    fn service_is_found_as_the_end_of_a_type() {
        assert_eq!(found("crates/a/src/lib.rs", "struct ContactService;\nstruct ServiceLevel;"), ["name `ContactService`"]);
    }

    #[test]
    fn names_dictated_by_a_trait_are_free() {
        assert!(found("crates/a/src/lib.rs", "impl Foreign for Own { fn data(&self) {} }").is_empty());
    }

    #[test]
    fn the_sentence_that_names_a_test_is_free() {
        assert!(found("crates/a/src/lib.rs", "#[tokio::test]\nasync fn a_customer_rings() {}").is_empty());
    }

    #[test]
    fn info_belongs_to_sip() {
        assert!(found("crates/sip/src/info.rs", "fn send_info() {}").is_empty());
        assert_eq!(found("crates/crm/src/a.rs", "fn call_info() {}").len(), 1);
    }

    #[test]
    fn typescript_declarations_are_judged_and_generated_files_are_not() {
        let text = "export interface CardData {\n}\nconst { data } = query;\n";
        assert_eq!(found("web/console/src/card.tsx", text), ["name `CardData`"]);
        let generated = format!("// @generated from openapi.json\n{text}");
        assert!(found("web/console/src/schema.ts", &generated).is_empty());
    }

    #[test]
    fn names_fall_into_words() {
        assert_eq!(words("RtpTimestamp_ms-max"), ["rtp", "timestamp", "ms", "max"]);
        assert_eq!(words("Metadata"), ["metadata"]);
    }
}
