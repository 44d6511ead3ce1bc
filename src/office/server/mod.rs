//! The thin shell round the office: a socket, threads, the committer, the clock.
//!
//! Each connection has a thread that reads and one that writes; one committer writes groups to the journal. Whoever decides
//! holds the office for microseconds and never while the disk is synced.

mod commit;
mod copying;
mod fill;
mod listen;
mod owner;
mod peer;
mod porch;
mod register;
mod room;
mod session;
#[cfg(test)]
mod tests;

pub use listen::{ListenError, Listening, bind, listen};
pub use porch::Porch;
pub use register::{Opening, RegisterError, open_register, take_register};

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use crate::base::{Day, Id, Officer, Say, Stamp};
use crate::domain::rights::{Viewer, visible};
use crate::store::Store;
use crate::wire::{self, Message, Outcome, Push};

use super::{Drafts, Office};

use commit::Queue;
use session::Session;

/// What the server's clock shows: the machine's, or the day of a register of samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegisterClock {
    /// The machine's.
    Real,
    /// The machine's time of day on a fixed day.
    Sample(Day),
}

impl RegisterClock {
    /// Now, as this register counts.
    pub fn now(self) -> Stamp {
        let real = Stamp::now();
        match self {
            RegisterClock::Real => real,
            RegisterClock::Sample(day) => {
                let since_midnight = real.0 - Stamp::at(real.day(), 0, 0).0;
                Stamp(Stamp::at(day, 0, 0).0.saturating_add(since_midnight))
            }
        }
    }
}

/// All that the threads of a server share.
pub struct Server {
    office: Mutex<Office>,
    store: Arc<dyn Store>,
    drafts: Drafts,
    queue: Queue,
    sessions: Mutex<HashMap<u64, Arc<Session>>>,
    next_session: AtomicU64,
    clock: Mutex<RegisterClock>,
    read_only: AtomicBool,
    /// Whether saving is refused until there is room on the disk.
    is_full: AtomicBool,
    /// Whether the disk was full, so that a state that failed is built again when there is room.
    is_to_be_healed: AtomicBool,
    /// What was found when the register was opened and nobody was told yet.
    found: Mutex<Vec<Say>>,
    leaving: AtomicBool,
    /// Whether one long maintenance work is under way.
    at_work: Mutex<()>,
    build: String,
    embedded: bool,
    committer: Mutex<Option<JoinHandle<()>>>,
    /// Told when a session ends.
    session_ended: Condvar,
}

/// How long clients may take to hang up when the server ends.
const GOODBYE: Duration = Duration::from_secs(2);

/// A waiter for one entry to be on the disk.
type Waiter = Box<dyn FnOnce(Outcome) + Send>;

impl Server {
    /// A server over an office; its committer thread is started.
    pub fn start(
        office: Office,
        drafts: Drafts,
        clock: RegisterClock,
        build: String,
        embedded: bool,
    ) -> Arc<Server> {
        let store = office.store().clone();
        let is_full = store.is_full();
        let server = Arc::new(Server {
            read_only: AtomicBool::new(store.is_read_only()),
            is_full: AtomicBool::new(is_full),
            is_to_be_healed: AtomicBool::new(is_full),
            found: Mutex::default(),
            office: Mutex::new(office),
            store,
            drafts,
            queue: Queue::default(),
            sessions: Mutex::new(HashMap::new()),
            next_session: AtomicU64::new(1),
            clock: Mutex::new(clock),
            leaving: AtomicBool::new(false),
            at_work: Mutex::new(()),
            build,
            embedded,
            committer: Mutex::new(None),
            session_ended: Condvar::new(),
        });
        let committer = server.clone();
        match std::thread::Builder::new().name("committer".into()).spawn(move || committer.commit_for_ever())
        {
            Ok(thread) => *lock(&server.committer) = Some(thread),
            Err(_) => server.read_only.store(true, Ordering::SeqCst),
        }
        server
    }

    /// Tells the first client that comes what was found when the register was opened.
    pub fn tell_first(&self, found: Vec<Say>) {
        *lock(&self.found) = found;
    }

    /// How many clients are connected.
    pub fn connected(&self) -> usize {
        lock(&self.sessions).len()
    }

    /// How many of them an account has.
    fn connected_as(&self, uid: u32) -> usize {
        lock(&self.sessions).values().filter(|session| session.uid() == uid).count()
    }

    /// Ends: what waits is written first; nothing new is taken.
    pub fn leave(&self) {
        self.leaving.store(true, Ordering::SeqCst);
        self.queue.wake();
    }

    /// Ends: what waits is written, clients are let go, and the store is closed cleanly as far as they let it.
    pub fn end(self: Arc<Server>) {
        self.leave();
        if let Some(committer) = lock(&self.committer).take() {
            // A committer that panicked has written what it acknowledged.
            drop(committer.join());
        }
        let mut sessions = lock(&self.sessions);
        for session in sessions.values() {
            session.hang_up();
        }
        let by = Instant::now() + GOODBYE;
        while !sessions.is_empty() && Instant::now() < by {
            let left = by.saturating_duration_since(Instant::now());
            sessions =
                self.session_ended.wait_timeout(sessions, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Whether it is about to end.
    pub fn is_leaving(&self) -> bool {
        self.leaving.load(Ordering::SeqCst)
    }

    fn now(&self) -> Stamp {
        lock(&self.clock).now()
    }

    /// Looks whether a new day began, and tells everybody.
    fn look_at_the_day(&self) {
        let today = self.now().day();
        let mut office = lock(&self.office);
        if office.basis().today != today {
            office.day_began(today);
            drop(office);
            if self.drafts.day_began(today).is_err() {
                eprintln!("Look at the disk: drafts discarded long ago could not be removed.");
            }
            self.push_to_all(&Push::Day(today));
        }
    }

    fn push_to_all(&self, push: &Push) {
        for session in self.all_sessions() {
            session.send(&Message::Push(push.clone()));
        }
    }

    /// Tells the officer's other terminals that the drafts changed.
    fn push_drafts(&self, officer: &Officer, except: u64) {
        let count = self.drafts.count(officer);
        for session in self.all_sessions() {
            if session.officer() == officer && session.id() != except {
                session.send(&Message::Push(Push::Drafts(count)));
            }
        }
    }

    /// Tells everybody who may see one of these records what was done: one push a group, kind and officer, however many
    /// saves the group holds. What is seen and counted differs by officer, not by terminal.
    fn push_changes(&self, office: &Office, proposals: &[super::Proposal]) {
        let mut by_officer: HashMap<Officer, Vec<Arc<Session>>> = HashMap::new();
        for session in self.all_sessions().into_iter().filter(|session| session.wants_pushes()) {
            by_officer.entry(session.officer().clone()).or_default().push(session);
        }
        for (officer, sessions) in by_officer {
            let viewer = office.viewer(&officer);
            let mut counts = office.counts(&viewer);
            if let Some(drafts) = counts.last_mut() {
                *drafts = self.drafts.count(&officer);
            }
            for push in pushes(&viewer, proposals, &counts) {
                let Ok(frame) = wire::encode(&Message::Push(push)) else { continue };
                for session in &sessions {
                    session.send_frame(frame.clone());
                }
            }
        }
    }

    fn all_sessions(&self) -> Vec<Arc<Session>> {
        lock(&self.sessions).values().cloned().collect()
    }
}

/// What an officer is told of a group: one push a kind of record.
fn pushes(viewer: &Viewer, proposals: &[super::Proposal], counts: &[u32]) -> Vec<Push> {
    let mut told: BTreeMap<&str, (Vec<&super::Proposal>, BTreeSet<&Id>)> = BTreeMap::new();
    for proposal in proposals {
        for record in proposal.records.iter().filter(|record| visible(viewer, record)) {
            let (of, ids) = told.entry(record.kind.as_str()).or_default();
            if of.last().is_none_or(|last| last.entry.seq != proposal.entry.seq) {
                of.push(proposal);
            }
            ids.insert(&record.id);
        }
    }
    told.into_iter()
        .filter_map(|(kind, (of, ids))| {
            let (first, more) = of.split_first()?;
            let say = if more.is_empty() { first.say.clone() } else { several(ids.len()) };
            Some(Push::Changed {
                by: first.entry.officer.clone(),
                kind: kind.to_owned(),
                ids: ids.into_iter().cloned().collect(),
                say,
                counts: counts.to_vec(),
            })
        })
        .collect()
}

fn several(records: usize) -> Say {
    Say::new(format!("{records} bản ghi vừa đổi"), format!("{records} records changed"))
}

/// A lock whose holder panicked is taken all the same: every holder leaves the state whole between its steps, and a panic
/// ends the request, not the register.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
