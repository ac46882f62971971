//! Which letters of the typefaces were used, so that only those go into the file.

use crate::faces::typeface::{Typeface, Typefaces, is_thin};
use std::collections::BTreeMap;
use subsetter::GlyphRemapper;

/// The typefaces and what was used of them.
pub struct Letters {
    /// The typefaces.
    pub faces: Typefaces,
    /// Used of the regular cut.
    pub regular: Used,
    /// Used of the bold one.
    pub bold: Used,
}

/// What was used of one cut.
#[derive(Default)]
pub struct Used {
    /// Glyphs of the typeface to those of the file.
    pub remapper: GlyphRemapper,
    /// What each glyph of the file means and how wide it is, in em.
    pub glyphs: BTreeMap<u16, (char, f32)>,
}

/// Glyphs shown in one go.
#[derive(Default)]
pub struct Run {
    /// Two bytes each.
    pub glyphs: Vec<u8>,
    /// How far the pen goes back after them, in thousandths of an em.
    pub back_thousandths: f32,
}

impl Letters {
    /// Nothing used yet.
    pub fn new() -> Self {
        Self { faces: Typefaces::load(), regular: Used::default(), bold: Used::default() }
    }

    /// A text as glyphs of the file; after a narrow space a run ends.
    pub fn runs(&mut self, text: &str, bold: bool) -> Vec<Run> {
        let (face, used) = if bold { (&self.faces.bold, &mut self.bold) } else { (&self.faces.regular, &mut self.regular) };
        let mut runs = vec![Run::default()];
        for letter in text.chars() {
            let glyph = used.take(face, letter);
            let run = runs.last_mut().expect("it begins with a run");
            run.glyphs.extend(glyph.to_be_bytes());
            if is_thin(letter) {
                run.back_thousandths = (face.advance(' ') - face.advance(letter)) * 1000.0;
                runs.push(Run::default());
            }
        }
        runs.retain(|run| !run.glyphs.is_empty());
        runs
    }
}

impl Used {
    fn take(&mut self, face: &Typeface, letter: char) -> u16 {
        let of_face = face.glyph(letter);
        let glyph = self.remapper.remap(of_face.0);
        let meaning = if is_thin(letter) { ' ' } else { letter };
        self.glyphs.entry(glyph).or_insert((meaning, face.glyph_advance(of_face)));
        glyph
    }
}
