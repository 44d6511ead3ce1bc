//! Lines of standard input, one at a time, without reading further than is wanted: a script may write a line and wait for
//! its answer before the next.

use std::fs::File;
use std::io::{self, Read};
use std::os::fd::{AsFd, BorrowedFd};

use crate::base::{Say, limits};

use super::ask::is_readable;

/// One line.
#[derive(Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number, from 1.
    pub number: u64,
    /// Its text without the line break, or why it cannot be one.
    pub text: Result<String, Say>,
}

/// The lines of a source.
#[derive(Debug)]
pub struct Lines<R> {
    source: R,
    fd: fn(&R) -> Option<BorrowedFd<'_>>,
    buffer: Vec<u8>,
    at: usize,
    number: u64,
    /// The rest of a line that was too long is passed over.
    skipping: bool,
    ended: bool,
}

const CHUNK_BYTES: usize = 64 * 1024;

impl Lines<File> {
    /// The lines of standard input.
    pub fn of_stdin() -> io::Result<Lines<File>> {
        let source = File::from(io::stdin().as_fd().try_clone_to_owned()?);
        Ok(Lines { fd: |source| Some(source.as_fd()), ..Lines::new(source, |_| None) })
    }
}

impl<R: Read> Lines<R> {
    fn new(source: R, fd: fn(&R) -> Option<BorrowedFd<'_>>) -> Lines<R> {
        Lines { source, fd, buffer: Vec::new(), at: 0, number: 0, skipping: false, ended: false }
    }

    /// The lines of a source that never waits.
    #[cfg(test)]
    pub fn of(source: R) -> Lines<R> {
        Lines::new(source, |_| None)
    }

    /// What to wait on for more.
    pub fn fd(&self) -> Option<BorrowedFd<'_>> {
        (self.fd)(&self.source)
    }

    /// Whether everything was read; [`Lines::next`] may still have lines.
    pub fn is_ended(&self) -> bool {
        self.ended
    }

    /// Whether [`Lines::fill`] would not wait.
    pub fn is_ready(&self) -> bool {
        self.fd().is_none_or(is_readable)
    }

    /// Reads once from the source.
    pub fn fill(&mut self) -> io::Result<()> {
        self.buffer.drain(..std::mem::take(&mut self.at));
        let whole = self.buffer.len();
        self.buffer.resize(whole + CHUNK_BYTES, 0);
        let read = self.source.read(self.buffer.get_mut(whole..).unwrap_or_default());
        self.buffer.truncate(whole + *read.as_ref().unwrap_or(&0));
        match read {
            Ok(read) => self.ended = read == 0,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// The next line that has been read, without waiting. Empty lines are counted and passed over.
    pub fn next(&mut self) -> Option<Line> {
        loop {
            let rest = self.buffer.get(self.at..).unwrap_or_default();
            let (bytes, taken) = match memchr::memchr(b'\n', rest) {
                Some(end) => (rest.get(..end).unwrap_or_default(), end + 1),
                None if rest.is_empty() => return None,
                None if self.ended || rest.len() > limits::INPUT_LINE_BYTES_MAX => (rest, rest.len()),
                None => return None,
            };
            let is_whole = taken > bytes.len() || self.ended;
            self.at += taken;
            if std::mem::replace(&mut self.skipping, !is_whole) {
                continue;
            }
            self.number += 1;
            let text = read_line(bytes, self.number == 1);
            if text.as_ref().is_ok_and(|text| text.trim().is_empty()) {
                continue;
            }
            return Some(Line { number: self.number, text });
        }
    }
}

fn read_line(bytes: &[u8], is_first: bool) -> Result<String, Say> {
    if bytes.len() > limits::INPUT_LINE_BYTES_MAX {
        let max = limits::INPUT_LINE_BYTES_MAX;
        return Err(Say::new(
            format!("Rút ngắn dòng: tối đa {max} byte"),
            format!("Shorten the line: at most {max} bytes"),
        ));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| {
        Say::new("Ghi dạng UTF-8: có chữ không đọc được", "Write UTF-8: some letters cannot be read")
    })?;
    Ok(if is_first { text.trim_start_matches('\u{feff}') } else { text }.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A source that gives a few bytes at a time.
    struct Drip<'a>(&'a [u8], usize);

    impl Read for Drip<'_> {
        fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
            let count = self.1.min(self.0.len());
            self.0.take(count as u64).read(&mut to[..count])?;
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    fn all(bytes: &[u8], at_once: usize) -> Vec<(u64, Option<String>)> {
        let mut lines = Lines::of(Drip(bytes, at_once));
        let mut all = Vec::new();
        loop {
            while let Some(line) = lines.next() {
                all.push((line.number, line.text.ok()));
            }
            if lines.is_ended() {
                return all;
            }
            lines.fill().unwrap();
        }
    }

    #[test]
    fn lines_come_out_however_they_arrive() {
        let text = "\u{feff}một\r\n\n  \nhai\nba".as_bytes();
        for at_once in [1, 2, 5, 1000] {
            let lines = all(text, at_once);
            let told = |n: u64, text: &str| (n, Some(text.to_owned()));
            assert_eq!(lines, [told(1, "một\r"), told(4, "hai"), told(5, "ba")], "{at_once}");
        }
        assert_eq!(all(b"", 7), []);
    }

    #[test]
    fn a_line_that_is_too_long_or_not_text_is_refused_and_the_next_is_read() {
        let long = "x".repeat(limits::INPUT_LINE_BYTES_MAX * 2 + 5);
        let text = [b"a\n\xff\n", long.as_bytes(), b"\nb\n", long.as_bytes()].concat();
        for at_once in [CHUNK_BYTES, 1000] {
            let lines = all(&text, at_once);
            let told: Vec<_> = lines.iter().map(|(n, text)| (*n, text.as_deref())).collect();
            assert_eq!(told, [(1, Some("a")), (2, None), (3, None), (4, Some("b")), (5, None)]);
        }
        let most = "x".repeat(limits::INPUT_LINE_BYTES_MAX);
        assert_eq!(all(format!("{most}\n").as_bytes(), CHUNK_BYTES)[0].1.as_deref(), Some(most.as_str()));
    }
}
