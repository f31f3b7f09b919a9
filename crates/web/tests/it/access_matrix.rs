//! The canary world in small: nobody is answered a word of a family they do not accompany. The whole of it is `cargo xtask prove access`.

use db::Engine;
use testkit::canary::driver::{Wrong, try_all};
use testkit::canary::{Options, Report, Standing, planted, world};

const CELLS: usize = 3_000;

fn faults(report: &Report) -> Vec<String> {
    report
        .findings
        .iter()
        .map(|finding| {
            format!(
                "{:?}: {} as {}: {} of {} ({})",
                finding.wrong, finding.route, finding.caller, finding.field, finding.record, finding.request
            )
        })
        .collect()
}

async fn matrix(engine: Engine, leaking: bool, only: &[&str]) -> Report {
    let world = world::build(7, true);
    let standing = Standing::new(engine, &world, if leaking { planted::leaking } else { planted::routes }).await;
    let only = only.iter().map(|part| (*part).to_owned()).collect();
    try_all(&standing, &world, &Options { cells: CELLS, seed: 7, only, writes: !leaking }).await
}

async fn nobody_reads_what_is_not_theirs(engine: Engine) {
    let report = matrix(engine, false, &[]).await;
    assert!(report.cells > 500, "only {} requests", report.cells);
    assert!(report.seen.contains("parent.family_name"), "those who accompany a family see it");
    assert_eq!(faults(&report), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_reads_what_is_not_theirs_on_sqlite() {
    nobody_reads_what_is_not_theirs(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_reads_what_is_not_theirs_on_postgres() {
    nobody_reads_what_is_not_theirs(Engine::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_route_that_misses_its_scope_is_found() {
    let report = matrix(Engine::Sqlite, true, &["/proof/"]).await;
    assert!(report.count(&Wrong::Leak) > 0, "the planted leak was not seen");
    assert!(faults(&report).iter().all(|fault| fault.contains("every-family")), "{:?}", faults(&report));
}

/// Every route is made by `Routes`, which wants its action: nothing else in the source makes one, but for what has no reader.
#[test]
fn no_route_is_made_without_its_action() {
    const FIXED: &[&str] = &[".route(\"/static/{version}/{*name}\"", ".route(\"/healthz\""];
    let mut wrong = Vec::new();
    let mut read = 0;
    let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.extension().is_none_or(|extension| extension != "rs") || name == "routes.rs" {
                continue;
            }
            read += 1;
            for (number, line) in std::fs::read_to_string(&path).unwrap().lines().enumerate() {
                let line = line.trim();
                let makes_one = [".route(", ".route_service(", ".nest(", ".nest_service(", "MethodRouter"]
                    .iter()
                    .any(|call| line.contains(call));
                if makes_one
                    && !line.starts_with("//")
                    && !(name == "rooms.rs" && FIXED.iter().any(|fixed| line.starts_with(fixed)))
                {
                    wrong.push(format!("{}:{}: {line}", path.display(), number + 1));
                }
            }
        }
    }
    assert!(read > 10, "only {read} files read");
    assert_eq!(wrong, Vec::<String>::new(), "a route without an action: use web::routes::Routes");
    let listed = web::rooms::listed();
    let mut seen: Vec<(&str, &str)> = listed.iter().map(|route| (route.method, route.path)).collect();
    seen.sort_unstable();
    let all = seen.len();
    seen.dedup();
    assert_eq!(seen.len(), all, "a route is listed twice");
}
