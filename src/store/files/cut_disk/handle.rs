//! The open files of a disk whose power can be cut; they end with the process that opened them.

use std::io;
use std::path::PathBuf;
use std::sync::MutexGuard;

use super::{CutDisk, File, Turn, World, dead, then};

/// An open file of the disk.
pub(super) struct Handle {
    pub disk: CutDisk,
    pub node: u64,
    pub number: u64,
    pub life: u64,
}

impl Handle {
    fn act(&self, name: &'static str) -> io::Result<(MutexGuard<'_, World>, Turn)> {
        let mut world = self.disk.world();
        if world.life != self.life {
            return Err(dead());
        }
        let turn = world.act(name)?;
        Ok((world, turn))
    }

    fn sync(&self, name: &'static str) -> io::Result<()> {
        let (mut world, turn) = match self.act(name) {
            Ok(act) => act,
            Err(error) => {
                let mut world = self.disk.world();
                if !world.dead && world.life == self.life {
                    self.fail_sync(&mut world)?;
                }
                return Err(error);
            }
        };
        match turn {
            Turn::All if world.ignored.data => Ok(()),
            Turn::All => {
                world.content(self.node)?.sync();
                Ok(())
            }
            Turn::Half(error) => {
                self.fail_sync(&mut world)?;
                Err(error)
            }
        }
    }

    fn fail_sync(&self, world: &mut World) -> io::Result<()> {
        let mut dice = world.dice.clone();
        world.content(self.node)?.fail_sync(&mut dice);
        world.dice = dice;
        Ok(())
    }
}

impl File for Handle {
    fn len(&self) -> io::Result<u64> {
        let (mut world, turn) = self.act("length")?;
        let len = world.content(self.node)?.cached().len();
        then(turn, len as u64)
    }

    fn read_at(&self, buf: &mut [u8], offset: u64) -> io::Result<usize> {
        let (mut world, turn) = self.act("read")?;
        let bytes = world.content(self.node)?.cached();
        let from = usize::try_from(offset).unwrap_or(usize::MAX).min(bytes.len());
        let read = buf.len().min(bytes.len() - from);
        buf[..read].copy_from_slice(&bytes[from..from + read]);
        then(turn, read)
    }

    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        let (mut world, turn) = self.act("write")?;
        let done = if matches!(turn, Turn::Half(_)) { bytes.len() / 2 } else { bytes.len() };
        world.content(self.node)?.write(offset, &bytes[..done]);
        then(turn, ())
    }

    fn extend(&self, from: u64, to: u64) -> io::Result<()> {
        let (mut world, turn) = self.act("extend")?;
        let to = if matches!(turn, Turn::Half(_)) { from + (to - from) / 2 } else { to };
        world.content(self.node)?.write(from, &vec![0; usize::try_from(to - from).unwrap()]);
        then(turn, ())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        let (mut world, turn) = self.act("set length")?;
        world.content(self.node)?.set_len(len);
        then(turn, ())
    }

    fn sync_data(&self) -> io::Result<()> {
        self.sync("sync data")
    }

    fn sync_all(&self) -> io::Result<()> {
        self.sync("sync all")
    }

    fn try_lock(&self) -> io::Result<bool> {
        let (mut world, turn) = self.act("lock")?;
        let holder = *world.locks.entry(self.node).or_insert(self.number);
        then(turn, holder == self.number)
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        let mut world = self.disk.world();
        if world.locks.get(&self.node) == Some(&self.number) {
            world.locks.remove(&self.node);
        }
    }
}

/// A file of sled's, which is opened here only to be synced.
pub(super) struct SledFile {
    pub file: Box<dyn File>,
    pub path: PathBuf,
    pub disk: CutDisk,
    pub life: u64,
}

impl File for SledFile {
    fn len(&self) -> io::Result<u64> {
        self.file.len()
    }

    fn read_at(&self, buf: &mut [u8], offset: u64) -> io::Result<usize> {
        self.file.read_at(buf, offset)
    }

    fn write_at(&self, _: &[u8], _: u64) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn extend(&self, _: u64, _: u64) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn set_len(&self, _: u64) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    fn sync_data(&self) -> io::Result<()> {
        self.sync_all()
    }

    fn sync_all(&self) -> io::Result<()> {
        let mut world = self.disk.world();
        if world.life != self.life {
            return Err(dead());
        }
        let turn = world.act("sync sled")?;
        if matches!(turn, Turn::All) && !world.ignored.data {
            world.sled.synced(&self.path)?;
        }
        then(turn, ())
    }

    fn try_lock(&self) -> io::Result<bool> {
        self.file.try_lock()
    }
}
