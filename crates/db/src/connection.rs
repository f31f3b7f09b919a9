//! One connection type over both engines; what does not compile for both is not used.
#![expect(missing_docs, reason = "diesel derives public items without documentation")]

use diesel::connection::SimpleConnection;
use diesel::{Connection, ConnectionResult, MultiConnection, PgConnection, SqliteConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::Error;

/// A connection to either engine.
#[derive(MultiConnection)]
pub enum Conn {
    /// PostgreSQL.
    Postgres(PgConnection),
    /// Embedded SQLite.
    Sqlite(SqliteConnection),
}

/// The backend of [`Conn`].
pub type Multi = <Conn as Connection>::Backend;

/// Which engine a URL names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Embedded SQLite (a file path or `sqlite://…`).
    Sqlite,
    /// PostgreSQL (`postgres://…`).
    Postgres,
}

impl Engine {
    /// Reads the engine off a database URL.
    pub fn of(url: &str) -> Self {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") { Self::Postgres } else { Self::Sqlite }
    }
}

const SQLITE: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");

/// Durability of an embedded database; only proofs choose anything but [`Synchronous::Full`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Synchronous {
    /// Nothing acknowledged is lost, even when the power fails.
    #[default]
    Full,
    /// Fast and unsafe: the control of the crash proofs.
    Off,
}

/// Pages of the journal after which a writer moves them itself (64 MB): the journal's own thread comes long before.
const JOURNAL_PAGES: u32 = 16_000;

/// Opens a connection with the settings every connection has.
pub(crate) fn open(url: &str, synchronous: Synchronous) -> ConnectionResult<Conn> {
    match Engine::of(url) {
        Engine::Postgres => {
            let mut connection = PgConnection::establish(url)?;
            connection
                .batch_execute("SET TIME ZONE 'UTC'; SET lock_timeout = '20s'; SET statement_timeout = '60s';")
                .map_err(diesel::ConnectionError::CouldntSetupConfiguration)?;
            Ok(Conn::Postgres(connection))
        }
        Engine::Sqlite => {
            let mut connection = SqliteConnection::establish(url.strip_prefix("sqlite://").unwrap_or(url))?;
            let synchronous = match synchronous {
                Synchronous::Full => "FULL",
                Synchronous::Off => "OFF",
            };
            connection
                .batch_execute(&format!(
                    "PRAGMA busy_timeout = 20000; PRAGMA journal_mode = WAL; PRAGMA synchronous = {synchronous}; \
                     PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON; \
                     PRAGMA cache_size = -32000; PRAGMA mmap_size = 2147418112; PRAGMA temp_store = MEMORY; \
                     PRAGMA wal_autocheckpoint = {JOURNAL_PAGES};"
                ))
                .map_err(diesel::ConnectionError::CouldntSetupConfiguration)?;
            Ok(Conn::Sqlite(connection))
        }
    }
}

/// Brings the schema up to date; refuses a schema newer than this program.
pub(crate) fn migrate(connection: &mut Conn) -> Result<(), Error> {
    let broken = |error: Box<dyn std::error::Error + Send + Sync>| Error::Broken(format!("migration: {error}"));
    match connection {
        Conn::Postgres(connection) => connection.run_pending_migrations(POSTGRES).map(drop).map_err(broken),
        Conn::Sqlite(connection) => connection.run_pending_migrations(SQLITE).map(drop).map_err(broken),
    }
}

/// Takes the whole schema away, with everything in it.
pub(crate) fn revert(connection: &mut Conn) -> Result<(), Error> {
    let broken = |error: Box<dyn std::error::Error + Send + Sync>| Error::Broken(format!("migration: {error}"));
    match connection {
        Conn::Postgres(connection) => connection.revert_all_migrations(POSTGRES).map(drop).map_err(broken),
        Conn::Sqlite(connection) => connection.revert_all_migrations(SQLITE).map(drop).map_err(broken),
    }
}
