//! Proof: the program is killed (SIGKILL) in the middle of writes, again and again; nothing it acknowledged is lost, and no
//! invariant is broken.
//!
//! `cargo xtask prove kill [--cases N] [--seed S]`; a case is one kill. The program under test runs in a process of its own and is
//! spoken to over HTTP; after each kill another process reads the database and compares it with what was acknowledged.
//! The planted fault acknowledges before the commit: the proof must see acknowledged bookings vanish.
#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a proof speaks to whoever runs it, and stops when its world cannot be built"
)]

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use clap::Parser;
use db::families::{LinkTo, NewChild};
use db::{Database, Settings, Stored, stored};
use diesel::prelude::*;
use domain::families::LinkKind;
use domain::places::CareKind;
use domain::{ChildId, Clock, Period, SessionId};
use jiff::civil::date;
use serde_json::json;
use testkit::served::{Arguments, Client, Draw, Served, conclude};
use testkit::{FixedClock, SeededIds, TestApp, Town};

const WRITERS: usize = 8;
/// Children, and seats in each session: enough pairs for a long campaign to go on booking.
const CHILDREN: usize = 400;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    match arguments.child.clone() {
        Some(url) => {
            runtime.block_on(serve(&url, arguments.planted, arguments.seed));
            ExitCode::SUCCESS
        }
        None => runtime.block_on(prove(arguments)),
    }
}

fn open(url: &str, early: bool, seed: u64) -> (Database, web::App) {
    let clock = Arc::new(FixedClock::new());
    let settings = Settings { planted_early_acknowledgement: early, ..Settings::new(url) };
    let db = Database::open(settings, clock.clone(), Arc::new(SeededIds::new(seed))).expect("the database opens");
    let app_settings = web::Settings {
        base_url: "http://127.0.0.1".to_owned(),
        demo: false,
        time_zone: domain::time::time_zone("Europe/Paris").expect("Paris has a zone"),
        insecure_cookies: true,
        behind_proxy: false,
        requests_per_minute: 0,
    };
    (db.clone(), web::App::new(db, clock as Arc<dyn Clock>, app_settings))
}

/// The program under test: serves until it is killed.
async fn serve(url: &str, early: bool, seed: u64) {
    let (_, app) = open(url, early, seed);
    let served = Served::start(web::router(app)).await;
    println!("{}", served.base());
    std::io::stdout().flush().expect("the parent listens");
    std::future::pending::<()>().await;
}

async fn prove(arguments: Arguments) -> ExitCode {
    let since = Instant::now();
    let kills = arguments.cases.unwrap_or(500);
    let mut faults = Vec::new();
    let mut acknowledged = 0;
    let mut engines = vec![db::Engine::Sqlite];
    if std::env::var("MARELLE_TEST_POSTGRES").is_ok() {
        engines.push(db::Engine::Postgres);
    }
    let mut done = 0;
    for engine in &engines {
        // The embedded engine is ours to prove: it gets nine kills of ten. Of PostgreSQL only our side is killed.
        let share = match (engine, engines.len()) {
            (db::Engine::Sqlite, 1) => kills,
            (db::Engine::Sqlite, _) => kills - kills / 10,
            (db::Engine::Postgres, _) => kills / 10,
        };
        let outcome = campaign(*engine, share, false, arguments.seed).await;
        println!(
            "  {engine:?}: {share} kills, {} acknowledged writes, {} lost, {} invariants broken",
            outcome.acknowledged,
            outcome.lost,
            outcome.broken.len()
        );
        acknowledged += outcome.acknowledged;
        done += share;
        if outcome.lost > 0 {
            faults.push(format!("{engine:?}: {} acknowledged writes lost", outcome.lost));
        }
        faults.extend(outcome.broken);
        if outcome.acknowledged < share {
            faults.push(format!(
                "{engine:?}: only {} acknowledgements in {share} kills: the proof looked at too little",
                outcome.acknowledged
            ));
        }
    }
    let planted = campaign(db::Engine::Sqlite, (kills / 5).clamp(20, 100), true, arguments.seed + 1).await;
    println!("  planted: {} acknowledged writes, {} lost", planted.acknowledged, planted.lost);
    println!("  acknowledged in all: {acknowledged}");
    let blind = "power cuts (a killed process leaves what the kernel holds); disks that lie about fsync; PostgreSQL's own crash";
    conclude("kill", &arguments, done, since, &faults, &[("acknowledge before the commit", planted.lost > 0)], blind)
}

#[derive(Default)]
struct Outcome {
    acknowledged: u64,
    lost: u64,
    broken: Vec<String>,
}

/// What the program said it had stored since it was started.
#[derive(Default)]
struct Acknowledged {
    bookings: BTreeSet<String>,
    facts: BTreeSet<String>,
}

async fn campaign(engine: db::Engine, kills: u64, planted: bool, seed: u64) -> Outcome {
    let app = TestApp::new(engine).await;
    let town = app.town().await;
    let (sessions, children) = prepare(&app, &town).await;
    let work = Arc::new(Work { sessions, children, ..Work::default() });
    let (mut draw, mut outcome) = (Draw(seed), Outcome::default());
    let (url, token) = (app.url.clone(), town.manager.clone());
    if planted {
        // The fault shows where the answer comes from the write itself, as a fact's does: bookings to write facts about come first.
        let served = Served::start(app.router.clone()).await;
        let base = served.base();
        tokio::task::block_in_place(|| {
            let client = Client::new(&base, &token);
            let booked: Vec<String> = (0..CHILDREN).filter_map(|_| book(&client, &work)).collect();
            work.waiting.lock().expect("nobody panicked").extend(booked);
        });
        work.acknowledged.lock().expect("nobody panicked").bookings.clear();
    }
    for kill in 0..kills {
        let (child, base) = start(&url, planted, seed.wrapping_mul(10_007).wrapping_add(kill).wrapping_add(2));
        let pause = Duration::from_millis(draw.below(60));
        tokio::task::block_in_place(|| write_until_killed(child, &base, &token, &work, planted, pause));
        let known = std::mem::take(&mut *work.acknowledged.lock().expect("no writer panicked"));
        let (bookings, facts) = stored_rows(&app).await;
        outcome.acknowledged += (known.bookings.len() + known.facts.len()) as u64;
        outcome.lost += (known.bookings.difference(&bookings).count() + known.facts.difference(&facts).count()) as u64;
        outcome.broken.extend(invariants(&app).await);
        if planted && outcome.lost > 0 {
            break;
        }
    }
    outcome
}

#[derive(Default)]
struct Work {
    sessions: Vec<SessionId>,
    children: Vec<ChildId>,
    next: Mutex<usize>,
    /// Bookings that nobody wrote a fact about yet.
    waiting: Mutex<Vec<String>>,
    acknowledged: Mutex<Acknowledged>,
}

impl Work {
    /// A session and a child that nobody asked for before.
    fn take(&self) -> (SessionId, ChildId, usize) {
        let mut next = self.next.lock().expect("no writer panicked");
        let number = *next;
        *next += 1;
        (
            self.sessions[number / self.children.len() % self.sessions.len()],
            self.children[number % self.children.len()],
            number,
        )
    }
    fn is_acknowledging(&self) -> bool {
        let acknowledged = self.acknowledged.lock().expect("no writer panicked");
        !acknowledged.bookings.is_empty() || !acknowledged.facts.is_empty()
    }
}

/// One more booking; none when the program is gone or a rule refuses.
fn book(client: &Client, work: &Work) -> Option<String> {
    let (session, child, number) = work.take();
    let body = json!({ "child_id": child, "session_id": session, "seat_class": "regular" });
    match client.post("/api/v1/bookings", &format!("kill-booking-{number}"), &body) {
        Ok((201, answer)) => {
            let id = answer["id"].as_str().expect("a booking has an id").to_owned();
            work.acknowledged.lock().expect("no writer panicked").bookings.insert(id.clone());
            Some(id)
        }
        Ok((409, _)) | Err(_) => None,
        Ok((status, answer)) => panic!("{status}: {answer}"),
    }
}

/// An absence announced for a booking.
fn write_fact(client: &Client, work: &Work, booking: &str) -> Option<()> {
    let bytes = (work.take().2 as u128 | 0x5EED << 96).to_be_bytes();
    let id = uuid::Builder::from_random_bytes(bytes).into_uuid().to_string();
    let body = json!({ "booking_id": booking, "kind": "absent", "at": testkit::START });
    match client.put(&format!("/api/v1/attendance-facts/{id}"), &format!("kill-fact-{id}"), &body) {
        Ok((200, _)) => {
            work.acknowledged.lock().expect("no writer panicked").facts.insert(id);
            Some(())
        }
        Ok((409, _)) | Err(_) => None,
        Ok((status, answer)) => panic!("{status}: {answer}"),
    }
}

fn start(url: &str, planted: bool, seed: u64) -> (Child, String) {
    let mut command = Command::new(std::env::current_exe().expect("this program has a path"));
    command.args(["--child", url, "--seed", &seed.to_string()]);
    if planted {
        command.arg("--planted");
    }
    let mut child = command.stdout(Stdio::piped()).spawn().expect("the program starts");
    let mut line = String::new();
    let output = child.stdout.take().expect("its output");
    BufReader::new(output).read_line(&mut line).expect("it says its address");
    (child, line.trim().to_owned())
}

/// Eight writers at work; the program is killed a moment after its first acknowledgement.
fn write_until_killed(mut child: Child, base: &str, token: &str, work: &Arc<Work>, only_facts: bool, pause: Duration) {
    let stop = Arc::new(AtomicBool::new(false));
    let threads: Vec<_> = (0..WRITERS)
        .map(|_| {
            let (base, token, work, stop) = (base.to_owned(), token.to_owned(), work.clone(), stop.clone());
            std::thread::spawn(move || {
                let client = Client::new(&base, &token);
                while !stop.load(Ordering::Relaxed) {
                    let booking = if only_facts {
                        work.waiting.lock().expect("no writer panicked").pop()
                    } else {
                        book(&client, &work)
                    };
                    let Some(booking) = booking else { return };
                    if write_fact(&client, &work, &booking).is_none() {
                        return;
                    }
                }
            })
        })
        .collect();
    let patience = Instant::now() + Duration::from_secs(20);
    while !work.is_acknowledging() && Instant::now() < patience {
        std::thread::sleep(Duration::from_millis(1));
    }
    std::thread::sleep(pause);
    child.kill().expect("the program can be killed");
    stop.store(true, Ordering::Relaxed);
    child.wait().expect("it ends");
    for thread in threads {
        thread.join().expect("a writer ends");
    }
}

/// The bookings and the attendance facts that are stored.
async fn stored_rows(app: &TestApp) -> (BTreeSet<String>, BTreeSet<String>) {
    app.db
        .read(|conn| {
            use db::schema::{attendance_fact, booking};
            let bookings: Vec<String> = booking::table.select(booking::id).load(conn)?;
            let facts: Vec<String> = attendance_fact::table.select(attendance_fact::id).load(conn)?;
            Ok((bookings.into_iter().collect(), facts.into_iter().collect()))
        })
        .await
        .expect("what is stored")
}

/// `marelle verify`, from outside the booking path.
async fn invariants(app: &TestApp) -> Vec<String> {
    match app.db.read(db::verify::verify).await {
        Ok(checks) if checks.iter().map(|check| check.looked_at).sum::<usize>() == 0 => {
            vec!["verify looked at nothing".to_owned()]
        }
        Ok(checks) => checks
            .into_iter()
            .flat_map(|check| check.broken.into_iter().map(move |row| format!("{}: {row}", check.what)))
            .collect(),
        Err(error) => vec![format!("verify did not run: {error}")],
    }
}

/// Four hundred children at the site, and its sessions of the next weeks with a seat for each.
async fn prepare(app: &TestApp, town: &Town) -> (Vec<SessionId>, Vec<ChildId>) {
    let site = town.site;
    app.db
        .write(move |tx| {
            use db::schema::{authorisation_band, session};
            let since = Period { from: date(2026, 1, 1), until: None };
            let sessions: Vec<Stored<SessionId>> = session::table
                .filter(session::site_id.eq(stored(site)).and(session::date.ge(stored(date(2026, 11, 24)))))
                .order((session::date, session::id))
                .select(session::id)
                .load(tx.conn)?;
            let wide = i32::try_from(CHILDREN).expect("a small number");
            diesel::update(session::table).set(session::seats_regular.eq(wide)).execute(tx.conn)?;
            diesel::update(authorisation_band::table).set(authorisation_band::places.eq(wide)).execute(tx.conn)?;
            let mut children = Vec::new();
            for number in 0..CHILDREN {
                let family = tx.create_family("34145", false)?;
                tx.create_link(family, LinkKind::Admission, LinkTo { site: Some(site), ..LinkTo::default() }, since)?;
                let child = tx.create_child(
                    family,
                    &NewChild {
                        given_name: format!("Enfant {number}"),
                        family_name: "D'Essai".into(),
                        birth_date: date(2025, 5, 2),
                    },
                )?;
                tx.create_admission(child, site, None, CareKind::Occasional, since)?;
                children.push(child);
            }
            tx.audit(
                &db::audit::Signature::system(),
                db::audit::Entry::done(domain::access::Action::ManageBookings, "site", site),
            )?;
            Ok((sessions.into_iter().map(Stored::value).collect(), children))
        })
        .await
        .expect("the world of the kills")
}
