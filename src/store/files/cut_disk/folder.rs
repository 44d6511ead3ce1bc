//! The names in one folder of a disk whose power can be cut: those on the disk, those that are read, the changes between.

use std::collections::BTreeMap;
use std::ffi::OsString;

use super::content::Left;
use crate::base::Dice;

/// The names in one folder.
#[derive(Default)]
pub(super) struct Folder {
    durable: BTreeMap<OsString, u64>,
    /// As they are read now.
    pub cached: BTreeMap<OsString, u64>,
    unsynced: Vec<NameChange>,
}

/// One change of names.
#[derive(Clone)]
pub(super) enum NameChange {
    Made(OsString, u64),
    /// Old name, new name.
    Renamed(OsString, OsString, u64),
    Removed(OsString, u64),
}

impl NameChange {
    fn apply(&self, names: &mut BTreeMap<OsString, u64>) {
        let mut remove = |name: &OsString, node: &u64| {
            if names.get(name) == Some(node) {
                names.remove(name);
            }
        };
        match self {
            NameChange::Made(name, node) => drop(names.insert(name.clone(), *node)),
            NameChange::Removed(name, node) => remove(name, node),
            NameChange::Renamed(from, to, node) => {
                remove(from, node);
                names.insert(to.clone(), *node);
            }
        }
    }
}

impl Folder {
    pub fn change(&mut self, change: NameChange) {
        change.apply(&mut self.cached);
        self.unsynced.push(change);
    }

    pub fn sync(&mut self) {
        self.unsynced.clear();
        self.durable.clone_from(&self.cached);
    }

    pub fn cut(&mut self, dice: &mut Dice) {
        let left = Left::drawn(dice);
        for change in self.unsynced.drain(..) {
            if left.keeps(dice) {
                change.apply(&mut self.durable);
            }
        }
        self.cached.clone_from(&self.durable);
    }
}
