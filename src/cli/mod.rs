//! Arguments -> a role: the screen, the server, or one command of a script.
//!
//! Joins the other rooms; knows the arguments, standard input and output, and exit statuses, and no law, store or wire of
//! its own.

mod add;
pub mod args;
mod around;
mod ask;
mod backup;
mod book;
mod compose;
mod connect;
mod due;
mod export;
mod failure;
mod handover;
mod keymap;
mod keys;
mod law;
mod lines;
mod list;
mod memory;
mod pages;
mod place;
mod preferences;
mod register;
mod screen;
#[cfg(test)]
mod scripted;
mod serve;
mod setup;
mod show;
mod statistics;

pub use connect::{Demo, connect};
pub use failure::Failure;

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use clap::Parser;

use crate::base::{Lang, Say, text};
use crate::client::{ConnectError, Link};
use crate::office::server::RegisterError;
use crate::store::journal::LockError;
use crate::tui::keymap::KeymapBase;

use args::{Arguments, Command};
use ask::Progress;
use failure::Done;
use lines::Lines;
use place::Place;

/// Runs what the arguments of the process say.
pub fn run() -> ExitCode {
    memory::keep_private();
    let arguments = Arguments::parse();
    let lang = Lang::from(arguments.lang);
    let mut out = BufWriter::new(io::stdout().lock());
    let done = run_command(&arguments, lang, &mut out).and_then(|()| Ok(out.flush()?));
    let Err(failure) = done else { return ExitCode::SUCCESS };
    if let Failure::OutputClosed = failure {
        // What is left in the buffer has nobody to read it.
        let (_, _) = out.into_parts();
    } else {
        let _ = out.flush();
    }
    for line in failure.lines(lang) {
        let _ = writeln!(io::stderr(), "{line}");
    }
    ExitCode::from(failure.exit_code())
}

fn run_command(arguments: &Arguments, lang: Lang, out: &mut dyn Write) -> Done {
    let data = arguments.data.as_deref();
    let demo = arguments.demo.then_some(Demo { day: arguments.day });
    let keys = arguments.keymap.map(KeymapBase::from);
    let Some(command) = &arguments.command else { return screen::run(data, lang, demo, keys) };
    if demo.is_some() {
        return Err(Failure::Usage(Say::new(
            "Bỏ --demo hoặc bỏ lệnh: --demo chỉ mở màn hình",
            "Leave out --demo or the command: --demo opens the screen only",
        )));
    }
    let link = || -> Result<Box<dyn Link + Send>, Failure> {
        let mut progress = Progress::new(lang);
        let link = connect(data, lang, None, move |say| progress.show_words(say)).map_err(cannot_connect)?;
        for say in &link.welcome().found {
            let _ = writeln!(io::stderr(), "nghedan: {}", text::clean_line(say.get(lang)));
        }
        Ok(link)
    };
    match command {
        Command::Serve(wanted) => serve::run(data, wanted).map_err(cannot_serve),
        Command::Init(wanted) => {
            let records = setup::read_init(wanted)?;
            setup::init(&mut *link()?, records, wanted.dry_run, out, lang)
        }
        Command::Places(wanted) => setup::places(&mut *link()?, wanted, out, lang),
        Command::Sample(wanted) => {
            let place = Place::find(data).map_err(cannot_connect)?;
            register::sample(&mut *link()?, wanted, place.data(), out, lang)
        }
        Command::Add(wanted) => {
            let kind = list::known_kind(&wanted.kind)?;
            let mut input = Lines::of_stdin().map_err(|error| no_input(&error))?;
            add::add(&mut *link()?, kind, &mut input, out, &mut io::stderr(), lang)
        }
        Command::List(wanted) => list::list(&mut *link()?, wanted, out, lang),
        Command::Show(wanted) => show::show(&mut *link()?, wanted, out, lang),
        Command::Slip(wanted) => show::slip(&mut *link()?, wanted, out, lang),
        Command::Statistics(wanted) => statistics::statistics(&mut *link()?, wanted, out, lang),
        Command::Book(wanted) => book::book(&mut *link()?, wanted, out, lang),
        Command::Handover(wanted) => handover::handover(&mut *link()?, wanted, out, lang),
        Command::Law(wanted) => law::law(&mut *link()?, wanted, &mut law::agrees_on_terminal, out, lang),
        Command::EraseContacts(wanted) => register::erase_contacts(&mut *link()?, wanted.dry_run, out, lang),
        Command::Due(wanted) => due::due(wanted, out, lang),
        Command::Compose(wanted) => {
            let mut input = Lines::of_stdin().map_err(|error| no_input(&error))?;
            compose::compose(wanted, &mut input, out, &mut io::stderr(), lang)
        }
        Command::Check => register::check(&mut *link()?, out, lang),
        Command::Rebuild => register::rebuild(&mut *link()?, out, lang),
        Command::Backup(wanted) => backup::backup(&mut *link()?, &wanted.file, out, lang),
        Command::Restore(wanted) => {
            let place = Place::find(data).map_err(cannot_connect)?;
            backup::restore(&wanted.file, place.data(), place.socket(), out, lang)
        }
        Command::BackupKeys(wanted) => {
            keys::backup(Place::find(data).map_err(cannot_connect)?.data(), wanted, out, lang)
        }
        Command::RestoreKeys(wanted) => {
            keys::restore(Place::find(data).map_err(cannot_connect)?.data(), wanted, out, lang)
        }
        Command::Keys(wanted) => {
            keymap::print(wanted, wanted.keymap.map(KeymapBase::from).or(keys), out, lang)
        }
        Command::Completions { shell } => pages::completions(*shell, out),
        Command::Man { command } => pages::man(command.as_deref(), out),
    }
}

/// Standard input cannot be read.
fn no_input(error: &io::Error) -> Failure {
    Failure::machine("Xem dữ liệu vào: không đọc được", "Look at the input: it cannot be read", error)
}

/// An error of starting or reaching the server; its own words already say what to do.
fn cannot_connect(error: anyhow::Error) -> Failure {
    if let Some(ConnectError::Refused(refusal)) = error.downcast_ref::<ConnectError>() {
        return Failure::from((**refusal).clone());
    }
    if let Some(error @ RegisterError::Store(_)) = error.downcast_ref() {
        return Failure::from(error.refusal());
    }
    Failure::Machine(Say::plain(error.to_string()))
}

fn cannot_serve(error: anyhow::Error) -> Failure {
    match error.downcast_ref::<RegisterError>() {
        Some(RegisterError::Lock(LockError::Held(_))) => Failure::Held(Say::plain(error.to_string())),
        _ => cannot_connect(error),
    }
}
