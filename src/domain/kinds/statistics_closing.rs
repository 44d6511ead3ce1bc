//! The freezing of a period of the statistics (chốt kỳ thống kê): its figures stand for ever, and which petitions each cell
//! counted; what is corrected later is told beside them.
//!
//! Invariant: of denunciations it holds what the table tells and no more: no list, and no number below five.

use crate::base::{Day, Id, Lang, Officer, Say, Stamp, Words, limits};
use crate::domain::{
    Choices, Circumstances, Column, DayRange, Field, FieldDef, FieldValue, Fields, KindDef, Problem, Record,
    Shape, Value,
    petition::{
        State,
        statistics::{
            Borders, Counts, Frame, Measure, Members, Sheet, Statistics, Window,
            cell::{self, is_told},
            figures, members,
        },
    },
};

use super::{PetitionKind, statistics_print::ends_before_it_begins};

const COUNT: Shape = Shape::Int(0, 1_000_000_000);
const DIGITS: Shape = Shape::Line(limits::CODE_CHARS_MAX);
/// Characters of one row of petitions.
const ROW_CHARS_MAX: usize = 4_000;

/// The fields of a freezing.
pub mod fields {
    use super::*;

    /// Từ ngày.
    pub const FIRST_ON: Field<Day> =
        Field::new("first_on", Words::new("Từ ngày", "From"), Shape::Day(DayRange::Past)).required();
    /// Đến ngày.
    pub const LAST_ON: Field<Day> =
        Field::new("last_on", Words::new("Đến ngày", "To"), Shape::Day(DayRange::Past)).required().indexed();
    /// Xã.
    pub const COMMUNE: Field<Id> =
        Field::new("commune", Words::new("Xã", "Commune"), Shape::Unit(&["commune"]))
            .help("Bỏ trống: mọi nơi trong sổ.", "Empty: every place of the register.");
    /// Địa giới.
    pub const BORDERS: Field<Borders> =
        Field::new("borders", Words::new("Địa giới", "Borders"), Shape::Choice(Borders::TABLE));
    /// Ngày chốt.
    pub const CLOSED_ON: Field<Day> =
        Field::new("closed_on", Words::new("Ngày chốt", "Frozen on"), Shape::Day(DayRange::Past)).derived();
    /// Lúc chốt.
    pub const CLOSED_AT: Field<Stamp> =
        Field::new("closed_at", Words::new("Lúc chốt", "Frozen at"), Shape::At).derived();
    /// Người chốt.
    pub const CLOSED_BY: Field<String> =
        Field::new("closed_by", Words::new("Người chốt", "Frozen by"), Shape::Officer).derived();
    /// Số liệu.
    pub const FIGURES: Field<Vec<Fields>> =
        Field::new("figures", Words::new("Số liệu", "Figures"), Shape::Rows(FIGURE_COLUMNS)).derived();
    /// Xong bằng.
    pub const WAYS: Field<Vec<Fields>> =
        Field::new("ways", Words::new("Xong bằng", "By way"), Shape::Rows(WAY_COLUMNS)).derived();
    /// Đơn.
    pub const LETTERS: Field<i64> = Field::new("letters", Words::new("Đơn", "Letters"), COUNT).derived();
    /// Người.
    pub const PEOPLE: Field<i64> = Field::new("people", Words::new("Người", "People"), COUNT).derived();
    /// Vụ việc.
    pub const CASES: Field<i64> = Field::new("cases", Words::new("Vụ việc", "Cases"), COUNT).derived();
    /// Không cộng.
    pub const LEFT_OUT: Field<Vec<Fields>> =
        Field::new("left_out", Words::new("Không cộng", "Left out"), Shape::Rows(LEFT_OUT_COLUMNS)).derived();
    /// Đơn đã đếm.
    pub const COUNTED: Field<Vec<Fields>> =
        Field::new("counted", Words::new("Đơn đã đếm", "Petitions counted"), Shape::Rows(COUNTED_COLUMNS))
            .derived();
}

use fields::*;

const OF_KIND: Field<PetitionKind> =
    Field::new(members::KIND, Words::new("Loại đơn", "Kind"), Shape::Choice(PetitionKind::TABLE)).derived();
const COLUMNS: Field<String> = Field::new(members::COLUMNS, Words::new("Cột", "Columns"), DIGITS).derived();
const PETITIONS: Field<String> =
    Field::new(members::PETITIONS, Words::new("Đơn", "Petitions"), Shape::Paragraph(ROW_CHARS_MAX)).derived();
const WAY: Field<State> = Field::new("way", Words::new("Cách", "Way"), Shape::Choice(State::TABLE)).derived();
const WAY_COUNT: Field<i64> = Field::new("count", Words::new("Số đơn", "Number"), COUNT).derived();
const LEFT_OUT_COMMUNE: Field<Id> =
    Field::new("commune", Words::new("Xã", "Commune"), Shape::Unit(&["commune"])).derived();

const fn measured(measure: Measure) -> Field<i64> {
    Field::new(measure.name(), measure.label(), COUNT)
}

/// The names of the columns of figures, in the order of [`Measure::ALL`]. Frozen: bytes on disk.
const MEASURES: [Field<i64>; Measure::ALL.len()] = [
    measured(Measure::CarriedOver),
    measured(Measure::New),
    measured(Measure::Handled),
    measured(Measure::OnTime),
    measured(Measure::Late),
    measured(Measure::Remaining),
    measured(Measure::Unbalanced),
];
/// A figure that is missing is not told: it is one of a few denunciations.
const FIGURE_COLUMNS: &[FieldDef] = &[
    OF_KIND.def,
    MEASURES[0].def,
    MEASURES[1].def,
    MEASURES[2].def,
    MEASURES[3].def,
    MEASURES[4].def,
    MEASURES[5].def,
    MEASURES[6].def,
];
const WAY_COLUMNS: &[FieldDef] = &[WAY.def, WAY_COUNT.def];
const LEFT_OUT_COLUMNS: &[FieldDef] = &[LEFT_OUT_COMMUNE.def, WAY_COUNT.def];
const COUNTED_COLUMNS: &[FieldDef] = &[OF_KIND.def, COLUMNS.def, PETITIONS.def];

/// The declaration.
pub const STATISTICS_CLOSING: KindDef = KindDef {
    name: "statistics_closing",
    title: Words::new("Chốt kỳ thống kê", "Frozen statistics"),
    noun: Words::new("kỳ thống kê đã chốt", "frozen period"),
    newest_by: Some("last_on"),
    fields: &[
        FIRST_ON.def,
        LAST_ON.def,
        COMMUNE.def,
        BORDERS.def,
        CLOSED_ON.def,
        CLOSED_AT.def,
        CLOSED_BY.def,
        FIGURES.def,
        WAYS.def,
        LETTERS.def,
        PEOPLE.def,
        CASES.def,
        LEFT_OUT.def,
        COUNTED.def,
    ],
    columns: &[
        Column::new("period", Words::new("Kỳ", "Period"), (24, 34, 24), |record, _, _| period(record)),
        Column::new("place", Words::new("Nơi", "Place"), (20, 40, 18), place),
        Column::new("borders", Words::new("Địa giới", "Borders"), (18, 20, 0), |record, _, lang| {
            borders(record).label().get(lang).to_owned()
        }),
        Column::new("closed_on", Words::new("Ngày chốt", "Frozen on"), (12, 12, 12), |record, _, _| {
            CLOSED_ON.of(record).map_or_else(String::new, |day| day.to_string())
        }),
    ],
    rules: &[only_what_is_over],
    edit_rules: &[stays_as_it_is],
    fill: |record, _| {
        if BORDERS.of(record).is_none() {
            BORDERS.set(record, Borders::Now);
        }
    },
    created: |record, at, around| {
        CLOSED_ON.set(record, around.today);
        CLOSED_AT.set(record, at);
        CLOSED_BY.set(record, around.officer.as_str().to_owned());
    },
    label: |record, _| Say::plain(period(record)),
    natural_id: Some(|record| {
        let window = window(record)?;
        Some(name(window, COMMUNE.of(record).as_ref()))
    }),
    ..KindDef::PLAIN
};

/// What is entered to freeze the period and place of a table; the figures are counted where it is saved.
pub fn entered(frame: &Frame) -> Fields {
    let mut entered = Fields::from([
        (FIRST_ON.def.name.to_owned(), frame.window.from.into_value()),
        (LAST_ON.def.name.to_owned(), frame.window.to.into_value()),
        (BORDERS.def.name.to_owned(), frame.borders.into_value()),
    ]);
    let commune = frame.commune.clone().map(FieldValue::into_value);
    entered.extend(commune.map(|commune| (COMMUNE.def.name.to_owned(), commune)));
    entered
}

/// The closing as one reads it: its figures as they were frozen, and how what was counted is asked back.
pub fn lines(record: &Record, around: &Circumstances<'_>) -> Vec<Say> {
    let closing = StatisticsClosing(record);
    let (Some(frame), Some((on, by))) = (closing.frame(), closing.closed()) else { return Vec::new() };
    let (place_vi, place_en) = (place(record, around, Lang::Vi), place(record, around, Lang::En));
    let borders = frame.borders.label();
    let table = closing.table();
    let unit = |unit: &Option<Id>| match unit {
        Some(unit) => Say::plain(around.places.full_name(unit, around.today)),
        None => Say::new("xã không rõ", "an unknown commune"),
    };
    let left_out = table.left_out.iter().map(|(commune, count)| (unit(commune), *count)).collect();
    let named = Say::new(format!("{place_vi}, {}", borders.vi), format!("{place_en}, {}", borders.en));
    let sheet = Sheet { table, frame, named, left_out, frozen: None };
    let mut lines =
        vec![sheet.period_line(), Say::new(format!("Chốt {on}, {by}"), format!("Frozen on {on} by {by}"))];
    lines.push(Say::default());
    lines.extend(figures(&sheet, None));
    let period = period(record);
    lines.push(Say::new(
        format!("Đơn đã đếm: gõ :C4 {period} ở ô tìm. Điều chỉnh: F9 thống kê"),
        format!("What was counted: type :C4 {period}. Adjustments: F9 statistics"),
    ));
    lines
}

/// What the closing of a period and place is called, behind the office and its kind.
fn name(window: Window, commune: Option<&Id>) -> String {
    let commune = commune.map_or_else(String::new, |commune| format!(".{commune}"));
    format!("{}_{}{commune}", window.from.iso(), window.to.iso())
}

fn window(record: &Record) -> Option<Window> {
    Window::between(FIRST_ON.of(record)?, LAST_ON.of(record)?)
}

fn borders(record: &Record) -> Borders {
    BORDERS.of(record).unwrap_or(Borders::Now)
}

fn period(record: &Record) -> String {
    window(record).map_or_else(String::new, |window| window.spelled().unwrap_or_else(|| window.named()))
}

fn place(record: &Record, around: &Circumstances<'_>, lang: Lang) -> String {
    COMMUNE.of(record).map_or_else(
        || Words::new("mọi nơi trong sổ", "every place").get(lang).to_owned(),
        |commune| around.places.full_name(&commune, around.today),
    )
}

fn only_what_is_over(record: &Record, around: &Circumstances<'_>, problems: &mut Vec<Problem>) {
    let (Some(first), Some(last)) = (FIRST_ON.of(record), LAST_ON.of(record)) else { return };
    if Window::between(first, last).is_none() {
        problems.push(Problem::error(LAST_ON.def.name, ends_before_it_begins()));
    } else if last >= around.today {
        problems.push(Problem::error(
            LAST_ON.def.name,
            Say::new(
                format!("Chờ qua ngày {last} rồi chốt: kỳ này chưa kết thúc"),
                format!("Freeze it after {last}: this period is not over yet"),
            ),
        ));
    }
}

fn stays_as_it_is(old: &Record, _: &Record, problems: &mut Vec<Problem>) {
    let (on, by) = (CLOSED_ON.of(old), CLOSED_BY.of(old).unwrap_or_default());
    let on = on.map_or_else(String::new, |day| day.to_string());
    problems.push(Problem::error(
        LAST_ON.def.name,
        Say::new(
            format!("Xem dòng Điều chỉnh: kỳ này {by} chốt {on}, số không đổi"),
            format!("See the adjustments: {by} froze it on {on}, and it stays"),
        ),
    ));
}

/// The view that code reads it by.
#[derive(Clone, Copy, Debug)]
pub struct StatisticsClosing<'a>(pub &'a Record);

impl StatisticsClosing<'_> {
    /// The id of the closing of a period and place in an office's register.
    pub fn id(office: &Id, window: Window, commune: Option<&Id>) -> Option<Id> {
        Id::new(&format!("{office}.{}.{}", STATISTICS_CLOSING.name, name(window, commune)))
    }

    /// The period and place of a closing by its id, which [`StatisticsClosing::id`] made.
    pub fn named_by(id: &Id) -> Option<(Window, Option<Id>)> {
        let (_, name) = id.as_str().split_once(&format!(".{}.", STATISTICS_CLOSING.name))?;
        let (days, commune) = name.split_once('.').map_or((name, None), |(days, unit)| (days, Some(unit)));
        let (from, to) = days.split_once('_')?;
        let window = Window::between(Day::from_iso(from)?, Day::from_iso(to)?)?;
        Some((window, commune.map(Id::new).map_or(Some(None), |commune| commune.map(Some))?))
    }

    /// What it is of.
    pub fn frame(self) -> Option<Frame> {
        let record = self.0;
        let frame = Frame::new(window(record)?);
        Some(Frame { commune: COMMUNE.of(record), borders: borders(record), ..frame })
    }

    /// The day, and who.
    pub fn closed(self) -> Option<(Day, Officer)> {
        Some((CLOSED_ON.of(self.0)?, Officer::new(&CLOSED_BY.of(self.0)?)?))
    }

    /// The figures as they were. Of a few denunciations stands 1: what is told is "<5" all the same.
    pub fn table(self) -> Statistics {
        let record = self.0;
        let count =
            |field: &Field<i64>| field.of(record).and_then(|count| u32::try_from(count).ok()).unwrap_or(0);
        let mut table = Statistics {
            kinds: vec![Counts::default(); PetitionKind::ALL.len()],
            letters: count(&LETTERS),
            people: PEOPLE.of(record).and_then(|count| u64::try_from(count).ok()).unwrap_or(0),
            cases: count(&CASES),
            ..Statistics::default()
        };
        for row in FIGURES.of(record).unwrap_or_default() {
            let kind = cell_of(&row, &OF_KIND);
            let at = PetitionKind::ALL.iter().position(|own| Some(*own) == kind);
            let Some(counts) = at.and_then(|at| table.kinds.get_mut(at)) else { continue };
            for (count, field) in counts.iter_mut().zip(&MEASURES) {
                *count = cell_of(&row, field).map_or(1, |count| u32::try_from(count).unwrap_or(0));
            }
        }
        for row in WAYS.of(record).unwrap_or_default() {
            if let (Some(way), Some(count)) = (cell_of(&row, &WAY), count_of(&row)) {
                table.ways.push((way.choice().id.to_owned(), count));
            }
        }
        for row in LEFT_OUT.of(record).unwrap_or_default() {
            if let Some(count) = count_of(&row) {
                table.left_out.push((cell_of(&row, &LEFT_OUT_COMMUNE), count));
            }
        }
        table
    }

    /// Which petitions each cell counted.
    pub fn members(self) -> Members {
        Members::from_rows(&self.0.office, &COUNTED.of(self.0).unwrap_or_default())
    }

    /// Writes what was counted into a closing that is being made; `false`: there are too many petitions for one record.
    pub fn write(record: &mut Record, table: &Statistics, members: &Members) -> bool {
        let figures = cell::ROWS.iter().map(|kind| {
            let mut row = Fields::new();
            row.insert(OF_KIND.def.name.to_owned(), kind.into_value());
            for (field, count) in MEASURES.iter().zip(table.of(*kind)) {
                if is_told(Some(*kind), count) {
                    row.insert(field.def.name.to_owned(), Value::Int(i64::from(count)));
                }
            }
            row
        });
        FIGURES.set(record, figures.collect());
        let counted = |name: &str, value: Option<Value>, count: u32| {
            let mut row = Fields::from([(WAY_COUNT.def.name.to_owned(), Value::Int(i64::from(count)))]);
            row.extend(value.map(|value| (name.to_owned(), value)));
            row
        };
        let ways = table
            .ways
            .iter()
            .map(|(way, count)| counted(WAY.def.name, Some(Value::Choice(way.clone())), *count));
        WAYS.set(record, ways.collect());
        let left_out = table.left_out.iter().map(|(commune, count)| {
            counted(LEFT_OUT_COMMUNE.def.name, commune.clone().map(Value::Ref), *count)
        });
        LEFT_OUT.set(record, left_out.collect());
        LETTERS.set(record, i64::from(table.letters));
        PEOPLE.set(record, i64::try_from(table.people).unwrap_or(i64::MAX));
        CASES.set(record, i64::from(table.cases));
        let rows = members.to_rows(&record.office.clone(), ROW_CHARS_MAX);
        let letters = |row: &Fields| cell_of(row, &PETITIONS).map_or(0, |petitions| petitions.len());
        let fits = rows.len() <= limits::LIST_LEN_MAX
            && rows.iter().map(letters).sum::<usize>() <= limits::RECORD_BYTES_MAX / 4 * 3;
        COUNTED.set(record, rows);
        fits
    }
}

fn cell_of<T: FieldValue>(row: &Fields, field: &Field<T>) -> Option<T> {
    row.get(field.def.name).and_then(T::from_value)
}

fn count_of(row: &Fields) -> Option<u32> {
    cell_of(row, &WAY_COUNT).and_then(|count| u32::try_from(count).ok())
}
