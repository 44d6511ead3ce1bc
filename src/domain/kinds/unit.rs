//! A unit (đơn vị hành chính): province, district, commune or village, through time.
//!
//! Codes are reused and names change, so the key is our own id; a unit has dated parents, successors and aliases, and a
//! record keeps the unit as of its date. "Remote" (vùng sâu, vùng xa) belongs to the place and the decision that says so.

use crate::base::{Day, Id, Lang, Say, Words};
use crate::domain::{
    Circumstances, Column, DayRange, Field, Fields, KindDef, Problem, Record, Shape, Value, choices::choices,
};

choices! {
    /// How high a unit stands (cấp).
    Level {
        Province = "province", "t", "tỉnh", "Tỉnh", "Province";
        District = "district", "h", "huyện", "Huyện", "District (until 30/06/2025)";
        Commune = "commune", "x", "xã", "Xã", "Commune";
        Village = "village", "b", "thôn, buôn", "Thôn, buôn", "Village";
    }
}

/// The fields of a unit.
pub mod fields {
    use super::*;

    /// Tên.
    pub const NAME: Field<String> =
        Field::new("name", Words::new("Tên", "Name"), Shape::LINE).required().indexed().help(
            "Tên đầy đủ, có loại đứng trước với thôn, buôn: Buôn Ma Lim.",
            "The whole name, for villages with its type word first: Buôn Ma Lim.",
        );
    /// Mã: the official code, which may be reused later.
    pub const CODE: Field<String> = Field::new("code", Words::new("Mã", "Code"), Shape::Line(20));
    /// Cấp.
    pub const LEVEL: Field<Level> =
        Field::new("level", Words::new("Cấp", "Level"), Shape::Choice(Level::TABLE)).required().indexed();
    /// Loại: buôn, thôn, xã, thị trấn.
    pub const UNIT_TYPE: Field<String> = Field::new("unit_type", Words::new("Loại", "Type"), Shape::Line(30));
    /// Thuộc: the units that it belonged to, each with its dates.
    pub const PARENTS: Field<Vec<Fields>> = Field::new(
        "parents",
        Words::new("Thuộc", "Belongs to"),
        Shape::Rows(&[PARENT.def, FROM.def, TO.def]),
    );
    /// The unit above, in a row of [`PARENTS`].
    pub const PARENT: Field<Id> = Field::new(
        "parent",
        Words::new("Đơn vị cấp trên", "Unit above"),
        Shape::Unit(&["province", "district", "commune"]),
    )
    .required();
    /// Từ ngày.
    pub const FROM: Field<Day> =
        Field::new("valid_from", Words::new("Từ ngày", "From"), Shape::Day(DayRange::Any));
    /// Đến ngày (hết ngày đó).
    pub const TO: Field<Day> =
        Field::new("valid_to", Words::new("Đến ngày", "To"), Shape::Day(DayRange::Any));
    /// Nối tiếp: the units that it went to.
    pub const SUCCESSORS: Field<Vec<Id>> = Field::new(
        "successors",
        Words::new("Đơn vị nối tiếp", "Successors"),
        Shape::List(&Shape::Unit(&["province", "district", "commune", "village"])),
    );
    /// Tên khác: other spellings and older names.
    pub const ALIASES: Field<Vec<String>> =
        Field::new("aliases", Words::new("Tên khác", "Other names"), Shape::List(&Shape::LINE));
    /// Quyết định vùng sâu, vùng xa: the number of the decision; empty when the place is not remote.
    pub const REMOTE_DECISION: Field<String> = Field::new(
        "remote_decision",
        Words::new("Quyết định vùng sâu, vùng xa", "Decision on remoteness"),
        Shape::Line(60),
    )
    .help(
        "Số quyết định công nhận; bỏ trống nếu không thuộc vùng sâu, vùng xa.",
        "The number of the decision that says so; empty when the place is not remote.",
    );
    /// Giáp ranh.
    pub const BORDER: Field<bool> = Field::new("border", Words::new("Giáp ranh", "Border"), Shape::Flag);
    /// Cán bộ phụ trách.
    pub const OFFICER: Field<String> =
        Field::new("officer", Words::new("Người phụ trách", "Officer in charge"), Shape::Officer);
    /// Mẫu: invented, for demonstration.
    pub const SAMPLE: Field<bool> = Field::new("sample", Words::new("Dữ liệu mẫu", "Sample"), Shape::Flag);
    /// Ghi chú.
    pub const NOTE: Field<String> = Field::new("note", Words::new("Ghi chú", "Notes"), Shape::LINE);
}

use fields::*;

/// The declaration.
pub const UNIT: KindDef = KindDef {
    name: "unit",
    title: Words::new("Đơn vị hành chính", "Administrative unit"),
    noun: Words::new("đơn vị", "unit"),
    fields: &[
        NAME.def,
        CODE.def,
        LEVEL.def,
        UNIT_TYPE.def,
        PARENTS.def,
        FROM.def,
        TO.def,
        SUCCESSORS.def,
        ALIASES.def,
        REMOTE_DECISION.def,
        BORDER.def,
        OFFICER.def,
        SAMPLE.def,
        NOTE.def,
    ],
    columns: &[
        Column::new("name", Words::new("Tên", "Name"), (30, 40, 24), |record, _, _| {
            NAME.of(record).unwrap_or_default()
        }),
        Column::new("level", Words::new("Cấp", "Level"), (12, 12, 12), |record, _, lang| {
            LEVEL.of(record).map_or_else(String::new, |level| level.label().get(lang).to_owned())
        }),
        Column::new("parent", Words::new("Thuộc", "Belongs to"), (20, 30, 0), parent_today),
    ],
    rules: &[dates_in_order, parents_do_not_overlap, lies_in_no_part_of_its_own],
    label: |record, _| Say::plain(NAME.of(record).unwrap_or_default()),
    search: Some(&super::unit_searched::SEARCH),
    ..KindDef::PLAIN
};

/// A unit's record, read.
#[derive(Clone, Copy, Debug)]
pub struct Unit<'a>(pub &'a Record);

impl Unit<'_> {
    /// Its parents, each with the first and the last day.
    pub fn parents(&self) -> Vec<(Id, Option<Day>, Option<Day>)> {
        let rows = PARENTS.of(self.0).unwrap_or_default();
        rows.iter()
            .filter_map(|row| {
                let day = |name: &str| match row.get(name) {
                    Some(Value::Day(day)) => Some(*day),
                    _ => None,
                };
                match row.get(PARENT.def.name) {
                    Some(Value::Ref(parent)) => Some((parent.clone(), day(FROM.def.name), day(TO.def.name))),
                    _ => None,
                }
            })
            .collect()
    }
}

fn parent_today(record: &Record, around: &Circumstances<'_>, _: Lang) -> String {
    around.places.parent_on(&record.id, around.today).map_or_else(String::new, |parent| parent.name.clone())
}

fn dates_in_order(record: &Record, _: &Circumstances<'_>, problems: &mut Vec<Problem>) {
    if let (Some(from), Some(to)) = (FROM.of(record), TO.of(record))
        && to < from
    {
        problems.push(Problem::error(
            TO.def.name,
            Say::new(
                "Sửa ngày: ngày hết hiệu lực đứng trước ngày bắt đầu",
                "Correct the day: it ends before it begins",
            ),
        ));
    }
}

fn parents_do_not_overlap(record: &Record, _: &Circumstances<'_>, problems: &mut Vec<Problem>) {
    let mut spans: Vec<(Day, Day)> = Unit(record)
        .parents()
        .into_iter()
        .map(|(_, from, to)| {
            (from.unwrap_or(Day::EPOCH.plus(-30_000)), to.unwrap_or(Day::EPOCH.plus(80_000)))
        })
        .collect();
    spans.sort_unstable();
    if spans.iter().zip(spans.iter().skip(1)).any(|(earlier, later)| later.0 <= earlier.1) {
        problems.push(Problem::error(
            PARENTS.def.name,
            Say::new(
                "Sửa ngày: cùng một ngày không thể thuộc hai đơn vị cấp trên",
                "Correct the days: a unit cannot belong to two units above on one day",
            ),
        ));
    }
}

fn lies_in_no_part_of_its_own(record: &Record, around: &Circumstances<'_>, problems: &mut Vec<Problem>) {
    let parents = Unit(record).parents();
    if around.places.leads_back(&record.id, parents.iter().map(|(parent, ..)| parent)) {
        problems.push(Problem::error(
            PARENTS.def.name,
            Say::new(
                "Sửa cấp trên: đơn vị không thể thuộc đơn vị nằm trong nó",
                "Correct the unit above: a unit cannot lie in a part of its own",
            ),
        ));
    }
}
