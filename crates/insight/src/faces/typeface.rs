//! The letters of the paper: PT Sans, which is drawn for Cyrillic. Elsewhere it only tells how wide a text will be.

use ttf_parser::{Face, GlyphId};

/// One cut of the typeface.
pub struct Typeface {
    /// The file.
    pub bytes: &'static [u8],
    /// Its PostScript name.
    pub name: &'static str,
    /// What was read of it.
    pub face: Face<'static>,
}

/// Both cuts.
pub struct Typefaces {
    /// For reading.
    pub regular: Typeface,
    /// For headings and figures.
    pub bold: Typeface,
}

impl Typefaces {
    /// Reads them from the program.
    pub fn load() -> Self {
        Self {
            regular: Typeface::read(include_bytes!("fonts/PTSans-Regular.ttf"), "PTSans-Regular"),
            bold: Typeface::read(include_bytes!("fonts/PTSans-Bold.ttf"), "PTSans-Bold"),
        }
    }

    /// One of them.
    pub const fn cut(&self, bold: bool) -> &Typeface {
        if bold { &self.bold } else { &self.regular }
    }
}

/// A narrow space is this part of an em; the typeface has none, so an ordinary one is drawn and moved back.
const THIN_EM: f32 = 0.16;

impl Typeface {
    fn read(bytes: &'static [u8], name: &'static str) -> Self {
        let face = Face::parse(bytes, 0).expect("the file in the source tree is a font");
        Self { bytes, name, face }
    }

    /// The letter's glyph; a question mark's for letters the typeface does not have.
    pub fn glyph(&self, letter: char) -> GlyphId {
        let letter = if is_thin(letter) { ' ' } else { letter };
        let found = self.face.glyph_index(letter).or_else(|| self.face.glyph_index('?'));
        found.unwrap_or(GlyphId(0))
    }

    /// How far the pen moves after a letter, in em.
    pub fn advance(&self, letter: char) -> f32 {
        if is_thin(letter) { THIN_EM } else { self.glyph_advance(self.glyph(letter)) }
    }

    /// How wide the glyph is by itself, in em.
    pub fn glyph_advance(&self, glyph: GlyphId) -> f32 {
        f32::from(self.face.glyph_hor_advance(glyph).unwrap_or(0)) / f32::from(self.face.units_per_em())
    }

    /// How wide a text is at that size.
    pub fn width(&self, text: &str, size: f32) -> f32 {
        text.chars().map(|letter| self.advance(letter)).sum::<f32>() * size
    }

    /// The text in lines no wider than that. A word that is wider by itself is cut.
    pub fn wrapped(&self, text: &str, size: f32, width: f32) -> Vec<String> {
        let mut lines = vec![String::new()];
        for word in text.split([' ', '\n', '\t']).filter(|word| !word.is_empty()) {
            for piece in self.pieces(word, size, width) {
                let line = lines.last_mut().expect("it begins with a line");
                let joined = if line.is_empty() { piece.clone() } else { format!("{line} {piece}") };
                if line.is_empty() || self.width(&joined, size) <= width {
                    *line = joined;
                } else {
                    lines.push(piece);
                }
            }
        }
        lines
    }

    /// The text cut to the width, with an ellipsis where it was cut.
    pub fn shortened(&self, text: &str, size: f32, width: f32) -> String {
        if self.width(text, size) <= width {
            return text.to_owned();
        }
        let room = width - self.width("…", size);
        let mut used = 0.0;
        let fits = |letter: &char| {
            used += self.advance(*letter) * size;
            used <= room
        };
        let kept: String = text.chars().take_while(fits).collect();
        format!("{}…", kept.trim_end())
    }

    fn pieces(&self, word: &str, size: f32, width: f32) -> Vec<String> {
        if self.width(word, size) <= width {
            return vec![word.to_owned()];
        }
        let mut pieces = vec![String::new()];
        let mut used = 0.0;
        for letter in word.chars() {
            let step = self.advance(letter) * size;
            if used + step > width && used > 0.0 {
                pieces.push(String::new());
                used = 0.0;
            }
            used += step;
            pieces.last_mut().expect("it begins with a piece").push(letter);
        }
        pieces
    }
}

/// Whether it is a space narrower than the ordinary one.
pub const fn is_thin(letter: char) -> bool {
    matches!(letter, '\u{2009}' | '\u{200a}' | '\u{202f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_of_money_and_of_both_languages_is_there() {
        let faces = Typefaces::load();
        for letter in "АЯабвёъ «»—–…−×≤≥·№₽0123456789%".chars() {
            assert!(faces.regular.face.glyph_index(letter).is_some(), "{letter}");
            assert!(faces.bold.face.glyph_index(letter).is_some(), "{letter}");
        }
    }

    #[test]
    fn figures_are_of_one_width_so_columns_stand() {
        let face = Typefaces::load().regular;
        assert!("0123456789".chars().all(|digit| face.advance(digit) == face.advance('0')));
    }

    #[test]
    fn a_wrapped_text_keeps_every_word_and_fits() {
        let face = Typefaces::load().regular;
        let text = "Каждый потерянный человек записан на последний шаг";
        let lines = face.wrapped(text, 10.0, 90.0);
        assert_eq!(lines.join(" "), text);
        assert!(lines.iter().all(|line| face.width(line, 10.0) <= 90.0), "{lines:?}");
    }

    #[test]
    fn a_word_without_end_is_cut() {
        let face = Typefaces::load().regular;
        let lines = face.wrapped(&"ж".repeat(300), 10.0, 100.0);
        assert!(lines.len() > 5 && lines.iter().all(|line| face.width(line, 10.0) <= 100.0));
        assert!(face.width(&face.shortened(&"ж".repeat(300), 10.0, 100.0), 10.0) <= 100.0);
    }
}
