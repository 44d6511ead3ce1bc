//! The law of the server of paper: what the program brings, and two dates that any change of it moves.

use crate::base::{Day, Officer, Say};
use crate::domain::{
    law::{Law, write_holidays, write_rules},
    petition::{DueOn, Move},
};
use crate::wire::{LawInUse, LawMove, LawMoves, LawText, Outcome, Reply, Request, Saved};

use super::id;

/// What is asked of the law.
pub(super) fn answer(request: &Request) -> Option<Outcome> {
    Some(Ok(match request {
        Request::Law => Reply::Law(Box::new(in_use(true))),
        Request::ChangeLaw { dry_run: true, .. } => Reply::LawMoves(Box::new(moves())),
        Request::ChangeLaw { .. } => Reply::Saved(Saved {
            id: id("o.holiday.2026-11-24"),
            number: None,
            revision: 1,
            say: Say::new("Đã ghi 1 dòng; 2 hạn đổi", "1 lines saved; 2 dates moved"),
        }),
        _ => return None,
    }))
}

/// The law that the program brings, as whoever may change it or not gets it.
pub(in crate::tui) fn in_use(may_change: bool) -> LawInUse {
    let law = Law::embedded().unwrap();
    LawInUse {
        text: LawText { rules: write_rules(&law.rules), holidays: write_holidays(law.calendar.entries()) },
        may_change,
        owner: Officer::new("nghedan").unwrap(),
        own: Vec::new(),
    }
}

fn moves() -> LawMoves {
    let due = |iso, is_provisional| Some(DueOn { day: Day::from_iso(iso).unwrap(), is_provisional });
    let one = |number: &str, title: &str, before, after| LawMove {
        id: id("p0"),
        number: number.to_owned(),
        of: Move { step: "thu_ly".to_owned(), title: Say::plain(title), before, after, is_open: true },
    };
    LawMoves {
        lines: vec![Say::plain(
            "24/11/2026 Ngày Văn hóa Việt Nam: chưa rõ có nghỉ, chờ quyết định -> ngày nghỉ, đã công bố",
        )],
        moves: vec![
            one("123/2026", "Thụ lý", due("2026-12-02", false), due("2026-12-03", false)),
            one("122/2026", "Trả lời người gửi", due("2026-12-07", true), due("2026-12-07", false)),
        ],
        total: 2,
        open: 2,
        seen: 77,
    }
}
