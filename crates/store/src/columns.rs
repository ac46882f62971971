//! How the words of `model` are kept in columns: the same way on SQLite and PostgreSQL.
//!
//! Ids are 16 bytes (a ULID sorts by bytes), moments are milliseconds since 1970, money is kopecks, phone numbers are their digits,
//! words are text, lists and maps are JSON text that no query looks into.

use jiff::civil;
use otklik_model::{
    AffiliationId, BlockerId, CallId, CommitmentId, CompanyId, ContactId, ContactPointId, DeviceId, DidId, EventId, GroupId, JobId, Money,
    NoteId, PhoneNumber, RecordId, RecordingId, Role, ScheduleId, TenantId, Timestamp, TrunkId, UserId, call_record::CallRecord,
    commitment::CommitmentState, event::DomainEvent, schedule::Schedule,
};
use sea_orm::{
    ColIdx, DbErr, QueryResult, TryFromU64, TryGetError, TryGetable, Value,
    sea_query::{ArrayType, ColumnType, Nullable, ValueType, ValueTypeErr},
};
use serde::{Serialize, de::DeserializeOwned};

/// A type that fits one column, and the type that column has in an entity.
pub trait Stored: Sized {
    type Column;
    fn store(self) -> Self::Column;
    fn load(column: Self::Column) -> Self;
}

/// The column type of a field type. The entity derive reads types as text and cannot follow `<T as Stored>::Column`.
pub type Of<T> = <T as Stored>::Column;

impl<T: Stored> Stored for Option<T> {
    type Column = Option<T::Column>;

    fn store(self) -> Self::Column {
        self.map(T::store)
    }

    fn load(column: Self::Column) -> Self {
        column.map(T::load)
    }
}

/// A value kept in another form: how it is encoded and what is refused when it is read back.
pub trait Encoded: Sized {
    /// What the driver sees.
    type Raw: Into<Value> + TryGetable + ValueType + Nullable;

    fn encode(&self) -> Self::Raw;

    /// `None` when the column holds what was never written by this program.
    fn decode(raw: Self::Raw) -> Option<Self>;
}

/// The column type of an [`Encoded`] value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell<T>(pub T);

impl<T: Encoded> From<Cell<T>> for Value {
    fn from(column: Cell<T>) -> Self {
        column.0.encode().into()
    }
}

impl<T: Encoded> TryGetable for Cell<T> {
    fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
        let raw = T::Raw::try_get_by(row, index)?;
        T::decode(raw).map(Self).ok_or_else(|| DbErr::Type(format!("a column {index:?} holds no {}", std::any::type_name::<T>())).into())
    }
}

impl<T: Encoded> ValueType for Cell<T> {
    fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
        T::decode(<T::Raw as ValueType>::try_from(value)?).map(Self).ok_or(ValueTypeErr)
    }

    fn type_name() -> String {
        <T::Raw as ValueType>::type_name()
    }

    fn array_type() -> ArrayType {
        <T::Raw as ValueType>::array_type()
    }

    fn column_type() -> ColumnType {
        <T::Raw as ValueType>::column_type()
    }
}

impl<T: Encoded> Nullable for Cell<T> {
    fn null() -> Value {
        <T::Raw as Nullable>::null()
    }
}

impl<T> TryFromU64 for Cell<T> {
    fn try_from_u64(_: u64) -> Result<Self, DbErr> {
        Err(DbErr::ConvertFromU64("an id made by the program"))
    }
}

macro_rules! stored_encoded {
    ($($type:ty),* $(,)?) => {$(
        impl $crate::columns::Stored for $type {
            type Column = $crate::columns::Cell<Self>;

            fn store(self) -> Self::Column {
                $crate::columns::Cell(self)
            }

            fn load(column: Self::Column) -> Self {
                column.0
            }
        }
    )*};
}
pub(crate) use stored_encoded;

macro_rules! stored_plain {
    ($($type:ty),*) => {$(
        impl Stored for $type {
            type Column = Self;

            fn store(self) -> Self {
                self
            }

            fn load(column: Self) -> Self {
                column
            }
        }
    )*};
}

stored_plain!(String, bool, i64);

macro_rules! stored_ids {
    ($($id:ident),* $(,)?) => {$(
        impl Encoded for $id {
            type Raw = Vec<u8>;

            fn encode(&self) -> Vec<u8> {
                self.to_u128().to_be_bytes().to_vec()
            }

            fn decode(raw: Vec<u8>) -> Option<Self> {
                raw.try_into().ok().map(|bytes| Self::from_u128(u128::from_be_bytes(bytes)))
            }
        }

        stored_encoded!($id);
    )*};
}

stored_ids!(
    AffiliationId,
    BlockerId,
    CallId,
    CommitmentId,
    CompanyId,
    ContactId,
    ContactPointId,
    DeviceId,
    DidId,
    EventId,
    GroupId,
    JobId,
    NoteId,
    RecordId,
    RecordingId,
    ScheduleId,
    TenantId,
    TrunkId,
    UserId,
);

/// Numbers that a signed 64-bit column holds.
macro_rules! stored_numbers {
    ($($type:ty: |$value:ident| $encode:expr, |$raw:ident| $decode:expr;)*) => {$(
        impl Encoded for $type {
            type Raw = i64;

            fn encode(&self) -> i64 {
                let $value = *self;
                $encode
            }

            fn decode($raw: i64) -> Option<Self> {
                $decode
            }
        }

        stored_encoded!($type);
    )*};
}

stored_numbers! {
    Timestamp: |at| at.as_millisecond(), |raw| Self::from_millisecond(raw).ok();
    PhoneNumber: |number| number.digits().cast_signed(), |raw| Self::from_digits(raw.cast_unsigned());
    Money: |amount| amount.kopecks(), |raw| Some(Self::from_kopecks(raw));
    u32: |value| i64::from(value), |raw| raw.try_into().ok();
    u16: |value| i64::from(value), |raw| raw.try_into().ok();
    u64: |value| <i64 as TryFrom<u64>>::try_from(value).unwrap_or(i64::MAX), |raw| raw.try_into().ok();
}

macro_rules! stored_digests {
    ($($bytes:literal),*) => {$(
        impl Encoded for [u8; $bytes] {
            type Raw = Vec<u8>;

            fn encode(&self) -> Vec<u8> {
                self.to_vec()
            }

            fn decode(raw: Vec<u8>) -> Option<Self> {
                raw.try_into().ok()
            }
        }

        stored_encoded!([u8; $bytes]);
    )*};
}

stored_digests!(16, 32);

impl Encoded for Role {
    type Raw = String;

    fn encode(&self) -> String {
        self.as_str().to_owned()
    }

    fn decode(raw: String) -> Option<Self> {
        Self::from_text(&raw)
    }
}

impl Encoded for civil::Date {
    type Raw = String;

    fn encode(&self) -> String {
        self.to_string()
    }

    fn decode(raw: String) -> Option<Self> {
        raw.parse().ok()
    }
}

stored_encoded!(Role, civil::Date);

/// A value kept as JSON text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Json<T>(pub T);

impl<T: Serialize + DeserializeOwned> Encoded for Json<T> {
    type Raw = String;

    fn encode(&self) -> String {
        json_text(&self.0)
    }

    fn decode(raw: String) -> Option<Self> {
        serde_json::from_str(&raw).ok().map(Self)
    }
}

pub(crate) fn json_text<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("rows have string keys and no fallible serialisation")
}

macro_rules! stored_json {
    ($($type:ty),* $(,)?) => {$(
        impl $crate::columns::Stored for $type {
            type Column = $crate::columns::Cell<$crate::columns::Json<Self>>;

            fn store(self) -> Self::Column {
                $crate::columns::Cell($crate::columns::Json(self))
            }

            fn load(column: Self::Column) -> Self {
                column.0.0
            }
        }
    )*};
}
pub(crate) use stored_json;

stored_json!(CallRecord, CommitmentState, DomainEvent, Schedule, serde_json::Value, serde_json::Map<String, serde_json::Value>);

/// Words of `model` that read and write themselves through serde as one JSON string.
macro_rules! stored_words {
    ($($type:ty),* $(,)?) => {$(
        impl $crate::columns::Encoded for $type {
            type Raw = String;

            fn encode(&self) -> String {
                $crate::columns::word(self)
            }

            fn decode(raw: String) -> Option<Self> {
                $crate::columns::from_word(raw)
            }
        }

        $crate::columns::stored_encoded!($type);
    )*};
}
pub(crate) use stored_words;

stored_words!(
    otklik_model::event::Direction,
    otklik_model::call_record::Outcome,
    otklik_model::commitment::CommitmentKind,
    otklik_model::directory::DigestHash,
);

pub(crate) fn word<T: Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        other => unreachable!("only enums without fields are stored as words, got {other:?}"),
    }
}

pub(crate) fn from_word<T: DeserializeOwned>(raw: String) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(raw)).ok()
}
