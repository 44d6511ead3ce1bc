//! One key as an officer pressed it, and its spelling in keymaps and on the help page.

use std::fmt;

/// Which key, whatever was held down with it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum KeyCode {
    /// A letter or sign as it arrived: capital when Shift made it so; a combining mark comes alone.
    Char(char),
    /// Enter, and the line feed that some terminals send for it.
    Enter,
    /// Tab.
    Tab,
    /// Shift-Tab, which has a name of its own in every terminal.
    BackTab,
    /// Backspace: 0x7f and 0x08 alike.
    Backspace,
    /// Delete, forwards.
    Delete,
    /// Insert.
    Insert,
    /// Escape, alone.
    Esc,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// A function key, 1 to 12.
    F(u8),
    /// A whole bracketed paste; its line ends are `\n`. Not cleaned: that is the field's business.
    Paste(String),
    /// A key that has no name here (a function key past F12).
    Unknown,
}

/// A key with what was held down.
///
/// Invariant: a `Char` never carries `shift` (the letter says it), nor does `BackTab`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// Which key.
    pub code: KeyCode,
    /// Ctrl was held.
    pub ctrl: bool,
    /// Alt was held, or Esc was pressed just before.
    pub alt: bool,
    /// Shift was held, for keys that have no capital.
    pub shift: bool,
}

/// The names of keys that are not letters: the first spelling of a code is the one shown.
const NAMES: &[(&str, KeyCode)] = &[
    ("Enter", KeyCode::Enter),
    ("Tab", KeyCode::Tab),
    ("Shift-Tab", KeyCode::BackTab),
    ("BackTab", KeyCode::BackTab),
    ("Backspace", KeyCode::Backspace),
    ("Delete", KeyCode::Delete),
    ("Del", KeyCode::Delete),
    ("Insert", KeyCode::Insert),
    ("Ins", KeyCode::Insert),
    ("Esc", KeyCode::Esc),
    ("Up", KeyCode::Up),
    ("Down", KeyCode::Down),
    ("Left", KeyCode::Left),
    ("Right", KeyCode::Right),
    ("Home", KeyCode::Home),
    ("End", KeyCode::End),
    ("PageUp", KeyCode::PageUp),
    ("PgUp", KeyCode::PageUp),
    ("PageDown", KeyCode::PageDown),
    ("PgDn", KeyCode::PageDown),
    ("Space", KeyCode::Char(' ')),
    ("F1", KeyCode::F(1)),
    ("F2", KeyCode::F(2)),
    ("F3", KeyCode::F(3)),
    ("F4", KeyCode::F(4)),
    ("F5", KeyCode::F(5)),
    ("F6", KeyCode::F(6)),
    ("F7", KeyCode::F(7)),
    ("F8", KeyCode::F(8)),
    ("F9", KeyCode::F(9)),
    ("F10", KeyCode::F(10)),
    ("F11", KeyCode::F(11)),
    ("F12", KeyCode::F(12)),
];

impl Key {
    /// This key with nothing held down.
    pub const fn plain(code: KeyCode) -> Key {
        Key { code, ctrl: false, alt: false, shift: false }
    }

    /// The letter or sign `c`.
    pub const fn char(c: char) -> Key {
        Key::plain(KeyCode::Char(c))
    }

    /// Ctrl with the letter or sign `c`.
    pub const fn ctrl(c: char) -> Key {
        Key { code: KeyCode::Char(c), ctrl: true, alt: false, shift: false }
    }

    /// The same key with Alt held too.
    pub fn with_alt(self) -> Key {
        Key { alt: true, ..self }
    }

    /// The letter that this key writes into a field, if it writes one: nothing held but Shift.
    pub fn typed(&self) -> Option<char> {
        match self.code {
            KeyCode::Char(c) if !self.ctrl && !self.alt => Some(c),
            _ => None,
        }
    }

    /// Reads a key of a keymap: `ctrl-p`, `f9`, `shift-tab`, `space`, `+`, `G`; capitals matter in single letters only.
    /// `None` when it is no key, or one that no terminal sends (Shift with a sign, Ctrl-Shift with a letter).
    pub fn parse(text: &str) -> Option<Key> {
        let mut key = Key::plain(KeyCode::Unknown);
        let mut rest = text;
        loop {
            // A whole name first: "shift-tab" is a name, and so is "-".
            if let Some(code) = code_named(rest) {
                key.code = code;
                break;
            }
            let (held, after) = rest.split_once('-')?;
            let flag = match held.to_ascii_lowercase().as_str() {
                "ctrl" => &mut key.ctrl,
                "alt" => &mut key.alt,
                "shift" => &mut key.shift,
                _ => return None,
            };
            if std::mem::replace(flag, true) {
                return None;
            }
            rest = after;
        }
        match key.code {
            KeyCode::Char(c) if key.ctrl => {
                if key.shift || !c.is_ascii() {
                    return None;
                }
                key.code = KeyCode::Char(c.to_ascii_lowercase());
            }
            KeyCode::Char(c) if key.shift => {
                let capital = c.is_lowercase().then(|| single(c.to_uppercase())).flatten()?;
                key = Key { code: KeyCode::Char(capital), shift: false, ..key };
            }
            KeyCode::Tab | KeyCode::BackTab if key.shift => {
                key = Key { code: KeyCode::BackTab, shift: false, ..key };
            }
            _ => {}
        }
        Some(key)
    }

    /// Whether no command may ever stand on this key: screen, tmux, input methods or terminals take it
    /// (Ctrl-A, Ctrl-B, Ctrl-Space, Alt-Z, Ctrl-Shift), or it arrives as another key (Ctrl-H, I, J, M, `[`).
    pub fn is_never_bound(&self) -> bool {
        if self.ctrl && self.shift {
            return true;
        }
        match self.code {
            KeyCode::Char(c) if self.ctrl => matches!(c, 'a' | 'b' | ' ' | 'h' | 'i' | 'j' | 'm' | '['),
            KeyCode::Char(c) if self.alt => matches!(c, 'z' | 'Z'),
            KeyCode::Paste(_) | KeyCode::Unknown => true,
            _ => false,
        }
    }
}

fn code_named(text: &str) -> Option<KeyCode> {
    let named = NAMES.iter().find(|(name, _)| name.eq_ignore_ascii_case(text));
    if let Some((_, code)) = named {
        return Some(code.clone());
    }
    let c = single(text.chars())?;
    (!c.is_control() && !c.is_whitespace()).then_some(KeyCode::Char(c))
}

fn single(mut chars: impl Iterator<Item = char>) -> Option<char> {
    let first = chars.next()?;
    chars.next().is_none().then_some(first)
}

impl fmt::Display for Key {
    /// As the help page writes it: `Ctrl-P`, `F9`, `Shift-Tab`, `Space`, `+`; a pasted text is not shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (held, name) in [(self.ctrl, "Ctrl-"), (self.alt, "Alt-"), (self.shift, "Shift-")] {
            if held {
                f.write_str(name)?;
            }
        }
        match &self.code {
            KeyCode::Paste(_) => f.write_str("(paste)"),
            KeyCode::Unknown => f.write_str("(?)"),
            code => match NAMES.iter().find(|(_, named)| named == code) {
                Some((name, _)) => f.write_str(name),
                None => match code {
                    KeyCode::Char(c) if self.ctrl => write!(f, "{}", c.to_ascii_uppercase()),
                    KeyCode::Char(c) => write!(f, "{c}"),
                    _ => f.write_str("(?)"),
                },
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn keymap_spellings_are_read() {
        let f9 = Key::plain(KeyCode::F(9));
        for (text, key) in [
            ("ctrl-p", Key::ctrl('p')),
            ("Ctrl-P", Key::ctrl('p')),
            ("f9", f9.clone()),
            ("shift-tab", Key::plain(KeyCode::BackTab)),
            ("space", Key::char(' ')),
            ("ctrl-space", Key::ctrl(' ')),
            ("+", Key::char('+')),
            ("-", Key::char('-')),
            ("alt--", Key::char('-').with_alt()),
            ("G", Key::char('G')),
            ("shift-g", Key::char('G')),
            ("đ", Key::char('đ')),
            ("shift-f9", Key { shift: true, ..f9.clone() }),
            ("ctrl-alt-PgUp", Key { ctrl: true, alt: true, ..Key::plain(KeyCode::PageUp) }),
        ] {
            assert_eq!(Key::parse(text), Some(key), "{text:?}");
        }
        for wrong in
            ["", "f13", "f0", "ctrl-", "hyper-x", "ab", "shift-+", "ctrl-ctrl-p", "ctrl-đ", "\t", "paste"]
        {
            assert_eq!(Key::parse(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn keys_that_arrive_as_others_are_never_bound() {
        for text in [
            "ctrl-h",
            "ctrl-i",
            "ctrl-m",
            "ctrl-[",
            "ctrl-a",
            "ctrl-space",
            "alt-z",
            "ctrl-shift-f9",
            "shift-ctrl-left",
        ] {
            assert!(Key::parse(text).unwrap().is_never_bound(), "{text}");
        }
        for text in ["ctrl-p", "ctrl-s", "z", "f1", "shift-tab", "alt-x"] {
            assert!(!Key::parse(text).unwrap().is_never_bound(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(text in "(ctrl-|alt-|shift-){0,2}(f[0-9]{1,2}|[a-z]{1,9}|[!-~]|đ|Ê|space|tab)") {
            if let Some(key) = Key::parse(&text) {
                prop_assert_eq!(Key::parse(&key.to_string()), Some(key));
            }
        }

        #[test]
        fn no_spelling_panics(text in "\\PC{0,12}") {
            let _ = Key::parse(&text).map(|key| key.to_string());
        }
    }
}
