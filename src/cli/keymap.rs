//! The keys of this officer: those of the program with the officer's own file over them.

use std::{
    fs,
    io::{self, Write},
    path::PathBuf,
};

use etcetera::{BaseStrategy, choose_base_strategy};

use crate::base::{Lang, Say, limits};
use crate::exchange::{LineFault, sheet};
use crate::tui::{
    key_table,
    keymap::{Keymap, KeymapBase, KeymapFault},
};

use super::args::KeysArguments;
use super::failure::{Done, Failure};
use super::preferences::OfficersPreferences;
use super::screen;
use crate::tui::preferences::PreferencesKeeper;

/// The keymap that was chosen, else the one that the officer's file names, with that file over it.
pub fn read(chosen: Option<KeymapBase>) -> Result<Keymap, Failure> {
    let Some(path) = path() else { return read_over(chosen, "", "") };
    let name = path.display().to_string();
    let unread = |error: &dyn std::fmt::Display| {
        Failure::Usage(Say::new(
            format!("Xem lại {name}: không đọc được tệp phím ({error})"),
            format!("Look at {name}: the keymap cannot be read ({error})"),
        ))
    };
    match fs::metadata(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return read_over(chosen, &name, ""),
        Err(error) => return Err(unread(&error)),
        Ok(found) if !found.is_file() => return Err(unread(&"?")),
        Ok(found) if found.len() > limits::INPUT_LINE_BYTES_MAX as u64 => {
            return Err(Failure::Usage(Say::new(
                format!("Xem lại {name}: tệp phím quá dài"),
                format!("Look at {name}: the keymap is too long"),
            )));
        }
        Ok(_) => {}
    }
    let source = fs::read_to_string(&path).map_err(|error| unread(&error))?;
    read_over(chosen, &name, &source)
}

fn read_over(chosen: Option<KeymapBase>, name: &str, source: &str) -> Result<Keymap, Failure> {
    Keymap::with_file(chosen, source).map_err(|faults| {
        let faults = faults.into_iter().map(|KeymapFault { line, say }| LineFault { line, say });
        Failure::Settings(name.to_owned(), faults.collect())
    })
}

/// `keys`: the table of all keys, or the card.
pub fn print(wanted: &KeysArguments, chosen: Option<KeymapBase>, out: &mut dyn Write, lang: Lang) -> Done {
    let keymap = read(chosen)?;
    if wanted.doctor {
        return screen::examine(&keymap, lang);
    }
    let keymap = with_missing(keymap);
    if wanted.card {
        return Ok(out.write_all(&sheet(&key_table::card(&keymap, lang)))?);
    }
    for line in key_table::table(&keymap, lang) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// With the keys that this terminal was seen not to send.
fn with_missing(mut keymap: Keymap) -> Keymap {
    let term = std::env::var("TERM").unwrap_or_default();
    let (preferences, _) = OfficersPreferences::of_home().kept();
    if let Some(learnt) = preferences.terminals.get(&term) {
        keymap.set_missing(learnt.missing.clone());
    }
    keymap
}

fn path() -> Option<PathBuf> {
    Some(choose_base_strategy().ok()?.config_dir().join("nghedan").join("keymap.toml"))
}
