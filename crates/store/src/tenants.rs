//! Tenants: customer organisations of the installation.

use crate::{
    Reader, Store, StoreError, Tx,
    columns::{Cell, Encoded, Json, stored_encoded},
};
use otklik_model::{Region, SiteOrigin, TenantId, Timestamp};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter, QueryOrder, Set,
    entity::prelude::*, sea_query::Expr,
};

/// One customer organisation.
#[derive(Debug, Clone, PartialEq)]
pub struct Tenant {
    /// Its id.
    pub id: TenantId,
    /// Name for people.
    pub name: String,
    /// The digest realm and SIP domain of its devices.
    pub domain: String,
    /// The country assumed for numbers without a code.
    pub region: Region,
    /// IANA name of the time zone its people live by.
    pub time_zone: String,
    /// Whether calls over trunks are recorded.
    pub recorded: bool,
    /// Sites that may show the calculator in a frame.
    pub embed_calculator: Vec<SiteOrigin>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Counters of a tenant that other processes watch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Versions {
    /// Rises with each change of users, devices, groups, numbers, trunks, schedules or the tenant itself.
    pub configuration: i64,
    /// Rises with each change of contacts or companies.
    pub change_number: i64,
}

pub(crate) mod tenant {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "tenants")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Cell<TenantId>,
        pub name: String,
        pub domain: String,
        pub region: Cell<Region>,
        pub time_zone: String,
        pub recorded: bool,
        pub embed_calculator: Cell<Json<Vec<SiteOrigin>>>,
        pub created_at: Cell<Timestamp>,
        pub configuration_version: i64,
        pub change_number: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Encoded for Region {
    type Raw = String;

    fn encode(&self) -> String {
        self.to_string()
    }

    fn decode(raw: String) -> Option<Self> {
        raw.parse().ok()
    }
}

stored_encoded!(Region);

impl From<tenant::Model> for Tenant {
    fn from(model: tenant::Model) -> Self {
        Self {
            id: model.id.0,
            name: model.name,
            domain: model.domain,
            region: model.region.0,
            time_zone: model.time_zone,
            recorded: model.recorded,
            embed_calculator: model.embed_calculator.0.0,
            created_at: model.created_at.0,
        }
    }
}

/// All tenants, oldest first.
pub async fn list(store: &Store) -> Result<Vec<Tenant>, StoreError> {
    let models = tenant::Entity::find().order_by_asc(tenant::Column::Id).all(store.readers()).await?;
    Ok(models.into_iter().map(Tenant::from).collect())
}

/// The tenant of the scope.
pub async fn find(reader: &Reader<'_>) -> Result<Option<Tenant>, StoreError> {
    Ok(tenant::Entity::find_by_id(Cell(reader.tenant_id())).one(&reader.executor).await?.map(Tenant::from))
}

/// Counters of all tenants, for whoever watches for changes made by another process.
pub async fn versions(store: &Store) -> Result<Vec<(TenantId, Versions)>, StoreError> {
    let models = tenant::Entity::find().all(store.readers()).await?;
    let versions = |model: &tenant::Model| Versions { configuration: model.configuration_version, change_number: model.change_number };
    Ok(models.iter().map(|model| (model.id.0, versions(model))).collect())
}

/// Makes a tenant. Its id is the one the transaction was begun with.
pub async fn insert(tx: &mut Tx, tenant: &Tenant) -> Result<(), StoreError> {
    let model = tenant::Model {
        id: Cell(tx.tenant_id()),
        name: tenant.name.clone(),
        domain: tenant.domain.clone(),
        region: Cell(tenant.region),
        time_zone: tenant.time_zone.clone(),
        recorded: tenant.recorded,
        embed_calculator: Cell(Json(tenant.embed_calculator.clone())),
        created_at: Cell(tenant.created_at),
        configuration_version: 0,
        change_number: 0,
    };
    tenant::Entity::insert(model.into_active_model().reset_all()).exec_without_returning(&tx.database).await?;
    tx.configuration_changed();
    Ok(())
}

/// Writes name, domain, region, time zone, recording and embedding of the tenant of the scope.
pub async fn update(tx: &mut Tx, tenant: &Tenant) -> Result<(), StoreError> {
    let active = tenant::ActiveModel {
        name: Set(tenant.name.clone()),
        domain: Set(tenant.domain.clone()),
        region: Set(Cell(tenant.region)),
        time_zone: Set(tenant.time_zone.clone()),
        recorded: Set(tenant.recorded),
        embed_calculator: Set(Cell(Json(tenant.embed_calculator.clone()))),
        ..Default::default()
    };
    let update = tenant::Entity::update_many().set(active).filter(tenant::Column::Id.eq(Cell(tx.tenant_id())));
    match update.exec(&tx.database).await?.rows_affected {
        0 => Err(StoreError::Missing),
        _ => {
            tx.configuration_changed();
            Ok(())
        }
    }
}

pub(crate) async fn count_configuration(database: &DatabaseTransaction, tenant_id: TenantId) -> Result<(), StoreError> {
    count(database, tenant_id, tenant::Column::ConfigurationVersion).await
}

pub(crate) async fn count_change(database: &DatabaseTransaction, tenant_id: TenantId) -> Result<i64, StoreError> {
    count(database, tenant_id, tenant::Column::ChangeNumber).await?;
    let counted = tenant::Entity::find_by_id(Cell(tenant_id)).one(database).await?;
    counted.map(|tenant| tenant.change_number).ok_or(StoreError::Missing)
}

async fn count(database: &impl ConnectionTrait, tenant_id: TenantId, column: tenant::Column) -> Result<(), StoreError> {
    let update = tenant::Entity::update_many().col_expr(column, Expr::col(column).add(1)).filter(tenant::Column::Id.eq(Cell(tenant_id)));
    update.exec(database).await?;
    Ok(())
}
