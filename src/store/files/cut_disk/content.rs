//! The bytes of one file on a disk whose power can be cut: what is on the disk, what is read, and the changes between.

use crate::base::Dice;

/// Bytes that a disk writes whole or not at all.
pub(super) const SECTOR_BYTES: usize = 512;

/// One change that was not synced.
#[derive(Clone, Debug)]
enum Change {
    Write { at: usize, bytes: Vec<u8> },
    Length(usize),
}

impl Change {
    fn apply(&self, image: &mut Vec<u8>) {
        match self {
            Change::Write { at, bytes } => {
                let end = at + bytes.len();
                if image.len() < end {
                    image.resize(end, 0);
                }
                image[*at..end].copy_from_slice(bytes);
            }
            Change::Length(len) => image.resize(*len, 0),
        }
    }
}

/// How much of what was not synced a cut leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Left {
    Nothing,
    All,
    /// Each sector, each length and each name by its own luck.
    Some,
}

impl Left {
    pub fn drawn(dice: &mut Dice) -> Left {
        match dice.below(6) {
            0 => Left::Nothing,
            1 => Left::All,
            _ => Left::Some,
        }
    }

    /// How many of `changes` have come through where one of them matters.
    fn version(self, changes: usize, dice: &mut Dice) -> usize {
        match (self, dice.below(3)) {
            (Left::Nothing, _) | (Left::Some, 0) => 0,
            (Left::All, _) | (Left::Some, 1) => changes,
            (Left::Some, _) => usize::try_from(dice.below(changes as u64 + 1)).unwrap(),
        }
    }

    /// Whether one name has come through.
    pub fn keeps(self, dice: &mut Dice) -> bool {
        match self {
            Left::Nothing => false,
            Left::All => true,
            Left::Some => dice.happens(500),
        }
    }
}

/// The bytes of one file.
#[derive(Clone, Debug, Default)]
pub(super) struct Content {
    durable: Vec<u8>,
    cached: Vec<u8>,
    unsynced: Vec<Change>,
}

impl Content {
    /// What a reader sees.
    pub fn cached(&self) -> &[u8] {
        &self.cached
    }

    pub fn write(&mut self, at: u64, bytes: &[u8]) {
        self.change(Change::Write { at: usize::try_from(at).unwrap(), bytes: bytes.to_vec() });
    }

    pub fn set_len(&mut self, len: u64) {
        self.change(Change::Length(usize::try_from(len).unwrap()));
    }

    fn change(&mut self, change: Change) {
        change.apply(&mut self.cached);
        self.unsynced.push(change);
    }

    /// What was not synced comes to the disk. What an earlier sync failed to write does not: it counts as clean.
    pub fn sync(&mut self) {
        for change in self.unsynced.drain(..) {
            change.apply(&mut self.durable);
        }
    }

    /// A sync that fails writes what it likes, and then all bytes count as clean, whether they are on the disk or not. A
    /// length is the file system's own and is written by the next sync.
    pub fn fail_sync(&mut self, dice: &mut Dice) {
        self.durable = self.left_by(Left::Some, dice);
        self.unsynced.clear();
        if self.durable.len() != self.cached.len() {
            self.unsynced.push(Change::Length(self.cached.len()));
        }
    }

    /// The power is cut: the bytes are what was left on the disk.
    pub fn cut(&mut self, dice: &mut Dice) {
        let left = Left::drawn(dice);
        self.durable = self.left_by(left, dice);
        self.cached.clone_from(&self.durable);
        self.unsynced.clear();
    }

    /// Each sector as it was after some of the changes, and the length after some of them. Bytes that did not come
    /// through below a length that did are zeros.
    fn left_by(&self, left: Left, dice: &mut Dice) -> Vec<u8> {
        let changes = self.unsynced.len();
        let mut versions = vec![self.durable.clone()];
        for change in &self.unsynced {
            let mut next = versions.last().unwrap().clone();
            change.apply(&mut next);
            versions.push(next);
        }
        let longest = versions.iter().map(Vec::len).max().unwrap_or(0);
        let mut image = vec![0; longest];
        for from in (0..longest).step_by(SECTOR_BYTES) {
            let version = &versions[left.version(changes, dice)];
            let to = (from + SECTOR_BYTES).min(version.len());
            if from < to {
                image[from..to].copy_from_slice(&version[from..to]);
            }
        }
        image.truncate(versions[left.version(changes, dice)].len());
        image
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn cuts(content: &Content) -> impl Iterator<Item = Content> {
        (0..200).map(move |seed| {
            let mut content = content.clone();
            content.cut(&mut Dice::new(seed, 0));
            content
        })
    }

    #[test]
    fn what_was_synced_survives_every_cut() {
        let mut content = Content::default();
        content.write(0, &[1; 3_000]);
        content.set_len(2_500);
        content.sync();
        assert!(cuts(&content).all(|content| content.cached() == [1; 2_500]));
    }

    #[test]
    fn a_torn_write_is_old_or_new_in_each_sector_of_512_bytes_and_nowhere_between() {
        let mut content = Content::default();
        content.write(0, &[1; 8 * SECTOR_BYTES]);
        content.sync();
        content.write(700, &[2; 2_000]);
        let (old, new) = ([1; 8 * SECTOR_BYTES], content.cached().to_vec());
        let mut seen = BTreeSet::new();
        for content in cuts(&content) {
            let sectors = content
                .cached()
                .chunks(SECTOR_BYTES)
                .zip(old.chunks(SECTOR_BYTES))
                .zip(new.chunks(SECTOR_BYTES));
            seen.insert(
                sectors
                    .map(|((is, old), new)| {
                        assert!(is == old || is == new);
                        is != old
                    })
                    .collect::<Vec<_>>(),
            );
        }
        // Five sectors were touched: all of them, none, and most of the mixtures were met.
        assert!(
            seen.contains(&vec![false; 8])
                && seen.iter().any(|kept| kept.iter().filter(|kept| **kept).count() == 5)
        );
        assert!(seen.len() > 20, "{}", seen.len());
    }

    #[test]
    fn a_later_write_comes_through_without_an_earlier_one() {
        let mut content = Content::default();
        content.write(0, &[0; 2 * SECTOR_BYTES]);
        content.sync();
        content.write(0, b"first");
        content.write(600, b"second");
        assert!(cuts(&content).any(|content| content.cached()[0] == 0 && content.cached()[600] == b's'));
    }

    #[test]
    fn a_new_length_is_lost_or_stands_over_zeros() {
        let mut content = Content::default();
        content.write(0, &[1; 100]);
        content.sync();
        content.write(100, &[2; 2_000]);
        assert!(cuts(&content).any(|content| content.cached().len() == 100));
        assert!(
            cuts(&content).any(|content| content.cached().len() == 2_100 && content.cached()[1_500] == 0)
        );
        content.sync();
        content.set_len(50);
        let lengths: BTreeSet<usize> = cuts(&content).map(|content| content.cached().len()).collect();
        assert_eq!(lengths, [50, 2_100].into());
    }

    #[test]
    fn after_a_failed_sync_only_what_is_written_again_is_sure() {
        let mut content = Content::default();
        content.write(0, &[1; 4 * SECTOR_BYTES]);
        content.sync();
        content.write(0, &[2; 4 * SECTOR_BYTES]);
        let failed = |again: bool| {
            (0..50)
                .map(move |seed| (seed, again))
                .filter(|(seed, again)| {
                    let mut content = content.clone();
                    content.fail_sync(&mut Dice::new(*seed, 1));
                    assert_eq!(content.cached(), [2; 4 * SECTOR_BYTES], "still read");
                    if *again {
                        content.write(0, &[2; 4 * SECTOR_BYTES]);
                    }
                    content.sync();
                    content.cut(&mut Dice::new(*seed, 2));
                    content.cached() != [2; 4 * SECTOR_BYTES]
                })
                .count()
        };
        assert!(failed(false) > 25);
        assert_eq!(failed(true), 0);
    }
}
