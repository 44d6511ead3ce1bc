//! Values as the keys of an index: bytes that sort as the values do.

use crate::base::{Number, Stamp, limits};
use crate::domain::Value;

use super::value::tag_of;

/// Frozen with the state's version: the key of a value, of which none is the beginning of another. Text, choices and ids
/// sort by their bytes, numbers by year first. `None`: values of this sort are not sorted (lists, rows, unknown ones).
///
/// Of a text only the first [`limits::INDEX_TEXT_BYTES_MAX`] bytes count.
pub fn of(value: &Value) -> Option<Vec<u8>> {
    let mut key = vec![tag_of(value)];
    match value {
        Value::Text(text) | Value::Choice(text) => put_text(&mut key, text),
        Value::Ref(id) => put_text(&mut key, id.as_str()),
        Value::Int(number) | Value::At(Stamp(number)) => key.extend(ordered_i64(*number)),
        Value::Day(day) => key.extend(ordered_i32(day.number())),
        Value::Number(Number { seq, year }) => {
            key.extend(ordered_i32(*year));
            key.extend(seq.to_be_bytes());
        }
        Value::Flag(flag) => key.push(u8::from(*flag)),
        Value::List(_) | Value::Row(_) | Value::Sealed(_) | Value::Unknown { .. } => return None,
    }
    Some(key)
}

/// Writes a text so that it ends by itself and sorts before every longer one: 0 becomes (0, 255), the end is 0. What
/// follows must not begin with 255.
pub fn put_text(key: &mut Vec<u8>, text: &str) {
    for byte in text.bytes().take(limits::INDEX_TEXT_BYTES_MAX) {
        key.push(byte);
        if byte == 0 {
            key.push(0xff);
        }
    }
    key.push(0);
}

/// Eight bytes that sort as the number does.
pub fn ordered_i64(number: i64) -> [u8; 8] {
    (number ^ i64::MIN).to_be_bytes()
}

/// Four bytes that sort as the number does.
pub fn ordered_i32(number: i32) -> [u8; 4] {
    (number ^ i32::MIN).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::base::Day;

    proptest! {
        #[test]
        fn integers_and_instants_sort_as_their_keys(a: i64, b: i64) {
            prop_assert_eq!(a.cmp(&b), of(&Value::Int(a)).cmp(&of(&Value::Int(b))));
            prop_assert_eq!(a.cmp(&b), of(&Value::At(Stamp(a))).cmp(&of(&Value::At(Stamp(b)))));
        }

        #[test]
        fn days_sort_as_their_keys(a in -25_000..80_000_i32, b in -25_000..80_000_i32) {
            let day = |n| Day::from_number(n).unwrap_or(Day::EPOCH);
            prop_assert_eq!(day(a).cmp(&day(b)), of(&Value::Day(day(a))).cmp(&of(&Value::Day(day(b)))));
        }

        #[test]
        fn numbers_sort_as_their_keys(a: (u32, i32), b: (u32, i32)) {
            let number = |(seq, year)| Number { seq, year };
            let key = |of_what| of(&Value::Number(number(of_what)));
            prop_assert_eq!(number(a).cmp(&number(b)), key(a).cmp(&key(b)));
        }

        #[test]
        fn texts_sort_as_their_keys_whatever_follows(a in "[\0aâ]{0,4}", b in "[\0aâ]{0,4}", after: (bool, bool)) {
            let key = |text: &str, after: bool| {
                let mut key = of(&Value::Text(text.to_owned())).unwrap();
                key.push(if after { b'z' } else { b'-' });
                key
            };
            if a != b {
                prop_assert_eq!(a.as_bytes().cmp(b.as_bytes()), key(&a, after.0).cmp(&key(&b, after.1)));
            }
        }
    }

    #[test]
    fn what_does_not_sort_has_no_key_and_a_long_text_has_a_short_one() {
        assert_eq!(of(&Value::List(vec![])), None);
        assert_eq!(of(&Value::Unknown { tag: 77, bytes: vec![] }), None);
        let key = of(&Value::Text("x".repeat(100_000))).unwrap();
        assert_eq!(key.len(), limits::INDEX_TEXT_BYTES_MAX + 2);
    }
}
