//! A record of a kind without law of its own, opened: by its declaration, a matter and a proposal with what they tell.

use crate::base::{Day, Id, Say};
use crate::domain::{
    Circumstances, Record, STEPS, Step, Value, Whose, kind,
    kinds::{
        MATTER, Matter, PROPOSAL, STATISTICS_CLOSING, closing_lines, matter_fields, matter_headline,
        matter_lines, proposal_fields, proposal_headline, proposal_lines,
    },
    rights::Viewer,
    stands, step,
};
use crate::wire::{ClockLine, Shown, StepOffer};

use super::{
    Office,
    detail::{closed, fields_told, timeline},
};

impl Office {
    pub(super) fn shown_by_declaration(
        &self,
        record: Record,
        viewer: &Viewer,
        around: &Circumstances<'_>,
    ) -> Shown {
        let Some(kind) = kind(&record.kind) else { return self.only_a_label(record) };
        let named = |id: &Id| {
            let other = self.record_for(viewer, id).ok().flatten()?;
            let other_kind = crate::domain::kind(&other.kind)?;
            Some(match number_shown(&other, around.today) {
                Some(number) => Say::plain(number),
                None => (other_kind.label)(&other, &self.basis.places),
            })
        };
        let (headline, lines) = match kind.name {
            name if name == MATTER.name => {
                (matter_headline(&record, around), matter_lines(&record, around, &named))
            }
            name if name == PROPOSAL.name => {
                let came_up = self.first_came_up(&record, viewer);
                (proposal_headline(&record, around), proposal_lines(&record, around, &named, came_up))
            }
            name => {
                let title = Say::new(
                    format!("{} {}", kind.title.vi, (kind.label)(&record, &self.basis.places).vi),
                    format!("{} {}", kind.title.en, (kind.label)(&record, &self.basis.places).en),
                );
                let lines = if name == STATISTICS_CLOSING.name {
                    closing_lines(&record, around)
                } else {
                    fields_told(kind.fields, &plain_fields(&record), around)
                };
                (title, lines)
            }
        };
        let is_told = kind.name == MATTER.name || kind.name == PROPOSAL.name;
        let (may, refused): (Vec<_>, Vec<_>) = kind
            .steps
            .iter()
            .map(|step| (step_offer(step), (step.refusal)(&record)))
            .partition(|(_, why)| why.is_none());
        let clocks = clock_lines(&record, around);
        let mut unfolded = Vec::new();
        if is_told {
            unfolded.push(headline.clone());
            unfolded.extend(lines.iter().cloned());
        }
        Shown {
            title: headline,
            heading: lines,
            urgent: clocks
                .iter()
                .position(|clock| clock.word != done())
                .and_then(|at| u32::try_from(at).ok()),
            clocks,
            timeline: timeline(&record, around),
            steps: may.into_iter().map(|(offer, _)| offer).collect(),
            refused: refused.into_iter().filter_map(|(offer, why)| Some((offer, why?))).collect(),
            may_take_back: step::may_take_back(&record, &viewer.officer, around.today),
            unfolded,
            record: closed(record),
        }
    }

    fn only_a_label(&self, record: Record) -> Shown {
        Shown {
            title: Say::plain(record.id.as_str()),
            heading: Vec::new(),
            clocks: Vec::new(),
            urgent: None,
            timeline: Vec::new(),
            steps: Vec::new(),
            refused: Vec::new(),
            may_take_back: false,
            unfolded: Vec::new(),
            record,
        }
    }

    /// On which day the first of a proposal's matters came up: with the last day of the update's period, or when it was
    /// opened.
    fn first_came_up(&self, proposal: &Record, viewer: &Viewer) -> Option<Day> {
        let matters = proposal_fields::MATTERS.of(proposal).unwrap_or_default();
        let opened = matters.iter().filter_map(|id| {
            let matter = self.record_for(viewer, id).ok().flatten()?;
            let update = matter_fields::FROM_UPDATE.of(&matter);
            let update = update.and_then(|id| self.record_for(viewer, &id).ok().flatten());
            let reported = update.and_then(|update| crate::domain::kinds::VillageUpdate(&update).period());
            let opened = matter_fields::OPENED_ON.of(&matter);
            reported.map(|period| period.last()).into_iter().chain(opened).min()
        });
        opened.min()
    }
}

/// The number of a record as its book writes it.
pub(super) fn number_shown(record: &Record, today: Day) -> Option<String> {
    let book = kind(&record.kind)?.book?;
    match record.fields.get(crate::domain::query::BOOK_ORDER)? {
        Value::Number(number) => Some(book.shown(*number, today.year())),
        _ => None,
    }
}

/// What an officer entered, without the rows of what was done.
fn plain_fields(record: &Record) -> crate::domain::Fields {
    let mut fields = record.fields.clone();
    fields.remove(STEPS);
    fields
}

fn step_offer(step: &Step) -> StepOffer {
    StepOffer { name: step.name.to_owned(), letter: step.letter, title: step.title.into() }
}

fn done() -> Say {
    Say::new("Xong", "Done")
}

/// The days of a matter, each side's by itself; of any other kind what is due first.
fn clock_lines(record: &Record, around: &Circumstances<'_>) -> Vec<ClockLine> {
    let who = |whose: &Whose| match whose {
        Whose::Ours => Say::new("ta", "us"),
        Whose::Committee => Say::new("cấp ủy", "committee"),
        Whose::Agency(code) => Say::plain(around.office.agency_short(code)),
        Whose::Unit(unit) => {
            Say::plain(around.places.get(unit).map_or_else(String::new, |place| place.name.clone()))
        }
    };
    let line = |title: Say, due: Day, days: String, done_on: Option<Day>, whose: &Whose| ClockLine {
        title,
        due,
        days: if done_on.is_some() { " ".to_owned() } else { days },
        word: match (done_on, due.since(around.today)) {
            (Some(_), _) => done(),
            (None, ..0) => Say::new("Quá hạn", "Overdue"),
            (None, 0) => Say::new("Hôm nay", "Today"),
            (None, _) => Say::new("Trong hạn", "In time"),
        },
        who: who(whose),
        why: match done_on {
            Some(on) => Say::plain(on.short()),
            None => Say::default(),
        },
        explanation: Vec::new(),
    };
    if record.kind == MATTER.name {
        let clocks = Matter(record).clocks().into_iter();
        return clocks
            .map(|clock| {
                let title = match (clock.of_the_whole, &clock.whose) {
                    (true, _) => Say::new("Giải quyết xong", "To be settled"),
                    (false, Whose::Ours) => Say::new("Ta nêu ý kiến", "Our statement"),
                    (false, _) => Say::new("Bên kia nêu ý kiến", "Their statement"),
                };
                line(title, clock.due, clock.days(around.today), clock.done_on, &clock.whose)
            })
            .collect();
    }
    let due = stands(record, around).and_then(|open| open.due);
    due.map(|due| {
        let title = match due.from {
            Whose::Committee => Say::new("Trả lời", "Answer"),
            _ => Say::new("Thực hiện", "Carry out"),
        };
        line(title, due.on, format!("{:+}", due.on.since(around.today)), None, &due.from)
    })
    .into_iter()
    .collect()
}
