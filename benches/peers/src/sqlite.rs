//! SQLite with its write-ahead log, synced at each commit.

use std::path::Path;

use nghedan::domain::Entry;
use nghedan::encoding;
use rusqlite::{Connection, params};

use crate::{Failure, Saves, sample};

/// One database.
pub struct Sqlite(Connection);

impl Sqlite {
    /// Makes an empty one.
    pub fn create(path: &Path) -> Result<Sqlite, Failure> {
        let db = Connection::open(path)?;
        db.pragma_update(None, "journal_mode", "WAL")?;
        db.pragma_update(None, "synchronous", "FULL")?;
        db.execute_batch(
            "create table entries (seq integer primary key, body blob not null);
             create table records (id text primary key, body blob not null) without rowid;
             create table found (field text, value text, id text, primary key (field, value, id)) without rowid;
             create table history (id text, seq integer, primary key (id, seq)) without rowid;
             create table requests (request blob primary key, seq integer not null) without rowid;",
        )?;
        Ok(Sqlite(db))
    }
}

impl Saves for Sqlite {
    fn save(&mut self, group: &[Entry]) -> Result<(), Failure> {
        let all = self.0.transaction()?;
        for entry in group {
            let kept = sample::kept(entry)?;
            let seq = i64::try_from(entry.seq)?;
            all.prepare_cached("insert into entries values (?1, ?2)")?
                .execute(params![seq, encoding::entry::encode(entry)?])?;
            all.prepare_cached("insert into records values (?1, ?2)")?
                .execute(params![kept.id, kept.record])?;
            for (field, value) in &kept.keys {
                all.prepare_cached("insert into found values (?1, ?2, ?3)")?
                    .execute(params![field, value, kept.id])?;
            }
            all.prepare_cached("insert into history values (?1, ?2)")?.execute(params![kept.id, seq])?;
            all.prepare_cached("insert into requests values (?1, ?2)")?
                .execute(params![entry.request.0.as_slice(), seq])?;
        }
        Ok(all.commit()?)
    }
}
