//! Chance in whole numbers, the same on every machine.

use rand_core::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// Random numbers below a limit, the same on every machine.
#[derive(Debug, Clone)]
pub(crate) struct Chance(Xoshiro256PlusPlus);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Xoshiro256PlusPlus::seed_from_u64(seed))
    }

    /// Of a tile in a round.
    pub(crate) fn of(seed: u64, round: u64, tile: u64) -> Self {
        Self::new(
            seed ^ round.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ tile.wrapping_mul(0xd1b5_4a32_d192_ed03).rotate_left(17),
        )
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        #[expect(clippy::cast_possible_truncation, reason = "less than the limit, which is a usize")]
        {
            ((u128::from(self.0.next_u64()) * limit as u128) >> 64) as usize
        }
    }

    pub(crate) fn word(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// Exponentially distributed with mean 1, in 1/256, to the nearest 1/8 or so: no logarithm, the same on every machine.
    pub(crate) fn exponential(&mut self) -> i64 {
        let word = self.0.next_u64();
        // Halvings (ln 2 each) and how far into the last one, linearly.
        let halvings = i64::from((word >> 32).leading_zeros()) - 32;
        let within = (word & 0xffff_ffff).cast_signed();
        (halvings * 177) + ((within * 177) >> 32)
    }
}
