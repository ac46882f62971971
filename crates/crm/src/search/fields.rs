//! The fields of the index.

use tantivy::schema::{Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions};

/// What is found by, and what is shown. Everything indexed is folded before, so the index itself only splits at spaces.
#[derive(Debug, Clone)]
pub struct Fields {
    /// All of them.
    pub schema: Schema,
    /// Whose document it is.
    pub tenant: Field,
    /// The contact or company it is written with and deleted with.
    pub owner: Field,
    /// `contact`, `company` or `record`.
    pub kind: Field,
    /// The id as text.
    pub id: Field,
    /// Folded words of names, companies, titles.
    pub words: Field,
    /// Numbers of documents, INN, e-mail addresses: letters and digits run together.
    pub codes: Field,
    /// Digits of phone numbers.
    pub phone: Field,
    /// The same digits from the end, so that the last ones are a prefix.
    pub phone_tail: Field,
    /// Shown as the first line.
    pub title: Field,
    /// Shown as the second line.
    pub subtitle: Field,
    /// What it can be found by, as written: to tell what matched.
    pub found_by: Field,
}

impl Fields {
    /// Declares them.
    pub fn new() -> Self {
        let indexing = TextFieldIndexing::default().set_tokenizer("whitespace").set_index_option(IndexRecordOption::Basic);
        let text = TextOptions::default().set_indexing_options(indexing.set_fieldnorms(false));
        let mut builder = Schema::builder();
        Self {
            tenant: builder.add_text_field("tenant", STRING),
            owner: builder.add_text_field("owner", STRING),
            kind: builder.add_text_field("kind", STRING | STORED),
            id: builder.add_text_field("id", STRING | STORED),
            words: builder.add_text_field("words", text.clone()),
            codes: builder.add_text_field("codes", text.clone()),
            phone: builder.add_text_field("phone", text.clone()),
            phone_tail: builder.add_text_field("phone_tail", text),
            title: builder.add_text_field("title", STORED),
            subtitle: builder.add_text_field("subtitle", STORED),
            found_by: builder.add_text_field("found_by", STORED),
            schema: builder.build(),
        }
    }
}
