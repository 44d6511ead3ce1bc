//! The table of what keys send: xterm, PuTTY in all its modes, the Linux console, VT100 and VT220, rxvt, SCO.
//!
//! Sources: XTerm Control Sequences (ctlseqs), console_codes(4), PuTTY's "Keyboard panel", rxvt's reference, ECMA-48.
//! PuTTY's NetHack keypad sends plain letters (`h` for 4): nothing can tell them from typed ones.

use super::key::{Key, KeyCode};

/// The family of sequences that the terminal sends; SCO is one of its own, because its function keys are what mice and
/// focus reports are elsewhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keyboard {
    /// xterm, PuTTY, Linux console, VT100+, VT220: one table serves them all.
    #[default]
    Usual,
    /// PuTTY's SCO mode, SCO consoles and those of FreeBSD.
    Sco,
    /// PuTTY whose Home and End are set to rxvt: its End is elsewhere the 7 of the keypad.
    PuttyRxvt,
    /// PuTTY's VT400 mode: the six keys over the arrows send what a VT420 has in their places, so that Page up would
    /// delete.
    PuttyVt400,
}

impl Keyboard {
    /// All families with the names under which settings know them.
    pub const NAMES: &'static [(&'static str, Keyboard)] = &[
        ("usual", Keyboard::Usual),
        ("sco", Keyboard::Sco),
        ("putty-rxvt", Keyboard::PuttyRxvt),
        ("putty-vt400", Keyboard::PuttyVt400),
    ];

    /// The family of this name.
    pub fn named(name: &str) -> Option<Keyboard> {
        lookup(Keyboard::NAMES, name)
    }

    /// The family that TERM names; [`Keyboard::Usual`] when it names none.
    pub fn of_term(term: &str) -> Keyboard {
        let is_sco = ["scoansi", "sco-ansi", "cons25"].iter().any(|name| term.starts_with(name));
        if is_sco { Keyboard::Sco } else { Keyboard::Usual }
    }
}

/// `ESC [ n ~` and `ESC [ n ; m ~`. Past F12 the VT220 numbers go on; consoles send them for Shift-F1 and further.
pub(super) const TILDE: &[(u32, KeyCode)] = &[
    (1, KeyCode::Home),
    (2, KeyCode::Insert),
    (3, KeyCode::Delete),
    (4, KeyCode::End),
    (5, KeyCode::PageUp),
    (6, KeyCode::PageDown),
    (7, KeyCode::Home),
    (8, KeyCode::End),
    (11, KeyCode::F(1)),
    (12, KeyCode::F(2)),
    (13, KeyCode::F(3)),
    (14, KeyCode::F(4)),
    (15, KeyCode::F(5)),
    (17, KeyCode::F(6)),
    (18, KeyCode::F(7)),
    (19, KeyCode::F(8)),
    (20, KeyCode::F(9)),
    (21, KeyCode::F(10)),
    (23, KeyCode::F(11)),
    (24, KeyCode::F(12)),
];

/// The number in [`TILDE`] of what this keyboard sends as `n`.
pub(super) fn tilde(n: u32, keyboard: Keyboard) -> u32 {
    match (keyboard, n) {
        (Keyboard::PuttyVt400, 1) => 2,
        (Keyboard::PuttyVt400, 2) => 1,
        (Keyboard::PuttyVt400, 3) => 5,
        (Keyboard::PuttyVt400, 4) => 3,
        (Keyboard::PuttyVt400, 5) => 4,
        _ => n,
    }
}

/// `ESC [ n ~` of Shift with F1 to F8 on consoles (F13 to F20 of a VT220).
pub(super) const TILDE_SHIFTED: &[(u32, u8)] =
    &[(25, 1), (26, 2), (28, 3), (29, 4), (31, 5), (32, 6), (33, 7), (34, 8)];

/// `ESC [ X` and `ESC [ 1 ; m X`.
pub(super) const CSI_FINAL: &[(u8, KeyCode)] = &[
    (b'A', KeyCode::Up),
    (b'B', KeyCode::Down),
    (b'C', KeyCode::Right),
    (b'D', KeyCode::Left),
    (b'H', KeyCode::Home),
    (b'F', KeyCode::End),
    (b'P', KeyCode::F(1)),
    (b'Q', KeyCode::F(2)),
    (b'S', KeyCode::F(4)),
    (b'Z', KeyCode::BackTab),
];

/// `ESC O X` and `ESC O m X`: VT100 cursor and function keys, VT100+ function keys, the keypad in application mode.
pub(super) const SS3_FINAL: &[(u8, KeyCode)] = &[
    (b'A', KeyCode::Up),
    (b'B', KeyCode::Down),
    (b'C', KeyCode::Right),
    (b'D', KeyCode::Left),
    (b'H', KeyCode::Home),
    (b'F', KeyCode::End),
    (b'P', KeyCode::F(1)),
    (b'Q', KeyCode::F(2)),
    (b'R', KeyCode::F(3)),
    (b'S', KeyCode::F(4)),
    (b'T', KeyCode::F(5)),
    (b'U', KeyCode::F(6)),
    (b'V', KeyCode::F(7)),
    (b'W', KeyCode::F(8)),
    (b'X', KeyCode::F(9)),
    (b'Y', KeyCode::F(10)),
    (b'Z', KeyCode::F(11)),
    (b'[', KeyCode::F(12)),
    (b'M', KeyCode::Enter),
    (b'I', KeyCode::Tab),
    (b' ', KeyCode::Char(' ')),
    (b'j', KeyCode::Char('*')),
    (b'k', KeyCode::Char('+')),
    (b'l', KeyCode::Char(',')),
    (b'm', KeyCode::Char('-')),
    (b'n', KeyCode::Char('.')),
    (b'o', KeyCode::Char('/')),
    (b'p', KeyCode::Char('0')),
    (b'q', KeyCode::Char('1')),
    (b'r', KeyCode::Char('2')),
    (b's', KeyCode::Char('3')),
    (b't', KeyCode::Char('4')),
    (b'u', KeyCode::Char('5')),
    (b'v', KeyCode::Char('6')),
    (b'w', KeyCode::Char('7')),
    (b'x', KeyCode::Char('8')),
    (b'y', KeyCode::Char('9')),
];

/// `ESC [ [ X`: the Linux console's F1 to F5.
pub(super) const CONSOLE_FINAL: &[(u8, KeyCode)] = &[
    (b'A', KeyCode::F(1)),
    (b'B', KeyCode::F(2)),
    (b'C', KeyCode::F(3)),
    (b'D', KeyCode::F(4)),
    (b'E', KeyCode::F(5)),
];

/// rxvt: `ESC [ x` with Shift, `ESC O x` with Ctrl.
pub(super) const RXVT_FINAL: &[(u8, KeyCode)] =
    &[(b'a', KeyCode::Up), (b'b', KeyCode::Down), (b'c', KeyCode::Right), (b'd', KeyCode::Left)];

/// rxvt's `n $` after `ESC [`, Shift with a key of [`TILDE`]: which key, and how many bytes. Elsewhere `$` stands before
/// the last byte of a sequence, but never after one such number alone.
pub(super) fn rxvt_shifted(rest: &[u8]) -> Option<(KeyCode, usize)> {
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if rest.get(digits) != Some(&b'$') || digits > 2 {
        return None;
    }
    let number = std::str::from_utf8(rest.get(..digits)?).ok()?.parse().ok()?;
    Some((lookup(TILDE, number)?, digits + 1))
}

/// `ESC [ X` of a SCO keyboard, before [`CSI_FINAL`] is asked. F1 to F12 are `M` to `X`, see [`sco_final`].
const SCO_FINAL: &[(u8, KeyCode)] =
    &[(b'I', KeyCode::PageUp), (b'G', KeyCode::PageDown), (b'L', KeyCode::Insert), (b'E', KeyCode::Unknown)];

/// The finals of F1 to F12 of a SCO keyboard: alone, with Shift, with Ctrl, with both.
const SCO_FUNCTIONS: &[u8] = b"MNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz@[\\]^_`{";

/// The key of `ESC [ final` on a SCO keyboard, if it differs from the usual table.
pub(super) fn sco_final(last: u8) -> Option<Key> {
    // Shift-F2 would be `Z`, which is Shift-Tab here too: Shift-Tab is on the daily path.
    let function = SCO_FUNCTIONS.iter().position(|known| *known == last && last != b'Z');
    if let Some(at) = function {
        let number = u8::try_from(at % 12 + 1).ok()?;
        let (shift, ctrl) = (at / 12 % 2 == 1, at / 24 == 1);
        return Some(Key { shift, ctrl, ..Key::plain(KeyCode::F(number)) });
    }
    lookup(SCO_FINAL, last).map(Key::plain)
}

/// The key that stands beside `sent`.
pub(super) fn lookup<T: PartialEq + Copy, K: Clone>(table: &[(T, K)], sent: T) -> Option<K> {
    table.iter().find(|(known, _)| *known == sent).map(|(_, key)| key.clone())
}

/// A key with the modifiers of xterm's parameter: 1 + (1 Shift, 2 Alt, 4 Ctrl, 8 Meta).
pub(super) fn modified(code: KeyCode, parameter: u32) -> Key {
    let held = parameter.saturating_sub(1);
    let shift = held & 1 != 0 && !matches!(code, KeyCode::Char(_) | KeyCode::BackTab);
    Key { code, shift, alt: held & (2 | 8) != 0, ctrl: held & 4 != 0 }
}

/// The same key as terminals send it that have no numbers for letters: with Ctrl some are others, and Shift is in the
/// letter.
pub(super) fn as_others_send(mut key: Key) -> Key {
    if let (KeyCode::Char(c), true) = (&key.code, key.ctrl) {
        let code = match c.to_ascii_lowercase() {
            'h' | '?' => KeyCode::Backspace,
            'i' => KeyCode::Tab,
            'j' | 'm' => KeyCode::Enter,
            '[' => KeyCode::Esc,
            lower => KeyCode::Char(lower),
        };
        key.code = code;
    }
    match key.code {
        KeyCode::Tab if key.shift => Key { code: KeyCode::BackTab, ctrl: false, shift: false, ..key },
        KeyCode::Enter | KeyCode::Tab | KeyCode::Backspace | KeyCode::Esc => {
            Key { ctrl: false, shift: false, ..key }
        }
        _ => key,
    }
}

/// Everything this table says, as (bytes, key).
#[cfg(test)]
pub(super) fn all(keyboard: Keyboard) -> Vec<(Vec<u8>, Key)> {
    let mut list: Vec<(Vec<u8>, Key)> = Vec::new();
    let mut add = |text: String, key: Key| list.push((text.into_bytes(), key));
    let sco = keyboard == Keyboard::Sco;
    if sco {
        for last in b'@'..=b'{' {
            if let Some(key) = sco_final(last) {
                add(format!("\x1b[{}", char::from(last)), key);
            }
        }
    }
    for (n, code) in TILDE {
        let code = lookup(TILDE, tilde(*n, keyboard)).unwrap_or(code.clone());
        add(format!("\x1b[{n}~"), Key::plain(code.clone()));
        for m in 2..=8 {
            add(format!("\x1b[{n};{m}~"), modified(code.clone(), m));
        }
    }
    for (n, f) in TILDE_SHIFTED {
        add(format!("\x1b[{n}~"), Key { shift: true, ..Key::plain(KeyCode::F(*f)) });
    }
    for (last, code) in CSI_FINAL {
        let last = *last;
        if !sco || sco_final(last).is_none() {
            add(format!("\x1b[{}", char::from(last)), Key::plain(code.clone()));
        }
        for m in 2..=8 {
            add(format!("\x1b[1;{m}{}", char::from(last)), modified(code.clone(), m));
        }
    }
    for (last, code) in SS3_FINAL {
        if keyboard == Keyboard::PuttyRxvt && *last == b'w' {
            add("\x1bOw".into(), Key::plain(KeyCode::End));
            continue;
        }
        add(format!("\x1bO{}", char::from(*last)), Key::plain(code.clone()));
        if last.is_ascii_alphabetic() {
            add(format!("\x1bO5{}", char::from(*last)), modified(code.clone(), 5));
        }
    }
    for (last, code) in RXVT_FINAL {
        if !sco {
            add(format!("\x1b[{}", char::from(*last)), Key { shift: true, ..Key::plain(code.clone()) });
        }
        add(format!("\x1bO{}", char::from(*last)), Key { ctrl: true, ..Key::plain(code.clone()) });
    }
    for (n, code) in TILDE {
        add(format!("\x1b[{n}$"), Key { shift: true, ..Key::plain(code.clone()) });
        add(format!("\x1b[{n}^"), Key { ctrl: true, ..Key::plain(code.clone()) });
        add(format!("\x1b[{n}@"), Key { shift: true, ctrl: true, ..Key::plain(code.clone()) });
    }
    for (last, code) in CONSOLE_FINAL.iter().filter(|_| !sco) {
        add(format!("\x1b[[{}", char::from(*last)), Key::plain(code.clone()));
    }
    list
}
