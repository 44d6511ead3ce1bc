//! Long works inside the running server: filling a register with samples, verifying it, building its state again.

use std::{
    cell::Cell,
    time::{Duration, Instant},
};

use crate::base::{Id, Officer, RequestId, Say, Stamp};
use crate::domain::{
    FormName,
    kinds::{Office as OfficeView, PETITION, office_fields},
};
use crate::exchange;
use crate::store::{StoreError, Verified};
use crate::wire::{Message, Outcome, Refusal, RefusalKind, Reply, Request};

use super::super::{
    Decision,
    sample::{Act, Handover, Options, Sample, SampleError, What},
};
use super::{Server, lock, register, session::Session};

/// Proposals that may wait for the disk while a sample is made; more only cost memory.
const AHEAD_MAX: usize = 1_024;
/// The shortest time from one word of progress to the next.
const BETWEEN_PROGRESS: Duration = Duration::from_millis(100);
/// How often progress is told.
const TOLD_EVERY: u64 = 500;

impl Server {
    pub(super) fn long_work(&self, session: &Session, ticket: u32, request: &Request) -> Outcome {
        let Ok(_only) = self.at_work.try_lock() else {
            return Err(Refusal::new(
                RefusalKind::NotAllowed,
                Say::new(
                    "Chờ việc đang chạy xong rồi làm lại",
                    "Wait for the work under way, then try again",
                ),
            ));
        };
        let told_at: Cell<Option<Instant>> = Cell::new(None);
        let tell = |done, total, say: &Say| {
            // A work of thousands of parts would fill the queue of its own client, which is then dropped as too slow.
            if told_at.get().is_some_and(|at| at.elapsed() < BETWEEN_PROGRESS) {
                return;
            }
            told_at.set(Some(Instant::now()));
            session.send(&Message::Progress { ticket, done, total, say: say.clone() });
        };
        match request {
            Request::Sample { petitions, seed, day } => {
                let options = Options { petitions: *petitions, seed: *seed, day: *day };
                self.fill_with_samples(options, session, &tell)
            }
            Request::Check => {
                let say = Say::new("Đang kiểm tra sổ", "Checking the register");
                let verified = self.store.verify(&mut |done, total| tell(done, total, &say));
                let unfinished = self.is_unfinished_sample().then(unfinished);
                let checked = verified.map(|verified| checked(verified, unfinished));
                checked.or_else(|error| Ok(fault(&error)))
            }
            Request::Rebuild => {
                let say = Say::new("Đang dựng lại từ nhật ký", "Building again from the journal");
                let rebuilt = self.store.rebuild(&mut |done, total| tell(done, total, &say));
                self.write_again_if_healed();
                rebuilt
                    .map(|entries| Reply::Report {
                        lines: vec![Say::new(
                            format!("Đã dựng lại từ {entries} lần ghi"),
                            format!("Built again from {entries} entries"),
                        )],
                        ok: true,
                    })
                    .or_else(|error| Ok(fault(&error)))
            }
            _ => Err(super::super::refusal::not_here()),
        }
    }

    fn fill_with_samples(
        &self,
        options: Options,
        session: &Session,
        tell: &dyn Fn(u64, u64, &Say),
    ) -> Outcome {
        if self.is_unfinished_sample() {
            return Err(Refusal::new(RefusalKind::NotAllowed, unfinished()));
        }
        if self.store.head().seq > 0 {
            return Err(Refusal::new(
                RefusalKind::NotAllowed,
                Say::new(
                    "Dùng thư mục trống: sổ này đã có dữ liệu, không trộn mẫu vào",
                    "Use an empty directory: this register has data, samples are not mixed in",
                ),
            ));
        }
        let sample = sample_of(options)
            .map_err(|error| Refusal::new(RefusalKind::NotAllowed, Say::plain(error.to_string())))?;
        // The day of the sample is written last: without it everybody sees that the filling was broken off.
        let mut office = sample.office();
        office.fields.remove(office_fields::SAMPLE_DAY.def.name);
        let mut records = vec![office];
        records.extend(sample.units());
        let mut serial = 0;
        let request = Request::Import { request: request_id(&mut serial), records, dry_run: false };
        // The register begins just before the first act: time in a journal never runs backwards.
        let begins = sample.acts().next().map_or_else(|| self.now(), |act| Stamp(act.at.0 - 1));
        self.decide_at(&request, session.officer(), begins)?;
        self.queue.wait_until_at_most(0);

        let say = Say::new("Đang tạo dữ liệu mẫu", "Making sample data");
        let total = sample.petitions() as u64;
        let mut made: Vec<(Id, u32)> = Vec::new();
        let mut ends = begins;
        for act in sample.acts() {
            ends = act.at;
            self.do_sample_act(&act, &mut made, &mut serial)?;
            if (made.len() as u64).is_multiple_of(TOLD_EVERY) {
                tell(made.len() as u64, total, &say);
            }
        }
        // Only when all of it is on the disk.
        self.queue.wait_until_at_most(0);
        let records = vec![sample.office()];
        let request = Request::Import { request: request_id(&mut serial), records, dry_run: false };
        self.decide_at(&request, session.officer(), ends)?;
        self.queue.wait_until_at_most(0);
        *lock(&self.clock) = register::clock_of(&*self.store).map_err(super::super::refusal::broken)?;
        lock(&self.office).day_began(self.now().day());
        Ok(Reply::Report {
            lines: vec![Say::new(
                format!("Đã tạo {total} đơn mẫu"),
                format!("{total} sample petitions made"),
            )],
            ok: true,
        })
    }

    fn is_unfinished_sample(&self) -> bool {
        let office = lock(&self.office);
        office.basis().office.as_deref().is_some_and(|office| OfficeView(office).is_unfinished_sample())
    }

    /// Runs one act through the same deciding as an officer's, at its own time and under its own name.
    fn do_sample_act(&self, act: &Act, made: &mut Vec<(Id, u32)>, serial: &mut u64) -> Result<(), Refusal> {
        let form = |record: Option<Id>, step: Option<&str>| FormName {
            kind: PETITION.name.to_owned(),
            record,
            step: step.map(str::to_owned),
            sheet: 0,
        };
        let of = |petition: usize| made.get(petition).cloned().ok_or_else(super::super::refusal::unknown);
        let request = request_id(serial);
        let (place, request) = match &act.what {
            What::Receive { petition, fields } => {
                let save = Request::Save {
                    request,
                    form: form(None, None),
                    base: 0,
                    fields: fields.clone(),
                    reason: None,
                };
                (*petition, save)
            }
            What::Step { petition, step, fields, reason } => {
                let (id, base) = of(*petition)?;
                let form = form(Some(id), Some(step));
                (
                    *petition,
                    Request::Save { request, form, base, fields: fields.clone(), reason: reason.clone() },
                )
            }
            What::Handover(Handover { from, document, on }) => {
                self.queue.wait_until_at_most(0);
                let (from, document) = (from.clone(), document.clone());
                let handover = Request::Handover {
                    request,
                    from,
                    document,
                    on: *on,
                    choices: Vec::new(),
                    dry_run: false,
                };
                for (id, revision) in self.decide_at(&handover, &act.officer, act.at)? {
                    if let Some(own) = made.iter_mut().find(|(own, _)| *own == id) {
                        own.1 = revision;
                    }
                }
                return Ok(());
            }
            What::Report { parts, reason } => {
                let save = Request::SaveMany { request, parts: parts.clone(), reason: reason.clone() };
                // Laying two changes together reads the history, which knows only what is on the disk.
                let changes = parts.iter().any(|part| part.base > 0);
                self.queue.wait_until_at_most(if changes { 0 } else { AHEAD_MAX });
                self.decide_at(&save, &act.officer, act.at)?;
                return Ok(());
            }
            What::TakeBack { petition } => {
                // Taking back reads the history, which knows only what is on the disk.
                self.queue.wait_until_at_most(0);
                let (id, base) = of(*petition)?;
                (*petition, Request::TakeBack { request, id, base })
            }
        };
        self.queue.wait_until_at_most(AHEAD_MAX);
        if let Some(saved) = self.decide_at(&request, &act.officer, act.at)?.into_iter().next() {
            match made.get_mut(place) {
                Some(one) => *one = saved,
                None => made.push(saved),
            }
        }
        Ok(())
    }

    /// Decides as at another time, and lets it wait for the disk without waiting for it; what was saved, with its revision.
    fn decide_at(&self, request: &Request, officer: &Officer, at: Stamp) -> Result<Vec<(Id, u32)>, Refusal> {
        let mut office = lock(&self.office);
        let shown = office.basis().today;
        office.set_today(at.day());
        let decided = office.decide(request, officer, at);
        office.set_today(shown);
        let Decision::Proposal(proposal) = decided? else { return Ok(Vec::new()) };
        let saved = proposal.records.iter().map(|record| (record.id.clone(), record.revision)).collect();
        self.queue.push(proposal.entry, Box::new(|_| ()));
        Ok(saved)
    }
}

fn sample_of(options: Options) -> Result<Sample, SampleError> {
    let units = |office: &Id| exchange::embedded_units(office);
    Sample::new(options, units(&Id::new("mau").unwrap_or_else(|| unreachable!("an id of letters"))))
}

/// Ids of requests that nobody sends again; they only have to differ.
fn request_id(serial: &mut u64) -> RequestId {
    *serial += 1;
    let mut id = [0; 16];
    for (byte, of) in id.iter_mut().zip(serial.to_le_bytes()) {
        *byte = of;
    }
    RequestId(id)
}

fn unfinished() -> Say {
    Say::new(
        "Xóa cả thư mục của sổ rồi tạo lại: lần tạo mẫu trước dở dang",
        "Delete the register's directory, then run it again: its samples are unfinished",
    )
}

fn checked(verified: Verified, unfinished: Option<Say>) -> Reply {
    let Verified { entries, records, keys, numbers, closed } = verified;
    let well = Say::new(
        format!("Tốt: {entries} lần ghi, {records} bản ghi, {keys} khóa, {numbers} số trong sổ"),
        format!("All is well: {entries} entries, {records} records, {keys} keys, {numbers} numbers in books"),
    );
    let closed = (closed > 0).then(|| {
        Say::new(
            format!("Còn đóng: {closed} khóa niêm phong không có ở đây; chép lại khóa cơ quan, bản sao khóa"),
            format!(
                "Closed: {closed} keys of sealed texts are not here; bring back the office key and its copy"
            ),
        )
    });
    Reply::Report { lines: [well].into_iter().chain(closed).chain(unfinished).collect(), ok: true }
}

fn fault(error: &StoreError) -> Reply {
    let say = match error {
        StoreError::Fault { place, say } => {
            Say::new(format!("{place}: {}", say.vi), format!("{place}: {}", say.en))
        }
        other => Say::plain(other.to_string()),
    };
    Reply::Report { lines: vec![say], ok: false }
}
