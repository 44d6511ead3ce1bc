//! Chance that can be repeated: the seed is printed, and a failing run is run again with it.

use std::env;

/// How often a long run repeats what an ordinary one does a few times: `NGHEDAN_RUNS`.
pub fn runs() -> Option<usize> {
    env::var("NGHEDAN_RUNS").ok().and_then(|runs| runs.parse().ok())
}

/// Numbers that look like chance.
pub struct Dice(u64);

impl Dice {
    /// Thrown with the seed of `NGHEDAN_SEED`, or with one of the process's own; says which.
    pub fn new(what: &str) -> Dice {
        let seed = env::var("NGHEDAN_SEED").ok().and_then(|seed| seed.parse().ok());
        let seed = seed.unwrap_or_else(|| u64::from(std::process::id()));
        println!("{what}: NGHEDAN_SEED={seed}");
        Dice(seed)
    }

    /// A number below this one (SplitMix64).
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit.max(1)
    }
}
