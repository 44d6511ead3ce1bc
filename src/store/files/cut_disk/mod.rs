//! A disk for tests whose power can be cut: it keeps what was synced, and of everything else what chance leaves.
//!
//! Files and folders are held in memory. sled's folders alone (`state`, `state.new`, …), which it writes by itself, lie in a
//! real directory under the same path; a cut leaves them whole if they were synced since they were last written, else
//! mangles them.
//!
//! What is modelled: a write that was not synced is dropped, kept or torn at sectors, and writes overtake each other; a
//! length is lost or stands over zeros; a name that was made, changed or removed in a folder that was not synced is
//! there or not; a sync that fails leaves bytes that count as clean and are not on the disk. What is not: a disk that lies
//! about its syncs, other than on demand, and bytes that rot.

mod content;
mod folder;
mod handle;
mod state;
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

use tempfile::TempDir;

use super::{Disk, Facts, File, Files};
use crate::base::Dice;
use content::Content;
use folder::{Folder, NameChange};
use handle::{Handle, SledFile};
use state::SledFolders;

/// What an act does instead of succeeding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// It does nothing and says this.
    Not(io::ErrorKind),
    /// A write does a half of it, another act all of it; then it says this.
    Done(io::ErrorKind),
    /// The process dies there: nothing that it still tries has any effect.
    Death,
}

/// Syncs that only pretend, so that a test can be shown to find what they lose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ignored {
    /// Those of files.
    pub data: bool,
    /// Those of folders.
    pub names: bool,
}

/// What a disk has gone through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub cuts: u64,
    pub kills: u64,
    /// Acts that were made to fail, deaths not counted.
    pub failed: u64,
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        self.cuts += other.cuts;
        self.kills += other.kills;
        self.failed += other.failed;
    }
}

/// A disk with one register on it.
#[derive(Clone)]
pub(crate) struct CutDisk {
    world: Arc<Mutex<World>>,
}

struct World {
    home: TempDir,
    nodes: BTreeMap<u64, Node>,
    next: u64,
    dice: Dice,
    /// Grows when the process dies: what an earlier one has open is closed.
    life: u64,
    dead: bool,
    acts: usize,
    plan: Option<(usize, Failure)>,
    failed: Option<&'static str>,
    ignored: Ignored,
    locks: BTreeMap<u64, u64>,
    sled: SledFolders,
    counts: Counts,
}

enum Node {
    File(Content),
    Folder(Folder),
}

const ROOT: u64 = 0;

impl CutDisk {
    /// An empty disk whose chance depends on this seed alone.
    pub fn new(seed: u64) -> CutDisk {
        let home = tempfile::tempdir().unwrap();
        let world = World {
            home,
            nodes: [(ROOT, Node::Folder(Folder::default()))].into(),
            next: 1,
            dice: Dice::new(seed, 0xd15c),
            life: 0,
            dead: false,
            acts: 0,
            plan: None,
            failed: None,
            ignored: Ignored::default(),
            locks: BTreeMap::new(),
            sled: SledFolders::default(),
            counts: Counts::default(),
        };
        CutDisk { world: Arc::new(Mutex::new(world)) }
    }

    /// Where the register may lie.
    pub fn dir(&self) -> PathBuf {
        self.world().dir()
    }

    /// The n-th act from now (from 0) fails in this way.
    pub fn fail_at(&self, n: usize, failure: Failure) {
        let mut world = self.world();
        (world.acts, world.plan, world.failed) = (0, Some((n, failure)), None);
    }

    /// No act fails from now on.
    pub fn heal(&self) {
        let mut world = self.world();
        (world.plan, world.failed) = (None, None);
    }

    /// The name of the act that failed since [`CutDisk::fail_at`].
    pub fn failed(&self) -> Option<&'static str> {
        self.world().failed
    }

    /// These syncs only pretend from now on.
    pub fn ignore(&self, ignored: Ignored) {
        self.world().ignored = ignored;
    }

    /// The process dies now.
    pub fn die(&self) {
        self.world().dead = true;
    }

    /// Whether the process has died.
    pub fn is_dead(&self) -> bool {
        self.world().dead
    }

    /// The dead process is gone, its files are closed and unlocked; what it wrote is still read, and not on the disk.
    pub fn kill(&self) {
        let mut world = self.world();
        world.counts.kills += 1;
        world.end_process();
    }

    /// The power is cut and the machine starts again: what was not synced is dropped, kept, torn or overtaken.
    pub fn cut(&self) {
        let mut world = self.world();
        let world = &mut *world;
        world.counts.cuts += 1;
        world.end_process();
        for node in world.nodes.values_mut() {
            match node {
                Node::File(content) => content.cut(&mut world.dice),
                Node::Folder(folder) => folder.cut(&mut world.dice),
            }
        }
        world.forget_the_nameless();
        let dir = world.dir();
        if world.locate(&dir).is_err() {
            let _ = std::fs::remove_dir_all(&dir);
        }
        world.sled.cut(&dir, &mut world.dice);
    }

    /// Whether sled's folder still is what a cut made of it.
    pub fn is_state_mangled(&self) -> bool {
        let world = self.world();
        world.sled.is_mangled(&world.dir())
    }

    /// Remembers sled's folder as it is: a cut may bring it back.
    pub fn remember_state(&self) {
        let mut world = self.world();
        let dir = world.dir();
        world.sled.remember(&dir);
    }

    /// What this disk has gone through.
    pub fn counts(&self) -> Counts {
        self.world().counts
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap()
    }

    fn handle(&self, world: &mut World, node: u64) -> Box<dyn File> {
        world.next += 1;
        Box::new(Handle { disk: self.clone(), node, number: world.next, life: world.life })
    }
}

/// What an act has to do.
enum Turn {
    All,
    /// Half of it, or all where there is no half; then the error.
    Half(io::Error),
}

fn dead() -> io::Error {
    io::Error::other("the process is dead")
}

impl World {
    fn dir(&self) -> PathBuf {
        self.home.path().join("register")
    }

    /// Counts an act and says whether it fails.
    fn act(&mut self, name: &'static str) -> io::Result<Turn> {
        if self.dead {
            return Err(dead());
        }
        let number = self.acts;
        self.acts += 1;
        let Some((_, failure)) = self.plan.filter(|(at, _)| *at == number) else { return Ok(Turn::All) };
        self.failed = Some(name);
        self.counts.failed += u64::from(failure != Failure::Death);
        match failure {
            Failure::Not(kind) => Err(kind.into()),
            Failure::Done(kind) => Ok(Turn::Half(kind.into())),
            Failure::Death => {
                self.dead = true;
                if self.dice.happens(500) { Err(dead()) } else { Ok(Turn::Half(dead())) }
            }
        }
    }

    fn end_process(&mut self) {
        self.life += 1;
        (self.dead, self.plan, self.failed) = (false, None, None);
        self.locks.clear();
    }

    fn add(&mut self, node: Node) -> u64 {
        self.next += 1;
        self.nodes.insert(self.next, node);
        self.next
    }

    /// A path below the home of this disk, or `None` for what lies above and is not this test's.
    fn inside<'a>(&self, path: &'a Path) -> Option<&'a Path> {
        path.strip_prefix(self.home.path()).ok()
    }

    fn locate(&self, path: &Path) -> io::Result<u64> {
        let inside = self.inside(path).ok_or(io::ErrorKind::NotFound)?;
        let mut at = ROOT;
        for name in inside.components() {
            match self.nodes.get(&at) {
                Some(Node::Folder(folder)) => {
                    at = *folder.cached.get(name.as_os_str()).ok_or(io::ErrorKind::NotFound)?;
                }
                _ => return Err(io::ErrorKind::NotADirectory.into()),
            }
        }
        Ok(at)
    }

    fn content(&mut self, node: u64) -> io::Result<&mut Content> {
        match self.nodes.get_mut(&node) {
            Some(Node::File(content)) => Ok(content),
            Some(Node::Folder(_)) => Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file")),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    /// The folder that holds this path, and the name in it.
    fn parent(&mut self, path: &Path) -> io::Result<(&mut Folder, OsString)> {
        let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
            return Err(io::ErrorKind::InvalidInput.into());
        };
        let node = self.locate(parent)?;
        match self.nodes.get_mut(&node) {
            Some(Node::Folder(folder)) => Ok((folder, name.to_owned())),
            _ => Err(io::ErrorKind::NotADirectory.into()),
        }
    }

    fn make(&mut self, path: &Path, node: Node) -> io::Result<u64> {
        let (folder, name) = self.parent(path)?;
        if folder.cached.contains_key(&name) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        let node = self.add(node);
        self.parent(path)?.0.change(NameChange::Made(name, node));
        Ok(node)
    }

    fn forget_the_nameless(&mut self) {
        let (mut named, mut next) = (BTreeSet::new(), vec![ROOT]);
        while let Some(node) = next.pop() {
            if let Some(Node::Folder(folder)) = self.nodes.get(&node) {
                next.extend(folder.cached.values());
            }
            named.insert(node);
        }
        self.nodes.retain(|node, _| named.contains(node));
    }

    fn is_sleds(&self, path: &Path) -> bool {
        self.inside(path).is_some_and(state::is_sleds)
    }
}

/// Says the error after the act was done.
fn then<T>(turn: Turn, done: T) -> io::Result<T> {
    match turn {
        Turn::All => Ok(done),
        Turn::Half(error) => Err(error),
    }
}

impl Files for CutDisk {
    fn open(&self, path: &Path, write: bool) -> io::Result<Box<dyn File>> {
        let mut world = self.world();
        let turn = world.act("open")?;
        if world.is_sleds(path) {
            let file = Disk.open(path, write)?;
            let life = world.life;
            return then(turn, Box::new(SledFile { file, path: path.to_owned(), disk: self.clone(), life }));
        }
        let node = world.locate(path)?;
        world.content(node)?;
        let handle = self.handle(&mut world, node);
        // A handle that is dropped here wants the world for itself.
        drop(world);
        then(turn, handle)
    }

    fn create_new(&self, path: &Path) -> io::Result<Box<dyn File>> {
        let mut world = self.world();
        let turn = world.act("create")?;
        let node = world.make(path, Node::File(Content::default()))?;
        let handle = self.handle(&mut world, node);
        drop(world);
        then(turn, handle)
    }

    fn create_dir(&self, path: &Path) -> io::Result<()> {
        let mut world = self.world();
        let turn = world.act("create dir")?;
        world.make(path, Node::Folder(Folder::default()))?;
        then(turn, ())
    }

    fn set_mode(&self, dir: &Path, _: u32) -> io::Result<()> {
        let mut world = self.world();
        let turn = world.act("set mode")?;
        world.locate(dir)?;
        then(turn, ())
    }

    fn facts(&self, path: &Path) -> io::Result<Facts> {
        let mut world = self.world();
        let turn = world.act("facts")?;
        if world.is_sleds(path) || world.inside(path).is_none() {
            return then(turn, Disk.facts(path)?);
        }
        let node = world.locate(path)?;
        let is_dir = matches!(world.nodes.get(&node), Some(Node::Folder(_)));
        then(turn, Facts { is_dir, uid: rustix::process::geteuid().as_raw(), mode: 0o700 })
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<OsString>> {
        let mut world = self.world();
        let turn = world.act("list")?;
        if world.is_sleds(dir) {
            return then(turn, Disk.list(dir)?);
        }
        let node = world.locate(dir)?;
        match world.nodes.get(&node) {
            Some(Node::Folder(folder)) => then(turn, folder.cached.keys().cloned().collect()),
            _ => Err(io::ErrorKind::NotADirectory.into()),
        }
    }

    /// Within one folder, as everything here is renamed: there a rename comes through whole or not at all.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut world = self.world();
        let turn = world.act("rename")?;
        if from.parent() != to.parent() {
            return Err(io::ErrorKind::CrossesDevices.into());
        }
        let node = world.locate(from)?;
        let (folder, old) = world.parent(from)?;
        let new = to.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_owned();
        folder.change(NameChange::Renamed(old, new, node));
        then(turn, ())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let mut world = self.world();
        let turn = world.act("remove")?;
        let node = world.locate(path)?;
        world.content(node)?;
        let (folder, name) = world.parent(path)?;
        folder.change(NameChange::Removed(name, node));
        then(turn, ())
    }

    /// A sync of names that fails leaves them to the next one: they are the file system's own, which stops when it
    /// cannot write them.
    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        let mut world = self.world();
        let turn = world.act("sync dir")?;
        if world.is_sleds(dir) {
            return then(turn, Disk.sync_dir(dir)?);
        }
        if world.inside(dir).is_none() {
            return then(turn, ());
        }
        let node = world.locate(dir)?;
        let is_ignored = world.ignored.names;
        match world.nodes.get_mut(&node) {
            Some(Node::Folder(folder)) if !is_ignored && matches!(turn, Turn::All) => folder.sync(),
            Some(Node::Folder(_)) => {}
            _ => return Err(io::ErrorKind::NotADirectory.into()),
        }
        if !is_ignored && matches!(turn, Turn::All) && dir == world.dir() {
            world.sled.name_synced(dir);
        }
        then(turn, ())
    }

    fn random(&self) -> io::Result<[u8; 16]> {
        let mut world = self.world();
        let turn = world.act("random")?;
        let (a, b) = (world.dice.draw().to_le_bytes(), world.dice.draw().to_le_bytes());
        then(turn, std::array::from_fn(|n| if n < 8 { a[n] } else { b[n - 8] }))
    }
}
