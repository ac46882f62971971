//! `Range: bytes=…` (RFC 9110 §14).

use crate::problem::Problem;
use axum::http::StatusCode;

/// Bytes of a file, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByteRange {
    /// The first byte.
    pub first: u64,
    /// The last byte.
    pub last: u64,
}

impl ByteRange {
    /// Reads one range against a file of that size. Other units, several ranges and what is not a range at all are ignored, which a
    /// server may always do (RFC 9110 §14.2); a range beyond the file is refused.
    pub fn parse(text: &str, size: u64) -> Result<Option<Self>, Problem> {
        let Some((from, to)) = text.strip_prefix("bytes=").filter(|spec| !spec.contains(',')).and_then(|spec| spec.split_once('-')) else {
            return Ok(None);
        };
        let last_byte = size.saturating_sub(1);
        let range = match (from.trim().parse::<u64>(), to.trim().parse::<u64>()) {
            (Ok(first), Ok(last)) if first <= last => Self { first, last: last.min(last_byte) },
            (Ok(first), Err(_)) if to.trim().is_empty() => Self { first, last: last_byte },
            (Err(_), Ok(suffix)) if from.trim().is_empty() && suffix > 0 => Self { first: size.saturating_sub(suffix), last: last_byte },
            _ => return Ok(None),
        };
        if range.first >= size { Err(unsatisfiable(size)) } else { Ok(Some(range)) }
    }

    /// How many bytes.
    pub const fn length(self) -> u64 {
        self.last - self.first + 1
    }
}

fn unsatisfiable(size: u64) -> Problem {
    Problem::new(StatusCode::RANGE_NOT_SATISFIABLE, "range_not_satisfiable", "No such range", format!("The file has {size} bytes."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Option<(u64, u64)> {
        ByteRange::parse(text, 100).unwrap().map(|range| (range.first, range.last))
    }

    #[test]
    fn first_last_and_suffix_ranges_are_cut_to_the_file() {
        assert_eq!(parsed("bytes=0-"), Some((0, 99)));
        assert_eq!(parsed("bytes=10-19"), Some((10, 19)));
        assert_eq!(parsed("bytes=90-500"), Some((90, 99)));
        assert_eq!(parsed("bytes=-10"), Some((90, 99)));
        assert_eq!(parsed("bytes=-500"), Some((0, 99)));
    }

    #[test]
    fn what_is_no_single_range_is_ignored() {
        for text in ["items=0-1", "bytes=", "bytes=a-b", "bytes=5-1", "bytes=0-1,3-4", "bytes=-0", "bytes=--1"] {
            assert_eq!(parsed(text), None, "{text}");
        }
    }

    #[test]
    fn a_range_beyond_the_file_is_refused() {
        assert_eq!(ByteRange::parse("bytes=100-", 100).unwrap_err().status(), 416);
        assert!(ByteRange::parse("bytes=0-", 0).is_err());
    }
}
