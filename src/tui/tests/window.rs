//! What a list shows at the edges of its window, and a detail where nothing is to be unfolded.

use crate::base::Lang;
use crate::tui::testing::{Desk, answer, welcome};
use crate::wire::{Outcome, Reply, Request};

const USUAL: (u16, u16) = (80, 24);

/// A server whose lists have one row more than a page of the usual window.
fn eighteen(request: &Request) -> Option<Outcome> {
    let mut outcome = answer(request);
    if let Some(Ok(Reply::Page(page))) = &mut outcome {
        page.total = 18;
        page.rows.truncate(18_usize.saturating_sub(page.offset as usize));
    }
    outcome
}

#[test]
fn a_single_row_more_stands_where_it_would_be_said() {
    let mut desk = Desk::with(Lang::Vi, USUAL, welcome(), eighteen);
    desk.press("4");
    assert!(!desk.screen().contains("PgDn"), "{}", desk.screen());
    let last = desk.row(22);
    assert!(last.starts_with("  ") && last.trim().len() > 40, "{}", desk.screen());
    desk.press("end");
    assert!(desk.row(22).starts_with('>') && !desk.row(5).starts_with('>'), "{}", desk.screen());
}

/// A server whose deadlines were entered as they are.
fn without_why(request: &Request) -> Option<Outcome> {
    let mut outcome = answer(request);
    if let Some(Ok(Reply::Shown(shown))) = &mut outcome {
        shown.clocks.iter_mut().for_each(|clock| clock.explanation.clear());
    }
    outcome
}

#[test]
fn a_deadline_without_a_why_does_not_hide_the_history() {
    let mut desk = Desk::with(Lang::Vi, USUAL, welcome(), without_why);
    desk.press("4 enter enter");
    assert!(desk.screen().contains("DIỄN BIẾN"), "{}", desk.screen());
    assert!(desk.message().starts_with("Hạn này được nhập thẳng"), "{}", desk.message());
    desk.press("esc");
    assert!(desk.row(1).starts_with("ĐƠN THƯ"), "one Esc goes back: {}", desk.screen());
}
