//! Whole tables typed key by key: every syllable, every name of the data, any keys at all.

use std::collections::BTreeSet;

use proptest::prelude::*;
use unicode_normalization::{UnicodeNormalization, is_nfc};
use unicode_segmentation::UnicodeSegmentation;

use super::*;

const METHODS: [TypingMethod; 2] = [TypingMethod::Telex, TypingMethod::Vni];
const ORDERS: [ToneKey; 2] = [ToneKey::Last, ToneKey::AfterVowel];

/// The first consonants as schools teach them, and before which vowels they are written.
const ONSETS: &[(&str, &str)] = &[
    ("", "aăâeêioôơuưy"),
    ("b", "aăâeêioôơuư"),
    ("c", "aăâoôơuư"),
    ("ch", "aăâeêioôơuư"),
    ("d", "aăâeêioôơuư"),
    ("đ", "aăâeêioôơuư"),
    ("g", "aăâoôơuư"),
    ("gh", "eêi"),
    ("gi", "aăâeêoôơuư"),
    ("h", "aăâeêioôơuưy"),
    ("k", "eêiy"),
    ("kh", "aăâeêioôơuư"),
    ("l", "aăâeêioôơuưy"),
    ("m", "aăâeêioôơuưy"),
    ("n", "aăâeêioôơuư"),
    ("ng", "aăâoôơuư"),
    ("ngh", "eêi"),
    ("nh", "aăâeêioôơuư"),
    ("p", "aăâeêioôơuư"),
    ("ph", "aăâeêioôơuư"),
    ("qu", "aăâeêioôơy"),
    ("r", "aăâeêioôơuư"),
    ("s", "aăâeêioôơuưy"),
    ("t", "aăâeêioôơuưy"),
    ("th", "aăâeêioôơuư"),
    ("tr", "aăâeêioôơuư"),
    ("v", "aăâeêioôơuư"),
    ("x", "aăâeêioôơuư"),
];

/// What follows them; the vowel that bears the tone is a capital.
const RIMES: &str = "\
A Ac Ach Ai Am An Ang Anh Ao Ap At Au Ay Ăc Ăm Ăn Ăng Ăp Ăt Âc Âm Ân Âng Âp Ât Âu Ây E Ec Em En Eng Eo Ep Et \
Ê Êch Êm Ên Ênh Êp Êt Êu I Ia Ich Im In Inh Ip It Iu iÊc iÊm iÊn iÊng iÊp iÊt iÊu O Oc Oi Om On Ong oOc oOng Op Ot \
Oa oAc oAch oAi oAm oAn oAng oAnh oAo oAt oAy oĂc oĂm oĂn oĂng oĂt Oe oEn oEo oEt Ô Ôc Ôi Ôm Ôn Ông Ôp Ôt \
Ơ Ơi Ơm Ơn Ơp Ơt U Ua Uc Ui Um Un Ung Up Ut uÂn uÂng uÂt uÂy uÊ uÊch uÊnh uÔc uÔi uÔm uÔn uÔng uÔt Uy uYa uYch uYnh \
uYt uYu uYÊn uYÊt Ư Ưa Ưc Ưi Ưm Ưn Ưng Ưt Ưu ưƠc ưƠi ưƠm ưƠn ưƠng ưƠp ưƠt ưƠu Y yÊm yÊn yÊng yÊt yÊu";

/// Every syllable of the tables, tones where this program writes them.
pub(crate) fn syllables() -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for (onset, before) in ONSETS {
        for rime in RIMES.split(' ') {
            let small = rime.to_lowercase();
            let first = small.chars().next().unwrap();
            // yê stands alone or behind qu; giê is gi and ê already; quô, quơ have the u of their own.
            let is_odd = (small.starts_with("yê") && !matches!(*onset, "" | "qu"))
                || (small.starts_with("uo") || small.starts_with('u')) && *onset == "qu"
                || (*onset == "qu"
                    && (small.starts_with("oo")
                        || small.starts_with("oa")
                        || small.starts_with("oă")
                        || small.starts_with("oe")));
            if !before.contains(first) || is_odd {
                continue;
            }
            let is_stopped = small.ends_with(['c', 'p', 't']) || small.ends_with("ch");
            let tones: &[char] = if is_stopped {
                &['\u{301}', '\u{323}']
            } else {
                &[' ', '\u{301}', '\u{300}', '\u{309}', '\u{303}', '\u{323}']
            };
            for tone in tones {
                let at = rime.rfind(char::is_uppercase).unwrap();
                let after = at + rime[at..].chars().next().unwrap().len_utf8();
                let toned = format!("{onset}{}{tone}{}", &small[..after], &small[after..]);
                all.insert(toned.replace(' ', "").nfc().collect());
            }
        }
    }
    all
}

/// Keys, wanted and made text of what comes out wrong.
fn wrong<'a>(
    words: impl IntoIterator<Item = &'a str>,
    method: TypingMethod,
    order: ToneKey,
) -> Vec<(String, String, String)> {
    let typed = |word: &str| {
        let keys = spell(word, method, order).unwrap_or_else(|| panic!("{word} has no keys"));
        let made = compose(&keys, method);
        (keys, word.to_owned(), made)
    };
    words.into_iter().map(typed).filter(|(_, word, made)| word != made).collect()
}

#[test]
fn every_syllable_of_the_language_is_typed_in_both_methods_and_both_orders() {
    let all = syllables();
    assert!(all.len() > 15_000, "{}", all.len());
    for method in METHODS {
        for order in ORDERS {
            let wrong = wrong(all.iter().map(String::as_str), method, order);
            assert!(
                wrong.is_empty(),
                "{method:?} {order:?} {} of {}: {:?}",
                wrong.len(),
                all.len(),
                &wrong[..wrong.len().min(40)]
            );
        }
    }
}

#[test]
fn what_was_typed_can_be_written_on_wherever_one_stopped() {
    // The first half is typed, then taken up again as it stands, then the second half is typed.
    for word in syllables().iter().step_by(23) {
        let keys = spell(word, TypingMethod::Telex, ToneKey::Last).unwrap();
        for cut in 1..keys.len() {
            let begun = compose(&keys[..cut], TypingMethod::Telex);
            let mut hand = Hand::default();
            let mut text = begun.clone();
            for key in keys[cut..].chars() {
                match hand.press(key, &text, "", TypingMethod::Telex) {
                    Some(replaced) => {
                        text.truncate(text.len() - replaced.before);
                        text.push_str(&replaced.text);
                    }
                    None => text.push(key),
                }
            }
            assert_eq!(text, *word, "{begun} + {}", &keys[cut..]);
        }
    }
}

/// Every spelling that differs from the plain one by typing one or two of its keys twice.
fn doubled(keys: &str) -> Vec<String> {
    let once = |keys: &str| -> Vec<String> {
        let ends: Vec<usize> = keys.char_indices().map(|(at, key)| at + key.len_utf8()).collect();
        let double = |end: &usize| {
            format!("{}{}{}", &keys[..*end], keys[..*end].chars().last().unwrap(), &keys[*end..])
        };
        ends.iter().map(double).collect()
    };
    let mut all = vec![keys.to_owned()];
    all.extend(once(keys));
    all
}

fn can_be_typed(word: &str, method: TypingMethod) -> bool {
    ORDERS.iter().any(|order| {
        let keys = spell(word, method, *order);
        keys.is_some_and(|keys| doubled(&keys).iter().any(|keys| compose(keys, method) == word))
    })
}

#[test]
fn every_name_of_the_data_can_be_typed() {
    let csv = include_str!("../../domain/data/places.csv");
    let mut places = csv::Reader::from_reader(csv.as_bytes());
    let mut words: BTreeSet<String> = BTreeSet::new();
    for place in places.records() {
        let place = place.unwrap();
        let of_letters = |sign: char| !sign.is_alphabetic() && sign != '\'' && sign != '\u{306}';
        words.extend(place[4].split(of_letters).filter(|word| !word.is_empty()).map(str::to_owned));
    }
    assert!(words.len() > 90, "{}", words.len());
    // Apostrophes end a word; the test types each part behind what stands before it.
    for method in METHODS {
        let wrong: Vec<_> = words.iter().filter(|word| !name_can_be_typed(word, method)).collect();
        assert!(wrong.is_empty(), "{method:?} {wrong:?}");
        println!("{method:?}: {} of {} words of place names", words.len() - wrong.len(), words.len());
    }
}

fn name_can_be_typed(name: &str, method: TypingMethod) -> bool {
    match name.split_once('\'') {
        None => can_be_typed(name, method),
        Some((before, after)) => ORDERS.iter().any(|order| {
            let keys = spell(before, method, *order).zip(spell(after, method, *order));
            keys.is_some_and(|(before, after)| {
                doubled(&after).iter().any(|after| compose(&format!("{before}'{after}"), method) == name)
            })
        }),
    }
}

/// The list that this variable names is looked up only where somebody has it: the Debian package hunspell-vi is GPL and no
/// part of this project.
const WORDS: &str = "NGHEDAN_WORDS";

#[test]
fn the_words_of_a_dictionary_that_was_given_are_typed() {
    let Some(path) = std::env::var_os(WORDS) else { return };
    let list = std::fs::read_to_string(path).unwrap();
    let words: BTreeSet<&str> = list
        .lines()
        .skip(1)
        .map(|line| line.split('/').next().unwrap_or_default().trim())
        .filter(|word| !word.is_empty() && word.to_lowercase() == *word)
        .collect();
    assert!(words.len() > 6_000, "{}", words.len());
    for method in METHODS {
        for order in ORDERS {
            let compose_new = |keys: &str| {
                let mut word = Word::new(method).with_tone_place(TonePlace::Second);
                keys.chars().all(|key| word.press(key)).then(|| word.text().to_owned())
            };
            let made = |word: &str| spell(word, method, order).and_then(|keys| compose_new(&keys));
            let wrong: Vec<_> = words.iter().filter(|word| made(word).as_deref() != Some(**word)).collect();
            println!(
                "{method:?}, tone {order:?}: {} of {} words; not: {wrong:?}",
                words.len() - wrong.len(),
                words.len()
            );
            assert!(wrong.len() <= 1, "{method:?} {order:?}: {wrong:?}");
        }
    }
}

#[test]
fn ctrl_t_turns_keys_into_letters_and_back() {
    let cases = [
        ("ddoongf", "đồng", TypingMethod::Telex),
        ("Xax DDoongf", "Xax Đồng", TypingMethod::Off),
        ("d9o62ng", "đồng", TypingMethod::Vni),
        ("t\u{e9}t", "test", TypingMethod::Telex),
        ("m'ddrawks", "m'đrắk", TypingMethod::Telex),
        ("ddoongf, ", "đồng, ", TypingMethod::Telex),
    ];
    for (before, after, method) in cases {
        let mut hand = Hand::default();
        let mut text = before.to_owned();
        for wanted in [after, before, after] {
            let replaced = hand.turn(&text, method).unwrap_or_else(|| panic!("{before}"));
            text.truncate(text.len() - replaced.before);
            text.push_str(&replaced.text);
            assert_eq!(text, wanted);
        }
    }
    assert_eq!(Hand::default().turn("12, ", TypingMethod::Telex), None);
    assert_eq!(Hand::default().turn("", TypingMethod::Telex), None);
}

#[test]
fn inside_a_word_marks_go_where_they_belong_and_letters_stand_as_typed() {
    for (before, after, key, wanted) in [
        ("nuo", "c", 'w', "nươ|c"),
        ("nươ", "c", 's', "nướ|c"),
        ("ti", "ếng", 'e', "tie|ếng"),
        ("h", "oa", 'f', "h|òa"),
        ("tie", "ng", 'x', "tiẽ|ng"),
        ("d", "ất", 'd', "đ|ất"),
        ("bao ", "việt", 's', "bao s|việt"),
        ("wi", "fi", 's', "wis|fi"),
    ] {
        let mut hand = Hand::default();
        let shown = match hand.press(key, before, after, TypingMethod::Telex) {
            Some(replaced) => {
                let (text, caret) = (replaced.text, replaced.caret);
                format!(
                    "{}{}|{}{}",
                    &before[..before.len() - replaced.before],
                    &text[..caret],
                    &text[caret..],
                    &after[replaced.after..]
                )
            }
            None => format!("{before}{key}|{after}"),
        };
        assert_eq!(shown, wanted);
    }
}

proptest! {
    #[test]
    fn any_keys_make_clean_text_and_nothing_with_typing_off(keys in "([a-zA-Z]|[0-9' \u{7}\u{8}ăêđ\u{301}\u{306}漢]){0,40}") {
        for method in METHODS {
            let text = compose(&keys, method);
            prop_assert!(is_nfc(&text), "{keys:?} {text:?}");
            let letters = keys.chars().filter(|key| !key.is_control()).count();
            prop_assert!(text.graphemes(true).count() <= letters);
        }
        let off: String = keys.chars().filter(|key| !key.is_control()).collect();
        prop_assert_eq!(compose(&off, TypingMethod::Off), off.nfc().collect::<String>());
    }

    #[test]
    fn backspaces_empty_any_word_letter_by_letter(keys in "[a-zA-Z0-9]{0,24}") {
        for method in METHODS {
            let letters = compose(&keys, method).graphemes(true).count();
            // A key that spoilt a word may give letters back once.
            let more = keys.len();
            let emptied = compose(&(keys.clone() + &"\u{8}".repeat(letters + more)), method);
            prop_assert_eq!(emptied, "");
        }
    }

    #[test]
    fn any_text_can_be_taken_up(before in any::<String>(), after in any::<String>(), keys in "[a-z0-9]{1,6}") {
        for method in METHODS {
            let mut hand = Hand::default();
            let mut text = before.nfc().collect::<String>();
            for key in keys.chars() {
                if let Some(replaced) = hand.press(key, &text, &after, method) {
                    prop_assert!(replaced.before <= text.len() && text.is_char_boundary(text.len() - replaced.before));
                    prop_assert!(replaced.after <= after.len() && after.is_char_boundary(replaced.after));
                    prop_assert!(replaced.text.is_char_boundary(replaced.caret));
                    text.truncate(text.len() - replaced.before);
                    text.push_str(&replaced.text[..replaced.caret]);
                } else {
                    text.push(key);
                }
            }
            hand.turn(&text, method);
            hand.next_highland(&text);
            hand.back(&text);
        }
    }
}
