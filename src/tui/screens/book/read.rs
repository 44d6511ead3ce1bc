//! A book that is being read, until it goes to a file or a printer.

use crate::base::{Say, limits};
use crate::client::BookReading;
use crate::domain::book::BookName;
use crate::tui::{
    export::{Export, Sheet},
    screen::{Around, Effect, Notice, Tag},
    screens::{export::answered_something_else, saving},
};
use crate::wire::{Outcome, Refusal};

use super::{BookScreen, Stage, Wanted, fields};

impl BookScreen {
    /// Begins to read what is wanted.
    pub(super) fn read(&mut self, wanted: Wanted, around: &Around<'_>) -> Vec<Effect> {
        self.stage = Stage::Filling;
        if around.offline {
            return vec![Effect::Say(Notice::error(Say::new(
                "Chờ nối lại rồi F2: đang mất kết nối",
                "Wait for the line, then F2: it is broken",
            )))];
        }
        let Ok(reading) = BookReading::new(wanted.book) else {
            return vec![Effect::Say(Notice::error(saving::no_random_number()))];
        };
        self.stage = Stage::Reading(Box::new(reading), wanted.way);
        self.ask()
    }

    /// Asks for what comes next; the same again when nothing came.
    pub(super) fn ask(&mut self) -> Vec<Effect> {
        let Stage::Reading(reading, _) = &self.stage else { return Vec::new() };
        let Some(request) = reading.request() else { return Vec::new() };
        self.serial = self.serial.wrapping_add(1);
        vec![Effect::Ask(Tag { what: "book", serial: self.serial }, request)]
    }

    pub(super) fn answered(&mut self, outcome: Outcome) -> Vec<Effect> {
        let Stage::Reading(reading, _) = &mut self.stage else { return Vec::new() };
        let reply = match outcome {
            Ok(reply) => reply,
            Err(refusal) => return self.refused(refusal),
        };
        if reading.take(reply).is_err() {
            self.stage = Stage::Filling;
            return vec![Effect::Say(Notice::error(answered_something_else()))];
        }
        let (max, rows, is_read) = (limits::EXPORT_ROWS_MAX, reading.rows(), reading.request().is_none());
        if rows > max as usize {
            self.stage = Stage::Filling;
            return vec![Effect::Say(Notice::error(Say::new(
                format!("Chọn kỳ ngắn hơn: mỗi lần tối đa {max} dòng"),
                format!("Choose fewer days: {max} rows at a time"),
            )))];
        }
        if is_read { self.deliver() } else { self.ask() }
    }

    /// All is there.
    fn deliver(&mut self) -> Vec<Effect> {
        let Stage::Reading(reading, way) = std::mem::replace(&mut self.stage, Stage::Filling) else {
            return Vec::new();
        };
        let wanted = reading.wanted().clone();
        if reading.rows() == 0 {
            self.form.go_to(fields::FROM);
            self.is_fresh = true;
            return vec![Effect::Say(Notice::warning(Say::new(
                "Chọn kỳ khác: trong kỳ này sổ không có dòng nào",
                "Choose other days: the book has no row of these",
            )))];
        }
        // Names are opened for one print; the next one is asked for anew.
        self.form.set_text(fields::NAMES, "k");
        self.form.set_text(fields::REASON, "");
        self.leave_out();
        self.form.go_to(fields::BOOK);
        self.is_fresh = true;
        let (from, to) = (wanted.from, wanted.to);
        let name = match wanted.book {
            BookName::Reception => "so tiep dan",
            BookName::Intake => "so don",
        };
        let plain = |day: crate::base::Day| day.iso().replace('-', "");
        vec![Effect::Deliver(Box::new(Export {
            sheet: Sheet::Book(wanted.book, reading.finish()),
            way,
            title: wanted.book.title_of(from, to),
            name: format!("{name} {} {}", plain(from), plain(to)),
        }))]
    }

    fn refused(&mut self, refusal: Refusal) -> Vec<Effect> {
        self.stage = Stage::Filling;
        let mut say = refusal.say;
        if let Some(problem) = refusal.problems.into_iter().next() {
            self.form.go_to(&problem.field);
            say = problem.say;
        }
        vec![Effect::Say(Notice::error(say))]
    }

    /// Esc.
    pub(super) fn stop(&mut self) -> Vec<Effect> {
        let stopped = std::mem::replace(&mut self.stage, Stage::Filling);
        self.serial = self.serial.wrapping_add(1);
        let is_opened = matches!(&stopped, Stage::Reading(reading, _) if reading.is_opened());
        let say = if is_opened {
            Say::new(
                "Đã dừng: chưa in, chưa ghi tệp nào; lần mở sổ đã được ghi lại",
                "Stopped: nothing was printed or written; the opening is recorded",
            )
        } else {
            Say::new("Đã dừng: chưa in, chưa ghi tệp nào", "Stopped: nothing was printed or written")
        };
        vec![Effect::Say(Notice::plain(say))]
    }
}
