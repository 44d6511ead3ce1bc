//! Raw bytes of a terminal become keys, wherever the line cut them.
//!
//! Every answer depends on the bytes that are held and never on how they were cut; time decides only about what can
//! still go on. Only a lone ESC is also a key by itself, so it alone waits shortly.

mod learnt;
mod taken;

use std::time::Duration;

use super::key::{Key, KeyCode};
use super::report::Report;
use super::sequences::Keyboard;
use crate::base::limits;
use learnt::Learnt;
pub use learnt::{Heard, is_learnable};
use taken::{Taken, take};

const ESC: u8 = 0x1b;
/// How long a lone ESC waits for the rest of a sequence.
const ESC_WAIT: Duration = Duration::from_millis(120);
/// How long a begun sequence or letter waits for its rest; a slow line may stop in the middle.
const REST_WAIT: Duration = Duration::from_millis(600);
/// How long a paste waits for its next bytes before it counts as ended; a line that drops packets stops for seconds.
const PASTE_WAIT: Duration = Duration::from_secs(5);
/// What is held of a sequence that does not end; past this nothing of it can change what it is.
const HELD_BYTES_MAX: usize = 128;
/// Reports that nobody took; no question has as many answers.
const REPORTS_MAX: usize = 16;
const PASTE_END: &[u8] = b"\x1b[201~";

/// Turns bytes into keys, in the order in which they were pressed.
///
/// The caller reads, calls [`feed`](Decoder::feed), and when [`waits`](Decoder::waits) says a time and no byte came
/// for so long, [`timeout`](Decoder::timeout).
#[derive(Debug, Default)]
pub struct Decoder {
    keyboard: Keyboard,
    esc_wait: Option<Duration>,
    /// What has come and is not yet a key.
    held: Vec<u8>,
    paste: Option<Paste>,
    reports: Vec<Report>,
    learnt: Learnt,
}

/// A bracketed paste on its way.
#[derive(Debug, Default)]
struct Paste {
    text: Vec<u8>,
    /// How many bytes of [`PASTE_END`] have come.
    matched: usize,
}

impl Decoder {
    /// A decoder for this family of sequences.
    pub fn new(keyboard: Keyboard) -> Decoder {
        Decoder { keyboard, ..Decoder::default() }
    }

    /// How long a lone ESC waits from now on: more on a slow line; kept between 100 ms and 1 s.
    pub fn set_esc_wait(&mut self, wait: Duration) {
        self.esc_wait = Some(wait.clamp(Duration::from_millis(100), Duration::from_secs(1)));
    }

    /// What the terminal has answered since this was asked last; answers stand beside the keys and are never keys.
    pub fn take_reports(&mut self) -> Vec<Report> {
        std::mem::take(&mut self.reports)
    }

    /// Sequences that this terminal was seen to send, over what they else mean; those that could spoil typing are left
    /// out.
    pub fn learn(&mut self, learnt: &[(Vec<u8>, Key)]) {
        self.learnt.set(learnt);
    }

    /// Whether the bytes of each key are kept for [`take_heard`](Decoder::take_heard).
    pub fn tell_bytes(&mut self, tells: bool) {
        self.learnt.tell_bytes(tells);
    }

    /// What has come since this was asked last, with its bytes.
    pub fn take_heard(&mut self) -> Vec<Heard> {
        self.learnt.take_heard()
    }

    /// Takes bytes as they were read and appends the keys that they complete.
    pub fn feed(&mut self, bytes: &[u8], out: &mut Vec<Key>) {
        let mut rest = bytes;
        while !rest.is_empty() {
            rest = if self.paste.is_some() { self.feed_paste(rest, out) } else { self.feed_keys(rest, out) };
        }
    }

    /// How long after the last byte [`timeout`](Decoder::timeout) is due, or `None` when nothing is half come.
    pub fn waits(&self) -> Option<Duration> {
        match (&self.paste, self.held.as_slice()) {
            (Some(_), _) => Some(PASTE_WAIT),
            (None, []) => None,
            (None, [ESC]) => Some(self.esc_wait.unwrap_or(ESC_WAIT)),
            (None, _) => Some(REST_WAIT),
        }
    }

    /// The rest did not come: what is held becomes what it can be alone. Does nothing when nothing is held.
    pub fn timeout(&mut self, out: &mut Vec<Key>) {
        if let Some(paste) = self.paste.take() {
            out.push(paste.finish());
        }
        let held = std::mem::take(&mut self.held);
        let alone = match held.as_slice() {
            [] => return,
            [ESC] => Some(Key::plain(KeyCode::Esc)),
            [ESC, introducer @ (b'[' | b'O' | b']' | b'P' | b'_')] => {
                Some(Key::char(char::from(*introducer)).with_alt())
            }
            [ESC, b'[' | b'O' | b']' | b'P' | b'_', ..] => None,
            [ESC, ..] => Some(Key::char(char::REPLACEMENT_CHARACTER).with_alt()),
            _ => Some(Key::char(char::REPLACEMENT_CHARACTER)),
        };
        self.learnt.tell(&held, alone.as_ref());
        out.extend(alone);
    }

    /// Takes everything up to the begin of a paste; answers what comes after it.
    fn feed_keys<'a>(&mut self, bytes: &'a [u8], out: &mut Vec<Key>) -> &'a [u8] {
        let held_before = self.held.len();
        self.held.extend_from_slice(bytes);
        let mut at = 0;
        while let Some(rest) = self.held.get(at..).filter(|rest| !rest.is_empty()) {
            let taken = take(rest, self.keyboard);
            if let Taken::Key(_, used) | Taken::Nothing(used) = &taken {
                let built_in = if let Taken::Key(key, _) = &taken { Some(key.clone()) } else { None };
                let bytes = rest.get(..*used).unwrap_or(rest);
                out.extend(self.learnt.take(bytes, built_in));
                at += used;
                continue;
            }
            match taken {
                Taken::Report(report, used) => {
                    at += used;
                    if self.reports.len() < REPORTS_MAX {
                        self.reports.push(report);
                    }
                }
                Taken::Key(..) | Taken::Nothing(_) => {}
                Taken::PasteBegins(used) => {
                    at += used;
                    self.held.clear();
                    self.paste = Some(Paste::default());
                    return bytes.get(at.saturating_sub(held_before)..).unwrap_or(&[]);
                }
                Taken::Part => break,
            }
        }
        self.held.drain(..at.min(self.held.len()));
        if self.held.len() > HELD_BYTES_MAX {
            // Its middle says nothing more; its last byte may begin its end.
            self.held.drain(HELD_BYTES_MAX - 1..self.held.len() - 1);
        }
        &[]
    }

    /// Takes everything up to the end of the paste; answers what comes after it.
    fn feed_paste<'a>(&mut self, bytes: &'a [u8], out: &mut Vec<Key>) -> &'a [u8] {
        let Some(paste) = &mut self.paste else { return bytes };
        for (i, byte) in bytes.iter().enumerate() {
            if paste.ends_with(*byte) {
                out.extend(self.paste.take().map(Paste::finish));
                return bytes.get(i + 1..).unwrap_or(&[]);
            }
        }
        &[]
    }
}

impl Paste {
    /// Takes one byte and says whether it was the last one of the end sign.
    fn ends_with(&mut self, byte: u8) -> bool {
        if PASTE_END.get(self.matched) == Some(&byte) {
            self.matched += 1;
            return self.matched == PASTE_END.len();
        }
        // ESC stands only at the begin of the end sign, so a mismatch can begin it again only with this byte.
        let false_start = std::mem::replace(&mut self.matched, usize::from(byte == ESC));
        self.keep(PASTE_END.get(..false_start).unwrap_or(&[]));
        if byte != ESC {
            self.keep(&[byte]);
        }
        false
    }

    fn keep(&mut self, bytes: &[u8]) {
        let room = limits::PASTE_BYTES_MAX.saturating_sub(self.text.len());
        self.text.extend(bytes.iter().take(room));
    }

    fn finish(mut self) -> Key {
        // The limit may have cut a letter: without its rest it would be read as a broken one.
        if self.text.len() == limits::PASTE_BYTES_MAX
            && let Err(broken) = std::str::from_utf8(&self.text)
            && broken.error_len().is_none()
        {
            self.text.truncate(broken.valid_up_to());
        }
        let text = String::from_utf8_lossy(&self.text).replace("\r\n", "\n").replace('\r', "\n");
        Key::plain(KeyCode::Paste(text))
    }
}

#[cfg(test)]
pub(in crate::tui) mod families;
#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod tests;
