//! Browser sessions: tower-sessions over our own table, so that devices can be listed and ended.

use async_trait::async_trait;
use db::accounts::{self, WebSession};
use domain::Instant;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};
use tower_sessions::{Expiry, SessionManagerLayer, SessionStore};

use crate::app::App;
use crate::guard::{SIGNED_IN, SignedIn};

/// Hours without a request after which a session ends.
pub const IDLE_HOURS: i64 = 12;

/// The store.
#[derive(Clone)]
pub struct Store(App);

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Store")
    }
}

/// The layer that reads and writes the session cookie.
pub fn layer(app: &App) -> SessionManagerLayer<Store> {
    let insecure = app.settings().insecure_cookies;
    SessionManagerLayer::new(Store(app.clone()))
        // The prefix keeps the cookie to this host and to TLS; browsers refuse it over plain loopback.
        .with_name(if insecure { "marelle" } else { "__Host-marelle" })
        .with_secure(!insecure)
        .with_http_only(true)
        .with_same_site(tower_sessions::cookie::SameSite::Lax)
        .with_expiry(Expiry::OnInactivity(time::Duration::hours(IDLE_HOURS)))
}

/// The database's name of a session: not the cookie itself.
pub fn stored_id(id: &Id) -> String {
    db::idempotency::sha256(&id.0.to_be_bytes())
}

impl Store {
    fn row(&self, record: &Record) -> Result<WebSession> {
        let data = serde_json::to_string(&record.data).map_err(|error| Error::Encode(error.to_string()))?;
        let signed_in: Option<SignedIn> =
            record.data.get(SIGNED_IN).and_then(|value| serde_json::from_value(value.clone()).ok());
        let seconds = record.expiry_date.unix_timestamp() - time::OffsetDateTime::now_utc().unix_timestamp();
        Ok(WebSession {
            id: stored_id(&record.id),
            data,
            person: signed_in.as_ref().and_then(|signed_in| signed_in.person),
            parent: signed_in.as_ref().and_then(|signed_in| signed_in.parent),
            device: record.data.get("device").and_then(|value| value.as_str()).map(str::to_owned),
            // The library counts from the machine's clock; we keep the length and count it from ours.
            expires_at: self.0.now().plus_seconds(seconds),
        })
    }
}

#[async_trait]
impl SessionStore for Store {
    async fn create(&self, record: &mut Record) -> Result<()> {
        // 128 random bits: a clash is a fault of the random source, and saving twice is harmless.
        self.save(record).await
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let row = self.row(record)?;
        self.0.db().write(move |tx| tx.save_web_session(&row)).await.map_err(|error| Error::Backend(error.to_string()))
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let (name, now) = (stored_id(id), self.0.now());
        let found = self
            .0
            .db()
            .read(move |conn| accounts::load_web_session(conn, &name, now))
            .await
            .map_err(|error| Error::Backend(error.to_string()))?;
        found
            .map(|row| {
                let data = serde_json::from_str(&row.data).map_err(|error| Error::Decode(error.to_string()))?;
                Ok(Record { id: *id, data, expiry_date: machine_time(row.expires_at, now) })
            })
            .transpose()
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        let name = stored_id(id);
        self.0
            .db()
            .write(move |tx| tx.delete_web_session(&name))
            .await
            .map_err(|error| Error::Backend(error.to_string()))
    }
}

fn machine_time(expires_at: Instant, now: Instant) -> time::OffsetDateTime {
    time::OffsetDateTime::now_utc() + time::Duration::seconds(expires_at.seconds_since(now))
}
