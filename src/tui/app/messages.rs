//! Row 23: what a screen said, how the line stands, what is late.

use crate::base::Say;

use super::App;
use crate::tui::screen::{Notice, NoticeSort};

impl App {
    pub(super) fn progress(&mut self, done: u64, total: u64, say: &Say) {
        let part = if total == 0 { format!(" {done}") } else { format!(" {done}/{total}") };
        self.notice = Some(Notice::plain(Say::new(format!("{}{part}", say.vi), format!("{}{part}", say.en))));
    }

    /// What was found when the register was opened: whoever sits here is the first who comes.
    pub(super) fn tell_found(&mut self) {
        if let Some(say) = std::mem::take(&mut self.ground.welcome.found).into_iter().next() {
            self.say(Notice::warning(say));
        }
    }

    /// A key empties row 23 before it does anything: an error or warning that still stands there was not read yet, and plain words of
    /// something that went well meanwhile ("Nháp đã giữ") do not push it out.
    pub(super) fn say(&mut self, notice: Notice) {
        let is_grave = |notice: &Notice| matches!(notice.sort, NoticeSort::Error | NoticeSort::Warning);
        let stands = self.notice.as_ref().is_some_and(is_grave);
        if stands && notice.sort == NoticeSort::Plain {
            return;
        }
        self.rings |= notice.sort == NoticeSort::Error;
        self.notice = Some(notice);
    }

    /// From when on the oldest reply that the topmost screen waits for is late.
    pub(super) fn late_at_ms(&self) -> Option<u64> {
        let top = self.layers.last()?;
        let pending = self.pending.values().filter(|pending| pending.layer == top.id);
        pending.map(|pending| pending.sent_ms + top.screen.late().0).min()
    }

    pub(super) fn judge_slow(&mut self) {
        self.is_slow = self.late_at_ms().is_some_and(|late| self.now_ms >= late);
    }

    /// What row 23 says: what a screen said, else how the line stands.
    pub(super) fn message(&self) -> Option<Notice> {
        let is_plain = self.notice.as_ref().is_none_or(|notice| notice.sort == NoticeSort::Plain);
        if self.aside.is_some() && is_plain {
            return self.aside.clone();
        }
        if self.notice.is_some() {
            return self.notice.clone();
        }
        if self.ground.offline && self.line.is_some() {
            return self.line.clone();
        }
        if self.ground.offline {
            return Some(Notice::error(Say::new(
                "Mất kết nối; bản nháp đã được giữ lại",
                "Connection lost; the draft was kept",
            )));
        }
        if self.is_slow {
            return self.layers.last().map(|top| Notice::plain(top.screen.late().1.into()));
        }
        if self.ground.welcome.is_full {
            return Some(Notice::error(Say::new(
                "Dọn chỗ trên đĩa máy chủ: đã đầy, chưa lưu được",
                "Make room on the server's disk: full, nothing is saved",
            )));
        }
        self.ground.welcome.read_only.then(|| {
            Notice::error(Say::new(
                "Chỉ xem được: máy chủ ngừng ghi",
                "Read only: the server has stopped writing",
            ))
        })
    }
}
