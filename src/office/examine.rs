//! What would happen if a form were saved: problems, defaults, deadlines, duplicates, what a step starts and ends.

use crate::base::{Id, Lang, Say, Stamp, Words, limits};
use crate::domain::{
    Act, Circumstances, FieldDef, Fields, FormName, KindDef, Record, Shape, check, kind,
    kinds::{PETITION, Petition, PetitionKind},
    petition::{self, Clock, State, clocks, columns, most_urgent, steps},
    rights::Viewer,
};
use crate::wire::{Examined, Offer, Refusal, SavePart};

use super::{
    Office,
    refusal::{broken, not_set_up, unknown, unknown_kind},
};

impl Office {
    pub(super) fn examine(
        &self,
        form: &FormName,
        base: u32,
        fields: &Fields,
        viewer: &Viewer,
        lang: Lang,
    ) -> Result<Examined, Refusal> {
        let around = self.basis.around(&viewer.officer).ok_or_else(not_set_up)?;
        let kind = kind(&form.kind).ok_or_else(unknown_kind)?;
        match (&form.record, &form.step) {
            (Some(id), Some(step)) if kind.name == PETITION.name => {
                self.examine_step(id, step, fields, viewer, &around)
            }
            (Some(id), Some(step)) => self.examine_plain_step(kind, id, step, fields, viewer, &around),
            (record, _) => self.examine_record(kind, record.as_ref(), base, fields, viewer, lang, &around),
        }
    }

    /// The problems of several forms at once.
    pub(super) fn examine_many(
        &self,
        parts: &[SavePart],
        viewer: &Viewer,
        lang: Lang,
    ) -> Result<Examined, Refusal> {
        let mut all = Examined::default();
        for part in parts.iter().take(limits::SAVE_PARTS_MAX) {
            let examined = self.examine(&part.form, part.base, &part.fields, viewer, lang)?;
            all.problems.extend(examined.problems);
        }
        Ok(all)
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of one request, each with its own meaning")]
    fn examine_record(
        &self,
        kind: &'static KindDef,
        id: Option<&Id>,
        base: u32,
        fields: &Fields,
        viewer: &Viewer,
        lang: Lang,
        around: &Circumstances<'_>,
    ) -> Result<Examined, Refusal> {
        let office = self.basis.office.as_deref().ok_or_else(not_set_up)?;
        let saved = match id {
            // A record that is named by nature may be yet to come.
            Some(id) if base == 0 && kind.natural_id.is_some() => {
                self.record_for(viewer, id).map_err(broken)?
            }
            Some(id) => Some(self.record_for(viewer, id).map_err(broken)?.ok_or_else(unknown)?),
            None => None,
        };
        let mut record =
            Record::new(kind.name, id.cloned().unwrap_or_else(|| office.id.clone()), office.id.clone());
        if let Some(saved) = &saved {
            for field in kind.fields.iter().filter(|field| field.derived) {
                if let Some(value) = saved.fields.get(field.name) {
                    record.fields.insert(field.name.to_owned(), value.clone());
                }
            }
        }
        let typed = kind.fields.iter().filter(|field| !field.derived);
        for field in typed {
            if let Some(value) = fields.get(field.name) {
                record.fields.insert(field.name.to_owned(), value.clone());
            }
        }
        let before = self.before(&record)?;
        let around = &Circumstances { before: &before, ..*around };
        let mut full = record.clone();
        (kind.fill)(&mut full, around);
        let filled = self.filled(kind.fields, &record, &full);
        let mut problems = check::record(kind, &full, around);
        if let Some(saved) = &saved {
            problems.extend(check::edit(kind, saved, &full));
        }
        let is_petition = kind.name == PETITION.name;
        let running = if is_petition { clocks(Petition(&full), around) } else { Vec::new() };
        let (duplicates, linked) = match is_petition {
            true => self.likely_duplicates(&full, fields, viewer, lang, around)?,
            false => (Vec::new(), Vec::new()),
        };
        Ok(Examined {
            problems,
            filled,
            deadlines: running
                .iter()
                .filter(|clock| clock.is_open())
                .map(|clock| deadline(clock, around))
                .collect(),
            doubts: most_urgent(&running).map_or_else(Vec::new, |clock| clock.doubts.clone()),
            duplicates,
            linked,
            current: saved.as_ref().map_or_else(Vec::new, |saved| self.current(kind.fields, saved)),
            revision: saved.as_ref().map_or(base, |saved| saved.revision),
            ..Examined::default()
        })
    }

    fn examine_step(
        &self,
        id: &Id,
        step: &str,
        fields: &Fields,
        viewer: &Viewer,
        around: &Circumstances<'_>,
    ) -> Result<Examined, Refusal> {
        let step = petition::step(step).ok_or_else(unknown)?;
        let record = self.record_for(viewer, id).map_err(broken)?.ok_or_else(unknown)?;
        let petition = Petition(&record);
        let form = step.form(petition, around);
        let mut input = form.clone();
        for (name, value) in fields {
            if step.fields.iter().any(|field| field.name == *name) {
                input.fields.insert(name.clone(), value.clone());
            }
        }
        let untouched = {
            let mut untouched = form;
            untouched.fields.retain(|name, _| !step.fields.iter().any(|field| field.name == *name));
            untouched
        };
        let same_documents = self.same_documents(step, petition, &input).map_err(broken)?;
        let around = &Circumstances { before: &same_documents, ..*around };
        let after = steps::outcome(step, &record, &input, None, Stamp::at(around.today, 12, 0), around);
        Ok(Examined {
            problems: step.check(petition, &input, around),
            filled: self.filled(step.fields, &untouched, &step.form(petition, around)),
            heading: vec![one_line(petition, around), states(petition.state(), step.leads_to(petition))],
            chain: Some(chain(petition, around)),
            after: consequences(petition, Petition(&after), step, around),
            current: self.ground(&record),
            revision: record.revision,
            ..Examined::default()
        })
    }

    fn examine_plain_step(
        &self,
        kind: &KindDef,
        id: &Id,
        step: &str,
        fields: &Fields,
        viewer: &Viewer,
        around: &Circumstances<'_>,
    ) -> Result<Examined, Refusal> {
        let step = kind.step(step).ok_or_else(unknown)?;
        let record = self.record_for(viewer, id).map_err(broken)?.ok_or_else(unknown)?;
        let mut input = step.form(&record, around);
        for (name, value) in fields {
            if step.fields.iter().any(|field| field.name == *name) {
                input.fields.insert(name.clone(), value.clone());
            }
        }
        let shown = self.shown_by_declaration(record, viewer, around);
        let mut heading = vec![shown.title];
        heading.extend(shown.heading.into_iter().take(1));
        Ok(Examined {
            problems: step.check(&shown.record, &input, around),
            heading,
            after: vec![take_it_back()],
            revision: shown.record.revision,
            ..Examined::default()
        })
    }

    /// What of the petition decides what its step asks for: until a form knows its kind, no note can be told in it.
    fn ground(&self, record: &Record) -> Vec<(String, Offer)> {
        let value = |def: &&FieldDef| Some((def.name.to_owned(), record.fields.get(def.name)?.clone()));
        let known = steps::GROUND.iter().filter_map(|def| Some((*def, value(def)?)));
        known.map(|(def, (name, value))| (name, self.offer(def, &value, record))).collect()
    }

    /// What filling in added.
    fn filled(&self, declared: &[FieldDef], typed: &Record, full: &Record) -> Vec<(String, Offer)> {
        declared
            .iter()
            .filter(|field| !field.derived && (field.applies)(full) && !typed.fields.contains_key(field.name))
            .filter_map(|field| {
                let value = full.fields.get(field.name)?;
                Some((field.name.to_owned(), self.offer(field, value, full)))
            })
            .collect()
    }

    /// What stands in a record's fields, and its number for the heading.
    fn current(&self, declared: &[FieldDef], saved: &Record) -> Vec<(String, Offer)> {
        declared
            .iter()
            .filter(|field| !field.derived || matches!(field.shape, Shape::Number))
            .filter_map(|field| {
                let value = saved.fields.get(field.name)?;
                Some((field.name.to_owned(), self.offer(field, value, saved)))
            })
            .collect()
    }
}

/// "Thụ lý đến 02/12/2026, +9 ngày (7 ngày làm việc, NĐ 155/2026 Đ.10)". The paragraph of the article stands in "why".
fn deadline(clock: &Clock, around: &Circumstances<'_>) -> Say {
    let left = clock.due.since(around.today);
    let article = clock.article.split(" khoản").next().unwrap_or_default();
    let basis = match (clock.internal, article.is_empty()) {
        (true, _) => Say::new(", hạn nội bộ", ", internal"),
        (false, true) => Say::default(),
        (false, false) => Say::plain(format!(", {article}")),
    };
    Say::new(
        format!("{} đến {}, {left:+} ngày ({}{})", clock.title.vi, clock.due, clock.term.vi, basis.vi),
        format!("{} by {}, {left:+} days ({}{})", clock.title.en, clock.due, clock.term.en, basis.en),
    )
}

/// "121/2026 Kiến nghị, Tân Lập, GT Ngầm tràn ngập".
fn one_line(petition: Petition<'_>, around: &Circumstances<'_>) -> Say {
    let number = petition.number().map_or_else(String::new, |number| number.to_string());
    let kind = petition.kind().map_or(Words::new("", ""), PetitionKind::label);
    let place = petition.village().map_or_else(String::new, |id| around.places.short_name(&id, around.today));
    let domain = petition.domain().map_or("", |domain| domain.choice().abbr);
    let told = petition.summary().unwrap_or_default();
    Say::new(
        format!("{number} {}, {place}, {domain} {told}", kind.vi),
        format!("{number} {}, {place}, {domain} {told}", kind.en),
    )
}

fn states(from: State, to: State) -> Say {
    let (from, to) = (from.label(), to.label());
    Say::new(format!("Trạng thái: {}  ->  {}", from.vi, to.vi), format!("State: {}  ->  {}", from.en, to.en))
}

/// "tiếp nhận 09/11 (ta) -> phân loại 10/11 (ta)".
fn chain(petition: Petition<'_>, around: &Circumstances<'_>) -> Say {
    let mut parts: Vec<Say> = Vec::new();
    if let (Some(sender), Some(on)) = (petition.forwarded_by(), petition.received_on()) {
        let name = around.office.agency_short(&sender);
        parts.push(Say::new(
            format!("{name} chuyển đến {}", on.short()),
            format!("sent by {name} {}", on.short()),
        ));
    }
    for taken in petition.steps() {
        let on = taken.on.short();
        let part = match taken.get(&steps::fields::RECEIVER) {
            Some(receiver) => {
                let name = around.office.agency_short(&receiver);
                Say::new(format!("chuyển {on} ({name})"), format!("transferred {on} ({name})"))
            }
            None => step_part(&taken, &on),
        };
        parts.push(part);
    }
    let join = |pick: fn(&Say) -> &str| parts.iter().map(pick).collect::<Vec<_>>().join(" -> ");
    Say::new(join(|part| &part.vi), join(|part| &part.en))
}

fn step_part(taken: &Act, on: &str) -> Say {
    match petition::step(&taken.step) {
        Some(step) => Say::new(
            format!("{} {on} (ta)", step.title.vi.to_lowercase()),
            format!("{} {on} (us)", step.title.en.to_lowercase()),
        ),
        None => Say::new(format!("tiếp nhận {on} (ta)"), format!("received {on} (us)")),
    }
}

/// What a step starts, ends and leaves open, so that nobody learns it afterwards.
fn consequences(
    before: Petition<'_>,
    after: Petition<'_>,
    step: &petition::StepDef,
    around: &Circumstances<'_>,
) -> Vec<Say> {
    let was = clocks(before, around);
    let mut lines = Vec::new();
    for clock in clocks(after, around) {
        let old = was.iter().find(|old| old.rule == clock.rule && old.started_on == clock.started_on);
        let title = &clock.title;
        match (old, clock.ended_on) {
            (None, None) => {
                let line = deadline(&clock, around);
                lines.push(Say::new(format!("Bắt đầu: {}", line.vi), format!("Starts: {}", line.en)));
            }
            (Some(old), Some(on)) if old.is_open() => {
                let word = clock.standing(around.today, &around.law.calendar).word();
                lines.push(Say::new(
                    format!("{}: xong {}, {}", title.vi, on.short(), word.vi.to_lowercase()),
                    format!("{}: done {}, {}", title.en, on.short(), word.en.to_lowercase()),
                ));
            }
            (Some(_), None) => {
                let days = columns::days(&clock, around);
                let word = clock.standing(around.today, &around.law.calendar).word();
                lines.push(Say::new(
                    format!("{}: hạn {}, {} {}, còn mở", title.vi, clock.due.short(), days.trim(), word.vi),
                    format!(
                        "{}: due {}, {} {}, still open",
                        title.en,
                        clock.due.short(),
                        days.trim(),
                        word.en
                    ),
                ));
            }
            _ => {}
        }
    }
    let (from, to) = (before.state(), step.leads_to(before));
    if to.awaits_others() {
        lines.push(Say::new(
            "Theo dõi: vào danh sách 5 Đã chuyển, chờ kết quả",
            "Follow up: goes to list 5, Transferred, awaiting result",
        ));
    } else if from.is_open() && !to.is_open() {
        lines.push(Say::new("Rời danh sách 4 Đơn chưa giải quyết", "Leaves list 4, Unresolved"));
    }
    lines.push(take_it_back());
    lines
}

fn take_it_back() -> Say {
    Say::new(
        "Lấy lại bước này: Ctrl-Z trong hôm nay, thành một dòng mới trong diễn biến",
        "Take it back: Ctrl-Z today, as a new line of the history",
    )
}
