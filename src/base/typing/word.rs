//! One word while it is typed: a key in, the whole word as it then stands.
//!
//! Invariant: what is shown is in NFC, and no key is lost: it makes a mark, or stands as a letter.

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;
use zeroize::Zeroize;

use super::{
    TypingMethod,
    letter::{Letter, Mark, Tone},
    meaning::{Meaning, O, STROKE},
    syllable::{Parts, TONE_PLACE, TonePlace, is_possible, is_usual, tone_at},
};

/// Keys after which a word is no syllable whatever follows; it is then left alone.
const KEYS_MAX: usize = 32;

/// A word in the hands of whoever types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    method: TypingMethod,
    place: TonePlace,
    /// It follows an apostrophe: M'Drắk, H'Yŭ.
    is_highland: bool,
    letters: Vec<Letter>,
    tone: Option<Tone>,
    /// What stood there already, then the keys.
    keys: String,
    shown: String,
    /// Keys are letters from here on.
    is_alone: bool,
    /// The second half of ươ came by itself: a key for it changes nothing.
    is_completed: bool,
    /// `oo` was asked for as two letters: xoong.
    keeps_oo: bool,
    /// The word before the key that made it no syllable, and what was shown right after that key.
    before: Option<(String, Box<Word>)>,
}

/// What became of it.
enum Done {
    /// The word bears it.
    Changed,
    /// It was there already and was taken off; the key is a letter now.
    TakenOff,
    /// It cannot stand here.
    No,
}

impl Word {
    /// A word that begins here.
    pub fn new(method: TypingMethod) -> Word {
        Word {
            method,
            place: TONE_PLACE,
            is_highland: false,
            letters: Vec::new(),
            tone: None,
            keys: String::new(),
            shown: String::new(),
            is_alone: method == TypingMethod::Off,
            is_completed: false,
            keeps_oo: false,
            before: None,
        }
    }

    /// The word that stands before a caret, to be written on; letters up to an apostrophe (M', H') only say that what
    /// follows is a name of the highlands. What stands there already is never read as keys.
    pub fn standing(text: &str, method: TypingMethod) -> Word {
        let mut word = Word::new(method);
        let mut letters = text;
        if let Some((_, after)) = text.rsplit_once(['\'', '’']) {
            (word.is_highland, letters) = (true, after);
        }
        word.keys = letters.to_owned();
        word.shown = letters.to_owned();
        if letters.len() > KEYS_MAX || !word.read(letters) {
            word.is_alone = true;
        }
        // ươ without an end is not finished yet: a key for the horn it has already confirms it.
        word.is_completed = word.letters.iter().rev().take(2).map(|letter| letter.stem).eq(['ơ', 'ư']);
        word
    }

    /// The same with tones written at the other place of `oa`, `oe`, `uy`.
    #[must_use]
    pub fn with_tone_place(mut self, place: TonePlace) -> Word {
        self.place = place;
        self
    }

    /// Takes a written word apart; `false` when it is no syllable.
    fn read(&mut self, text: &str) -> bool {
        for written in text.graphemes(true) {
            match Letter::read(written) {
                Some((_, Some(_))) if self.tone.is_some() => return false,
                Some((letter, tone)) => {
                    self.letters.push(letter);
                    self.tone = self.tone.or(tone);
                }
                None => return false,
            }
        }
        self.is_possible(&self.letters, self.tone)
    }

    /// The word as it stands, without what is before its apostrophe.
    pub fn text(&self) -> &str {
        &self.shown
    }

    /// What stood there already, and the keys after it.
    pub fn keys(&self) -> &str {
        &self.keys
    }

    /// Whether nothing stands there.
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    /// Whether keys are letters in it from here on.
    pub fn is_left_alone(&self) -> bool {
        self.is_alone
    }

    /// Takes a key; `false`: the key does not belong to this word, and whatever follows is another word.
    pub fn press(&mut self, key: char) -> bool {
        let is_mark = self.method == TypingMethod::Vni && key.is_ascii_digit() && !self.is_empty();
        if !key.is_ascii_alphabetic() && !is_mark {
            return false;
        }
        if self.is_alone {
            self.keys.push(key);
            self.write_alone(key);
            return true;
        }
        let old = self.clone();
        self.keys.push(key);
        let done = match Meaning::of(key, self.method) {
            Meaning::Tone(tone) => self.put_tone(tone),
            Meaning::NoTone => self.take_tone(),
            Meaning::Mark(marks) => self.put_mark(marks, key),
            Meaning::Letter => Done::No,
        };
        match done {
            Done::Changed => {}
            Done::TakenOff => self.write_key(key),
            Done::No if is_mark => {
                // A number right behind a word: 12a5.
                self.is_alone = true;
                self.shown.push(key);
                return true;
            }
            Done::No => self.add(key),
        }
        if !self.is_alone
            && (self.keys.chars().count() > KEYS_MAX || !self.is_possible(&self.letters, self.tone))
        {
            if key.is_ascii_uppercase() && old.is_finished() {
                // ĐắkLắk: the next syllable.
                *self = old;
                return false;
            }
            self.is_alone = true;
            self.shown.clone_from(&self.keys);
            self.before = Some((self.shown.clone(), Box::new(old)));
        }
        if !self.is_alone {
            self.show();
        }
        true
    }

    /// Takes back the key that made the word no syllable, when it was the last one; `false`: there is no such key, and
    /// the last letter is to be deleted as in any text.
    pub fn take_back(&mut self) -> bool {
        match self.before.take() {
            Some((shown, word)) if shown == self.shown => {
                *self = *word;
                true
            }
            other => {
                self.before = other;
                false
            }
        }
    }

    /// The last letter was deleted; `left` is what still stands there.
    pub fn delete(&mut self, left: &str) {
        if self.is_alone && !left.is_empty() && self.method != TypingMethod::Off {
            let kept = self.keys.chars().count().saturating_sub(1);
            self.keys = self.keys.chars().take(kept).collect();
            left.clone_into(&mut self.shown);
        } else {
            let (place, is_highland) = (self.place, self.is_highland);
            *self = Word::standing(left, self.method).with_tone_place(place);
            self.is_highland |= is_highland;
        }
    }

    /// Overwrites it in memory.
    pub(super) fn wipe(&mut self) {
        self.keys.zeroize();
        self.shown.zeroize();
        self.letters.fill(Letter::of_key('x'));
        self.letters.clear();
        if let Some((shown, word)) = &mut self.before {
            shown.zeroize();
            word.wipe();
        }
    }

    fn is_possible(&self, letters: &[Letter], tone: Option<Tone>) -> bool {
        is_possible(letters, tone, self.is_highland)
    }

    /// A syllable with something that was typed for it, written on a small letter: a capital after it begins another.
    fn is_finished(&self) -> bool {
        let begins_with_w = self.keys.starts_with(['w', 'W']);
        self.keys != self.shown
            && !begins_with_w
            && self.letters.last().is_some_and(|letter| !letter.is_upper)
            && Parts::of(&self.letters).has_core()
    }

    fn show(&mut self) {
        let at = self.tone.and_then(|_| tone_at(&self.letters, self.place));
        let mut signs = String::with_capacity(self.letters.len() * 4);
        for (index, letter) in self.letters.iter().enumerate() {
            letter.write(self.tone.filter(|_| at == Some(index)), &mut signs);
        }
        self.shown.clear();
        self.shown.extend(signs.nfc());
    }

    /// The key as a letter at the end of the word.
    fn add(&mut self, key: char) {
        let parts = Parts::of(&self.letters);
        if key.eq_ignore_ascii_case(&'w')
            && self.method == TypingMethod::Telex
            && !parts.has_core()
            && !self.letters.first().is_some_and(|first| matches!(first.stem, 'k' | 'q' | 'w'))
        {
            let horned = Letter { stem: 'ư', ..Letter::of_key(key) };
            self.letters.push(horned);
            if self.is_possible(&self.letters, self.tone) {
                return;
            }
            self.letters.pop();
        }
        self.letters.push(Letter::of_key(key));
        self.complete();
    }

    /// ưo and uơ before another letter are ươ.
    fn complete(&mut self) {
        let parts = Parts::of(&self.letters);
        let Some((first, second)) = self.pair(parts) else { return };
        if second + 1 == self.letters.len() {
            // thuở stays until another letter comes; ưo at the end is nothing but the beginning of ươ.
            let stem = |at: usize| self.letters.get(at).map_or(' ', |letter| letter.stem);
            if (stem(first), stem(second)) != ('ư', 'o') {
                return;
            }
        }
        let horns = |at: usize| self.letters.get(at).is_some_and(|letter| letter.mark() == Some(Mark::Horn));
        if horns(first) != horns(second) {
            let horned = self.marked(&[(first, Some(Mark::Horn)), (second, Some(Mark::Horn))]);
            if let Some(letters) = horned.filter(|letters| self.is_possible(letters, self.tone)) {
                self.letters = letters;
                self.is_completed = true;
            }
        }
    }

    /// Where u and o, with any marks, stand side by side.
    fn pair(&self, parts: Parts) -> Option<(usize, usize)> {
        let plain = |at: usize| self.letters.get(at).filter(|l| !l.is_highland()).map(|l| l.plain());
        (parts.onset..parts.core_end.saturating_sub(1))
            .find(|at| plain(*at) == Some('u') && plain(at + 1) == Some('o'))
            .map(|at| (at, at + 1))
    }

    /// The letters with these marks, `None` being no mark.
    fn marked(&self, changes: &[(usize, Option<Mark>)]) -> Option<Vec<Letter>> {
        let mut letters = self.letters.clone();
        for (at, mark) in changes {
            let letter = letters.get_mut(*at)?;
            *letter = match mark {
                Some(mark) => letter.with(*mark)?,
                None => letter.without_mark(),
            };
        }
        Some(letters)
    }

    fn put_tone(&mut self, tone: Tone) -> Done {
        if !Parts::of(&self.letters).has_core() {
            return Done::No;
        }
        if self.tone == Some(tone) {
            self.tone = None;
            return Done::TakenOff;
        }
        if !self.is_possible(&self.letters, Some(tone)) {
            return Done::No;
        }
        self.tone = Some(tone);
        let is_one_key = self.keys.chars().filter(|key| matches!(key, 'w' | 'W' | '7')).count() == 1;
        if is_one_key && self.letters.iter().map(|letter| letter.stem).eq(['ư', 'ơ']) {
            // uở; with another letter both have their horns again.
            self.change(&[(0, None)]);
        }
        Done::Changed
    }

    fn take_tone(&mut self) -> Done {
        if self.tone.take().is_some() { Done::Changed } else { Done::No }
    }

    fn put_mark(&mut self, marks: &[(char, Mark)], key: char) -> Done {
        if marks == STROKE {
            return self.put_stroke(key);
        }
        let parts = Parts::of(&self.letters);
        if marks == O && self.keeps_oo {
            return Done::No;
        }
        if let Some(changes) = self.pair_changes(parts, marks)
            && self.change(&changes)
        {
            self.is_completed = false;
            return Done::Changed;
        }
        let mark_for =
            |letter: &Letter| marks.iter().find(|(plain, _)| *plain == letter.plain()).map(|(_, mark)| *mark);
        let core: Vec<(usize, Mark, bool)> = (parts.onset..parts.core_end)
            .rev()
            .filter_map(|at| {
                let letter = self.letters.get(at)?;
                let mark = mark_for(letter)?;
                Some((at, mark, letter.mark() == Some(mark)))
            })
            .collect();
        let has_all = core.iter().any(|(_, _, bears)| *bears);
        if !has_all || self.pair(parts).is_none() {
            // mưa before muă, which only names of the highlands have.
            for must_be_usual in [true, false] {
                for (at, mark, _) in core.iter().filter(|(_, _, bears)| !bears) {
                    let change = [(*at, Some(*mark))];
                    let is_usual = self.marked(&change).is_some_and(|letters| is_usual(&letters));
                    if (is_usual || !must_be_usual) && self.change(&change) {
                        return Done::Changed;
                    }
                }
            }
        }
        if !has_all {
            return Done::No;
        }
        if std::mem::take(&mut self.is_completed) {
            return Done::Changed;
        }
        let taken: Vec<_> = core.iter().filter(|(_, _, bears)| *bears).map(|(at, ..)| (*at, None)).collect();
        if self.keys.chars().count() == 2 && self.letters.len() == 1 && key.eq_ignore_ascii_case(&'w') {
            // ư was the letter w.
            self.letters.clear();
            return Done::TakenOff;
        }
        if let Some(letters) = self.marked(&taken) {
            self.letters = letters;
        }
        Done::TakenOff
    }

    /// What a key does to u and o together: both horns, or the circumflex and none.
    fn pair_changes(&self, parts: Parts, marks: &[(char, Mark)]) -> Option<Vec<(usize, Option<Mark>)>> {
        let (first, second) = self.pair(parts)?;
        let stem = |at: usize| self.letters.get(at).map_or(' ', |letter| letter.stem);
        let (u, o) = (stem(first), stem(second));
        let wanted = marks.iter().find(|(plain, _)| *plain == 'o').map(|(_, mark)| *mark)?;
        match wanted {
            Mark::Horn if u == 'u' && o == 'ơ' => None,
            Mark::Horn if (u, o) == ('ư', 'ơ') => None,
            Mark::Horn => {
                let is_open = second + 1 == self.letters.len();
                let onset = self.letters.get(parts.onset.saturating_sub(1)).map(|letter| letter.stem);
                // thuở, huơ
                let may_stay = u == 'u' && is_open && parts.onset > 0 && onset == Some('h');
                let first_mark = (!may_stay).then_some((first, Some(Mark::Horn)));
                Some(first_mark.into_iter().chain([(second, Some(Mark::Horn))]).collect())
            }
            Mark::Circumflex if o != 'ô' => Some(vec![(first, None), (second, Some(Mark::Circumflex))]),
            _ => None,
        }
    }

    /// Puts marks on, when the word can bear them.
    fn change(&mut self, changes: &[(usize, Option<Mark>)]) -> bool {
        match self.marked(changes).filter(|letters| self.is_possible(letters, self.tone)) {
            Some(letters) => {
                self.letters = letters;
                true
            }
            None => false,
        }
    }

    fn put_stroke(&mut self, key: char) -> Done {
        let parts = Parts::of(&self.letters);
        let onset = self.letters.get(..parts.onset).unwrap_or_default();
        let is_far = parts.onset < self.letters.len();
        let Some(at) = onset.iter().rposition(|letter| letter.plain() == 'd') else { return Done::No };
        // Among consonants alone only its own d is meant: HĐND.
        if !is_far && at + 1 != self.letters.len() {
            return Done::No;
        }
        if self.letters.get(at).is_some_and(|letter| letter.mark().is_none()) {
            return if self.change(&[(at, Some(Mark::Stroke))]) { Done::Changed } else { Done::No };
        }
        if is_far && !key.is_ascii_digit() {
            return Done::No;
        }
        if let Some(letters) = self.marked(&[(at, None)]) {
            self.letters = letters;
        }
        Done::TakenOff
    }

    /// The key of something that was taken off is a letter, and the word is left alone; but for oo, which is a rime.
    fn write_key(&mut self, key: char) {
        if self.method == TypingMethod::Telex && key.eq_ignore_ascii_case(&'o') {
            self.letters.push(Letter::of_key(key));
            if self.is_possible(&self.letters, self.tone) {
                self.keeps_oo = true;
                return;
            }
            self.letters.pop();
        }
        self.show();
        self.shown.push(key);
        self.is_alone = true;
    }

    fn write_alone(&mut self, key: char) {
        if self.method == TypingMethod::Telex {
            if self.keys.eq_ignore_ascii_case("www") {
                self.shown.clone_from(&self.keys);
                return;
            }
            // ATĐT, UBĐ: capitals that are no syllable have their Đ all the same.
            if key == 'D' && self.shown.chars().all(|sign| !sign.is_lowercase()) {
                let kept = self.shown.len() - self.shown.chars().next_back().map_or(0, char::len_utf8);
                match self.shown.chars().next_back() {
                    Some('D') if !self.keys.ends_with("DDD") => {
                        self.shown.truncate(kept);
                        self.shown.push('Đ');
                        return;
                    }
                    Some('Đ') => {
                        self.shown.truncate(kept);
                        self.shown.push('D');
                    }
                    _ => {}
                }
            }
        }
        self.shown.push(key);
    }
}

#[cfg(test)]
mod tests;
