//! What trials draw: seeded, so that one that failed can be repeated.

use rand::distr::uniform::SampleUniform;
use rand::rngs::ChaCha20Rng;
use rand::{RngExt as _, SeedableRng as _};

pub struct Draw(ChaCha20Rng);

impl Draw {
    pub fn new(seed: u64) -> Self {
        Self(ChaCha20Rng::seed_from_u64(seed))
    }

    /// Returns a number from zero on, below `most`.
    pub fn below<T: SampleUniform + PartialOrd + Default>(&mut self, most: T) -> T {
        self.0.random_range(T::default()..most)
    }

    pub fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}
