//! Faces of a report as it comes out of a month of calls, and of what a stranger may send to be drawn.

mod hostile;
mod month;

use super::{Language, html, pdf, svg_of_hours, svg_of_losses, svg_of_waterfall, text, xlsx};
use crate::report::Report;

const LANGUAGES: [Language; 2] = [Language::Russian, Language::English];

#[test]
fn a_page_needs_nothing_from_outside_and_runs_nothing() {
    for language in LANGUAGES {
        let page = html(&month::report(), language);
        for foreign in ["http-equiv=\"refresh", "<script", "src=", "@import", "url(", "<link"] {
            assert!(!page.contains(foreign), "{foreign}");
        }
        let addresses =
            page.matches("http").count() - page.matches("http://www.w3.org/2000/svg").count() - page.matches("http-equiv").count();
        assert_eq!(addresses, 0);
    }
}

#[test]
fn every_loss_and_every_finding_is_on_every_face() {
    let report = month::report();
    let (page, lines) = (html(&report, Language::Russian), text(&report, Language::Russian));
    for said in ["телефон звонил, трубку не взяли", "устали ждать", "в этот час никто не работает", "Всего"]
    {
        assert!(page.contains(said) && lines.contains(said), "{said}");
    }
    for said in ["Не хватает людей: Пн, 10:00–12:30", "Нужно 5, обычно отвечают 3.", "Пн–Пт, 18:00–20:00", "10:00–12:30: 5"]
    {
        assert!(page.contains(said) && lines.contains(said), "{said}");
    }
    assert_eq!(page.matches("<article>").count(), report.findings.len());
}

#[test]
fn money_is_said_the_same_on_the_page_and_in_the_terminal() {
    let report = month::report();
    assert!(html(&report, Language::Russian).contains("412\u{202f}300\u{a0}₽"));
    assert!(text(&report, Language::Russian).contains("412 300 ₽"));
}

#[test]
fn a_paper_has_pages_letters_and_bookmarks_and_is_small() {
    let paper = pdf(&month::report(), Language::Russian);
    let text = String::from_utf8_lossy(&paper);
    assert!(paper.starts_with(b"%PDF-1.7"));
    assert!(text.contains("/OTKLIK+PTSans-Regular") && text.contains("/Outlines") && text.contains("/ToUnicode"));
    assert!(paper.len() < 200_000, "{} bytes", paper.len());
    assert_eq!(paper, pdf(&month::report(), Language::Russian), "the same report gives the same bytes");
}

#[test]
fn an_empty_report_has_every_face() {
    for language in LANGUAGES {
        let report = Report::default();
        assert!(html(&report, language).contains("</html>"));
        assert!(pdf(&report, language).ends_with(b"%%EOF"));
        assert!(xlsx(&report, language).unwrap().starts_with(b"PK"));
        assert!(!text(&report, language).is_empty());
        for chart in [svg_of_hours, svg_of_losses, svg_of_waterfall] {
            assert!(chart(&report, language, 600.0).ends_with("</svg>"));
        }
    }
}

#[test]
fn what_a_stranger_sends_is_drawn_and_harms_nobody() {
    let report = hostile::report();
    let page = html(&report, Language::Russian);
    assert!(!page.contains("<img") && page.contains("&lt;img src=x onerror=alert(1)&gt;"));
    assert!(!text(&report, Language::Russian).contains('\u{1b}'));
    assert!(pdf(&report, Language::English).ends_with(b"%%EOF"));
    assert!(xlsx(&report, Language::English).is_ok());
}

#[test]
fn a_cell_that_begins_like_a_formula_stays_a_text() {
    let book = xlsx(&hostile::report(), Language::Russian).unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(book)).unwrap();
    let mut texts = String::new();
    for place in 0..archive.len() {
        let entry = archive.by_index(place).unwrap();
        let sheet = std::io::read_to_string(entry).unwrap();
        assert!(!sheet.contains("<f>"), "part {place} has a formula");
        texts.push_str(&sheet);
    }
    assert!(texts.contains("=HYPERLINK(") && texts.contains("+7 831 200-00-01"));
}
