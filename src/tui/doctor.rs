//! The key doctor: which keys this terminal sends, how it is typed at, how wide its letters are and how fast its line is.
//!
//! Pure: bytes of keys and answers of the terminal in, what to send and what was learnt out; time is told.

mod draw;
mod sentence;
#[cfg(test)]
mod tests;

use crate::base::{Say, typing::TypingMethod};

use super::{
    preferences::LearntTerminal,
    terminal::{Decoder, Heard, Key, KeyCode, Probe, Report, is_learnable},
};
use sentence::Sentence;

/// One examination of a terminal.
#[derive(Debug)]
pub struct KeyDoctor {
    asked: Vec<Asked>,
    /// The one that is asked for now, while keys are.
    at: usize,
    stage: Stage,
    size: (u16, u16),
    sentence: Sentence,
    letters: Probe,
    line: LineOfBytes,
    /// What the last key came to.
    said: Option<Say>,
    /// When the last key came.
    heard_ms: u64,
    /// When Esc was pressed, while the letter behind it is awaited.
    esc_ms: Option<u64>,
}

/// What is going on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Keys,
    Sentence,
    Done,
}

/// What is asked for, with what came.
#[derive(Debug)]
struct Asked {
    key: Key,
    bytes: Vec<u8>,
    came: Came,
}

/// What came of a key that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Came {
    NotYet,
    Right,
    /// Other bytes than the tables know: learnt.
    Learnt,
    /// The officer has no such key.
    Skipped,
    /// Nothing came for a minute.
    Silent,
    /// The milliseconds between Esc and the letter behind it.
    After(u64),
}

/// The line between terminal and program.
#[derive(Debug, Default)]
struct LineOfBytes {
    asked_ms: Option<u64>,
    round_trip_ms: Option<u64>,
    loaded_ms: Option<u64>,
    kilobits: Option<u64>,
}

/// Whether the examination goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Examined {
    /// It does.
    GoesOn,
    /// The officer leaves with what was learnt.
    Over,
}

/// What is asked of the terminal: how wide these are.
const LETTERS: &[&str] = &["ƀ", "ê\u{306}", "ễ"];
/// Where they are printed: not where the line is asked about at the start, whose answer is not for the doctor.
const PROBED_ROW: u16 = 3;
/// How long a key is waited for.
const SILENCE_MS: u64 = 60_000;
/// How long the terminal has for its answers.
const ANSWER_MS: u64 = 2_000;
/// Harmless bytes that measure how fast the line is: attributes off, again and again.
const LOAD: &str = "\x1b[m";
const LOAD_TIMES: usize = 700;
/// A line slower than this, or farther away than this, is helped by compression.
const SLOW_KILOBITS: u64 = 256;
const FAR_MS: u64 = 150;

impl KeyDoctor {
    /// Nothing was asked yet.
    pub fn new(size: (u16, u16)) -> KeyDoctor {
        let f = |number: u8| Key::plain(KeyCode::F(number));
        let keys = [
            f(1),
            f(2),
            f(3),
            f(4),
            f(6),
            f(7),
            f(8),
            f(9),
            Key::plain(KeyCode::Home),
            Key::plain(KeyCode::End),
            Key::plain(KeyCode::Backspace),
            Key::plain(KeyCode::Delete),
            Key::ctrl('s'),
            Key::plain(KeyCode::Esc),
        ];
        let asked = keys.into_iter().map(|key| Asked { key, bytes: Vec::new(), came: Came::NotYet });
        KeyDoctor {
            asked: asked.collect(),
            at: 0,
            stage: Stage::Keys,
            size,
            sentence: Sentence::default(),
            letters: Probe::new(LETTERS, PROBED_ROW),
            line: LineOfBytes::default(),
            said: None,
            heard_ms: 0,
            esc_ms: None,
        }
    }

    /// What to send at the start.
    pub fn begin(&mut self, now_ms: u64) -> Vec<u8> {
        self.heard_ms = now_ms;
        self.line.asked_ms = Some(now_ms);
        self.letters.bytes()
    }

    /// The terminal answered; what to send then.
    pub fn answered(&mut self, report: Report, now_ms: u64) -> Option<Vec<u8>> {
        if self.letters.hear(report) {
            let first = self.line.asked_ms.filter(|_| self.line.round_trip_ms.is_none())?;
            self.line.round_trip_ms = Some(now_ms.saturating_sub(first));
            self.line.loaded_ms = Some(now_ms);
            return Some(format!("{}\x1b[5n", LOAD.repeat(LOAD_TIMES)).into_bytes());
        }
        let (loaded, near) = (self.line.loaded_ms?, self.line.round_trip_ms?);
        if report == Report::Alive && self.line.kilobits.is_none() {
            let took = now_ms.saturating_sub(loaded).saturating_sub(near).max(1);
            let bits = u64::try_from(LOAD.len() * LOAD_TIMES * 8).unwrap_or(0);
            // Bits in a millisecond are kilobits in a second.
            self.line.kilobits = Some(bits / took);
        }
        None
    }

    /// A key came with its bytes.
    pub fn heard(&mut self, heard: &Heard, now_ms: u64) -> Examined {
        self.heard_ms = now_ms;
        self.said = None;
        if heard.key == Some(Key::ctrl('c')) {
            return Examined::Over;
        }
        match self.stage {
            Stage::Keys => self.heard_while_keys_are_asked(heard, now_ms),
            Stage::Sentence | Stage::Done if heard.key == Some(Key::plain(KeyCode::Esc)) => Examined::Over,
            Stage::Sentence => {
                if heard.key == Some(Key::plain(KeyCode::Enter)) {
                    self.stage = Stage::Done;
                } else {
                    self.sentence.take(heard.key.as_ref());
                }
                Examined::GoesOn
            }
            Stage::Done if heard.key == Some(Key::plain(KeyCode::Enter)) => Examined::Over,
            Stage::Done => Examined::GoesOn,
        }
    }

    fn heard_while_keys_are_asked(&mut self, heard: &Heard, now_ms: u64) -> Examined {
        let Some(wanted) = self.asked.get(self.at).map(|asked| asked.key.clone()) else {
            return Examined::Over;
        };
        let code = heard.key.as_ref().map(|key| &key.code);
        let wants_esc = wanted.code == KeyCode::Esc;
        if wants_esc && let Some(esc_ms) = self.esc_ms.take() {
            // The letter behind Esc; another Esc leaves as everywhere.
            if code == Some(&KeyCode::Esc) {
                return Examined::Over;
            }
            self.came(heard, Came::After(now_ms.saturating_sub(esc_ms)));
            return Examined::GoesOn;
        }
        match code {
            Some(KeyCode::Esc) if wants_esc => {
                self.esc_ms = Some(now_ms);
                self.said = Some(Say::new("Rồi gõ một chữ", "Now type a letter"));
            }
            Some(KeyCode::Esc) => return Examined::Over,
            // Both came in one piece, as slow lines deliver them: the program takes them apart.
            Some(KeyCode::Char(_)) if wants_esc && heard.key.as_ref().is_some_and(|key| key.alt) => {
                self.came(heard, Came::After(0));
            }
            Some(KeyCode::Enter) => self.end_keys(),
            Some(KeyCode::Char(' ')) if heard.key.as_ref().is_some_and(|key| !key.ctrl && !key.alt) => {
                self.came(&Heard { bytes: Vec::new(), key: None }, Came::Skipped);
            }
            _ if heard.key.as_ref() == Some(&wanted) => self.came(heard, Came::Right),
            _ => self.judge_other(heard, &wanted),
        }
        Examined::GoesOn
    }

    /// Something else came than the key that is asked for.
    fn judge_other(&mut self, heard: &Heard, wanted: &Key) {
        let same = self.asked.iter().find(|asked| !asked.bytes.is_empty() && asked.bytes == heard.bytes);
        if let Some(same) = same {
            self.said = Some(Say::new(
                format!("Phím này gửi như {}: bấm {wanted}, không có thì Space", same.key),
                format!("It sends what {} sends: press {wanted}, or Space", same.key),
            ));
        } else if is_learnable(&heard.bytes, wanted) {
            let (sent, family) = (draw::spelled(&heard.bytes), draw::family(&heard.bytes));
            self.said = Some(Say::plain(format!("{sent} = {wanted}{family}")));
            self.came(heard, Came::Learnt);
        } else {
            self.said = Some(Say::new(
                format!("Bấm {wanted}; không có phím đó thì Space"),
                format!("Press {wanted}; if there is none, Space"),
            ));
        }
    }

    fn came(&mut self, heard: &Heard, came: Came) {
        if let Some(asked) = self.asked.get_mut(self.at) {
            asked.bytes.clone_from(&heard.bytes);
            asked.came = came;
        }
        self.at += 1;
        if self.at >= self.asked.len() {
            self.end_keys();
        }
    }

    fn end_keys(&mut self) {
        self.stage = Stage::Sentence;
        self.esc_ms = None;
    }

    /// Time has passed: a key that does not come is not waited for for ever. Whether anything looks different.
    pub fn pass_time(&mut self, now_ms: u64) -> bool {
        if self.stage != Stage::Keys || now_ms.saturating_sub(self.heard_ms) < SILENCE_MS {
            return false;
        }
        self.heard_ms = now_ms;
        self.said = None;
        self.came(&Heard { bytes: Vec::new(), key: None }, Came::Silent);
        true
    }

    /// In how many milliseconds time has passed enough.
    pub fn wants_in_ms(&self, now_ms: u64) -> u64 {
        let silence = (self.heard_ms + SILENCE_MS).saturating_sub(now_ms);
        let answer = self.line.asked_ms.map_or(0, |asked| (asked + ANSWER_MS).saturating_sub(now_ms));
        if answer > 0 && self.letters.widths().is_none() { silence.min(answer) } else { silence }
    }

    /// The window has another size.
    pub fn resized(&mut self, size: (u16, u16)) {
        self.size = size;
    }

    /// The keys of which something is known now.
    pub fn answered_keys(&self) -> Vec<Key> {
        self.asked.iter().filter(|asked| asked.came != Came::NotYet).map(|asked| asked.key.clone()).collect()
    }

    /// What was learnt so far.
    pub fn learnt(&self) -> LearntTerminal {
        let is_known = |asked: &&Asked| {
            let (mut decoder, mut keys) = (Decoder::default(), Vec::new());
            decoder.feed(&asked.bytes, &mut keys);
            keys == [asked.key.clone()]
        };
        let came = self.asked.iter().filter(|asked| matches!(asked.came, Came::Right | Came::Learnt));
        let new = came.filter(|asked| is_learnable(&asked.bytes, &asked.key) && !is_known(asked));
        let gone = self.asked.iter().filter(|asked| matches!(asked.came, Came::Skipped | Came::Silent));
        LearntTerminal {
            keys: new.map(|asked| (asked.bytes.clone(), asked.key.clone())).collect(),
            missing: gone.map(|asked| asked.key.clone()).collect(),
        }
    }

    /// The way of typing that fits, where the sentence said that marks come from outside.
    pub fn typing(&self) -> Option<TypingMethod> {
        self.sentence.is_from_outside().then_some(TypingMethod::Off)
    }
}
