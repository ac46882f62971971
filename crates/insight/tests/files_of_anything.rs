//! Files nobody wrote on purpose.

mod scrutiny;

use proptest::prelude::*;
use std::{
    io::{Cursor, Write},
    path::Path,
};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// The fuzz corpus and the files of the tests.
fn corpus() -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = [root.join("../../fuzz/corpus/files_of_calls"), root.join("testdata/files")];
    let files = folders.iter().flat_map(|folder| std::fs::read_dir(folder).expect("the corpus is committed"));
    files.map(|file| std::fs::read(file.expect("a file").path()).expect("a readable file")).collect()
}

#[test]
fn the_corpus_breaks_no_promise() {
    let corpus = corpus();
    assert!(corpus.len() > 10, "the corpus is nearly empty");
    corpus.iter().for_each(|bytes| scrutiny::look_at_everything(bytes));
}

proptest! {
    #[test]
    fn a_damaged_file_breaks_no_promise(pick: prop::sample::Index, changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12), cut: prop::sample::Index) {
        let corpus = corpus();
        let mut bytes = pick.get(&corpus).clone();
        for (place, byte) in &changes {
            let place = place.index(bytes.len().max(1));
            bytes.get_mut(place).into_iter().for_each(|old| *old = *byte);
        }
        if changes.len() % 3 == 0 {
            bytes.truncate(cut.index(bytes.len().max(1)));
        }
        scrutiny::look_at_everything(&bytes);
    }

    #[test]
    fn rows_of_nonsense_break_no_promise(cells in prop::collection::vec(prop::sample::select(CELLS.to_vec()), 1..200), width in 1usize..14) {
        let lines: Vec<String> = cells.chunks(width).map(|row| row.join(";")).collect();
        scrutiny::look_at_everything(lines.join("\n").as_bytes());
    }
}

/// The parts of a workbook with numbers, dates, shared and inline texts.
const PARTS: [(&str, &str); 7] = [
    ("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"),
    (
        "_rels/.rels",
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" \
         Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/>\
         </Relationships>",
    ),
    (
        "xl/workbook.xml",
        "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
         xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><workbookPr date1904=\"0\"/>\
         <sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets><definedNames><definedName name=\"n\">S!$A$1</definedName></definedNames></workbook>",
    ),
    (
        "xl/_rels/workbook.xml.rels",
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
         <Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
         <Relationship Id=\"r2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings\" Target=\"sharedStrings.xml\"/>\
         </Relationships>",
    ),
    (
        "xl/sharedStrings.xml",
        "<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" count=\"7\" uniqueCount=\"7\"><si><t>Начало звонка</t></si>\
         <si><t>Номер клиента</t></si><si><t>Направление</t></si><si><r><t>Ста</t></r><r><t>тус</t></r></si><si><t>Разговор</t></si>\
         <si><t>Входящий</t></si><si><t>Пропущен</t></si></sst>",
    ),
    (
        "xl/styles.xml",
        "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><numFmts count=\"1\">\
         <numFmt numFmtId=\"164\" formatCode=\"dd.mm.yyyy hh:mm\"/></numFmts><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>",
    ),
    (
        "xl/worksheets/sheet1.xml",
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><dimension ref=\"A1:E3\"/><sheetData>\
         <row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c><c r=\"C1\" t=\"s\"><v>2</v></c>\
         <c r=\"D1\" t=\"s\"><v>3</v></c><c r=\"E1\" t=\"s\"><v>4</v></c></row>\
         <row r=\"2\"><c r=\"A2\" s=\"1\"><v>46091.47</v></c><c r=\"B2\"><v>79161234567</v></c><c r=\"C2\" t=\"s\"><v>5</v></c>\
         <c r=\"D2\" t=\"s\"><v>6</v></c><c r=\"E2\"><v>0</v></c></row>\
         <row r=\"3\"><c r=\"A3\" s=\"1\"><v>46091.5</v></c><c r=\"B3\" t=\"inlineStr\"><is><t>89031112233</t></is></c>\
         <c r=\"C3\" t=\"s\"><v>5</v></c><c r=\"D3\" t=\"str\"><f>1+1</f><v>Отвечен</v></c><c r=\"E3\"><v>95</v></c></row></sheetData><mergeCells count=\"1\"><mergeCell ref=\"A1:B1\"/></mergeCells></worksheet>",
    ),
];

/// What is put where it does not belong.
const FRAGMENTS: &[&str] = &[
    "",
    "<",
    "</c>",
    "<c r=\"A1\" t=\"s\"><v>99999999</v></c>",
    "<c r=\"XFD1048577\"><v>1</v></c>",
    "<c r=\"A0\"><v>1</v></c>",
    "<c r=\"\"><v>1</v></c>",
    "<c r=\"AAAAAAAAAA99999999999\"><v>1</v></c>",
    "<c><v>-1</v></c>",
    "<v>1e999</v>",
    "<v>NaN</v>",
    "<v></v>",
    "<row r=\"0\">",
    "<row r=\"4294967296\">",
    "<row>",
    "<si>",
    "<si><t/></si>",
    "</sst>",
    "&#0;",
    "&unknown;",
    "]]>",
    "<![CDATA[",
    "<dimension ref=\"A1:XFD1048576\"/>",
    "<dimension ref=\"C3:A1\"/>",
    "<dimension ref=\":\"/>",
    "s=\"4294967295\"",
    "t=\"e\"",
    "count=\"4294967295\"",
    "<mergeCell ref=\"B2\"/>",
    "r:id=\"r9\"",
    "Target=\"../../../x\"",
    "date1904=\"1\"",
    "\u{0}",
    "\u{feff}",
    "<f t=\"shared\" si=\"0\" ref=\"A1:A\">A1</f>",
    "<f t=\"shared\" si=\"9\"/>",
    "<v>-99999999999</v>",
];

/// A part with pieces cut out of it and others put in, or none at all.
fn damaged(part: &str, cuts: &[(prop::sample::Index, prop::sample::Index, u8)]) -> String {
    let mut letters: Vec<char> = part.chars().collect();
    for (at, fragment, length) in cuts {
        let from = at.index(letters.len() + 1);
        let to = (from + usize::from(*length)).min(letters.len());
        letters.splice(from..to, fragment.get(FRAGMENTS).chars());
    }
    letters.into_iter().collect()
}

fn archive(parts: &[(&str, String)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer
            .start_file(*name, SimpleFileOptions::default().compression_method(CompressionMethod::Deflated))
            .expect("memory takes everything");
        writer.write_all(text.as_bytes()).expect("memory takes everything");
    }
    writer.finish().expect("memory takes everything").into_inner()
}

/// Says other sizes in the headings of an archive than its parts have.
fn lie_about_sizes(archive: &mut [u8], lies: &[(prop::sample::Index, u32)]) {
    // Of the local and the central heading of a part: the mark, and where packed and unpacked size follow it (APPNOTE 4.3.7, 4.3.12).
    const HEADINGS: [(&[u8; 4], usize); 2] = [(b"PK\x03\x04", 18), (b"PK\x01\x02", 20)];
    let places: Vec<usize> = HEADINGS
        .iter()
        .flat_map(|(mark, sizes)| {
            archive.windows(4).enumerate().filter(move |(_, at)| at == mark).flat_map(move |(at, _)| [at + sizes, at + sizes + 4])
        })
        .collect();
    for (place, lie) in lies {
        let at = *place.get(&places);
        archive.get_mut(at..at + 4).into_iter().for_each(|size| size.copy_from_slice(&lie.to_le_bytes()));
    }
}

#[test]
fn the_workbook_before_any_damage_is_read() {
    let whole: Vec<(&str, String)> = PARTS.iter().map(|(name, text)| (*name, (*text).to_owned())).collect();
    let read = otklik_insight::files::read(&archive(&whole)[..], &otklik_insight::files::ReadOptions::default(), &mut |_| (), &mut |_| ());
    assert_eq!(read.map(|read| (read.source.rows, read.source.calls)).map_err(|refused| refused.to_string()), Ok((2, 2)));
}

proptest! {
    #[test]
    fn a_workbook_damaged_inside_breaks_no_promise(
        cuts in prop::collection::vec((prop::sample::select(vec![0usize, 1, 2, 3, 4, 5, 6, 6, 6, 6, 4, 2]), any::<(prop::sample::Index, prop::sample::Index, u8)>()), 0..6),
        missing in prop::option::weighted(0.2, 0..PARTS.len()),
        lies in prop::collection::vec((any::<prop::sample::Index>(), prop_oneof![any::<u32>(), 0..2000_u32]), 0..3),
    ) {
        let cut = |part: usize| cuts.iter().filter(|(of, _)| *of == part).map(|(_, (at, fragment, length))| (*at, *fragment, *length % 60)).collect::<Vec<_>>();
        let parts = (0..).zip(PARTS).filter(|(part, _)| missing != Some(*part));
        let parts: Vec<(&str, String)> = parts.map(|(part, (name, text))| (name, damaged(text, &cut(part)))).collect();
        let mut bytes = archive(&parts);
        lie_about_sizes(&mut bytes, &lies);
        scrutiny::look_at_everything(&bytes);
    }
}

const CELLS: &[&str] = &[
    "",
    "0",
    "-1",
    "95",
    "101",
    "9999999999",
    "1773130779",
    "79161234567",
    "8 (916) 123-45-67",
    "anonymous",
    "10.03.2026 11:19",
    "2026-03-10 11:19:39",
    "03/04/2026",
    "46091.47",
    "99999.99",
    "9999-12-31 23:59:59",
    "0001-01-01 00:00:00",
    "25:61:61",
    "99999999:59",
    "входящий",
    "пропущен",
    "ANSWERED",
    "NO ANSWER",
    "CHAN_START",
    "PJSIP/101-00000001",
    "[]",
    "1110",
    "ivr",
    "\"",
    "=1+1",
    "1773130779.1",
    "Дата",
    "Номер",
    "Статус",
    "\u{a0}",
    "−5",
];
