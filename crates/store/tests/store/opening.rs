//! What opening refuses, and who may open what at one time.

use crate::{database::Database, postgres};
use otklik_store::{Location, OpenRefused, Opener, Store};

#[tokio::test]
async fn a_folder_has_one_server_and_commands_work_beside_it() {
    let database = Database::sqlite();
    let server = database.server().await;
    let second = Store::open(&database.location, Opener::Server).await;
    assert!(matches!(second, Err(OpenRefused::InUse(_))));
    database.command().await;
    drop(server);
    database.server().await;
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let refused = Store::open(&Location::Folder(file.join("data")), Opener::Server).await.unwrap_err();
    assert!(matches!(&refused, OpenRefused::NotWritable { folder, .. } if folder.starts_with(&file)));
    assert!(refused.to_string().contains("not writable"));
}

#[tokio::test]
async fn two_that_open_a_new_folder_at_once_both_get_it() {
    let database = Database::sqlite();
    let (server, command) = tokio::join!(Store::open(&database.location, Opener::Server), Store::open(&database.location, Opener::Command));
    server.unwrap();
    command.unwrap();
}

#[tokio::test]
async fn a_postgresql_database_without_utf8_is_refused() {
    let url = postgres::new_database("latin", "LATIN1");
    let refused = Store::open(&Location::Postgres(url), Opener::Server).await;
    assert!(matches!(refused, Err(OpenRefused::NotUtf8(encoding)) if encoding == "LATIN1"));
}
