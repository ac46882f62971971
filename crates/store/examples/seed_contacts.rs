//! Adds many made-up contacts to the only company of a data folder, for load tests: `seed_contacts DIR COUNT`.
//!
//! Contact number `i` has the mobile number +7 926 `i` with seven digits, so that whoever calls knows whom he is.

use otklik_model::{ContactId, ContactPointId, PhoneNumber, Timestamp};
use otklik_store::{
    Location, Opener, Store,
    bulk::{self, NewContact},
    contact_points::{ContactPoint, PointKind},
    contacts::Contact,
    tenants,
};
use std::error::Error;

/// Above it there are no seven-digit numbers left.
const CONTACTS_MAX: u64 = 10_000_000;
/// The moment in the ids; any will do, as long as it is another than that of real contacts.
const SEEDED_AT_MS: u64 = 1_500_000_000_000;

const LAST_NAMES: [&str; 7] = ["Иванов", "Петренко", "Сидоров", "Ким", "Абрамян", "Кузнец", "Фёдоров"];
const FIRST_NAMES: [&str; 5] = ["Иван", "Пётр", "Семён", "Лев", "Фома"];
const PATRONYMICS: [&str; 3] = ["Ильич", "Львович", "Фёдорович"];

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(folder), Some(count)) = (args.next(), args.next()) else { return Err("usage: seed_contacts DIR COUNT".into()) };
    let count: u64 = count.parse()?;
    if count > CONTACTS_MAX {
        return Err(format!("at most {CONTACTS_MAX} contacts have numbers").into());
    }
    let store = Store::open(&Location::Folder(folder.into()), Opener::Command).await?;
    let companies = tenants::list(&store).await?;
    let [company] = companies.as_slice() else { return Err(format!("expected one company, found {}", companies.len()).into()) };
    let inserted = bulk::insert_contacts(&store, company.id, (0..count).map(contact)).await?;
    println!("{inserted} contacts added to {}", company.name);
    Ok(())
}

fn contact(index: u64) -> NewContact {
    let id = ContactId::from_parts(SEEDED_AT_MS, u128::from(index) + 1);
    let number = PhoneNumber::from_digits(79_260_000_000 + index).expect("eleven digits are a number");
    let contact = Contact {
        id,
        last_name: Some(format!("{}-{index}", name(&LAST_NAMES, index))),
        first_name: Some(name(&FIRST_NAMES, index).to_owned()),
        patronymic: Some(name(&PATRONYMICS, index).to_owned()),
        tier: None,
        preferred_channel: None,
        owner_id: None,
        known: Vec::new(),
        created_at: Timestamp::UNIX_EPOCH,
        last_activity_at: None,
        version: 1,
        deleted_at: None,
    };
    let point = ContactPoint {
        id: ContactPointId::from_parts(SEEDED_AT_MS, u128::from(index) + 1),
        contact_id: id,
        kind: PointKind::Phone,
        value: number.to_string(),
        number: Some(number),
        label: None,
        preferred: true,
        position: 0,
    };
    NewContact { contact, points: vec![point] }
}

fn name<'a>(names: &[&'a str], index: u64) -> &'a str {
    let count = u64::try_from(names.len()).expect("few names");
    names[usize::try_from(index % count).expect("less than their count")]
}
