//! Which petitions name a document of the same number, for the rule that compares them.

use crate::domain::{
    Record, Value,
    kinds::{PETITION, Petition},
    petition::steps::{StepDef, documents},
};
use crate::store::{Scan, StoreError};

use super::Office;

/// So many that name the same document are compared; one is enough to refuse a number.
const SAME_DOCUMENTS_MAX: usize = 20;

impl Office {
    /// The other petitions of the office that name a document of a number which is entered with a step.
    pub(super) fn same_documents(
        &self,
        step: &StepDef,
        petition: Petition<'_>,
        input: &Record,
    ) -> Result<Vec<Record>, StoreError> {
        let mut found: Vec<Record> = Vec::new();
        for key in documents::entered(step, petition, input) {
            let scan = Scan {
                kind: PETITION.name.to_owned(),
                field: documents::INDEX.to_owned(),
                value: Some(Value::Text(key.clone())),
                backwards: false,
                after: None,
                limit: SAME_DOCUMENTS_MAX,
            };
            for hit in self.store.scan(&scan)? {
                if !self.waiting.records.contains_key(&hit.id) {
                    found.extend(self.store.record(&hit.id)?);
                }
            }
            let waiting = self.waiting.records.values();
            found.extend(waiting.filter(|record| documents::keys(record).contains(&key)).cloned());
        }
        found.retain(|record| record.id != petition.0.id && record.office == petition.0.office);
        Ok(found)
    }
}
