//! What the terminals in use send, family by family, from their own papers and not from our table.

use super::*;

/// One keyboard: its name, the profile that serves it, what it sends and which key that is.
pub(in crate::tui) type Family = (&'static str, Keyboard, &'static [(&'static str, &'static str)]);

pub(in crate::tui) const FAMILIES: &[Family] = &[
    (
        "xterm, normal and application cursor keys",
        Keyboard::Usual,
        &[
            ("\x1b[A", "Up"),
            ("\x1b[B", "Down"),
            ("\x1b[C", "Right"),
            ("\x1b[D", "Left"),
            ("\x1b[H", "Home"),
            ("\x1b[F", "End"),
            ("\x1bOA", "Up"),
            ("\x1bOB", "Down"),
            ("\x1bOC", "Right"),
            ("\x1bOD", "Left"),
            ("\x1bOH", "Home"),
            ("\x1bOF", "End"),
            ("\x1b[2~", "Insert"),
            ("\x1b[3~", "Delete"),
            ("\x1b[5~", "PageUp"),
            ("\x1b[6~", "PageDown"),
            ("\x1bOP", "F1"),
            ("\x1bOQ", "F2"),
            ("\x1bOR", "F3"),
            ("\x1bOS", "F4"),
            ("\x1b[15~", "F5"),
            ("\x1b[17~", "F6"),
            ("\x1b[18~", "F7"),
            ("\x1b[19~", "F8"),
            ("\x1b[20~", "F9"),
            ("\x1b[21~", "F10"),
            ("\x1b[23~", "F11"),
            ("\x1b[24~", "F12"),
            ("\x1b[Z", "Shift-Tab"),
        ],
    ),
    (
        "xterm with something held down",
        Keyboard::Usual,
        &[
            ("\x1b[1;5C", "Ctrl-Right"),
            ("\x1b[1;5D", "Ctrl-Left"),
            ("\x1b[1;2A", "Shift-Up"),
            ("\x1b[1;3B", "Alt-Down"),
            ("\x1b[1;6H", "Ctrl-Shift-Home"),
            ("\x1b[1;2P", "Shift-F1"),
            ("\x1b[1;5Q", "Ctrl-F2"),
            ("\x1b[1;2R", "Shift-F3"),
            ("\x1bO2P", "Shift-F1"),
            ("\x1bO5S", "Ctrl-F4"),
            ("\x1b[3;5~", "Ctrl-Delete"),
            ("\x1b[24;2~", "Shift-F12"),
            ("\x1b[1;9A", "Alt-Up"),
        ],
    ),
    (
        "xterm with modifyOtherKeys",
        Keyboard::Usual,
        &[
            ("\x1b[27;5;112~", "Ctrl-P"),
            ("\x1b[112;5u", "Ctrl-P"),
            ("\x1b[27;6;80~", "Ctrl-P"),
            ("\x1b[27;2;65~", "A"),
            ("\x1b[27;5;105~", "Tab"),
            ("\x1b[27;2;9~", "Shift-Tab"),
            ("\x1b[27;2;13~", "Enter"),
            ("\x1b[27;5;104~", "Backspace"),
            ("\x1b[27;5;91~", "Esc"),
            ("\x1b[27;3;120~", "Alt-x"),
            ("\x1b[27;2;32~", "Space"),
        ],
    ),
    (
        "PuTTY, ESC[n~",
        Keyboard::Usual,
        &[
            ("\x1b[11~", "F1"),
            ("\x1b[12~", "F2"),
            ("\x1b[13~", "F3"),
            ("\x1b[14~", "F4"),
            ("\x1b[15~", "F5"),
            ("\x1b[20~", "F9"),
            ("\x1b[1~", "Home"),
            ("\x1b[4~", "End"),
            ("\x1b\x1b[A", "Esc Up"),
        ],
    ),
    (
        "PuTTY, Linux; the Linux console",
        Keyboard::Usual,
        &[
            ("\x1b[[A", "F1"),
            ("\x1b[[B", "F2"),
            ("\x1b[[C", "F3"),
            ("\x1b[[D", "F4"),
            ("\x1b[[E", "F5"),
            ("\x1b[17~", "F6"),
            ("\x1b[25~", "Shift-F1"),
            ("\x1b[34~", "Shift-F8"),
            ("\x1bOp", "0"),
        ],
    ),
    (
        "PuTTY, Xterm R6 and VT400",
        Keyboard::Usual,
        &[("\x1bOP", "F1"), ("\x1bOS", "F4"), ("\x1b[15~", "F5"), ("\x1b[11~", "F1"), ("\x1b[24~", "F12")],
    ),
    (
        "PuTTY, VT100+; VT100",
        Keyboard::Usual,
        &[
            ("\x1bOP", "F1"),
            ("\x1bOT", "F5"),
            ("\x1bOU", "F6"),
            ("\x1bOV", "F7"),
            ("\x1bOW", "F8"),
            ("\x1bOX", "F9"),
            ("\x1bOY", "F10"),
            ("\x1bOZ", "F11"),
            ("\x1bO[", "F12"),
        ],
    ),
    (
        "PuTTY, Xterm 216+",
        Keyboard::Usual,
        &[("\x1bOP", "F1"), ("\x1b[1;2Q", "Shift-F2"), ("\x1b[15;5~", "Ctrl-F5"), ("\x1b[1;5A", "Ctrl-Up")],
    ),
    (
        "PuTTY, SCO; SCO console, FreeBSD's cons25",
        Keyboard::Sco,
        &[
            ("\x1b[M", "F1"),
            ("\x1b[N", "F2"),
            ("\x1b[O", "F3"),
            ("\x1b[P", "F4"),
            ("\x1b[Q", "F5"),
            ("\x1b[R", "F6"),
            ("\x1b[S", "F7"),
            ("\x1b[T", "F8"),
            ("\x1b[U", "F9"),
            ("\x1b[V", "F10"),
            ("\x1b[W", "F11"),
            ("\x1b[X", "F12"),
            ("\x1b[Y", "Shift-F1"),
            ("\x1b[a", "Shift-F3"),
            ("\x1b[j", "Shift-F12"),
            ("\x1b[k", "Ctrl-F1"),
            ("\x1b[v", "Ctrl-F12"),
            ("\x1b[w", "Ctrl-Shift-F1"),
            ("\x1b[@", "Ctrl-Shift-F5"),
            ("\x1b[[", "Ctrl-Shift-F6"),
            ("\x1b[{", "Ctrl-Shift-F12"),
            ("\x1b[A", "Up"),
            ("\x1b[H", "Home"),
            ("\x1b[F", "End"),
            ("\x1b[I", "PageUp"),
            ("\x1b[G", "PageDown"),
            ("\x1b[L", "Insert"),
            ("\x1b[Z", "Shift-Tab"),
            ("\x1bOA", "Up"),
        ],
    ),
    (
        "PuTTY, VT400, the six keys over the arrows",
        Keyboard::PuttyVt400,
        &[
            ("\x1b[1~", "Insert"),
            ("\x1b[2~", "Home"),
            ("\x1b[3~", "PageUp"),
            ("\x1b[4~", "Delete"),
            ("\x1b[5~", "End"),
            ("\x1b[6~", "PageDown"),
            ("\x1b[11~", "F1"),
            ("\x1bOP", "F1"),
            ("\x1b[Z", "Shift-Tab"),
        ],
    ),
    ("PuTTY, Home and End as rxvt", Keyboard::PuttyRxvt, &[("\x1b[H", "Home"), ("\x1bOw", "End")]),
    (
        "rxvt",
        Keyboard::Usual,
        &[
            ("\x1b[7~", "Home"),
            ("\x1b[8~", "End"),
            ("\x1b[a", "Shift-Up"),
            ("\x1b[d", "Shift-Left"),
            ("\x1bOa", "Ctrl-Up"),
            ("\x1bOc", "Ctrl-Right"),
            ("\x1b[3$", "Shift-Delete"),
            ("\x1b[5^", "Ctrl-PageUp"),
            ("\x1b[6@", "Ctrl-Shift-PageDown"),
            ("\x1b[11~", "F1"),
            ("\x1b[11^", "Ctrl-F1"),
            ("\x1b[23$", "Shift-F11"),
        ],
    ),
    (
        "the keypad in application mode, with something held down",
        Keyboard::Usual,
        &[
            ("\x1bOp", "0"),
            ("\x1bOq", "1"),
            ("\x1bOw", "7"),
            ("\x1bOy", "9"),
            ("\x1bOn", "."),
            ("\x1bOk", "+"),
            ("\x1bOm", "-"),
            ("\x1bOj", "*"),
            ("\x1bOo", "/"),
            ("\x1bOM", "Enter"),
            ("\x1bO5M", "Ctrl-Enter"),
            ("\x1bO2p", "0"),
            ("\x1bO5q", "Ctrl-1"),
        ],
    ),
    (
        "letters",
        Keyboard::Usual,
        &[
            ("\r", "Enter"),
            ("\n", "Enter"),
            ("\t", "Tab"),
            ("\x7f", "Backspace"),
            ("\x08", "Backspace"),
            ("\x10", "Ctrl-P"),
            ("\x1c", "Ctrl-\\"),
            ("đ", "đ"),
            ("ễ", "ễ"),
            ("ƀ", "ƀ"),
            ("\u{10a80}", "\u{10a80}"),
            ("\x1bx", "Alt-x"),
            ("\x1bđ", "Alt-đ"),
            ("\x1b]x", "Alt-] x"),
            ("\x1bPx", "Alt-P x"),
        ],
    ),
    (
        "answers that nobody asked for",
        Keyboard::Usual,
        &[
            ("\x1b[I", ""),
            ("\x1b[M !!", ""),
            ("\x1b[<0;10;20M", ""),
            ("\x1b[<0;10;20m", ""),
            ("\x1b[24;80R", ""),
            ("\x1b[0n", ""),
            ("\x1b[?1;2c", ""),
            ("\x1b[>41;330;0c", ""),
            ("\x1b[?2026;2$y", ""),
            ("\x1b[8;24;80t", ""),
            ("\x1b[999~", ""),
            ("\x1b[201~", ""),
            ("\x1b[97;1:3u", ""),
            ("\x1b]11;rgb:ffff/ffff/dddd\x1b\\", ""),
            ("\x1b]11;rgb:0000/0000/0000\x07", ""),
            ("\x1b]lNghe Dân\x1b\\", ""),
            ("\x1bP1$r0m\x1b\\", ""),
            ("\x1bP>|XTerm(390)\x1b\\", ""),
            ("\x1bP!|00000000\x1b\\", ""),
            ("\x1b_Gi=1;OK\x1b\\", ""),
            ("\x1bOE", ""),
        ],
    ),
];

/// Keys as the table spells them.
pub(in crate::tui) fn spelled(keys: &str) -> Vec<Key> {
    keys.split_whitespace().map(|key| Key::parse(key).unwrap_or_else(|| panic!("{key} is no key"))).collect()
}

/// Bytes that come after gaps; time goes by as in the loop that reads them.
pub(super) fn typed(keyboard: Keyboard, pieces: &[(Duration, &[u8])]) -> Vec<Key> {
    let (mut decoder, mut keys) = (Decoder::new(keyboard), Vec::new());
    for (gap, piece) in pieces {
        if decoder.waits().is_some_and(|wait| *gap >= wait) {
            decoder.timeout(&mut keys);
        }
        decoder.feed(piece, &mut keys);
    }
    keys
}

#[test]
fn every_family_is_read_wherever_a_slow_line_cuts_it() {
    let gaps = [20, 50, 90].map(Duration::from_millis);
    let (mut sequences, mut places, mut wrong) = (0, 0, Vec::new());
    for (family, keyboard, table) in FAMILIES {
        for (bytes, keys) in *table {
            let mut wanted = spelled(keys);
            // What comes next is never a part of it.
            wanted.push(Key::char('z'));
            let bytes = [bytes.as_bytes(), b"z"].concat();
            sequences += 1;
            let mut ask = |pieces: &[(Duration, &[u8])]| {
                places += 1;
                let got = typed(*keyboard, pieces);
                if got != wanted {
                    wrong.push(format!("{family}: {:?}: {got:?}", String::from_utf8_lossy(&bytes)));
                }
            };
            for gap in gaps {
                for cut in 0..bytes.len() {
                    let (before, after) = bytes.split_at(cut);
                    ask(&[(Duration::ZERO, before), (gap, after)]);
                }
                let single: Vec<(Duration, &[u8])> = bytes.chunks(1).map(|byte| (gap, byte)).collect();
                ask(&single);
            }
        }
    }
    println!("{sequences} sequences, {places} places with gaps of 20, 50 and 90 ms, {} wrong", wrong.len());
    assert!(sequences >= 59 && wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn term_or_a_setting_names_the_keyboard() {
    for (name, keyboard) in Keyboard::NAMES {
        assert_eq!(Keyboard::named(name), Some(*keyboard));
    }
    assert_eq!(Keyboard::named("SCO"), None);
    assert_eq!(Keyboard::of_term("scoansi"), Keyboard::Sco);
    assert_eq!(Keyboard::of_term("cons25w"), Keyboard::Sco);
    for term in ["xterm-256color", "putty", "linux", "vt100", "rxvt-unicode", ""] {
        assert_eq!(Keyboard::of_term(term), Keyboard::Usual, "{term}");
    }
}
