//! How many keys Vietnamese text costs, as the keystroke tasks count them.

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
