use super::*;
use crate::{contacts, testing::House};

struct Found {
    house: House,
    search: Search,
    _folder: tempfile::TempDir,
}

impl Found {
    async fn doors() -> Self {
        let house = House::doors().await;
        let folder = tempfile::tempdir().unwrap();
        let search = Search::open(folder.path()).unwrap();
        search.catch_up(&house.store).await.unwrap();
        Self { house, search, _folder: folder }
    }

    async fn hits(&self, text: &str) -> Vec<Hit> {
        self.search.find(self.house.tenant_id, text, Scope::Everything, 10).await.unwrap()
    }

    async fn first_contact(&self, text: &str) -> (String, Option<Matched>) {
        let scope = Scope::Only(HitKind::Contact);
        let hits = self.search.find(self.house.tenant_id, text, scope, 10).await.unwrap();
        hits.first().map_or_else(|| ("—".to_owned(), None), |hit| (hit.title.clone(), Some(hit.matched)))
    }
}

#[tokio::test]
async fn a_person_is_found_by_any_identifier_in_any_spelling() {
    let found = Found::doors().await;
    for (text, matched) in [
        ("+7 916 000-00-01", Matched::Phone),
        ("89160000001", Matched::Phone),
        ("8 (916) 000 00 01", Matched::Phone),
        ("9160000001", Matched::Phone),
        ("0000001", Matched::Phone),
        ("Орлов", Matched::Name),
        ("орлов геннадий", Matched::Name),
        ("геннадий семёнович", Matched::Name),
        ("ГЕННАДИЙ СЕМЕНОВИЧ ОРЛОВ", Matched::Name),
        ("генадий орлов", Matched::Name),
        ("гендадий арлов", Matched::Name),
        ("олров геннадий", Matched::Name),
        ("геннад", Matched::Name),
        ("utyyflbq", Matched::Name),
        ("jhkjd utyyflbq", Matched::Name),
        ("gennady orlov", Matched::Name),
        ("Gennadiy", Matched::Name),
        ("g.orlov@parus.example", Matched::Email),
        ("115/2009", Matched::Document),
        ("№ 115/2009", Matched::Document),
        ("1152009", Matched::Document),
        ("7701000001", Matched::Inn),
        ("орлов парус", Matched::Name),
    ] {
        assert_eq!(found.first_contact(text).await, ("Геннадий Семёнович Орлов".to_owned(), Some(matched)), "{text}");
    }
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let found = Found::doors().await;
    for text in ["", "  ", "-", "ъъъъъъ", "+7 916 999-99-99", "крокодил"] {
        assert_eq!(found.hits(text).await, [], "{text}");
    }
}

#[tokio::test]
async fn companies_and_papers_are_found_too_and_an_exact_word_comes_first() {
    let found = Found::doors().await;
    let company = &found.hits("парус-отель").await[0];
    assert_eq!((company.kind, company.title.as_str()), (HitKind::Company, "Парус-Отель"));
    let kinds: Vec<HitKind> = found.hits("312").await.iter().map(|hit| hit.kind).collect();
    assert!(kinds.contains(&HitKind::Record) && kinds.contains(&HitKind::Company), "{kinds:?}");
    let malta = found.hits("Malta C6").await;
    assert!(malta.iter().filter(|hit| hit.kind == HitKind::Record).count() >= 2, "{malta:?}");
    assert_eq!(found.first_contact("семёнов").await.0, "Пётр Ильич Семёнов");
    assert_eq!(found.first_contact("семён").await.0, "Семён Аркадьевич Никифоров");
}

#[tokio::test]
async fn another_company_finds_nothing_of_it() {
    let found = Found::doors().await;
    let stranger = TenantId::from_u128(7);
    assert_eq!(found.search.find(stranger, "Орлов", Scope::Everything, 10).await.unwrap(), []);
}

#[tokio::test]
async fn a_deleted_contact_is_no_longer_found_and_a_restored_one_is() {
    let mut found = Found::doors().await;
    let id = found.house.contact(79_160_000_001).await;
    let mut tx = found.house.store.begin(found.house.tenant_id).await.unwrap();
    contacts::delete(&mut tx, id, &mut found.house.acting).await.unwrap();
    tx.commit().await.unwrap();
    found.search.catch_up(&found.house.store).await.unwrap();
    assert_eq!(found.hits("115/2009").await, []);
    let mut tx = found.house.store.begin(found.house.tenant_id).await.unwrap();
    contacts::restore(&mut tx, id, &mut found.house.acting).await.unwrap();
    tx.commit().await.unwrap();
    found.search.catch_up(&found.house.store).await.unwrap();
    assert!(!found.hits("115/2009").await.is_empty());
}

#[tokio::test]
async fn a_reopened_index_goes_on_where_it_stopped_and_a_broken_one_is_built_anew() {
    let found = Found::doors().await;
    let Found { house, search, _folder: folder } = found;
    drop(search);
    let search = Search::open(folder.path()).unwrap();
    let hits = search.find(house.tenant_id, "Орлов", Scope::Everything, 10).await.unwrap();
    assert!(!hits.is_empty());
    drop(search);
    fs::write(folder.path().join("meta.json"), "{ broken").unwrap();
    let search = Search::open(folder.path()).unwrap();
    assert_eq!(search.find(house.tenant_id, "Орлов", Scope::Everything, 10).await.unwrap(), []);
    search.catch_up(&house.store).await.unwrap();
    assert_eq!(search.find(house.tenant_id, "Орлов", Scope::Everything, 10).await.unwrap(), hits);
}
