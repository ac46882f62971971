use super::*;
use crate::testing::{DOORS, House};
use otklik_model::Role;
use otklik_store::{contacts, tenants};

fn refused(text: &str) -> String {
    read(Source { file: "company.toml", text }).unwrap_err().to_string()
}

async fn planned(house: &mut House, text: &str) -> Vec<String> {
    let source = Source { file: "company.toml", text };
    let file = read(source).unwrap();
    let differences = plan(&house.store, Application { file: &file, source, only: None }, &mut house.acting).await.unwrap();
    differences.iter().map(Difference::to_string).collect()
}

async fn exported(house: &House) -> String {
    export(&Present::load(&house.store.read(house.tenant_id)).await.unwrap())
}

#[tokio::test]
async fn applying_a_second_time_finds_no_difference() {
    let mut house = House::doors().await;
    assert_eq!(planned(&mut house, DOORS).await, Vec::<String>::new());
    house.later(86_400);
    assert_eq!(house.apply(DOORS).await.differences, []);
}

#[tokio::test]
async fn what_is_exported_applies_back_to_no_difference_and_holds_no_password() {
    let mut house = House::doors().await;
    let text = exported(&house).await;
    assert!(!text.contains("password") && !text.contains("doors-101"), "{text}");
    assert_eq!(planned(&mut house, &text).await, Vec::<String>::new(), "{text}");
    assert_eq!(house.apply(&text).await.tenant_id, house.tenant_id);
    assert_eq!(exported(&house).await, text);
}

#[tokio::test]
async fn a_plan_tells_each_change_in_words_and_changes_nothing() {
    let mut house = House::doors().await;
    let changed = DOORS
        .replace("name = \"Анна Кузнецова\"\nrole = \"agent\"", "name = \"Анна Котова\"\nrole = \"supervisor\"")
        .replace("members = [\"101\", \"102\"]", "members = [\"102\"]")
        .replace("password = \"doors-103\"", "password = \"another password\"")
        .replace(
            "tier = \"Золотой\"\npreferred_channel = \"phone\"\nowner = \"101\"\npoints = [\n    { phone = \"+7 916 000-00-01\"",
            "tier = \"Серебряный\"\npreferred_channel = \"phone\"\nowner = \"101\"\npoints = [\n    { phone = \"+7 916 000-00-01\"",
        );
    let lines = planned(&mut house, &changed).await;
    let expected = [
        "~ user 101 (Анна Котова): name: Анна Кузнецова → Анна Котова; role: agent → supervisor",
        "~ user 103 (Вера Соколова): password set anew",
        "~ device 103: password set anew",
        "~ group Продажи: members: 101, 102 → 102",
        "~ contact Геннадий Семёнович Орлов: tier: Золотой → Серебряный",
    ];
    assert_eq!(lines, expected);
    assert_eq!(planned(&mut house, DOORS).await, Vec::<String>::new());
}

#[tokio::test]
async fn configuration_absent_from_the_file_is_taken_away_and_clients_stay() {
    let mut house = House::doors().await;
    let small = "[tenant]\nname = \"Двери и точка\"\ndomain = \"doors.example\"\ntime_zone = \"Europe/Moscow\"\n\
                 [[users]]\nlogin = \"105\"\nname = \"Дарья Белова\"\nrole = \"administrator\"\nextension = \"101\"\n";
    let lines: Vec<String> = house.apply(small).await.differences.iter().map(Difference::to_string).collect();
    assert!(lines.contains(&"- user 101 (Анна Кузнецова)".to_owned()) && lines.contains(&"- trunk Оператор".to_owned()), "{lines:?}");
    let reader = house.store.read(house.tenant_id);
    let present = Present::load(&reader).await.unwrap();
    assert_eq!((present.users.len(), present.disabled.len()), (1, 4));
    assert_eq!(present.users[0].extension.as_deref(), Some("101"));
    assert!(present.devices.is_empty() && present.dids.is_empty() && present.schedules.is_empty() && present.groups.is_empty());
    assert!(contacts::list(&reader, None, 50).await.unwrap().items.len() > 10);
    house.apply(DOORS).await;
    assert_eq!(planned(&mut house, DOORS).await, Vec::<String>::new());
}

#[tokio::test]
async fn internal_numbers_can_be_exchanged() {
    let mut house = House::doors().await;
    let exchanged = DOORS
        .replace("extension = \"101\"", "extension = \"999\"")
        .replace("extension = \"102\"", "extension = \"101\"")
        .replace("extension = \"999\"", "extension = \"102\"");
    house.apply(&exchanged).await;
    assert_eq!(planned(&mut house, &exchanged).await, Vec::<String>::new());
}

#[tokio::test]
async fn what_people_added_to_a_client_survives_and_what_left_the_file_goes() {
    let mut house = House::doors().await;
    let contact_id = house.contact(79_160_000_001).await;
    let number = otklik_model::PhoneNumber::from_digits(79_998_887_766).unwrap();
    let mut tx = house.store.begin(house.tenant_id).await.unwrap();
    crate::contacts::attach_number(&mut tx, contact_id, number, &mut house.acting).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(planned(&mut house, DOORS).await, Vec::<String>::new());
    let without_mail = DOORS.replace("    { email = \"g.orlov@parus.example\", label = \"рабочий\" },\n", "");
    assert_eq!(planned(&mut house, &without_mail).await, ["- contact point g.orlov@parus.example"]);
    house.apply(&without_mail).await;
    let whole = crate::contacts::read(&house.store.read(house.tenant_id), contact_id).await.unwrap().unwrap();
    let values: Vec<&str> = whole.points.iter().map(|point| point.value.as_str()).collect();
    assert_eq!(values, ["+79160000001", "+79998887766"]);
}

#[tokio::test]
async fn a_new_user_without_a_password_is_refused_and_nothing_is_changed() {
    let mut house = House::doors().await;
    let text = format!("{DOORS}\n[[users]]\nlogin = \"106\"\nname = \"Новенький\"\n");
    let source = Source { file: "company.toml", text: &text };
    let file = read(source).unwrap();
    let application = Application { file: &file, source, only: None };
    let error = apply(&house.store, application, &mut house.acting).await.unwrap_err().to_string();
    let line = text.lines().position(|line| line == "login = \"106\"").unwrap() + 1;
    assert_eq!(error, format!("company.toml:{line}:9: user \"106\" is new, expected a `password`"));
    assert_eq!(planned(&mut house, DOORS).await, Vec::<String>::new());
}

#[tokio::test]
async fn an_administrator_can_apply_only_to_his_own_company() {
    let mut house = House::doors().await;
    let text = DOORS.replace("doors.example\"\ntime_zone", "windows.example\"\ntime_zone");
    let source = Source { file: "company.toml", text: &text };
    let file = read(source).unwrap();
    let application = Application { file: &file, source, only: Some(house.tenant_id) };
    let error = apply(&house.store, application, &mut house.acting).await.unwrap_err().to_string();
    assert!(error.ends_with("the domain windows.example is not yours, expected doors.example"), "{error}");
    assert_eq!(tenants::list(&house.store).await.unwrap().len(), 1);
}

#[test]
fn the_example_has_the_roles_the_demo_needs() {
    let file = read(Source { file: "doors.toml", text: DOORS }).unwrap();
    let roles: Vec<Role> = file.users.iter().map(|user| user.role).collect();
    assert_eq!(roles, [Role::Agent, Role::Agent, Role::Agent, Role::Supervisor, Role::Administrator]);
    assert!(file.users.iter().all(|user| user.password == Some(format!("doors-{}", user.login.get_ref()))));
}

const START: &str = "[tenant]\nname = \"Двери\"\ndomain = \"doors.example\"\ntime_zone = \"Europe/Moscow\"\n\
    [[users]]\nlogin = \"101\"\nname = \"Анна\"\n";

/// Each row: what is written after eight sane lines, the place, and what the message has to hold.
#[test]
fn every_kind_of_mistake_tells_its_place_and_what_was_expected() {
    for (text, place, holds) in [
        ("[[grups]]", "8:3", "unknown field `grups`"),
        ("[[grups]]", "8:3", "did you mean `groups`?"),
        ("extention = \"101\"", "8:1", "did you mean `extension`?"),
        ("role = \"agnt\"", "8:8", "did you mean `agent`?"),
        ("extension = 1", "8:13", "expected an internal number of 2 to 6 digits"),
        ("extension = \"10a\"", "8:13", "expected an internal number of 2 to 6 digits"),
        ("email = \"anna\"", "8:9", "expected an e-mail address"),
        ("password = 5", "8:12", "expected a string"),
        ("name = \"Анна\"", "8:1", "duplicate key"),
        ("password = \"unfinished", "8:23", "invalid basic string"),
        ("[[devices]]\nlogin = \"d\"", "8:1", "missing field `user`"),
        (
            "[[devices]]\nlogin = \"d\"\nuser = \"111\"",
            "10:8",
            "no user \"111\" in this file, expected a user it describes; did you mean \"101\"?",
        ),
        ("[[devices]]\nlogin = \"д\"\nuser = \"101\"", "9:9", "expected Latin letters"),
        ("[[users]]\nlogin = \"101\"\nname = \"Б\"", "9:9", "expected each user once"),
        ("extension = \"101\"\n[[groups]]\nname = \"Г\"\nmembers = []\nextension = \"101\"", "12:13", "expected each number once"),
        ("[[numbers]]\nnumber = \"12\"\nname = \"н\"\nopen = \"reject\"", "9:10", "expected a phone number"),
        ("[[numbers]]\nnumber = \"84950000001\"\nname = \"н\"\nopen = { grup = \"х\" }", "11:10", "did you mean `group`?"),
        ("[[numbers]]\nnumber = \"84950000001\"\nname = \"н\"\nopen = { user = \"7\" }", "11:17", "no user \"7\""),
        ("[[numbers]]\nnumber = \"84950000001\"\nname = \"н\"\ngreeting = \"../a.wav\"\nopen = \"reject\"", "11:12", "without a path"),
        ("[[numbers]]\nnumber = \"84950000001\"\nname = \"н\"\nschedule = \"С\"\nopen = \"reject\"", "11:12", "no schedule \"С\""),
        ("[[schedules]]\nname = \"С\"\ntime_zone = \"Moscow\"\nweekly = []", "10:13", "expected an IANA time zone"),
        ("[[schedules]]\nname = \"С\"\nweekly = [{ days = \"пн\", from = \"09:00\", to = \"18:00\" }]", "10:20", "expected weekdays"),
        ("[[schedules]]\nname = \"С\"\nweekly = [{ days = \"mon\", from = \"25:00\", to = \"18:00\" }]", "10:34", "expected a time"),
        (
            "[[schedules]]\nname = \"С\"\nweekly = []\nspecial_days = [{ date = 2026-11-04, from = \"09:00\" }]",
            "11:45",
            "expected `to` beside `from`",
        ),
        (
            "[[trunks]]\nname = \"О\"\nhost = \"carrier.example\"\naccepts = [\"carrier.example\"]",
            "11:12",
            "expected an address of the carrier",
        ),
        ("[[trunks]]\nname = \"О\"\nhost = \"carrier.example\"\npassword = \"x\"", "9:8", "expected `login` beside it"),
        ("[[trunks]]\nname = \"О\"\nhost = \"carrier.example\"\nport = 70000", "11:8", "expected u16"),
        ("[[companies]]\nkey = \"к\"\nname = \"К\"\ninn = \"7701000002\"", "11:7", "expected an INN"),
        ("[[contacts]]\nkey = \"к\"", "9:7", "expected `first_name` or `last_name`"),
        ("[[contacts]]\nkey = \"к\"\nfirst_name = \"К\"\npoints = [{ label = \"л\" }]", "9:7", "expected either `phone` or `email`"),
        ("[[contacts]]\nkey = \"к\"\nfirst_name = \"К\"\naffiliations = [{ company = \"п\" }]", "11:29", "no company \"п\""),
        (
            "[[contacts]]\nkey = \"к\"\nfirst_name = \"К\"\n[[contacts.records]]\nkind = \"purchase\"\ntitle = \"Д\"\namount = 1.5",
            "14:10",
            "money is never a float",
        ),
        (
            "[[contacts]]\nkey = \"к\"\nfirst_name = \"К\"\n[[contacts.records]]\nkind = \"purchase\"\ntitle = \"Д\"\ndate = 2009-13-01",
            "14:",
            "date",
        ),
        (
            "[[contacts]]\nkey = \"к\"\nfirst_name = \"К\"\n[[contacts.commitments]]\ntext = \"Д\"\ndue_in = \"soon\"",
            "13:10",
            "expected a time from now",
        ),
    ] {
        let told = refused(&format!("{START}{text}\n"));
        assert!(told.starts_with(&format!("company.toml:{place}")), "{text}\n{told}");
        assert!(told.contains(holds), "{text}\n{told}");
    }
}

#[test]
fn all_broken_references_are_told_at_once_in_the_order_of_the_file() {
    let told = refused(&format!("{START}[[devices]]\nlogin = \"a\"\nuser = \"7\"\n[[groups]]\nname = \"Г\"\nmembers = [\"8\"]\n"));
    let lines: Vec<&str> = told.lines().map(|line| line.split(": ").next().unwrap()).collect();
    assert_eq!(lines, ["company.toml:10:8", "company.toml:13:12"]);
}
