//! A record as the state keeps it.

use crate::base::Id;
use crate::domain::Record;

use super::cursor::{Cursor, put_bytes};
use super::{EncodingError, Stored, value};

/// Frozen: bytes on disk.
const VERSION: u8 = 1;

/// The bytes of a record.
pub fn encode(record: &Record) -> Result<Vec<u8>, EncodingError> {
    let mut out = vec![VERSION];
    put(&mut out, record).ok_or(EncodingError::NotStorable { what: Stored::Record })?;
    Ok(out)
}

/// The record with these bytes.
pub fn decode(bytes: &[u8]) -> Result<Record, EncodingError> {
    let what = Stored::Record;
    match bytes.split_first() {
        Some((&VERSION, rest)) => take(Cursor(rest)).ok_or(EncodingError::Damaged { what }),
        Some((&version, _)) if version > VERSION => Err(EncodingError::Newer { what, version }),
        _ => Err(EncodingError::Damaged { what }),
    }
}

fn put(out: &mut Vec<u8>, record: &Record) -> Option<()> {
    put_bytes(out, record.kind.as_bytes())?;
    put_bytes(out, record.id.as_str().as_bytes())?;
    put_bytes(out, record.office.as_str().as_bytes())?;
    out.extend_from_slice(&record.revision.to_le_bytes());
    value::put_fields(out, &record.fields)
}

fn take(mut cursor: Cursor<'_>) -> Option<Record> {
    Some(Record {
        kind: cursor.text()?.to_owned(),
        id: Id::new(cursor.text()?)?,
        office: Id::new(cursor.text()?)?,
        revision: cursor.u32()?,
        fields: value::take_fields(&mut cursor)?,
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::super::value::tests::any_value;
    use super::*;

    pub(crate) fn any_id() -> impl Strategy<Value = Id> {
        "[A-Za-z0-9._-]{1,20}".prop_filter_map("an id", |id| Id::new(&id))
    }

    proptest! {
        #[test]
        fn a_record_comes_back_as_it_was(
            kind in "[a-z_]{0,10}", id in any_id(), office in any_id(), revision: u32,
            fields in proptest::collection::btree_map("[a-z_]{1,10}", any_value(), 0..6),
        ) {
            let record = Record { kind, id, office, revision, fields };
            let bytes = encode(&record).unwrap();
            prop_assert_eq!(decode(&bytes), Ok(record));
            for cut in 0..bytes.len() {
                // A record may end after any of its fields; what is cut elsewhere is refused. Never a panic.
                if let Ok(shorter) = decode(&bytes[..cut]) {
                    prop_assert_eq!(encode(&shorter).unwrap(), bytes[..cut].to_vec());
                }
            }
        }

        #[test]
        fn hostile_bytes_give_an_error_or_a_record_with_these_bytes(
            bytes in proptest::collection::vec(prop_oneof![0..12_u8, any::<u8>()], 0..80),
        ) {
            let bytes = [&[VERSION][..], &bytes].concat();
            if let Ok(record) = decode(&bytes) {
                prop_assert_eq!(encode(&record), Ok(bytes));
            }
        }
    }

    #[test]
    fn a_record_of_a_newer_version_is_an_error_that_says_so() {
        let what = Stored::Record;
        assert_eq!(decode(&[2, 1, 2, 3]), Err(EncodingError::Newer { what, version: 2 }));
        assert_eq!(decode(&[0]), Err(EncodingError::Damaged { what }));
        assert_eq!(decode(&[]), Err(EncodingError::Damaged { what }));
    }
}
