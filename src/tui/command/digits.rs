//! The nine lists and the digits that open them.

use crate::domain::query::View;

use super::CommandName;

/// The nine lists under their digits, the same everywhere.
pub const DIGITS: &[(char, CommandName)] = &[
    ('1', "list.overdue"),
    ('2', "list.soon"),
    ('3', "list.new"),
    ('4', "list.unresolved"),
    ('5', "list.transferred"),
    ('6', "list.silent"),
    ('7', "list.matters"),
    ('8', "list.proposals"),
    ('9', "list.drafts"),
];

/// The list under a digit.
pub fn list_under(digit: char) -> Option<CommandName> {
    DIGITS.iter().find(|(own, _)| *own == digit).map(|(_, run)| *run)
}

/// The digit of a list.
pub fn digit_of(run: &str) -> Option<char> {
    DIGITS.iter().find(|(_, own)| *own == run).map(|(digit, _)| *digit)
}

/// The view that a `list.` command opens.
pub fn view_of(run: &str) -> Option<View> {
    run.strip_prefix("list.").and_then(View::from_name)
}
