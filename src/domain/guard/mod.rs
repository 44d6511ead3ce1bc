//! What of a person stands in free text where it has no business: numbers of papers, telephones, names.
//!
//! Knows how such things are written in Vietnamese; knows no field and no record. It marks too little rather than a sum of
//! money, an area, a day or the number of a document.

mod names;
mod numbers;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::ops::Range;

use crate::base::{Say, Words, text};

/// A place of a text that tells who somebody is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// In bytes; whole letters.
    pub span: Range<usize>,
    /// What stands there.
    pub sort: MarkSort,
}

/// What a mark is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MarkSort {
    /// Nine or twelve digits, as identity cards have them (CMND, CCCD).
    Paper,
    /// A telephone number.
    Telephone,
    /// "ông Nguyễn Văn A": a form of address and a name.
    Name,
}

impl MarkSort {
    const ALL: [MarkSort; 3] = [MarkSort::Paper, MarkSort::Telephone, MarkSort::Name];

    fn words(self) -> Words {
        match self {
            MarkSort::Paper => Words::new("số giấy tờ", "the number of an identity card"),
            MarkSort::Telephone => Words::new("số điện thoại", "a telephone number"),
            MarkSort::Name => Words::new("tên người", "a person's name"),
        }
    }
}

/// Everything that is marked in a text, from its beginning; marks do not touch.
pub fn marks(text: &str) -> Vec<Mark> {
    let mut marks = numbers::marks(text);
    marks.extend(names::marks(text));
    marks.sort_by_key(|mark| mark.span.start);
    marks
}

/// The text as search, narrowing and comparison may see it: a space for each mark.
pub fn searchable(text: &str) -> Cow<'_, str> {
    replaced(text, &marks(text), |_, _| Cow::Borrowed(" "))
}

/// Whether words are found by `finds` in what of a text may be searched. The marks are looked for only where something
/// was found at all, so that a long list is narrowed at the speed of the finding alone.
pub fn is_found(text: &str, finds: impl Fn(&str) -> bool) -> bool {
    finds(text)
        && match searchable(text) {
            Cow::Borrowed(_) => true,
            Cow::Owned(rest) => finds(&rest),
        }
}

/// The words that stand in the text instead of a mark.
pub fn neutral(text: &str, mark: &Mark) -> &'static str {
    let begins_large =
        || text.get(mark.span.clone()).is_some_and(|told| told.starts_with(char::is_uppercase));
    match mark.sort {
        MarkSort::Paper | MarkSort::Telephone => "[bỏ số]",
        MarkSort::Name if begins_large() => "Một người",
        MarkSort::Name => "một người",
    }
}

/// The text with neutral words for each mark; nothing in it is marked any more.
pub fn cleared(text: &str) -> Cow<'_, str> {
    replaced(text, &marks(text), |text, mark| Cow::Borrowed(neutral(text, mark)))
}

/// What to say of a text, without a word of it; `None` when nothing is marked.
pub fn warning(text: &str) -> Option<Say> {
    let marks = marks(text);
    let seen: Vec<Words> = MarkSort::ALL
        .into_iter()
        .filter(|sort| marks.iter().any(|mark| mark.sort == *sort))
        .map(MarkSort::words)
        .collect();
    let list = |pick: fn(&Words) -> &'static str| seen.iter().map(pick).collect::<Vec<_>>().join(", ");
    (!seen.is_empty()).then(|| {
        Say::new(
            format!("Bỏ khỏi lời văn: có {}", list(|words| words.vi)),
            format!("Take it out of the text: there is {}", list(|words| words.en)),
        )
    })
}

fn replaced<'a>(
    text: &'a str,
    marks: &[Mark],
    by: impl Fn(&'a str, &Mark) -> Cow<'static, str>,
) -> Cow<'a, str> {
    if marks.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    let mut from = 0;
    for mark in marks {
        kept.push_str(text.get(from..mark.span.start).unwrap_or_default());
        kept.push_str(&by(text, mark));
        from = mark.span.end;
    }
    kept.push_str(text.get(from..).unwrap_or_default());
    Cow::Owned(kept)
}

/// The folded words before this byte, the nearest first, within the same clause.
fn words_before(text: &str, at: usize) -> impl Iterator<Item = String> {
    let before = text.get(..at).unwrap_or_default();
    let clause = before.rsplit([',', ';', '\n', '(']).next().unwrap_or_default();
    clause
        .rsplit(|sign: char| !sign.is_alphabetic() && !is_mark_or_apostrophe(sign))
        .filter(|w| !w.is_empty())
        .map(text::fold)
}

fn is_mark_or_apostrophe(sign: char) -> bool {
    unicode_normalization::char::is_combining_mark(sign) || matches!(sign, '\'' | '’' | 'ʼ')
}
