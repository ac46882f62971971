//! Pages of long lists.

/// A part of a list. The cursor is the id of the last item: whoever asks for the next page names it.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T, Id> {
    /// The items, at most as many as were asked for.
    pub items: Vec<T>,
    /// The id to go on after; `None` when this was the last page.
    pub next: Option<Id>,
}

impl<T, Id> Page<T, Id> {
    /// Cuts a page out of rows read with a limit one higher than `items_max`: the extra row only shows that there are more.
    pub(crate) fn cut(mut items: Vec<T>, items_max: u64, id: impl Fn(&T) -> Id) -> Self {
        let keep = usize::try_from(items_max).unwrap_or(usize::MAX);
        let more = items.len() > keep;
        items.truncate(keep);
        let next = if more { items.last().map(id) } else { None };
        Self { items, next }
    }
}
