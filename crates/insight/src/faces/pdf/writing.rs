//! The file itself: pages, letters, bookmarks (ISO 32000-1).

use super::{
    flow::{Bookmark, Flow, PAGE},
    letters::Used,
};
use crate::faces::{Language, typeface::Typeface};
use flate2::{Compression, write::ZlibEncoder};
use pdf_writer::{
    Filter, Finish, Name, Pdf, Rect, Ref, Str, TextStr,
    types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap},
};
use std::io::Write;

/// Adobe's names for glyph numbers that mean nothing outside the file.
const IDENTITY: SystemInfo<'static> = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };
/// A fixed tag: subsets must have one, and the same report must give the same bytes (§9.6.4).
const SUBSET_TAG: &str = "OTKLIK";

/// Numbers of objects given out one by one.
struct Numbers(i32);

impl Numbers {
    fn next(&mut self) -> Ref {
        self.0 += 1;
        Ref::new(self.0)
    }
}

/// The bytes of the file.
pub fn file(flow: Flow, title: &str, language: Language) -> Vec<u8> {
    let mut numbers = Numbers(0);
    let mut pdf = Pdf::new();
    let (catalog, tree, outline) = (numbers.next(), numbers.next(), numbers.next());
    let page_refs: Vec<Ref> = flow.sheets.iter().map(|_| numbers.next()).collect();
    let regular = font(&mut pdf, &mut numbers, &flow.letters.faces.regular, &flow.letters.regular);
    let bold = font(&mut pdf, &mut numbers, &flow.letters.faces.bold, &flow.letters.bold);
    let mut root = pdf.catalog(catalog);
    root.pages(tree).outlines(outline).lang(TextStr(language.code()));
    root.viewer_preferences().display_doc_title(true);
    root.finish();
    pdf.document_info(numbers.next()).title(TextStr(title)).creator(TextStr("Otklik"));
    pdf.pages(tree).kids(page_refs.iter().copied()).count(i32::try_from(page_refs.len()).unwrap_or(i32::MAX));
    bookmarks(&mut pdf, &mut numbers, outline, (&flow.bookmarks, &page_refs));
    for (sheet, page_ref) in flow.sheets.into_iter().zip(&page_refs) {
        let content = numbers.next();
        let mut page = pdf.page(*page_ref);
        page.parent(tree).media_box(Rect::new(0.0, 0.0, PAGE[0], PAGE[1])).contents(content);
        page.resources().fonts().pair(Name(b"R"), regular).pair(Name(b"B"), bold);
        page.finish();
        let operators = deflated(&sheet.finish());
        pdf.stream(content, &operators).filter(Filter::FlateDecode);
    }
    pdf.finish()
}

fn bookmarks(pdf: &mut Pdf, numbers: &mut Numbers, outline: Ref, (marks, pages): (&[Bookmark], &[Ref])) {
    let refs: Vec<Ref> = marks.iter().map(|_| numbers.next()).collect();
    let mut tree = pdf.outline(outline);
    if let (Some(first), Some(last)) = (refs.first(), refs.last()) {
        tree.first(*first).last(*last).count(i32::try_from(refs.len()).unwrap_or(i32::MAX));
    }
    tree.finish();
    for (place, mark) in marks.iter().enumerate() {
        let mut item = pdf.outline_item(refs[place]);
        item.title(TextStr(&mark.title)).parent(outline);
        if place > 0 {
            item.prev(refs[place - 1]);
        }
        if let Some(next) = refs.get(place + 1) {
            item.next(*next);
        }
        item.dest().page(pages[mark.page]).xyz(0.0, PAGE[1] - mark.y, None);
    }
}

/// A cut of the typeface with the letters used, as a composite font (§9.7).
fn font(pdf: &mut Pdf, numbers: &mut Numbers, typeface: &Typeface, used: &Used) -> Ref {
    let (whole, cid, descriptor, cmap, file) = (numbers.next(), numbers.next(), numbers.next(), numbers.next(), numbers.next());
    let name = format!("{SUBSET_TAG}+{}", typeface.name);
    let name = Name(name.as_bytes());
    pdf.type0_font(whole).base_font(name).encoding_predefined(Name(b"Identity-H")).descendant_font(cid).to_unicode(cmap);
    let mut cid_font = pdf.cid_font(cid);
    cid_font.subtype(CidFontType::Type2).base_font(name).system_info(IDENTITY).font_descriptor(descriptor);
    cid_font.default_width(0.0).cid_to_gid_map_predefined(Name(b"Identity"));
    let width = |glyph: u16| used.glyphs.get(&glyph).map_or(0.0, |(_, width)| width * 1000.0);
    cid_font.widths().consecutive(0, (0..used.remapper.num_gids()).map(width));
    cid_font.finish();
    describe(pdf, descriptor, (name, typeface, file));
    let mut meanings = UnicodeCmap::new(Name(b"Otklik"), IDENTITY);
    for (glyph, (letter, _)) in &used.glyphs {
        meanings.pair(*glyph, *letter);
    }
    pdf.cmap(cmap, &meanings.finish());
    // A font that cannot be cut is put in whole.
    let bytes = subsetter::subset(typeface.bytes, 0, &used.remapper).unwrap_or_else(|_| typeface.bytes.to_vec());
    let packed = deflated(&bytes);
    let mut stream = pdf.stream(file, &packed);
    stream.filter(Filter::FlateDecode).pair(Name(b"Length1"), i32::try_from(bytes.len()).unwrap_or(i32::MAX));
    stream.finish();
    whole
}

fn describe(pdf: &mut Pdf, descriptor: Ref, (name, typeface, file): (Name<'_>, &Typeface, Ref)) {
    let face = &typeface.face;
    let em = |units: i16| f32::from(units) * 1000.0 / f32::from(face.units_per_em());
    let frame = face.global_bounding_box();
    let mut description = pdf.font_descriptor(descriptor);
    description.name(name).flags(FontFlags::SYMBOLIC).italic_angle(0.0).stem_v(80.0).font_file2(file);
    description.bbox(Rect::new(em(frame.x_min), em(frame.y_min), em(frame.x_max), em(frame.y_max)));
    description.ascent(em(face.ascender())).descent(em(face.descender())).cap_height(em(face.capital_height().unwrap_or(700)));
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
    packed.write_all(bytes).expect("memory takes everything");
    packed.finish().expect("memory takes everything")
}
