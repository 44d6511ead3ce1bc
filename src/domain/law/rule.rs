//! One rule of a deadline (quy định về thời hạn), as `deadlines.toml` declares it.

use serde::{Deserialize, Serialize};

use super::{Confidence, calendar::too_long, event_words, step_words};
use crate::base::limits::{RULE_DAYS_MAX, RULE_ID_BYTES_MAX, RULE_PARTS_MAX};
use crate::base::{Day, Id, Say, Words};
use crate::domain::{Choice, Choices, kinds::PetitionKind};

/// What a rule counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unit {
    /// Working days (ngày làm việc).
    WorkingDays,
    /// Calendar days (ngày).
    CalendarDays,
}

impl Unit {
    /// What forms offer, one line a unit.
    pub const TABLE: &'static [Choice] = &[
        Choice { id: "wd", code: "l", abbr: "LV", label: Words::new("Ngày làm việc", "Working days") },
        Choice { id: "cd", code: "n", abbr: "ngày", label: Words::new("Ngày lịch", "Calendar days") },
    ];
}

impl Choices for Unit {
    const ALL: &'static [Unit] = &[Unit::WorkingDays, Unit::CalendarDays];

    fn id(self) -> &'static str {
        match self {
            Unit::WorkingDays => "wd",
            Unit::CalendarDays => "cd",
        }
    }
}

/// The kinds of petition that a rule speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kinds {
    /// Every kind.
    All,
    /// These only, spelled as on disk.
    Only(Vec<String>),
}

/// A rule with the days of its validity. Its id never changes; a changed law is a new rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its name, such as `KN.GQ1`.
    pub id: String,
    /// The kinds of petition it speaks of.
    pub kinds: Kinds,
    /// What has to be done, as spelled on disk.
    pub step: String,
    /// The events that start the clock, any of them.
    pub from_events: Vec<String>,
    /// How many days; negative: that many days before the event.
    pub days: i32,
    /// What days are counted.
    pub unit: Unit,
    /// All days instead of `days` when the case was found complex (phức tạp).
    pub complex_days: Option<i32>,
    /// What makes a case complex, where the law says it beside the term.
    pub complex_reason: Option<String>,
    /// All days instead of `days` in a remote place (vùng sâu, vùng xa đi lại khó khăn).
    pub remote_days: Option<i32>,
    /// All days instead of `days` when both are true.
    pub remote_complex_days: Option<i32>,
    /// The longest that each extension by a decision may add.
    pub extensions: Vec<i32>,
    /// In force for events from this day on.
    pub valid_from: Option<Day>,
    /// In force for events up to this day.
    pub valid_to: Option<Day>,
    /// The law it rests on, with articles.
    pub basis: String,
    /// Where the text was read, or the number of the document that confirms it.
    pub source: Option<String>,
    /// How far it may be trusted.
    pub confidence: Confidence,
    /// The text that may have changed it and was not read.
    pub confirm: Option<String>,
    /// A target of the office's own (hạn nội bộ), never shown as law.
    pub internal: bool,
    /// Who has to act when it is not the office: `citizen`.
    pub actor: Option<String>,
    /// Only for complaints against a disciplinary decision.
    pub discipline: bool,
    /// Taken back (ghi nhầm): it holds for nothing, and stands here only because a name once given is never given again.
    pub withdrawn: bool,
    /// What the officer should know beside it.
    pub note: Option<String>,
}

impl Rule {
    /// Whether it holds for an event of this day.
    pub fn in_force(&self, on: Day) -> bool {
        !self.withdrawn
            && self.valid_from.is_none_or(|from| from <= on)
            && self.valid_to.is_none_or(|to| on <= to)
    }

    /// Whether it speaks of this kind of petition.
    pub fn applies_to(&self, kind: &str) -> bool {
        match &self.kinds {
            Kinds::All => true,
            Kinds::Only(kinds) => kinds.iter().any(|k| k == kind),
        }
    }

    /// Whether this event starts its clock.
    pub fn starts_from(&self, event: &str) -> bool {
        self.from_events.iter().any(|e| e == event)
    }

    /// Whether both say by when the same thing must be done: only one of them can be in force on a day.
    pub fn is_of_the_duty_of(&self, other: &Rule) -> bool {
        self.step == other.step
            && self.discipline == other.discipline
            && self.from_events.iter().any(|event| other.starts_from(event))
            && PetitionKind::ALL.iter().any(|kind| self.applies_to(kind.id()) && other.applies_to(kind.id()))
    }

    /// Whether anything about it must still be confirmed.
    pub fn is_doubtful(&self) -> bool {
        self.confidence != Confidence::High || self.confirm.is_some()
    }

    /// What has to be done, in words.
    pub fn step_words(&self) -> Words {
        step_words(&self.step).unwrap_or(Words::new("Việc phải xong", "To be done"))
    }

    /// The law and its first articles in a few words, `NĐ 155/2026 Đ.10`; empty for an internal rule.
    pub fn article(&self) -> String {
        if self.internal {
            return String::new();
        }
        let end = ["; ", ": ", " (", " + ", ". "].iter().filter_map(|sign| self.basis.find(sign)).min();
        let first = end.and_then(|end| self.basis.get(..end)).unwrap_or(&self.basis);
        first
            .replace("/NĐ-CP", "")
            .replace("Luật KN ", "Luật Khiếu nại ")
            .replace("Luật TCD ", "Luật Tiếp công dân ")
            .replace("Luật TC ", "Luật Tố cáo ")
    }
}

/// What is wrong with a rule: the field, and what to do.
pub type RuleFault = (&'static str, Say);

impl Rule {
    /// What is wrong with it by itself, if anything.
    pub fn fault(&self) -> Option<RuleFault> {
        self.wrong_name()
            .or_else(|| self.wrong_days())
            .or_else(|| self.wrong_validity())
            .or_else(|| self.too_long())
    }

    fn wrong_name(&self) -> Option<RuleFault> {
        if self.id.len() > RULE_ID_BYTES_MAX || Id::given(&self.id).is_none() {
            let max = RULE_ID_BYTES_MAX;
            let say = Say::new(
                format!("Đặt mã khác: chữ không dấu, số, dấu chấm, tối đa {max}"),
                format!("Choose another: plain letters, digits and dots, at most {max}"),
            );
            return Some(("id", say));
        }
        if let Kinds::Only(kinds) = &self.kinds
            && (kinds.is_empty() || kinds.iter().any(|kind| PetitionKind::from_id(kind).is_none()))
        {
            let known: Vec<&str> = PetitionKind::ALL.iter().map(|kind| kind.id()).collect();
            let known = known.join(", ");
            return Some((
                "kind",
                Say::new(format!("Ghi all hoặc {known}"), format!("Write all or {known}")),
            ));
        }
        if step_words(&self.step).is_none() {
            let say = Say::new(
                "Ghi việc đã biết: không có việc này",
                "Write a known step: there is none of this name",
            );
            return Some(("step", say));
        }
        let events = &self.from_events;
        if events.is_empty()
            || events.len() > RULE_PARTS_MAX
            || events.iter().any(|event| event_words(event).is_none())
        {
            let say = Say::new(
                "Ghi sự kiện đã biết: không có sự kiện này",
                "Write a known event: there is none of this name",
            );
            return Some(("from_event", say));
        }
        if self.actor.as_deref().is_some_and(|actor| actor != CITIZEN) {
            return Some(("actor", Say::new("Ghi citizen hoặc bỏ trống", "Write citizen, or nothing")));
        }
        None
    }

    fn wrong_days(&self) -> Option<RuleFault> {
        let max = RULE_DAYS_MAX;
        let out_of_range =
            || Say::new(format!("Ghi số ngày từ 1 đến {max}"), format!("Write days from 1 to {max}"));
        if self.days == 0 || self.days.unsigned_abs() > max {
            return Some(("days", out_of_range()));
        }
        let longer = [
            ("complex_days", self.complex_days),
            ("remote_days", self.remote_days),
            ("remote_complex_days", self.remote_complex_days),
        ];
        let longer = longer.into_iter().filter_map(|(field, days)| Some((field, days?)));
        let extensions = self.extensions.iter().map(|&days| ("extensions", days));
        for (field, days) in longer.clone().chain(extensions) {
            if self.days < 0 {
                let say = Say::new(
                    "Bỏ mục này: hạn tính lùi không dài thêm, không gia hạn",
                    "Remove it: a term counted backwards is not made longer",
                );
                return Some((field, say));
            }
            if days <= 0 || days.unsigned_abs() > max {
                return Some((field, out_of_range()));
            }
        }
        if let Some((field, _)) = longer.into_iter().find(|(_, days)| *days < self.days) {
            let say =
                Say::new("Sửa số ngày: ít hơn hạn thường", "Correct the days: fewer than the plain term");
            return Some((field, say));
        }
        if self.extensions.len() > RULE_PARTS_MAX {
            let max = RULE_PARTS_MAX;
            return Some((
                "extensions",
                Say::new(format!("Tối đa {max} lần"), format!("At most {max} of them")),
            ));
        }
        None
    }

    fn wrong_validity(&self) -> Option<RuleFault> {
        let is_reversed = self.valid_from.zip(self.valid_to).is_some_and(|(from, to)| to < from);
        is_reversed.then(|| {
            let say = Say::new(
                "Sửa ngày: hết hiệu lực trước khi có hiệu lực",
                "Correct the day: it ends before it begins",
            );
            ("valid_to", say)
        })
    }

    fn too_long(&self) -> Option<RuleFault> {
        if self.basis.is_empty() {
            return Some(("basis", Say::new("Ghi căn cứ: văn bản, điều", "Name the law and its article")));
        }
        let texts = [
            ("basis", Some(&self.basis)),
            ("complex_reason", self.complex_reason.as_ref()),
            ("source", self.source.as_ref()),
            ("confirm", self.confirm.as_ref()),
            ("note", self.note.as_ref()),
        ];
        too_long(texts.into_iter().filter_map(|(field, text)| Some((field, text?.as_str()))))
    }
}

/// Who has to act when it is the citizen's own term.
pub const CITIZEN: &str = "citizen";

#[cfg(test)]
mod tests {
    #[test]
    fn the_article_is_the_law_in_a_few_words() {
        let law = crate::domain::law::Law::embedded().unwrap();
        for (id, article) in [
            ("KN.TL.2026", "NĐ 155/2026 Đ.10"),
            ("KN.GQ1", "Luật Khiếu nại 2011 Đ.28"),
            ("KN.TL.old", "Luật Khiếu nại 2011 Đ.27, Đ.36"),
            ("TCD.TL", "Luật Tiếp công dân 2013 Đ.28 khoản 1"),
            ("TC.GQ", "Luật Tố cáo 2018 Đ.30"),
            ("NB.DONDOC", ""),
        ] {
            assert_eq!(law.rule(id).unwrap().article(), article);
        }
    }
}
