//! The sentences that the office says when something was done. Those for other officers name no content.

use crate::base::{Officer, Say, Words, text};
use crate::domain::{
    Circumstances, KindDef, Places, Record,
    kinds::Petition,
    petition::{clocks, most_urgent},
};

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

/// "can_bo_03 vừa gắn: 118/2026 = 90/2026".
pub(super) fn linked(officer: &Officer, named: &Say) -> Say {
    Say::new(format!("{officer} vừa gắn: {}", named.vi), format!("{officer} linked: {}", named.en))
}
