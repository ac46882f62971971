use super::*;
use crate::{
    callers::{self, Choice},
    testing::{Ending, House},
};

const GENNADY: u64 = 79_160_000_001;
const OFFICE: u64 = 74_950_000_050;
const STRANGER: u64 = 74_990_000_099;

async fn card_of(house: &mut House, from: u64) -> Card {
    let call = house.call(from, Ending::Rings).await;
    for_call(&house.store, &call, house.acting.now).await.unwrap()
}

#[tokio::test]
async fn the_card_of_gennady_says_it_all_before_the_first_word() {
    let mut house = House::doors().await;
    let card = card_of(&mut house, GENNADY).await;
    insta::assert_json_snapshot!(card);
}

#[tokio::test]
async fn two_people_on_one_number_are_both_offered_and_nobody_is_chosen() {
    let mut house = House::doors().await;
    let card = card_of(&mut house, OFFICE).await;
    assert_eq!((card.recognition, card.contact), (CardRecognition::Several, None));
    let names: Vec<&str> = card.candidates.iter().map(|candidate| candidate.name.as_str()).collect();
    assert_eq!(names.len(), 2);
    assert!(names.contains(&"Пётр Ильич Семёнов") && names.contains(&"Ольга Николаевна Титова"), "{names:?}");
    assert!(card.blockers.is_empty() && card.purchases.is_empty());
}

#[tokio::test]
async fn an_unknown_number_tells_where_it_comes_from() {
    let mut house = House::doors().await;
    let card = card_of(&mut house, STRANGER).await;
    assert_eq!((card.recognition, card.caller.region.as_deref()), (CardRecognition::Unknown, Some("Москва")));
    assert_eq!(card.caller.display, "+7 499 000-00-99");
    assert!(card.candidates.is_empty());
}

#[tokio::test]
async fn a_chosen_caller_is_known_and_the_other_one_stays_a_key_away() {
    let mut house = House::doors().await;
    let call = house.call(OFFICE, Ending::Rings).await;
    let (contact_id, by) = (house.contact(79_160_000_051).await, house.user("101").await);
    let mut tx = house.store.begin(house.tenant_id).await.unwrap();
    callers::choose(&mut tx, call.record.call_id, Choice { contact_id, company_id: None }, by, &mut house.acting).await.unwrap();
    tx.commit().await.unwrap();
    let call = otklik_store::calls::find(&house.store.read(house.tenant_id), call.record.call_id).await.unwrap().unwrap();
    let card = for_call(&house.store, &call, house.acting.now).await.unwrap();
    assert_eq!(card.contact.unwrap().name, "Пётр Ильич Семёнов");
    assert_eq!(card.candidates.len(), 1);
    assert_eq!(card.recognition, CardRecognition::Known);
}

#[tokio::test]
async fn a_number_nobody_had_is_recognised_after_somebody_said_who_it_was() {
    let mut house = House::doors().await;
    let missed = house.call(STRANGER, Ending::Missed).await;
    let (contact_id, by) = (house.contact(GENNADY).await, house.user("101").await);
    let mut tx = house.store.begin(house.tenant_id).await.unwrap();
    callers::choose(&mut tx, missed.record.call_id, Choice { contact_id, company_id: None }, by, &mut house.acting).await.unwrap();
    tx.commit().await.unwrap();
    let card = card_of(&mut house, STRANGER).await;
    assert_eq!(card.contact.unwrap().name, "Геннадий Семёнович Орлов");
    let owed: Vec<&str> = card.open_matters.iter().map(|matter| matter.title.as_str()).collect();
    assert!(owed.contains(&"Перезвонить"), "{owed:?}");
}

#[tokio::test]
async fn the_company_he_spoke_for_last_comes_first_the_next_time() {
    let mut house = House::doors().await;
    let call = house.call(GENNADY, Ending::Served).await;
    let card = for_call(&house.store, &call, house.acting.now).await.unwrap();
    let ranked: Vec<&str> = card.on_behalf.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(ranked, ["Парус-Отель", "Орлов и сыновья", "Геннадий Семёнович Орлов"]);
    let choice = Choice { contact_id: card.contact.unwrap().id, company_id: card.on_behalf[1].company_id };
    let by = house.user("101").await;
    let mut tx = house.store.begin(house.tenant_id).await.unwrap();
    callers::choose(&mut tx, call.record.call_id, choice, by, &mut house.acting).await.unwrap();
    tx.commit().await.unwrap();
    house.later(3600);
    let next = card_of(&mut house, GENNADY).await;
    assert_eq!(next.on_behalf[0].name, "Орлов и сыновья");
    assert_eq!(next.last_activities[0].title, "Входящий звонок, 1 мин");
}

#[tokio::test]
async fn nothing_is_shown_of_a_company_whose_affiliation_has_expired() {
    let mut house = House::doors().await;
    let since = "{ company = \"parus\", role = \"директор\", since = 2014-03-01 }";
    let expired = "{ company = \"parus\", role = \"директор\", since = 2014-03-01, until = 2026-11-20 }";
    house.apply(&crate::testing::DOORS.replace(since, expired)).await;
    let card = card_of(&mut house, GENNADY).await;
    let text = serde_json::to_string(&card).unwrap();
    assert!(!text.contains("Парус-Отель") && !text.contains("третий этаж"), "{text}");
}
