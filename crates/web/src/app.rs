//! The program's state, shared by all handlers.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use db::Database;
use db::audit::{Entry, Signature};
use domain::{ApiTokenId, Clock, Date, Instant};
use jiff::tz::TimeZone;

/// What the installation was started with.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Address of this installation in links that leave it, without a final slash.
    pub base_url: String,
    /// Invented people, one-click sign-in, outbox page.
    pub demo: bool,
    /// Zone of the installation: "today" of a request that has no site.
    pub time_zone: TimeZone,
    /// Whether cookies may travel in clear (loopback only).
    pub insecure_cookies: bool,
    /// Whether a proxy in front sets `X-Forwarded-For`.
    pub behind_proxy: bool,
    /// Requests an address may make in a minute on public routes; 0 is no limit (tests and benches).
    pub requests_per_minute: u32,
}

/// The state; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    db: Database,
    clock: Arc<dyn Clock>,
    settings: Settings,
    audit: crate::audit::queue::Queue,
    limits: Option<crate::limits::Limits>,
    opened: AtomicBool,
    tokens_used: Mutex<HashMap<ApiTokenId, Instant>>,
}

impl App {
    /// Puts the parts together.
    pub fn new(db: Database, clock: Arc<dyn Clock>, settings: Settings) -> Self {
        let limits = crate::limits::Limits::new(settings.requests_per_minute);
        let (audit, opened) = (crate::audit::queue::Queue::default(), AtomicBool::new(settings.demo));
        Self(Arc::new(Inner { db, clock, settings, audit, limits, opened, tokens_used: Mutex::default() }))
    }
    /// The database.
    pub fn db(&self) -> &Database {
        &self.0.db
    }
    /// The present.
    pub fn now(&self) -> Instant {
        self.0.clock.now()
    }
    /// Today in the installation's zone.
    pub fn today(&self) -> Date {
        self.now().date(&self.0.settings.time_zone)
    }
    /// What the installation was started with.
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }
    /// Leaves a line in the audit for what belongs to no write (reads of personal data, refusals); never waits.
    pub fn audit_later(&self, by: Signature, entry: Entry) {
        self.0.audit.push(&self.0.db, by, entry);
    }
    /// Waits until every line left by [`App::audit_later`] is written: at the end of the program, and in tests.
    pub async fn flush_audit(&self) {
        self.0.audit.flush(&self.0.db).await;
    }
    /// Notes that a token serves, at most once an hour and never while somebody waits for an answer.
    pub(crate) fn token_used(&self, bearer: &db::accounts::TokenBearer) {
        let (id, now) = (bearer.id, self.now());
        let long_ago = |at: &Instant| now.seconds_since(*at) >= db::accounts::TOKEN_USE_EVERY;
        if bearer.last_used_at.as_ref().is_some_and(|at| !long_ago(at)) {
            return;
        }
        {
            // Many requests of one program at once are one use.
            let mut noted = self.0.tokens_used.lock().unwrap_or_else(PoisonError::into_inner);
            if noted.get(&id).is_some_and(|at| !long_ago(at)) {
                return;
            }
            noted.insert(id, now);
        }
        let db = self.0.db.clone();
        tokio::spawn(async move {
            if let Err(error) = db.write(move |tx| tx.token_used(id)).await {
                tracing::warn!("the use of a token could not be noted: {error}");
            }
        });
    }
    /// How often an address may ask, when there is a limit.
    pub(crate) fn limits(&self) -> Option<&crate::limits::Limits> {
        self.0.limits.as_ref()
    }
    /// Whether a real installation still waits for its first organisation. Asked of the database until it is not so.
    pub(crate) async fn awaits_first_run(&self) -> db::Result<bool> {
        if self.0.opened.load(Ordering::Relaxed) {
            return Ok(false);
        }
        let waits = self.0.db.read(db::accounts::own::awaits_first_run).await?;
        if !waits && self.0.db.read(db::accounts::own::somebody_is_here).await? {
            self.0.opened.store(true, Ordering::Relaxed);
        }
        Ok(waits)
    }
    /// A link into this installation that can leave it.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.0.settings.base_url)
    }
}
