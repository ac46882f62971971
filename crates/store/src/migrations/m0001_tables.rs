//! The first tables.

use super::spec::{Bytes, Flag, Number, TableSpec, Text, create, may, must};
use sea_orm::DbErr;
use sea_orm_migration::{
    MigrationName, MigrationTrait, SchemaManager, async_trait,
    schema::{big_integer, blob, boolean, text},
    sea_query::{ColumnDef, Index, Table},
};

pub struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &'static str {
        "m0001_tables"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_tenants(manager).await?;
        create_journal(manager).await?;
        for spec in [ACCOUNTS, TELEPHONY, CLIENTS, ACTIVITY].into_iter().flatten() {
            create(manager, spec).await?;
        }
        Ok(())
    }
}

/// The one table without `tenant_id`: its id is it.
async fn create_tenants(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("tenants")
        .col(blob("id").primary_key())
        .col(text("name"))
        .col(text("domain"))
        .col(text("region"))
        .col(text("time_zone"))
        .col(boolean("recorded"))
        .col(big_integer("created_at"))
        .col(big_integer("configuration_version"))
        .col(big_integer("change_number"))
        .take();
    manager.create_table(table).await
}

/// The journal is only ever appended to: `position` is the order of commits, and the order folds are made in.
async fn create_journal(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let table = Table::create()
        .table("journal")
        .col(big_integer("position").auto_increment().primary_key())
        .col(blob("event_id"))
        .col(blob("tenant_id"))
        .col(big_integer("at"))
        .col(ColumnDef::new("call_id").blob())
        .col(ColumnDef::new("contact_id").blob())
        .col(text("event"))
        .take();
    manager.create_table(table).await?;
    manager.create_index(Index::create().name("journal_unique_event_id").table("journal").col("event_id").unique().take()).await?;
    let by_call = Index::create().name("journal_by_call_id").table("journal").col("call_id").take();
    manager.create_index(by_call).await?;
    manager.create_index(Index::create().name("journal_by_contact_id").table("journal").col("contact_id").col("at").take()).await
}

const fn plain(name: &'static str, columns: &'static [super::spec::ColumnSpec]) -> TableSpec {
    TableSpec { name, key: &["id"], columns, references: &[], unique: &[], indexes: &[] }
}

const ACCOUNTS: &[&TableSpec] = &[
    &TableSpec {
        unique: &[&["login"], &["extension"]],
        ..plain(
            "users",
            &[
                must("id", Bytes),
                must("login", Text),
                must("password_hash", Text),
                must("name", Text),
                may("extension", Text),
                may("email", Text),
                must("role", Text),
                must("ring_seconds", Number),
                may("disabled_at", Number),
                must("created_at", Number),
            ],
        )
    },
    &TableSpec {
        key: &["token_hash"],
        references: &[("user_id", "users")],
        indexes: &[&["user_id"], &["expires_at"]],
        ..plain(
            "web_sessions",
            &[must("token_hash", Bytes), must("user_id", Bytes), must("created_at", Number), must("expires_at", Number)],
        )
    },
    &TableSpec {
        references: &[("user_id", "users")],
        unique: &[&["login"]],
        ..plain(
            "devices",
            &[
                must("id", Bytes),
                must("user_id", Bytes),
                must("login", Text),
                must("ha1_md5", Bytes),
                must("ha1_sha256", Bytes),
                must("created_at", Number),
            ],
        )
    },
    &TableSpec {
        key: &["tenant_id", "user_id", "key"],
        indexes: &[&["answered_at"]],
        ..plain(
            "idempotency_keys",
            &[
                must("user_id", Bytes),
                must("key", Text),
                must("request_hash", Bytes),
                must("status", Number),
                must("body", Text),
                must("answered_at", Number),
            ],
        )
    },
    &TableSpec {
        indexes: &[&["run_at"]],
        ..plain(
            "jobs",
            &[
                must("id", Bytes),
                must("kind", Text),
                must("payload", Text),
                must("run_at", Number),
                may("lease_until", Number),
                must("attempts", Number),
                may("last_error", Text),
            ],
        )
    },
];

const TELEPHONY: &[&TableSpec] = &[
    &TableSpec {
        unique: &[&["extension"]],
        ..plain("ring_groups", &[must("id", Bytes), must("name", Text), may("extension", Text), must("ring_seconds", Number)])
    },
    &TableSpec {
        key: &["group_id", "user_id"],
        references: &[("group_id", "ring_groups"), ("user_id", "users")],
        indexes: &[&["user_id"]],
        ..plain("group_members", &[must("group_id", Bytes), must("user_id", Bytes), must("position", Number)])
    },
    &plain("schedules", &[must("id", Bytes), must("name", Text), must("hours", Text)]),
    &TableSpec {
        references: &[("schedule_id", "schedules")],
        unique: &[&["number"]],
        ..plain(
            "dids",
            &[
                must("id", Bytes),
                must("number", Number),
                must("name", Text),
                may("greeting", Text),
                may("schedule_id", Bytes),
                must("open", Text),
                must("closed", Text),
            ],
        )
    },
    &plain(
        "trunks",
        &[
            must("id", Bytes),
            must("name", Text),
            must("host", Text),
            must("port", Number),
            must("accepts", Text),
            may("login", Text),
            may("password", Text),
            may("caller_id", Number),
            must("calls_max", Number),
            must("position", Number),
        ],
    ),
];

const CLIENTS: &[&TableSpec] = &[
    &TableSpec {
        indexes: &[&["sort_name", "id"], &["change_number", "id"], &["deleted_at"]],
        ..plain(
            "contacts",
            &[
                must("id", Bytes),
                may("last_name", Text),
                may("first_name", Text),
                may("patronymic", Text),
                may("tier", Text),
                may("preferred_channel", Text),
                may("owner_id", Bytes),
                must("known", Text),
                must("created_at", Number),
                may("last_activity_at", Number),
                must("version", Number),
                may("deleted_at", Number),
                must("sort_name", Text),
                must("change_number", Number),
            ],
        )
    },
    &TableSpec {
        references: &[("contact_id", "contacts")],
        indexes: &[&["contact_id"], &["number"], &["kind", "value"]],
        ..plain(
            "contact_points",
            &[
                must("id", Bytes),
                must("contact_id", Bytes),
                must("kind", Text),
                must("value", Text),
                may("number", Number),
                may("label", Text),
                must("preferred", Flag),
                must("position", Number),
            ],
        )
    },
    &TableSpec {
        indexes: &[&["sort_name", "id"], &["change_number", "id"], &["inn"]],
        ..plain(
            "companies",
            &[
                must("id", Bytes),
                must("name", Text),
                may("legal_name", Text),
                may("inn", Text),
                may("kpp", Text),
                may("notes", Text),
                must("created_at", Number),
                must("version", Number),
                may("deleted_at", Number),
                must("sort_name", Text),
                must("change_number", Number),
            ],
        )
    },
    &TableSpec {
        references: &[("contact_id", "contacts"), ("company_id", "companies")],
        indexes: &[&["contact_id"], &["company_id"]],
        ..plain(
            "affiliations",
            &[
                must("id", Bytes),
                must("contact_id", Bytes),
                must("company_id", Bytes),
                may("role", Text),
                may("since", Text),
                may("until", Text),
            ],
        )
    },
    &TableSpec {
        references: &[("contact_id", "contacts"), ("company_id", "companies")],
        indexes: &[&["contact_id"], &["company_id"]],
        ..plain(
            "blockers",
            &[
                must("id", Bytes),
                may("contact_id", Bytes),
                may("company_id", Bytes),
                must("kind", Text),
                must("title", Text),
                must("sentence", Text),
                may("action", Text),
                must("details", Text),
                must("active", Flag),
            ],
        )
    },
    &TableSpec {
        references: &[("contact_id", "contacts"), ("company_id", "companies")],
        indexes: &[&["contact_id"], &["company_id"]],
        ..plain(
            "records",
            &[
                must("id", Bytes),
                may("contact_id", Bytes),
                may("company_id", Bytes),
                must("kind", Text),
                must("title", Text),
                may("date", Text),
                may("quantity", Number),
                may("amount", Number),
                may("status", Text),
                must("attributes", Text),
            ],
        )
    },
    &TableSpec {
        references: &[("contact_id", "contacts")],
        indexes: &[&["contact_id", "at"]],
        ..plain(
            "notes",
            &[
                must("id", Bytes),
                must("contact_id", Bytes),
                may("call_id", Bytes),
                must("author_id", Bytes),
                must("at", Number),
                must("text", Text),
            ],
        )
    },
];

/// Folds of the journal name no other table: they must be written even when what they mean was deleted.
const ACTIVITY: &[&TableSpec] = &[
    &TableSpec {
        indexes: &[&["id"], &["live"], &["contact_id", "started_at"], &["client_number", "id"], &["group_id", "id"]],
        ..plain(
            "calls",
            &[
                must("id", Bytes),
                must("direction", Text),
                must("live", Flag),
                may("outcome", Text),
                may("client_number", Number),
                may("did_id", Bytes),
                may("group_id", Bytes),
                must("started_at", Number),
                may("ended_at", Number),
                may("answered_by", Bytes),
                may("contact_id", Bytes),
                must("record", Text),
            ],
        )
    },
    &TableSpec { key: &["user_id", "call_id"], ..plain("call_users", &[must("user_id", Bytes), must("call_id", Bytes)]) },
    &TableSpec {
        indexes: &[&["open", "due", "id"], &["contact_id", "made_at"], &["number"], &["made_by_call"]],
        ..plain(
            "commitments",
            &[
                must("id", Bytes),
                must("kind", Text),
                must("text", Text),
                may("contact_id", Bytes),
                may("number", Number),
                may("owner_id", Bytes),
                must("due", Number),
                must("open", Flag),
                must("state", Text),
                must("made_at", Number),
                may("made_by_call", Bytes),
                may("made_by_user", Bytes),
                must("attempts", Number),
                must("version", Number),
            ],
        )
    },
    &TableSpec {
        indexes: &[&["call_id"], &["state"]],
        ..plain(
            "recordings",
            &[
                must("id", Bytes),
                must("call_id", Bytes),
                must("path", Text),
                must("started_at", Number),
                must("state", Text),
                may("duration_ms", Number),
                may("bytes", Number),
            ],
        )
    },
];
