//! The refusals of the office that have nothing to do with what was entered.

use crate::base::Say;
use crate::store::StoreError;
use crate::wire::{Refusal, RefusalKind};

/// The store failed; what it said stays in the server.
pub(super) fn broken(error: StoreError) -> Refusal {
    let _ = error;
    Refusal::new(
        RefusalKind::Broken,
        Say::new(
            "Chạy `nghedan check`: kho dữ liệu không đọc được",
            "Run `nghedan check`: the store cannot be read",
        ),
    )
}

/// There is no such record, or the officer may not know of it: the same words for both.
pub(super) fn unknown() -> Refusal {
    Refusal::new(RefusalKind::Unknown, Say::new("Không tìm thấy kết quả phù hợp", "No matching record"))
}

/// No kind of this name is declared.
pub(super) fn unknown_kind() -> Refusal {
    Refusal::new(
        RefusalKind::Unknown,
        Say::new("Không có loại dữ liệu này", "There is no such kind of record"),
    )
}

/// Not to be done here.
pub(super) fn not_here() -> Refusal {
    Refusal::new(RefusalKind::NotAllowed, Say::new("Không làm được ở đây", "This cannot be done here"))
}

/// The register has no office yet.
pub(super) fn not_set_up() -> Refusal {
    Refusal::new(
        RefusalKind::NotSetUp,
        Say::new(
            "Khai báo cơ quan trước: sổ này còn trống",
            "Set the office up first: this register is empty",
        ),
    )
    .hint(Say::new("nghedan init FILE.toml", "nghedan init FILE.toml"))
}

/// The server does not write any more.
pub(super) fn read_only() -> Refusal {
    Refusal::new(
        RefusalKind::ReadOnly,
        Say::new("Chỉ xem được: máy chủ ngừng ghi", "Read only: the server does not write any more"),
    )
}

/// Beyond a limit.
pub(super) fn limit() -> Refusal {
    Refusal::new(RefusalKind::Limit, Say::new("Quá giới hạn", "Beyond the limit"))
}
