//! A matter told in a few lines: who leads, what it is linked with, each side's day and words, and where they differ.

use crate::base::{Id, Say, text};
use crate::domain::{Act, Circumstances, Record, Whose};

use super::{Lead, Matter, SideClock, fields as f, name, places, steps};

/// Columns of the word before a line.
const LEAD_COLUMNS: usize = 13;

/// "V-045  GIÁP RANH  Bò thả rông phá hoa màu".
pub fn headline(record: &Record, around: &Circumstances<'_>) -> Say {
    let matter = Matter(record);
    let (number, told) = (matter.number(around.today), f::SUMMARY.of(record).unwrap_or_default());
    let (vi, en) = if matter.is_border() { ("GIÁP RANH  ", "BORDER  ") } else { ("", "") };
    Say::new(format!("{number}  {vi}{told}"), format!("{number}  {en}{told}"))
}

/// The lines below, each behind a word. `named` tells how another record is called.
pub fn lines(record: &Record, around: &Circumstances<'_>, named: &dyn Fn(&Id) -> Option<Say>) -> Vec<Say> {
    let matter = Matter(record);
    let mut lines = vec![who_leads(record, around, named)];
    lines.extend(linked(record, named));
    lines.extend(matter.clocks().iter().map(|clock| side(record, clock, around)));
    // Before the statements: a window may be too short for all of them, and these two must not be cut off.
    lines.extend(differing(record, around));
    if let Some(result) = f::RESULT.of(record) {
        lines.push(behind("Kết quả", "Result", &result, &result));
    }
    lines.extend(statements(record, around));
    lines
}

fn behind(vi: &str, en: &str, said_vi: &str, said_en: &str) -> Say {
    Say::new(
        format!("{}{said_vi}", text::pad(vi, LEAD_COLUMNS)),
        format!("{}{said_en}", text::pad(en, LEAD_COLUMNS)),
    )
}

fn who_leads(record: &Record, around: &Circumstances<'_>, named: &dyn Fn(&Id) -> Option<Say>) -> Say {
    let opened = f::OPENED_ON.of(record).map_or_else(String::new, |day| day.short());
    let from = f::FROM_UPDATE.of(record).and_then(|id| named(&id));
    let (from_vi, from_en) = from.map_or_else(Default::default, |from| {
        (format!(" từ tình hình {}", from.vi), format!(" from the update {}", from.en))
    });
    let Some(other) = f::OTHER_UNIT.of(record) else {
        let place = places(record, around);
        return behind(
            "Nơi",
            "Place",
            &format!("{place}; mở {opened}{from_vi}"),
            &format!("{place}; opened {opened}{from_en}"),
        );
    };
    let ours = own_name(around);
    let theirs = name(&other, around);
    let (lead, helps) = match f::LEAD.of(record) {
        Some(Lead::Theirs) => (theirs, ours),
        _ => (ours, theirs),
    };
    behind(
        "Chủ trì",
        "Lead",
        &format!("{lead}; phối hợp {helps}; mở {opened}{from_vi}"),
        &format!("{lead}; with {helps}; opened {opened}{from_en}"),
    )
}

fn own_name(around: &Circumstances<'_>) -> String {
    around.office.unit().map_or_else(|| "ta".to_owned(), |unit| name(&unit, around))
}

fn linked(record: &Record, named: &dyn Fn(&Id) -> Option<Say>) -> Option<Say> {
    let mut parts: Vec<Say> = Vec::new();
    for id in f::PETITIONS.of(record).unwrap_or_default() {
        let said = named(&id).unwrap_or_else(|| Say::plain(id.as_str()));
        parts.push(Say::new(format!("đơn {}", said.vi), format!("petition {}", said.en)));
    }
    for id in f::PROPOSALS.of(record).unwrap_or_default() {
        let said = named(&id).unwrap_or_else(|| Say::plain(id.as_str()));
        parts.push(Say::new(format!("đề xuất {}", said.vi), format!("proposal {}", said.en)));
    }
    let join = |pick: fn(&Say) -> &str| parts.iter().map(pick).collect::<Vec<_>>().join("; ");
    (!parts.is_empty()).then(|| behind("Gắn", "Linked", &join(|said| &said.vi), &join(|said| &said.en)))
}

/// "Ea Ly        hạn 18/11  -5n     chờ 21 ngày".
fn side(record: &Record, clock: &SideClock, around: &Circumstances<'_>) -> Say {
    let due = clock.due.short();
    let (name_vi, name_en) = match &clock.whose {
        Whose::Ours if clock.of_the_whole => ("Ta xong".to_owned(), "Ours".to_owned()),
        Whose::Ours => (format!("{} ta", own_name(around)), format!("{} us", own_name(around))),
        Whose::Agency(code) => (around.office.agency_short(code), around.office.agency_short(code)),
        Whose::Committee => ("Cấp ủy".to_owned(), "Committee".to_owned()),
        Whose::Unit(unit) => (name(unit, around), name(unit, around)),
    };
    let state = match clock.done_on {
        Some(on) => Say::new(format!("xong    {}", on.short()), format!("done    {}", on.short())),
        None => {
            let days = text::pad(clock.days(around.today).trim_end(), 7);
            let waited = f::OPENED_ON.of(record).map_or(0, |opened| around.today.since(opened));
            match clock.whose {
                Whose::Ours => Say::plain(days.trim_end()),
                _ => Say::new(format!("{days} chờ {waited} ngày"), format!("{days} awaiting {waited} days")),
            }
        }
    };
    behind(&name_vi, &name_en, &format!("hạn {due}  {}", state.vi), &format!("due {due}  {}", state.en))
}

/// What each side said, all of it, the newest first: a later statement takes nothing back of those before.
fn statements(record: &Record, around: &Circumstances<'_>) -> Vec<Say> {
    let said = |act: &Act| {
        let households = act.get(&steps::fields::HOUSEHOLDS);
        let (vi, en) = households.map_or_else(Default::default, |count| {
            (format!(", {count} hộ"), format!(", {count} households"))
        });
        let told = act.get(&steps::fields::TEXT).unwrap_or_default();
        let document =
            act.get(&steps::fields::DOCUMENT).map_or_else(String::new, |number| format!(" {number}"));
        (
            format!("{}{document}: {told}{vi}", act.on.short()),
            format!("{}{document}: {told}{en}", act.on.short()),
        )
    };
    let mut lines = Vec::new();
    let other = f::OTHER_UNIT.of(record).map_or_else(String::new, |unit| name(&unit, around));
    for act in newest_first(record, steps::THEIR_STATEMENT.name) {
        let (vi, en) = said(&act);
        lines.push(behind(&format!("{other} viết"), &format!("{other} wrote"), &vi, &en));
    }
    for act in newest_first(record, steps::OUR_STATEMENT.name) {
        let (vi, en) = said(&act);
        lines.push(behind("Ta viết", "We wrote", &vi, &en));
    }
    if let Some(act) = Act::last(record, steps::MEETING.name) {
        let day = act.get(&steps::fields::MEETING_ON).map_or_else(String::new, |day| day.short());
        let with = act.get(&steps::fields::WITH).map_or_else(String::new, |with| format!(": {with}"));
        lines.push(behind("Họp", "Meeting", &format!("{day}{with}"), &format!("{day}{with}")));
    }
    lines
}

/// All that stands of a step, by its day.
fn newest_first(record: &Record, step: &str) -> Vec<Act> {
    let mut acts: Vec<Act> = Act::standing(record).into_iter().filter(|act| act.step == step).rev().collect();
    acts.sort_by_key(|act| std::cmp::Reverse(act.on));
    acts
}

/// Figures in which the sides differ: both stay, nobody corrects the other's. A later statement without a count leaves the
/// count of the one before.
fn differing(record: &Record, around: &Circumstances<'_>) -> Option<Say> {
    let count =
        |step: &str| newest_first(record, step).iter().find_map(|act| act.get(&steps::fields::HOUSEHOLDS));
    let (ours, theirs) = (count(steps::OUR_STATEMENT.name)?, count(steps::THEIR_STATEMENT.name)?);
    let other = f::OTHER_UNIT.of(record).map_or_else(String::new, |unit| name(&unit, around));
    (ours != theirs).then(|| {
        behind(
            "Trái ngược",
            "Differing",
            &format!("số hộ: ta {ours}, {other} {theirs} (giữ cả hai, không ai sửa của ai)"),
            &format!("households: us {ours}, {other} {theirs} (both stay, nobody edits the other's)"),
        )
    })
}
