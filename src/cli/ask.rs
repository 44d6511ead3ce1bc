//! One question at a time: sends a request, waits for its reply, shows how a long work goes on.

use std::io::{IsTerminal, Write};
use std::os::fd::BorrowedFd;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use crate::base::{Lang, Say, limits};
use crate::client::{Event, Link};
use crate::wire::{Refusal, RefusalKind, Reply, Request};

/// Asks, and waits for the answer. When the line breaks the request is sent again: one that changes something carries its
/// id and is done once.
pub fn ask(link: &mut dyn Link, request: Request, lang: Lang) -> Result<Reply, Refusal> {
    let mut ticket = link.send(request.clone());
    let mut patience = Patience::default();
    let mut progress = Progress::new(lang);
    loop {
        while let Some(event) = link.receive() {
            match event {
                Event::Reply { ticket: of, outcome } if of == ticket => {
                    progress.end();
                    return outcome;
                }
                Event::Progress { ticket: of, done, total, say } if of == ticket => {
                    progress.show(done, total, &say);
                }
                Event::Lost => patience.lost(),
                Event::Opening { say, .. } => {
                    patience.begins_anew();
                    progress.show_words(&say);
                }
                Event::Refused(refusal) => {
                    progress.end();
                    return Err(*refusal);
                }
                Event::Back(_) => {
                    patience.back();
                    ticket = link.send(request.clone());
                }
                Event::Reply { .. } | Event::Progress { .. } | Event::Push(_) => {}
            }
        }
        wait(link, None, patience.left()?)?;
    }
}

/// Waits until something arrives from the server or on `input`, until the link wants to be called, or for `longest`.
pub fn wait(
    link: &dyn Link,
    input: Option<BorrowedFd<'_>>,
    longest: Option<Duration>,
) -> Result<(), Refusal> {
    let mut fds: Vec<PollFd<'_>> =
        link.fd().into_iter().chain(input).map(|fd| PollFd::from_borrowed_fd(fd, PollFlags::IN)).collect();
    let wanted = link.wants_in_ms().map(Duration::from_millis);
    let longest = wanted.into_iter().chain(longest).min();
    if fds.is_empty() && longest.is_none() {
        return Err(gone());
    }
    let longest = longest.and_then(|longest| Timespec::try_from(longest).ok());
    match poll(&mut fds, longest.as_ref()) {
        Ok(_) | Err(rustix::io::Errno::INTR) => Ok(()),
        Err(_) => Err(gone()),
    }
}

/// Whether reading from `input` would not wait.
pub fn is_readable(input: BorrowedFd<'_>) -> bool {
    let mut fds = [PollFd::from_borrowed_fd(input, PollFlags::IN)];
    !matches!(poll(&mut fds, Some(&Timespec::default())), Ok(0) | Err(rustix::io::Errno::INTR))
}

fn gone() -> Refusal {
    let say = Say::new(
        "Chạy lại lệnh: mất kết nối với máy chủ",
        "Run the command again: the line to the server broke",
    );
    let hint =
        Say::new("Những gì đã báo là lưu thì đã nằm trên đĩa", "What was reported as saved is on the disk");
    Refusal::new(RefusalKind::Broken, say).hint(hint)
}

/// How long a broken line is waited for.
#[derive(Debug, Default)]
pub struct Patience(Option<Instant>);

impl Patience {
    /// The line broke.
    pub fn lost(&mut self) {
        self.0.get_or_insert_with(Instant::now);
    }

    /// The line is broken, and the server is there and opens its register.
    pub fn begins_anew(&mut self) {
        self.0 = Some(Instant::now());
    }

    /// Whether the line is broken.
    pub fn is_tried(&self) -> bool {
        self.0.is_some()
    }

    /// The line is whole.
    pub fn back(&mut self) {
        self.0 = None;
    }

    /// What is left of it; `None` while the line is whole.
    pub fn left(&self) -> Result<Option<Duration>, Refusal> {
        let longest = Duration::from_millis(limits::LINE_BROKEN_MS_MAX);
        match self.0 {
            Some(lost) => longest.checked_sub(lost.elapsed()).map(Some).ok_or_else(gone),
            None => Ok(None),
        }
    }
}

/// One line on a terminal's standard error that is written over and over.
pub struct Progress {
    lang: Lang,
    is_terminal: bool,
    is_shown: bool,
}

impl Progress {
    /// Nothing is shown yet.
    pub fn new(lang: Lang) -> Progress {
        Progress { lang, is_terminal: std::io::stderr().is_terminal(), is_shown: false }
    }

    pub(super) fn show(&mut self, done: u64, total: u64, say: &Say) {
        if !self.is_terminal {
            return;
        }
        let of = if total > 0 { format!("{done}/{total}") } else { done.to_string() };
        self.write(&format!("{} {of}", say.get(self.lang)));
    }

    /// Words that say by themselves how far it is.
    pub fn show_words(&mut self, say: &Say) {
        if self.is_terminal {
            self.write(say.get(self.lang));
        }
    }

    fn write(&mut self, words: &str) {
        let words = crate::base::text::clean_line(words);
        let mut stderr = std::io::stderr();
        // Nobody is harmed when progress cannot be shown.
        let _ = write!(stderr, "\r\x1b[K{words}").and_then(|()| stderr.flush());
        self.is_shown = true;
    }

    /// Takes the line away.
    pub fn end(&mut self) {
        if std::mem::take(&mut self.is_shown) {
            let _ = write!(std::io::stderr(), "\r\x1b[K");
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.end();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::scripted::Scripted;

    #[test]
    fn a_question_is_answered_whatever_else_arrives() {
        let mut link = Scripted::answering(|_| Ok(Reply::Done));
        link.before_reply = vec![
            Event::Progress { ticket: 1, done: 1, total: 2, say: Say::plain("x") },
            Event::Reply { ticket: 99, outcome: Ok(Reply::Drafts(Vec::new())) },
        ];
        assert_eq!(ask(&mut link, Request::Check, Lang::Vi), Ok(Reply::Done));
    }

    #[test]
    fn a_question_is_asked_again_when_the_line_breaks() {
        let mut link = Scripted::answering(|_| Ok(Reply::Done));
        link.losses = 1;
        assert_eq!(ask(&mut link, Request::Check, Lang::Vi), Ok(Reply::Done));
        assert_eq!(link.sent.len(), 2);
    }

    #[test]
    fn a_line_that_stays_broken_is_told() {
        let mut link = Scripted::answering(|_| Ok(Reply::Done));
        link.silent = true;
        let refusal = ask(&mut link, Request::Check, Lang::Vi).unwrap_err();
        assert_eq!(refusal.kind, RefusalKind::Broken);
    }
}
