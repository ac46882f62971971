//! Trunks: configured connections to carriers.

use crate::{
    Reader, StoreError, Tx,
    columns::{Cell, Encoded, stored_encoded, stored_json},
    table::table,
};
use otklik_model::{PhoneNumber, TrunkId};
use sea_orm::{ColumnTrait, QueryOrder};
use serde::{Deserialize, Serialize};
use std::{fmt, net::IpAddr};

/// An address a trunk's calls may come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The address.
    pub address: IpAddr,
    /// Its port; `None` accepts any.
    pub port: Option<u16>,
}

stored_json!(Vec<Source>);

/// Text that is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Encoded for Secret {
    type Raw = String;

    fn encode(&self) -> String {
        self.0.clone()
    }

    fn decode(raw: String) -> Option<Self> {
        Some(Self(raw))
    }
}

stored_encoded!(Secret);

table! {
    /// A carrier.
    pub struct Trunk in trunk "trunks" {
        key {
            /// Its id.
            id: TrunkId,
        }
        /// Name for people.
        name: String,
        /// Host name or address where calls out are sent.
        host: String,
        /// UDP port of `host`.
        port: u16,
        /// Calls in are accepted from these.
        accepts: Vec<Source>,
        /// Digest user name, when the carrier asks for one.
        login: Option<String>,
        /// Its password. Kept readable: the carrier's realm is not known before its challenge.
        password: Option<Secret>,
        /// Number shown for calls out.
        caller_id: Option<PhoneNumber>,
        /// Calls in both directions at one time.
        calls_max: u32,
        /// Place in the order they are tried for calls out, from 0.
        position: u32,
    }
}

/// All trunks, in the order they are tried.
pub async fn list(reader: &Reader<'_>) -> Result<Vec<Trunk>, StoreError> {
    reader.all(reader.select::<Trunk>().order_by_asc(trunk::Column::Position).order_by_asc(trunk::Column::Id)).await
}

/// Makes a trunk.
pub async fn insert(tx: &mut Tx, trunk: &Trunk) -> Result<(), StoreError> {
    tx.configuration_changed();
    tx.insert(trunk.clone()).await
}

/// Writes all fields of a trunk.
pub async fn update(tx: &mut Tx, trunk: &Trunk) -> Result<(), StoreError> {
    tx.configuration_changed();
    tx.save_row(trunk.clone()).await
}

/// Takes a trunk away.
pub async fn delete(tx: &mut Tx, id: TrunkId) -> Result<(), StoreError> {
    tx.configuration_changed();
    tx.delete::<Trunk>(trunk::Column::Id.eq(Cell(id))).await.and_then(StoreError::missing_if_none)
}
