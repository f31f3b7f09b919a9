//! Tests only: the program over the router, on either engine, with a clock and ids that repeat themselves.
//!
//! ```text
//! testkit::both_engines! {
//!     /// What must hold, in the field's words.
//!     async fn the_last_seat_goes_to_one_child(app: TestApp) {
//!         let town = app.town().await;
//!         …
//!     }
//! }
//! ```

pub mod canary;
mod contacts;
pub mod country;
pub mod described;
mod paths;
mod seats;
pub mod served;
mod town;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
pub use db::ids::SeededIds;
use db::{Database, Engine, Settings};
use domain::{Clock, Instant};
use sha2::{Digest, Sha256};
use tower::ServiceExt;
pub use town::{Town, policy};

/// The instant at which tests begin: Monday 23 November 2026, 8:00 in Paris.
pub const START: &str = "2026-11-23T07:00:00Z";

/// A clock that moves only when told to.
#[derive(Debug)]
pub struct FixedClock(AtomicI64);

impl FixedClock {
    /// A clock that stands at [`START`].
    #[expect(clippy::expect_used, reason = "a constant")]
    pub fn new() -> Self {
        Self::at(START.parse().expect("START reads"))
    }
    /// A clock that stands at an instant.
    pub fn at(instant: jiff::Timestamp) -> Self {
        Self(AtomicI64::new(instant.as_microsecond()))
    }
    /// Moves the clock on by some seconds.
    pub fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }
    /// Sets the clock.
    pub fn set(&self, instant: Instant) {
        self.0.store(instant.timestamp().as_microsecond(), Ordering::SeqCst);
    }
}

impl Default for FixedClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Instant {
        Instant::new(
            jiff::Timestamp::from_microsecond(self.0.load(Ordering::SeqCst)).unwrap_or(jiff::Timestamp::UNIX_EPOCH),
        )
    }
}

/// The program with a database of its own.
pub struct TestApp {
    /// The router, as a server would run it.
    pub router: Router,
    /// The program's state.
    pub app: web::App,
    /// The database.
    pub db: Database,
    /// The clock.
    pub clock: Arc<FixedClock>,
    /// Its URL, for a second program on the same database.
    pub url: String,
    dropped: Option<DroppedDatabase>,
    folder: Option<tempfile::TempDir>,
}

/// Removes a PostgreSQL database when the test is over.
struct DroppedDatabase {
    server: String,
    name: String,
}

impl Drop for DroppedDatabase {
    fn drop(&mut self) {
        use diesel::Connection;
        use diesel::connection::SimpleConnection;
        if let Ok(mut connection) = diesel::PgConnection::establish(&self.server) {
            let _ = connection.batch_execute(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
        }
    }
}

/// A fresh, empty database of an engine, and what keeps it alive.
#[expect(clippy::expect_used, clippy::panic, reason = "a test that has no database fails")]
fn fresh_database(engine: Engine) -> (String, Option<tempfile::TempDir>, Option<DroppedDatabase>) {
    match engine {
        Engine::Sqlite => {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let url = folder.path().join("test.sqlite3").to_string_lossy().into_owned();
            (url, Some(folder), None)
        }
        Engine::Postgres => {
            use diesel::Connection;
            use diesel::connection::SimpleConnection;
            let Ok(server) = std::env::var("MARELLE_TEST_POSTGRES") else {
                panic!(
                    "every test runs on both engines: start one with `cargo xtask postgres start` and set MARELLE_TEST_POSTGRES to the URL it prints, or use `cargo xtask test`"
                );
            };
            let unique = uuid::Uuid::from_bytes(uuid_bytes());
            let name = format!("marelle_test_{}", unique.simple());
            let mut connection = diesel::PgConnection::establish(&server).expect("the PostgreSQL server answers");
            connection
                .batch_execute(&format!(
                    "CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
                ))
                .expect("a new database");
            let (base, _) = server.rsplit_once('/').expect("a URL with a database name");
            (format!("{base}/{name}"), None, Some(DroppedDatabase { server: server.clone(), name }))
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "only the name of a throw-away database")]
fn uuid_bytes() -> [u8; 16] {
    let mut hash = Sha256::new();
    hash.update(std::process::id().to_be_bytes());
    hash.update(format!("{:?}{:?}", std::thread::current().id(), std::time::SystemTime::now()).as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.finalize()[..16]);
    bytes
}

impl TestApp {
    /// The program on a fresh database of this engine.
    #[expect(clippy::expect_used, reason = "a test that has no database fails")]
    pub async fn new(engine: Engine) -> Self {
        let (url, folder, dropped) = fresh_database(engine);
        let clock = Arc::new(FixedClock::new());
        let ids = Arc::new(SeededIds::new(1));
        let (opened_url, opened_clock) = (url.clone(), clock.clone());
        let db = tokio::task::spawn_blocking(move || Database::open(Settings::new(opened_url), opened_clock, ids))
            .await
            .expect("the opening thread ends")
            .expect("the database opens");
        let settings = web::Settings {
            base_url: "http://127.0.0.1:8080".to_owned(),
            demo: false,
            time_zone: domain::time::time_zone("Europe/Paris").expect("Paris has a zone"),
            insecure_cookies: true,
            behind_proxy: false,
            requests_per_minute: 0,
        };
        let app = web::App::new(db.clone(), clock.clone(), settings);
        Self { router: web::router(app.clone()), app, db, clock, url, dropped, folder }
    }

    /// The same program, started with other settings (a demonstration, behind a proxy…).
    #[must_use]
    pub fn with_settings(mut self, change: impl FnOnce(&mut web::Settings)) -> Self {
        let mut settings = self.app.settings().clone();
        change(&mut settings);
        self.app = web::App::new(self.db.clone(), self.clock.clone(), settings);
        self.router = web::router(self.app.clone());
        self
    }

    /// Whether this runs on PostgreSQL.
    pub fn on_postgres(&self) -> bool {
        self.dropped.is_some()
    }

    /// A small town: an operator with a site like Lunel's, prescribers, staff, families. See [`Town`].
    pub async fn town(&self) -> Town {
        Town::build(self).await
    }

    /// Waits until what was written is in the files and on the disk (PostgreSQL: until its statistics are known). A bench that has just made
    /// gigabytes would otherwise measure their writing.
    #[expect(clippy::expect_used, reason = "a bench whose world cannot be written stops")]
    pub async fn at_rest(&self) {
        let Some(folder) = &self.folder else {
            use diesel::RunQueryDsl;
            let known = self.db.read(|conn| Ok(diesel::sql_query("ANALYZE").execute(conn)?)).await;
            return known.map(drop).expect("the statistics");
        };
        let mut calm = 0;
        while calm < 3 {
            // The journal is moved after a quiet second.
            tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
            let since = std::time::Instant::now();
            for entry in std::fs::read_dir(folder.path()).expect("the folder") {
                let file = std::fs::File::open(entry.expect("a file").path());
                file.and_then(|file| file.sync_all()).expect("on the disk");
            }
            calm = if since.elapsed().as_millis() < 20 { calm + 1 } else { 0 };
        }
    }

    /// Runs every job that is due, and those they plan, as the worker would; messages go no further than the outbox.
    #[expect(clippy::expect_used, reason = "a test whose jobs cannot be run fails")]
    pub async fn run_jobs(&self) -> usize {
        let worker = web::worker::Worker::new(self.app.clone(), Arc::new(web::messages::Outbox));
        let mut done = 0;
        loop {
            match worker.run_due().await.expect("jobs are claimed") {
                0 => return done,
                more => done += more,
            }
        }
    }

    /// Sends a request as it is.
    #[expect(clippy::expect_used, reason = "the router never fails to answer")]
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.expect("the router answers");
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, 16 << 20).await.expect("a body");
        Answer { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&bytes).into_owned() }
    }

    /// A request builder with what every one needs.
    pub fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        Request::builder().method(method).uri(path).header(header::HOST, "127.0.0.1:8080")
    }

    /// GET with a bearer token ("" for nobody).
    #[expect(clippy::expect_used, reason = "a request of a test is well-formed")]
    pub async fn get(&self, token: &str, path: &str) -> Answer {
        let mut request = self.request(Method::GET, path);
        if !token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        self.send(request.body(Body::empty()).expect("a request")).await
    }

    /// A write of the API with a fresh idempotency key.
    pub async fn api(&self, token: &str, method: Method, path: &str, body: serde_json::Value) -> Answer {
        let key = format!("test-{}", uuid::Uuid::from_bytes(uuid_bytes()).simple());
        self.api_keyed(token, method, path, &key, body).await
    }

    /// A write of the API under a key of the test's choice.
    #[expect(clippy::expect_used, reason = "a request of a test is well-formed")]
    pub async fn api_keyed(
        &self,
        token: &str,
        method: Method,
        path: &str,
        key: &str,
        body: serde_json::Value,
    ) -> Answer {
        let mut request =
            self.request(method, path).header(header::CONTENT_TYPE, "application/json").header("idempotency-key", key);
        if !token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        self.send(request.body(Body::from(body.to_string())).expect("a request")).await
    }

    /// A form sent by a page, with a bearer token in place of the session cookie ("" for nobody).
    #[expect(clippy::expect_used, reason = "a request of a test is well-formed")]
    pub async fn form(&self, token: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{}={}", web::forms::percent(name), web::forms::percent(value)))
            .collect();
        let mut request =
            self.request(Method::POST, path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if !token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        self.send(request.body(Body::from(body.join("&"))).expect("a request")).await
    }
}

impl TestApp {
    /// A seat taken as the database stores it, for rooms that begin where a booking exists: confirmed, or held for four hours.
    #[expect(clippy::expect_used, reason = "a test whose world cannot be built fails")]
    pub async fn place(
        &self,
        site: domain::SiteId,
        child: domain::ChildId,
        date: domain::Date,
        half_day: domain::HalfDay,
        confirmed: bool,
    ) -> domain::BookingId {
        use db::schema::booking;
        use db::stored;
        use diesel::prelude::*;
        let work = move |tx: &mut db::Tx<'_>| {
            let sessions = db::calendar::sessions_of(tx.conn, &[site], date, date)?;
            let session = sessions.iter().find(|session| session.half_day == half_day).ok_or(db::Error::NotFound)?.id;
            let taken: i64 =
                booking::table.filter(booking::session_id.eq(stored(session))).count().get_result(tx.conn)?;
            let id: domain::BookingId = tx.new_id();
            let later = tx.now.plus_hours(4);
            diesel::insert_into(booking::table)
                .values((
                    booking::id.eq(stored(id)),
                    booking::session_id.eq(stored(session)),
                    booking::seat_no.eq(i32::try_from(taken + 1).unwrap_or(1)),
                    booking::child_id.eq(stored(child)),
                    booking::site_id.eq(stored(site)),
                    booking::date.eq(stored(date)),
                    booking::half_day.eq(stored(half_day)),
                    booking::care_kind.eq("occasional"),
                    booking::purpose.eq("appointment"),
                    booking::created_at.eq(stored(tx.now)),
                    booking::expires_at.eq((!confirmed).then(|| stored(later))),
                    booking::confirmed_at.eq(confirmed.then(|| stored(tx.now))),
                ))
                .execute(tx.conn)?;
            let entry = db::audit::Entry::done(domain::access::Action::ManageBookings, "booking", id);
            tx.audit(&db::audit::Signature::system(), entry)?;
            Ok(id)
        };
        self.db.write(work).await.expect("a seat is taken")
    }

    /// The objects of a kind that the audit names, oldest first.
    #[expect(clippy::expect_used, reason = "a test that cannot read its audit fails")]
    pub async fn audited(&self, kind: &'static str) -> Vec<String> {
        use db::schema::audit;
        use diesel::prelude::*;
        self.app.flush_audit().await;
        let found = self.db.read(move |conn| {
            Ok(audit::table
                .filter(audit::object_kind.eq(kind).and(audit::outcome.eq("done")))
                .order((audit::at, audit::id))
                .select(audit::object_id)
                .load::<Option<String>>(conn)?)
        });
        found.await.expect("the audit reads").into_iter().flatten().collect()
    }

    /// The audit, oldest first: action, outcome, rule and detail of each line.
    #[expect(clippy::expect_used, reason = "a test that cannot read its audit fails")]
    pub async fn audit_lines(&self) -> Vec<String> {
        use db::schema::audit;
        use diesel::prelude::*;
        type Line = (String, String, Option<String>, Option<String>);
        self.app.flush_audit().await;
        let lines: Vec<Line> = self
            .db
            .read(|conn| {
                Ok(audit::table
                    .order((audit::at, audit::id))
                    .select((audit::action, audit::outcome, audit::rule, audit::detail))
                    .load(conn)?)
            })
            .await
            .expect("the audit reads");
        lines
            .into_iter()
            .map(|(action, outcome, rule, detail)| {
                format!("{action} {outcome} {} {}", rule.unwrap_or_default(), detail.unwrap_or_default())
            })
            .collect()
    }
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: axum::http::HeaderMap,
    /// The body as text.
    pub body: String,
}

impl Answer {
    /// The body as JSON.
    #[expect(clippy::panic, reason = "a test wants JSON here")]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error} in {} {}", self.status, self.body))
    }
    /// Panics with the body when the status is another.
    #[expect(clippy::panic, reason = "a test's assertion")]
    pub fn expect(self, status: StatusCode) -> Self {
        if self.status != status {
            panic!("expected {status}, got {}: {}", self.status, self.body);
        }
        self
    }
    /// Where a redirect leads.
    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
    /// The rule of a refusal.
    pub fn rule(&self) -> String {
        self.json()["rule"].as_str().unwrap_or_default().to_owned()
    }
}

/// Runs each test on SQLite and on PostgreSQL.
#[macro_export]
macro_rules! both_engines {
    ($($(#[$meta:meta])* async fn $name:ident($app:ident: TestApp) $body:block)+) => {
        $(
            $(#[$meta])*
            mod $name {
                #[allow(unused_imports, clippy::allow_attributes, reason = "a test may need nothing of its file")]
                use super::*;
                async fn behaviour($app: $crate::TestApp) $body
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn on_sqlite() {
                    behaviour($crate::TestApp::new(db::Engine::Sqlite).await).await;
                }
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn on_postgres() {
                    behaviour($crate::TestApp::new(db::Engine::Postgres).await).await;
                }
            }
        )+
    };
}
