//! Proof: a year of one site, minute by minute. Every arrival, departure, absence and change of a shift is told to the ratio engine as it happens;
//! what it then says of the day equals counting everybody anew on every minute, and is found at least a hundred times faster.
//!
//! `cargo xtask prove ratio [--cases N] [--seed S]`; a case is a year.
#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a proof speaks to whoever runs it, and stops when its world is wrong"
)]

use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Parser;
use domain::staff::StaffCategory;
use domain::staff::day::{CareDay, Minute, PlacesBand, Present, Span};
use domain::staff::ratio::{Breach, Group, RatioMode, RatioRounding, StaffRules, Team};
use testkit::served::{Arguments, Draw, conclude};

/// How much faster the engine has to be.
const FASTER: f64 = 100.0;
const DAYS: usize = 365;
const PLACES: u16 = 40;

/// Somebody comes, or stays away: what the engine is told.
#[derive(Debug, Clone, Copy)]
enum Event {
    Comes(Present, Span),
    /// Somebody's time becomes another, or none.
    Becomes(usize, Option<Span>),
}

struct Day {
    events: Vec<Event>,
}

fn minute(number: u64) -> Minute {
    Minute::new(u16::try_from(number).expect("a minute")).expect("a minute of the day")
}

fn span(from: u64, until: u64) -> Span {
    Span::new(minute(from), minute(until)).expect("a span")
}

/// A day as it is planned the evening before, then as it goes.
fn day(draw: &mut Draw) -> Day {
    let mut events = Vec::new();
    let mut live = Vec::new();
    let children = 18 + draw.below(22);
    for _ in 0..children {
        let present = match draw.below(10) {
            0 => Present::Familiarising,
            1..=4 => Present::NotWalking,
            _ => Present::Walking,
        };
        let (from, until) = match draw.below(3) {
            0 => (8 * 60, 12 * 60 + 30),
            1 => (13 * 60, 18 * 60),
            _ => (8 * 60 + 30 * draw.below(3), 16 * 60 + 30 * draw.below(5)),
        };
        let who = events.len();
        events.push(Event::Comes(present, span(from, until)));
        if draw.below(12) == 0 {
            live.push((from - 30, Event::Becomes(who, None)));
            continue;
        }
        let came = from + draw.below(40);
        let left = until - draw.below(50).min(until - came - 1);
        live.push((came, Event::Becomes(who, Some(span(came, until)))));
        live.push((left, Event::Becomes(who, Some(span(came, left)))));
    }
    for number in 0..4 + draw.below(5) {
        let category = if draw.below(5) < 2 { StaffCategory::First } else { StaffCategory::Second };
        let from = 7 * 60 + 30 * (number % 4);
        let who = events.len();
        events.push(Event::Comes(Present::Adult(category), span(from, from + 7 * 60 + 30 * draw.below(4))));
        if draw.below(15) == 0 {
            live.push((7 * 60, Event::Becomes(who, None)));
        }
    }
    live.sort_by_key(|(at, _)| *at);
    events.extend(live.into_iter().map(|(_, event)| event));
    Day { events }
}

fn rules(draw: &mut Draw) -> StaffRules {
    StaffRules {
        mode: if draw.below(3) == 0 { RatioMode::Six } else { RatioMode::FiveOrEight },
        rounding: if draw.below(3) == 0 { RatioRounding::Apart } else { RatioRounding::Together },
        micro_creche: false,
        alone_is_first_category: draw.below(2) == 0,
        familiarisation_takes_an_adult: draw.below(2) == 0,
    }
}

/// Places by the hour, as an authorisation gives them.
fn bands() -> [PlacesBand; 3] {
    [(7 * 60, 8 * 60, PLACES / 2), (8 * 60, 17 * 60, PLACES), (17 * 60, 19 * 60, PLACES / 2)]
        .map(|(from, until, places)| PlacesBand { span: span(from, until), places })
}

/// Who is there, as told so far.
#[derive(Default)]
struct Told(Vec<(Present, Option<Span>)>);

impl Told {
    fn hear(&mut self, event: Event) {
        match event {
            Event::Comes(present, span) => self.0.push((present, Some(span))),
            Event::Becomes(who, span) => self.0[who].1 = span,
        }
    }
    /// Counts everybody anew for one minute.
    fn count(&self, rules: StaffRules, bands: &[PlacesBand], minute: Minute) -> (Group, Team, Vec<Breach>) {
        let (mut group, mut team) = (Group::default(), Team::default());
        for (present, _) in self.0.iter().filter(|(_, span)| span.is_some_and(|span| span.contains(minute))) {
            match present {
                Present::Adult(category) => team.add(*category),
                child => group.add(*child),
            }
        }
        let places = bands.iter().filter(|band| band.span.contains(minute)).map(|band| band.places).sum();
        (group, team, rules.breaches(group, team, places))
    }
}

/// The engine beside what it was told; `planted` forgets that somebody's time has become another.
struct Engine {
    day: CareDay,
    known: Vec<(Present, Option<Span>)>,
    planted: bool,
}

impl Engine {
    fn new(rules: StaffRules, planted: bool) -> Self {
        Self { day: CareDay::new(rules, &bands()), known: Vec::new(), planted }
    }
    fn hear(&mut self, event: Event) {
        match event {
            Event::Comes(present, span) => {
                self.day.add(present, span);
                self.known.push((present, Some(span)));
            }
            Event::Becomes(who, becomes) => {
                let (present, span) = &mut self.known[who];
                // The planted fault: a departure that comes before the planned end is not taken back.
                let kept = self.planted && becomes.is_some_and(|new| span.is_some_and(|old| new.until() < old.until()));
                if !kept {
                    self.day.alter(*present, *span, becomes);
                }
                *span = becomes;
            }
        }
    }
}

/// Every minute of a day as both see it; the first on which they differ.
fn differs(engine: &Engine, told: &Told, rules: StaffRules) -> (u64, Option<String>) {
    let places = bands();
    let mut steps = engine.day.steps().peekable();
    let mut minutes = 0;
    for number in 0..1440 {
        let at = minute(number);
        while steps.next_if(|step| step.span.until() <= at).is_some() {}
        let (group, team, breaches) = told.count(rules, &places, at);
        let said = match steps.peek().filter(|step| step.span.contains(at)) {
            Some(step) => (step.group, step.team, step.breaches.clone()),
            None => (Group::default(), Team::default(), rules.breaches(Group::default(), Team::default(), 0)),
        };
        let one = engine.day.at(at);
        minutes += 1;
        if said != (group, team, breaches.clone()) || (one.group, one.team, &one.breaches) != (group, team, &breaches) {
            return (
                minutes,
                Some(format!("minute {number}: the engine {said:?}, counted anew {:?}", (group, team, breaches))),
            );
        }
    }
    (minutes, None)
}

struct Outcome {
    minutes: u64,
    events: usize,
    illegal: u64,
    faults: Vec<String>,
}

fn compare(year: &[Day], rules: StaffRules, planted: bool) -> Outcome {
    let mut outcome = Outcome { minutes: 0, events: 0, illegal: 0, faults: Vec::new() };
    for (number, day) in year.iter().enumerate() {
        let (mut engine, mut told) = (Engine::new(rules, planted), Told::default());
        for event in &day.events {
            engine.hear(*event);
            told.hear(*event);
            outcome.events += 1;
        }
        let (minutes, fault) = differs(&engine, &told, rules);
        outcome.minutes += minutes;
        outcome.illegal += engine
            .day
            .steps()
            .filter(|step| !step.breaches.is_empty())
            .map(|step| u64::from(step.span.minutes()))
            .sum::<u64>();
        outcome.faults.extend(fault.map(|fault| format!("day {number}, {fault}")));
    }
    outcome
}

/// The year told event by event; after each the whole day is judged again: which minutes are illegal.
fn incrementally(year: &[Day], rules: StaffRules) -> (Duration, u64) {
    let (since, mut illegal) = (Instant::now(), 0);
    for day in year {
        let mut engine = Engine::new(rules, false);
        for event in &day.events {
            engine.hear(*event);
            illegal += engine.day.illegal_minutes();
        }
    }
    (since.elapsed(), black_box(illegal))
}

/// The same by counting everybody anew for each minute after each event.
fn anew(year: &[Day], rules: StaffRules) -> (Duration, u64) {
    let places = bands();
    let (since, mut illegal) = (Instant::now(), 0);
    for day in year {
        let mut told = Told::default();
        for event in &day.events {
            told.hear(*event);
            for number in 0..1440 {
                let (group, team, breaches) = told.count(rules, &places, minute(number));
                black_box((group, team));
                illegal += u64::from(!breaches.is_empty());
            }
        }
    }
    (since.elapsed(), black_box(illegal))
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let since = Instant::now();
    let cases = arguments.cases.unwrap_or(3);
    let mut draw = Draw(arguments.seed);
    let (mut faults, mut caught) = (Vec::new(), true);
    for case in 1..=cases {
        let rules = rules(&mut draw);
        let year: Vec<Day> = (0..DAYS).map(|_| day(&mut draw)).collect();
        let outcome = compare(&year, rules, false);
        let (fast, one) = incrementally(&year, rules);
        let (slow, other) = anew(&year, rules);
        let times = slow.as_secs_f64() / fast.as_secs_f64().max(f64::EPSILON);
        println!(
            "  year {case}: {} minutes equal, {} events, {} illegal minutes; incremental {:.1} ms, counted anew {:.1} ms: {times:.0} times faster",
            outcome.minutes,
            outcome.events,
            outcome.illegal,
            fast.as_secs_f64() * 1e3,
            slow.as_secs_f64() * 1e3,
        );
        faults.extend(outcome.faults);
        if one != other {
            faults.push(format!("year {case}: {one} illegal minutes after events, counted anew {other}"));
        }
        if times < FASTER && !cfg!(debug_assertions) {
            faults.push(format!("year {case}: only {times:.0} times faster"));
        }
        caught &= !compare(&year[..30], rules, true).faults.is_empty();
    }
    let blind = "a rule of the law that both read wrong; facts that never reach the engine";
    conclude("ratio", &arguments, cases, since, &faults, &[("an early departure is not taken back", caught)], blind)
}
