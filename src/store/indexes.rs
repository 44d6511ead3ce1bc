//! Which fields of which kinds records are found by.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use crate::domain::{self, KINDS, Record, Value};
use crate::encoding::key;

use super::keys;

/// The indexed fields. A state that was built for others is built again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indexes(BTreeSet<(&'static str, &'static str)>);

impl Default for Indexes {
    /// As the kinds declare them.
    fn default() -> Indexes {
        let fields = KINDS.iter().flat_map(|kind| {
            let fields = kind.fields.iter().filter(|field| field.indexed).map(|field| field.name);
            fields.chain(kind.also_indexed.map(|also| also.name)).map(|name| (kind.name, name))
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
        let named = |kind: &str, name: &str, value: &Value| -> Option<Vec<u8>> {
            Some([&keys::index(kind, name)[..], &key::of(value)?, record.id.as_str().as_bytes()].concat())
        };
        let keyed = fields.filter_map(|(kind, field)| named(kind, field, record.fields.get(*field)?));
        let also = domain::kind(&record.kind).and_then(|kind| kind.also_indexed);
        let also = also.filter(|also| self.has(&record.kind, also.name)).into_iter();
        let derived =
            also.flat_map(|also| (also.values)(record).into_iter().map(move |value| (also.name, value)));
        let derived = derived.filter_map(|(name, value)| named(&record.kind, name, &Value::Text(value)));
        keyed.chain(derived).collect()
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
