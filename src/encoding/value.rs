//! A value as (tag, length, bytes), so that what a later version stores survives an older program.

use crate::base::{Day, Id, Number, Stamp, limits};
use crate::domain::{Fields, SealedText, Value};

use super::cursor::{Cursor, put_bytes};
use super::{EncodingError, Stored};

/// Frozen: bytes on disk. 0 is nothing, so that zeros are never a value.
mod tag {
    pub const TEXT: u8 = 1;
    pub const INT: u8 = 2;
    pub const DAY: u8 = 3;
    pub const AT: u8 = 4;
    pub const CHOICE: u8 = 5;
    pub const REF: u8 = 6;
    pub const NUMBER: u8 = 7;
    pub const FLAG: u8 = 8;
    pub const LIST: u8 = 9;
    pub const ROW: u8 = 10;
    pub const SEALED: u8 = 11;
}

/// The bytes of one value.
pub fn encode(value: &Value) -> Result<Vec<u8>, EncodingError> {
    let mut out = Vec::new();
    put(&mut out, value).ok_or(EncodingError::NotStorable { what: Stored::Value })?;
    Ok(out)
}

/// The value with these bytes.
pub fn decode(bytes: &[u8]) -> Result<Value, EncodingError> {
    let mut cursor = Cursor(bytes);
    take(&mut cursor).filter(|_| cursor.is_empty()).ok_or(EncodingError::Damaged { what: Stored::Value })
}

/// Writes a value; `None` when it could not be read again.
pub(super) fn put(out: &mut Vec<u8>, value: &Value) -> Option<()> {
    put_at(out, value, 1)
}

/// Writes fields, without their number: they go on to the end of what holds them.
pub(super) fn put_fields(out: &mut Vec<u8>, fields: &Fields) -> Option<()> {
    put_fields_at(out, fields, 1)
}

/// Reads a value.
pub(super) fn take(cursor: &mut Cursor<'_>) -> Option<Value> {
    take_at(cursor, 1)
}

/// Reads fields to the end.
pub(super) fn take_fields(cursor: &mut Cursor<'_>) -> Option<Fields> {
    take_fields_at(cursor, 1)
}

/// How a value is tagged; for one of a later version, as it was found.
pub(super) fn tag_of(value: &Value) -> u8 {
    match value {
        Value::Text(_) => tag::TEXT,
        Value::Int(_) => tag::INT,
        Value::Day(_) => tag::DAY,
        Value::At(_) => tag::AT,
        Value::Choice(_) => tag::CHOICE,
        Value::Ref(_) => tag::REF,
        Value::Number(_) => tag::NUMBER,
        Value::Flag(_) => tag::FLAG,
        Value::List(_) => tag::LIST,
        Value::Row(_) => tag::ROW,
        Value::Sealed(_) => tag::SEALED,
        Value::Unknown { tag, .. } => *tag,
    }
}

fn put_at(out: &mut Vec<u8>, value: &Value, depth: usize) -> Option<()> {
    if depth > limits::VALUE_DEPTH_MAX {
        return None;
    }
    out.push(tag_of(value));
    match value {
        Value::Text(text) | Value::Choice(text) => put_bytes(out, text.as_bytes()),
        Value::Int(number) => put_bytes(out, &number.to_le_bytes()),
        Value::Day(day) => put_bytes(out, &day.number().to_le_bytes()),
        Value::At(Stamp(ms)) => put_bytes(out, &ms.to_le_bytes()),
        Value::Ref(id) => put_bytes(out, id.as_str().as_bytes()),
        Value::Number(Number { seq, year }) => {
            let bytes: Vec<u8> = seq.to_le_bytes().into_iter().chain(year.to_le_bytes()).collect();
            put_bytes(out, &bytes)
        }
        Value::Flag(flag) => put_bytes(out, &[u8::from(*flag)]),
        Value::List(items) => {
            if items.len() > limits::LIST_LEN_MAX {
                return None;
            }
            let mut inner = Vec::new();
            items.iter().try_for_each(|item| put_at(&mut inner, item, depth + 1))?;
            put_bytes(out, &inner)
        }
        Value::Row(fields) => {
            let mut inner = Vec::new();
            put_fields_at(&mut inner, fields, depth + 1)?;
            put_bytes(out, &inner)
        }
        Value::Sealed(SealedText { slot, bytes }) => {
            put_bytes(out, &[&slot.to_le_bytes()[..], bytes].concat())
        }
        // Under a tag that we know it would be read back as something else.
        Value::Unknown { tag, bytes } if *tag > tag::SEALED => put_bytes(out, bytes),
        Value::Unknown { .. } => None,
    }
}

fn put_fields_at(out: &mut Vec<u8>, fields: &Fields, depth: usize) -> Option<()> {
    fields.iter().try_for_each(|(name, value)| {
        put_bytes(out, name.as_bytes())?;
        put_at(out, value, depth)
    })
}

fn take_at(cursor: &mut Cursor<'_>, depth: usize) -> Option<Value> {
    if depth > limits::VALUE_DEPTH_MAX {
        return None;
    }
    let tag = cursor.byte()?;
    let bytes = cursor.bytes()?;
    let mut inner = Cursor(bytes);
    let text = || std::str::from_utf8(bytes).ok();
    match tag {
        0 => None,
        tag::TEXT => Some(Value::Text(text()?.to_owned())),
        tag::CHOICE => Some(Value::Choice(text()?.to_owned())),
        tag::REF => Id::new(text()?).map(Value::Ref),
        tag::INT => i64_of(bytes).map(Value::Int),
        tag::AT => i64_of(bytes).map(Stamp).map(Value::At),
        tag::DAY => Day::from_number(i32::from_le_bytes(bytes.try_into().ok()?)).map(Value::Day),
        tag::NUMBER => {
            let number = Number { seq: inner.u32()?, year: inner.i32()? };
            inner.is_empty().then_some(Value::Number(number))
        }
        tag::FLAG => match bytes {
            [0] => Some(Value::Flag(false)),
            [1] => Some(Value::Flag(true)),
            _ => None,
        },
        tag::LIST => {
            let mut items = Vec::new();
            while !inner.is_empty() {
                if items.len() == limits::LIST_LEN_MAX {
                    return None;
                }
                items.push(take_at(&mut inner, depth + 1)?);
            }
            Some(Value::List(items))
        }
        tag::ROW => take_fields_at(&mut inner, depth + 1).map(Value::Row),
        tag::SEALED => {
            let (slot, bytes) = bytes.split_first_chunk()?;
            Some(Value::Sealed(SealedText { slot: u64::from_le_bytes(*slot), bytes: bytes.to_vec() }))
        }
        tag => Some(Value::Unknown { tag, bytes: bytes.to_vec() }),
    }
}

fn take_fields_at(cursor: &mut Cursor<'_>, depth: usize) -> Option<Fields> {
    let mut fields = Fields::new();
    while !cursor.is_empty() {
        let name = cursor.text()?;
        if fields.last_key_value().is_some_and(|(last, _)| last.as_str() >= name) {
            return None;
        }
        fields.insert(name.to_owned(), take_at(cursor, depth)?);
    }
    Some(fields)
}

fn i64_of(bytes: &[u8]) -> Option<i64> {
    Some(i64::from_le_bytes(bytes.try_into().ok()?))
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Any value that can be stored.
    pub(crate) fn any_value() -> impl Strategy<Value = Value> {
        let plain = prop_oneof![
            ".{0,20}".prop_map(Value::Text),
            any::<i64>().prop_map(Value::Int),
            (-25_000..80_000_i32).prop_filter_map("a day", |n| Day::from_number(n).map(Value::Day)),
            any::<i64>().prop_map(|ms| Value::At(Stamp(ms))),
            "[a-z_]{1,12}".prop_map(Value::Choice),
            "[A-Za-z0-9._-]{1,20}".prop_filter_map("an id", |id| Id::new(&id).map(Value::Ref)),
            (any::<u32>(), any::<i32>()).prop_map(|(seq, year)| Value::Number(Number { seq, year })),
            any::<bool>().prop_map(Value::Flag),
            (any::<u64>(), proptest::collection::vec(any::<u8>(), 0..60))
                .prop_map(|(slot, bytes)| Value::Sealed(SealedText { slot, bytes })),
            (12..=255_u8, proptest::collection::vec(any::<u8>(), 0..20))
                .prop_map(|(tag, bytes)| Value::Unknown { tag, bytes }),
        ];
        plain.prop_recursive(4, 32, 5, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::List),
                proptest::collection::btree_map("[a-z_]{0,8}", inner, 0..5).prop_map(Value::Row),
            ]
        })
    }

    fn nested(depth: usize) -> Value {
        (1..depth).fold(Value::Flag(true), |inner, _| Value::List(vec![inner]))
    }

    proptest! {
        #[test]
        fn a_value_comes_back_as_it_was(value in any_value()) {
            prop_assert_eq!(decode(&encode(&value).unwrap()), Ok(value));
        }

        #[test]
        fn hostile_bytes_give_an_error_or_a_value_with_these_bytes(
            bytes in proptest::collection::vec(prop_oneof![0..12_u8, any::<u8>()], 0..64),
        ) {
            if let Ok(value) = decode(&bytes) {
                prop_assert_eq!(encode(&value), Ok(bytes));
            }
        }
    }

    #[test]
    fn values_nest_to_the_limit_and_not_beyond() {
        let deepest = nested(limits::VALUE_DEPTH_MAX);
        let bytes = encode(&deepest).unwrap();
        assert_eq!(decode(&bytes), Ok(deepest));
        assert!(encode(&nested(limits::VALUE_DEPTH_MAX + 1)).is_err());
        let mut deeper = vec![tag::LIST, bytes.len() as u8];
        deeper.extend(bytes);
        assert!(decode(&deeper).is_err());
        assert!(encode(&nested(1_000)).is_err());
    }

    #[test]
    fn lists_are_as_long_as_the_limit_and_not_longer() {
        let list = |len| Value::List(vec![Value::Flag(true); len]);
        let longest = encode(&list(limits::LIST_LEN_MAX)).unwrap();
        assert_eq!(decode(&longest), Ok(list(limits::LIST_LEN_MAX)));
        assert!(encode(&list(limits::LIST_LEN_MAX + 1)).is_err());
    }

    #[test]
    fn a_value_that_claims_to_be_unknown_cannot_take_a_known_tag() {
        for tag in 0..=tag::ROW {
            assert!(encode(&Value::Unknown { tag, bytes: vec![1] }).is_err(), "{tag}");
        }
    }

    #[test]
    fn a_row_has_each_name_once_and_in_order() {
        let row = |names: &[u8]| {
            let fields: Vec<u8> = names.iter().flat_map(|name| [1, *name, tag::FLAG, 1, 1]).collect();
            [&[tag::ROW, fields.len() as u8][..], &fields].concat()
        };
        assert!(decode(&row(b"ab")).is_ok());
        for wrong in [b"aa", b"ba"] {
            assert!(decode(&row(wrong)).is_err());
        }
    }

    #[test]
    fn a_length_beyond_the_end_is_not_believed() {
        for tag in 1..=11 {
            assert!(decode(&[tag, 0xff, 0xff, 0xff, 0xff, 0x0f]).is_err(), "{tag}");
            assert!(decode(&[tag]).is_err());
        }
        assert!(decode(&[]).is_err());
        assert!(decode(&[tag::FLAG, 1, 1, 0]).is_err(), "bytes that are left over");
    }
}
