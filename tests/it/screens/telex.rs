//! Vietnamese text as keys of Telex and VNI, and how many they are, as the keystroke tasks count them.

use unicode_normalization::UnicodeNormalization;

/// The keys of this text on a Telex keyboard: a mark or a tone is a key, `đ` is two, Shift is one, and the horn of `ươ`
/// is typed once.
pub fn telex_keys(text: &str) -> usize {
    let mut keys = 0;
    let mut after_horned_u = false;
    for letter in text.nfc() {
        let signs: Vec<char> = std::iter::once(letter).nfd().collect();
        let (base, marks) = signs.split_first().unwrap();
        let base = base.to_lowercase().next().unwrap();
        let is_horned = marks.contains(&'\u{31b}');
        let is_given = base == 'o' && is_horned && after_horned_u;
        keys += 1 + marks.len() - usize::from(is_given);
        keys += usize::from(base == 'đ') + usize::from(letter.is_uppercase());
        after_horned_u = base == 'u' && is_horned;
    }
    keys
}

/// The keys of this text on a keyboard without marks, the tone last in its word; the horn of `ươ` is typed once.
pub fn typed_keys(text: &str, method: Method) -> String {
    // The tones as they stand in a row of Telex keys; in VNI they are 1 to 5.
    const TONES: &str = "\u{301}\u{300}\u{309}\u{303}\u{323}";
    let key_of_tone = |at: usize| match method {
        Method::Telex => "sfrxj".chars().nth(at).unwrap(),
        Method::Vni => "12345".chars().nth(at).unwrap(),
    };
    let key_of_mark = |base: char, mark: char| match (method, mark) {
        (Method::Telex, '\u{302}') => base,
        (Method::Telex, _) => 'w',
        (Method::Vni, '\u{302}') => '6',
        (Method::Vni, '\u{31b}') => '7',
        (Method::Vni, _) => '8',
    };
    let mut keys = String::new();
    let mut tone = None;
    let mut letters = text.nfc().peekable();
    while let Some(letter) = letters.next() {
        if !letter.is_alphabetic() {
            keys.extend(tone.take());
            keys.push(letter);
            continue;
        }
        let mut signs = std::iter::once(letter).nfd();
        let base = signs.next().unwrap();
        match base {
            'đ' => keys.push_str(if method == Method::Telex { "dd" } else { "d9" }),
            'Đ' => keys.push_str(if method == Method::Telex { "Dd" } else { "D9" }),
            plain => keys.push(plain),
        }
        for mark in signs {
            let horn_follows = base == 'u' && letters.peek().is_some_and(|next| is_horned_o(*next));
            match TONES.chars().position(|own| own == mark) {
                Some(at) => tone = Some(key_of_tone(at)),
                None if mark == '\u{31b}' && horn_follows => {}
                None => keys.push(key_of_mark(base, mark)),
            }
        }
    }
    keys.extend(tone);
    keys
}

/// How many keys these letters are; a capital is two.
pub fn presses(keys: &str) -> usize {
    keys.chars().map(|key| 1 + usize::from(key.is_ascii_uppercase())).sum()
}

fn is_horned_o(letter: char) -> bool {
    let signs: Vec<char> = std::iter::once(letter).nfd().collect();
    signs.first() == Some(&'o') && signs.contains(&'\u{31b}')
}

/// A way of typing marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Telex,
    Vni,
}

/// A text of `keystroke_tasks.toml`, such as `register_petition`, `summary`.
pub fn task(table: &str, key: &str) -> toml::Value {
    let source = include_str!("../../data/keystroke_tasks.toml");
    let tasks: toml::Table = source.parse().unwrap();
    tasks[table][key].clone()
}

/// A number of the tasks.
pub fn keys_max(table: &str, key: &str) -> usize {
    task(table, key).as_integer().unwrap().try_into().unwrap()
}

/// A text of the tasks.
pub fn text(table: &str, key: &str) -> String {
    task(table, key).as_str().unwrap().to_owned()
}

#[test]
fn the_texts_of_the_tasks_cost_what_the_benchmark_counts() {
    assert_eq!(telex_keys(&text("register_petition", "summary")), 94);
    assert_eq!(telex_keys(&text("register_petition", "sender")), 22);
    assert_eq!(telex_keys(&text("register_petition", "telephone")), 10);
    assert_eq!(telex_keys(&text("weekly_update", "note")), 151);
}

#[test]
fn the_keys_of_a_text_are_as_many_as_are_counted() {
    for (text, telex, vni) in [
        ("Đường nước", "Dduowngf nuowcs", "D9uo7ng2 nuo7c1"),
        ("đề nghị", "ddeef nghij", "d9e62 nghi5"),
        ("mưa; ổn định", "muwa; oonr ddinhj", "mu7a; o6n3 d9inh5"),
    ] {
        assert_eq!(typed_keys(text, Method::Telex), telex);
        assert_eq!(typed_keys(text, Method::Vni), vni);
        assert_eq!(presses(telex), telex_keys(text));
    }
}
