//! What comes of keys that are pressed, skipped, strange or silent.

use ratatui::{buffer::Buffer, layout::Rect};

use super::*;
use crate::base::Lang;
use crate::tui::{Canvas, keymap::Keymap};

fn f(number: u8) -> Key {
    Key::plain(KeyCode::F(number))
}

/// A terminal before the doctor: bytes go through a decoder as in the program.
struct Bench {
    doctor: KeyDoctor,
    decoder: Decoder,
    now_ms: u64,
}

impl Bench {
    fn new() -> Bench {
        let mut decoder = Decoder::default();
        decoder.tell_bytes(true);
        let mut doctor = KeyDoctor::new((80, 24));
        assert!(!doctor.begin(0).is_empty());
        Bench { doctor, decoder, now_ms: 0 }
    }

    fn send(&mut self, bytes: &str) -> Examined {
        self.now_ms += 100;
        let mut keys = Vec::new();
        self.decoder.feed(bytes.as_bytes(), &mut keys);
        self.decoder.timeout(&mut keys);
        for report in self.decoder.take_reports() {
            self.doctor.answered(report, self.now_ms);
        }
        let heard = self.decoder.take_heard();
        let over = heard.iter().any(|heard| self.doctor.heard(heard, self.now_ms) == Examined::Over);
        if over { Examined::Over } else { Examined::GoesOn }
    }

    fn send_all(&mut self, keys: &[&str]) {
        for bytes in keys {
            assert_eq!(self.send(bytes), Examined::GoesOn, "{bytes:?}");
        }
    }

    fn lines(&self, lang: Lang) -> Vec<String> {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 80, 24));
        let keymap = Keymap::default_keys().unwrap();
        self.doctor.paint(&mut Canvas::new(&mut buffer), &keymap, lang, self.now_ms);
        let row = |y| (0..80).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_owned();
        (0..24).map(row).collect()
    }

    fn screen(&self, lang: Lang) -> String {
        self.lines(lang).join("\n")
    }
}

const XTERM: &[&str] = &[
    "\x1bOP", "\x1bOQ", "\x1bOR", "\x1bOS", "\x1b[17~", "\x1b[18~", "\x1b[19~", "\x1b[20~", "\x1b[H",
    "\x1b[F", "\x7f", "\x1b[3~", "\x13", "\x1b", "x",
];

#[test]
fn a_usual_terminal_has_nothing_to_be_learnt() {
    let mut bench = Bench::new();
    bench.send_all(XTERM);
    assert_eq!(bench.doctor.learnt(), LearntTerminal::default());
    assert_eq!(bench.doctor.answered_keys().len(), 14);
    assert!(bench.screen(Lang::Vi).contains("Gõ thử một câu"), "{}", bench.screen(Lang::Vi));
    bench.send_all(&["Buôn Ma Lim", "\r"]);
    assert_eq!(bench.send("\r"), Examined::Over);
}

#[test]
fn esc_and_a_letter_in_one_piece_are_both_there() {
    let mut bench = Bench::new();
    bench.send_all(&XTERM[..13]);
    bench.send_all(&["\x1bx"]);
    assert!(bench.screen(Lang::Vi).contains("Esc rồi chữ   0 ms"), "{}", bench.screen(Lang::Vi));
}

#[test]
fn a_strange_sequence_is_learnt_and_works_from_then_on() {
    let mut bench = Bench::new();
    // Another terminal's F12 where F1 is asked for, and one that nobody knows.
    bench.send_all(&["\x1b[24~", "\x1b[99~"]);
    let learnt = bench.doctor.learnt();
    assert_eq!(learnt.keys, [(b"\x1b[24~".to_vec(), f(1)), (b"\x1b[99~".to_vec(), f(2))]);
    assert_eq!(learnt.missing, []);
    let mut decoder = Decoder::default();
    decoder.learn(&learnt.keys);
    let mut keys = Vec::new();
    decoder.feed(b"\x1b[99~\x1b[24~\x1bOP", &mut keys);
    assert_eq!(keys, [f(2), f(1), f(1)]);
    assert!(bench.lines(Lang::Vi)[4].contains("ESC [ 2 4 ~"), "{}", bench.screen(Lang::Vi));
    assert!(bench.lines(Lang::Vi)[4].contains("đã học"));
}

#[test]
fn the_family_of_what_came_is_named() {
    let mut bench = Bench::new();
    bench.send("\x1b[12~");
    // It is known as F2, yet came where F1 was asked for: whoever presses it says that it is F1.
    assert_eq!(bench.doctor.said().unwrap().vi, "ESC [ 1 2 ~ = F1, PuTTY");
    assert_eq!(draw::family(b"\x1b[[A"), ", Linux");
}

#[test]
fn what_is_no_key_that_differs_is_never_learnt() {
    let mut bench = Bench::new();
    for bytes in ["a", "ễ", "\x1b[A", "\t", "\x10", "\x7f", "1"] {
        bench.send_all(&[bytes]);
        assert!(
            bench.doctor.said().unwrap().vi.starts_with("Bấm F1;"),
            "{bytes:?} {:?}",
            bench.doctor.said()
        );
    }
    assert_eq!(bench.doctor.answered_keys(), []);
    // One key that sends what another sends is no second key.
    bench.send_all(&["\x1bOP", "\x1bOP"]);
    assert!(bench.doctor.said().unwrap().vi.starts_with("Phím này gửi như F1"), "{:?}", bench.doctor.said());
    assert_eq!(bench.doctor.answered_keys(), [f(1)]);
}

#[test]
fn skipped_and_silent_keys_are_missing_and_have_a_replacement() {
    let mut bench = Bench::new();
    bench.send_all(&[" ", "\x1bOQ"]);
    let quiet = bench.now_ms + SILENCE_MS;
    assert!(!bench.doctor.pass_time(quiet - 1));
    assert_eq!(bench.doctor.wants_in_ms(quiet - 1), 1);
    assert!(bench.doctor.pass_time(quiet));
    assert!(!bench.doctor.pass_time(quiet + 10), "the next one has a minute of its own");
    assert_eq!(bench.doctor.learnt().missing, [f(1), f(3)]);
    let screen = bench.screen(Lang::Vi);
    assert!(screen.contains("Phím không tới dùng thay: F1 = ?   F3 = +"), "{screen}");
    assert!(screen.contains("bỏ qua") && screen.contains("không tới"), "{screen}");
    // Enter ends early: what was not asked for is not missing.
    bench.send_all(&["\r"]);
    assert_eq!(bench.doctor.learnt().missing, [f(1), f(3)]);
}

#[test]
fn esc_leaves_at_once_with_what_was_learnt() {
    let mut bench = Bench::new();
    bench.send_all(&["\x1b[99~"]);
    assert_eq!(bench.send("\x1b"), Examined::Over);
    assert_eq!(bench.doctor.learnt().keys.len(), 1);
    for before in [0, 13, 14, 15] {
        let mut bench = Bench::new();
        bench.send_all(&XTERM[..before]);
        if before == 13 {
            // Esc itself is asked for: a second one leaves.
            bench.send("\x1b");
        }
        assert_eq!(bench.send("\x1b"), Examined::Over, "{before}");
        assert_eq!(Bench::new().send("\x03"), Examined::Over);
    }
}

#[test]
fn the_sentence_is_judged_by_letters() {
    let judged = |typed: &[&str]| {
        let mut bench = Bench::new();
        bench.send_all(&["\r"]);
        bench.send_all(typed);
        (bench.screen(Lang::Vi), bench.doctor.typing())
    };
    // Unikey: backspaces and letters, in one read or in many.
    for typed in [&["Buo", "\x7fôn Ma Lim"][..], &["B", "u", "o", "\x7f", "ô", "n"], &["Buo\x7fôn"]] {
        let (screen, typing) = judged(typed);
        assert!(screen.contains("Nhận: Unikey ngoài máy"), "{screen}");
        assert_eq!(typing, Some(TypingMethod::Off));
    }
    let (screen, typing) = judged(&["Buôn Ma Lim thiếu"]);
    assert!(screen.contains("Nhận: bộ gõ ngoài máy"), "{screen}");
    assert_eq!(typing, Some(TypingMethod::Off));
    let (screen, typing) = judged(&["Buoon Ma Lim\x7f\x7fm"]);
    assert!(screen.contains("Nhận: không có bộ gõ ngoài máy"), "{screen}");
    assert_eq!(typing, None);
    assert_eq!(judged(&[]).1, None);
}

#[test]
fn widths_and_the_line_are_asked_of_the_terminal() {
    let mut bench = Bench::new();
    assert!(bench.screen(Lang::Vi).contains("Chữ ƀ ê\u{306} ễ"));
    bench.now_ms = 300;
    assert_eq!(bench.doctor.answered(Report::Alive, 300), None, "that was not asked for yet");
    let load = bench.doctor.answered(Report::Cursor { row: 3, column: 2 }, 300);
    assert_eq!(bench.doctor.answered(Report::Cursor { row: 3, column: 3 }, 310), None);
    assert!(load.unwrap().ends_with(b"\x1b[5n"));
    bench.doctor.answered(Report::Cursor { row: 3, column: 4 }, 310);
    // 2,100 bytes took 525 ms beside the way there and back.
    bench.doctor.answered(Report::Alive, 300 + 300 + 525);
    let screen = bench.screen(Lang::Vi);
    assert!(screen.contains("rộng 1 1 1") && screen.contains("đúng"), "{screen}");
    assert!(
        screen.contains("Đường truyền: 300 ms, 32 kbit/s: bật nén (ssh -C, PuTTY Compression)"),
        "{screen}"
    );
    let mut near = Bench::new();
    near.doctor.answered(Report::Cursor { row: 3, column: 2 }, 1);
    near.doctor.answered(Report::Cursor { row: 3, column: 4 }, 1);
    near.doctor.answered(Report::Cursor { row: 3, column: 5 }, 1);
    near.doctor.answered(Report::Alive, 3);
    let screen = near.screen(Lang::Vi);
    assert!(screen.contains("Đường truyền: 1 ms") && !screen.contains("nén"), "{screen}");
    assert!(screen.contains("lệch cột"), "{screen}");
    let mut silent = Bench::new();
    silent.now_ms = ANSWER_MS;
    assert!(silent.screen(Lang::Vi).contains("không trả lời"), "{}", silent.screen(Lang::Vi));
}

#[test]
fn the_page_as_a_person_reads_it() {
    let mut bench = Bench::new();
    bench.send_all(&XTERM[..7]);
    insta::assert_snapshot!("asking", bench.screen(Lang::Vi));
    bench.send_all(&[" "]);
    bench.send_all(&XTERM[8..]);
    bench.doctor.answered(Report::Cursor { row: 3, column: 2 }, 310);
    bench.doctor.answered(Report::Cursor { row: 3, column: 3 }, 310);
    bench.doctor.answered(Report::Cursor { row: 3, column: 4 }, 310);
    bench.doctor.answered(Report::Alive, 310 + 310 + 525);
    bench.send_all(&["Buo", "\x7fôn Ma Lim"]);
    insta::assert_snapshot!("typing", bench.screen(Lang::Vi));
    bench.send_all(&["\r"]);
    insta::assert_snapshot!("done_en", bench.screen(Lang::En));
    for line in bench.lines(Lang::En).iter().chain(&bench.lines(Lang::Vi)) {
        assert!(crate::base::text::width(line) < 80, "{line}");
    }
}

proptest::proptest! {
    #[test]
    fn whatever_comes_the_doctor_ends(
        bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300),
    ) {
        let mut bench = Bench::new();
        let mut keys = Vec::new();
        bench.decoder.feed(&bytes, &mut keys);
        for heard in bench.decoder.take_heard() {
            bench.doctor.heard(&heard, 5);
        }
        let _ = bench.screen(Lang::En);
        // At most two Esc lead out.
        let over = [Examined::Over, bench.send("\x1b"), bench.send("\x1b")];
        proptest::prop_assert!(over[1..].contains(&Examined::Over));
        let learnt = bench.doctor.learnt();
        proptest::prop_assert!(learnt.keys.iter().all(|(bytes, key)| is_learnable(bytes, key)));
    }
}
