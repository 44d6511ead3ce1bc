//! Which fields of which kinds records are found by.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use crate::domain::{KINDS, Record};
use crate::encoding::key;

use super::keys;

/// The indexed fields. A state that was built for others is built again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indexes(BTreeSet<(&'static str, &'static str)>);

impl Default for Indexes {
    /// As the kinds declare them.
    fn default() -> Indexes {
        let fields = KINDS.iter().flat_map(|kind| {
            kind.fields.iter().filter(|field| field.indexed).map(|field| (kind.name, field.name))
        });
        Indexes(fields.collect())
    }
}

impl Indexes {
    /// These fields, each with its kind first.
    pub fn of(fields: &[(&'static str, &'static str)]) -> Indexes {
        Indexes(fields.iter().copied().collect())
    }

    /// Whether records of this kind are found by this field.
    pub(super) fn has(&self, kind: &str, field: &str) -> bool {
        self.0.iter().any(|indexed| *indexed == (kind, field))
    }

    /// The keys under which a record is found.
    pub(super) fn keys(&self, record: &Record) -> Vec<Vec<u8>> {
        let fields = self.0.iter().filter(|(kind, _)| *kind == record.kind);
        let keyed = fields.filter_map(|(kind, field)| {
            let value = key::of(record.fields.get(*field)?)?;
            Some([&keys::index(kind, field)[..], &value, record.id.as_str().as_bytes()].concat())
        });
        keyed.collect()
    }

    /// Differs when the fields differ.
    pub(super) fn fingerprint(&self) -> [u8; 8] {
        let mut hash = Sha256::new();
        for (kind, field) in &self.0 {
            hash.update(keys::index(kind, field));
        }
        let hash: [u8; 32] = hash.finalize().into();
        hash.first_chunk().copied().unwrap_or_default()
    }
}
