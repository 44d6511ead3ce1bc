//! Which key runs which command in which kind of place: `keymaps/*.toml`, and the officer's own file over them.

mod file;
#[cfg(test)]
mod tests;

pub use file::{KeymapBase, KeymapFault};

use super::{
    command::CommandName,
    screen::Place,
    terminal::{Key, KeyCode},
};

/// Keys and their commands.
#[derive(Clone, Debug, Default)]
pub struct Keymap {
    bindings: Vec<Binding>,
    letters_are_commands: bool,
    /// Keys that this terminal does not send: their replacements are shown instead.
    missing: Vec<Key>,
}

#[derive(Clone, Debug)]
struct Binding {
    /// `None`: everywhere.
    place: Option<Place>,
    on: Key,
    /// `None`: the key runs nothing here, whatever it runs elsewhere.
    run: Option<CommandName>,
}

impl Keymap {
    /// The program's own keys.
    ///
    /// # Errors
    /// Never in a program that was tested: what is wrong in its own file.
    pub fn default_keys() -> Result<Keymap, Vec<KeymapFault>> {
        Keymap::built_in(KeymapBase::Default)
    }

    /// What a key runs in a kind of place; the place's own keys come before those of everywhere.
    pub fn command(&self, place: Place, key: &Key) -> Option<CommandName> {
        let bound = |wanted: Option<Place>| {
            self.bindings.iter().find(|binding| binding.place == wanted && binding.on == *key).map(|b| b.run)
        };
        // There every key is one that is tried.
        if place == Place::Doctor {
            return None;
        }
        bound(Some(place)).or_else(|| bound(None)).flatten()
    }

    /// Every binding: the kind of place (`None`: everywhere), the key, the command (`None`: none, whatever runs
    /// elsewhere).
    pub fn bindings(&self) -> impl Iterator<Item = (Option<Place>, &Key, Option<CommandName>)> {
        self.bindings.iter().map(|binding| (binding.place, &binding.on, binding.run))
    }

    /// The keys of a command in a kind of place, as they are spelled on the screen; those that the terminal does not
    /// send only when there is no other.
    pub fn keys_of(&self, command: CommandName, place: Place) -> Vec<String> {
        let runs = |binding: &&Binding| {
            binding.run == Some(command)
                && binding.place.is_none_or(|own| own == place)
                && self.command(place, &binding.on) == Some(command)
        };
        let keys: Vec<&Key> = self.bindings.iter().filter(runs).map(|binding| &binding.on).collect();
        let arrive: Vec<&Key> = keys.iter().copied().filter(|key| !self.missing.contains(key)).collect();
        let shown = if arrive.is_empty() { keys } else { arrive };
        shown.into_iter().map(ToString::to_string).collect()
    }

    /// Whether letters are commands in lists, which then are narrowed by a key of their own.
    pub fn letters_are_commands(&self) -> bool {
        self.letters_are_commands
    }

    /// These keys are not sent by the terminal; they still work when they come.
    pub fn set_missing(&mut self, missing: Vec<Key>) {
        self.missing = missing;
    }

    /// The keys that are not sent by the terminal.
    pub fn missing(&self) -> &[Key] {
        &self.missing
    }

    /// Whether a command can be reached in a kind of place without a function key, Alt or Esc.
    fn is_plainly_reached(&self, command: CommandName, place: Place) -> bool {
        self.bindings.iter().any(|binding| {
            let is_plain = !binding.on.alt && !matches!(binding.on.code, KeyCode::F(_) | KeyCode::Esc);
            is_plain && self.command(place, &binding.on) == Some(command)
        })
    }
}
