//! Discarded drafts (nháp đã bỏ): set aside under a name with the instant, for a number of days, the last one to be had back.

use std::{cmp::Reverse, io, path::Path};

use super::{Draft, Drafts, DraftsError, SUFFIX as LIVE, file_name, folders, names_in};
use crate::base::{Day, Officer, Stamp, limits};
use crate::domain::FormName;
use crate::store::files::Files;

/// How the name of a discarded draft ends: `FORM.INSTANT.dropped`, the bytes as they were.
pub(super) const SUFFIX: &str = "dropped";

/// A discarded draft by its name.
struct Aside {
    name: String,
    /// The name that its bytes were kept and closed under.
    live: String,
    at: Stamp,
}

impl Aside {
    fn new(stem: &str, at: Stamp) -> Aside {
        Aside { name: format!("{stem}.{}.{SUFFIX}", at.0), live: format!("{stem}.{LIVE}"), at }
    }

    fn from_name(name: &str) -> Option<Aside> {
        let (stem, at) = name.strip_suffix(SUFFIX)?.strip_suffix('.')?.rsplit_once('.')?;
        Some(Aside::new(stem, Stamp(at.parse().ok()?))).filter(|aside| aside.name == name)
    }
}

impl Drafts {
    /// Its officer discarded it: it is no draft any more, and can be had back for some days. As with
    /// [`Drafts::remove`] nothing waits for the disk.
    pub fn set_aside(&self, officer: &Officer, form: &FormName, now: Stamp) -> Result<(), DraftsError> {
        let mut writing = self.lock();
        writing.keepers.remove(&(officer.clone(), form.clone()));
        let dir = self.dir_of(officer);
        let mut there = asides(&*self.files, &dir)?;
        let mut at = now;
        while there.iter().any(|other| other.at == at) {
            at = Stamp(at.0.saturating_add(1));
        }
        let live = file_name(form);
        let stem = live.strip_suffix(LIVE).and_then(|name| name.strip_suffix('.')).unwrap_or(&live);
        let aside = Aside::new(stem, at);
        match self.files.rename(&dir.join(&live), &dir.join(&aside.name)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            done => done?,
        }
        there.insert(0, aside);
        for oldest in there.iter().skip(limits::DRAFTS_ASIDE_MAX) {
            self.files.remove(&dir.join(&oldest.name))?;
        }
        Ok(())
    }

    /// Brings back what the officer discarded last, of the forms that have no other draft now. It waits in the list and
    /// is not offered at login. `None`: nothing is set aside.
    pub fn restore(&self, officer: &Officer) -> Result<Option<Draft>, DraftsError> {
        let _one = self.lock();
        let dir = self.dir_of(officer);
        let live = self.names(officer)?;
        let mut is_hidden = false;
        for aside in asides(&*self.files, &dir)? {
            let stored = self.stored(officer, &aside.name);
            let Some(draft) = stored.and_then(|stored| self.opened(officer, &aside.live, &stored)) else {
                continue;
            };
            if live.contains(&aside.live) {
                is_hidden = true;
                continue;
            }
            if live.len() >= limits::DRAFTS_MAX {
                return Err(DraftsError::TooMany);
            }
            self.files.rename(&dir.join(&aside.name), &dir.join(&aside.live))?;
            self.files.sync_dir(&dir)?;
            self.mark_left(officer, &aside.live)?;
            return Ok(Some(draft));
        }
        if is_hidden { Err(DraftsError::IsLive) } else { Ok(None) }
    }

    /// A new day began: removes for good what was discarded too many days ago.
    pub fn day_began(&self, today: Day) -> Result<(), DraftsError> {
        let _one = self.lock();
        Ok(remove_old(&*self.files, &self.dir, today)?)
    }
}

/// Removes for good, for all officers, what was discarded too many days before this day.
pub(super) fn remove_old(files: &dyn Files, dir: &Path, today: Day) -> io::Result<()> {
    for folder in folders(files, dir)? {
        let mut is_changed = false;
        for aside in asides(files, &folder)? {
            if today.since(aside.at.day()) > limits::DRAFT_ASIDE_DAYS {
                files.remove(&folder.join(&aside.name))?;
                is_changed = true;
            }
        }
        if is_changed {
            files.sync_dir(&folder)?;
        }
    }
    Ok(())
}

/// What is set aside in an officer's folder, the last one first.
fn asides(files: &dyn Files, folder: &Path) -> io::Result<Vec<Aside>> {
    let names = names_in(files, folder, SUFFIX)?;
    let mut asides: Vec<Aside> = names.iter().filter_map(|name| Aside::from_name(name)).collect();
    asides.sort_by_key(|aside| Reverse(aside.at));
    Ok(asides)
}
