//! What the officers of the sample did, act by act in the order of time, as the office is to decide it again.

use std::collections::BTreeMap;

use crate::base::{Officer, Stamp};
use crate::domain::{
    FieldValue, Fields,
    kinds::{PetitionKind, petition_fields as f},
};

use super::{
    Sample,
    case::Case,
    moves::Series,
    profile::officer,
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
    pub(super) sample: &'a Sample,
    next: usize,
    next_report: usize,
    /// The last number of each series in each year.
    pub(super) numbers: BTreeMap<(Series, i32), u32>,
}

impl<'a> Acts<'a> {
    pub(super) fn new(sample: &'a Sample) -> Acts<'a> {
        Acts { sample, next: 0, next_report: 0, numbers: BTreeMap::new() }
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
        let what = match self.step(case, done) {
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
