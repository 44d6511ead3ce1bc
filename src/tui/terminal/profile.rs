//! What this terminal can show, judged from TERM and the locale.

/// Spells Vietnamese in ASCII for terminals that show nothing else.
pub type Spelling = fn(&str) -> String;

/// What a terminal can show and which escapes it knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TerminalProfile {
    /// Only ASCII is shown: the locale is not UTF-8, or the terminal is too old.
    pub ascii: bool,
    /// Lines and corners are drawn with ASCII signs, whatever the letters are.
    pub ascii_borders: bool,
    /// No colours; meaning is never in them anyway.
    pub mono: bool,
    /// Only the escapes of a VT100: no CHA, VPA, ECH, IL, DL.
    pub vt100: bool,
}

impl TerminalProfile {
    /// Judges from the values of the environment: `term` is TERM, `locale` as [`locale_is_utf8`] takes it, `no_color`
    /// whether NO_COLOR is set and not empty.
    pub fn judge(term: &str, locale: Option<&str>, no_color: bool) -> TerminalProfile {
        // VT1xx and VT52 end at CUP; from the VT220 on there is ECH, IL and DL, but CHA and VPA only on the VT500s.
        let vt100 =
            is_vt(term) && !term.starts_with("vt5") || term == "vt52" || term == "ansi" || term.is_empty();
        let mono = no_color || is_vt(term);
        TerminalProfile { mono, vt100, ..TerminalProfile::default() }.told(term, locale_is_utf8(locale))
    }

    /// This profile of a terminal of which is known whether it reads UTF-8.
    pub fn told(self, term: &str, is_utf8: bool) -> TerminalProfile {
        let ascii = !is_utf8 || is_vt(term);
        TerminalProfile { ascii, ascii_borders: ascii || term == "linux", ..self }
    }
}

/// Whether the locale is one of UTF-8; `locale` is the first of LC_ALL, LC_CTYPE and LANG that is set and not empty.
pub fn locale_is_utf8(locale: Option<&str>) -> bool {
    let locale = locale.unwrap_or("").to_ascii_lowercase();
    locale.contains("utf-8") || locale.contains("utf8")
}

/// Whether TERM names a terminal of DEC, or one that is as plain. A digit follows: "vte" is a modern one.
pub(super) fn is_vt(term: &str) -> bool {
    term.strip_prefix("vt").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// The ASCII sign that stands for a line-drawing sign, or `None` when it is none.
pub(super) fn ascii_border(c: char) -> Option<char> {
    match c {
        '─' | '━' | '═' | '╌' | '┄' | '┈' | '╴' | '╶' => Some('-'),
        '│' | '┃' | '║' | '╎' | '┆' | '┊' | '╵' | '╷' => Some('|'),
        '\u{2500}'..='\u{257f}' => Some('+'),
        '\u{2580}'..='\u{259f}' => Some('#'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_follows_term_and_locale() {
        let utf8 = Some("vi_VN.UTF-8");
        let full = TerminalProfile::judge("xterm-256color", utf8, false);
        assert_eq!(full, TerminalProfile::default());
        assert_eq!(TerminalProfile::judge("vte-256color", utf8, false), full);
        let linux = TerminalProfile::judge("linux", utf8, false);
        assert_eq!(linux, TerminalProfile { ascii_borders: true, ..full });
        let old = TerminalProfile::judge("vt100", utf8, false);
        assert_eq!(old, TerminalProfile { ascii: true, ascii_borders: true, mono: true, vt100: true });
        for locale in [None, Some("C"), Some("vi_VN.TCVN"), Some("")] {
            assert!(TerminalProfile::judge("xterm", locale, false).ascii, "{locale:?}");
        }
        assert!(TerminalProfile::judge("xterm", utf8, true).mono);
        // What the terminal does counts for more than what the locale says, but a VT100 has no such letters.
        assert_eq!(TerminalProfile::judge("xterm", None, false).told("xterm", true), full);
        assert_eq!(old.told("vt100", true), old);
        assert!(linux.told("linux", true).ascii_borders && linux.told("linux", false).ascii);
    }

    #[test]
    fn borders_become_ascii() {
        let drawn: String = "┌─┐│".chars().filter_map(ascii_border).collect();
        assert_eq!(drawn, "+-+|");
        assert_eq!(ascii_border('ễ'), None);
    }
}
