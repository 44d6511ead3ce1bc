//! Chance that is the same on every machine: SplitMix64, written out here so that no library changes it.

/// A row of numbers that depends on its seed alone (Steele, Lea, Flood 2014).
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// The row for one thing of many: the same seed gives each its own.
    pub fn new(seed: u64, thing: u64) -> Dice {
        let mut first = Dice(seed);
        Dice(first.draw() ^ thing.wrapping_mul(0xd6e8_feb8_6659_fd93))
    }

    /// The next number.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, not including, `end`; 0 when there is none.
    pub fn below(&mut self, end: u64) -> u64 {
        self.draw().checked_rem(end).unwrap_or(0)
    }

    /// A number from the first to the last.
    pub fn between(&mut self, first: i32, last: i32) -> i32 {
        let span = u64::try_from(last.saturating_sub(first).saturating_add(1)).unwrap_or(1);
        first.saturating_add(i32::try_from(self.below(span)).unwrap_or(0))
    }

    /// True so often of a thousand.
    pub fn happens(&mut self, permille: u32) -> bool {
        self.below(1_000) < u64::from(permille)
    }

    /// One of these; `None` when there is none.
    pub fn one<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        let at = usize::try_from(self.below(of.len() as u64)).unwrap_or(0);
        of.get(at)
    }

    /// One of these, each as often as its weight says; `None` when no weight is above 0.
    pub fn weighed<T: Copy>(&mut self, of: impl Iterator<Item = (T, u64)> + Clone) -> Option<T> {
        let total = of.clone().map(|(_, weight)| weight).sum();
        let mut left = self.below(total);
        for (thing, weight) in of {
            if left < weight {
                return Some(thing);
            }
            left -= weight;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_row_of_numbers_is_the_published_one() {
        let mut dice = Dice(1_234_567);
        let row = [dice.draw(), dice.draw(), dice.draw()];
        assert_eq!(row, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn a_weight_of_nothing_is_never_drawn() {
        let mut dice = Dice::new(1, 2);
        let weights = [('a', 0), ('b', 3), ('c', 0), ('d', 1)];
        let drawn: Vec<char> = (0..400).filter_map(|_| dice.weighed(weights.iter().copied())).collect();
        assert_eq!(drawn.len(), 400);
        assert!(drawn.iter().all(|letter| matches!(letter, 'b' | 'd')));
        assert!(drawn.iter().filter(|letter| **letter == 'b').count() > 240);
        assert_eq!(dice.weighed([('a', 0)].into_iter()), None);
        assert_eq!(dice.one::<u8>(&[]), None);
        assert!((0..50).all(|_| (3..=5).contains(&dice.between(3, 5))));
    }
}
