//! Same key, same body: same answer, one effect. Keys are kept seven days.

use diesel::prelude::*;
use domain::{Instant, Word};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::schema::idempotency;
use crate::{Error, Result, Tx, stored};

/// Days a key is remembered.
pub const DAYS_KEPT: i64 = 7;

/// A client-made key, who sent it, and what the body was.
#[derive(Debug, Clone)]
pub struct Key {
    /// The client's key (8 to 100 characters).
    pub key: String,
    /// Who: keys of different actors never meet.
    pub actor: String,
    /// SHA-256 of method, path and body.
    pub fingerprint: String,
}

impl Key {
    /// Makes a key from its parts.
    pub fn new(key: impl Into<String>, actor: impl Into<String>, method: &str, path: &str, body: &[u8]) -> Self {
        let mut hash = Sha256::new();
        for part in [method.as_bytes(), path.as_bytes(), body] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        Self { key: key.into(), actor: actor.into(), fingerprint: hex(&hash.finalize()) }
    }
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Tx<'_> {
    /// Runs `work` once for a key; a repeat gets the stored answer, in the same transaction as the effect.
    ///
    /// Refusals are not stored: the same question may be answered otherwise later.
    pub fn once<T, F>(&mut self, key: Option<&Key>, work: F) -> Result<T>
    where
        T: Serialize + DeserializeOwned,
        F: FnOnce(&mut Self) -> Result<T>,
    {
        let Some(key) = key else { return work(self) };
        let oldest: Instant = self.now.plus_hours(-24 * DAYS_KEPT);
        let found: Option<(String, String)> = idempotency::table
            .filter(idempotency::key.eq(&key.key).and(idempotency::actor.eq(&key.actor)))
            .filter(idempotency::created_at.gt(oldest.text().into_owned()))
            .select((idempotency::fingerprint, idempotency::answer))
            .first(self.conn)
            .optional()?;
        if let Some((fingerprint, answer)) = found {
            if fingerprint != key.fingerprint {
                return Err(Error::KeyReused);
            }
            // The first run wrote the audit line of this effect.
            self.audited = true;
            return Ok(serde_json::from_str(&answer)?);
        }
        let value = work(self)?;
        diesel::delete(idempotency::table.filter(idempotency::key.eq(&key.key).and(idempotency::actor.eq(&key.actor))))
            .execute(self.conn)?;
        diesel::insert_into(idempotency::table)
            .values((
                idempotency::key.eq(&key.key),
                idempotency::actor.eq(&key.actor),
                idempotency::fingerprint.eq(&key.fingerprint),
                idempotency::answer.eq(serde_json::to_string(&value)?),
                idempotency::created_at.eq(stored(self.now)),
            ))
            .execute(self.conn)?;
        Ok(value)
    }
}

/// SHA-256 in lower-case hexadecimal: how secrets (tokens, session cookies) are kept.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}
