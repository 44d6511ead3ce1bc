//! The keys that make a text: what is read back from composed letters, and what tests and un-garbling type.

use unicode_segmentation::UnicodeSegmentation;

use super::{
    TypingMethod,
    letter::{Letter, Mark, TONES, Tone},
};

/// Where in a word the key of its tone is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToneKey {
    /// Behind the last letter: `tieengs`.
    Last,
    /// Right behind its vowel: `tieesng`.
    AfterVowel,
}

/// The key that goes on to the next highland letter, among others that make text: Ctrl-G.
pub(in crate::base) const HIGHLAND_KEY: char = '\u{7}';

/// The keys that make this word, or `None` when it holds a letter of other languages. With [`TypingMethod::Off`] as with
/// Telex; letters of the highlands are their plain letter and Ctrl-G (0x07). A letter that is a key itself is written
/// once (`bar`, which Telex makes bả), but for the second of two equal ones: `xooong`.
pub fn spell(word: &str, method: TypingMethod, tone_key: ToneKey) -> Option<String> {
    let mut keys = String::with_capacity(word.len() + 4);
    let mut tone_at_end = None;
    let mut last = String::new();
    for written in word.graphemes(true) {
        let (own, tone) = keys_of_letter(written, method)?;
        let small = own.to_ascii_lowercase();
        keys.push_str(&own);
        if method != TypingMethod::Vni && small == last && matches!(small.as_str(), "a" | "e" | "o" | "d") {
            keys.push_str(&own);
        }
        match tone_key {
            ToneKey::AfterVowel => keys.extend(tone),
            ToneKey::Last => tone_at_end = tone_at_end.or(tone),
        }
        last = small;
    }
    keys.extend(tone_at_end);
    Some(keys)
}

/// The keys of one written letter without its tone, and the key of its tone; `None` when it is of another language.
pub(in crate::base) fn keys_of_letter(written: &str, method: TypingMethod) -> Option<(String, Option<char>)> {
    let is_vni = method == TypingMethod::Vni;
    let (letter, tone) = Letter::read(written)?;
    let plain = letter.plain();
    let in_case = |key: char| if letter.is_upper { key.to_ascii_uppercase() } else { key };
    let mark = letter.mark().map(|mark| mark_key(mark, plain, is_vni));
    let mut keys: String = std::iter::once(plain).chain(mark).map(in_case).collect();
    if letter.is_highland() {
        keys.push(HIGHLAND_KEY);
    }
    Some((keys, tone.map(|tone| in_case(tone_key(tone, is_vni)))))
}

fn mark_key(mark: Mark, plain: char, is_vni: bool) -> char {
    match (mark, is_vni) {
        (Mark::Circumflex | Mark::Stroke, false) => plain,
        (Mark::Horn | Mark::Breve, false) => 'w',
        (Mark::Circumflex, true) => '6',
        (Mark::Horn, true) => '7',
        (Mark::Breve, true) => '8',
        (Mark::Stroke, true) => '9',
    }
}

fn tone_key(tone: Tone, is_vni: bool) -> char {
    let own = TONES.iter().find(|(own, ..)| *own == tone);
    own.map_or(' ', |(_, _, telex, vni)| if is_vni { *vni } else { *telex })
}
