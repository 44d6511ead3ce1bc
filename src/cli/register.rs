//! `sample`, `check`, `rebuild`: work on a whole register that the server does and reports.

use std::io::Write;
use std::path::Path;

use crate::base::{Lang, Say, text};
use crate::client::{Link, new_request_id};
use crate::wire::{RefusalKind, Reply, Request};

use super::args::SampleArguments;
use super::ask::ask;
use super::failure::{Done, Failure};

/// Fills an empty register with samples; a refusal names the directory that is meant.
pub fn sample(
    link: &mut dyn Link,
    wanted: &SampleArguments,
    data: &Path,
    out: &mut dyn Write,
    lang: Lang,
) -> Done {
    let SampleArguments { petitions, seed, day } = *wanted;
    have_done(link, Request::Sample { petitions, seed, day }, out, lang).map_err(|failure| match failure {
        Failure::Refused(refusal) if refusal.kind == RefusalKind::NotAllowed => {
            let data = data.display();
            refusal.hint(Say::new(format!("Thư mục: {data}"), format!("The directory: {data}"))).into()
        }
        other => other,
    })
}

/// Verifies a register.
pub fn check(link: &mut dyn Link, out: &mut dyn Write, lang: Lang) -> Done {
    have_done(link, Request::Check, out, lang)
}

/// Builds the state of a register again.
pub fn rebuild(link: &mut dyn Link, out: &mut dyn Write, lang: Lang) -> Done {
    have_done(link, Request::Rebuild, out, lang)
}

/// Erases contacts that nobody needs any more, one entry after the other until none is left; or says of which petitions.
pub fn erase_contacts(link: &mut dyn Link, dry_run: bool, out: &mut dyn Write, lang: Lang) -> Done {
    loop {
        let request = Request::EraseContacts { request: new_request_id()?, dry_run };
        match ask(link, request, lang) {
            Ok(Reply::Report { lines, ok }) => return report(&lines, ok, out, lang),
            Ok(Reply::Saved(saved)) => writeln!(out, "{}", saved.say.get(lang))?,
            Ok(other) => return Err(Failure::unexpected(other)),
            // Nothing is left to erase, which is no failure.
            Err(refusal) if refusal.kind == RefusalKind::NotAllowed => {
                return Ok(writeln!(out, "{}", refusal.say.get(lang))?);
            }
            Err(refusal) => return Err(refusal.into()),
        }
    }
}

fn have_done(link: &mut dyn Link, request: Request, out: &mut dyn Write, lang: Lang) -> Done {
    match ask(link, request, lang)? {
        Reply::Report { lines, ok } => report(&lines, ok, out, lang),
        Reply::Done => Ok(()),
        other => Err(Failure::unexpected(other)),
    }
}

/// Writes a report; one of faults ends with status 1.
pub fn report(lines: &[Say], ok: bool, out: &mut dyn Write, lang: Lang) -> Done {
    for line in lines {
        writeln!(out, "{}", text::clean_line(line.get(lang)))?;
    }
    out.flush()?;
    if ok { Ok(()) } else { Err(Failure::Told) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::scripted::Scripted;

    #[test]
    fn a_report_of_faults_ends_with_status_1() {
        for ok in [true, false] {
            let mut link = Scripted::answering(move |_| {
                Ok(Reply::Report { lines: vec![Say::new("một", "one"), Say::plain("two")], ok })
            });
            let mut out = Vec::new();
            let done = check(&mut link, &mut out, Lang::En);
            assert_eq!(out, b"one\ntwo\n");
            assert_eq!(done.map_err(|failure| failure.exit_code()), if ok { Ok(()) } else { Err(1) });
        }
    }

    #[test]
    fn an_answer_to_another_question_is_told_and_not_believed() {
        let mut link = Scripted::answering(|_| Ok(Reply::Drafts(Vec::new())));
        assert_eq!(rebuild(&mut link, &mut Vec::new(), Lang::Vi).unwrap_err().exit_code(), 1);
    }
}
