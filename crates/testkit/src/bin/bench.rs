//! Bench: what a family, a site manager and a tablet wait for, against the floor of the same engine, in one run.
//!
//! `cargo xtask bench [-- --sites N --questions N]`. The floor of a query is hand-written SQL on the same connection; the floor of a
//! page is a router that answers nothing. Each line shows p50 and p99 in milliseconds and how many times its floor's p50 it costs.
#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench speaks to whoever runs it, and stops when its world cannot be built"
)]

use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Parser;
use db::Engine;
use db::access::Actor;
use diesel::RunQueryDsl;
use diesel::sql_types::{BigInt, Double, Text};
use domain::Word;
use domain::geography::{Communes, ROAD_FACTOR};
use domain::places::{Appointment, CareKind, DatedHalfDay, Need, Purpose, days_after};
use domain::{Date, HalfDay};
use jiff::civil::time;
use serde_json::json;
use testkit::TestApp;
use testkit::country::{Country, FIRST_DAY};
use testkit::served::{Client, Draw, Served};
use web::places::ask::{Question, plan};

/// What the bench is called with.
#[derive(Debug, Parser)]
struct Arguments {
    /// Sites of the country.
    #[arg(long, default_value_t = 11_000)]
    sites: usize,
    /// Questions in process; a tenth of them over HTTP, with their writes.
    #[arg(long, default_value_t = 1_000)]
    questions: usize,
    /// The seed of what is drawn at random.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Requests a second while the service is busy; one in ten asks for a place.
    #[arg(long, default_value_t = 200)]
    rate: usize,
    /// How long it is kept busy, in seconds.
    #[arg(long, default_value_t = 20)]
    busy_seconds: usize,
    /// Most milliseconds of the instant answer's p99; 0 is no limit.
    #[arg(long, default_value_t = 20.0)]
    most_milliseconds: f64,
}

/// One measured thing: its samples, and the name of its floor.
struct Line {
    name: &'static str,
    floor: Option<&'static str>,
    samples: Vec<Duration>,
}

impl Line {
    fn at(&self, percent: usize) -> f64 {
        let mut sorted = self.samples.clone();
        sorted.sort_unstable();
        let position = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
        sorted.get(position).map_or(f64::NAN, |sample| sample.as_secs_f64() * 1000.0)
    }
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let mut engines = vec![Engine::Sqlite];
    if std::env::var("MARELLE_TEST_POSTGRES").is_ok() {
        engines.push(Engine::Postgres);
    }
    let mut slow = false;
    for engine in engines {
        slow |= bench_on(engine, &arguments).await;
    }
    if slow { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// Measures everything on one engine; whether the instant answer was too slow.
async fn bench_on(engine: Engine, arguments: &Arguments) -> bool {
    let since = Instant::now();
    let app = TestApp::new(engine).await;
    let country = Country::build(&app, arguments.sites, 400.min(arguments.questions.max(1)), arguments.seed).await;
    app.at_rest().await;
    println!(
        "{engine:?}: {} sites, {} sessions, {} bookings, built and on the disk in {:.0} s",
        country.sites,
        country.sessions,
        country.bookings,
        since.elapsed().as_secs_f64()
    );
    let mut lines = vec![
        raw_candidates(&app, &country, arguments).await,
        instant_answer("instant answer, appointment", &app, &country, arguments, appointment).await,
        instant_answer("instant answer, two half-days", &app, &country, arguments, two_half_days).await,
    ];
    lines.extend(over_http(&app, &country, arguments).await);
    lines.extend(when_busy(&app, &country, arguments).await);
    lines.extend(at_the_site(&app, &country, arguments).await);
    println!("  {:<44} {:>9} {:>9} {:>8}", "", "p50 ms", "p99 ms", "× floor");
    for line in &lines {
        let floor = line.floor.and_then(|name| lines.iter().find(|other| other.name == name));
        let ratio = floor.map_or_else(String::new, |floor| format!("{:.1}", line.at(50) / floor.at(50)));
        println!("  {:<44} {:>9.3} {:>9.3} {:>8}", line.name, line.at(50), line.at(99), ratio);
    }
    let limit = arguments.most_milliseconds;
    let slowest = lines
        .iter()
        .filter(|line| line.name.starts_with("instant answer"))
        .map(|line| line.at(99))
        .fold(0.0_f64, f64::max);
    let slow = limit > 0.0 && slowest > limit;
    println!("  instant answer p99 {slowest:.1} ms, aim {limit:.0} ms: {}", if slow { "NOT MET" } else { "met" });
    slow
}

const RAW: &str = "one raw candidate query";
const EMPTY: &str = "empty page over HTTP";
const RAW_WEEK: &str = "raw queries of a site's week";
const RAW_FACT: &str = "one raw attendance fact, committed";

#[derive(diesel::QueryableByName)]
struct Free {
    #[diesel(sql_type = Text)]
    #[expect(dead_code, reason = "read from the row, like every column of the real query")]
    id: String,
    #[diesel(sql_type = BigInt)]
    taken: i64,
}

fn day_of(draw: &mut Draw) -> Date {
    let number = draw.number();
    days_after(FIRST_DAY, (number % 4) as i32 * 7 + (number / 4 % 5) as i32)
}

/// The floor: sessions of one half-day inside the box around a commune, with their taken seats, as one hand-written query.
async fn raw_candidates(app: &TestApp, country: &Country, arguments: &Arguments) -> Line {
    let mut draw = Draw(arguments.seed + 10);
    let mut samples = Vec::new();
    for question in 0..arguments.questions {
        let (_, _, _, commune) = &country.families[question % country.families.len()];
        let Some(commune) = Communes::shipped().find(commune) else { continue };
        let (latitude, longitude) = (commune.latitude, commune.longitude);
        let day = day_of(&mut draw).text().into_owned();
        let since = Instant::now();
        let found = app
            .db
            .read(move |conn| {
                let degrees = 20.0 / ROAD_FACTOR / 111.19;
                let wide = degrees / latitude.to_radians().cos();
                let rows: Vec<Free> = diesel::sql_query(
                    "SELECT session.id AS id, COUNT(booking.id) AS taken FROM site \
                     JOIN session ON session.site_id = site.id \
                     LEFT JOIN booking ON booking.session_id = session.id AND booking.released_at IS NULL \
                     WHERE site.latitude BETWEEN $1 AND $2 AND site.longitude BETWEEN $3 AND $4 \
                     AND session.date = $5 AND session.half_day = 'morning' GROUP BY session.id",
                )
                .bind::<Double, _>(latitude - degrees)
                .bind::<Double, _>(latitude + degrees)
                .bind::<Double, _>(longitude - wide)
                .bind::<Double, _>(longitude + wide)
                .bind::<Text, _>(day)
                .load(conn)?;
                Ok(rows.iter().filter(|row| row.taken < 8).count())
            })
            .await;
        samples.push(since.elapsed());
        found.expect("the raw query runs");
    }
    Line { name: RAW, floor: None, samples }
}

fn appointment(draw: &mut Draw) -> Need {
    let hour = i8::try_from(9 + draw.number() % 7).unwrap_or(9);
    Need::Appointment(Appointment {
        date: day_of(draw),
        starts_at: time(hour, 30, 0, 0),
        ends_at: time(hour + 1, 0, 0, 0),
        travel_minutes: 20,
    })
}

fn two_half_days(draw: &mut Draw) -> Need {
    let first = day_of(draw);
    Need::HalfDays(vec![
        DatedHalfDay { date: first, half_day: HalfDay::Morning },
        DatedHalfDay { date: days_after(first, 7), half_day: HalfDay::Morning },
    ])
}

/// The whole answer in process: read, compare, rank; nothing is written.
async fn instant_answer(
    name: &'static str,
    app: &TestApp,
    country: &Country,
    arguments: &Arguments,
    need: fn(&mut Draw) -> Need,
) -> Line {
    let mut draw = Draw(arguments.seed + 20);
    let (mut samples, mut taken, mut offered) = (Vec::new(), 0, 0);
    for question in 0..arguments.questions {
        let (_, parent, child, commune) = country.families[question % country.families.len()].clone();
        let family = app.db.read(move |conn| db::links::parent_contact(conn, parent)).await.expect("a family").family;
        let actor = Actor::of_parent(parent, family, app.app.now(), app.app.today());
        let question = Question {
            child,
            purpose: Purpose::JobInterview,
            kind: CareKind::Occasional,
            need: need(&mut draw),
            commune: Some(commune),
            travel_is_given: false,
            travel_limit_km: Some(20),
            site: None,
            attested: None,
            confirm: true,
        };
        let now = app.app.now();
        let since = Instant::now();
        let planned = app.db.read(move |conn| plan(conn, &actor, &question, now)).await.expect("an answer");
        samples.push(since.elapsed());
        taken += usize::from(planned.answer.confirm);
        offered += usize::from(!planned.answer.proposals.is_empty());
    }
    println!("  {name}: {taken} seats at once and {} with options, of {}", offered - taken, arguments.questions);
    Line { name, floor: Some(RAW), samples }
}

/// The same over HTTP, with what is written, beside a page that does nothing.
async fn over_http(app: &TestApp, country: &Country, arguments: &Arguments) -> Vec<Line> {
    let empty = axum::Router::new().route("/", axum::routing::get(|| async { "" }));
    let (nothing, served) = (Served::start(empty).await, Served::start(app.router.clone()).await);
    let (nothing_base, base) = (nothing.base(), served.base());
    let families = country.families.clone();
    let (questions, seed) = (arguments.questions / 10, arguments.seed);
    tokio::task::spawn_blocking(move || {
        let mut draw = Draw(seed + 30);
        let mut empty = Line { name: EMPTY, floor: None, samples: Vec::new() };
        let client = Client::new(&nothing_base, "");
        for _ in 0..questions.max(100) {
            let since = Instant::now();
            client.get("/").expect("an empty page");
            empty.samples.push(since.elapsed());
        }
        let mut ask = Line { name: "place request over HTTP, stored", floor: Some(EMPTY), samples: Vec::new() };
        let mut read = Line { name: "place requests of a parent over HTTP", floor: Some(EMPTY), samples: Vec::new() };
        for question in 0..questions {
            let (token, _, child, commune) = &families[question % families.len()];
            let client = Client::new(&base, token);
            // The connection is there before it is measured.
            client.get("/api/v1/place-requests").expect("a list");
            let day = day_of(&mut draw);
            let body = json!({
                "child_id": child, "purpose": "job_interview", "travel_limit_km": 20, "confirm": false,
                "appointment": { "starts_at": format!("{day}T09:30"), "ends_at": format!("{day}T10:30"), "commune": commune },
            });
            let since = Instant::now();
            let (status, answer) =
                client.post("/api/v1/place-requests", &format!("bench-{question:06}"), &body).expect("an answer");
            ask.samples.push(since.elapsed());
            assert!(status == 201, "{status}: {answer}");
            let since = Instant::now();
            client.get("/api/v1/place-requests").expect("a list");
            read.samples.push(since.elapsed());
        }
        vec![empty, ask, read]
    })
    .await
    .expect("the clients end")
}

/// Clients who ask side by side when the service is busy.
const CLIENTS: usize = 16;

/// So many requests a second whatever the answers take, one in ten for a place, the others for what a parent sees of hers. An answer's time counts from
/// when its request was due: one that had to wait for others waited.
async fn when_busy(app: &TestApp, country: &Country, arguments: &Arguments) -> Vec<Line> {
    let served = Served::start(app.router.clone()).await;
    let base = served.base();
    let families = country.families.clone();
    let (rate, count, seed) = (arguments.rate.max(1), arguments.rate * arguments.busy_seconds, arguments.seed);
    tokio::task::spawn_blocking(move || {
        let since = Instant::now() + Duration::from_millis(200);
        let (base, families) = (&base, &families);
        let samples: Vec<(bool, Duration, Duration)> = std::thread::scope(|scope| {
            let clients: Vec<_> = (0..CLIENTS)
                .map(|number| {
                    scope.spawn(move || {
                        let mut draw = Draw(seed + 40 + number as u64);
                        let mut samples = Vec::new();
                        let client = Client::new(base, "");
                        client.get("/healthz").expect("an answer");
                        for request in (number..count).step_by(CLIENTS) {
                            let (token, _, child, commune) = &families[request % families.len()];
                            let client = client.with_token(token);
                            let asks = request / CLIENTS % 10 == number % 10;
                            let day = day_of(&mut draw);
                            let due = since + Duration::from_secs(1) * u32::try_from(request).unwrap_or(0) / u32::try_from(rate).unwrap_or(1);
                            std::thread::sleep(due.saturating_duration_since(Instant::now()));
                            let (status, answer) = if asks {
                                let body = json!({
                                    "child_id": child, "purpose": "job_interview", "travel_limit_km": 20, "confirm": false,
                                    "appointment": {
                                        "starts_at": format!("{day}T09:30"), "ends_at": format!("{day}T10:30"), "commune": commune,
                                    },
                                });
                                client.post("/api/v1/place-requests", &format!("busy-{request:06}"), &body)
                            } else {
                                client.get("/api/v1/place-requests")
                            }
                            .expect("an answer");
                            samples.push((asks, due.duration_since(since), due.elapsed()));
                            assert!(status == if asks { 201 } else { 200 }, "{status}: {answer}");
                        }
                        samples
                    })
                })
                .collect();
            clients.into_iter().flat_map(|client| client.join().expect("a client ends")).collect()
        });
        let mut slowest = samples.clone();
        slowest.sort_unstable_by_key(|(.., took)| std::cmp::Reverse(*took));
        let seen: Vec<String> = slowest
            .iter()
            .take(8)
            .map(|(asks, due, took)| {
                format!("{:.1} s {} {:.0} ms", due.as_secs_f64(), if *asks { "ask" } else { "list" }, took.as_secs_f64() * 1000.0)
            })
            .collect();
        println!("  the slowest when busy: {}", seen.join(", "));
        let of = |asked: bool| samples.iter().filter(|(asks, ..)| *asks == asked).map(|(.., took)| *took).collect();
        vec![
            Line { name: "instant answer over HTTP when busy, stored", floor: Some(EMPTY), samples: of(true) },
            Line { name: "place requests of a parent when busy", floor: Some(EMPTY), samples: of(false) },
        ]
    })
    .await
    .expect("the clients end")
}

#[derive(diesel::QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    id: String,
}

/// The queries a week board cannot do without, hand-written: sessions, children, the month's places, rules, requests.
const WEEK_QUERIES: [&str; 5] = [
    "SELECT session.id AS id FROM session JOIN premises ON premises.id = session.premises_id \
     WHERE session.site_id = $1 AND session.date BETWEEN $2 AND $3 ORDER BY session.date, session.half_day DESC",
    "SELECT child.given_name || ' ' || booking.id AS id FROM booking JOIN child ON child.id = booking.child_id \
     WHERE booking.site_id = $1 AND booking.date BETWEEN $2 AND $3 AND booking.released_at IS NULL ORDER BY booking.session_id",
    "SELECT booking.child_id AS id FROM booking WHERE booking.site_id = $1 AND booking.date BETWEEN $2 AND $3 \
     AND booking.released_at IS NULL",
    "SELECT care_kinds AS id FROM site_policy WHERE site_id = $1 AND from_date <= $2 AND (until_date IS NULL OR until_date >= $3)",
    "SELECT place_request.id AS id FROM place_request JOIN place_request_site ON place_request_site.place_request_id = place_request.id \
     WHERE place_request_site.site_id = $1 AND place_request.outcome = 'waiting' AND place_request.created_at > $2 \
     AND place_request.created_at < $3",
];

/// What a site waits for: its week board, and the door on a Monday morning.
async fn at_the_site(app: &TestApp, country: &Country, arguments: &Arguments) -> Vec<Line> {
    let sites = country.some_sites.clone();
    let theirs = sites.clone();
    // Each site has its manager, as in life: somebody who may open one site or a few.
    let tokens: Vec<String> = app
        .db
        .write(move |tx| {
            let person = tx.create_person(&db::accounts::NewPerson {
                given_name: "Mona".into(),
                family_name: "Pays".into(),
                email: "mona.pays@exemple.fr".into(),
                language: "fr".into(),
                password_hash: None,
            })?;
            let period = domain::Period { from: days_after(FIRST_DAY, -60), until: None };
            let mut tokens = Vec::new();
            for site in &theirs {
                let organisation = organisation_of(tx, *site)?;
                let role = domain::access::Role::SiteManager;
                let membership = tx.create_membership(person, organisation, Some(*site), role, period)?;
                let owner = db::accounts::TokenOwner::Membership(membership);
                tokens.push(tx.create_api_token(owner, "bench", "*", tx.now.plus_hours(24 * 30))?);
            }
            let entry = db::audit::Entry::done(domain::access::Action::ManagePeople, "person", person);
            tx.audit(&db::audit::Signature::system(), entry)?;
            Ok(tokens)
        })
        .await
        .expect("a manager of each site");

    let looks = arguments.questions.max(100);
    let mut raw_week = Line { name: RAW_WEEK, floor: None, samples: Vec::new() };
    for look in 0..looks {
        let site = sites[look % sites.len()].text().into_owned();
        let since = Instant::now();
        app.db
            .read(move |conn| {
                let (monday, sunday) = (FIRST_DAY.text().into_owned(), days_after(FIRST_DAY, 6).text().into_owned());
                let mut rows = 0;
                for query in WEEK_QUERIES {
                    let found: Vec<Row> = diesel::sql_query(query)
                        .bind::<Text, _>(&site)
                        .bind::<Text, _>(&monday)
                        .bind::<Text, _>(&sunday)
                        .load(conn)?;
                    rows += found.len();
                }
                Ok(rows)
            })
            .await
            .expect("a week's rows");
        raw_week.samples.push(since.elapsed());
    }

    // Monday of the first week, at the door.
    let opens = domain::Instant::of_civil(FIRST_DAY, time(8, 45, 0, 0), &jiff::tz::TimeZone::UTC).expect("a morning");
    app.clock.set(opens);
    let served = Served::start(app.router.clone()).await;
    let base = served.base();
    let (board, door, recorded) = tokio::task::spawn_blocking(move || {
        let clients: Vec<Client> = tokens.iter().map(|token| Client::new(&base, token)).collect();
        let mut board = Line { name: "week board page over HTTP", floor: Some(RAW_WEEK), samples: Vec::new() };
        for look in 0..looks {
            let path = format!("/sites/{}/week?monday={FIRST_DAY}", sites[look % sites.len()]);
            let client = &clients[look % sites.len()];
            if look < sites.len() {
                // The connection is there before it is measured.
                client.get("/healthz").expect("an answer");
            }
            let since = Instant::now();
            let (status, page) = client.get(&path).expect("a board");
            board.samples.push(since.elapsed());
            assert!(status == 200 && page.as_str().is_some_and(|page| page.contains("data-board")), "{status}");
        }
        let mut door = Line { name: "attendance write over HTTP", floor: Some(RAW_FACT), samples: Vec::new() };
        let mut recorded = Vec::new();
        for (site, client) in sites.iter().zip(&clients) {
            let (_, sheet) = client.get(&format!("/api/v1/sites/{site}/attendance?date={FIRST_DAY}")).expect("a sheet");
            let mornings = sheet["items"][0]["children"].as_array().cloned().unwrap_or_default();
            for child in mornings {
                let number = recorded.len();
                let booking = child["booking_id"].as_str().unwrap_or_default().to_owned();
                let body = json!({ "booking_id": booking, "kind": "arrived", "at": opens });
                let path = format!("/api/v1/attendance-facts/01938c00-0000-7000-8000-{number:012}");
                let since = Instant::now();
                let (status, answer) = client.put(&path, &format!("bench-fact-{number:06}"), &body).expect("an answer");
                door.samples.push(since.elapsed());
                assert!(status == 200, "{status}: {answer}");
                recorded.push(booking);
            }
        }
        (board, door, recorded)
    })
    .await
    .expect("the client ends");

    let mut raw_fact = Line { name: RAW_FACT, floor: None, samples: Vec::new() };
    for (number, booking) in recorded.into_iter().enumerate() {
        let since = Instant::now();
        app.db.write(move |tx| raw_write(tx, number, &booking, opens)).await.expect("a fact");
        raw_fact.samples.push(since.elapsed());
    }
    vec![raw_week, board, raw_fact, door]
}

fn organisation_of(tx: &mut db::Tx<'_>, site: domain::SiteId) -> db::Result<domain::OrganisationId> {
    let row: Row = diesel::sql_query("SELECT organisation_id AS id FROM site WHERE id = $1")
        .bind::<Text, _>(site.text().into_owned())
        .get_result(tx.conn)?;
    domain::OrganisationId::read(&row.id).ok_or(db::Error::NotFound)
}

/// The floor of a fact: its row and one line of audit, in one transaction, on the disk.
fn raw_write(tx: &mut db::Tx<'_>, number: usize, booking: &str, at: domain::Instant) -> db::Result<()> {
    let at = at.text().into_owned();
    let withdrawn = if matches!(*tx.conn, db::Conn::Postgres(_)) { "FALSE" } else { "0" };
    diesel::sql_query(format!(
        "INSERT INTO attendance_fact (id, booking_id, kind, at, recorded_at, withdrawn) VALUES ($1, $2, 'left', $3, $4, {withdrawn})"
    ))
    .bind::<Text, _>(format!("01938c00-0000-7000-9000-{number:012}"))
    .bind::<Text, _>(booking)
    .bind::<Text, _>(&at)
    .bind::<Text, _>(&at)
    .execute(tx.conn)?;
    let entry = db::audit::Entry::done(domain::access::Action::RecordAttendance, "attendance_fact", number);
    tx.audit(&db::audit::Signature::system(), entry)
}
