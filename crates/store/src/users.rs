//! Users: logins with a role.

use crate::{Reader, Store, StoreError, Tx, columns::Cell, table::Row, table::table};
use otklik_model::{Role, TenantId, Timestamp, UserId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

table! {
    /// A login. Users are disabled, never deleted: what they did keeps their name.
    pub struct User in user "users" {
        key {
            /// Its id.
            id: UserId,
        }
        /// What is typed at the login; unique within the tenant, lower case.
        login: String,
        /// Argon2 hash in PHC form; this crate neither makes nor checks it.
        password_hash: String,
        /// Name shown to colleagues.
        name: String,
        /// Internal short number.
        extension: Option<String>,
        /// Where mail for the user goes.
        email: Option<String>,
        /// What the user may do.
        role: Role,
        /// How long the devices ring before a call counts as not answered.
        ring_seconds: u32,
        /// Since when the login is refused.
        disabled_at: Option<Timestamp>,
        /// When it was made.
        created_at: Timestamp,
    }
}

/// All users, disabled ones too, by name.
pub async fn list(reader: &Reader<'_>) -> Result<Vec<User>, StoreError> {
    reader.all(reader.select::<User>().order_by_asc(user::Column::Name).order_by_asc(user::Column::Id)).await
}

/// One user.
pub async fn find(reader: &Reader<'_>, id: UserId) -> Result<Option<User>, StoreError> {
    reader.one(reader.select::<User>().filter(user::Column::Id.eq(Cell(id)))).await
}

/// The user with that login.
pub async fn find_by_login(reader: &Reader<'_>, login: &str) -> Result<Option<User>, StoreError> {
    reader.one(reader.select::<User>().filter(user::Column::Login.eq(login))).await
}

/// Users of all tenants with that login: at the login page nobody knows the tenant yet.
pub async fn find_by_login_anywhere(store: &Store, login: &str) -> Result<Vec<(TenantId, User)>, StoreError> {
    let models = user::Entity::find().filter(user::Column::Login.eq(login)).order_by_asc(user::Column::Id).all(store.readers()).await?;
    Ok(models.into_iter().map(|model| (model.tenant_id.0, User::from_model(model))).collect())
}

/// Makes a user; [`StoreError::Duplicate`] when the login or the extension is taken.
pub async fn insert(tx: &mut Tx, user: &User) -> Result<(), StoreError> {
    tx.configuration_changed();
    tx.insert(user.clone()).await
}

/// Writes all fields of a user.
pub async fn update(tx: &mut Tx, user: &User) -> Result<(), StoreError> {
    tx.configuration_changed();
    tx.save_row(user.clone()).await
}
