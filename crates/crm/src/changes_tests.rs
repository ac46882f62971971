//! Use cases that change something, on a real store.

use crate::{
    commitments::{self, CommitmentDraft},
    companies::{self, CompanyDraft},
    contacts::{self, ContactDraft, CreateRefused, Duplicates, PointDraft},
    credentials::{Ha1, password_hash},
    devices, groups,
    groups::GroupDraft,
    notes, numbers,
    numbers::NumberDraft,
    refusal::ChangeRefused,
    testing::{Ending, House},
    timeline::{self, What},
    users::{self, UserDraft},
};
use otklik_model::{
    Role,
    commitment::{CommitmentKind, CommitmentState, Proof},
    directory::DigestHash,
};
use otklik_store::{Tx, contact_points::PointKind, dids, dids::DidTarget};

const GENNADY: u64 = 79_160_000_001;

async fn begin(house: &House) -> Tx {
    house.store.begin(house.tenant_id).await.unwrap()
}

fn phone(value: &str) -> PointDraft {
    PointDraft { kind: PointKind::Phone, value: value.to_owned(), label: None, preferred: false }
}

fn named(first: &str, points: Vec<PointDraft>) -> ContactDraft {
    ContactDraft { first_name: Some(first.to_owned()), points, ..ContactDraft::default() }
}

fn fields(refused: &ChangeRefused) -> Vec<&str> {
    let ChangeRefused::Invalid(errors) = refused else { panic!("{refused:?}") };
    errors.iter().map(|error| error.field.as_str()).collect()
}

#[tokio::test]
async fn a_second_contact_with_the_same_number_needs_a_second_look() {
    let mut house = House::doors().await;
    let draft = named("Геннадий", vec![phone("8 916 000-00-01")]);
    let mut tx = begin(&house).await;
    let refused = contacts::create(&mut tx, &draft, Duplicates::Refuse, &mut house.acting).await.unwrap_err();
    let CreateRefused::Duplicate(same) = refused else { panic!("{refused:?}") };
    let made = contacts::create(&mut tx, &draft, Duplicates::Allow, &mut house.acting).await.unwrap();
    tx.commit().await.unwrap();
    assert_ne!(same, [made.contact.id]);
    assert_eq!(house.store.caller_index(house.tenant_id).candidates(otklik_model::PhoneNumber::from_digits(GENNADY).unwrap()).len(), 2);
}

#[tokio::test]
async fn wrong_fields_of_a_contact_are_all_named() {
    let mut house = House::doors().await;
    let mail = PointDraft { kind: PointKind::Email, ..phone("anna") };
    let draft = ContactDraft { first_name: Some("А\nБ".into()), ..named("", vec![phone("12"), mail]) };
    let mut tx = begin(&house).await;
    let refused = contacts::create(&mut tx, &draft, Duplicates::Refuse, &mut house.acting).await.unwrap_err();
    let CreateRefused::Change(refused) = refused else { panic!("{refused:?}") };
    assert_eq!(fields(&refused), ["first_name", "points[0].value", "points[1].value"]);
}

#[tokio::test]
async fn an_edit_from_an_old_version_is_refused_and_points_keep_their_ids() {
    let mut house = House::doors().await;
    let id = house.contact(GENNADY).await;
    let whole = contacts::read(&house.store.read(house.tenant_id), id).await.unwrap().unwrap();
    let mut draft = whole.draft();
    draft.tier = Some("Платиновый".into());
    draft.points.push(phone("8 926 111-22-33"));
    let mut tx = begin(&house).await;
    let edited = contacts::edit(&mut tx, id, whole.contact.version, &draft, &mut house.acting).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(edited.points[0].id, whole.points[0].id);
    assert_eq!(edited.points.last().unwrap().number.unwrap().to_string(), "+79261112233");
    let mut tx = begin(&house).await;
    let refused = contacts::edit(&mut tx, id, whole.contact.version, &draft, &mut house.acting).await.unwrap_err();
    assert!(matches!(refused, ChangeRefused::ChangedMeanwhile));
}

#[tokio::test]
async fn a_deleted_contact_is_not_recognised_until_restored() {
    let mut house = House::doors().await;
    let id = house.contact(GENNADY).await;
    let number = otklik_model::PhoneNumber::from_digits(GENNADY).unwrap();
    for (delete, known) in [(true, 0), (false, 1)] {
        let mut tx = begin(&house).await;
        match delete {
            true => contacts::delete(&mut tx, id, &mut house.acting).await.unwrap(),
            false => contacts::restore(&mut tx, id, &mut house.acting).await.unwrap(),
        }
        tx.commit().await.unwrap();
        assert_eq!(house.store.caller_index(house.tenant_id).candidates(number).len(), known);
    }
}

#[tokio::test]
async fn one_inn_is_one_company() {
    let mut house = House::doors().await;
    let draft =
        CompanyDraft {
            name: "Парус".into(), inn: Some("7701000001".into()), kpp: Some("770101001".into()), ..CompanyDraft::default()
        };
    let mut tx = begin(&house).await;
    let refused = companies::create(&mut tx, &draft, &mut house.acting).await.unwrap_err();
    assert_eq!(fields(&refused), ["inn"]);
    let branch = CompanyDraft { kpp: Some("780101001".into()), ..draft };
    companies::create(&mut tx, &branch, &mut house.acting).await.unwrap();
}

#[tokio::test]
async fn a_commitment_is_kept_only_with_a_note_that_says_how() {
    let mut house = House::doors().await;
    let (contact_id, by) = (house.contact(GENNADY).await, house.user("101").await);
    let due = house.acting.now + jiff::SignedDuration::from_hours(1);
    let draft =
        CommitmentDraft {
            kind: CommitmentKind::Other, text: "Выслать счёт".into(), contact_id: Some(contact_id), owner_id: None, due
        };
    let mut tx = begin(&house).await;
    let made = commitments::make(&mut tx, &draft, by, &mut house.acting).await.unwrap();
    assert_eq!((made.owner_id, made.number.map(|number| number.digits())), (Some(by), Some(GENNADY)));
    let refused = commitments::keep(&mut tx, made.id, " ", by, &mut house.acting).await.unwrap_err();
    assert_eq!(fields(&refused), ["note"]);
    let kept = commitments::keep(&mut tx, made.id, "Выслал на почту", by, &mut house.acting).await.unwrap();
    assert!(matches!(kept.state, CommitmentState::Kept { proof: Proof::Note(_), .. }));
    let refused = commitments::withdraw(&mut tx, made.id, by, &mut house.acting).await.unwrap_err();
    assert!(matches!(refused, ChangeRefused::WrongState(_)));
}

#[tokio::test]
async fn a_withdrawal_can_be_undone_for_ten_minutes() {
    let mut house = House::doors().await;
    let by = house.user("101").await;
    let due = house.acting.now + jiff::SignedDuration::from_hours(1);
    let draft = CommitmentDraft { kind: CommitmentKind::CallBack, text: String::new(), contact_id: None, owner_id: None, due };
    let mut tx = begin(&house).await;
    let made = commitments::make(&mut tx, &draft, by, &mut house.acting).await.unwrap();
    for (seconds, undone) in [(600, true), (601, false)] {
        commitments::withdraw(&mut tx, made.id, by, &mut house.acting).await.unwrap();
        house.later(seconds);
        assert_eq!(commitments::reopen(&mut tx, made.id, &mut house.acting).await.is_ok(), undone, "{seconds}");
    }
}

#[tokio::test]
async fn the_last_administrator_cannot_leave() {
    let mut house = House::doors().await;
    let id = house.user("105").await;
    let mut tx = begin(&house).await;
    let refused = users::disable(&mut tx, id, &mut house.acting).await.unwrap_err();
    assert_eq!(fields(&refused), ["disabled"]);
    let hash = password_hash("a long password", &mut house.acting.rng);
    let draft = UserDraft { extension: Some("101".into()), ..UserDraft::new("new", "Новый", Role::Administrator) };
    let refused = users::create(&mut tx, &draft, hash.clone(), &mut house.acting).await.unwrap_err();
    assert_eq!(fields(&refused), ["extension"]);
    users::create(&mut tx, &UserDraft { extension: None, ..draft }, hash, &mut house.acting).await.unwrap();
    users::disable(&mut tx, id, &mut house.acting).await.unwrap();
}

#[tokio::test]
async fn a_device_gets_a_long_password_of_which_only_digests_are_kept() {
    let mut house = House::doors().await;
    let user_id = house.user("101").await;
    let mut tx = begin(&house).await;
    let made = devices::create(&mut tx, user_id, "101-home", None, DigestHash::Sha256, &mut house.acting).await.unwrap();
    assert!(made.password.len() >= 20);
    let ha1 = Ha1::of("101-home", "doors.example", &made.password);
    assert_eq!((made.device.ha1_md5, made.device.ha1_sha256), (ha1.md5, ha1.sha256));
    let renewed = devices::renew_password(&mut tx, made.device.id, &mut house.acting).await.unwrap();
    assert_ne!(renewed.device.ha1_md5, made.device.ha1_md5);
    let refused = devices::create(&mut tx, user_id, "101", Some("short"), DigestHash::Md5, &mut house.acting).await.unwrap_err();
    assert_eq!(fields(&refused), ["login", "password"]);
}

#[tokio::test]
async fn a_group_a_number_leads_to_cannot_be_taken_away() {
    let mut house = House::doors().await;
    let mut tx = begin(&house).await;
    let did = dids::list(&tx.reader()).await.unwrap().into_iter().next().unwrap();
    let DidTarget::Group { id } = did.open else { panic!("the first number leads to a group") };
    assert!(matches!(groups::delete(&mut tx, id, &mut house.acting).await, Err(ChangeRefused::WrongState(_))));
    let elsewhere = NumberDraft { open: DidTarget::Reject, closed: DidTarget::Reject, ..NumberDraft::from(&did) };
    numbers::edit(&mut tx, did.id, &elsewhere, &mut house.acting).await.unwrap();
    groups::delete(&mut tx, id, &mut house.acting).await.unwrap();
    let draft = GroupDraft { name: "Сервис".into(), extension: None, member_ids: vec![], ring_seconds: 1 };
    let refused = groups::create(&mut tx, &draft, &mut house.acting).await.unwrap_err();
    assert_eq!(fields(&refused), ["name", "ring_seconds"]);
}

#[tokio::test]
async fn the_timeline_tells_everything_newest_first_page_by_page() {
    let mut house = House::doors().await;
    let (contact_id, by) = (house.contact(GENNADY).await, house.user("101").await);
    house.later(60);
    house.call(GENNADY, Ending::Served).await;
    house.later(60);
    let mut tx = begin(&house).await;
    notes::add(&mut tx, contact_id, None, "Перенесли замер\nна среду", (by, &mut house.acting)).await.unwrap();
    tx.commit().await.unwrap();
    let reader = house.store.read(house.tenant_id);
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = timeline::page(&reader, contact_id, after, 2).await.unwrap();
        all.extend(page.items);
        let Some(next) = page.next else { break };
        after = Some(next.to_string().parse().unwrap());
    }
    let titles: Vec<&str> = all.iter().map(|activity| activity.title.as_str()).collect();
    assert_eq!(titles[..2], ["Перенесли замер", "Входящий звонок, 1 мин"]);
    assert_eq!(titles.last(), Some(&"Двери межкомнатные Malta C6"));
    assert!(all.windows(2).all(|pair| pair[0].at >= pair[1].at));
    assert_eq!(all.iter().filter(|activity| matches!(activity.what, What::Commitment(_))).count(), 1);
    assert_eq!(timeline::page(&reader, contact_id, None, 50).await.unwrap().items, all);
}
