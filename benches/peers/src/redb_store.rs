//! redb, synced at each commit as it does by itself.

use std::path::Path;

use nghedan::domain::Entry;
use nghedan::encoding;
use redb::{Database, ReadableDatabase as _, TableDefinition};

use crate::{Failure, Saves, sample};

const ENTRIES: TableDefinition<u64, &[u8]> = TableDefinition::new("entries");
const RECORDS: TableDefinition<&str, &[u8]> = TableDefinition::new("records");
const FOUND: TableDefinition<(&str, &str, &str), ()> = TableDefinition::new("found");
const HISTORY: TableDefinition<(&str, u64), ()> = TableDefinition::new("history");
const REQUESTS: TableDefinition<&[u8], u64> = TableDefinition::new("requests");

/// One database.
pub struct Redb(Database);

impl Redb {
    /// Makes an empty one.
    pub fn create(path: &Path) -> Result<Redb, Failure> {
        let db = Database::create(path)?;
        // Opening for reading proves that it is whole before anything is measured.
        drop(db.begin_read()?);
        Ok(Redb(db))
    }
}

impl Saves for Redb {
    fn save(&mut self, group: &[Entry]) -> Result<(), Failure> {
        let all = self.0.begin_write()?;
        {
            let mut entries = all.open_table(ENTRIES)?;
            let mut records = all.open_table(RECORDS)?;
            let mut found = all.open_table(FOUND)?;
            let mut history = all.open_table(HISTORY)?;
            let mut requests = all.open_table(REQUESTS)?;
            for entry in group {
                let kept = sample::kept(entry)?;
                entries.insert(entry.seq, encoding::entry::encode(entry)?.as_slice())?;
                records.insert(kept.id.as_str(), kept.record.as_slice())?;
                for (field, value) in &kept.keys {
                    found.insert((*field, value.as_str(), kept.id.as_str()), ())?;
                }
                history.insert((kept.id.as_str(), entry.seq), ())?;
                requests.insert(entry.request.0.as_slice(), entry.seq)?;
            }
        }
        Ok(all.commit()?)
    }
}
