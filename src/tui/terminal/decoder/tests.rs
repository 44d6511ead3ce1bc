//! Keys out of bytes, cut anywhere.

use super::*;
use crate::tui::terminal::sequences;

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
                    assert_eq!(out, vec![key.clone()], "{:?} cut at {cut}", String::from_utf8_lossy(&bytes));
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
    assert_eq!(keys_of(&[b"\x1b"]), vec![esc.clone()]);
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
    assert_eq!(keys_of(&[b"\xe1\xbb"]), vec![bad.clone()]);
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
