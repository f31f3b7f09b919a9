//! Proof: nobody reads a word of a family they do not accompany. Every role, every route, every placement of the object, both engines.
//!
//! `cargo xtask prove access [--cases N] [--seed S]`; a case is one request whose whole answer is read for words it must not hold.
#![expect(clippy::print_stdout, reason = "a proof speaks to whoever runs it")]

use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;
use db::Engine;
use testkit::canary::driver::{Wrong, try_all};
use testkit::canary::{Options, Report, Standing, World, planted, world};
use testkit::served::{Arguments, conclude};

const CASES: u64 = 60_000;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let since = Instant::now();
    let mut engines = vec![Engine::Sqlite];
    if std::env::var("MARELLE_TEST_POSTGRES").is_ok() {
        engines.push(Engine::Postgres);
    }
    let cells = usize::try_from(arguments.cases.unwrap_or(CASES)).unwrap_or(usize::MAX) / engines.len();
    let world = world::build(arguments.seed, false);
    println!(
        "  world: {} words and ids in {} rows · {} families · {} callers",
        world.tokens.len(),
        world.rows.len(),
        world.families.len(),
        world.callers.len()
    );
    let options = Options { cells, seed: arguments.seed, only: Vec::new(), writes: true };
    let mut whole = Report::default();
    for engine in &engines {
        let standing = Standing::new(*engine, &world, planted::routes).await;
        let report = try_all(&standing, &world, &options).await;
        println!("  {engine:?}: {} cells on {} routes, {} faults", report.cells, report.routes, report.findings.len());
        whole.add(report);
    }
    tell(&whole, &world);
    let faults: Vec<String> = whole
        .findings
        .iter()
        .map(|finding| {
            format!(
                "{:?}: {} as {} ({}): {} · {} · {}",
                finding.wrong,
                finding.route,
                finding.caller,
                finding.role,
                finding.field,
                finding.record,
                finding.request
            )
        })
        .collect();

    // A route that forgets whose family it is.
    let small = Options { cells: 20_000, writes: false, only: vec!["/proof/".to_owned()], ..options.clone() };
    let standing = Standing::new(Engine::Sqlite, &world, planted::leaking).await;
    let missed_scope = try_all(&standing, &world, &small).await;
    let caught_scope = missed_scope.findings.iter().any(|finding| {
        finding.wrong == Wrong::Leak && finding.route.contains("every-family") && finding.field.starts_with("parent.")
    });
    // A database that forgets who is protected: first under the proof's own route, then under the rooms.
    let standing = Standing::unshielded(Engine::Sqlite, &world, planted::routes).await;
    let forgotten = try_all(&standing, &world, &small).await;
    let caught_shield =
        forgotten.findings.iter().any(|finding| finding.wrong == Wrong::Leak && finding.record.contains("protected"));
    let reads = Options { writes: false, cells: cells / 2, ..options };
    let rooms = try_all(&standing, &world, &reads).await;
    let in_rooms: std::collections::BTreeSet<&str> = rooms
        .findings
        .iter()
        .filter(|finding| {
            finding.wrong == Wrong::Leak && finding.record.contains("protected") && !finding.route.contains("/proof/")
        })
        .map(|finding| finding.route.as_str())
        .collect();
    println!("  planted: protection forgotten, seen on {} routes of the rooms", in_rooms.len());
    conclude(
        "access",
        &arguments,
        whole.cells as u64,
        since,
        &faults,
        &[
            ("a route whose query misses its scope", caught_scope),
            ("the protected flag forgotten", caught_shield),
            ("the protected flag forgotten, in a room", !in_rooms.is_empty()),
        ],
        "dates, hours and numbers other than telephones (they hold no words); parts of a word; what time an answer takes; what is \
         written to logs; what an allowed reader could infer from a refusal; pages reached only by a sequence of forms",
    )
}

fn tell(report: &Report, world: &World) {
    println!("  role            cells   faults");
    for (role, (cells, faults)) in &report.roles {
        println!("  {:<14} {cells:>6} {faults:>8}", role.as_str());
    }
    let fields: std::collections::BTreeSet<&str> = world.tokens.iter().map(|token| token.field).collect();
    let unseen: Vec<&str> = fields.iter().filter(|field| !report.seen.contains(*field)).copied().collect();
    println!("  fields that came to somebody who may read them: {} of {}", report.seen.len(), fields.len());
    println!("  never shown to anybody: {}", unseen.join(", "));
    println!("  routes that opened for somebody: {} of {}", report.opened.len(), report.routes);
    if !report.unknown_parameters.is_empty() {
        let list: Vec<&str> = report.unknown_parameters.iter().map(String::as_str).collect();
        println!("  filled with one thing of each kind: {}", list.join(" · "));
    }
}
