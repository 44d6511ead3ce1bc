//! What the benches share: a server in this process whose syncs are counted, its clients, and how times are printed.

use std::{
    error::Error,
    fs,
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use nghedan::base::{Id, Lang, RequestId, wait};
use nghedan::client::{Event, Link, SocketLink};
use nghedan::domain::{Entry, Record, law::Law};
use nghedan::office::{
    Drafts, Office,
    server::{Listening, RegisterClock, Server, bind, listen},
};
use nghedan::store::{
    DiskStore, Found, Head, KeysUsed, Progress, Scan, SealedStore, Store, StoreError, Verified,
    files::Disk,
    journal::{Lock, Owner, Reader},
    sealed::SLOTS_AHEAD,
};
use nghedan::wire::{Reply, Request};
use zeroize::Zeroizing;

/// What a bench comes to.
pub type Outcome<T> = Result<T, Box<dyn Error>>;

/// A server in this process, whose appended groups are counted.
pub struct InProcess {
    server: Arc<Server>,
    /// Where it listens.
    pub socket: PathBuf,
    /// Groups that were appended so far; one group is one `fdatasync`.
    pub appends: Arc<AtomicU64>,
    stop: UnixStream,
    listener: std::thread::JoinHandle<()>,
}

impl InProcess {
    /// Starts it over the register in this directory.
    pub fn start(dir: &Path) -> Outcome<InProcess> {
        let owner = Owner { path: dir.to_owned(), pid: std::process::id(), build: "bench".into() };
        let lock = Arc::new(Lock::take(&Disk, dir, &owner)?);
        let (store, _) = DiskStore::open(lock, &mut |_, _| ())?;
        let appends = Arc::new(AtomicU64::new(0));
        let register = store.register();
        let counted = Counted { store, appends: appends.clone() };
        let store = SealedStore::open(Arc::new(counted), &Disk, dir, register, SLOTS_AHEAD)?;
        let store: Arc<dyn Store> = Arc::new(store);
        let clock = RegisterClock::Real;
        let office = Office::open(store, Arc::new(Law::embedded()?), clock.now().day(), &mut |_, _| ())?;
        let drafts = Drafts::open(Arc::new(Disk), dir, clock.now().day())?;
        let server = Server::start(office, drafts, clock, "bench".into(), false);
        let socket = dir.join("socket");
        let listening = Listening { idle: None, shared: false };
        let bound = bind(&socket, listening)?;
        let (stop, stopped) = UnixStream::pair()?;
        let served = server.clone();
        let listener = std::thread::spawn(move || drop(listen(&served, &bound, &stopped, listening)));
        Ok(InProcess { server, socket, appends, stop, listener })
    }

    /// A client's line to it.
    pub fn link(&self) -> Outcome<SocketLink> {
        connect(&self.socket)
    }

    /// Ends it and waits.
    pub fn end(self) {
        drop(self.stop);
        drop(self.listener.join());
        self.server.end();
    }
}

/// A client's line to a socket.
pub fn connect(socket: &Path) -> Outcome<SocketLink> {
    let socket = socket.to_owned();
    Ok(SocketLink::connect(Box::new(move || UnixStream::connect(&socket)), Lang::Vi, "bench")?)
}

/// Asks and waits for the answer; what else arrives is passed over.
pub fn ask(link: &mut SocketLink, request: Request) -> Outcome<Reply> {
    let asked = link.send(request);
    loop {
        match link.receive() {
            Some(Event::Reply { ticket, outcome }) if ticket == asked => {
                return outcome.map_err(|refusal| refusal.say.en.clone().into());
            }
            Some(Event::Lost) => return Err("the line broke".into()),
            Some(_) => {}
            None => {
                if let Some(fd) = link.fd() {
                    wait::readable(fd, Some(Duration::from_secs(60)));
                }
            }
        }
    }
}

/// Does something so many times and prints how long it took.
pub fn repeat(what: &str, times: usize, mut act: impl FnMut()) {
    let mut took: Vec<Duration> = (0..times)
        .map(|_| {
            let begun = Instant::now();
            act();
            begun.elapsed()
        })
        .collect();
    line(what, &mut took);
}

/// Prints and returns p50 and p99 in milliseconds.
pub fn line(what: &str, times: &mut [Duration]) -> (f64, f64) {
    times.sort_unstable();
    let at =
        |percent: usize| times.get(times.len() * percent / 100).map_or(0.0, |time| time.as_secs_f64() * 1e3);
    let (p50, p99) = (at(50), at(99));
    println!("{what:36} p50 {p50:8.3} ms   p99 {p99:8.3} ms");
    (p50, p99)
}

/// Resident memory of a process in megabytes.
pub fn rss_mb(pid: u32) -> Outcome<f64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).ok_or("no VmRSS")?;
    let kb: f64 = line.split_whitespace().nth(1).ok_or("no number")?.parse()?;
    Ok(kb / 1024.0)
}

/// A store that counts the groups it is given to append.
struct Counted {
    store: DiskStore,
    appends: Arc<AtomicU64>,
}

impl Store for Counted {
    fn append(&self, group: &[Entry]) -> Result<(), StoreError> {
        self.appends.fetch_add(1, Ordering::SeqCst);
        self.store.append(group)
    }
    fn head(&self) -> Head {
        self.store.head()
    }
    fn apply(&self, group: &[Entry]) -> Result<(), StoreError> {
        self.store.apply(group)
    }
    fn record(&self, id: &Id) -> Result<Option<Record>, StoreError> {
        self.store.record(id)
    }
    fn records(&self, kind: &str, after: Option<&Id>, limit: usize) -> Result<Vec<Record>, StoreError> {
        self.store.records(kind, after, limit)
    }
    fn count(&self, kind: &str) -> Result<u64, StoreError> {
        self.store.count(kind)
    }
    fn scan(&self, scan: &Scan) -> Result<Vec<Found>, StoreError> {
        self.store.scan(scan)
    }
    fn history(&self, id: &Id) -> Result<Vec<Entry>, StoreError> {
        self.store.history(id)
    }
    fn entry(&self, seq: u64) -> Result<Option<Entry>, StoreError> {
        self.store.entry(seq)
    }
    fn last_number(&self, office: &Id, book: &str, year: i32) -> Result<u32, StoreError> {
        self.store.last_number(office, book, year)
    }
    fn request(&self, request: RequestId) -> Result<Option<u64>, StoreError> {
        self.store.request(request)
    }
    fn is_read_only(&self) -> bool {
        self.store.is_read_only()
    }
    fn verify(&self, progress: Progress<'_>) -> Result<Verified, StoreError> {
        self.store.verify(progress)
    }
    fn rebuild(&self, progress: Progress<'_>) -> Result<u64, StoreError> {
        self.store.rebuild(progress)
    }
    fn journal(&self) -> Option<Reader> {
        self.store.journal()
    }
    fn is_full(&self) -> bool {
        self.store.is_full()
    }
    fn recover(&self) -> Result<(), StoreError> {
        self.store.recover()
    }
    fn keys_used(&self) -> Result<KeysUsed, StoreError> {
        self.store.keys_used()
    }
    fn open_secret(&self, record: &Id, field: &str) -> Result<Option<Zeroizing<String>>, StoreError> {
        self.store.open_secret(record, field)
    }
}
