//! One table = one row type: the public struct, the entity behind it and the way between them.

use crate::columns::Cell;
use otklik_model::TenantId;
use sea_orm::{ActiveModelBehavior, EntityTrait, IntoActiveModel, ModelTrait};

/// A row type and its entity. The tenant is a column of every table but a field of no row: the scope of the query gives it.
pub(crate) trait Row: Sized + Send {
    type Entity: EntityTrait<Model = Self::Model>;
    type Model: ModelTrait<Entity = Self::Entity> + IntoActiveModel<Self::Active> + Send + Sync;
    type Active: ActiveModelBehavior<Entity = Self::Entity> + Send;

    fn tenant_column() -> <Self::Entity as EntityTrait>::Column;
    fn from_model(model: Self::Model) -> Self;
    fn into_active(self, tenant_id: TenantId) -> Self::Active;
}

/// The tenant as a column value.
pub(crate) const fn tenant(tenant_id: TenantId) -> Cell<TenantId> {
    Cell(tenant_id)
}

/// Declares a table: `key` columns are its primary key.
macro_rules! table {
    (
        $(#[$doc:meta])*
        $vis:vis struct $row:ident in $entity:ident $name:literal {
            key { $($(#[$key_doc:meta])* $key:ident: $key_type:ty,)+ }
            $($(#[$field_doc:meta])* $field:ident: $type:ty,)*
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq)]
        $vis struct $row {
            $($(#[$key_doc])* pub $key: $key_type,)+
            $($(#[$field_doc])* pub $field: $type,)*
        }

        pub(crate) mod $entity {
            use super::*;
            use $crate::columns::Of;
            use sea_orm::entity::prelude::*;

            #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
            #[sea_orm(table_name = $name)]
            pub struct Model {
                $(#[sea_orm(primary_key, auto_increment = false)] pub $key: Of<$key_type>,)+
                pub tenant_id: Of<otklik_model::TenantId>,
                $(pub $field: Of<$type>,)*
            }

            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}
        }

        impl $crate::table::Row for $row {
            type Entity = $entity::Entity;
            type Model = $entity::Model;
            type Active = $entity::ActiveModel;

            fn tenant_column() -> $entity::Column {
                $entity::Column::TenantId
            }

            fn from_model(model: $entity::Model) -> Self {
                use $crate::columns::Stored;
                Self { $($key: Stored::load(model.$key),)+ $($field: Stored::load(model.$field),)* }
            }

            fn into_active(self, tenant_id: otklik_model::TenantId) -> $entity::ActiveModel {
                use $crate::columns::Stored;
                use sea_orm::ActiveValue::Set;
                $entity::ActiveModel {
                    $($key: Set(Stored::store(self.$key)),)+
                    tenant_id: Set($crate::table::tenant(tenant_id)),
                    $($field: Set(Stored::store(self.$field)),)*
                }
            }
        }
    };
}
pub(crate) use table;
