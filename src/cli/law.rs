//! `law`: the rules of deadlines and the holidays in use, and a file that changes them.

use std::ffi::OsStr;
use std::io::{BufRead, IsTerminal, Write};
use std::path::Path;

use crate::base::{Lang, Say, text};
use crate::client::{Link, new_request_id};
use crate::domain::law::{Law, LawError, read_holidays, read_rules};
use crate::exchange::LineFault;
use crate::wire::{LawInUse, LawMoves, LawText, Reply, Request};

use super::args::LawArguments;
use super::ask::ask;
use super::failure::{Done, Failure};
use super::setup::read_file;

/// Prints the law in use, or lays a file over it after what moves was shown; `agrees` asks whoever sits at the terminal,
/// and knows no answer where nobody does.
pub fn law(
    link: &mut dyn Link,
    wanted: &LawArguments,
    agrees: &mut dyn FnMut(Lang) -> Option<bool>,
    out: &mut dyn Write,
    lang: Lang,
) -> Done {
    let in_use = in_use(link, lang)?;
    let Some(file) = &wanted.file else {
        let text = if wanted.rules { &in_use.text.rules } else { &in_use.text.holidays };
        return Ok(out.write_all(text.as_bytes())?);
    };
    let (text, _) = read_law(file, &parsed(&in_use)?)?;
    let request = |seen, dry_run| -> Result<Request, Failure> {
        Ok(Request::ChangeLaw { request: new_request_id()?, text: text.clone(), seen, dry_run })
    };
    let moves = match ask(link, request(0, true)?, lang)? {
        Reply::LawMoves(moves) => *moves,
        other => return Err(Failure::unexpected(other)),
    };
    tell(&moves, out, lang)?;
    if wanted.dry_run {
        return Ok(());
    }
    if !wanted.yes {
        out.flush()?;
        match agrees(lang) {
            Some(true) => {}
            Some(false) => return Ok(writeln!(out, "{}", nothing_saved().get(lang))?),
            None => {
                return Err(Failure::Machine(Say::new(
                    "Thêm --yes sau khi xem: chưa ghi gì",
                    "Add --yes when you have seen it: nothing was saved",
                )));
            }
        }
    }
    match ask(link, request(moves.seen, false)?, lang)? {
        Reply::Saved(saved) => Ok(writeln!(out, "{}", saved.say.get(lang))?),
        other => Err(Failure::unexpected(other)),
    }
}

/// What the server says is in use.
pub fn in_use(link: &mut dyn Link, lang: Lang) -> Result<LawInUse, Failure> {
    match ask(link, Request::Law, lang)? {
        Reply::Law(law) => Ok(*law),
        other => Err(Failure::unexpected(other)),
    }
}

/// The same, read.
pub fn parsed(in_use: &LawInUse) -> Result<Law, Failure> {
    Law::parse(&in_use.text.rules, &in_use.text.holidays).map_err(|error| {
        Failure::machine("Cài cùng một bản", "Install the same version on both sides", &error)
    })
}

/// Asks on the terminal; `None` where there is none.
pub fn agrees_on_terminal(lang: Lang) -> Option<bool> {
    let stdin = std::io::stdin();
    if !stdin.is_terminal() {
        return None;
    }
    let question = Say::new("Ghi? c = có, k = không: ", "Save? y = yes, n = no: ");
    let mut stderr = std::io::stderr();
    let _ = write!(stderr, "{}", question.get(lang)).and_then(|()| stderr.flush());
    let mut line = String::new();
    stdin.lock().read_line(&mut line).ok()?;
    Some(matches!(text::fold(&line).trim(), "c" | "co" | "y" | "yes"))
}

/// The text of a file and a law with it, refused by name, line and reason when one of them is wrong.
pub fn read_law(file: &Path, standing: &Law) -> Result<(LawText, Law), Failure> {
    let is = |ending: &str| {
        file.extension().and_then(OsStr::to_str).is_some_and(|end| end.eq_ignore_ascii_case(ending))
    };
    if !is("toml") && !is("csv") {
        return Err(Failure::Usage(Say::new(
            "Đặt tên tệp .toml (quy định) hoặc .csv (ngày nghỉ)",
            "Name the file .toml (rules) or .csv (holidays)",
        )));
    }
    let faults = |line, say| Failure::File(file.display().to_string(), vec![LineFault { line, say }]);
    let fault = |error: LawError| faults(error.line, error.told());
    let text = String::from_utf8(read_file(file)?).map_err(|error| {
        let before = error.utf8_error().valid_up_to();
        let line = 1 + error.as_bytes().iter().take(before).filter(|&&byte| byte == b'\n').count();
        faults(
            line,
            Say::new(
                "Lưu lại dạng UTF-8: có chữ không đọc được",
                "Save it as UTF-8: some letters cannot be read",
            ),
        )
    })?;
    let (rules, days) = if is("toml") {
        (read_rules(&text).map_err(fault)?, Vec::new())
    } else {
        (Vec::new(), read_holidays(&text).map_err(fault)?)
    };
    let law = standing.changed(&rules, &days).map_err(fault)?;
    let text = match is("toml") {
        true => LawText { rules: text, holidays: String::new() },
        false => LawText { rules: String::new(), holidays: text },
    };
    Ok((text, law))
}

fn tell(moves: &LawMoves, out: &mut dyn Write, lang: Lang) -> Done {
    for line in &moves.lines {
        writeln!(out, "{}", text::clean_line(line.get(lang)))?;
    }
    for one in &moves.moves {
        let (number, title, said) = (&one.number, one.of.title.get(lang), one.of.say());
        let gap = " ".repeat(20_usize.saturating_sub(text::width(title)));
        writeln!(out, "  {number:<10} {title}{gap} {}", said.get(lang))?;
    }
    let (shown, total, open) = (moves.moves.len(), moves.total, moves.open);
    if shown < total as usize {
        let more = total as usize - shown;
        writeln!(out, "  {}", Say::new(format!("còn {more} hạn nữa"), format!("and {more} more")).get(lang))?;
    }
    let all = if total == 0 {
        Say::new("Không hạn nào đổi", "No date moves")
    } else {
        Say::new(
            format!("Hạn đổi: {total}, trong đó đang chạy {open}"),
            format!("Dates that move: {total}, of clocks that still run: {open}"),
        )
    };
    Ok(writeln!(out, "{}", all.get(lang))?)
}

fn nothing_saved() -> Say {
    Say::new("Chưa ghi gì", "Nothing was saved")
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::base::{Day, Id, Officer};
    use crate::cli::args::{Arguments, Command};
    use crate::cli::scripted::{Scripted, law_in_use, saved};
    use crate::domain::petition::{DueOn, Move};
    use crate::wire::LawMove;

    fn moves() -> LawMoves {
        let due = |iso| Some(DueOn { day: Day::from_iso(iso).unwrap(), is_provisional: false });
        let of = Move {
            step: "thu_ly".to_owned(),
            title: Say::new("Thụ lý", "Acceptance"),
            before: due("2026-12-02"),
            after: due("2026-12-03"),
            is_open: true,
        };
        let one = LawMove { id: Id::new("x").unwrap(), number: "1/2026".to_owned(), of };
        LawMoves { lines: vec![Say::plain("24/11/2026")], moves: vec![one], total: 3, open: 1, seen: 77 }
    }

    fn run(line: &str, agrees: Option<bool>) -> (Result<(), Failure>, String, Vec<Request>) {
        let Ok(Arguments { command: Some(Command::Law(wanted)), .. }) =
            Arguments::try_parse_from(format!("nghedan law {line}").split_ascii_whitespace())
        else {
            panic!("{line}")
        };
        let mut link = Scripted::answering(|request| match request {
            Request::Law => Ok(law_in_use()),
            Request::ChangeLaw { dry_run: true, .. } => Ok(Reply::LawMoves(Box::new(moves()))),
            _ => Ok(saved(1)),
        });
        let mut out = Vec::new();
        let done = law(&mut link, &wanted, &mut |_| agrees, &mut out, Lang::En);
        let sent = link.sent.into_iter().map(|(_, request)| request).collect();
        (done, String::from_utf8(out).unwrap(), sent)
    }

    fn file(name: &str, content: &str) -> (tempfile::TempDir, String) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        let path = path.display().to_string();
        (folder, path)
    }

    #[test]
    fn what_is_in_use_is_printed_and_is_good_input() {
        let law = Law::embedded().unwrap();
        let (done, rules, _) = run("--rules", None);
        done.unwrap();
        assert_eq!(read_rules(&rules).unwrap().len(), law.rules.len());
        let (done, days, _) = run("--holidays", None);
        done.unwrap();
        assert_eq!(read_holidays(&days).unwrap().len(), law.calendar.entries().count());
        assert!(Arguments::try_parse_from(["nghedan", "law"]).is_err(), "one of them, or a file");
    }

    const DAYS: &str = "date,kind,name_vi,status\n2026-11-24,off,Ngày Văn hóa,official\n";

    #[test]
    fn what_moves_is_shown_and_only_then_saved_as_it_was_seen() {
        let (_folder, path) = file("new.csv", DAYS);
        for (line, agrees, saves) in [
            (format!("{path} --dry-run"), Some(true), false),
            (path.clone(), Some(false), false),
            (path.clone(), Some(true), true),
            (format!("{path} --yes"), None, true),
        ] {
            let (done, out, sent) = run(&line, agrees);
            done.unwrap();
            assert!(
                out.starts_with(
                    "24/11/2026\n  1/2026     Acceptance           02/12/2026 -> 03/12/2026\n  and 2 more\n\
                 Dates that move: 3, of clocks that still run: 1\n"
                ),
                "{out}"
            );
            let asked =
                matches!(&sent[1], Request::ChangeLaw { text, dry_run: true, .. } if text.holidays == DAYS);
            assert!(asked, "{sent:?}");
            assert_eq!(
                matches!(sent.get(2), Some(Request::ChangeLaw { seen: 77, dry_run: false, .. })),
                saves,
                "{line}"
            );
        }
        let (done, _, sent) = run(&path, None);
        assert_eq!((done.unwrap_err().exit_code(), sent.len()), (1, 2), "nobody is asked, nothing is saved");
    }

    #[test]
    fn a_wrong_file_is_told_by_name_line_and_reason_and_nothing_is_asked() {
        let rules = "schema = 1\n\n[[rule]]\nid = \"KN.GQ1.x\"\nkind = \"khieu_nai\"\nstep = \"giai_quyet_lan_1\"\n\
            from_event = \"thu_ly\"\ndays = 25\nunit = \"cd\"\nvalid_from = 2027-01-01\nbasis = \"x\"\nconfidence = \"high\"\n";
        for (name, content, told) in [
            (
                "a.csv",
                DAYS.replace("24,", "31,"),
                ":2: date: Write a day like 2026-09-02: there is no such day",
            ),
            (
                "b.toml",
                rules.replace("unit = \"cd\"\n", ""),
                ":3: unit: Write wd for working days or cd for calendar days",
            ),
            (
                "c.toml",
                rules.to_owned(),
                ":3: valid_from: KN.GQ1.x: Say when KN.GQ1 ends: both hold for the same at once",
            ),
        ] {
            let (_folder, path) = file(name, &content);
            let (done, _, sent) = run(&path, Some(true));
            assert_eq!(done.unwrap_err().lines(Lang::En), [format!("{path}{told}")]);
            assert_eq!(sent.len(), 1);
        }
        let (_folder, path) = file("a.txt", DAYS);
        assert_eq!(run(&path, Some(true)).0.unwrap_err().exit_code(), 2);
        let who = law_in_use();
        let Reply::Law(who) = who else { panic!() };
        assert_eq!(who.owner, Officer::new("nghedan").unwrap());
    }
}
