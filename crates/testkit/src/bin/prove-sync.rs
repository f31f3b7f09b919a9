//! Proof: tablets without a network. Three tablets write down what they see, with clocks up to two hours wrong; what they send is lost, sent
//! twice, reordered, answered into the void, and tablets die in between. Whatever happened on the way, the same facts are written down,
//! each once, and make the same day; nothing is taken from a tablet that was taken back.
//!
//! `cargo xtask prove sync [--cases N] [--seed S]`; a case is one morning, delivered in two different ways.
#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a proof speaks to whoever runs it, and stops when its world cannot be built"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::time::Instant as Stopwatch;

use clap::Parser;
use db::access::{Actor, see_site};
use db::tablet::day::notes;
use db::{Engine, Tx};
use domain::access::Action;
use domain::tablet::{CountedFor, Eaten, Fetched, NotTaken, Noted, TabletFact};
use domain::*;
use jiff::civil::date;
use testkit::TestApp;
use testkit::served::{Arguments, Draw, conclude};

const DAY: Date = date(2026, 11, 23);
const TABLETS: usize = 3;
/// Cases of one transaction; all of it is taken back.
const TOGETHER: u64 = 200;
const SKEW_SECONDS: i64 = 2 * 3600;

/// What a case stands on.
#[derive(Clone)]
struct World {
    tablets: Vec<Actor>,
    people: Vec<PersonId>,
    bookings: Vec<BookingId>,
    manager: Actor,
    site: SiteId,
    start: Instant,
}

/// A morning as the tablets saw it.
struct Morning {
    /// By tablet, in the order they were written.
    written: Vec<Vec<TabletFact>>,
    /// The tablet that is taken back, and after how many deliveries.
    revoked: Option<(usize, usize)>,
}

/// What a morning came to: per booking where the child is, what contradicts itself, what was noted.
type State = BTreeMap<BookingId, (String, Vec<String>, Vec<String>)>;

/// How the deliveries ended.
struct Outcome {
    state: State,
    /// The same, had the last mark that came in won.
    last_wins: BTreeMap<BookingId, String>,
    facts: BTreeSet<AttendanceFactId>,
    /// Facts the site has written down.
    stored: i64,
    /// Facts taken of a tablet after it was taken back.
    after_revocation: usize,
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let since = Stopwatch::now();
    let wanted = arguments.cases.unwrap_or(2_000);
    let mut engines = vec![(Engine::Sqlite, wanted)];
    if std::env::var("MARELLE_TEST_POSTGRES").is_ok() {
        engines.push((Engine::Postgres, wanted.div_ceil(20)));
    }
    let (mut faults, mut cases, mut caught) = (Vec::new(), 0, false);
    for (engine, wanted) in engines {
        let app = TestApp::new(engine).await;
        let world = world(&app).await;
        let started = Stopwatch::now();
        let mut facts = 0;
        for first in (0..wanted).step_by(usize::try_from(TOGETHER).unwrap_or(1)) {
            let (world, seed) = (world.clone(), arguments.seed);
            let numbers = first..(first + TOGETHER).min(wanted);
            let found = app.db.write(move |tx| many(tx, &world, seed, numbers.clone())).await.expect("the cases run");
            faults.extend(found.faults);
            caught |= found.planted_differs;
            facts += found.facts;
        }
        cases += wanted;
        println!("  {engine:?}: {wanted} mornings, {facts} facts, in {:.1} s", started.elapsed().as_secs_f64());
    }
    let blind = "a browser that loses what it promised to keep; two tablets that share an id";
    conclude("sync", &arguments, cases, since, &faults, &[("the last mark that comes in wins", caught)], blind)
}

async fn world(app: &TestApp) -> World {
    let town = app.town().await;
    let bookings = vec![
        app.place(town.site, town.child, DAY, HalfDay::Morning, true).await,
        app.place(town.site, town.stranger_child, DAY, HalfDay::Morning, true).await,
    ];
    let (now, today) = (app.app.now(), app.app.today());
    let hash = db::idempotency::sha256(town.manager.as_bytes());
    let manager = app.db.read(move |conn| db::accounts::token_bearer(conn, &hash, now, today)).await;
    let manager = manager.expect("the manager reads").expect("the manager is there").actor;
    let mut tablets = Vec::new();
    for number in 0..TABLETS {
        let by = manager.clone();
        let (code, token) = (format!("code {number}"), format!("token {number}"));
        let actor = app
            .db
            .write(move |tx| {
                let seen = see_site(tx.conn, &by, Action::ManageTablets, town.site)?;
                tx.make_tablet_code(&by, &seen, "a tablet", &code)?;
                tx.pair_tablet(&code, &token)?;
                Ok(db::tablet::paired(tx.conn, &token)?.map(|paired| paired.actor(now, today)))
            })
            .await;
        tablets.push(actor.expect("a tablet is paired").expect("it is known"));
    }
    let site = town.site;
    let people = app.db.read(move |conn| db::tablet::openers(conn, site, today)).await.expect("the team");
    let people = people.into_iter().map(|opener| opener.person).collect();
    World { tablets, people, bookings, manager, site, start: now }
}

/// What some cases came to.
#[derive(Default)]
struct Found {
    faults: Vec<String>,
    planted_differs: bool,
    facts: usize,
}

fn many(tx: &mut Tx<'_>, world: &World, seed: u64, numbers: std::ops::Range<u64>) -> db::Result<Found> {
    // Everything a case writes is taken back, so the transaction itself changes nothing.
    tx.audit(&db::audit::Signature::system(), db::audit::Entry::read(Action::RecordAttendance, "proof", "sync"))?;
    let mut found = Found::default();
    for number in numbers {
        let morning = morning(world, &mut Draw(seed.wrapping_mul(1_000_003).wrapping_add(number * 2 + 1)));
        let way = |way: u64| Draw(seed.wrapping_mul(7_919).wrapping_add(number * 31 + way * 17 + 1));
        let one = undone(tx, |tx| deliver(tx, world, &morning, &mut way(1)))?;
        let other = undone(tx, |tx| deliver(tx, world, &morning, &mut way(2)))?;
        found.facts += morning.written.iter().map(Vec::len).sum::<usize>();
        let mut fault = |what: &str| found.faults.push(format!("case {number}: {what}"));
        for outcome in [&one, &other] {
            if outcome.after_revocation > 0 {
                fault("facts were taken of a tablet after it was taken back");
            }
            if i64::try_from(outcome.facts.len()).unwrap_or(-1) != outcome.stored {
                fault("the site has another number of facts than it said it took");
            }
            if morning.revoked.is_none() {
                let all: BTreeSet<AttendanceFactId> = morning.written.iter().flatten().map(|fact| fact.id).collect();
                if outcome.facts != all {
                    fault("a fact was lost on the way");
                }
            }
        }
        if morning.revoked.is_none() {
            if one.state != other.state {
                fault("two ways, two days");
            }
            found.planted_differs |= one.last_wins != other.last_wins;
        }
    }
    Ok(found)
}

/// Runs a part of the transaction and takes back whatever it wrote.
fn undone<T: Send + 'static>(tx: &mut Tx<'_>, work: impl FnOnce(&mut Tx<'_>) -> db::Result<T>) -> db::Result<T> {
    let kept = Arc::new(Mutex::new(None));
    let inside = kept.clone();
    let ended: db::Result<()> = tx.savepoint(|tx| {
        let value = work(tx)?;
        *inside.lock().expect("nobody else") = Some(value);
        Err(db::Error::Denied)
    });
    match (ended, kept.lock().expect("nobody else").take()) {
        (_, Some(value)) => Ok(value),
        (Err(error), None) => Err(error),
        (Ok(()), None) => Err(db::Error::Broken("nothing was kept".into())),
    }
}

/// Something drawn below a number.
fn below(draw: &mut Draw, most: usize) -> usize {
    usize::try_from(draw.number() >> 33).unwrap_or(0) % most.max(1)
}

fn chance(draw: &mut Draw, of: usize) -> bool {
    below(draw, of) == 0
}

fn morning(world: &World, draw: &mut Draw) -> Morning {
    let mut known: Vec<AttendanceFactId> = Vec::new();
    let mut written: Vec<Vec<TabletFact>> = Vec::new();
    for tablet in 0..TABLETS {
        let skew = i64::try_from(below(draw, 2 * 7200 + 1)).unwrap_or(0) - SKEW_SECONDS;
        let mut own: Vec<TabletFact> = Vec::new();
        for counter in 0..=below(draw, 5) {
            let booking = world.bookings[below(draw, world.bookings.len())];
            let noted = match below(draw, 9) {
                0..=2 => Noted::Arrived { booking },
                3 => Noted::Left { booking, fetched: Some(Fetched::Parent) },
                4 => Noted::Left { booking, fetched: None },
                5 => Noted::Absent { booking, reason: None },
                6 => Noted::Meal { booking, eaten: Eaten::Most },
                7 => Noted::Counted { counted: 2, expected: 2, reason: CountedFor::Check },
                _ => match known.get(below(draw, known.len().max(1))) {
                    Some(fact) => Noted::Undone { fact: *fact },
                    None => Noted::Asleep { booking },
                },
            };
            let minutes = i64::try_from(below(draw, 240)).unwrap_or(0);
            let number = u128::from(draw.number()) << 64 | (tablet as u128) << 32 | counter as u128;
            let id = AttendanceFactId::from_uuid(uuid::Builder::from_random_bytes(number.to_be_bytes()).into_uuid());
            // A count is not undone, and an undoing is not either: what may be taken back is a mark or a note.
            if !matches!(noted, Noted::Counted { .. } | Noted::Undone { .. }) {
                known.push(id);
            }
            own.push(TabletFact {
                id,
                counter: counter as i64 + 1,
                at: world.start.plus_seconds(minutes * 60 + skew),
                by: world.people[below(draw, world.people.len())],
                noted,
            });
        }
        written.push(own);
    }
    let revoked = chance(draw, 4).then(|| (below(draw, TABLETS), below(draw, 6)));
    Morning { written, revoked }
}

fn deliver(tx: &mut Tx<'_>, world: &World, morning: &Morning, draw: &mut Draw) -> db::Result<Outcome> {
    let mut waiting: Vec<Vec<TabletFact>> = morning.written.clone();
    let mut taken: BTreeSet<AttendanceFactId> = BTreeSet::new();
    let mut last_wins: BTreeMap<BookingId, String> = BTreeMap::new();
    let (mut deliveries, mut after_revocation, mut quiet) = (0, 0, 0);
    let mut gone = [false; TABLETS];
    while waiting.iter().zip(gone).any(|(facts, gone)| !facts.is_empty() && !gone) && quiet < 200 {
        let tablet = below(draw, TABLETS);
        if let Some((revoked, after)) = morning.revoked
            && deliveries == after
            && !gone[revoked]
        {
            let seen = see_site(tx.conn, &world.manager, Action::ManageTablets, world.site)?;
            tx.revoke_tablet(&world.manager, &seen, world.tablets[revoked].tablet.expect("a tablet"), None)?;
            gone[revoked] = true;
        }
        deliveries += 1;
        // A batch of what waits, in whatever order, some of it twice.
        let mut batch: Vec<TabletFact> = waiting[tablet].iter().filter(|_| !chance(draw, 4)).cloned().collect();
        for place in (1..batch.len()).rev() {
            batch.swap(place, below(draw, place + 1));
        }
        if let Some(first) = batch.first().cloned().filter(|_| chance(draw, 3)) {
            batch.push(first);
        }
        if batch.is_empty() || chance(draw, 5) {
            // Lost on the way there, or the tablet died before it could send: what waits is on its disk.
            quiet += 1;
            continue;
        }
        let answers = match tx.take_facts(&world.tablets[tablet], &batch) {
            Err(db::Error::Denied) => {
                // The tablet is told, and forgets.
                waiting[tablet].clear();
                continue;
            }
            answers => answers?,
        };
        let mut moved = false;
        for (fact, answer) in batch.iter().zip(&answers) {
            match answer {
                Ok(()) => {
                    if taken.insert(fact.id) {
                        after_revocation += usize::from(gone[tablet]);
                        moved = true;
                        if let Some(booking) = fact.noted.booking() {
                            last_wins.insert(booking, format!("{:?}", fact.noted));
                        }
                    }
                }
                Err(NotTaken::UnknownFact) => {}
                Err(reason) => return Err(db::Error::Broken(format!("a good fact was not taken: {reason}"))),
            }
        }
        quiet = if moved { 0 } else { quiet + 1 };
        // The answer may be lost on the way back: then everything is sent again.
        if !chance(draw, 4) {
            waiting[tablet]
                .retain(|fact| !batch.iter().zip(&answers).any(|(sent, answer)| sent.id == fact.id && answer.is_ok()));
        }
    }
    let state = state(tx, world)?;
    let stored = db::tablet::facts::count(tx.conn)?;
    Ok(Outcome { state, last_wins, facts: taken, stored, after_revocation })
}

fn state(tx: &mut Tx<'_>, world: &World) -> db::Result<State> {
    let seen = see_site(tx.conn, &world.manager, Action::RecordAttendance, world.site)?;
    let sheet = db::attendance::sheet(tx.conn, &seen, DAY, world.start.plus_hours(12))?;
    let noted = notes(tx.conn, &world.bookings)?;
    Ok(sheet
        .children()
        .map(|(_, child)| {
            let conflicts = child.conflicts.iter().map(ToString::to_string).collect();
            let notes = noted.get(&child.booking).map(Vec::as_slice).unwrap_or_default();
            let notes = notes.iter().map(|note| format!("{} {} {}", note.id, note.kind, note.at)).collect();
            (child.booking, (format!("{:?}", child.presence), conflicts, notes))
        })
        .collect())
}
