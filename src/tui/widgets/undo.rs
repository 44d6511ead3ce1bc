//! What was typed in a text field, so that it can be undone a word at a time and done again.

use zeroize::Zeroize;

use crate::base::limits;

/// One change of a text: at a byte position something was removed and something inserted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Where, in bytes.
    pub at: usize,
    /// What stood there.
    pub removed: String,
    /// What stands there now.
    pub inserted: String,
    /// Where the caret was before.
    pub caret: usize,
}

/// The changes of a text field, grouped: letters typed without a pause at a word's end, or deleted in a row, are one.
#[derive(Clone, Debug, Default)]
pub struct Undo {
    done: Vec<Edit>,
    undone: Vec<Edit>,
    open: bool,
}

impl Undo {
    /// Remembers a change; it joins the last one when both are one act of typing.
    pub fn record(&mut self, edit: Edit) {
        self.undone.clear();
        let word_ends = edit.inserted.ends_with([' ', '\n']);
        let joined = self.open && self.done.last_mut().is_some_and(|last| join(last, &edit));
        let mut is_nothing = false;
        if joined {
            // What was typed and erased again at once leaves nothing to undo.
            is_nothing = self.done.pop_if(|last| last.removed == last.inserted).is_some();
        } else {
            self.done.push(edit);
            if self.done.len() > limits::UNDO_STEPS_MAX {
                self.done.remove(0);
            }
        }
        // What comes next does not join what was typed before that.
        self.open = !word_ends && !is_nothing;
    }

    /// Overwrites all of it in memory.
    pub fn wipe(&mut self) {
        for edit in self.done.iter_mut().chain(&mut self.undone) {
            edit.removed.zeroize();
            edit.inserted.zeroize();
        }
        *self = Undo::default();
    }

    /// The next change begins a group of its own.
    pub fn close(&mut self) {
        self.open = false;
    }

    /// The change to take back now, which from here on can be done again.
    pub fn undo(&mut self) -> Option<Edit> {
        self.open = false;
        let edit = self.done.pop()?;
        self.undone.push(edit.clone());
        Some(edit)
    }

    /// The change to do again.
    pub fn redo(&mut self) -> Option<Edit> {
        self.open = false;
        let edit = self.undone.pop()?;
        self.done.push(edit.clone());
        Some(edit)
    }
}

/// Whether `edit` goes on where `last` stopped; then `last` has become both. An input method that takes letters back
/// and writes others stays within one group.
fn join(last: &mut Edit, edit: &Edit) -> bool {
    let end = last.at + last.inserted.len();
    if edit.at + edit.removed.len() == end && last.inserted.ends_with(&edit.removed) && edit.at >= last.at {
        if last.inserted.is_empty() && edit.inserted.is_empty() {
            return false;
        }
        last.inserted.truncate(edit.at - last.at);
        last.inserted.push_str(&edit.inserted);
        return true;
    }
    if !last.inserted.is_empty() || !edit.inserted.is_empty() {
        return false;
    }
    if edit.at + edit.removed.len() == last.at {
        last.removed.insert_str(0, &edit.removed);
        last.at = edit.at;
        return true;
    }
    if edit.at == last.at {
        last.removed.push_str(&edit.removed);
        return true;
    }
    false
}
