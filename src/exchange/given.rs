//! A value as a script gives it (JSON, or TOML turned into it), understood by the shape of its field.

use serde_json::Value as Json;

use crate::base::{Day, Id, Number, Period, Say, Stamp, limits, text};
use crate::domain::{Choice, FieldDef, FieldValue, Fields, Shape, Value, check};

/// What is wrong with a value: where inside it (`[2].valid_from`, empty for the value itself), and what.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    pub at: String,
    pub say: Say,
}

impl From<Say> for Wrong {
    fn from(say: Say) -> Wrong {
        Wrong { at: String::new(), say }
    }
}

impl Wrong {
    fn inside(self, outer: &str) -> Wrong {
        Wrong { at: format!("{outer}{}", self.at), ..self }
    }
}

/// The value that a field of this shape gets; `None` when it stays empty. Text is cleaned and brought to NFC as where it
/// is typed.
pub(super) fn value(shape: &Shape, given: &Json, today: Day) -> Result<Option<Value>, Wrong> {
    let Some(value) = read(shape, given, today)? else { return Ok(None) };
    match check::shape(shape, &value, today) {
        Some(say) => Err(say.into()),
        None => Ok(Some(value)),
    }
}

fn read(shape: &Shape, given: &Json, today: Day) -> Result<Option<Value>, Wrong> {
    let value = match (shape, given) {
        (_, Json::Null) => return Ok(None),
        (Shape::Paragraph(_), Json::String(told)) => return Ok(filled(&text::clean_paragraph(told))),
        (Shape::Line(_) | Shape::Officer | Shape::Named(_), Json::String(told)) => {
            return Ok(filled(&text::clean_line(told)));
        }
        (Shape::Agency, Json::String(code)) => return Ok(filled(&text::clean_line(code).to_uppercase())),
        (Shape::Int(min, max) | Shape::Tenths(min, max), Json::Number(number)) => {
            Value::Int(number.as_i64().ok_or_else(|| whole_number(*min, *max))?)
        }
        (Shape::Day(_), Json::String(iso)) => Value::Day(Day::from_iso(iso).ok_or_else(no_such_day)?),
        (Shape::Period, Json::String(spelled)) => {
            Period::parse(spelled).ok_or_else(no_such_period)?.into_value()
        }
        (Shape::At, Json::String(iso)) => Value::At(Stamp::from_iso(iso).ok_or_else(no_such_day)?),
        (Shape::Choice(choices), Json::String(id)) => Value::Choice(choice(choices, id)?),
        (Shape::Unit(_) | Shape::Record(_), Json::String(id)) => {
            Value::Ref(Id::new(id.trim()).ok_or_else(not_an_id)?)
        }
        (Shape::Number, Json::String(number)) => Value::Number(
            Number::parse(number)
                .ok_or_else(|| Say::new("Ghi số/năm, như 124/2026", "Write number/year, such as 124/2026"))?,
        ),
        (Shape::Flag, Json::Bool(flag)) => Value::Flag(*flag),
        (Shape::List(inner), Json::Array(items)) => list(items, |item| value(inner, item, today))?,
        (Shape::Rows(columns), Json::Array(rows)) => list(rows, |cells| row(columns, cells, today))?,
        _ => return Err(wrong_sort(shape).into()),
    };
    Ok(Some(value))
}

fn filled(text: &str) -> Option<Value> {
    let text = text.trim();
    (!text.is_empty()).then(|| Value::Text(text.to_owned()))
}

fn list(items: &[Json], read_one: impl Fn(&Json) -> Result<Option<Value>, Wrong>) -> Result<Value, Wrong> {
    if items.len() > limits::LIST_LEN_MAX {
        let max = limits::LIST_LEN_MAX;
        return Err(Say::new(format!("Bớt dòng: tối đa {max}"), format!("Fewer rows: at most {max}")).into());
    }
    let mut values = Vec::with_capacity(items.len());
    for (at, item) in items.iter().enumerate() {
        values.extend(read_one(item).map_err(|wrong| wrong.inside(&format!("[{at}]")))?);
    }
    Ok(Value::List(values))
}

fn row(columns: &[FieldDef], given: &Json, today: Day) -> Result<Option<Value>, Wrong> {
    let Json::Object(cells) = given else {
        return Err(
            Say::new("Ghi mỗi dòng thành một đối tượng {…}", "Write each row as an object {…}").into()
        );
    };
    let mut row = Fields::new();
    for (name, cell) in cells {
        let Some(column) = columns.iter().find(|column| column.name == name) else {
            return Err(Say::new("Bỏ ô này: dòng không có", "Remove a cell: rows have no such one").into());
        };
        let inside = |wrong: Wrong| wrong.inside(&format!(".{}", column.name));
        if let Some(value) = value(&column.shape, cell, today).map_err(inside)? {
            row.insert(name.clone(), value);
        }
    }
    Ok(Some(Value::Row(row)))
}

fn choice(choices: &[Choice], id: &str) -> Result<String, Say> {
    let found = choices.iter().find(|choice| choice.id == id.trim());
    found.map(|choice| choice.id.to_owned()).ok_or_else(|| {
        let some: Vec<&str> = choices.iter().map(|choice| choice.id).take(CHOICES_NAMED_MAX).collect();
        let more = if choices.len() > some.len() { ", …" } else { "" };
        let some = some.join(", ");
        Say::new(
            format!("Chọn một trong: {some}{more}: không có giá trị này"),
            format!("Choose one of {some}{more}: there is no such value"),
        )
    })
}

const CHOICES_NAMED_MAX: usize = 14;

fn whole_number(min: i64, max: i64) -> Say {
    Say::new(format!("Ghi số nguyên từ {min} đến {max}"), format!("Write a whole number from {min} to {max}"))
}

fn no_such_day() -> Say {
    Say::new("Sửa ngày (2026-11-23): không có ngày này", "Correct the day (2026-11-23): there is no such day")
}

fn no_such_period() -> Say {
    Say::new(
        "Sửa kỳ (2026-W47, 2026-M11): không có kỳ này",
        "Correct the period (2026-W47, 2026-M11): there is no such one",
    )
}

fn not_an_id() -> Say {
    Say::new("Ghi mã: chữ không dấu, số, . - _", "Write an id: plain letters, digits, . - _")
}

fn wrong_sort(shape: &Shape) -> Say {
    match shape {
        Shape::Int(min, max) | Shape::Tenths(min, max) => whole_number(*min, *max),
        Shape::Period => no_such_period(),
        Shape::Day(_) | Shape::At => no_such_day(),
        Shape::Unit(_) | Shape::Record(_) => not_an_id(),
        Shape::Flag => Say::new("Ghi true hoặc false", "Write true or false"),
        Shape::List(_) | Shape::Rows(_) => {
            Say::new("Ghi thành danh sách […]", "Write a list […]: not the right sort of value")
        }
        _ => Say::new(
            "Ghi thành chuỗi trong dấu \"…\": giá trị không đúng loại",
            "Write text between \"…\": not the right sort of value",
        ),
    }
}
