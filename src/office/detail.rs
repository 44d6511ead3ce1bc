//! A record opened: what it is, what must be done when and why, what happened, what can be done next.

use crate::base::{Id, Lang, Number, Say, Stamp, Words};
use crate::domain::{
    Act, Circumstances, Field, FieldDef, Fields, Record,
    handover::{self, HANDOVER},
    kinds::{
        OurRole, PETITION, Petition, PetitionKind, RECEPTION_ENTRY, Source, petition_fields,
        reception_entry_fields,
    },
    petition::contact,
    petition::{
        Clock, Moved, STEPS, StepDef, clocks, columns, most_urgent, moved_by, offered, step as petition_step,
        steps,
    },
    rights::Viewer,
    sealed, step, step_form, told,
};
use crate::wire::{ClockLine, Refusal, Shown, StepOffer, TimelineLine};

use super::{
    Office,
    refusal::{broken, not_set_up},
};

impl Office {
    pub(super) fn detail(&self, record: Record, viewer: &Viewer) -> Result<Shown, Refusal> {
        let around = self.basis.around(&viewer.officer).ok_or_else(not_set_up)?;
        if record.kind != PETITION.name {
            return Ok(self.shown_by_declaration(record, viewer, &around));
        }
        let petition = Petition(&record);
        let all = clocks(petition, &around);
        let urgent = most_urgent(&all).and_then(|urgent| all.iter().position(|clock| clock == urgent));
        let moved = moved_by(petition, &around, &all);
        let lines = all
            .iter()
            .zip(&moved)
            .map(|(clock, moved)| ClockLine {
                title: clock.title.clone(),
                due: clock.due,
                days: columns::days(clock, &around),
                word: clock.standing(around.today, &around.law.calendar).word(),
                who: Say::new(
                    columns::who(&clock.who, &around, Lang::Vi),
                    columns::who(&clock.who, &around, Lang::En),
                ),
                why: clock.why.clone(),
                explanation: explained(clock, moved),
            })
            .collect();
        let refused =
            STEPS.iter().filter_map(|step| Some((step_offer(step), step.refusal(petition)?))).collect();
        let mut others = Vec::new();
        for id in petition_fields::LINKED.of(&record).unwrap_or_default() {
            others.extend(self.record_for(viewer, &id).map_err(broken)?);
        }
        let mut heading = heading(petition, &around);
        heading.extend(linked_with(petition, &others));
        heading.extend(visited_in(&self.visits_with(&record.id)?));
        Ok(Shown {
            title: title(petition),
            heading,
            clocks: lines,
            urgent: urgent.and_then(|at| u32::try_from(at).ok()),
            timeline: timeline(petition.0, &around),
            steps: offered(petition).into_iter().map(step_offer).collect(),
            refused,
            may_take_back: step::may_take_back(&record, &viewer.officer, around.today),
            unfolded: Vec::new(),
            record: closed(record),
        })
    }
}

/// Why a clock has its day. What a change of the law moved since it was entered stands behind the day, and in full under the
/// usual lines, where a large window shows it.
fn explained(clock: &Clock, moved: &[Moved]) -> Vec<Say> {
    let mut lines = clock.explanation.clone();
    if let (Some(day), Some(last)) = (lines.first_mut(), moved.first()) {
        let behind = last.behind_its_day();
        *day = Say::new(format!("{}{}", day.vi, behind.vi), format!("{}{}", day.en, behind.en));
    }
    lines.extend(moved.iter().take(MOVED_LINES_MAX).map(|moved| {
        let say = moved.say();
        Say::new(format!("? {}", say.vi), format!("? {}", say.en))
    }));
    lines
}

/// The last changes of the law that an explanation names.
const MOVED_LINES_MAX: usize = 3;

/// A record as it leaves for a screen: what only a reason opens is not in it.
pub(super) fn closed(mut record: Record) -> Record {
    sealed::without_contact(&mut record);
    record
}

/// What happened with a record, by instant and step: the lines of its history.
pub(super) fn told(record: &Record, around: &Circumstances<'_>) -> Vec<(Stamp, String, Say)> {
    let all = Act::all(record).into_iter();
    all.map(|act| {
        let say = line(record, &act, around);
        (act.at, act.step, say)
    })
    .collect()
}

pub(super) fn step_offer(step: &StepDef) -> StepOffer {
    StepOffer { name: step.name.to_owned(), letter: step.letter, title: step.title.into() }
}

fn title(petition: Petition<'_>) -> Say {
    let number = petition.number().map_or_else(String::new, |number| number.to_string());
    let kind = petition.kind().map_or(Words::new("", ""), PetitionKind::label);
    let instance = match petition.kind() {
        Some(PetitionKind::KhieuNai) => {
            let label = petition.instance().label();
            Words::new(
                if label.vi == "Lần hai" { ", lần hai" } else { ", lần đầu" },
                if label.vi == "Lần hai" { ", second instance" } else { ", first instance" },
            )
        }
        _ => Words::new("", ""),
    };
    Say::new(
        format!("ĐƠN {number}  {}{}", kind.vi, instance.vi),
        format!("PETITION {number}  {}{}", kind.en, instance.en),
    )
}

fn heading(petition: Petition<'_>, around: &Circumstances<'_>) -> Vec<Say> {
    let place = petition.village();
    let name = place.as_ref().map_or_else(String::new, |place| {
        around.places.full_name(place, petition.received_on().unwrap_or(around.today))
    });
    let remote = place.as_ref().and_then(|place| around.places.get(place)?.remote_decision.clone());
    let domain = petition.domain().map_or(Words::new("", ""), |domain| domain.label());
    let code = petition.domain().map_or("", |domain| domain.choice().abbr);
    let (remote_vi, remote_en) =
        if remote.is_some() { (" (vùng sâu, vùng xa)", " (remote)") } else { ("", "") };
    let mut lines = vec![Say::new(
        format!("{name}{remote_vi}; {code} {}", domain.vi),
        format!("{name}{remote_en}; {code} {}", domain.en),
    )];
    match (petition.summary(), petition.sealed_file()) {
        (Some(summary), _) => lines.push(Say::plain(summary)),
        (None, Some(file)) => lines.push(Say::new(
            format!("Hồ sơ mật {file}: nội dung chỉ có trên giấy"),
            format!("Sealed file {file}: the content is on paper only"),
        )),
        _ if petition.is_closed() => lines.push(Say::new(
            "MẬT: thiếu khóa cơ quan, gọi người quản trị",
            "SEALED: the office key is missing, call the administrator",
        )),
        _ => {}
    }
    let state = petition.state().label();
    let since = petition.steps().last().map_or_else(String::new, |taken| taken.on.short());
    let role = petition.our_role().label();
    let agency = petition.responsible().map_or_else(String::new, |code| around.office.agency_short(&code));
    let (agency_vi, agency_en) = if petition.our_role() == OurRole::Lead || agency.is_empty() {
        (String::new(), String::new())
    } else {
        (format!(" Cơ quan chủ trì: {agency}."), format!(" Responsible: {agency}."))
    };
    lines.push(Say::new(
        format!("{} từ {since}. Vai trò của ta: {}.{agency_vi}", state.vi, role.vi.to_lowercase()),
        format!("{} since {since}. Our role: {}.{agency_en}", state.en, role.en.to_lowercase()),
    ));
    lines.push(receipt(petition, around));
    lines
}

/// The petitions about the same matter by their numbers, with what they are to this one.
fn linked_with(petition: Petition<'_>, others: &[Record]) -> Option<Say> {
    let named = others.iter().filter_map(|other| {
        let number = Petition(other).number()?;
        let this = petition.0;
        let leads = |field: &Field<Id>, from: &Record, to: &Record| field.of(from).as_ref() == Some(&to.id);
        let relation = if leads(&petition_fields::SPLIT_FROM, this, other) {
            Some(Words::new("đơn gốc", "the letter"))
        } else if leads(&petition_fields::SPLIT_FROM, other, this) {
            Some(Words::new("tách ra", "split off"))
        } else if leads(&petition_fields::SECOND_OF, this, other) {
            Some(Words::new("lần đầu", "first instance"))
        } else if leads(&petition_fields::SECOND_OF, other, this) {
            Some(Words::new("lần hai", "second instance"))
        } else {
            None
        };
        let (vi, en) = relation
            .map_or_else(Default::default, |words| (format!(" ({})", words.vi), format!(" ({})", words.en)));
        Some((format!("{number}{vi}"), format!("{number}{en}")))
    });
    let (vi, en): (Vec<String>, Vec<String>) = named.unzip();
    let say = || Say::new(format!("Gắn với: {}", vi.join(", ")), format!("Linked with: {}", en.join(", ")));
    (!vi.is_empty()).then(say)
}

/// Visits that stand in the heading of a petition.
const VISITS_SHOWN: usize = 3;

/// The visits in which it was brought or asked after, by their numbers, the first one first.
fn visited_in(visits: &[Record]) -> Option<Say> {
    let numbered = |visit: &Record| Some((reception_entry_fields::NUMBER.of(visit)?, visit.clone()));
    let mut numbered: Vec<(Number, Record)> = visits.iter().filter_map(numbered).collect();
    numbered.sort_by_key(|(number, _)| (number.year, number.seq));
    let named: Vec<String> = numbered
        .iter()
        .filter_map(|(number, visit)| {
            let on = reception_entry_fields::ON.of(visit)?;
            Some(format!("{} {}", RECEPTION_ENTRY.book?.in_full(*number), on.short()))
        })
        .collect();
    let last = named.get(named.len().saturating_sub(VISITS_SHOWN)..).unwrap_or_default().join(", ");
    match named.len() {
        0 => None,
        count if count > VISITS_SHOWN => Some(Say::new(
            format!("Tiếp công dân {count} lượt, gần nhất: {last}"),
            format!("{count} visits, the last: {last}"),
        )),
        _ => Some(Say::new(format!("Tiếp công dân: {last}"), format!("Visits: {last}"))),
    }
}

fn receipt(petition: Petition<'_>, around: &Circumstances<'_>) -> Say {
    let on = petition.received_on().map_or_else(String::new, |day| day.short());
    let source = petition.source().map_or(Words::new("", ""), Source::label);
    let by = petition.forwarded_by().map(|code| around.office.agency_short(&code));
    let (by_vi, by_en) = match by {
        Some(by) => (format!(" ({by})"), format!(" ({by})")),
        None => (String::new(), String::new()),
    };
    let officer = petition.officer().unwrap_or_default();
    let signed = petition.signatories();
    Say::new(
        format!("Tiếp nhận {on} {}{by_vi}; {signed} người ký; phụ trách {officer}", source.vi.to_lowercase()),
        format!("Received {on} {}{by_en}; signed by {signed}; in charge {officer}", source.en.to_lowercase()),
    )
}

/// What was done with a record, the newest first. The taking back of a step and the step itself both stay.
pub(super) fn timeline(record: &Record, around: &Circumstances<'_>) -> Vec<TimelineLine> {
    let acts = Act::all(record).into_iter().rev();
    acts.map(|act| TimelineLine {
        say: line(record, &act, around),
        detail: entered(record, &act, around),
        on: act.on,
        at: act.at,
        by: act.by,
        taken_back: act.taken_back,
    })
    .collect()
}

/// The line of an act in the history of its record.
fn line(record: &Record, act: &Act, around: &Circumstances<'_>) -> Say {
    if record.kind == PETITION.name {
        petition_line(act, Petition(record), around)
    } else {
        step::line(record, act, around)
    }
}

fn petition_line(act: &Act, petition: Petition<'_>, around: &Circumstances<'_>) -> Say {
    let say = match (act.step.as_str(), petition_step(&act.step)) {
        (steps::RECEIVED, _) => {
            let number = petition.number().map_or_else(String::new, |number| number.to_string());
            return Say::new(format!("Mới tiếp nhận, số {number}"), format!("Received, number {number}"));
        }
        (steps::TAKE_BACK, _) => {
            let state = act.to().unwrap_or(petition.state()).label();
            return Say::new(
                format!("Lấy lại bước trước, trở về {}", state.vi),
                format!("Took the last step back, {} again", state.en),
            );
        }
        (HANDOVER, _) => handover::line(&act.input, around),
        (contact::OPENED | contact::ERASED, _) => contact::line(act).unwrap_or_default(),
        (name, _) if name == steps::URGE.name => steps::urged(act, petition.0),
        (_, Some(step)) => (step.line)(act, around),
        (name, None) => Say::plain(name),
    };
    if act.taken_back {
        return Say::new(format!("{} (đã lấy lại)", say.vi), format!("{} (taken back)", say.en));
    }
    say
}

/// All that was entered with a step, field by field, and by whom.
fn entered(record: &Record, act: &Act, around: &Circumstances<'_>) -> Vec<Say> {
    let fields = step_form(&record.kind, &act.step).map_or(&[][..], |step| step.fields);
    let mut lines = fields_told(fields, &act.input, around);
    if let Some(reason) = &act.reason {
        lines.push(Say::new(format!("Lý do: {reason}"), format!("Reason: {reason}")));
    }
    let (by, day, clock) = (&act.by, act.at.day(), act.at.clock());
    lines.push(Say::new(
        format!("Ghi bởi {by} lúc {clock} ngày {day}"),
        format!("Entered by {by} at {clock} on {day}"),
    ));
    lines
}

/// Fields with their values in words, one a line; what is only an id stays one.
pub(super) fn fields_told(declared: &[FieldDef], fields: &Fields, around: &Circumstances<'_>) -> Vec<Say> {
    declared
        .iter()
        .filter_map(|field| {
            let value = fields.get(field.name)?;
            let told = |lang| told::value(field, value, around, lang);
            let (vi, en) = (told(Lang::Vi), told(Lang::En));
            Some(Say::new(format!("{}: {vi}", field.label.vi), format!("{}: {en}", field.label.en)))
        })
        .collect()
}
