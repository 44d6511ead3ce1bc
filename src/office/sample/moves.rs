//! What an officer enters for each move of a sample petition, with the numbers of the documents.

use crate::base::Stamp;
use crate::domain::{
    FieldValue, Fields,
    kinds::PetitionKind,
    petition::steps::{self, StepDef, fields as s, reasons},
};

use super::{
    acts::Acts,
    case::{Case, Doing, Move},
    profile::{CULTURE, ECONOMY},
};

/// The sorts of document that have numbers of their own each year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Series {
    SealedFile,
    Letter,
    Notice,
    Finding,
    Answer,
    Decision,
}

impl Series {
    fn number(self, seq: u32) -> String {
        match self {
            Series::SealedFile => format!("{seq:02}-M"),
            Series::Letter => format!("{seq}-CV/BDV"),
            Series::Notice => format!("{seq}/TB-UBND"),
            Series::Finding => format!("{seq}/KL-UBND"),
            Series::Answer => format!("{seq}/UBND-VP"),
            Series::Decision => format!("{seq}/QĐ-UBND"),
        }
    }
}

/// Days before a dialogue on which those concerned are told, and how long after the notice it is held.
const DIALOGUE_NOTICE_DAYS: i32 = 7;

impl Acts<'_> {
    /// The next number of a series in the year of that moment.
    pub(super) fn number(&mut self, series: Series, at: Stamp) -> String {
        let seq = self.numbers.entry((series, at.day().year())).or_default();
        *seq += 1;
        series.number(*seq)
    }

    /// The step of a move and what is entered in its form; `None` where the last step is taken back.
    pub(super) fn step(&mut self, case: &Case, done: &Move) -> Option<(&'static str, Fields)> {
        let mut fields = Fields::new();
        let mut set = |name: &str, value| fields.insert(name.to_owned(), value);
        let day = done.at.day();
        let on = day.into_value();
        let ours = [self.sample.profile.own_agency, ECONOMY, CULTURE];
        let mut number = |series| self.number(series, done.at).into_value();
        // The step, the field of its day, and the number that its document has.
        let (step, of_day, numbered): (&StepDef, &str, Option<(&str, Series)>) = match done.doing {
            Doing::TakeBack => return None,
            Doing::Classify(authority) => {
                let competence =
                    if ours.contains(&authority) { s::Competence::Ours } else { s::Competence::NotOurs };
                set(s::COMPETENCE.def.name, competence.into_value());
                set(s::AUTHORITY.def.name, authority.to_owned().into_value());
                (&steps::CLASSIFY, ON, None)
            }
            Doing::Accept { complex } => {
                let notice = number(Series::Notice);
                set(NUMBER, notice);
                if complex {
                    set(s::COMPLEX_FINDING.def.name, number(Series::Finding));
                }
                (&steps::ACCEPT, ON, None)
            }
            Doing::AskForMore(missing) => {
                set(reasons::MISSING.def.name, missing.into_value());
                (&steps::ASK_FOR_MORE, ON, Some((NUMBER, Series::Notice)))
            }
            Doing::Verify => (&steps::VERIFY, ON, None),
            Doing::Dialogue => {
                set(steps::DIALOGUE_ON.def.name, day.plus(DIALOGUE_NOTICE_DAYS).into_value());
                set(steps::NOTIFIED_ON.def.name, on.clone());
                (&steps::DIALOGUE, ON, None)
            }
            Doing::Suspend(reason) => {
                set(reasons::SUSPENSION_REASON.def.name, reason.into_value());
                set(s::SENT_ON.def.name, on.clone());
                (&steps::SUSPEND, DOCUMENT_ON, Some((DECISION, Series::Decision)))
            }
            Doing::Resume => (&steps::RESUME, DOCUMENT_ON, Some((DECISION, Series::Decision))),
            Doing::Extend(reason, days) => {
                set(reasons::EXTENSION_REASON.def.name, reason.into_value());
                set(steps::EXTENDED_DAYS.def.name, days.into_value());
                (&steps::EXTEND, DOCUMENT_ON, Some((DECISION, Series::Decision)))
            }
            Doing::Withdraw(many) => {
                if case.signatories > 1 {
                    set(steps::WITHDRAWN.def.name, many.into_value());
                }
                if case.kind == PetitionKind::ToCao {
                    set(steps::MUST_GO_ON.def.name, false.into_value());
                }
                (&steps::WITHDRAW, ON, None)
            }
            Doing::Discontinue => {
                set(s::SENT_ON.def.name, on.clone());
                (&steps::DISCONTINUE, DOCUMENT_ON, Some((DECISION, Series::Decision)))
            }
            Doing::Resolve(outcome) => {
                set(s::RESULT.def.name, outcome.into_value());
                (&steps::RESOLVE, DOCUMENT_ON, Some((NUMBER, Series::Answer)))
            }
            Doing::CarryOut => (&steps::CARRY_OUT, ON, None),
            Doing::Close => (&steps::CLOSE, ON, None),
            Doing::Transfer(receiver) => {
                set(s::RECEIVER.def.name, receiver.to_owned().into_value());
                (&steps::TRANSFER, DOCUMENT_ON, Some((NUMBER, Series::Letter)))
            }
            Doing::Urge => (&steps::URGE, DOCUMENT_ON, Some((NUMBER, Series::Letter))),
            Doing::HearResult(outcome) => {
                set(s::THEIR_RESULT.def.name, outcome.into_value());
                (&steps::RESULT_FROM_THERE, ON, None)
            }
            Doing::Guide(place) => {
                set(s::GUIDED_TO.def.name, place.to_owned().into_value());
                (&steps::GUIDE, DOCUMENT_ON, Some((NUMBER, Series::Letter)))
            }
            Doing::Return(reason) => {
                set(reasons::RETURN_REASON.def.name, reason.into_value());
                (&steps::RETURN, ON, Some((NUMBER, Series::Notice)))
            }
            Doing::FileAway(reason) => {
                set(reasons::FILING_REASON.def.name, reason.into_value());
                (&steps::FILE_AWAY, ON, None)
            }
            Doing::Cancel(reason) => {
                set(reasons::CANCEL_REASON.def.name, reason.into_value());
                (&steps::CANCEL, ON, None)
            }
            Doing::Split => {
                for (field, content) in steps::CONTENTS.iter().zip(&case.contents) {
                    set(field.kind.def.name, content.kind.into_value());
                    set(field.domain.def.name, content.domain.into_value());
                    set(field.summary.def.name, content.summary.clone().into_value());
                }
                (&steps::SPLIT, ON, None)
            }
            Doing::SecondComplaint(authority) => {
                set(s::SECOND_AUTHORITY.def.name, authority.to_owned().into_value());
                (&steps::SECOND, ON, None)
            }
        };
        if let Some((name, series)) = numbered {
            let numbered = number(series);
            set(name, numbered);
        }
        if done.told {
            set(s::SENDER_TOLD_ON.def.name, on.clone());
        }
        set(of_day, on);
        Some((step.name, fields))
    }
}

const ON: &str = s::ON.def.name;
const DOCUMENT_ON: &str = s::DOCUMENT_ON.def.name;
const NUMBER: &str = s::DOCUMENT_NUMBER.def.name;
const DECISION: &str = s::DECISION_NUMBER.def.name;
