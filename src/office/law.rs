//! The law in use: what the program brings, with the office's own lines of the journal laid over it, act by act.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::base::{Id, Officer, Say};
use crate::domain::{
    Entry, Record,
    kinds::{DEADLINE_RULE, HOLIDAY, deadline_rule, holiday},
    law::{Holiday, Law, Rule, write_holidays, write_rules},
};
use crate::store::{Store, StoreError};
use crate::wire::{LawInUse, LawText, Refusal, RefusalKind};

use super::{Office, around::all_records};

/// Kinds of record that are lines of the law: they are changed as a law is, with the dates that move shown before.
const LAW_KINDS: [&str; 2] = [HOLIDAY.name, DEADLINE_RULE.name];

/// Whether records of a kind are lines of the law.
pub(super) fn is_of_the_law(kind: &str) -> bool {
    LAW_KINDS.contains(&kind)
}

/// The refusal to save a line of the law as a form.
pub(super) fn changed_as_a_law() -> Refusal {
    let say = Say::new(
        "Ghi ở màn hình ngày nghỉ, quy định hạn: có xem hạn đổi trước",
        "Use the screens of the law: the dates that move are shown first",
    );
    Refusal::new(RefusalKind::NotAllowed, say).hint(Say::plain("nghedan law FILE"))
}

/// The law that the program brings with every act of the office laid over it, in the order of the journal.
pub(super) fn law_in_use(store: &dyn Store, brought: &Law) -> Result<Law, StoreError> {
    let mut acts: BTreeMap<u64, Entry> = BTreeMap::new();
    let mut read: HashMap<Id, u32> = HashMap::new();
    for kind in LAW_KINDS {
        for record in all_records(store, kind)? {
            // Lines of one file came in one act: it is read once.
            if read.get(&record.id).is_some_and(|revisions| *revisions >= record.revision) {
                continue;
            }
            for entry in store.history(&record.id)? {
                if acts.contains_key(&entry.seq) {
                    continue;
                }
                for change in &entry.changes {
                    *read.entry(change.record.clone()).or_default() += 1;
                }
                acts.insert(entry.seq, entry);
            }
        }
    }
    let mut records: HashMap<Id, Record> = HashMap::new();
    let mut law = brought.clone();
    for entry in acts.into_values() {
        let mut changed = Vec::new();
        for change in entry.changes.iter().filter(|change| is_of_the_law(&change.kind)) {
            let record = change.apply(records.remove(&change.record))?;
            changed.push(record.clone());
            records.insert(record.id.clone(), record);
        }
        let (days, rules) = lines(&changed);
        law = law.after(entry.at, entry.officer, days, rules);
    }
    Ok(law.settled())
}

/// The lines of the law that records keep. What a later version wrote and cannot be understood is left to it.
fn lines(records: &[Record]) -> (Vec<Holiday>, Vec<Rule>) {
    let of = |kind: &'static str| records.iter().filter(move |record| record.kind == kind);
    (
        of(HOLIDAY.name).filter_map(holiday::line).collect(),
        of(DEADLINE_RULE.name).filter_map(deadline_rule::line).collect(),
    )
}

impl Office {
    /// The law in use as texts; whether `officer` may change it is the server's word.
    pub fn law_in_use(&self, may_change: bool, owner: Officer) -> LawInUse {
        let law = &self.basis.law;
        let mut own = BTreeMap::new();
        for change in law.changes() {
            let days = change.days.iter().map(|(day, _)| day.iso());
            for name in days.chain(change.rules.iter().map(|(id, _)| id.clone())) {
                own.insert(name, (change.at, change.by.clone()));
            }
        }
        LawInUse {
            text: LawText {
                rules: write_rules(&law.rules),
                holidays: write_holidays(law.calendar.entries()),
            },
            may_change,
            owner,
            own: own.into_iter().map(|(name, (at, by))| (name, at, by)).collect(),
        }
    }

    /// The law as it will stand when everything that waits is on the disk.
    pub(super) fn law_ahead(&self) -> &Arc<Law> {
        self.waiting.law.as_ref().unwrap_or(&self.basis.law)
    }

    /// Lays the lines of the law among records over what whoever decides next goes by.
    pub(super) fn lay_law(&mut self, entry: &Entry, records: &[Record]) {
        let (days, rules) = lines(records);
        if !days.is_empty() || !rules.is_empty() {
            let law = self.law_ahead().after(entry.at, entry.officer.clone(), days, rules).settled();
            self.waiting.law = Some(Arc::new(law));
        }
    }
}
