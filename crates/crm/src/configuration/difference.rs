//! What would change, in words and as rows to write.

use std::fmt;

/// One thing that differs between the file and what is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// It is only in the file.
    Added {
        /// Its kind and name.
        what: String,
    },
    /// It is in both, unlike.
    Changed {
        /// Its kind and name.
        what: String,
        /// The fields that change.
        fields: Vec<FieldChange>,
    },
    /// It is not in the file, and will be taken away.
    Removed {
        /// Its kind and name.
        what: String,
    },
}

/// One field that changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// The key in the file.
    pub field: &'static str,
    /// What is there.
    pub from: String,
    /// What the file says.
    pub to: String,
}

/// Fields whose values are never shown.
const SECRET: &str = "password";

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Added { what } => write!(f, "+ {what}"),
            Self::Removed { what } => write!(f, "- {what}"),
            Self::Changed { what, fields } => {
                let fields: Vec<String> = fields.iter().map(FieldChange::to_string).collect();
                write!(f, "~ {what}: {}", fields.join("; "))
            }
        }
    }
}

impl fmt::Display for FieldChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |value: &str| if value.is_empty() { "—".to_owned() } else { value.to_owned() };
        match self.field {
            SECRET => write!(f, "{SECRET} set anew"),
            field => write!(f, "{field}: {} → {}", shown(&self.from), shown(&self.to)),
        }
    }
}

/// Something a file describes, comparable field by field.
pub trait Described: Sized {
    /// Compared to find the same thing on both sides.
    type Key: PartialEq;

    /// What makes it the same thing.
    fn key(&self) -> Self::Key;

    /// Its kind and name, for people.
    fn what(&self) -> String;

    /// Its keys in the file and their values as text. Two things with equal fields are equal.
    fn fields(&self) -> Vec<(&'static str, String)>;
}

/// Rows to write so that what is there becomes what is wanted.
#[derive(Debug, Clone, PartialEq)]
pub struct Delta<T> {
    /// To insert.
    pub added: Vec<T>,
    /// To update.
    pub changed: Vec<T>,
    /// To take away.
    pub removed: Vec<T>,
    /// The same in words.
    pub differences: Vec<Difference>,
}

impl<T: Described> Delta<T> {
    /// Compares what is there with all that is wanted.
    pub fn between(present: Vec<T>, wanted: Vec<T>) -> Self {
        let mut delta = Self { added: Vec::new(), changed: Vec::new(), removed: Vec::new(), differences: Vec::new() };
        let (kept, removed): (Vec<T>, Vec<T>) = present.into_iter().partition(|one| wanted.iter().any(|other| other.key() == one.key()));
        for want in wanted {
            match kept.iter().find(|one| one.key() == want.key()) {
                None => delta.add(want),
                Some(have) => delta.change(have, want),
            }
        }
        delta.differences.extend(removed.iter().map(|one| Difference::Removed { what: one.what() }));
        delta.removed = removed;
        delta
    }

    fn add(&mut self, want: T) {
        self.differences.push(Difference::Added { what: want.what() });
        self.added.push(want);
    }

    fn change(&mut self, have: &T, want: T) {
        let pairs = have.fields().into_iter().zip(want.fields());
        let fields: Vec<FieldChange> =
            pairs.filter(|((_, from), (_, to))| from != to).map(|((field, from), (_, to))| FieldChange { field, from, to }).collect();
        if !fields.is_empty() {
            self.differences.push(Difference::Changed { what: want.what(), fields });
            self.changed.push(want);
        }
    }
}

/// An optional value as text; absent is empty.
pub fn text<T: ToString>(value: Option<&T>) -> String {
    value.map(T::to_string).unwrap_or_default()
}
