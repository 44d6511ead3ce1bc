//! Which key runs which command in which kind of place: `keymaps/*.toml`, merged.

use std::collections::BTreeMap;

use thiserror::Error;

use super::{
    command::{CommandName, command},
    screen::Place,
    terminal::Key,
};

/// Keys and their commands.
#[derive(Clone, Debug)]
pub struct Keymap {
    bindings: Vec<Binding>,
}

#[derive(Clone, Debug)]
struct Binding {
    place: Option<Place>,
    on: Key,
    run: CommandName,
}

/// What is wrong with a keymap file: what to do, then why.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum KeymapError {
    /// The file is not TOML, or a line has other words than `on`, `run`, `desc`.
    #[error("{file}:{line}: mend this line: {why}")]
    Line {
        /// The file.
        file: String,
        /// From 1.
        line: usize,
        /// Why.
        why: String,
    },
}

/// The keymap that the program brings.
pub const DEFAULT: &str = include_str!("../../keymaps/default.toml");

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    on: toml::Spanned<String>,
    run: toml::Spanned<String>,
    #[serde(default, rename = "desc")]
    _desc: String,
}

impl Keymap {
    /// The keys of one file.
    pub fn parse(file: &str, source: &str) -> Result<Keymap, KeymapError> {
        let fault = |offset: usize, why: String| KeymapError::Line {
            file: file.to_owned(),
            line: source.get(..offset).unwrap_or(source).matches('\n').count() + 1,
            why,
        };
        let tables: BTreeMap<String, Vec<Line>> = toml::from_str(source)
            .map_err(|error| fault(error.span().map_or(0, |span| span.start), error.message().to_owned()))?;
        let mut bindings: Vec<Binding> = Vec::new();
        for (table, lines) in tables {
            let place = match table.as_str() {
                "any" => None,
                "list" => Some(Place::List),
                "detail" => Some(Place::Detail),
                "form" => Some(Place::Form),
                "palette" => Some(Place::Palette),
                "find" => Some(Place::Find),
                "compare" => Some(Place::Compare),
                "reason" => Some(Place::Reason),
                other => return Err(fault(0, format!("there is no kind of place '{other}'"))),
            };
            for line in lines {
                let at = line.on.span().start;
                let on = Key::parse(line.on.get_ref())
                    .ok_or_else(|| fault(at, format!("there is no key '{}'", line.on.get_ref())))?;
                if on.is_never_bound() {
                    return Err(fault(at, format!("'{on}' belongs to the terminal and is never bound")));
                }
                let run = command(line.run.get_ref())
                    .ok_or_else(|| {
                        fault(line.run.span().start, format!("there is no command '{}'", line.run.get_ref()))
                    })?
                    .name;
                if bindings.iter().any(|binding| binding.place == place && binding.on == on) {
                    return Err(fault(at, format!("'{on}' is given twice in [[{table}]]")));
                }
                bindings.push(Binding { place, on, run });
            }
        }
        Ok(Keymap { bindings })
    }

    /// The program's own keys.
    pub fn default_keys() -> Result<Keymap, KeymapError> {
        Keymap::parse("keymaps/default.toml", DEFAULT)
    }

    /// These keys with those of `over` laid over them.
    pub fn merged(mut self, over: Keymap) -> Keymap {
        self.bindings
            .retain(|old| !over.bindings.iter().any(|new| new.place == old.place && new.on == old.on));
        self.bindings.extend(over.bindings);
        self
    }

    /// What a key runs in a kind of place; the place's own keys come before those of everywhere.
    pub fn command(&self, place: Place, key: &Key) -> Option<CommandName> {
        let bound = |wanted: Option<Place>| {
            self.bindings.iter().find(|binding| binding.place == wanted && binding.on == *key).map(|b| b.run)
        };
        bound(Some(place)).or_else(|| bound(None))
    }

    /// Every binding: the kind of place (`None`: everywhere), the key, the command.
    pub fn bindings(&self) -> impl Iterator<Item = (Option<Place>, &Key, CommandName)> {
        self.bindings.iter().map(|binding| (binding.place, &binding.on, binding.run))
    }

    /// The keys of a command in a kind of place, as they are spelled on the screen.
    pub fn keys_of(&self, command: CommandName, place: Place) -> Vec<String> {
        self.bindings
            .iter()
            .filter(|binding| binding.run == command && binding.place.is_none_or(|own| own == place))
            .map(|binding| binding.on.to_string())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_programs_own_keys_are_well_formed() {
        let keymap = Keymap::default_keys().unwrap();
        assert_eq!(keymap.command(Place::Form, &Key::parse("ctrl-s").unwrap()), Some("save"));
        assert_eq!(keymap.command(Place::List, &Key::parse("f4").unwrap()), None);
        assert_eq!(keymap.command(Place::List, &Key::parse("f9").unwrap()), Some("palette"));
    }

    #[test]
    fn a_wrong_line_is_named() {
        let wrong = |source: &str| Keymap::parse("mine.toml", source).unwrap_err().to_string();
        assert!(wrong("[[form]]\non = \"f2\"\nrun = \"no.such\"\n").starts_with("mine.toml:3:"));
        assert!(wrong("[[form]]\non = \"ctrl-i\"\nrun = \"save\"\n").contains("never bound"));
        assert!(wrong("[[form]]\non = \"hyper-x\"\nrun = \"save\"\n").contains("no key"));
        assert!(
            wrong("[[form]]\non=\"f2\"\nrun=\"save\"\n[[form]]\non=\"f2\"\nrun=\"undo\"\n").contains("twice")
        );
        assert!(wrong("not toml").starts_with("mine.toml:1:"));
        assert!(wrong("[[nowhere]]\non=\"f2\"\nrun=\"save\"\n").contains("nowhere"));
    }

    #[test]
    fn a_file_of_ones_own_lies_over_the_programs() {
        let own = Keymap::parse("own", "[[form]]\non = \"f2\"\nrun = \"undo\"\n").unwrap();
        let keymap = Keymap::default_keys().unwrap().merged(own);
        assert_eq!(keymap.command(Place::Form, &Key::parse("f2").unwrap()), Some("undo"));
        assert_eq!(keymap.keys_of("save", Place::Form), ["Ctrl-S"]);
    }
}
