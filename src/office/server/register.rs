//! Opening the register in a directory: the lock, the store, the office, the drafts.

use std::{path::Path, sync::Arc};

use thiserror::Error;

use crate::base::Say;
use crate::domain::{
    kinds::{OFFICE, Office as OfficeView},
    law::{Law, LawError},
};
use crate::store::{
    DiskStore, SealedStore, Store, StoreError, VaultState,
    disk::Opened,
    files::Disk,
    journal::{Lock, LockError, Owner, Torn},
    sealed::SLOTS_AHEAD,
};
use crate::wire::{Refusal, RefusalKind};

use super::super::{Drafts, DraftsError, Office};
use super::RegisterClock;

/// A register that was opened and is not served yet.
pub struct Opening {
    /// The office over its store.
    pub office: Office,
    /// The drafts.
    pub drafts: Drafts,
    /// What its clock shows.
    pub clock: RegisterClock,
    /// What was found on the way.
    pub found: Opened,
}

/// The register cannot be opened: what to do, then why.
#[derive(Debug, Error)]
pub enum RegisterError {
    /// Another server has it, or the directory cannot hold a register.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The drafts' directory failed.
    #[error(transparent)]
    Drafts(#[from] DraftsError),
    /// The rules that the program brings cannot be read.
    #[error(transparent)]
    Law(#[from] LawError),
}

/// Takes the register in `dir` for this process; `socket` is where it will be served. Whoever holds the lock is the only
/// server of it.
pub fn take_register(dir: &Path, socket: &Path, build: &str) -> Result<Arc<Lock>, RegisterError> {
    let owner = Owner { path: socket.to_owned(), pid: std::process::id(), build: build.to_owned() };
    Ok(Arc::new(Lock::take(&Disk, dir, &owner)?))
}

/// Opens the register that was taken, or makes an empty one. `progress` is told how many parts of how many were read.
pub fn open_register(lock: Arc<Lock>, progress: &mut dyn FnMut(u64, u64)) -> Result<Opening, RegisterError> {
    let dir = lock.dir().to_owned();
    let (store, mut found) = DiskStore::open(lock, progress)?;
    let register = store.register();
    let inner: Arc<dyn Store> = Arc::new(store);
    let law = Arc::new(Law::embedded()?);
    let read = |progress: &mut dyn FnMut(u64, u64)| {
        let store = SealedStore::open(inner.clone(), &Disk, &dir, register, SLOTS_AHEAD)?;
        let store: Arc<dyn Store> = Arc::new(store);
        let clock = clock_of(&*store)?;
        Ok((Office::open(store, law.clone(), clock.now().day(), progress)?, clock))
    };
    let (office, clock) = match read(progress) {
        // Nobody could run `check` or `rebuild` in a server that does not start.
        Err(error) if is_of_the_state(&error) => {
            inner.rebuild(progress)?;
            found.rebuilt = Some(Say::new(
                format!("không đọc được ({error})"),
                format!("it could not be used ({error})"),
            ));
            read(progress)?
        }
        read => read?,
    };
    let drafts = Drafts::open(Arc::new(Disk), &dir, clock.now().day())?;
    Ok(Opening { office, drafts, clock, found })
}

/// Whether state and indexes are at fault, which the journal makes anew; not the journal itself.
fn is_of_the_state(error: &StoreError) -> bool {
    matches!(error, StoreError::State(_) | StoreError::Encoding(_) | StoreError::Misfit(_))
}

impl Opening {
    /// What whoever sits at the terminal should know of it.
    pub fn words(&self) -> Vec<Say> {
        let torn = self.found.torn.as_ref().map(Torn::say);
        let rebuilt = self.found.rebuilt.as_ref().map(|why| {
            let (vi, en) = (&why.vi, &why.en);
            Say::new(format!("Đã dựng lại bảng tra cứu: {vi}"), format!("The state was built again: {en}"))
        });
        let closed = match self.office.store().vault_state() {
            VaultState::Open => None,
            VaultState::Closed { path, why } => Some(Say::new(
                format!("Đặt lại khóa cơ quan {}: mục niêm phong còn đóng", path.display()),
                format!("Put the office key {} back: sealed texts stay closed, {why}", path.display()),
            )),
        };
        torn.into_iter().chain(rebuilt).chain(closed).collect()
    }
}

impl RegisterError {
    /// What a client is told: what to do, then why.
    pub fn refusal(&self) -> Refusal {
        let why = match self {
            RegisterError::Store(error) => error.say(),
            other => Say::plain(other.to_string()),
        };
        let say = Say::new(
            "Gọi người quản trị: máy chủ không mở được sổ",
            "Call the administrator: the server cannot open the register",
        );
        Refusal::new(RefusalKind::Broken, say).hint(why)
    }
}

/// A register of samples has its own day; every other one goes by the machine.
pub(super) fn clock_of(store: &dyn Store) -> Result<RegisterClock, StoreError> {
    let office = store.records(OFFICE.name, None, 1)?.into_iter().next();
    let day = office.as_ref().and_then(|office| OfficeView(office).sample_day());
    let clock = day.map_or(RegisterClock::Real, RegisterClock::Sample);
    // Time in a journal never runs backwards: a sample that was filled later in the day goes on from there.
    let ahead = store.head().at.day() > clock.now().day();
    Ok(if ahead && day.is_some() { RegisterClock::Sample(store.head().at.day()) } else { clock })
}
