//! The draft of a village's update in the list of drafts: of which village and period, at which line or point it stopped.

use crate::base::{Lang, Period, Say};
use crate::domain::{
    Draft, Value, kinds::LINES, kinds::figures_fields as figures, kinds::village_update_fields as update,
    rights::Viewer,
};
use crate::wire::DraftLine;

use super::{Office, draft_lines::last_words_before};

impl Office {
    /// "Tình hình Dliă, tuần 47", "dòng t Hộ thiếu nước".
    pub(super) fn update_draft_line(&self, draft: Draft, viewer: &Viewer) -> DraftLine {
        let basis = self.basis();
        let value = |name: &str| draft.field(name).and_then(|field| field.value.as_ref());
        let period = match value(update::PERIOD.def.name) {
            Some(Value::Text(spelled)) => Period::parse(spelled),
            _ => None,
        };
        let on = period.map_or(basis.today, Period::last);
        let village = match value(update::VILLAGE.def.name) {
            Some(Value::Ref(village)) => self.places().short_name(village, on),
            _ => String::new(),
        };
        let name = period.map_or_else(Say::default, |period| period.name(basis.today.year()));
        let title = Say::new(
            format!("Tình hình {village}, {}", name.vi),
            format!("Update of {village}, {}", name.en),
        );
        let saved = draft.form.record.as_ref().and_then(|id| self.record_for(viewer, id).ok().flatten());
        let since = saved
            .filter(|saved| saved.revision != draft.base)
            .map(|_| Say::new("Từ lúc đó: có người đã lưu kỳ này", "Since then: someone saved this period"));
        let (stopped_at, state) = (stopped_at(&draft), state(&draft));
        DraftLine { draft, title, stopped_at, state, since, is_elsewhere: false }
    }
}

/// Where the cursor stood.
fn stopped_at(draft: &Draft) -> Say {
    let caret = usize::try_from(draft.caret).unwrap_or(0);
    let behind = |text: &str| {
        let words = last_words_before(text, caret);
        match words.is_empty() {
            true => Say::default(),
            false => Say::new(format!(", sau \"{words}\""), format!(", behind \"{words}\"")),
        }
    };
    if let Some(line) = LINES.iter().find(|line| line.def.name == draft.at_field) {
        let letter = line.def.letter.map(String::from).unwrap_or_default();
        return Say::new(
            format!("dòng {letter} {}", line.def.label.vi),
            format!("line {letter} {}", line.def.label.en),
        );
    }
    let mut cells = draft.at_field.split('.');
    if cells.next() == Some(update::ITEMS.def.name) {
        let at = cells.next().and_then(|at| at.parse::<usize>().ok()).unwrap_or(0);
        let cell = cells.next().unwrap_or_default();
        // The points are kept line by line, their cells in the order in which they are typed.
        let defs = [
            &update::DOMAIN.def,
            &update::SEVERITY.def,
            &update::HOUSEHOLDS.def,
            &update::TEXT.def,
            &update::MATTER.def,
        ];
        let place = defs.iter().position(|def| def.name == cell);
        let label = place.and_then(|place| defs.get(place)).map_or(update::ITEMS.def.label, |def| def.label);
        let typed = draft
            .field(update::ITEMS.def.name)
            .and_then(|field| field.text.split('\n').nth(at)?.split('\t').nth(place?).map(str::to_owned));
        let behind =
            if cell == update::TEXT.def.name { behind(&typed.unwrap_or_default()) } else { Say::default() };
        return Say::new(
            format!("việc {} {}{}", at + 1, label.vi, behind.vi),
            format!("issue {} {}{}", at + 1, label.en, behind.en),
        );
    }
    let named = [&update::VILLAGE.def, &update::PERIOD.def, &figures::REVIEWED_ON.def, &update::NOTE.def];
    match named.into_iter().find(|def| def.name == draft.at_field) {
        Some(def) => {
            let is_note = def.name == update::NOTE.def.name;
            let typed = draft.field(def.name).filter(|_| is_note).map_or("", |field| field.text.as_str());
            let behind = behind(typed);
            Say::new(format!("mục {}{}", def.label.vi, behind.vi), format!("{}{}", def.label.en, behind.en))
        }
        None => Say::new("mục Phát sinh", "the gate"),
    }
}

/// How far it is.
fn state(draft: &Draft) -> Say {
    let lines = LINES.iter().filter(|line| draft.field(line.def.name).is_some()).count();
    let points = match draft.field(update::ITEMS.def.name).and_then(|field| field.value.as_ref()) {
        Some(Value::List(rows)) => rows.len(),
        _ => 0,
    };
    let noted = |lang: Lang| match (draft.field(update::NOTE.def.name), lang) {
        (Some(_), Lang::Vi) => ", có ghi chú",
        (Some(_), Lang::En) => ", with notes",
        (None, _) => "",
    };
    Say::new(
        format!("đã nhập {lines} dòng số liệu, {points} việc{}", noted(Lang::Vi)),
        format!("{lines} figures and {points} issues typed{}", noted(Lang::En)),
    )
}
