//! The hand that types into a text: which word a key belongs to, and what it replaces there.

use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;
use zeroize::Zeroize;

use crate::base::text::nfc;

use super::{TypingMethod, Word, highland::next_highland, spelling};

/// Bytes of a text that are looked at before and behind a caret to find its word.
const LOOK_BYTES_MAX: usize = 96;

/// What stands where the caret is, after a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    /// Bytes before the caret that go.
    pub before: usize,
    /// Bytes behind it that go.
    pub after: usize,
    /// What comes there.
    pub text: String,
    /// Where the caret is in it.
    pub caret: usize,
}

/// The word in hand: begun or taken up at the caret, and not left since.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hand {
    word: Option<Box<Word>>,
    /// The last word that was un-garbled, and what stood there before.
    turned: Option<Box<(String, String)>>,
}

impl Hand {
    /// A typed key, between what stands before the caret and behind it; `None`: it stands as it is.
    pub fn press(&mut self, key: char, before: &str, after: &str, method: TypingMethod) -> Option<Replaced> {
        self.turned = None;
        if method == TypingMethod::Off || !key.is_ascii_alphanumeric() {
            self.word = None;
            return None;
        }
        let mut next_begins = false;
        if let Some(word) = &mut self.word
            && before.ends_with(word.text())
        {
            let old = word.text().len();
            if word.press(key) {
                return Some(Replaced::before(old, word.text()));
            }
            next_begins = true;
        }
        self.word = None;
        let standing = if next_begins { "" } else { word_before(before) };
        let letters = standing.rsplit(['\'', '’']).next().unwrap_or_default();
        let behind = word_behind(after);
        if !letters.is_empty() && !behind.is_empty() {
            return inside(key, standing, letters, behind, method);
        }
        let mut word = Word::standing(standing, method);
        if !word.press(key) {
            return None;
        }
        let replaced = Replaced::before(letters.len(), word.text());
        self.word = Some(Box::new(word));
        Some(replaced)
    }

    /// Backspace; `None`: the last letter goes, and [`Hand::deleted`] is told so.
    pub fn back(&mut self, before: &str) -> Option<Replaced> {
        self.turned = None;
        let word = self.word.as_mut().filter(|word| before.ends_with(word.text()))?;
        let old = word.text().len();
        word.take_back().then(|| Replaced::before(old, word.text()))
    }

    /// The last letter before the caret was deleted.
    pub fn deleted(&mut self, before: &str) {
        let Some(word) = &mut self.word else { return };
        let last = word.text().graphemes(true).next_back().map_or(0, str::len);
        let left = word.text().get(..word.text().len() - last).unwrap_or_default().to_owned();
        if left.is_empty() || !before.ends_with(&left) {
            self.word = None;
        } else {
            word.delete(&left);
        }
    }

    /// The caret went elsewhere, or the text changed otherwise.
    pub fn let_go(&mut self) {
        self.word = None;
        self.turned = None;
    }

    /// Overwrites in memory what is in hand.
    pub fn wipe(&mut self) {
        if let Some(word) = &mut self.word {
            word.wipe();
        }
        if let Some((now, other)) = self.turned.as_deref_mut() {
            now.zeroize();
            other.zeroize();
        }
        self.let_go();
    }

    /// Turns the last word before the caret from keys into letters (`ddoongf` → đồng), from letters into keys when it
    /// was no heap of keys, and back when it is asked again.
    pub fn turn(&mut self, before: &str, method: TypingMethod) -> Option<Replaced> {
        let method = if method == TypingMethod::Off { TypingMethod::Telex } else { method };
        let head = before.trim_end_matches(|sign: char| !is_of_keys(sign, method));
        let tail = before.get(head.len()..).unwrap_or_default();
        let begun = tail_of(head, |sign| is_of_keys(sign, method));
        if begun.is_empty() {
            return None;
        }
        let typed = self.word.take().filter(|word| tail.is_empty() && head.ends_with(word.text()));
        let other = match self.turned.take().map(|turned| *turned) {
            Some((now, other)) if now == begun => other,
            _ => other_form(begun, typed.as_deref(), method)?,
        };
        self.turned = Some(Box::new((other.clone(), begun.to_owned())));
        Some(Replaced::before(begun.len() + tail.len(), &format!("{other}{tail}")))
    }

    /// The next highland letter for the last letter before the caret.
    pub fn next_highland(&mut self, before: &str) -> Option<Replaced> {
        self.let_go();
        let last = tail_bytes(before).graphemes(true).next_back()?;
        Some(Replaced::before(last.len(), &next_highland(last)?))
    }
}

impl Replaced {
    fn before(bytes: usize, text: &str) -> Replaced {
        Replaced { before: bytes, after: 0, text: text.to_owned(), caret: text.len() }
    }
}

/// A key inside a word that stands there: a mark or tone for the whole of it, or else a letter as it is.
fn inside(key: char, standing: &str, letters: &str, behind: &str, method: TypingMethod) -> Option<Replaced> {
    let mut word = Word::standing(&format!("{standing}{behind}"), method);
    let count = word.text().graphemes(true).count();
    if word.is_left_alone() || !word.press(key) || word.is_left_alone() {
        return None;
    }
    let text = word.text().to_owned();
    if text.graphemes(true).count() != count {
        return None;
    }
    let caret = text.graphemes(true).take(letters.graphemes(true).count()).map(str::len).sum();
    Some(Replaced { before: letters.len(), after: behind.len(), text, caret })
}

/// The other form of a word: the keys that were typed for it, the letters that it is the keys of, or keys that would
/// make it.
fn other_form(word: &str, typed: Option<&Word>, method: TypingMethod) -> Option<String> {
    if let Some(typed) = typed.filter(|typed| typed.keys() != typed.text()) {
        let kept = word.len() - typed.text().len().min(word.len());
        return Some(format!("{}{}", word.get(..kept)?, typed.keys()));
    }
    let composed = compose(word, method);
    if composed != word {
        return Some(composed);
    }
    spelling::spell(word, method, spelling::ToneKey::AfterVowel)
        .filter(|keys| keys != word && !keys.contains(spelling::HIGHLAND_KEY))
}

/// The text that a line of keys makes when it is typed from its beginning; Backspace (0x08, 0x7f) takes letters back,
/// Ctrl-G (0x07) goes on to the next highland letter.
pub fn compose(keys: &str, method: TypingMethod) -> String {
    let mut text = String::with_capacity(keys.len());
    let mut hand = Hand::default();
    for key in keys.chars() {
        let is_back = matches!(key, '\u{8}' | '\u{7f}');
        let replaced = match key {
            _ if is_back => hand.back(&text),
            spelling::HIGHLAND_KEY => hand.next_highland(&text),
            _ => hand.press(key, &text, "", method),
        };
        match replaced {
            Some(replaced) => {
                text.truncate(text.len() - replaced.before);
                text.push_str(&replaced.text);
            }
            None if is_back => {
                let last = tail_bytes(&text).graphemes(true).next_back().map_or(0, str::len);
                text.truncate(text.len() - last);
                hand.deleted(&text);
            }
            None if key == spelling::HIGHLAND_KEY => {}
            None => text.push(key),
        }
    }
    nfc(&text)
}

fn is_of_word(sign: char) -> bool {
    sign.is_alphabetic() || is_combining_mark(sign) || matches!(sign, '\'' | '’')
}

fn is_of_keys(sign: char, method: TypingMethod) -> bool {
    is_of_word(sign) || (method == TypingMethod::Vni && sign.is_ascii_digit())
}

/// The last bytes of a text, whole letters.
fn tail_bytes(text: &str) -> &str {
    let mut from = text.len().saturating_sub(LOOK_BYTES_MAX);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    text.get(from..).unwrap_or_default()
}

fn tail_of(text: &str, belongs: impl Fn(char) -> bool) -> &str {
    let tail = tail_bytes(text);
    let head = tail.trim_end_matches(belongs);
    tail.get(head.len()..).unwrap_or_default()
}

fn word_before(text: &str) -> &str {
    tail_of(text, is_of_word)
}

fn word_behind(text: &str) -> &str {
    let mut to = text.len().min(LOOK_BYTES_MAX);
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    let head = text.get(..to).unwrap_or_default();
    let rest = head.trim_start_matches(|sign: char| is_of_word(sign) && !matches!(sign, '\'' | '’'));
    head.get(..head.len() - rest.len()).unwrap_or_default()
}
