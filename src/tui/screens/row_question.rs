//! A word that is asked in row 23: why a contact is opened, the number of a document.

use crate::base::typing::TypingMethod;
use crate::tui::{Canvas, command::CommandName, screen::Effect, widgets::TextField};

use super::form_says;

/// How many columns of the window what is typed has, behind its label.
pub(super) fn columns(window: u16, typed_at: u16) -> usize {
    usize::from(window.saturating_sub(typed_at)).max(1)
}

/// The label and what is typed behind it, with the cursor.
pub(super) fn draw(canvas: &mut Canvas<'_>, label: &str, typed_at: u16, typed: &TextField) {
    let (row, window) = (canvas.rows().saturating_sub(1), canvas.columns());
    let view = typed.view(columns(window, typed_at), 1);
    canvas.text(row, 1, label);
    canvas.text(row, typed_at, view.lines.first().copied().unwrap_or_default());
    canvas.cursor(row, (typed_at + view.column).min(window));
}

/// A command while one types: it works on what is typed, or is told to wait for the answer.
pub(super) fn rework(typed: &mut TextField, run: CommandName, method: TypingMethod) -> Vec<Effect> {
    match typed.rework(run, method) {
        None => vec![form_says::answer_first()],
        edited => form_says::reworked(edited).into_iter().collect(),
    }
}
