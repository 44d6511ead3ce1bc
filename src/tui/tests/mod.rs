//! Screens as a person reads them: snapshots at three sizes in two languages, and keys with what they lead to.

mod beside;
mod compare;
mod contact;
mod doctor;
mod export;
mod help;
mod keys;
mod line;
mod offers;
mod pictures;
mod sizes;
mod told;
mod typing;
mod vim;
mod window;

use crate::domain::query::View;
use crate::wire::Request;

use super::testing::Desk;

/// The row of the marker, from 1, and what stands there.
fn marked(desk: &mut Desk) -> (usize, String) {
    let lines = desk.lines();
    let row = lines.iter().position(|line| line.starts_with('>')).unwrap_or_else(|| panic!("{lines:#?}"));
    (row + 1, lines[row].clone())
}

fn last_page(desk: &Desk) -> (View, String) {
    desk.link
        .sent
        .iter()
        .rev()
        .find_map(|request| match request {
            Request::Page { query, rows, .. } if *rows > 0 => Some((query.view, query.narrow.clone())),
            _ => None,
        })
        .unwrap()
}
