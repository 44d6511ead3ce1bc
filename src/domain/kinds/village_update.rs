//! A village's update on a period (tình hình thôn, buôn): nothing new, or what has come up, point by point.
//!
//! There is one of a village and a period, whoever enters it: its id is made from them. A nil report is data, silence is
//! not. After the period was closed an update stands; what is mended is a record of its own, a correction.

use crate::base::{Day, Id, Period, Say, Words};
use crate::domain::{
    Circumstances, Column, DayRange, Field, FieldValue, Fields, KindDef, Places, Problem, Record, Shape,
    Widths,
    borders::{COMMUNE_NOW, COMMUNE_THEN},
    choices::choices,
};

use super::{Domain, figures_fields, period_closing};

choices! {
    /// How much a point weighs (mức độ).
    Severity {
        Usual = "binh_thuong", "1", "1", "Bình thường", "Usual";
        Watch = "can_theo_doi", "2", "2", "Cần theo dõi", "To be watched";
        Resolve = "can_giai_quyet", "3", "3", "Cần giải quyết", "To be resolved";
        Urgent = "khan", "4", "4", "Khẩn", "Urgent";
    }
}

/// Characters of a point's text.
const ITEM_CHARS_MAX: usize = 200;
/// Characters of the note.
const NOTE_CHARS_MAX: usize = 1_000;

/// The fields of an update.
pub mod fields {
    use super::*;

    /// Thôn, buôn.
    pub const VILLAGE: Field<Id> =
        Field::new("village", Words::new("Thôn, buôn", "Village"), Shape::Unit(&["village"]))
            .required()
            .indexed()
            .help(
                "Hai chữ đầu: ml = Buôn Ma Lim. Giữ nơi cũ: Enter.",
                "Two initials: ml = Buôn Ma Lim. Same as last: Enter.",
            );
    /// Kỳ.
    pub const PERIOD: Field<Period> =
        Field::new("period", Words::new("Kỳ", "Period"), Shape::Period).required().indexed().help(
            "Kỳ vừa qua điền sẵn; kỳ khác: gõ số của nó.",
            "The last period stands there; another one: type its number.",
        );
    /// Không phát sinh.
    pub const NOTHING_NEW: Field<bool> =
        Field::new("nothing_new", Words::new("Không phát sinh", "Nothing new"), Shape::Flag).help(
            "0 ở mục Phát sinh: không có gì mới. Báo không phát sinh cũng là báo; im lặng thì không.",
            "0 at the gate: nothing new. A nil report is a report; silence is not.",
        );
    /// Ghi chú.
    pub const NOTE: Field<String> =
        Field::new("note", Words::new("Ghi chú", "Notes"), Shape::Paragraph(NOTE_CHARS_MAX))
            .narrative()
            .help(
                "Tình hình chung trong kỳ. Không ghi tên người, số giấy tờ, số điện thoại.",
                "How things are in general. No person's name, no identity or telephone number.",
            );
    /// Việc phát sinh.
    pub const ITEMS: Field<Vec<Fields>> = Field::new(
        "items",
        Words::new("Việc phát sinh", "New issues"),
        Shape::Rows(&[
            DOMAIN.def,
            SEVERITY.def,
            HOUSEHOLDS.def,
            TEXT.def,
            MATTER.def,
            NEEDED_FROM.def,
            NEEDED_BY.def,
        ]),
    );
    /// Lĩnh vực.
    pub const DOMAIN: Field<Domain> =
        Field::new("domain", Words::new("Lĩnh vực", "Domain"), Shape::Choice(Domain::TABLE)).required();
    /// Mức độ.
    pub const SEVERITY: Field<Severity> =
        Field::new("severity", Words::new("Mức độ", "Severity"), Shape::Choice(Severity::TABLE)).required();
    /// Số hộ bị ảnh hưởng.
    pub const HOUSEHOLDS: Field<i64> =
        Field::new("households", Words::new("Số hộ", "Households"), Shape::Int(0, 20_000));
    /// Nội dung.
    pub const TEXT: Field<String> =
        Field::new("text", Words::new("Nội dung", "Text"), Shape::Line(ITEM_CHARS_MAX))
            .required()
            .narrative();
    /// Gắn việc: the matter that it belongs to.
    pub const MATTER: Field<Id> =
        Field::new("matter", Words::new("Gắn việc", "Linked to"), Shape::Record("matter"));
    /// Cần ai: the agency that is needed.
    pub const NEEDED_FROM: Field<String> =
        Field::new("needed_from", Words::new("Cần cơ quan", "Needed from"), Shape::Agency);
    /// Cần trước ngày.
    pub const NEEDED_BY: Field<Day> =
        Field::new("needed_by", Words::new("Cần trước ngày", "Needed by"), Shape::Day(DayRange::Any));
    /// Điều chỉnh: entered after the period was closed.
    pub const CORRECTION: Field<bool> =
        Field::new("correction", Words::new("Điều chỉnh", "Correction"), Shape::Flag);
}

use fields::*;

/// The declaration.
pub const VILLAGE_UPDATE: KindDef = KindDef {
    name: "village_update",
    title: Words::new("Tình hình thôn, buôn", "Village update"),
    noun: Words::new("tình hình", "update"),
    newest_by: Some("period"),
    fields: &[VILLAGE.def, PERIOD.def, NOTHING_NEW.def, NOTE.def, ITEMS.def, CORRECTION.def],
    columns: &[
        period_column(),
        village_column((16, 24, 14)),
        Column::new("items", Words::new("Việc", "Iss."), (4, 4, 4), |record, _, _| {
            VillageUpdate(record).items().len().to_string()
        })
        .at_the_right(),
        first_line_column((38, 70, 22)),
    ],
    placed: Some(|record| VILLAGE.of(record).zip(PERIOD.of(record).map(Period::last))),
    counted_by: &["nothing_new", "correction", COMMUNE_THEN, COMMUNE_NOW],
    rules: &[village_and_period_stand_together, nothing_new_is_nothing, not_too_many_items],
    edit_rules: &[stays_in_its_place],
    label: |record, places| VillageUpdate(record).label(places),
    natural_id: Some(|record| Some(format!("{}.{}", VILLAGE.of(record)?, PERIOD.of(record)?))),
    search: Some(&super::village_update_searched::SEARCH),
    ..KindDef::PLAIN
};

/// The period of an update.
pub(super) const fn period_column() -> Column {
    Column::new("period", Words::new("Kỳ", "Period"), (13, 14, 13), |record, around, lang| {
        let name = |period: Period| period.name(around.today.year()).get(lang).to_owned();
        PERIOD.of(record).map_or_else(String::new, name)
    })
}

/// The village of an update or of figures, as it was called on the day that they are of.
pub(super) const fn village_column(widths: Widths) -> Column {
    Column::new("village", Words::new("Thôn, buôn", "Village"), widths, |record, around, _| {
        let as_of = figures_fields::AS_OF.of(record);
        let on = PERIOD.of(record).map(Period::last).or(as_of).unwrap_or(around.today);
        VILLAGE.of(record).map_or_else(String::new, |id| around.places.short_name(&id, on))
    })
}

/// What an update tells, in one line.
pub(super) const fn first_line_column(widths: Widths) -> Column {
    Column::new("first_line", Words::new("Nội dung", "Text"), widths, |record, _, lang| {
        VillageUpdate(record).first_line().get(lang).to_owned()
    })
}

/// A village's update, read.
#[derive(Clone, Copy, Debug)]
pub struct VillageUpdate<'a>(pub &'a Record);

/// One point of an update.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What it is about.
    pub domain: Domain,
    /// How much it weighs.
    pub severity: Severity,
    /// How many households it touches.
    pub households: Option<i64>,
    /// In words.
    pub text: String,
    /// The matter that it belongs to.
    pub matter: Option<Id>,
}

impl VillageUpdate<'_> {
    /// Where.
    pub fn village(&self) -> Option<Id> {
        VILLAGE.of(self.0)
    }

    /// On which period.
    pub fn period(&self) -> Option<Period> {
        PERIOD.of(self.0)
    }

    /// Whether it says that there is nothing new.
    pub fn is_nil(&self) -> bool {
        NOTHING_NEW.of(self.0) == Some(true)
    }

    /// Whether it says nothing at all, not even that there is nothing new.
    pub fn is_empty(&self) -> bool {
        !self.is_nil() && self.items().is_empty() && NOTE.of(self.0).is_none()
    }

    /// Whether it was entered after its period was closed.
    pub fn is_correction(&self) -> bool {
        is_correction(self.0)
    }

    /// Its points, in their order.
    pub fn items(&self) -> Vec<Item> {
        ITEMS.of(self.0).unwrap_or_default().iter().filter_map(item).collect()
    }

    /// What a list says of it: the gravest point, else the note, else that there is nothing new.
    pub fn first_line(&self) -> Say {
        let items = self.items();
        let gravest = items.iter().rev().max_by_key(|item| item.severity);
        match (gravest, NOTE.of(self.0)) {
            (Some(item), _) => Say::plain(format!(
                "{} {} {}",
                item.domain.choice().abbr,
                item.severity.choice().abbr,
                item.text
            )),
            (None, Some(note)) => Say::plain(note.lines().next().unwrap_or_default()),
            (None, None) if self.is_nil() => NOTHING_NEW.def.label.into(),
            (None, None) => Say::new("Chỉ có số liệu", "Figures only"),
        }
    }

    fn label(&self, places: &Places) -> Say {
        let on = self.period().map_or(Day::LAST, Period::last);
        let village = self.village().map_or_else(String::new, |village| places.short_name(&village, on));
        let period = self.period().map_or_else(Say::default, |period| period.name(i32::MIN));
        Say::new(format!("{village} {}", period.vi), format!("{village} {}", period.en))
    }
}

fn item(row: &Fields) -> Option<Item> {
    Some(Item {
        domain: Domain::from_value(row.get(DOMAIN.def.name)?)?,
        severity: Severity::from_value(row.get(SEVERITY.def.name)?)?,
        households: row.get(HOUSEHOLDS.def.name).and_then(i64::from_value),
        text: String::from_value(row.get(TEXT.def.name)?)?,
        matter: row.get(MATTER.def.name).and_then(Id::from_value),
    })
}

/// The village existed at the end of the period, the period has begun and is not closed; shared with the figures, whose
/// period is that in which their day lies.
pub(super) fn village_and_period_stand_together(
    record: &Record,
    around: &Circumstances<'_>,
    problems: &mut Vec<Problem>,
) {
    let by_day = figures_fields::AS_OF.of(record);
    let Some(period) = PERIOD.of(record).or_else(|| by_day.map(|day| around.periods.of(day))) else { return };
    let field = if by_day.is_some() { figures_fields::AS_OF.def.name } else { PERIOD.def.name };
    let mut refuse = |field: &str, vi: &str, en: &str| problems.push(Problem::error(field, Say::new(vi, en)));
    if !around.periods.has(period) {
        problems.push(Problem::error(field, period_closing::not_a_period()));
        return;
    }
    if period.first() > around.today {
        refuse(field, "Sửa kỳ: kỳ này chưa bắt đầu", "Correct the period: it has not begun");
    }
    let village = VILLAGE.of(record).and_then(|village| around.places.get(&village));
    if village.is_some_and(|village| !village.in_force(by_day.unwrap_or(period.last()))) {
        refuse(
            VILLAGE.def.name,
            "Chọn nơi khác: đơn vị không còn hiệu lực trong kỳ này",
            "Choose another place: this unit was not in force in that period",
        );
    }
    let own = around.office.unit().zip(VILLAGE.of(record));
    let is_foreign = own.is_some_and(|(unit, village)| !around.places.is_ever_within(&village, &unit));
    if village.is_some() && is_foreign {
        refuse(
            VILLAGE.def.name,
            "Chọn thôn của ta: nơi khác do cơ quan ở đó báo",
            "Choose a village of ours: others are reported by their own office",
        );
    }
    match (around.periods.is_closed(period), is_correction(record)) {
        (true, false) => {
            refuse(field, "Kỳ đã chốt: ghi thành điều chỉnh", "The period is closed: enter a correction");
        }
        (false, true) => refuse(
            CORRECTION.def.name,
            "Bỏ điều chỉnh: kỳ chưa chốt, sửa thẳng",
            "No correction: the period is open, change it itself",
        ),
        (true, true) => problems.push(Problem::reason(
            CORRECTION.def.name,
            Say::new("Ghi lý do điều chỉnh: kỳ đã chốt", "Say why it is corrected: the period is closed"),
        )),
        (false, false) => {}
    }
}

fn nothing_new_is_nothing(record: &Record, _: &Circumstances<'_>, problems: &mut Vec<Problem>) {
    let update = VillageUpdate(record);
    if update.is_nil() && !update.items().is_empty() {
        problems.push(Problem::error(
            NOTHING_NEW.def.name,
            Say::new(
                "Bỏ \"không phát sinh\" hoặc bỏ việc: hai điều trái nhau",
                "Take out \"nothing new\" or the issues: they contradict",
            ),
        ));
    }
}

/// Whether an update or figures were entered after their period was closed: a record of its own beside the first.
pub fn is_correction(record: &Record) -> bool {
    CORRECTION.of(record) == Some(true)
}

/// More points than a form can hold are several updates.
fn not_too_many_items(record: &Record, _: &Circumstances<'_>, problems: &mut Vec<Problem>) {
    let many = VillageUpdate(record).items().len();
    if many > ITEMS_MAX {
        problems.push(Problem::error(
            ITEMS.def.name,
            Say::new(format!("Bớt việc: tối đa {ITEMS_MAX}"), format!("Fewer issues: at most {ITEMS_MAX}")),
        ));
    }
}

/// Points of one update.
const ITEMS_MAX: usize = 60;

fn stays_in_its_place(old: &Record, new: &Record, problems: &mut Vec<Problem>) {
    if (VILLAGE.of(old), PERIOD.of(old)) != (VILLAGE.of(new), PERIOD.of(new)) {
        problems.push(Problem::error(
            VILLAGE.def.name,
            Say::new("Giữ nơi và kỳ: nhập tình hình mới", "Keep place and period: enter a new update"),
        ));
    }
}
