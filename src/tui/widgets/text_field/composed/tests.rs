//! Keys through a method of typing: (before, keys, after), and what outside input methods send.

use super::super::tests::{field, keys, shown};
use super::super::*;
use super::*;
use crate::tui::terminal::Decoder;

fn press(field: &mut TextField, script: &str, method: TypingMethod) {
    for key in keys(script) {
        if key == Key::ctrl('z') {
            field.undo();
        } else if key == Key::ctrl('t') {
            field.rework("word.turn", method);
        } else if key == Key::ctrl('g') {
            field.rework("letter.highland", method);
        } else {
            field.compose(&key, 58, method);
        }
    }
}

#[track_caller]
fn all(method: TypingMethod, cases: &[(&str, &str, &str)]) {
    for (before, script, after) in cases {
        let mut field = field(before, Lines::Many);
        press(&mut field, script, method);
        assert_eq!(shown(&field), *after, "{before:?} {script:?}");
        assert!(text::is_clean_paragraph(field.text()));
    }
}

#[test]
fn sentences_are_typed() {
    all(
        TypingMethod::Telex,
        &[
            ("|", "Tranh chaaps ranh giowis ddaats raaxy", "Tranh chấp ranh giới đất rẫy|"),
            ("|", "Buoon Ma Lim, xax Ia Dreh: 21 hooj", "Buôn Ma Lim, xã Ia Dreh: 21 hộ|"),
            ("|", "guwir email qua wifi, xem www.chinhphu.vn", "gửi email qua wifi, xem www.chinhphu.vn|"),
            ("|", "UBND xax, HDDND huyeejn", "UBND xã, HĐND huyện|"),
            ("nước |", "sachj", "nước sạch|"),
            ("ướt| sạch", "<backspace>c", "ước| sạch"),
            ("nu|c", "o<left>w", "nư|ơc"),
            ("n|c sạch", "uwows", "nướ|c sạch"),
            ("nuoc| sạch", "ws", "nước| sạch"),
            ("nuo|c sạch", "ws", "nướ|c sạch"),
            ("|sạch", "nuwowcs ", "nước |sạch"),
            ("|", "tieengs<left><left>x", "tiễ|ng"),
        ],
    );
    all(TypingMethod::Vni, &[("|", "Tranh cha61p d9a61t na8m 2026", "Tranh chấp đất năm 2026|")]);
    all(TypingMethod::Off, &[("|", "ddaats tieesng 12", "ddaats tieesng 12|")]);
}

#[test]
fn a_word_is_one_act_to_undo() {
    all(
        TypingMethod::Telex,
        &[
            ("|", "nuwowcs sachj<ctrl-z>", "nước |"),
            ("|", "nuwowcs sachj<ctrl-z><ctrl-z>", "|"),
            ("|", "dduwowngf<ctrl-z>x", "x|"),
            ("|", "windows<ctrl-z>", "|"),
            ("|", "ddoongf<ctrl-t>", "ddoongf|"),
            ("|", "ddoongf<ctrl-t><ctrl-z>", "đồng|"),
            ("ddoongf|", "<ctrl-t>", "đồng|"),
            ("ddoongf|", "<ctrl-t><ctrl-t>", "ddoongf|"),
            ("|", "test<ctrl-t>", "test|"),
            ("|", "test<ctrl-t>s", "tests|"),
            ("|", "b<ctrl-g>lang", "ƀlang|"),
            ("|", "Ju<ctrl-g>", "Jŭ|"),
            ("|", "Kn<ctrl-g>uoop", "Kñuôp|"),
            ("|", "Zoo<ctrl-g>", "Zô\u{306}|"),
            ("|", "e<ctrl-g><ctrl-g>", "ê\u{306}|"),
            ("|", "e<ctrl-g><ctrl-g><ctrl-z>", "ĕ|"),
            ("|", "<ctrl-g><ctrl-t>", "|"),
        ],
    );
}

#[test]
fn a_full_field_still_takes_marks() {
    let mut field = TextField::new(Lines::One, 4);
    press(&mut field, "nuoc", TypingMethod::Telex);
    for (key, edited, after) in
        [('w', Edited::Changed, "nươc"), ('s', Edited::Changed, "nước"), ('h', Edited::Full, "nước")]
    {
        assert_eq!(field.compose(&Key::char(key), 58, TypingMethod::Telex), edited);
        assert_eq!(field.text(), after);
    }
}

#[test]
fn a_paste_is_never_read_as_keys() {
    let mut field = field("tie|", Lines::One);
    field.compose(&Key::plain(KeyCode::Paste("engs ddaats".into())), 58, TypingMethod::Telex);
    assert_eq!(field.text(), "tieengs ddaats");
}

/// What Unikey sends for the keys of a word, in one burst: the letters, and at each change as many backspaces as letters
/// change, with the new letters behind them.
fn bursts_of(word_keys: &str) -> String {
    let mut sent = String::new();
    let mut shown = String::new();
    let mut word = crate::base::typing::Word::new(TypingMethod::Telex);
    for key in word_keys.chars() {
        word.press(key);
        let new = word.text();
        let kept: usize = shown
            .chars()
            .zip(new.chars())
            .take_while(|(old, new)| old == new)
            .map(|(old, _)| old.len_utf8())
            .sum();
        sent.extend(std::iter::repeat_n('\u{8}', shown[kept..].chars().count()));
        sent.push_str(&new[kept..]);
        shown = new.to_owned();
    }
    sent
}

/// What a field holds after the bursts of these words, read in parts of so many bytes (0: in one).
fn typed_from_outside(words: &[String], backspace: &str, size: usize) -> String {
    use crate::base::typing::{ToneKey, spell};
    let burst = |word: &String| {
        bursts_of(&spell(word, TypingMethod::Telex, ToneKey::Last).unwrap()).replace('\u{8}', backspace)
    };
    let sent: String = words.iter().map(|word| burst(word) + "\u{202f}").collect();
    let mut decoder = Decoder::default();
    let mut field = TextField::new(Lines::One, 4_000);
    let mut is_outside = false;
    for part in sent.as_bytes().chunks(if size == 0 { sent.len() } else { size }) {
        let mut keys = Vec::new();
        decoder.feed(part, &mut keys);
        for key in keys {
            // As the screens judge it: by the letter, once for the session.
            is_outside |= key.typed().is_some_and(|sign| sign.is_alphabetic() && !sign.is_ascii());
            let method = if is_outside { TypingMethod::Off } else { TypingMethod::Telex };
            field.compose(&key, 58, method);
        }
    }
    field.text().trim_end().to_owned()
}

#[test]
fn bursts_of_an_outside_input_method_leave_exactly_their_text() {
    let words = "tiếng đường nước khuyến giếng quyết thuở hoàn hòa mùa đất Đắk Lắk Krông người rượu xoong";
    let told: Vec<String> = words.split(' ').map(str::to_owned).collect();
    // Every syllable of the language, behind one with a mark: until then both methods read the same keys.
    let all: Vec<String> = crate::base::typing::tests::syllables().into_iter().collect();
    assert!(all.len() > 15_000);
    let groups = all.chunks(200).map(|group| [&["tiếng".to_owned()], group].concat());
    for words in groups.chain([told]) {
        let wanted = words.join(" ");
        for (backspace, size) in [("\u{8}", 0), ("\u{7f}", 16), ("\u{8}", 16), ("\u{7f}", 1)] {
            let typed = typed_from_outside(&words, backspace, size);
            assert!(typed == wanted, "{size} bytes a read: {typed} instead of {wanted}");
        }
    }
}

proptest::proptest! {
    #[test]
    fn whatever_is_typed_can_be_undone_and_stays_clean(
        script in "([a-zA-Z]|[0-9 ',.]|<(left|right|home|end|backspace|delete|ctrl-w|ctrl-z|ctrl-t|ctrl-g)>|[ăê\u{306}]){0,50}",
    ) {
        for method in TypingMethod::ALL {
            let mut field = field("", Lines::Many);
            press(&mut field, &script, method);
            proptest::prop_assert!(text::is_clean_paragraph(field.text()), "{:?}", field.text());
            let on_boundary = field.text().grapheme_indices(true).any(|(at, _)| at == field.caret());
            proptest::prop_assert!(on_boundary || field.caret() == field.text().len());
            for _ in 0..100 {
                field.undo();
            }
            proptest::prop_assert_eq!(field.text(), "");
        }
    }
}
