//! Contacts, their notes, records and timelines.

use crate::{
    answer::column,
    support::{Client, TestApp},
};
use axum::http::Method;
use otklik_model::BlockerId;
use otklik_store::blockers::{self, Blocker, Details};
use serde_json::{Value, json};

async fn orlov(client: &Client<'_>) -> Value {
    let orlov = json!({
        "last_name": "Орлов", "first_name": "Геннадий", "patronymic": "Семёнович", "tier": "Золотой",
        "points": [{"kind": "phone", "value": "8 (916) 000-00-01", "label": "мобильный", "preferred": true}],
        "known": [{"label": "Стены", "value": "кирпич"}],
    });
    client.post("/contacts", orlov).await.json(201)
}

fn path(contact: &Value) -> String {
    format!("/contacts/{}", contact["id"].as_str().unwrap())
}

#[tokio::test]
async fn a_contact_is_made_shown_listed_and_found() {
    let app = TestApp::new().await;
    let agent = app.agent();
    let company = agent.post("/companies", json!({"name": "Парус"})).await.json(201);
    let made = orlov(&agent).await;
    let affiliations = json!([{"company_id": company["id"], "role": "директор", "since": "2014-03-01"}]);
    agent.patch(&path(&made), json!({"affiliations": affiliations, "version": 1})).await.json(200);
    let shown = agent.get(&path(&made)).await.json(200);
    assert_eq!(shown["name"], "Геннадий Семёнович Орлов");
    assert_eq!(shown["greeting"], "Геннадий Семёнович, добрый день!");
    assert_eq!((&shown["points"][0]["value"], &shown["points"][0]["preferred"]), (&json!("+79160000001"), &json!(true)));
    assert_eq!((&shown["affiliations"][0]["company"]["name"], &shown["affiliations"][0]["since"]), (&json!("Парус"), &json!("2014-03-01")));
    assert_eq!(shown["known"], json!([{"label": "Стены", "value": "кирпич"}]));
    let listed = agent.get("/contacts").await.json(200);
    assert_eq!((&listed["items"][0]["companies"][0]["name"], &listed["items"][0]["matched"]), (&json!("Парус"), &Value::Null));
    app.api.search.catch_up(&app.api.store).await.unwrap();
    for (q, matched) in [("916 000 00 01", "phone"), ("арлов", "name")] {
        let found = agent.ask(Method::GET, &format!("/contacts?q={}", encoded(q)), None).await.json(200);
        assert_eq!((&found["items"][0]["id"], &found["items"][0]["matched"]), (&made["id"], &json!(matched)), "{q}");
    }
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test]
async fn a_number_somebody_has_is_told_before_a_second_contact_is_made() {
    let app = TestApp::new().await;
    let agent = app.agent();
    let first = orlov(&agent).await;
    let same = json!({"last_name": "Другой", "points": [{"kind": "phone", "value": "+7 916 000 00 01"}]});
    let refused = agent.post("/contacts", same.clone()).await;
    assert_eq!(refused.problem(409), "duplicate");
    assert_eq!(refused.json(409)["present"], json!([{"id": first["id"], "name": first["name"]}]));
    assert_eq!(agent.get("/contacts").await.json(200)["items"].as_array().unwrap().len(), 1);
    agent.post("/contacts?force=true", same).await.json(201);
    assert_eq!(agent.get("/contacts").await.json(200)["items"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn two_changes_of_one_version_meet_and_the_second_sees_the_first() {
    let app = TestApp::new().await;
    let made = orlov(&app.agent()).await;
    let changed = app.agent().patch(&path(&made), json!({"tier": null, "version": 1})).await.json(200);
    assert_eq!((&changed["tier"], &changed["last_name"], &changed["version"]), (&Value::Null, &json!("Орлов"), &json!(2)));
    let refused = app.user("102").patch(&path(&made), json!({"tier": "Серебряный", "version": 1})).await;
    assert_eq!(refused.problem(409), "changed_meanwhile");
    assert_eq!(refused.json(409)["present"], changed);
    assert_eq!(app.agent().get(&path(&made)).await.json(200), changed);
}

#[tokio::test]
async fn a_removed_contact_is_gone_from_lists_and_can_be_brought_back() {
    let app = TestApp::new().await;
    let agent = app.agent();
    let made = orlov(&agent).await;
    agent.delete(&path(&made)).await.empty(204);
    assert_eq!(column(&agent.get("/contacts").await.json(200), "id"), [""; 0]);
    let restored = agent.ask(Method::POST, &format!("{}/restore", path(&made)), None).await.json(200);
    assert_eq!((&restored["deleted"], &restored["points"]), (&json!(false), &made["points"]));
    assert_eq!(column(&agent.get("/contacts").await.json(200), "id"), [made["id"].as_str().unwrap()]);
}

#[tokio::test]
async fn what_cannot_be_taken_is_named_by_field() {
    let app = TestApp::new().await;
    let nobody = "user_00000000000000000000000001";
    for (body, field) in [
        (json!({"points": [{"kind": "phone", "value": "not a number"}]}), "points[0].value"),
        (json!({"last_name": "Орлов", "points": [{"kind": "pigeon", "value": "1"}]}), "points[0].kind"),
        (json!({"last_name": "Орлов", "points": [{"kind": "phone"}]}), "points[0].value"),
        (json!({"last_name": "Орлов", "owner_id": nobody}), "owner_id"),
        (json!({"last_name": "Орлов", "owner_id": "101"}), "owner_id"),
        (json!({"last_name": 5}), "last_name"),
        (json!({"last_name": "я".repeat(100_000)}), "last_name"),
    ] {
        let fields = app.agent().post("/contacts", body).await.fields();
        assert!(fields.iter().any(|named| named == field || named == &field.replace('[', ".").replace(']', "")), "{field}: {fields:?}");
    }
}

#[tokio::test]
async fn notes_and_records_belong_to_a_contact() {
    let app = TestApp::new().await;
    let agent = app.agent();
    let orlov = path(&orlov(&agent).await);
    let note = agent.post(&format!("{orlov}/notes"), json!({"text": " Просил Malta C6. "})).await.json(201);
    assert_eq!(
        (&note["text"], &note["author"]["name"], &note["at"]),
        (&json!("Просил Malta C6."), &json!("User 101"), &json!("2026-11-21T11:05:00Z"))
    );
    assert_eq!(agent.post(&format!("{orlov}/notes"), json!({"text": " "})).await.fields(), ["text"]);
    let record = json!({"kind": "purchase", "title": "Malta C6", "date": "2009", "quantity": 5, "amount_kopecks": 9_450_000, "attributes": {"цвет": "орех"}});
    let added = agent.post(&format!("{orlov}/records"), record.clone()).await.json(201);
    for (field, value) in record.as_object().unwrap() {
        assert_eq!(&added[field], value, "{field}");
    }
    assert_eq!(agent.get(&format!("{orlov}/records")).await.json(200)["items"], json!([added]));
    assert_eq!(
        agent.post(&format!("{orlov}/records"), json!({"kind": "purchase", "title": "x", "date": "yesterday"})).await.fields(),
        ["date"]
    );
}

#[tokio::test]
async fn a_timeline_is_read_page_by_page_without_gaps_or_repetition() {
    let app = TestApp::new().await;
    let agent = app.agent();
    let contact = orlov(&agent).await;
    let orlov = path(&contact);
    for n in 0..5 {
        agent.post(&format!("{orlov}/notes"), json!({"text": format!("note {n}")})).await.json(201);
        app.later(60);
    }
    let promise = json!({"kind": "other", "text": "To send samples", "due": "2026-11-22T10:00:00Z", "contact_id": contact["id"]});
    agent.post("/commitments", promise).await.json(201);
    let whole = agent.get(&format!("{orlov}/timeline?limit=200")).await.json(200);
    assert_eq!((&whole["items"][0]["kind"], &whole["items"][0]["commitment"]["text"]), (&json!("commitment"), &json!("To send samples")));
    assert_eq!(whole["items"][1]["note"]["text"], "note 4");
    let (mut pages, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = agent.get(&format!("{orlov}/timeline?limit=2{cursor}")).await.json(200);
        pages.extend(page["items"].as_array().unwrap().clone());
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(json!(pages), whole["items"]);
    assert!(pages.len() >= 6);
    assert_eq!(agent.get(&format!("{orlov}/timeline?cursor=nonsense")).await.fields(), ["cursor"]);
}

#[tokio::test]
async fn lists_come_in_pages_of_the_wanted_size() {
    let app = TestApp::new().await;
    let agent = app.agent();
    for n in 0..3 {
        agent.post("/contacts", json!({"last_name": format!("Контакт {n}")})).await.json(201);
    }
    let first = agent.get("/contacts?limit=2").await.json(200);
    let second = agent.get(&format!("/contacts?limit=2&cursor={}", first["next_cursor"].as_str().unwrap())).await.json(200);
    let mut ids = [column(&first, "id"), column(&second, "id")].concat();
    assert_eq!((ids.len(), &second["next_cursor"]), (3, &Value::Null));
    ids.dedup();
    assert_eq!(ids.len(), 3);
    for limit in ["0", "201"] {
        assert_eq!(agent.get(&format!("/contacts?limit={limit}")).await.fields(), ["limit"]);
    }
}

#[tokio::test]
async fn what_stands_in_his_way_is_told_with_a_contact_as_on_his_card() {
    let app = TestApp::new().await;
    let agent = app.agent();
    let made = orlov(&agent).await;
    assert_eq!(made["blockers"], json!([]));
    let company = async |name: &str| agent.post("/companies", json!({"name": name})).await.json(201)["id"].as_str().unwrap().to_owned();
    let (parus, left) = (company("Парус").await, company("Оставленная").await);
    let affiliations = json!([{"company_id": parus}, {"company_id": left, "until": "2020-01-31"}]);
    agent.patch(&path(&made), json!({"affiliations": affiliations, "version": 1})).await.json(200);
    let mut tx = app.api.store.begin(app.doors.tenant_id).await.unwrap();
    let blocker = |number, title: &str| Blocker {
        id: BlockerId::from_u128(number),
        contact_id: None,
        company_id: None,
        kind: "debt".into(),
        title: title.into(),
        sentence: "Оплатите".into(),
        action: None,
        details: Details::default(),
        active: true,
    };
    let of_company = |number, id: &str| Blocker { company_id: Some(id.parse().unwrap()), ..blocker(number, "Долг") };
    let own = Blocker { contact_id: made["id"].as_str().unwrap().parse().ok(), ..blocker(3, "Договор") };
    for blocker in [of_company(1, &parus), of_company(2, &left), Blocker { active: false, id: BlockerId::from_u128(4), ..own.clone() }, own]
    {
        blockers::insert(&mut tx, &blocker).await.unwrap();
    }
    tx.commit().await.unwrap();
    let shown = agent.get(&path(&made)).await.json(200);
    let titles: Vec<&str> = shown["blockers"].as_array().unwrap().iter().map(|blocker| blocker["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["Договор", "Парус: Долг"], "his own first, nothing of a company he has left, nothing that is over");
}
