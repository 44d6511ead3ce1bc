//! The screen: joins the terminal, the screens and the line to the server.

use std::{
    env,
    io::{self, IsTerminal},
    path::{Path, PathBuf},
    sync::mpsc::channel,
};

use crate::base::{Lang, Say};
use crate::client::Link;
use crate::tui::{
    self, TerminalSettings, Waited,
    terminal::{Keyboard, TerminalError, TerminalProfile, locale_is_utf8},
};

use super::connect::{Demo, connect};
use super::export::OfficersFiles;
use super::failure::{Done, Failure};
use super::keymap;
use super::preferences::OfficersPreferences;
use crate::tui::keymap::{Keymap, KeymapBase};

/// Opens the screen of the register in `data`, or of a register of samples. The terminal is looked at first: no server is
/// started for nobody.
pub fn run(data: Option<&Path>, lang: Lang, demo: Option<Demo>, keys: Option<KeymapBase>) -> Done {
    let terminal = terminal()?;
    let keymap = keymap::read(keys)?;
    let Some(link) = connected(data.map(Path::to_owned), lang, demo, &terminal)? else { return Ok(()) };
    let exporter = Box::new(OfficersFiles::of_home());
    let keeper = Box::new(OfficersPreferences::of_home());
    match tui::run(link, lang, keymap, terminal, exporter, keeper) {
        Ok(()) | Err(TerminalError::HungUp) => Ok(()),
        Err(error) => Err(failed(&error)),
    }
}

/// The key doctor alone, without a register.
pub fn examine(keymap: &Keymap, lang: Lang) -> Done {
    let terminal = terminal()?;
    let keeper = Box::new(OfficersPreferences::of_home());
    match tui::examine_alone(lang, keymap, &terminal, keeper) {
        Ok(Ok(())) | Err(TerminalError::HungUp) => Ok(()),
        Ok(Err(why)) => Err(Failure::Machine(why)),
        Err(error) => Err(failed(&error)),
    }
}

fn failed(error: &TerminalError) -> Failure {
    match error {
        TerminalError::NotATerminal | TerminalError::Dumb => Failure::Usage(error.say().into()),
        _ => Failure::Machine(error.say().into()),
    }
}

/// The terminal of this process, when it is one that can show screens.
fn terminal() -> Result<TerminalSettings, Failure> {
    let terminal = settings()?;
    let no_terminal = if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        Some(TerminalError::NotATerminal)
    } else {
        (terminal.term == "dumb").then_some(TerminalError::Dumb)
    };
    no_terminal.map_or(Ok(terminal), |error| Err(failed(&error)))
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

/// Names the family of key sequences for a terminal whose TERM does not.
const KEYBOARD: &str = "NGHEDAN_KEYBOARD";

/// What the environment says of the terminal.
fn settings() -> Result<TerminalSettings, Failure> {
    let term = env::var("TERM").unwrap_or_default();
    let locale =
        ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| env::var(name).ok().filter(|v| !v.is_empty()));
    let no_color = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let profile = TerminalProfile::judge(&term, locale.as_deref(), no_color);
    let locale_is_utf8 = locale_is_utf8(locale.as_deref());
    let keyboard = match env::var(KEYBOARD).ok().filter(|name| !name.is_empty()) {
        None => Keyboard::of_term(&term),
        Some(name) => Keyboard::named(&name).ok_or_else(|| {
            let known = Keyboard::NAMES.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
            Failure::Usage(Say::new(
                format!("Đặt {KEYBOARD} là một trong: {known}"),
                format!("Set {KEYBOARD} to one of: {known}"),
            ))
        })?,
    };
    Ok(TerminalSettings { term, profile, locale_is_utf8, keyboard })
}
