//! Tables, queries, transactions, jobs and audit: the only floor where SQL lives, on two engines.
//!
//! * [`Database::read`] and [`Database::write`] are the only doors. A write is one transaction that stores its facts, its audit
//!   line and its jobs, or nothing.
//! * A room is one module of plain functions taking `&mut Conn` (reads) or `&mut Tx` (writes).
//! * Queries of personal data take a proof from [`access`]: the access fragment is part of the row's own `SELECT`.

pub mod access;
pub mod accounts;
pub mod attendance;
pub mod audit;
pub mod calendar;
pub mod connection;
pub mod consents;
pub mod database;
pub mod desk;
pub mod direction;
pub mod directory;
pub mod drills;
pub mod duties;
pub mod error;
pub mod familiarisation;
pub mod families;
pub mod idempotency;
pub mod ids;
pub mod installation;
pub mod jobs;
pub mod links;
pub mod messages;
pub mod organisations;
pub mod outings;
pub mod papers;
pub mod parents;
pub mod pick_up;
pub mod places;
pub mod plans;
pub mod portable;
pub mod referrals;
#[expect(missing_docs, reason = "columns are described in docs/schema.md and by the domain types they hold")]
pub mod schema;

pub mod sites;
pub mod staff;
pub mod tablet;
pub mod verify;
pub mod world;

pub use connection::{Conn, Engine};
pub use database::{Database, Settings, Tx};
pub use error::Error;
pub use portable::{Stored, stored};

/// What a database function answers.
pub type Result<T> = std::result::Result<T, Error>;
