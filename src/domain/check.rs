//! Checks that hold for every kind: they read the declaration.

use crate::base::{Day, Id, Period, Say, limits, text};

use super::{
    Choices, Circumstances, DayRange, FieldDef, Fields, KindDef, Problem, Record, Shape, Value, guard,
    kinds::{Level, kind},
    parse,
};

/// Everything that is wrong or doubtful in a record, in the order of its form.
pub fn record(kind: &KindDef, record: &Record, around: &Circumstances<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    fields(kind.fields, record, around, &mut problems);
    for rule in kind.rules {
        rule(record, around, &mut problems);
    }
    let place = |problem: &Problem| kind.fields.iter().position(|field| field.name == problem.field);
    problems.sort_by_key(|problem| (place(problem), std::cmp::Reverse(problem.gravity)));
    problems
}

/// What is wrong with a change of a saved record.
pub fn edit(kind: &KindDef, old: &Record, new: &Record) -> Vec<Problem> {
    let mut problems = Vec::new();
    for rule in kind.edit_rules {
        rule(old, new, &mut problems);
    }
    problems
}

/// Checks each declared field by its shape and presence.
pub fn fields(
    declared: &[FieldDef],
    record: &Record,
    around: &Circumstances<'_>,
    problems: &mut Vec<Problem>,
) {
    for field in declared {
        if !(field.applies)(record) {
            if record.fields.contains_key(field.name) {
                problems.push(Problem::error(
                    field.name,
                    Say::new(
                        "Bỏ trống mục này: loại này không có",
                        "Leave it empty: this kind has no such field",
                    ),
                ));
            }
            continue;
        }
        match record.fields.get(field.name) {
            Some(value) if !is_empty(value) => {
                value_of(field, record, value, around, problems);
                problems.extend(persons(field, value).map(|say| Problem::warning(field.name, say)));
            }
            _ if field.is_required(record) && !field.derived => {
                problems.push(Problem::error(
                    field.name,
                    Say::new("Chưa nhập mục này", "This field is required"),
                ));
            }
            _ => {}
        }
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Text(text) => text.trim().is_empty(),
        Value::List(items) => items.is_empty(),
        _ => false,
    }
}

fn value_of(
    field: &FieldDef,
    record: &Record,
    value: &Value,
    around: &Circumstances<'_>,
    problems: &mut Vec<Problem>,
) {
    let is_closed = field.secret.is_some() && matches!(value, Value::Sealed(_));
    if is_closed || matches!(value, Value::Unknown { .. }) || field.derived {
        return;
    }
    if let Some(say) = fault(&field.shape, value, around.today, Some(around)) {
        problems.push(Problem::error(field.name, say));
        return;
    }
    if let Value::Choice(id) = value
        && field.choice(id).is_some_and(|choice| !(field.offers)(record, choice))
    {
        problems.push(Problem::error(
            field.name,
            Say::new("Chọn giá trị khác: loại này không có", "Choose another: this kind has no such value"),
        ));
    }
}

/// What a narrative tells of persons, also in the rows of a table.
fn persons(field: &FieldDef, value: &Value) -> Option<Say> {
    match (field.shape, value) {
        (_, Value::Text(told)) if field.tells() => guard::warning(told),
        (Shape::Rows(columns), Value::List(rows)) => rows.iter().find_map(|row| {
            let Value::Row(cells) = row else { return None };
            columns.iter().find_map(|column| persons(column, cells.get(column.name)?))
        }),
        _ => None,
    }
}

/// Why a value does not fit a shape, as far as the declaration alone can tell: no unit and no agency is looked up. Never
/// echoes the value.
pub fn shape(shape: &Shape, value: &Value, today: Day) -> Option<Say> {
    fault(shape, value, today, None)
}

fn fault(shape: &Shape, value: &Value, today: Day, around: Option<&Circumstances<'_>>) -> Option<Say> {
    if !shape.holds(value) {
        return Some(Say::new(
            "Nhập lại: giá trị không đúng loại",
            "Enter it again: not the right sort of value",
        ));
    }
    match (shape, value) {
        (Shape::Line(max) | Shape::Paragraph(max), Value::Text(typed)) => text_fault(shape, typed, *max),
        (Shape::Int(min, max), Value::Int(number)) => (!(min..=max).contains(&number)).then(|| {
            Say::new(format!("Nhập số từ {min} đến {max}"), format!("Enter a number from {min} to {max}"))
        }),
        (Shape::Tenths(min, max), Value::Int(number)) => (!(min..=max).contains(&number)).then(|| {
            let (min, max) = (parse::with_comma(*min), parse::with_comma(*max));
            Say::new(format!("Nhập số từ {min} đến {max}"), format!("Enter a number from {min} to {max}"))
        }),
        (Shape::Named(label), Value::Text(name)) => label(name).is_none().then(unknown_choice),
        (Shape::Period, Value::Text(spelled)) => Period::parse(spelled).is_none().then(|| {
            Say::new(
                "Nhập lại kỳ: không có tuần hoặc tháng này",
                "Enter the period again: no such week or month",
            )
        }),
        (Shape::Day(DayRange::Past), Value::Day(day)) => (*day > today)
            .then(|| Say::new("Sửa ngày: lớn hơn ngày hiện tại", "Correct the day: it is in the future")),
        (Shape::Choice(choices), Value::Choice(id)) => {
            choices.iter().all(|choice| choice.id != id).then(unknown_choice)
        }
        (Shape::Unit(levels), Value::Ref(id)) => {
            let known = around?.places.get(id).is_some_and(|place| levels.contains(&Level::id(place.level)));
            (!known).then(|| Say::new("Chọn lại: không có đơn vị này", "Choose again: there is no such unit"))
        }
        (Shape::Agency, Value::Text(code)) => around?.office.agency(code).is_none().then(|| {
            Say::new(
                "Chọn trong danh mục (F4): chưa có cơ quan này",
                "Choose from the list (F4): no such agency yet",
            )
        }),
        (Shape::Officer, Value::Text(name)) => crate::base::Officer::new(name).is_none().then(|| {
            Say::new(
                "Nhập tên tài khoản: chữ không dấu, số, '_'",
                "Enter an account's name: letters, digits, '_'",
            )
        }),
        (Shape::List(inner), Value::List(items)) => {
            too_long(items.len()).or_else(|| items.iter().find_map(|item| fault(inner, item, today, around)))
        }
        (Shape::Rows(columns), Value::List(rows)) => too_long(rows.len()).or_else(|| {
            rows.iter().find_map(|row| match row {
                Value::Row(cells) => row_fault(columns, cells, today, around),
                _ => Some(unknown_choice()),
            })
        }),
        _ => None,
    }
}

fn row_fault(
    columns: &[FieldDef],
    cells: &Fields,
    today: Day,
    around: Option<&Circumstances<'_>>,
) -> Option<Say> {
    let missing = columns.iter().any(|column| {
        matches!(column.presence, super::Presence::Required) && cells.get(column.name).is_none_or(is_empty)
    });
    if missing {
        return Some(Say::new("Nhập đủ các ô của dòng", "Fill all cells of the row"));
    }
    columns.iter().find_map(|column| fault(&column.shape, cells.get(column.name)?, today, around))
}

fn text_fault(shape: &Shape, typed: &str, max: usize) -> Option<Say> {
    if typed.chars().count() > max {
        return Some(Say::new(
            format!("Rút ngắn: tối đa {max} ký tự"),
            format!("Shorten it: at most {max} characters"),
        ));
    }
    let clean = match shape {
        Shape::Paragraph(_) => text::is_clean_paragraph(typed),
        _ => text::is_clean_line(typed),
    };
    (!clean)
        .then(|| Say::new("Xóa ký tự điều khiển trong mục này", "Remove control characters from this field"))
}

fn too_long(len: usize) -> Option<Say> {
    let max = limits::LIST_LEN_MAX;
    (len > max).then(|| Say::new(format!("Bớt dòng: tối đa {max}"), format!("Fewer rows: at most {max}")))
}

fn unknown_choice() -> Say {
    Say::new("Chọn trong danh mục (F4): không có giá trị này", "Choose from the list (F4): no such value")
}

/// What is wrong with the id that a record was given outside.
pub fn id(record: &Record) -> Option<Problem> {
    Id::given(record.id.as_str()).is_none().then(|| Problem::error("id", wrong_id()))
}

/// What to do about an id that cannot be one.
pub fn wrong_id() -> Say {
    Say::new(
        "Ghi mã: chữ không dấu, số, . - _; đầu là chữ hoặc số",
        "Write an id: plain letters, digits, . - _; a letter or digit first",
    )
}

/// What is wrong with the names and sorts of a record's fields when it comes from outside: a kind or a field that is not
/// declared. Values of later versions that were read from the store pass elsewhere.
pub fn names(record: &Record) -> Vec<Problem> {
    let Some(kind) = kind(&record.kind) else {
        return vec![Problem::error(
            "",
            Say::new("Không có loại dữ liệu này", "There is no such kind of record"),
        )];
    };
    record
        .fields
        .keys()
        .filter(|name| kind.field(name).is_none())
        .map(|name| {
            Problem::error(name, Say::new("Bỏ mục này: không có trong loại này", "Remove it: no such field"))
        })
        .collect()
}
