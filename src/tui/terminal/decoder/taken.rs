//! What the first bytes that came are: a key, nothing of ours, the begin of a paste, or a part of something.

use super::super::key::{Key, KeyCode};
use super::super::report::Report;
use super::super::sequences::{
    self, CONSOLE_FINAL, CSI_FINAL, Keyboard, RXVT_FINAL, SS3_FINAL, TILDE, TILDE_SHIFTED,
};
use super::ESC;

/// Bytes of a control sequence; no key and no report is as long.
const SEQUENCE_BYTES_MAX: usize = 64;

/// What the first bytes that are held are.
pub(super) enum Taken {
    /// A key of so many bytes.
    Key(Key, usize),
    /// What the terminal answers to a question, so many bytes.
    Report(Report, usize),
    /// So many bytes that are no key: a mouse, an answer that nobody asked for, an unknown sequence.
    Nothing(usize),
    /// The sign before a paste, so many bytes.
    PasteBegins(usize),
    /// Their rest is still to come.
    Part,
}

/// What stands at the begin of `held`, which is not empty.
pub(super) fn take(held: &[u8], keyboard: Keyboard) -> Taken {
    match held {
        [ESC] => Taken::Part,
        [ESC, b'[', rest @ ..] => take_csi(rest, keyboard),
        [ESC, b'O', rest @ ..] => take_ss3(rest, keyboard),
        [ESC, introducer @ (b']' | b'P' | b'_'), rest @ ..] => take_string(*introducer, rest),
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
    if let ([b'[', after @ ..], false) = (rest, keyboard == Keyboard::Sco) {
        let Some(last) = after.first() else { return Taken::Part };
        return match sequences::lookup(CONSOLE_FINAL, *last) {
            Some(code) => Taken::Key(Key::plain(code), BEFORE + 2),
            // Not the console's: the second bracket was the end of the sequence.
            None => Taken::Nothing(BEFORE + 1),
        };
    }
    if let Some((code, used)) = sequences::rxvt_shifted(rest) {
        return Taken::Key(Key { shift: true, ..Key::plain(code) }, BEFORE + used);
    }
    let body = rest.iter().take_while(|byte| matches!(byte, 0x20..=0x3f)).count();
    let Some(last) = rest.get(body) else { return Taken::Part };
    if !matches!(last, 0x40..=0x7e) || body > SEQUENCE_BYTES_MAX {
        // Broken off: the byte that came instead is a key of its own. One that is too long takes its end along.
        return Taken::Nothing(BEFORE + body + usize::from(matches!(last, 0x40..=0x7e)));
    }
    let used = BEFORE + body + 1;
    if body == 0 {
        if keyboard == Keyboard::Sco
            && let Some(key) = sequences::sco_final(*last)
        {
            return Taken::Key(key, used);
        }
        if *last == b'M' {
            // The oldest mouse report has three bytes more; a control character among them is none of them.
            let more = rest.iter().skip(1).take(3).take_while(|byte| **byte >= 0x20).count();
            let is_part = more < 3 && rest.len() == 1 + more;
            return if is_part { Taken::Part } else { Taken::Nothing(used + more) };
        }
    }
    let Some(numbers) = rest.get(..body).and_then(parameters) else { return Taken::Nothing(used) };
    if let Some(report) = report(*last, numbers, rest.get(..body).unwrap_or(&[])) {
        return Taken::Report(report, used);
    }
    match csi_key(*last, numbers, keyboard) {
        Some(KeyOrPaste::Key(key)) => Taken::Key(key, used),
        Some(KeyOrPaste::Paste) => Taken::PasteBegins(used),
        None => Taken::Nothing(used),
    }
}

/// An answer to a question of ours. Row 1 is never asked about: there `ESC [ 1 ; 5 R` would be F3 with a modifier.
fn report(last: u8, [first, second, _]: [u32; 3], body: &[u8]) -> Option<Report> {
    match last {
        b'R' if first > 1 => {
            Some(Report::Cursor { row: u16::try_from(first).ok()?, column: u16::try_from(second).ok()? })
        }
        b'n' if matches!(body, b"0" | b"3") => Some(Report::Alive),
        _ => None,
    }
}

enum KeyOrPaste {
    Key(Key),
    Paste,
}

/// The meaning of a whole control sequence with at most three numbers (a missing one is 1).
fn csi_key(last: u8, numbers: [u32; 3], keyboard: Keyboard) -> Option<KeyOrPaste> {
    let [first, second, third] = numbers;
    let key = match last {
        b'~' if first == 200 => return Some(KeyOrPaste::Paste),
        // xterm's modifyOtherKeys.
        b'~' if first == 27 => sequences::as_others_send(sequences::modified(char_code(third)?, second)),
        b'~' => match sequences::lookup(TILDE, sequences::tilde(first, keyboard)) {
            Some(code) => sequences::modified(code, second),
            None => {
                let code = KeyCode::F(sequences::lookup(TILDE_SHIFTED, first)?);
                Key { shift: true, ..sequences::modified(code, second) }
            }
        },
        b'u' => sequences::as_others_send(sequences::modified(char_code(first)?, second)),
        // rxvt: Ctrl, and Ctrl with Shift.
        b'^' => Key { ctrl: true, ..Key::plain(sequences::lookup(TILDE, first)?) },
        b'@' => Key { ctrl: true, shift: true, ..Key::plain(sequences::lookup(TILDE, first)?) },
        b'a'..=b'd' if first == 1 && second == 1 => {
            Key { shift: true, ..Key::plain(sequences::lookup(RXVT_FINAL, last)?) }
        }
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
fn take_ss3(rest: &[u8], keyboard: Keyboard) -> Taken {
    const BEFORE: usize = 2;
    let body = rest.iter().take_while(|byte| matches!(byte, b'0'..=b'9' | b';')).count();
    let Some(last) = rest.get(body) else { return Taken::Part };
    if !matches!(last, 0x20..=0x7e) {
        return Taken::Nothing(BEFORE + body);
    }
    let used = BEFORE + body + 1;
    if keyboard == Keyboard::PuttyRxvt && *last == b'w' {
        return Taken::Key(Key::plain(KeyCode::End), used);
    }
    if let (Some(code), 0) = (sequences::lookup(RXVT_FINAL, *last), body) {
        return Taken::Key(Key { ctrl: true, ..Key::plain(code) }, used);
    }
    let numbers = rest.get(..body.min(SEQUENCE_BYTES_MAX)).and_then(parameters);
    match (sequences::lookup(SS3_FINAL, *last), numbers) {
        (Some(code), Some([first, second, _])) => {
            Taken::Key(sequences::modified(code, first.max(second)), used)
        }
        _ => Taken::Nothing(used),
    }
}

/// After `ESC ]`, `ESC P` or `ESC _`: what a terminal answers in words goes on to BEL or `ESC \`; any other control
/// character breaks it off and is a key of its own. What no terminal begins so is Alt with that letter.
fn take_string(introducer: u8, rest: &[u8]) -> Taken {
    const BEFORE: usize = 2;
    let Some(first) = rest.first() else { return Taken::Part };
    let begins = match introducer {
        // The number of what was asked for, or the letter of a title.
        b']' => matches!(first, b'0'..=b'9' | b'l' | b'L'),
        b'P' => matches!(first, 0x20..=0x3f),
        _ => *first == b'G',
    };
    if !begins {
        return Taken::Key(Key::char(char::from(introducer)).with_alt(), BEFORE);
    }
    let body = rest.iter().take_while(|byte| !matches!(byte, 0..0x20 | 0x7f)).count();
    match rest.get(body..).unwrap_or(&[]) {
        [] | [ESC] => Taken::Part,
        [0x07, ..] => Taken::Nothing(BEFORE + body + 1),
        [ESC, b'\\', ..] => Taken::Nothing(BEFORE + body + 2),
        _ => Taken::Nothing(BEFORE + body),
    }
}
