//! Documents with a fault in them: read, checked and solved for a few rounds; nothing panics and no plan breaks a rule.
//!
//! The corpus is kept in `fuzz-corpus/`: small weeks of many shapes, and every document that once made the planner fail. Each is tried
//! as it is, then with faults that a seeded generator makes in it (cut, doubled, swapped and changed bytes; numbers replaced by hard
//! ones; values of the JSON tree replaced, doubled, moved). `MARELLE_FUZZ=100000 cargo test -p planner --release --test mutations`
//! tries more of them; what fails is written beside the corpus, to be kept.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use planner::exchange::{Plan, read_instance, read_plan, write_plan};
use planner::generator::{Generator, Geography, Size};
use planner::{Problem, Settings, Standing, bound_of, check, solve};
use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use serde_json::{Value, json};

/// Faults tried on each document when nobody asks for more.
const FAULTS: u64 = 80;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz-corpus")
}

/// The kept documents, by name.
fn corpus() -> Vec<(String, Vec<u8>)> {
    let mut corpus: Vec<(String, Vec<u8>)> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .map(|path| (path.file_stem().unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap()))
        .collect();
    corpus.sort();
    assert!(corpus.len() > 10, "the corpus is not where it should be");
    corpus
}

/// Reads a document and, if it is a week, solves it and looks at the plan; true when it was a week.
fn exercise(document: &[u8], plans: &mut Vec<Vec<u8>>) -> bool {
    // A plan is read with the same care; most documents are none.
    let _ = read_plan(document);
    let Ok(problem) = read_instance(document) else { return false };
    let solution = solve(&problem, &Settings { seed: 1, threads: 1, rounds: Some(2) }, &|_: &_| true);
    let plan = solution.plan(&problem);
    let checked = check(&problem, &plan).unwrap_or_else(|wrong| panic!("a plan breaks a rule: {wrong}"));
    assert_eq!(checked.objective, plan.objective);
    assert_eq!(checked.objective, solution.value());
    let bound = bound_of(&problem, &plan.prices).unwrap();
    assert!(bound + 1e-6 >= checked.objective as f64, "worth {} above the bound {bound}", checked.objective);
    assert!(plan.bound + 1e-6 >= bound, "bound {} is claimed, the prices prove {bound}", plan.bound);
    let tree: Value = serde_json::from_slice(document).unwrap();
    run_the_week(&problem, &plan, tree["bands"].as_array().map_or(0, Vec::len));
    let mut text = Vec::new();
    write_plan(&plan, &mut text).unwrap();
    plans.push(text);
    true
}

/// A published plan while things happen: whatever does, the plan keeps every rule, nobody else's bookings change, and what is closed stays empty.
fn run_the_week(problem: &Problem, plan: &Plan, bands: usize) {
    if problem.families() == 0 || problem.sites() == 0 {
        return;
    }
    let mut standing = Standing::read(problem, plan).unwrap();
    let mut chance = Chance(Xoshiro256PlusPlus::seed_from_u64(plan.objective.unsigned_abs()));
    let everybody =
        |standing: &Standing<'_>| (0..problem.families()).map(|family| standing.bookings(family)).collect::<Vec<_>>();
    for event in 0..12 {
        let before = everybody(&standing);
        let mut touched = Vec::new();
        let (family, site) = (chance.below(problem.families()), chance.below(problem.sites()));
        if event % 4 < 3 {
            let Some((request, _)) = before[family].first() else { continue };
            touched.push(family);
            for (_, band) in standing.cancel(family, *request) {
                // A place in time; in most of the corpus's weeks it is the band's number too.
                let band = usize::try_from(band).unwrap_or(0) % bands;
                let offers = standing.offers(site, band, 2);
                for offer in offers {
                    let worth = standing.worth();
                    if standing.accept(&offer) {
                        assert_eq!(standing.worth(), worth + offer.gain, "an offer is worth what it says");
                        touched.push(offer.family);
                    }
                }
            }
        } else {
            touched.extend(standing.close(site, 0).into_iter().map(|hit| hit.family));
        }
        for (family, (before, after)) in before.iter().zip(everybody(&standing)).enumerate() {
            if !touched.contains(&family) {
                assert_eq!(*before, after, "a family nobody spoke to has moved");
            }
        }
        check(problem, &standing.plan())
            .unwrap_or_else(|wrong| panic!("after event {event} a rule is broken: {wrong}"));
    }
}

/// Looks at a plan that may be anybody's: reading and checking it never fails in another way than by saying so.
fn look(problem: &Problem, plan: &[u8]) {
    let Ok(plan) = read_plan(plan) else { return };
    let _ = check(problem, &plan);
    let _ = bound_of(problem, &plan.prices);
    let _ = Standing::read(problem, &plan);
}

struct Chance(Xoshiro256PlusPlus);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        if end == 0 { 0 } else { (self.0.next_u64() % end as u64) as usize }
    }
    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }
}

/// Numbers at which arithmetic goes wrong.
const HARD: [&str; 26] = [
    "0",
    "-0",
    "1",
    "-1",
    "2",
    "63",
    "64",
    "65",
    "127",
    "255",
    "65535",
    "65536",
    "10000000",
    "10000001",
    "1000000000",
    "1000000001",
    "2147483647",
    "2147483648",
    "-2147483648",
    "4294967296",
    "9223372036854775807",
    "-9223372036854775808",
    "18446744073709551616",
    "1e308",
    "-1e400",
    "0.5",
];

fn hard_value(chance: &mut Chance) -> Value {
    let number: Value = serde_json::from_str(HARD[chance.below(HARD.len() - 3)]).unwrap_or(Value::Null);
    let others =
        [Value::Null, json!(true), json!(""), json!("s0"), json!("f0"), json!([]), json!({}), json!([0, 1, 1])];
    if chance.below(3) > 0 { number } else { chance.pick(&others) }
}

/// Every place of a tree, as JSON pointers.
fn places(value: &Value, at: String, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| places(value, format!("{at}/{key}"), found)),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(place, value)| places(value, format!("{at}/{place}"), found));
        }
        _ => {}
    }
    if !at.is_empty() {
        found.push(at);
    }
}

/// A document with one to four faults.
fn faulty(document: &[u8], chance: &mut Chance) -> Vec<u8> {
    let faults = 1 + chance.below(4);
    if chance.below(4) > 0
        && let Ok(mut tree) = serde_json::from_slice::<Value>(document)
    {
        for _ in 0..faults {
            let mut all = Vec::new();
            places(&tree, String::new(), &mut all);
            if all.is_empty() {
                break;
            }
            let (here, there) = (chance.pick(&all), chance.pick(&all));
            match chance.below(8) {
                0..4 => *tree.pointer_mut(&here).unwrap() = hard_value(chance),
                4 => {
                    let copy = tree.pointer(&there).unwrap().clone();
                    *tree.pointer_mut(&here).unwrap() = copy;
                }
                kind => {
                    let parent = here.rsplit_once('/').unwrap().0;
                    match tree.pointer_mut(parent) {
                        Some(Value::Array(list)) if !list.is_empty() => {
                            let place = chance.below(list.len());
                            match kind {
                                5 => drop(list.remove(place)),
                                6 => list.push(list[place].clone()),
                                _ => list.reverse(),
                            }
                        }
                        Some(Value::Object(map)) => {
                            map.remove(here.rsplit('/').next().unwrap());
                        }
                        _ => {}
                    }
                }
            }
        }
        return tree.to_string().into_bytes();
    }
    let mut bytes = document.to_vec();
    for _ in 0..faults {
        if bytes.is_empty() {
            break;
        }
        let at = chance.below(bytes.len());
        match chance.below(6) {
            0 => bytes.truncate(at),
            1 => bytes[at] ^= 1 << chance.below(8),
            2 => drop(bytes.remove(at)),
            3 => {
                let end = (at + chance.below(40)).min(bytes.len());
                let copy = bytes[at..end].to_vec();
                bytes.splice(at..at, copy);
            }
            4 => bytes[at] = chance.pick(b"{}[]\",:0-.e\\ \xff\x00"),
            _ => {
                // A number becomes a hard one.
                let from = bytes[at..].iter().position(u8::is_ascii_digit).map_or(at, |skip| at + skip);
                let until =
                    bytes[from..].iter().position(|byte| !byte.is_ascii_digit()).map_or(bytes.len(), |run| from + run);
                let hard = HARD[chance.below(HARD.len())].bytes().collect::<Vec<_>>();
                bytes.splice(from..until, hard);
            }
        }
    }
    bytes
}

fn wanted() -> u64 {
    std::env::var("MARELLE_FUZZ").ok().and_then(|wanted| wanted.parse().ok()).unwrap_or(FAULTS)
}

#[test]
fn kept_documents_are_read_checked_and_solved() {
    let mut weeks = 0;
    for (name, document) in corpus() {
        let tried = catch_unwind(AssertUnwindSafe(|| exercise(&document, &mut Vec::new())));
        weeks += usize::from(tried.unwrap_or_else(|_| panic!("{name} makes the planner fail")));
    }
    assert!(weeks > 5, "only {weeks} documents of the corpus are weeks");
}

#[test]
fn no_fault_in_a_document_makes_the_planner_fail() {
    let each = wanted();
    let mut weeks = 0;
    for (number, (name, document)) in corpus().into_iter().enumerate() {
        let mut chance = Chance(Xoshiro256PlusPlus::seed_from_u64(number as u64));
        let mut plans = Vec::new();
        let whole = read_instance(document.as_slice()).ok();
        for _ in 0..each {
            let changed = faulty(&document, &mut chance);
            if changed.len() > 200_000 {
                continue;
            }
            match catch_unwind(AssertUnwindSafe(|| exercise(&changed, &mut plans))) {
                Ok(week) => weeks += usize::from(week),
                Err(_) => keep(&name, &changed),
            }
            // Plans of other weeks, with faults: read and checked against this one.
            if let (Some(problem), Some(plan)) = (&whole, plans.pop()) {
                let changed = faulty(&plan, &mut chance);
                if catch_unwind(AssertUnwindSafe(|| look(problem, &changed))).is_err() {
                    keep(&format!("{name}-plan"), &changed);
                }
            }
        }
    }
    assert!(weeks > 0, "no changed document is a week any more: the faults are too coarse");
}

/// A legal week with so many requests in each of three families, each with one half-day in ten to choose from at five sites.
fn many_requests(requests: usize) -> Value {
    let bands = 0..10;
    let cell = |band: i64| json!({ "band": band, "regular": 3, "reserve": 2, "head_count": 5, "staff_units": 80 });
    let request = |number: usize| {
        let bundles: Vec<Value> =
            bands.clone().map(|band| json!({ "bands": [band], "penalty": (band + number as i64) % 6 })).collect();
        json!({ "id": format!("r{number}"), "purpose": "other", "value": 20 + 3 * number, "critical": false,
                "emergency_allowed": false, "bundles": bundles })
    };
    let family = |number: usize| {
        let reach =
            |site: usize| json!({ "site": format!("s{site}"), "cost_per_day": site, "familiar": site == number });
        json!({ "id": format!("f{number}"), "children": 1, "staff_load": 5, "available": bands.clone().collect::<Vec<_>>(),
                "usual_site": null, "minimum": { "sessions": 8, "reward": 200 },
                "reach": (0..5).map(reach).collect::<Vec<_>>(), "requests": (0..requests).map(request).collect::<Vec<_>>() })
    };
    let site = |number: usize| json!({ "id": format!("s{number}"), "x_km": number, "y_km": 0, "cells": bands.clone().map(cell).collect::<Vec<_>>() });
    json!({
        "format": "marelle-plan/1", "name": "many requests",
        "bands": bands.clone().map(|band| json!({ "id": band, "date": format!("2026-11-{}", 23 + band / 2), "half_day": "morning" }))
            .collect::<Vec<_>>(),
        "weights": { "second_site": 15, "familiarisation": 6, "emergency": 10, "usual_site": 8 },
        "sites": (0..5).map(site).collect::<Vec<_>>(), "families": (0..3).map(family).collect::<Vec<_>>(),
    })
}

#[test]
fn a_family_with_many_requests_is_planned_without_trying_everything() {
    // Trying everything would take longer than the test run may last.
    for requests in [8, 12, 64] {
        assert!(exercise(many_requests(requests).to_string().as_bytes(), &mut Vec::new()), "{requests} requests");
    }
}

/// Writes what failed beside the corpus, and fails.
fn keep(name: &str, document: &[u8]) -> ! {
    let path = std::env::temp_dir().join(format!("marelle-planner-failed-{name}.json"));
    std::fs::write(&path, document).unwrap();
    panic!("a changed {name} makes the planner fail: {} (keep it in fuzz-corpus)", path.display());
}

/// Makes the corpus's small weeks again: `cargo test -p planner --test mutations -- --ignored make_the_corpus`.
#[test]
#[ignore = "writes into the working copy; the corpus is kept"]
fn make_the_corpus() {
    for geography in Geography::ALL {
        for (sites, families, seed) in [(0, 3, 1), (1, 8, 2), (2, 6, 3), (3, 12, 4), (6, 20, 5), (1, 0, 6)] {
            let week = Generator::new(Size { sites, families }, geography, seed);
            let mut text = Vec::new();
            week.write(&mut text).unwrap();
            std::fs::write(folder().join(format!("{}.json", week.name())), text).unwrap();
        }
    }
}
