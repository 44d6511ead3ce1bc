//! Where entries are kept and records are found: the journal is the truth, everything else can be built from it.
//!
//! Knows entries, records and power cuts; knows nothing of officers, rights, sockets or screens. Decides nothing: all
//! invariants of the register are the office's.

mod ahead;
pub mod backup;
mod check;
#[cfg(test)]
mod contract;
pub mod disk;
pub mod files;
mod indexes;
pub mod journal;
mod keys;
mod memory;
pub mod sealed;
mod state;
mod table;

pub use disk::DiskStore;
pub use indexes::Indexes;
pub use memory::MemoryStore;
pub use sealed::{SealedStore, SlotsError, VaultState};

use thiserror::Error;

use zeroize::Zeroizing;

use crate::base::{Id, RequestId, Say, Stamp};
use crate::domain::{Entry, Misfit, Record, Value};
use crate::encoding::EncodingError;

use journal::JournalError;

/// Where the journal ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The sequence number of the last entry; 0 when there is none.
    pub seq: u64,
    /// When the last entry was decided.
    pub at: Stamp,
}

/// What an index is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scan {
    /// The kind of record.
    pub kind: String,
    /// An indexed field of it.
    pub field: String,
    /// Only records with this value; `None`: all, in the order of the values.
    pub value: Option<Value>,
    /// From the greatest value down.
    pub backwards: bool,
    /// Go on behind the record that [`Found::cursor`] names.
    pub after: Option<Vec<u8>>,
    /// At most so many.
    pub limit: usize,
}

/// A record that an index names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The record.
    pub id: Id,
    /// Where to go on.
    pub cursor: Vec<u8>,
}

/// What a verification found to be whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Entries of the journal.
    pub entries: u64,
    /// Records of the state.
    pub records: u64,
    /// Index keys.
    pub keys: u64,
    /// Numbers in books.
    pub numbers: u64,
    /// Keys of sealed texts that are not here: without the office key, or after a restore without the keys.
    pub closed: u64,
}

/// Which slots of keys the entries of a register have named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeysUsed {
    /// The last one; 0 when none was.
    pub last: u64,
    /// Those that no record names any more: their keys are to be destroyed.
    pub released: Vec<u64>,
}

/// Told how far a long work is: parts done, parts in all.
pub type Progress<'a> = &'a mut dyn FnMut(u64, u64);

/// Dumb transactional storage under the office. Reads may run on any thread and never wait for a sync.
///
/// Invariants, held by the contract suite against every implementation:
/// - When `append` returns `Ok`, its entries are on the disk, in order and all of them; when it returns an error that
///   [`StoreError::is_outcome_unknown`] the store refuses to append until it is opened again.
/// - `apply` is called once for each appended group, in order; afterwards every read sees it. A state that lost
///   its last groups is caught up from the journal when it is opened.
/// - Entries come in without gaps: each `seq` is the last one plus one.
pub trait Store: Send + Sync {
    /// Where the journal ends.
    fn head(&self) -> Head;
    /// Writes a group as one frame and waits until it is on the disk. Only one thread calls it.
    fn append(&self, group: &[Entry]) -> Result<(), StoreError>;
    /// Brings state and indexes up to a group that was appended.
    fn apply(&self, group: &[Entry]) -> Result<(), StoreError>;
    /// A record as it stands.
    fn record(&self, id: &Id) -> Result<Option<Record>, StoreError>;
    /// Records of a kind in the order of their ids, behind `after`, at most `limit`.
    fn records(&self, kind: &str, after: Option<&Id>, limit: usize) -> Result<Vec<Record>, StoreError>;
    /// How many records of a kind there are.
    fn count(&self, kind: &str) -> Result<u64, StoreError>;
    /// Ids in the order of an index.
    fn scan(&self, scan: &Scan) -> Result<Vec<Found>, StoreError>;
    /// The entries that changed a record, oldest first.
    fn history(&self, id: &Id) -> Result<Vec<Entry>, StoreError>;
    /// One entry of the journal.
    fn entry(&self, seq: u64) -> Result<Option<Entry>, StoreError>;
    /// The last number taken from an office's book in a year; 0 when none was.
    fn last_number(&self, office: &Id, book: &str, year: i32) -> Result<u32, StoreError>;
    /// The entry that a request made, if it is not older than [`crate::base::limits::REQUEST_DAYS_MAX`] days of entry
    /// time.
    fn request(&self, request: RequestId) -> Result<Option<u64>, StoreError>;
    /// The journal's own bytes; `None` for a store that has none.
    fn journal(&self) -> Option<journal::Reader>;
    /// Whether appending is refused until the store is opened again.
    fn is_read_only(&self) -> bool;
    /// Whether appending is refused until somebody makes room on the disk. Looks at the disk.
    fn is_full(&self) -> bool {
        false
    }
    /// Sees, after the disk was full, whether what was saved is still written into state and indexes, and builds them
    /// again when it is not.
    fn recover(&self) -> Result<(), StoreError> {
        Ok(())
    }
    /// Verifies every frame, the chain, state and indexes against the journal, numbers without gaps.
    fn verify(&self, progress: Progress<'_>) -> Result<Verified, StoreError>;
    /// Sets state and indexes aside and builds them again from the journal; returns how many entries were read.
    fn rebuild(&self, progress: Progress<'_>) -> Result<u64, StoreError>;
    /// Which slots of keys the applied entries have named.
    fn keys_used(&self) -> Result<KeysUsed, StoreError>;
    /// Whether secret texts can be sealed and opened. A store that seals nothing is open.
    fn vault_state(&self) -> VaultState {
        VaultState::Open
    }
    /// A text of a record that is read closed, opened; `None` when its key is destroyed or not at hand.
    fn open_secret(&self, record: &Id, field: &str) -> Result<Option<Zeroizing<String>>, StoreError>;
}

/// What can go wrong with a store. Says what to do, then why; never what a record contains.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The journal failed.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// State and indexes failed; the journal is whole.
    #[error("run `nghedan rebuild`: state and indexes could not be used ({0})")]
    State(String),
    /// The keys of sealed texts failed; nothing was written.
    #[error(transparent)]
    Slots(#[from] SlotsError),
    /// A text cannot be sealed; nothing was written.
    #[error(
        "put the office key back (keys/office.key) and restart the server: a text cannot be sealed without it"
    )]
    NoOfficeKey,
    /// An entry does not fit the state.
    #[error(transparent)]
    Misfit(#[from] Misfit),
    /// Something cannot be stored, or what is stored cannot be read.
    #[error(transparent)]
    Encoding(#[from] EncodingError),
    /// An entry does not come next.
    #[error("restart the server: entry {found} came where {expected} was due")]
    Sequence {
        /// The number that was due.
        expected: u64,
        /// The number that came.
        found: u64,
    },
    /// Records are not found by this field.
    #[error("name another field: {kind} has no index by {field}")]
    NoIndex {
        /// The kind.
        kind: String,
        /// The field.
        field: String,
    },
    /// A record would grow larger than allowed; nothing was written.
    #[error("make it smaller: a record of {0} bytes, at most {max} are allowed", max = crate::base::limits::RECORD_BYTES_MAX)]
    RecordTooLarge(usize),
    /// An entry is larger than allowed.
    #[error("make it smaller: an entry of {0} bytes, at most {max} are allowed", max = crate::base::limits::ENTRY_BYTES_MAX)]
    TooLarge(usize),
    /// Verification found a fault.
    #[error("{}: {}", .place, .say.en)]
    Fault {
        /// Where: segment and offset, key, or number.
        place: String,
        /// What is wrong.
        say: Say,
    },
}

impl StoreError {
    /// The same in both languages.
    pub fn say(&self) -> Say {
        match self {
            StoreError::Journal(error) => error.say(),
            StoreError::State(why) => Say::new(
                format!("Chạy `nghedan rebuild`: không dùng được bảng tra cứu ({why})"),
                self.to_string(),
            ),
            other => Say::new(format!("Gọi người quản trị: sổ có lỗi ({other})"), other.to_string()),
        }
    }

    /// Whether the disk is full, which passes: nothing was written.
    pub fn is_no_space(&self) -> bool {
        match self {
            StoreError::Journal(error) => matches!(error, JournalError::NoSpace { .. }),
            StoreError::Slots(error) => error.is_no_space(),
            _ => false,
        }
    }

    /// Whether what was to be appended may be on the disk or not: the request's id settles it after a restart.
    pub fn is_outcome_unknown(&self) -> bool {
        matches!(self, StoreError::Journal(JournalError::OutcomeUnknown { .. }))
    }
}
