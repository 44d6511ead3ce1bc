//! The sentences that the office says when something was done. Those for other officers name no content.

use crate::base::{Officer, Say, Words, text};
use crate::domain::{
    Circumstances, KindDef, Places, Record, TakenNumber,
    kinds::Petition,
    petition::{clocks, most_urgent},
};
use crate::wire::Taken;

/// What officers call a record: its number, its name.
pub(super) fn number(record: &Record, places: &Places) -> Say {
    crate::domain::kind(&record.kind).map_or_else(Say::default, |kind| (kind.label)(record, places))
}

/// "Đã lưu 124/2026, hạn thụ lý 02/12".
pub(super) fn saved(named: &Say, record: &Record, around: &Circumstances<'_>) -> Say {
    let all = clocks(Petition(record), around);
    match most_urgent(&all).filter(|_| record.kind == "petition") {
        Some(clock) => Say::new(
            format!("Đã lưu {}, hạn {} {}", named.vi, text::lower_first(&clock.title.vi), clock.due.short()),
            format!("Saved {}, {} due {}", named.en, text::lower_first(&clock.title.en), clock.due.short()),
        ),
        None => Say::new(format!("Đã lưu {}", named.vi), format!("Saved {}", named.en)),
    }
}

/// "can_bo_03 vừa nhập: Đơn thư 124/2026".
pub(super) fn created(officer: &Officer, kind: &KindDef, named: &Say) -> Say {
    Say::new(
        format!("{officer} vừa nhập: {} {}", kind.title.vi, named.vi),
        format!("{officer} entered: {} {}", kind.title.en, named.en),
    )
}

/// "can_bo_03 vừa sửa: Đơn thư 124/2026".
pub(super) fn edited(officer: &Officer, kind: &KindDef, named: &Say) -> Say {
    Say::new(
        format!("{officer} vừa sửa: {} {}", kind.title.vi, named.vi),
        format!("{officer} changed: {} {}", kind.title.en, named.en),
    )
}

/// "can_bo_03 vừa ghi: Chuyển đơn 121/2026".
pub(super) fn step_taken(officer: &Officer, step: Words, named: &Say) -> Say {
    Say::new(
        format!("{officer} vừa ghi: {} {}", step.vi, named.vi),
        format!("{officer} recorded: {} {}", step.en, named.en),
    )
}

/// "Đã ghi: Chuyển đơn. Ctrl-Z lấy lại".
pub(super) fn step_saved(step: Words) -> Say {
    Say::new(
        format!("Đã ghi: {}. Ctrl-Z lấy lại", step.vi),
        format!("Recorded: {}. Ctrl-Z takes it back", step.en),
    )
}

/// The same with the numbers of the petitions that it opened; those stay, so nothing is taken back.
pub(super) fn step_saved_with(step: Words, opened: &[TakenNumber]) -> Say {
    let numbers: Vec<String> = opened.iter().map(|taken| taken.number.to_string()).collect();
    if numbers.is_empty() {
        return step_saved(step);
    }
    let numbers = numbers.join(", ");
    Say::new(
        format!("Đã ghi: {}; mở đơn {numbers}", step.vi),
        format!("Recorded: {}; opened {numbers}", step.en),
    )
}

/// "Đã lấy lại bước trước: 121/2026".
pub(super) fn step_taken_back(named: &Say) -> Say {
    Say::new(format!("Đã lấy lại bước trước: {}", named.vi), format!("Took the last step back: {}", named.en))
}

/// "can_bo_03 vừa lấy lại một bước: 121/2026".
pub(super) fn taken_back(officer: &Officer, named: &Say) -> Say {
    Say::new(
        format!("{officer} vừa lấy lại một bước: {}", named.vi),
        format!("{officer} took a step back: {}", named.en),
    )
}

/// "Đã gắn 118/2026 = 90/2026", or that the link was taken back.
pub(super) fn linked(named: &Say, linked: bool) -> Say {
    let (vi, en) = if linked { ("Đã gắn", "Linked") } else { ("Đã bỏ gắn", "No longer linked:") };
    Say::new(format!("{vi} {}", named.vi), format!("{en} {}", named.en))
}

/// "can_bo_03 vừa gắn: 118/2026 = 90/2026".
pub(super) fn linked_by(officer: &Officer, named: &Say, linked: bool) -> Say {
    let (vi, en) = if linked { ("vừa gắn", "linked") } else { ("vừa bỏ gắn", "took a link back") };
    Say::new(format!("{officer} {vi}: {}", named.vi), format!("{officer} {en}: {}", named.en))
}

/// "Đã lưu 118/2026; tự gộp: Số người ký đơn (can_bo_03)".
pub(super) fn merged(kind: &KindDef, named: &Say, taken: &[Taken]) -> Say {
    const NAMED_MAX: usize = 2;
    let told = |pick: fn(&Words) -> &'static str| -> String {
        let labels: Vec<String> = taken
            .iter()
            .filter_map(|taken| Some(format!("{} ({})", pick(&kind.field(&taken.field)?.label), taken.by)))
            .take(NAMED_MAX)
            .collect();
        labels.join(", ")
    };
    let (vi, en) = (told(|words| words.vi), told(|words| words.en));
    let (more_vi, more_en) = match taken.len().saturating_sub(NAMED_MAX) {
        0 => (String::new(), String::new()),
        more => (format!(", {more} mục nữa"), format!(", {more} more")),
    };
    Say::new(
        format!("Đã lưu {}; tự gộp: {vi}{more_vi}", named.vi),
        format!("Saved {}; merged by itself: {en}{more_en}", named.en),
    )
}
