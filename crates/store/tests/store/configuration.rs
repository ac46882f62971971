//! Users, devices, numbers and the directory made of them.

use crate::{
    database::{TENANT, at, on_both},
    story::{DID, GROUP, number},
};
use otklik_model::{
    DeviceId, Role, TrunkId, UserId,
    directory::{DigestHash, Target},
};
use otklik_store::{
    Store, StoreError,
    devices::{self, Device},
    dids::{self, Did, DidTarget},
    groups::{self, Group},
    trunks::{self, Secret, Source, Trunk},
    users::{self, User},
    web_sessions::{self, WebSession},
};

fn user(id: u128, login: &str, extension: &str) -> User {
    User {
        id: UserId::from_u128(id),
        login: login.into(),
        password_hash: "$argon2id$".into(),
        name: login.into(),
        extension: Some(extension.into()),
        email: None,
        role: Role::Supervisor,
        ring_seconds: 25,
        disabled_at: None,
        created_at: at(0),
    }
}

fn device(id: u128, user_id: u128) -> Device {
    Device {
        id: DeviceId::from_u128(id),
        user_id: UserId::from_u128(user_id),
        login: id.to_string(),
        ha1_md5: [1; 16],
        ha1_sha256: [2; 32],
        digest: DigestHash::Sha256,
        created_at: at(0),
    }
}

fn trunk() -> Trunk {
    Trunk {
        id: TrunkId::from_u128(1),
        name: "Оператор".into(),
        host: "sip.example".into(),
        port: 5060,
        accepts: vec![Source { address: "127.0.0.1".parse().unwrap(), port: Some(15_061) }],
        login: Some("doors".into()),
        password: Some(Secret("secret".into())),
        caller_id: Some(number(0)),
        calls_max: 10,
        position: 0,
    }
}

async fn configure(store: &Store) {
    let mut tx = store.begin(TENANT).await.unwrap();
    users::insert(&mut tx, &user(1, "anna", "101")).await.unwrap();
    users::insert(&mut tx, &User { disabled_at: Some(at(1)), ..user(2, "boris", "102") }).await.unwrap();
    devices::insert(&mut tx, &device(101, 1)).await.unwrap();
    devices::insert(&mut tx, &device(102, 2)).await.unwrap();
    let member_ids = vec![UserId::from_u128(2), UserId::from_u128(1)];
    groups::insert(&mut tx, &Group { id: GROUP, name: "Продажи".into(), extension: None, ring_seconds: 30, member_ids }).await.unwrap();
    trunks::insert(&mut tx, &trunk()).await.unwrap();
    let did = Did {
        id: DID,
        number: number(0),
        name: "Основной".into(),
        greeting: Some("greeting.wav".into()),
        schedule_id: None,
        open: DidTarget::Group { id: GROUP },
        closed: DidTarget::Prompt { prompt: "closed.wav".into() },
    };
    dids::insert(&mut tx, &did).await.unwrap();
    tx.commit().await.unwrap();
}

on_both! {
    async fn the_directory_has_what_routing_needs_and_no_disabled_user(database: Database) {
        let store = database.with_tenant().await;
        configure(&store).await;
        let directory = store.load_directory().await.unwrap();
        let tenant = &directory.tenants[&TENANT];
        assert_eq!(tenant.users.keys().copied().collect::<Vec<_>>(), [UserId::from_u128(1)]);
        assert_eq!(tenant.devices.keys().copied().collect::<Vec<_>>(), [DeviceId::from_u128(101)]);
        assert_eq!(tenant.groups[&GROUP].members, [UserId::from_u128(1)]);
        let did = &tenant.dids[&number(0)];
        assert_eq!((&did.open, &did.closed), (&Target::Group(GROUP), &Target::Prompt("closed.wav".into())));
        assert!(tenant.trunk_by_source("127.0.0.1".parse().unwrap(), 15_061).is_some());
        assert_eq!(tenant.trunks[0].credentials.as_ref().unwrap().password, "secret");
    }

    async fn a_login_or_an_extension_is_taken_once(database: Database) {
        let store = database.with_tenant().await;
        configure(&store).await;
        for taken in [user(3, "anna", "103"), user(3, "vera", "101")] {
            let mut tx = store.begin(TENANT).await.unwrap();
            assert!(matches!(users::insert(&mut tx, &taken).await, Err(StoreError::Duplicate(_))));
        }
        let found = users::find_by_login_anywhere(&store, "anna").await.unwrap();
        assert_eq!(found[0].0, TENANT);
    }

    async fn a_changed_configuration_is_told_to_listeners_and_to_other_processes(database: Database) {
        let store = database.with_tenant().await;
        store.catch_up().await.unwrap();
        let mut listener = store.committed_from_now();
        let beside = database.command().await;
        configure(&beside).await;
        assert!(store.catch_up().await.unwrap().configuration_changed);
        assert!(!store.catch_up().await.unwrap().configuration_changed);
        let mut tx = store.begin(TENANT).await.unwrap();
        users::update(&mut tx, &User { name: "Анна".into(), ..user(1, "anna", "101") }).await.unwrap();
        tx.commit().await.unwrap();
        assert!(listener.recv().await.unwrap().configuration_changed);
    }

    async fn a_token_is_good_until_it_runs_out_or_its_user_is_logged_out(database: Database) {
        let store = database.with_tenant().await;
        configure(&store).await;
        let user_id = UserId::from_u128(1);
        let web_session = WebSession { token_hash: [7; 32], user_id, created_at: at(0), expires_at: at(100) };
        let mut tx = store.begin(TENANT).await.unwrap();
        web_sessions::insert(&mut tx, &web_session).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(web_sessions::find(&store, [7; 32], at(99)).await.unwrap(), Some((TENANT, web_session)));
        assert_eq!(web_sessions::find(&store, [7; 32], at(100)).await.unwrap(), None);
        let mut tx = store.begin(TENANT).await.unwrap();
        web_sessions::delete_of_user(&mut tx, user_id).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(web_sessions::find(&store, [7; 32], at(1)).await.unwrap(), None);
    }
}

#[test]
fn a_trunk_s_password_is_never_printed() {
    assert!(!format!("{:?}", trunk()).contains("secret"));
}
