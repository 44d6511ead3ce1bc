//! The letters of Vietnamese and of the highland languages, taken apart into stem, breve, case and tone.

use unicode_normalization::UnicodeNormalization;

/// A tone other than ngang, which has no mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Tone {
    /// Sắc.
    Sac,
    /// Huyền.
    Huyen,
    /// Hỏi.
    Hoi,
    /// Ngã.
    Nga,
    /// Nặng.
    Nang,
}

/// What a key puts on a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Mark {
    /// â ê ô
    Circumflex,
    /// ă
    Breve,
    /// ơ ư
    Horn,
    /// đ
    Stroke,
}

const BREVE: char = '\u{306}';

/// Tones, their marks, their keys in Telex and in VNI.
pub(super) const TONES: [(Tone, char, char, char); 5] = [
    (Tone::Sac, '\u{301}', 's', '1'),
    (Tone::Huyen, '\u{300}', 'f', '2'),
    (Tone::Hoi, '\u{309}', 'r', '3'),
    (Tone::Nga, '\u{303}', 'x', '4'),
    (Tone::Nang, '\u{323}', 'j', '5'),
];

/// Letters with a mark that keys put on: stem, plain letter, mark.
const MARKED: [(char, char, Mark); 7] = [
    ('â', 'a', Mark::Circumflex),
    ('ă', 'a', Mark::Breve),
    ('ê', 'e', Mark::Circumflex),
    ('ô', 'o', Mark::Circumflex),
    ('ơ', 'o', Mark::Horn),
    ('ư', 'u', Mark::Horn),
    ('đ', 'd', Mark::Stroke),
];

/// Letters of the highlands that no key of Telex or VNI makes, and the letter they sound like in a syllable.
const HIGHLAND: [(char, char); 7] =
    [('ĕ', 'e'), ('ĭ', 'i'), ('ŏ', 'o'), ('ŭ', 'u'), ('ƀ', 'b'), ('č', 'c'), ('ñ', 'n')];

/// One letter without its tone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Letter {
    /// Small, with its own mark: `a`, `ơ`, `đ`, `ŏ`.
    pub(super) stem: char,
    /// It bears a breve over another mark: ê̆ ô̆ ơ̆ ư̆.
    pub(super) has_breve: bool,
    /// It is a capital.
    pub(super) is_upper: bool,
}

impl Letter {
    /// The letter that a key stands for by itself.
    pub(super) fn of_key(key: char) -> Letter {
        Letter { stem: key.to_ascii_lowercase(), has_breve: false, is_upper: key.is_uppercase() }
    }

    /// Takes one written letter apart; `None` when it is not one of these languages.
    pub(super) fn read(written: &str) -> Option<(Letter, Option<Tone>)> {
        let mut signs = written.nfd();
        let first = signs.next()?;
        let small = first.to_lowercase().next()?;
        let mut letter = Letter { stem: small, has_breve: false, is_upper: first != small };
        let mut tone = None;
        for sign in signs {
            let own = TONES.iter().find(|(_, mark, ..)| *mark == sign).map(|(tone, ..)| *tone);
            match (own, letter.stem) {
                (Some(Tone::Nga), 'n') => letter.stem = 'ñ',
                (Some(own), _) if tone.is_none() => tone = Some(own),
                _ if sign == BREVE && matches!(letter.stem, 'ê' | 'ô' | 'ơ' | 'ư') && !letter.has_breve =>
                {
                    letter.has_breve = true;
                }
                // The breve of some letters comes before the circumflex or the horn in NFD.
                _ => letter.stem = joined(letter.stem, sign)?,
            }
        }
        letter.is_known().then_some((letter, tone))
    }

    fn is_known(self) -> bool {
        self.stem.is_ascii_lowercase() || self.mark().is_some() || plain_highland(self.stem).is_some()
    }

    /// Its mark that keys put on and take off.
    pub(super) fn mark(self) -> Option<Mark> {
        MARKED.iter().find(|(stem, ..)| *stem == self.stem).map(|(.., mark)| *mark)
    }

    /// The letter of the alphabet under all its marks.
    pub(super) fn plain(self) -> char {
        let marked = MARKED.iter().find(|(stem, ..)| *stem == self.stem).map(|(_, plain, _)| *plain);
        marked.or_else(|| plain_highland(self.stem)).unwrap_or(self.stem)
    }

    /// The letter as syllables are judged: a highland letter counts as the one it sounds like.
    pub(super) fn sound(self) -> char {
        plain_highland(self.stem).unwrap_or(self.stem)
    }

    /// Whether keys cannot make it.
    pub(super) fn is_highland(self) -> bool {
        self.has_breve || plain_highland(self.stem).is_some()
    }

    /// Whether a mark may still come onto it.
    pub(super) fn is_plain(self) -> bool {
        self.stem.is_ascii_lowercase()
    }

    /// The same letter with this mark instead of its own; `None` when there is no such letter.
    pub(super) fn with(self, mark: Mark) -> Option<Letter> {
        if self.is_highland() {
            return None;
        }
        let found = MARKED.iter().find(|(_, plain, own)| *plain == self.plain() && *own == mark);
        found.map(|(stem, ..)| Letter { stem: *stem, ..self })
    }

    /// The same letter without a mark that keys put on.
    pub(super) fn without_mark(self) -> Letter {
        Letter { stem: self.plain(), ..self }
    }

    /// Whether it can be the core of a syllable.
    pub(super) fn is_vowel(self) -> bool {
        matches!(self.plain(), 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
    }

    /// Writes it with a tone; the whole has to be put into NFC.
    pub(super) fn write(self, tone: Option<Tone>, out: &mut String) {
        if self.is_upper {
            out.extend(self.stem.to_uppercase());
        } else {
            out.push(self.stem);
        }
        if self.has_breve {
            out.push(BREVE);
        }
        let own = tone.and_then(|tone| TONES.iter().find(|(own, ..)| *own == tone));
        out.extend(own.map(|(_, mark, ..)| *mark));
    }
}

fn plain_highland(stem: char) -> Option<char> {
    HIGHLAND.iter().find(|(own, _)| *own == stem).map(|(_, plain)| *plain)
}

/// The one letter that a letter and a combining mark are together.
fn joined(stem: char, mark: char) -> Option<char> {
    let mut both = [stem, mark].into_iter().nfc();
    both.next().filter(|_| both.next().is_none())
}

#[cfg(test)]
mod tests {
    use unicode_segmentation::UnicodeSegmentation;

    use super::*;

    #[test]
    fn every_letter_is_taken_apart_and_put_together() {
        let text = "aăâbƀcčdđeĕêê\u{306}ghiĭklmnñoŏôô\u{306}ơơ\u{306}pqrstuŭưư\u{306}vxyjwzf";
        for letter in text.graphemes(true).chain(text.to_uppercase().graphemes(true)) {
            let (read, tone) = Letter::read(letter).unwrap();
            assert_eq!(tone, None);
            let mut written = String::new();
            read.write(None, &mut written);
            assert_eq!(written.nfc().collect::<String>(), letter);
            if read.is_vowel() {
                for (tone, mark, ..) in TONES {
                    let toned: String = format!("{letter}{mark}").nfc().collect();
                    assert_eq!(Letter::read(&toned), Some((read, Some(tone))), "{toned}");
                }
            }
        }
        for other in ["ß", "я", "漢", "1", "é\u{301}", "o\u{308}", "ç", ""] {
            assert_eq!(Letter::read(other), None, "{other:?}");
        }
    }
}
