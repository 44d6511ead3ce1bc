//! `handover`: the open records of a unit that ended go to the units that follow.

use std::io::Write;

use crate::base::{Id, Lang, Say};
use crate::client::{Link, new_request_id};
use crate::wire::{Reply, Request};

use super::args::HandoverArguments;
use super::ask::ask;
use super::failure::{Done, Failure};
use super::register::report;

/// Hands over, or says what would be done.
pub fn handover(link: &mut dyn Link, wanted: &HandoverArguments, out: &mut dyn Write, lang: Lang) -> Done {
    let choices = wanted.to.iter().map(|given| choice(given)).collect::<Result<_, _>>()?;
    let request = Request::Handover {
        request: new_request_id()?,
        from: unit(&wanted.unit)?,
        document: wanted.document.clone(),
        on: wanted.on.unwrap_or(link.welcome().today),
        choices,
        dry_run: wanted.dry_run,
    };
    match ask(link, request, lang)? {
        Reply::Report { lines, ok } => report(&lines, ok, out, lang),
        Reply::Saved(saved) => Ok(writeln!(out, "{}", saved.say.get(lang))?),
        other => Err(Failure::unexpected(other)),
    }
}

/// `V-031=C22237n`.
fn choice(given: &str) -> Result<(String, Id), Failure> {
    let Some((record, to)) = given.split_once('=') else {
        return Err(Failure::Usage(Say::new(
            "Ghi --to SỐ=MÃ_ĐƠN_VỊ: thiếu dấu =",
            "Write --to RECORD=UNIT: the = is missing",
        )));
    };
    Ok((record.trim().to_owned(), unit(to)?))
}

fn unit(id: &str) -> Result<Id, Failure> {
    Id::new(id.trim()).ok_or_else(|| {
        Failure::Usage(Say::new(
            "Ghi mã đơn vị (`nghedan list unit`)",
            "Write a unit's id (`nghedan list unit`)",
        ))
    })
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::cli::args::{Arguments, Command};
    use crate::cli::scripted::Scripted;

    fn run(line: &str) -> (Result<(), Failure>, Option<Request>) {
        let line = format!("nghedan handover {line}");
        let Ok(Arguments { command: Some(Command::Handover(wanted)), .. }) =
            Arguments::try_parse_from(line.split_ascii_whitespace())
        else {
            panic!("{line}")
        };
        let mut link = Scripted::listing(Vec::new(), 10);
        let done = handover(&mut link, &wanted, &mut Vec::new(), Lang::En);
        (done, link.sent.pop().map(|(_, request)| request))
    }

    #[test]
    fn what_is_asked_for_reaches_the_server() {
        let (_, sent) = run("C22225 --document 12/BB --on 2025-07-02 --to V-031=C22237n --dry-run");
        let Some(Request::Handover { from, document, on, choices, dry_run, .. }) = sent else { panic!() };
        assert_eq!((from.as_str(), document.as_str(), on.iso().as_str()), ("C22225", "12/BB", "2025-07-02"));
        assert_eq!(choices, [("V-031".to_owned(), Id::new("C22237n").unwrap())]);
        assert!(dry_run);
    }

    #[test]
    fn a_choice_without_a_unit_is_wrong_usage_and_asks_nothing() {
        for wrong in ["C22225 --document 1 --to V-031", "C22225 --document 1 --to V-031="] {
            let (done, sent) = run(wrong);
            assert_eq!(done.unwrap_err().exit_code(), 2, "{wrong}");
            assert!(sent.is_none(), "{wrong}");
        }
    }
}
