//! What an officer types in a field, understood; and a value, as it is read back.
//!
//! Units and agencies are looked up by the server; everything else is understood here, by the declaration alone.

use crate::base::{Day, Id, Lang, Number, Period, PeriodLength, Say, Words, text};

use super::{Choice, FieldDef, Record, Shape, Value};

/// What was typed, as a value; `None` when the field is empty. The error says what to type.
pub fn typed(field: &FieldDef, record: &Record, typed: &str, today: Day) -> Result<Option<Value>, Say> {
    match field.shape {
        Shape::Paragraph(_) => typed_clean(field, record, &text::clean_paragraph(typed), today),
        _ => typed_clean(field, record, &text::clean_line(typed), today),
    }
}

/// As [`typed`], of a text that is clean already: a text of 11 KB is not looked through with every key.
///
/// # Errors
/// As [`typed`].
pub fn typed_clean(field: &FieldDef, record: &Record, clean: &str, today: Day) -> Result<Option<Value>, Say> {
    let line = clean.trim();
    if line.is_empty() {
        return Ok(None);
    }
    match field.shape {
        Shape::Line(_) | Shape::Officer | Shape::Named(_) | Shape::Paragraph(_) => {
            Ok(Some(Value::Text(line.to_owned())))
        }
        Shape::Agency => Ok(Some(Value::Text(line.to_uppercase()))),
        Shape::Int(..) => whole_number(line)
            .map(|number| Some(Value::Int(number)))
            .ok_or_else(|| Say::new("Nhập số nguyên", "Enter a whole number")),
        Shape::Tenths(..) => tenths(line)
            .map(|number| Some(Value::Int(number)))
            .ok_or_else(|| Say::new("Nhập số, như 4 hoặc 0,5", "Enter a number, such as 4 or 0,5")),
        Shape::Period => Period::from_typed(line, today, PeriodLength::Week)
            .map(|period| Some(Value::Text(period.to_string())))
            .ok_or_else(|| {
                Say::new(
                    "Nhập số của kỳ, như 47 hoặc 47/2025",
                    "Enter the period's number, such as 47 or 47/2025",
                )
            }),
        Shape::Day(_) => Day::from_typed(line, today).map(|day| Some(Value::Day(day))).ok_or_else(|| {
            Say::new(
                "Sửa ngày (ngày/tháng/năm): không có ngày này",
                "Correct the day (dd/mm/yyyy): no such day",
            )
        }),
        Shape::Choice(_) => match choices_typed(field, record, line).as_slice() {
            [one] => Ok(Some(Value::Choice(one.id.to_owned()))),
            _ => Err(Say::new("Gõ một mã trong danh mục (F4)", "Type a code of the list (F4)")),
        },
        Shape::Unit(_) | Shape::Record(_) => Id::new(line)
            .map(|id| Some(Value::Ref(id)))
            .ok_or_else(|| Say::new("Gõ hai chữ đầu của tên", "Type the two initials of the name")),
        Shape::Number => Number::parse(line)
            .map(|number| Some(Value::Number(number)))
            .ok_or_else(|| Say::new("Nhập số/năm, như 124/2026", "Enter number/year, such as 124/2026")),
        Shape::Flag => match text::fold(line).as_str() {
            "c" | "co" | "y" | "yes" => Ok(Some(Value::Flag(true))),
            "k" | "khong" | "n" | "no" => Ok(Some(Value::Flag(false))),
            _ => Err(Say::new("Gõ c (có) hoặc k (không)", "Type c (yes) or k (no)")),
        },
        Shape::At | Shape::List(_) | Shape::Rows(_) => {
            Err(Say::new("Mục này không gõ được ở đây", "This field cannot be typed here"))
        }
    }
}

/// The choices that what was typed can mean: those with exactly this code, else those whose code or name begins so.
/// What an input method made of the keys is read back (Đ = dd, í = is).
pub fn choices_typed(field: &FieldDef, record: &Record, typed: &str) -> Vec<&'static Choice> {
    let Shape::Choice(choices) = field.shape else { return Vec::new() };
    let offered = || choices.iter().filter(|choice| (field.offers)(record, choice));
    let readings = [text::fold(typed), text::keys_behind(typed)];
    let exact: Vec<&Choice> = offered()
        .filter(|choice| {
            readings.iter().any(|typed| choice.code == typed || choice.id.eq_ignore_ascii_case(typed))
        })
        .collect();
    if !exact.is_empty() {
        return exact;
    }
    offered()
        .filter(|choice| {
            readings.iter().filter(|typed| !typed.is_empty()).any(|typed| {
                choice.code.starts_with(typed.as_str())
                    || text::fold(choice.label.vi).starts_with(typed.as_str())
                    || choice.label.en.to_lowercase().starts_with(typed.as_str())
            })
        })
        .collect()
}

/// A value as a form or a detail shows it, without looking anything up: references stay ids.
pub fn shown(field: &FieldDef, value: &Value, lang: Lang) -> String {
    match value {
        Value::Text(text) => match (field.shape, Period::parse(text)) {
            (Shape::Period, Some(period)) => period.name(i32::MIN).get(lang).to_owned(),
            (Shape::Named(label), _) => label(text).map_or(text.as_str(), |label| label.get(lang)).to_owned(),
            _ => text.clone(),
        },
        Value::Int(number) if matches!(field.shape, Shape::Tenths(..)) => with_comma(*number),
        Value::Int(number) => with_dots(*number),
        Value::Day(day) => day.to_string(),
        Value::At(at) => format!("{} {}", at.day(), at.clock()),
        Value::Choice(id) => {
            field.choice(id).map_or_else(|| id.clone(), |choice| choice.label.get(lang).to_owned())
        }
        Value::Ref(id) => id.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Flag(flag) => match (flag, lang) {
            (true, Lang::Vi) => "có".to_owned(),
            (false, Lang::Vi) => "không".to_owned(),
            (true, Lang::En) => "yes".to_owned(),
            (false, Lang::En) => "no".to_owned(),
        },
        Value::List(items) => {
            let inner = match field.shape {
                Shape::List(inner) => FieldDef { shape: *inner, ..*field },
                _ => *field,
            };
            items.iter().map(|item| shown(&inner, item, lang)).collect::<Vec<_>>().join("; ")
        }
        Value::Row(cells) => cells
            .iter()
            .map(|(name, cell)| {
                let column = match field.shape {
                    Shape::Rows(columns) => columns.iter().find(|column| column.name == name),
                    _ => None,
                };
                column.map_or_else(|| shown(field, cell, lang), |column| shown(column, cell, lang))
            })
            .collect::<Vec<_>>()
            .join(", "),
        Value::Sealed(_) => Words::new("MẬT", "SEALED").get(lang).to_owned(),
        Value::Unknown { .. } => "?".to_owned(),
    }
}

/// What an officer would type to get this value.
pub fn as_typed(field: &FieldDef, value: &Value) -> String {
    match value {
        Value::Choice(id) => field.choice(id).map_or_else(|| id.clone(), |choice| choice.code.to_uppercase()),
        Value::Int(number) if matches!(field.shape, Shape::Tenths(..)) => with_comma(*number),
        // Nobody types again what stays closed.
        Value::Sealed(_) => String::new(),
        Value::Int(number) => number.to_string(),
        Value::Text(spelled) if matches!(field.shape, Shape::Period) => spelled.clone(),
        other => shown(field, other, Lang::Vi),
    }
}

fn whole_number(line: &str) -> Option<i64> {
    let digits: String = line.chars().filter(|sign| !matches!(sign, '.' | ' ')).collect();
    if digits.len() > 15 { None } else { digits.parse().ok() }
}

/// `4`, `0,5`, `1.250,5`, with a point for the comma where it cannot be one between thousands.
fn tenths(line: &str) -> Option<i64> {
    let (whole, decimal) = match line.split_once(',') {
        Some((whole, decimal)) => (whole, decimal),
        None => match line.rsplit_once('.') {
            Some((whole, decimal)) if decimal.len() == 1 => (whole, decimal),
            _ => (line, ""),
        },
    };
    let whole = if whole.is_empty() { 0 } else { whole_number(whole)? };
    let decimal = match decimal.as_bytes() {
        [] => 0,
        [digit @ b'0'..=b'9'] => i64::from(digit - b'0'),
        _ => return None,
    };
    whole.checked_mul(10)?.checked_add(decimal)
}

/// Tenths with a decimal comma: 0,5.
pub fn with_comma(tenths: i64) -> String {
    let sign = if tenths < 0 { "-" } else { "" };
    let size = tenths.unsigned_abs();
    let whole = i64::try_from(size / 10).unwrap_or(i64::MAX);
    format!("{sign}{},{}", with_dots(whole), size % 10)
}

/// A whole number with dots between thousands: 1.184.
pub fn with_dots(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut shown = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push('.');
        }
        shown.push(digit);
    }
    if number < 0 { format!("-{shown}") } else { shown }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::kinds::petition_fields as f;

    fn parse(field: &FieldDef, text: &str) -> Result<Option<Value>, Say> {
        let id = Id::new("x").unwrap();
        typed(field, &Record::new("petition", id.clone(), id), text, Day::from_iso("2026-11-23").unwrap())
    }

    #[test]
    fn codes_are_understood_after_what_an_input_method_made_of_them() {
        for code in ["dd", "DD", "đ", "Đ", "đ "] {
            assert_eq!(parse(&f::DOMAIN.def, code), Ok(Some(Value::Choice("DD".into()))), "{code}");
        }
        assert_eq!(parse(&f::KIND.def, "K"), Ok(Some(Value::Choice("khieu_nai".into()))));
        assert_eq!(parse(&f::KIND.def, "tố"), Ok(Some(Value::Choice("to_cao".into()))));
        assert!(parse(&f::KIND.def, "z").is_err());
        assert_eq!(parse(&f::KIND.def, "  "), Ok(None));
    }

    #[test]
    fn a_number_may_have_dots() {
        assert_eq!(parse(&f::SIGNATORIES.def, "1.184"), Ok(Some(Value::Int(1184))));
        assert!(parse(&f::SIGNATORIES.def, "một").is_err());
        assert!(parse(&f::SIGNATORIES.def, &"9".repeat(40)).is_err());
        assert_eq!(with_dots(1184), "1.184");
        assert_eq!(with_dots(-12), "-12");
        assert_eq!(with_dots(1_000_000), "1.000.000");
    }

    #[test]
    fn text_is_clean_and_composed_where_it_enters() {
        let typed = parse(&f::SUMMARY.def, "  Gie\u{302}\u{301}ng\u{202e} ca\u{323}n\u{7}\n ").unwrap();
        assert_eq!(typed, Some(Value::Text("Giếng cạn".into())));
    }
}
