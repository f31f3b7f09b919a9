//! Ids and random bytes from a seed and a counter: the same in each run. For worlds and tests; a live server takes its secrets
//! from the operating system.

use std::sync::atomic::{AtomicU64, Ordering};

use domain::Instant;
use domain::id::IdSource;
use sha2::{Digest, Sha256};

/// Ids and random bytes that repeat themselves.
#[derive(Debug)]
pub struct SeededIds {
    seed: u64,
    count: AtomicU64,
}

impl SeededIds {
    /// Ids of a seed.
    pub fn new(seed: u64) -> Self {
        Self { seed, count: AtomicU64::new(0) }
    }
}

impl IdSource for SeededIds {
    fn next(&self, now: Instant) -> uuid::Uuid {
        let mut random = [0; 10];
        self.random_bytes(&mut random);
        let milliseconds = u64::try_from(now.timestamp().as_millisecond()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(milliseconds, &random).into_uuid()
    }
    fn random_bytes(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(32) {
            let count = self.count.fetch_add(1, Ordering::SeqCst);
            let mut hash = Sha256::new();
            hash.update(self.seed.to_be_bytes());
            hash.update(count.to_be_bytes());
            chunk.copy_from_slice(&hash.finalize()[..chunk.len()]);
        }
    }
}
