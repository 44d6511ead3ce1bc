//! An entry as the journal keeps it.

use crate::base::{Id, Number, Officer, RequestId, Stamp, limits};
use crate::domain::{Change, Entry, FieldChange, TakenNumber};

use super::cursor::{Cursor, put_bytes, put_length, put_option};
use super::{EncodingError, Stored, value};

/// Frozen: bytes on disk.
const VERSION: u8 = 1;

/// The bytes of an entry; the caller holds them to [`limits::ENTRY_BYTES_MAX`].
pub fn encode(entry: &Entry) -> Result<Vec<u8>, EncodingError> {
    let mut out = vec![VERSION];
    put(&mut out, entry).ok_or(EncodingError::NotStorable { what: Stored::Entry })?;
    Ok(out)
}

/// The entry with these bytes.
pub fn decode(bytes: &[u8]) -> Result<Entry, EncodingError> {
    let what = Stored::Entry;
    match bytes.split_first() {
        Some((&VERSION, rest)) => {
            let mut cursor = Cursor(rest);
            take(&mut cursor).filter(|_| cursor.is_empty()).ok_or(EncodingError::Damaged { what })
        }
        Some((&version, _)) if version > VERSION => Err(EncodingError::Newer { what, version }),
        _ => Err(EncodingError::Damaged { what }),
    }
}

fn put(out: &mut Vec<u8>, entry: &Entry) -> Option<()> {
    out.extend_from_slice(&entry.seq.to_le_bytes());
    out.extend_from_slice(&entry.at.0.to_le_bytes());
    put_bytes(out, entry.officer.as_str().as_bytes())?;
    out.extend_from_slice(&entry.request.0);
    put_option(out, entry.reason.as_deref(), |out, reason| put_bytes(out, reason.as_bytes()))?;
    put_count(out, entry.numbers.len(), limits::CHANGES_PER_ENTRY_MAX)?;
    for taken in &entry.numbers {
        put_bytes(out, taken.office.as_str().as_bytes())?;
        put_bytes(out, taken.book.as_bytes())?;
        out.extend_from_slice(&taken.number.seq.to_le_bytes());
        out.extend_from_slice(&taken.number.year.to_le_bytes());
    }
    put_count(out, entry.changes.len(), limits::CHANGES_PER_ENTRY_MAX)?;
    entry.changes.iter().try_for_each(|change| put_change(out, change))
}

fn put_change(out: &mut Vec<u8>, change: &Change) -> Option<()> {
    put_bytes(out, change.kind.as_bytes())?;
    put_bytes(out, change.record.as_str().as_bytes())?;
    put_bytes(out, change.office.as_str().as_bytes())?;
    out.extend_from_slice(&change.revision.to_le_bytes());
    put_option(out, change.step.as_deref(), |out, step| put_bytes(out, step.as_bytes()))?;
    put_length(out, change.fields.len())?;
    for field in &change.fields {
        put_bytes(out, field.name.as_bytes())?;
        put_option(out, field.old.as_ref(), value::put)?;
        put_option(out, field.new.as_ref(), value::put)?;
    }
    Some(())
}

fn put_count(out: &mut Vec<u8>, count: usize, max: usize) -> Option<()> {
    if count <= max { put_length(out, count) } else { None }
}

fn take(cursor: &mut Cursor<'_>) -> Option<Entry> {
    Some(Entry {
        seq: cursor.u64()?,
        at: Stamp(cursor.i64()?),
        officer: Officer::new(cursor.text()?)?,
        request: RequestId(cursor.array()?),
        reason: cursor.option(|cursor| cursor.text().map(str::to_owned))?,
        numbers: cursor.several(limits::CHANGES_PER_ENTRY_MAX, take_number)?,
        changes: cursor.several(limits::CHANGES_PER_ENTRY_MAX, take_change)?,
    })
}

fn take_number(cursor: &mut Cursor<'_>) -> Option<TakenNumber> {
    Some(TakenNumber {
        office: Id::new(cursor.text()?)?,
        book: cursor.text()?.to_owned(),
        number: Number { seq: cursor.u32()?, year: cursor.i32()? },
    })
}

fn take_change(cursor: &mut Cursor<'_>) -> Option<Change> {
    Some(Change {
        kind: cursor.text()?.to_owned(),
        record: Id::new(cursor.text()?)?,
        office: Id::new(cursor.text()?)?,
        revision: cursor.u32()?,
        step: cursor.option(|cursor| cursor.text().map(str::to_owned))?,
        fields: cursor.several(usize::MAX, take_field)?,
    })
}

fn take_field(cursor: &mut Cursor<'_>) -> Option<FieldChange> {
    Some(FieldChange {
        name: cursor.text()?.to_owned(),
        old: cursor.option(value::take)?,
        new: cursor.option(value::take)?,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::record::tests::any_id;
    use super::super::value::tests::any_value;
    use super::*;

    fn any_change() -> impl Strategy<Value = Change> {
        let field = ("[a-z]{1,8}", proptest::option::of(any_value()), proptest::option::of(any_value()))
            .prop_map(|(name, old, new)| FieldChange { name, old, new });
        let step = proptest::option::of("[a-z_]{1,8}".prop_map(String::from));
        ("[a-z]{1,8}", any_id(), any_id(), any::<u32>(), step, proptest::collection::vec(field, 0..4))
            .prop_map(|(kind, record, office, revision, step, fields)| Change {
                kind,
                record,
                office,
                revision,
                step,
                fields,
            })
    }

    fn any_entry() -> impl Strategy<Value = Entry> {
        let number = (any_id(), "[a-z]{1,5}", any::<u32>(), any::<i32>())
            .prop_map(|(office, book, seq, year)| TakenNumber { office, book, number: Number { seq, year } });
        let officer = "[a-z]{1,10}".prop_filter_map("an officer", |name| Officer::new(&name));
        let reason = proptest::option::of(".{0,12}".prop_map(String::from));
        let numbers = proptest::collection::vec(number, 0..3);
        let changes = proptest::collection::vec(any_change(), 0..4);
        (any::<u64>(), any::<i64>(), officer, any::<[u8; 16]>(), reason, numbers, changes).prop_map(
            |(seq, at, officer, request, reason, numbers, changes)| Entry {
                seq,
                at: Stamp(at),
                officer,
                request: RequestId(request),
                reason,
                numbers,
                changes,
            },
        )
    }

    proptest! {
        #[test]
        fn an_entry_comes_back_as_it_was(entry in any_entry()) {
            let bytes = encode(&entry).unwrap();
            prop_assert_eq!(decode(&bytes), Ok(entry));
            for cut in 0..bytes.len() {
                prop_assert!(decode(&bytes[..cut]).is_err());
            }
            prop_assert!(decode(&[&bytes[..], &[0]].concat()).is_err(), "a byte is left over");
        }

        #[test]
        fn a_changed_byte_gives_an_error_or_another_entry_with_these_bytes(
            entry in any_entry(), at: prop::sample::Index, byte: u8,
        ) {
            let mut bytes = encode(&entry).unwrap();
            let at = at.index(bytes.len());
            bytes[at] = byte;
            if let Ok(entry) = decode(&bytes) {
                prop_assert_eq!(encode(&entry), Ok(bytes));
            }
        }
    }

    #[test]
    fn a_count_beyond_the_end_costs_nothing() {
        let head = |count: &[u8]| [&[VERSION][..], &[0; 16], &[1, b'o'], &[0; 16], &[0, 0], count].concat();
        assert!(decode(&head(&[0])).is_ok());
        for hostile in [&[0xff, 0x07][..], &[0xff, 0xff, 0xff, 0xff, 0x0f]] {
            assert!(decode(&head(hostile)).is_err());
        }
    }

    #[test]
    fn an_entry_of_a_newer_version_is_an_error_that_says_so() {
        let error = decode(&[2, 0]).unwrap_err();
        assert_eq!(error, EncodingError::Newer { what: Stored::Entry, version: 2 });
        assert!(error.to_string().starts_with("update nghedan"), "{error}");
    }
}
