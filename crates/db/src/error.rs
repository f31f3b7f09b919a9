//! What can go wrong on this floor.

use domain::Refusal;

/// What a read or a write may answer instead of its result.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such thing, or not for this actor: the two are not told apart.
    #[error("not found")]
    NotFound,
    /// The actor may see the thing but not do this.
    #[error("not allowed")]
    Denied,
    /// A rule said no (with every rule that did, the main one first).
    #[error("refused: {0:?}")]
    Refused(Vec<Refusal>),
    /// A field of the command is wrong in a way only the database can tell.
    #[error("wrong field {field}: {message}")]
    Field {
        /// Path of the field.
        field: &'static str,
        /// Fluent message id of the reason.
        message: &'static str,
    },
    /// The same idempotency key came with another body.
    #[error("idempotency key reused with another body")]
    KeyReused,
    /// The database cannot be reached or is too busy.
    #[error("database unavailable: {0}")]
    Unavailable(String),
    /// A fault of ours.
    #[error("database: {0}")]
    Query(#[from] diesel::result::Error),
    /// A stored document does not read back.
    #[error("stored document: {0}")]
    Document(#[from] serde_json::Error),
    /// Anything else that should not happen.
    #[error("{0}")]
    Broken(String),
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(vec![refusal])
    }
}

impl Error {
    /// Whether the transaction may be run again from its start (deadlock, serialisation, a lost race on a unique index).
    pub(crate) fn is_retryable(&self) -> bool {
        use diesel::result::{DatabaseErrorKind, Error as Diesel};
        match self {
            Self::Query(Diesel::DatabaseError(kind, info)) => {
                matches!(kind, DatabaseErrorKind::SerializationFailure | DatabaseErrorKind::UniqueViolation)
                    || info.message().contains("deadlock")
                    || info.message().contains("database is locked")
            }
            _ => false,
        }
    }
}

/// Turns "no row" into [`Error::NotFound`].
pub trait OrNotFound<T> {
    /// The row, or [`Error::NotFound`].
    fn or_not_found(self) -> Result<T, Error>;
}

impl<T> OrNotFound<T> for Result<T, diesel::result::Error> {
    fn or_not_found(self) -> Result<T, Error> {
        match self {
            Err(diesel::result::Error::NotFound) => Err(Error::NotFound),
            other => other.map_err(Error::from),
        }
    }
}
