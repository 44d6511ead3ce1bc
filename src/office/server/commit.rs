//! The committer: writes what waits in groups, one sync a group, and lets the replies leave after it.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Condvar, Mutex, PoisonError, atomic::Ordering},
    time::{Duration, Instant},
};

use crate::base::{Officer, Say, limits};
use crate::domain::{Entry, petition::steps::RECLASSIFY};
use crate::store::StoreError;
use crate::wire::{Push, Refusal, RefusalKind, Request};

use super::super::{Decision, Proposal, law::is_of_the_law};
use super::{Server, Waiter, lock};

/// Entries in one group; more wait for the next sync.
const GROUP_ENTRIES_MAX: usize = 512;
/// How often the book is read aside for one decision, when the places or the law change meanwhile.
const READINGS_MAX: usize = 3;
/// Bytes of one group, by an estimate that is never too small by more than the frame's own head-room.
const GROUP_BYTES_MAX: usize = limits::FRAME_BYTES_MAX / 2;

/// What waits for the disk, in the order in which it was decided.
#[derive(Default)]
pub(super) struct Queue {
    waiting: Mutex<WaitingEntries>,
    changed: Condvar,
}

#[derive(Default)]
struct WaitingEntries {
    entries: VecDeque<Entry>,
    waiters: HashMap<u64, Vec<Waiter>>,
    /// Entries that were taken out and are being written.
    under_way: usize,
}

impl Queue {
    pub(super) fn wake(&self) {
        self.changed.notify_all();
    }

    pub(super) fn push(&self, entry: Entry, waiter: Waiter) {
        let mut waiting = lock(&self.waiting);
        waiting.waiters.entry(entry.seq).or_default().push(waiter);
        waiting.entries.push_back(entry);
        self.changed.notify_all();
    }

    /// Waits along with an entry that was pushed before; `false` when it is written already.
    fn join(&self, seq: u64, waiter: Waiter) -> Result<(), Waiter> {
        let mut waiting = lock(&self.waiting);
        match waiting.waiters.get_mut(&seq) {
            Some(waiters) => {
                waiters.push(waiter);
                Ok(())
            }
            None => Err(waiter),
        }
    }

    /// Waits until at most so many entries are left.
    pub(super) fn wait_until_at_most(&self, entries: usize) {
        let mut waiting = lock(&self.waiting);
        while waiting.entries.len() + waiting.under_way > entries {
            waiting = self.changed.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// The next group, an empty one when none came within this time, or `None` when the server leaves and nothing waits.
    fn next_group(&self, within: Duration, leaving: impl Fn() -> bool) -> Option<Vec<Entry>> {
        let mut waiting = lock(&self.waiting);
        loop {
            if !waiting.entries.is_empty() {
                let mut group = Vec::new();
                let mut bytes = 0;
                while group.len() < GROUP_ENTRIES_MAX {
                    let Some(next) = waiting.entries.front() else { break };
                    let size =
                        crate::encoding::bytes::to_bytes(next).map_or(GROUP_BYTES_MAX, |bytes| bytes.len());
                    if !group.is_empty() && bytes + size > GROUP_BYTES_MAX {
                        break;
                    }
                    bytes += size;
                    group.extend(waiting.entries.pop_front());
                }
                waiting.under_way = group.len();
                return Some(group);
            }
            if leaving() {
                return None;
            }
            let waited = self.changed.wait_timeout(waiting, within);
            let (held, late) = waited.unwrap_or_else(PoisonError::into_inner);
            if late.timed_out() {
                return Some(Vec::new());
            }
            waiting = held;
        }
    }

    /// The waiters of a group that was written.
    fn done(&self, group: &[Entry]) -> Vec<(u64, Vec<Waiter>)> {
        let mut waiting = lock(&self.waiting);
        waiting.under_way = 0;
        let done =
            group.iter().filter_map(|entry| Some((entry.seq, waiting.waiters.remove(&entry.seq)?))).collect();
        self.changed.notify_all();
        done
    }

    /// Everybody who waits, after a write that failed.
    pub(super) fn failed(&self) -> Vec<Waiter> {
        let mut waiting = lock(&self.waiting);
        waiting.entries.clear();
        waiting.under_way = 0;
        let all = waiting.waiters.drain().flat_map(|(_, waiters)| waiters).collect();
        self.changed.notify_all();
        all
    }
}

impl Server {
    /// Decides a change and calls `waiter` when it is on the disk or refused.
    pub(super) fn change(&self, request: &Request, officer: &Officer, waiter: Waiter) {
        let mut office = lock(&self.office);
        let mut read = None;
        // What is still another one by then is decided on what is read with the office held.
        for _ in 0..READINGS_MAX {
            let Some(mut reading) = office.reading_for(request, officer) else { break };
            drop(office);
            let done = reading.read();
            office = lock(&self.office);
            if done.is_err() {
                break;
            }
            if office.holds(&reading) {
                read = Some(reading);
                break;
            }
        }
        match office.decide_after(read, request, officer, self.now()) {
            // Pushed while the office is held: the order of the queue is the order of deciding.
            Ok(Decision::Proposal(proposal)) => self.queue.push(proposal.entry, waiter),
            Ok(Decision::Done(reply)) => {
                drop(office);
                waiter(Ok(*reply));
            }
            Ok(Decision::Waits(seq)) => {
                if let Err(waiter) = self.queue.join(seq, waiter) {
                    drop(office);
                    waiter(Err(unknown_outcome()));
                }
            }
            Err(refusal) => {
                drop(office);
                waiter(Err(refusal));
            }
        }
    }

    /// The committer's thread.
    pub(super) fn commit_for_ever(&self) {
        let mut saved_at = None;
        loop {
            let within = self.look_at_the_disk_within(saved_at);
            let Some(group) = self.queue.next_group(within, || self.is_leaving()) else { return };
            if !group.is_empty() {
                match self.store.append(&group) {
                    Ok(()) => self.appended(&group),
                    Err(error) => self.not_appended(&error),
                }
                saved_at = Some(Instant::now());
            }
            self.look_at_the_disk();
        }
    }

    /// A group is on the disk: it becomes the state, and the replies leave.
    fn appended(&self, group: &[Entry]) {
        // What was synced is acknowledged even when the state cannot follow: the journal is the truth.
        let applied = self.store.apply(group);
        let mut office = lock(&self.office);
        let committed = office.committed(group.len());
        let waiters = self.queue.done(group);
        let proposals = match &committed {
            Ok(proposals) => proposals.as_slice(),
            Err(_) => &[],
        };
        let replies: HashMap<u64, &Proposal> =
            proposals.iter().map(|proposal| (proposal.entry.seq, proposal)).collect();
        for (seq, waiters) in waiters {
            for waiter in waiters {
                waiter(
                    replies.get(&seq).map_or_else(|| Err(unknown_outcome()), |proposal| Ok(proposal.reply())),
                );
            }
        }
        self.push_changes(&office, proposals);
        if proposals.iter().flat_map(|proposal| &proposal.records).any(|record| is_of_the_law(&record.kind)) {
            // Every day that is due may be another one now, as when a new day begins.
            self.push_to_all(&Push::Day(office.basis().today));
        }
        drop(office);
        self.forget_drafts(proposals);
        if applied.is_err() || committed.is_err() {
            self.stop_writing();
        }
    }

    /// What was typed about a petition that is a denunciation now goes too.
    fn forget_drafts(&self, proposals: &[Proposal]) {
        let changes = proposals.iter().flat_map(|proposal| &proposal.entry.changes);
        for change in changes.filter(|change| change.step.as_deref() == Some(RECLASSIFY.name)) {
            if self.drafts.forget(&change.record).is_err() {
                eprintln!("Look at the disk: drafts of a denunciation could not be removed.");
            }
        }
    }

    fn not_appended(&self, error: &StoreError) {
        let refusal = refusal_of(error);
        // Both under one lock: nothing is decided between them that would be dropped here and wait there.
        let mut office = lock(&self.office);
        office.dropped();
        let waiters = self.queue.failed();
        drop(office);
        for waiter in waiters {
            waiter(Err(refusal.clone()));
        }
        if self.store.is_read_only() {
            self.stop_writing();
        }
    }

    pub(super) fn stop_writing(&self) {
        if !self.read_only.swap(true, Ordering::SeqCst) {
            self.push_to_all(&Push::ReadOnly(true));
        }
    }

    /// Tells everybody that saves are taken again, if a work that is done now has healed the store.
    pub(super) fn write_again_if_healed(&self) {
        if !self.store.is_read_only() && self.read_only.swap(false, Ordering::SeqCst) {
            self.push_to_all(&Push::ReadOnly(false));
        }
    }
}

fn refusal_of(error: &StoreError) -> Refusal {
    if error.is_outcome_unknown() {
        return unknown_outcome();
    }
    if error.is_no_space() {
        return Refusal::new(
            RefusalKind::Full,
            Say::new(
                "Giữ nháp, nhờ quản trị dọn đĩa máy chủ: đã đầy, chưa lưu",
                "Keep the draft, have room made on the server's disk: full, not saved",
            ),
        );
    }
    not_saved()
}

pub(super) fn not_saved() -> Refusal {
    Refusal::new(
        RefusalKind::Broken,
        Say::new(
            "Gọi người quản trị: đĩa lỗi, chưa lưu",
            "Call the administrator: the disk failed, not saved",
        ),
    )
}

fn unknown_outcome() -> Refusal {
    Refusal::new(
        RefusalKind::OutcomeUnknown,
        Say::new(
            "Giữ nháp, chờ máy chủ khởi động lại: chưa rõ đã ghi hay chưa",
            "Keep the draft until the server restarts: unknown if it was saved",
        ),
    )
}
