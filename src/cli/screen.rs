//! The screen: joins the terminal, the screens and the line to the server.

use std::{
    env, fs,
    io::{self, IsTerminal},
    path::{Path, PathBuf},
    sync::mpsc::channel,
};

use etcetera::{BaseStrategy, choose_base_strategy};

use crate::base::{Lang, Say, limits};
use crate::client::Link;
use crate::tui::{
    self, TerminalSettings, Waited,
    keymap::Keymap,
    terminal::{Keyboard, TerminalError, TerminalProfile},
};

use super::connect::{Demo, connect};
use super::export::OfficersFiles;
use super::failure::{Done, Failure};
use super::preferences::OfficersPreferences;

/// Opens the screen of the register in `data`, or of a register of samples. The terminal is looked at first: no server is
/// started for nobody.
pub fn run(data: Option<&Path>, lang: Lang, demo: Option<Demo>) -> Done {
    let terminal = settings();
    let no_terminal = if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        Some(TerminalError::NotATerminal)
    } else {
        (terminal.term == "dumb").then_some(TerminalError::Dumb)
    };
    if let Some(error) = no_terminal {
        return Err(Failure::Usage(error.say().into()));
    }
    let keymap = keymap()?;
    let Some(link) = connected(data.map(Path::to_owned), lang, demo, &terminal)? else { return Ok(()) };
    let exporter = Box::new(OfficersFiles::of_home());
    let keeper = Box::new(OfficersPreferences::of_home());
    match tui::run(link, lang, keymap, terminal, exporter, keeper) {
        Ok(()) | Err(TerminalError::HungUp) => Ok(()),
        Err(error @ (TerminalError::NotATerminal | TerminalError::Dumb)) => {
            Err(Failure::Usage(error.say().into()))
        }
        Err(error) => Err(Failure::Machine(error.say().into())),
    }
}

/// The line to the server, made on a thread of its own, so that whoever waits for a server that opens its register can
/// leave; `None` when the officer left.
fn connected(
    data: Option<PathBuf>,
    lang: Lang,
    demo: Option<Demo>,
    terminal: &TerminalSettings,
) -> Result<Option<Box<dyn Link + Send>>, Failure> {
    let (tell, told) = channel();
    let work = move || {
        let word = tell.clone();
        let telling = move |say: &Say| drop(word.send(Waited::Word(say.clone())));
        let link = connect(data.as_deref(), lang, demo, telling).map_err(super::cannot_connect);
        // Whoever asked may have left.
        drop(tell.send(Waited::Done(link)));
    };
    std::thread::Builder::new().name("dialler".into()).spawn(work)?;
    match tui::wait_for(&told, lang, terminal) {
        Ok(link) => link.transpose(),
        Err(error) => Err(Failure::Machine(error.say().into())),
    }
}

/// What the environment says of the terminal.
fn settings() -> TerminalSettings {
    let term = env::var("TERM").unwrap_or_default();
    let locale =
        ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| env::var(name).ok().filter(|v| !v.is_empty()));
    let no_color = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let profile = TerminalProfile::judge(&term, locale.as_deref(), no_color);
    TerminalSettings { term, profile, keyboard: Keyboard::Usual }
}

/// The program's keys, with those of the officer's own file over them.
fn keymap() -> Result<Keymap, Failure> {
    let wrong = |error: &dyn std::fmt::Display| Failure::Usage(Say::plain(error.to_string()));
    let own = Keymap::default_keys().map_err(|error| wrong(&error))?;
    let Some(path) = keymap_path() else { return Ok(own) };
    let size = match fs::metadata(&path) {
        Ok(found) => found.len(),
        Err(_) => return Ok(own),
    };
    let name = path.display().to_string();
    if size > limits::INPUT_LINE_BYTES_MAX as u64 {
        return Err(Failure::Usage(Say::new(
            format!("Xem lại {name}: tệp phím quá dài"),
            format!("Look at {name}: the keymap is too long"),
        )));
    }
    let source = fs::read_to_string(&path).map_err(|error| {
        Failure::machine(
            &format!("Xem lại {name}: không đọc được"),
            &format!("Look at {name}: it cannot be read"),
            &error,
        )
    })?;
    let over = Keymap::parse(&name, &source).map_err(|error| wrong(&error))?;
    Ok(own.merged(over))
}

fn keymap_path() -> Option<PathBuf> {
    Some(choose_base_strategy().ok()?.config_dir().join("nghedan").join("keymap.toml"))
}
