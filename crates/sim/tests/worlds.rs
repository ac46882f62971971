//! Random worlds: whatever people, phones and the network do, nothing may be left behind.

/// Worlds played on every run; `WORLDS=FROM..TO` plays others, `WORLDS=SEED` one.
const WORLDS: std::ops::Range<u64> = 0..200;

#[test]
fn nothing_is_left_behind_in_any_world() {
    let failing: Vec<(u64, Vec<String>)> =
        worlds().map(|seed| (seed, otklik_sim::play::faults_of(seed))).filter(|(_, faults)| !faults.is_empty()).collect();
    if let Some((seed, faults)) = failing.first() {
        let seeds: Vec<u64> = failing.iter().map(|(seed, _)| *seed).collect();
        panic!("worlds {seeds:?} fail; WORLDS={seed} replays the first:\n{}", faults.join("\n"));
    }
}

#[test]
fn a_world_is_the_same_whenever_it_is_played() {
    assert_eq!(otklik_sim::play::faults_of(7), otklik_sim::play::faults_of(7));
}

fn worlds() -> std::ops::Range<u64> {
    let Ok(asked) = std::env::var("WORLDS") else { return WORLDS };
    let number = |text: &str| text.parse::<u64>().expect("WORLDS is FROM..TO or one seed");
    match asked.split_once("..") {
        Some((from, to)) => number(from)..number(to),
        None => number(&asked)..number(&asked) + 1,
    }
}
