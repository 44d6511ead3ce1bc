//! What a cut does to sled's folder, which lies in a real directory because sled writes it by itself.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::base::Dice;

/// Bytes that sled's files lose together.
const BLOCK_BYTES: usize = 4_096;

/// Files by their path.
type Tree = BTreeMap<PathBuf, Vec<u8>>;

/// Whether this path, below the disk's home, is sled's: a folder `state` or `state.…` or what is in it. `state.mark` is not.
pub(super) fn is_sleds(inside: &Path) -> bool {
    inside.components().any(|name| {
        let name = name.as_os_str().to_string_lossy();
        name == "state" || (name.starts_with("state.") && !name.starts_with("state.mark"))
    })
}

/// What is known of sled's folder.
#[derive(Default)]
pub(super) struct SledFolders {
    /// Files as they were when they were last synced.
    synced: Tree,
    /// The folder (its inode) that had the name when the names of the register's directory were last synced.
    named: Option<u64>,
    /// An older copy of the whole folder.
    older: Option<Tree>,
    /// What the last cut made of it.
    mangled: Option<Tree>,
}

impl SledFolders {
    /// This file is on the disk as it is.
    pub fn synced(&mut self, path: &Path) -> io::Result<()> {
        self.synced.insert(path.to_owned(), fs::read(path)?);
        Ok(())
    }

    /// The folder has its name on the disk.
    pub fn name_synced(&mut self, dir: &Path) {
        self.named = inode(&dir.join("state"));
    }

    /// Keeps a copy that a cut may bring back.
    pub fn remember(&mut self, dir: &Path) {
        self.older = Some(read(&dir.join("state")));
    }

    /// Leaves the folder as it is if all of it was synced since it was written; else takes it away, brings an older one
    /// back, or takes blocks out of it.
    pub fn cut(&mut self, dir: &Path, dice: &mut Dice) {
        for unfinished in ["state.new", "state.check"] {
            if dice.happens(500) {
                let _ = fs::remove_dir_all(dir.join(unfinished));
            }
        }
        let folder = dir.join("state");
        let before = read(&folder);
        self.synced.retain(|path, _| before.contains_key(path));
        let is_named = inode(&folder) == self.named;
        if is_named && before == self.synced {
            return;
        }
        self.mangled = None;
        let mut after = before.clone();
        match dice.below(4) {
            0 | 1 if !is_named => after = set_aside(dir),
            0 => after.clear(),
            1 => after = self.older.clone().unwrap_or_default(),
            2 => {
                for bytes in after.values_mut() {
                    bytes
                        .chunks_mut(BLOCK_BYTES)
                        .filter(|_| dice.happens(300))
                        .for_each(|block| block.fill(0));
                }
            }
            _ => {
                for bytes in after.values_mut() {
                    let blocks = bytes.len().div_ceil(BLOCK_BYTES) as u64;
                    bytes.truncate(usize::try_from(dice.below(blocks + 1)).unwrap() * BLOCK_BYTES);
                }
            }
        }
        write(&folder, &after);
        self.synced.clear();
        self.named = inode(&folder);
        self.mangled = (after != before).then_some(after);
    }

    /// Whether the folder still is what a cut made of it.
    pub fn is_mangled(&self, dir: &Path) -> bool {
        self.mangled.as_ref().is_some_and(|mangled| *mangled == read(&dir.join("state")))
    }
}

fn inode(folder: &Path) -> Option<u64> {
    fs::metadata(folder).ok().map(|facts| facts.ino())
}

/// The state that had the name before, as files of the one that has it.
fn set_aside(dir: &Path) -> Tree {
    let numbers = (1..100).map(|number| dir.join(format!("state.broken-{number}")));
    let Some(aside) = numbers.rev().find(|aside| aside.exists()) else { return Tree::new() };
    let named = |path: PathBuf| dir.join("state").join(path.strip_prefix(&aside).unwrap());
    read(&aside).into_iter().map(|(path, bytes)| (named(path), bytes)).collect()
}

fn read(folder: &Path) -> Tree {
    let mut tree = Tree::new();
    let Ok(names) = fs::read_dir(folder) else { return tree };
    for name in names {
        let path = name.unwrap().path();
        if path.is_dir() {
            tree.extend(read(&path));
        } else {
            tree.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
    tree
}

fn write(folder: &Path, tree: &Tree) {
    let _ = fs::remove_dir_all(folder);
    for (path, bytes) in tree {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}
