//! What list 6 saves: nothing new in one village or in all that are tagged, and the closing of its period.

use crate::base::{Id, Say, limits, text};
use crate::domain::{
    FieldValue, Fields, FormName, Value,
    kinds::{PERIOD_CLOSING, VILLAGE_UPDATE, period_closing_fields, village_update_fields as update},
};
use crate::tui::screen::{Around, Effect, Notice};
use crate::tui::screens::saving::{self, Saving};
use crate::wire::{Choice, SavePart, Saved};

use super::{Asking, SilentScreen, Wanted};

impl SilentScreen {
    /// `0`: nothing new, for the tagged villages or the marked one; F2 saves it.
    pub(super) fn arm(&mut self) -> Vec<Effect> {
        if self.told.as_ref().is_some_and(|told| told.is_closed) {
            return vec![Effect::Say(Notice::warning(Say::new(
                "Kỳ đã chốt: Enter mở phiếu, ghi điều chỉnh có lý do",
                "The period is closed: Enter opens a form to correct it",
            )))];
        }
        if !self.tagged.is_empty() {
            self.armed.clone_from(&self.tagged);
            let count = self.armed.len();
            return vec![Effect::Say(Notice::plain(Say::new(
                format!("0 cho {count} nơi đã đánh dấu: không phát sinh. F2 lưu"),
                format!("0 for {count} tagged villages: nothing new. F2 saves"),
            )))];
        }
        let Some(row) = self.marked() else { return Vec::new() };
        if row.silent == 0 {
            return vec![Effect::Say(Notice::plain(Say::new(
                "Nơi này đã báo: Enter xem",
                "This village has reported: Enter shows it",
            )))];
        }
        let say = Say::new(
            format!("0 {}: không phát sinh. F2 lưu", row.name),
            format!("0 {}: nothing new. F2 saves", row.name),
        );
        self.armed = vec![row.village.clone()];
        vec![Effect::Say(Notice::plain(say))]
    }

    pub(super) fn save_armed(&mut self, around: &Around<'_>) -> Vec<Effect> {
        match self.armed.len() {
            0 => vec![Effect::Say(Notice::plain(Say::new(
                "Gõ 0 trước (không phát sinh), rồi F2 lưu; Enter nhập đủ",
                "Type 0 first (nothing new), then F2; Enter opens the form",
            )))],
            1 => self.save_nil(around),
            count => {
                self.asking = Some(Asking::Nil);
                vec![Effect::Say(Notice::warning(Say::new(
                    format!("Không phát sinh ở {count} nơi? Enter ghi, phím khác thôi"),
                    format!("Nothing new in {count} villages? Enter saves, else not"),
                )))]
            }
        }
    }

    pub(super) fn save_nil(&mut self, around: &Around<'_>) -> Vec<Effect> {
        let Some(period) = self.told.as_ref().map(|told| told.period) else { return Vec::new() };
        let villages = std::mem::take(&mut self.armed);
        let part = |village: &Id| SavePart {
            form: FormName { kind: VILLAGE_UPDATE.name.to_owned(), record: None, step: None, sheet: 0 },
            not_chosen: Choice::new(),
            base: 0,
            fields: Fields::from([
                (update::VILLAGE.def.name.to_owned(), village.clone().into_value()),
                (update::PERIOD.def.name.to_owned(), period.into_value()),
                (update::NOTHING_NEW.def.name.to_owned(), Value::Flag(true)),
            ]),
        };
        let parts = villages.iter().take(limits::SAVE_PARTS_MAX).map(part).collect();
        self.save(parts, Wanted::Nil(villages), around)
    }

    fn save(&mut self, parts: Vec<SavePart>, wanted: Wanted, around: &Around<'_>) -> Vec<Effect> {
        if let Some(notice) = saving::obstacle(around) {
            return vec![Effect::Say(notice)];
        }
        let serial = self.tag(saving::SAVE).serial;
        match Saving::new(parts, None, serial, None) {
            Ok(saving) => {
                let ask = saving.ask();
                self.saving = Some((saving, wanted));
                vec![ask]
            }
            Err(notice) => vec![Effect::Say(notice)],
        }
    }

    pub(super) fn saved(&mut self, saved: Saved, around: &Around<'_>) -> Vec<Effect> {
        let Some((_, wanted)) = self.saving.take() else { return Vec::new() };
        let mut say = saved.say;
        if let (Wanted::Closing, Some(told)) = (&wanted, &self.told) {
            let name = told.period.name(around.welcome.today.year());
            say = Say::new(format!("Đã chốt {}", name.vi), format!("Closed {}", name.en));
        }
        if let Wanted::Nil(villages) = &wanted {
            for row in self.rows.iter_mut().filter(|row| villages.contains(&row.village)) {
                row.silent = 0;
                row.last_line = update::NOTHING_NEW.def.label.into();
                row.last = self.told.as_ref().map(|told| told.period);
            }
            self.tagged.retain(|id| !villages.contains(id));
            let single = self.rows.iter().find(|row| villages.as_slice() == [row.village.clone()]);
            if let (Some(row), Some(told)) = (single, &self.told) {
                say = saving::saved_update(&row.name, told.period, around.welcome.today);
            }
            if villages.len() > 1 {
                let count = villages.len();
                say = Say::new(
                    format!("Đã lưu không phát sinh cho {count} nơi"),
                    format!("Saved: nothing new in {count} villages"),
                );
            }
            self.go_on(around);
        }
        let mut effects = vec![Effect::Say(Notice::plain(say))];
        effects.extend(self.renew());
        effects
    }

    pub(super) fn ask_to_close(&mut self) -> Vec<Effect> {
        let silent = self.silent_count();
        let Some(told) = &self.told else { return Vec::new() };
        let name = told.period.name(told.period.year());
        if told.is_closed {
            return vec![Effect::Say(Notice::plain(Say::new(
                format!("Đã chốt {} rồi", name.vi),
                format!("{} is closed already", text::upper_first(&name.en)),
            )))];
        }
        self.asking = Some(Asking::Close);
        vec![Effect::Say(Notice::warning(Say::new(
            format!("Chốt {}? Còn {silent} nơi chưa báo. Enter chốt, Esc thôi", name.vi),
            format!("Close {}? {silent} are silent. Enter closes, Esc: no", name.en),
        )))]
    }

    pub(super) fn close(&mut self, around: &Around<'_>) -> Vec<Effect> {
        let Some(period) = self.told.as_ref().map(|told| told.period) else { return Vec::new() };
        let form = FormName { kind: PERIOD_CLOSING.name.to_owned(), record: None, step: None, sheet: 0 };
        let name = period_closing_fields::PERIOD.def.name.to_owned();
        let fields = Fields::from([(name, period.into_value())]);
        self.save(
            vec![SavePart { form, base: 0, fields, not_chosen: Choice::new() }],
            Wanted::Closing,
            around,
        )
    }
}
