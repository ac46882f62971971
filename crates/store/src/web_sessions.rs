//! Logged-in browsers and bearers of tokens. Only a hash of the token is kept: who reads the database cannot log in with it.

use crate::{Store, StoreError, Tx, columns::Cell, table::Row, table::table};
use otklik_model::{TenantId, Timestamp, UserId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

table! {
    /// One login that is still good.
    pub struct WebSession in web_session "web_sessions" {
        key {
            /// SHA-256 of the token.
            token_hash: [u8; 32],
        }
        /// Who logged in.
        user_id: UserId,
        /// When.
        created_at: Timestamp,
        /// Until when the token is taken.
        expires_at: Timestamp,
    }
}

/// The login a token belongs to, unless it ran out before `now`. The token is all that a request brings, so it also tells the tenant.
pub async fn find(store: &Store, token_hash: [u8; 32], now: Timestamp) -> Result<Option<(TenantId, WebSession)>, StoreError> {
    let select = web_session::Entity::find_by_id(Cell(token_hash)).filter(web_session::Column::ExpiresAt.gt(Cell(now)));
    Ok(select.one(store.readers()).await?.map(|model| (model.tenant_id.0, WebSession::from_model(model))))
}

/// Keeps a login.
pub async fn insert(tx: &mut Tx, web_session: &WebSession) -> Result<(), StoreError> {
    tx.insert(web_session.clone()).await
}

/// Ends one login.
pub async fn delete(tx: &mut Tx, token_hash: [u8; 32]) -> Result<(), StoreError> {
    tx.delete::<WebSession>(web_session::Column::TokenHash.eq(Cell(token_hash))).await?;
    Ok(())
}

/// Ends all logins of a user: after a changed password, or when the user is disabled.
pub async fn delete_of_user(tx: &mut Tx, user_id: UserId) -> Result<(), StoreError> {
    tx.delete::<WebSession>(web_session::Column::UserId.eq(Cell(user_id))).await?;
    Ok(())
}

/// Forgets logins that ran out before `now`.
pub async fn delete_expired(tx: &mut Tx, now: Timestamp) -> Result<u64, StoreError> {
    tx.delete::<WebSession>(web_session::Column::ExpiresAt.lte(Cell(now))).await
}
