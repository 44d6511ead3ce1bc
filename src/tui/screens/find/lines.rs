//! Which lines stand under what was typed: headings, rows, and the line that opens all of a group.

use crate::wire::{Found, FoundGroup};

/// A line of what was found; groups and rows from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// A group's name and how many it has.
    Heading { group: usize },
    /// A record.
    Row { group: usize, row: usize },
    /// Opens all of a group of which only some rows are shown.
    All { group: usize },
}

impl Line {
    /// Whether it can be marked and opened.
    pub(super) fn opens(self) -> bool {
        !matches!(self, Line::Heading { .. })
    }

    /// The group that it belongs to.
    pub(super) fn group(self) -> usize {
        match self {
            Line::Heading { group } | Line::Row { group, .. } | Line::All { group } => group,
        }
    }
}

/// Rows of a window that hold nothing found: the frame's four, what was typed, what it was understood as.
const OTHER_ROWS: u16 = 6;

/// Lines that have room in a window of so many rows.
pub(super) fn room(rows: u16) -> usize {
    usize::from(rows.saturating_sub(OTHER_ROWS).max(2))
}

/// Rows of one group on a page, under its heading.
pub(super) fn page(rows: u16) -> u32 {
    u32::try_from(room(rows) - 1).unwrap_or(1)
}

/// The lines for a window of so many rows: the longest groups give way first, each keeps a row.
pub(super) fn lines(found: &Found, is_one_group: bool, rows: u16) -> Vec<Line> {
    let groups = &found.groups;
    let mut shown: Vec<usize> = groups.iter().map(|group| group.rows.len()).collect();
    if !is_one_group {
        while height(groups, &shown) > room(rows) {
            let Some(longest) =
                shown.iter_mut().rev().max_by_key(|count| **count).filter(|count| **count > 1)
            else {
                break;
            };
            *longest -= 1;
        }
    }
    let mut lines = Vec::new();
    for ((at, group), shown) in groups.iter().enumerate().zip(shown) {
        lines.push(Line::Heading { group: at });
        lines.extend((0..shown).map(|row| Line::Row { group: at, row }));
        if !is_one_group && has_more(group, shown) {
            lines.push(Line::All { group: at });
        }
    }
    lines
}

fn height(groups: &[FoundGroup], shown: &[usize]) -> usize {
    let of = |(group, shown): (&FoundGroup, &usize)| 1 + shown + usize::from(has_more(group, *shown));
    groups.iter().zip(shown).map(of).sum()
}

fn has_more(group: &FoundGroup, shown: usize) -> bool {
    group.total as usize > shown
}
