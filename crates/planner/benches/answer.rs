//! How long an instant answer takes: printed, not asserted. Run with `cargo bench -p planner`.
#![expect(clippy::print_stdout, reason = "a bench prints its figures")]
#![expect(clippy::unwrap_used, reason = "a bench is a test: its world is made here")]

#[path = "../tests/world/mod.rs"]
#[expect(dead_code, reason = "the tests use the rest of it")]
mod world;

use std::hint::black_box;
use std::time::{Duration, Instant};

use domain::HalfDay;
use domain::places::{Appointment, Need, Rhythm, RhythmPattern};
use planner::{Limits, SiteOffer, answer};
use world::{OwnSite, at, child, february, request};

const TURNS: usize = 400;

fn measure(name: &str, need: &Need, sites: &[OwnSite], limits: &Limits) {
    let child = child();
    let offers: Vec<SiteOffer<'_>> = sites.iter().map(OwnSite::offer).collect();
    let sessions: usize = sites.iter().map(|site| site.sessions.len()).sum();
    let request = request(&child, need);
    let mut times: Vec<Duration> = (0..TURNS)
        .map(|_| {
            let start = Instant::now();
            black_box(answer(black_box(&request), black_box(&offers), limits));
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    let found = answer(&request, &offers, limits);
    println!(
        "{name}: {} sites, {sessions} sessions: quickest {:?}, p50 {:?}, p99 {:?} (best {}, alternatives {}, refused {})",
        sites.len(),
        times[0],
        times[TURNS / 2],
        times[TURNS * 99 / 100],
        found.best.is_some(),
        found.alternatives.len(),
        found.refused.len()
    );
}

fn main() {
    let appointment = Need::Appointment(Appointment {
        date: february(12),
        starts_at: at(10, 0),
        ends_at: at(11, 30),
        travel_minutes: 30,
    });
    let any_two_mornings = Need::Rhythm(Rhythm {
        pattern: RhythmPattern::Any { count: 2, half_day: Some(HalfDay::Morning) },
        from: february(9),
        until: february(28),
    });
    let one_each = |taken: fn(u32) -> u16| -> Vec<OwnSite> {
        (0..1500).map(|number| OwnSite::new(number).with(february(12), HalfDay::Morning, taken(number))).collect()
    };
    let no_limit = Limits::default();
    let near = Limits { travel_kilometres: Some(30), ..no_limit };
    measure(
        "appointment, seats everywhere",
        &appointment,
        &one_each(|number| u16::try_from(number % 6).unwrap()),
        &no_limit,
    );
    measure("appointment, within 30 km", &appointment, &one_each(|number| u16::try_from(number % 6).unwrap()), &near);
    measure("appointment, all full", &appointment, &one_each(|_| 7), &no_limit);
    let four_weeks: Vec<OwnSite> =
        (0..38).map(|number| OwnSite::new(number).with_february(|day, _| u16::from(day.unsigned_abs() % 7))).collect();
    measure("appointment, four weeks loaded", &appointment, &four_weeks, &no_limit);
    measure("any two mornings a week", &any_two_mornings, &four_weeks, &no_limit);
}
