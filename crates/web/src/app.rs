//! The program's state, shared by all handlers.

use std::sync::Arc;

use db::Database;
use domain::{Clock, Date, Instant};
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
}

impl App {
    /// Puts the parts together.
    pub fn new(db: Database, clock: Arc<dyn Clock>, settings: Settings) -> Self {
        Self(Arc::new(Inner { db, clock, settings }))
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
    /// A link into this installation that can leave it.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.0.settings.base_url)
    }
}
