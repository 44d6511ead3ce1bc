//! Numbers of identity cards and telephones, told apart from money, areas, days and numbers of documents.

use std::ops::Range;

use crate::base::text;

use super::{Mark, MarkSort, words_before};

/// From so many digits on something can be marked.
const DIGITS_MIN: usize = 9;

/// A number that stands after one of these is that of a card, however it is written.
const CARD_WORDS: &[&str] = &["cmnd", "cccd", "cmt", "cmtnd", "cuoc", "minh", "danh"];
/// A number that stands after one of these is a telephone's.
const TELEPHONE_WORDS: &[&str] = &["sdt", "dt", "thoai", "tel", "zalo", "dd"];
/// A number that stands before one of these counts something.
const UNITS: &[&str] = &[
    "d", "dong", "vnd", "trieu", "ty", "ti", "usd", "m", "m2", "m3", "km", "km2", "ha", "hecta", "met", "kg",
    "tan", "ta", "lit", "kwh", "kw", "cay", "con", "nguoi", "ho",
];
/// A number that stands after one of these counts money or goods.
const SUMS: &[&str] = &[
    "tien", "phi", "gia", "von", "no", "vay", "quy", "thue", "thu", "nop", "chi", "tong", "luong", "truong",
];

/// Digits with nothing between them.
type Group = Range<usize>;

pub(super) fn marks(text: &str) -> Vec<Mark> {
    if text.bytes().filter(u8::is_ascii_digit).nth(DIGITS_MIN - 1).is_none() {
        return Vec::new();
    }
    let mut marks: Vec<Mark> = Vec::new();
    for chain in chains(text) {
        let mut from = 0;
        while from < chain.len() {
            let found = (from + 1..=chain.len()).rev().find_map(|to| {
                let groups = chain.get(from..to)?;
                let sort = sort_of(text, &chain, from, groups)?;
                Some((to, Mark { span: span(text, groups, sort)?, sort }))
            });
            from += 1;
            if let Some((to, mark)) = found {
                from = to;
                marks.push(mark);
            }
        }
    }
    marks
}

/// Groups of digits between which stands one space, dot, dash or closing bracket. Days are no part of a chain.
fn chains(text: &str) -> Vec<Vec<Group>> {
    let mut chains: Vec<Vec<Group>> = vec![Vec::new()];
    for group in groups(text) {
        let joins = chains
            .last()
            .and_then(|chain| chain.last())
            .is_some_and(|before| joins(text.get(before.end..group.start).unwrap_or_default()));
        match chains.last_mut().filter(|_| joins) {
            Some(chain) => chain.push(group),
            None => chains.push(vec![group]),
        }
    }
    chains.iter().flat_map(|chain| without_days(text, chain)).collect()
}

fn groups(text: &str) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (at, _) in text.bytes().enumerate().filter(|(_, byte)| byte.is_ascii_digit()) {
        match groups.last_mut().filter(|group| group.end == at) {
            Some(group) => group.end = at + 1,
            None => groups.push(at..at + 1),
        }
    }
    groups
}

fn joins(between: &str) -> bool {
    matches!(between, " " | "." | "-" | "–" | "\u{a0}" | ")" | ") " | ")-" | ").")
}

/// Cuts "05-12-2026" out of a chain.
fn without_days(text: &str, chain: &[Group]) -> Vec<Vec<Group>> {
    let mut parts = vec![Vec::new()];
    let mut at = 0;
    while let Some(group) = chain.get(at) {
        if chain.get(at..at + 3).is_some_and(|three| is_day(text, three)) {
            parts.push(Vec::new());
            at += 3;
            continue;
        }
        if let Some(part) = parts.last_mut() {
            part.push(group.clone());
        }
        at += 1;
    }
    parts
}

/// "05-12-2026", "05.12.2026", "2026-12-05".
fn is_day(text: &str, groups: &[Group]) -> bool {
    let [first, month, last] = groups else { return false };
    let number = |group: &Group| text.get(group.clone()).and_then(|digits| digits.parse::<u32>().ok());
    let between = |a: &Group, b: &Group| text.get(a.end..b.start).filter(|sign| matches!(*sign, "." | "-"));
    let is_joined = between(first, month).is_some() && between(first, month) == between(month, last);
    let (day, year) = if is_year(text, first) { (last, first) } else { (first, last) };
    let is_short = |group: &Group, most: u32| {
        group.len() <= 2 && number(group).is_some_and(|number| (1..=most).contains(&number))
    };
    is_joined && is_year(text, year) && is_short(day, 31) && is_short(month, 12)
}

fn is_year(text: &str, group: &Group) -> bool {
    let digits = text.get(group.clone()).unwrap_or_default();
    digits.len() == 4 && (digits.starts_with("19") || digits.starts_with("20"))
}

fn sort_of(text: &str, chain: &[Group], from: usize, groups: &[Group]) -> Option<MarkSort> {
    let digits: String = groups.iter().filter_map(|group| text.get(group.clone())).collect();
    if digits.len() < DIGITS_MIN || !is_whole(text, chain, from, groups) {
        return None;
    }
    let start = groups.first()?.start;
    // "05 07 08 09 10" are plots of land.
    let begins_short = groups.len() > 1 && groups.first()?.len() < 3 && digits.starts_with('0');
    if is_telephone(text, start, &digits) && !begins_short {
        return Some(MarkSort::Telephone);
    }
    let said = |words: &[&str], near: usize| {
        words_before(text, start).take(near).any(|word| words.contains(&word.as_str()))
    };
    if !matches!(digits.len(), 9 | 12) {
        return None;
    }
    if said(TELEPHONE_WORDS, 2) {
        return Some(MarkSort::Telephone);
    }
    (said(CARD_WORDS, 4) || is_card(text, groups, &digits) && !said(SUMS, 4)).then_some(MarkSort::Paper)
}

/// Whether nothing of a longer number stands before or behind these groups.
fn is_whole(text: &str, chain: &[Group], from: usize, groups: &[Group]) -> bool {
    let apart = |a: Option<&Group>, b: Option<&Group>| match (a, b) {
        (Some(a), Some(b)) => matches!(text.get(a.end..b.start), Some(" " | "\u{a0}")),
        _ => true,
    };
    let before = from.checked_sub(1).and_then(|at| chain.get(at));
    let after = chain.get(from + groups.len());
    // "1 200 345 678": the rest of a number is no number.
    let is_rest = before.is_some_and(|before| before.len() <= 3) && is_grouped_by_three(groups);
    apart(before, groups.first()) && apart(groups.last(), after) && !is_rest
}

fn is_grouped_by_three(groups: &[Group]) -> bool {
    groups.len() > 1
        && groups.iter().skip(1).all(|group| group.len() == 3)
        && groups.first().is_some_and(|first| first.len() <= 3)
}

/// 0905 123 456, 0262 3812 345, +84 905 123 456.
fn is_telephone(text: &str, start: usize, digits: &str) -> bool {
    let begins = |many: &[&str]| many.iter().any(|begin| digits.starts_with(begin));
    let has_plus = text.get(..start).is_some_and(|before| before.ends_with('+'));
    match digits.len() {
        10 => begins(&["02", "03", "05", "07", "08", "09"]),
        11 if begins(&["02", "012", "016", "018", "019"]) => true,
        11 | 12 => begins(&["842", "843", "845", "847", "848", "849"]) && (has_plus || digits.len() == 11),
        13 | 14 => begins(&["0084"]),
        _ => false,
    }
}

/// Whether nine or twelve digits look like those of a card.
fn is_card(text: &str, groups: &[Group], digits: &str) -> bool {
    let (Some(first), Some(last)) = (groups.first(), groups.last()) else { return false };
    let before = text.get(..first.start).unwrap_or_default().chars().next_back();
    let mut after = text.get(last.end..).unwrap_or_default().chars();
    let (next, second) = (after.next(), after.next());
    let is_part_of_a_code = before
        .is_some_and(|sign| sign.is_alphanumeric() || matches!(sign, '/' | '-' | '+'))
        || matches!(next, Some('/' | '-')) && second.is_some_and(char::is_alphanumeric)
        || next == Some(',') && second.is_some_and(|sign| sign.is_ascii_digit());
    let is_few_years = groups.iter().all(|group| is_year(text, group));
    // 108.123456 is a place on the map.
    let is_decimal = groups.len() == 2 && text.get(first.end..last.start) == Some(".");
    let are_groups_plain = !is_decimal && groups.iter().all(|group| group.len() >= 2);
    // Cards of twelve digits begin with 0; no sum does.
    let is_round = digits.ends_with("00") && !digits.starts_with('0');
    !is_part_of_a_code && !is_few_years && are_groups_plain && !is_round && !has_unit(text, last.end)
}

fn has_unit(text: &str, end: usize) -> bool {
    let after = text.get(end..).unwrap_or_default();
    let after = after.strip_prefix([' ', '\u{a0}']).unwrap_or(after);
    let word = after.split(|sign: char| !sign.is_alphanumeric()).next().unwrap_or_default();
    // A sign of its own, "m²", is no letter of the word.
    let folded = text::fold(word.trim_end_matches(['²', '³']));
    UNITS.contains(&folded.as_str())
}

/// The span, with a plus or a bracket that belongs to the number.
fn span(text: &str, groups: &[Group], sort: MarkSort) -> Option<Range<usize>> {
    let (mut start, mut end) = (groups.first()?.start, groups.last()?.end);
    if sort == MarkSort::Telephone {
        let has = |at: usize, sign: &str| text.get(..at).is_some_and(|before| before.ends_with(sign));
        if has(start, "+") {
            start -= 1;
        }
        let has_close = text.get(start..end).is_some_and(|told| told.contains(')'));
        if has(start, "(") && (has_close || text.get(end..).is_some_and(|after| after.starts_with(')'))) {
            start -= 1;
            if !has_close {
                end += 1;
            }
        }
    }
    Some(start..end)
}
