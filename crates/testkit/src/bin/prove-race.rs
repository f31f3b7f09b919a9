//! Proof: a thousand clients at the same moment, over HTTP, for one last seat: one winner, and everybody else is told the rule.
//!
//! `cargo xtask prove race [--cases N] [--seed S]`; a case is one race of a thousand clients on one engine.
#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a proof speaks to whoever runs it, and stops when its world cannot be built"
)]

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::{Arc, Barrier};
use std::time::Instant;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use clap::Parser;
use db::families::{LinkTo, NewChild};
use db::{Engine, Stored, stored};
use diesel::prelude::*;
use domain::families::LinkKind;
use domain::places::CareKind;
use domain::{ChildId, HalfDay, Period, SessionId};
use jiff::civil::date;
use serde_json::{Value, json};
use testkit::served::{Arguments, Client, Served, conclude};
use testkit::{TestApp, Town};

const CLIENTS: usize = 1_000;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let since = Instant::now();
    let races = arguments.cases.unwrap_or(2);
    let mut engines = vec![Engine::Sqlite];
    if std::env::var("MARELLE_TEST_POSTGRES").is_ok() {
        engines.push(Engine::Postgres);
    }
    let (mut faults, mut cases) = (Vec::new(), 0);
    for engine in &engines {
        for race in 0..races.div_ceil(engines.len() as u64).max(1) {
            cases += 1;
            let started = Instant::now();
            let answers = race_on(*engine, false).await;
            println!(
                "  {engine:?}, race {}: {} in {:.2} s",
                race + 1,
                summary(&answers),
                started.elapsed().as_secs_f64()
            );
            faults.extend(check(*engine, &answers));
        }
    }
    // The planted fault: the seat is looked for in a read of its own, before the write, and nothing in the schema stops the second.
    let answers = race_on(Engine::Sqlite, true).await;
    println!("  planted: {}", summary(&answers));
    let caught = !check(Engine::Sqlite, &answers).is_empty();
    let blind = "races between two databases; a client that lies about its answer";
    conclude("race", &arguments, cases, since, &faults, &[("check before the write, no unique index", caught)], blind)
}

type Answers = Vec<Result<(u16, Value), String>>;

fn rule(answer: &Value) -> String {
    answer["rule"].as_str().unwrap_or("no rule").to_owned()
}

fn summary(answers: &Answers) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for answer in answers {
        let key = match answer {
            Ok((status, body)) if *status == 409 => format!("409 {}", rule(body)),
            Ok((status, _)) => status.to_string(),
            Err(error) => format!("no answer ({error})"),
        };
        *counts.entry(key).or_default() += 1;
    }
    counts.iter().map(|(key, count)| format!("{count} × {key}")).collect::<Vec<_>>().join(", ")
}

fn check(engine: Engine, answers: &Answers) -> Vec<String> {
    let won = answers.iter().filter(|answer| matches!(answer, Ok((201, _)))).count();
    let told = answers
        .iter()
        .filter(|answer| matches!(answer, Ok((409, body)) if rule(body) == "seats_full" && body["message"].is_string()))
        .count();
    let mut faults = Vec::new();
    if won != 1 {
        faults.push(format!("{engine:?}: {won} winners for one seat"));
    }
    if won + told != answers.len() {
        faults.push(format!("{engine:?}: {} answers are neither the seat nor the rule", answers.len() - won - told));
    }
    faults
}

/// One race: six seats of seven are taken, a thousand children want the last regular one.
async fn race_on(engine: Engine, planted: bool) -> Answers {
    let app = TestApp::new(engine).await;
    let town = app.town().await;
    let (session, children) = prepare(&app, &town, planted).await;
    let router = if planted { planted_router(&app) } else { app.router.clone() };
    let served = Served::start(router).await;
    let (base, token) = (served.base(), town.manager.clone());
    let barrier = Arc::new(Barrier::new(CLIENTS));
    let threads: Vec<_> = children
        .into_iter()
        .enumerate()
        .map(|(index, child)| {
            let (base, token, barrier) = (base.clone(), token.clone(), barrier.clone());
            std::thread::Builder::new()
                .stack_size(512 << 10)
                .spawn(move || {
                    let client = Client::new(&base, &token);
                    let body = json!({ "child_id": child, "session_id": session, "seat_class": "regular" });
                    barrier.wait();
                    client.post("/api/v1/bookings", &format!("race-client-{index}"), &body)
                })
                .expect("a thread")
        })
        .collect();
    let answers = tokio::task::spawn_blocking(move || {
        threads.into_iter().map(|thread| thread.join().expect("a client ends")).collect()
    })
    .await;
    drop(served);
    answers.expect("the clients end")
}

/// A thousand and five children at the site, five of them booked; answers the session and the thousand.
async fn prepare(app: &TestApp, town: &Town, planted: bool) -> (SessionId, Vec<ChildId>) {
    let (site, family) = (town.site, town.family);
    let (session, children) = app
        .db
        .write(move |tx| {
            use db::schema::{booking, session};
            let since = Period { from: date(2026, 1, 1), until: None };
            let session_id: Stored<SessionId> = session::table
                .filter(session::site_id.eq(stored(site)))
                .filter(
                    session::date.eq(stored(date(2026, 11, 26))).and(session::half_day.eq(stored(HalfDay::Morning))),
                )
                .select(session::id)
                .first(tx.conn)?;
            let mut children = Vec::new();
            for number in 0..CLIENTS + 5 {
                let other = tx.create_family("34145", false)?;
                tx.create_link(other, LinkKind::Admission, LinkTo { site: Some(site), ..LinkTo::default() }, since)?;
                let child = tx.create_child(
                    other,
                    &NewChild {
                        given_name: format!("Enfant {number}"),
                        family_name: "D'Essai".into(),
                        birth_date: date(2025, 5, 2),
                    },
                )?;
                tx.create_admission(child, site, None, CareKind::Occasional, since)?;
                children.push(child);
            }
            for seat in 1..=5 {
                let id: domain::BookingId = tx.new_id();
                diesel::insert_into(booking::table)
                    .values((
                        booking::id.eq(stored(id)),
                        booking::session_id.eq(&session_id),
                        booking::seat_no.eq(seat),
                        booking::child_id.eq(children.pop().map(stored).expect("a child")),
                        booking::site_id.eq(stored(site)),
                        booking::date.eq(stored(date(2026, 11, 26))),
                        booking::half_day.eq(stored(HalfDay::Morning)),
                        booking::care_kind.eq(stored(CareKind::Occasional)),
                        booking::purpose.eq("appointment"),
                        booking::created_at.eq(stored(tx.now)),
                        booking::confirmed_at.eq(Some(stored(tx.now))),
                    ))
                    .execute(tx.conn)?;
            }
            if planted {
                diesel::sql_query("DROP INDEX one_child_per_seat").execute(tx.conn)?;
            }
            tx.audit(
                &db::audit::Signature::system(),
                db::audit::Entry::done(domain::access::Action::ManageBookings, "family", family),
            )?;
            Ok((session_id.value(), children))
        })
        .await
        .expect("the world of the race");
    (session, children)
}

/// The same address with the classic fault behind it.
fn planted_router(app: &TestApp) -> axum::Router {
    axum::Router::new().route("/api/v1/bookings", axum::routing::post(look_then_leap)).with_state(app.app.clone())
}

async fn look_then_leap(State(app): State<web::App>, axum::Json(input): axum::Json<Value>) -> Response {
    let read = |name: &str| input[name].as_str().unwrap_or_default().to_owned();
    let (session_id, child_id) = (read("session_id"), read("child_id"));
    let wanted = session_id.clone();
    let taken: i64 = app
        .db()
        .read(move |conn| {
            use db::schema::booking;
            Ok(booking::table
                .filter(booking::session_id.eq(wanted).and(booking::released_at.is_null()))
                .count()
                .get_result(conn)?)
        })
        .await
        .expect("a count");
    if taken >= 6 {
        let body = json!({ "rule": "seats_full", "message": "planted" });
        return (axum::http::StatusCode::CONFLICT, body.to_string()).into_response();
    }
    app.db()
        .write(move |tx| {
            use db::schema::{booking, session};
            let site: String = session::table.find(&session_id).select(session::site_id).first(tx.conn)?;
            let id: domain::BookingId = tx.new_id();
            diesel::insert_into(booking::table)
                .values((
                    booking::id.eq(stored(id)),
                    booking::session_id.eq(&session_id),
                    booking::seat_no.eq(6),
                    booking::child_id.eq(&child_id),
                    booking::site_id.eq(site),
                    booking::date.eq(stored(date(2026, 11, 26))),
                    booking::half_day.eq(stored(HalfDay::Morning)),
                    booking::care_kind.eq(stored(CareKind::Occasional)),
                    booking::purpose.eq("appointment"),
                    booking::created_at.eq(stored(tx.now)),
                    booking::confirmed_at.eq(Some(stored(tx.now))),
                ))
                .execute(tx.conn)?;
            tx.audit(
                &db::audit::Signature::system(),
                db::audit::Entry::done(domain::access::Action::ManageBookings, "booking", id),
            )
        })
        .await
        .expect("the planted write");
    axum::http::StatusCode::CREATED.into_response()
}
