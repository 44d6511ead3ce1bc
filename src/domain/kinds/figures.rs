//! The figures of a village on a day (số liệu): fifteen lines, each a count by itself, from which rates are computed.
//!
//! A figure was typed or kept from the period before, and the record says which. Poverty changes only by a review, whose
//! day stands beside it. Counts of households and people; never who they are.

use crate::base::{Day, Id, Lang, Say, Words};
use crate::domain::{
    Circumstances, Column, DayRange, Field, FieldDef, FieldValue, Fields, KindDef, Problem, Record, Shape,
    Value,
    borders::{COMMUNE_NOW, COMMUNE_THEN},
    parse,
};

use super::village_update::{village_and_period_stand_together, village_column};

/// The fields of a village's figures, the fifteen lines in the order of the form.
pub mod fields {
    use super::*;

    /// Most households of a village, and most people.
    const HOUSEHOLDS: Shape = Shape::Int(0, 20_000);
    const PEOPLE_MAX: Shape = Shape::Int(0, 100_000);
    const COUNT: Shape = Shape::Int(0, 9_999);

    /// Thôn, buôn.
    pub const VILLAGE: Field<Id> =
        Field::new("village", Words::new("Thôn, buôn", "Village"), Shape::Unit(&["village"]))
            .required()
            .indexed();
    /// Ngày số liệu: the last day of the period, or the day of the review.
    pub const AS_OF: Field<Day> =
        Field::new("as_of", Words::new("Số liệu đến ngày", "As of"), Shape::Day(DayRange::Any))
            .required()
            .indexed();
    /// Số hộ.
    pub const HOUSEHOLDS_COUNT: Field<i64> =
        Field::new("households", Words::new("Số hộ", "Households"), HOUSEHOLDS).letter('h');
    /// Số khẩu.
    pub const PEOPLE: Field<i64> =
        Field::new("people", Words::new("Số khẩu", "People"), PEOPLE_MAX).letter('k');
    /// Hộ nghèo.
    pub const POOR: Field<i64> =
        Field::new("poor", Words::new("Hộ nghèo", "Poor households"), HOUSEHOLDS).letter('n');
    /// Hộ cận nghèo.
    pub const NEAR_POOR: Field<i64> =
        Field::new("near_poor", Words::new("Hộ cận nghèo", "Near-poor households"), HOUSEHOLDS).letter('c');
    /// Hộ thiếu nước.
    pub const WITHOUT_WATER: Field<i64> =
        Field::new("without_water", Words::new("Hộ thiếu nước", "Without water"), HOUSEHOLDS).letter('t');
    /// Hộ thiếu ăn.
    pub const WITHOUT_FOOD: Field<i64> =
        Field::new("without_food", Words::new("Hộ thiếu ăn", "Without food"), HOUSEHOLDS).letter('l');
    /// Cây trồng hại (ha), in tenths of a hectare.
    pub const CROPS_LOST: Field<i64> = Field::new(
        "crops_lost_tenths_ha",
        Words::new("Cây trồng hại (ha)", "Crops damaged (ha)"),
        Shape::Tenths(0, 100_000),
    )
    .letter('s');
    /// Nhà hư hỏng.
    pub const HOUSES_DAMAGED: Field<i64> =
        Field::new("houses_damaged", Words::new("Nhà hư hỏng", "Houses damaged"), COUNT).letter('x');
    /// Gia súc bệnh, chết.
    pub const LIVESTOCK_LOST: Field<i64> =
        Field::new("livestock_lost", Words::new("Gia súc bệnh, chết", "Livestock sick, dead"), COUNT)
            .letter('g');
    /// Vụ việc trật tự: incidents, without persons.
    pub const INCIDENTS: Field<i64> =
        Field::new("incidents", Words::new("Vụ việc trật tự", "Incidents of order"), COUNT).letter('v');
    /// Buổi họp, vận động.
    pub const MEETINGS: Field<i64> =
        Field::new("meetings", Words::new("Buổi họp, vận động", "Meetings held"), COUNT).letter('b');
    /// Số người tham gia.
    pub const ATTENDANCE: Field<i64> =
        Field::new("attendance", Words::new("Số người tham gia", "People who came"), PEOPLE_MAX).letter('m');
    /// Đường xe đi được.
    pub const ROAD_OPEN: Field<bool> =
        Field::new("road_open", Words::new("Đường xe đi được", "Road passable"), Shape::Flag).letter('p');
    /// Điện, sóng tốt.
    pub const POWER_AND_SIGNAL: Field<bool> =
        Field::new("power_and_signal", Words::new("Điện, sóng tốt", "Power, signal good"), Shape::Flag)
            .letter('q');
    /// Đã niêm yết.
    pub const MADE_PUBLIC: Field<bool> =
        Field::new("made_public", Words::new("Đã niêm yết", "Made public"), Shape::Flag).letter('r');
    /// Giữ số kỳ trước: the names of the lines that were kept, not typed.
    pub const KEPT: Field<Vec<String>> = Field::new(
        "kept",
        Words::new("Giữ số kỳ trước", "Kept from before"),
        Shape::List(&Shape::Named(label_of_line)),
    );
    /// Ngày rà soát: of the review by which poverty was counted.
    pub const REVIEWED_ON: Field<Day> =
        Field::new("reviewed_on", Words::new("Ngày rà soát", "Reviewed on"), Shape::Day(DayRange::Past))
            .help(
                "Hộ nghèo, cận nghèo chỉ đổi theo đợt rà soát: ghi ngày của đợt đó.",
                "Poor and near-poor change only by a review: enter its day.",
            );
    /// Điều chỉnh: entered after the period was closed.
    pub const CORRECTION: Field<bool> =
        Field::new("correction", Words::new("Điều chỉnh", "Correction"), Shape::Flag);
}

use fields::*;

/// One of the fifteen lines.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// Its field, with the letter of the gate.
    pub def: FieldDef,
    /// Whether a change of more than a tenth asks for a word of reason.
    pub asks: bool,
}

const fn line(def: FieldDef) -> Line {
    Line { def, asks: false }
}

const fn steady(def: FieldDef) -> Line {
    Line { def, asks: true }
}

/// The fifteen lines in the order of the form.
pub const LINES: &[Line] = &[
    steady(HOUSEHOLDS_COUNT.def),
    steady(PEOPLE.def),
    steady(POOR.def),
    steady(NEAR_POOR.def),
    line(WITHOUT_WATER.def),
    line(WITHOUT_FOOD.def),
    line(CROPS_LOST.def),
    line(HOUSES_DAMAGED.def),
    line(LIVESTOCK_LOST.def),
    line(INCIDENTS.def),
    line(MEETINGS.def),
    line(ATTENDANCE.def),
    line(ROAD_OPEN.def),
    line(POWER_AND_SIGNAL.def),
    line(MADE_PUBLIC.def),
];

/// What a line is called on the screen, by its name on disk.
fn label_of_line(name: &str) -> Option<Words> {
    LINES.iter().find(|line| line.def.name == name).map(|line| line.def.label)
}

/// The declaration.
pub const FIGURES: KindDef = KindDef {
    name: "figures",
    title: Words::new("Số liệu", "Figures"),
    noun: Words::new("số liệu", "set of figures"),
    newest_by: Some("as_of"),
    fields: &[
        VILLAGE.def,
        AS_OF.def,
        HOUSEHOLDS_COUNT.def,
        PEOPLE.def,
        POOR.def,
        NEAR_POOR.def,
        WITHOUT_WATER.def,
        WITHOUT_FOOD.def,
        CROPS_LOST.def,
        HOUSES_DAMAGED.def,
        LIVESTOCK_LOST.def,
        INCIDENTS.def,
        MEETINGS.def,
        ATTENDANCE.def,
        ROAD_OPEN.def,
        POWER_AND_SIGNAL.def,
        MADE_PUBLIC.def,
        KEPT.def,
        REVIEWED_ON.def,
        CORRECTION.def,
    ],
    columns: &[
        Column::new("as_of", Words::new("Đến ngày", "As of"), (10, 10, 10), |record, _, _| {
            AS_OF.of(record).map_or_else(String::new, |day| day.to_string())
        }),
        village_column((16, 24, 14)),
        count_column("households", Words::new("Hộ", "Hh."), |record, _, _| {
            shown(&HOUSEHOLDS_COUNT.def, record)
        }),
        count_column("people", Words::new("Khẩu", "People"), |record, _, _| shown(&PEOPLE.def, record)),
        count_column("poor", Words::new("Nghèo", "Poor"), |record, _, _| shown(&POOR.def, record)),
        count_column("near_poor", Words::new("Cận", "Near"), |record, _, _| shown(&NEAR_POOR.def, record)),
        Column::new("reviewed_on", Words::new("Rà soát", "Reviewed"), (10, 10, 0), |record, _, _| {
            REVIEWED_ON.of(record).map_or_else(String::new, |day| day.to_string())
        }),
    ],
    placed: Some(|record| VILLAGE.of(record).zip(AS_OF.of(record))),
    counted_by: &[COMMUNE_THEN, COMMUNE_NOW],
    rules: &[
        poor_are_households,
        people_live_in_households,
        poverty_changes_by_a_review,
        great_changes_ask,
        kept_too_long,
        village_and_period_stand_together,
    ],
    edit_rules: &[stays_in_its_place],
    fill: |record, around| {
        only_what_stands_is_kept(record, around);
        // Poverty that stands as it did is of the review that it was of.
        let last = around.before.iter().find_map(|record| REVIEWED_ON.of(record));
        if let Some(last) = last.filter(|_| REVIEWED_ON.of(record).is_none()) {
            REVIEWED_ON.set(record, last);
        }
    },
    settle: what_was_typed_stands_over_what_was_kept,
    label: |record, places| {
        let figures = Figures(record);
        let on = figures.as_of().unwrap_or(Day::LAST);
        let village = figures.village().map_or_else(String::new, |village| places.short_name(&village, on));
        Say::plain(format!("{village} {on}"))
    },
    natural_id: Some(|record| Some(format!("{}.{}", VILLAGE.of(record)?, AS_OF.of(record)?.iso()))),
    ..KindDef::PLAIN
};

const fn count_column(
    name: &'static str,
    label: Words,
    cell: fn(&Record, &Circumstances<'_>, Lang) -> String,
) -> Column {
    Column::new(name, label, (6, 7, 6), cell).at_the_right()
}

/// A village's figures, read.
#[derive(Clone, Copy, Debug)]
pub struct Figures<'a>(pub &'a Record);

impl Figures<'_> {
    /// Where.
    pub fn village(&self) -> Option<Id> {
        VILLAGE.of(self.0)
    }

    /// The day on which they hold.
    pub fn as_of(&self) -> Option<Day> {
        AS_OF.of(self.0)
    }

    /// The day of the review by which poverty was counted.
    pub fn reviewed_on(&self) -> Option<Day> {
        REVIEWED_ON.of(self.0)
    }

    /// Whether a line was kept, not typed.
    pub fn is_kept(&self, line: &str) -> bool {
        KEPT.of(self.0).unwrap_or_default().iter().any(|kept| kept == line)
    }

    /// Whether any line was typed, not kept.
    pub fn tells_something_new(&self) -> bool {
        LINES.iter().any(|line| self.0.fields.contains_key(line.def.name) && !self.is_kept(line.def.name))
    }

    /// Per mille of the households that a count of households is, rounded: 184 is 18,4 %. `None` without households.
    pub fn per_mille_of_households(&self, count: Option<i64>) -> Option<i64> {
        let households = HOUSEHOLDS_COUNT.of(self.0).filter(|households| *households > 0)?;
        Some((count? * 2_000 + households) / (2 * households))
    }

    /// "18,4 % (35/190)".
    pub fn rate(&self, count: Option<i64>) -> Option<String> {
        let rate = parse::with_comma(self.per_mille_of_households(count)?);
        Some(format!("{rate} % ({}/{})", count?, HOUSEHOLDS_COUNT.of(self.0)?))
    }
}

/// A line's value as it is shown; nothing where it has none.
pub fn shown(def: &FieldDef, record: &Record) -> String {
    record.fields.get(def.name).map_or_else(String::new, |value| parse::shown(def, value, Lang::Vi))
}

fn poor_are_households(record: &Record, around: &Circumstances<'_>, problems: &mut Vec<Problem>) {
    // What is not told now is as it was told last.
    let stands = |line: &Field<i64>| line.of(record).or_else(|| before(around, &line.def));
    let tells = [&HOUSEHOLDS_COUNT, &POOR, &NEAR_POOR].iter().any(|line| line.of(record).is_some());
    let Some(households) = stands(&HOUSEHOLDS_COUNT) else { return };
    let poor = stands(&POOR).unwrap_or(0) + stands(&NEAR_POOR).unwrap_or(0);
    if tells && poor > households {
        problems.push(Problem::error(
            POOR.def.name,
            Say::new(
                "Sửa số hộ nghèo, cận nghèo: lớn hơn số hộ",
                "Correct poor and near-poor: more than there are households",
            ),
        ));
    }
    for line in [WITHOUT_WATER, WITHOUT_FOOD] {
        if line.of(record).is_some_and(|count| count > households) {
            let say = Say::new("Sửa số này: lớn hơn số hộ", "Correct it: more than there are households");
            problems.push(Problem::error(line.def.name, say));
        }
    }
}

fn people_live_in_households(record: &Record, around: &Circumstances<'_>, problems: &mut Vec<Problem>) {
    let (told, people) = (HOUSEHOLDS_COUNT.of(record), PEOPLE.of(record));
    if told.is_none() && people.is_none() {
        return;
    }
    let stands = |told: Option<i64>, line: &FieldDef| told.or_else(|| before(around, line));
    if let (Some(households), Some(people)) =
        (stands(told, &HOUSEHOLDS_COUNT.def), stands(people, &PEOPLE.def))
        && people < households
    {
        problems.push(Problem::error(
            PEOPLE.def.name,
            Say::new("Sửa số khẩu: nhỏ hơn số hộ", "Correct the people: fewer than households"),
        ));
    }
}

/// A line that is not as it was told last was not kept, whoever says so: of two officers one may have typed it.
fn only_what_stands_is_kept(record: &mut Record, around: &Circumstances<'_>) {
    let Some(kept) = KEPT.of(record) else { return };
    let last = |name: &str| around.before.iter().find_map(|figures| figures.fields.get(name));
    let stands: Vec<String> = kept
        .into_iter()
        .filter(|name| record.fields.contains_key(name) && record.fields.get(name) == last(name))
        .collect();
    if stands.is_empty() { KEPT.clear(record) } else { KEPT.set(record, stands) }
}

/// Of a line that one kept and the other typed, what was typed holds: who kept it said only that nothing is known to be
/// new. Which lines are kept follows from that, line by line.
fn what_was_typed_stands_over_what_was_kept(base: &Fields, ours: &mut Fields, saved: &mut Fields) {
    let kept_in = |fields: &Fields| -> Vec<String> {
        fields.get(KEPT.def.name).and_then(Vec::from_value).unwrap_or_default()
    };
    let (were, our, their) = (kept_in(base), kept_in(ours), kept_in(saved));
    let mut kept: Vec<String> = Vec::new();
    for name in LINES.iter().map(|line| line.def.name) {
        let is_in = |names: &[String]| names.iter().any(|kept| kept == name);
        let (was, we_keep, they_keep) = (is_in(&were), is_in(&our), is_in(&their));
        let before = base.get(name);
        let both_changed = ours.get(name) != before && saved.get(name) != before;
        let one_typed = we_keep != they_keep && ours.contains_key(name) && saved.contains_key(name);
        if both_changed && one_typed && ours.get(name) != saved.get(name) {
            let keeps = if we_keep { &mut *ours } else { &mut *saved };
            match before {
                Some(before) => keeps.insert(name.to_owned(), before.clone()),
                None => keeps.remove(name),
            };
        }
        let stays = match (we_keep, they_keep) {
            (true, true) => true,
            (false, false) => false,
            _ if both_changed => false,
            // Only one side said something else than what both had seen.
            _ => !was,
        };
        if stays {
            kept.push(name.to_owned());
        }
    }
    let set = |fields: &mut Fields, kept: &[String]| {
        if kept.is_empty() {
            fields.remove(KEPT.def.name);
        } else {
            fields.insert(KEPT.def.name.to_owned(), kept.to_vec().into_value());
        }
    };
    // Said once, by the other side where ours is another: so the form hears of it.
    if kept != our {
        set(ours, &were);
    }
    set(saved, &kept);
}

/// The count of a line in the figures before.
fn before(around: &Circumstances<'_>, line: &FieldDef) -> Option<i64> {
    around.before.iter().find_map(|record| match record.fields.get(line.name) {
        Some(Value::Int(count)) => Some(*count),
        _ => None,
    })
}

fn count(record: &Record, line: &FieldDef) -> Option<i64> {
    match record.fields.get(line.name) {
        Some(Value::Int(count)) => Some(*count),
        _ => None,
    }
}

fn poverty_changes_by_a_review(record: &Record, around: &Circumstances<'_>, problems: &mut Vec<Problem>) {
    let last = around.before.iter().find_map(|record| REVIEWED_ON.of(record));
    let is_new = REVIEWED_ON.of(record).is_some_and(|on| last.is_none_or(|last| on > last));
    if is_new {
        return;
    }
    for line in [&POOR.def, &NEAR_POOR.def] {
        let now = count(record, line);
        if now.is_some() && now != before(around, line) {
            problems.push(Problem::error(
                line.name,
                Say::new(
                    "Nhập ngày rà soát: số này chỉ đổi theo đợt rà soát",
                    "Enter the day of the review: it changes only by one",
                ),
            ));
        }
    }
}

fn great_changes_ask(record: &Record, around: &Circumstances<'_>, problems: &mut Vec<Problem>) {
    for line in LINES.iter().filter(|line| line.asks) {
        let (Some(was), Some(now)) = (before(around, &line.def), count(record, &line.def)) else { continue };
        if (now - was).abs() * 10 > was {
            problems.push(Problem::reason(
                line.def.name,
                Say::new(
                    format!("Xem lại: {was} thành {now}, đổi hơn 10 %"),
                    format!("Look again: {was} to {now}, more than 10 %"),
                ),
            ));
        }
    }
}

/// After so many periods in a row a kept figure is asked about.
const KEPT_PERIODS_MAX: usize = 4;

/// One question for all lines that were kept too long. What only a review changes is not among them: it stands for a year.
fn kept_too_long(record: &Record, around: &Circumstances<'_>, problems: &mut Vec<Problem>) {
    let is_old = |line: &&Line| {
        let name = line.def.name;
        let before = around.before.iter().take_while(|figures| Figures(figures).is_kept(name)).count();
        !line.asks && Figures(record).is_kept(name) && before + 1 >= KEPT_PERIODS_MAX
    };
    let old: Vec<&Line> = LINES.iter().filter(is_old).collect();
    let Some(first) = old.first() else { return };
    let letters: Vec<String> = old.iter().filter_map(|line| line.def.letter).map(String::from).collect();
    let letters = letters.join(" ");
    problems.push(Problem::warning(
        first.def.name,
        Say::new(
            format!("Giữ từ {KEPT_PERIODS_MAX} kỳ: {letters}; xem lại"),
            format!("Kept for {KEPT_PERIODS_MAX} periods or more: {letters}; look again"),
        ),
    ));
}

fn stays_in_its_place(old: &Record, new: &Record, problems: &mut Vec<Problem>) {
    if (VILLAGE.of(old), AS_OF.of(old)) != (VILLAGE.of(new), AS_OF.of(new)) {
        problems.push(Problem::error(
            VILLAGE.def.name,
            Say::new("Giữ nơi và ngày: nhập số liệu mới", "Keep place and day: enter new figures"),
        ));
    }
}
