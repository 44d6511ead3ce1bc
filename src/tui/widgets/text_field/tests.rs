//! What keys do to a text: (before, keys, after), where `|` is the caret.

use proptest::prelude::*;

use super::*;

pub(super) fn field(before: &str, lines: Lines) -> TextField {
    let mut field = TextField::new(lines, 32 * 1024);
    let caret = before.find('|').unwrap_or(before.len());
    field.set_text(&before.replace('|', ""));
    field.set_caret(caret);
    field
}

pub(super) fn shown(field: &TextField) -> String {
    let mut text = field.text().to_owned();
    text.insert(field.caret(), '|');
    text
}

/// Names in angle brackets, anything else as it stands.
pub(super) fn keys(script: &str) -> Vec<Key> {
    let mut keys = Vec::new();
    let mut rest = script;
    while let Some(first) = rest.chars().next() {
        if let Some((name, after)) = rest.strip_prefix('<').and_then(|inside| inside.split_once('>')) {
            keys.push(Key::parse(name).unwrap());
            rest = after;
        } else {
            keys.push(Key::char(first));
            rest = &rest[first.len_utf8()..];
        }
    }
    keys
}

fn press(field: &mut TextField, script: &str) {
    for key in keys(script) {
        if key == Key::ctrl('z') {
            field.undo();
        } else if key == Key::ctrl('y') {
            field.redo();
        } else if key.code == KeyCode::Up {
            field.up(10);
        } else if key.code == KeyCode::Down {
            field.down(10);
        } else {
            field.key(&key, 10);
        }
    }
}

#[test]
fn keys_do_what_officers_expect() {
    for (before, script, after) in [
        ("|", "buôn", "buôn|"),
        ("Zô\u{306}|", "<backspace>", "Z|"),
        ("Zô\u{306} m|", "<left><left><left>", "Z|ô\u{306} m"),
        ("|Zô\u{306}", "<right><delete>", "Z|"),
        ("một hai ba|", "<ctrl-w>", "một hai |"),
        ("một hai  |", "<ctrl-w>", "một |"),
        ("một| hai", "<ctrl-k>", "một|"),
        ("mộ|t\nhai", "<ctrl-k>", "mộ|\nhai"),
        ("một|\nhai", "<ctrl-k>", "một|hai"),
        ("một hai b|a", "<ctrl-home>x<ctrl-end>y", "xmột hai bay|"),
        ("một hai|", "<ctrl-left>x", "một x|hai"),
        ("|một hai", "<ctrl-right>x", "một x|hai"),
        ("một hai", "<home>x", "x|một hai"),
        ("|một hai", "<end>x", "một haix|"),
        ("một hai ba bốn năm|", "<up>", "một hai| ba bốn năm"),
        ("|một hai ba bốn năm", "<down>", "một hai ba |bốn năm"),
        ("một hai ba bốn n|ăm", "<home>", "một hai ba |bốn năm"),
        ("mộ|t hai ba bốn năm", "<end>", "một hai ba| bốn năm"),
    ] {
        let mut field = field(before, Lines::Many);
        press(&mut field, script);
        assert_eq!(shown(&field), after, "{before:?} {script:?}");
    }
}

#[test]
fn a_mark_that_arrives_alone_joins_the_letter_before() {
    for (before, script, after) in [
        ("Gie|", "\u{302}\u{301}ng", "Giếng|"),
        ("e|x", "\u{302}", "ê|x"),
        ("ê|", "\u{306}", "ê\u{306}|"),
        ("|a", "\u{301}", "|a"),
        ("d|", "\u{323}", "ḍ|"),
    ] {
        let mut field = field(before, Lines::One);
        press(&mut field, script);
        assert_eq!(shown(&field), after, "{before:?}");
    }
}

#[test]
fn typing_is_undone_word_by_word() {
    let mut field = field("|", Lines::Many);
    press(&mut field, "một hai ba");
    for after in ["một hai |", "một |", "|", "|"] {
        press(&mut field, "<ctrl-z>");
        assert_eq!(shown(&field), after);
    }
    press(&mut field, "<ctrl-y><ctrl-y>");
    assert_eq!(shown(&field), "một hai |");
    press(&mut field, "x<ctrl-y>");
    assert_eq!(shown(&field), "một hai x|");
}

#[test]
fn what_an_input_method_rewrites_is_one_group() {
    let mut field = field("a |", Lines::One);
    press(&mut field, "tie<backspace>êng<backspace><backspace><backspace>ếng");
    assert_eq!(shown(&field), "a tiếng|");
    press(&mut field, "<ctrl-z>");
    assert_eq!(shown(&field), "a |");
    // What was typed and erased at once is no act of its own.
    press(&mut field, "x<backspace><ctrl-y>");
    assert_eq!((shown(&field).as_str(), field.undo()), ("a |", Edited::No));
    let mut pasted = TextField::new(Lines::One, 100);
    pasted.key(&Key::plain(KeyCode::Paste("một hai".into())), 10);
    press(&mut pasted, "x<backspace>y<ctrl-z>");
    assert_eq!(shown(&pasted), "một hai|");
    let mut deleted = self::field("một hai|", Lines::One);
    press(&mut deleted, "<backspace><backspace><backspace><ctrl-z>");
    assert_eq!(shown(&deleted), "một hai|");
}

#[test]
fn a_paste_is_clean_and_of_one_line_where_the_field_is() {
    let pasted = Key::plain(KeyCode::Paste("a\r\nb\x1b[31m\u{202e}\tc".into()));
    for (lines, after) in [(Lines::One, "a b[31m c"), (Lines::Many, "a\nb[31m c")] {
        let mut field = TextField::new(lines, 100);
        assert_eq!(field.key(&pasted, 10), Edited::Changed);
        assert_eq!(field.text(), after);
        field.undo();
        assert!(field.is_empty());
    }
    // A mark after a tab or a line end has no letter to stand on.
    let mut field = TextField::new(Lines::Many, 100);
    field.key(&Key::plain(KeyCode::Paste("a\t\u{306}\u{301}b\n\u{306}c".into())), 10);
    assert_eq!(field.text(), "a b\nc");
    field.set_text("\u{301}x");
    assert_eq!(field.text(), "x");
}

#[test]
fn a_full_field_takes_no_more_but_still_a_mark() {
    let mut field = TextField::new(Lines::One, 5);
    assert_eq!(field.key(&Key::plain(KeyCode::Paste("abcdefgh".into())), 10), Edited::Full);
    assert_eq!(field.text(), "abcde");
    assert_eq!(field.key(&Key::char('x'), 10), Edited::Full);
    assert_eq!(field.key(&Key::char('\u{301}'), 10), Edited::Changed);
    assert_eq!(field.text(), "abcdé");
}

#[test]
fn the_window_follows_the_caret_and_no_further() {
    let mut field = field("aa bb cc dd ee|", Lines::Many);
    let view = field.view(3, 2);
    assert_eq!((view.lines, view.row, view.column, view.above, view.below), (vec!["dd", "ee"], 1, 2, 3, 0));
    field.up(3);
    assert_eq!(field.view(3, 2).row, 0);
    field.up(3);
    let view = field.view(3, 2);
    assert_eq!((view.lines, view.row, view.above, view.below), (vec!["cc", "dd"], 0, 2, 1));
    assert_eq!(TextField::new(Lines::One, 9).view(3, 2).lines, [""]);
}

/// What a letter and its erasing cost until they can be seen, the least of some, at this part of a text of so many bytes.
fn cost_of_a_key(bytes: usize, part: f64) -> std::time::Duration {
    let words = "nước sinh hoạt bị đục, ";
    let mut field = field("", Lines::Many);
    field.set_text(&words.repeat(bytes / words.len()));
    field.set_caret((field.text().len() as f64 * part) as usize);
    field.view(58, 10);
    let mut costs: Vec<_> = (0..31)
        .map(|_| {
            let begun = std::time::Instant::now();
            press(&mut field, "a");
            field.view(58, 10);
            press(&mut field, "<backspace>");
            field.view(58, 10);
            begun.elapsed() / 2
        })
        .collect();
    costs.sort();
    // Whatever else the machine does only adds to it.
    costs[0]
}

#[test]
fn a_key_costs_in_thirty_two_kilobytes_what_it_costs_in_one() {
    for part in [0.0, 0.5, 1.0] {
        let (short, long) = (cost_of_a_key(1_024, part), cost_of_a_key(32 * 1_024, part));
        let ratio = long.as_secs_f64() / short.as_secs_f64();
        println!("at {part}: a key {short:?} in 1 KB, {long:?} in 32 KB, {ratio:.1} times");
        // Each key wrapping all of it made it about thirty times.
        assert!(ratio < 10.0, "at {part}: {ratio:.1} times");
    }
}

proptest! {
    #[test]
    fn whatever_is_pressed_the_text_is_clean_and_the_caret_between_letters(
        script in "([a-zê\u{306}\u{301}đ ]|<(left|right|up|down|home|end|backspace|delete|ctrl-w|ctrl-k|ctrl-z|ctrl-y|ctrl-left|ctrl-right)>){0,60}",
    ) {
        let mut field = field("", Lines::Many);
        for key in keys(&script) {
            press(&mut field, &if key.typed().is_some() { key.typed().unwrap().to_string() } else { format!("<{key}>") });
            prop_assert!(text::is_clean_paragraph(field.text()), "{:?}", field.text());
            prop_assert!(field.text().is_char_boundary(field.caret()));
            let on_boundary = field.text().grapheme_indices(true).any(|(at, _)| at == field.caret());
            prop_assert!(on_boundary || field.caret() == field.text().len());
            let view = field.view(10, 3);
            prop_assert!(usize::from(view.row) < view.lines.len().max(1));
        }
        for _ in 0..100 {
            field.undo();
        }
        prop_assert_eq!(field.text(), "");
    }
}

#[test]
fn spans_are_replaced_in_one_act() {
    let mut field = TextField::new(Lines::One, 80);
    field.set_text("ông Y Bhăm gọi 0905123456 hai lần");
    let at = |part: &str| field.text().find(part).map(|at| at..at + part.len()).unwrap();
    let spans = [(at("ông Y Bhăm"), "một người"), (at("0905123456"), "[bỏ số]")];
    assert_eq!(field.replace_spans(&spans), Edited::Changed);
    assert_eq!(field.text(), "một người gọi [bỏ số] hai lần");
    assert_eq!(field.undo(), Edited::Changed);
    assert_eq!(field.text(), "ông Y Bhăm gọi 0905123456 hai lần");
    assert_eq!(field.undo(), Edited::No);
    assert_eq!(field.redo(), Edited::Changed);
    assert_eq!(field.text(), "một người gọi [bỏ số] hai lần");
    assert_eq!((field.replace_spans(&[]), field.replace_spans(&[(90..99, "x")])), (Edited::No, Edited::No));
}

/// Found by chance: a backspace at the beginning erased nothing and left the column of the line below aimed at.
#[test]
fn a_key_that_erases_nothing_ends_the_walk_up_and_down_all_the_same() {
    let mut field = TextField::new(Lines::Many, 100);
    field.key(&Key::plain(KeyCode::Paste("\nx".into())), 10);
    field.up(10);
    assert_eq!(field.caret(), 0);
    field.key(&Key::plain(KeyCode::Backspace), 10);
    field.down(10);
    assert_eq!(field.caret(), 1, "the beginning of the line, not its end");
}
