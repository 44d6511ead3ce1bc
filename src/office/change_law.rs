//! Deciding a change of the law: lines are laid over it whole or not at all, and only when what moves is what was shown.
//!
//! Invariant: no date of a petition moves by a change of the law that was not in the list that its mark stands for.

use std::collections::{BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::base::{Day, Id, Officer, Say, Words, limits};
use crate::domain::{
    Act, Change, Choices, Circumstances, Problem, Record, Value,
    kinds::{DEADLINE_RULE, HOLIDAY, Petition, deadline_rule, holiday},
    law::{Holiday, Law, LawError, LawPart, Rule, Unit, read_holidays, read_rules},
    petition::{DueOn, moves, steps::SUSPEND},
};
use crate::store::Store;
use crate::wire::{LawMove, LawMoves, LawText, Refusal, RefusalKind, Reply, Saved};

use super::{
    Basis, Office,
    aside::gather,
    decide::{Drafted, nothing_changed},
    refusal::{broken, limit, not_set_up},
};

/// The lines of a text that differ from the law in use, and the law with them.
pub(super) struct NewLaw {
    law: Law,
    days: Vec<Holiday>,
    rules: Vec<Rule>,
    /// What changes, line by line.
    said: Vec<Say>,
    /// The first and the last year of the days that change.
    years: Option<(i32, i32)>,
    /// Years that no clock of this law is longer than, unless it stands.
    years_of_a_clock: i32,
}

impl NewLaw {
    /// Lays a text over a law.
    pub fn read(text: &LawText, in_use: &Law) -> Result<NewLaw, Refusal> {
        let rules =
            if text.rules.is_empty() { Vec::new() } else { read_rules(&text.rules).map_err(refused)? };
        let days = if text.holidays.is_empty() {
            Vec::new()
        } else {
            read_holidays(&text.holidays).map_err(refused)?
        };
        let law = in_use.changed(&rules, &days).map_err(refused)?;
        let rules = rules.into_iter().map(|(_, rule)| rule);
        let rules: Vec<Rule> = rules.filter(|rule| in_use.rule(&rule.id) != Some(rule)).collect();
        let days = days.into_iter().map(|(_, line)| line);
        let days: Vec<Holiday> = days.filter(|line| in_use.calendar.entry(line.day) != Some(line)).collect();
        if rules.is_empty() && days.is_empty() {
            return Err(nothing_changed());
        }
        let said = days.iter().map(|line| say_day(line, in_use));
        let said = said.chain(rules.iter().map(|rule| say_rule(rule, in_use))).collect();
        // What is announced of a year says of every date in it whether it is certain.
        let years: BTreeSet<i32> = days.iter().map(|line| line.day.year()).collect();
        let years = years.first().copied().zip(years.last().copied());
        let years_of_a_clock = years_of_a_clock(&law);
        Ok(NewLaw { law, days, rules, said, years, years_of_a_clock })
    }

    /// Whether a petition with these steps could have a date that moves: cheap, and never wrongly no.
    fn may_touch(&self, petition: Petition<'_>, acts: &[Act]) -> bool {
        if !self.rules.is_empty() {
            return true;
        }
        let Some((first, last)) = self.years else { return false };
        let received = petition.received_on().map_or(i32::MIN, |on| on.year());
        if acts.iter().any(|act| act.step == SUSPEND.name) {
            return true;
        }
        // Whatever starts a clock is a day that stands in an act; one clock may begin where another ends.
        let said = acts.iter().flat_map(|act| act.input.values()).filter_map(|value| match value {
            Value::Day(day) => Some(*day),
            _ => None,
        });
        let latest = acts.iter().map(|act| act.on).chain(said).max().map_or(i32::MAX, |day| day.year());
        received <= last.saturating_add(1) && latest.saturating_add(2 * self.years_of_a_clock) >= first
    }
}

fn years_of_a_clock(law: &Law) -> i32 {
    let longest = |rule: &Rule| {
        let longer = [rule.complex_days, rule.remote_days, rule.remote_complex_days];
        let longest = longer.into_iter().flatten().chain([rule.days]).max().unwrap_or(rule.days);
        rule.extensions.iter().fold(longest, |sum, days| sum.saturating_add(*days))
    };
    let days = law.rules.iter().map(longest).max().unwrap_or(0);
    // Half of the days of a year and more are worked.
    days.saturating_mul(2) / 365 + 1
}

/// What a change of the law does to petitions, one after another. One that is added again replaces what it moved before.
pub(super) struct Moving {
    new: NewLaw,
    before: Law,
    after: Law,
    moves: HashMap<Id, Vec<LawMove>>,
}

impl Moving {
    /// Nothing looked at yet; `in_use` is the law that the new one was laid over.
    pub fn new(new: NewLaw, in_use: &Law) -> Moving {
        let (before, after) = (in_use.without_words(), new.law.without_words());
        Moving { new, before, after, moves: HashMap::new() }
    }

    /// Whether the same lines are laid over the law.
    pub fn is_of_the_same_lines(&self, other: &Moving) -> bool {
        self.new.days == other.new.days && self.new.rules == other.new.rules
    }

    /// A petition as it stands.
    pub fn add(&mut self, record: &Record, around: &Circumstances<'_>) {
        let petition = Petition(record);
        let around = Circumstances { law: &self.before, ..*around };
        let acts = petition.steps();
        let moves = match self.new.may_touch(petition, &acts) {
            true => moves(petition, &acts, &around, &self.after),
            false => Vec::new(),
        };
        if moves.is_empty() {
            self.moves.remove(&record.id);
            return;
        }
        let number = petition.number().map_or_else(String::new, |number| number.to_string());
        let of = |of| LawMove { id: record.id.clone(), number: number.clone(), of };
        self.moves.insert(record.id.clone(), moves.into_iter().map(of).collect());
    }

    /// All that moves, what is open first, with the mark of it.
    pub fn listed(self) -> (NewLaw, LawMoves) {
        let mut all: Vec<LawMove> = self.moves.into_values().flatten().collect();
        all.sort_by_cached_key(|one| {
            let due = |due: Option<DueOn>| due.map(|due| due.day);
            (!one.of.is_open, due(one.of.before), due(one.of.after), one.id.clone(), one.of.step.clone())
        });
        let mut hasher = DefaultHasher::new();
        for one in &all {
            (&one.id, &one.of.step, one.of.before, one.of.after).hash(&mut hasher);
        }
        for line in &self.new.said {
            line.vi.hash(&mut hasher);
        }
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let (total, open) = (count(all.len()), count(all.iter().filter(|one| one.of.is_open).count()));
        all.truncate(limits::LAW_MOVES_MAX);
        let lines = self.new.said.clone();
        (self.new, LawMoves { lines, moves: all, total, open, seen: hasher.finish() })
    }
}

/// What a change of the law in use would move, apart from the office: it may take a while.
pub(super) fn preview(
    text: &LawText,
    store: &dyn Store,
    basis: &Basis,
    officer: &Officer,
) -> Result<Reply, Refusal> {
    let mut moving = Moving::new(NewLaw::read(text, &basis.law)?, &basis.law);
    let around = basis.around(officer).ok_or_else(not_set_up)?;
    gather(store, &mut moving, &around).map_err(broken)?;
    Ok(Reply::LawMoves(Box::new(moving.listed().1)))
}

impl Office {
    pub(super) fn change_law(
        &self,
        text: &LawText,
        seen: u64,
        officer: &Officer,
    ) -> Result<Drafted, Refusal> {
        let office = self.basis.office.as_deref().ok_or_else(not_set_up)?;
        let around = self.around_ahead(officer).ok_or_else(not_set_up)?;
        let moving = Moving::new(NewLaw::read(text, around.law)?, around.law);
        let (new, moves) = self.gathered(moving, &around).map_err(broken)?.listed();
        if moves.seen != seen {
            return Err(Refusal::new(
                RefusalKind::Stale,
                Say::new(
                    "Xem lại danh sách hạn đổi: sổ vừa có thay đổi, chưa lưu",
                    "Look at the dates that move again: the register changed",
                ),
            ));
        }
        let mut changes = Vec::new();
        let mut records = Vec::new();
        let days = new.days.iter().map(|line| (HOLIDAY.name, line.day.iso()));
        let rules = new.rules.iter().map(|rule| (DEADLINE_RULE.name, rule.id.clone()));
        for (at, (kind, name)) in days.chain(rules).enumerate() {
            let id = Id::new(&format!("{}.{kind}.{name}", office.id)).ok_or_else(limit)?;
            let old = self.record_ahead(&id).map_err(broken)?;
            let mut record = old.clone().unwrap_or_else(|| Record::new(kind, id, office.id.clone()));
            match (new.days.get(at), at.checked_sub(new.days.len()).and_then(|at| new.rules.get(at))) {
                (Some(line), _) => holiday::keep(&mut record, line),
                (None, Some(rule)) => deadline_rule::keep(&mut record, rule),
                (None, None) => continue,
            }
            let change = Change::between(old.as_ref(), &record, None);
            record.revision = change.revision;
            changes.push(change);
            records.push(record);
        }
        let first = records.first().ok_or_else(nothing_changed)?;
        let (lines, total) = (records.len(), moves.total);
        Ok(Drafted {
            saved: Saved {
                id: first.id.clone(),
                number: None,
                revision: first.revision,
                say: Say::new(
                    format!("Đã ghi {lines} dòng; {total} hạn đổi"),
                    format!("{lines} lines saved; {total} dates moved"),
                ),
            },
            say: Say::new(
                format!("{officer} vừa đổi lịch nghỉ, quy định hạn: {total} hạn đổi"),
                format!("{officer} changed holidays or deadline rules: {total} dates moved"),
            ),
            changes,
            numbers: Vec::new(),
            records,
            reason: None,
            contact: None,
        })
    }
}

/// A fault of a text, under the name of the text and its line: `holidays:12`.
fn refused(error: LawError) -> Refusal {
    let (part, line, say) = (error.part, error.line, error.told());
    let (text, vi) = match part {
        LawPart::Rules => ("rules", "quy định"),
        LawPart::Holidays => ("holidays", "lịch nghỉ"),
    };
    let whole =
        Say::new(format!("Dòng {line} {vi}: {}", say.vi), format!("Line {line} of {text}: {}", say.en));
    let mut refusal = Refusal::problems(vec![Problem::error(&format!("{text}:{line}"), say)]);
    refusal.say = whole;
    refusal
}

/// `24/11/2026 Ngày Văn hóa Việt Nam: chưa rõ có nghỉ -> ngày nghỉ`.
fn say_day(line: &Holiday, in_use: &Law) -> Say {
    let before = in_use.calendar.entry(line.day);
    let told = |line: &Holiday| {
        let (kind, status) = (line.kind.label(), line.status.label());
        Say::new(
            format!("{}, {}", kind.vi.to_lowercase(), status.vi.to_lowercase()),
            format!("{}, {}", kind.en.to_lowercase(), status.en.to_lowercase()),
        )
    };
    let (was, is) = (before.map(told), told(line));
    let (day, name) = (line.day, &line.name);
    match was {
        Some(was) if was != is => Say::new(
            format!("{day} {name}: {} -> {}", was.vi, is.vi),
            format!("{day} {name}: {} -> {}", was.en, is.en),
        ),
        Some(_) => Say::new(
            format!("{day} {name}: sửa tên hoặc văn bản"),
            format!("{day} {name}: another name or document"),
        ),
        None => Say::new(format!("{day} {name}: thêm, {}", is.vi), format!("{day} {name}: new, {}", is.en)),
    }
}

/// `KN.GQ1: 30 ngày lịch -> 25 ngày lịch`; else what of it changes.
fn say_rule(rule: &Rule, in_use: &Law) -> Say {
    let term = |rule: &Rule| {
        let unit = Unit::TABLE.iter().find(|choice| choice.id == rule.unit.id()).map(|choice| choice.label);
        let unit = unit.unwrap_or(Words::new("", ""));
        Say::new(
            format!("{} {}", rule.days, unit.vi.to_lowercase()),
            format!("{} {}", rule.days, unit.en.to_lowercase()),
        )
    };
    let validity = |rule: &Rule| {
        let day = |day: Option<Day>| day.map_or_else(|| "...".to_owned(), |day| day.to_string());
        format!("{} - {}", day(rule.valid_from), day(rule.valid_to))
    };
    let id = &rule.id;
    let (new, days) = (validity(rule), term(rule));
    let Some(before) = in_use.rule(id) else {
        return Say::new(format!("{id}: thêm, {}, {new}", days.vi), format!("{id}: new, {}, {new}", days.en));
    };
    if before.withdrawn != rule.withdrawn {
        let (vi, en) = if rule.withdrawn { ("bỏ", "withdrawn") } else { ("dùng lại", "in use again") };
        return Say::new(format!("{id}: {vi}"), format!("{id}: {en}"));
    }
    let (was, old) = (term(before), validity(before));
    if was != days {
        return Say::new(
            format!("{id}: {} -> {}", was.vi, days.vi),
            format!("{id}: {} -> {}", was.en, days.en),
        );
    }
    if old != new {
        return Say::plain(format!("{id}: {old} -> {new}"));
    }
    Say::new(format!("{id}: sửa nội dung khác"), format!("{id}: something else changed"))
}
