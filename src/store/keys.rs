//! How the state is laid out in one table: each sort of key begins with a letter of its own.
//!
//! | key | value |
//! |---|---|
//! | `!` | how far the state has come ([`Applied`](super::state::Applied)) |
//! | `c` kind | how many records |
//! | `h` id, entry's number | nothing |
//! | `i` kind, field, value, id | the id |
//! | `k` kind, id | the id |
//! | `l` | the last slot of a key that an entry named |
//! | `n` office, book, year | the last number |
//! | `q` request | entry's number, its time |
//! | `r` id | the record |
//! | `s` slot | nothing: no record names it any more |
//! | `x` time, request | nothing: requests by age |

use crate::base::{Id, RequestId, Stamp};
use crate::encoding::key::{ordered_i32, ordered_i64, put_text};

/// How far the state has come.
pub(super) const APPLIED: &[u8] = b"!";

/// All requests by age.
pub(super) const AGES: &[u8] = b"x";

/// The last slot of a key.
pub(super) const LAST_SLOT: &[u8] = b"l";

/// All slots that were let go.
pub(super) const RELEASED: &[u8] = b"s";

/// All records.
pub(super) const RECORDS: &[u8] = b"r";

/// A slot that was let go.
pub(super) fn released(slot: u64) -> Vec<u8> {
    [RELEASED, &slot.to_be_bytes()].concat()
}

pub(super) fn record(id: &Id) -> Vec<u8> {
    [RECORDS, id.as_str().as_bytes()].concat()
}

pub(super) fn count(kind: &str) -> Vec<u8> {
    texts(b'c', &[kind])
}

/// The records of a kind, without an id.
pub(super) fn kind(kind: &str) -> Vec<u8> {
    texts(b'k', &[kind])
}

/// An index, without value and id.
pub(super) fn index(kind: &str, field: &str) -> Vec<u8> {
    texts(b'i', &[kind, field])
}

/// The history of a record, without a number.
pub(super) fn history(id: &Id) -> Vec<u8> {
    texts(b'h', &[id.as_str()])
}

pub(super) fn number(office: &Id, book: &str, year: i32) -> Vec<u8> {
    let mut key = texts(b'n', &[office.as_str(), book]);
    key.extend(ordered_i32(year));
    key
}

pub(super) fn request(request: RequestId) -> Vec<u8> {
    [&b"q"[..], &request.0].concat()
}

pub(super) fn age(at: Stamp, request: RequestId) -> Vec<u8> {
    [AGES, &ordered_i64(at.0), &request.0].concat()
}

/// The request in a key of [`age`].
pub(super) fn request_of_age(key: &[u8]) -> Option<RequestId> {
    key.last_chunk::<16>().copied().map(RequestId)
}

/// What a faulty key belongs to, as a verification names its place.
pub(super) fn place(key: &[u8]) -> String {
    let what = match key.first() {
        Some(b'!') => "how far the state has come",
        Some(b'c') => "count of",
        Some(b'h') => "history of",
        Some(b'i') => "index",
        Some(b'k') => "list of",
        Some(b'n') => "last number of",
        Some(b'q') => "request",
        Some(b'r') => "record",
        Some(b'x') => "age of request",
        _ => "unknown key",
    };
    // Of an index only kind and field are named: the rest is content.
    let parts_max = match key.first() {
        Some(b'r') => return format!("{what} {}", String::from_utf8_lossy(key.get(1..).unwrap_or_default())),
        Some(b'k' | b'i' | b'n') => 2,
        Some(b'c' | b'h') => 1,
        _ => 0,
    };
    let parts = key.get(1..).unwrap_or_default().split(|byte| *byte == 0).take(parts_max);
    parts.fold(what.to_owned(), |place, part| format!("{place} {}", String::from_utf8_lossy(part)))
}

fn texts(letter: u8, texts: &[&str]) -> Vec<u8> {
    let mut key = vec![letter];
    texts.iter().for_each(|text| put_text(&mut key, text));
    key
}
