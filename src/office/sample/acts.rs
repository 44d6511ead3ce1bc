//! What the officers of the sample did, act by act in the order of time, as the office is to decide it again.

use std::collections::BTreeMap;

use crate::base::{Officer, Stamp};
use crate::domain::{
    FieldValue, Fields,
    kinds::{PetitionKind, petition_fields as f},
    petition::steps::{self, fields as s, reasons},
};

use super::{
    Sample,
    case::{Case, Doing, Move},
    profile::{CULTURE, ECONOMY, officer},
    villages::{Handover, Report},
};
use crate::wire::SavePart;

/// One act of an officer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// When.
    pub at: Stamp,
    /// Who.
    pub officer: Officer,
    /// What.
    pub what: What,
}

/// What was done. A petition is named by its place in the order of receipt, from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A petition was received and entered.
    Receive {
        /// Which one.
        petition: usize,
        /// What was entered.
        fields: Fields,
    },
    /// A step was taken.
    Step {
        /// Of which petition.
        petition: usize,
        /// The step's name on disk.
        step: &'static str,
        /// What was entered.
        fields: Fields,
        /// The word of reason, where one was asked for.
        reason: Option<String>,
    },
    /// Forms about villages were saved: updates, figures, closings of periods.
    Report {
        /// The forms, saved at once.
        parts: Vec<SavePart>,
        /// The word of reason, where one was asked for.
        reason: Option<String>,
    },
    /// What was open of a unit that ended was handed over.
    Handover(Handover),
    /// The last step was taken back.
    TakeBack {
        /// Of which petition.
        petition: usize,
    },
}

/// When something happens to a petition: 0 is its receipt, n its n-th move.
pub(super) type Moment = (Stamp, u32, u8);

/// The acts of a sample; numbers of documents are given as they come.
#[derive(Debug)]
pub struct Acts<'a> {
    sample: &'a Sample,
    next: usize,
    next_report: usize,
    numbers: BTreeMap<(Series, i32), u32>,
}

/// The sorts of document that have numbers of their own each year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Series {
    SealedFile,
    Letter,
    Notice,
    Finding,
    Answer,
}

impl Series {
    fn number(self, seq: u32) -> String {
        match self {
            Series::SealedFile => format!("{seq:02}-M"),
            Series::Letter => format!("{seq}-CV/BDV"),
            Series::Notice => format!("{seq}/TB-UBND"),
            Series::Finding => format!("{seq}/KL-UBND"),
            Series::Answer => format!("{seq}/UBND-VP"),
        }
    }
}

impl<'a> Acts<'a> {
    pub(super) fn new(sample: &'a Sample) -> Acts<'a> {
        Acts { sample, next: 0, next_report: 0, numbers: BTreeMap::new() }
    }

    fn number(&mut self, series: Series, at: Stamp) -> String {
        let seq = self.numbers.entry((series, at.day().year())).or_default();
        *seq += 1;
        series.number(*seq)
    }

    fn receive(&mut self, case: &Case) -> Fields {
        let mut fields = Fields::new();
        let mut set = |name: &str, value| fields.insert(name.to_owned(), value);
        set(f::RECEIVED_ON.def.name, case.received_on().into_value());
        set(f::SOURCE.def.name, case.source.into_value());
        if let Some(from) = case.from {
            set(f::FORWARDED_BY.def.name, from.to_owned().into_value());
        }
        set(f::KIND.def.name, case.kind.into_value());
        if case.kind == PetitionKind::KhieuNai {
            set(f::INSTANCE.def.name, case.instance.into_value());
        }
        set(f::VILLAGE.def.name, case.place.clone().into_value());
        set(f::DOMAIN.def.name, case.domain.into_value());
        if case.kind != PetitionKind::CuTri {
            set(f::SIGNATORIES.def.name, case.signatories.into_value());
        }
        if case.kind == PetitionKind::ToCao {
            let file = self.number(Series::SealedFile, case.received_at);
            set(f::SEALED_FILE.def.name, file.into_value());
        } else {
            set(f::SUMMARY.def.name, case.summary.clone().into_value());
        }
        if case.kind == PetitionKind::KhieuNai {
            // Nobody: the sample names no person.
            set(f::SENDER.def.name, "Người gửi mẫu".to_owned().into_value());
            set(f::REPLY_TO.def.name, "Nơi ở mẫu".to_owned().into_value());
        }
        set(f::OUR_ROLE.def.name, case.role.into_value());
        set(f::RESPONSIBLE.def.name, case.responsible.to_owned().into_value());
        if let Some(officer) = officer(case.officer) {
            set(f::OFFICER.def.name, officer.as_str().to_owned().into_value());
        }
        fields
    }

    fn step(&mut self, done: &Move) -> Option<(&'static str, Fields)> {
        let mut fields = Fields::new();
        let mut set = |name: &str, value| fields.insert(name.to_owned(), value);
        let on = done.at.day().into_value();
        if done.told {
            set(s::SENDER_TOLD_ON.def.name, on.clone());
        }
        let step = match done.doing {
            Doing::TakeBack => return None,
            Doing::Classify(authority) => {
                let ours = [self.sample.profile.own_agency, ECONOMY, CULTURE];
                let competence =
                    if ours.contains(&authority) { s::Competence::Ours } else { s::Competence::NotOurs };
                set(s::ON.def.name, on);
                set(s::COMPETENCE.def.name, competence.into_value());
                set(s::AUTHORITY.def.name, authority.to_owned().into_value());
                &steps::CLASSIFY
            }
            Doing::Accept { complex } => {
                set(s::ON.def.name, on);
                set(s::NOTICE_NUMBER.def.name, self.number(Series::Notice, done.at).into_value());
                if complex {
                    set(s::COMPLEX_FINDING.def.name, self.number(Series::Finding, done.at).into_value());
                }
                &steps::ACCEPT
            }
            Doing::Verify => {
                set(s::ON.def.name, on);
                &steps::VERIFY
            }
            Doing::Resolve(outcome) => {
                set(s::RESULT.def.name, outcome.into_value());
                set(s::DOCUMENT_ON.def.name, on);
                set(s::DOCUMENT_NUMBER.def.name, self.number(Series::Answer, done.at).into_value());
                &steps::RESOLVE
            }
            Doing::Close => {
                set(s::ON.def.name, on);
                &steps::CLOSE
            }
            Doing::Transfer(receiver) => {
                set(s::RECEIVER.def.name, receiver.to_owned().into_value());
                set(s::DOCUMENT_ON.def.name, on);
                set(s::DOCUMENT_NUMBER.def.name, self.number(Series::Letter, done.at).into_value());
                &steps::TRANSFER
            }
            Doing::Cancel(reason) => {
                set(s::ON.def.name, on);
                set(reasons::CANCEL_REASON.def.name, reason.into_value());
                &steps::CANCEL
            }
        };
        Some((step.name, fields))
    }

    fn report(&mut self, report: &Report) -> Option<Act> {
        self.next_report += 1;
        let what = match &report.handover {
            Some(handover) => What::Handover(handover.clone()),
            None => What::Report { parts: report.parts.clone(), reason: report.reason.clone() },
        };
        Some(Act { at: report.at, officer: report.officer.clone(), what })
    }

    fn act(&mut self, (at, petition, order): Moment) -> Option<Act> {
        let petition = usize::try_from(petition).ok()?;
        let sample = self.sample;
        let case = sample.cases.get(petition)?;
        let Some(order) = usize::from(order).checked_sub(1) else {
            let what = What::Receive { petition, fields: self.receive(case) };
            return Some(Act { at, officer: officer(case.entered_by)?, what });
        };
        let officer = officer(case.officer)?;
        let done = case.moves.get(order)?;
        let reason = done.reason.map(str::to_owned);
        let what = match self.step(done) {
            Some((step, fields)) => What::Step { petition, step, fields, reason },
            None => What::TakeBack { petition },
        };
        Some(Act { at, officer, what })
    }
}

impl Iterator for Acts<'_> {
    type Item = Act;

    fn next(&mut self) -> Option<Act> {
        let moment = self.sample.moments.get(self.next).copied();
        let report = self.sample.reports.get(self.next_report);
        match (moment, report) {
            (Some((at, ..)), Some(report)) if report.at < at => self.report(report),
            (Some(moment), _) => {
                self.next += 1;
                self.act(moment)
            }
            (None, report) => self.report(report?),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let sample = self.sample;
        let left = (sample.moments.len() + sample.reports.len()).saturating_sub(self.next + self.next_report);
        (left, Some(left))
    }
}

impl ExactSizeIterator for Acts<'_> {}
