//! Rows out of a page with a table: what many programs save under the name of a workbook.

use super::{
    refused::FileRefused,
    rows::{Row, Rows},
    text::COLUMNS_MAX,
};
use encoding_rs::WINDOWS_1251;

/// The largest page taken (chosen: two hundred thousand calls).
pub(crate) const BYTES_MAX: u64 = 200 << 20;

/// Rows of the tables of a page, in their order. Only `tr`, `td` and `th` are understood.
pub(crate) struct PageRows {
    text: String,
    at: usize,
    number: u64,
}

impl PageRows {
    pub(crate) fn new(bytes: Vec<u8>) -> Self {
        let text = String::from_utf8(bytes).unwrap_or_else(|error| WINDOWS_1251.decode(error.as_bytes()).0.into_owned());
        Self { text, at: 0, number: 0 }
    }
}

impl Rows for PageRows {
    fn next_row(&mut self, row: &mut Row) -> Result<bool, FileRefused> {
        loop {
            let Some(start) = find_tag(&self.text, self.at, "tr") else { return Ok(false) };
            let end = find_tag(&self.text, start + 3, "tr").unwrap_or(self.text.len());
            self.at = end;
            self.number += 1;
            row.clear();
            row.number = self.number;
            cells(&self.text[start..end], row)?;
            if !row.is_blank() {
                return Ok(true);
            }
        }
    }

    fn bytes(&self) -> u64 {
        self.at as u64
    }
}

/// Where a tag opens, at or after a place.
fn find_tag(text: &str, from: usize, tag: &str) -> Option<usize> {
    let mut at = from;
    loop {
        at += text.get(at..)?.find('<')?;
        let name = text.as_bytes().get(at + 1..at + 1 + tag.len())?;
        let after = text.as_bytes().get(at + 1 + tag.len());
        if name.eq_ignore_ascii_case(tag.as_bytes()) && after.is_none_or(|byte| !byte.is_ascii_alphanumeric()) {
            return Some(at);
        }
        at += 1;
    }
}

fn cells(text: &str, row: &mut Row) -> Result<(), FileRefused> {
    let next = |from: usize| [find_tag(text, from, "td"), find_tag(text, from, "th")].into_iter().flatten().min();
    let mut at = next(0);
    while let Some(start) = at {
        if row.width() >= COLUMNS_MAX {
            return Err(FileRefused::TooManyColumns { row: row.number, limit: COLUMNS_MAX });
        }
        at = next(start + 3);
        row.push(&plain(&text[start..at.unwrap_or(text.len())]));
    }
    Ok(())
}

/// The text between tags, entities read.
fn plain(html: &str) -> String {
    let mut plain = String::new();
    for part in html.split('<') {
        plain.push_str(part.split_once('>').map_or("", |(_, text)| text));
    }
    if !plain.contains('&') {
        return plain;
    }
    [("&nbsp;", " "), ("&#160;", " "), ("&quot;", "\""), ("&#39;", "'"), ("&#43;", "+"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")]
        .iter()
        .fold(plain, |text, (entity, sign)| text.replace(entity, sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_of_a_page_are_read_without_their_tags() {
        let page = "<html><TABLE><tr class=\"h\"><th>Тип</th><th>Номер</th></tr>\n<tr></tr><tr><td><b>Вход&amp;</b>ящий</td><td>&#43;7916</td></tr>";
        let mut rows = PageRows::new(page.as_bytes().to_vec());
        let mut row = Row::default();
        assert!(rows.next_row(&mut row).unwrap());
        assert_eq!(row.cells().collect::<Vec<_>>(), ["Тип", "Номер"]);
        assert!(rows.next_row(&mut row).unwrap());
        assert_eq!((row.number, row.cells().collect::<Vec<_>>()), (3, vec!["Вход&ящий", "+7916"]));
        assert!(!rows.next_row(&mut row).unwrap());
    }
}
