//! Chance from a seed: the same in each run, on each machine.

use crate::served::Draw;

/// A small generator; enough to sample with, useless for secrets.
#[derive(Debug, Clone)]
pub struct Chance(Draw);

impl Chance {
    /// The generator of a seed.
    pub fn new(seed: u64) -> Self {
        Self(Draw(seed))
    }
    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0.number()
    }
    /// A number below `limit` (0 when there is nothing to choose from).
    pub fn below(&mut self, limit: usize) -> usize {
        if limit == 0 { 0 } else { usize::try_from(self.bits() % (limit as u64)).unwrap_or(0) }
    }
    /// Whether something of this many in a hundred happens.
    pub fn percent(&mut self, share: usize) -> bool {
        self.below(100) < share
    }
    /// One of a list; `None` of an empty one.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len()))
    }
    /// Puts a list in another order.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.below(last + 1));
        }
    }
    /// A word of 16 upper-case letters and digits: survives HTML escaping, URLs and the folding of the search.
    pub fn word(&mut self) -> String {
        const LETTERS: &[u8] = b"BCDFGHJKLMNPQRSTVWXZ";
        const ALL: &[u8] = b"BCDFGHJKLMNPQRSTVWXZ23456789";
        (0..16)
            .map(|position| {
                let letters = if position == 0 { LETTERS } else { ALL };
                char::from(letters[self.below(letters.len())])
            })
            .collect()
    }
    /// An identifier.
    pub fn uuid(&mut self) -> uuid::Uuid {
        let mut random = [0; 10];
        random[..8].copy_from_slice(&self.bits().to_be_bytes());
        random[8..].copy_from_slice(&self.bits().to_be_bytes()[..2]);
        uuid::Builder::from_unix_timestamp_millis(1_790_000_000_000, &random).into_uuid()
    }
}
