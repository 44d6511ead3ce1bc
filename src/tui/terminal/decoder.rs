//! Raw bytes of a terminal become keys, wherever the line cut them.
//!
//! Every answer depends on the bytes that are held and never on how they were cut; time decides only about what can
//! still go on. Only a lone ESC is also a key by itself, so it alone waits shortly.

use std::time::Duration;

use super::key::{Key, KeyCode};
use super::sequences::{self, CONSOLE_FINAL, CSI_FINAL, Keyboard, SS3_FINAL, TILDE, TILDE_SHIFTED};
use crate::base::limits;

const ESC: u8 = 0x1b;
/// How long a lone ESC waits for the rest of a sequence.
const ESC_WAIT: Duration = Duration::from_millis(120);
/// How long a begun sequence or letter waits for its rest; a slow line may stop in the middle.
const REST_WAIT: Duration = Duration::from_millis(600);
/// How long a paste waits for its next bytes before it counts as ended; a line that drops packets stops for seconds.
const PASTE_WAIT: Duration = Duration::from_secs(5);
/// Bytes of a control sequence; no key and no report is as long.
const SEQUENCE_BYTES_MAX: usize = 64;
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
}

/// A bracketed paste on its way.
#[derive(Debug, Default)]
struct Paste {
    text: Vec<u8>,
    /// How many bytes of [`PASTE_END`] have come.
    matched: usize,
}

/// What the first bytes that are held are.
enum Taken {
    /// A key of so many bytes.
    Key(Key, usize),
    /// So many bytes that are no key: a report, a mouse, an unknown sequence.
    Nothing(usize),
    /// The sign before a paste, so many bytes.
    PasteBegins(usize),
    /// Their rest is still to come.
    Part,
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
        match held.as_slice() {
            [] => {}
            [ESC] => out.push(Key::plain(KeyCode::Esc)),
            [ESC, introducer @ (b'[' | b'O')] => out.push(Key::char(char::from(*introducer)).with_alt()),
            [ESC, b'[' | b'O', ..] => {}
            [ESC, ..] => out.push(Key::char(char::REPLACEMENT_CHARACTER).with_alt()),
            _ => out.push(Key::char(char::REPLACEMENT_CHARACTER)),
        }
    }

    /// Takes everything up to the begin of a paste; answers what comes after it.
    fn feed_keys<'a>(&mut self, bytes: &'a [u8], out: &mut Vec<Key>) -> &'a [u8] {
        let held_before = self.held.len();
        self.held.extend_from_slice(bytes);
        let mut at = 0;
        while let Some(rest) = self.held.get(at..).filter(|rest| !rest.is_empty()) {
            match take(rest, self.keyboard) {
                Taken::Key(key, used) => {
                    out.push(key);
                    at += used;
                }
                Taken::Nothing(used) => at += used,
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

/// What stands at the begin of `held`, which is not empty.
fn take(held: &[u8], keyboard: Keyboard) -> Taken {
    match held {
        [ESC] => Taken::Part,
        [ESC, b'[', rest @ ..] => take_csi(rest, keyboard),
        [ESC, b'O', rest @ ..] => take_ss3(rest),
        // Esc twice, or Esc and then an arrow that a slow line delivered together: never one key, as nothing here is
        // reached by Alt with an arrow only.
        [ESC, ESC, ..] => Taken::Key(Key::plain(KeyCode::Esc), 1),
        [ESC, rest @ ..] => match take_letter(rest) {
            Taken::Key(key, used) => Taken::Key(key.with_alt(), used + 1),
            Taken::Nothing(used) => Taken::Nothing(used + 1),
            other => other,
        },
        _ => take_letter(held),
    }
}

/// One letter or control character.
fn take_letter(held: &[u8]) -> Taken {
    let Some(first) = held.first() else { return Taken::Part };
    let code = match first {
        b'\r' | b'\n' => KeyCode::Enter,
        b'\t' => KeyCode::Tab,
        0x08 | 0x7f => KeyCode::Backspace,
        0x00 => return Taken::Key(Key::ctrl(' '), 1),
        0x01..=0x1a => return Taken::Key(Key::ctrl(char::from(first - 1 + b'a')), 1),
        0x1c..=0x1f => return Taken::Key(Key::ctrl(char::from(first - 0x1c + b'\\')), 1),
        0x1b => return Taken::Part,
        0x20..0x7f => KeyCode::Char(char::from(*first)),
        0x80.. => return take_utf8(held),
    };
    Taken::Key(Key::plain(code), 1)
}

/// One letter outside ASCII, or the replacement sign for the bytes that can be none.
fn take_utf8(held: &[u8]) -> Taken {
    let window = held.get(..held.len().min(4)).unwrap_or(held);
    let valid = match std::str::from_utf8(window) {
        Ok(text) => text,
        Err(broken) if broken.valid_up_to() > 0 => {
            window.get(..broken.valid_up_to()).and_then(|valid| std::str::from_utf8(valid).ok()).unwrap_or("")
        }
        Err(broken) => {
            let Some(bad) = broken.error_len() else { return Taken::Part };
            return Taken::Key(Key::char(char::REPLACEMENT_CHARACTER), bad);
        }
    };
    match valid.chars().next() {
        // C1 controls are no letters.
        Some(c) if c.is_control() => Taken::Nothing(c.len_utf8()),
        Some(c) => Taken::Key(Key::char(c), c.len_utf8()),
        None => Taken::Nothing(1),
    }
}

/// After `ESC [`.
fn take_csi(rest: &[u8], keyboard: Keyboard) -> Taken {
    const BEFORE: usize = 2;
    if let [b'[', after @ ..] = rest {
        let Some(last) = after.first() else { return Taken::Part };
        return match sequences::lookup(CONSOLE_FINAL, *last) {
            Some(code) => Taken::Key(Key::plain(code), BEFORE + 2),
            // Not the console's: the second bracket was the end of the sequence.
            None => Taken::Nothing(BEFORE + 1),
        };
    }
    let body = rest.iter().take_while(|byte| matches!(byte, 0x20..=0x3f)).count();
    if body > SEQUENCE_BYTES_MAX {
        return Taken::Nothing(BEFORE + body);
    }
    let Some(last) = rest.get(body) else { return Taken::Part };
    if !matches!(last, 0x40..=0x7e) {
        // Broken off: the byte that came instead is a key of its own.
        return Taken::Nothing(BEFORE + body);
    }
    let used = BEFORE + body + 1;
    if body == 0 {
        if keyboard == Keyboard::Sco
            && let Some(key) = sequences::sco_final(*last)
        {
            return Taken::Key(key, used);
        }
        if *last == b'M' {
            // The oldest mouse report has three bytes more, whatever they are.
            return if rest.len() < 4 { Taken::Part } else { Taken::Nothing(BEFORE + 4) };
        }
    }
    let Some(numbers) = rest.get(..body).and_then(parameters) else { return Taken::Nothing(used) };
    match csi_key(*last, numbers) {
        Some(KeyOrPaste::Key(key)) => Taken::Key(key, used),
        Some(KeyOrPaste::Paste) => Taken::PasteBegins(used),
        None => Taken::Nothing(used),
    }
}

enum KeyOrPaste {
    Key(Key),
    Paste,
}

/// The meaning of a whole control sequence with at most three numbers (a missing one is 1).
fn csi_key(last: u8, numbers: [u32; 3]) -> Option<KeyOrPaste> {
    let [first, second, third] = numbers;
    let key = match last {
        b'~' if first == 200 => return Some(KeyOrPaste::Paste),
        // xterm's modifyOtherKeys.
        b'~' if first == 27 => sequences::modified(char_code(third)?, second),
        b'~' => match sequences::lookup(TILDE, first) {
            Some(code) => sequences::modified(code, second),
            None => {
                let code = KeyCode::F(sequences::lookup(TILDE_SHIFTED, first)?);
                Key { shift: true, ..sequences::modified(code, second) }
            }
        },
        b'u' => sequences::modified(char_code(first)?, second),
        // A cursor report looks like F3 with a modifier; row 1 is the only one that can be mistaken, and nobody asks.
        b'R' if first == 1 && (2..=16).contains(&second) => sequences::modified(KeyCode::F(3), second),
        _ if first == 1 => sequences::modified(sequences::lookup(CSI_FINAL, last)?, second),
        // rxvt and old PuTTY: `ESC [ 5 C` without the leading 1.
        _ if second == 1 => sequences::modified(sequences::lookup(CSI_FINAL, last)?, first),
        _ => return None,
    };
    Some(KeyOrPaste::Key(key))
}

/// The key of a code point as terminals send it in numbers.
fn char_code(number: u32) -> Option<KeyCode> {
    match number {
        13 => Some(KeyCode::Enter),
        9 => Some(KeyCode::Tab),
        27 => Some(KeyCode::Esc),
        8 | 127 => Some(KeyCode::Backspace),
        _ => char::from_u32(number).filter(|c| !c.is_control()).map(KeyCode::Char),
    }
}

/// Up to three numbers separated by `;`, a missing one is 1; `None` when anything else stands there.
fn parameters(body: &[u8]) -> Option<[u32; 3]> {
    let text = std::str::from_utf8(body).ok()?;
    let mut numbers = [1; 3];
    for (i, part) in text.split(';').enumerate() {
        let number = numbers.get_mut(i)?;
        if !part.is_empty() {
            *number = part.parse().ok()?;
        }
    }
    Some(numbers)
}

/// After `ESC O`.
fn take_ss3(rest: &[u8]) -> Taken {
    const BEFORE: usize = 2;
    let body = rest.iter().take_while(|byte| matches!(byte, b'0'..=b'9' | b';')).count();
    if body > SEQUENCE_BYTES_MAX {
        return Taken::Nothing(BEFORE + body);
    }
    let Some(last) = rest.get(body) else { return Taken::Part };
    if !matches!(last, 0x20..=0x7e) {
        return Taken::Nothing(BEFORE + body);
    }
    let used = BEFORE + body + 1;
    let numbers = rest.get(..body).and_then(parameters);
    match (sequences::lookup(SS3_FINAL, *last), numbers) {
        (Some(code), Some([first, second, _])) => {
            Taken::Key(sequences::modified(code, first.max(second)), used)
        }
        _ => Taken::Nothing(used),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn keys_of(pieces: &[&[u8]]) -> Vec<Key> {
        let mut decoder = Decoder::default();
        let mut out = Vec::new();
        for piece in pieces {
            decoder.feed(piece, &mut out);
        }
        if decoder.waits().is_some() {
            decoder.timeout(&mut out);
        }
        out
    }

    fn one(bytes: &[u8]) -> Key {
        let keys = keys_of(&[bytes]);
        assert_eq!(keys.len(), 1, "{:?} gave {keys:?}", String::from_utf8_lossy(bytes));
        keys.into_iter().next().unwrap()
    }

    #[test]
    fn every_sequence_gives_the_same_key_wherever_it_is_cut() {
        for keyboard in [Keyboard::Usual, Keyboard::Sco] {
            let table = sequences::all(keyboard);
            assert!(table.len() > 300);
            for (bytes, key) in table {
                for cut in 0..=bytes.len() {
                    for (i, piece) in [(0, bytes.split_at(cut)), (1, bytes.split_at(cut))] {
                        let mut decoder = Decoder::new(keyboard);
                        let mut out = Vec::new();
                        decoder.feed(piece.0, &mut out);
                        if cut == 1 {
                            assert_eq!(decoder.waits(), Some(ESC_WAIT));
                        } else if cut > 1 && cut < bytes.len() {
                            // A gap of 500 ms is still shorter than the wait.
                            assert!(decoder.waits().unwrap() > Duration::from_millis(500));
                        }
                        decoder.feed(piece.1, &mut out);
                        if i == 1 {
                            decoder.feed(b"x", &mut out);
                            assert_eq!(out.pop(), Some(Key::char('x')), "{bytes:?}");
                        }
                        assert_eq!(out, [key.clone()], "{:?} cut at {cut}", String::from_utf8_lossy(&bytes));
                        assert_eq!(decoder.waits(), None);
                    }
                }
                let mut decoder = Decoder::new(keyboard);
                let mut out = Vec::new();
                bytes.iter().for_each(|byte| decoder.feed(&[*byte], &mut out));
                assert_eq!(out, [key]);
            }
        }
    }

    #[test]
    fn no_two_rows_of_the_table_disagree() {
        for keyboard in [Keyboard::Usual, Keyboard::Sco] {
            let mut seen = std::collections::HashMap::new();
            for (bytes, key) in sequences::all(keyboard) {
                if let Some(other) = seen.insert(bytes.clone(), key.clone()) {
                    assert_eq!(other, key, "{:?}", String::from_utf8_lossy(&bytes));
                }
            }
        }
    }

    #[test]
    fn families_of_keyboards_agree() {
        let f1 = Key::plain(KeyCode::F(1));
        for bytes in ["\x1bOP", "\x1b[11~", "\x1b[[A", "\x1b[P"] {
            assert_eq!(one(bytes.as_bytes()), f1, "{bytes:?}");
        }
        for bytes in ["\x1b[H", "\x1bOH", "\x1b[1~", "\x1b[7~"] {
            assert_eq!(one(bytes.as_bytes()), Key::plain(KeyCode::Home), "{bytes:?}");
        }
        let ctrl_right = Key { ctrl: true, ..Key::plain(KeyCode::Right) };
        for bytes in ["\x1b[1;5C", "\x1b[5C", "\x1bO5C", "\x1bO1;5C"] {
            assert_eq!(one(bytes.as_bytes()), ctrl_right, "{bytes:?}");
        }
        for byte in [0x08, 0x7f] {
            assert_eq!(one(&[byte]), Key::plain(KeyCode::Backspace));
        }
        assert_eq!(one(b"\x10"), Key::ctrl('p'));
        assert_eq!(one(b"\x1c"), Key::ctrl('\\'));
        assert_eq!(one(b"\x1bx"), Key::char('x').with_alt());
        assert_eq!(one("\x1bđ".as_bytes()), Key::char('đ').with_alt());
        assert_eq!(one(b"\x1b[27;5;112~"), Key::ctrl('p'));
        assert_eq!(one(b"\x1b[Z"), Key::plain(KeyCode::BackTab));
    }

    #[test]
    fn a_lone_escape_is_a_key_after_its_wait_and_two_are_two() {
        let esc = Key::plain(KeyCode::Esc);
        assert_eq!(keys_of(&[b"\x1b"]), [esc.clone()]);
        assert_eq!(keys_of(&[b"\x1b\x1b"]), [esc.clone(), esc.clone()]);
        assert_eq!(keys_of(&[b"\x1b\x1b[A"]), [esc, Key::plain(KeyCode::Up)]);
        assert_eq!(keys_of(&[b"\x1b["]), [Key::char('[').with_alt()]);
        assert_eq!(keys_of(&[b"\x1b[1;"]), []);
        let mut decoder = Decoder::default();
        decoder.set_esc_wait(Duration::from_millis(400));
        decoder.feed(b"\x1b", &mut Vec::new());
        assert_eq!(decoder.waits(), Some(Duration::from_millis(400)));
    }

    #[test]
    fn reports_and_mice_are_swallowed_and_the_next_key_is_not() {
        for report in [
            "\x1b[I",
            "\x1b[O",
            "\x1b[M !!",
            "\x1b[<0;10;20M",
            "\x1b[24;80R",
            "\x1b[?1;2c",
            "\x1b[999~",
            "\x1b[201~",
        ] {
            for cut in 0..=report.len() {
                let (before, after) = report.as_bytes().split_at(cut);
                assert_eq!(keys_of(&[before, after, b"a"]), [Key::char('a')], "{report:?} cut at {cut}");
            }
        }
        // A sequence that is broken off gives way to what came instead.
        assert_eq!(keys_of(&[b"\x1b[1;\r"]), [Key::plain(KeyCode::Enter)]);
        assert_eq!(keys_of(&[b"\x1b[1;\x1b[A"]), [Key::plain(KeyCode::Up)]);
    }

    #[test]
    fn letters_wait_for_their_bytes_and_an_invalid_byte_eats_nothing() {
        let text = "ễĐƀê\u{306}";
        let keys: Vec<Key> = text.chars().map(Key::char).collect();
        for cut in 0..=text.len() {
            let (before, after) = text.as_bytes().split_at(cut);
            assert_eq!(keys_of(&[before, after]), keys, "cut at {cut}");
        }
        let bad = Key::char(char::REPLACEMENT_CHARACTER);
        assert_eq!(keys_of(&[b"\xffa"]), [bad.clone(), Key::char('a')]);
        assert_eq!(keys_of(&[b"\xe1\xbba"]), [bad.clone(), Key::char('a')]);
        assert_eq!(keys_of(&[b"\xe1", b"\xbb", b"\r"]), [bad.clone(), Key::plain(KeyCode::Enter)]);
        assert_eq!(keys_of(&[b"\xe1\xbb"]), [bad.clone()]);
        assert_eq!(keys_of(&[b"\xed\xa0\x80"]), [bad.clone(), bad.clone(), bad]);
    }

    #[test]
    fn backspaces_and_letters_of_one_read_stay_in_order() {
        let keys = keys_of(&["d\x7fđ\x08ê".as_bytes()]);
        let back = Key::plain(KeyCode::Backspace);
        assert_eq!(keys, [Key::char('d'), back.clone(), Key::char('đ'), back, Key::char('ê')]);
    }

    #[test]
    fn a_paste_is_one_key_wherever_it_is_cut() {
        let bytes = "a\x1b[200~Đơn\r\n\x1b[A dài\x1b[20\x1b[201~b".as_bytes();
        let pasted = Key::plain(KeyCode::Paste("Đơn\n\x1b[A dài\x1b[20".into()));
        for cut in 0..=bytes.len() {
            let (before, after) = bytes.split_at(cut);
            assert_eq!(keys_of(&[before, after]), [Key::char('a'), pasted.clone(), Key::char('b')], "{cut}");
        }
    }

    #[test]
    fn a_paste_is_capped_at_a_letter_and_ends_without_its_sign() {
        let mut bytes = b"\x1b[200~a".to_vec();
        bytes.extend("ễ".repeat(limits::PASTE_BYTES_MAX).bytes());
        let keys = keys_of(&[&bytes]);
        let [Key { code: KeyCode::Paste(text), .. }] = keys.as_slice() else { panic!("{}", keys.len()) };
        assert!(text.len() <= limits::PASTE_BYTES_MAX && text.len() > limits::PASTE_BYTES_MAX - 4);
        assert!(text.ends_with('ễ'));
    }

    proptest! {
        #[test]
        fn no_bytes_panic_and_the_next_key_arrives(
            bytes in proptest::collection::vec(prop_oneof![any::<u8>(), prop::sample::select(b"\x1b[O;12~M\xe1\xbb".to_vec())], 0..200),
            cut in 0usize..200,
        ) {
            let mut decoder = Decoder::default();
            let mut out = Vec::new();
            let (before, after) = bytes.split_at(cut.min(bytes.len()));
            decoder.feed(before, &mut out);
            decoder.feed(after, &mut out);
            let mut whole = Vec::new();
            let mut other = Decoder::default();
            other.feed(&bytes, &mut whole);
            prop_assert_eq!(&out, &whole);
            decoder.timeout(&mut out);
            prop_assert_eq!(decoder.waits(), None);
            out.clear();
            decoder.feed("ễ\x1b[A".as_bytes(), &mut out);
            prop_assert_eq!(out, [Key::char('ễ'), Key::plain(KeyCode::Up)]);
        }
    }
}
