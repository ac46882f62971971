//! Several files of one company read as one source.

use super::{FileRefused, Progress, ReadOptions, ReadSummary, Seen, read_next};
use crate::report::{REJECTED_LISTED_MAX, Source, SourceFile};
use otklik_model::event::JournalEntry;
use std::io::Read;

/// Files read one after another. They may overlap: what an earlier one said is not counted again.
///
/// ```
/// use otklik_insight::files::{ReadOptions, Several};
///
/// let file = "[];1773130779;1773130890;1773130795;;79161234567;101;sip:101@pbx;1110;74951234567;abonent;MjQzMTUxMzY2Mjo0==\n";
/// let (mut several, mut calls) = (Several::default(), 0);
/// for name in ["march.csv", "spring.csv"] {
///     several.read(name, file.as_bytes(), &ReadOptions::default(), &mut |_| (), &mut |_| calls += 1).expect("a file of MANGO OFFICE");
/// }
/// let source = several.finish().expect("two files").source;
/// assert_eq!((calls, source.rows, source.overlapping), (1, 2, 1));
/// ```
#[derive(Debug, Default)]
pub struct Several {
    seen: Seen,
    whole: Option<ReadSummary>,
}

impl Several {
    /// Reads the next file. After a refusal nothing of the whole can be used: entries of the refused file may have been given out.
    pub fn read(
        &mut self,
        name: &str,
        source: impl Read,
        options: &ReadOptions,
        progress: &mut dyn FnMut(Progress),
        sink: &mut dyn FnMut(&[JournalEntry]),
    ) -> Result<(), FileRefused> {
        let mut read = read_next(source, options, &mut self.seen, progress, sink)?;
        read.source.files = vec![of_file(name, &read.source)];
        for row in &mut read.rejected {
            row.file = Some(name.to_owned());
        }
        match &mut self.whole {
            Some(whole) => whole.absorb(read),
            None => self.whole = Some(read),
        }
        Ok(())
    }

    /// What was read in all; `None` without a file. Of a single file it need not be said where a row stood.
    pub fn finish(self) -> Option<ReadSummary> {
        let mut whole = self.whole?;
        if whole.source.files.len() == 1 {
            whole.source.files.clear();
            whole.rejected.iter_mut().for_each(|row| row.file = None);
        }
        Some(whole)
    }
}

fn of_file(name: &str, source: &Source) -> SourceFile {
    SourceFile {
        name: name.to_owned(),
        format: source.format.clone(),
        rows: source.rows,
        calls: source.calls,
        overlapping: source.overlapping,
        rejected: source.rejected,
    }
}

impl ReadSummary {
    /// Adds what another file said. What only one of them tells is not told for the whole.
    fn absorb(&mut self, other: Self) {
        let (ours, theirs) = (&mut self.source, other.source);
        if ours.format != theirs.format {
            "several".clone_into(&mut ours.format);
        }
        ours.rows += theirs.rows;
        ours.doubled += theirs.doubled;
        ours.overlapping += theirs.overlapping;
        ours.rejected += theirs.rejected;
        ours.calls += theirs.calls;
        // RFC 3339 in UTC sorts as text does.
        ours.from = [ours.from.take(), theirs.from].into_iter().flatten().min();
        ours.to = ours.to.take().max(theirs.to);
        ours.files.extend(theirs.files);
        for missing in theirs.cannot_tell {
            if !ours.cannot_tell.contains(&missing) {
                ours.cannot_tell.push(missing);
            }
        }
        self.rejected.extend(other.rejected);
        self.rejected.truncate(REJECTED_LISTED_MAX);
        self.legend.absorb(other.legend);
    }
}
