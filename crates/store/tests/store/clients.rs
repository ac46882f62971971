//! Contacts with what belongs to them, and the caller index.

use crate::{
    database::{TENANT, add_tenant, at, on_both},
    story::number,
};
use otklik_model::{
    AffiliationId, BlockerId, CompanyId, ContactId, ContactPointId, Money, NoteId, PhoneNumber, RecordId, TenantId, UserId,
};
use otklik_store::{
    Store, StoreError,
    affiliations::{self, Affiliation},
    blockers::{self, Blocker, Details},
    bulk::{self, NewContact},
    card_rows,
    change_cursor::ChangeCursor,
    companies::{self, Company},
    contact_points::{self, ContactPoint, PointKind},
    contacts::{self, Contact},
    notes::{self, Note},
    records::{self, Record},
};

pub fn contact(id: u128, last_name: &str) -> Contact {
    Contact {
        id: ContactId::from_u128(id),
        last_name: Some(last_name.into()),
        first_name: Some("Геннадий".into()),
        patronymic: Some("Семёнович".into()),
        tier: None,
        preferred_channel: None,
        owner_id: None,
        known: Vec::new(),
        created_at: at(0),
        last_activity_at: None,
        version: 0,
        deleted_at: None,
    }
}

pub fn phone(id: u128, contact_id: u128, number: PhoneNumber) -> ContactPoint {
    ContactPoint {
        id: ContactPointId::from_u128(id),
        contact_id: ContactId::from_u128(contact_id),
        kind: PointKind::Phone,
        value: number.to_string(),
        number: Some(number),
        label: None,
        preferred: true,
        position: 0,
    }
}

pub async fn add(store: &Store, contact: &Contact, numbers: &[PhoneNumber]) {
    let mut tx = store.begin(TENANT).await.unwrap();
    contacts::insert(&mut tx, contact).await.unwrap();
    let points: Vec<ContactPoint> =
        (0..).zip(numbers).map(|(n, number)| phone(contact.id.to_u128() * 100 + n, contact.id.to_u128(), *number)).collect();
    contact_points::set(&mut tx, contact.id, &points).await.unwrap();
    tx.commit().await.unwrap();
}

fn candidates(store: &Store, number: PhoneNumber) -> Vec<u128> {
    store.caller_index(TENANT).candidates(number).iter().map(|candidate| candidate.contact_id.to_u128()).collect()
}

on_both! {
    async fn a_change_made_from_an_old_version_is_refused(database: Database) {
        let store = database.with_tenant().await;
        add(&store, &contact(1, "Орлов"), &[]).await;
        let read = contacts::find(&store.read(TENANT), ContactId::from_u128(1)).await.unwrap().unwrap();
        let mut tx = store.begin(TENANT).await.unwrap();
        assert_eq!(contacts::update(&mut tx, &Contact { last_name: Some("Соколов".into()), ..read.clone() }).await.unwrap(), 2);
        assert!(matches!(contacts::update(&mut tx, &read).await, Err(StoreError::ChangedMeanwhile)));
        tx.commit().await.unwrap();
        let stored = contacts::find(&store.read(TENANT), read.id).await.unwrap().unwrap();
        assert_eq!((stored.last_name.as_deref(), stored.version), (Some("Соколов"), 2));
    }

    async fn a_transaction_that_is_dropped_changes_nothing_and_tells_nobody(database: Database) {
        let store = database.with_tenant().await;
        let mut listener = store.committed_from_now();
        let mut tx = store.begin(TENANT).await.unwrap();
        contacts::insert(&mut tx, &contact(1, "Орлов")).await.unwrap();
        drop(tx);
        assert_eq!(contacts::find(&store.read(TENANT), ContactId::from_u128(1)).await.unwrap(), None);
        assert!(listener.try_recv().is_err());
    }

    async fn another_tenant_sees_and_changes_nothing(database: Database) {
        let store = database.with_tenant().await;
        let other = TenantId::from_u128(2);
        add_tenant(&store, other).await;
        add(&store, &contact(1, "Орлов"), &[number(1)]).await;
        let id = ContactId::from_u128(1);
        assert_eq!(contacts::find(&store.read(other), id).await.unwrap(), None);
        assert_eq!(contact_points::find_by_numbers(&store.read(other), &[number(1)]).await.unwrap(), []);
        let mut tx = store.begin(other).await.unwrap();
        assert!(matches!(contacts::delete(&mut tx, id, at(1)).await, Err(StoreError::Missing)));
    }

    async fn pages_follow_the_alphabet_and_namesakes_are_not_lost_between_them(database: Database) {
        let store = database.with_tenant().await;
        for (id, name) in [(1, "Яшин"), (2, "орлов"), (3, "Орлов"), (4, "Абрамов")] {
            add(&store, &contact(id, name), &[]).await;
        }
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = contacts::list(&store.read(TENANT), after, 1).await.unwrap();
            seen.extend(page.items.iter().map(|contact| contact.id.to_u128()));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen, [4, 2, 3, 1]);
    }

    async fn a_changed_contact_is_read_again_after_the_cursor_and_others_are_not(database: Database) {
        let store = database.with_tenant().await;
        add(&store, &contact(1, "Орлов"), &[]).await;
        add(&store, &contact(2, "Яшин"), &[]).await;
        let reader = store.read(TENANT);
        let (all, cursor) = contacts::changed_since(&reader, ChangeCursor::START, 10).await.unwrap();
        assert_eq!(all.len(), 2);
        assert_eq!(contacts::changed_since(&reader, cursor, 10).await.unwrap().0, []);
        let mut tx = store.begin(TENANT).await.unwrap();
        contacts::delete(&mut tx, ContactId::from_u128(1), at(5)).await.unwrap();
        tx.commit().await.unwrap();
        let (changed, _) = contacts::changed_since(&reader, cursor, 10).await.unwrap();
        assert_eq!(changed.iter().map(|contact| (contact.id.to_u128(), contact.deleted_at)).collect::<Vec<_>>(), [(1, Some(at(5)))]);
    }

    async fn the_caller_index_follows_each_commit(database: Database) {
        let store = database.with_tenant().await;
        add(&store, &contact(1, "Орлов"), &[number(50)]).await;
        store.load_caller_indexes().await.unwrap();
        add(&store, &contact(2, "Яшин"), &[number(50), number(51)]).await;
        assert_eq!(candidates(&store, number(50)), [1, 2]);
        let mut tx = store.begin(TENANT).await.unwrap();
        contacts::delete(&mut tx, ContactId::from_u128(1), at(1)).await.unwrap();
        contact_points::set(&mut tx, ContactId::from_u128(2), &[phone(9, 2, number(50))]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!((candidates(&store, number(50)), candidates(&store, number(51))), (vec![2], vec![]));
        let mut tx = store.begin(TENANT).await.unwrap();
        contacts::restore(&mut tx, ContactId::from_u128(1)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(candidates(&store, number(50)), [1, 2]);
    }

    async fn what_another_process_writes_is_caught_up_with(database: Database) {
        let store = database.with_tenant().await;
        store.load_caller_indexes().await.unwrap();
        assert!(!store.catch_up().await.unwrap().clients_changed);
        let beside = database.command().await;
        add(&beside, &contact(1, "Орлов"), &[number(1)]).await;
        assert_eq!(candidates(&store, number(1)), Vec::<u128>::new());
        assert!(store.catch_up().await.unwrap().clients_changed);
        assert_eq!(candidates(&store, number(1)), [1]);
        add(&store, &contact(2, "Яшин"), &[number(2)]).await;
        assert!(!store.catch_up().await.unwrap().clients_changed, "our own changes need no catching up");
    }

    async fn a_card_has_everything_about_its_person_and_the_companies_behind(database: Database) {
        let store = database.with_tenant().await;
        add(&store, &contact(1, "Орлов"), &[number(1)]).await;
        add(&store, &contact(2, "Яшин"), &[]).await;
        let (id, company_id) = (ContactId::from_u128(1), CompanyId::from_u128(1));
        let mut tx = store.begin(TENANT).await.unwrap();
        companies::insert(&mut tx, &company(1)).await.unwrap();
        let director = Affiliation {
            id: AffiliationId::from_u128(1),
            contact_id: id,
            company_id,
            role: Some("директор".into()),
            since: Some(jiff::civil::date(2009, 3, 1)),
            until: None,
        };
        affiliations::set(&mut tx, id, std::slice::from_ref(&director)).await.unwrap();
        blockers::insert(&mut tx, &debt(company_id)).await.unwrap();
        records::insert(&mut tx, &doors(id)).await.unwrap();
        notes::insert(&mut tx, &note(id)).await.unwrap();
        tx.commit().await.unwrap();
        let cards = card_rows::load(&store.read(TENANT), &[ContactId::from_u128(2), ContactId::from_u128(3), id]).await.unwrap();
        assert_eq!(cards.iter().map(|card| card.contact.id.to_u128()).collect::<Vec<_>>(), [2, 1]);
        let card = &cards[1];
        assert_eq!(card.contact.last_activity_at, Some(at(9)));
        assert_eq!(card.points.len(), 1);
        assert_eq!(card.affiliations.iter().map(|(affiliation, company)| (affiliation, company.id)).collect::<Vec<_>>(), [(&director, company_id)]);
        assert_eq!((&card.blockers[..], &card.records[..], &card.notes[..]), (&[debt(company_id)][..], &[doors(id)][..], &[note(id)][..]));
        assert_eq!(cards[0].blockers, []);
    }

    async fn many_contacts_go_in_at_once_and_come_out_part_by_part(database: Database) {
        let store = database.with_tenant().await;
        store.load_caller_indexes().await.unwrap();
        let new = |n: u64| NewContact { contact: contact(n.into(), "Орлов"), points: vec![phone(n.into(), n.into(), number(n))] };
        assert_eq!(bulk::insert_contacts(&store, TENANT, (1..=12_000).map(new)).await.unwrap(), 12_000);
        assert_eq!(candidates(&store, number(11_999)), [11_999]);
        let (mut seen, mut after) = (0, None);
        loop {
            let part = contacts::stream(&store.read(TENANT), after, 5_000).await.unwrap();
            let Some(last) = part.last() else { break };
            after = Some(last.id);
            seen += part.len();
        }
        assert_eq!(seen, 12_000);
    }
}

#[tokio::test]
#[ignore = "takes a minute; run it when indexes or the way rows are written change"]
async fn a_million_contacts_are_in_within_a_minute_and_a_card_is_still_there_at_once() {
    let database = crate::database::Database::sqlite();
    let store = database.with_tenant().await;
    let begun = std::time::Instant::now();
    let new = |n: u64| NewContact { contact: contact(n.into(), "Орлов"), points: vec![phone(n.into(), n.into(), number(n))] };
    bulk::insert_contacts(&store, TENANT, (1..=1_000_000).map(new)).await.unwrap();
    let inserted = begun.elapsed();
    store.load_caller_indexes().await.unwrap();
    let loaded = begun.elapsed() - inserted;
    let candidate = store.caller_index(TENANT).candidates(number(777_777))[0].contact_id;
    let asked = std::time::Instant::now();
    assert_eq!(card_rows::load(&store.read(TENANT), &[candidate]).await.unwrap().len(), 1);
    let composed = asked.elapsed();
    println!("inserted in {inserted:?}, caller index in {loaded:?}, card in {composed:?}");
    assert!(inserted.as_secs() < 60 && composed.as_millis() < 50);
}

fn company(id: u128) -> Company {
    Company {
        id: CompanyId::from_u128(id),
        name: "Дом".into(),
        legal_name: Some("ООО „Дом“".into()),
        inn: Some("7701234567".into()),
        kpp: None,
        notes: None,
        created_at: at(0),
        version: 1,
        deleted_at: None,
    }
}

fn debt(company_id: CompanyId) -> Blocker {
    Blocker {
        id: BlockerId::from_u128(1),
        contact_id: None,
        company_id: Some(company_id),
        kind: "debt".into(),
        title: "Долг".into(),
        sentence: "Есть неоплаченный счёт.".into(),
        action: None,
        details: Details::default(),
        active: true,
    }
}

fn doors(contact_id: ContactId) -> Record {
    Record {
        id: RecordId::from_u128(1),
        contact_id: Some(contact_id),
        company_id: None,
        kind: "purchase".into(),
        title: "Дверь межкомнатная Malta C6".into(),
        date: Some("2009".into()),
        quantity: Some(5),
        amount: Some(Money::from_kopecks(1_234_567)),
        status: None,
        attributes: [("цвет".to_owned(), "орех".into())].into_iter().collect(),
    }
}

fn note(contact_id: ContactId) -> Note {
    Note {
        id: NoteId::from_u128(1),
        contact_id,
        call_id: None,
        author_id: UserId::from_u128(1),
        at: at(9),
        text: "Просил перезвонить".into(),
    }
}
