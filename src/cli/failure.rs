//! How a command ends when it does not do what was asked: the sentence on standard error and the exit status.

use std::io;

use crate::base::{Lang, Say, text};
use crate::client::HELD_STATUS;
use crate::domain::Problem;
use crate::exchange::LineFault;
use crate::wire::{Refusal, RefusalKind, Reply};

/// Why a command did not do what was asked.
#[derive(Debug)]
pub enum Failure {
    /// The arguments cannot be meant.
    Usage(Say),
    /// The server refused.
    Refused(Box<Refusal>),
    /// A file has faults: its name and where.
    File(String, Vec<LineFault>),
    /// A file of settings has faults: its name and where.
    Settings(String, Vec<LineFault>),
    /// Something of the machine: a file, standard input, the line to the server.
    Machine(Say),
    /// Another server has the register.
    Held(Say),
    /// Faults were found and are already told.
    Told,
    /// Nobody reads the output any more: no failure at all.
    OutputClosed,
}

/// What a command ends with.
pub type Done = Result<(), Failure>;

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Failure {
        Failure::Refused(Box::new(refusal))
    }
}

impl From<io::Error> for Failure {
    /// From writing to standard output.
    fn from(error: io::Error) -> Failure {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::OutputClosed,
            _ => Failure::machine(
                "Xem nơi ghi ra: không ghi được",
                "Look where the output goes: it cannot be written",
                &error,
            ),
        }
    }
}

impl Failure {
    /// Something of the machine, with its own words for the reason.
    pub fn machine(vi: &str, en: &str, why: &dyn std::fmt::Display) -> Failure {
        Failure::Machine(Say::new(format!("{vi} ({why})"), format!("{en} ({why})")))
    }

    /// An answer that does not fit what was asked: a server that does not speak as we do.
    pub fn unexpected(_: Reply) -> Failure {
        let say = Say::new(
            "Dừng máy chủ rồi chạy lại: nó trả lời không đúng câu hỏi",
            "Stop the server and start again: its answer does not fit the question",
        );
        Failure::from(Refusal::new(RefusalKind::Version, say))
    }

    /// The exit status: 0 for an output that nobody reads any more, 2 for wrong usage, 75 for a register that
    /// another server has, else 1.
    pub fn exit_code(&self) -> u8 {
        match self {
            Failure::OutputClosed => 0,
            Failure::Usage(_) | Failure::Settings(..) => 2,
            Failure::Held(_) => HELD_STATUS,
            Failure::Refused(_) | Failure::File(..) | Failure::Machine(_) | Failure::Told => 1,
        }
    }

    /// What stands on standard error, line by line.
    pub fn lines(&self, lang: Lang) -> Vec<String> {
        let lines: Vec<String> = match self {
            Failure::OutputClosed | Failure::Told => Vec::new(),
            Failure::Usage(say) | Failure::Machine(say) | Failure::Held(say) => {
                vec![format!("nghedan: {}", say.get(lang))]
            }
            Failure::Refused(refusal) => refusal_lines(refusal, lang),
            Failure::File(name, faults) | Failure::Settings(name, faults) => {
                faults.iter().map(|fault| format!("{name}:{}: {}", fault.line, fault.say.get(lang))).collect()
            }
        };
        lines.iter().map(|line| text::clean_line(line)).collect()
    }
}

fn refusal_lines(refusal: &Refusal, lang: Lang) -> Vec<String> {
    let mut lines = vec![format!("nghedan: {}", refusal.say.get(lang))];
    let alone = refusal.problems.iter().all(|problem| problem.field.is_empty() && problem.say == refusal.say);
    if !alone {
        lines.extend(refusal.problems.iter().map(|problem| format!("  {}", problem_line(problem, lang))));
    }
    lines.extend(refusal.hints.iter().map(|hint| format!("  {}", hint.get(lang))));
    lines
}

/// A problem as `field: what`.
pub fn problem_line(problem: &Problem, lang: Lang) -> String {
    let say = problem.say.get(lang);
    if problem.field.is_empty() { say.to_owned() } else { format!("{}: {say}", problem.field) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_what_to_do_then_each_field_then_what_helps() {
        let problem = Problem::error("village", Say::plain("Choose another"));
        let refusal = Refusal::problems(vec![problem]).hint(Say::plain("See \u{1b}[31mhelp"));
        let failure = Failure::from(refusal);
        assert_eq!(
            failure.lines(Lang::En),
            ["nghedan: Choose another", "  village: Choose another", "  See [31mhelp"]
        );
        assert_eq!(failure.exit_code(), 1);
        let alone = Refusal::problems(vec![Problem::error("", Say::plain("Not now"))]);
        assert_eq!(Failure::from(alone).lines(Lang::En), ["nghedan: Not now"]);
    }

    #[test]
    fn an_output_that_nobody_reads_is_no_failure() {
        let closed = Failure::from(io::Error::from(io::ErrorKind::BrokenPipe));
        assert_eq!((closed.exit_code(), closed.lines(Lang::Vi).len()), (0, 0));
        let full = Failure::from(io::Error::from(io::ErrorKind::StorageFull));
        assert_eq!((full.exit_code(), full.lines(Lang::Vi).len()), (1, 1));
        assert_eq!(Failure::Usage(Say::plain("x")).exit_code(), 2);
    }
}
